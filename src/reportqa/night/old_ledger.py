"""Ledgers of the program before nights could share a database: read as they are, begun anew by a run."""

from __future__ import annotations

from reportqa.night.database import SqliteFile
from reportqa.night.ledger import VERSION

_OLD = 2
_TABLES = ("report", "file", "run")

# Views that last as long as the connection, so that a file which can't be written is read as well.
_VIEWS = """
create temp table place (position integer primary key, path text);
insert into place select position, path from file;
create temp view reportqa_schema as select {version} as version;
create temp view reportqa_night as select {night} as night, 1 as run, '' as home, '' as begun;
create temp view reportqa_kept as select {night} as night, name, cast(value as blob) as value from run;
create temp view reportqa_file as
    select {night} as night, position, cast(path as blob) as path, stamp, tries, done from file;
create temp view reportqa_report as
    select {night} as night, position, part, body, peer, unreadable from place join report using (path);
"""


def _is_old(database: SqliteFile) -> bool:
    return database.rows("pragma user_version", {}) == [(_OLD,)] and database.has("run")


def as_today(database: SqliteFile, night: int) -> None:
    """Let an old ledger be read by today's statements; others stay as they are."""
    if _is_old(database):
        database.script(_VIEWS.format(version=VERSION, night=night))


def drop_old(database: SqliteFile) -> None:
    """Clear the tables of an old ledger away; they hold what is judged again."""
    if _is_old(database):
        drops = "".join(f"drop table {table};" for table in _TABLES)
        database.script(f"begin; {drops} pragma user_version = 0; commit;")
