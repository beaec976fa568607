"""What this client asks of its reports, resolved for one site and one date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reportqa.model.finding import Audience, Severity
from reportqa.model.note import Scope


@dataclass(frozen=True, kw_only=True, slots=True)
class Recognizer:
    """One way to see that an element is given; any one of an element's recognizers is enough.

    `kind` says how `terms` are read: `label` (mention labels, as PLATE or PERSON), `part` (as
    VEHICLE.color), `service` (as fire.called, ems.arrived, police.case_number), `hazard`, `action`
    (kind of an ACTION mention), `phrase` (case-insensitive regular expression over a sentence),
    `metadata` (field names), `link` (registry kinds linked in the text). A phrase may hold `<TIME>` or
    another label, which stands before each mention of it: `called.{0,30}<TIME>`. `topic` has three
    phrases: a thing, and words which say before or after it that it was unknown, refused or not there.
    """

    kind: str
    terms: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Element:
    """One required element of an incident type.

    `given_when` recognizes it; `waived_when` are phrases which say that it does not apply (unknown,
    refused, none seen, cancelled …) beside the general ones. `weight` counts in completeness.
    `question` is the officer's question, `answer` how it is answered (text, time, number, yes_no, choice).
    """

    name: str
    title: str
    weight: float = 1.0
    given_when: tuple[Recognizer, ...] = ()
    waived_when: tuple[Recognizer, ...] = ()
    only_if: tuple[Recognizer, ...] = ()  # applicable only if one of these is seen; empty: always
    question: str | None = None
    answer: str = "text"
    choices: tuple[str, ...] = ()
    severity: Severity | None = None  # None: the rule's own
    origin: str = "built-in"


@dataclass(frozen=True, kw_only=True, slots=True)
class TypeRequirement:
    """What one incident type (of the closed list) demands, and which words of a form name it."""

    type: str
    title: str
    elements: tuple[Element, ...]
    form_names: tuple[str, ...] = ()
    seen_when: tuple[Recognizer, ...] = ()  # what the text tells when it is of this type beyond doubt
    origin: str = "built-in"


@dataclass(frozen=True, kw_only=True, slots=True)
class PostOrder:
    """One instruction in force: for these types, notify whom within how many minutes, with what.

    `notify` are roles or names (client, supervisor, police, fire); `photos` the least number.
    """

    id: str
    types: tuple[str, ...] = ()  # empty: every incident
    notify: tuple[str, ...] = ()
    notify_words: tuple[tuple[str, str], ...] = ()  # (role, regular expression that names it)
    within_min: int | None = None
    photos: int = 0
    wording: str | None = None  # a regular expression that the report must contain
    text: str = ""  # the instruction, for people
    site_id: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    origin: str = "built-in"


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleSetting:
    """How a client changed one rule; None keeps the rule's own. `reason` is required to turn one off."""

    rule: str
    enabled: bool | None = None
    severity: Severity | None = None
    audience: Audience | None = None
    reason: str | None = None
    options: tuple[tuple[str, str | float | int | bool | tuple[str, ...]], ...] = ()
    origin: str = "built-in"


@dataclass(frozen=True, kw_only=True, slots=True)
class Policy:
    """The merged policy for one site and one date. Times in minutes, distances in metres."""

    types: tuple[TypeRequirement, ...] = ()
    general: tuple[Element, ...] = ()
    post_orders: tuple[PostOrder, ...] = ()
    rules: tuple[RuleSetting, ...] = ()
    glossary: tuple[tuple[str, str], ...] = ()  # abbreviation → meaning, of this client
    agencies: tuple[tuple[str, str], ...] = ()  # acronym → service, of this client
    # How far an acknowledgement may reach: by the name of a rule, else its family, else its severity.
    acknowledge: tuple[tuple[str, Scope], ...] = ()
    values: tuple[tuple[str, float], ...] = ()  # named thresholds
    origins: tuple[tuple[str, str], ...] = ()  # value name → file:line or "built-in"
    voice: str | None = None
    client_kind: str | None = None

    def value(self, name: str) -> float:
        """A named threshold; a missing name is a programming error and raises KeyError."""
        for key, number in self.values:
            if key == name:
                return number
        raise KeyError(name)

    def widest(self, rule: str, severity: Severity) -> Scope:
        """How far an acknowledgement of such a finding may reach. An emergency is acknowledged alone."""
        known = dict(self.acknowledge)
        named = (known.get(name) for name in (rule, rule.partition(".")[0], severity.value))
        widest = next((scope for scope in named if scope is not None), Scope.FINDING)
        alone = rule.startswith(("emergency.", "unreported."))
        return min(widest, Scope.FINDING, key=lambda scope: scope.rank) if alone else widest

    def rule(self, name: str) -> RuleSetting | None:
        """The client's changes to one rule."""
        return next((item for item in self.rules if item.rule == name), None)

    def requirement(self, incident_type: str) -> TypeRequirement | None:
        """What the type demands; None for a type that demands nothing special."""
        return next((item for item in self.types if item.type == incident_type), None)
