"""One who tells finished English sentences in a language."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path

from reportqa.messages.catalogue import Calendar, Catalogue, Template, languages, shipped

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_SHORT_DAYS = tuple(name[:3] for name in _DAYS)
_SHORT_MONTHS = tuple(name[:3] for name in _MONTHS)

# The four ways in which the pages write a date. Nothing else that a person may have written looks so.
_DATE = re.compile(
    rf"\b(?P<weekday>{'|'.join(_DAYS)}), (?P<month>{'|'.join(_MONTHS)}) (?P<day>\d\d?), (?P<year>\d{{4}})\b"
    rf"|\b(?P<wed>{'|'.join(_SHORT_DAYS)}) (?P<mon>{'|'.join(_SHORT_MONTHS)}) (?P<at>\d\d?),"
    r" (?P<clock>\d\d:\d\d)\b"
    rf"|\b(?P<jan>{'|'.join(_SHORT_MONTHS)}) (?P<date>\d\d?), (?P<of>\d{{4}})\b"
    rf"|^(?P<thu>{'|'.join(_SHORT_DAYS)}) (?P<hour>\d\d:\d\d)$"
)

# What joins the things of a list; the words among them are the catalogue's.
_QUOTED = ("'", '"', "“")

# A message within a message within a message: deeper than any that is made.
_DEPTH = 6

# Longer than any message: the words of a person or a row.
_LONGEST = 2000

# Ways of reading one sentence by one template that are looked at.
_WAYS = 24

# A date, put aside while a sentence is told: no message and no name holds this character.
_HELD = "\ue000"


class Voice:
    """Tells English messages in one language. What it does not know stays as it is; safe between threads."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.language = catalogue.language
        self._joints = ("; ", ", ", *(f" {word} " for word in catalogue.joints))
        self._told = lru_cache(maxsize=8192)(self._tell)

    def __call__(self, sentence: str) -> str:
        """The finished English sentence in this language; itself where no message is known to make it."""
        return self._told(sentence) if self.catalogue.entries and sentence else sentence

    def heard(self, sentence: str) -> str:
        """The English of a message that this voice told; itself where none is known."""
        return _back(self)(sentence)

    def _tell(self, sentence: str) -> str:
        if _HELD in sentence or len(sentence) > _LONGEST:
            return sentence
        dates: list[str] = []
        held = _dates(sentence, self.catalogue.calendar, dates)
        told = self._known(held, 0) or self._listed(held, 0) or held
        for date in dates:
            told = told.replace(_HELD, date, 1)
        return told

    def _known(self, sentence: str, depth: int) -> str | None:
        """The translation where a message of the catalogue makes the sentence."""
        whole = self.catalogue.whole.get(sentence)
        if whole is not None or depth > _DEPTH:
            return whole
        for template in self.catalogue.templates:
            if (values := self._values(template, sentence, depth + 1)) is not None:
                return template.filled(values)
        return None

    def _values(self, template: Template, sentence: str, depth: int) -> list[str] | None:
        """What stands at the places of a template, told; the reading in which most of it is known."""
        best: list[str] | None = None
        most = -1
        for values in islice(template.fits(sentence), _WAYS):
            told = [self._value(value, depth) for value in values]
            sure = [
                new != old or not any(map(str.isalpha, old)) for new, old in zip(told, values, strict=True)
            ]
            if template.weak and not (any(sure) and all(map(_weakly, values, sure))):
                continue
            if (known := sum(sure)) > most:
                best, most = told, known
        return best

    def _value(self, value: str, depth: int) -> str:
        """What stands at a place of a message: a message itself, a list of such, or words of a person."""
        bare = value.strip()
        if not bare or bare.startswith(_QUOTED):
            return value
        told = self._known(bare, depth) or self._listed(bare, depth) or bare
        head = value[: len(value) - len(value.lstrip())]
        return f"{head}{told}{value[len(value.rstrip()) :]}"

    def _listed(self, value: str, depth: int) -> str | None:
        """A list of messages and names; None where a part of it is neither, so that it is left alone."""
        for joint in self._joints:
            if joint not in value:
                continue
            told = []
            for part in value.split(joint):
                known = self._known(part, depth + 1) or self._listed(part, depth)
                if known is None and (not depth or not _weakly(part, not any(map(str.isalpha, part)))):
                    return None
                told.append(known or part)
            word = joint.strip()
            return joint.replace(word, self.catalogue.joints.get(word, word)).join(told)
        return None


def _weakly(value: str, sure: bool) -> bool:
    """Whether a value may stand in a message that is hardly one: known, a figure, quoted, or a name."""
    return sure or not value[:1].islower() or any(map(str.isdigit, value))


def _dates(text: str, calendar: Calendar | None, told: list[str]) -> str:
    """The text with its dates put aside, and in `told` what they are in the calendar's language."""
    if calendar is None:
        return text

    def put_aside(match: re.Match[str]) -> str:
        if match["weekday"]:
            date = calendar.day.format(
                weekday=calendar.weekdays[_DAYS.index(match["weekday"])],
                month=calendar.months[_MONTHS.index(match["month"])],
                day=match["day"],
                year=match["year"],
            )
        elif match["mon"]:
            date = calendar.moment.format(
                weekday=calendar.short_weekdays[_SHORT_DAYS.index(match["wed"])],
                month=calendar.short_months[_SHORT_MONTHS.index(match["mon"])],
                day=match["at"],
                clock=match["clock"],
            )
        elif match["jan"]:
            month = calendar.short_months[_SHORT_MONTHS.index(match["jan"])]
            date = calendar.date.format(month=month, day=match["date"], year=match["of"])
        else:
            date = calendar.weekday.format(
                weekday=calendar.short_weekdays[_SHORT_DAYS.index(match["thu"])], clock=match["hour"]
            )
        told.append(date)
        return _HELD

    return _DATE.sub(put_aside, text)


ENGLISH = Voice(Catalogue("en", {}))


@cache
def _back(told: Voice) -> Voice:
    return Voice(told.catalogue.turned())


@cache
def voice(language: str = "en", file: Path | None = None) -> Voice:
    """The voice of a language, `file` being a catalogue of one's own; raises ConfigError.

    The file's entries stand before those that are shipped for its language.
    """
    own = Catalogue.load(file) if file else None
    if own is not None and own.language == language:
        return Voice(own.over(shipped(language)) if language in languages() else own)
    return ENGLISH if language == "en" else Voice(shipped(language))
