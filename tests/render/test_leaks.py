"""Over every rendering: one resident's copy tells nothing of another's, and nobody's tells of other clients.

Reports go the whole way (read, extract, link, rules, score), with names and plates as they stand and with
slips in them, so that candidates, evidence, questions and messages are all looked through.
"""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from reportqa import Checker
from reportqa.config import Config
from reportqa.model.document import Document
from reportqa.model.quality import NightReport, QualityReport
from reportqa.render import FORMATS, render, write_pages

FIXTURE = Path(__file__).resolve().parent.parent / "fixtures" / "registries" / "two-clients"
RESIDENT = "OAK-214"  # Maria Alvarez, plate 7XYZ901

# What belongs to other units of the site, and to the other client.
NEIGHBOURS = (
    "Nguyen", "Walter", "Robert Lee", "Ana Lee", "Martin Cedar", "Holloway", "Penny Lane",
    "8ABC123", "8ABC 123", "9KLM220", "HJR4417", "V-1", "V-3", "V-5", "P-NGU", "P-CED",
)  # fmt: skip
OTHERS = ("Pine Court", "Pinecrest", "PINECO", "80 Elm", "88 Pine", "6QRS332", "PINE-3B", "PINE-1")
STRANGERS = ("Farrow", "Lucinda")

SENTENCES = (
    "I spoke with Walter Nguyen at unit 241.",
    "I spoke with Walter Nguyne, resident of unit 241, about his car.",
    "Mr. Nguyen of unit 241 was the caller. Nguyen said that it was loud.",
    "The black Kia Soul with plate 8ABC123 stood in space 14.",
    "The Kia, plate 8ABC132, was cited for unit 214.",
    "Plate 8A8C123 was parked in the fire lane by unit 214.",
    "The red Toyota with plate HJR4417 belongs to Martin Cedar of unit 305.",
    "A violation was issued to Robert Lee, unit 318, and to Mr. Lee of unit 210.",
    "Penny Lane of unit 107 complained.",
    "The driver said that he lives at Pine Court, 80 Elm St.",
    "A Honda with plate 6QRS332 of Lucinda Farrow left for 88 Pine St.",
    "The smell came from 88 Pine Street unit 3B.",
)
HEAD = "On 11/20/2026 at 2314 hours I was sent to unit 214 at 1234 N Oak Ave for a noise complaint. "
TAIL = " Maria Alvarez was told to keep it down. I cleared at 2342 hours."


@cache
def checker() -> Checker:
    return Checker(Config(registry=FIXTURE))


def checked(text: str, *recipients: str) -> QualityReport:
    document = Document.from_text(
        text,
        site="OAK",
        author="Dana Ruiz",
        author_id="G-1182",
        occurred_at=datetime(2026, 11, 21, 4, 14, tzinfo=UTC),
        recipients=recipients,
    )
    return checker().check(document)


def words(rendered: str | bytes) -> str:
    """All that a rendering says; of a workbook, every part of its archive."""
    if isinstance(rendered, str):
        return rendered
    with zipfile.ZipFile(io.BytesIO(rendered)) as packed:
        return "\n".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())


def told(text: str, forbidden: tuple[str, ...]) -> list[str]:
    return [word for word in forbidden if word.lower() in text.lower()]


@pytest.mark.parametrize("format", ["json", "jsonl", "html"])
def test_the_internal_copy_does_tell(format: str) -> None:
    """Or else the tests below could not fail."""
    report = checked(HEAD + SENTENCES[0] + " " + SENTENCES[3] + TAIL, f"resident:{RESIDENT}")
    assert told(words(render(report, format)), NEIGHBOURS) != []


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_residents_copy_tells_of_no_neighbour_and_no_other_client(sentence: str) -> None:
    report = checked(HEAD + sentence + TAIL, f"resident:{RESIDENT}")
    found = {
        format: told(words(render(report, format, copy="client")), NEIGHBOURS + OTHERS + STRANGERS)
        for format in FORMATS
    }
    assert found == {format: [] for format in FORMATS}


def test_a_residents_copy_keeps_the_residents_own_words() -> None:
    report = checked(HEAD + SENTENCES[0] + TAIL, f"resident:{RESIDENT}")
    shown = (
        words(render(report, "text", copy="client"))
        + json.loads(words(render(report, "json", copy="client")))["document"]["text"]
    )
    assert "unit 214" in shown
    assert "Maria Alvarez" in shown


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_clients_copy_tells_of_no_other_client(sentence: str) -> None:
    report = checked(HEAD + sentence + TAIL, "client")
    found = {format: told(words(render(report, format, copy="client")), OTHERS) for format in FORMATS}
    assert found == {format: [] for format in FORMATS}


def test_the_pages_of_a_night_tell_each_client_only_its_own(tmp_path: Path) -> None:
    mine = [checked(HEAD + sentence + TAIL, f"resident:{RESIDENT}") for sentence in SENTENCES]
    theirs = checker().check(
        Document.from_text("I spoke with Lucinda Farrow at 80 Elm St about plate 6QRS332.", site="PINE")
    )
    night = NightReport(reports=(*mine, theirs), unreported=(), unreadable=())
    for format in ("text", "json", "jsonl", "html", "csv", "xlsx"):
        shown = words(render(night, format, copy="client", client="OAKCO"))
        assert told(shown, NEIGHBOURS + OTHERS + STRANGERS) == [], format
    write_pages(night, tmp_path, "client")
    pages = [path for path in tmp_path.rglob("*") if path.is_file() and "OAKCO" in str(path)]
    assert pages != []
    for page in pages:
        shown = words(page.read_bytes() if page.suffix == ".xlsx" else page.read_text("utf-8"))
        assert told(shown, NEIGHBOURS + OTHERS + STRANGERS) == [], page.name
