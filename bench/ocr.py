"""Handwriting: character and word errors per set, digits, sureness and seconds, beside other readers.

The sets are the first folders of `image` in handwriting/manifest.jsonl. Every reader gets the same
images in the same run on one thread; seconds are processor seconds, so that a busy machine does not
decide. `one_pass` is our path without extra stretches and without the language model. `all` is every
image together. Beside the calibration error stands the one that chances which hold would show on as many
words: what lies below it says nothing.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench import _common

READABLE = 0.6  # below this a word of a reader without a mark of its own counts as unsure
BINS = 10  # of the calibration error: equal widths of confidence


@dataclass
class Case:
    """One image read by one reader: edits and lengths, in characters and in words."""

    edits: int
    characters: int
    word_edits: int
    words: int
    seconds: float
    digits_right: int = 0
    digits: int = 0
    wrong_unsure: int = 0
    wrong: int = 0
    right_unsure: int = 0
    right: int = 0
    judged: list[tuple[float, bool]] = field(default_factory=list)  # confidence, whether the word is right


@dataclass
class Read:
    """What a reader gave: the text, and the sureness of each of its words where it has one."""

    text: str
    sure: list[float] = field(default_factory=list)
    mark: float = READABLE  # at which this reader's "unsure" ends


Reader = Callable[[Any], Read]


def run(data: Path, limit: int | None) -> dict[str, Any]:
    """CER and WER per set and reader with bootstrap intervals over images."""
    import cv2

    (manifest,) = _common.find(data, "handwriting/manifest.jsonl")
    rows = _common.rows(manifest)
    sets: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        sets.setdefault(row["image"].split("/")[0], []).append(row)
    readers = _readers()
    results: dict[str, dict[str, list[Case]]] = {name: {key: [] for key in sets} for name in readers}
    files = [manifest]
    for key, members in sets.items():
        for row in members[:limit]:
            path = manifest.parent / row["image"]
            files.append(path)
            image = cv2.imread(str(path))
            for name, reader in readers.items():
                start = time.process_time()
                given = reader(image)
                results[name][key].append(_case(row["text"], given, time.process_time() - start))
    answer: dict[str, Any] = {
        "files": files,
        "readers": {
            name: {key: _figures(cases) for key, cases in _with_all(by_set).items() if cases}
            for name, by_set in results.items()
        },
        "one_pass_ratio": _ratio(results, "one_pass", sets),
        "ours_ratio": _ratio(results, "ours", sets),
    }
    answer["lines"] = list(_lines(answer))
    return answer


def _readers() -> dict[str, Reader]:
    from reportqa.read.ocr.rapid import RapidEngine
    from reportqa.read.ocr.sureness import sureness
    from reportqa.read.ocr.tesseract import TesseractEngine, tesseract_present

    readers: dict[str, Reader] = {
        "ours": _ours(RapidEngine(), sureness().mark),
        "one_pass": _ours(RapidEngine(passes=1, language=False)),
        "rapidocr": _shipped(),
    }
    if tesseract_present():
        readers["tesseract"] = _ours(TesseractEngine())
    return readers


def _ours(engine: Any, mark: float = READABLE) -> Reader:
    def read(image: Any) -> Read:
        page = engine.recognise(image)
        words = [word for line in page.lines for word in line.words]
        return Read(" ".join(word.text for word in words), [word.confidence for word in words], mark)

    return read


def _shipped() -> Reader:
    from rapidocr import RapidOCR

    engine = RapidOCR(
        params={"Global.log_level": "critical", "EngineConfig.onnxruntime.intra_op_num_threads": 1}
    )

    def read(image: Any) -> Read:
        return Read(" ".join(engine(image).txts or ()))

    return read


def _case(truth: str, given: Read, seconds: float) -> Case:
    from rapidfuzz.distance import Levenshtein

    want, got = " ".join(truth.split()), " ".join(given.text.split())
    want_words, got_words = want.split(), got.split()
    case = Case(
        edits=Levenshtein.distance(want, got),
        characters=len(want),
        word_edits=Levenshtein.distance(want_words, got_words),
        words=len(want_words),
        seconds=seconds,
        digits=sum(any(ch.isdigit() for ch in word) for word in want_words),
    )
    for block in Levenshtein.opcodes(want_words, got_words):
        same = block.tag == "equal"
        if same:
            case.digits_right += sum(
                any(ch.isdigit() for ch in word) for word in want_words[block.src_start : block.src_end]
            )
        if len(given.sure) != len(got_words):
            continue
        for sure in given.sure[block.dest_start : block.dest_end]:
            case.judged.append((sure, same))
            if same:
                case.right += 1
                case.right_unsure += sure < given.mark
            else:
                case.wrong += 1
                case.wrong_unsure += sure < given.mark
    return case


def _figures(cases: Sequence[Case]) -> dict[str, Any]:
    def cer(sample: Sequence[Case]) -> float:
        return sum(case.edits for case in sample) / sum(case.characters for case in sample)

    def wer(sample: Sequence[Case]) -> float:
        return sum(case.word_edits for case in sample) / sum(case.words for case in sample)

    chance = random.Random(_common.SEED)
    drawn = [chance.choices(cases, k=len(cases)) for _ in range(_common.RESAMPLES)]
    return {
        "images": len(cases),
        "characters": sum(case.characters for case in cases),
        "cer": round(cer(cases), 4),
        "cer_95": _interval([cer(sample) for sample in drawn]),
        "wer": round(wer(cases), 4),
        "wer_95": _interval([wer(sample) for sample in drawn]),
        "digits": _common.share(sum(c.digits_right for c in cases), sum(c.digits for c in cases)),
        "wrong_marked_unsure": _common.share(sum(c.wrong_unsure for c in cases), sum(c.wrong for c in cases)),
        "right_marked_unsure": _common.share(sum(c.right_unsure for c in cases), sum(c.right for c in cases)),
        "ece": _calibration([item for case in cases for item in case.judged]),
        "ece_by_chance": _by_chance([item for case in cases for item in case.judged]),
        "cpu_s_per_image": round(sum(case.seconds for case in cases) / len(cases), 3),
    }


def _with_all(by_set: dict[str, list[Case]]) -> dict[str, list[Case]]:
    return {**by_set, "all": [case for cases in by_set.values() for case in cases]}


def _by_chance(judged: Sequence[tuple[float, bool]]) -> float | None:
    """The mean calibration error of words that are right as often as their confidences say."""
    chance = random.Random(_common.SEED)
    errors = [
        _calibration([(sure, chance.random() < sure) for sure, _ in judged]) or 0.0
        for _ in range(_common.RESAMPLES)
    ]
    return round(sum(errors) / len(errors), 4) if judged else None


def _calibration(judged: Sequence[tuple[float, bool]]) -> float | None:
    """Expected calibration error of word confidences; None without any."""
    if not judged:
        return None
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for sure, right in judged:
        bins[min(int(sure * BINS), BINS - 1)].append((sure, right))
    gaps = sum(abs(sum(sure - right for sure, right in held)) for held in bins)
    return round(gaps / len(judged), 4)


def _interval(values: list[float]) -> tuple[float, float]:
    ordered = sorted(values)
    last = len(ordered) - 1
    return round(ordered[int(0.025 * last)], 4), round(ordered[int(0.975 * last)], 4)


def _ratio(results: dict[str, dict[str, list[Case]]], name: str, sets: dict[str, Any]) -> dict[str, float]:
    """Processor seconds against `rapidocr` as shipped, per set; after the first, cold image."""
    out = {}
    for key in sets:
        ours = [case.seconds for case in results[name][key]]
        theirs = [case.seconds for case in results["rapidocr"][key]]
        if ours and sum(theirs):
            out[key] = round(sum(ours) / sum(theirs), 3)
    return out


def _lines(answer: dict[str, Any]) -> Sequence[str]:
    lines = [
        "reader       set               n   CER %  (95 %)         WER %   digits  "
        "  wrong/right unsure  ECE  (by chance)   cpu s"
    ]
    for name, by_set in answer["readers"].items():
        for key, row in by_set.items():
            low, high = row["cer_95"]
            digits = row["digits"]
            lines.append(
                f"{name:12} {key:16} {row['images']:3}  {100 * row['cer']:6.2f}  "
                f"({100 * low:5.2f}–{100 * high:5.2f})  {100 * row['wer']:6.2f}  "
                f"{digits['hits']:3}/{digits['n']:<3}   "
                f"{_common.show(row['wrong_marked_unsure']['share'])}/"
                f"{_common.show(row['right_marked_unsure']['share'])}      "
                f"{_common.show(row['ece'])}  ({_common.show(row['ece_by_chance'])}) "
                f"{row['cpu_s_per_image']:8.2f}"
            )
    lines.append(f"processor time against rapidocr as shipped: one pass {answer['one_pass_ratio']}")
    lines.append(f"                                            ours     {answer['ours_ratio']}")
    return lines
