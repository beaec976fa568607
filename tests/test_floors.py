"""Modules import downwards only; heavy libraries stay in the rooms that own them.

Relative imports and imports inside functions count too; those under TYPE_CHECKING do not.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SRC = Path(__file__).resolve().parent.parent / "src" / "reportqa"
MODULES = sorted(SRC.rglob("*.py"))

FLOORS = {
    "errors": 0,
    "geometry": 0,
    "resources": 0,
    "read_settings": 1,
    "serve_settings": 2,
    "tomlfile": 1,
    "sql": 1,
    "messages": 2,
    "model": 1,
    "config": 3,
    "site": 2,
    "forms": 2,
    "read": 3,
    "extract": 4,
    "evidence": 5,
    "link": 6,
    "rules": 7,
    "score": 8,
    "night": 9,
    "checker": 10,
    "render": 11,
    "hook": 12,
    "aio": 11,
    "webhook": 12,
    "server": 13,
    "cli": 14,
    "__main__": 15,
    "__init__": 15,
}

# Library → the rooms that may import it.
OWNERS = {
    "spacy": {"extract"},
    "thinc": {"extract"},
    "sklearn": {"extract"},
    "usaddress": {"extract"},
    "cv2": {"read"},
    "PIL": {"read"},
    "pypdfium2": {"read"},
    "docx": {"read"},
    "rapidocr": {"read"},
    "onnxruntime": {"read"},
    "pytesseract": {"read"},
    "reportlab": {"forms"},
    "typer": {"cli"},
    "fastapi": {"server"},
    "starlette": {"server"},
    "uvicorn": {"server"},
    "prometheus_client": {"server"},
    "ray": {"night"},
    "sqlalchemy": {"sql", "site", "night"},
}
MAX_LINES = 400


def room(path: Path) -> str:
    parts = path.relative_to(SRC).with_suffix("").parts
    return parts[0]


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """(absolute module name, line) of every import that runs."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and "TYPE_CHECKING" in ast.dump(block.test)
        for child in block.body
        for node in ast.walk(child)
    }
    package = ("reportqa", *path.relative_to(SRC).with_suffix("").parts[:-1])
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            name = ".".join((*base, node.module or "")).strip(".")
            if name == "reportqa":
                for alias in node.names:
                    yield f"reportqa.{alias.name}", node.lineno
            else:
                yield name, node.lineno


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SRC)))
def test_imports_go_down(path: Path) -> None:
    own = room(path)
    wrong = []
    for name, line in imports(path):
        if name.startswith("reportqa."):
            other = name.split(".")[1]
            if other in FLOORS and other != own and FLOORS[other] >= FLOORS[own]:
                wrong.append(f"line {line}: {own} imports {name}")
        elif own not in OWNERS.get(name.split(".")[0], {own}):
            wrong.append(f"line {line}: {own} imports {name}")
    assert wrong == []


def test_every_room_has_a_floor() -> None:
    assert {room(path) for path in MODULES} <= set(FLOORS)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SRC)))
def test_no_module_is_long(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_LINES


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SRC)))
def test_no_assert_and_no_pickle(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Assert)] == []
    assert [line for name, line in imports(path) if name.split(".")[0] in ("pickle", "joblib", "dill")] == []


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = (
        "import sys, time; start = time.process_time(); import reportqa; "
        "took = time.process_time() - start; "
        "heavy = {'spacy', 'numpy', 'pydantic', 'cv2', 'shapely', 'typer', 'rich'} & set(sys.modules); "
        "print(sorted(heavy), took)"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout.split()
        for _ in range(3)
    ]
    assert {heavy for heavy, _ in runs} == {"[]"}
    # Processor seconds, the best of three: other tests share the processor.
    assert min(float(took) for _, took in runs) < 0.2
