"""Makes links of the addresses in a text: sure, suggested, somebody else's, or unknown."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence

from rapidfuzz.distance import OSA

from reportqa.link import addresses
from reportqa.link import reasons as why
from reportqa.link.address_words import Written, written_addresses
from reportqa.link.candidates import address_candidate
from reportqa.link.costs import KEPT, SHOWN, score_of
from reportqa.link.index import AddressRow, SiteIndex
from reportqa.link.text import Token
from reportqa.link.wide import WideIndex
from reportqa.link.words import words as words_of_kind
from reportqa.model.links import Candidate, Link, LinkState
from reportqa.model.site import RegistryKind, Site
from reportqa.model.span import Span

# An officer's round and the next towns: an address further off is another town's street of that name.
REACH_KM = 60.0
# A house number and a word of a street; "19 NG" and a vehicle's number are neither.
_DOOR = re.compile(r"\d{1,6}[A-Za-z]?(?:-\d+)?,?\s+(?:\S+\s+)?[A-Za-z'’]{3}")


def find_addresses(
    text: str, words: Sequence[Token], index: SiteIndex | None, wide: WideIndex
) -> Iterable[Link]:
    """Every address that is registered, nearly registered, or plainly an address: one link each."""
    firsts = wide.street_firsts | (index.street_firsts if index else frozenset())
    for written in written_addresses(text, words, firsts):
        link = _address(text, words, index, wide, written)
        if link is not None:
            yield link


def _address(
    text: str,
    words: Sequence[Token],
    index: SiteIndex | None,
    wide: WideIndex,
    written: Written,
) -> Link | None:
    own = addresses.candidates(index, written) if index else []
    first = addresses.tied(own)
    sure = bool(first) and first[0].cost < addresses.STYLE_COST
    if sure:
        state = LinkState.EXACT if len(first) == 1 else LinkState.AMBIGUOUS
        return _address_link(text, written, state, own)
    away = [
        scored
        for scored in addresses.wide_candidates(wide, written)
        if index is None or (scored.row.site.id != index.site.id and _in_reach(index.site, scored.row))
    ]
    if away:
        best = addresses.tied(away)
        return _address_link(text, written, _away(best, index), [*away, *own])
    plausible = [s for s in own if _plausible(text, written, s)]
    if plausible:
        first = addresses.tied(plausible)
        state = LinkState.NEAR if len(first) == 1 else LinkState.AMBIGUOUS
        return _address_link(text, written, state, plausible)
    same, same_end = _same_street(index, written, _cued(text, written)) if index else ([], None)
    end = addresses.plain_address(text, words, written) or (same_end if same else None)
    if end is None:
        return None
    span = Span(written.start, end)
    return Link(
        span=span,
        text=span.of(text),
        kind=RegistryKind.ADDRESS,
        state=LinkState.UNKNOWN,
        candidates=tuple(same[:SHOWN]),
    )


def _in_reach(site: Site, row: AddressRow) -> bool:
    """Whether a report of the site may well tell of another site's address; each town has its Main Street."""
    if (
        site.lat is not None
        and site.lon is not None
        and row.site.lat is not None
        and row.site.lon is not None
    ):
        north = (row.site.lat - site.lat) * 111.0
        east = ((row.site.lon - site.lon + 180) % 360 - 180) * 111.0 * math.cos(math.radians(site.lat))
        return math.hypot(north, east) <= REACH_KM
    towns = {address.city.lower() for address in site.addresses if address.city}
    return not towns or not row.address.city or row.address.city.lower() in towns


def _away(best: Sequence[addresses.Scored], index: SiteIndex | None) -> LinkState:
    if len({s.row.site.id for s in best}) > 1:
        return LinkState.AMBIGUOUS
    if index is None:
        return LinkState.EXACT
    same = best[0].row.site.client_id == index.site.client_id
    return LinkState.ELSEWHERE if same else LinkState.OTHER_CLIENT


def _plausible(text: str, written: Written, scored: addresses.Scored) -> bool:
    """Whether the words look like an address at all, so that a near miss may be suggested."""
    body = text[written.number_end : scored.end].split()
    capital = any(word[0].isupper() for word in body if word[0].isalpha())
    spelled = why.SPELLING in scored.reasons
    if why.NO_SUFFIX in scored.reasons:
        # "28 Charges" is not 28 Charles St, and "43 North" leads north: without a suffix one slip is
        # allowed, and only after "at" and the like.
        slips = set(scored.reasons) - {why.NO_SUFFIX, why.NO_DIRECTION, why.IN_RANGE, why.WORDED}
        # "37 amieson" has lost its capital: nothing else may be wrong then.
        lost = slips == {why.SPELLING} and scored.cost < 1.5 and len(scored.row.street.name) > 5
        return (capital or lost) and len(slips) < 2 and _cued(text, written)
    return capital or text.isupper() or not spelled


def _address_link(text: str, written: Written, state: LinkState, scored: Sequence[addresses.Scored]) -> Link:
    span = Span(written.start, max(scored[0].end, written.number_end))
    return Link(
        span=span,
        text=span.of(text),
        kind=RegistryKind.ADDRESS,
        state=state,
        candidates=tuple(
            address_candidate(s.row, score_of(s.cost), s.reasons) for s in scored[: _kept(scored)]
        ),
    )


def stated_addresses(text: str, stated: Sequence[Span], found: Sequence[Link]) -> Iterable[Link]:
    """Addresses that reading found and no row explains: they are unknown, not unseen."""
    for span in stated:
        if any(link.span.overlaps(span) for link in found) or not _DOOR.match(span.of(text)):
            continue
        yield Link(span=span, text=span.of(text), kind=RegistryKind.ADDRESS, state=LinkState.UNKNOWN)


def _cued(text: str, written: Written) -> bool:
    """Whether a word such as "at" stands before the number, or nothing does."""
    before = text[max(0, written.start - 20) : written.start].split()
    if not before:
        # The whole of a form's cell or of a question, not the first words of a sentence.
        return written.windows[-1][1] >= len(text.rstrip()) - 12
    return before[-1].lower() in words_of_kind().before_address


def _kept(scored: Sequence[addresses.Scored]) -> int:
    """A doubtful door is settled by the unit behind it, so all that it may be are kept until then."""
    sure = scored[0].cost < addresses.STYLE_COST
    return min(KEPT, max(SHOWN, len(addresses.tied(scored)))) if sure else KEPT


def _same_street(index: SiteIndex, written: Written, cued: bool) -> tuple[list[Candidate], int | None]:
    """The addresses of the street told, the likeliest number first, and where the street's name ends."""
    if written.block or written.worded or written.timelike or not written.number[:1].isdigit():
        return [], None
    rows: dict[str, AddressRow] = {}
    end = None
    for parsed, ends, odd in written.windows:
        for row in index.by_street.get(parsed.name, ()) if not odd else ():
            clash = parsed.suffix and row.street.suffix and parsed.suffix != row.street.suffix
            if not clash and (parsed.suffix or (cued and len(parsed.name) > 4)):
                rows[row.id] = row
                end = ends
    ordered = sorted(
        rows.values(), key=lambda row: (OSA.distance(row.address.number, written.number), row.id)
    )
    return [address_candidate(row, 0.2, (why.OTHER_NUMBER,)) for row in ordered], end
