"""Merging the layers of a policy into one value."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from reportqa import tomlfile
from reportqa.errors import ConfigError
from reportqa.model.finding import Audience, Severity
from reportqa.model.mention import Label
from reportqa.model.note import Scope
from reportqa.model.policy import Element, Policy, PostOrder, Recognizer, RuleSetting, TypeRequirement
from reportqa.model.service import HazardKind, Service
from reportqa.model.site import RegistryKind

if TYPE_CHECKING:
    from reportqa.site.policy_rows import Dated, ElementRow, LayerRow, RecognizerRow, RuleRow, TypeRow

Key = tomlfile.Key

KINDS = ("label", "part", "service", "hazard", "action", "phrase", "metadata", "link")


@dataclass(frozen=True, kw_only=True, slots=True)
class Layer:
    """One file's own layer, or one of its overlays; `scope` is all, client or site."""

    file: tomlfile.TomlFile
    prefix: Key
    scope: str
    id: str | None
    row: LayerRow

    def where(self, *key: str | int) -> str:
        """`file:line` of a key in this layer."""
        return self.file.where((*self.prefix, *key))


@dataclass(kw_only=True, slots=True)
class _Elements:
    """Fields of elements by name, while layers are laid over each other."""

    fields: dict[str, dict[str, Any]] = field(default_factory=dict)

    def put(
        self, layer: Layer, key: Key, row: ElementRow, library: _Elements | None, on: date | None
    ) -> None:
        name = row.name or row.use
        if name is None:
            raise ConfigError("an element needs a name", where=layer.where(*key))
        if not in_force(row, on):
            return
        into = self.fields.setdefault(name, {})
        if row.use is not None:
            if library is None or row.use not in library.fields:
                known = library.fields if library else ()
                raise tomlfile.unknown("element", row.use, known, where=layer.where(*key, "use"))
            into.update(library.fields[row.use])
        skipped = {"name", "use", "valid_from", "valid_to"}
        for name_ in row.model_fields_set - skipped:
            into[name_] = getattr(row, name_)
        into["origin"] = layer.where(*key)

    def built(self, waivers: Sequence[str]) -> tuple[Element, ...]:
        return tuple(_element(name, fields, waivers) for name, fields in self.fields.items())


@dataclass(kw_only=True, slots=True)
class _Type:
    title: str = ""
    form_names: list[str] = field(default_factory=list)
    seen_when: RecognizerRow | None = None
    elements: _Elements = field(default_factory=_Elements)
    origin: str = "built-in"


def in_force(row: Dated, on: date | None) -> bool:
    """Whether the row counts on this day; without a day, whether it has no end."""
    if on is None:
        return row.valid_to is None
    return (row.valid_from is None or row.valid_from <= on) and (row.valid_to is None or on <= row.valid_to)


def merged(layers: Iterable[Layer], *, site: str | None, on: date | None) -> Policy:
    """One policy from layers, later over earlier."""
    layers = [layer for layer in layers if in_force(layer.row, on)]
    library = _Elements()
    for layer in layers:
        for number, element in enumerate(layer.row.element):
            library.put(layer, ("element", number), element, None, on)
    origins: dict[str, str] = {}
    types: dict[str, _Type] = {}
    general = _Elements()
    orders: dict[str, PostOrder] = {}
    waivers: tuple[str, ...] = ()
    plain: dict[str, str | None] = {"voice": None, "client_kind": None}
    values: dict[str, float] = {}
    rules: dict[str, RuleSetting] = {}
    words: dict[str, dict[str, str]] = {"glossary": {}, "agencies": {}, "acknowledge": {}}
    for layer in layers:
        row = layer.row
        if row.waivers:
            waivers = (row.waivers.before, row.waivers.after)
        for name in plain:
            if (value := getattr(row, name)) is not None:
                plain[name] = value
                origins[name] = layer.where(name)
        for name, amount in _values(layer, on):
            values[name] = amount
            origins[f"values.{name}"] = layer.where("values", name)
        for name, setting in row.rules.items():
            if in_force(setting, on):
                rules[name] = _rule(name, setting, rules.get(name), layer.where("rules", name))
                origins[f"rules.{name}"] = rules[name].origin
        for table, into in words.items():
            for name, value in getattr(row, table).items():
                into[name] = value
                origins[f"{table}.{name}"] = layer.where(table, name)
        for number, type_row in enumerate(row.type):
            _merge_type(layer, ("type", number), type_row, types, library, on)
        for number, element_row in enumerate(row.general):
            general.put(layer, ("general", number), element_row, library, on)
        for name in row.remove_general:
            general.fields.pop(name, None)
        for order in _orders(layer, on):
            if order.site_id is None or order.site_id == site:
                orders[order.id] = order
                origins[f"post_order.{order.id}"] = order.origin
    requirements = tuple(
        TypeRequirement(
            type=name,
            title=item.title or name,
            elements=item.elements.built(waivers),
            form_names=tuple(dict.fromkeys(item.form_names)),
            seen_when=_recognizers(item.seen_when),
            origin=item.origin,
        )
        for name, item in types.items()
    )
    for requirement in requirements:
        origins[f"type.{requirement.type}"] = requirement.origin
        origins.update({f"type.{requirement.type}.{e.name}": e.origin for e in requirement.elements})
    built_general = general.built(waivers)
    origins.update({f"general.{e.name}": e.origin for e in built_general})
    return Policy(
        types=requirements,
        general=built_general,
        post_orders=tuple(orders.values()),
        rules=tuple(rules.values()),
        glossary=tuple(words["glossary"].items()),
        agencies=tuple(words["agencies"].items()),
        acknowledge=tuple((name, Scope(scope)) for name, scope in words["acknowledge"].items()),
        values=tuple(values.items()),
        origins=tuple(sorted(origins.items())),
        voice=plain["voice"],
        client_kind=plain["client_kind"],
    )


def _values(layer: Layer, on: date | None) -> Iterator[tuple[str, float]]:
    for name, value in layer.row.values.items():
        if isinstance(value, (int, float)):
            yield name, float(value)
            continue
        for dated in value if isinstance(value, list) else [value]:
            if in_force(dated, on):
                yield name, dated.value


def _rule(name: str, row: RuleRow, below: RuleSetting | None, origin: str) -> RuleSetting:
    options = dict(below.options) if below else {}
    options.update({key: tuple(v) if isinstance(v, list) else v for key, v in row.options.items()})
    return RuleSetting(
        rule=name,
        enabled=row.enabled if row.enabled is not None else below.enabled if below else None,
        severity=Severity(row.severity) if row.severity else below.severity if below else None,
        audience=Audience(row.audience) if row.audience else below.audience if below else None,
        reason=row.reason or (below.reason if below else None),
        options=tuple(options.items()),
        origin=origin,
    )


def _merge_type(
    layer: Layer, key: Key, row: TypeRow, types: dict[str, _Type], library: _Elements, on: date | None
) -> None:
    if not in_force(row, on):
        return
    if row.replace:
        types.pop(row.name, None)
    into = types.setdefault(row.name, _Type())
    into.origin = layer.where(*key)
    into.title = row.title or into.title
    into.form_names += row.form_names
    into.seen_when = row.seen_when or into.seen_when
    for number, element in enumerate(row.element):
        into.elements.put(layer, (*key, "element", number), element, library, on)
    for name in row.remove:
        into.elements.fields.pop(name, None)


def _orders(layer: Layer, on: date | None) -> Iterator[PostOrder]:
    for number, row in enumerate(layer.row.post_order):
        if in_force(row, on):
            yield PostOrder(
                id=row.id,
                types=tuple(row.types),
                notify=tuple(row.notify),
                notify_words=tuple(row.notify_words.items()),
                within_min=row.within_min,
                photos=row.photos,
                wording=row.wording,
                text=row.text,
                site_id=row.site or (layer.id if layer.scope == "site" else None),
                valid_from=row.valid_from,
                valid_to=row.valid_to,
                origin=layer.where("post_order", number),
            )


def _element(name: str, fields: dict[str, Any], waivers: Sequence[str]) -> Element:
    severity: Severity | None = Severity.MINOR
    if fields.get("severity"):
        severity = Severity(fields["severity"])
    elif fields.get("essential"):
        severity = None
    waived = _recognizers(fields.get("waived_when"))
    if waivers:
        # "<its name>: unknown" is an answer to every element, whatever its policy calls its topic.
        own = r"\b" + re.escape(name.lower()).replace(r"\-", "[ -]") + r"\b"
        topic = f"(?:{fields['topic']}|{own})" if fields.get("topic") else own
        waived = (*waived, Recognizer(kind="topic", terms=(topic, *waivers)))
    return Element(
        name=name,
        title=fields.get("title") or name.replace("-", " "),
        weight=fields.get("weight") or 1.0,
        given_when=_recognizers(fields.get("given_when")),
        waived_when=waived,
        only_if=_recognizers(fields.get("only_if")),
        question=fields.get("question"),
        answer=fields.get("answer") or "text",
        choices=tuple(fields.get("choices") or ()),
        severity=severity,
        origin=fields["origin"],
    )


def _recognizers(row: RecognizerRow | None) -> tuple[Recognizer, ...]:
    if row is None:
        return ()
    found = ((kind, getattr(row, kind)) for kind in KINDS)
    return tuple(Recognizer(kind=kind, terms=tuple(terms)) for kind, terms in found if terms)


# ------------------------------------------------------------------ names that must exist

_SERVICE_FACTS = frozenset(
    {
        "named",
        "involved",
        "called",
        "dispatched",
        "en_route",
        "arrived",
        "transported",
        "cleared",
        "unit",
        "agency",
        "case_number",
        "called_by",
        "writer",
    }
)
_PARTS = frozenset(
    {
        "rank",
        "badge",
        "sex",
        "age",
        "height",
        "build",
        "hair",
        "clothing",
        "color",
        "make",
        "model",
        "type",
        "state",
        "kind",
    }
)


def names_checked(layer: Layer, *, rules: Collection[str]) -> None:
    """Raise ConfigError for a rule, label, service, hazard, field or registry kind that nobody knows."""
    for name, setting in layer.row.rules.items():
        where = layer.where("rules", name)
        if name not in rules:
            raise tomlfile.unknown("rule", name, rules, where=where)
        if setting.enabled is False and not setting.reason:
            raise ConfigError(
                f"{name} is turned off without a reason", where=where, remedy='Add reason = "…"'
            )
    families = {name.partition(".")[0] for name in rules}
    for name, reach in layer.row.acknowledge.items():
        where = layer.where("acknowledge", name)
        if name not in (known := {*rules, *families, "unreported", *(item.value for item in Severity)}):
            raise tomlfile.unknown("rule, family or severity", name, known, where=where)
        if name.partition(".")[0] in ("emergency", "unreported") and reach in ("place", "site"):
            raise ConfigError(
                f"{name} can't be {reach}: an emergency is acknowledged one by one",
                where=where,
                remedy='Write "finding", or "never"',
            )
    for number, type_row in enumerate(layer.row.type):
        _check_recognizers(layer, ("type", number), type_row.seen_when)
        for inner, element in enumerate(type_row.element):
            _check_element(layer, ("type", number, "element", inner), element)
    for table in ("element", "general"):
        for number, element in enumerate(getattr(layer.row, table)):
            _check_element(layer, (table, number), element)


def _check_element(layer: Layer, key: Key, row: ElementRow) -> None:
    for kind in ("given_when", "waived_when", "only_if"):
        _check_recognizers(layer, (*key, kind), getattr(row, kind))


def _check_recognizers(layer: Layer, key: Key, row: RecognizerRow | None) -> None:
    from dataclasses import fields

    from reportqa.model.document import Metadata

    if row is None:
        return
    labels = [item.value for item in Label]
    known: dict[str, Collection[str]] = {
        "label": labels,
        "hazard": [item.value for item in HazardKind],
        "metadata": [item.name for item in fields(Metadata)],
        "link": [item.value for item in RegistryKind],
    }
    for kind, names in known.items():
        for term in getattr(row, kind):
            if term not in names:
                raise tomlfile.unknown(kind, term, names, where=layer.where(*key))
    pairs: dict[str, tuple[Collection[str], Collection[str]]] = {
        "part": (labels, _PARTS),
        "service": ([item.value for item in Service], _SERVICE_FACTS),
    }
    for kind, (firsts, seconds) in pairs.items():
        for term in getattr(row, kind):
            first, dot, second = term.partition(".")
            if first not in firsts:
                raise tomlfile.unknown(kind, term, firsts, where=layer.where(*key))
            if not dot or second not in seconds:
                raise tomlfile.unknown(f"{kind} fact", term, seconds, where=layer.where(*key))
    for term in row.phrase:
        for name in re.findall(r"<([A-Z_]+)>", term):
            if name not in labels:
                raise tomlfile.unknown("label", name, labels, where=layer.where(*key))
