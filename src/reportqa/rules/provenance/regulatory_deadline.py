"""A use of force, an altercation or a shot fired is reported to the regulator in time, where the law asks.

Default: California, where a guard's physical altercation is reported within seven business days, whoever
began it, and a discharged firearm within seven days. Until the deadline the clock is shown for information.
Public holidays are not counted as free days.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

import tomli

from reportqa.link.telling import told_times
from reportqa.model.case import Case
from reportqa.model.finding import Audience, EvidenceItem, EvidenceKind, RuleResult, Severity
from reportqa.model.span import Span
from reportqa.rules._base import Meta, Say
from reportqa.rules._given import given
from reportqa.rules.emergency._evidence import own_peer
from reportqa.rules.provenance._filed import of_force

META = Meta(
    severity=Severity.MAJOR,
    audience=Audience.REVIEW,
    needs="TMR",
    source="California Business and Professions Code 7583.2 and 7583.4",
    options=(
        ("states", ("CA",)),  # an empty list means everywhere
        ("business_days", 7),
        ("firearm_days", 7),
        ("regulator", ""),  # as a sentence names it; known for California
        ("law", ""),
    ),
)

_SHOT = re.compile(
    r"\b(?:discharg\w+\s+(?:my|his|her|the|a)\s+(?:firearm|weapon|gun|pistol)|fired\s+(?:my|his|her|one|two|\d)\s+"
    r"(?:firearm|weapon|gun|pistol|shots?|rounds?))\b",
    re.IGNORECASE,
)
# Laid hands on, told in the first person or of the writer: an altercation, though no force of his own.
_ATTACKED = re.compile(
    r"\b(?:pushed|shoved|punched|hit|struck|kicked|grabbed|slapped|bit|spat\s+(?:on|at)|tackled|choked|attacked|"
    r"assaulted|head-?butted|elbowed|tripped)\s+(?:me|this\s+(?:officer|guard)|the\s+(?:writer|undersigned)|[rs]/o)\b"
    r"(?!\s+(?:up|for|to|with\s+(?:a\s+)?(?:question|complaint)))|"
    r"\b(?:I|this\s+(?:officer|guard)|[rs]/o)\s+(?:was|got)\s+(?:then\s+|also\s+)?(?:pushed|shoved|punched|hit|struck|kicked|"
    r"grabbed|slapped|bitten|spat\s+(?:on|at)|tackled|choked|attacked|assaulted|head-?butted|elbowed)\b(?!\s+by\s+(?:a\s+|the\s+)?"
    r"(?:car|truck|van|vehicle|door|gate|ball|branch|wind|dog))",
    re.IGNORECASE,
)
_SENT = re.compile(
    r"\b(?:cop(?:y|ies)|reports?|forms?)\b[^.]{0,40}\b(?:sent|mailed|filed|submitted|faxed|delivered)\b[^.]{0,40}"
    r"\b(?:regulator|BSIS|bureau|state|licensing)\b|"
    r"\b(?:sent|mailed|filed|submitted|faxed|delivered|notified)\b[^.]{0,40}\b(?:regulator|BSIS|bureau|licensing)\b",
    re.IGNORECASE,
)


def check(case: Case, say: Say) -> RuleResult:
    text, meta = case.document.text, case.document.metadata
    shot, force = _SHOT.search(text), of_force(case)
    attacked = _ATTACKED.search(text)
    if not (shot or force or attacked):
        return say.not_applicable("no use of force")
    states = say.option("states")
    site = case.facts.site
    here = {address.state.upper() for address in site.addresses if address.state} if site else set()
    if isinstance(states, tuple) and states and not here & {state.upper() for state in states}:
        return say.not_applicable("no such duty is known where the site lies")
    if any("regulator" in item.lower() for item in meta.recipients) or _SENT.search(text):
        return say.satisfied()
    times = told_times(own_peer(case))
    happened = meta.occurred_at or (times[0] if times else None)
    if happened is None or case.now is None:
        return say.undetermined("the day of the event is not known")
    if shot:
        due = happened.date() + timedelta(days=int(say.number("firearm_days")))
    else:
        due = _business(happened.date(), int(say.number("business_days")))
    today = case.now.astimezone(happened.tzinfo).date() if happened.tzinfo else case.now.date()
    left = (due - today).days
    evidence = [
        given(meta, "occurred_at", f"Event {happened:%Y-%m-%d}"),
        EvidenceItem(kind=EvidenceKind.POLICY, text=f"Due {due:%Y-%m-%d}", value=left, unit="days"),
    ]
    regulator, law = _regulator(say, here)
    if law:
        evidence.append(EvidenceItem(kind=EvidenceKind.POLICY, text=law))
    what = (
        "a discharged firearm"
        if shot
        else "a use of force"
        if force
        else "a physical altercation with the officer"
    )
    told = shot or (None if force else attacked)
    place = Span(*told.span()) if told else None
    if left < 0:
        finding = say.finding(
            f"The report tells of {what}; a copy was due to {regulator} by {due:%Y-%m-%d}, and none is "
            "recorded.",
            "Send the copy and record when, or note why none is due.",
            at=place,
            evidence=evidence,
            confidence=0.8,
        )
    else:
        finding = say.finding(
            f"The report tells of {what}; a copy is due to {regulator} by {due:%Y-%m-%d}.",
            "Send the copy and record when, or note why none is due.",
            at=place,
            evidence=evidence,
            severity=Severity.INFO,
            confidence=0.8,
        )
    return say.violated(finding)


def _regulator(say: Say, states: set[str]) -> tuple[str, str]:
    """Who is sent the copy, and by which law: the policy's, else the known ones of the one state."""
    known = _known().get(next(iter(states)), {}) if len(states) == 1 else {}
    regulator = str(say.option("regulator")) or known.get("regulator", "the regulator")
    return regulator, str(say.option("law")) or known.get("law", "")


@lru_cache(maxsize=1)
def _known() -> Mapping[str, Mapping[str, str]]:
    with Path(__file__).with_name("regulators.toml").open("rb") as stream:
        return tomli.load(stream)


def _business(day: date, count: int) -> date:
    while count > 0:
        day += timedelta(days=1)
        if day.weekday() < 5:
            count -= 1
    return day
