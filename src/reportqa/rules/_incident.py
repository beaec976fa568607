"""Which incident types a report is of, and the shared work of the rules that judge one type each.

A type comes from the form, else from what the text says beyond doubt (`seen_when` of the policy), else
from the classifier when it is sure enough. A guessed type softens what is found: a false blocker at
three in the morning gets the tool thrown out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from reportqa.model.case import Case
from reportqa.model.finding import Finding, RuleResult, Severity
from reportqa.model.policy import PostOrder, TypeRequirement
from reportqa.rules import _elements
from reportqa.rules._base import Say

GUESS_FLOOR = 0.6
GUESS_FIRM = 0.85
ROUTINE = "routine"

# Types with a rule of their own in the family `incident`.
OWN_RULE = frozenset(
    {
        "assault-fight",
        "fire",
        "fire-alarm",
        "force-detention",
        "intrusion-alarm",
        "medical",
        "noise-disturbance",
        "parking-violation",
        "property-damage",
        "slip-and-fall",
        "suspicious-person-vehicle",
        "theft",
        "trespass",
        "vehicle-accident",
    }
)
# An entry of so many words may leave the telling to another report.
ENTRY_WORDS = 45
_REFERS = re.compile(
    r"\b(?:refer(?:s|red)?(?:\s+to)?|see)\s+(?:the\s+)?(?:incident|accident|arrest|summons|citation|case|report|ir)\b"
    r"[\s:#]*(?:report\s*|to\s+)?(?:no\.?|number)?[\s:#]*[A-Z]{0,4}-?\d[\w~-]{2,}",
    re.IGNORECASE,
)
# A log's own line: "Refer To Accident: 26-19-AC", "Refer To Incident: 26-7".
_REFER_LINE = re.compile(
    r"\brefer\s+to\s+(?:incident|accident|arrest|summons|citation|case|report)\s*:\s*\d[\w~-]{2,}|"
    r"\b(?:incident|accident|arrest|case|report)\s*:\s*refer\s+to\s+\d[\w~-]{2,}",
    re.IGNORECASE,
)
# A form's type of which the text has no word, while it reads like another type, is as doubtful as a guess:
# forms are filled in by habit. `chronology.type-vs-narrative` speaks of the graver ones.
UNBORNE = 0.7
UNBORNE_SHARE = 0.5
UNBORNE_WORDS = 8
SEEN = 0.9  # how sure a phrase of `seen_when` is taken to be


@dataclass(frozen=True, kw_only=True, slots=True)
class TypeSign:
    """One type of this report: whence it comes (form, text, guess) and how sure it is, 0…1."""

    type: str
    source: str
    certainty: float


def types(case: Case) -> tuple[TypeSign, ...]:
    """The types of this report, surest first."""
    kept = case.memo.get("types")
    if isinstance(kept, tuple):
        return kept
    found: dict[str, TypeSign] = {}
    view = _elements.look(case)
    form = case.document.metadata.incident_type
    for name in form_types(case, form) if form else ():
        found[name] = TypeSign(type=name, source="form", certainty=1.0)
    for requirement in case.policy.types:
        if requirement.type not in found and any(_elements.find(view, r) for r in requirement.seen_when):
            found[requirement.type] = TypeSign(type=requirement.type, source="text", certainty=SEEN)
    # A log tells of a whole shift: what its words sound like is no incident.
    if not found and case.document.metadata.kind != "daily_log":
        floor = _elements.value(case, "type_guess_floor", GUESS_FLOOR)
        for guess in case.extraction.incident_types[:1]:
            if guess.probability >= floor:
                found[guess.type] = TypeSign(type=guess.type, source="guess", certainty=guess.probability)
    made = tuple(sorted(found.values(), key=lambda sign: -sign.certainty))
    case.memo["types"] = made
    return made


def form_types(case: Case, form: str) -> tuple[str, ...]:
    """The types that a form's own words name: the whole of them, else the names found in them."""
    kept = case.memo.get(f"form {form}")
    if isinstance(kept, tuple):
        return kept
    made = case.memo[f"form {form}"] = _named(case, form)
    return made


def _named(case: Case, form: str) -> tuple[str, ...]:
    words = _plain(form)
    names = [
        (name, requirement.type)
        for requirement in case.policy.types
        for name in _names(requirement.type, requirement.title, requirement.form_names)
    ]
    whole = [type_ for name, type_ in names if name == words]
    if whole:
        return tuple(dict.fromkeys(whole))
    ids = {requirement.type for requirement in case.policy.types}
    left, chosen, single = f" {words} ", [], []
    for name, type_ in sorted(set(names), key=lambda item: (-len(item[0]), item)):
        if not name or f" {name} " not in left:
            continue
        if " " in name:
            chosen.append(type_)
            left = left.replace(f" {name} ", "  ")
        elif name in ids:
            chosen.append(name)
        else:
            single.append((not words.startswith(name), -len(name), type_))
    # One word that is no type's own name says little ("car battery"): it counts where nothing else does,
    # the first word of the form before others.
    return tuple(dict.fromkeys(chosen)) or tuple(type_ for *_, type_ in sorted(single)[:1])


@lru_cache(maxsize=1024)
def _names(type_: str, title: str, form_names: tuple[str, ...]) -> tuple[str, ...]:
    """What a form may call a type, in plain words."""
    return tuple(_plain(name) for name in (type_, title, *form_names))


def sign_of(case: Case, type_: str) -> TypeSign | None:
    """The sign that the report is of this type; None when it is not."""
    return next((sign for sign in types(case) if sign.type == type_), None)


def routine(case: Case) -> bool:
    """Whether the form calls it a round, a check or a log: no incident, unless the text tells of one."""
    form = case.document.metadata.incident_type
    return bool(form) and {sign.type for sign in types(case)} == {ROUTINE}


def refers(case: Case) -> bool:
    """Whether a short entry leaves the telling to a report that it names ("Refer to accident 26-118").

    A report that is no entry of a log refers to others too, so only one of few words counts, or a log's
    own line that names the report.
    """
    kept = case.memo.get("refers")
    if not isinstance(kept, bool):
        told = case.document.narrative.of(case.document.text) if case.document.narrative else ""
        kept = _REFER_LINE.search(told) is not None or (
            _REFERS.search(told) is not None and len(told.split()) <= ENTRY_WORDS
        )
        case.memo["refers"] = kept
    return kept


def check_type(case: Case, say: Say, type_: str, what: str) -> RuleResult:
    """Judge the elements of one type; one finding for each that is missing. `what` names the event."""
    requirement = case.policy.requirement(type_)
    sign = sign_of(case, type_)
    if requirement is None or sign is None:
        return say.not_applicable(f"not told as {type_.replace('-', ' ')}")
    if refers(case):
        return say.not_applicable("a short entry that names the report which tells it")
    return check_elements(case, say, requirement, sign, what)


def check_elements(
    case: Case, say: Say, requirement: TypeRequirement, sign: TypeSign, what: str
) -> RuleResult:
    """One finding for each missing element, softened when the type was guessed."""
    view = _elements.look(case)
    states = [_elements.seen(view, element) for element in requirement.elements]
    counts = [state.count for state in states]
    missing = [state for state in states if state.state == _elements.MISSING]
    if sign.source == "form" and missing and not _borne_out(case, view, requirement, states):
        sign = replace(sign, certainty=UNBORNE)
    unsure = [state for state in states if state.state == _elements.UNDETERMINED]
    if missing:
        findings = [
            soften(
                _elements.absence(
                    say,
                    state,
                    f"The report of {what} does not tell {state.element.title}.",
                    f"Add {state.element.title}, or say that it is unknown or does not apply.",
                    confidence=0.85 * sign.certainty,
                ),
                sign,
                case,
            )
            for state in missing
        ]
        return say.violated(*findings, elements=counts)
    if unsure:
        return say.undetermined(
            f"{len(unsure)} of {len(states)} required facts may stand where the page can't be read", counts
        )
    return say.satisfied(counts)


def _borne_out(
    case: Case, view: _elements.Look, requirement: TypeRequirement, states: list[_elements.Seen]
) -> bool:
    """Whether the text bears out the form's type.

    It does not where it is long enough to, has no word of the type, gives none of the type's own facts, and
    reads more like the other types together.
    """
    told = case.document.narrative
    words = re.findall(r"[a-z]+", view.flat[told.start : told.end]) if told else []
    if len(words) < UNBORNE_WORDS or any(word[:5] in _stems(requirement) for word in words if len(word) > 3):
        return True
    guesses = {guess.type: guess.probability for guess in case.extraction.incident_types}
    own = guesses.get(requirement.type, 0.0)
    given = (_elements.GIVEN, _elements.WAIVED)
    return own >= UNBORNE_SHARE or any(
        state.state in given and state.element.name not in _COMMON
        for state in states
        if state.element.severity is not Severity.MINOR  # None: the rule's own
    )


# Told by any report that has a time and a place, of whatever type.
_COMMON = frozenset({"time-discovered", "place", "space", "source", "police", "last-seen"})
# Words that any report may hold.
_ANYBODYS = frozenset(
    {"subje", "perso", "secur", "physi", "repor", "incid", "activ", "condi", "circu", "found"}
)


@lru_cache(maxsize=256)
def _stems(requirement: TypeRequirement) -> frozenset[str]:
    names = " ".join((requirement.type, requirement.title, *requirement.form_names)).lower()
    return frozenset(word[:5] for word in re.findall(r"[a-z]{4,}", names)) - _ANYBODYS


def soften(finding: Finding, sign: TypeSign, case: Case) -> Finding:
    """A finding of a type that was guessed: blockers become major, and all minor where it is unsure."""
    if sign.certainty >= 1.0:
        return finding
    firm = sign.certainty >= _elements.value(case, "type_guess_firm", GUESS_FIRM)
    if not firm and finding.severity in (Severity.BLOCKER, Severity.MAJOR):
        return replace(finding, severity=Severity.MINOR)
    if finding.severity is Severity.BLOCKER:
        return replace(finding, severity=Severity.MAJOR)
    return finding


@lru_cache(maxsize=4096)
def _plain(words: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", words.lower()))


def orders(case: Case) -> tuple[PostOrder, ...]:
    """The post orders in force that speak of this report's types, or of every incident."""
    own = {sign.type for sign in types(case)}
    return tuple(order for order in case.policy.post_orders if not order.types or own & set(order.types))
