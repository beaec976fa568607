"""The client copy: private words gone from every field, offsets kept, other clients' data absent."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from tests.render import made

from reportqa.errors import ConfigError
from reportqa.model.finding import Audience, EvidenceItem, EvidenceKind, Severity
from reportqa.model.links import Candidate, Link, Links, LinkState
from reportqa.model.mention import Label, Mention
from reportqa.model.site import RegistryKind
from reportqa.render import FORMATS, render, to_json, write_pages
from reportqa.render.copies import client_copy, client_night

PRIVATE = ("123-45-6789", "Jonah", "Pell")


def test_private_words_are_gone_from_every_format() -> None:
    report = made.other_client_report()
    for format in set(FORMATS) - {"xlsx"}:
        text = str(render(report, format, copy="client"))
        assert [word for word in PRIVATE if word in text] == []
    assert "Jonah" in str(render(report, "text"))


def test_questions_of_what_is_left_out_are_left_out() -> None:
    private = made.finding("privacy.access-secret", question="Why is the code told?")
    other = made.finding("incident.fire", question="Who called?")
    report = made.quality("x", private, other)
    assert [question.text for question in report.questions] == ["Why is the code told?", "Who called?"]
    assert [question.text for question in client_copy(report).questions] == ["Who called?"]


def test_a_screen_reader_hears_that_words_are_withheld() -> None:
    page = str(render(made.other_client_report(), "html", copy="client"))
    assert page.count('<span class="withheld" role="img" aria-label="withheld">█████ ████</span>') == 1
    assert "<mark" in page


def test_masked_text_keeps_its_length_and_its_other_words() -> None:
    copied = client_copy(made.other_client_report())
    assert copied.document.text == (
        "At 2312 the alarm rang in Quarry Hall. █████ ████, 9, was crying. SSN ███████████ was on the form."
    )
    assert [finding.message for finding in copied.findings] == [
        "The zone of the panel is missing; █████ was there."
    ]


def test_the_officers_whereabouts_stay_inside() -> None:
    report = made.rich_report()
    copied = client_copy(report)
    text = to_json(copied)
    assert "gps-outside-geofence" not in text
    assert "6,214" not in text
    assert "G-204" not in text
    assert copied.document.metadata.lat is None
    assert copied.links.position is None
    assert copied.document.name == "ir-118.txt"
    assert [f.rule for f in copied.findings] == [f.rule for f in report.findings if "gps" not in f.rule]


def test_evidence_about_colleagues_and_devices_is_left_out() -> None:
    kinds = (EvidenceKind.DISPATCH, EvidenceKind.PEER, EvidenceKind.PRESENCE, EvidenceKind.METADATA)
    evidence = tuple(EvidenceItem(kind=kind, text=kind.value) for kind in kinds)
    copied = client_copy(
        made.quality("x", made.finding("emergency.mention-lacks-details", evidence=evidence))
    )
    assert [item.kind for item in copied.findings[0].evidence] == [EvidenceKind.DISPATCH]


def test_another_clients_place_is_neither_named_nor_hinted_at() -> None:
    text = "Told the man at 80 Elm St to leave."
    place = made.span_of(text, "80 Elm St")
    candidate = Candidate(
        kind=RegistryKind.ADDRESS,
        id="A9",
        site_id="S9",
        client_id="C9",
        text="80 Elm St, Pine Court",
        score=1.0,
    )
    link = Link(
        span=place,
        text="80 Elm St",
        kind=RegistryKind.ADDRESS,
        state=LinkState.OTHER_CLIENT,
        candidates=(candidate,),
    )
    report = made.quality(
        text,
        made.finding(
            "address.other-clients-address",
            Severity.BLOCKER,
            at=place,
            message="80 Elm St belongs to Pine Court.",
            evidence=(EvidenceItem(kind=EvidenceKind.REGISTRY, text="80 Elm St is Pine Court"),),
        ),
        links=Links(site_id="S1", client_id="C1", links=(link,), mentions=(
            Mention(span=place, label=Label.ADDRESS, text="80 Elm St", value="80 ELM ST"),
        )),
    )  # fmt: skip
    copied = client_copy(report)
    written = to_json(copied)
    assert [word for word in ("80 Elm", "80 ELM", "Pine Court", "C9", "S9") if word in written] == []
    assert copied.links.links == ()
    assert len(copied.findings) == 1


def test_a_residents_copy_hides_the_neighbours() -> None:
    text = "Unit 310 complained about the music of unit 318."
    mine, other = made.span_of(text, "unit 318"), made.span_of(text, "Unit 310")

    def link(span: object, unit: str) -> Link:
        row = Candidate(kind=RegistryKind.UNIT, id=unit, site_id="S1", client_id="C1", text=unit, score=1.0)
        return Link(span=span, text="", kind=RegistryKind.UNIT, state=LinkState.EXACT, candidates=(row,))  # type: ignore[arg-type]

    links = Links(site_id="S1", client_id="C1", links=(link(other, "U310"), link(mine, "U318")))
    to_resident = made.quality(text, links=links, recipients=("client", "resident:U318"))
    assert client_copy(to_resident).document.text == "████ ███ complained about the music of unit 318."
    to_client = made.quality(text, links=links, recipients=("client",))
    assert client_copy(to_client).document.text == text


def test_a_rule_that_only_the_results_hold_is_masked_too() -> None:
    report = made.other_client_report()
    seen = tuple(f for f in report.findings if f.audience is Audience.SUBMIT)
    assert "Jonah" not in to_json(client_copy(replace(report, findings=seen, audience=Audience.SUBMIT)))


def test_readings_of_masked_words_are_left_out() -> None:
    report = made.scan_report()
    words = tuple(
        replace(word, alternatives=(("2I4", 0.5), ("214", 0.4))) if word.confidence == 0.4 else word
        for word in report.document.words
    )
    document = replace(report.document, words=words)
    private = made.finding("privacy.access-secret", at=made.span_of(document.text, "2I4"))
    copied = client_copy(replace(report, document=document, findings=(private,), results=()))
    assert [word.alternatives for word in copied.document.words] == [(), (), (), ()]
    assert copied.findings == ()


def test_a_night_has_one_client_or_names_it() -> None:
    with pytest.raises(ConfigError, match="2 clients"):
        render(made.made_night(), "json", copy="client")
    told = json.loads(str(render(made.made_night(), "json", copy="client", client="C1")))
    assert {report["links"]["client_id"] for report in told["reports"]} == {"C1"}
    assert [item["client_id"] for item in told["unreported"]] == ["C1"]
    assert told["explained"] == []


def test_one_clients_part_of_a_night() -> None:
    part = client_night(made.made_night(), "C2")
    assert [report.document.name for report in part.unreadable] == ["photo-7.jpg"]
    assert [item.site_id for item in part.unreported] == ["S3"]
    assert [item.feed for item in part.coverage] == ["County dispatch", "County dispatch", "Panel"]
    assert [item.feed for item in client_night(made.made_night(), "C1").coverage] == ["County dispatch"] * 2


def test_each_client_gets_a_folder_with_nothing_of_the_others(tmp_path: Path) -> None:
    write_pages(
        made.made_night(), tmp_path, "client", names=made.NAMES, page_image=lambda document, page: b"\x89PNG"
    )
    first = "".join(path.read_text() for path in (tmp_path / "C1").rglob("*.html"))
    second = "".join(path.read_text() for path in (tmp_path / "C2").rglob("*.html"))
    assert [w for w in ("Quarry", "IR-204", "R. Osei", *PRIVATE, "scans.csv") if w in first] == []
    assert [w for w in ("Larkspur", "IR-118", "P. Novak", *PRIVATE) if w in second] == []
    assert list(tmp_path.rglob("*.png")) == []
    assert "Client copy" in first
