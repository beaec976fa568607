"""SIA DC-09 frames with Contact ID data: length and CRC are checked, times are UTC by the standard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from reportqa.evidence.rows import Problems, lines

_FRAME = re.compile(r'^(?P<crc>[0-9A-Fa-f]{4})(?P<length>0[0-9A-Fa-f]{3})(?P<body>"(?P<token>[^"]*)".*)$')
_DATA = re.compile(
    r"\[#?(?P<account>[0-9A-Fa-f]{3,16})\|(?P<qualifier>[136])(?P<code>\d{3})\s+"
    r"(?P<group>[0-9A-Fa-f]{2})\s+(?P<zone>[0-9A-Fa-f]{3})\]"
)
_TIME = re.compile(r"_(?P<time>\d{2}:\d{2}:\d{2}),(?P<date>\d{2}-\d{2}-\d{4})$")


@dataclass(frozen=True, slots=True)
class Frame:
    """One event frame."""

    at: datetime
    account: str
    qualifier: int
    code: int
    zone: str
    text: str


def crc16(data: bytes) -> int:
    """CRC-16 with polynomial 0xA001 reflected and start 0, as DC-09 asks."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ 0xA001 if crc & 1 else crc >> 1
    return crc


def frames(path: Path, problems: Problems) -> Iterator[tuple[int, Frame]]:
    """The event frames of a receiver's log, one a line; what cannot be trusted is counted."""
    for number, line in lines(path, problems):
        line = line.strip()
        if not line:
            continue
        match = _FRAME.match(line)
        if match is None:
            problems.add(path.name, number, "no DC-09 frame")
            continue
        body = match["body"]
        if crc16(body.encode("latin-1", "replace")) != int(match["crc"], 16):
            problems.add(path.name, number, "the CRC is wrong")
            continue
        if len(body) != int(match["length"], 16):
            problems.add(path.name, number, "the length is wrong")
            continue
        token = match["token"]
        if token in ("NULL", "ACK", "NAK", "DUH"):
            continue
        if token.startswith("*"):
            problems.add(path.name, number, "the frame is encrypted")
            continue
        if token != "ADM-CID":
            problems.add(path.name, number, "the frame is of another kind than ADM-CID")
            continue
        data, stamp = _DATA.search(body), _TIME.search(body)
        if data is None:
            problems.add(path.name, number, "the data of the frame is not understood")
            continue
        if stamp is None:
            problems.add(path.name, number, "the frame has no time")
            continue
        try:
            at = datetime.strptime(f"{stamp['date']} {stamp['time']}", "%m-%d-%Y %H:%M:%S").replace(
                tzinfo=UTC
            )
        except ValueError:
            problems.add(path.name, number, "the time is not understood")
            continue
        yield (
            number,
            Frame(at, data["account"], int(data["qualifier"]), int(data["code"]), data["zone"], line[:400]),
        )
