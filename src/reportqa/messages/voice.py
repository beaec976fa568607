"""One who tells finished English sentences in a language."""

from __future__ import annotations

import re
from collections.abc import Sequence
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

# A word of a sentence: in small letters, and longer than the "of" and "the" of names; no file's name.
_WORD = re.compile(r"[(“]?[a-z][a-z’'-]{3,}[.,;:!?)”]*")

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

    def piece(self, words: str) -> str:
        """Fixed words of a page, which may be no more than an "of" between two values."""
        return self.catalogue.pieces.get(words) or self(words)

    def heard(self, sentence: str) -> str:
        """The English of a message that this voice told; itself where none is known."""
        return _back(self)(sentence)

    def understood(self, answer: str) -> str:
        """A person's answer, where it is one of the few that rules know, in English; else as it was given."""
        plain = answer.strip().rstrip(".!").casefold()
        return self.catalogue.answers.get(plain) or _back(self).catalogue.whole.get(answer.strip()) or answer

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
        likely = None
        for template in self.catalogue.fitting(sentence):
            if likely and template.weak:
                break
            values, known = self._values(template, sentence, depth + 1)
            if values is None:
                continue
            if known == len(values) and not template.weak:
                return template.filled(values)
            likely = likely or template.filled(values)
        return likely

    def _values(self, template: Template, sentence: str, depth: int) -> tuple[list[str] | None, int]:
        """What stands at the places of a template, told, in the reading in which most is known; how much."""
        best: list[str] | None = None
        most = -1
        for values in islice(template.fits(sentence), _WAYS):
            told = [self._value(value, depth) for value in values]
            sure = sum(known is not None for known in told)
            if template.weak and not (sure and (_names(values, told) or 2 * sure > len(told))):
                continue
            if sure > most:
                best, most = (
                    [value if new is None else new for new, value in zip(told, values, strict=True)],
                    sure,
                )
        return best, most

    def _value(self, value: str, depth: int) -> str | None:
        """What stands at a place of a message, told: a message itself, a list of such, a figure; None for
        nothing and for the words of a person."""
        bare = value.strip()
        if not bare:
            return None
        if bare.startswith(_QUOTED):
            return value
        told = self._known(bare, depth) or self._listed(bare, depth)
        if told is None:
            return value if _figure(bare) else None
        head = value[: len(value) - len(value.lstrip())]
        return f"{head}{told}{value[len(value.rstrip()) :]}"

    def _listed(self, value: str, depth: int) -> str | None:
        """A list of messages and names; None where a part of it is neither, so that it is left alone."""
        for joint in self._joints:
            if joint not in value:
                continue
            parts = value.split(joint)
            told = [self._known(part, depth + 1) or self._listed(part, depth) for part in parts]
            if not all(told) and (not depth or not _names(parts, told)):
                return None
            word = joint.strip()
            joint = joint.replace(word, self.catalogue.joints.get(word, word))
            return joint.join(new or part for new, part in zip(told, parts, strict=True))
        return None


def _names(values: Sequence[str], told: Sequence[str | None]) -> bool:
    """Whether what is not known among the values may be names and figures, not the words of a person."""
    return all(new or _name(value) for new, value in zip(told, values, strict=True))


def _figure(value: str) -> bool:
    """Whether it is a number, a time, a unit, an address or a row: nothing that has a translation."""
    if not any(map(str.isalpha, value)):
        return True
    if not any(map(str.isdigit, value)):
        return False
    parts = value.split()
    return len(parts) == 1 or not any(part[:1].islower() for part in parts)


def _name(value: str) -> bool:
    """Whether it may be a name: no word of a sentence in it."""
    return value.strip().startswith(_QUOTED) or not any(map(_WORD.fullmatch, value.split()))


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


def known(language: str, file: Path | None = None) -> bool:
    """Whether there are messages in a language."""
    return language in ("en", *languages()) or (file is not None and _own(file).language == language)


@cache
def _own(file: Path) -> Catalogue:
    return Catalogue.load(file)


@cache
def voice(language: str = "en", file: Path | None = None) -> Voice:
    """The voice of a language, `file` being a catalogue of one's own; raises ConfigError.

    The file's entries stand before those that are shipped for its language.
    """
    own = _own(file) if file else None
    if own is not None and own.language == language:
        return Voice(own.over(shipped(language)) if language in languages() else own)
    return ENGLISH if language == "en" else Voice(shipped(language))
