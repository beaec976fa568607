"""A use of force or a shot fired is reported to the regulator in time, where the law asks for it.

Default: California, where a guard's altercation is reported within seven business days and a discharged
firearm within seven days. Until the deadline the clock is shown for information. Public holidays are not
counted as free days.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from reportqa.link.telling import told_times
from reportqa.model.case import Case
from reportqa.model.finding import Audience, EvidenceItem, EvidenceKind, RuleResult, Severity
from reportqa.rules._base import Meta, Say
from reportqa.rules.emergency._evidence import own_peer

META = Meta(
    severity=Severity.MAJOR,
    audience=Audience.REVIEW,
    needs="TMR",
    source="California Business and Professions Code 7583.2 and 7583.4",
    options=(
        ("states", ("CA",)),  # an empty list means everywhere
        ("business_days", 7),
        ("firearm_days", 7),
    ),
)

_SHOT = re.compile(
    r"\b(?:discharg\w+\s+(?:my|his|her|the|a)\s+(?:firearm|weapon|gun|pistol)|fired\s+(?:my|his|her|one|two|\d)\s+"
    r"(?:firearm|weapon|gun|pistol|shots?|rounds?))\b",
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
    shot = _SHOT.search(text) is not None
    type_ = (meta.incident_type or "").lower()
    guess = case.extraction.incident_types[0].type.replace("_", "-") if case.extraction.incident_types else ""
    if not (shot or "force" in type_ or "detention" in type_ or guess == "force-detention"):
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
        EvidenceItem(kind=EvidenceKind.METADATA, text=f"Event {happened:%Y-%m-%d}"),
        EvidenceItem(kind=EvidenceKind.POLICY, text=f"Due {due:%Y-%m-%d}", value=left, unit="days"),
    ]
    what = "a discharged firearm" if shot else "a use of force"
    if left < 0:
        finding = say.finding(
            f"The report tells of {what}; the regulator's copy was due on {due:%Y-%m-%d}, and none is "
            "recorded.",
            "Send the copy and record when, or note why none is due.",
            evidence=evidence,
            confidence=0.8,
        )
    else:
        finding = say.finding(
            f"The report tells of {what}; a copy is due to the regulator by {due:%Y-%m-%d}.",
            "Send the copy and record when, or note why none is due.",
            evidence=evidence,
            severity=Severity.INFO,
            confidence=0.8,
        )
    return say.violated(finding)


def _business(day: date, count: int) -> date:
    while count > 0:
        day += timedelta(days=1)
        if day.weekday() < 5:
            count -= 1
    return day
