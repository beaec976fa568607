"""What others recorded: one adapter a source, one model for all.

The store and its adapters are loaded with the first evidence: a check of one report needs none of them.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reportqa.evidence.store import EvidenceStore

__all__ = ["EvidenceStore"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from reportqa.evidence.store import EvidenceStore

    return EvidenceStore
