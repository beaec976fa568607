"""Reading order: pieces of text on a page become lines, lines become columns read one after another."""

from __future__ import annotations

from collections.abc import Sequence

from reportqa.read.ocr.engine import OcrLine, OcrWord, Rect
from reportqa.read.ocr.pairs import paired

# Two pieces stand on one line when they share this much of the lower one's height.
_SAME_LINE = 0.5
# A gutter of a page in columns is at least this many line heights wide, and this many lines
# on either side of it must face each other.
_GUTTER = 1.5
_GUTTER_LINES = 4


def in_reading_order(pieces: Sequence[OcrLine]) -> tuple[OcrLine, ...]:
    """Detected pieces as lines in the order in which a person reads them.

    Columns are read one after another where a gutter runs through at least four facing lines and one
    side isn't a form's column of labels; else pieces of one height are one line, left to right. A form's
    labels and the answers beneath or beside them are one line each.
    """
    if not pieces:
        return ()
    rows = paired(_rows(pieces))
    out: list[OcrLine] = []
    for block in _blocks(rows):
        out.extend(block)
    return tuple(out)


def _rows(pieces: Sequence[OcrLine]) -> list[list[OcrLine]]:
    rows: list[list[OcrLine]] = []
    for piece in sorted(pieces, key=lambda item: (_middle(item.rect), item.rect[0])):
        for row in reversed(rows[-4:]):
            if any(_share(piece.rect, other.rect) >= _SAME_LINE for other in row) and not any(
                _overlap_x(piece.rect, other.rect) for other in row
            ):
                row.append(piece)
                break
        else:
            rows.append([piece])
    for row in rows:
        row.sort(key=lambda item: item.rect[0])
    rows.sort(key=lambda row: min(_middle(item.rect) for item in row))
    return rows


def _blocks(rows: list[list[OcrLine]]) -> list[list[OcrLine]]:
    """Runs of rows that share a gutter are columns; all other rows are lines of their own."""
    blocks: list[list[OcrLine]] = []
    index = 0
    while index < len(rows):
        end, gutter = _column_run(rows, index)
        if gutter is None:
            blocks.append([_joined(rows[index])])
            index += 1
            continue
        left = [[p for p in row if p.rect[2] <= gutter] for row in rows[index:end]]
        right = [[p for p in row if p.rect[2] > gutter] for row in rows[index:end]]
        blocks.append([_joined(row) for row in left if row])
        blocks.append([_joined(row) for row in right if row])
        index = end
    return blocks


def _column_run(rows: list[list[OcrLine]], start: int) -> tuple[int, float | None]:
    """The longest run from `start` in which one vertical strip stays free; (start, None) without one."""
    if len(rows[start]) < 2:
        return start, None
    first, second = rows[start][0].rect, rows[start][-1].rect
    low, high = first[2], second[0]
    end, both, texts = start, 0, 0
    height = 0.0
    while end < len(rows):
        row = rows[end]
        new_low, new_high = low, high
        for piece in row:
            centre = (low + high) / 2
            if piece.rect[0] < centre < piece.rect[2]:
                new_low, new_high = 1.0, 0.0
                break
            if piece.rect[2] <= centre:
                new_low = max(new_low, piece.rect[2])
            else:
                new_high = min(new_high, piece.rect[0])
        if new_low >= new_high:
            break
        low, high = new_low, new_high
        both += len(row) >= 2
        # Labels end in a colon or are a word or two; prose on both sides makes columns.
        texts += len(row) >= 2 and all(len(p.words) >= 3 for p in row) and ":" not in row[0].text
        height = max(height, *(p.rect[3] - p.rect[1] for p in row))
        end += 1
    if both >= _GUTTER_LINES and texts >= 0.6 * both and high - low >= 0.5 * _GUTTER * height:
        return end, (low + high) / 2
    return start, None


def _joined(row: Sequence[OcrLine]) -> OcrLine:
    words: list[OcrWord] = []
    for piece in row:
        words.extend(piece.words)
    return OcrLine(words=tuple(words))


def _middle(rect: Rect) -> float:
    return (rect[1] + rect[3]) / 2


def _share(one: Rect, other: Rect) -> float:
    common = min(one[3], other[3]) - max(one[1], other[1])
    return common / max(min(one[3] - one[1], other[3] - other[1]), 1.0)


def _overlap_x(one: Rect, other: Rect) -> bool:
    common = min(one[2], other[2]) - max(one[0], other[0])
    return common > 0.3 * min(one[2] - one[0], other[2] - other[0])
