"""The words of a text that name an emergency service: agencies, people, vehicles, apparatus and beat numbers.

The writer's own organisation is left out: its officers and units are no outside service.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from reportqa.extract.cues import Lexicon, Words, listed, table
from reportqa.extract.services_names import DATA, Writer, misread, writer
from reportqa.model.service import Service

__all__ = ["DATA", "Term", "Writer", "find_terms", "writer"]


@dataclass(frozen=True, slots=True)
class Term:
    """One naming: the service, its first word and the word after its last, and what kind of naming it is.

    Kinds: agency (a name or an acronym of one agency), word (a common noun), unit (apparatus or beat
    number), weak (only a service when something is said of it that a service does), bare ("fire",
    "medical": a service only in some company).
    """

    service: Service
    first: int
    stop: int
    kind: str
    agency: str | None = None


@cache
def _lexicon() -> Lexicon:
    data = table(DATA)
    kinds: list[tuple[str, list[str]]] = [
        (f"word {service.value}", data["terms"][service.value]) for service in Service
    ]
    kinds.append(("none", data["not_a_service"]["all"]))
    return Lexicon(kinds)


# Endings of agency acronyms, and what they stand for.
_ENDINGS = (("EMS", Service.EMS), ("FD", Service.FIRE), ("PD", Service.POLICE), ("SO", Service.POLICE))


# Capitals that end alike and are no agency.
_NO_AGENCY = listed(DATA, "no_agency")


_BEAT = re.compile(r"\d{1,2}[A-Za-z]\d{1,3}")


_ENGINE = re.compile(r"(?P<letter>E|T|L|M|R|BC|RA|SQ|HM|A|TW)-?\d{1,3}")


_LETTERS = {
    "E": Service.FIRE,
    "T": Service.FIRE,
    "L": Service.FIRE,
    "BC": Service.FIRE,
    "TW": Service.FIRE,
    "HM": Service.FIRE,
}


_LETTERS |= {"M": Service.EMS, "R": Service.EMS, "RA": Service.EMS, "SQ": Service.EMS, "A": Service.EMS}


_GENERIC_POLICE = listed(DATA, "generic_police")


def find_terms(text: str, words: Words, who: Writer, agencies: Sequence[tuple[str, str]]) -> list[Term]:
    """All namings in text order; they do not overlap."""
    found: list[Term] = []
    taken = -1
    given = {name.lower(): Service(kind) for name, kind in agencies if kind in Service._value2member_map_}
    hits = {hit.first: hit for hit in _lexicon().find(words)}
    names = _name_lexicon(tuple(given)) if given else None
    named = {hit.first: hit for hit in names.find(words)} if names else {}
    lows, starts = words.lows, words.starts
    special = _special()
    for place, low in enumerate(lows):
        if place <= taken:
            continue
        hit = named.get(place) or hits.get(place)
        if hit is not None:
            taken = hit.stop - 1
            if hit.kind.startswith("word "):
                term = _word(text, words, hit.first, hit.stop, Service(hit.kind[5:]), who)
                if term is not None:
                    if found and term.first < found[-1].stop:
                        term = replace(term, first=hit.first)
                    found.append(term)
                    taken = term.stop - 1
            elif hit.kind == "given":
                name = text[starts[hit.first] : words.ends[hit.stop - 1]]
                found.append(Term(given[" ".join(name.lower().split())], hit.first, hit.stop, "agency", name))
            continue
        start = starts[place]
        # Only names of apparatus, ranks and misspellings are small letters; the rest is capitals or a beat.
        if low not in special and (
            "a" <= text[start] <= "z"
            or text[start + 1 : start + 2].islower()
            or low.isdigit()
            or not low[0].isalnum()
        ):
            continue
        term = _coded(text, words, place, who)
        if term is not None:
            found.append(term)
            taken = term.stop - 1
    return found


@cache
def _special() -> frozenset[str]:
    return frozenset(
        {"fire", "medical", "rescue", "engines", "ladders", "ladder", "engine"}
        | _RANKS
        | set(_apparatus())
        | set(misread())
    )


@cache
def _name_lexicon(names: tuple[str, ...]) -> Lexicon:
    return Lexicon([("given", names)])


def _word(text: str, words: Words, first: int, stop: int, service: Service, who: Writer) -> Term | None:
    head = words.lows[first]
    name = _named_before(text, words, first)
    whole = text[words.starts[first] : words.ends[stop - 1]]
    if head in ("leo", "leos") and whole.istitle():
        return None  # a man's name
    if service is Service.POLICE and head in _GENERIC_POLICE:
        if name is not None:
            if who.owns(name) or who.owns(f"{name} {whole}") or any(who.owns(part) for part in name.split()):
                return None
            return Term(service, first - len(name.split()), stop, "agency", f"{name} {whole}")
        if who.police:
            return None
        return Term(service, first, stop, "agency" if head == "pd" else "word", None)
    if who.owns(whole):
        return None
    capital = whole.isupper() and stop - first == 1 and len(whole) <= 6
    if name is not None and head in (
        "fire",
        "ems",
        "sheriff",
        "sheriffs",
        "sheriff's",
        "ambulance",
        "deputies",
        "deputy",
    ):
        return Term(service, first - len(name.split()), stop, "agency", f"{name} {whole}")
    if head == "fw" and not capital:
        return None
    if head == "ehs" and (not _MEDICAL.search(text) or _OFFICE.match(text, words.ends[stop - 1])):
        return None
    if (
        head
        in (
            "als",
            "amr",
            "ehs",
            "msp",
            "vsp",
            "opp",
            "chp",
            "leo",
            "dea",
            "atf",
            "aco",
            "epo",
            "cps",
            "pge",
            "dcr",
        )
        and not capital
    ):
        return None
    return Term(service, first, stop, "agency" if capital else "word", whole if capital else None)


# EHS is an ambulance service in Nova Scotia and an office for environment, health and safety elsewhere.
_OFFICE = re.compile(
    r"\W+(?:desk|office|manager|department|dept|coordinator|director|staff|team|rep)\b", re.I
)
_MEDICAL = re.compile(
    r"\b(?:pt|patient|hospital|transport\w*|ambulance|medical call|injur\w+|ER|vitals|fell|paramedics?)\b"
)


_NOT_NAMES = listed(DATA, "not_names")


def _named_before(text: str, words: Words, first: int) -> str | None:
    """The capitalised name right before a common noun: "Elmford Police"."""
    parts: list[str] = []
    place = first - 1
    while place >= 0 and len(parts) < 3:
        word = words[place]
        raw = text[word.start : word.end]
        if (
            not raw[0].isalpha()
            or not raw[0].isupper()
            or word.low in _NOT_NAMES
            or text[word.end : words.starts[place + 1]] != " "
        ):
            break
        opens = place == 0 or text[words.ends[place - 1] - 1] in ".:;/\n-–"
        if opens and word.low.endswith(("ed", "ing", "s")) and not parts and not raw.isupper():
            break
        parts.insert(0, raw)
        place -= 1
    return " ".join(parts) if parts else None


def _coded(text: str, words: Words, place: int, who: Writer) -> Term | None:
    """Acronyms, apparatus and beat numbers, bare "fire" and misspelt names."""
    word = words[place]
    low = word.low
    raw = text[word.start : word.end]
    if not raw[0].isalnum():
        return None
    if low == "fire":
        logged = _logged(text, words, place, who)
        if logged is not None:
            return logged
    if raw.isupper() and raw.isalpha() and 2 <= len(raw) <= 7:
        agency = _acronym(raw, place, who)
        if agency is not None or low not in _apparatus():
            return agency
    following = words[place + 1] if place + 1 < len(words) else None
    if low in _RANKS and not who.police:
        ranked = _ranked(text, words, place, who)
        if ranked is not None:
            return ranked
    if raw[0].isupper() and raw[-1].isdigit():
        match = _ENGINE.fullmatch(raw)
        if match is not None and not who.police and _free(text, words, place):
            return Term(_LETTERS[match.group("letter")], place, place + 1, "weak")
    if (
        raw[0].isdigit()
        and _BEAT.fullmatch(raw)
        and place
        and (words.lows[place - 1] in ("unit", "units", "and", ",", "&", "car", "cars") and not who.police)
    ):
        return Term(Service.POLICE, place, place + 1, "weak")
    if following is not None and low in _apparatus():
        service, weak = _apparatus()[low]
        number = text[following.start : following.end]
        marked = following.low == "#" and place + 2 < len(words)
        if marked:
            number = text[words.starts[place + 2] : words.ends[place + 2]]
        if (number.isdigit() and len(number) <= 3) or number.lower() in ("one", "two", "three"):
            return Term(service, place, place + (3 if marked else 2), "weak" if weak else "unit")
    if low in ("fire", "medical", "rescue"):
        return Term(Service.FIRE if low == "fire" else Service.EMS, place, place + 1, "bare")
    if low in ("engines", "ladders", "ladder", "engine") and following is not None:
        return Term(Service.FIRE, place, place + 1, "weak")
    if len(low) >= 6 and low.isalnum():
        name = misread().get(low)
        if name is not None:
            if name is Service.POLICE and who.police:
                return None
            return Term(name, place, place + 1, "word")
    return None


_BURNS = listed(DATA, "burns")
_CLOCK_BEFORE = re.compile(r"(?:^|\n)[ \t]*\d{1,2}[:.]?\d{2}(?: ?hrs?| ?hours)?[ \t]*[-–:,]?[ \t]*$")
_THERE = frozenset({"at", "on", "in", "here", "for", "by", "to", "came", ".", ",", ";", ""})


def _logged(text: str, words: Words, place: int, who: Writer) -> Term | None:
    """A town's fire service that opens a log line: "0214 Norwood Fire at the dock", but "0214 Trash fire"."""
    name = _named_before(text, words, place)
    following = words.lows[place + 1] if place + 1 < len(words) else ""
    if (
        name is None
        or not text[words.starts[place]].isupper()
        or following not in _THERE
        or any(part in _BURNS or part.endswith(("ed", "ing")) for part in name.lower().split())
        or who.owns(name)
    ):
        return None
    first = place - len(name.split())
    if not _CLOCK_BEFORE.search(text, max(words.starts[first] - 20, 0), words.starts[first]):
        return None
    return Term(Service.FIRE, first, place + 1, "agency", f"{name} Fire")


_DESIGNATORS = listed(DATA, "designators")


def _free(text: str, words: Words, place: int) -> bool:
    """Whether a letter with a number stands alone, and is no part of a longer number, a plate or a room."""
    word = words[place]
    raw = text[word.start : word.end]
    if text[word.end : word.end + 1] in ("-", "/", "#") or text[max(0, word.start - 1) : word.start] in (
        "-",
        "/",
        "#",
    ):
        return False
    if re.fullmatch(r"[A-Z]+-?0\d*", raw) or len(raw) > 5:
        return False
    if place and words.lows[place - 1] in _DESIGNATORS:
        return False
    following = text[word.end : word.end + 8]
    return not re.match(r"\s(?:[A-Z0-9]{2,}|PC)\b", following)


_RANKS = listed(DATA, "ranks")


def _ranked(text: str, words: Words, place: int, who: Writer) -> Term | None:
    """A ranked person by name; a guard bears ranks too, so it takes an arrest to make him police."""
    stop = place + 1
    while stop < len(words) and stop < place + 3 and words.lows[stop] == ".":
        stop += 1
    begin = stop
    while (
        stop < len(words)
        and stop < begin + 3
        and text[words.starts[stop]].isupper()
        and text[words.starts[stop] : words.ends[stop]].isalpha()
    ):
        if who.owns(words.lows[stop]):
            return None
        stop += 1
    if stop == begin:
        return None
    if stop + 1 < len(words) and words.lows[stop] == "#":
        stop += 2
    return Term(Service.POLICE, place, min(stop, len(words)), "rank")


@cache
def _apparatus() -> dict[str, tuple[Service, bool]]:
    data = table(DATA)["apparatus"]
    weak = set(data["weak"])
    return {
        name: (Service(kind), name in weak)
        for kind in ("fire", "ems")
        for name in data[kind]
        if " " not in name
    }


def _acronym(raw: str, place: int, who: Writer) -> Term | None:
    if who.owns(raw) or raw in _NO_AGENCY:
        return None
    if raw == "PD" and who.police:
        return None
    if raw == "FD":
        return Term(Service.FIRE, place, place + 1, "agency", raw)
    for ending, service in _ENDINGS:
        if raw.endswith(ending) and len(raw) > len(ending) + (ending == "SO"):
            return Term(service, place, place + 1, "agency", raw)
    named = _acronyms().get(raw)
    return Term(named, place, place + 1, "agency", raw) if named else None


@cache
def _acronyms() -> dict[str, Service]:
    known = table(DATA)["acronyms"]
    return {name: Service(kind) for kind in known for name in known[kind]}
