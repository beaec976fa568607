"""Which feeds an evidence folder holds: `evidence.toml`, or a guess by file name where there is none."""

from __future__ import annotations

from datetime import datetime
from fnmatch import fnmatch
from pathlib import Path
from typing import Literal

import tomli
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from reportqa.errors import EvidenceError
from reportqa.evidence.maps import describe
from reportqa.model.service import Service

MANIFEST = "evidence.toml"

Kind = Literal["dispatch", "panel", "scans", "gps", "clock", "complaints"]

# Used where no evidence.toml says what a file is. First match wins.
_GUESSES: tuple[tuple[str, Kind], ...] = (
    ("dispatch*.csv", "dispatch"),
    ("panel*.txt", "panel"),
    ("panel*.log", "panel"),
    ("scans*.csv", "scans"),
    ("gps*.csv", "gps"),
    ("gps*.gpx", "gps"),
    ("clock*.csv", "clock"),
)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CoverageSpec(_Strict):
    """From when to when the feed was on; silence longer than `max_silence_min` is a gap."""

    start: datetime
    end: datetime
    max_silence_min: float | None = Field(default=None, gt=0)


class TestSpec(_Strict):
    """An announced test or drill: an account (or all, without one) from `start` to `end`."""

    account: str | None = None
    start: datetime
    end: datetime
    why: str = "an announced test"


class FeedSpec(_Strict):
    """One feed."""

    name: str = Field(min_length=1)
    kind: Kind
    file: str = Field(min_length=1)
    map: str = "generic"
    timezone: str | None = None
    services: tuple[Service, ...] | None = None
    site_ids: tuple[str, ...] = ()
    coverage: CoverageSpec | None = None
    format: Literal["contact_id", "dc09", "csv"] = "contact_id"
    test: tuple[TestSpec, ...] = ()


class Manifest(_Strict):
    """The whole of `evidence.toml`."""

    timezone: str | None = None
    feed: tuple[FeedSpec, ...] = ()


def load_manifest(folder: Path) -> Manifest:
    """The folder's feeds; raises EvidenceError for a missing folder or a manifest that can't be used."""
    if not folder.is_dir():
        raise EvidenceError(
            "no such evidence folder", where=str(folder), remedy="Name the folder that holds the feeds"
        )
    path = folder / MANIFEST
    if not path.is_file():
        return _guess(folder)
    try:
        with path.open("rb") as stream:
            table = tomli.load(stream)
    except (tomli.TOMLDecodeError, UnicodeDecodeError) as error:
        raise EvidenceError("this is no TOML", where=str(path), remedy=str(error)) from error
    try:
        return Manifest.model_validate(table)
    except ValidationError as error:
        raise EvidenceError(
            "the feeds cannot be read",
            where=str(path),
            remedy=describe(error, Manifest, FeedSpec, CoverageSpec, TestSpec),
        ) from error


def files_of(folder: Path, feed: FeedSpec) -> list[Path]:
    """The files of a feed in name order: a file, a glob, or (complaints) a folder."""
    base = folder.resolve()
    named = folder / feed.file
    if named.is_dir():
        found = [path for path in sorted(named.rglob("*")) if path.suffix.lower() == ".eml"]
    elif named.is_file():
        found = [named]
    else:
        try:
            found = sorted(folder.glob(feed.file))
        except (ValueError, NotImplementedError) as error:
            raise EvidenceError(
                f"feed {feed.name!r}: {feed.file!r} is no file or pattern",
                where=str(folder / MANIFEST),
                remedy="Give a path inside the evidence folder",
            ) from error
    # A pattern or a link must not lead out of the folder that was handed over.
    return [path for path in found if path.is_file() and path.resolve().is_relative_to(base)]


def _guess(folder: Path) -> Manifest:
    feeds = []
    for path in sorted(folder.iterdir()):
        if not path.is_file():
            continue
        kind = next((kind for glob, kind in _GUESSES if fnmatch(path.name.lower(), glob)), None)
        if kind is not None:
            feeds.append(FeedSpec(name=path.name, kind=kind, file=path.name))
    if (folder / "complaints").is_dir():
        feeds.append(FeedSpec(name="complaints", kind="complaints", file="complaints"))
    return Manifest(feed=tuple(feeds))
