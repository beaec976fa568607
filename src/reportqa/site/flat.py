"""The file of a compiled registry: named sections behind a preamble, read in place through a memory map.

Layout, all numbers little-endian:

    0   8 bytes   magic "RQREGX01"
    8   u64       where the header begins
    16  u64       its length in bytes
    24  32 bytes  SHA-256 of the header
    64            the sections, each beginning at a multiple of 8
    …             the header, JSON in UTF-8

The header has `format` (a number, raised with every change of what the sections mean), `content` (SHA-256
of all sections in order), `sections` (name to [offset, length]) and what the builder has to say. A lookup
`x` is two sections: `x.keys`, the sorted u64 hashes (BLAKE2b, 8 bytes) of its keys, and `x.at`, for each the
u32 number of its row. A hash only finds; whoever looks up compares the row itself.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import os
import struct
import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reportqa.errors import RegistryError
from reportqa.site.row_problems import RowProblem

MAGIC = b"RQREGX01"
FORMAT = 1
_PREAMBLE = struct.Struct("<8sQQ32s8x")
_AGAIN = "Build it again with reportqa registry build"


def is_flat(place: str | Path) -> bool:
    """Whether there is a compiled registry at the place."""
    path = Path(place)
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            return file.read(len(MAGIC)) == MAGIC
    except OSError:
        return False


def hashed(key: str) -> int:
    """The hash under which a key stands in a lookup."""
    return int.from_bytes(
        hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little"
    )


@dataclass(frozen=True, slots=True)
class FlatLookup:
    """Row numbers by key."""

    keys: memoryview
    at: memoryview

    def rows(self, key: str) -> list[int]:
        """The numbers of all rows of the key, ascending; rarely one of another key with the same hash."""
        wanted = hashed(key)
        first = bisect_left(self.keys, wanted)
        found = []
        while first < len(self.keys) and self.keys[first] == wanted:
            found.append(self.at[first])
            first += 1
        return found


class FlatFile:
    """One open file; pages are read when touched, and shared by all processes that have it open."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        if sys.byteorder != "little":
            raise RegistryError("a compiled registry needs a little-endian machine", where=str(path))
        try:
            with self.path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            if hasattr(mmap, "MADV_RANDOM"):
                self._map.madvise(mmap.MADV_RANDOM)  # a lookup touches a page here and there
            self._view = memoryview(self._map)
            magic, offset, length, digest = _PREAMBLE.unpack_from(self._view)
            raw = bytes(self._view[offset : offset + length])
            whole = magic == MAGIC and hashlib.sha256(raw).digest() == digest
            self.header: dict[str, Any] = json.loads(raw) if whole else {}
        except (OSError, ValueError, struct.error) as error:
            raise RegistryError(
                f"cannot be read as a compiled registry ({type(error).__name__})",
                where=str(path),
                remedy=_AGAIN,
            ) from None
        if self.header.get("format") != FORMAT:
            what = "is of another format" if self.header else "is damaged"
            raise RegistryError(f"the compiled registry {what}", where=str(path), remedy=_AGAIN)
        self.problems = tuple(RowProblem(**item) for item in self.json("problems"))

    def section(self, name: str) -> memoryview:
        """The bytes of a section."""
        offset, length = self.header["sections"][name]
        return self._view[offset : offset + length]

    def json(self, name: str) -> Any:
        """A section of JSON, whole."""
        return json.loads(bytes(self.section(name)))

    def lookup(self, name: str) -> FlatLookup:
        """A lookup by its name."""
        return FlatLookup(self.section(f"{name}.keys").cast("Q"), self.section(f"{name}.at").cast("I"))

    def intact(self) -> bool:
        """Whether the sections are those that were written; reads the whole file."""
        content = hashlib.sha256()
        for name in self.header["sections"]:
            content.update(self.section(name))
        return content.hexdigest() == str(self.header["content"])


class FlatWriter:
    """Writes a file under another name and puts it in place when it is whole."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._part = path.with_name(f"{path.name}.{os.getpid()}.part")
        self._sections: dict[str, tuple[int, int]] = {}
        self._content = hashlib.sha256()
        try:
            self._file = self._part.open("wb")
        except OSError as error:
            raise RegistryError(f"cannot be written ({error.strerror})", where=str(path)) from None
        self._file.write(bytes(_PREAMBLE.size))

    def section(self, name: str, chunks: Iterable[bytes]) -> None:
        """Write one section."""
        self._file.write(bytes(-self._file.tell() % 8))
        first = self._file.tell()
        for chunk in chunks:
            self._file.write(chunk)
            self._content.update(chunk)
        self._sections[name] = (first, self._file.tell() - first)

    def pieces(self, name: str, chunks: Iterable[bytes]) -> None:
        """Write a section of pieces, and `<name>.at`: the u64 places where each begins and the last ends."""
        places = array("Q", [0])

        def counted() -> Iterator[bytes]:
            for chunk in chunks:
                places.append(places[-1] + len(chunk))
                yield chunk

        self.section(name, counted())
        self.section(f"{name}.at", [places.tobytes()])

    def json(self, name: str, value: Any) -> None:
        """Write one section of JSON."""
        self.section(name, [packed(value)])

    def lookup(self, name: str, pairs: Iterable[tuple[str, int]]) -> None:
        """Write a lookup of (key, row number)."""
        import numpy as np

        keys, rows = array("Q"), array("I")
        for key, row in pairs:
            keys.append(hashed(key))
            rows.append(row)
        found = np.frombuffer(keys, dtype="<u8"), np.frombuffer(rows, dtype="<u4")
        order = np.lexsort((found[1], found[0]))
        ordered = found[0][order], found[1][order]
        fresh = np.ones(len(order), dtype=bool)
        fresh[1:] = (ordered[0][1:] != ordered[0][:-1]) | (ordered[1][1:] != ordered[1][:-1])
        self.section(f"{name}.keys", [ordered[0][fresh].tobytes()])
        self.section(f"{name}.at", [ordered[1][fresh].tobytes()])

    def close(self, **header: Any) -> None:
        """Write the header and put the file in place."""
        raw = packed(
            {"format": FORMAT, "content": self._content.hexdigest(), "sections": self._sections, **header}
        )
        offset = self._file.tell()
        self._file.write(raw)
        self._file.seek(0)
        self._file.write(_PREAMBLE.pack(MAGIC, offset, len(raw), hashlib.sha256(raw).digest()))
        self._file.close()
        os.replace(self._part, self._path)

    def discard(self) -> None:
        """Leave nothing behind."""
        self._file.close()
        self._part.unlink(missing_ok=True)


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def packed(value: Any) -> bytes:
    """A value as JSON without blanks."""
    return _encode(value).encode("utf-8", "surrogatepass")
