"""Rule fixtures: how a case is written, and how it is run.

`tests/fixtures/rules/<family>/<slug>.toml` holds `[[case]]` tables, silent ones (satisfied,
not_applicable) before the first that speaks. A case runs the whole flow (headers, site, extraction,
links, policy) and then the one rule of that name; outcome and findings are compared with equality.

    [[case]]
    name = "what this case shows"
    outcome = "violated"            # satisfied violated not_applicable undetermined skipped
    text = "Leak at ⟦unit 912⟧."     # ⟦…⟧: the primary anchors of the expected findings, in text order

Only with outcome "violated", findings without a place in the text (what is missing has none):

    findings = 2                    # how many; 1 is expected where a case has neither marks nor this
    elements = ["time-called"]      # or the elements that they name, in the order of the findings
    severity = "minor"              # every finding's severity; left out: not compared
    questions = 0                   # how many findings carry a question; left out: not compared
    says = ["…"]                    # each finding's message and its question; left out: not compared

What the case knows beside its words, all optional:

    metadata = { author = "Dana Ruiz", occurred_at = "2026-11-21T02:14:00-05:00", lat = 40.1 }
    registry = "two_sites"          # a folder under tests/fixtures/registries
    now = "2026-11-21T07:00:00-05:00"
    policy = { values = { min_content_words = 3 } }     # the format of a policy file, laid over the built-in
    ocr = { confidence = 0.9, unsure = { "2I4" = 0.3 }, alternatives = { "2I4" = { "214" = 0.4 } } }
    # a scanned page: every word read with `confidence` (0.95), those of `unsure` with their own;
    # `readable` sets the page's readable share, else it is the share of words at 0.6 or above
    # `poor` gives lines that can't be read, by their text, with the reason; one that the text does not hold
    # is a line of which nothing was read

    [[case.evidence.event]]         # tables of the model, its field names; times are ISO strings
    kind = "fire"                   # id "E1", source "dispatch", services [kind], place {precision = "door"}
    received = "2026-11-21T02:07:00-05:00"
    [[case.evidence.match]]         # without any match, each event is matched, confirmed, to the site
    event = "E1"
    grade = "probable"
    [[case.evidence.presence]]      # likewise peer, coverage, complaint; an empty `evidence = {}` is
                                    # evidence that says nothing

Times may be ISO strings or TOML date-times. Unknown keys and unbalanced marks raise `FixtureError`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from reportqa.extract import Extractor
from reportqa.geometry import Box
from reportqa.link import Linker
from reportqa.model.case import Case
from reportqa.model.document import Document, Metadata, Page, PageSource, Region, Word
from reportqa.model.evidence import (
    Complaint,
    Coverage,
    EmergencyEvent,
    EvidenceSlice,
    Grade,
    Match,
    Peer,
    Presence,
)
from reportqa.model.finding import RuleResult
from reportqa.model.policy import Policy
from reportqa.model.span import Span
from reportqa.read import with_headers
from reportqa.rules import run
from reportqa.site.policy import PolicyBook
from reportqa.site.registry import SiteRegistry
from reportqa.tomlfile import TomlFile

TESTS = Path(__file__).resolve().parent.parent
FIXTURES = TESTS / "fixtures" / "rules"
REGISTRIES = TESTS / "fixtures" / "registries"

OUTCOMES = ("satisfied", "violated", "not_applicable", "undetermined", "skipped")
SILENT = ("satisfied", "not_applicable")

KEYS = frozenset(
    {
        *("name", "outcome", "text", "findings", "elements", "severity", "questions", "says"),
        *("metadata", "registry", "now", "policy", "ocr", "evidence"),
    }
)
OCR_KEYS = frozenset({"confidence", "unsure", "alternatives", "readable", "poor"})
READABLE = 0.6


class FixtureError(Exception):
    """A case that is written wrongly: it would test nothing."""


@dataclass(frozen=True, kw_only=True)
class FixtureCase:
    """One case as written, its marks taken out of the text."""

    rule: str
    number: int
    name: str
    outcome: str
    text: str
    marks: tuple[Span, ...]
    raw: Mapping[str, Any]

    @property
    def id(self) -> str:
        return f"{self.rule}[{self.number}] {self.name}"


def fixture_names() -> list[str]:
    """The rule names that have a fixture."""
    return sorted(f"{path.parent.name}.{path.stem}" for path in FIXTURES.glob("*/*.toml"))


def cases(rule: str) -> list[FixtureCase]:
    """All cases of one rule's fixture, checked for how they are written."""
    family, _, slug = rule.partition(".")
    path = FIXTURES / family / f"{slug}.toml"
    data = tomllib.loads(path.read_text("utf-8"))
    if unknown := set(data) - {"case"}:
        raise FixtureError(f"{path.name}: unknown keys {sorted(unknown)}")
    return [_case(rule, number, raw) for number, raw in enumerate(data.get("case", []), start=1)]


def all_cases() -> list[FixtureCase]:
    return [case for rule in fixture_names() for case in cases(rule)]


def _case(rule: str, number: int, raw: Mapping[str, Any]) -> FixtureCase:
    where = f"{rule}[{number}]"
    if unknown := set(raw) - KEYS:
        raise FixtureError(f"{where}: unknown keys {sorted(unknown)}")
    for key in ("name", "outcome", "text"):
        if key not in raw:
            raise FixtureError(f"{where}: no {key}")
    if raw["outcome"] not in OUTCOMES:
        raise FixtureError(f"{where}: outcome {raw['outcome']!r}")
    text, marks = unmarked(raw["text"], where)
    if raw["outcome"] != "violated" and (marks or "findings" in raw or "elements" in raw):
        raise FixtureError(f"{where}: findings expected of outcome {raw['outcome']}")
    return FixtureCase(
        rule=rule,
        number=number,
        name=raw["name"],
        outcome=raw["outcome"],
        text=text,
        marks=marks,
        raw=raw,
    )


def unmarked(text: str, where: str = "text") -> tuple[str, tuple[Span, ...]]:
    """The text without its ⟦…⟧ marks, and the marked spans in it."""
    out: list[str] = []
    marks: list[Span] = []
    length, opened = 0, -1
    for piece in re.split("([⟦⟧])", text):
        if piece == "⟦":
            if opened >= 0:
                raise FixtureError(f"{where}: a mark inside a mark")
            opened = length
        elif piece == "⟧":
            if opened < 0 or opened == length:
                raise FixtureError(f"{where}: a mark closes that was not opened, or is empty")
            marks.append(Span(opened, length))
            opened = -1
        else:
            out.append(piece)
            length += len(piece)
    if opened >= 0:
        raise FixtureError(f"{where}: a mark is not closed")
    return "".join(out), tuple(marks)


# ------------------------------------------------------------------ running


@cache
def extractor() -> Extractor:
    return Extractor()


@cache
def registry(name: str | None) -> SiteRegistry:
    if name is None:
        return SiteRegistry.empty()
    folder = REGISTRIES / name
    if not folder.is_dir():
        raise FixtureError(f"no registry {name!r}")
    return SiteRegistry.load(folder)


@cache
def linker(name: str | None) -> Linker:
    return Linker(registry(name))


@cache
def built_in() -> PolicyBook:
    return PolicyBook.load()


def policies(raw: Mapping[str, Any] | None) -> PolicyBook:
    return built_in().over(TomlFile(name="fixture", data=raw)) if raw else built_in()


def make_case(
    text: str,
    *,
    metadata: Mapping[str, Any] | None = None,
    registry: str | None = None,
    policy: Mapping[str, Any] | None = None,
    ocr: Mapping[str, Any] | None = None,
    evidence: Mapping[str, Any] | None = None,
    now: str | datetime | None = None,
    where: str = "case",
) -> Case:
    """The `Case` of a text, by the flow that the checker runs."""
    known = {item.name for item in fields(Metadata)} - {"origins"}
    if unknown := set(metadata or {}) - known:
        raise FixtureError(f"{where}: unknown metadata {sorted(unknown)}")
    document = Document.from_text(text, name=where, **_values(Metadata, metadata or {}, where))
    if ocr is not None:
        document = _scanned(document, ocr, where)
    link = linker(registry)
    document = link.locate(with_headers(document))
    extraction = extractor().extract(document, own=link.own_names(document))
    links = link.link(document, extraction)
    happened = document.metadata.occurred_at or document.metadata.submitted_at
    resolved: Policy = policies(policy).resolve(
        site=links.site_id, client_id=links.client_id, on=happened.date() if happened else None
    )
    return Case(
        document=document,
        extraction=extraction,
        links=links,
        policy=resolved,
        facts=link.facts(links),
        evidence=_evidence(evidence, links.site_id, where),
        now=_time(now) if now is not None else None,
    )


def case_of(fixture: FixtureCase) -> Case:
    """The `Case` of one fixture case."""
    raw = fixture.raw
    return make_case(
        fixture.text,
        metadata=raw.get("metadata"),
        registry=raw.get("registry"),
        policy=raw.get("policy"),
        ocr=raw.get("ocr"),
        evidence=raw.get("evidence"),
        now=raw.get("now"),
        where=fixture.id,
    )


def run_one(fixture: FixtureCase) -> RuleResult:
    """The one rule's result for one fixture case."""
    results = run(case_of(fixture), names=(fixture.rule,))
    if len(results) != 1:
        raise FixtureError(f"{fixture.id}: there is no rule {fixture.rule}")
    return results[0]


def expected(fixture: FixtureCase) -> dict[str, Any]:
    """What a case expects, in the form of `seen`."""
    raw = fixture.raw
    violated = fixture.outcome == "violated"
    count = raw.get("findings", len(raw["elements"]) if "elements" in raw else None)
    if count is None:
        count = 1 if violated and not fixture.marks else 0
    want: dict[str, Any] = {
        "outcome": fixture.outcome,
        "anchors": [span.of(fixture.text) + f"@{span.start}" for span in fixture.marks],
        "without place": count,
    }
    if "elements" in raw:
        want["elements"] = list(raw["elements"])
    if "severity" in raw:
        want["severity"] = [raw["severity"]]
    if "questions" in raw:
        want["questions"] = raw["questions"]
    if "says" in raw:
        want["says"] = list(raw["says"])
    return want


def seen(fixture: FixtureCase, result: RuleResult) -> dict[str, Any]:
    """The parts of a result that the case speaks of."""
    placed = sorted(
        (finding.anchor.span for finding in result.findings if finding.anchor.span), key=lambda s: s.start
    )
    loose = [finding for finding in result.findings if finding.anchor.span is None]
    got: dict[str, Any] = {
        "outcome": result.outcome.value if not result.error else f"errored: {result.error}",
        "anchors": [span.of(fixture.text) + f"@{span.start}" for span in placed],
        "without place": len(loose),
    }
    if "elements" in fixture.raw:
        got["elements"] = [finding.element for finding in loose]
    if "severity" in fixture.raw:
        got["severity"] = sorted({finding.severity.value for finding in result.findings})
    if "questions" in fixture.raw:
        got["questions"] = sum(finding.question is not None for finding in result.findings)
    if "says" in fixture.raw:
        got["says"] = [
            words
            for finding in result.findings
            for words in (finding.message, finding.question.text if finding.question else None)
            if words
        ]
    return got


# ------------------------------------------------------------------ the parts of a case


def _scanned(document: Document, ocr: Mapping[str, Any], where: str) -> Document:
    if unknown := set(ocr) - OCR_KEYS:
        raise FixtureError(f"{where}: unknown ocr keys {sorted(unknown)}")
    usual = float(ocr.get("confidence", 0.95))
    unsure: Mapping[str, float] = ocr.get("unsure", {})
    alternatives: Mapping[str, Mapping[str, float]] = ocr.get("alternatives", {})
    words: list[Word] = []
    for line_number, line in enumerate(re.finditer(r"[^\n]+", document.text)):
        for found in re.finditer(r"\S+", line[0]):
            word = found[0].strip(".,;:()\"'")
            left, top = 40 + 9.0 * found.start(), 60 + 30.0 * line_number
            words.append(
                Word(
                    span=Span(line.start() + found.start(), line.start() + found.end()),
                    boxes=(_box(left, top, len(found[0])),),
                    confidence=float(unsure.get(found[0], unsure.get(word, usual))),
                    alternatives=tuple(alternatives.get(word, {}).items()),
                )
            )
    poor: Mapping[str, str] = ocr.get("poor", {})
    for wanted in (*unsure, *alternatives):
        if wanted not in document.text:
            raise FixtureError(f"{where}: ocr names {wanted!r}, which the text does not hold")
    sizes = [word.span.end - word.span.start for word in words]
    known = [word.confidence or 0.0 for word in words]
    share = sum(c >= READABLE for c in known) / len(known) if known else 0.0
    mean = sum(s * c for s, c in zip(sizes, known, strict=True)) / sum(sizes) if sizes else None
    page = Page(
        number=1,
        source=PageSource.OCR,
        start=0,
        end=len(document.text),
        width=1700.0,
        height=2200.0,
        confidence=mean,
        readable=float(ocr.get("readable", share)),
        poor=tuple(_region(document.text, words, line, reason) for line, reason in poor.items()),
    )
    return replace(document, words=tuple(words), pages=(page,), media_type="image/png")


def _region(text: str, words: list[Word], line: str, reason: str) -> Region:
    if line not in text:
        return Region(span=None, box=_box(40, 300, 40), reason=reason)
    span = Span(text.index(line), text.index(line) + len(line))
    box = next(word.boxes[0] for word in words if word.span.start >= span.start)
    return Region(span=span, box=box, reason=reason)


def _box(left: float, top: float, characters: int) -> Box:
    return Box(page=1, left=left, top=top, right=left + 9.0 * characters, bottom=top + 22)


def _evidence(raw: Mapping[str, Any] | None, site_id: str | None, where: str) -> EvidenceSlice:
    if raw is None:
        return EvidenceSlice()
    kinds = {"event", "match", "presence", "peer", "coverage", "complaint"}
    if unknown := set(raw) - kinds:
        raise FixtureError(f"{where}: unknown evidence {sorted(unknown)}")
    events: dict[str, EmergencyEvent] = {}
    for number, row in enumerate(raw.get("event", []), start=1):
        service = row.get("kind") if row.get("kind") in ("fire", "police") else None
        service = {"fire_alarm": "fire", "medical": "ems"}.get(row.get("kind", ""), service)
        full = {
            "id": f"E{number}",
            "source": "dispatch",
            "services": [service] if service else [],
            "place": {"precision": "door"},
            **row,
        }
        event = _made(EmergencyEvent, full, where)
        events[event.id] = event
    matches = [
        _made(
            Match,
            {
                "site_id": site_id or "S1",
                "shift_id": None,
                "grade": "confirmed",
                **row,
                "event": events[row["event"]],
            },
            where,
        )
        for row in raw.get("match", [])
    ]
    if "match" not in raw:
        matches = [
            Match(event=event, site_id=site_id or "S1", shift_id=None, grade=Grade.CONFIRMED, distance_m=0.0)
            for event in events.values()
        ]
    none = {"report_id": "R2", "name": "peer.txt"}
    empty = dict.fromkeys(
        ("kind", "author", "author_id", "site_id", "shift_id", "occurred_at", "written_at", "submitted_at")
    )
    return EvidenceSlice(
        given=True,
        matches=tuple(matches),
        presence=tuple(_made(Presence, row, where) for row in raw.get("presence", [])),
        complaints=tuple(
            _made(Complaint, {"id": "C1", "sender": "", "subject": "", **row}, where)
            for row in raw.get("complaint", [])
        ),
        coverage=tuple(
            _made(Coverage, {"feed": "County dispatch", "source": "dispatch", **row}, where)
            for row in raw.get("coverage", [])
        ),
        peers=tuple(_made(Peer, {**none, **empty, **row}, where) for row in raw.get("peer", [])),
    )


def _made(kind: Any, raw: Mapping[str, Any], where: str) -> Any:
    from pydantic import TypeAdapter

    known = {item.name for item in fields(kind)}
    if unknown := set(raw) - known:
        raise FixtureError(f"{where}: {kind.__name__} has no {sorted(unknown)}")
    return TypeAdapter(kind).validate_python(dict(raw))


def _values(kind: Any, raw: Mapping[str, Any], where: str) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, value in raw.items():
        if key.endswith("_at") or key in ("shift_start", "shift_end"):
            value = _time(value)
        made[key] = tuple(value) if isinstance(value, list) else value
    return made


def _time(value: str | datetime) -> datetime:
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def summary(rows: Sequence[tuple[FixtureCase, dict[str, Any]]]) -> str:
    """For people: what was expected and what came."""
    return "\n".join(f"{case.id}\n  wanted {expected(case)}\n  got    {got}" for case, got in rows)
