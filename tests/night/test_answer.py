"""The answer pack: what is known, who said what, and what nobody fills in. Everything is invented."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from tests.evidence.conftest import at, registry, shift

from reportqa.cli import run
from reportqa.errors import NoInputError
from reportqa.evidence import EvidenceStore
from reportqa.extract import Extractor
from reportqa.messages import voice
from reportqa.model.answer import Fact, Topic
from reportqa.model.document import Document
from reportqa.model.evidence import (
    Complaint,
    EmergencyEvent,
    EventKind,
    EventPlace,
    Precision,
    Presence,
    SourceRow,
)
from reportqa.model.links import Links
from reportqa.model.quality import Band, QualityReport
from reportqa.model.service import Service
from reportqa.night.asked import Asking
from reportqa.night.history import nights_beside
from reportqa.night.ledgers import Ledgers
from reportqa.night.trends import topics_of
from reportqa.render.answer_page import BLANKS, answer_html, answer_json, answer_text

NIGHT = shift("N", "OAK", "22:00", "06:00")
ROWS = registry(NIGHT)
EXTRACTOR = Extractor()
SAMPLES = Path(__file__).resolve().parents[2] / "data" / "samples"
LOG = "2210 on post. 0030 doors checked. No emergency services responded this shift."
TOLD = "At 0207 smoke was seen. The fire department, Engine 12, arrived at 0214 and left at 0240."


def report(name: str, text: str, *, kind: str = "incident", time: str = "02:07") -> QualityReport:
    document = Document.from_text(
        text,
        report_id=name,
        kind=kind,
        author="Officer N",
        site="OAK",
        timezone="America/New_York",
        shift_start=NIGHT.start,
        shift_end=NIGHT.end,
        occurred_at=None if kind == "daily_log" else at(time),
        submitted_at=at("05:50"),
    )
    return QualityReport(
        document=document,
        extraction=EXTRACTOR.extract(document),
        links=Links(site_id="OAK", client_id="C1", shift_id="N"),
        results=(),
        scores=(),
        band=Band.READY,
        findings=(),
    )


def fire(name: str = "dispatch.csv:2", time: str = "02:07", **more: object) -> EmergencyEvent:
    start = at(time)
    file, _, line = name.partition(":")
    given: dict[str, object] = {
        "rows": (SourceRow(feed="dispatch", file=file, line=int(line), text="the row"),),
        "on_scene": start + timedelta(minutes=7),
        "cleared": start + timedelta(minutes=33),
        "units": ("E12",),
        "case_number": "26-7",
        "nature": "SMOKE",
        **more,
    }
    return EmergencyEvent(
        id=name, source="dispatch", kind=EventKind.FIRE, services=(Service.FIRE,), received=start,
        place=EventPlace(precision=Precision.DOOR, text="555 MAIN ST"),
        **given,  # type: ignore[arg-type]
    )  # fmt: skip


def asking(
    *reports: QualityReport, events: tuple[EmergencyEvent, ...] = (fire(),), **store: object
) -> Asking:
    return Asking(
        registry=ROWS,
        store=EvidenceStore(events=events, **store),  # type: ignore[arg-type]
        reports_of=lambda site: reports if site == "OAK" else (),
        topics_of=lambda site: (Topic(rule="a.b", title="A title.", reports=3, nights=2),),
        nights=4,
    )


def complaint(**more: object) -> Complaint:
    given: dict[str, object] = {"site_id": "OAK", "services": (Service.FIRE,), **more}
    return Complaint(
        id="c@x", received=at("07:40"), sender="Pat <p@x.example>", subject="Fire engine?",
        row=SourceRow(feed="mail", file="c.eml", line=1, text="c"), **given,  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.mark.parametrize("wanted", ["dispatch.csv:2", "26-7", " Dispatch.csv:2 "])
def test_an_event_that_nobody_told(wanted: str) -> None:
    pack = asking(report("R1", "At 0100 a bicycle was found.", time="01:00")).event(wanted)
    assert pack.item is not None
    assert (pack.item.state, pack.site, pack.client, pack.officer) == (
        "nobody", "Oak Hills Apartments", "Oak Co", "Officer N",
    )  # fmt: skip
    assert [(telling.report_id, telling.quotes) for telling in pack.tellings] == [("R1", ())]
    assert [(f"{m.at:%H:%M}", m.side, m.text) for m in pack.timeline] == [
        ("01:00", "report", "Report R1, of another matter"),
        ("02:07", "evidence", "Fire call: SMOKE"),
        ("02:14", "evidence", "Fire department arrived (E12)"),
        ("02:40", "evidence", "Fire department left (E12)"),
    ]
    assert pack.facts == tuple(
        Fact(name=name, value=value, compared=name != "What", refs=("dispatch.csv:2",))
        for name, value in (
            ("What", "Fire call: SMOKE"),
            ("Who came", "Fire department"),
            ("Call received", "2026-11-21 02:07"),
            ("Arrived", "2026-11-21 02:14"),
            ("Left", "2026-11-21 02:40"),
            ("Units", "E12"),
            ("Incident number", "26-7"),
        )
    )


def test_one_happening_is_one_bar_and_names_all_its_rows() -> None:
    """Two rows of one incident number, and a second log that saw the same."""
    rows = tuple(SourceRow(feed="log", file="d.csv", line=line, text="the row") for line in (4, 5))
    other = fire("other.csv:9", case_number="X9")
    made = asking(events=(fire("d.csv:4", rows=rows, case_number="F26-0315"), other)).event("f26-0315")
    refs = {m.ref for m in made.timeline if m.side == "evidence"}
    assert refs == {"d.csv:4, d.csv:5", "other.csv:9"}
    page = answer_html(made)
    assert page.count('<rect class="missed"') == 1
    assert "<code>d.csv:4, d.csv:5</code>" in page
    assert '<p class="empty plain">There is no report of that time.' in page


def test_what_a_report_says_stands_beside_what_the_rows_say() -> None:
    wrong = TOLD.replace("0214", "0240").replace("0240.", "0255.")
    pack = asking(report("R1", wrong)).event("26-7")
    assert pack.item is not None
    assert pack.item.state == "contradicted"
    assert [(fact.value, fact.told) for fact in pack.facts if fact.name in ("Arrived", "Units")] == [
        ("2026-11-21 02:14", "02:40"),
        ("E12", "Engine 12"),
    ]
    assert pack.tellings[0].quotes == ("The fire department, Engine 12, arrived at 0240 and left at 0255.",)


LINES = """\
2225 Round of the fence, see report PG-1120-0601.
0214 Fire dept Engine 12 at the dumpster, smoke.
Left 0240.
0300 Left post for the lobby, see report PG-1121-0602.
"""


def test_of_a_log_its_own_entry_counts_and_the_table_says_what_the_words_give() -> None:
    pack = asking(report("L1", LINES, kind="daily_log")).event("dispatch.csv:2")
    (telling,) = pack.tellings
    assert telling.quotes == ("0214 Fire dept Engine 12 at the dumpster, smoke. Left 0240.",)
    assert telling.gives == ("which agency", "the unit or badge", "the time they left")
    facts = {fact.name: fact.told for fact in pack.facts if fact.compared}
    assert facts == {
        "Who came": "on scene", "Call received": "", "Arrived": "", "Left": "02:40",
        "Units": "Engine 12", "Incident number": "",
    }  # fmt: skip
    assert [(f"{m.at:%H:%M}", m.text) for m in pack.timeline if m.side == "report"] == [
        ("02:14", "Daily log L1: fire department on scene"),
        ("02:40", "Daily log L1: fire department cleared"),
        ("05:50", "Daily log L1 filed"),
    ]


def test_what_words_give_without_a_value_is_not_called_unsaid() -> None:
    said = "At 0207 smoke was seen. The fire department arrived at 0214, unit not known, and left at 0240."
    facts = {fact.name: fact.told for fact in asking(report("R1", said)).event("dispatch.csv:2").facts}
    assert (facts["Units"], facts["Incident number"]) == ("told in words", "")
    nobody = report("L1", LOG, kind="daily_log")
    facts = {fact.name: fact.told for fact in asking(nobody).event("dispatch.csv:2").facts}
    assert facts["Who came"] == "said that none came"


def test_what_the_report_says_is_told_in_the_readers_language_but_for_its_own_words() -> None:
    pack = asking(report("L1", LINES, kind="daily_log")).event("dispatch.csv:2")
    text = answer_text(pack, tell=voice("es"))
    assert "Quién vino: Bomberos  (reporte: en el lugar)" in text
    assert "(reporte: Engine 12)" in text


def test_a_panel_tells_what_rang_and_not_who_came() -> None:
    alarm = EmergencyEvent(
        id="panel.log:4", source="panel", kind=EventKind.FIRE_ALARM, services=(Service.FIRE,),
        received=at("02:07"), cleared=at("02:16"), nature="fire alarm (110), zone 2 boiler house",
        place=EventPlace(precision=Precision.DOOR, text="555 MAIN ST", zone="002"),
        rows=(SourceRow(feed="panel", file="panel.log", line=4, text="the row"),),
    )  # fmt: skip
    pack = asking(report("R1", "At 0100 a bicycle was found.", time="01:00"), events=(alarm,)).event(
        "panel.log:4"
    )
    assert [fact.name for fact in pack.facts] == ["What", "Alarm", "Restored"]
    assert [m.text for m in pack.timeline if m.side == "evidence"] == [
        "Fire alarm (110), zone 2 boiler house", "Restored",
    ]  # fmt: skip


def test_a_told_event_is_answered_from_the_report() -> None:
    full = TOLD.replace("seen.", "seen and I called 911.") + " Incident number 26-7."
    pack = asking(report("R1", full)).event("26-7")
    assert pack.item is not None
    assert (pack.item.state, pack.item.remedy) == ("told", "Nothing to add; answer from the report.")


def test_an_event_that_was_explained_says_why() -> None:
    pack = asking(events=(fire(test=True),)).event("26-7")
    assert pack.item is not None
    assert (pack.item.state, pack.item.message) == (
        "explained",
        "The evidence shows a fire call at Oak Hills Apartments at 02:07 (E12). "
        "It was not raised: a test or drill.",
    )


def test_only_signs_of_the_officer_on_duty_around_the_event() -> None:
    signs = (
        Presence(kind="scan", at=at("02:20"), officer_id="G-N", site_id="OAK", checkpoint="Gate"),
        Presence(kind="gps", at=at("02:21"), officer_id="G-N", lat=40.06, lon=-83.0, accuracy_m=12.0),
        Presence(kind="scan", at=at("02:22"), officer_id="G-X", site_id="OAK"),
        Presence(kind="scan", at=at("05:20"), officer_id="G-N", site_id="OAK"),
    )
    pack = asking(presence=signs).event("26-7")
    assert [m.text for m in pack.timeline if m.side == "presence"] == [
        "Tour scan: Oak Hills Apartments, Gate",
        "Position of the officer's phone: 6.6 km from the site, ± 12 m",
    ]


def test_a_message_finds_its_event_and_its_place_on_the_timeline() -> None:
    pack = asking(report("L1", LOG, kind="daily_log")).complaint(complaint())
    assert pack.item is not None
    assert (pack.item.state, pack.complaint) == ("denied", complaint())
    assert [row.ref for row in pack.item.event.rows] == ["dispatch.csv:2", "c.eml:1"]
    assert pack.tellings[0].quotes == ("No emergency services responded this shift.",)
    assert pack.timeline[-1].text == "Fire engine? (from Pat <p@x.example>)"


def test_a_message_without_a_service_shows_the_night() -> None:
    pack = asking(report("L1", LOG, kind="daily_log")).complaint(complaint(services=()))
    assert (pack.item, [telling.report_id for telling in pack.tellings]) == (None, ["L1"])


def test_what_cannot_be_found_is_an_error() -> None:
    with pytest.raises(NoInputError):
        asking().event("26-8")
    with pytest.raises(NoInputError):
        asking().complaint(complaint(site_id=None))


def test_every_form_leaves_reason_apology_and_remedy_blank() -> None:
    pack = asking(report("R1", "At 0100 <b>a bicycle</b> was found.", time="01:00")).event("26-7")
    page, text = answer_html(pack), answer_text(pack)
    assert page.count('class="blank" contenteditable="true"') == len(BLANKS) == 3
    assert [name for name, _ in BLANKS] == ["Reason", "Apology", "Remedy"]
    assert page.count("></div>") >= 3
    assert "<b>a bicycle" not in page
    assert text.endswith("from which day on.)\n  \n  \n")
    assert "A title. 3 reports in 2 nights: a.b" in text
    assert '"site_id": "OAK"' in answer_json(pack)


@pytest.mark.slow
def test_the_command_answers_from_a_night_on_disk(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    inbox, config = SAMPLES / "inbox" / "2026-11-20" / "ferry-street", str(SAMPLES / "reportqa.toml")
    for night in ("19", "20"):
        run(["night", str(inbox), "--config", config, "--out", str(tmp_path / night)])
    capfd.readouterr()
    mail = SAMPLES / "evidence" / "complaints" / "alder-court-fire-engine.eml"
    args = ["--night", str(tmp_path / "20"), "--config", config]
    assert run(["answer", "--event", "26-118377", *args]) == 0
    told = capfd.readouterr().out
    assert "Only in the daily log" in told
    assert "over 2 nights" in told
    page = tmp_path / "answer.html"
    assert run(["answer", "--complaint", str(mail), *args, "--out", str(page)]) == 0
    assert "Fire department at Alder Court Apartments" in page.read_text()
    assert run(["answer", *args]) == 2
    assert run(["answer", "--event", "none", *args]) == 3
    past = nights_beside(tmp_path / "20", 14, Ledgers())
    assert [night.out.name for night in past] == ["20", "19"]
    assert all(topic.nights == 2 for topic in topics_of(past, "BO2", {}))
