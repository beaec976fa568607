"""Printed forms: one description of where everything stands, for printing and for reading."""

from __future__ import annotations

from reportqa.forms.layout import Choice, Comb, Layout, Line, Marks, Rect, layouts

__all__ = ["Choice", "Comb", "Layout", "Line", "Marks", "Rect", "layouts"]
