"""Whether a required element is given, and what was looked at before saying that it is missing.

A `Look` holds one case in the form that phrases are searched in, made once per case. Any one recognizer
of an element is enough; "unknown", "refused", "none" and the like count as waived. What only an
unreadable word gives, or what may stand on an unreadable page, is undetermined.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from reportqa.extract.services_names import writer
from reportqa.model.case import Case
from reportqa.model.finding import ElementCount, EvidenceItem, EvidenceKind, Finding, Question, Severity
from reportqa.model.links import LinkState
from reportqa.model.mention import Label, Mention
from reportqa.model.policy import Element, Recognizer
from reportqa.model.service import Involvement, Service, ServiceInvolvement
from reportqa.model.span import Span
from reportqa.rules._base import Say, readable_mark, readable_share
from reportqa.rules._flat import flattened, hidden_lines, with_labels

GIVEN, WAIVED, MISSING = "given", "waived", "missing"
UNDETERMINED, NOT_APPLICABLE = "undetermined", "not_applicable"

# A word read with less confidence gives no element; the policy's `word_confidence` stands before it.
WORD_CONFIDENCE = 0.5

# So many characters may stand between a topic and the words before or after it that waive it.
BEFORE = 30
AFTER = 25
_ENDS = re.compile(r"[.;\n]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """How one element stands in one report; `span` is where it is given, waived or unreadable."""

    element: Element
    state: str
    span: Span | None = None
    rejected: EvidenceItem | None = None

    @property
    def count(self) -> ElementCount:
        """As the completeness score counts it."""
        return ElementCount(element=self.element.name, state=self.state, weight=self.element.weight)


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """One case, prepared for searching. `flat` is the text in small letters with one sentence a line and
    every offset kept; `hidden` are the form's lines that tell nothing of the event (officer, shift, type,
    the site's own address), blank in it; `tagged` has `<label>` before each mention, `starts` leads back to
    offsets."""

    case: Case
    flat: str
    tagged: str
    starts: tuple[int, ...]
    shifts: tuple[int, ...]
    mark: float
    readable: bool
    hidden: tuple[Span, ...] = ()
    found: dict[tuple[str, tuple[str, ...]], Span | bool | None] = field(default_factory=dict)
    waivers: dict[tuple[str, str], tuple[list[int], list[int]]] = field(default_factory=dict)

    def phrase(self, pattern: str) -> Span | None:
        """Where the first match of a policy's phrase stands."""
        compiled, tagged = compiled_phrase(pattern)
        match = compiled.search(self.tagged if tagged else self.flat)
        if match is None:
            return None
        start, end = match.span()
        if tagged:
            start, end = self._back(start), self._back(end)
        return Span(start, end) if start < end else Span(max(start - 1, 0), max(start, 1))

    def unfilled(self, span: Span) -> bool:
        """Whether the words are a label with nothing filled in, or tell nothing of the event."""
        return not self.flat[span.start : span.end].strip()

    def _back(self, offset: int) -> int:
        at = bisect_right(self.starts, offset) - 1
        return min(offset - self.shifts[at], len(self.flat)) if at >= 0 else offset


def look(case: Case) -> Look:
    """The prepared case, made at first use and kept with it."""
    kept = case.memo.get("look")
    if isinstance(kept, Look):
        return kept
    hidden = tuple(hidden_lines(case))
    flat = flattened(case, hidden)
    tagged, starts, shifts = with_labels(flat, case.mentions)
    share = readable_share(case)
    made = Look(
        case=case,
        flat=flat,
        tagged=tagged,
        starts=starts,
        shifts=shifts,
        mark=value(case, "word_confidence", WORD_CONFIDENCE),
        hidden=hidden,
        readable=share is None or share >= readable_mark(case),
    )
    case.memo["look"] = made
    return made


@lru_cache(maxsize=4096)
def compiled_phrase(pattern: str) -> tuple[re.Pattern[str], bool]:
    """A policy's phrase, compiled for small letters, and whether it speaks of labels."""
    tagged = re.search(r"<[A-Z_]+>", pattern) is not None
    pattern = re.sub(r"<([A-Z_]+)>", lambda found: f"<{found[1].lower()}>", pattern)
    # Capitals in a phrase that are no escape (\S, \D) would never match small letters.
    shouted = re.search(r"(?<!\\)[A-Z]", pattern) is not None
    return re.compile(pattern, re.IGNORECASE if shouted else 0), tagged


def seen(view: Look, element: Element) -> Seen:
    """How the element stands."""
    if element.only_if and not any(find(view, item) for item in element.only_if):
        return Seen(element=element, state=NOT_APPLICABLE)
    unsure: Span | None = None
    for recognizer in element.given_when:
        place = find(view, recognizer)
        if isinstance(place, Span):
            if unreadable(view, place):
                unsure = unsure or place
                continue
            return Seen(element=element, state=GIVEN, span=place)
        if place:
            return Seen(element=element, state=GIVEN)
    for recognizer in element.waived_when:
        place = find(view, recognizer)
        if place:
            return Seen(element=element, state=WAIVED, span=place if isinstance(place, Span) else None)
    if unsure is not None or not view.readable:
        return Seen(element=element, state=UNDETERMINED, span=unsure)
    return Seen(element=element, state=MISSING, rejected=_rejected(view, element))


def absence(
    say: Say,
    state: Seen,
    message: str,
    remedy: str,
    *,
    confidence: float = 0.85,
    severity: Severity | None = None,
) -> Finding:
    """The finding for a missing element, with what was searched and the nearest reject."""
    element = state.element
    evidence = [say.searched(element.title)]
    if state.rejected:
        evidence.append(state.rejected)
    question = (
        Question(text=element.question, answer=element.answer, choices=element.choices, element=element.name)
        if element.question
        else None
    )
    return say.finding(
        message,
        remedy,
        evidence=evidence,
        question=question,
        confidence=confidence,
        severity=severity or element.severity,
        element=element.name,
    )


def unreadable(view: Look, place: Span) -> bool:
    """Whether the words there were read with too little confidence to count."""
    if not view.case.document.words:
        return False
    confidence = view.case.document.confidence_in(place)
    return confidence is not None and confidence < view.mark


def find(view: Look, recognizer: Recognizer) -> Span | bool | None:
    """Where a recognizer finds something; True where it does without a place in the text."""
    key = (recognizer.kind, recognizer.terms)
    if key not in view.found:
        view.found[key] = _FINDERS[recognizer.kind](view, recognizer.terms)
    return view.found[key]


def _best(view: Look, places: Iterable[Span]) -> Span | None:
    """The first readable place, else the first."""
    first: Span | None = None
    for place in places:
        if not unreadable(view, place):
            return place
        first = first or place
    return first


def _by_label(view: Look, terms: Sequence[str]) -> Span | None:
    told = (m for m in view.case.mentions if m.label.value in terms and not m.problem)
    return _best(view, (m.span for m in told if not view.unfilled(m.span) and not _aside(view, m)))


# Where somebody went is no place of the event.
_TOWARD = re.compile(r"\b(?:towards?|in (?:the )?direction of|to (?:the )?direction of) (?:the )?$")


def _aside(view: Look, mention: Mention) -> bool:
    """Whether it is an officer by rank, or the place that somebody left for."""
    if mention.label is Label.PERSON:
        return bool(mention.part("rank"))
    if mention.label in (Label.PLACE, Label.ADDRESS, Label.SPOT):
        start = mention.span.start
        return _TOWARD.search(view.flat, max(start - 30, 0), start) is not None
    return False


def _by_part(view: Look, terms: Sequence[str]) -> Span | None:
    wanted = [term.partition(".")[::2] for term in terms]
    places = (
        m.span
        for m in view.case.mentions
        if any(m.label.value == label and m.part(part) for label, part in wanted)
        and not view.unfilled(m.span)
    )
    return _best(view, places)


def _by_service(view: Look, terms: Sequence[str]) -> Span | bool | None:
    for term in terms:
        name, _, fact = term.partition(".")
        if fact == "writer":
            if name == Service.POLICE.value and writer(view.case.document.metadata.author_org, ()).police:
                return True
            continue
        told = view.case.extraction.service(Service(name))
        place = _service_fact(view, told, fact)
        if place:
            return place
    return None


def _service_fact(view: Look, told: ServiceInvolvement, fact: str) -> Span | bool | None:
    places = [span for span in told.spans if not view.unfilled(span)]
    if told.spans and not places:
        return None
    first: Span | bool = places[0] if places else True
    if fact == "named":
        return first if told.involvement is not Involvement.NONE else None
    if fact == "involved":
        return first if told.involvement is Involvement.INVOLVED else None
    if fact == "unit":
        return first if told.unit_ids else None
    if fact in ("agency", "case_number", "called_by"):
        return first if getattr(told, fact) else None
    return next((time.span for time in told.times if time.kind == fact), None)


def _by_hazard(view: Look, terms: Sequence[str]) -> Span | None:
    return next((h.span for h in view.case.extraction.hazards if h.kind.value in terms), None)


def _by_action(view: Look, terms: Sequence[str]) -> Span | None:
    actions = view.case.labelled(Label.ACTION)
    told = (m.span for m in actions if not terms or m.part("kind") in terms)
    return next((span for span in told if not view.unfilled(span)), None)


def _by_phrase(view: Look, terms: Sequence[str]) -> Span | None:
    first: Span | None = None
    for term in terms:
        place = view.phrase(term)
        if place is not None:
            if not unreadable(view, place):
                return place
            first = first or place
    return first


def _by_topic(view: Look, terms: Sequence[str]) -> Span | None:
    topic, before, after = terms
    starts, ends = _waivers(view, before, after)
    for match in compiled_phrase(topic)[0].finditer(view.flat):
        start, end = match.span()
        at = bisect_right(ends, start) - 1
        if at >= 0 and start - ends[at] <= BEFORE and not _ENDS.search(view.flat, ends[at], start):
            return Span(start, max(end, start + 1))
        at = bisect_left(starts, end)
        if at < len(starts) and starts[at] - end <= AFTER and not _ENDS.search(view.flat, end, starts[at]):
            return Span(start, max(end, start + 1))
    return None


def _waivers(view: Look, before: str, after: str) -> tuple[list[int], list[int]]:
    """Where waiver words begin that follow a topic, and where those end that lead to one."""
    key = (before, after)
    if key not in view.waivers:
        starts = [match.start() for match in compiled_phrase(after)[0].finditer(view.flat)]
        ends = [match.end() for match in compiled_phrase(before)[0].finditer(view.flat)]
        view.waivers[key] = (starts, ends)
    return view.waivers[key]


def _by_metadata(view: Look, terms: Sequence[str]) -> bool:
    metadata = view.case.document.metadata
    given = [term for term in terms if getattr(metadata, term) not in (None, (), "")]
    told = metadata.origin("location")
    # A form's location that is the site's own address is no place of the event.
    bare = told and told.span and any(told.span.overlaps(span) for span in view.hidden)
    return any(term != "location" or not bare for term in given)


def _by_link(view: Look, terms: Sequence[str]) -> Span | None:
    links = view.case.links.links
    told = (x.span for x in links if x.kind.value in terms and x.state is not LinkState.UNKNOWN)
    return _best(view, (span for span in told if not view.unfilled(span)))


_FINDERS = {
    "label": _by_label,
    "part": _by_part,
    "service": _by_service,
    "hazard": _by_hazard,
    "action": _by_action,
    "phrase": _by_phrase,
    "topic": _by_topic,
    "metadata": _by_metadata,
    "link": _by_link,
}


def _rejected(view: Look, element: Element) -> EvidenceItem | None:
    """The nearest candidate that does not count, and why."""
    labels = {term for item in element.given_when if item.kind == "label" for term in item.terms}
    for mention in view.case.mentions:
        if mention.label.value in labels and mention.problem:
            return EvidenceItem(
                kind=EvidenceKind.REJECTED,
                text=f"A {mention.label.value.lower()} is given, but it is {mention.problem.value}",
                span=mention.span,
            )
    if element.answer == "time":
        times = view.case.labelled(Label.TIME)
        if times:
            return EvidenceItem(
                kind=EvidenceKind.REJECTED,
                text=f"A time is given, but not as {element.title}",
                span=times[-1].span,
            )
    return None


def value(case: Case, name: str, default: float) -> float:
    """A named threshold of the policy, else the default."""
    try:
        return case.policy.value(name)
    except KeyError:
        return default
