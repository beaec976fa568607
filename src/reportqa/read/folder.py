"""Which files of a folder are reports."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path


def walk(paths: Iterable[Path]) -> Iterator[Path]:
    """The files in the order given, folders as sorted trees.

    Hidden names and sidecars (`*.meta.json`) inside folders are left out. A folder that was already
    walked (a loop of links) is not walked again. A path that is not there is given as it is: the reader
    says so. An unreadable folder is given as it is too.
    """
    seen: set[tuple[int, int]] = set()
    for path in paths:
        if path.is_dir():
            yield from _tree(path, seen)
        else:
            yield path


def _tree(folder: Path, seen: set[tuple[int, int]]) -> Iterator[Path]:
    try:
        about = folder.stat()
        key = (about.st_dev, about.st_ino)
        if key in seen:
            return
        seen.add(key)
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        yield folder
        return
    for entry in entries:
        if entry.name.startswith(".") or is_sidecar(entry.name):
            continue
        path = Path(entry.path)
        try:
            is_folder = entry.is_dir()
        except OSError:
            is_folder = False
        if is_folder:
            yield from _tree(path, seen)
        else:
            yield path


def is_sidecar(name: str) -> bool:
    """Whether a file is another file's metadata and no report of its own."""
    return name.endswith(".meta.json")
