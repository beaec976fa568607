"""A form as a PDF page: vectors and standard fonts, the same bytes each time.

Needs reportlab (`pip install 'reportqa[forms]'`), which also draws the QR code.
"""

from __future__ import annotations

import io
import unicodedata
from typing import TYPE_CHECKING, Any

from reportqa.errors import ConfigError, MissingPartError
from reportqa.forms.layout import Choice, Comb, Layout, Rect

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

PAPERS = {"letter": (215.9, 279.4), "a4": (210.0, 297.0)}  # mm
_POINT = 72 / 25.4  # points a millimetre
# Lines of cells are grey, so that dark ink stands out from them; boxes to tick are darker, to be seen.
_CELL_GREY, _RULE_GREY, _BOX_GREY = 0.6, 0.7, 0.3
_HAIR = 0.6  # points
_MOST_CODE = 60  # bytes of a site's id that a code of this size still carries legibly


def form_pdf(layout: Layout, *, site_id: str, site_name: str, paper: str = "letter") -> bytes:
    """One page for one site. `paper` is letter or a4; raises ConfigError for an id that no code can carry."""
    try:
        from reportlab.pdfgen.canvas import Canvas
    except ImportError as error:
        raise MissingPartError(
            "the part that prints forms is not installed",
            remedy="Install it with pip install 'reportqa[forms]'",
        ) from error
    if len(site_id.encode()) > _MOST_CODE:
        raise ConfigError(f"the site's id is longer than {_MOST_CODE} bytes", remedy="Give it a shorter id")
    width, height = PAPERS[paper]
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(width * _POINT, height * _POINT), invariant=1, lang="en")
    canvas.setTitle(_plain(f"{layout.title.capitalize()}: {site_name}"))
    canvas.setCreator("reportqa")
    sheet = _Sheet(canvas, (width - layout.frame[0]) / 2, (height - layout.frame[1]) / 2, height)
    _draw(sheet, layout, site_id, site_name)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


class _Sheet:
    """A canvas that takes millimetres from the top left corner of the frame."""

    def __init__(self, canvas: Canvas, left: float, top: float, height: float) -> None:
        self.canvas: Any = canvas
        self._left, self._top, self._height = left, top, height

    def point(self, x: float, y: float) -> tuple[float, float]:
        """In points from the bottom left corner of the paper."""
        return (self._left + x) * _POINT, (self._height - self._top - y) * _POINT

    def text(self, x: float, y: float, words: str, size: float, *, bold: bool = False) -> None:
        """Words on the base line y."""
        self.canvas.setFillGray(0)
        self.canvas.setFont("Helvetica-Bold" if bold else "Helvetica", size)
        self.canvas.drawString(*self.point(x, y), _plain(words))

    def middle(self, x: float, y: float, words: str, size: float) -> None:
        """Words around x."""
        self.canvas.setFont("Helvetica", size)
        self.canvas.drawCentredString(*self.point(x, y), words)

    def frame(self, rect: Rect, grey: float, width: float = _HAIR) -> None:
        """An empty rectangle."""
        left, bottom = self.point(rect[0], rect[3])
        self.canvas.setStrokeGray(grey)
        self.canvas.setLineWidth(width)
        self.canvas.rect(left, bottom, (rect[2] - rect[0]) * _POINT, (rect[3] - rect[1]) * _POINT)

    def block(self, rect: Rect) -> None:
        """A black rectangle."""
        left, bottom = self.point(rect[0], rect[3])
        self.canvas.setFillGray(0)
        size = ((rect[2] - rect[0]) * _POINT, (rect[3] - rect[1]) * _POINT)
        self.canvas.rect(left, bottom, *size, stroke=0, fill=1)

    def rule(self, left: float, right: float, y: float, grey: float) -> None:
        """A line across."""
        self.canvas.setStrokeGray(grey)
        self.canvas.setLineWidth(_HAIR)
        self.canvas.line(*self.point(left, y), *self.point(right, y))


def _draw(sheet: _Sheet, layout: Layout, site_id: str, site_name: str) -> None:
    _marks(sheet, layout)
    _code(sheet, layout, site_id)
    sheet.text(13, 6.5, layout.title, 16, bold=True)
    named = f"Site: {site_name} ({site_id})" if site_name != site_id else f"Site: {site_id}"
    sheet.text(13, 13.5, _fitting(named, 11, layout.site[2] - layout.site[0]), 11)
    for row, words in enumerate(layout.help):
        sheet.text(13, 18.5 + 3.4 * row, words, 7.5)
    for comb in layout.combs:
        _comb(sheet, comb)
    for choice in layout.choices:
        _choice(sheet, choice)
    left, top, right, bottom = layout.narrative
    sheet.text(left, top + 1.5, layout.narrative_label, 7.5, bold=True)
    y = top + layout.rule + 2
    while y <= bottom + 0.1:
        sheet.rule(left, right, y, _RULE_GREY)
        y += layout.rule
    left, top, right, bottom = layout.signature
    sheet.text(left, bottom + 3.2, layout.signature_label, 7)
    sheet.rule(left, right, bottom, _BOX_GREY)
    sheet.text(right + 6, bottom + 3.2, layout.signs, 7)


def _marks(sheet: _Sheet, layout: Layout) -> None:
    """Black squares with a border of one module and 4 by 4 bits inside."""
    step = layout.marks.size / 6
    for (x, y), rows in zip(layout.marks.at, layout.marks.bits, strict=True):
        sheet.block((x, y, x + layout.marks.size, y + layout.marks.size))
        for row, bits in enumerate(rows, start=1):
            for column, bit in enumerate(bits, start=1):
                if bit == "1":
                    left, bottom = sheet.point(x + column * step, y + (row + 1) * step)
                    sheet.canvas.setFillGray(1)
                    sheet.canvas.rect(left, bottom, step * _POINT, step * _POINT, stroke=0, fill=1)


def _code(sheet: _Sheet, layout: Layout, site_id: str) -> None:
    from reportlab.graphics import renderPDF
    from reportlab.graphics.barcode.qr import QrCodeWidget
    from reportlab.graphics.shapes import Drawing

    side = (layout.code[2] - layout.code[0]) * _POINT
    drawing = Drawing(side, side)
    # Level Q mends a quarter of the code: a crease, a smudge.
    drawing.add(
        QrCodeWidget(
            layout.payload(site_id), barLevel="Q", barWidth=side, barHeight=side, barBorder=layout.quiet
        )
    )
    renderPDF.draw(drawing, sheet.canvas, *sheet.point(layout.code[0], layout.code[3]))


def _comb(sheet: _Sheet, comb: Comb) -> None:
    left, top, _, bottom = comb.area
    if comb.label == "at":
        sheet.text(left - 3.6, bottom - 2.2, comb.label, 7.5)
    else:
        sheet.text(left, top - 1.9, comb.label, 7.5)
    for cell in comb.cells:
        sheet.frame(cell, _CELL_GREY)
    sheet.canvas.setFillGray(0.4)
    for sign, x in comb.marks:
        sheet.middle(x, bottom - 2.6, sign, 11)


def _choice(sheet: _Sheet, choice: Choice) -> None:
    sheet.text(choice.at[0], choice.at[1] - 2.0, choice.label, 7.5, bold=True)
    for option, box in zip(choice.options, choice.boxes, strict=True):
        sheet.frame(box, _BOX_GREY, 0.8)
        sheet.text(box[2] + 1.3, box[3] - 0.9, option, 8)


def _fitting(words: str, size: float, room: float) -> str:
    """The words, cut where they would run out of their place (mm)."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    shown = _plain(words)
    while stringWidth(shown, "Helvetica", size) > room * _POINT and len(shown) > 1:
        shown = shown[:-2].rstrip() + "\u2026"
    return shown


def _plain(words: str) -> str:
    """What the standard fonts can draw; an accent that they lack is dropped, another script becomes "?"."""
    out = []
    for character in words:
        try:
            character.encode("cp1252")
            out.append(character)
        except UnicodeEncodeError:
            bare = unicodedata.normalize("NFKD", character).encode("cp1252", "ignore").decode("cp1252")
            out.append(bare or "?")
    return "".join(out)
