"""A compiled index answers as the folder does: links of any text, candidates of any words, positions."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.link.conftest import FIXTURE

from reportqa import Checker
from reportqa.config import Config
from reportqa.errors import RegistryError
from reportqa.link import Linker, compiled
from reportqa.model.document import Document
from reportqa.model.extraction import Extraction
from reportqa.site.registry import SiteRegistry

RULES = Path(__file__).resolve().parents[1] / "fixtures" / "rules"
SAMPLES = Path(__file__).resolve().parents[2] / "data" / "samples"


@pytest.fixture(scope="module")
def flat(registry: SiteRegistry, tmp_path_factory: pytest.TempPathFactory) -> Linker:
    path = tmp_path_factory.mktemp("index") / "registry.rqi"
    compiled.build(registry, path, FIXTURE)
    return Linker(SiteRegistry.load(path))


def texts() -> list[str]:
    """The reports of all address and routing cases, and of the sample night."""
    found = []
    for path in sorted(RULES.glob("*/*.toml")):
        cases = tomllib.loads(path.read_text(encoding="utf-8"))
        found += [
            case["text"]
            for group in cases.values()
            if isinstance(group, list)
            for case in group
            if "text" in case
        ]
    found += [
        path.read_text(encoding="utf-8", errors="replace")
        for path in sorted((SAMPLES / "inbox").rglob("*.txt"))
    ]
    return found


def same(linker: Linker, flat: Linker, document: Document) -> None:
    located = linker.locate(document)
    assert flat.locate(document) == located
    links = linker.link(located, Extraction())
    assert flat.link(located, Extraction()) == links
    assert flat.facts(links) == linker.facts(links)


def test_all_reports_are_linked_alike(linker: Linker, flat: Linker) -> None:
    found = texts()
    assert len(found) > 500
    for number, text in enumerate(found):
        site = ("OAK", "PINE", "the Oaks", "Oak Hlls", None)[number % 5]
        same(linker, flat, Document.from_text(text, site=site))


def test_positions_badges_and_roster_are_alike(linker: Linker, flat: Linker) -> None:
    for lat, lon in ((40.0015, -83.0015), (40.02, -83.02), (41.5, -81.7), (0.0, 0.0), (40.0016, -83.0)):
        for author in ("G-1182", "g-1190", "Dana Ruiz", "Ruiz, D.", "nobody"):
            same(
                linker,
                flat,
                Document.from_text("All quiet.", lat=lat, lon=lon, author=author, author_id=author),
            )


WORDS = st.sampled_from(
    (
        "1234", "1243", "555", "100", "N", "Oak", "Ave", "Main", "Street", "St", "Pine", "apt", "unit",
        "214", "241", "B-204", "204B", "building", "B", "the", "Oaks", "Oak", "Hills", "pool", "gate",
        "Dana", "Ruiz", "Maria", "plate", "8ABC123", "HJR4417", "space", "12", "at", "of", "and", "910",
        "Cedar", "Willow",
    )
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(WORDS, max_size=12), st.sampled_from([None, "OAK", "WILLOW", "PINE"]))
def test_any_words_are_linked_and_matched_alike(
    linker: Linker, flat: Linker, words: list[str], site: str | None
) -> None:
    text = " ".join(words)
    same(linker, flat, Document.from_text(text, site=site))
    assert flat.match(text, site) == linker.match(text, site)


def test_the_whole_check_is_alike(tmp_path: Path) -> None:
    config = replace(Config.load(SAMPLES / "reportqa.toml"), evidence=None)
    index = tmp_path / "samples.rqi"
    assert isinstance(config.registry, Path)
    compiled.build(SiteRegistry.load(config.registry), index, config.registry)
    (tmp_path / "reportqa.toml").write_text(
        f'registry = "samples.rqi"\npolicy = "{SAMPLES / "policy.toml"}"\n', encoding="utf-8"
    )
    one, two = Checker(config), Checker.from_config(tmp_path / "reportqa.toml")
    assert two.registry.flat is not None
    for path in sorted((SAMPLES / "inbox").rglob("*.txt"))[:4]:
        for first, second in zip(one.check_many([path]), two.check_many([path]), strict=True):
            assert second.links == first.links
            assert second.findings == first.findings


def test_an_index_of_other_street_words_is_refused(
    registry: SiteRegistry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(compiled, "KEYS", 0)
        compiled.build(registry, tmp_path / "i.rqi")
    linker = Linker(SiteRegistry.load(tmp_path / "i.rqi"))
    with pytest.raises(RegistryError, match="reads streets otherwise"):
        linker.match("1234 N Oak Ave")
