"""The night of one site as a picture: what others recorded above, what was reported below, gaps hatched."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from reportqa.messages import ENGLISH, Voice
from reportqa.model.evidence import Coverage
from reportqa.render.words import clock, local

WIDTH = 960
LEFT, RIGHT = 12, 12
ROW = 26
GAP = 18
_KINDS = {
    "missed": "missed",
    "matched": "told",
    "explained": "not raised",
    "fixing": "to fix",
    "answers": "with questions",
    "unread": "not readable",
    "ready": "ready",
}
AXIS = 24
_NIGHT = timedelta(hours=20)


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """Something at a time: `kind` is missed, matched, explained, fixing, answers, unread or ready."""

    start: datetime
    end: datetime
    label: str
    kind: str
    href: str = ""
    above: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawn:
    """A mark with its place in the picture, in pixels of the view box."""

    mark: Mark
    x: float
    width: float
    y: float
    text_x: float
    anchor: str
    label: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Band:
    """A stretch of time in which a feed was silent, on the feed's own line."""

    x: float
    width: float
    y: float
    label: str
    named: bool  # the first of its line carries the label


@dataclass(frozen=True, kw_only=True, slots=True)
class Tick:
    """An hour on the axis."""

    x: float
    label: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Timeline:
    """All that the template draws, and the same in words for those who do not see it."""

    width: float
    height: float
    axis: float
    drawn: tuple[Drawn, ...]
    gaps: tuple[Band, ...]
    ticks: tuple[Tick, ...]
    rows: tuple[tuple[str, str, str], ...]


def timeline(
    marks: Sequence[Mark],
    coverage: Sequence[Coverage],
    zone: tzinfo | None,
    most: int = 200,
    tell: Voice = ENGLISH,
) -> Timeline | None:
    """The picture of at most `most` marks; None where nothing has a time."""
    marks = sorted(marks, key=lambda m: m.start)[:most]
    if not marks:
        return None
    first, last = _window(marks, coverage)
    first = local(first, zone).replace(minute=0, second=0, microsecond=0)
    last = local(last, zone).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    while last - first < timedelta(hours=6):
        first, last = first - timedelta(hours=1), last + timedelta(hours=1)
    seconds = (last - first).total_seconds()

    def x(moment: datetime) -> float:
        share = (moment - first).total_seconds() / seconds
        return round(LEFT + min(max(share, 0.0), 1.0) * (WIDTH - LEFT - RIGHT), 1)

    above, up = _lanes([m for m in marks if m.above], x)
    below, down = _lanes([m for m in marks if not m.above], x)
    gaps = _gaps(coverage, first, last, x, tell)
    axis = len({gap.y for gap in gaps}) * GAP + max(up, 1) * ROW + 8
    drawn = [
        _draw(mark, x, axis - 6 - (lane + 1) * ROW if mark.above else axis + AXIS + 6 + lane * ROW)
        for mark, lane in (*above, *below)
    ]
    step = next(hours for hours in (1, 2, 3, 6, 12, 24, 48, 96, 10_000) if seconds / 3600 / hours <= 14)
    ticks = []
    moment = first
    while moment <= last:
        ticks.append(Tick(x=x(moment), label=clock(moment, zone)))
        moment += timedelta(hours=step)
    rows = [
        (
            clock(m.start, zone),
            tell("Evidence" if m.above else "Report"),
            f"{m.label} ({tell(_KINDS[m.kind])})",
        )
        for m in marks
    ]
    return Timeline(
        width=WIDTH,
        height=axis + AXIS + max(down, 1) * ROW + 10,
        axis=axis,
        drawn=tuple(drawn),
        gaps=gaps,
        ticks=tuple(ticks),
        rows=tuple(rows),
    )


def _window(marks: Sequence[Mark], coverage: Sequence[Coverage]) -> tuple[datetime, datetime]:
    """From the first to the last mark, wider where a feed covered no more than about a night."""
    first, last = min(m.start for m in marks), max(m.end for m in marks)
    starts, ends = [c.start for c in coverage], [c.end for c in coverage]
    if starts and max(ends) - min(starts) <= _NIGHT:
        first, last = min(first, *starts), max(last, *ends)
    return first, last


def _gaps(
    coverage: Sequence[Coverage], first: datetime, last: datetime, x: Callable[[datetime], float], tell: Voice
) -> tuple[Band, ...]:
    silent = [c for c in coverage if not c.complete and c.end > first and c.start < last]
    feeds = sorted({c.feed for c in silent})
    bands = []
    for line, feed in enumerate(feeds):
        for number, gap in enumerate(sorted((c for c in silent if c.feed == feed), key=lambda c: c.start)):
            start, end = x(gap.start), x(gap.end)
            width = max(end - start, 2.0)
            bands.append(
                Band(
                    x=start,
                    width=width,
                    y=4 + line * GAP,
                    label=f"{feed}: {gap.note or tell('silent')}",
                    named=not number,
                )
            )
    return tuple(bands)


def _label(mark: Mark) -> str:
    return mark.label if len(mark.label) <= 34 else mark.label[:33].rstrip() + "…"


def _width(mark: Mark) -> float:
    # A browser measures better; capitals are wide, and a label may run free rather than into another.
    return sum(8.6 if char.isupper() else 6.8 for char in _label(mark)) + 14


def _lanes(marks: Sequence[Mark], x: Callable[[datetime], float]) -> tuple[list[tuple[Mark, int]], int]:
    """Each mark in the first lane where neither it nor its label runs into another."""
    ends: list[float] = []
    placed = []
    for mark in marks:
        start = x(mark.start)
        end = max(x(mark.end), start + 8)
        left, right = start, end + _width(mark)
        if right > WIDTH:
            left, right = start - _width(mark), end
        lane = next((i for i, busy in enumerate(ends) if busy <= left), len(ends))
        if lane == len(ends):
            ends.append(0.0)
        ends[lane] = right
        placed.append((mark, lane))
    return placed, len(ends)


def _draw(mark: Mark, x: Callable[[datetime], float], y: float) -> Drawn:
    start = x(mark.start)
    end = max(x(mark.end), start + 8)
    flipped = end + _width(mark) > WIDTH
    return Drawn(
        mark=mark,
        x=start,
        width=round(end - start, 1),
        y=y,
        text_x=start - 5 if flipped else end + 5,
        anchor="end" if flipped else "start",
        label=_label(mark),
    )
