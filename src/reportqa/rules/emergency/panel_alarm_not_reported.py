"""A fire, medical, panic or intrusion alarm of the panel must be in a report, false ones too.

The panel's own log shows the zone and the minute. Alarms while the panel was on test, and test signals,
are not raised.
"""

from __future__ import annotations

from reportqa.model.case import Case
from reportqa.model.finding import Audience, RuleResult, Severity
from reportqa.rules._base import Meta, Say
from reportqa.rules.emergency.external_emergency_not_reported import unreported

META = Meta(
    severity=Severity.BLOCKER,
    audience=Audience.REVIEW,
    needs="XT",
    source="SIA DC-05 event codes 100-139; complaint: nobody told me of the alarm",
)


def check(case: Case, say: Say) -> RuleResult:
    return unreported(case, say, "panel", "The alarm panel's log")
