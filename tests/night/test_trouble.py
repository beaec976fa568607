"""Files that change, files that hang or crash their reader, and a disk that is full."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from reportqa.checker import Checker
from reportqa.cli import run
from reportqa.errors import ReadError
from reportqa.model.evidence import EvidenceSlice
from reportqa.model.quality import QualityReport
from reportqa.night.stored import Stored
from reportqa.night.tasks import OneFile
from reportqa.score import failed


class Odd:
    """A judge that does what the file says."""

    def first_pass(self, path: Path) -> Iterator[QualityReport]:
        text = path.read_text(encoding="utf-8")
        if text == "grow":
            path.write_text("grown", encoding="utf-8")
        elif text.startswith("restless"):
            path.write_text(f"{text}!", encoding="utf-8")
        yield failed(ReadError(text, code="empty"), str(path))

    def second_pass(self, quality: QualityReport, evidence: EvidenceSlice) -> QualityReport:
        return quality


def told(bodies: list[Stored]) -> list[str | None]:
    return [body.quality().failure.message for body in bodies]  # type: ignore[union-attr]


def test_a_file_that_changes_once_is_judged_as_it_is_in_the_end(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("grow")
    assert told(OneFile(str(path)).done(Odd()).reports) == ["grown"]


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="every name is text there")
def test_a_name_that_is_no_text_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in (b"a\xff.txt", b"b.txt"):
        (tmp_path / "in" / os.fsdecode(name)).write_text("At 0214 I found the door open.")
    (tmp_path / "in" / os.fsdecode(b"c\xff.pdf")).write_bytes(b"")
    for resume in (False, True):
        night = Checker().night(tmp_path / "in", out=tmp_path / "out", resume=resume)
        assert [Path(report.document.name).name for report in night.reports] == [
            "a\ufffd.txt",
            "b.txt",
            "c\ufffd.pdf",
        ]
        assert [report.failure is None for report in night.reports] == [True, True, False]


def test_a_file_that_goes_on_changing_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("restless")
    assert told(OneFile(str(path)).done(Odd()).reports) == ["it changed each time that it was read"]


def test_workers_that_never_start_stop_the_night_and_set_no_file_aside(tmp_path: Path) -> None:
    """As those of a script that calls night() without `if __name__ == "__main__"`: they run it again."""
    script = tmp_path / "mine.py"
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("At 0214 the gate was open.")
    script.write_text('import reportqa\nreportqa.Checker().night("in", out="out", workers=2)\n')
    done = subprocess.run(
        [sys.executable, str(script)], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "reportqa.errors.ReportqaError: the workers of the night stop while they start. In a script of your "
        'own, call night() below if __name__ == "__main__"; the first lines above say why they stopped.'
    )


@pytest.mark.skipif(sys.platform == "win32", reason="no limits on file sizes there")
def test_a_full_disk_is_told_in_one_line_and_nothing_done_is_lost(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for number in range(60):
        (inbox / f"{number:02d}.txt").write_text(
            f"At 0{number % 6}14 I found door {number} open and locked it."
        )
    program = textwrap.dedent(
        """
        import resource, signal, sys
        from reportqa.cli import main
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))
        main(sys.argv[1:])
        """
    )
    arguments = ["night", str(inbox), "--out", str(tmp_path / "out"), "--resume"]
    full = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=False, timeout=120
    )
    assert full.returncode == 5
    assert full.stderr.startswith("error: ")
    assert len(full.stderr.splitlines()) == 1
    assert "--resume" in full.stderr
    again = subprocess.run(
        [sys.executable, "-m", "reportqa", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert again.returncode in (0, 1), again.stderr
    assert "60 in all" in again.stdout


def test_quiet_says_nothing_when_all_is_well(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("At 0214 I found the door open.")
    policy = tmp_path / "policy.toml"
    (tmp_path / "reportqa.toml").write_text('policy = "policy.toml"\n')
    base = ["night", str(tmp_path / "in"), "--out", str(tmp_path / "out"), "--quiet"]
    told = {}
    for enabled in ("true", "false"):
        policy.write_text(
            f'[rules."completeness.where-site-address"]\nenabled = {enabled}\nreason = "one site"\n'
        )
        code = run([*base, "--config", str(tmp_path / "reportqa.toml")])
        told[enabled] = code, bool(capfdbinary.readouterr().out)
    assert told == {"true": (1, True), "false": (0, False)}
