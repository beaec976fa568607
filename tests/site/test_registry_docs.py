"""The page on registries shows files and code that work."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reportqa.site.rows import SCHEMAS

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "registry.md").read_text(encoding="utf-8")
FILES = re.compile(
    r"<!-- file: (?P<file>[^>]+) -->\n```(?:csv|toml)\n(?P<body>.*?)^```$", re.DOTALL | re.MULTILINE
)
CODE = re.compile(r"^```python\n(?P<body>.*?)^```$", re.DOTALL | re.MULTILINE)


def test_the_example_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = list(FILES.finditer(PAGE))
    assert len(found) == 9
    for match in found:
        target = tmp_path / match["file"]
        target.parent.mkdir(exist_ok=True)
        target.write_text(match["body"], encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    blocks = CODE.findall(PAGE)
    assert len(blocks) == 2
    exec(compile("".join(blocks), "docs/registry.md", "exec"), {})


def test_the_page_lists_every_column() -> None:
    told = {
        match[1]: [name.strip() for name in re.split(r",|;| as ", match[2])]
        for match in re.finditer(r"^\| `(\w+)`(?: \(CSV\))? \| ([^|]+) \|$", PAGE, re.MULTILINE)
    }
    assert set(told) == {stem for stem, _ in SCHEMAS}
    for stem, schema in SCHEMAS:
        columns = list(schema.model_fields)
        assert told[stem][: len(columns)] == columns or set(columns) <= set(told[stem]), stem
