"""Places on a page. Origin is the top left corner; pages count from 1."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Box:
    """An upright rectangle in pixels of its page's image (points where a PDF has a text layer).

    The scale of each page is `Page.width` by `Page.height` in the same unit.
    """

    page: int
    left: float
    top: float
    right: float
    bottom: float

    def union(self, other: Box) -> Box:
        """The smallest box around both; both must lie on one page."""
        if other.page != self.page:
            raise ValueError("boxes of two pages have no union")
        return Box(
            page=self.page,
            left=min(self.left, other.left),
            top=min(self.top, other.top),
            right=max(self.right, other.right),
            bottom=max(self.bottom, other.bottom),
        )
