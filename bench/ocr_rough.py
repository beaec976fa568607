"""Handwriting treated badly: turned, small, poor JPEG, coffee, shadow, a photo of the sheet on a desk.

The same images as `bench ocr`, read clean and after each treatment; and pages without English (paper,
photographs, other scripts), on which no word should be found.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from bench import _common
from bench._rough_pages import PAGES_ONLY, TREATMENTS, pages_of_nothing

_TIMES = 1.5  # the errors of its clean twin that a page may have


def run(data: Path, limit: int | None) -> dict[str, Any]:
    """CER of each treatment against the clean one on the same images; how many say they can't be judged.

    `refused` pages count in `cer`; `cer_judged` leaves them out, on both sides of `times_clean`. `kept` goes
    page by page: how many have at most 1.5 times their clean twin's CER, or say that they can't be judged.
    """
    import cv2

    from reportqa.read.ocr.rapid import RapidEngine

    (manifest,) = _common.find(data, "handwriting/manifest.jsonl")
    rows = _common.rows(manifest)
    engine = RapidEngine()
    chosen = rows[:: max(1, len(rows) // limit)] if limit else rows
    images = [
        {
            "image": row["image"],
            "level": row.get("level", "page"),
            "read": read_each(engine, cv2.imread(str(manifest.parent / row["image"])), row),
        }
        for row in chosen
    ]
    nothing = {}
    for name, page_image in pages_of_nothing().items():
        found, reason = _read(engine, page_image)
        nothing[name] = {"words": len(found.split()), "reason": reason}
    answer: dict[str, Any] = {
        "files": [manifest, *(manifest.parent / row["image"] for row in chosen)],
        "images": images,
        "treatments": {name: _figures(name, images) for name in TREATMENTS},
        "nothing": nothing,
    }
    answer["lines"] = [
        "treatment     images   CER %   times clean   can't be judged   times clean, judged   1.5 or refused",
        *(
            f"{name:12} {row['images']:7}  {100 * row['cer']:6.2f}   {_common.show(row['times_clean']):>8}"
            f"   {row['refused']:9}         {_common.show(row['times_clean_judged']):>8}"
            f"              {row['kept']:3} of {row['images']}"
            for name, row in answer["treatments"].items()
        ),
        "page of         words found   reason",
        *(f"{name:14} {row['words']:6}          {row['reason']}" for name, row in nothing.items()),
    ]
    return answer


def read_each(
    engine: Any, image: Any, row: dict[str, Any], names: tuple[str, ...] = tuple(TREATMENTS)
) -> dict[str, Any]:
    """Edits, characters and the reason of one image after each treatment that befits it."""
    from rapidfuzz.distance import Levenshtein

    want = " ".join(row["text"].split())
    out = {}
    for name in names:
        if name in PAGES_ONLY and row.get("level") == "line":
            continue
        got, reason = _read(engine, TREATMENTS[name](image))
        out[name] = {"edits": Levenshtein.distance(want, got), "characters": len(want), "reason": reason}
    return out


def _read(engine: Any, image: Any) -> tuple[str, str | None]:
    from reportqa.read.ocr.legibility import reason_of
    from reportqa.read_settings import ReadSettings

    page = engine.recognise(image)
    text = " ".join(line.text for line in page.lines)
    return text, reason_of(image, page, ReadSettings().readable_above)


def _figures(name: str, images: list[dict[str, Any]]) -> dict[str, Any]:
    mine = [(item["read"][name], item["read"]["clean"]) for item in images if name in item["read"]]
    judged = [pair for pair in mine if pair[0]["reason"] is None]
    kept = sum(
        rough["reason"] is not None or rough["edits"] <= _TIMES * bare["edits"] for rough, bare in mine
    )
    cer, clean = _cer(pair[0] for pair in mine), _cer(pair[1] for pair in mine)
    cer_judged, clean_judged = _cer(pair[0] for pair in judged), _cer(pair[1] for pair in judged)
    return {
        "images": len(mine),
        "cer": round(cer, 4),
        "times_clean": round(cer / clean, 2) if clean else None,
        "refused": len(mine) - len(judged),
        "kept": kept,
        "cer_judged": round(cer_judged, 4),
        "times_clean_judged": round(cer_judged / clean_judged, 2) if clean_judged else None,
    }


def _cer(reads: Any) -> float:
    counts: Counter[str] = Counter()
    for read in reads:
        counts["edits"] += read["edits"]
        counts["characters"] += read["characters"]
    return counts["edits"] / max(counts["characters"], 1)
