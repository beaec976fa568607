"""What the docs show works: Python blocks run, console blocks print what they say, rule pages are fresh.

A file that a page needs is given by `<!-- file: name -->` before a block. Blocks of one page share a folder
and, in Python, their names. In expected output `...` stands for anything, also for whole lines, and runs of
blanks are equal. `console slow` marks what takes more than a few seconds.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGES = (
    "quickstart.md",
    "first-client.md",
    "library.md",
    "command-line.md",
    "pre-submit.md",
    "server.md",
    "batch.md",
    "evidence.md",
    "languages.md",
)

_BLOCK = re.compile(
    r"(?:<!-- file: (?P<file>\S+) -->\n)?```(?P<kind>[a-z ]*)\n(?P<body>.*?)^```$", re.S | re.M
)


@dataclass(frozen=True)
class Block:
    """One fenced block: its kind, its text, the file that it stands for, and its line in the page."""

    kind: str
    body: str
    file: str | None
    line: int


def blocks(text: str) -> list[Block]:
    return [
        Block(match["kind"].strip(), match["body"], match["file"], text.count("\n", 0, match.start()) + 1)
        for match in _BLOCK.finditer(text)
    ]


def prepared(folder: Path, page: str) -> list[Block]:
    """The page's blocks, its files written, the checkout's data in reach."""
    found = blocks((DOCS / page).read_text(encoding="utf-8"))
    assert found
    for name in ("data", "clients"):
        (folder / name).symlink_to(ROOT / name)
    for block in found:
        if block.file:
            target = folder / block.file
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(block.body, encoding="utf-8")
    return found


def agrees(shown: str, printed: str) -> bool:
    """Whether the output is what the page shows."""
    parts = (re.escape(" ".join(part.split())) for part in shown.split("..."))
    pattern = r"\s*.*\s*".join(parts)
    return re.fullmatch(pattern, " ".join(printed.split()), re.S) is not None


def console(block: Block, folder: Path, started: list[int]) -> None:
    """Run each command of the block in one shell and compare what it prints."""
    commands: list[tuple[str, list[str]]] = []
    for line in block.body.splitlines():
        if line.startswith("$ "):
            commands.append((line[2:], []))
        else:
            commands[-1][1].append(line)
    assert commands
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    for command, shown in commands:
        running = subprocess.Popen(
            ["bash", "-c", command],
            cwd=folder,
            env={**os.environ, "PATH": path, "OMP_NUM_THREADS": "1", "PYTHONIOENCODING": "utf-8"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        started.append(running.pid)
        printed = running.communicate(timeout=900)[0].decode("utf-8")
        assert agrees("\n".join(shown), printed), f"line {block.line}: {command}\n{printed}"
        assert running.returncode == 0, command


@contextmanager
def shells() -> Iterator[list[int]]:
    """The process groups of a page's commands: what still runs at the end, such as a server, is killed."""
    started: list[int] = []
    try:
        yield started
    finally:
        for group in started:
            with suppress(ProcessLookupError):
                os.killpg(group, signal.SIGKILL)


@pytest.mark.parametrize("page", PAGES)
def test_python_blocks_run(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {"__name__": "docs"}
    for block in prepared(tmp_path, page):
        if block.kind == "python" and not block.file:  # a file is run by the page's own commands
            exec(compile("\n" * block.line + block.body, str(DOCS / page), "exec"), names)


@pytest.mark.parametrize("page", PAGES)
def test_console_blocks_print_what_they_show(page: str, tmp_path: Path) -> None:
    with shells() as started:
        for block in prepared(tmp_path, page):
            if block.kind == "console":
                console(block, tmp_path, started)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("page", PAGES)
def test_slow_console_blocks_print_what_they_show(page: str, tmp_path: Path) -> None:
    with shells() as started:
        for block in prepared(tmp_path, page):
            if block.kind == "console slow":
                console(block, tmp_path, started)


def test_nothing_that_a_failing_page_started_runs_on(tmp_path: Path) -> None:
    body = "$ sleep 600 >/dev/null 2>&1 & echo $! >pid\n$ echo one\ntwo\n"
    with pytest.raises(AssertionError, match="echo one"), shells() as started:
        console(Block("console", body, None, 1), tmp_path, started)
    state = Path(f"/proc/{(tmp_path / 'pid').read_text().strip()}/stat")
    for _ in range(50):  # killed, it is gone once its parent has noticed
        if not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z":
            return
        time.sleep(0.1)
    pytest.fail("it runs on")


@pytest.mark.parametrize(
    ("shown", "printed", "right"),
    [
        ("", "", True),
        ("", "something", False),
        ("1", "1\n", True),
        ("a ... d", "a b c d", True),
        ("a ... d", "a b c", False),
        ("x\n...\ny", "x\n1\n2\ny", True),
        ("...", "anything at all", True),
        ("a b", "a    b", True),
        ("a", "a b", False),
    ],
)
def test_the_comparison_itself(shown: str, printed: str, right: bool) -> None:
    assert agrees(shown, printed) is right


def test_no_block_of_the_pages_is_of_an_unknown_kind() -> None:
    kinds = {block.kind for page in PAGES for block in blocks((DOCS / page).read_text(encoding="utf-8"))}
    assert kinds <= {"python", "console", "console slow", "text", "toml", "json", "csv"}


def test_links_between_the_pages_lead_somewhere() -> None:
    broken = [
        (path.name, target)
        for path in sorted(DOCS.rglob("*.md"))
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8"))
        if "://" not in target and not (path.parent / target).exists()
    ]
    assert broken == []


def test_the_rule_pages_are_fresh() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "gen_docs.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert (done.stderr, done.returncode) == ("", 0)
