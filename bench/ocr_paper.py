"""Handwriting on rules, in boxes, in pencil, blue on yellow, in columns, beside the same on bare paper.

The pages are drawn (`bench/_paper_pages.py`); words said to be crossed out are no part of what was read.
"""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path
from typing import Any

from bench import _common
from bench._drawn_pages import fonts
from bench._paper_pages import PAPERS, paper_page

_HANDS = 8


def run(data: Path, limit: int | None, seed: int = 0) -> dict[str, Any]:
    """CER of each paper over `limit` hands, and how many pages say that they can't be judged."""
    from rapidfuzz.distance import Levenshtein

    from reportqa.read.ocr.legibility import reason_of
    from reportqa.read.ocr.rapid import RapidEngine
    from reportqa.read_settings import ReadSettings

    del data
    faces, engine = fonts(), RapidEngine()
    counts: dict[str, Counter[str]] = {name: Counter() for name in PAPERS}
    seconds = dict.fromkeys(PAPERS, 0.0)
    hands = limit or _HANDS
    for place in range(hands):
        for name, paper in PAPERS.items():
            drawn = paper_page(paper, faces[place % len(faces)], seed + place)
            start = time.process_time()
            page = engine.recognise(drawn.image)
            seconds[name] += time.process_time() - start
            want, got = " ".join(drawn.words), _text(page)
            reason = reason_of(drawn.image, page, ReadSettings().readable_above)
            counts[name] += Counter(
                edits=Levenshtein.distance(want, got), characters=len(want), refused=reason is not None
            )
            counts[name]["struck"] += sum(word.struck for line in page.lines for word in line.words)
    papers = {
        name: {
            "pages": hands,
            "cer": round(found["edits"] / found["characters"], 4),
            "refused": found["refused"],
            "struck": found["struck"],
            "cpu_s_per_page": round(seconds[name] / hands, 2),
        }
        for name, found in counts.items()
    }
    return {
        "files": [],
        "hands": [faces[place % len(faces)].stem for place in range(hands)],
        "papers": papers,
        "lines": [
            "paper            pages   CER %   can't be judged   words struck   cpu s",
            *(
                f"{name:16} {row['pages']:5}  {100 * row['cer']:6.2f}   {row['refused']:9}"
                f"         {row['struck']:9}"
                f"      {_common.show(row['cpu_s_per_page'])}"
                for name, row in papers.items()
            ),
        ],
    }


def _text(page: Any) -> str:
    return " ".join(word.text for line in page.lines for word in line.words if not word.struck)
