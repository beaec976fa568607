"""Who wrote a text, since its own officers are no outside service; and misspelt names of services."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from reportqa.extract.cues import listed
from reportqa.model.service import Service

DATA = "services.toml"


@dataclass(frozen=True, slots=True)
class Writer:
    """Who wrote the text: names that are its own, and whether it is itself a police department."""

    names: frozenset[str]
    police: bool

    def owns(self, name: str) -> bool:
        """Whether an acronym or a name is the writer's own."""
        return name.lower() in self.names


_BRACKETED = re.compile(r"\(([A-Za-z&]{2,8})[^)]*\)")


_POLICE_ORG = re.compile(r"\b(?:police|sheriff|constabulary|law enforcement)\b", re.IGNORECASE)


@cache
def writer(org: str | None, own: tuple[str, ...]) -> Writer:
    """The writer by the name of its organisation; acronyms in brackets and initials count as its names."""
    names = {name.lower() for name in own if name}
    if not org:
        return Writer(frozenset(names), False)
    names.add(org.lower())
    names.update(match.lower() for match in _BRACKETED.findall(org))
    plain = _BRACKETED.sub("", org).strip()
    names.add(plain.lower())
    words = [
        word
        for word in re.findall(r"[A-Za-z]+", plain)
        if word.lower() not in ("of", "the", "and", "a", "at")
    ]
    police = bool(_POLICE_ORG.search(plain))
    if len(words) > 1:
        names.add("".join(word[0] for word in words).lower())
    if police:
        bare = [word for word in words if word.lower() not in ("police", "department", "dept")]
        names.update({"".join(word if word.isupper() else word[0] for word in bare).lower() + "pd"})
        names.add("".join(word[0] for word in bare).lower() + "pd")
        # A university's police is not the police of the town that it is named after.
        if not re.search(r"\bUniversity of\b|\bUC\b|\bCollege of\b", plain):
            place = [
                word
                for word in bare
                if word.lower() not in ("university", "city", "town", "county", "college")
            ]
            names.update(word.lower() for word in place)
            names.add("".join(word[0] for word in place).lower() + "pd")
        else:
            names.add(" ".join(bare).lower())
    return Writer(frozenset(names), police)


_MISREAD = {
    "police": Service.POLICE,
    "sheriff": Service.POLICE,
    "ambulance": Service.EMS,
    "ambulances": Service.EMS,
    "paramedic": Service.EMS,
    "paramedics": Service.EMS,
    "firefighter": Service.FIRE,
    "firefighters": Service.FIRE,
    "deputies": Service.POLICE,
    "troopers": Service.POLICE,
}


_REAL_WORDS = listed(DATA, "real_words")


@cache
def misread() -> dict[str, Service]:
    """Every spelling one letter off the longer names: dropped, doubled, swapped or wrong."""
    letters = "abcdefghijklmnopqrstuvwxyz01"
    found: dict[str, Service] = {}
    for name, service in _MISREAD.items():
        for variant in _variants(name, letters):
            if variant not in _REAL_WORDS and variant not in _MISREAD:
                found.setdefault(variant, service)
    for name, service in (
        ("arnbulance", Service.EMS),
        ("pararnedics", Service.EMS),
        ("ambulence", Service.EMS),
        ("abulance", Service.EMS),
        ("parmedics", Service.EMS),
    ):
        found[name] = service
    return found


def _variants(name: str, letters: str) -> Iterator[str]:
    for place in range(1, len(name) + 1):
        for letter in letters:
            yield name[:place] + letter + name[place:]
    for place in range(1, len(name)):
        yield name[:place] + name[place + 1 :]
        for letter in letters:
            yield name[:place] + letter + name[place + 1 :]
    for place in range(1, len(name) - 1):
        yield name[:place] + name[place + 1] + name[place] + name[place + 2 :]
