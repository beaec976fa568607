"""`reportqa form`: a report form of a site, to print, fill in by hand and read again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from reportqa.cli import _shared as shared


def add(app: typer.Typer) -> None:
    """Register the verb."""
    app.command("form")(form)


def form(
    site: Annotated[str, typer.Option("--site", "-s", help="The site's id, printed on the form.")],
    config: shared.ConfigOption = None,
    paper: Annotated[str, typer.Option("--paper", help="letter or a4.")] = "letter",
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Write the PDF here; else form-SITE.pdf.")
    ] = None,
) -> int:
    """Write the incident report form of a site as one page of PDF, to be read back box by box."""
    import re

    from reportqa.errors import ConfigError
    from reportqa.forms import layouts
    from reportqa.forms.printed import PAPERS, form_pdf
    from reportqa.site.registry import SiteRegistry

    shared.one_of("paper", paper, PAPERS)
    configured = shared.load_config(config)
    if configured.registry is None:
        site_id, name = site, site
    else:
        registry = SiteRegistry.configured(configured.registry, configured.registry_map)
        row = registry.site(site)
        if row is None:
            raise ConfigError(f"no site {site!r} in the registry", remedy="Use the id of sites.csv")
        site_id, name = row.id, row.name
    data = form_pdf(layouts()[0], site_id=site_id, site_name=name, paper=paper)
    place = out or Path(f"form-{re.sub(r'[^A-Za-z0-9_-]+', '-', site_id)}.pdf")
    shared.emit(data, place)
    typer.echo(f"{place}: one page; print it at full size")
    return 0
