"""Reading order: pieces of text on a page become lines, lines become columns read one after another."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from reportqa.read.ocr.engine import OcrLine, OcrWord, Rect
from reportqa.read.ocr.pairs import paired

# Two pieces stand on one line when they share this much of the lower one's height.
_SAME_LINE = 0.5
# A gutter of a page in columns is at least this share of the highest line wide, and this many lines
# on either side of it must face each other.
_GUTTER = 0.4
_GUTTER_LINES = 3
_RUNS_ON = 0.6  # of the gutter: the least gap of a line that was found across both columns


def in_reading_order(pieces: Sequence[OcrLine]) -> tuple[OcrLine, ...]:
    """Detected pieces as lines in the order in which a person reads them.

    Columns are read one after another where a gutter runs through at least three facing lines and one
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
        run = [[part for piece in row for part in _parted(piece, gutter)] for row in rows[index:end]]
        left = [[p for p in row if p.rect[0] + p.rect[2] <= 2 * gutter] for row in run]
        right = [[p for p in row if p.rect[0] + p.rect[2] > 2 * gutter] for row in run]
        blocks.append([_joined(row) for row in left if row])
        blocks.append([_joined(row) for row in right if row])
        index = end
    return blocks


def _column_run(rows: list[list[OcrLine]], start: int) -> tuple[int, float | None]:
    """The longest run from `start` in which one vertical strip stays free; (start, None) without one."""
    runs = [
        _run_beside(rows, start, one.rect[2], other.rect[0]) for one, other in itertools.pairwise(rows[start])
    ]
    return max(runs, key=lambda run: (run[1] is not None, run[0]), default=(start, None))


def _run_beside(rows: list[list[OcrLine]], start: int, low: float, high: float) -> tuple[int, float | None]:
    """As `_column_run`, for the strip between `low` and `high`, which narrows as lines reach into it."""
    end, both, texts = start, 0, 0
    height = 0.0
    for row in rows[start:]:
        if len(row) == 1 and _runs_on(row[0], low, high):
            end += 1
            continue
        left = [piece for piece in row if piece.rect[0] <= low and piece.rect[2] < high]
        right = [piece for piece in row if piece.rect[0] > low and piece.rect[2] >= high]
        new_low = max([low, *(piece.rect[2] for piece in left)])
        new_high = min([high, *(piece.rect[0] for piece in right)])
        if len(left) + len(right) < len(row) or new_low >= new_high:
            break
        low, high = new_low, new_high
        both += bool(left and right)
        # Prose on both sides makes columns; three pieces beside one another are a table's.
        texts += len(left) == len(right) == 1 and all(map(_is_prose, row)) and ":" not in row[0].text
        height = max(height, *(piece.rect[3] - piece.rect[1] for piece in row))
        end += 1
    if both >= _GUTTER_LINES and texts >= 0.6 * both and high - low >= _GUTTER * height:
        return end, (low + high) / 2
    return start, None


def _runs_on(piece: OcrLine, low: float, high: float) -> bool:
    """Whether the detector took two columns' lines for one: its words leave a wide gap at the gutter."""
    return any(
        low <= (one.rect[2] + other.rect[0]) / 2 <= high
        and other.rect[0] - one.rect[2] >= _RUNS_ON * (high - low)
        for one, other in itertools.pairwise(piece.words)
    )


def _parted(piece: OcrLine, gutter: float) -> list[OcrLine]:
    """A line that runs on over a gutter as two: words by the side on which their middles stand."""
    sides: tuple[list[OcrWord], list[OcrWord]] = ([], [])
    for word in piece.words:
        sides[(word.rect[0] + word.rect[2]) / 2 > gutter].append(word)
    return [OcrLine(words=tuple(words)) for words in sides if words]


def _is_prose(piece: OcrLine) -> bool:
    """Three words with letters: a label has one or two, and so has a log's entry of a date and a time."""
    return sum(any(ch.isalpha() for ch in word.text) for word in piece.words) >= 3


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
