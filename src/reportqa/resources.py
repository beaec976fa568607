"""Where shipped files lie: inside the package once installed, in the checkout while developing."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def models_dir() -> Path:
    """The folder of model weights: `_models` in a wheel, `models/` in a checkout."""
    shipped = _PACKAGE / "_models"
    return shipped if shipped.is_dir() else _PACKAGE.parent.parent / "models"


def policies_dir() -> Path:
    """The folder of the built-in policies."""
    return _PACKAGE / "policies"


def evidence_maps_dir() -> Path:
    """The folder of the ready dispatch maps."""
    return _PACKAGE / "evidence" / "maps"
