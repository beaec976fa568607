"""The answer pack as a page, as text and as JSON. What a person must write stays blank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import tzinfo

from pydantic import TypeAdapter

from reportqa.messages import ENGLISH, Voice, translated
from reportqa.model.answer import AnswerPack, Moment
from reportqa.model.evidence import Coverage
from reportqa.model.quality import QualityReport, Unreported
from reportqa.night.answer import CLIENT
from reportqa.night.answer import pack as pack_of
from reportqa.render import words
from reportqa.render.html import page
from reportqa.render.text import visible
from reportqa.render.timeline import Mark, timeline
from reportqa.site.registry import SiteRegistry

# The blank places, with what belongs there; nothing is proposed, since it must be true.
BLANKS = (
    ("Reason", "Why was it not reported, or not told in time? The true reason, in plain words."),
    ("Apology", "In the manager's own words."),
    ("Remedy", "What is done from now on, by whom, from which day on."),
)
STATES = words.STATES | {"told": "The reports tell it", "explained": "Looked at and not raised"}
_SIDES = {"evidence": "Evidence", "report": "Report", "presence": "Presence", "complaint": "Client"}


def answer_html(
    pack: AnswerPack, *, home: str | None = None, blanks: bool = True, tell: Voice = ENGLISH
) -> str:
    """The pack as one page that opens from disk; `blanks` False leaves the manager's part out."""
    zone = words.zone_named(pack.timezone)
    title = tell(heading(pack))
    pack = translated(pack, tell)
    picture = timeline(_marks(pack.timeline), pack.gaps, zone, tell=tell)
    return page(
        "answer.html.j2",
        tell,
        title=title,
        heading=title,
        pack=pack,
        home=home,
        copy="internal",
        picture=picture,
        state=STATES.get(pack.item.state, pack.item.state) if pack.item else "",
        said=words.all_said(pack.item.notes, pack.item.acknowledged, zone, tell) if pack.item else (),
        rows=_rows(pack.timeline, zone),
        gaps=_gaps(pack, zone),
        blanks=BLANKS if blanks else (),
        spoken=[(t, words.day_clock(t.submitted_at, zone)) for t in pack.tellings if t.quotes],
        silent=[t for t in pack.tellings if not t.quotes],
        received=words.day_clock(pack.complaint.received, zone) if pack.complaint else "",
    )


def event_html(
    item: Unreported,
    reports: Sequence[QualityReport],
    coverage: Sequence[Coverage],
    *,
    names: Mapping[str, str],
    home: str,
    tell: Voice = ENGLISH,
) -> str:
    """The page of one event that the reports miss, as the night knows it: no blanks, no history."""
    speaking = () if item.state == "nobody" else item.report_ids
    made = pack_of(SiteRegistry.empty(), item, reports, coverage=coverage, about=speaking)
    zones = [report.document.metadata.timezone for report in reports if report.document.metadata.timezone]
    known = replace(
        made,
        site=names.get(item.site_id, item.site_id),
        client=names.get(item.client_id or "", ""),
        post=names.get(item.post_id or "", ""),
        timezone=zones[0] if zones else None,
    )
    return answer_html(known, home=home, blanks=False, tell=tell)


def answer_text(pack: AnswerPack, *, tell: Voice = ENGLISH) -> str:
    """The pack for a terminal or a mail draft."""
    zone = words.zone_named(pack.timezone)
    out = [tell(heading(pack))]
    pack = translated(pack, tell)
    out += [f"{tell(name)}: {value}" for name, value in _who(pack)]
    if pack.item:
        out += ["", f"{tell(STATES.get(pack.item.state, pack.item.state))}. {pack.item.message}"]
    out += ["", tell("Timeline")]
    out += [
        f"  {tell(at)}  {tell(side):9s}  {text}{f'  [{ref}]' if ref else ''}"
        for at, side, text, ref in _rows(pack.timeline, zone)
    ]
    out += ["", tell("What the reports say")]
    for telling in pack.tellings:
        if telling.quotes:
            out.append(f"  {telling.report_id} ({telling.author or tell('no author')})")
            out += [f'    "{quote}"' for quote in telling.quotes]
            out += ["    " + tell(f"gives: {', '.join(telling.gives)}")] if telling.gives else []
            out += ["    " + tell(f"leaves out: {', '.join(telling.lacks)}")] if telling.lacks else []
    silent = [f"{t.report_id} ({t.author or tell('no author')})" for t in pack.tellings if not t.quotes]
    out += ["  " + tell(f"Nothing of it in: {', '.join(silent)}")] if silent else []
    out += [] if pack.tellings else ["  " + tell("There is no report of that time.")]
    if pack.facts:
        out += ["", tell("Addendum: the facts as the rows have them (the report itself stays as it is)")]
        for fact in pack.facts:
            told = "  " + tell(f"(report: {fact.told})") if fact.told else ""
            out.append(f"  {fact.name}: {fact.value}{told}")
        refs = ", ".join(dict.fromkeys(ref for fact in pack.facts for ref in fact.refs))
        out.append("  " + tell(f"Rows: {refs}"))
    out += ["", *(tell(f"Feed gap: {gap}") for gap in _gaps(pack, zone))] if pack.gaps else []
    out += ["", tell(f"Recurring topics for this post over {words.count(pack.nights, 'night')}")]
    out += [
        f"  {topic.title} "
        + tell(f"{words.count(topic.reports, 'report')} in {words.count(topic.nights, 'night')}")
        + f": {topic.rule}"
        for topic in pack.topics
    ] or ["  " + tell("none")]
    for name, hint in BLANKS:
        out += ["", f"{tell(name)} ({tell(hint)})", "  ", "  "]
    return visible("\n".join(out)) + "\n"


def answer_json(pack: AnswerPack, *, tell: Voice = ENGLISH) -> str:
    """The pack as JSON."""
    return TypeAdapter(AnswerPack).dump_json(translated(pack, tell), indent=2).decode() + "\n"


def heading(pack: AnswerPack) -> str:
    """What it is about, in one line."""
    zone = words.zone_named(pack.timezone)
    if pack.item:
        event = pack.item.event
        return f"{words.happened(event)} at {pack.site}, {words.day_clock(event.start, zone)}"
    return f"A client's message about {pack.site}"


def _who(pack: AnswerPack) -> Sequence[tuple[str, str]]:
    told = (
        ("Client", pack.client),
        ("Site", pack.site),
        ("Post", pack.post),
        ("Officer", pack.officer),
        ("Message", f"{pack.complaint.subject} ({pack.complaint.sender})" if pack.complaint else ""),
    )
    return [(name, value) for name, value in told if value]


def _rows(moments: Sequence[Moment], zone: tzinfo | None) -> list[tuple[str, str, str, str]]:
    return [
        (f"{words.local(m.at, zone):%a %H:%M}", _SIDES[m.side], f"{m.source}: {m.text}", m.ref)
        for m in moments
    ]


def _marks(moments: Sequence[Moment]) -> list[Mark]:
    """One mark for the event, from its first to its last moment, whatever saw it; one a sign or report."""
    kinds = {"evidence": "missed", "complaint": "missed", "report": "ready", "presence": "explained"}
    groups: dict[tuple[str, ...], list[Moment]] = {}
    for m in moments:
        logged = m.side == "evidence" and m.source != CLIENT
        key = (m.side,) if logged else (m.source, m.ref, m.text, m.at.isoformat())
        groups.setdefault(key, []).append(m)
    return [
        Mark(
            start=found[0].at,
            end=found[-1].at,
            # The row below names the report; the picture has little room.
            label=found[0].text.partition(": ")[2] or found[0].text
            if found[0].side == "report"
            else found[0].text,
            kind=kinds[found[0].side],
            above=found[0].side != "report",
        )
        for found in groups.values()
    ]


def _gaps(pack: AnswerPack, zone: tzinfo | None) -> list[str]:
    return [
        f"{gap.feed}, {words.day_clock(gap.start, zone)} to {words.clock(gap.end, zone)}"
        + (f": {gap.note}" if gap.note else "")
        for gap in pack.gaps
    ]
