"""The name model's card tells of the files beside it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "models" / "names"


@pytest.mark.parametrize("name", ["config.json", "lexicon.tsv", "weights.npz"])
def test_the_card_gives_each_file_s_hash(name: str) -> None:
    digest = hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()
    assert f"| {name} |" in (FOLDER / "CARD.md").read_text("utf-8")
    assert digest in (FOLDER / "CARD.md").read_text("utf-8")


def test_the_weights_hold_no_pickle() -> None:
    np = pytest.importorskip("numpy")
    with np.load(FOLDER / "weights.npz", allow_pickle=False) as file:
        assert sorted(file.files) == sorted(
            [f"{name}_{k}" for name in ("norm", "prefix", "suffix", "shape", "kind") for k in (0, 1)]
            + [f"{letter}{n}" for letter in "WbGg" for n in range(5)]
            + ["Wo", "bo"]
        )
