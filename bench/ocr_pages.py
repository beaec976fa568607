"""Registry words on made handwritten pages: read with the site's words, without them, and with the true
entries taken out of the registry (which must not turn them into others)."""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from bench import _common, _drawn_pages

_PAGES = 300
_RUNS = ("with", "without", "absent")
_MARKS = ".,;:'\"()"


def run(data: Path, limit: int | None, seed: int = 0) -> dict[str, Any]:
    """Shares by kind of entry: right; wrong and said to be sure; turned into another entry."""
    del data
    runs: dict[str, Counter[tuple[str, str]]] = {name: Counter() for name in _RUNS}
    for told in verdicts(limit or _PAGES, seed):
        for kind in (told.kind, "all"):
            runs[told.run][kind, told.verdict] += 1
            runs[told.run][kind, "n"] += 1
    answer: dict[str, Any] = {
        "pages": limit or _PAGES,
        "runs": {name: _figures(counts) for name, counts in runs.items()},
        "files": [],
    }
    answer["lines"] = list(_lines(answer))
    return answer


@dataclass(frozen=True, slots=True)
class Told:
    """One word of an entry as one run read it: right, unsure (wrong or lost), other (an entry), sure (wrong).

    `other_unsure` is another entry, marked unsure; `read` are the readings in its place with their sureness.
    """

    run: str
    kind: str
    verdict: str
    wanted: str
    read: tuple[tuple[str, float], ...]


def verdicts(pages: int, seed: int) -> Iterator[Told]:
    """Page by page and run by run, what became of each word of an entry."""
    from reportqa.read.ocr.lexicon import Lexicon
    from reportqa.read.ocr.sureness import sureness

    chance = random.Random(seed)
    fonts = _drawn_pages.fonts()
    engine, mark = _engine(), sureness().mark
    for _ in range(pages):
        site = _drawn_pages.registry(chance)
        page = _drawn_pages.page(site, chance.choice(fonts), chance)
        true = {entry for _, entry in page.entries.values()}
        lexicons = {"with": Lexicon(site.words), "without": Lexicon(()), "absent": Lexicon(site.words - true)}
        for run_, lexicon in lexicons.items():
            read = engine.recognise(page.image, partial(_given, lexicon))
            words = [(word.text, word.confidence) for line in read.lines for word in line.words]
            own = lexicons["absent"] if run_ == "absent" else lexicons["with"]
            yield from _of_page(run_, page, words, mark, own)


def _engine() -> Any:
    """Our reader; it looks at the lines of a page once for the three runs, which differ in words alone."""
    from reportqa.read.ocr.rapid import RapidEngine

    class Once(RapidEngine):
        """Keeps what it saw of the last lines it was given."""

        _last: tuple[list[bytes], list[Any]] = ([], [])

        def _see(self, lines: list[Any], *, small: bool = False) -> None:
            key = [hashlib.sha256(line.crop).digest() for line in lines]
            if key == self._last[0]:
                lines[:] = self._last[1]
                return
            super()._see(lines, small=small)
            self._last = (key, list(lines))

    return Once()


def _given(lexicon: Any, _text: str) -> Any:
    return lexicon


def _of_page(
    run_: str, page: _drawn_pages.Drawn, words: list[tuple[str, float]], mark: float, own: Any
) -> Iterator[Told]:
    from rapidfuzz.distance import Levenshtein

    want = [_plain(word) for word in page.words]
    got = [_plain(text) for text, _ in words]
    pairs: dict[int, list[int]] = {}
    for block in Levenshtein.opcodes(want, got):
        for place in range(block.src_start, block.src_end):
            step = place - block.src_start
            if block.tag == "equal":
                pairs[place] = [block.dest_start + step]
            else:
                pairs[place] = list(range(block.dest_start, block.dest_end))
    for place, (kind, _) in page.entries.items():
        near = [i for i in pairs.get(place, []) if _alike(want[place], got[i])]
        if any(got[i] == want[place] for i in near):
            verdict = "right"
        elif any(words[i][1] >= mark for i in near):
            verdict = "other" if any(words[i][0] in own for i in near) else "sure"
        else:
            verdict = "other_unsure" if any(words[i][0] in own for i in near) else "unsure"
        yield Told(run_, kind, verdict, want[place], tuple(words[i] for i in near))


def _alike(one: str, other: str) -> bool:
    from rapidfuzz.distance import OSA

    return bool(OSA.distance(one, other) <= max(1, len(one) // 2))


def _plain(text: str) -> str:
    return text.strip(_MARKS).lower()


def _figures(counts: Counter[tuple[str, str]]) -> dict[str, Any]:
    out = {}
    for kind in ("address", "unit", "plate", "name", "all"):
        n = counts[kind, "n"]
        out[kind] = {
            "right": _common.share(counts[kind, "right"], n),
            "wrong_and_sure": _common.share(counts[kind, "sure"] + counts[kind, "other"], n),
            "another_entry": _common.share(counts[kind, "other"] + counts[kind, "other_unsure"], n),
            "another_entry_sure": _common.share(counts[kind, "other"], n),
        }
    return out


def _lines(answer: dict[str, Any]) -> Iterator[str]:
    yield "registry   kind        n   right  wrong and sure  another entry  (of these sure)"
    for name, by_kind in answer["runs"].items():
        for kind, row in by_kind.items():
            yield (
                f"{name:10} {kind:8} {row['right']['n']:4}   "
                + "          ".join(
                    _common.show(row[key]["share"])
                    for key in ("right", "wrong_and_sure", "another_entry", "another_entry_sure")
                )
            )
