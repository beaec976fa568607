"""Differences are counted in edits, and shown as scores."""

from __future__ import annotations

# Dearer candidates are not shown: two slips in one place, and a difference of style.
MAX_COST = 2.4
# A candidate loses this much of its score with every edit; none falls below LEAST.
PER_EDIT = 0.25
LEAST = 0.05
# How many candidates a link carries: enough for a person to choose from.
SHOWN = 8
# Equal candidates are all kept up to this many, so that the true one is among them.
KEPT = 40


def score_of(cost: float) -> float:
    """A cost in edits as a score: 1 for none, a quarter less for each."""
    return round(max(LEAST, 1.0 - cost * PER_EDIT), 4)


def cost_of(score: float) -> float:
    """The edits behind a score."""
    return (1.0 - score) / PER_EDIT
