"""What stands on a page: pieces of text with their places, and the lines they make.

Lengths are in the page's own units (points, millimetres, pixels); y grows downwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.parsers.lines import CJK, EDGES

_CELL_GAP_EMS = 1.8  # a gap this wide parts cells; a title is spaced out by one em
_WORD_GAP_EMS = 0.22
_SPACE_GAP_EMS = 0.6


@dataclass(slots=True)
class Segment:
    """A piece of one line without wide gaps. `edges`: the left edge of each character, where known."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    page: int
    edges: tuple[float, ...] = ()
    score: float = 1.0

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return (self.y0 + self.y1) / 2


@dataclass(frozen=True, slots=True)
class Rule:
    """A drawn line, level or upright: from (x0, y0) to (x1, y1)."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(slots=True)
class Page:
    """A page with its pieces of text and drawn lines. `number` counts from 1."""

    number: int
    width: float
    height: float
    segments: list[Segment]
    rules: list[Rule] = field(default_factory=list)


@dataclass(slots=True)
class Line:
    """A line of a column; `cells` are its parts with wide gaps between them."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    page: int
    column: str
    cells: list[Segment]

    @classmethod
    def of(cls, row: Sequence[Segment], column: str) -> Line:
        """The line that pieces at one height make."""
        cells = cells_of(row)
        text = (
            "".join(_with_gap(left, right) for left, right in zip([None, *row[:-1]], row, strict=True)) if row else ""
        )
        return cls(
            text.strip(EDGES), min(s.x0 for s in row), min(s.y0 for s in row), max(s.x1 for s in row), max(s.y1 for s in row),
            max(row, key=lambda s: len(s.text)).size, row[0].page, column, cells,
        )  # fmt: skip


def _with_gap(left: Segment | None, right: Segment) -> str:
    """The text of a piece with the space that parts it from the one before."""
    if left is None:
        return right.text
    gap = (right.x0 - left.x1) / max(right.size, left.size, 0.1)
    chinese = bool(CJK.match(right.text[:1]) and CJK.match(left.text[-1:]))
    wide = gap > (_SPACE_GAP_EMS if chinese else _WORD_GAP_EMS)
    return (" " if wide and not left.text.endswith(" ") else "") + right.text


def cells_of(row: Sequence[Segment]) -> list[Segment]:
    """Pieces of one height joined where the gap between them is no wider than between words."""
    cells: list[Segment] = []
    for piece in row:
        if cells and (piece.x0 - cells[-1].x1) <= _CELL_GAP_EMS * max(piece.size, cells[-1].size):
            last = cells[-1]
            text = last.text + _with_gap(last, piece)
            cells[-1] = Segment(text, last.x0, min(last.y0, piece.y0), piece.x1, max(last.y1, piece.y1), last.size, last.page,
                                (), min(last.score, piece.score))  # fmt: skip
        else:
            cells.append(piece)
    return cells


def trimmed(segment: Segment) -> Segment | None:
    """A piece without blanks at its ends, its edges moved with them; None where nothing is left."""
    text = segment.text
    start = len(text) - len(text.lstrip(EDGES))
    end = len(text.rstrip(EDGES))
    if start >= end:
        return None
    if start == 0 and end == len(text):
        return segment
    if segment.edges and len(segment.edges) == len(text):
        x0 = segment.edges[start]
        x1 = segment.x1 if end == len(text) else segment.edges[end]
        return Segment(
            text[start:end],
            x0,
            segment.y0,
            x1,
            segment.y1,
            segment.size,
            segment.page,
            segment.edges[start:end],
            segment.score,
        )
    width = (segment.x1 - segment.x0) / max(1, len(text))
    return Segment(text[start:end], segment.x0 + start * width, segment.y0, segment.x1 - (len(text) - end) * width, segment.y1,
                   segment.size, segment.page, (), segment.score)  # fmt: skip


def rows_of(segments: Sequence[Segment]) -> list[list[Segment]]:
    """Pieces grouped by height, from the top; each row from left to right."""
    rows: list[list[Segment]] = []
    for segment in sorted(segments, key=lambda s: (s.middle, s.x0)):
        for row in reversed(rows[-3:]):
            overlap = min(row[0].y1, segment.y1) - max(row[0].y0, segment.y0)
            if overlap > 0.5 * min(row[0].y1 - row[0].y0, segment.y1 - segment.y0):
                row.append(segment)
                break
        else:
            rows.append([segment])
    for row in rows:
        row.sort(key=lambda s: s.x0)
    rows.sort(key=lambda row: min(s.y0 for s in row))
    return rows
