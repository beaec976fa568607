"""What the ledgers of nights remember of one site: its reports, and the rules they broke again and again."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from reportqa.errors import NoInputError
from reportqa.model.answer import Topic
from reportqa.model.finding import Severity
from reportqa.model.quality import QualityReport
from reportqa.night.ledger import decode, ledger_path

# What a trend may count: RULES.md leaves language out, and small findings.
_WEIGHTY = frozenset({Severity.BLOCKER, Severity.MAJOR})
_LEFT_OUT = ("language.",)
# What one report broke by chance is no topic.
_LEAST_REPORTS = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class PastNight:
    """One night's ledger; read only, and only what is asked for."""

    path: Path

    def reports_of(self, site_id: str) -> Iterator[QualityReport]:
        """The night's reports of one site that could be read, in input order."""
        # The id as it stands in the JSON finds the few reports worth decoding among many.
        mark = f'"site_id":{json.dumps(site_id, ensure_ascii=False)}'.encode()
        for body in self._bodies():
            if mark not in zlib.decompress(body):
                continue
            quality = decode(body)
            if quality.failure is None and quality.links.site_id == site_id:
                yield quality

    def _bodies(self) -> Iterator[bytes]:
        try:
            with closing(sqlite3.connect(f"{self.path.resolve().as_uri()}?mode=ro", uri=True)) as db:
                for (body,) in db.execute(
                    "select body from report join file using (path) order by position, part"
                ):
                    yield bytes(body)
        except sqlite3.Error as error:
            raise NoInputError(
                f"the night's ledger can't be read ({error})",
                where=str(self.path),
                remedy="Run the night again",
            ) from None


def night_at(out: Path) -> PastNight:
    """The night that was written to this folder; raises NoInputError where there is none."""
    path = ledger_path(out)
    if not path.is_file():
        raise NoInputError(
            "no night was run here", where=str(out), remedy="Run `reportqa night FOLDER --out DIR` first"
        )
    return PastNight(path=path)


def nights_beside(out: Path, most: int) -> tuple[PastNight, ...]:
    """The night in `out` first, then the last others in the folders beside it, newest first."""
    here = night_at(out)
    found = [ledger_path(folder) for folder in out.resolve().parent.iterdir() if folder.is_dir()]
    others = [path for path in found if path.is_file() and path.resolve() != here.path.resolve()]
    others.sort(key=lambda path: (path.stat().st_mtime, path.parts), reverse=True)
    return (here, *(PastNight(path=path) for path in others[: max(most - 1, 0)]))


def topics_of(
    nights: Sequence[PastNight], site_id: str, titles: dict[str, str], *, most: int = 8
) -> tuple[Topic, ...]:
    """The rules that reports of the site broke most: blockers and majors, language left out.

    Nights without a report of the site count as looked at. Each report counts once a rule.
    """
    reports: Counter[str] = Counter()
    seen: dict[str, set[Path]] = defaultdict(set)
    for night in nights:
        for quality in night.reports_of(site_id):
            broken = {
                result.rule
                for result in quality.results
                for finding in result.findings
                if finding.severity in _WEIGHTY and not result.rule.startswith(_LEFT_OUT)
            }
            for rule in broken:
                reports[rule] += 1
                seen[rule].add(night.path)
    ranked = sorted(reports, key=lambda rule: (-len(seen[rule]), -reports[rule], rule))
    return tuple(
        Topic(rule=rule, title=titles.get(rule, rule), reports=reports[rule], nights=len(seen[rule]))
        for rule in ranked[:most]
        if reports[rule] >= _LEAST_REPORTS
    )
