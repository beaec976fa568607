"""The night as a folder of files: a morning page for each client, a page for each report."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from reportqa.messages import ENGLISH, Voice, translated
from reportqa.model.quality import NightReport, QualityReport, Unreported
from reportqa.model.trends import Trends
from reportqa.render.answer_page import event_html
from reportqa.render.copies import client_night, clients_of
from reportqa.render.html import PageImage, page, report_html
from reportqa.render.night_page import Morning, evening, morning
from reportqa.render.rows import ReportRow, shortened
from reportqa.render.trends_page import trends_html

# The page of an event names no more reports of that time than this.
EVENT_REPORTS = 6
_SLUG = re.compile(r"[^A-Za-z0-9._-]+")


def write_pages(
    night: NightReport,
    out: Path,
    copy: str,
    *,
    names: Mapping[str, str],
    page_image: PageImage | None,
    trends: Trends | None = None,
    tell: Voice = ENGLISH,
) -> Path:
    """Write everything under `out` and say which page comes first."""
    out.mkdir(parents=True, exist_ok=True)
    if copy == "client":
        return _client_folders(night, out, names, tell)
    night = translated(night, tell)
    rows = []
    (out / "reports").mkdir(exist_ok=True)
    wanted = {key for item in night.unreported for key in item.report_ids[:EVENT_REPORTS]}
    spoken: dict[str, list[QualityReport]] = {}
    for report in night.reports:
        if report.document.id in wanted:
            spoken.setdefault(report.document.id, []).append(report)
        name = names.get(report.links.site_id or "")
        href = _write_report(
            report, out, copy, home="../index.html", site=name, page_image=page_image, tell=tell
        )
        rows.append(ReportRow.of(report, href, tell))
    _write_events(night, out, spoken, names, tell)
    rows = shortened(rows)
    date = evening(night, rows)
    clients = [client for client in clients_of(night) if client is not None]
    links: list[tuple[str, str]] = []
    more: list[tuple[str, str]] = []
    if trends is not None:
        _write(out / "trends.html", trends_html(trends, home="index.html", tell=tell))
        more = [(tell("Trends"), "trends.html")]
    if len(clients) > 1:
        for client in clients:
            title = names.get(client, client)
            part = _client_part(night, client)
            mine = [row for row in rows if row.client_id == client]
            loose = sum(row.client_id is None for row in rows)
            told = morning(
                part, mine, names, title=title, date=date, loose=loose, event_href=event_href, tell=tell
            )
            target = f"client-{slug(client)}.html"
            back = [(tell("All clients"), "index.html"), *more]
            _write(out / target, _morning_html(told, copy, links=back, tell=tell))
            links.append((f"{title}: {tell(_short(told))}", target))
    title = names.get(clients[0], clients[0]) if len(clients) == 1 else tell("All clients")
    told = morning(night, rows, names, title=title, date=date, event_href=event_href, tell=tell)
    index = out / "index.html"
    _write(index, _morning_html(told, copy, links=[*links, *more], tell=tell))
    return index


def night_html(night: NightReport, *, copy: str, tell: Voice = ENGLISH) -> str:
    """The morning page alone, without pages for the reports, of a night whose messages are told already."""
    rows = shortened([ReportRow.of(report, None, tell) for report in night.reports])
    told = morning(night, rows, {}, title=tell("All clients"), date=evening(night, rows), tell=tell)
    return _morning_html(told, copy, links=[], tell=tell)


def slug(name: str) -> str:
    """A file name that any system takes and that no other name gives."""
    readable = _SLUG.sub("-", name).strip("-.")[:60] or "x"
    if readable == name:
        return readable
    return f"{readable}-{sha256(name.encode('utf-8', 'replace')).hexdigest()[:8]}"


def event_href(item: Unreported) -> str:
    """Where the page of an event lies, seen from the morning page."""
    key = f"{item.site_id}\0{item.event.id}"
    return f"events/{_SLUG.sub('-', item.event.id)[:60]}-{sha256(key.encode()).hexdigest()[:8]}.html"


def _write_events(
    night: NightReport,
    out: Path,
    spoken: Mapping[str, Sequence[QualityReport]],
    names: Mapping[str, str],
    tell: Voice,
) -> None:
    """A page for each event that the reports miss, with the reports of that time."""
    if night.unreported:
        (out / "events").mkdir(exist_ok=True)
    for item in night.unreported:
        reports = [report for key in item.report_ids[:EVENT_REPORTS] for report in spoken.get(key, ())]
        made = event_html(item, reports, night.coverage, names=names, home="../index.html", tell=tell)
        _write(out / event_href(item), made)


def _client_folders(night: NightReport, out: Path, names: Mapping[str, str], tell: Voice) -> Path:
    links = []
    for client in clients_of(night):
        if client is None:
            continue
        part = translated(client_night(night, client), tell)
        folder = out / slug(client)
        (folder / "reports").mkdir(parents=True, exist_ok=True)
        rows = []
        for report in part.reports:
            site = names.get(report.links.site_id or "")
            href = _write_report(report, folder, "client", home="../index.html", site=site, tell=tell)
            rows.append(ReportRow.of(report, href, tell))
        title = names.get(client, client)
        told = morning(part, shortened(rows), names, title=title, date=evening(part, rows), tell=tell)
        _write(folder / "index.html", _morning_html(told, "client", links=[], tell=tell))
        links.append((f"{names.get(client, client)}: {tell(_short(told))}", f"{slug(client)}/index.html"))
    index = out / "index.html"
    _write(index, page("folders.html.j2", tell, title=tell("Client copies"), links=links, copy="internal"))
    return index


def _client_part(night: NightReport, client: str) -> NightReport:
    """The manager's view of one client: nothing masked, other clients' events left out."""
    from dataclasses import replace

    sites = {r.links.site_id for r in night.reports if r.links.client_id == client}
    sites |= {u.site_id for u in night.unreported if u.client_id == client}
    return replace(
        night,
        reports=(),
        unreadable=(),
        unreported=tuple(u for u in night.unreported if u.client_id == client),
        explained=tuple(e for e in night.explained if e.site_id in sites),
        posts=tuple(q for q in night.posts if q.client_id == client),
        coverage=tuple(c for c in night.coverage if not c.site_ids or sites & set(c.site_ids)),
    )


def _write_report(
    report: QualityReport,
    folder: Path,
    copy: str,
    *,
    home: str,
    site: str | None,
    tell: Voice,
    page_image: PageImage | None = None,
) -> str:
    key = f"{report.document.name}\0{report.document.part}"
    name = (
        f"{_SLUG.sub('-', report.document.id)[:60]}-{sha256(key.encode('utf-8', 'replace')).hexdigest()[:8]}"
    )

    def save(number: int, image: bytes) -> str:
        ending = "jpg" if image.startswith(b"\xff\xd8") else "png"
        target = f"{name}-page{number}.{ending}"
        (folder / "reports" / target).write_bytes(image)
        return target

    made = report_html(
        report, copy=copy, page_image=page_image, save_image=save, home=home, site_name=site, tell=tell
    )
    _write(folder / "reports" / f"{name}.html", made)
    return f"reports/{name}.html"


def _morning_html(told: Morning, copy: str, *, links: list[tuple[str, str]], tell: Voice) -> str:
    title = tell(f"Morning page: {told.title}")
    return page("morning.html.j2", tell, title=title, m=told, links=links, copy=copy)


def _short(told: Morning) -> str:
    fixing, unread = len(told.fixing), len(told.unread)
    if not told.compared:
        return f"{fixing} to fix, {unread} not readable"
    return f"{len(told.events)} missed, {fixing} to fix, {unread} not readable"


def _write(path: Path, text: str) -> None:
    path.write_bytes(text.encode("utf-8", "replace"))
