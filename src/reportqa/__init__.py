"""Reads security-guard incident reports and says, with the evidence, what is missing, wrong or unreported.

Names are loaded when first used, so that `import reportqa` costs a few milliseconds.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reportqa.aio import AsyncChecker
    from reportqa.checker import Checker
    from reportqa.config import Config
    from reportqa.errors import (
        ConfigError,
        EvidenceError,
        MissingPartError,
        NoInputError,
        ReadError,
        RegistryError,
        ReportqaError,
    )
    from reportqa.model.document import Document
    from reportqa.model.extraction import Extraction
    from reportqa.model.finding import Audience, Finding, Outcome, Question, RuleResult, Severity
    from reportqa.model.mention import Label, Mention, Role
    from reportqa.model.quality import Band, NightReport, QualityReport, Unreported
    from reportqa.model.span import Span

__version__ = "0.1.0"

__all__ = [
    "AsyncChecker",
    "Audience",
    "Band",
    "Checker",
    "Config",
    "ConfigError",
    "Document",
    "EvidenceError",
    "Extraction",
    "Finding",
    "Label",
    "Mention",
    "MissingPartError",
    "NightReport",
    "NoInputError",
    "Outcome",
    "QualityReport",
    "Question",
    "ReadError",
    "RegistryError",
    "ReportqaError",
    "Role",
    "RuleResult",
    "Severity",
    "Span",
    "Unreported",
    "__version__",
]

_HOMES = {
    "reportqa.aio": ("AsyncChecker",),
    "reportqa.checker": ("Checker",),
    "reportqa.config": ("Config",),
    "reportqa.errors": (
        "ConfigError",
        "EvidenceError",
        "MissingPartError",
        "NoInputError",
        "ReadError",
        "RegistryError",
        "ReportqaError",
    ),
    "reportqa.model.document": ("Document",),
    "reportqa.model.extraction": ("Extraction",),
    "reportqa.model.finding": ("Audience", "Finding", "Outcome", "Question", "RuleResult", "Severity"),
    "reportqa.model.mention": ("Label", "Mention", "Role"),
    "reportqa.model.quality": ("Band", "NightReport", "QualityReport", "Unreported"),
    "reportqa.model.span": ("Span",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module 'reportqa' has no attribute {name!r}")
    value = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(set(globals()) | set(__all__))
