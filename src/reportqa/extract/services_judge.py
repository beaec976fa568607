"""What a sentence says of a service that it names: that it took part, or only that it was spoken of."""

from __future__ import annotations

import re
from dataclasses import replace

from reportqa.extract.services_doubts import Doubts
from reportqa.extract.services_sentence import Judgement, Sentence, clause
from reportqa.extract.services_terms import Term
from reportqa.model.mention import PRESENT, Status
from reportqa.model.service import Involvement, Service, ServiceStatus
from reportqa.model.span import Span


class Judge(Doubts):
    """Judges the namings of one text."""

    def judge(self, term: Term, sentence: Sentence, first_of_services: bool) -> Judgement | None:
        """What the sentence says of one naming; None when it is no service at all."""
        words = self.words
        span = Span(words.starts[term.first], words.ends[term.stop - 1])
        start, stop = clause(sentence, term)
        near = self._acts(term, sentence, start, stop)
        away = {hit.kind for hit in sentence.asides}
        here = {hit.kind for hit in sentence.asides if start <= hit.first < stop}
        act = near[0] if near else None
        act_span = Span(words.starts[act.first], words.ends[act.stop - 1]) if act else None

        def mentioned(status: ServiceStatus, strength: float = 0.8) -> Judgement:
            return Judgement(term, Involvement.MENTIONED, status, span, strength, act_span)

        def involved(status: ServiceStatus, strength: float = 0.9) -> Judgement:
            return Judgement(term, Involvement.INVOLVED, status, span, strength, act_span)

        if term.kind == "weak" and not self._weak_stands(term, near, sentence):
            return None
        if term.kind == "rank" and not _CUSTODY.search(self._behind(term, stop)):
            return None
        if "impostor" in here and term.service is Service.POLICE:
            return mentioned(ServiceStatus.HOMONYM)
        if "other_meaning" in here and term.kind in ("agency", "word", "weak"):
            return None
        if (
            not self.lookout
            and self._case_follows(term, sentence)
            and "historical" not in self.assertions.marks(span)
        ):
            return involved(ServiceStatus.CALLED, 0.7)
        told = self.assertions.of(span)
        if told.cue is not None and span.contains(told.cue):
            told = PRESENT
        act = near[0] if near else None
        act_span = Span(words.starts[act.first], words.ends[act.stop - 1]) if act else None

        if self._modifies(term, sentence):
            return mentioned(ServiceStatus.HOMONYM)
        if "person" in here and self._person(term, sentence):
            return mentioned(ServiceStatus.HOMONYM)
        report = self._report(term, start, stop)
        if report is not None:
            return involved(ServiceStatus.CALLED, 0.6) if report else mentioned(ServiceStatus.HYPOTHETICAL)
        if self._offered(term, start, stop) and not (act and act.kind in ("transported", "en_route")):
            return mentioned(ServiceStatus.DECLINED)
        if self._not_applicable(term):
            return mentioned(ServiceStatus.NEGATED)
        if self._turned_down(term, stop):
            return mentioned(ServiceStatus.DECLINED)
        if told.status is Status.NEGATED and told.cue is not None:
            past = "historical" in self.assertions.marks(span) or self._earlier(start, stop)
            if self._never_came(told.cue) and not past:
                return involved(ServiceStatus.NO_RESPONSE, 0.7)
            if self._treats(told.cue, term, self._run(term, sentence)):
                return involved(ServiceStatus.ON_SCENE, 0.7)
            if not self._reaches(told.cue, term):
                told = PRESENT
        if told.status is Status.NEGATED and not self._denial_of_sight(told.cue, sentence, term):
            if act is not None and act.kind in ("called",) and self._came_to_nothing(told.cue, term):
                return involved(ServiceStatus.NO_RESPONSE, 0.7)
            if told.cue is not None and self._declines(told.cue):
                return mentioned(ServiceStatus.DECLINED)
            return mentioned(ServiceStatus.NEGATED)
        if told.status is Status.HYPOTHETICAL:
            return mentioned(ServiceStatus.HYPOTHETICAL)
        if told.status is Status.HISTORICAL or self._earlier(start, stop):
            return mentioned(ServiceStatus.HISTORICAL)
        if "drill" in here:
            return mentioned(ServiceStatus.DRILL)
        if "policy" in away:
            return mentioned(ServiceStatus.POLICY)
        if "passing" in here and not (act and act.kind in ("called", "transported")):
            return mentioned(ServiceStatus.INFORMED)
        if self.lookout and (act is None or act.kind in ("called", "cancelled", "en_route")):
            return mentioned(ServiceStatus.INFORMED)
        if self._goes_to(term):
            return mentioned(ServiceStatus.INFORMED)
        if self.who.police and self._gives(term, sentence):
            return mentioned(ServiceStatus.INFORMED)
        if self.routine and term.service in (Service.FIRE, Service.EMS) and self._only_told(near):
            return mentioned(ServiceStatus.INFORMED)
        if self._cancelled(near):
            return involved(ServiceStatus.CANCELLED)
        if self._would_not_come(term, stop):
            return involved(ServiceStatus.NO_RESPONSE, 0.6)
        if not near and self._thought_of(term, sentence, stop):
            return mentioned(ServiceStatus.HYPOTHETICAL)
        head = self._run(term, sentence)
        while head > sentence.first and words.lows[head - 1] in ("the", "a", "an", "local", "some"):
            head -= 1
        before = words.lows[head - 1] if head > sentence.first else ""
        if before == "/" and head > sentence.first + 1 and words.lows[head - 2] == "w":
            before = "w"
        if before in _BY and act is not None:
            return involved(_status(act.kind, self._responded(act)), 0.95)
        if act is not None:
            return involved(_status(act.kind, self._responded(act)), 0.9 if term.kind != "word" else 0.85)
        if before in ("by", "via", "w"):
            return involved(ServiceStatus.ON_SCENE, 0.8)
        if _SPOKE.search(self._ahead(term, start)) and not (
            term.service is Service.POLICE and self.who.police
        ):
            return involved(ServiceStatus.ON_SCENE, 0.7)
        if before == "to" and self._handed(term, sentence):
            return involved(ServiceStatus.CALLED, 0.8)
        if self._leads(term, start, stop):
            return involved(ServiceStatus.ON_SCENE, 0.55)
        if self._does(term, stop) or self._by_name(term, stop):
            return involved(ServiceStatus.ON_SCENE, 0.6)
        if not self.who.police and self._busy(term, start, stop):
            return involved(ServiceStatus.ON_SCENE, 0.5)
        return mentioned(ServiceStatus.INFORMED, 0.5)

    def also(self, judgement: Judgement) -> list[Judgement]:
        """A fire crew that treats or transports somebody is the medical service as well."""
        if judgement.term.service is not Service.FIRE or judgement.involvement is not Involvement.INVOLVED:
            return []
        if judgement.act is None or judgement.act.of(self.text).lower().split()[0] not in _CARES:
            return []
        begin = self.words.starts[judgement.term.first]
        if not _PATIENT.search(self.text[max(0, begin - 80) : begin + 80]):
            return []
        return [replace(judgement, term=replace(judgement.term, service=Service.EMS), strength=0.6)]


# What a phrase before a naming makes of it, at most four words before.
_BY = frozenset({"by", "via", "w", "with"})


_CARES = frozenset(
    {"transported", "transporting", "transports", "treated", "evaluated", "assessed", "treating", "bandaged"}
)


_PATIENT = re.compile(
    r"\b(?:hospital|ER|E\.R|patient|pt|injur\w+|treatment|evaluation|vitals|victim|fell|wound)\b"
)


_CUSTODY = re.compile(
    r"^(?:\S+ ){0,4}?(?:took (?:\S+ ){0,3}?(?:custody|report)|took custody|arrested"
    r"|(?:took|taken) (?:\S+ ){0,3}?into custody|booked|mirandized|placed (?:\S+ ){0,4}?under arrest)"
)


_SPOKE = re.compile(
    r"\b(?:(?:spoke|met|speaking|talked) (?:with|to)|met|let|led|escorted|directed|gave|showed|brought"
    r"|guided|waved|walked|assisted) (?:\S+ ){0,2}$"
)


def _status(kind: str, word: str) -> ServiceStatus:
    if kind == "arrived":
        return ServiceStatus.ON_SCENE
    if kind == "en_route":
        return ServiceStatus.EN_ROUTE
    return ServiceStatus(kind)
