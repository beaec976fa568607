"""Makes candidates and links out of what the finders found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from reportqa.link import places, unit_match
from reportqa.link.addresses import TIE
from reportqa.link.costs import SHOWN, cost_of
from reportqa.link.index import AddressRow, SiteIndex
from reportqa.link.reasons import is_style
from reportqa.model.links import Candidate, Link, LinkState
from reportqa.model.site import Building, Permit, Person, RegistryKind, Space, Unit


def address_candidate(row: AddressRow, score: float, told: tuple[str, ...]) -> Candidate:
    return Candidate(
        kind=RegistryKind.ADDRESS,
        id=row.id,
        site_id=row.site.id,
        client_id=row.site.client_id,
        text=str(row.address),
        score=score,
        reasons=told,
        row=row.building.row if row.building else row.site.row,
    )


def row_candidate(kind: RegistryKind, found: unit_match.Found, index: SiteIndex) -> Candidate:
    row = found.row
    owners: tuple[str, ...] = ()
    if isinstance(row, Building):
        text = row.name
    elif isinstance(row, Unit):
        building = index.buildings.get(row.building_id or "")
        text = f"unit {row.number}" + (f", {building.name}" if building else "")
        owners = (row.id,)
    else:
        text = f"space {row.number}" + (f", {row.area}" if isinstance(row, Space) and row.area else "")
        owners = (row.unit_id,) if isinstance(row, Space) and row.unit_id else ()
    return Candidate(
        kind=kind,
        id=row.id,
        site_id=row.site_id,
        client_id=index.site.client_id,
        text=text,
        score=found.score,
        reasons=found.reasons,
        unit_ids=owners,
        row=row.row,
    )


def person_candidate(row: Person, score: float, told: tuple[str, ...], index: SiteIndex) -> Candidate:
    return Candidate(
        kind=RegistryKind.PERSON,
        id=row.id,
        site_id=row.site_id,
        client_id=index.site.client_id,
        text=row.name,
        score=score,
        reasons=told,
        unit_ids=(row.unit_id,) if row.unit_id else (),
        row=row.row,
    )


def permit_candidate(row: Permit, score: float, told: tuple[str, ...], client: str | None) -> Candidate:
    return Candidate(
        kind=RegistryKind.PERMIT,
        id=row.id,
        site_id=row.site_id,
        client_id=client,
        text=f"{row.state} {row.plate}" if row.state else row.plate,
        score=score,
        reasons=told,
        unit_ids=(row.unit_id,) if row.unit_id else (),
        row=row.row,
    )


def place_link(text: str, place: places.FoundPlace, state: LinkState) -> Link:
    return Link(
        span=place.span,
        text=place.span.of(text),
        kind=place.names[0][0].kind,
        state=state,
        candidates=tuple(
            Candidate(
                kind=name.kind,
                id=name.id,
                site_id=name.site_id,
                client_id=name.client_id,
                text=name.text,
                score=score,
                reasons=told,
                row=name.row,
            )
            for name, score, told in place.names[:SHOWN]
        ),
    )


def shown(link: Link) -> Link:
    """The link with as many candidates as a person can choose from; those as good as the best all stay."""
    if len(link.candidates) <= SHOWN or link.kind is not RegistryKind.ADDRESS:
        return link
    most = cost_of(link.candidates[0].score) + TIE
    equal = sum(cost_of(item.score) < most for item in link.candidates)
    return replace(link, candidates=link.candidates[: max(SHOWN, equal)])


def ranked(found: Iterable[Candidate]) -> tuple[Candidate, ...]:
    best: dict[tuple[RegistryKind, str], Candidate] = {}
    for candidate in found:
        key = (candidate.kind, candidate.id)
        if key not in best or candidate.score > best[key].score:
            best[key] = candidate
    return tuple(sorted(best.values(), key=lambda c: (-c.score, c.kind, c.id)))[: 2 * SHOWN]


def standing(found: Sequence[Candidate]) -> tuple[LinkState, tuple[Candidate, ...]]:
    """How sure the best of ranked candidates is, and those that fit as well as it does.

    exact where nothing differs but style, near where something does, ambiguous where several are equal.
    """
    if not found:
        return LinkState.UNKNOWN, ()
    best = found[0]
    sure = _style_only(best)
    equal = tuple(
        item
        for item in found
        if item.kind is best.kind
        and _style_only(item) is sure
        and cost_of(item.score) - cost_of(best.score) < (TIE if not sure else 0.2 if best.score < 1 else 0.01)
    )
    if len(equal) > 1:
        return LinkState.AMBIGUOUS, equal
    return (LinkState.EXACT if sure else LinkState.NEAR), equal


def _style_only(candidate: Candidate) -> bool:
    return all(is_style(reason) for reason in candidate.reasons)
