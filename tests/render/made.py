"""Hand-made judgements: an invented night of two invented clients, with every kind of trouble in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

from reportqa.geometry import Box
from reportqa.model.document import Document, Page, PageSource, Word
from reportqa.model.evidence import (
    Coverage,
    EmergencyEvent,
    EventKind,
    EventPlace,
    FeedProblem,
    Grade,
    Precision,
    SourceRow,
)
from reportqa.model.extraction import Extraction, TypeGuess
from reportqa.model.finding import (
    Anchor,
    Audience,
    EvidenceItem,
    EvidenceKind,
    Finding,
    Outcome,
    Question,
    RuleResult,
    Severity,
)
from reportqa.model.links import Candidate, Link, Links, LinkState, Position, SiteVote
from reportqa.model.mention import Label, Mention
from reportqa.model.note import Kind, Note, Scope
from reportqa.model.quality import (
    Band,
    Explained,
    Failure,
    NightReport,
    QualityReport,
    Score,
    Unreported,
)
from reportqa.model.service import Involvement, Service, ServiceInvolvement, ServiceStatus
from reportqa.model.site import RegistryKind, RowRef
from reportqa.model.span import Span

EAST = timezone(timedelta(hours=-5))


def at(hour: int, minute: int = 0) -> datetime:
    """A moment of the night of November 20: hours from 18 on are the evening, the others the morning."""
    return datetime(2026, 11, 20 if hour >= 12 else 21, hour, minute, tzinfo=EAST)


def span_of(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def finding(
    rule: str,
    severity: Severity = Severity.MAJOR,
    *,
    at: Span | None = None,
    also: tuple[Anchor, ...] = (),
    message: str = "Something here needs a second look.",
    remedy: str = "Please add it.",
    question: str | None = None,
    evidence: tuple[EvidenceItem, ...] = (),
    audience: Audience = Audience.SUBMIT,
    boxes: tuple[Box, ...] = (),
    confidence: float = 0.9,
) -> Finding:
    return Finding(
        rule=rule,
        severity=severity,
        confidence=confidence,
        audience=audience,
        message=message,
        remedy=remedy,
        anchors=(Anchor(span=at, boxes=boxes, primary=True), *also),
        question=Question(text=question, boxes=boxes) if question else None,
        evidence=evidence,
    )


def quality(
    text: str,
    *findings: Finding,
    name: str = "inbox/report.txt",
    band: Band | None = None,
    links: Links | None = None,
    extraction: Extraction | None = None,
    document: Document | None = None,
    results: tuple[RuleResult, ...] = (),
    scores: tuple[Score, ...] | None = None,
    **metadata: object,
) -> QualityReport:
    made = document or Document.from_text(text, name=name, **metadata)
    worst = min((f.severity.rank for f in findings), default=9)
    by_worst = Band.NEEDS_FIXING if worst == 0 else Band.NEEDS_ANSWERS if worst == 1 else Band.READY
    told: dict[str, list[Finding]] = {}
    for each in findings:
        told.setdefault(each.rule, []).append(each)
    violated = tuple(
        RuleResult(rule=rule, outcome=Outcome.VIOLATED, findings=tuple(items)) for rule, items in told.items()
    )
    return QualityReport(
        document=made,
        extraction=extraction or Extraction(),
        links=links or Links(),
        results=(*violated, *results),
        scores=scores
        if scores is not None
        else (
            Score(dimension="completeness", low=0.625, high=0.8, given=5, applicable=8),
            Score(dimension="consistency", low=1.0, high=1.0, given=4, applicable=4),
            Score(dimension="language", low=None, high=None),
        ),
        band=band or by_worst,
        findings=tuple(sorted(findings, key=lambda f: f.severity.rank)),
        questions=tuple(f.question for f in findings if f.question)[:3],
        checked_at=at(6),
    )


def rich_report() -> QualityReport:
    """One report with overlapping marks, a mention, links, services, an undetermined and a broken rule."""
    text = (
        "Site: Larkspur Court\nOfficer: P. Novak\n\n"
        "At 0214 I told the owner of the blue Civic, plate 7KLM204, unit 214, to move it.\n"
        "FD came but it was a false alarm, no report needed.\n"
    )
    plate = span_of(text, "7KLM204")
    both = span_of(text, "plate 7KLM204, unit 214")
    fire = span_of(text, "FD came but it was a false alarm")
    return quality(
        text,
        finding(
            "address.violator-unit-plate-mismatch",
            Severity.BLOCKER,
            at=both,
            also=(Anchor(span=plate, note="permit 31 belongs to unit 241"),),
            message="The plate belongs to another unit than the one named.",
            remedy="Check which unit was meant, and name it.",
            question="Was it unit 214 or unit 241?",
            evidence=(
                EvidenceItem(
                    kind=EvidenceKind.REGISTRY, text="7KLM204 is a permit of unit 241", ref="permits.csv:31"
                ),
            ),
        ),
        finding(
            "emergency.false-or-cancelled-still-report",
            at=fire,
            message="The fire department came, and when and which unit is not told.",
            remedy="Add the times and the unit, also for a false alarm.",
            question="When did the fire department come, and which unit was it?",
        ),
        finding(
            "provenance.gps-outside-geofence",
            audience=Audience.REVIEW,
            message="The report may have been filed away from the site.",
            remedy="Ask the officer where it was written.",
            confidence=0.7,
            evidence=(
                EvidenceItem(kind=EvidenceKind.DISTANCE, text="6,214 m from the fence", value=6214, unit="m"),
            ),
        ),
        name="inbox/larkspur/ir-118.txt",
        extraction=Extraction(
            mentions=(
                Mention(
                    span=span_of(text, "0214"), label=Label.TIME, text="0214", value="2026-11-21T02:14-05:00"
                ),
                Mention(span=plate, label=Label.PLATE, text="7KLM204", value="7KLM204", confidence=0.97),
            ),
            services=(
                ServiceInvolvement(
                    service=Service.FIRE,
                    involvement=Involvement.INVOLVED,
                    status=ServiceStatus.ON_SCENE,
                    spans=(fire,),
                ),
                ServiceInvolvement(service=Service.EMS),
                ServiceInvolvement(service=Service.POLICE),
                ServiceInvolvement(service=Service.OTHER),
            ),
            incident_types=(TypeGuess(type="parking", probability=0.7),),
            sentences=(Span(40, len(text)),),
        ),
        links=Links(
            site_id="S1",
            client_id="C1",
            votes=(SiteVote(source="name", site_id="S1"),),
            links=(
                Link(
                    span=plate,
                    text="7KLM204",
                    kind=RegistryKind.PERMIT,
                    state=LinkState.EXACT,
                    candidates=(
                        Candidate(
                            kind=RegistryKind.PERMIT,
                            id="P31",
                            site_id="S1",
                            client_id="C1",
                            text="7KLM204",
                            score=1.0,
                            unit_ids=("U241",),
                            row=RowRef(file="permits.csv", line=31),
                        ),
                    ),
                ),
            ),
            position=Position(
                site_id="S1", lat=41.0, lon=-80.0, accuracy_m=12, distance_m=6214, certain_m=6202
            ),
        ),
        results=(
            RuleResult(rule="incident.fire", outcome=Outcome.UNDETERMINED, note="the type is not clear"),
            RuleResult(rule="language.tense", outcome=Outcome.SKIPPED, note="off by default"),
        ),
        report_id="IR-118",
        author="P. Novak",
        author_id="G-204",
        site="Larkspur Court",
        timezone="America/New_York",
        incident_type="Parking",
        occurred_at=at(2, 14),
        submitted_at=at(7, 2),
        lat=41.0,
        lon=-80.0,
        accuracy_m=12.0,
    )


def scan_report() -> QualityReport:
    """A handwritten page: words with boxes, one of them unsure."""
    text = "Time 0214 unit 2I4\nwater on the floor"
    words = []
    left = 60.0
    for found in ("Time", "0214", "unit", "2I4"):
        span = span_of(text, found)
        box = Box(page=1, left=left, top=80, right=left + 30 * len(found), bottom=130)
        sure = 0.4 if found == "2I4" else 0.96
        others = (("214", 0.5),) if sure < 0.5 else ()
        words.append(Word(span=span, boxes=(box,), confidence=sure, alternatives=others))
        left += 30 * len(found) + 40
    document = Document(
        text=text,
        sha256="ab" * 32,
        name="inbox/larkspur/scan-03.png",
        media_type="image/png",
        pages=(
            Page(
                number=1, source=PageSource.OCR, start=0, end=len(text),
                width=800, height=400, confidence=0.8, readable=0.75,
            ),
        ),
        words=tuple(words),
    )  # fmt: skip
    unit = span_of(text, "2I4")
    return quality(
        text,
        finding(
            "legibility.critical-token-low-confidence",
            Severity.BLOCKER,
            at=unit,
            boxes=document.boxes_in(unit),
            message="A unit number can't be read surely.",
            remedy="Confirm the unit.",
            question="Which unit is meant: 214 or 2I4?",
        ),
        document=document.with_metadata(
            author="T. Abara", timezone="America/New_York", occurred_at=at(2, 14)
        ),
        links=Links(site_id="S1", client_id="C1"),
    )


def failed_report(name: str = "inbox/larkspur/locked.pdf") -> QualityReport:
    return QualityReport(
        document=Document(text="", sha256="00" * 32, name=name, media_type="application/pdf"),
        extraction=Extraction(),
        links=Links(),
        results=(),
        scores=(),
        band=Band.CANNOT_BE_JUDGED,
        findings=(),
        failure=Failure(
            code="encrypted", message="The PDF is locked with a password", remedy="Ask for an open copy"
        ),
    )


def faint_report() -> QualityReport:
    text = "…"
    document = Document(
        text=text,
        sha256="cd" * 32,
        name="inbox/quarry/photo-7.jpg",
        pages=(
            Page(number=1, source=PageSource.OCR, start=0, end=1, width=10, height=10, readable=0.1,
                 reason="too faint: 10 % of the words could be read"),
        ),
    )  # fmt: skip
    return quality(
        text,
        document=document.with_metadata(author="R. Osei"),
        band=Band.CANNOT_BE_JUDGED,
        links=Links(site_id="S3", client_id="C2"),
        scores=(Score(dimension="completeness", low=0.0, high=1.0, given=0, applicable=8),),
    )


def fire_event() -> Unreported:
    return Unreported(
        event=EmergencyEvent(
            id="26-4471",
            source="dispatch",
            kind=EventKind.FIRE,
            services=(Service.FIRE,),
            place=EventPlace(precision=Precision.DOOR, text="410 Alder Rd, dumpster"),
            received=at(2, 7),
            dispatched=at(2, 8),
            on_scene=at(2, 14),
            cleared=at(2, 40),
            units=("E12", "L3"),
            case_number="26-4471",
            nature="Smoke from dumpster",
            disposition="False alarm, good intent",
            rows=(
                SourceRow(feed="County dispatch", file="dispatch.csv", line=17,
                          text="26-4471 02:07 E12, L3 410 Alder Rd smoke from dumpster, cleared 02:40"),
            ),
        ),
        site_id="S1",
        client_id="C1",
        shift_id="SH7",
        post_id="P1",
        officer="P. Novak",
        state="nobody",
        grade=Grade.CONFIRMED,
        severity=Severity.BLOCKER,
        message="The dispatch log suggests that Engine 12 was at the dumpster from 02:14 to 02:40, "
        "and no report of the night tells of it.",
        remedy="Ask P. Novak what happened at the dumpster, and add a report before the client calls.",
        evidence=(
            EvidenceItem(kind=EvidenceKind.PRESENCE, text="last scan at gate 2, 22:01", ref="scans.csv:212"),
        ),
    )  # fmt: skip


def panel_event() -> Unreported:
    return Unreported(
        event=EmergencyEvent(
            id="panel-9",
            source="panel",
            kind=EventKind.FIRE_ALARM,
            services=(Service.FIRE,),
            place=EventPlace(precision=Precision.ACCOUNT, account="4410", zone="6"),
            received=at(23, 12),
            cleared=at(23, 31),
            rows=(SourceRow(feed="Panel", file="panel.log", line=88, text="23:12:05 4410 18 1110 01 006"),),
        ),
        site_id="S3",
        client_id="C2",
        shift_id="SH9",
        post_id="P2",
        officer="R. Osei",
        state="partly",
        grade=Grade.PROBABLE,
        severity=Severity.MAJOR,
        message="The panel's fire alarm of zone 6 is told without its zone and without the reset.",
        remedy="Please add zone, device and who reset the panel.",
        missing=("zone", "reset"),
        report_ids=("IR-204",),
    )


def dull_report(number: int, client: str = "C1", site: str = "S1") -> QualityReport:
    return quality(
        f"Patrol {number}. All doors locked at 2{number % 4}15.",
        name=f"inbox/patrol-{number:02}.txt",
        links=Links(site_id=site, client_id=client),
        author=("P. Novak" if number % 2 else "T. Abara") if client == "C1" else "R. Osei",
        occurred_at=at(18 + number % 6, (number * 7) % 60),
        timezone="America/New_York",
        incident_type="Patrol",
        report_id=f"DAR-{number:02}",
    )


def other_client_report() -> QualityReport:
    text = (
        "At 2312 the alarm rang in Quarry Hall. Jonah Pell, 9, was crying. SSN 123-45-6789 was on the form."
    )
    child = span_of(text, "Jonah Pell")
    number = span_of(text, "123-45-6789")
    return quality(
        text,
        finding("privacy.minor-named", at=child, audience=Audience.REVIEW, message="A child is named."),
        finding(
            "privacy.identifier-leak",
            Severity.BLOCKER,
            at=number,
            message="A number that identifies a person.",
        ),
        finding(
            "incident.fire-alarm-false-alarm",
            at=span_of(text, "the alarm rang"),
            message="The zone of the panel is missing; Jonah was there.",
            question="Which zone did the panel show?",
        ),
        name="inbox/quarry/ir-204.txt",
        links=Links(site_id="S3", client_id="C2"),
        report_id="IR-204",
        author="R. Osei",
        occurred_at=at(23, 12),
        timezone="America/New_York",
        incident_type="Fire alarm",
    )


def acknowledged_night() -> NightReport:
    """The night with an event and findings acknowledged, one of them over, and an officer's reason."""
    night = made_night()
    known = Note(
        at=at(8), by="Kim <b>Varga</b>", kind=Kind.ACKNOWLEDGED, words="Known & told", report="other",
        scope=Scope.SITE, until=date(2026, 12, 24), number=1,
    )  # fmt: skip
    over = replace(known, words="Until the sign came", until=date(2026, 11, 20), number=2)
    reason = Note(at=at(3), by="P. Novak", kind=Kind.REASON, words="It rained", number=3)

    def seen(report: QualityReport, *notes: Note, holds: Note | None = None) -> QualityReport:
        def each(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
            return tuple(replace(f, notes=notes, acknowledged=holds, key="0123456789ab") for f in findings)

        results = tuple(replace(result, findings=each(result.findings)) for result in report.results)
        return replace(report, results=results, findings=each(report.findings))

    first, second, *rest = night.reports
    return replace(
        night,
        reports=(seen(first, reason, known, holds=known), seen(second, over), *rest),
        unreported=(
            replace(night.unreported[0], notes=(known,), acknowledged=known, key="ba9876543210"),
            *night.unreported[1:],
        ),
    )


def made_night() -> NightReport:
    unreadable = (failed_report(), faint_report())
    return NightReport(
        reports=(
            rich_report(),
            scan_report(),
            other_client_report(),
            *unreadable,
            *(dull_report(n) for n in range(12)),
            *(dull_report(n, "C2", "S3") for n in range(12, 18)),
        ),
        unreported=(fire_event(), panel_event()),
        unreadable=unreadable,
        explained=(
            Explained(
                event=EmergencyEvent(
                    id="26-4460",
                    source="dispatch",
                    kind=EventKind.MEDICAL,
                    services=(Service.EMS,),
                    place=EventPlace(precision=Precision.DOOR, text="418 Alder Rd"),
                    received=at(21, 30),
                    cleared=at(22, 5),
                ),
                site_id="S1",
                reason="the neighbour's address",
            ),
        ),
        coverage=(
            Coverage(feed="County dispatch", source="dispatch", start=at(18), end=at(4), complete=True),
            Coverage(
                feed="County dispatch", source="dispatch", start=at(4), end=at(5, 30), complete=False,
                note="no row for 90 minutes",
            ),
            Coverage(feed="Panel", source="panel", start=at(18), end=at(7), complete=True, site_ids=("S3",)),
        ),
        problems=(
            FeedProblem(feed="County dispatch", file="dispatch.csv", line=40, reason="no time", count=3),
        ),
        started_at=at(6),
        finished_at=at(6, 4),
    )  # fmt: skip


NAMES = {"S1": "Larkspur Court", "S3": "Quarry Hall", "C1": "Alder Homes", "C2": "Quarry College"}
