"""Form lines about services: "Police: No", "Fire dept: N/A", "EMS called? Yes", "[x] Police"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reportqa.extract.cues import Words
from reportqa.extract.services_sentence import Judgement
from reportqa.extract.services_terms import Term
from reportqa.model.service import Involvement, ServiceStatus
from reportqa.model.span import Span

_LABEL = re.compile(
    r"\s{0,3}(?:department|dept\.?|services?|personnel)?\s{0,2}(?P<what>notified|called|contacted|responded|on\s+scene|arrived|involved|required|needed|requested|dispatched|present|attended|cancell?ed)?"
    r"\s{0,2}(?P<time>\(?time\)?)?\s{0,3}(?P<mark>[:?=]|\.{3,12}|_{2,12})\s{0,4}(?P<value>[^\n;|]{0,40})",
    re.IGNORECASE,
)
_TEMPLATE = re.compile(
    r"\s{0,3}(?:notified|called|contacted|responded|dept\.?\s+notified)?\s{0,2}[:?]?\s{0,3}\(?y(?:es)?\s?[/|]\s?n(?:o)?\b",
    re.IGNORECASE,
)
_NO = re.compile(
    r"(?:no|none|n|n/?a|not?\s+(?:called|needed|wanted|required|applicable|notified|involved)|nil|neg(?:ative)?|-+|—|0|x\s+no)\b|^[-—_.\s]*$",
    re.IGNORECASE,
)
_YES = re.compile(r"(?:yes|y|x|ticked|checked|✓|✔|☑|☒)(?![^\W_])|\[\s?[xX✓]\s?\]", re.IGNORECASE)
_TICK = re.compile(r"(?P<box>\[\s?(?P<in>[xX✓✔?]?)\s?\]|(?P<full>[☑☒✓✔])|(?P<empty>☐|□))\s{0,2}$")
_LINE = re.compile(
    r"(?:^|[\n;|,]|\s\s|(?:n/?a|yes|no|none|[\]☐□☑☒✓✔])\s)\s{0,8}(?:[-*•]\s)?(?:was|were)?\s{0,2}(?:\w{1,12}\s)?$",
    re.IGNORECASE,
)
# A box behind its label: "Police: [x]", "EMS called [ ]".
_BOX_BEHIND = re.compile(
    r"\s{0,3}(?:department|dept\.?|services?)?\s{0,2}(?:notified|called|contacted|responded|on\s+scene|arrived)?"
    r"\s{0,2}(?P<mark>[:?=])?\s{0,4}(?:\[\s?(?P<in>[xX✓✔?]?)\s?\]|(?P<full>[☑☒✓✔])|[☐□])",
    re.IGNORECASE,
)
_BOX_FIRST = re.compile(r"\s{0,8}(?:\[\s?[xX✓✔?]?\s?\]|[☐□☑☒✓✔])")
# A tick that a scan's reader could not make out tells neither that they were called nor that they weren't.
_UNTOLD = "?"
# Another entry of the same line ends a value: "N/A  Police: …", "no EMS called: …".
_NEXT_ENTRY = re.compile(r"\s\s|\s(?=[A-Z][\w/]{0,18}(?:\s[\w/]{1,12}){0,2}:)")


def form_lines(text: str, words: Words, terms: Sequence[Term]) -> dict[Term, Judgement]:
    """What form lines say of the namings that stand in one."""
    found = {}
    for term in terms:
        span = Span(words.starts[term.first], words.ends[term.stop - 1])
        verdict = _read(text, span, term)
        if verdict is not None:
            involvement, status = verdict
            found[term] = Judgement(term, involvement, status, span, 0.9)
    return found


def _read(text: str, span: Span, term: Term) -> tuple[Involvement, ServiceStatus] | None:
    head = text[max(0, span.start - 24) : span.start]
    behind = _BOX_BEHIND.match(text, span.end)
    line = text.rfind("\n", 0, span.start) + 1
    if behind is not None and (behind.group("mark") or not _BOX_FIRST.match(text, line)):
        if behind.group("in") == _UNTOLD:
            return Involvement.MENTIONED, ServiceStatus.INFORMED
        if behind.group("in") or behind.group("full"):
            return Involvement.INVOLVED, ServiceStatus.CALLED
        return Involvement.MENTIONED, ServiceStatus.NEGATED
    tick = _TICK.search(head)
    if tick is not None and not head[: tick.start()].rstrip().endswith((":", "?")):
        if tick.group("in") == _UNTOLD:
            return Involvement.MENTIONED, ServiceStatus.INFORMED
        if tick.group("in") or tick.group("full"):
            return Involvement.INVOLVED, ServiceStatus.CALLED
        return Involvement.MENTIONED, ServiceStatus.NEGATED
    if _TEMPLATE.match(text, span.end) and text[span.end : span.end + 40].strip():
        return Involvement.MENTIONED, ServiceStatus.INFORMED
    label = _LABEL.match(text, span.end)
    if label is None or not _LINE.search(head if span.start > 24 else "\n" + head):
        return None
    value = _NEXT_ENTRY.split(label.group("value").strip(), maxsplit=1)[0]
    if label.group("mark") == ":" and not value and not label.group("what"):
        return Involvement.MENTIONED, ServiceStatus.INFORMED
    if not value or _NO.match(value):
        return Involvement.MENTIONED, ServiceStatus.NEGATED
    if _YES.match(value) or (label.group("what") and re.match(r"\d{1,2}:?\d\d", value)):
        return Involvement.INVOLVED, ServiceStatus.CALLED
    return None
