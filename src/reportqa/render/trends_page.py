"""Trends as a page, as text and as JSON: shares with the numbers behind them, and what recurs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from reportqa.messages import ENGLISH, Voice, translated
from reportqa.model.answer import Topic
from reportqa.model.trends import Change, Trend, Trends
from reportqa.render import words
from reportqa.render.html import page
from reportqa.render.text import visible

CHANGES = {
    Change.MORE: "more than before",
    Change.LESS: "less than before",
    Change.NONE: "no clear change",
    Change.TOO_FEW: "too few reports to compare",
}
KINDS = (("sites", "Sites"), ("posts", "Posts"), ("officers", "Officers"))
TOO_FEW = "too few to say"

# A picture of the nights, in its own unit.
_HEIGHT = 44
_STEP = 16
_MOST_STEPS = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """One night in a picture: its place, its share in height, and what it stands for."""

    x: int
    y: float
    height: float
    label: str
    empty: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """One site, post or officer, ready to be laid out."""

    trend: Trend
    share: str
    change: str
    bars: Sequence[Bar]
    width: int
    rows: Sequence[tuple[str, str, str]]


def trends_html(trends: Trends, *, home: str | None = None, tell: Voice = ENGLISH) -> str:
    """All of it as one page that opens from disk."""
    trends = translated(trends, tell)
    return page(
        "trends.html.j2",
        tell,
        title=tell("Trends"),
        t=trends,
        span=_span(trends, tell),
        groups=[
            (key, tell(title), [_card(one, tell) for one in getattr(trends, key)]) for key, title in KINDS
        ],
        home=home,
        copy="internal",
    )


def trends_text(trends: Trends, *, tell: Voice = ENGLISH) -> str:
    """For a terminal."""
    trends = translated(trends, tell)
    out = [
        f"{tell('Trends')}: {_span(trends, tell)}",
        tell(f"{_of(trends.weighty, trends.reports)} with a blocker or major finding"),
    ]
    unread = f"{words.count(trends.unreadable, 'report')} could not be read"
    placeless = f"{words.count(trends.placeless, 'report')} of no known site"
    out += [tell(unread)] if trends.unreadable else []
    out += [tell(placeless)] if trends.placeless else []
    for key, title in KINDS:
        if found := getattr(trends, key):
            out += ["", tell(title)]
            out += [line for one in found for line in _lines(one, tell)]
    out += ["", tell("What recurs"), *(_topics(trends.topics, tell) or ["  " + tell("nothing")])]
    return visible("\n".join(out)) + "\n"


def share_of(one: Trend) -> str:
    """`14 %, surely between 8 and 23 %`, or that there are too few."""
    if one.low is None or one.high is None:
        return TOO_FEW
    share, low, high = (round(100 * value) for value in (one.weighty / one.reports, one.low, one.high))
    return f"{share} %, likely {low} to {high} %"


def _lines(one: Trend, tell: Voice) -> Iterator[str]:
    said = [f"{tell(_of(one.weighty, one.reports))}, {tell(share_of(one))}"]
    said += [tell(CHANGES[one.change])] if one.low is not None else []
    said += [tell(f"{words.count(one.missed, 'event')} missed")] if one.missed else []
    yield f"  {one.name}: {'; '.join(said)}"
    yield from (f"  {line}" for line in _topics(one.topics, tell))


def _topics(topics: Sequence[Topic], tell: Voice) -> list[str]:
    return [
        f"  {topic.title} "
        + tell(f"{words.count(topic.reports, 'report')} in {words.count(topic.nights, 'night')}")
        + f": {topic.rule}"
        for topic in topics
    ]


def _of(part: int, whole: int) -> str:
    return f"{part:,} of {words.count(whole, 'report')}"


def _span(trends: Trends, tell: Voice) -> str:
    if not trends.nights:
        return tell("no night")
    first, last = trends.nights[0], trends.nights[-1]
    days = _day(first) if first == last else f"{_day(first)} to {_day(last)}"
    return f"{tell(words.count(len(trends.nights), 'night'))}, {tell(days)}"


def _day(day: date) -> str:
    return f"{day:%b} {day.day}, {day.year}"


def _card(one: Trend, tell: Voice) -> Card:
    bars = []
    for number, night in enumerate(one.nights[-_MOST_STEPS:]):
        height = (_HEIGHT - 2) * night.weighty / night.reports if night.reports else 0.0
        label = tell(f"{_day(night.night)}: {night.weighty} of {night.reports}")
        bars.append(
            Bar(x=number * _STEP, y=_HEIGHT - height, height=height, label=label, empty=not night.reports)
        )
    return Card(
        trend=one,
        share=tell(share_of(one)),
        change=tell(CHANGES[one.change] if one.low is not None else TOO_FEW),
        bars=bars,
        width=max(len(bars), 1) * _STEP,
        rows=[
            (
                tell(_day(n.night)),
                tell(_of(n.weighty, n.reports)),
                str(n.missed) if one.kind == "site" else "",
            )
            for n in one.nights
        ],
    )
