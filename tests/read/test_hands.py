"""The recogniser's own last layers and those fitted to made handwriting."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

np = pytest.importorskip("numpy")
pytest.importorskip("onnxruntime", reason="the extra [ocr] is not installed")
pytest.importorskip("rapidocr", reason="the extra [ocr] is not installed")

from reportqa.read.ocr import hands, rapid  # noqa: E402

WIDTH = 320


def stripes() -> np.ndarray:
    """Upright strokes on paper, which any recogniser takes for something."""
    image = np.full((48, WIDTH, 3), 255, dtype=np.uint8)
    image[8:40, 20:300:14] = 0
    image[20:24, 20:300] = 0
    return image


def read_with(monkeypatch: pytest.MonkeyPatch, folder: Path | None) -> tuple[np.ndarray, str]:
    if folder is not None:
        monkeypatch.setattr(hands, "models_dir", lambda: folder)
    engine = rapid.RapidEngine(language=False)
    ink, _ = engine._ink(stripes())
    return ink, engine.name


def written(folder: Path, recogniser: str, **values: np.ndarray) -> Path:
    (folder / "hand_reader").mkdir(parents=True)
    np.savez(folder / "hand_reader" / "weights.npz", recogniser=np.array(recogniser), **values)
    return folder


def digest() -> str:
    spec = importlib.util.find_spec("rapidocr")
    assert spec is not None
    assert spec.origin is not None
    import hashlib

    path = Path(spec.origin).parent / "models" / "PP-OCRv6_rec_small.onnx"
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_shipped_weights_belong_to_the_installed_recogniser(monkeypatch: pytest.MonkeyPatch) -> None:
    values = dict(hands.tuned(digest()).values)
    assert {"conv2d_67.w_0", "linear_0.w_0", "linear_7.b_0"} <= set(values)
    assert all(np.isfinite(value.numpy()).all() for value in values.values())


def test_given_weights_are_read_with_and_none_leave_the_recogniser_as_it_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    plain, name = read_with(monkeypatch, tmp_path / "nothing here")
    same, _ = read_with(
        monkeypatch, written(tmp_path / "other", "0" * 64, **{"linear_7.w_0": np.zeros((240, 120))})
    )
    assert np.array_equal(plain, same)
    changed, called = read_with(
        monkeypatch,
        written(tmp_path / "ours", digest(), **{"linear_7.w_0": np.zeros((240, 120), np.float16)}),
    )
    assert abs(plain - changed).max() > 0.01
    assert called.startswith(name + "+")
