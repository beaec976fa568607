"""The command line: what it prints, where, and the code it ends with. Real processes where that matters."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from tests.render import made

from reportqa.cli import VERBS, run
from reportqa.cli._shared import exit_code
from reportqa.model.finding import Outcome, RuleResult, Severity
from reportqa.model.quality import Band
from reportqa.render import from_json, schema

GOOD = "Site: Larkspur Court\nOfficer: Dana Ruiz, badge G-1182\n\nThe door was open.\n"
BAD = (
    "Time: [illegible]\nSSN 123-45-6789 was on the form. "
    "FD came but it was a false alarm, no report needed.\n"
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that is the current one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def process(
    *arguments: str, stdin: str = "", cwd: Path | None = None, **env: str
) -> subprocess.CompletedProcess[str]:
    """One real run, its pipes not a terminal."""
    return subprocess.run(
        [sys.executable, "-m", "reportqa", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**os.environ, "OMP_NUM_THREADS": "1", **env},
        timeout=120,
        check=False,
    )


def test_check_prints_what_a_person_reads(folder: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    (folder / "one.txt").write_text(BAD)
    code = run(["check", "one.txt", "--fail-on", "minor"])
    out, err = capfdbinary.readouterr()
    assert code == 1
    assert err == b""
    assert b"legibility.marked-illegible" in out
    assert b"\x1b[" not in out


def test_json_of_one_file_is_an_object_and_of_a_folder_an_array(
    folder: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    (folder / "in").mkdir()
    (folder / "in" / "one.txt").write_text(BAD)
    run(["check", "in/one.txt", "--format", "json"])
    one = json.loads(capfdbinary.readouterr().out)
    run(["check", "in", "--format", "json"])
    many = json.loads(capfdbinary.readouterr().out)
    assert one["type"] == "quality_report"
    assert [report["document"]["name"] for report in many] == ["in/one.txt"]
    validator = jsonschema.Draft202012Validator(schema())
    validator.validate(one)
    validator.validate(many)


def test_folders_are_walked_sorted_and_links_in_a_circle_end(
    folder: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    (folder / "in" / "b").mkdir(parents=True)
    for name in ("z.txt", "b/y.txt", "a.txt"):
        (folder / "in" / name).write_text(GOOD)
    (folder / "in" / "a.txt.meta.json").write_text("{}")
    (folder / "in" / "b" / "up").symlink_to(folder / "in")
    run(["check", "in", "--format", "jsonl"])
    names = [json.loads(line)["document"]["name"] for line in capfdbinary.readouterr().out.splitlines()]
    assert names == ["in/a.txt", "in/b/y.txt", "in/z.txt"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["check", "nowhere.txt"], 3, "no such file"),
        (["check", "empty"], 3, "no file to check"),
        (["check"], 2, "Missing argument"),
        (["bogus"], 2, "No such command"),
        (["check", "one.txt", "--format", "pdf"], 2, "Choose one of text, json"),
        (["check", "one.txt", "--audience", "all"], 2, "submit, review, audit"),
        (["check", "one.txt", "--fail-on", "info"], 2, "blocker, major, minor"),
        (["check", "one.txt", "--copy", "public"], 2, "internal, client"),
        (["check", "one.txt", "--config", "none.toml"], 2, "none.toml"),
        (["night", "nowhere"], 3, "no such folder"),
        (["night", "empty", "--evidence", "nowhere"], 2, "no such folder"),
        (["match", "214 Oak"], 2, "no site registry"),
        (["rules", "legibility.marked-ilegible"], 2, "Did you mean legibility.marked-illegible"),
        (["config", "show", "--on", "yesterday"], 2, "2026-11-20"),
        (["extract", "nowhere.txt"], 3, "no such file"),
        (["read", "nowhere.txt"], 3, "no such file"),
    ],
)
def test_errors_take_one_line_and_say_what_to_do(
    folder: Path, capfd: pytest.CaptureFixture[str], arguments: list[str], code: int, words: str
) -> None:
    (folder / "empty").mkdir()
    (folder / "one.txt").write_text(GOOD)
    assert run(arguments) == code
    out, err = capfd.readouterr()
    assert out == ""
    assert words in err
    assert err.startswith("error: ")
    assert err.count("\n") == 1


def test_a_file_that_cannot_be_read_is_one_failed_report(
    folder: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    (folder / "good.txt").write_text(GOOD)
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing")
    code = run(["check", "broken.pdf", "good.txt", "--format", "json"])
    reports = from_json(capfdbinary.readouterr().out)
    assert code == 4
    assert isinstance(reports, tuple)
    assert [report.failure is not None for report in reports] == [True, False]  # type: ignore[union-attr]


def test_the_higher_code_wins() -> None:
    fixing, ready = made.rich_report(), made.dull_report(1)
    broken = RuleResult(rule="a.b", outcome=Outcome.ERRORED, error="ValueError")
    ours = replace(made.failed_report(), failure=replace(made.failed_report().failure, code="PolicyError"))  # type: ignore[type-var]
    assert exit_code([], "minor") == 0
    assert exit_code([ready], "minor") == 0
    assert exit_code([ready, fixing], "blocker") == 1
    assert exit_code([made.quality("x", made.finding("a.b"))], "blocker") == 0
    assert exit_code([made.quality("x", made.finding("a.b"))], "major") == 1
    assert exit_code([made.quality("x", made.finding("a.b", Severity.MINOR))], "minor") == 1
    assert exit_code([fixing, made.failed_report()], "blocker") == 4
    assert exit_code([made.faint_report()], "blocker") == 4
    assert exit_code([replace(ready, results=(broken,)), made.failed_report()], "blocker") == 5
    assert exit_code([ours], "blocker") == 5
    assert made.faint_report().band is Band.CANNOT_BE_JUDGED


def test_out_writes_a_file_and_nothing_else(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (folder / "one.txt").write_text(BAD)
    run(["check", "one.txt", "--format", "html", "--out", "made/page.html"])
    assert capfd.readouterr().out == ""
    assert (folder / "made" / "page.html").read_text().startswith("<!doctype html>")


def test_the_client_copy_masks_what_privacy_rules_name(
    folder: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    (folder / "one.txt").write_text(BAD)
    run(["check", "one.txt", "--format", "json"])
    told = json.loads(capfdbinary.readouterr().out)
    if not any(result["rule"].startswith("privacy.") for result in told["results"]):
        pytest.skip("no privacy rule is in the catalogue")
    run(["check", "one.txt", "--format", "json", "--copy", "client"])
    assert b"123-45-6789" not in capfdbinary.readouterr().out


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help(verb: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert run([verb, "--help"]) == 0
    assert "Usage: reportqa" in capfd.readouterr().out


def test_rules_lists_and_explains(capfd: pytest.CaptureFixture[str]) -> None:
    run(["rules"])
    assert "legibility.marked-illegible" in capfd.readouterr().out
    run(["rules", "legibility.marked-illegible"])
    page = capfd.readouterr().out
    assert page.startswith("# legibility.marked-illegible\n")
    assert "severity: major; shown to: submit" in page
    assert "Violated by (illegible time):" in page
    run(["rules", "legibility", "--format", "json"])
    assert {row["name"].partition(".")[0] for row in json.loads(capfd.readouterr().out)} == {"legibility"}


def test_schema_prints_the_schema(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["schema"]) == 0
    assert json.loads(capfd.readouterr().out) == schema()


def test_config_show_names_the_origin_of_each_value(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (folder / "reportqa.toml").write_text('timezone = "America/Chicago"\n')
    assert run(["config", "show", "--format", "json"]) == 0
    rows = {row["key"]: row for row in json.loads(capfd.readouterr().out)}
    assert rows["timezone"]["value"] == "America/Chicago"
    assert rows["timezone"]["origin"].endswith("reportqa.toml:1")
    assert rows["night.workers"]["origin"] == "built-in"


def test_an_unknown_key_suggests_the_nearest(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (folder / "reportqa.toml").write_text('registri = "registry"\n')
    (folder / "one.txt").write_text(GOOD)
    assert run(["check", "one.txt"]) == 2
    assert "registry" in capfd.readouterr().err


def test_extract_and_read(folder: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    (folder / "one.txt").write_text("At 0214 the fire department came to the east gate.\n")
    assert run(["extract", "one.txt"]) == 0
    out = capfdbinary.readouterr().out.decode()
    assert "TIME" in out
    assert "service Fire department: involved" in out
    assert run(["extract", "one.txt", "--format", "json"]) == 0
    assert json.loads(capfdbinary.readouterr().out)["type"] == "extraction"
    assert run(["read", "one.txt"]) == 0
    assert capfdbinary.readouterr().out.decode().startswith("At 0214 the fire department came")
    assert run(["read", "one.txt", "--format", "json"]) == 0
    assert json.loads(capfdbinary.readouterr().out)["type"] == "document"


def test_a_bug_shows_no_traceback_unless_asked(
    folder: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "one.txt").write_text(GOOD)

    def broken(*arguments: object) -> None:
        raise RuntimeError("secret words")

    monkeypatch.setattr("reportqa.cli._shared.load_checker", broken)
    assert run(["check", "one.txt"]) == 5
    plain = capfd.readouterr().err
    assert plain.startswith("error: reportqa broke (RuntimeError at test_cli.py:")
    assert "secret" not in plain
    assert run(["check", "one.txt", "--debug"]) == 5
    assert "Traceback" in capfd.readouterr().err


def test_a_real_process_ends_with_the_code(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text(BAD)
    found = process("check", "one.txt", "--fail-on", "minor", cwd=tmp_path)
    missing = process("check", "none.txt", cwd=tmp_path)
    assert (found.returncode, found.stderr) == (1, "")
    assert (missing.returncode, missing.stdout) == (3, "")
    assert missing.stderr == "error: none.txt: there is no such file or folder. Check the path.\n"


def test_a_closed_pipe_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text(BAD)
    command = f"{sys.executable} -m reportqa schema | head -c 1"
    done = subprocess.run(command, shell=True, capture_output=True, timeout=60, check=False)
    assert done.stderr == b""


def test_output_is_utf8_whatever_the_terminal_says(tmp_path: Path) -> None:
    (tmp_path / "ünï.txt").write_text("Time: [illegible] – naïve café\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "reportqa", "check", "ünï.txt"],
        cwd=tmp_path,
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        timeout=60,
        check=False,
    )
    assert "ünï.txt" in done.stdout.decode("utf-8")
    assert done.stderr == b""


def test_registry_rows_that_cannot_be_used_are_named(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (folder / "registry").mkdir()
    (folder / "registry" / "clients.csv").write_text("id,name,aliases\nC1,Alder Homes,\n")
    header = "id,client_id,name,aliases,kind,timezone,lat,lon,radius_m,valid_from,valid_to\n"
    bad = "S1,C1,Larkspur Court,,residential,America/New_York,north,-80.0,50,,\n"
    (folder / "registry" / "sites.csv").write_text(header + bad)
    (folder / "reportqa.toml").write_text('registry = "registry"\n')
    (folder / "one.txt").write_text(GOOD)
    run(["check", "one.txt"])
    err = capfd.readouterr().err
    assert err.startswith("warning: registry: ")
    assert "sites.csv:2" in err
    assert "lat" in err


def test_config_show_of_a_site_has_its_post_orders(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    registry = Path(__file__).parent.parent / "fixtures" / "registries" / "two-clients"
    (folder / "policy.toml").write_text(
        '[[post_order]]\nid = "PO-1"\nsite = "OAK"\nnotify = ["client"]\ntext = "Call the manager."\n'
    )
    (folder / "reportqa.toml").write_text(f'registry = "{registry}"\npolicy = "policy.toml"\n')
    assert run(["config", "show", "--site", "OAK"]) == 0
    assert "post order PO-1" in capfd.readouterr().out
    assert run(["config", "show", "--site", "OKA"]) == 2
    assert "no site 'OKA'" in capfd.readouterr().err


def test_a_night_writes_pages_and_prints_a_summary(
    folder: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    (folder / "inbox").mkdir()
    (folder / "inbox" / "one.txt").write_text(BAD)
    (folder / "inbox" / "broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    assert run(["night", "inbox", "--out", "pages"]) == 4
    out, err = capfdbinary.readouterr()
    assert err == b""
    assert out.decode().rstrip().endswith("Pages: pages/index.html")
    page = (folder / "pages" / "index.html").read_text()
    assert "broken.pdf" in page
    assert len(list((folder / "pages" / "reports").glob("*.html"))) == 2
    assert run(["night", "inbox", "--out", "pages", "--resume", "--format", "json"]) == 4
    told = json.loads(capfdbinary.readouterr().out)
    assert told["type"] == "night_report"
    jsonschema.Draft202012Validator(schema()).validate(told)


def test_an_empty_night_is_no_input(folder: Path) -> None:
    (folder / "inbox").mkdir()
    assert run(["night", "inbox", "--out", "pages"]) == 3


def test_an_out_that_cannot_be_written_is_named(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (folder / "one.txt").write_text(GOOD)
    (folder / "taken").write_text("a file, no folder")
    assert run(["check", "one.txt", "--out", "taken/x.json", "--format", "jsonl"]) == 2
    assert capfd.readouterr().err.startswith("error: taken/x.json: cannot be written")


def test_the_language_is_named_on_the_command_line_or_configured(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "one.txt").write_text(BAD, "utf-8")
    run(["check", "one.txt", "--language", "es"])
    named = capsys.readouterr().out
    assert "Preguntas para el oficial" in named
    (folder / "reportqa.toml").write_text('language = "es"\n', "utf-8")
    run(["check", "one.txt"])
    assert capsys.readouterr().out == named
    run(["check", "one.txt", "--language", "en"])
    assert "Questions for the officer" in capsys.readouterr().out
    assert run(["check", "one.txt", "--language", "xx"]) == 2
    assert "there are no messages in 'xx'" in capsys.readouterr().err


def test_what_a_catalogue_lacks_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "fr.toml").write_text('language = "fr"\n[any]\n"Ready" = "Prêt"\n', "utf-8")
    (folder / "reportqa.toml").write_text('language = "fr"\nmessages = "fr.toml"\n', "utf-8")
    assert run(["config", "show", "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    lacking = [row["value"] for row in rows if row["key"] == "message not in fr"]
    assert "Blocker" in lacking
    assert "Ready" not in lacking
