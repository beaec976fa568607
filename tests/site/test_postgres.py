"""A registry in PostgreSQL. Runs where a server's programs are installed; else says so and is passed over."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from tests.postgres import Server
from tests.site.test_sources import bare

from reportqa.site.registry import SiteRegistry

sqlalchemy = pytest.importorskip("sqlalchemy")

FIXTURE = Path(__file__).resolve().parent.parent / "fixtures" / "registries" / "two-clients"


def test_a_registry_in_postgresql_is_the_same(postgres_server: Server) -> None:
    engine = sqlalchemy.create_engine(postgres_server.url)
    with engine.begin() as connection:
        for path in sorted(FIXTURE.glob("*.csv")):
            with path.open(encoding="utf-8", newline="") as stream:
                header, *rows = csv.reader(stream)
            columns = [sqlalchemy.Column(name, sqlalchemy.Text) for name in header]
            table = sqlalchemy.Table(path.stem, sqlalchemy.MetaData(), *columns)
            table.create(connection)
            padded = [[*row, *[""] * (len(header) - len(row))] for row in rows]
            connection.execute(
                table.insert(), [{k: v or None for k, v in zip(header, row, strict=True)} for row in padded]
            )
    engine.dispose()
    registry = SiteRegistry.load(postgres_server.url)
    assert registry.problems == ()
    assert bare(registry.rows) == bare(replace(SiteRegistry.load(FIXTURE).rows, fences=()))
