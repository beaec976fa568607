"""Track points of a GPX file, read as a stream; what is no track is counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from reportqa.evidence.rows import MAX_ROW, Problems

_CHUNK = 65_536
# Horizontal dilution of precision times this is a usual estimate of a phone's error in metres (one sigma
# of the ranging error of a consumer receiver). Origin: the GPS performance standard's user range error.
_METRES_PER_HDOP = 5.0
_DEEPEST = 100


@dataclass(frozen=True, slots=True)
class TrackPoint:
    """One `trkpt`, its values as written; `track` is the name of its track, `line` where it begins."""

    line: int
    track: str
    time: str
    lat: str
    lon: str
    accuracy_m: float | None


@dataclass(slots=True)
class _Points:
    """What the parser's calls leave behind."""

    found: list[TrackPoint] = field(default_factory=list)
    path: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    track: str = ""
    point: dict[str, str] = field(default_factory=dict)
    line: int = 0

    def start(self, name: str, attributes: dict[str, str], line: int) -> None:
        tag = name.rpartition(":")[2]
        if len(self.path) >= _DEEPEST:
            raise ValueError("the file is nested too deeply")
        self.path.append(tag)
        self.words.clear()
        if tag == "trk":
            self.track = ""
        elif tag == "trkpt":
            self.point, self.line = dict(attributes), line

    def text(self, text: str) -> None:
        if sum(map(len, self.words)) < MAX_ROW and len(self.words) < MAX_ROW:
            self.words.append(text)

    def end(self) -> None:
        tag = self.path.pop()
        said = "".join(self.words).strip()
        self.words.clear()
        if tag == "name" and self.path[-1:] == ["trk"]:
            self.track = said
        elif tag == "trkpt":
            self.found.append(
                TrackPoint(
                    line=self.line,
                    track=self.track,
                    time=self.point.get("time", ""),
                    lat=self.point.get("lat", ""),
                    lon=self.point.get("lon", ""),
                    accuracy_m=_accuracy(self.point),
                )
            )
        elif "trkpt" in self.path and tag in ("time", "hdop", "accuracy"):
            self.point[tag] = said


def track_points(path: Path, problems: Problems) -> Iterator[TrackPoint]:
    """The points in file order. A document type is refused, since it can only make the file grow."""
    state = _Points()
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: state.start(
        name, attributes, parser.CurrentLineNumber
    )
    parser.EndElementHandler = lambda name: state.end()
    parser.CharacterDataHandler = state.text
    parser.StartDoctypeDeclHandler = _refuse
    try:
        with path.open("rb") as stream:
            while True:
                chunk = stream.read(_CHUNK)
                parser.Parse(chunk, not chunk)
                yield from state.found
                state.found.clear()
                if not chunk:
                    return
    except (expat.ExpatError, ValueError) as error:
        yield from state.found
        reason = str(error) if isinstance(error, ValueError) else "the rest is no XML"
        problems.add(path.name, max(parser.CurrentLineNumber, 1), reason)
    except OSError as error:
        problems.add(path.name, 0, f"the file cannot be opened ({error.strerror or 'unknown reason'})")


def _refuse(*_: object) -> None:
    raise ValueError("the file declares a document type")


def _accuracy(point: dict[str, str]) -> float | None:
    for name, scale in (("accuracy", 1.0), ("hdop", _METRES_PER_HDOP)):
        try:
            value = float(point.get(name, "")) * scale
        except ValueError:
            continue
        if 0 <= value <= 1e7:
            return value
    return None
