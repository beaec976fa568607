"""What a sentence says of a service that it names: that it took part, or only that it was spoken of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from reportqa.extract.assertion import Assertions
from reportqa.extract.cues import Hit, Lexicon, Words, abbreviated, table
from reportqa.extract.services_terms import DATA, Term, Writer
from reportqa.model.mention import PRESENT, Status
from reportqa.model.service import Involvement, Service, ServiceStatus
from reportqa.model.span import Span

_ACTS = ("arrived", "called", "en_route", "staged", "transported", "cancelled")
_ASIDES = ("passing", "drill", "policy", "person", "lookout", "other_meaning", "impostor")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one naming comes to; `act` are the words that say so. `strength` 0…1 is how sure that is."""

    term: Term
    involvement: Involvement
    status: ServiceStatus | None
    span: Span
    strength: float
    act: Span | None = None


@cache
def acts() -> Lexicon:
    """The words that say what a service did or was asked to do."""
    data = table(DATA)["acts"]
    return Lexicon([(kind, data[kind]) for kind in _ACTS])


@cache
def asides() -> Lexicon:
    """The words that take a naming out of the incident."""
    data = table(DATA)["asides"]
    return Lexicon([(kind, data[kind]) for kind in _ASIDES])


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence with a naming in it: its words by number, its acts and asides, its clause bounds."""

    first: int
    stop: int
    acts: tuple[Hit, ...]
    asides: tuple[Hit, ...]
    bounds: tuple[int, ...]


_BOUNDS = frozenset({".", ";", "|", "but", "however", "although", "though", "while", "•", "?", "!", ":"})


def sentence_of(words: Words, first: int, stop: int) -> Sentence:
    """The sentence made of these words."""
    said = tuple(acts().find(words, first, stop))
    away = tuple(asides().find(words, first, stop))
    bounds = [first]
    for place in range(first, stop):
        low = words.lows[place]
        if low == "but" and place + 1 < stop and words.lows[place + 1] == "also":
            continue
        if low in _BOUNDS or (low in ("/", "-", "–") and _open_mark(words, place)):
            if low != "." or not abbreviated(words, place):
                bounds.append(place + 1)
    bounds.append(stop)
    return Sentence(first, stop, said, away, tuple(bounds))


def _open_mark(words: Words, place: int) -> bool:
    """Whether a slash or dash stands free and so parts two statements."""
    before = words.ends[place - 1] < words.starts[place] if place else True
    after = words.starts[place + 1] > words.ends[place] if place + 1 < len(words) else True
    return before and after if words.lows[place] != "/" else before or after


def clause(sentence: Sentence, term: Term) -> tuple[int, int]:
    """The words around a naming up to the next bounds."""
    start = max(bound for bound in sentence.bounds if bound <= term.first)
    stop = min((bound for bound in sentence.bounds if bound > term.stop), default=sentence.stop)
    return start, max(stop, term.stop)


_CONJOINED = frozenset(
    {
        "and",
        "&",
        "or",
        "nor",
        "/",
        "but",
        "also",
        ",",
        "both",
        "neither",
        "either",
        "not",
        "only",
        "+",
        "then",
    }
)
_BARE_AFTER = frozenset(
    "responded responding responds arrived arrives arriving dispatched notified enroute requested cancelled canceled staged staging toned onscene onsite attended rolled crew contacted advised en cleared alerted".split()
)
_BARE_BEFORE = frozenset(
    "dispatched dispatch dispatching notified notify requested request alerted toned contacted contact called calling call sent send refused declined".split()
)
_STOPS = frozenset(
    {
        ".",
        ",",
        ";",
        "and",
        "for",
        "to",
        "at",
        "due",
        "who",
        "but",
        "on",
        "via",
        "per",
        "as",
        "immediately",
        "because",
        "by",
        "!",
        "again",
        "&",
    }
)


def stands(words: Words, term: Term, services: frozenset[int], sentence: Sentence) -> bool:
    """Whether bare "fire", "medical" or "rescue" is meant as a service here."""
    low = words.lows[term.first]
    before = words.lows[term.first - 1] if term.first > sentence.first else ""
    after = words.lows[term.stop] if term.stop < sentence.stop else ""
    beyond = words.lows[term.stop + 1] if term.stop + 1 < sentence.stop else ""
    if low == "rescue" and before in ("the", "a", "to"):
        return False
    if after in _BARE_AFTER and before not in ("a", "the", "small", "of", "on", "trash", "brush"):
        if after == "en":
            return beyond == "route"
        return not (after == "advised" and low != "fire") and before not in ("seek", "seeking", "further")
    if after in ("was", "were", "is", "are", "had", "has") and beyond in (
        _BARE_AFTER | {"called", "on", "been", "en", "already"}
    ):
        rest = [words.lows[p] for p in range(term.stop + 1, min(term.stop + 6, sentence.stop))]
        if beyond in ("on", "been"):
            return (
                "scene" in rest
                or "site" in rest
                or bool({"called", "notified", "dispatched", "requested"} & set(rest))
            )
        return before not in ("the", "a", "small") or beyond in (
            "called",
            "dispatched",
            "notified",
            "requested",
        )
    if (
        after == "on"
        and beyond in ("scene", "site", "location", "standby")
        and before not in ("the", "a", "small")
    ):
        return True
    if before in _BARE_BEFORE:
        return not after or after in _STOPS
    return _company(words, term, services, sentence)


def _company(words: Words, term: Term, services: frozenset[int], sentence: Sentence) -> bool:
    """Whether another service stands beside it, joined by and, or, a slash or a comma."""
    for step, edge in ((-1, term.first), (1, term.stop - 1)):
        place = edge + step
        joined = False
        while sentence.first <= place < sentence.stop and words.lows[place] in _CONJOINED:
            joined |= words.lows[place] != "," and not (words.lows[place] == "/" and _open_mark(words, place))
            place += step
        if place in services and abs(place - edge) > 1 and (joined or words.lows[edge + step] == ","):
            return True
    return False


# What a phrase before a naming makes of it, at most four words before.
_BY = frozenset({"by", "via", "w", "with"})
_TO = frozenset({"to"})
_GIVES = re.compile(
    r"(?:reports?|reported|reporting|requests?|requesting|requested|states?|stated|advises?|advising|asks?|asking|asked|looking|wants?|believes?|called|calling|calls)\b"
)
_SOFT_TO = frozenset(
    {
        "contact",
        "call",
        "notify",
        "inform",
        "speak",
        "report",
        "follow",
        "check",
        "went",
        "go",
        "goes",
        "going",
    }
)
_HANDED = frozenset(
    {
        "over",
        "referred",
        "refer",
        "given",
        "transferred",
        "released",
        "turned",
        "handed",
        "reported",
        "made",
        "forwarded",
        "sent",
        "passed",
        "relayed",
        "assigned",
        "directed",
    }
)


class Judge:
    """Judges the namings of one text."""

    def __init__(
        self,
        text: str,
        words: Words,
        assertions: Assertions,
        who: Writer,
        lookout: bool,
        named: frozenset[int],
    ) -> None:
        self.named = named
        self.text = text
        self.words = words
        self.assertions = assertions
        self.who = who
        self.lookout = lookout
        self.routine = bool(_ROUTINE.search(text)) and not _EMERGENCY.search(_OWN_FIRE.sub(" ", text))

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
        if self._turned_down(term, stop):
            return mentioned(ServiceStatus.DECLINED)
        if told.status is Status.NEGATED and told.cue is not None:
            if self._never_came(told.cue):
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
        if told.status is Status.HISTORICAL or self._earlier(sentence, start, stop):
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
        head = self._run(term, sentence)
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

    def _run(self, term: Term, sentence: Sentence) -> int:
        """Where a run of adjoining namings begins: "by CFD EMS" is by both."""
        place = term.first
        while place > sentence.first and place - 1 in self.named:
            place -= 1
        return place

    def _behind(self, term: Term, stop: int) -> str:
        return " ".join(self.words.lows[place] for place in range(term.stop, stop))

    def _ahead(self, term: Term, start: int) -> str:
        return " ".join(self.words.lows[place] for place in range(start, term.first))

    def _leads(self, term: Term, start: int, stop: int) -> bool:
        """Whether people of the service open the statement, with a word behind that may be their verb."""
        raw = self.text[self.words.starts[term.stop - 1] : self.words.ends[term.stop - 1]]
        if self.words.lows[term.stop - 1] not in _CREWS and not (
            raw.isupper() and len(raw) > 2 and term.kind == "agency"
        ):
            return False
        head = self._run(term, Sentence(start, stop, (), (), ()))
        lead = [self.words.lows[place] for place in range(start, head)]
        if len(lead) > 3 or not all(
            word.isdigit()
            or word
            in ("the", "los", "two", "three", "several", "local", "then", "and", ",", ":", "-", "when")
            for word in lead
        ):
            return False
        if term.stop >= stop:
            return False
        following = self.words.lows[term.stop]
        return following.isalpha() and following not in _NO_VERBS and not following.endswith(("tion", "ment"))

    def _by_name(self, term: Term, stop: int) -> bool:
        """Whether a person of the service is named: "Paramedic Lowell"."""
        if term.stop >= stop or self.words.lows[term.stop - 1] not in _PEOPLE:
            return False
        following = self.words[term.stop]
        raw = self.text[following.start : following.end]
        return raw[0].isupper() and raw[1:].islower() and raw.isalpha()

    def _does(self, term: Term, stop: int) -> bool:
        """Whether a verb in the past follows at once: somebody of the service did something."""
        place = term.stop
        while place < stop and place in self.named:
            place += 1
        if place >= stop or term.kind == "weak":
            return False
        low = self.words.lows[place]
        return (
            low.endswith("ed")
            and len(low) > 4
            and low not in ("related", "involved", "based", "dated", "named")
        )

    # ------------------------------------------------------------------

    def _acts(self, term: Term, sentence: Sentence, start: int, stop: int) -> list[Hit]:
        """The acts told of this naming, nearest first: behind it within nine words, before it within six."""
        found: list[tuple[int, Hit]] = []
        for hit in sentence.acts:
            if hit.first == term.stop and self.words.lows[hit.first] == "call":
                continue  # "the ambulance call": the matter, not the deed
            if hit.first >= term.stop and hit.first < stop:
                gap = hit.first - term.stop
                if gap <= 9 and not self._other_subject(term.stop, hit.first):
                    found.append((gap, hit))
            elif hit.stop <= term.first and hit.first >= start:
                gap = term.first - hit.stop
                if gap <= 6 and self._takes_object(hit, gap, term):
                    found.append((gap, hit))
        usable = [(gap, hit) for gap, hit in found if not self._denied(hit)]
        usable.sort(key=lambda item: item[0])
        return [hit for _, hit in usable]

    def _other_subject(self, start: int, stop: int) -> bool:
        """Whether somebody else becomes the one who acts between the naming and the act."""
        low = [self.words.lows[place] for place in range(start, stop)]
        if any(word in ("i", "he", "she", "we", "writer", "r") for word in low[1:]):
            return True
        return (
            "," in low
            and len(low) - low.index(",") > 2
            and bool({"who", "that"} - set(low))
            and any(
                word
                in (
                    "resident",
                    "tenant",
                    "subject",
                    "male",
                    "female",
                    "officer",
                    "guard",
                    "security",
                    "cp",
                    "rp",
                    "party",
                )
                for word in low[low.index(",") :]
            )
        )

    def _takes_object(self, hit: Hit, gap: int, term: Term) -> bool:
        """Whether an act before the naming can be done to or by it."""
        between = [self.words.lows[place] for place in range(hit.stop, term.first)]
        if hit.kind in ("called", "cancelled", "transported"):
            return True
        if self.words.lows[hit.first] in ("spoke", "met"):
            return False
        if hit.kind == "arrived":
            return (
                gap == 0
                or between[-1] in ("by", "with", "w", "from", "via")
                or (gap <= 2 and between[-1] in ("the", "to", "a", "an"))
                or gap <= 3
            )
        return gap <= 3

    def _denied(self, hit: Hit) -> bool:
        """Whether the act is only thought of: "would have been called", "may be notified"."""
        return any(self.words.lows[place] in _MODALS for place in range(max(0, hit.first - 3), hit.first))

    def _weak_stands(self, term: Term, near: list[Hit], sentence: Sentence) -> bool:
        """Whether a truck or engine with a number does what only a service does."""
        if not near:
            return False
        low = {self.words.lows[place] for place in range(sentence.first, sentence.stop)}
        if low & {"dock", "delivery", "forklift", "trailer", "load", "loading", "idling", "oil"}:
            return False
        if self.words.lows[term.first] in ("engine", "ladder") and term.stop - term.first == 1:
            before = self.words.lows[term.first - 1] if term.first > sentence.first else ""
            return before in (
                "two",
                "an",
                "three",
                "1",
                "2",
                "3",
                "multiple",
                "several",
                "a",
                "and",
            ) and near[0].kind in ("staged", "en_route", "arrived")
        return True

    def _person(self, term: Term, sentence: Sentence) -> bool:
        """Whether the naming is somebody's trade: a tenant who is a firefighter."""
        for hit in sentence.asides:
            if hit.kind != "person":
                continue
            gap = term.first - hit.stop if hit.stop <= term.first else hit.first - term.stop
            first = self.words.lows[hit.first]
            if first in ("resident", "tenant", "applicant"):
                if gap == 0 and hit.first >= term.stop:
                    return True
            elif first in ("is", "was"):
                before = self.words.lows[hit.first - 1] if hit.first > sentence.first else ""
                if 0 <= gap <= 1 and hit.stop <= term.first and before in _SOMEBODY:
                    return True
            elif 0 <= gap <= 2:
                return True
        return False

    def _denial_of_sight(self, cue: Span | None, sentence: Sentence, term: Term) -> bool:
        """ "I did not see the fire department arrive, but they were in the lobby" denies the seeing."""
        if cue is None:
            return False
        tail = [self.words.lows[place] for place in range(term.stop, sentence.stop)]
        if "but" not in tail:
            return False
        rest = tail[tail.index("but") + 1 :][:4]
        return (
            bool(rest)
            and rest[0] in ("they", "it", "there")
            and not {"not", "didn't", "never", "no"} & set(rest)
        )

    def _came_to_nothing(self, cue: Span | None, term: Term) -> bool:
        """A call that nobody answered: "PD was called but never came"."""
        return (
            cue is not None
            and cue.start > self.words.ends[term.stop - 1]
            and not cue.of(self.text)
            .lower()
            .startswith(
                ("not", "was not", "were not", "wasn", "weren", "unn", "declin", "refus", "is not", "are not")
            )
        )

    def _declines(self, cue: Span) -> bool:
        return (
            cue.of(self.text)
            .lower()
            .startswith(("declin", "refus", "den", "was declin", "was refus", "were declin"))
        )

    def _earlier(self, sentence: Sentence, start: int, stop: int) -> bool:
        low = " ".join(self.words.lows[place] for place in range(start, stop))
        return bool(_EARLIER.search(low))

    def _goes_to(self, term: Term) -> bool:
        """ "advised to contact X", "told her to call X": left to somebody else."""
        begin = self.words.starts[term.first]
        if re.search(
            r"\b(?:number|phone #|info(?:rmation)?|contact info) (?:for|to|of) (?:the )?$|#\s?$|\bto (?:speak|talk) (?:with|to) (?:the |an? )?$|\b(?:related|refer|see|reference|ref) (?:to )?$",
            self.text[max(0, begin - 28) : begin],
        ):
            return True
        place = term.first - 1
        while place >= max(0, term.first - 4) and (
            self.words.lows[place] in ("the", "a", "an", "his", "her", "their", "local")
            or self.text[self.words.starts[place]].isupper()
        ):
            place -= 1
        if place < 1 or self.words.lows[place] not in _SOFT_TO:
            return False
        if self.words.lows[place - 1] != "to":
            return False
        lead = self.words.lows[place - 2] if place > 1 else ""
        return lead not in (
            "dispatch",
            "asked",
            "requested",
            "requesting",
            "request",
            "called",
            "security",
            "proceeded",
            "had",
            "began",
            "went",
        )

    def _gives(self, term: Term, sentence: Sentence) -> bool:
        """Whether another department is the one who tells or asks: "Elmford PD reports a stolen car"."""
        after = self.words.lows[term.stop] if term.stop < sentence.stop else ""
        beyond = self.words.lows[term.stop + 1] if term.stop + 1 < sentence.stop else ""
        before = self.words.lows[term.first - 1] if term.first > sentence.first else ""
        police = term.service is Service.POLICE
        if after == "called" and beyond == "to":
            third = self.words.lows[term.stop + 2] if term.stop + 2 < sentence.stop else ""
            return third in (
                "report",
                "cancel",
                "advise",
                "inform",
                "state",
                "ask",
                "say",
                "request",
                "let",
                "see",
                "check",
            )
        if (
            police
            and before in ("from", "per", "with")
            and not (before == "with" and self._assisted(term, sentence))
        ):
            return True
        if not police:
            return after in ("reports", "reporting", "requests", "states") and beyond not in _REPORTS_BACK
        if not _GIVES.fullmatch(after):
            return False
        if beyond in _PASSIVE and after in ("requested", "called", "reported", "advised"):
            return False
        return True

    def _assisted(self, term: Term, sentence: Sentence) -> bool:
        low = [self.words.lows[p] for p in range(sentence.first, term.first)]
        return any(word.startswith("assist") for word in low[-4:])

    def _turned_down(self, term: Term, stop: int) -> bool:
        """ "EMS declined by guest", "ambulance refused"."""
        low = [self.words.lows[place] for place in range(term.stop, min(term.stop + 3, stop))]
        for number, word in enumerate(low[:2]):
            if word in ("declined", "refused"):
                behind = low[number + 1] if number + 1 < len(low) else ""
                return behind in ("", "by", ".", ",", ";", "at", "and") and (
                    number == 0 or low[0] in ("was", "were", "is")
                )
        return False

    def _never_came(self, cue: Span) -> bool:
        """Who "never arrived" was called."""
        return cue.of(self.text).lower().startswith("never ") and not cue.of(self.text).lower().startswith(
            ("never called", "never happened")
        )

    def _modifies(self, term: Term, sentence: Sentence) -> bool:
        """Whether the naming only says whose thing is meant: "the EMS parking area"."""
        after = self.words.lows[term.stop] if term.stop < sentence.stop else ""
        return after in _THINGS

    def _treats(self, cue: Span, term: Term, head: int) -> bool:
        """Who declines treatment by somebody has him there: "declined attention by paramedics"."""
        if not self._declines(cue) or cue.end > self.words.starts[term.first]:
            return False
        before = self.text[cue.end : self.words.starts[head]].lower().split()
        return (
            bool(before)
            and before[-1] in ("by", "from")
            and bool(
                {
                    "attention",
                    "treatment",
                    "evaluation",
                    "care",
                    "transport",
                    "help",
                    "transported",
                    "treated",
                    "evaluated",
                    "aid",
                    "transportation",
                    "services",
                    "assistance",
                }
                & set(before)
            )
        )

    def _reaches(self, cue: Span, term: Term) -> bool:
        """Whether a denial before the naming is near enough to mean it, with no statement between."""
        if cue.start > self.words.starts[term.first]:
            return True
        between = self.text[cue.end : self.words.starts[term.first]].lower().replace(",", " , ").split()
        if len(between) > 9:
            return False
        if "," not in between:
            return True
        return not any(
            word.endswith(("ed", "ing")) or word in ("after", "by", "at", "from") for word in between
        )

    def _only_told(self, near: list[Hit]) -> bool:
        return all(self.words.lows[hit.first] in _TOLD for hit in near)

    def _responded(self, hit: Hit) -> str:
        return self.words.lows[hit.first]

    def _cancelled(self, near: list[Hit]) -> bool:
        return any(hit.kind == "cancelled" for hit in near[:2])

    def _handed(self, term: Term, sentence: Sentence) -> bool:
        low = [self.words.lows[p] for p in range(max(sentence.first, term.first - 6), term.first)]
        return bool(_HANDED & set(low))

    def _case_follows(self, term: Term, sentence: Sentence) -> bool:
        rest = self.text[self.words.ends[term.stop - 1] : self.words.ends[term.stop - 1] + 40]
        return term.service is Service.POLICE and bool(_CASE.match(rest))


_CARES = frozenset(
    {"transported", "transporting", "transports", "treated", "evaluated", "assessed", "treating", "bandaged"}
)
_PATIENT = re.compile(
    r"\b(?:hospital|ER|E\.R|patient|pt|injur\w+|treatment|evaluation|vitals|victim|fell|wound)\b"
)
_MODALS = frozenset({"would", "could", "might", "may", "should"})
_SOMEBODY = frozenset(
    "he she who tenant resident husband wife son father daughter mother boyfriend girlfriend brother sister subject male female guest visitor caller owner driver man woman".split()
)
_CREWS = frozenset(
    "emts medics paramedics firefighters firemen deputies troopers cops police bomberos detectives swat brigade officers constables ambos paramedicos fighters personnel crew crews".split()
)
_NO_VERBS = frozenset(
    "call calls and or of in on at for with to from by as was were is are not no if when the a an who that which but than scanner boots badge sticker shirt hat cap jacket plate car cars vehicle vehicles".split()
)
_PEOPLE = frozenset(
    "paramedic emt medic firefighter fireman trooper deputy detective captain lieutenant chief constable tech technician".split()
)
_THINGS = frozenset(
    "area parking lot building bay garage hq headquarters property related style type costume uniform training academy meeting report's career exam job union bbq fundraiser museum calendar number phone non website app".split()
)
_TOLD = frozenset("advised notified informed contacted contact aware reports states called call".split())
_PASSIVE = frozenset({"by", "to", "for", "", ".", ",", "/", "and", "of", "at", "enroute"})
_REPORTS_BACK = frozenset(
    "responding on all clear fire no nothing everything they their a arrival en enroute back under same false burnt burned crew".split()
)
# Plain upkeep and its words: telling the fire department of it is no call.
_ROUTINE = re.compile(
    r"\b(?:construction|maintenance|shut\s?(?:ting\s)?(?:down|off)|permit|fyi|f\.y\.i|back up (?:an|and)? ?running|out of service|will be off|going to be off|road clos\w+|street clos\w+|clos\w+ (?:mon|until|for)|hydrant|inspection|burn permit|info(?:rmation)? only|ice jam|detour|paving|water main)\b",
    re.IGNORECASE,
)
_EMERGENCY = re.compile(
    r"\b(?:fires?|smok\w+|burn(?:ing|t|ed)|flames?|explosion|odou?r|smell\w*|gas|carbon monoxide|accident|crash|mva|injur\w+|unconscious|unresponsive|bleeding|chest pain|trapped|stuck|rescue|hazmat|alarm (?:activat\w+|sound\w+|going)|activated)\b",
    re.IGNORECASE,
)
_OWN_FIRE = re.compile(
    r"\bfire (?:chief|dep\w*|dept|alarm|marshal|hydrant|pit|lane|system|panel)\b|\bburn\w* permit\b|\bno burn\w*\b",
    re.IGNORECASE,
)
_CUSTODY = re.compile(
    r"^(?:\S+ ){0,4}?(?:took (?:\S+ ){0,3}?(?:custody|report)|took custody|arrested|(?:took|taken) (?:\S+ ){0,3}?into custody|booked|mirandized|placed (?:\S+ ){0,4}?under arrest)"
)
_SPOKE = re.compile(r"\b(?:spoke|met|speaking|talked) (?:with|to) (?:\S+ ){0,2}$")
_CASE = re.compile(
    r"(?!\s?\(?\d{3}\)?[-\s.]\d{3}[-\s.]\d{4})\s{0,2}(?:(?:case|report|incident|event|cad|rd|investigation)\s{0,2}(?:#|no\.?|number|num)?\s{0,2}:?\s{0,2})?#?\s?[A-Z]{0,3}[\s-]?\d[\d-]{3,}"
    r"|\s{1,2}(?:case|rd)(?!\s?(?:#|no\b|number|:))\b",
    re.IGNORECASE,
)
_EARLIER = re.compile(
    r"\b(?:last (?:week|month|year|time)|previous shift|prior shift|yesterday|the other day|earlier this week|previously)\b"
)


def _status(kind: str, word: str) -> ServiceStatus:
    if kind == "arrived":
        return ServiceStatus.ON_SCENE
    if kind == "en_route":
        return ServiceStatus.EN_ROUTE
    return ServiceStatus(kind)
