"""The sample night against data/samples/EXPECTED.toml: what is missing, and what is too much."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from reportqa import Checker
from reportqa.config import Config
from reportqa.model.evidence import EmergencyEvent
from reportqa.model.finding import Finding, Severity
from reportqa.model.quality import Band, NightReport, QualityReport
from reportqa.rules import catalogue, run
from reportqa.score import judge

SAMPLES = Path(__file__).resolve().parents[2] / "data" / "samples"
INBOX = SAMPLES / "inbox" / "2026-11-20"
SCANS = (".png", ".jpg", ".tif")
WEIGHTY = (Severity.BLOCKER, Severity.MAJOR)


@dataclass(frozen=True, kw_only=True)
class Expected:
    """EXPECTED.toml as tables; `files` are names below the inbox."""

    reports: dict[str, dict[str, Any]]
    told: dict[str, dict[str, Any]]
    unreadable: dict[str, dict[str, Any]]
    failed: dict[str, dict[str, Any]]
    unreported: tuple[dict[str, Any], ...]
    explained: tuple[dict[str, Any], ...]

    @classmethod
    def load(cls) -> Expected:
        """The tables; a file named twice in one table is a mistake of the table."""
        raw = tomllib.loads((SAMPLES / "EXPECTED.toml").read_text(encoding="utf-8"))
        by_file = {}
        for table in ("report", "told", "unreadable", "failed"):
            by_file[table] = {item["file"]: item for item in raw[table]}
            if len(by_file[table]) != len(raw[table]):
                raise ValueError(f"EXPECTED.toml: a file stands twice under [[{table}]]")
        return cls(
            reports=by_file["report"],
            told=by_file["told"],
            unreadable=by_file["unreadable"],
            failed=by_file["failed"],
            unreported=tuple(raw["unreported"]),
            explained=tuple(raw["explained"]),
        )

    @property
    def planted(self) -> list[str]:
        """Every file without which the night must be another."""
        return sorted({*self.reports, *self.told, *self.unreadable, *self.failed})

    @property
    def rules(self) -> list[str]:
        """Every rule that a listed finding needs."""
        named = {finding["rule"] for item in self.reports.values() for finding in item["findings"]}
        return sorted(named | {rule for item in self.reports.values() for rule in item.get("also", ())})


class Remembering(Checker):
    """A checker that reads and extracts each file once, so that a night can be judged many times over."""

    def __init__(self, config: Config, known: dict[str, list[QualityReport]] | None = None) -> None:
        super().__init__(config)
        self.known: dict[str, list[QualityReport]] = {} if known is None else known

    def first_pass(self, path: Path) -> Iterator[QualityReport]:
        """The judgements of one file, from memory where its name below the inbox was seen before."""
        name = below(str(path))
        if name not in self.known:
            self.known[name] = list(super().first_pass(path))
            yield from self.known[name]
            return
        for quality in self.known[name]:
            if quality.failure is not None:
                yield quality
                continue
            case = self.case(quality.document, quality.extraction, quality.links)
            yield judge(case, run(case, without="X"), quality.audience)

    def without(self, rule: str, folder: Path) -> Remembering:
        """The same memory with one rule switched off by a policy file."""
        policy = folder / "off.toml"
        policy.write_text(f'[rules."{rule}"]\nenabled = false\nreason = "the test"\n', encoding="utf-8")
        return Remembering(replace(self.config, policies=(*self.config.policies, policy)), self.known)


def below(name: str) -> str:
    """The name of a file below the inbox, without the part of a container."""
    _, _, rest = name.partition(f"{INBOX.name}/")
    return (rest or name).split("!")[0]


def typed_files() -> list[Path]:
    """The files that need no OCR, sidecars left out."""
    scanned = {name for name, item in sources().items() if "scan" in item}
    return [
        path
        for path in sorted(INBOX.rglob("*"))
        if path.is_file()
        and not path.name.endswith(".meta.json")
        and path.relative_to(INBOX).as_posix() not in scanned
        and path.suffix not in SCANS
    ]


def sources() -> dict[str, dict[str, Any]]:
    """How each report was made, by its name below the inbox."""
    from tools.sample_night.inbox import reports

    return {report["file"]: report for report in reports()}


def weighty(qualities: list[QualityReport], *, outside: bool) -> dict[str, list[Finding]]:
    """Blocker and major findings by file; with `outside` false, of rules that need no evidence of others."""
    rules = catalogue()
    found: dict[str, list[Finding]] = {}
    for quality in qualities:
        for finding in quality.findings:
            if finding.severity in WEIGHTY and (outside or "X" not in rules[finding.rule].meta.needs):
                found.setdefault(below(quality.document.name), []).append(finding)
    return found


def compare(
    found: dict[str, list[Finding]], expected: Expected, texts: dict[str, str], *, outside: bool
) -> list[str]:
    """What is missing and what is too much, one line each."""
    lines: list[str] = []
    rules = catalogue()
    for name in sorted({*found, *expected.reports} & {*texts}):
        wanted = [
            item
            for item in expected.reports.get(name, {}).get("findings", ())
            if item["rule"] not in rules or outside or "X" not in rules[item["rule"]].meta.needs
        ]
        rest = list(found.get(name, ()))
        for item in wanted:
            hit = next((finding for finding in rest if _fits(finding, item, texts[name])), None)
            if hit is None:
                lines.append(f"{name}: missing {item['severity']} {item['rule']} {item.get('element', '')}")
            else:
                rest.remove(hit)
        lines += [f"{name}: too much: {f.severity} {f.rule} {f.element or ''}: {f.message}" for f in rest]
    return lines


def _fits(finding: Finding, item: dict[str, Any], text: str) -> bool:
    if (finding.rule, finding.severity.value) != (item["rule"], item["severity"]):
        return False
    if "element" in item and finding.element != item["element"]:
        return False
    span = finding.anchor.span
    return "words" not in item or (span is not None and item["words"] in " ".join(span.of(text).split()))


def differences(night: NightReport, expected: Expected) -> list[str]:
    """The whole night against the table, in both directions; empty when all is as it should be."""
    reports = list(night.reports)
    files = {below(quality.document.name) for quality in reports}
    texts = {below(quality.document.name): quality.document.text for quality in reports}
    lines = compare(weighty(reports, outside=True), expected, texts, outside=True)
    lines += [f"{name}: no such report in the night" for name in expected.planted if name not in files]
    lines += list(_bands(reports, expected))
    for quality in reports:
        lines += [
            f"{below(quality.document.name)}: {result.rule} broke: {result.error}"
            for result in quality.results
            if result.error
        ]
        rules = {finding.rule for finding in quality.findings}
        also = expected.reports.get(below(quality.document.name), {}).get("also", ())
        lines += [f"{below(quality.document.name)}: missing {rule}" for rule in also if rule not in rules]
    return [*lines, *_events(night, expected)]


def _bands(reports: list[QualityReport], expected: Expected) -> Iterator[str]:
    for quality in reports:
        name = below(quality.document.name)
        code = quality.failure.code if quality.failure else None
        wanted = expected.failed.get(name, {}).get("code")
        if code != wanted:
            yield f"{name}: failure {code}, expected {wanted}"
        if code is not None:
            continue
        judged = quality.band is not Band.CANNOT_BE_JUDGED
        if judged == (name in expected.unreadable):
            yield f"{name}: band {quality.band}"
        elif name not in expected.unreadable and name not in expected.reports and quality.band != "ready":
            yield f"{name}: band {quality.band}, expected ready"


def _events(night: NightReport, expected: Expected) -> Iterator[str]:
    rest = list(night.unreported)
    for item in expected.unreported:
        hit = next((raised for raised in rest if same_event(raised.event, item)), None)
        if hit is None:
            yield f"nobody raised {item['source']} {item.get('incident', item.get('at'))} at {item['site']}"
            continue
        rest.remove(hit)
        if (hit.site_id, hit.state) != (item["site"], item["state"]):
            yield f"{hit.event.id}: raised as {hit.state} at {hit.site_id}, expected {item['state']}"
    yield from (f"too much: {raised.event.id} {raised.state} {raised.message}" for raised in rest)
    for item in expected.explained:
        hits = [left for left in night.explained if same_event(left.event, item)]
        if not any(left.site_id == item["site"] and item.get("reason", "") in left.reason for left in hits):
            yield f"not explained: {item}"


def same_event(event: EmergencyEvent, item: dict[str, Any]) -> bool:
    """Whether the event is the one that a table of EXPECTED.toml names."""
    if "source" in item and event.source != item["source"]:
        return False
    if "incident" in item:
        return any(item["incident"] in row.text for row in event.rows)
    return event.start == datetime.fromisoformat(item["at"])


def counts(night: NightReport) -> Counter[str]:
    """Reports by band."""
    return Counter(quality.band.value for quality in night.reports)
