"""What others recorded: one adapter a source, one model for all."""

from reportqa.evidence.store import EvidenceStore

__all__ = ["EvidenceStore"]
