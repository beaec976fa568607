"""Every page passes the HTML validator of the W3C (the Nu Html Checker), where Java and its jar are there."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.night.test_answer import asking, complaint, report
from tests.night.test_trends import kept, trends, weighty
from tests.render import made
from tests.server.test_review import night as stored_night

from reportqa.checker import Checker
from reportqa.night.history import nights_in
from reportqa.night.ledgers import Ledgers
from reportqa.render import render, write_pages
from reportqa.render.answer_page import answer_html
from reportqa.server.review import Review

VNU = Path(__file__).resolve().parents[2] / "clients/typescript/node_modules/vnu-jar/build/dist/vnu.jar"
# Its reader of CSS is older than some properties, and from a disk it takes 'self' for nowhere.
_OF_ITS_OWN = re.compile("^CSS:|Content Security Policy")


def faults(folder: Path) -> list[str]:
    """What the validator says of the pages in the folder."""
    java = shutil.which("java")
    if java is None or not VNU.exists():
        pytest.skip("java or the validator is not there: npm ci in clients/typescript")
    command = [java, "-Xmx500m", "-jar", str(VNU), "--skip-non-html", "--format", "json", str(folder)]
    told = subprocess.run(command, capture_output=True, check=False, timeout=280)
    messages = json.loads(told.stderr)["messages"]
    return [
        f"{item['url'].rsplit('/', 1)[-1]}: {item['message']}"
        for item in messages
        if not _OF_ITS_OWN.search(item["message"])
    ]


@pytest.mark.slow
def test_every_page_is_valid(tmp_path: Path) -> None:
    for night in range(2):
        kept(tmp_path / "ledgers", night, weighty(9 - night, 20, night), missed=night == 1)
    told = trends(nights_in([tmp_path / "ledgers"], 9, Ledgers()), persons=True)
    pages = tmp_path / "pages"
    night_made = made.acknowledged_night()
    write_pages(night_made, pages / "inside", names=made.NAMES, trends=told)
    write_pages(night_made, pages / "client", "client", names=made.NAMES)
    asked = asking(report("R1", "At 0100 a bicycle was found. No fire was seen.")).complaint(complaint())
    review = Review(stored_night(tmp_path / "out"), Checker())
    for name, text in {
        "answer": answer_html(asked),
        "list": str(render(list(night_made.reports), "html")),
        "reviews": review.list_page(1, True, name="Kim", guard="x"),
        "review": review.report_page(0, name="", guard="x"),
        "review of a scan": review.report_page(1, name="Kim", guard="x"),
    }.items():
        (pages / f"{name}.html").write_text(text, encoding="utf-8")
    assert faults(pages) == []


@pytest.mark.slow
def test_the_validator_does_refuse(tmp_path: Path) -> None:
    page = '<!doctype html><html lang="en"><title>x</title><p id="a"><ul><div id="a"></div></ul>'
    (tmp_path / "bad.html").write_text(page, encoding="utf-8")
    assert "bad.html: Duplicate ID “a”." in faults(tmp_path)
