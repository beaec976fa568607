"""Adds up many nights by site, post and officer, from what each has counted.

Small numbers must not mislead. A share stands beside the number of reports behind it and its bounds (Wilson,
95 %), and below `LEAST` reports there is none. A change is named only where the later half of the nights
differs from the earlier one by more than chance makes in one comparison of a hundred (Newcombe, 99 %): a page
holds many comparisons.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import sqrt

from reportqa.model.answer import Topic
from reportqa.model.trends import Change, NightCount, Trend, Trends
from reportqa.night.history import PastNight
from reportqa.night.tally import Count

# Reports that a share needs, and that each half of the nights needs for a change.
LEAST = 20
LEAST_HALF = 15
# What one report broke by chance is no topic, and what one night had does not recur.
LEAST_REPORTS = 2
LEAST_NIGHTS = 2
MOST_TOPICS = 8
_SURE, _SURER = 1.96, 2.576

# Whether reports of this site and client may be counted by officer.
ByOfficer = Callable[[str | None, str | None], bool]


@dataclass(slots=True)
class _Group:
    name: str
    site_id: str | None
    reports: Counter[int] = field(default_factory=Counter)  # by number of the night
    weighty: Counter[int] = field(default_factory=Counter)
    missed: Counter[int] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    seen: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    def add(self, night: int, count: Count) -> None:
        self.reports[night] += count.reports
        self.weighty[night] += count.weighty
        for rule, reports in count.rules.items():
            self.rules[rule] += reports
            self.seen[rule].add(night)

    def topics(self, titles: Mapping[str, str], least_nights: int) -> tuple[Topic, ...]:
        ranked = sorted(self.rules, key=lambda rule: (-len(self.seen[rule]), -self.rules[rule], rule))
        found = [
            Topic(
                rule=rule, title=titles.get(rule, rule), reports=self.rules[rule], nights=len(self.seen[rule])
            )
            for rule in ranked
            if self.rules[rule] >= LEAST_REPORTS and len(self.seen[rule]) >= least_nights
        ]
        return tuple(found[:MOST_TOPICS])


def topics_of(nights: Sequence[PastNight], site_id: str, titles: Mapping[str, str]) -> tuple[Topic, ...]:
    """The rules that reports of the site broke most: blockers and majors, language left out.

    Nights without a report of the site count as looked at. Each report counts once a rule.
    """
    group = _Group(site_id, site_id)
    for number, night in enumerate(nights):
        for count in night.tally().counts:
            if count.site_id == site_id:
                group.add(number, count)
    return group.topics(titles, 1)


def trends_of(
    nights: Sequence[PastNight],
    titles: Mapping[str, str],
    names: Mapping[str, str],
    *,
    post_of: Callable[[str | None], str | None],
    by_officer: ByOfficer,
) -> Trends:
    """The trends of nights given newest first. `post_of` gives the post of a shift, where it is known."""
    everything = _Group("all", None)
    groups: dict[tuple[str, str], _Group] = {}
    evenings: list[date] = []
    unreadable = placeless = 0
    persons = False

    def group(kind: str, key: str, name: str, site: str | None) -> _Group:
        return groups.setdefault((kind, key), _Group(name, site))

    for number, night in enumerate(reversed(nights)):
        tally = night.tally()
        unreadable += tally.unreadable
        for count in tally.counts:
            everything.add(number, count)
            site = count.site_id
            if site is None:
                placeless += count.reports
                continue
            group("site", site, names.get(site, site), site).add(number, count)
            if post := post_of(count.shift_id):
                group("post", post, names.get(post, post), site).add(number, count)
            if by_officer(site, count.client_id):
                persons = True
                if key := count.author_id or " ".join((count.author or "").casefold().split()):
                    group("officer", key, count.author or key, None).add(number, count)
        for item in night.missed():
            site = item.site_id
            group("site", site, names.get(site, site), site).missed[number] += 1
        ended = night.ended()
        evenings.append(tally.evening or (ended.date() if ended else date.min))

    def made(kind: str) -> list[Trend]:
        return [_trend(kind, key[1], one, evenings, titles) for key, one in groups.items() if key[0] == kind]

    return Trends(
        nights=tuple(evenings),
        reports=everything.reports.total(),
        weighty=everything.weighty.total(),
        unreadable=unreadable,
        placeless=placeless,
        least=LEAST,
        by_officer=persons,
        sites=tuple(sorted(made("site"), key=_worst_surely)),
        posts=tuple(sorted(made("post"), key=_worst_surely)),
        officers=tuple(sorted(made("officer"), key=lambda one: (one.name.casefold(), one.id))),
        topics=everything.topics(titles, LEAST_NIGHTS),
    )


def _trend(kind: str, key: str, one: _Group, evenings: Sequence[date], titles: Mapping[str, str]) -> Trend:
    reports, weighty = one.reports.total(), one.weighty.total()
    low, high = wilson(weighty, reports, _SURE) if reports >= LEAST else (None, None)
    return Trend(
        kind=kind,
        id=key,
        name=one.name,
        site_id=one.site_id,
        reports=reports,
        weighty=weighty,
        low=low,
        high=high,
        change=_change(one, len(evenings)),
        nights=tuple(
            NightCount(
                night=evening,
                reports=one.reports[number],
                weighty=one.weighty[number],
                missed=one.missed[number],
            )
            for number, evening in enumerate(evenings)
        ),
        topics=one.topics(titles, LEAST_NIGHTS),
        missed=one.missed.total(),
    )


def _worst_surely(one: Trend) -> tuple[float, str, str]:
    """The share that is surely exceeded, so that few reports never lead."""
    return -(one.low if one.low is not None else -1.0), one.name.casefold(), one.id


def _change(one: _Group, nights: int) -> Change:
    half = nights // 2
    before = sum(one.weighty[n] for n in range(half)), sum(one.reports[n] for n in range(half))
    after = one.weighty.total() - before[0], one.reports.total() - before[1]
    if min(before[1], after[1]) < LEAST_HALF:
        return Change.TOO_FEW
    low, high = difference(before, after)
    return Change.MORE if low > 0 else Change.LESS if high < 0 else Change.NONE


def wilson(hits: int, of: int, z: float) -> tuple[float, float]:
    """The bounds of a share by Wilson's score; `of` is above 0."""
    share, square = hits / of, z * z
    middle = (share + square / (2 * of)) / (1 + square / of)
    spread = z / (1 + square / of) * sqrt(share * (1 - share) / of + square / (4 * of * of))
    return max(0.0, middle - spread), min(1.0, middle + spread)


def difference(before: tuple[int, int], after: tuple[int, int]) -> tuple[float, float]:
    """The bounds of how much a share grew, by Newcombe's hybrid score (99 %); pairs of hits and number."""
    (hits1, of1), (hits2, of2) = before, after
    low1, high1 = wilson(hits1, of1, _SURER)
    low2, high2 = wilson(hits2, of2, _SURER)
    one, two = hits1 / of1, hits2 / of2
    return (
        two - one - sqrt((two - low2) ** 2 + (high1 - one) ** 2),
        two - one + sqrt((high2 - two) ** 2 + (one - low1) ** 2),
    )
