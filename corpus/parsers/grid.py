"""Tables on a page: by the lines drawn around their cells, or by cells that stand below each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.parsers.lines import join_texts
from corpus.parsers.segments import Line, Page, Rule, Segment, rows_of, trimmed
from corpus.parsers.tables import flat

_MAX_RULES = 4000
_MAX_CELLS = 20_000


@dataclass(slots=True)
class Table:
    """The cells' texts by row, merged ones filled into all they cover; `pages` has each row's page."""

    grid: list[list[str]]
    pages: list[int]
    y0: float
    y1: float
    x0: float
    x1: float

    def continues_in(self, other: Table) -> bool:
        """Whether `other` is the same table's next part, on the next page."""
        return other.pages[0] == self.pages[-1] + 1 and len(other.grid[0]) == len(self.grid[0])

    def with_rows_of(self, other: Table) -> Table:
        """Both parts as one table; a head that is repeated goes."""
        same = 0
        while same < min(3, len(other.grid), len(self.grid)) and other.grid[same] == self.grid[same]:
            same += 1
        return Table(
            self.grid + other.grid[same:], self.pages + other.pages[same:], self.y0, other.y1, self.x0, self.x1
        )


def find_tables(page: Page) -> tuple[list[Table], list[Segment]]:
    """The ruled tables of a page, and the pieces of text that stand in none."""
    if not page.rules or len(page.rules) > _MAX_RULES:
        return [], page.segments
    unit = max(page.width, page.height) / 840  # a point on A4
    level = [r for r in page.rules if abs(r.y0 - r.y1) <= abs(r.x0 - r.x1)]
    upright = [r for r in page.rules if abs(r.y0 - r.y1) > abs(r.x0 - r.x1)]
    tables: list[Table] = []
    rest = page.segments
    for levels, uprights in _connected(level, upright, 3 * unit):
        ys = _distinct([r.y0 for r in levels], 3 * unit)
        xs = _distinct([r.x0 for r in uprights], 3 * unit)
        if (
            len(ys) < 2
            or len(xs) < 2
            or (len(ys) - 1) * (len(xs) - 1) < 2
            or (len(ys) - 1) * (len(xs) - 1) > _MAX_CELLS
        ):
            continue
        inside = [s for s in rest if ys[0] - unit < s.middle < ys[-1] + unit and s.x1 > xs[0] and s.x0 < xs[-1]]
        if not inside:
            continue
        grid = _fill(inside, xs, ys, levels, uprights, 3 * unit)
        if grid is None:
            continue
        gone = {id(s) for s in inside}
        rest = [s for s in rest if id(s) not in gone]
        rows = [row for row in grid if any(row)]
        if rows:
            tables.append(Table(rows, [page.number] * len(rows), ys[0], ys[-1], xs[0], xs[-1]))
    return tables, rest


def _connected(level: list[Rule], upright: list[Rule], near: float) -> list[tuple[list[Rule], list[Rule]]]:
    """Lines that touch each other, as groups."""
    parent = list(range(len(level) + len(upright)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, one in enumerate(level):
        left, right = min(one.x0, one.x1) - near, max(one.x0, one.x1) + near
        for j, other in enumerate(upright):
            if left <= other.x0 <= right and min(other.y0, other.y1) - near <= one.y0 <= max(other.y0, other.y1) + near:
                parent[root(i)] = root(len(level) + j)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for i, rule in enumerate([*level, *upright]):
        groups.setdefault(root(i), ([], []))[0 if i < len(level) else 1].append(rule)
    return [group for group in groups.values() if group[0] and group[1]]


def _distinct(values: Sequence[float], near: float) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > near:
            found.append(value)
    return found


def _fill(
    segments: Sequence[Segment],
    xs: list[float],
    ys: list[float],
    levels: Sequence[Rule],
    uprights: Sequence[Rule],
    near: float,
) -> list[list[str]] | None:
    """The grid of texts; None where the lines are a frame around text and no table."""
    rows, columns = len(ys) - 1, len(xs) - 1
    cell = list(range(rows * columns))

    def root(i: int) -> int:
        while cell[i] != i:
            i = cell[i]
        return i

    for row in range(rows):
        middle = (ys[row] + ys[row + 1]) / 2
        for column in range(columns):
            here = row * columns + column
            if column + 1 < columns and not any(
                abs(r.x0 - xs[column + 1]) <= near and min(r.y0, r.y1) - near <= middle <= max(r.y0, r.y1) + near
                for r in uprights
            ):
                cell[root(here + 1)] = root(here)
            across = (xs[column] + xs[column + 1]) / 2
            if row + 1 < rows and not any(
                abs(r.y0 - ys[row + 1]) <= near and min(r.x0, r.x1) - near <= across <= max(r.x0, r.x1) + near
                for r in levels
            ):
                cell[root(here + columns)] = root(here)
    if len({root(i) for i in range(len(cell))}) < 2:
        return None
    members: dict[int, list[Segment]] = {}
    for segment in segments:
        for piece in _split(segment, xs):
            row = max(0, min(rows - 1, sum(piece.middle >= y for y in ys) - 1))
            column = max(0, min(columns - 1, sum((piece.x0 + piece.x1) / 2 >= x for x in xs) - 1))
            members.setdefault(root(row * columns + column), []).append(piece)
    texts = {key: _cell_text(pieces) for key, pieces in members.items()}
    return [[texts.get(root(row * columns + column), "") for column in range(columns)] for row in range(rows)]


def _split(segment: Segment, xs: Sequence[float]) -> list[Segment]:
    """A piece of text cut where a cell's edge goes through it."""
    if len(segment.edges) != len(segment.text) or not any(segment.x0 + 1 < x < segment.x1 - 1 for x in xs):
        return [segment]
    pieces: list[Segment] = []
    start = 0
    ends = [*segment.edges[1:], segment.x1]
    for i in range(1, len(segment.text) + 1):
        before = (segment.edges[i - 1] + ends[i - 1]) / 2
        cut = i == len(segment.text) or any(before < x <= (segment.edges[i] + ends[i]) / 2 for x in xs)
        if cut:
            piece = trimmed(Segment(segment.text[start:i], segment.edges[start], segment.y0, ends[i - 1], segment.y1, segment.size,
                                    segment.page, segment.edges[start:i], segment.score))  # fmt: skip
            if piece is not None:
                pieces.append(piece)
            start = i
    return pieces


def _cell_text(pieces: Sequence[Segment]) -> str:
    return flat(join_texts([Line.of(row, "cell").text for row in rows_of(pieces)]))


def aligned_table(lines: Sequence[Line]) -> Table | None:
    """Lines whose cells stand below each other, as a table; None where they don't."""
    spans: list[list[float]] = []
    for x0, x1 in sorted((cell.x0, cell.x1) for line in lines for cell in line.cells):
        if spans and x0 <= spans[-1][1]:
            spans[-1][1] = max(spans[-1][1], x1)
        else:
            spans.append([x0, x1])
    if len(spans) < 2:
        return None
    full = sum(len(line.cells) == len(spans) for line in lines)
    if full < 0.6 * len(lines) or max(len(cell.text) for line in lines for cell in line.cells) > 60:
        return None
    grid = []
    for line in lines:
        row = [""] * len(spans)
        for cell in line.cells:
            column = next(i for i, span in enumerate(spans) if span[0] <= cell.x0 <= span[1])
            row[column] = (row[column] + " " + cell.text.strip()).strip()
        grid.append(row)
    return Table(grid, [line.page for line in lines], lines[0].y0, lines[-1].y1, spans[0][0], spans[-1][1])
