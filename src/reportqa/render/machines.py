"""SARIF 2.1.0 and JUnit XML, for programs that collect the results of checks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import PurePath
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree as xml

from reportqa.model.finding import EvidenceItem, Finding, Outcome, RuleResult, Severity
from reportqa.model.note import Note
from reportqa.model.quality import QualityReport, Unreported
from reportqa.model.subject import subject_of
from reportqa.render.words import UNREPORTED, all_said, excerpt, line_column, said

_NONE = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
_LEVELS = {
    Severity.BLOCKER: "error",
    Severity.MAJOR: "warning",
    Severity.MINOR: "note",
    Severity.INFO: "note",
}
# The name of the format's schema; nothing is fetched.
_SARIF = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_MISSED = "An event that others recorded and the night's reports do not tell, or tell wrongly"
_XML_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_sarif(reports: Iterable[QualityReport], missed: Iterable[Unreported] = ()) -> str:
    """One run. Regions count characters of the text; failures become tool notifications.

    What a night's reports miss comes first, each at the rows of the logs that show it.
    """
    from reportqa import __version__
    from reportqa.rules import catalogue

    rules = catalogue()
    used: dict[str, int] = {}
    results: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    artifacts: dict[str, dict[str, Any]] = {}
    for item in missed:
        results.append(_sarif_missed(item, used.setdefault(UNREPORTED, len(used))))
    for report in reports:
        uri = _uri(report.document.name)
        artifacts[uri] = {"location": {"uri": uri}}
        if report.document.sha256:
            artifacts[uri]["hashes"] = {"sha-256": report.document.sha256}
        if report.failure:
            notes.append(_notification(uri, report.failure.message, report.failure.code))
        for result in report.results:
            if result.outcome is Outcome.ERRORED:
                notes.append(_notification(uri, f"{result.rule} broke: {result.error}", "rule-broke"))
        for finding in report.findings:
            index = used.setdefault(finding.rule, len(used))
            results.append(_sarif_result(report, finding, uri, index))
    descriptors: list[dict[str, Any]] = []
    for name in used:
        descriptor: dict[str, Any] = {"id": name}
        if name in rules:
            rule = rules[name]
            descriptor["shortDescription"] = {"text": rule.title}
            descriptor["fullDescription"] = {"text": rule.description or rule.title}
            descriptor["defaultConfiguration"] = {"level": _LEVELS[rule.meta.severity]}
        elif name == UNREPORTED:
            descriptor["shortDescription"] = {"text": _MISSED}
        descriptors.append(descriptor)
    run = {
        "tool": {"driver": {"name": "reportqa", "version": __version__, "rules": descriptors}},
        "columnKind": "unicodeCodePoints",
        "artifacts": list(artifacts.values()),
        "results": results,
        "invocations": [{"executionSuccessful": not notes, "toolExecutionNotifications": notes}],
    }
    return json.dumps({"$schema": _SARIF, "version": "2.1.0", "runs": [run]}, indent=1)


def to_junit(reports: Iterable[QualityReport], missed: Iterable[Unreported] = ()) -> str:
    """A suite for each report and a case for each rule; blockers and majors fail.

    What a night's reports miss is the first suite, a case for each event.
    """
    root = xml.Element("testsuites", name="reportqa")
    totals = {"tests": 0, "failures": 0, "errors": 0}

    def add(name: str, cases: list[xml.Element], counts: dict[str, int]) -> None:
        counts["tests"] = len(cases)
        suite = xml.SubElement(root, "testsuite", name=name, time="0")
        for key, number in counts.items():
            suite.set(key, str(number))
        suite.extend(cases)
        for key in totals:
            totals[key] += counts[key]

    counts = dict(_NONE)
    events = [_junit_missed(item, counts) for item in missed]
    if events:
        add(UNREPORTED, events, counts)
    for report in reports:
        cases: list[xml.Element] = []
        counts = dict(_NONE)
        name = _legal(report.document.name)
        if report.failure:
            case = xml.Element("testcase", classname=name, name="read", time="0")
            error = xml.SubElement(case, "error", type=_legal(report.failure.code))
            error.set("message", _legal(report.failure.message))
            counts["errors"] += 1
            cases.append(case)
        for result in report.results:
            cases.append(_junit_case(name, result, counts))
        add(name, cases, counts)
    for key, number in totals.items():
        root.set(key, str(number))
    xml.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + xml.tostring(root, encoding="unicode") + "\n"


def _sarif_result(report: QualityReport, finding: Finding, uri: str, index: int) -> dict[str, Any]:
    text = report.document.text
    location: dict[str, Any] = {"physicalLocation": {"artifactLocation": {"uri": uri}}}
    span = finding.anchor.span
    if span:
        line, column = line_column(text, span.start)
        end_line, end_column = line_column(text, span.end)
        location["physicalLocation"]["region"] = {
            "charOffset": span.start,
            "charLength": span.end - span.start,
            "startLine": line,
            "startColumn": column,
            "endLine": end_line,
            "endColumn": end_column,
            "snippet": {"text": excerpt(text, span)},
        }
    elif text:
        whole = {"charOffset": 0, "charLength": len(text), "startLine": 1}
        location["physicalLocation"]["region"] = {**whole, "endLine": text.count("\n") + 1}
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{finding.message} {finding.remedy}".strip()},
        "locations": [location],
        "partialFingerprints": {
            "reportqa/v1": finding.key or subject_of(report.document, report.links, finding).key
        },
        "rank": round(finding.confidence * 100, 1),
        "properties": {
            "severity": finding.severity.value,
            "audience": finding.audience.value,
            "confidence": finding.confidence,
            "evidence": [_evidence(item) for item in finding.evidence],
        },
    }
    return _standing(result, finding)


def _sarif_missed(item: Unreported, index: int) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": UNREPORTED,
        "ruleIndex": index,
        "level": _LEVELS[item.severity],
        "message": {"text": f"{item.message} {item.remedy}".strip()},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": _uri(row.file)},
                    "region": {"startLine": max(1, row.line), "snippet": {"text": row.text}},
                }
            }
            for row in item.event.rows
        ],
        "properties": {
            "severity": item.severity.value,
            "site": item.site_id,
            "state": item.state,
            "reports": list(item.report_ids),
        },
    }
    if item.key:
        result["partialFingerprints"] = {"reportqa/v1": item.key}
    return _standing(result, item)


def _standing(result: dict[str, Any], item: Finding | Unreported) -> dict[str, Any]:
    """The result with what people said of it."""
    if item.acknowledged:
        result["suppressions"] = [_suppression(item.acknowledged)]
    if item.notes:
        result["properties"]["said"] = all_said(item.notes, item.acknowledged)
    return result


def _suppression(note: Note) -> dict[str, Any]:
    about = {
        "by": note.by,
        "scope": note.scope.value,
        "until": note.until.isoformat() if note.until else None,
    }
    return {
        "kind": "external",
        "status": "accepted",
        "justification": note.words,
        "properties": {name: value for name, value in about.items() if value},
    }


def _evidence(item: EvidenceItem) -> dict[str, str]:
    told = {"kind": item.kind.value, "text": item.text}
    return {**told, "ref": item.ref} if item.ref else told


def _notification(uri: str, message: str, code: str) -> dict[str, Any]:
    return {
        "descriptor": {"id": code},
        "level": "error",
        "message": {"text": message},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri}}}],
    }


def _uri(name: str) -> str:
    return quote(PurePath(name).as_posix(), safe="/:", errors="replace") or "text"


def _junit_case(name: str, result: RuleResult, counts: dict[str, int]) -> xml.Element:
    case = xml.Element("testcase", classname=name, name=result.rule, time="0")
    if result.outcome is Outcome.ERRORED:
        counts["errors"] += 1
        xml.SubElement(case, "error", type="rule-broke", message=_legal(result.error or "broke"))
    elif result.outcome is Outcome.VIOLATED:
        weighty = [f for f in result.findings if f.severity in (Severity.BLOCKER, Severity.MAJOR)]
        hard = [f for f in weighty if not f.acknowledged]
        told = "\n".join(f"{f.severity.value}: {f.message} {f.remedy}" for f in result.findings)
        if weighty and not hard:
            counts["skipped"] += 1
            known = dict.fromkeys(said(f.acknowledged) for f in weighty if f.acknowledged)
            xml.SubElement(case, "skipped", message=_legal("; ".join(known)))
        elif hard:
            counts["failures"] += 1
            failure = xml.SubElement(case, "failure", type=hard[0].severity.value)
            failure.set("message", _legal(hard[0].message))
            failure.text = _legal(told)
        else:
            xml.SubElement(case, "system-out").text = _legal(told)
    elif result.outcome is not Outcome.SATISFIED:
        counts["skipped"] += 1
        note = f"{result.outcome.value}: {result.note}" if result.note else result.outcome.value
        xml.SubElement(case, "skipped", message=_legal(note))
    return case


def _junit_missed(item: Unreported, counts: dict[str, int]) -> xml.Element:
    name = _legal(f"{item.event.start:%Y-%m-%d %H:%M} {item.event.case_number or item.event.id}")
    case = xml.Element("testcase", classname=_legal(item.site_id), name=name, time="0")
    if item.acknowledged:
        counts["skipped"] += 1
        xml.SubElement(case, "skipped", message=_legal(said(item.acknowledged)))
    elif item.severity in (Severity.BLOCKER, Severity.MAJOR):
        counts["failures"] += 1
        failure = xml.SubElement(case, "failure", type=item.severity.value, message=_legal(item.message))
        rows = (f"{row.text} [{row.ref}]" for row in item.event.rows)
        failure.text = _legal("\n".join((item.remedy, *rows)))
    else:
        xml.SubElement(case, "system-out").text = _legal(f"{item.message} {item.remedy}")
    return case


def _legal(text: str) -> str:
    return _XML_FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)
