"""`reportqa match`: which registry rows the words may mean, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from reportqa.cli import _shared as shared

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reportqa.checker import Checker
    from reportqa.model.links import Candidate


def add(app: typer.Typer) -> None:
    """Register the verb."""
    app.command("match")(match)


def match(
    text: Annotated[str, typer.Argument(help="An address, unit, plate, name or place as somebody wrote it.")],
    site: shared.SiteOption = None,
    config: shared.ConfigOption = None,
    format: Annotated[str, typer.Option("--format", "-f", help="text or json.")] = "text",
) -> int:
    """Explain a match: what was typed, what may be meant, what differs.

    Who lives in a unit is told only where the site's policy sets match_shows_residents to 1; without it,
    residents are not found by their names either.
    """
    import json
    from dataclasses import asdict

    from reportqa.errors import ConfigError

    shared.one_of("format", format, ("text", "json"))
    checker = shared.load_checker(config)
    if checker.config.registry is None:
        raise ConfigError(
            "no site registry is configured",
            remedy='Name one in reportqa.toml (registry = "folder") and pass --config',
        )
    if site is not None and checker.registry.site(site) is None:
        raise ConfigError(f"no site {site!r} in the registry", remedy="Use the id of sites.csv")
    found = [item for item in checker.linker.match(text, site=site) if not _private(checker, item)]
    if format == "json":
        shared.emit(json.dumps([asdict(item) for item in found], indent=2) + "\n", None)
        return 0
    shared.emit("\n".join(_told(checker, text, found)) + "\n", None)
    return 0


def _told(checker: Checker, text: str, found: Sequence[Candidate]) -> Iterator[str]:
    from reportqa.render.text import visible

    yield f"typed: {visible(text)}"
    yield f"meant: {visible(_meant(found))}"
    for number, item in enumerate(found, 1):
        row = f" [{item.row.file}:{item.row.line}]" if item.row else ""
        site = checker.registry.site(item.site_id)
        where = f" at {visible(site.name)} ({site.id})" if site and site.id != item.id else ""
        kind = "" if item.text.lower().startswith(item.kind.value) else f"{item.kind.value} "
        yield f"{number}. {item.score:.2f}  {kind}{visible(item.text)}{where}{row}"
        yield from (f"      {reason}" for reason in item.reasons or ("as registered",))
        yield from (f"      {visible(line)}" for line in _owners(checker, item))


def _meant(found: Sequence[Candidate]) -> str:
    from reportqa.link.candidates import standing
    from reportqa.model.links import LinkState

    state, equal = standing(found)
    if state is LinkState.UNKNOWN:
        return "nothing in the registry comes near"
    if state is LinkState.AMBIGUOUS:
        return f"one of {len(equal)} that fit equally well; ask which"
    if state is LinkState.NEAR:
        return f"probably {found[0].text}; a suggestion, not a sure link"
    return found[0].text + (", written otherwise" if found[0].reasons else "")


def _owners(checker: Checker, item: Candidate) -> Iterator[str]:
    """To whom a row belongs: the units of a plate or space, and who lives in a unit where it may be told."""
    from reportqa.model.site import RegistryKind

    if item.kind is not RegistryKind.UNIT:
        units = [checker.registry.unit(key) for key in item.unit_ids]
        if units:
            yield "belongs to " + ", ".join(f"unit {unit.number} ({unit.id})" for unit in units if unit)
        return
    if not _shows(checker, item):
        yield "who lives there is not shown (match_shows_residents is 0)"
        return
    persons = checker.registry.persons_of(item.site_id)
    names = [person.name for person in persons if person.unit_id == item.id and person.role == "resident"]
    yield "lives there: " + (", ".join(names) or "nobody is registered")


def _private(checker: Checker, item: Candidate) -> bool:
    """Whether a candidate is a resident whom the policy does not let be shown."""
    from reportqa.model.site import RegistryKind

    person = checker.registry.person(item.id) if item.kind is RegistryKind.PERSON else None
    return person is not None and person.role == "resident" and not _shows(checker, item)


def _shows(checker: Checker, item: Candidate) -> bool:
    policy = checker.policies.resolve(site=item.site_id, client_id=item.client_id, on=None)
    return policy.value("match_shows_residents") > 0
