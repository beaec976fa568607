"""`import reportqa` is cheap, and the names that it promises are there, for people and type checkers."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import reportqa

# What an app that only imports the package must not pay for.
HEAVY = ("spacy", "pydantic", "numpy", "shapely", "rapidfuzz", "jinja2", "typer", "rich", "cv2", "sklearn")


def test_importing_the_package_is_quick_and_loads_nothing_heavy() -> None:
    code = (
        "import sys, time; start = time.perf_counter(); import reportqa; "
        "spent = time.perf_counter() - start; "
        f"print(spent, [name for name in {HEAVY!r} if name in sys.modules])"
    )
    # The best of three: another process may hold the core during one of them.
    runs = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        for _ in range(3)
    ]
    assert min(float(run.split()[0]) for run in runs) < 0.2
    assert {run.split(maxsplit=1)[1].strip() for run in runs} == {"[]"}


@pytest.mark.parametrize("name", reportqa.__all__)
def test_every_promised_name_is_there(name: str) -> None:
    assert getattr(reportqa, name) is not None
    assert name in dir(reportqa)


def test_other_names_are_not() -> None:
    with pytest.raises(AttributeError, match="Chekcer"):
        _ = reportqa.Chekcer


@pytest.mark.slow
def test_a_type_checker_knows_the_names(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(
        "from reportqa import Checker, Document, QualityReport\n"
        "quality: QualityReport = Checker().check(Document.from_text('x'))\n"
        "reveal_type(quality.band)\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file=", "app.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert 'Revealed type is "reportqa.model.quality.Band"' in done.stdout
    assert "app.py:3: note" in done.stdout
    assert "app.py:" not in done.stdout.replace("app.py:3: note", "")
