"""A catalogue of messages: English templates and what they are in another language.

A template is a sentence with numbered places, `Page {1} can't be read`; its translation has the same places,
in any order. A finished English sentence is recognised by the fixed words of its template.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from reportqa import tomlfile
from reportqa.errors import ConfigError

_HERE = Path(__file__).resolve().parent
_PLACE = re.compile(r"\{(\d+)\}")
# The table of words that say something only where they stand in a page.
PIECES = "pieces_of_pages"
_CALENDAR = {"weekdays": 7, "short_weekdays": 7, "months": 12, "short_months": 12}
# First letters for which the templates are kept apart.
_MOST_STARTS = 500
# A template with no more fixed letters than this is weak.
_WEAK = 5
_FORMS = ("day", "moment", "date", "weekday")


@dataclass(frozen=True, slots=True)
class Template:
    """One entry with places: the fixed words between them, and the translation."""

    key: str
    parts: tuple[str, ...]
    numbers: tuple[int, ...]
    text: str

    @classmethod
    def of(cls, key: str, text: str) -> Template:
        """The template of one entry."""
        pieces = _PLACE.split(key)
        return cls(key, tuple(pieces[::2]), tuple(int(number) for number in pieces[1::2]), text)

    @property
    def weight(self) -> int:
        """How much is fixed: of two templates that fit, the one that says more stands,
        weak ones last."""
        return sum(map(len, self.parts))

    @property
    def longest(self) -> str:
        """The longest fixed part; a sentence without it is not of this template."""
        return max(self.parts, key=len)

    @property
    def weak(self) -> bool:
        """Whether so little is fixed, as in `{1} to {2}`, that words of a person may look the same."""
        return sum(char.isalpha() for part in self.parts for char in part) <= _WEAK

    def fits(self, sentence: str) -> Iterator[tuple[str, ...]]:
        """What may stand at the places of a finished sentence; nothing where it is not of this template.

        Where the fixed words occur more than once there are several ways to read it.
        """
        first, *middle, last = self.parts
        if len(sentence) < len(first) + len(last):
            return
        if sentence.startswith(first) and sentence.endswith(last):
            between = sentence[len(first) : len(sentence) - len(last)]
            at = 0
            for part in middle:
                at = between.find(part, at) + len(part)
                if at < len(part):
                    return
            for values in _split(between, middle):
                if (first or values[0]) and (last or values[-1]):
                    yield values

    def filled(self, values: Sequence[str]) -> str:
        """The translation with these values at their places."""
        by_number = dict(zip(self.numbers, values, strict=True))
        return _PLACE.sub(lambda match: by_number[int(match[1])], self.text)


def _split(text: str, parts: Sequence[str]) -> Iterator[tuple[str, ...]]:
    if not parts:
        yield (text,)
        return
    place = text.find(parts[0])
    while place >= 0:
        for rest in _split(text[place + len(parts[0]) :], parts[1:]):
            yield (text[:place], *rest)
        place = text.find(parts[0], place + 1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """How dates are written: names from Monday and January on, and the four forms that pages use."""

    weekdays: tuple[str, ...]
    short_weekdays: tuple[str, ...]
    months: tuple[str, ...]
    short_months: tuple[str, ...]
    day: str
    moment: str
    date: str
    weekday: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The messages of one language."""

    language: str
    entries: Mapping[str, str]
    calendar: Calendar | None = None
    joints: Mapping[str, str] = field(default_factory=dict)  # the words between the last two of a list
    pieces: Mapping[str, str] = field(default_factory=dict)  # of page templates, and nowhere else
    answers: Mapping[str, str] = field(default_factory=dict)  # what people answer → unknown, refused, none …
    whole: Mapping[str, str] = field(init=False)
    templates: tuple[Template, ...] = field(init=False)
    _starting: dict[str, tuple[tuple[str, Template], ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        places = {key: text for key, text in self.entries.items() if _PLACE.search(key)}
        whole = {key: text for key, text in self.entries.items() if key not in places}
        made = sorted(
            (Template.of(*item) for item in places.items()), key=lambda t: (t.weak, -t.weight, t.key)
        )
        object.__setattr__(self, "whole", whole)
        object.__setattr__(self, "templates", tuple(made))
        object.__setattr__(self, "_starting", {})

    @classmethod
    def load(cls, path: Path) -> Catalogue:
        """Read a catalogue file; raises ConfigError with file and line."""
        file = tomlfile.load(path)
        language = file.data.get("language")
        if not isinstance(language, str) or not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", language):
            raise ConfigError(
                "language is missing, or no language code",
                where=file.where(("language",)),
                remedy='Write language = "fr" at the top',
            )
        entries: dict[str, str] = {}
        for table, rows in file.data.items():
            if table in ("language", "calendar", "joints", "answers"):
                continue
            if not isinstance(rows, dict):
                raise tomlfile.unknown("key", table, ("language", "calendar"), where=file.where((table,)))
            for key, text in rows.items():
                where = file.where((table, key))
                if not isinstance(text, str):
                    raise ConfigError("a message is text", where=where)
                if sorted(_PLACE.findall(key)) != sorted(set(_PLACE.findall(text))):
                    raise ConfigError("the translation has other places than the message", where=where)
                entries[key] = text
        pieces = {key: entries.pop(key) for key in file.data.get(PIECES, {})}
        return cls(language, entries, _calendar(file), _joints(file), pieces, _answers(file))

    def fitting(self, sentence: str) -> Iterator[Template]:
        """The templates that may have made a sentence, those that say most first."""
        start = sentence[:1]
        known = self._starting.get(start)
        if known is None:
            likely = (item for item in self.templates if not item.parts[0] or item.parts[0][0] == start)
            known = tuple((item.longest, item) for item in likely)
            if len(self._starting) < _MOST_STARTS:
                self._starting[start] = known
        return (item for longest, item in known if longest in sentence)

    def over(self, other: Catalogue) -> Catalogue:
        """This catalogue, with the other's entries where it has none itself."""
        return Catalogue(
            self.language,
            {**other.entries, **self.entries},
            self.calendar or other.calendar,
            {**other.joints, **self.joints},
            {**other.pieces, **self.pieces},
            {**other.answers, **self.answers},
        )

    def turned(self) -> Catalogue:
        """The way back to English. Of several messages with one translation the first stands."""
        entries = {text: key for key, text in reversed(tuple(self.entries.items()))}
        return Catalogue("en", entries, joints={text: key for key, text in self.joints.items()})

    def missing(self) -> tuple[str, ...]:
        """The messages that have no entry here and so stay English."""
        all_ = shipped("es")
        known = {*self.entries, *self.pieces}
        return tuple(key for key in (*all_.entries, *all_.pieces) if key not in known)


def _joints(file: tomlfile.TomlFile) -> Mapping[str, str]:
    table = file.data.get("joints", {})
    if not isinstance(table, dict) or not {"and", "or"} >= table.keys() or not all(table.values()):
        raise ConfigError('joints: should be "and" and "or"', where=file.where(("joints",)))
    return {key: str(text) for key, text in table.items()}


def _answers(file: tomlfile.TomlFile) -> Mapping[str, str]:
    table = file.data.get("answers", {})
    if not isinstance(table, dict) or not all(isinstance(given, list) for given in table.values()):
        raise ConfigError("answers: should be lists of words", where=file.where(("answers",)))
    return {str(word).casefold(): english for english, given in table.items() for word in given}


def _calendar(file: tomlfile.TomlFile) -> Calendar | None:
    table = file.data.get("calendar")
    if table is None:
        return None
    where = file.where(("calendar",))
    values: dict[str, Any] = {}
    for name, length in _CALENDAR.items():
        names = table.get(name) if isinstance(table, dict) else None
        if not isinstance(names, list) or len(names) != length or not all(isinstance(n, str) for n in names):
            raise ConfigError(f"calendar.{name}: should be {length} names", where=where)
        values[name] = tuple(names)
    forms = [table.get(name) for name in _FORMS]
    if not all(isinstance(form, str) for form in forms):
        raise ConfigError(f"calendar needs {', '.join(_FORMS)}", where=where)
    try:
        for form in forms:
            form.format(weekday="", day="", month="", year="", clock="")
    except (KeyError, IndexError, ValueError):
        known = "{weekday} {day} {month} {year} {clock}"
        raise ConfigError(
            "calendar: a form has an unknown place", where=where, remedy=f"Use {known}"
        ) from None
    return Calendar(**values, **dict(zip(_FORMS, forms, strict=True)))


def languages() -> tuple[str, ...]:
    """The languages that are shipped beside English."""
    return tuple(sorted(path.stem for path in _HERE.glob("*.toml")))


@cache
def shipped(language: str) -> Catalogue:
    """A shipped catalogue by its language; raises ConfigError where there is none."""
    if language not in languages():
        raise ConfigError(
            f"there are no messages in {language!r}",
            remedy=f"Choose one of {', '.join(('en', *languages()))}, or name a file under messages",
        )
    return Catalogue.load(_HERE / f"{language}.toml")
