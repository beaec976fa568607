"""What takes a naming of a service out of the incident: denials, bystanders, references, other meanings."""

from __future__ import annotations

import re

from reportqa.extract.cues import Hit, either, listed
from reportqa.extract.services_deeds import Deeds
from reportqa.extract.services_sentence import Sentence
from reportqa.extract.services_terms import DATA, Term
from reportqa.model.service import Service
from reportqa.model.span import Span


class Doubts(Deeds):
    """Reads what speaks against a part in the incident."""

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
                (
                    "not",
                    "never called",
                    "was not",
                    "were not",
                    "wasn",
                    "weren",
                    "unn",
                    "declin",
                    "refus",
                    "is not",
                    "are not",
                )
            )
        )

    def _declines(self, cue: Span) -> bool:
        return (
            cue.of(self.text)
            .lower()
            .startswith(("declin", "refus", "den", "was declin", "was refus", "were declin"))
        )

    def _earlier(self, start: int, stop: int) -> bool:
        """Whether the statement speaks of another day or shift."""
        low = " ".join(self.words.lows[start:stop])
        if _EARLIER.search(low):
            return True
        begin, end = self.words.starts[start], self.words.ends[stop - 1]
        return any(begin <= place < end for place in self.past_days)

    def _goes_to(self, term: Term) -> bool:
        """ "advised to contact X", "told her to call X": left to somebody else."""
        begin = self.words.starts[term.first]
        if _REFERS.search(self.text, max(0, begin - 28), begin):
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
        return not (beyond in _PASSIVE and after in ("requested", "called", "reported", "advised"))

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

    def _not_applicable(self, term: Term) -> bool:
        """ "EMS N/A" without a colon."""
        return self.words.lows[term.stop : term.stop + 3] == ["n", "/", "a"]

    def _would_not_come(self, term: Term, stop: int) -> bool:
        """Whether a service that was asked would not or could not come."""
        low = " ".join(self.words.lows[term.stop : min(stop, term.stop + 7)])
        return bool(_WOULD_NOT.match(low))

    def _thought_of(self, term: Term, sentence: Sentence, stop: int) -> bool:
        """Whether the only deed told is one that would be done."""
        return any(
            ((0 <= hit.first - term.stop <= 6 and hit.first < stop) or 0 <= term.first - hit.stop <= 3)
            and self._denied(hit)
            for hit in sentence.acts
        )

    def _never_came(self, cue: Span) -> bool:
        """Who "never arrived" was called."""
        return cue.of(self.text).lower().startswith("never ") and not cue.of(self.text).lower().startswith(
            ("never called", "never happened")
        )

    def _modifies(self, term: Term, sentence: Sentence) -> bool:
        """Whether the naming only says what kind of thing is meant: "the EMS parking area"."""
        lows = self.words.lows
        after = lows[term.stop] if term.stop < sentence.stop else ""
        if after in _THINGS:
            return True
        if term.kind in ("weak", "rank", "bare") or lows[term.stop - 1] in _CREWS or len(after) < 3:
            return False
        raw = self.text[self.words.starts[term.stop] : self.words.ends[term.stop]]
        if not raw.islower() or not raw.isalpha() or after.endswith(("ly", "ing")):
            return False
        if after in _HEADS or after in _CLOSED or self._verbal(after):
            return False
        if any(hit.first == term.stop for hit in sentence.acts):
            return False
        beyond = lows[term.stop + 1] if term.stop + 1 < sentence.stop else ""
        return self._verbal(beyond) or any(hit.first == term.stop + 1 for hit in sentence.acts)

    def _report(self, term: Term, start: int, stop: int) -> bool | None:
        """Of a "police report": whether one was made or only spoken of; None where it is something else."""
        lows = self.words.lows
        if term.stop >= stop or lows[term.stop] not in ("report", "reports"):
            return None
        said = set(lows[start:stop])
        return bool(said & _MADE) and not said & _NOT_MADE

    def _offered(self, term: Term, start: int, stop: int) -> bool:
        """Help that was offered is no help that came."""
        near = (
            self.words.lows[max(start, term.first - 4) : term.first]
            + self.words.lows[term.stop : min(stop, term.stop + 3)]
        )
        return "offered" in near or "offering" in near

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


_GIVES = re.compile(
    r"(?:reports?|reported|reporting|requests?|requesting|requested|states?|stated|advises?|advising|asks?|asking|asked|looking|wants?|believes?|called|calling|calls)\b"
)


_SOFT_TO = listed(DATA, "soft_to")


_HANDED = listed(DATA, "handed")


_SOMEBODY = listed(DATA, "somebody")


_THINGS = listed(DATA, "things")


_TOLD = frozenset(
    [
        "advised",
        "notified",
        "informed",
        "contacted",
        "contact",
        "aware",
        "reports",
        "states",
        "called",
        "call",
    ]
)


_PASSIVE = listed(DATA, "passive")


_REPORTS_BACK = listed(DATA, "reports_back")


_CASE = re.compile(
    r"(?!\s?\(?\d{3}\)?[-\s.]\d{3}[-\s.]\d{4}):?\s{0,2}"
    r"(?:(?:case|report|incident|event|cad|rd|investigation)\s{0,2}(?:#|no\.?|number|num)?\s{0,2}:?\s{0,2})?"
    r"#?\s?[A-Z]{0,3}[\s-]?\d[\d-]{3,}"
    r"|\s{1,2}(?:case|rd)(?!\s?(?:#|no\b|number|:))\b",
    re.IGNORECASE,
)


_EARLIER = either(DATA, "earlier")


# A number to call, somebody to talk to, another report: the service stands only in the reference.
_REFERS = re.compile(
    r"\b(?:number|phone #|info(?:rmation)?|contact info) (?:for|to|of) (?:the )?$|#\s?$"
    r"|\bto (?:speak|talk) (?:with|to) (?:the |an? )?$|\b(?:related|refer|see|reference|ref) (?:to )?$",
    re.IGNORECASE,
)


_WOULD_NOT = re.compile(
    r"(?:\w+ ){0,2}(?:would not|wouldn't|could not|couldn't|refused to|unable to) "
    r"(?:be able to )?(?:come|respond|send|attend|dispatch|take)\b"
)
_HEADS = listed(DATA, "heads")
_CLOSED = listed(DATA, "closed_class")
_CREWS = listed(DATA, "crews")
_MADE = listed(DATA, "report_made")
_NOT_MADE = listed(DATA, "report_not_made")
