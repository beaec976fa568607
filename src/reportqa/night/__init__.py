"""A night: every report of a folder, judged alone first, then against what others recorded.

The first pass is a pure function of one file and may run anywhere; the second needs the whole night and
looks at one report at a time. What is finished lies in the ledger, so a killed run goes on.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from reportqa.evidence import EvidenceStore
from reportqa.link.events import EventMatcher
from reportqa.link.peers import PeerIndex
from reportqa.model.evidence import EvidenceSlice
from reportqa.model.quality import NightReport
from reportqa.night.acknowledged import Said
from reportqa.night.events import EVENTS, events_json
from reportqa.night.ledger import MAX_TRIES, Ledger, Number, StoredReports
from reportqa.night.ledgers import Ledgers, alone
from reportqa.night.posts import post_questions
from reportqa.night.reconcile import reconcile
from reportqa.night.stored import Stored, decode
from reportqa.night.tally import TALLY, UNREAD, Tally, Teller, tally_json
from reportqa.night.tasks import Judge, MakeJudge, OnceMore, OneFile
from reportqa.night.workers import Alone, Crew, Processes
from reportqa.site.registry import SiteRegistry

__all__ = ["NightPlan", "run_night"]

Progress = Callable[[int, int], None]

# Judgements of the second pass are stored this many at a time.
_BATCH = 200
# A short report takes some milliseconds, and one of them in the second pass; handing over takes some as well.
_AT_ONCE, _AGAIN_AT_ONCE = 32, 128


@dataclass(frozen=True, kw_only=True, slots=True)
class NightPlan:
    """How a night is run: `make` builds a judge in a worker, `fingerprint` names what it depends on.

    `workers` None judges in this process, where no file can be given up; `engine` is processes or ray.
    `said` is what people said of findings until now, `ledger` the URL of a database that keeps the night
    where a file under `out` does not.
    """

    make: MakeJudge
    fingerprint: str
    said: Said
    out: Path | None = None
    ledger: str | None = None
    workers: int | None = None
    engine: str = "processes"
    deadline_s: float = 600.0
    resume: bool = False
    progress: Progress | None = None


def run_night(
    files: Iterable[Path],
    plan: NightPlan,
    judge: Judge,
    registry: SiteRegistry,
    store: EvidenceStore | None,
) -> NightReport:
    """Judge the files and reconcile them with the evidence; `store` None means that none was given.

    Raises ReportqaError where another run of the night is at work, or the ledger can't be used.
    """
    folder = plan.out or Path(tempfile.mkdtemp(prefix="reportqa-"))
    with alone(folder):
        ledger = Ledgers(plan.ledger if plan.out else None).to_write(folder)
        if plan.out is None:
            # Nobody asked to keep the night: its ledger goes with the last report that is read from it.
            weakref.finalize(ledger, shutil.rmtree, folder, ignore_errors=True)
        return _run(files, plan, judge, registry, store, ledger)


def _run(
    files: Iterable[Path],
    plan: NightPlan,
    judge: Judge,
    registry: SiteRegistry,
    store: EvidenceStore | None,
    ledger: Ledger,
) -> NightReport:
    started = datetime.now(UTC)
    stamped = [(str(path), _stamp(path)) for path in files]
    todo = ledger.begin(stamped, plan.fingerprint, resume=plan.resume)
    with _crew(plan, judge) as crew:
        _first_pass(ledger, crew, todo, len(stamped), plan)
        peers = PeerIndex(ledger.peers())
        matcher = EventMatcher(registry, store or EvidenceStore())
        tally = _second_pass(ledger, crew, plan, matcher, peers, given=store is not None)
    outcome = reconcile(registry, matcher, peers)
    unreported = tuple(map(plan.said.event, outcome.unreported))
    reports = StoredReports(ledger, plan.said.report)
    ledger.keep(EVENTS, events_json(outcome.unreported))
    ledger.keep(TALLY, tally_json(tally))
    ledger.ended(datetime.now(UTC))
    unreadable = ledger.numbers(unreadable=True)
    return NightReport(
        reports=reports,
        unreported=unreported,
        unreadable=tuple(plan.said.report(decode(ledger.body(number))) for number in unreadable),
        explained=outcome.explained,
        posts=post_questions(registry, store, outcome.window) if store else (),
        coverage=store.coverage if store else (),
        problems=(*(store.problems if store else ()), *filter(None, [plan.said.problem])),
        started_at=started,
        finished_at=datetime.now(UTC),
    )


def _crew(plan: NightPlan, judge: Judge) -> AbstractContextManager[Crew]:
    if plan.engine == "ray":
        from reportqa.night.on_ray import RayWorkers

        return RayWorkers(plan.make, plan.workers or 1, plan.deadline_s)
    if plan.workers is None:
        return nullcontext(Alone(judge))
    return Processes(plan.make, plan.workers, plan.deadline_s)


def _at_once(plan: NightPlan, tasks: int, most: int) -> int:
    """Small tasks that a worker has in hand at once: several lots for each, so that all end together."""
    return min(most, tasks // (4 * (plan.workers or 1)))


def _first_pass(ledger: Ledger, crew: Crew, todo: Sequence[str], total: int, plan: NightPlan) -> None:
    def begun() -> Iterator[OneFile]:
        for path in todo:
            # A reader in a process of its own dies alone; a run that is killed from outside makes no
            # file guilty.
            if plan.workers is not None or ledger.start(path) <= MAX_TRIES:
                yield OneFile(path)
            else:
                lost = OneFile(path).lost(f"begun {MAX_TRIES} times and never finished")
                ledger.finish(path, lost.reports)

    done = total - len(todo)
    for judged in crew.work(begun(), _at_once(plan, len(todo), _AT_ONCE)):
        ledger.finish(judged.path, judged.reports)
        done += 1
        if plan.progress:
            plan.progress(done, total)


def _second_pass(
    ledger: Ledger, crew: Crew, plan: NightPlan, matcher: EventMatcher, peers: PeerIndex, *, given: bool
) -> Tally:
    teller = Teller()

    def tasks() -> Iterator[OnceMore]:
        each = iter(peers.all)  # in the order of the reports, but for those that could not be read
        for number, body, told in ledger.unjudged():
            if not told:
                teller.add(UNREAD)
                continue
            evidence = matcher.slice(next(each), peers)
            if not given:
                evidence = EvidenceSlice(given=False, peers=evidence.peers)
            yield OnceMore(number, body, evidence)

    changes: list[tuple[Number, Stored]] = []
    for compared in crew.work(tasks(), _at_once(plan, len(peers.all), _AGAIN_AT_ONCE)):
        teller.add(compared.counted)
        changes.append((compared.number, compared.report))
        if len(changes) >= _BATCH:
            ledger.replace(changes)
            changes = []
    ledger.replace(changes)
    return teller.tally()


def _stamp(path: Path) -> str:
    """The hash of the file's bytes and of its sidecars; its absence or locks are part of the stamp."""
    sha = hashlib.sha256()
    for part in (path, path.with_name(f"{path.name}.meta.json"), path.with_suffix(".meta.json")):
        try:
            with part.open("rb") as stream:
                while chunk := stream.read(1 << 20):
                    sha.update(chunk)
        except OSError as error:
            sha.update(type(error).__name__.encode())
        sha.update(b"\0")
    return sha.hexdigest()
