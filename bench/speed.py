"""Seconds: extraction, the whole check, a new process, and a scanned page beside the engine as shipped.

Extraction and checks run on one core; processor seconds are taken, so that a busy machine does not decide,
and wall seconds stand beside them where a person waits. The 200-word reports are made here from invented
sentences; the narratives are all typed ones under narratives/.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from statistics import median
from typing import Any

from bench import _common

CHECKS = 200  # made reports that are checked one after another, after ten to warm up
RAW_TEXTS = 1000
PAGES = 3  # the largest scans of the set
STARTS = 5  # new processes, after one to warm the disk cache
AIMS = {
    "extract_words_per_s": 10_000,
    "check_median_ms": 25,
    "check_p99_ms": 50,
    "start_s": 1.5,
    "import_s": 0.2,
}


SPACY_NER = {
    "@architectures": "spacy.TransitionBasedParser.v2",
    "state_type": "ner",
    "extra_state_tokens": False,
    "hidden_width": 64,
    "maxout_pieces": 2,
    "use_upper": True,
}


def run(data: Path, limit: int | None) -> dict[str, Any]:
    """All figures; parts that are not installed or not there say so."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    texts, files = narratives(data, limit)
    answer: dict[str, Any] = {"files": files, "aims": AIMS}
    answer["extraction"] = extraction(texts)
    answer["check"] = _checks(min(CHECKS, limit or CHECKS))
    answer["process"] = _processes()
    answer["page"] = _page(data)
    return {**answer, "lines": list(_lines(answer))}


def narratives(data: Path, limit: int | None) -> tuple[list[str], list[Path]]:
    """Every typed narrative: the longest of the columns that hold one."""
    files = _common.find(data, "narratives/*/*.csv") if list(data.glob("narratives/*/*.csv")) else []
    files = [*files, *sorted(data.glob("narratives/*/*.jsonl"))] or _common.find(data, "narratives/*/*.csv")
    texts = []
    for path in files:
        for row in _common.rows(path, limit):
            text = next((row[key] for key in ("narrative", "Summary", "Comments") if row.get(key)), "")
            if text.strip():
                texts.append(text)
    return texts, files


def extraction(texts: list[str]) -> dict[str, Any]:
    """Words a second: the whole extraction, the name model alone, and spaCy's tok2vec with NER beside it."""
    from reportqa.extract import Extractor
    from reportqa.extract.pipeline_model import NameModel
    from reportqa.extract.pipeline_tokens import tokens
    from reportqa.model.document import Document
    from reportqa.resources import models_dir

    words = sum(len(text.split()) for text in texts)
    documents = [Document.from_text(text) for text in texts]
    extractor = Extractor()
    for document in documents[:50]:
        extractor.extract(document)
    wall, started = time.perf_counter(), time.process_time()
    for _ in extractor.extract_many(documents):
        pass
    spent, waited = time.process_time() - started, time.perf_counter() - wall
    runs = [list(tokens(text)) for text in texts]
    model = NameModel(models_dir() / "names")
    model.find(runs[0])
    started = time.process_time()
    for run_ in runs:
        model.find(run_)
    alone = time.process_time() - started
    return {
        "texts": len(texts),
        "words": words,
        "seconds": round(spent, 2),
        "wall_seconds": round(waited, 2),
        "words_per_s": round(words / spent),
        "model_words_per_s": round(words / alone),
        "raw_spacy_words_per_s": _raw_spacy(texts[:RAW_TEXTS]),
    }


def _raw_spacy(texts: list[str]) -> int:
    """spaCy's tokenizer, tok2vec and NER in the size of its small models, untrained: speed alone counts."""
    import spacy

    nlp = spacy.blank("en")
    nlp.add_pipe("tok2vec")
    listener = {"@architectures": "spacy.Tok2VecListener.v1", "width": 96, "upstream": "*"}
    model = {**SPACY_NER, "tok2vec": listener}
    ner = nlp.add_pipe("ner", config={"model": model})
    for label in ("PERSON", "ORG", "GPE", "FAC", "DATE", "TIME", "CARDINAL", "PRODUCT"):
        ner.add_label(label)
    nlp.initialize()
    list(nlp.pipe(texts[:20]))
    started = time.process_time()
    for _ in nlp.pipe(texts):
        pass
    return round(sum(len(text.split()) for text in texts) / (time.process_time() - started))


def made_report(rng: random.Random, words: int = 200) -> str:
    """An invented report of about so many words."""
    out, count = [], 0
    hour, minute = 22, rng.randint(0, 20)
    while count < words:
        minute += rng.randint(1, 6)
        hour, minute = (hour + minute // 60) % 24, minute % 60
        sentence = rng.choice(_SENTENCES).format(
            t=f"{hour:02d}{minute:02d}", u=rng.randint(100, 999), n=rng.choice(_NAMES), m=rng.choice(_NAMES),
            p=f"{rng.randint(1, 9)}{rng.choice('ABCDEF')}{rng.choice('GHJKL')}{rng.randint(100, 999)}",
            s=rng.choice(_SPOTS),
        )  # fmt: skip
        out.append(sentence)
        count += len(sentence.split())
    return " ".join(out)


_NAMES = ["Dana Orr", "Luis Pell", "Kim Varga", "Omar Teal", "Rosa Lund", "Ivan Crewe"]
_SPOTS = ["lobby", "rear parking lot", "north stairwell", "loading dock", "pool gate", "basement hallway"]
_SENTENCES = [
    "At {t} hrs I began a foot patrol of the {s} and found the door propped open.",
    "Resident {n} of unit {u} stated that water was dripping from the ceiling.",
    "At approximately {t} hours I spoke with {n}, who said that {m} had left the building.",
    "A gray Toyota Camry, MA plate {p}, was parked in the fire lane by the {s}.",
    "I notified the property manager {m} by phone at {t} and he said to call the plumber.",
    "No police, fire or EMS were called.",
    "The alarm panel showed trouble in the {s}; the technician was called at {t}.",
    "An older male in a red jacket was asked to leave the {s} and he walked toward Mill Street.",
    "Officer {n} relieved me at {t} and I briefed him on the open items.",
    "All doors on the 2nd floor were checked and secured at {t}.",
]


def _checks(count: int) -> dict[str, Any]:
    try:
        from reportqa import Checker
        from reportqa.model.document import Document

        checker = Checker()
        rng = random.Random(_common.SEED)
        reports = [made_report(rng) for _ in range(count + 10)]
        spent, waited = [], []
        for text in reports:
            wall, started = time.perf_counter(), time.process_time()
            checker.check(Document.from_text(text, timezone="America/New_York"))
            spent.append(1000 * (time.process_time() - started))
            waited.append(1000 * (time.perf_counter() - wall))
    except (ImportError, NotImplementedError) as error:
        return {"missing": type(error).__name__}
    return {
        "reports": count,
        "cpu_median_ms": round(median(spent[10:]), 1),
        "cpu_p99_ms": round(_quantile(spent[10:], 0.99), 1),
        "wall_median_ms": round(median(waited[10:]), 1),
        "wall_p99_ms": round(_quantile(waited[10:], 0.99), 1),
    }


def _quantile(values: Iterable[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _processes() -> dict[str, Any]:
    """Wall seconds of a new interpreter, the least of several: the disk cache is warm."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "one.txt"
        path.write_text(made_report(random.Random(1)), "utf-8")
        return {
            "import_s": _least([sys.executable, "-c", "import reportqa"])
            - _least([sys.executable, "-c", ""]),
            "check_s": _least([sys.executable, "-m", "reportqa", "check", str(path)]),
        }


def _least(command: list[str]) -> float:
    best = float("inf")
    for _ in range(STARTS + 1):
        started = time.perf_counter()
        subprocess.run(command, capture_output=True, check=False)
        best = min(best, time.perf_counter() - started)
    return round(best, 3)


def _page(data: Path) -> dict[str, Any]:
    """Processor seconds of one recognition pass over a scanned page, and of rapidocr as shipped."""
    manifest = data / "handwriting" / "manifest.jsonl"
    if not manifest.is_file():
        return {"missing": "handwriting/manifest.jsonl"}
    paths = [manifest.parent / row["image"] for row in _common.rows(manifest)]
    try:
        import cv2

        from bench.ocr import _readers

        readers = {name: reader for name, reader in _readers().items() if name in ("one_pass", "rapidocr")}
        largest = sorted(paths, key=lambda path: path.stat().st_size, reverse=True)[:PAGES]
        images = [cv2.imread(str(path)) for path in largest]
        if len(readers) < 2 or not images:
            return {"missing": "a scanned page or one of the readers"}
        seconds: dict[str, float] = {}
        for name, reader in readers.items():
            reader(images[0])
            started = time.process_time()
            for image in images:
                reader(image)
            seconds[name] = round((time.process_time() - started) / len(images), 2)
    except ImportError as error:
        return {"missing": error.name}
    return {"pages": len(images), **seconds, "ratio": round(seconds["one_pass"] / seconds["rapidocr"], 3)}


def _lines(answer: dict[str, Any]) -> Iterable[str]:
    e, c, p, o = answer["extraction"], answer["check"], answer["process"], answer["page"]
    yield f"extraction   {e['words_per_s']} words/s (aim 10000); names alone "
    yield f"             {e['model_words_per_s']}, spaCy tok2vec+NER {e['raw_spacy_words_per_s']}"
    yield f"check        {c}"
    yield f"new process  import {p['import_s']:.3f} s, check one file {p['check_s']:.2f} s"
    yield f"scanned page {o}"
