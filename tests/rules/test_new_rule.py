"""A rule is begun by one command, comes from other packages too, and has only the options that it has."""

from __future__ import annotations

import importlib.util
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from tests.rules import harness

from reportqa import rules
from reportqa.cli.rules import begin
from reportqa.errors import ConfigError
from reportqa.model.finding import Outcome
from reportqa.rules import catalogue, run
from reportqa.rules._options import options_checked
from reportqa.site import policy
from reportqa.site.policy import PolicyBook
from reportqa.tomlfile import TomlFile


@pytest.fixture
def plugins(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, EntryPoint]]:
    """Entry points that seem installed; the catalogue is asked for anew."""
    found: dict[str, EntryPoint] = {}
    monkeypatch.setattr(rules, "plugin_rules", lambda: found)
    monkeypatch.setattr(policy, "plugin_rules", lambda: found)
    catalogue.cache_clear()
    yield found
    catalogue.cache_clear()


def _entry(name: str, module: str) -> EntryPoint:
    return EntryPoint(name=name, value=module, group="reportqa.rules")


def test_a_rule_is_begun_where_the_catalogue_finds_it(tmp_path: Path) -> None:
    (tmp_path / "src" / "reportqa" / "rules").mkdir(parents=True)
    said = begin("post.keys-returned", tmp_path)
    files = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file())
    assert files == [
        "src/reportqa/rules/post/__init__.py",
        "src/reportqa/rules/post/keys_returned.py",
        "tests/fixtures/rules/post/keys-returned.toml",
    ]
    assert said == "".join(f"wrote {name}\n" for name in files)


def test_nothing_is_written_over(tmp_path: Path) -> None:
    begin("acme.seal-number", tmp_path)
    (tmp_path / "seal_number.py").write_text("mine")
    with pytest.raises(ConfigError, match="is there already"):
        begin("acme.seal-number", tmp_path)
    assert (tmp_path / "seal_number.py").read_text() == "mine"


@pytest.mark.parametrize("name", ["", "seal", "Acme.Seal", "acme.seal.number", "../acme.seal", "acme.se al"])
def test_a_wrong_name_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no name of a rule"):
        begin(name, tmp_path)


def test_a_name_that_is_taken_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is a rule"):
        begin("privacy.access-secret", tmp_path)


def test_the_begun_rule_runs_as_a_rule_of_another_package(
    tmp_path: Path, plugins: dict[str, EntryPoint], monkeypatch: pytest.MonkeyPatch
) -> None:
    begin("acme.seal-number", tmp_path)
    spec = importlib.util.spec_from_file_location("acme_seal", tmp_path / "seal_number.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setitem(sys.modules, "acme_seal", module)
    plugins["acme.seal-number"] = _entry("acme.seal-number", "acme_seal")
    cases = tomllib.loads((tmp_path / "seal-number.toml").read_text("utf-8"))["case"]
    assert len(cases) == 6
    for raw in cases:
        text, marks = harness.unmarked(raw["text"])
        case = harness.make_case(text, policy=raw.get("policy"))
        (result,) = run(case, names=("acme.seal-number",))
        assert (result.outcome.value, result.error) == (raw["outcome"], None)
        assert tuple(finding.anchor.span for finding in result.findings) == marks


def test_a_broken_package_is_errored_alone(plugins: dict[str, EntryPoint]) -> None:
    case = harness.make_case("At 0214 I locked the gate.")
    before = {result.rule: result for result in run(case)}
    plugins["acme.gone"] = _entry("acme.gone", "no_such_module_of_acme")
    catalogue.cache_clear()
    after = {result.rule: result for result in run(case)}
    broken = after.pop("acme.gone")
    assert (broken.outcome, broken.findings) == (Outcome.ERRORED, ())
    assert after == before


def test_another_package_takes_no_shipped_name(plugins: dict[str, EntryPoint]) -> None:
    plugins["privacy.access-secret"] = _entry("privacy.access-secret", "json")
    with pytest.raises(ConfigError, match="has the name of a shipped one"):
        catalogue()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"min_descriptor": 2}, "unknown option of completeness.who-persons 'min_descriptor'"),
        ({"min_descriptors": "two"}, "completeness.who-persons: min_descriptors should be a number, is text"),
    ],
)
def test_an_option_that_the_rule_does_not_have_is_an_error(options: dict[str, object], said: str) -> None:
    data = {"rules": {"completeness.who-persons": {"options": options}}}
    book = PolicyBook.load().over(TomlFile(name="mine.toml", data=data))
    with pytest.raises(ConfigError) as error:
        options_checked(book)
    assert error.value.what == said


def test_a_right_option_passes() -> None:
    data = {"rules": {"completeness.who-persons": {"options": {"min_descriptors": 2}}}}
    book = PolicyBook.load().over(TomlFile(name="mine.toml", data=data))
    assert options_checked(book) is book
