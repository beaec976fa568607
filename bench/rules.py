"""Does each rule find what it is for, and is it silent on good reports?

For every rule, made reports with exactly one planted fault (a fact left out, a sentence that does harm, a
wrong time, position or row), in several voices; a fifth of them are real narratives of the data with one fact
removed from their form or one sentence put in. And made good reports, over all rules, for false blockers
and majors. Found means: the rule speaks, and names the element where one is missing.
"""

from __future__ import annotations

import random
import re
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, replace
from pathlib import Path
from statistics import median
from typing import Any

from bench import _common, _made, _planted
from bench._made import Made

SEED = 20261122
PER_RULE = 24
GOOD = 560
WORDS = 185  # with the last part put in, about 200

# Rules whose fault lies beside the words, or is one sentence: a real narrative carries it as well.
CARRIED = (
    "completeness.reporter-identified", "completeness.occurred-datetime", "completeness.where-site-address",
    "provenance.gps-outside-geofence", "provenance.gps-near-author-home", "provenance.gps-missing-or-poor",
    "provenance.late-filing", "provenance.clock-drift-or-manual-clock", "provenance.edited-after-submission",
    "provenance.batch-filing", "provenance.no-presence-corroboration", "chronology.date-weekday-rollover",
    "chronology.outside-shift", "privacy.identifier-leak", "privacy.access-secret",
    "privacy.dob-medical-detail", "privacy.minor-named", "privacy.cross-client-or-third-party-exposure",
    "language.biased-or-offensive-language", "language.opinion-or-conclusion", "language.legal-conclusion",
    "address.address-not-in-registry", "address.near-miss-address", "address.other-clients-address",
    "address.unit-not-on-property", "legibility.page-low-confidence", "legibility.marked-illegible",
)  # fmt: skip
# Words that give by themselves what such a fault takes off the form.
_GIVES = {
    "completeness.occurred-datetime": r"\d{1,2}[:/-]?\d\d|\d ?[ap]\.?m|o'?clock|noon|night|today|"
    r"yester|\bago\b",
    "completeness.where-site-address": r"\b(?:st|street|road|rd|ave|avenue|dr|drive|ln|lane|way|hill|college|"
    r"school|inn|hotel|court|apartments?|residence|house|park|office|address|location|williams\w*|stores?|outlet|"
    r"center|station|pd|hospital|church|bank|market|library|bridge|route|rt|main)\b|"
    r"(?-i:(?<=[a-z,.] )[A-Z][a-z]{2,}|[A-Z]{4,} [A-Z]{2,})",
}


def run(data: Path, limit: int | None = None, seed: int = SEED) -> dict[str, Any]:
    """Found of planted by rule; good reports with a false blocker or major."""
    real, used = _narratives(data)
    with tempfile.TemporaryDirectory() as folder:
        bench = _Bench(Path(folder))
        found: dict[str, dict[str, Any]] = {}
        missed: list[str] = []
        real_cases = total = 0
        for name in bench.rules:
            hits = 0
            cases = list(planted(name, random.Random(f"{seed}{name}"), limit or PER_RULE, real))
            for made, element, from_real in cases:
                real_cases += from_real
                hit = bench.found(name, made, element)
                hits += hit
                if not hit:
                    missed.append(
                        f"{name} [{made.voice}{' real' if from_real else ''}] {element or ''}".strip()
                    )
            total += len(cases)
            found[name] = _common.share(hits, len(cases))
        good = bench.good(random.Random(f"{seed}good"), limit or GOOD)
        cost = bench.cost(random.Random(f"{seed}cost"))
    low = sorted((row["share"] or 0.0, name) for name, row in found.items())
    return {
        "lines": [
            *(f"{value:.3f}  {name}" for value, name in low if value < 1.0),
            *(f"missed: {line}" for line in missed[:40]),
            f"rules {len(found)}, planted {total}, of them real {real_cases}",
            *good.pop("lines"),
            f"all rules on {cost['words']} words: {cost['ms']} ms of processor time, median of {cost['n']}",
        ],
        "rules_cost": cost,
        "files": used,
        "found": found,
        "rules_below_095": [name for value, name in low if value < 0.95],
        "planted": total,
        "planted_real": real_cases,
        **good,
    }


def planted(
    name: str, rng: random.Random, count: int, real: list[str]
) -> Iterator[tuple[Made, frozenset[str], bool]]:
    """Reports with the fault that the rule is for: the report, the elements missing, whether it is real."""
    family = name.partition(".")[0]
    for number in range(count):
        voice = _made.VOICES[number % len(_made.VOICES)]
        scene = _scene(name, rng)
        made = _made.make(rng, scene, voice)
        if family == "incident" and name not in _planted.PLANT:
            yield made, _without(rng, made), False
            continue
        carried = name in CARRIED and number % 5 < 3 and bool(real)
        if carried:
            _carry(rng, made, name, real)
        words = _made.faults()
        if name in words["narrative"] and not carried:
            form = words["form"].get(name)
            made.drop("type")
            if form:
                made.head["Incident type"] = form
            made.told(_pick(number, words["narrative"][name], made))
        if name in words["sentence"]:
            made.parts.append((frozenset(), _pick(number, words["sentence"][name], made)))
        plant = _planted.PLANT.get(name)
        if plant:
            plant(rng, made)
        yield made, frozenset(), carried


def _scene(name: str, rng: random.Random) -> str:
    own = name.partition(".")[2].replace("fire-alarm-false-alarm", "fire-alarm")
    if name.startswith("incident.") and own in _made.scenes():
        return own
    return rng.choice(_planted.FITS.get(name) or sorted(_made.scenes()))


def _without(rng: random.Random, made: Made) -> frozenset[str]:
    """Take the part that tells one element away; returns what is missing then."""
    told = [names for names, _ in made.parts if names]
    gone = rng.choice(told)
    if "time-discovered" in gone:  # the form would still tell it
        made.drop("time", "date")
        clocks = "|".join(made.slots[f"t{n}"] for n in range(6))
        made.parts = [
            (names, re.sub(rf"(?i)(?:,? ?(?:at|by|until|from|it was|time)? ?)\b(?:{clocks})\b", "", said))
            for names, said in made.parts
        ]
        for name in ("device_at", "submitted_at", "received_at"):
            made.meta.pop(name)
    if "photos" in gone:
        made.meta["attachments"] = ()
    made.parts = [(names, said) for names, said in made.parts if names != gone]
    return gone


def _pick(number: int, choices: list[str], made: Made) -> str:
    """One of the wordings, in the voice of the report: capitals where it is written so."""
    by_voice = {"plain": 0, "terse": 1, "capitals": 2 if choices[2].isupper() else 3, "foreign": 4}
    at = by_voice[made.voice] if number < 8 else number
    said = _made.fill(choices[at % len(choices)], made.slots)
    return said.upper() if made.voice == "capitals" else said


def _carry(rng: random.Random, made: Made, name: str, real: list[str]) -> None:
    """Put a real narrative under the made form."""
    gives = _GIVES.get(name)
    fits = [text for text in real if not (gives and re.search(gives, text, re.IGNORECASE))]
    made.told(rng.choice(fits or real).rstrip(" .,;:") + ".")
    made.drop("type")
    made.voice = "plain"


def _narratives(data: Path) -> tuple[list[str], list[Path]]:
    try:
        files = _common.find(data, "narratives/williamstown_ma_police_log/*.jsonl")
    except _common.DataMissingError:
        return [], []
    from bench.town import own_entry

    texts = (own_entry(row["narrative"]) for path in files for row in _common.rows(path))
    kept = (re.sub(r"\s*Narrative[:;]\s*", " ", text).strip() for text in texts)
    return [text for text in kept if 12 <= len(text.split()) <= 90], files


class _Bench:
    """The made site, the extractor and the built-in policy, ready to judge made reports."""

    def __init__(self, folder: Path) -> None:
        from reportqa.extract import Extractor
        from reportqa.link import Linker
        from reportqa.rules import catalogue
        from reportqa.site.policy import PolicyBook
        from reportqa.site.registry import SiteRegistry

        _made.write_registry(folder)
        registry = SiteRegistry.load(folder)
        if registry.problems:
            raise RuntimeError(f"the made registry has problems: {registry.problems[0]}")
        self._linkers = {True: Linker(registry), False: Linker(SiteRegistry.empty())}
        self._extractor = Extractor()
        self._book = PolicyBook.load()
        self.rules = list(catalogue())

    def found(self, name: str, made: Made, elements: frozenset[str]) -> bool:
        """Whether the rule speaks of the planted fault."""
        from reportqa.rules import run

        result = run(self.case(made), names=(name,))[0]
        if result.error:
            raise RuntimeError(f"{name}: {result.error}")
        if not elements:
            return bool(result.findings)
        return any(finding.element in elements for finding in result.findings)

    def good(self, rng: random.Random, count: int) -> dict[str, Any]:
        """False blockers and majors on good reports."""
        from reportqa.rules import run

        worst: Counter[str] = Counter()
        by_rule: Counter[str] = Counter()
        shown: list[str] = []
        names = sorted(_made.scenes())
        for number in range(count):
            voice = _made.VOICES[number % len(_made.VOICES)]
            made = _made.make(rng, names[number // len(_made.VOICES) % len(names)], voice)
            findings = [finding for result in run(self.case(made)) for finding in result.findings]
            grave = [f for f in findings if f.severity.value in ("blocker", "major")]
            for severity in {finding.severity.value for finding in grave}:
                worst[severity] += 1
            for finding in grave:
                by_rule[f"{finding.rule} {finding.element or ''} {finding.severity.value}"] += 1
                if len(shown) < 25:
                    shown.append(f"false: {made.scene}/{voice} {finding.rule} {finding.element or ''}")
        return {
            "lines": [*shown, f"good reports {count}: {dict(worst)}", f"by rule: {dict(by_rule)}"],
            "good": count,
            "good_false_blocker": _common.share(worst["blocker"], count),
            "good_false_major": _common.share(worst["major"], count),
            "good_false_by_rule": dict(by_rule),
        }

    def cost(self, rng: random.Random, count: int = 40) -> dict[str, Any]:
        """Processor time of all rules on a report of about 200 words, its extraction left out."""
        from reportqa.rules import run

        spent: list[float] = []
        words: list[int] = []
        for _ in range(count):
            made = _made.make(rng, rng.choice(sorted(_made.scenes())), "plain")
            while len(made.text.split()) < WORDS:
                made.parts += _made.make(rng, rng.choice(sorted(_made.scenes())), "plain").parts
            case = self.case(made)
            run(replace(case))  # patterns are compiled by the first
            fresh = replace(case)
            start = time.process_time()
            run(fresh)
            spent.append((time.process_time() - start) * 1000)
            words.append(len(made.text.split()))
        return {"ms": round(median(spent), 2), "n": count, "words": round(median(words))}

    def case(self, made: Made) -> Any:
        """The report as the rules receive it, by the flow that the checker runs."""
        from reportqa.model.case import Case
        from reportqa.model.document import Document
        from reportqa.read import with_headers

        document = Document.from_text(made.text, name="made", **made.meta)
        if made.ocr is not None:
            document = _scanned(document, made.ocr)
        linker = self._linkers[made.registry]
        document = linker.locate(with_headers(document))
        extraction = self._extractor.extract(document, own=linker.own_names(document))
        links = linker.link(document, extraction)
        happened = document.metadata.occurred_at or document.metadata.submitted_at
        book = self._book
        if made.policy:
            from reportqa.tomlfile import TomlFile

            book = book.over(TomlFile(name="made", data=made.policy))
        return Case(
            document=document,
            extraction=extraction,
            links=links,
            policy=book.resolve(
                site=links.site_id, client_id=links.client_id, on=happened.date() if happened else None
            ),
            facts=linker.facts(links),
            evidence=_evidence(made.evidence),
            now=made.now,
        )


_NAMED = ("report_id", "name")


def _evidence(given: Mapping[str, Any]) -> Any:
    from reportqa.model import evidence as model
    from reportqa.model.service import Service

    def services(names: Any) -> tuple[Service, ...]:
        return tuple(Service(name) for name in names)

    matches = tuple(
        model.Match(
            event=model.EmergencyEvent(
                id=f"E{number}",
                place=model.EventPlace(precision=model.Precision.DOOR),
                **{**row, "kind": model.EventKind(row["kind"]), "services": services(row["services"])},
            ),
            site_id=_made.SITE,
            shift_id=None,
            grade=model.Grade.CONFIRMED,
            distance_m=0.0,
        )
        for number, row in enumerate(given.get("events", ()))
    )
    empty = {
        item.name: None for item in fields(model.Peer) if item.default is MISSING and item.name not in _NAMED
    }
    return model.EvidenceSlice(
        given=bool(given),
        matches=matches,
        presence=tuple(
            model.Presence(kind="scan", site_id=_made.SITE, **row) for row in given.get("presence", ())
        ),
        peers=tuple(
            model.Peer(**{**empty, "report_id": f"P{n}", "name": f"peer{n}.txt", **row,
                    "services": services(row.get("services", ()))})
            for n, row in enumerate(given.get("peers", ()))
        ),
        coverage=tuple(
            model.Coverage(feed="made", source="dispatch", **{**row, "services": services(row["services"])})
            for row in given.get("coverage", ())
        ),
    )  # fmt: skip


def _scanned(document: Any, ocr: Mapping[str, Any]) -> Any:
    """The typed text as a scanned page: every word with a confidence."""
    from reportqa.geometry import Box
    from reportqa.model.document import Page, PageSource, Word
    from reportqa.model.span import Span

    unsure = ocr.get("unsure", {})
    words = tuple(
        Word(
            span=Span(*found.span()),
            boxes=(Box(page=1, left=40.0, top=60.0, right=200.0, bottom=82.0),),
            confidence=float(unsure.get(found[0].strip(".,"), ocr["confidence"])),
        )
        for found in re.finditer(r"\S+", document.text)
    )
    known = [word.confidence or 0.0 for word in words]
    share = sum(value >= 0.6 for value in known) / len(known)
    page = Page(
        number=1, source=PageSource.OCR, start=0, end=len(document.text), width=1700.0, height=2200.0,
        confidence=sum(known) / len(known), readable=float(ocr.get("readable", share)),
    )  # fmt: skip
    return replace(document, words=words, pages=(page,), media_type="image/png")
