"""How bad a finding is when true."""

from __future__ import annotations

from enum import StrEnum


class Severity(StrEnum):
    """How bad it is when true."""

    BLOCKER = "blocker"
    MAJOR = "major"
    MINOR = "minor"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return _RANKS[self]


_RANKS = {severity: rank for rank, severity in enumerate(Severity)}
