"""Where things lie, shipped files and places by name, and how many threads arithmetic may take."""

from __future__ import annotations

import os
import re
from contextlib import AbstractContextManager
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def models_dir() -> Path:
    """The folder of model weights: `_models` in a wheel, `models/` in a checkout."""
    shipped = _PACKAGE / "_models"
    return shipped if shipped.is_dir() else _PACKAGE.parent.parent / "models"


def policies_dir() -> Path:
    """The folder of the built-in policies."""
    return _PACKAGE / "policies"


def evidence_maps_dir() -> Path:
    """The folder of the ready dispatch maps."""
    return _PACKAGE / "evidence" / "maps"


def is_url(place: str | Path) -> bool:
    """Whether a place is named by a URL, as a database is."""
    return isinstance(place, str) and "://" in place


# Who asks, as SQLAlchemy parts a URL: a password may hold any sign but @, even those that end a host.
_WHO = re.compile(r"([^:/?@]*)(:[^@]*)?@")


def shown(place: str | Path) -> str:
    """A place for people; of a URL without password and query."""
    if not is_url(place):
        return str(place)
    scheme, _, rest = str(place).partition("://")
    who = _WHO.match(rest)
    if who is None:
        return f"{scheme}://{rest.partition('?')[0]}"
    if "?" in who[0]:
        # It may be a password, or a query with an address in it.
        return f"{scheme}://{who[1]}@…"
    host = rest[who.end() :].partition("?")[0]
    return f"{scheme}://{who[1]}@{host.rpartition('@')[2]}"


def as_text(name: str) -> str:
    """A file's name as text that can be written anywhere: what is no text shows as U+FFFD."""
    return name.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def one_thread() -> None:
    """Keep numpy's arithmetic in this process on one thread, unless the environment says otherwise.

    Only before numpy is imported; the matrices of a report are too small to gain from more, and several
    processes that each take all cores slow one another down many times.
    """
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")


class OneThread:
    """`with one():` numpy's products take one thread in this process, and behind it as many as before.

    For a program that imports the library, where the environment is the program's own: products of a
    report's size gain nothing from more threads, and on a busy machine wait for them many times as long.
    Threads may share one; where several are inside at once, the one that came first gives the threads back.
    """

    def __init__(self) -> None:
        from threadpoolctl import ThreadpoolController

        self._products = ThreadpoolController().select(user_api="blas")

    def __call__(self) -> AbstractContextManager[object]:
        """One stretch with one thread."""
        limit: AbstractContextManager[object] = self._products.limit(limits=1)
        return limit
