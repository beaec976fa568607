"""Labels of a printed form and the answers written to them: to the right, or in the row beneath.

Each pair becomes one line "Label: answer", which is what the reader of form lines knows. Only labels that
the shipped list has, or that end in a colon, are looked at, and prose never is an answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reportqa.read.labels import field_of
from reportqa.read.ocr.engine import OcrLine, Rect

Row = list[OcrLine]

_LABEL_WORDS = 4
_ANSWER_WORDS = 6  # a longer line beneath a lone label is prose
_BENEATH = 1.6  # heights of the answer by which it may lie lower, middle to middle, than one line of print
_LEFT = 1.5  # heights by which an answer may begin left of its label
_APART = 0.8  # heights between a label without a colon and its answer; a space in prose is less


def paired(rows: Sequence[Row]) -> list[Row]:
    """The rows with each row of labels and its row of answers made one row a pair.

    Two labels side by side over answers are a form's cells. A lone label over a short line is one only where
    the page has at least two such pairs, since it may as well be an empty label over the first words told.
    """
    found = {i: pairs for i in range(len(rows) - 1) if (pairs := _beneath(rows[i], rows[i + 1]))}
    if len(found) < 2:
        found = {i: pairs for i, pairs in found.items() if len(rows[i]) > 1}
    out: list[Row] = []
    index = 0
    while index < len(rows):
        pairs = found.get(index)
        if pairs is None:
            out.append(_marked(rows[index]))
            index += 1
        else:
            out.extend(pairs)
            index += 2
    return out


def _beneath(labels: Row, answers: Row) -> list[Row] | None:
    """One row a label, with what stands under it; None where the two rows aren't labels over answers."""
    if not all(_is_label(piece) for piece in labels) or any(_has_label(piece) for piece in answers):
        return None
    height = max(piece.rect[3] - piece.rect[1] for piece in answers)
    lower = min(_middle(piece.rect) for piece in answers) - max(_middle(piece.rect) for piece in labels)
    if lower > _BENEATH * height + max(piece.rect[3] - piece.rect[1] for piece in labels):
        return None
    cells: list[Row] = [[] for _ in labels]
    for answer in answers:
        left = [i for i, label in enumerate(labels) if label.rect[0] <= answer.rect[0] + _LEFT * height]
        if not left:
            return None
        cells[left[-1]].append(answer)
    if len(labels) == 1 and not (
        len(answers) == 1
        and field_of(labels[0].text.rstrip(":")) not in (None, "narrative")
        and len(answers[0].words) <= _ANSWER_WORDS
        and abs(answers[0].rect[0] - labels[0].rect[0]) <= 2 * _LEFT * height
    ):
        return None
    if any(sum(len(piece.words) for piece in cell) > _ANSWER_WORDS for cell in cells):
        return None
    return [[_with_colon(label), *cell] for label, cell in zip(labels, cells, strict=True)]


def _marked(row: Row) -> Row:
    """The row with a colon behind each known label that has an answer well to its right."""
    out: Row = []
    for piece, after in zip(row, (*row[1:], None), strict=True):
        apart = after is not None and after.rect[0] - piece.rect[2] >= _APART * (
            piece.rect[3] - piece.rect[1]
        )
        known = field_of(piece.text) not in (None, "narrative")
        answered = after is not None and apart and known and not _has_label(after)
        out.append(_with_colon(piece) if answered else piece)
    return out


def _is_label(piece: OcrLine) -> bool:
    """A label and nothing else."""
    if len(piece.words) > _LABEL_WORDS:
        return False
    return piece.text.endswith(":") or field_of(piece.text) is not None


def _has_label(piece: OcrLine) -> bool:
    """Whether a piece is a label or begins with one."""
    head, colon, _ = piece.text.partition(":")
    return _is_label(piece) or bool(colon and field_of(head) is not None)


def _with_colon(label: OcrLine) -> OcrLine:
    last = label.words[-1]
    if last.text.endswith(":"):
        return label
    return OcrLine(words=(*label.words[:-1], replace(last, text=f"{last.text}:")))


def _middle(rect: Rect) -> float:
    return (rect[1] + rect[3]) / 2
