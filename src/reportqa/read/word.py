"""Word files: paragraphs, and tables as form lines, in the order of the page."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from reportqa.errors import ReadError
from reportqa.model.document import Document
from reportqa.read.context import Source
from reportqa.read.headers import is_label
from reportqa.read.typed import document_of

_MOST_ENTRIES = 5_000
_MOST_XML = 48 * 1024 * 1024  # of one part: the tree of it takes some ten times as much memory
_RATIO = 250  # no office program writes XML that packs tighter
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def read_word(source: Source) -> Iterator[Document | ReadError]:
    """One report from a .docx; deleted text of tracked changes is left out, inserted text kept."""
    _bounded(source)
    import docx

    try:
        opened = docx.Document(io.BytesIO(source.data))
    except (KeyError, ValueError, zipfile.BadZipFile) as error:
        raise source.error("is a damaged Word file", "truncated", "Save it again") from error
    parts = [*_edge(opened, "header"), *_body(opened.element.body), *_edge(opened, "footer")]
    text = "\n".join(parts).strip("\n")
    if len(text) > source.settings.max_text_chars:
        raise source.error(f"has {len(text):,} characters", "too_large")
    if not text.strip():
        raise source.error(
            "holds no text", "no_text", "Where the report is a picture inside the file, send the picture"
        )
    yield document_of(source, text)


def _bounded(source: Source) -> None:
    """The archive's directory, looked at before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise source.error("is a damaged ZIP archive", "truncated", "Send the file again") from error
    names = {entry.filename for entry in entries}
    if "word/document.xml" not in names:
        raise source.error(
            "is a ZIP archive and no Word file", "unsupported", "Send the reports by themselves"
        )
    if any(entry.flag_bits & 1 for entry in entries):
        raise source.error("is encrypted", "encrypted", "Save it without a password")
    total = sum(entry.file_size for entry in entries)
    if len(entries) > _MOST_ENTRIES or total > source.settings.max_unpacked_bytes:
        raise source.error("unpacks to more than a report can hold", "hostile")
    for entry in entries:
        xml = entry.filename.endswith((".xml", ".rels"))
        packed = max(entry.compress_size, 1)
        if (xml and entry.file_size > _MOST_XML) or (
            entry.file_size > 1024 * 1024 and entry.file_size / packed > _RATIO
        ):
            raise source.error("unpacks to more than a report can hold", "hostile")


def _edge(opened: Any, which: str) -> list[str]:
    """Page headers or footers, each said once."""
    out: list[str] = []
    for section in opened.sections:
        edge = getattr(section, which)
        if edge.is_linked_to_previous:
            continue
        for line in _body(edge._element):
            if line.strip() and line not in out:
                out.append(line)
    return out


def _body(element: Any) -> list[str]:
    lines: list[str] = []
    for child in element:
        if child.tag == f"{_W}p":
            lines.extend(_paragraph(child).split("\n"))
        elif child.tag == f"{_W}tbl":
            lines.extend(_table(child))
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"):
            lines.extend(_body(child))
    return lines


def _table(table: Any) -> list[str]:
    lines: list[str] = []
    for row in table.iter(f"{_W}tr"):
        if next(row.iterancestors(f"{_W}tbl")) is not table:
            continue  # a table inside a cell comes with its cell
        cells = [" ".join(_cell(cell).split()) for cell in _cells(row)]
        if any(cells):
            lines.extend(_row(cells))
    return lines


def _cells(row: Any) -> list[Any]:
    return [cell for cell in row.iter(f"{_W}tc") if next(cell.iterancestors(f"{_W}tr")) is row]


def _cell(cell: Any) -> str:
    return " ".join(_paragraph(paragraph) for paragraph in cell.iter(f"{_W}p"))


def _row(cells: list[str]) -> list[str]:
    """Label and value cells as `Label: value` lines; any other row as one line of its cells."""
    pairs = list(zip(cells[0::2], cells[1::2], strict=False))
    if len(cells) % 2 == 0 and all(not label or is_label(label.rstrip(": ")) for label, _ in pairs):
        return [f"{label.rstrip(': ')}: {value}" for label, value in pairs if label or value]
    return ["\t".join(cells).strip("\t")]


def _paragraph(paragraph: Any) -> str:
    out: list[str] = []
    for node in paragraph.iter():
        if node.tag == f"{_W}t":
            out.append(node.text or "")
        elif node.tag in (f"{_W}tab", f"{_W}ptab") and node.getparent().tag == f"{_W}r":
            out.append("\t")
        elif node.tag in (f"{_W}br", f"{_W}cr"):
            out.append("\n")
        elif node.tag == f"{_W}noBreakHyphen":
            out.append("-")
    return "".join(out)
