"""Whether each shift of the night was kept: late to post, early from it, or worked outside the roster.

Signs of presence (clock stamps, scans, positions) are held against the roster. A shift of an officer who
left no sign in any feed says nothing: only a clock that was on all night makes its silence a question.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from reportqa.evidence import EvidenceStore
from reportqa.model.evidence import Presence
from reportqa.model.finding import EvidenceItem, EvidenceKind
from reportqa.model.quality import PostQuestion
from reportqa.model.site import Shift
from reportqa.site.position import distance_m, fence_distance_m
from reportqa.site.registry import SiteRegistry

Window = tuple[datetime, datetime]

# Officers clock in at a kiosk or phone; a quarter of an hour is what clients let pass.
GRACE = timedelta(minutes=15)
# Without clock stamps the first or last round is what is seen; rounds are an hour or so apart.
GRACE_ROUNDS = timedelta(minutes=75)
# Positions this far off the fence, accuracy taken off, for this long: a break is shorter, an errand nearer.
_AWAY_M = 500.0
_AWAY = timedelta(minutes=20)
# No patrol drives faster, and no clock of two phones differs by more than two minutes.
_FASTEST_KMH = 160.0
_TWO_CLOCKS = timedelta(minutes=2)
_DRIFT_M = 2000.0  # below this, drift alone makes any speed
# A stamp this long before or after a shift still belongs to it.
_COMING = timedelta(hours=2)


def post_questions(
    registry: SiteRegistry, store: EvidenceStore, window: Window | None
) -> tuple[PostQuestion, ...]:
    """The questions about the shifts that lie in the night, in order of site and time."""
    signs = _by_officer(store.presence)
    night = [
        shift
        for shift in registry.shifts
        if shift.officer_id and (window is None or (shift.start < window[1] and shift.end > window[0]))
    ]
    found = [question for shift in night for question in _of_shift(registry, store, shift, signs)]
    found += _off_roster(registry, signs, window)
    found += _impossible(registry, signs, window)
    return tuple(sorted(found, key=lambda item: (item.site_id or "", item.at.astimezone(UTC), item.kind)))


def _by_officer(presence: Sequence[Presence]) -> dict[str, list[Presence]]:
    signs: dict[str, list[Presence]] = defaultdict(list)
    for sign in sorted(presence, key=_utc):
        signs[sign.officer_id or ""].append(sign)
    return signs


def _utc(sign: Presence) -> datetime:
    return sign.at.astimezone(UTC)


def _of_shift(
    registry: SiteRegistry, store: EvidenceStore, shift: Shift, signs: dict[str, list[Presence]]
) -> Iterator[PostQuestion]:
    around = _within(signs.get(shift.officer_id or "", []), shift.start - _COMING, shift.end + _COMING)
    here = [sign for sign in around if _at_post(registry, shift, sign)]
    stamped_in = [sign for sign in here if sign.kind == "clock_in"]
    stamped_out = [sign for sign in here if sign.kind == "clock_out"]
    came = shift.clock_in or (stamped_in[0].at if stamped_in else None)
    left = shift.clock_out or (stamped_out[-1].at if stamped_out else None)
    if not here and came is None:
        away = [sign for sign in around if sign.kind != "gps" and sign.site_id is not None]
        if away:
            where = registry.site(away[0].site_id)
            name = where.name if where else away[0].site_id
            told = f"is recorded at {name} in this shift, and never at the post"
            yield _question(registry, shift, "elsewhere", away[0].at, None, told, away[:2])
        elif _clock_spoke(store, shift):
            yield _question(
                registry, shift, "no_sign", shift.start, None, "has no clock stamp and no other sign here", ()
            )
        return
    yield from _away(registry, shift, _within(around, shift.start, shift.end))
    first = came or here[0].at
    grace = GRACE if came else GRACE_ROUNDS
    if first - shift.start > grace:
        what = "clocked in" if came else "is first seen here"
        late = round((first - shift.start).total_seconds() / 60)
        yield _question(
            registry, shift, "late_to_post", first, late, f"{what} {late} min after the shift began", here[:1]
        )
    last = left or here[-1].at
    # A clock without an "out" proves nothing about leaving: only rounds that stop do.
    grace = GRACE if left else GRACE_ROUNDS
    rounds = any(sign.kind in ("scan", "gps") for sign in here)
    if shift.end - last > grace and (left is not None or rounds):
        what = "clocked out" if left else "is last seen here"
        early = round((shift.end - last).total_seconds() / 60)
        yield _question(
            registry,
            shift,
            "early_from_post",
            last,
            early,
            f"{what} {early} min before the shift ended",
            here[-1:],
        )


def _away(registry: SiteRegistry, shift: Shift, signs: Sequence[Presence]) -> Iterator[PostQuestion]:
    """Positions far from the one site of the post, one after another, with no sign at it between them."""
    site = registry.site(shift.site_ids[0]) if len(shift.site_ids) == 1 else None
    if site is None:
        return
    run: list[tuple[Presence, float]] = []
    for sign in (*signs, None):
        away = None
        if sign is not None and sign.lat is not None and sign.lon is not None:
            off = fence_distance_m(site, registry.fence_of(site), sign.lat, sign.lon)
            away = off - (sign.accuracy_m or 0.0) if off is not None else None
        if sign is not None and away is not None and away > _AWAY_M:
            run.append((sign, away))
            continue
        if sign is not None and not _at_post(registry, shift, sign):
            continue
        if run and run[-1][0].at - run[0][0].at >= _AWAY:
            first, last = run[0][0], run[-1][0]
            least = min(off for _, off in run)
            zone = shift.start.tzinfo
            told = (
                f"the phone was {least / 1000:.1f} km or more from the site from "
                f"{first.at.astimezone(zone):%H:%M} to {last.at.astimezone(zone):%H:%M}"
            )
            minutes = round((last.at - first.at).total_seconds() / 60)
            yield _question(registry, shift, "away", first.at, minutes, told, (first, last))
        run = []


def _impossible(
    registry: SiteRegistry, signs: dict[str, list[Presence]], window: Window | None
) -> Iterator[PostQuestion]:
    """Two signs of one officer too far apart for the time between them; once an officer."""
    for officer_id, own in signs.items():
        placed = [(sign, *spot) for sign in own if (spot := _spot(registry, sign)) is not None]
        for (before, lat1, lon1, slack1), (after, lat2, lon2, slack2) in pairwise(placed):
            if window is not None and not (window[0] <= after.at and before.at <= window[1]):
                continue
            metres = distance_m(lat1, lon1, lat2, lon2) - slack1 - slack2
            hours = (after.at - before.at + _TWO_CLOCKS).total_seconds() / 3600
            if metres < _DRIFT_M or metres / 1000 / hours <= _FASTEST_KMH:
                continue
            site = registry.site(after.site_id or before.site_id)
            name = after.officer or officer_id
            minutes = round((after.at - before.at).total_seconds() / 60)
            yield PostQuestion(
                kind="impossible_travel",
                site_id=site.id if site else None,
                client_id=site.client_id if site else None,
                officer=name,
                at=after.at,
                minutes=minutes,
                message=(
                    f"{name} is recorded at two places {metres / 1000:.0f} km apart within {minutes} min."
                ),
                evidence=(_item(before), _item(after)),
            )
            break


def _spot(registry: SiteRegistry, sign: Presence) -> tuple[float, float, float] | None:
    """Where a sign was, and how far that may be off: a scan is somewhere on its site."""
    if sign.lat is not None and sign.lon is not None:
        return sign.lat, sign.lon, sign.accuracy_m or 50.0
    site = registry.site(sign.site_id)
    if site is None or site.lat is None or site.lon is None:
        return None
    return site.lat, site.lon, (site.radius_m or 0.0) + 500.0


def _off_roster(
    registry: SiteRegistry, signs: dict[str, list[Presence]], window: Window | None
) -> Iterator[PostQuestion]:
    """Officers who clock in at a site in hours for which the roster has them nowhere."""
    for officer_id, own in signs.items():
        shifts = registry.shifts_by(officer_id)
        for sign in own:
            if sign.kind != "clock_in" or sign.site_id is None:
                continue
            if window is not None and not window[0] <= sign.at <= window[1]:
                continue
            if any(shift.start - _COMING <= sign.at <= shift.end for shift in shifts):
                continue
            site = registry.site(sign.site_id)
            name = sign.officer or officer_id
            yield PostQuestion(
                kind="outside_roster",
                site_id=sign.site_id,
                client_id=site.client_id if site else None,
                officer=name,
                at=sign.at,
                message=f"{name} clocked in at {site.name if site else sign.site_id} outside the roster.",
                evidence=(_item(sign),),
            )


def _within(signs: Sequence[Presence], low: datetime, high: datetime) -> Sequence[Presence]:
    start = bisect_left(signs, low.astimezone(UTC), key=_utc)
    return signs[start : bisect_right(signs, high.astimezone(UTC), key=_utc)]


def _at_post(registry: SiteRegistry, shift: Shift, sign: Presence) -> bool:
    if sign.site_id is not None:
        return sign.site_id in shift.site_ids
    if sign.lat is None or sign.lon is None:
        # A stamp that names no place is taken for the post's: a clock on the wall knows only the time.
        return sign.kind in ("clock_in", "clock_out")
    for site_id in shift.site_ids:
        site = registry.site(site_id)
        away = fence_distance_m(site, registry.fence_of(site), sign.lat, sign.lon) if site else None
        if away is not None and away <= (sign.accuracy_m or 0.0) + 50.0:
            return True
    return False


def _clock_spoke(store: EvidenceStore, shift: Shift) -> bool:
    """Whether a clock was surely on when the shift began, by its declared window."""
    return any(
        row.source == "clock"
        and row.complete
        and row.start <= shift.start
        and row.end >= shift.start + _COMING
        and (not row.site_ids or set(row.site_ids) & set(shift.site_ids))
        for row in store.coverage
    )


def _question(
    registry: SiteRegistry,
    shift: Shift,
    kind: str,
    at: datetime,
    minutes: int | None,
    told: str,
    signs: Sequence[Presence],
) -> PostQuestion:
    site = registry.site(shift.site_ids[0]) if shift.site_ids else None
    post = registry.post(shift.post_id)
    name = shift.officer or shift.officer_id or "The officer"
    where, zone = post.name if post else shift.post_id, shift.start.tzinfo
    return PostQuestion(
        kind=kind,
        site_id=site.id if site else None,
        client_id=site.client_id if site else None,
        shift_id=shift.id,
        post_id=shift.post_id,
        officer=name,
        at=at.astimezone(zone),
        minutes=minutes,
        message=(f"{name}, {where}, {shift.start:%H:%M} to {shift.end:%H:%M}: {told}."),
        evidence=tuple(_item(sign) for sign in signs),
    )


def _item(sign: Presence) -> EvidenceItem:
    text = f"{sign.kind.replace('_', ' ')} {sign.at:%Y-%m-%d %H:%M}"
    if sign.checkpoint:
        text += f" {sign.checkpoint}"
    return EvidenceItem(kind=EvidenceKind.PRESENCE, text=text, ref=sign.row.ref if sign.row else None)
