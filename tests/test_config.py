"""The configuration file: values, origins, and errors that name file, line and the nearest key."""

from __future__ import annotations

from pathlib import Path

import pytest

from reportqa.config import Config, NightSettings, ScoreSettings
from reportqa.errors import ConfigError
from reportqa.read_settings import ReadSettings


def write(folder: Path, text: str) -> Path:
    path = folder / "reportqa.toml"
    path.write_text(text, "utf-8")
    return path


def test_built_in() -> None:
    config = Config()
    assert config == Config(
        read=ReadSettings(), night=NightSettings(), score=ScoreSettings(), registry=None, policies=()
    )
    assert {setting.origin for setting in config.settings()} == {"built-in"}


def test_every_value_has_its_origin(tmp_path: Path) -> None:
    for name in ("registry", "evidence"):
        (tmp_path / name).mkdir()
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text("")
    path = write(
        tmp_path,
        """registry = "registry"
evidence = "evidence"
policy = [
    "a.toml",
    "b.toml",
]
timezone = "America/Chicago"

[read]
max_pages = 12          # a comment with = and [brackets]
[ocr]
engine = "tesseract"
passes = 1
[night]
workers = 2
deadline_s = 30
[score]
audience = "review"
fail_on = "major"
""",
    )
    config = Config.load(path)
    assert config == Config(
        read=ReadSettings(max_pages=12, engine="tesseract", passes=1, timezone="America/Chicago"),
        night=NightSettings(workers=2, deadline_s=30.0),
        score=ScoreSettings(audience="review", fail_on="major"),
        registry=tmp_path / "registry",
        evidence=tmp_path / "evidence",
        policies=(tmp_path / "a.toml", tmp_path / "b.toml"),
        timezone="America/Chicago",
        path=path,
        origins=config.origins,
    )
    lines = {
        "registry": 1,
        "evidence": 2,
        "policy": 3,
        "timezone": 7,
        "read.max_pages": 10,
        "ocr.engine": 12,
        "ocr.passes": 13,
        "night.workers": 15,
        "night.deadline_s": 16,
        "score.audience": 18,
        "score.fail_on": 19,
    }
    assert dict(config.origins) == {key: f"{path}:{line}" for key, line in lines.items()}
    shown = {setting.key: (setting.value, setting.origin) for setting in config.settings()}
    assert shown["read.max_pages"] == ("12", f"{path}:10")
    assert shown["read.max_bytes"] == (str(ReadSettings().max_bytes), "built-in")
    assert set(lines) <= set(shown)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('registri = "x"\n', ["1", "unknown key 'registri'", "'registry'"]),
        ("[read]\n\nmax_page = 3\n", ["3", "unknown key 'max_page'", "'max_pages'"]),
        ('[read]\nengine = "null"\n', ["2", "unknown key 'engine'"]),
        ('[read]\nmax_pages = "many"\n', ["2", "read.max_pages: should be a valid integer, is text"]),
        ("[read]\nmax_pages = true\n", ["2", "read.max_pages: should be a valid integer, is true or false"]),
        ("[read]\nmax_pages = 0\n", ["2", "max_pages must be above 0"]),
        ('[ocr]\n\nengine = "abbyy"\n', ["3", "engine must be one of"]),
        ("[night]\nworkers = 0\n", ["2", "workers must be at least 1"]),
        ("[night]\nworkers = 1\ndeadline_s = 0\n", ["3", "deadline_s must be above 0"]),
        ('[score]\naudience = "boss"\n', ["2", "audience must be one of"]),
        ('[score]\nfail_on = "info"\n', ["2", "fail_on must be one of"]),
        ('read = "fast"\n', ["1", "read: should be a valid dictionary, is text"]),
        ('registry = "nowhere"\n', ["1", "does not exist", "relative to the configuration file"]),
        ('policy = ["none.toml"]\n', ["1", "does not exist"]),
        ('timezone = "Mars/Olympus"\n', ["1", "no known zone"]),
        ('language = "xx"\n', ["1", "language: there are no messages in 'xx'", "en, es"]),
        ('messages = "nowhere.toml"\n', ["1", "does not exist"]),
        ("x = [\n", ["not valid TOML"]),
    ],
)
def test_errors_name_the_place(tmp_path: Path, text: str, says: list[str]) -> None:
    path = write(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        Config.load(path)
    message = str(caught.value)
    for part in says:
        assert part in message
    if says[0].isdigit():
        assert message.startswith(f"{path}:{says[0]}: ")
    assert caught.value.exit_code == 2


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such file"):
        Config.load(tmp_path / "none.toml")
