"""Lines of keys in a TOML file, however it is laid out."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportqa import tomlfile
from reportqa.errors import ConfigError

TEXT = '''# a comment
top = 1
[rules."family.slug"]
enabled = false
options = { a = 1, b = [1,
  2] }
text = """
fake = 1
[fake]
"""
[[type]]
name = "a [bracket] = here"
[[type.element]]
name = "x"
terms = [
  "one = 1", # not = a key
  "[two]",
]
[[type.element]]
name = "y"
[[type]]
name = "b"
[[type.element]]
name = \'\'\'z\'\'\'
[site."S 1".values]
deep.er = 3
'''


def test_lines() -> None:
    file = tomlfile.parse(TEXT, name="f.toml")
    assert dict(file.lines) == {
        ("top",): 2,
        ("rules", "family.slug"): 3,
        ("rules", "family.slug", "enabled"): 4,
        ("rules", "family.slug", "options"): 5,
        ("rules", "family.slug", "text"): 7,
        ("type", 0): 11,
        ("type", 0, "name"): 12,
        ("type", 0, "element", 0): 13,
        ("type", 0, "element", 0, "name"): 14,
        ("type", 0, "element", 0, "terms"): 15,
        ("type", 0, "element", 1): 19,
        ("type", 0, "element", 1, "name"): 20,
        ("type", 1): 21,
        ("type", 1, "name"): 22,
        ("type", 1, "element", 0): 23,
        ("type", 1, "element", 0, "name"): 24,
        ("site", "S 1", "values"): 25,
        ("site", "S 1", "values", "deep"): 26,
        ("site", "S 1", "values", "deep", "er"): 26,
    }
    assert file.where(("rules", "family.slug", "options", "a")) == "f.toml:5"
    assert file.where(("nothing",)) == "f.toml"


def test_not_toml_names_line_and_column() -> None:
    with pytest.raises(ConfigError, match=r"^f\.toml:2:5: not valid TOML"):
        tomlfile.parse("a = 1\nb = = 2\n", name="f.toml")


names = st.text("abcdef_-", min_size=1, max_size=6)
leaves = st.one_of(st.integers(), st.booleans(), st.text("ab=[]#'{} ", max_size=8))


def _write(table: dict[str, Any]) -> str:
    lines = []
    for key, value in table.items():
        shown = str(value).lower() if isinstance(value, (bool, int)) else '"' + value + '"'
        lines.append(f"{key} = {shown}")
    return "\n".join(lines)


@given(st.dictionaries(names, st.dictionaries(names, leaves, max_size=4), max_size=4))
def test_every_key_has_its_own_line(tables: dict[str, dict[str, Any]]) -> None:
    text = "\n".join(f"[{name}]\n{_write(table)}" for name, table in tables.items())
    assert tomllib.loads(text) == tables
    file = tomlfile.parse(text, name="f")
    lines = text.splitlines()
    for name, table in tables.items():
        assert lines[file.lines[(name,)] - 1] == f"[{name}]"
        for key in table:
            assert lines[file.lines[(name, key)] - 1].startswith(f"{key} = ")
