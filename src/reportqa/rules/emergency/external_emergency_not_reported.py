"""What a dispatch centre recorded at the site during the shift must be in a report.

A client who learns from a tenant that the fire department came asks why nobody told him. False and
cancelled calls count. The report asked is the shift's daily log, else the one nearest in time; rows that
are explained (a test, a neighbour, traffic, an officer relieved) are not raised.
"""

from __future__ import annotations

from reportqa.link.telling import denies, same_happening, tells
from reportqa.model.case import Case
from reportqa.model.finding import Audience, Finding, Question, RuleResult, Severity
from reportqa.rules._base import Meta, Say
from reportqa.rules.emergency._evidence import (
    KIND_NAMES,
    absent,
    answers_for,
    clock,
    live,
    matched,
    own_peer,
    shifts_of,
    site_peers,
    who,
)

META = Meta(
    severity=Severity.BLOCKER,
    audience=Audience.REVIEW,
    needs="XTMR",
    source="Complaint: the fire department was here and nobody told me",
)


def check(case: Case, say: Say) -> RuleResult:
    return unreported(case, say, "dispatch", "The dispatch log")


def unreported(case: Case, say: Say, source: str, name: str) -> RuleResult:
    """Raise each event of the source that no report tells."""
    if not case.evidence.given:
        return say.not_applicable("no outside evidence")
    matches = live(case, source)
    if not matches:
        return say.not_applicable("nothing matches the site and shift")
    own = own_peer(case)
    others = site_peers(case)
    findings: list[Finding] = []
    rivals = [match.event for match in live(case, "dispatch", "panel")]
    for match in matches:
        event, shifts = match.event, shifts_of(case, match.event)
        if any(tells(event, shifts, peer, rivals) for peer in (own, *others)):
            continue
        if source == "panel" and any(same_happening(event, other.event) for other in live(case, "dispatch")):
            continue  # the dispatch centre's row of the same alarm is raised by its own rule
        # A report that says the opposite is the business of emergency.contradicts-evidence.
        if denies(event, shifts, own) or not answers_for(case, event, own):
            continue
        kind, at = KIND_NAMES[event.kind], clock(event)
        if source == "panel":  # it tells what rang, not who came
            message = f"{name} shows {kind} here at {at}, and no report of the shift mentions it."
            sought = f"{kind} around {at}"
            asked = f"What happened at {at}, when the panel showed {kind}?"
        else:
            came = who(event)
            message = f"{name} shows {kind} here at {at} ({came}), and no report of the shift mentions it."
            sought = f"{came} around {at}"
            asked = f"What happened at {at}, when {came} came?"
        findings.append(
            say.finding(
                message,
                "Add what happened, false and cancelled calls too, or note why none is needed.",
                evidence=[say.searched(sought), *matched(match)],
                question=Question(text=asked),
                confidence=0.95 if match.grade == "confirmed" else 0.8,
            )
        )
    if not findings:
        return say.satisfied()
    return absent(say, findings)
