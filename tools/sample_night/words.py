"""Word files with fixed dates inside, so that the same report gives the same bytes."""

from __future__ import annotations

import io
import zipfile

from docx import Document


def docx(text: str, *, table: bool = False) -> bytes:
    """The report as a Word file: header lines as paragraphs or as a two-column table."""
    head, _, body = text.strip().partition("\n\n")
    title, *fields = head.splitlines()
    document = Document()
    document.add_heading(title, level=1)
    if table:
        grid = document.add_table(rows=0, cols=2)
        for line in fields:
            label, _, value = line.partition(": ")
            cells = grid.add_row().cells
            cells[0].text, cells[1].text = f"{label}:", value
    else:
        for line in fields:
            document.add_paragraph(line)
    for paragraph in body.split("\n\n"):
        document.add_paragraph(" ".join(paragraph.split()))
    raw = io.BytesIO()
    document.save(raw)
    return _steady(raw.getvalue())


def _steady(data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in sorted(source.namelist()):
            info = zipfile.ZipInfo(name, date_time=(2026, 11, 20, 18, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, source.read(name))
    return out.getvalue()
