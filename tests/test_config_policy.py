"""Policies: layers, dates, origins, and errors with file, line and the nearest name."""

from __future__ import annotations

import pickle
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportqa import resources, tomlfile
from reportqa.errors import ConfigError
from reportqa.model.finding import Audience, Severity
from reportqa.model.policy import Element, Policy, PostOrder, Recognizer, RuleSetting, TypeRequirement
from reportqa.rules import catalogue
from reportqa.site import policy as policy_module
from reportqa.site.policy import PolicyBook, rule_names
from reportqa.site.policy_rows import FileRow
from reportqa.tomlfile import TomlFile, parse

DAY = date(2026, 11, 20)


def book(text: str) -> PolicyBook:
    return PolicyBook.load().over(parse(text, name="p.toml"))


def resolved(
    text: str, *, site: str | None = None, client: str | None = None, on: date | None = DAY
) -> Policy:
    return book(text).resolve(site=site, client_id=client, on=on)


def test_the_built_in_policy_stands_alone() -> None:
    policy = PolicyBook.load().resolve()
    assert policy.value("completeness_mark") == 0.8
    assert policy.rules == ()
    assert policy.post_orders == ()
    assert all(origin.startswith("built-in ") for _, origin in policy.origins)
    for requirement in policy.types:
        names = [element.name for element in requirement.elements]
        assert len(names) == len(set(names))
        for element in requirement.elements:
            assert element.question
            assert element.given_when


def test_rule_names_are_the_catalogue() -> None:
    assert rule_names() == set(catalogue())


def test_values_with_dates_and_overlays() -> None:
    text = """
[values]
completeness_mark = 0.7
late_min = [
  { value = 60, valid_to = 2026-10-31 },
  { value = 30, valid_from = 2026-11-01 },
]
[client.C1.values]
completeness_mark = 0.6
[site.S1.values]
completeness_mark = 0.5
"""
    marks = {
        (site, client): resolved(text, site=site, client=client).value("completeness_mark")
        for site, client in [(None, None), ("S2", "C2"), (None, "C1"), ("S1", "C1"), ("S1", None)]
    }
    assert marks == {
        (None, None): 0.7,
        ("S2", "C2"): 0.7,
        (None, "C1"): 0.6,
        ("S1", "C1"): 0.5,
        ("S1", None): 0.5,
    }
    late = [resolved(text, on=day).value("late_min") for day in (date(2026, 10, 31), date(2026, 11, 1), None)]
    assert late == [60, 30, 30]
    origins = dict(resolved(text, site="S1", client="C1").origins)
    assert origins["values.completeness_mark"] == "p.toml:11"
    assert origins["values.readable_share"].startswith("built-in values.toml:")


def test_rules_merge_field_by_field() -> None:
    text = """
[rules."language.vague-language"]
audience = "submit"
[rules."incident.fire"]
severity = "major"
options = { a = 1, b = ["x", "y"] }
[client.C1.rules."incident.fire"]
enabled = false
reason = "No fires at sea"
options = { a = 2 }
"""
    known = {item.rule: item for item in resolved(text, client="C1").rules}
    assert known == {
        "language.vague-language": RuleSetting(
            rule="language.vague-language", audience=Audience.SUBMIT, origin="p.toml:2"
        ),
        "incident.fire": RuleSetting(
            rule="incident.fire",
            enabled=False,
            severity=Severity.MAJOR,
            reason="No fires at sea",
            options=(("a", 2), ("b", ("x", "y"))),
            origin="p.toml:7",
        ),
    }


def test_a_client_adds_a_type_and_an_element() -> None:
    text = """
[[type]]
name = "drone"
title = "Drone"
form_names = ["drone sighting"]
seen_when = { phrase = ['\\bdrone\\b'] }
[[type.element]]
name = "height"
title = "how high it flew"
weight = 2
given_when = { phrase = ['\\bfeet\\b'] }
question = "How high?"
answer = "number"
essential = true
"""
    requirement = resolved(text).requirement("drone")
    assert requirement is not None
    element = requirement.elements[0]
    topic = element.waived_when[0]
    assert requirement == TypeRequirement(
        type="drone",
        title="Drone",
        form_names=("drone sighting",),
        seen_when=(Recognizer(kind="phrase", terms=(r"\bdrone\b",)),),
        elements=(
            Element(
                name="height",
                title="how high it flew",
                weight=2.0,
                given_when=(Recognizer(kind="phrase", terms=(r"\bfeet\b",)),),
                waived_when=(topic,),
                question="How high?",
                answer="number",
                severity=None,
                origin="p.toml:7",
            ),
        ),
        origin="p.toml:2",
    )
    assert (topic.kind, topic.terms[0]) == ("topic", r"\bheight\b")


def test_elements_change_by_name_and_leave_the_rest() -> None:
    before = PolicyBook.load().resolve().requirement("fire")
    text = """
[[type]]
name = "fire"
remove = ["extinguisher"]
[[type.element]]
name = "evacuation"
weight = 5
severity = "blocker"
[[type.element]]
use = "witnesses"
valid_from = 2026-12-01
"""
    now, later = (resolved(text, on=day).requirement("fire") for day in (DAY, date(2026, 12, 1)))
    assert before is not None
    assert now is not None
    assert later is not None
    names = [element.name for element in before.elements if element.name != "extinguisher"]
    assert [element.name for element in now.elements] == names
    assert [element.name for element in later.elements] == [*names, "witnesses"]
    changed = {element.name: element for element in now.elements}["evacuation"]
    old = {element.name: element for element in before.elements}["evacuation"]
    assert (changed.weight, changed.severity, changed.origin) == (5.0, Severity.BLOCKER, "p.toml:5")
    assert (changed.given_when, changed.question) == (old.given_when, old.question)
    assert now.form_names == before.form_names


def test_a_type_replaced_and_a_general_element_removed() -> None:
    text = """
remove_general = ["witnesses"]
[[type]]
name = "fire"
replace = true
[[type.element]]
use = "place"
"""
    policy = resolved(text)
    requirement = policy.requirement("fire")
    assert requirement is not None
    assert [element.name for element in requirement.elements] == ["place"]
    assert requirement.form_names == ()
    assert "witnesses" not in {element.name for element in policy.general}


def test_post_orders_have_sites_and_dates() -> None:
    text = """
[[post_order]]
id = "all"
notify = ["client"]
[[post_order]]
id = "one"
site = "S1"
photos = 2
valid_from = 2026-06-01
[[post_order]]
id = "old"
valid_to = 2026-05-31
[[client.C1.post_order]]
id = "all"
notify = ["supervisor"]
within_min = 30
[[site.S1.post_order]]
id = "two"
types = ["fire"]
wording = '(?i)fire watch'
notify_words = { client = "Ortiz" }
"""

    def ids(site: str | None, client: str | None, on: date) -> list[str]:
        return [order.id for order in resolved(text, site=site, client=client, on=on).post_orders]

    assert ids(None, None, DAY) == ["all"]
    assert ids("S1", "C1", DAY) == ["all", "one", "two"]
    assert ids("S1", "C1", date(2026, 5, 31)) == ["all", "old", "two"]
    orders = {order.id: order for order in resolved(text, site="S1", client="C1").post_orders}
    assert orders["all"] == PostOrder(id="all", notify=("supervisor",), within_min=30, origin="p.toml:13")
    assert orders["two"] == PostOrder(
        id="two",
        types=("fire",),
        notify_words=(("client", "Ortiz"),),
        wording="(?i)fire watch",
        site_id="S1",
        origin="p.toml:17",
    )


def test_words_of_the_client() -> None:
    text = """
voice = "first"
client_kind = "campus"
[glossary]
RP = "reporting party"
[agencies]
HFFD = "fire"
[site.S1]
voice = "third"
[site.S1.agencies]
HFFD = "police"
"""
    base, site = resolved(text), resolved(text, site="S1")
    assert (base.voice, base.client_kind, base.glossary, base.agencies) == (
        "first",
        "campus",
        (("RP", "reporting party"),),
        (("HFFD", "fire"),),
    )
    assert (site.voice, site.agencies) == ("third", (("HFFD", "police"),))


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("[value]\na = 1\n", 1, "unknown key 'value'. The nearest is 'values'"),
        (
            "[[type]]\nname = 'x'\n[[type.element]]\nname = 'y'\nweigth = 2\n",
            5,
            "unknown key 'weigth'. The nearest is 'weight'",
        ),
        ("[[type]]\ntitle = 'x'\n", 1, "key 'type.name' is missing"),
        ("[values]\nmark = 'high'\n", 2, "values.mark"),
        (
            '[rules."incident.fier"]\nseverity = "minor"\n',
            1,
            "unknown rule 'incident.fier'. The nearest is 'incident.fire'",
        ),
        ('[rules."incident.fire"]\nenabled = false\n', 1, "turned off without a reason"),
        ('[rules."incident.fire"]\nseverity = "huge"\n', 2, "severity: should be 'blocker', 'major'"),
        (
            "[[general]]\nname = 'x'\ngiven_when = { label = ['TIEM'] }\n",
            3,
            "unknown label 'TIEM'. The nearest is 'TIME'",
        ),
        ("[[general]]\nname = 'x'\ngiven_when = { phrase = ['(', 'a'] }\n", 3, "a regular expression"),
        ("[[general]]\nname = 'x'\ngiven_when = { phrase = ['at <TIEM>'] }\n", 3, "unknown label 'TIEM'"),
        (
            "[[general]]\nname = 'x'\nonly_if = { service = ['fire.came'] }\n",
            3,
            "unknown service fact 'fire.came'",
        ),
        (
            "[[general]]\nname = 'x'\nonly_if = { service = ['firemen.called'] }\n",
            3,
            "unknown service 'firemen.called'",
        ),
        (
            "[[general]]\nname = 'x'\ngiven_when = { metadata = ['latt'] }\n",
            3,
            "unknown metadata 'latt'. The nearest is 'lat'",
        ),
        ("[[general]]\nname = 'x'\nwaived_when = { link = ['flat'] }\n", 3, "unknown link 'flat'"),
        ("[[general]]\nuse = 'plaice'\n", 2, "unknown element 'plaice'. The nearest is 'place'"),
        ("[[general]]\ntitle = 'x'\n", 1, "an element needs a name"),
        ("[[post_order]]\nid = 'x'\nwithin_min = 0\n", 3, "within_min"),
        ("[agencies]\nHFFD = 'firemen'\n", 2, "HFFD"),
        ("[site.S1.valus]\na = 1\n", 1, "unknown key 'valus'"),
    ],
)
def test_errors(text: str, line: int, says: str) -> None:
    with pytest.raises(ConfigError) as caught:
        book(text).resolve(on=DAY)
    assert str(caught.value).startswith(f"p.toml:{line}: ")
    assert says in str(caught.value)


def test_files_and_folders(tmp_path: Path) -> None:
    (tmp_path / "b.toml").write_text("[values]\ncompleteness_mark = 0.4\n")
    (tmp_path / "a.toml").write_text("[values]\ncompleteness_mark = 0.3\n")
    assert PolicyBook.load([tmp_path]).resolve().value("completeness_mark") == 0.4
    assert (
        PolicyBook.load([tmp_path / "b.toml", tmp_path / "a.toml"]).resolve().value("completeness_mark")
        == 0.3
    )
    with pytest.raises(ConfigError, match="no such file"):
        PolicyBook.load([tmp_path / "c.toml"])
    (tmp_path / "empty").mkdir()
    with pytest.raises(ConfigError, match=r"holds no \*\.toml"):
        PolicyBook.load([tmp_path / "empty"])


def test_resolving_is_kept_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy_module, "CACHE_SIZE", 3)
    known = PolicyBook.load()
    first = known.resolve(site="S0")
    assert known.resolve(site="S0") is first
    for number in range(10):
        known.resolve(site=f"S{number}")
    assert len(known._cache) <= 3
    assert known.resolve(site="S0") == first


def test_a_book_travels_to_another_process() -> None:
    known = book("[values]\ncompleteness_mark = 0.3\n")
    assert pickle.loads(pickle.dumps(known)).resolve() == known.resolve()


days = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@given(days, days, days)
def test_a_row_counts_on_its_days_and_no_other(first: date, last: date, on: date) -> None:
    data = {"post_order": [{"id": "x", "valid_from": first, "valid_to": last}]}
    known = PolicyBook(layers=()).over(TomlFile(name="p", data=data))
    assert bool(known.resolve(on=on).post_orders) == (first <= on <= last)


def test_the_built_in_phrases_are_small_letters() -> None:
    """Phrases are searched in small letters: a capital would never match."""
    policy = PolicyBook.load().resolve()
    elements = [*policy.general, *(e for requirement in policy.types for e in requirement.elements)]
    for element in elements:
        for recognizer in (*element.given_when, *element.waived_when, *element.only_if):
            if recognizer.kind in ("phrase", "topic"):
                for term in recognizer.terms:
                    plain = re.sub(r"<[A-Z_]+>|\\[A-Z]|\(\?P<\w+>", "", term)
                    assert plain == plain.lower(), element.name


def test_the_built_in_patterns_compile() -> None:
    for path in sorted(resources.policies_dir().glob("*.toml")):
        FileRow.model_validate(dict(tomlfile.load(path).data))
