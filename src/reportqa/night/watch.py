"""Watching a folder: when it has changed and has come to rest, it is time for another look."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from reportqa.read.folder import is_sidecar, walk

State = dict[str, tuple[int, int]]


def looks(
    folder: Path,
    *,
    every_s: float,
    pause: Callable[[float], object] = time.sleep,
    state: Callable[[Path], State] | None = None,
) -> Iterator[None]:
    """One item at the start, then one whenever the folder changed and two looks in a row agree.

    Never ends by itself. A file that is still being copied changes between two looks, and waits.
    """
    look = state or state_of
    judged: State | None = None
    before = look(folder)
    while True:
        now = look(folder)
        if now == before and now != judged:
            judged = now
            yield
            before = look(folder)
        else:
            before = now
        pause(every_s)


def state_of(folder: Path) -> State:
    """Size and time of every file under the folder, sidecars included."""
    found: State = {}
    for path in walk([folder]):
        for part in (path, path.with_name(f"{path.name}.meta.json"), path.with_suffix(".meta.json")):
            if part != path and not is_sidecar(part.name):
                continue
            try:
                about = part.stat()
            except OSError:
                continue
            found[str(part)] = (about.st_size, about.st_mtime_ns)
    return found
