"""Every example of docs/configuration.md loads."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from reportqa.config import OCR_KEYS, Config
from reportqa.site.policy import PolicyBook

PAGE = Path(__file__).resolve().parent.parent / "docs" / "configuration.md"
BLOCKS = re.findall(r"```toml\n# file: (\S+)\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)


def test_every_block_names_its_file() -> None:
    assert len(BLOCKS) == PAGE.read_text("utf-8").count("```toml")
    assert {name for name, _ in BLOCKS} == {"reportqa.toml", "policy.toml"}


@pytest.mark.parametrize(("name", "text"), BLOCKS)
def test_the_example_loads(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    if name == "reportqa.toml":
        for folder in ("registry", "evidence"):
            (tmp_path / folder).mkdir()
        (tmp_path / "policy.toml").write_text("")
        settings = {item.key: item for item in Config.load(path).settings()}
        for key in OCR_KEYS:
            assert f"ocr.{key}" in settings
        assert settings["night.workers"].value == "2"
        return
    book = PolicyBook.load([path])
    for site, client in ((None, None), ("OH-1", "OAK")):
        policy = book.resolve(site=site, client_id=client, on=date(2026, 11, 20))
        assert any(origin.startswith(str(path)) for _, origin in policy.origins) or "[client" in text
