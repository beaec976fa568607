"""A report is filed by its deadline: the end of the shift with some grace, or so many hours after the event.

The later of the two deadlines counts; a use of force has 24 hours. Filed is when it was submitted, or
received where nobody recorded that.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from reportqa.link.telling import told_times
from reportqa.model.case import Case
from reportqa.model.finding import Audience, EvidenceItem, EvidenceKind, Question, RuleResult, Severity
from reportqa.rules._base import Meta, Say
from reportqa.rules._given import given
from reportqa.rules.emergency._evidence import own_peer
from reportqa.rules.provenance._filed import filed_at, hours, of_force, shift_of

META = Meta(
    severity=Severity.MAJOR,
    audience=Audience.SUBMIT,
    needs="MR",
    source="Complaint: it came two days late; post orders: before the end of the shift",
    options=(("sla_hours", 12), ("grace_min", 120), ("force_hours", 24)),
)


def check(case: Case, say: Say) -> RuleResult:
    meta = case.document.metadata
    filed = filed_at(meta)
    if filed is None:
        return say.not_applicable("when it was filed is not recorded")
    happened = _happened(case, filed)
    if happened is None:
        return say.undetermined("the report gives no time of the event")
    sla = say.number("force_hours") if of_force(case) else say.number("sla_hours")
    deadline = happened + timedelta(hours=sla)
    _, end = shift_of(case)
    if end is not None and happened - timedelta(hours=1) <= end <= happened + timedelta(hours=24):
        deadline = max(deadline, end + timedelta(minutes=say.number("grace_min")))
    if filed <= deadline:
        return say.satisfied()
    late = (filed - deadline).total_seconds() / 60
    after = (filed - happened).total_seconds() / 60
    return say.violated(
        say.finding(
            f"The report was filed {hours(after)} after the event, {hours(late)} past its deadline.",
            "Say why it was filed late.",
            evidence=[
                given(meta, "occurred_at", f"Event {happened:%Y-%m-%d %H:%M}"),
                given(
                    meta,
                    "submitted_at" if meta.submitted_at else "received_at",
                    f"Filed {filed:%Y-%m-%d %H:%M}",
                ),
                EvidenceItem(
                    kind=EvidenceKind.POLICY, text="Deadline missed by", value=round(late), unit="min"
                ),
            ],
            question=Question(text="Why was the report filed after its deadline?"),
            confidence=0.95 if meta.stated("occurred_at") else 0.7,
        )
    )


def _happened(case: Case, filed: datetime) -> datetime | None:
    """The end of what the report tells: its stated time, else the last time told before it was filed."""
    at: datetime | None = case.document.metadata.stated("occurred_at")
    if at is not None and at.tzinfo is not None:
        return at
    times = [time for time in told_times(own_peer(case)) if time <= filed]
    return max(times, default=None)
