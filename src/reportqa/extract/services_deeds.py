"""What a statement says that a service did or was asked to do."""

from __future__ import annotations

from collections.abc import Sequence

from reportqa.extract.assertion import Assertions
from reportqa.extract.cues import Hit, Words, either, listed
from reportqa.extract.services_sentence import Sentence
from reportqa.extract.services_terms import DATA, Term, Writer


class Deeds:
    """Reads the deeds of services in the statements of one text."""

    def __init__(
        self,
        text: str,
        words: Words,
        assertions: Assertions,
        who: Writer,
        lookout: bool,
        named: frozenset[int],
        past_days: Sequence[int] = (),
    ) -> None:
        self.named = named
        self.past_days = past_days
        self.text = text
        self.words = words
        self.assertions = assertions
        self.who = who
        self.lookout = lookout
        self.routine = bool(_ROUTINE.search(text)) and not _EMERGENCY.search(_OWN_FIRE.sub(" ", text))

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

    def _busy(self, term: Term, start: int, stop: int) -> bool:
        """Whether the statement has a verb and the naming does not merely qualify another noun."""
        lows = self.words.lows
        if term.kind == "weak":
            return False
        if term.stop < stop:
            following = lows[term.stop]
            closed = following in _CLOSED or not following[0].isalpha() or self._verbal(following)
            plural = lows[term.stop - 1] in _CREWS
            if not closed and not plural:
                return False
        return any(
            self._verbal(lows[place]) for place in range(start, stop) if not term.first <= place < term.stop
        )

    @staticmethod
    def _verbal(low: str) -> bool:
        return low in _VERBS or (low.endswith("ed") and len(low) > 4)

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
        if self.words.lows[hit.first] in _SPEECH:
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
        lows = self.words.lows
        before = range(max(0, hit.first - 3), hit.first)
        if lows[hit.first - 1 : hit.first] == ["be"] and lows[max(0, hit.first - 2) : hit.first - 1] in (
            ["to"],
            ["will"],
        ):
            return hit.kind == "called"
        if (
            hit.kind == "called"
            and self.words.starts[hit.first]
            and self.text[self.words.starts[hit.first] - 1] in "\"“'"
        ):
            return True
        return any(lows[place] in _MODALS for place in before)

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


_MODALS = frozenset({"would", "could", "might", "may", "should"})


_CREWS = listed(DATA, "crews")


_NO_VERBS = listed(DATA, "no_verbs")


_PEOPLE = listed(DATA, "people")


# Plain upkeep and its words: telling the fire department of it is no call.
_ROUTINE = either(DATA, "routine")


_EMERGENCY = either(DATA, "emergency")


_OWN_FIRE = either(DATA, "own_fire")


# Verbs of speech: whom one speaks to before a service is named is not the service.
_SPEECH = frozenset(
    {"spoke", "met", "told", "said", "stated", "asked", "informed", "advised", "states", "advises"}
)
_CLOSED = listed(DATA, "closed_class")
_VERBS = listed(DATA, "verbs")
