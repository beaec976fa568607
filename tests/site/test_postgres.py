"""A registry in PostgreSQL. Runs where a server's programs are installed; else says so and is passed over.

`REPORTQA_TEST_POSTGRES`, a URL of an empty database, makes it use that one instead.
"""

from __future__ import annotations

import csv
import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.site.test_sources import bare

from reportqa.site.registry import SiteRegistry

sqlalchemy = pytest.importorskip("sqlalchemy")
pytest.importorskip("psycopg")

FIXTURE = Path(__file__).resolve().parent.parent / "fixtures" / "registries" / "two-clients"
SERVERS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


def _program(name: str) -> str | None:
    return shutil.which(name) or next(
        (str(folder / name) for folder in SERVERS if (folder / name).exists()), None
    )


@pytest.fixture
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    given = os.environ.get("REPORTQA_TEST_POSTGRES")
    if given:
        yield given
        return
    initdb, control = _program("initdb"), _program("pg_ctl")
    if initdb is None or control is None:
        pytest.skip("no PostgreSQL server is installed (initdb and pg_ctl)")
    folder = tmp_path_factory.mktemp("pg")
    user: str | None = None
    if os.geteuid() == 0:
        # The server refuses to run as root.
        try:
            account = pwd.getpwnam("postgres")
        except KeyError:
            pytest.skip("PostgreSQL will not run as root and there is no user postgres")
        user = account.pw_name
        os.chown(folder, account.pw_uid, account.pw_gid)
        for parent in folder.parents:
            if parent.owner() == "root" and str(parent) not in ("/", "/tmp"):
                parent.chmod(parent.stat().st_mode | 0o011)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def run(*command: str) -> None:
        subprocess.run(command, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL, timeout=120)

    data = str(folder / "data")
    run(initdb, "-D", data, "-U", "reportqa", "-A", "trust", "-E", "UTF8")
    options = f"-p {port} -h 127.0.0.1 -k {folder} -c fsync=off"
    run(control, "-D", data, "-o", options, "-l", str(folder / "log"), "-w", "start")
    try:
        yield f"postgresql+psycopg://reportqa@127.0.0.1:{port}/postgres"
    finally:
        run(control, "-D", data, "-m", "immediate", "stop")


def test_a_registry_in_postgresql_is_the_same(url: str) -> None:
    engine = sqlalchemy.create_engine(url)
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
    registry = SiteRegistry.load(url)
    assert registry.problems == ()
    assert bare(registry.rows) == bare(replace(SiteRegistry.load(FIXTURE).rows, fences=()))
