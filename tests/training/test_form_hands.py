"""Whose hands the characters of forms are learnt from, and whose they are measured on."""

from __future__ import annotations

from pathlib import Path

import tomli

HANDS = Path(__file__).parents[2] / "training" / "form_glyphs" / "hands.toml"


def test_no_hand_of_the_bench_is_trained_on() -> None:
    table = tomli.loads(HANDS.read_text("utf-8"))
    learnt = [*table["hands"], *table["digits_alone"]]
    assert len(learnt) == len(set(learnt))
    assert not set(learnt) & {*table["bench"], *table["kin"]}
    assert set(table["validation"]) < set(table["hands"])
