"""What a manager says of a finding holds on later nights, for what it was said of; as a user does it."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from reportqa.cli import run
from reportqa.model.note import Kind
from reportqa.night.notes import Notes

pytestmark = pytest.mark.slow

SAMPLES = Path(__file__).resolve().parents[2] / "data" / "samples"
RULE = "address.unit-not-on-property"
ZONE = "America/New_York"
HEAD = "Site: Millrace Commons\nOfficer: Tomasz Wierzba, badge G-77\nDate: 11/20/2026\n\n"


def today(zone: str = ZONE) -> date:
    """The day it is there."""
    return datetime.now(ZoneInfo(zone)).date()


def written(folder: Path, **units: str) -> Path:
    """An inbox with one report for each name, on this unit."""
    folder.mkdir()
    for name, unit in units.items():
        text = f"{HEAD}At 2214 I knocked at {unit} about music. The resident turned it down. {name}."
        (folder / f"{name}.txt").write_text(text)
    return folder


@pytest.fixture
def nights(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    registry = (SAMPLES / "registry").as_posix()
    config = f'registry = "{registry}"\ntimezone = "{ZONE}"\n[night]\nnotes = "kept.sqlite"\n'
    (tmp_path / "reportqa.toml").write_text(config)
    return tmp_path


def night(
    root: Path, capsys: pytest.CaptureFixture[str], inbox: Path
) -> tuple[int, dict[str, dict[str, str]]]:
    """Run it; the exit code and the rows of the rule, by report."""
    out, config = str(root / f"out-{inbox.name}"), str(root / "reportqa.toml")
    code = run(["night", str(inbox), "--out", out, "--config", config, "--format", "csv"])
    rows = csv.DictReader(io.StringIO(capsys.readouterr().out))
    return code, {Path(row["file"]).stem: row for row in rows if row["rule"] == RULE}


def say(root: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = run(["notes", *arguments, "--config", str(root / "reportqa.toml")])
    told = capsys.readouterr()
    return code, told.out + told.err


def test_it_holds_on_later_nights_for_the_same_thing_and_shows_a_new_one(
    nights: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = written(nights / "friday", one="unit 612")
    code, found = night(nights, capsys, first)
    assert (code, found["one"]["severity"], found["one"]["acknowledged"]) == (1, "blocker", "")
    key, by = found["one"]["key"], ["--by", "Kim Varga", "--reason", "612 is the leasing office"]
    until = str(today() + timedelta(days=9))
    where = ["--night", str(nights / "out-friday")]
    refused = say(nights, capsys, "acknowledge", key, *by, "--for", "site", *where)
    assert refused[0] == 2
    assert "at most for: place" in refused[1]
    code, told = say(nights, capsys, "acknowledge", key, *by, "--for", "place", "--until", until, *where)
    assert (code, told.split(":")[0]) == (0, f"acknowledged until {until} for place")

    second = written(nights / "saturday", one="unit 612", two="Unit 612", three="unit 777")
    (nights / "saturday" / "one.txt").write_bytes((first / "one.txt").read_bytes())
    code, found = night(nights, capsys, second)
    assert {name: row["acknowledged"] for name, row in found.items()} == {
        "one": until,
        "two": until,
        "three": "",
    }
    assert code == 1
    page = (nights / "out-saturday" / "index.html").read_text(encoding="utf-8")
    assert "1 of them new" in page
    assert "Kim Varga" in page.partition('id="acknowledged"')[2]

    (nights / "saturday" / "three.txt").unlink()
    assert night(nights, capsys, second)[0] == 0
    assert say(nights, capsys, "withdraw", "1", "--by", "Lee", "--reason", "It is a flat again") == (
        0,
        "withdrawn: 1\n",
    )
    code, found = night(nights, capsys, second)
    assert (code, found["two"]["acknowledged"]) == (1, "")
    assert found["two"]["said"].endswith("(no longer holds): 612 is the leasing office")


def test_what_is_over_comes_back_and_the_page_and_the_mail_say_so(
    nights: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    inbox = written(nights / "friday", one="unit 612")
    _, found = night(nights, capsys, inbox)
    key, where = found["one"]["key"], ["--night", str(nights / "out-friday")]
    last = str(today())
    given = ["--by", "Kim", "--reason", "Known", "--until", last]
    assert say(nights, capsys, "acknowledge", key, *given, *where)[0] == 0
    code, found = night(nights, capsys, inbox)
    assert (code, found["one"]["acknowledged"]) == (0, last)

    # A day later, as if it had been said of yesterday.
    store = Notes(nights / "kept.sqlite")
    (note,) = store.all(Kind.ACKNOWLEDGED)
    store.close()
    (nights / "kept.sqlite").unlink()
    store = Notes(nights / "kept.sqlite")
    store.add([replace(note, until=today() - timedelta(days=1))])
    store.close()
    code, found = night(nights, capsys, inbox)
    assert (code, found["one"]["acknowledged"]) == (1, "")
    page = (nights / "out-friday" / "index.html").read_text(encoding="utf-8")
    assert "1 acknowledgement no longer holds" in page
    config = str(nights / "reportqa.toml")
    assert run(["night", str(inbox), "--out", str(nights / "out-friday"), "--config", config]) == 1
    assert "1 finding shown again: the acknowledgement holds no more" in capsys.readouterr().out
    assert say(nights, capsys, "list") == (0, "nothing\n")
    assert "(no longer holds): Known" in say(nights, capsys, "list", "--all")[1]


# At any hour it is another day than in UTC in one of the two.
@pytest.mark.parametrize("zone", ["Etc/GMT+12", "Pacific/Kiritimati"])
def test_a_day_is_one_at_the_posts(nights: Path, capsys: pytest.CaptureFixture[str], zone: str) -> None:
    """Wherever the machine stands: until today holds today, and yesterday is no day to hold until."""
    settings = nights / "reportqa.toml"
    settings.write_text(settings.read_text().replace(ZONE, zone))
    inbox = written(nights / "friday", one="unit 612")
    _, found = night(nights, capsys, inbox)
    key, where = found["one"]["key"], ["--night", str(nights / "out-friday")]
    by, day = ["--by", "Kim", "--reason", "Known"], today(zone)
    before = str(day - timedelta(days=1))
    code, told = say(nights, capsys, "acknowledge", key, *by, "--until", before, *where)
    assert (code, f"until {before} is not between today and " in told) == (2, True)
    assert say(nights, capsys, "acknowledge", key, *by, "--until", str(day), *where)[0] == 0
    code, found = night(nights, capsys, inbox)
    assert (code, found["one"]["acknowledged"]) == (0, str(day))
    assert "Known" in say(nights, capsys, "list")[1]


def test_mistakes_are_told(nights: Path, capsys: pytest.CaptureFixture[str]) -> None:
    inbox = written(nights / "friday", one="unit 612")
    _, found = night(nights, capsys, inbox)
    key, where = found["one"]["key"], ["--night", str(nights / "out-friday")]
    by = ["--by", "Kim", "--reason", "Known"]
    for arguments, code, why in (
        (["acknowledge", "0123456789ab", *by, *where], 3, "has the key '0123456789ab'"),
        (["acknowledge", key, *by, "--night", str(nights)], 3, "no night was run here"),
        (["acknowledge", key, *by, "--until", "tomorrow", *where], 2, "is no date"),
        (["acknowledge", key, *by, "--until", "2001-01-01", *where], 2, "is not between"),
        (["acknowledge", key, *by, "--for", "ever", *where], 2, "finding, place, site"),
        (["acknowledge", key, "--by", "Kim", *where], 2, "--reason"),
        (["acknowledge", key, "--by", " ", "--reason", "Known", *where], 2, "a name and a reason"),
        (["withdraw", "7", *by], 3, "no acknowledgement 7"),
    ):
        got, told = say(nights, capsys, *arguments)
        assert (got, why in told) == (code, True), told
    assert not (nights / "kept.sqlite").exists()
    assert json.loads(say(nights, capsys, "list", "--format", "json")[1]) == []
