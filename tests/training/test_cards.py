"""Each model's card tells of the files beside it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

MODELS = Path(__file__).parents[2] / "models"
FOLDER = MODELS / "names"


@pytest.mark.parametrize(
    "path",
    sorted(path for path in MODELS.rglob("*") if path.is_file() and path.suffix != ".md"),
    ids=lambda path: str(path.relative_to(MODELS)),
)
def test_the_card_gives_each_file_s_hash(path: Path) -> None:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    card = (path.parent / "CARD.md").read_text("utf-8")
    assert f"| {path.name} |" in card
    assert digest in card


def test_the_weights_hold_no_pickle() -> None:
    np = pytest.importorskip("numpy")
    with np.load(FOLDER / "weights.npz", allow_pickle=False) as file:
        assert sorted(file.files) == sorted(
            [f"{name}_{k}" for name in ("norm", "prefix", "suffix", "shape", "kind") for k in (0, 1)]
            + [f"{letter}{n}" for letter in "WbGg" for n in range(5)]
            + ["Wo", "bo"]
        )
