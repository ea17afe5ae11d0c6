"""Tables as blocks: a row is one block whose cells carry the head of their column, so that a cell can be quoted alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.parsers.types import Block

CELL_GAP = "\u3000"
_MAX_HEAD_CHARS = 40
_MAX_HEAD_ROWS = 3
_VALUE = re.compile(r"^[<>≤≥≈±+\-−约]?\s*[\d０-９][\d０-９,，.．\s%％‰/\-:：]*(?:万|亿|千|百)?[\u4e00-\u9fff%％]{0,3}$")
_YEAR = re.compile(r"^(?:19|20)\d{2}(?:年.{0,8})?$")

Grid = Sequence[Sequence[str]]


def is_value(text: str) -> bool:
    """Whether a cell holds a number, with or without a unit; years are heads of columns as often as values."""
    return bool(_VALUE.match(text)) and not _YEAR.match(text)


def head_rows(grid: Grid) -> int:
    """How many of the first rows are the table's head; 0 where it has none that is certain.

    A head has a word for each column (a merged head has been filled down and right), no numbers, no
    sentences; what follows is longer or holds numbers, or the words of its first row are all different.
    """
    columns = max((len(row) for row in grid), default=0)
    if columns < 2 or len(grid) < 2:
        return 0
    count = 0
    for row in grid[: min(_MAX_HEAD_ROWS, len(grid) - 1)]:
        if not _may_be_head(row, columns):
            break
        count += 1
        if len({cell for cell in row if cell}) == len([cell for cell in row if cell]):
            break  # every column has its own word: the head is complete
    head = grid[:count]
    whole = ["".join(row[i] if i < len(row) else "" for row in head) for i in range(columns)]
    return count if count and len(set(whole)) == len(whole) else 0


def _may_be_head(row: Sequence[str], columns: int) -> bool:
    cells = [cell for cell in row if cell]
    if len(cells) < max(2, columns - 1):
        return False
    return not any(is_value(cell) or len(cell) > _MAX_HEAD_CHARS or "。" in cell for cell in cells)


def row_blocks(
    grid: Grid, line: int, place: Sequence[str | None] | None = None, with_heads: bool = True, head: int | None = None
) -> list[Block]:
    """The rows of a table as blocks.

    :param grid: the cells' texts by row, merged cells filled into all they cover.
    :param line: the number of the first row's line or block in the file.
    :param place: page or cell of each row.
    :param with_heads: whether to write the column's head before each cell.
    :param head: how many rows are the head, where this is known; else it is judged.
    """
    count = (head_rows(grid) if head is None else head) if with_heads else 0
    heads = _heads(grid[:count])
    blocks = []
    for number, row in enumerate(grid):
        if number < count or not heads:
            cells = _distinct(row)
        else:
            cells = [f"{heads[i]}：{cell}" if i < len(heads) and heads[i] and heads[i] != cell else cell
                     for i, cell in enumerate(row) if cell]  # fmt: skip
        text = CELL_GAP.join(cells)
        if text:
            blocks.append(Block(text, "row", line + number, place=place[number] if place else None))
    return blocks


def by_edges(rows: Sequence[tuple[Sequence[str], Sequence[float]]], near: float) -> list[list[str]]:
    """Rows whose cells are known by their edges, on the columns of all rows together; a wide cell fills several.

    :param rows: each row's texts and its edges, one more than texts.
    :param near: how far apart two edges may lie that are the same.
    """
    edges: list[float] = []
    for edge in sorted(edge for _, own in rows for edge in own):
        if not edges or edge - edges[-1] > near:
            edges.append(edge)
    grid = []
    for texts, own in rows:
        row = [""] * max(1, len(edges) - 1)
        for i, text in enumerate(texts):
            for column in range(len(row)):
                if i + 1 < len(own) and own[i] - near <= edges[column] < own[i + 1] - near:
                    row[column] = text
        grid.append(row)
    return grid


def _heads(rows: Grid) -> list[str]:
    """One head a column: the words of all head rows, each once."""
    columns = max((len(row) for row in rows), default=0)
    heads = []
    for column in range(columns):
        words: list[str] = []
        for row in rows:
            word = row[column].rstrip("：:") if column < len(row) else ""
            if word and word not in words:
                words.append(word)
        heads.append("".join(words) if all(len(word) < 2 for word in words) else " ".join(words))
    return heads


def _distinct(row: Sequence[str]) -> list[str]:
    """The cells without the repeats that filling a merged cell makes."""
    return [cell for i, cell in enumerate(row) if cell and (i == 0 or cell != row[i - 1])]


def flat(text: str) -> str:
    """A cell's text on one line."""
    return re.sub(r"(?<=[\u3000-\u9fff\uff00-\uffef])\s+(?=[\u3000-\u9fff\uff00-\uffef])", "", " ".join(text.split()))
