"""The public face: the whole flow on one screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportqa.config import Config
from reportqa.errors import ReadError, ReportqaError
from reportqa.extract import Extractor
from reportqa.link import Linker
from reportqa.model.case import Case
from reportqa.model.document import Document, Origin
from reportqa.model.evidence import EvidenceSlice
from reportqa.model.extraction import Extraction
from reportqa.model.finding import Audience
from reportqa.model.links import Links
from reportqa.model.policy import Policy
from reportqa.model.quality import NightReport, QualityReport
from reportqa.read import read, with_headers
from reportqa.read.metadata import applied, checked
from reportqa.rules import run
from reportqa.rules._options import options_checked
from reportqa.score import failed, judge, merge
from reportqa.site.policy import PolicyBook
from reportqa.site.registry import SiteRegistry

if TYPE_CHECKING:
    from reportqa.link.events import EventMatcher
    from reportqa.night.acknowledged import Said

Source = str | Path | bytes | Document

# Holds one of each thing that has lists or models of its own: what it is made of is loaded, no more.
_WARM = """\
Site: 310 Ferry Street
Officer: Dana Ruiz, badge 1182
Date: 11/20/2026

At 0214 hrs a man in a blue coat stood by unit 214 at 12 Oak St; white Ford van, plate ABC 1234,
phone 555-0142.
I called the fire department for smoke; Engine 7 came at 0221. Dana Ruiz told me "all clear".
"""


class Checker:
    """Reads, extracts, links, judges. Safe to share between threads; holds no state but what it loaded."""

    def __init__(self, config: Config | None = None) -> None:
        self.config = config or Config()
        self.registry = SiteRegistry.configured(self.config.registry, self.config.registry_map)
        self.policies = options_checked(PolicyBook.load(self.config.policies))
        self.extractor = Extractor()
        self.linker = Linker(self.registry)
        self.matcher: EventMatcher | None = None
        if self.config.evidence:
            # Evidence and the night are loaded when asked for: a single check starts without them.
            from reportqa.evidence import EvidenceStore
            from reportqa.link.events import EventMatcher

            store = EvidenceStore.load(self.config.evidence, registry=self.registry)
            self.matcher = EventMatcher(self.registry, store)

    @classmethod
    def from_config(cls, path: str | Path) -> Checker:
        """A checker as a `reportqa.toml` describes it; raises ConfigError."""
        return cls(Config.load(Path(path)))

    def warm(self) -> Checker:
        """Load now what the first report would wait for: models, word lists, rules; a second or so."""
        self.judge(self.document(Document.from_text(_WARM)))
        return self

    def check(
        self, source: Source, *, site: str | None = None, audience: Audience | str = Audience.AUDIT
    ) -> QualityReport:
        """Judge one report. Raises ReadError for an input that can't be read or holds many reports."""
        return self.judge(self.document(source, site=site), Audience(audience))

    def check_many(
        self, sources: Iterable[Source], *, audience: Audience | str = Audience.AUDIT
    ) -> Iterator[QualityReport]:
        """Judge many, in input order; an input that can't be read becomes one failed report."""
        for source in sources:
            for document in self.documents(source):
                if isinstance(document, ReadError):
                    yield failed(document, str(source) if not isinstance(source, bytes) else "bytes")
                    continue
                yield self.judge(document, Audience(audience))

    def extract(self, source: Source) -> Extraction:
        """Mentions, services, hazards and types of one report; needs no registry.

        A str is the text itself, unlike in `check`; a file is a `Path`.
        """
        return self._extract(self.document(Document.from_text(source) if isinstance(source, str) else source))

    def night(
        self,
        folder: str | Path,
        evidence: str | Path | None = None,
        *,
        out: str | Path | None = None,
        workers: int | None = None,
        engine: str = "processes",
        resume: bool = False,
        progress: Callable[[int, int], None] | None = None,
    ) -> NightReport:
        """Judge a night: every report under the folder, against what others recorded.

        `evidence` overrides the configured folder. `out` keeps the ledger, or the night's number in the
        configured database, so that `resume` goes on where a killed run stopped. With `workers` each
        file is judged in a process of its own kind, so that one which hangs or crashes is set aside; the
        calling program then needs the usual `if __name__ == "__main__":`, since processes are spawned.
        `engine="ray"` spreads them over a cluster.
        """
        from reportqa.evidence import EvidenceStore
        from reportqa.night import NightPlan, run_night
        from reportqa.read.folder import walk

        where = Path(evidence) if evidence else self.config.evidence
        store = EvidenceStore.load(where, registry=self.registry) if where else None
        plan = NightPlan(
            # A worker stores nothing, so it needs no way to the ledger.
            make=partial(
                Checker, replace(self.config, evidence=None, night=replace(self.config.night, ledger=None))
            ),
            fingerprint=self.config.fingerprint(),
            said=self.said(Path(out) if out else None),
            out=Path(out) if out else None,
            ledger=self.config.night.ledger,
            workers=workers,
            engine=engine,
            deadline_s=self.config.night.deadline_s,
            resume=resume,
            progress=progress,
        )
        return run_night(walk([Path(folder)]), plan, self, self.registry, store)

    def said(self, out: Path | None) -> Said:
        """What people said until now: in the configured file, else beside the night that lies in `out`."""
        from reportqa.night.acknowledged import Said
        from reportqa.night.notes import Notes, notes_path

        path = self.config.notes or (notes_path(out) if out else None)
        today = self.config.today()
        return Said(Notes(path) if path else None, self.policy_of(today), today)

    def policy_of(self, on: date) -> Callable[[str | None, str | None], Policy]:
        """The policy of a site and client that is in force on the day."""
        return lambda site, client: self.policies.resolve(site=site, client_id=client, on=on)

    def first_pass(self, path: Path) -> Iterator[QualityReport]:
        """The judgements of one file by the rules that need no outside evidence."""
        for document in self.documents(path):
            if isinstance(document, ReadError):
                yield failed(document, str(path))
            else:
                yield self.judge(document, without="X")

    def second_pass(self, quality: QualityReport, evidence: EvidenceSlice) -> QualityReport:
        """The same judgement with the rules that need outside evidence."""
        case = self.case(quality.document, quality.extraction, quality.links, evidence)
        return merge(quality, run(case, needing="X"), case)

    # ------------------------------------------------------------------ the flow

    def document(self, source: Source, *, site: str | None = None) -> Document:
        """The one report in a source; raises ReadError where it can't be read or there are several."""
        found = list(islice(self.documents(source, site=site), 2))
        if len(found) != 1:
            raise ReadError(
                "holds several reports" if found else "holds no report",
                code="many_reports" if found else "empty",
                where=str(source) if isinstance(source, str | Path) else None,
                remedy="Use check_many for a file that holds several reports",
            )
        if isinstance(found[0], ReadError):
            raise found[0]
        return found[0]

    def documents(
        self, source: Source, *, site: str | None = None, about: Mapping[str, Any] | None = None
    ) -> Iterator[Document | ReadError]:
        """The reports in one source, headers read, site and shift filled in from the registry.

        `about` is metadata that the caller has beside the source, by the names of `Metadata`.
        """
        if isinstance(source, Document):
            found: Iterable[Document | ReadError] = (source,)
        else:
            found = read(
                Path(source) if isinstance(source, str) else source,
                settings=self.config.read,
                words=lambda scanned: self.linker.words(
                    scanned.with_metadata(site=site) if site else scanned
                ),
            )
        for document in found:
            if isinstance(document, Document) and site and not document.metadata.site:
                document = document.with_metadata(site=site)
            if isinstance(document, Document) and about:
                document = applied(document, (checked(about, Origin.CALLER, document.name)[0],))
            yield document if isinstance(document, ReadError) else self.linker.locate(with_headers(document))

    def case(
        self,
        document: Document,
        extraction: Extraction,
        links: Links | None = None,
        evidence: EvidenceSlice | None = None,
    ) -> Case:
        """Everything that the rules may look at; links and evidence are looked up where not given."""
        links = links or self.linker.link(document, extraction)
        policy = self._policy(document, links.site_id, links.client_id)
        if evidence is None:
            evidence = self._evidence(document, links)
        return Case(
            document=document,
            extraction=extraction,
            links=links,
            policy=policy,
            facts=self.linker.facts(links),
            evidence=evidence,
            now=datetime.now(UTC),
        )

    def judge(
        self, document: Document, audience: Audience = Audience.AUDIT, *, without: str | None = None
    ) -> QualityReport:
        """Judge one document that was read already; a failure inside becomes a failed report.

        `without="X"` leaves out the rules that need outside evidence.
        """
        try:
            case = self.case(document, self._extract(document))
            return judge(case, run(case, without=without), audience)
        except ReportqaError as error:
            return failed(error, document.name, document.sha256)

    def _evidence(self, document: Document, links: Links) -> EvidenceSlice:
        if self.matcher is None:
            return EvidenceSlice()
        from reportqa.evidence.peers import placed

        return self.matcher.slice(placed(document, links))

    def _policy(self, document: Document, site_id: str | None, client_id: str | None) -> Policy:
        """What was in force at the site when it happened."""
        happened = document.metadata.occurred_at or document.metadata.submitted_at
        return self.policies.resolve(
            site=site_id, client_id=client_id, on=happened.date() if happened else None
        )

    def _extract(self, document: Document) -> Extraction:
        agencies = self._policy(document, document.metadata.site, document.metadata.client).agencies
        return self.extractor.extract(document, agencies=agencies, own=self.linker.own_names(document))
