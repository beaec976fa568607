"""The wheel alone, outside the checkout and without a network, checks a typed and a scanned report."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from email.parser import Parser
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "data" / "samples"

# Any attempt to reach another machine ends the program.
NO_NETWORK = """
import socket
def refuse(self, address, *rest):
    raise SystemExit(f"the network was asked for {address!r}")
socket.socket.connect = refuse
socket.socket.connect_ex = refuse
def refuse_name(*args, **kwargs):
    raise SystemExit(f"a name was looked up: {args!r}")
socket.getaddrinfo = refuse_name
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the wheel was unpacked into."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    wheels = list(folder.glob("*.whl"))
    assert len(wheels) == 1
    target = folder / "site"
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps"),
            *("--target", str(target), str(wheels[0])),
        ],
        check=True,
    )
    (target / "sitecustomize.py").write_text(NO_NETWORK, encoding="utf-8")
    return target


def test_its_metadata_says_licence_typing_and_the_pythons_that_were_tried(installed: Path) -> None:
    (file,) = installed.glob("reportqa-*.dist-info/METADATA")
    told = Parser().parsestr(file.read_text(encoding="utf-8"))
    assert (told["License-Expression"], told.get_all("License-File")) == (
        "Apache-2.0",
        ["LICENSE", "THIRD_PARTY.md"],
    )
    kinds = told.get_all("Classifier", [])
    # PEP 639: beside an expression there is no classifier of a licence.
    assert not [kind for kind in kinds if kind.startswith("License ::")]
    pythons = [
        kind.rpartition(" ")[2] for kind in kinds if kind.startswith("Programming Language :: Python :: 3.")
    ]
    assert (pythons, told["Requires-Python"]) == (["3.11", "3.12", "3.13"], ">=3.11")
    assert "Typing :: Typed" in kinds
    assert (installed / "reportqa" / "py.typed").is_file()


def run(installed: Path, arguments: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(installed), "HOME": str(folder)}
    return subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_it_is_the_wheel_that_is_imported(installed: Path, tmp_path: Path) -> None:
    done = run(installed, ["-c", "import reportqa; print(reportqa.__file__)"], tmp_path)
    assert Path(done.stdout.strip()).is_relative_to(installed), done.stderr


@pytest.mark.parametrize("suffix", [".txt", ".png"])
def test_a_report_is_checked(installed: Path, tmp_path: Path, suffix: str) -> None:
    report = next(path for path in sorted(SAMPLES.rglob(f"*{suffix}")) if "unread" not in str(path))
    done = run(installed, ["-m", "reportqa", "check", str(report), "--format", "json"], tmp_path)
    assert done.returncode in (0, 1), done.stderr
    found = json.loads(done.stdout)
    quality = found[0] if isinstance(found, list) else found
    assert quality["failure"] is None
    assert len(quality["document"]["text"]) > 100
    assert len(quality["results"]) > 50
    assert not [item for item in quality["results"] if item["outcome"] == "errored"]
