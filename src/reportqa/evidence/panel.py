"""Alarm panels: Contact ID lines, SIA DC-09 frames, and central-station exports in CSV."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

import tomli

from reportqa.evidence.clock import FeedClock
from reportqa.evidence.dc09 import frames
from reportqa.evidence.rows import Problems, lines, rows
from reportqa.model.evidence import EmergencyEvent, EventKind, EventPlace, Precision, SourceRow
from reportqa.model.service import Service

_LINE = re.compile(
    r"^(?P<time>\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:?\d{2})?)\s+"
    r"(?P<account>[0-9A-Fa-f]{3,16})\s+(?:18|98)\s+(?P<qualifier>[136])(?P<code>[0-9A-Fa-f]{3})"
    r"\s+(?P<group>[0-9A-Fa-f]{2})\s+(?P<zone>[0-9A-Fa-f]{3})\s*(?P<check>[0-9A-Fa-f])?$"
)
# The device repeats an alarm that nobody acknowledged, and several zones sound for one fire.
_ONE_ALARM = timedelta(minutes=15)
# A test that nobody ended is over after this long: panels leave walk test by themselves.
_LONGEST_TEST = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Signal:
    """One message of a panel; `qualifier` 1 is new, 3 restore, 6 status."""

    at: datetime
    account: str
    qualifier: int
    code: int
    zone: str
    row: SourceRow
    text: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """What a range of event codes means; kinds beside those of events are test, signal, cancel, note."""

    low: int
    high: int
    kind: str
    title: str
    services: tuple[Service, ...] = ()


@dataclass(frozen=True, slots=True)
class TestWindow:
    """An account was on test from `start` to `end`; `account` None means every account."""

    account: str | None
    start: datetime
    end: datetime
    why: str


@lru_cache(maxsize=1)
def codes() -> tuple[Code, ...]:
    """The code table."""
    with (Path(__file__).parent / "contact_id.toml").open("rb") as stream:
        table = tomli.load(stream)
    return tuple(
        Code(
            int(item["low"]),
            int(item["high"]),
            str(item["kind"]),
            str(item["title"]),
            tuple(Service(name) for name in item.get("services", ())),
        )
        for item in table["code"]
    )


@lru_cache(maxsize=1024)
def meaning(code: int) -> Code:
    """What one event code means."""
    return next(item for item in codes() if item.low <= code <= item.high)


@dataclass(slots=True)
class PanelReader:
    """Reads one panel feed. `zones` names the zones of the registry's accounts."""

    feed: str
    clock: FeedClock
    problems: Problems
    format: str = "contact_id"
    zones: Mapping[tuple[str, str], str] = field(default_factory=dict)
    windows: Sequence[TestWindow] = ()
    times: array[float] = field(default_factory=lambda: array("d"))

    def read(self, paths: Sequence[Path]) -> Iterator[EmergencyEvent]:
        """The alarms of the files, oldest first, each with its repeats and its restore."""
        signals: list[Signal] = []
        seen: set[int] = set()
        for path in paths:
            for signal in self._signals(path):
                mark = hash((signal.at, signal.account, signal.qualifier, signal.code, signal.zone))
                if mark in seen:
                    self.problems.add(path.name, signal.row.line, "the same row was read before")
                    continue
                seen.add(mark)
                signals.append(signal)
        signals.sort(key=lambda item: item.at)
        self.times = array("d", (signal.at.timestamp() for signal in signals))
        yield from self._alarms(signals, [*self.windows, *_windows(signals)])

    def _signals(self, path: Path) -> Iterator[Signal]:
        if self.format == "dc09":
            source: Iterable[Signal] = self._dc09(path)
        elif self.format == "csv":
            source = self._csv(path)
        else:
            source = self._contact_id(path)
        yield from source

    def _contact_id(self, path: Path) -> Iterator[Signal]:
        for number, line in lines(path, self.problems):
            line = line.strip()
            if not line or line.startswith("#"):
                continue
            match = _LINE.match(line)
            if match is None:
                self.problems.add(path.name, number, "no Contact ID line")
                continue
            at = self.clock.parse(match["time"])
            if at is None:
                self.problems.add(path.name, number, "the time is not understood")
                continue
            if not match["code"].isdigit():
                self.problems.add(path.name, number, "the event code is not decimal")
                continue
            yield Signal(
                at=at,
                account=match["account"].upper(),
                qualifier=int(match["qualifier"]),
                code=int(match["code"]),
                zone=match["zone"],
                row=SourceRow(feed=self.feed, file=path.name, line=number, text=line[:400]),
            )

    def _dc09(self, path: Path) -> Iterator[Signal]:
        for number, frame in frames(path, self.problems):
            yield Signal(
                at=frame.at,
                account=frame.account.upper(),
                qualifier=frame.qualifier,
                code=frame.code,
                zone=frame.zone,
                row=SourceRow(feed=self.feed, file=path.name, line=number, text=frame.text),
            )

    def _csv(self, path: Path) -> Iterator[Signal]:
        header: dict[str, int] | None = None
        for row in rows(path, self.problems):
            if header is None:
                header = _header(row.cells)
                if not {"time", "account", "code"} <= header.keys():
                    self.problems.add(path.name, row.line, "the header lacks time, account or event code")
                    return
                continue
            cell = {name: row.cells[at] if at < len(row.cells) else "" for name, at in header.items()}
            at_ = self.clock.parse(cell["time"])
            code = re.search(r"([136ER])?\s*(\d{3})\b", cell["code"].upper())
            if at_ is None or code is None or not cell["account"]:
                reason = "the time is not understood" if at_ is None else "no account or no event code"
                self.problems.add(path.name, row.line, reason)
                continue
            qualifier = {"E": 1, "R": 3}.get(code[1] or "E") or int(code[1])
            yield Signal(
                at=at_,
                account=cell["account"].upper(),
                qualifier=qualifier,
                code=int(code[2]),
                zone=cell.get("zone", ""),
                row=SourceRow(feed=self.feed, file=path.name, line=row.line, text=row.shown()),
                text=cell.get("text", ""),
            )

    def _alarms(self, signals: Sequence[Signal], windows: Sequence[TestWindow]) -> Iterator[EmergencyEvent]:
        open_: dict[tuple[str, str], EmergencyEvent] = {}
        order: list[tuple[str, str]] = []
        done: list[EmergencyEvent] = []
        for signal in signals:
            code = meaning(signal.code)
            if code.kind in ("note", "test", "signal"):
                continue
            if code.kind == "cancel":
                for key in [key for key in open_ if key[0] == signal.account]:
                    if signal.at - open_[key].received <= _ONE_ALARM:
                        open_[key] = replace(open_[key], cancelled=True, rows=(*open_[key].rows, signal.row))
                continue
            key = (signal.account, code.kind)
            known = open_.get(key)
            if signal.qualifier == 3:
                if known is not None:
                    open_[key] = replace(
                        known, cleared=signal.at, restore=True, rows=(*known.rows, signal.row)
                    )
                continue
            if known is not None and signal.at - known.end <= _ONE_ALARM:
                open_[key] = replace(known, rows=(*known.rows, signal.row))
                continue
            if known is not None:
                done.append(known)
            else:
                order.append(key)
            open_[key] = self._event(signal, code, windows)
        done.extend(open_.values())
        yield from sorted(done, key=lambda event: (event.received, event.id))

    def _event(self, signal: Signal, code: Code, windows: Sequence[TestWindow]) -> EmergencyEvent:
        zone = self.zones.get((signal.account, signal.zone.lstrip("0"))) or signal.text
        on_test = next(
            (
                window
                for window in windows
                if window.account in (None, signal.account) and window.start <= signal.at <= window.end
            ),
            None,
        )
        nature = f"{code.title} ({signal.code}), zone {signal.zone.lstrip('0') or '0'}"
        return EmergencyEvent(
            id=signal.row.ref,
            source="panel",
            kind=EventKind(code.kind),
            services=code.services,
            place=EventPlace(
                precision=Precision.ACCOUNT, text=zone or "", account=signal.account, zone=signal.zone
            ),
            received=signal.at,
            nature=f"{nature} {zone}".strip() if zone else nature,
            disposition=on_test.why if on_test else None,
            test=on_test is not None,
            rows=(signal.row,),
        )


def _windows(signals: Sequence[Signal]) -> list[TestWindow]:
    """Walk tests: from qualifier 1 to qualifier 3 of a test code, or to the longest test."""
    found: list[TestWindow] = []
    begun: dict[str, datetime] = {}
    for signal in signals:
        if meaning(signal.code).kind != "test":
            continue
        if signal.qualifier == 3:
            start = begun.pop(signal.account, signal.at)
            found.append(TestWindow(signal.account, start, signal.at, "the panel was on walk test"))
        else:
            begun.setdefault(signal.account, signal.at)
    for account, start in begun.items():
        found.append(TestWindow(account, start, start + _LONGEST_TEST, "the panel was on walk test"))
    return found


_HEADS = {
    "time": ("time", "timestamp", "date/time", "datetime", "received", "event time"),
    "account": ("account", "acct", "account number", "cs number", "csid"),
    "code": ("code", "event", "event code", "signal", "cid", "alarm code"),
    "zone": ("zone", "point", "zone/user"),
    "text": ("description", "zone description", "text", "comment", "event description"),
}


def _header(cells: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, cell in enumerate(cells):
        for name, heads in _HEADS.items():
            if cell.strip().lower() in heads:
                found.setdefault(name, at)
    return found
