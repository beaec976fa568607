"""Which emergency services had a part in the incident, by what the words say of them.

Every naming of a service is judged in its sentence; the strongest judgement decides. 911 alone decides no
service: it is a call without saying for whom.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from reportqa.extract.assertion import Assertions
from reportqa.extract.cues import Words
from reportqa.extract.services_absent import unanswered
from reportqa.extract.services_details import Details, details
from reportqa.extract.services_forms import form_lines
from reportqa.extract.services_judge import Judge
from reportqa.extract.services_sentence import Judgement, Sentence, asides, sentence_of, stands
from reportqa.extract.services_terms import Term, find_terms, writer
from reportqa.model.document import Metadata
from reportqa.model.mention import Label, Mention, Status
from reportqa.model.service import Involvement, Service, ServiceInvolvement, ServiceStatus
from reportqa.model.span import Span


@dataclass(frozen=True, kw_only=True, slots=True)
class ServiceReading:
    """One entry for each `Service` in its order, and whether 911 was called without saying for whom."""

    services: tuple[ServiceInvolvement, ...]
    generic_911: bool = False


# How far a status goes: of several, the farthest is told.
_FAR = (
    ServiceStatus.TRANSPORTED,
    ServiceStatus.ON_SCENE,
    ServiceStatus.STAGED,
    ServiceStatus.CANCELLED,
    ServiceStatus.NO_RESPONSE,
    ServiceStatus.EN_ROUTE,
    ServiceStatus.CALLED,
    ServiceStatus.INFORMED,
    ServiceStatus.DECLINED,
    ServiceStatus.NEGATED,
    ServiceStatus.HYPOTHETICAL,
    ServiceStatus.HISTORICAL,
    ServiceStatus.DRILL,
    ServiceStatus.POLICY,
    ServiceStatus.HOMONYM,
)
_911_WORDS = frozenset({"911", "9", "nine", "emergency", "first", "999"})
_911 = re.compile(
    r"(?<![\w-])(?<!\broom )(?<!\bunit )(?<!\bapt )(?<!\bapt\. )(?<!\bsuite )(?<!\bste )(?<!\brm )"
    r"(?<!#)(?<!# )(?<!\$)"
    r"(?:9-?1-?1|nine[\s-]one[\s-]one|nine[\s-]eleven|999"
    r"|emergency\s+(?:services|responders|personnel|crews|vehicles)|first\s+responders)\b(?!\s*(?:feet|ft|th)\b)",
    re.IGNORECASE,
)
# 911 named without a call in this incident: not called, told to call, or a form line left at no.
_NO_CALL = re.compile(
    r"\s{0,3}(?:[:?]\s{0,3}(?:no|n/?a|none|n)\b|(?:call(?:ed)?\s{0,2})?[:?]\s{0,3}(?:no|n/?a|none)\b|(?:was\s|were\s)?not\s+(?:called|needed|contacted|notified)|test\b|system\b|lines?\b(?!\s+(?:called|and)))",
    re.IGNORECASE,
)
_NO_CALL_BEFORE = re.compile(
    r"\b(?:porsche|carrera|september|sept|route|rt|hwy|highway)\.?\s{0,2}$", re.IGNORECASE
)


def find_services(
    text: str,
    *,
    sentences: Sequence[Span],
    assertions: Assertions,
    times: Sequence[Mention],
    metadata: Metadata,
    agencies: Sequence[tuple[str, str]] = (),
    own: Sequence[str] = (),
    words: Words | None = None,
) -> ServiceReading:
    """The part of each service; `words` are the text's tokens where they are known already."""
    known = assertions.words if words is None else words
    who = writer(metadata.author_org, tuple(own))
    terms = find_terms(text, known, who, agencies)
    found: dict[Service, list[Judgement]] = {service: [] for service in Service}
    judged: list[tuple[Judgement, Sentence | None]] = []
    if terms:
        starts = [sentence.start for sentence in sentences]
        lookout = any(hit.kind == "lookout" for hit in asides().find(known))
        read: dict[int, Sentence] = {}
        named = frozenset(
            place for term in terms if term.kind != "bare" for place in range(term.first, term.stop)
        )
        judge = Judge(text, known, assertions, who, lookout, named, _past_days(times, metadata))
        forms = form_lines(text, known, terms)
        for term in terms:
            number = max(bisect_right(starts, known.starts[term.first]) - 1, 0)
            sentence = read.get(number)
            if sentence is None:
                sentence = read[number] = _sentence(known, sentences, number, term)
            form = forms.get(term)
            if form is not None:
                judged.append((form, sentence))
                continue
            if term.kind == "bare" and not stands(known, term, named, sentence):
                continue
            judgement = judge.judge(term, sentence, True)
            if judgement is not None:
                judged.append((judgement, sentence))
                judged += [(extra, sentence) for extra in judge.also(judgement)]
    called_911 = _generic_911(text, assertions)
    if judged:
        judged = unanswered(text, judged, assertions, called_911)
    for judgement, _ in judged:
        found[judgement.term.service].append(judgement)
    told = details(text, known, judged, times) if judged else {}
    return ServiceReading(
        services=tuple(_entry(service, found[service], told.get(service, Details())) for service in Service),
        generic_911=called_911,
    )


def _past_days(times: Sequence[Mention], metadata: Metadata) -> tuple[int, ...]:
    """Where days before the day of the shift are named."""
    day = metadata.shift_start or metadata.occurred_at
    if day is None:
        return ()
    today = day.date().isoformat()
    return tuple(
        mention.span.start
        for mention in times
        if mention.label is Label.DATE and mention.value is not None and mention.value[:10] < today
    )


def _sentence(words: Words, sentences: Sequence[Span], number: int, term: Term) -> Sentence:
    if number >= len(sentences):
        return sentence_of(words, term.first, term.stop)
    first, stop = words.within(sentences[number].start, sentences[number].end)
    if term.stop >= stop and words.lows[term.stop - 1] == "." and number + 1 < len(sentences):
        # "Amb. arrived": the point belongs to the short form.
        stop = words.within(sentences[number].start, sentences[number + 1].end)[1]
    return sentence_of(words, min(first, term.first), max(stop, term.stop))


def _entry(service: Service, found: list[Judgement], told: Details) -> ServiceInvolvement:
    if not found:
        return ServiceInvolvement(service=service)
    involved = [item for item in found if item.involvement is Involvement.INVOLVED]
    chosen = involved or found
    ordered = sorted(
        chosen, key=lambda item: (_FAR.index(item.status) if item.status else len(_FAR), item.span)
    )
    agency = next((item.term.agency for item in ordered if item.term.agency), None)
    return ServiceInvolvement(
        service=service,
        involvement=ordered[0].involvement,
        status=ordered[0].status,
        spans=tuple(dict.fromkeys(item.span for item in ordered)),
        times=told.times,
        agency=agency,
        called_by=told.called_by,
        unit_ids=told.unit_ids,
        case_number=told.case_number,
        confidence=round(max(item.strength for item in ordered), 2),
    )


def _generic_911(text: str, assertions: Assertions) -> bool:
    lows = assertions.words.lows
    if not any(low in _911_WORDS for low in lows):
        return False
    for match in _911.finditer(text):
        if _NO_CALL.match(text, match.end()) or _NO_CALL_BEFORE.search(
            text, max(0, match.start() - 24), match.start()
        ):
            continue
        told = assertions.of(Span(match.start(), match.end())).status
        if told in (Status.PRESENT, Status.REPORTED):
            return True
    return False
