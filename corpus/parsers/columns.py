"""Columns of running text on a page: where the gaps between them lie, and in which order what stands in them is read.

A gap counts where, over several rows on end, nothing crosses it and text stands on both sides that fills its column as
running text does and a table's cells don't. So a page may begin with a title over all columns, or change their number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from corpus.parsers.grid import Table
from corpus.parsers.segments import Page, Segment, rows_of

Gaps = tuple[float, ...]  # the places of the gaps between a page's columns, from the left; none: one column

_STEP_EMS = 0.5
_MIN_ROWS = 5  # beside each other, for a gap to be one of columns
_FULL_EMS = 2.2  # lines of justified text end within so many ems of their column's edge
_RAGGED = 0.25  # of the column's width, where lines are of uneven length; then the columns have to be equally wide
_FULL_SHARE = 0.45
_MIN_COLUMN_EMS = 9
_MIN_WRAPS = 4  # of indented lines at the edge, in both of two columns whose lines are mostly short
_EQUAL = 0.12  # by how much equal columns may differ in width
_MAX_GAPS = 4
_MAX_CROSSING = 0.3  # of the pieces of a page that takes over the columns of the others


@dataclass(slots=True)
class Band:
    """A stretch of one column of a page (`whole` where the page has one), its pieces and the tables in it."""

    column: str
    segments: list[Segment]
    tables: list[Table] = field(default_factory=list)


def find_gaps(pages: Sequence[tuple[Page, list[Segment]]]) -> list[Gaps]:
    """The gaps between the columns of each page; a page with too few lines to tell takes those of the others.

    :param pages: each with its pieces of text outside tables.
    """
    own = [_gaps(page, segments) for page, segments in pages]
    counts = Counter(len(gaps) for gaps in own if gaps)
    if not counts:
        return [_half_page(page, segments) for page, segments in pages]
    number = max(counts, key=lambda count: (counts[count], count))
    usual = tuple(median(column) for column in zip(*(gaps for gaps in own if len(gaps) == number), strict=True))
    found = []
    for (_, segments), gaps in zip(pages, own, strict=True):
        if len(gaps) < number and len(segments) >= 4:
            crossing = sum(_crosses(s, usual) for s in segments)
            fitting = crossing <= (_MAX_CROSSING if not gaps else _MAX_CROSSING / 2) * len(segments)
            gaps = usual if fitting else gaps
        found.append(gaps)
    return found


def in_bands(segments: Sequence[Segment], tables: Sequence[Table], gaps: Gaps) -> list[Band]:
    """What stands on a page in reading order: column after column between what goes across them."""
    if not gaps:
        return [Band("whole", list(segments), list(tables))]
    pieces: list[Segment | Table] = [*segments, *tables]
    across = [one for one in pieces if _crosses(one, gaps)]
    across.sort(key=_height)
    beside = [s for s in segments if not _crosses(s, gaps)]
    tables = [table for table in tables if not _crosses(table, gaps)]
    cuts = [float("-inf"), *(_height(one) for one in across), float("inf")]
    bands: list[Band] = []
    for number, (top, bottom) in enumerate(zip(cuts, cuts[1:], strict=False)):
        inside = [s for s in beside if top < s.middle < bottom]
        bands += _between(inside, [table for table in tables if top < _height(table) < bottom], gaps)
        if number < len(across):
            one = across[number]
            bands.append(Band("whole", [one]) if isinstance(one, Segment) else Band("whole", [], [one]))
    merged: list[Band] = []
    for band in bands:
        if merged and band.column == "whole" and merged[-1].column == "whole":
            merged[-1].segments += band.segments
            merged[-1].tables += band.tables
        else:
            merged.append(band)
    return merged


def _height(one: Segment | Table) -> float:
    return (one.y0 + one.y1) / 2


def _crosses(one: Segment | Table, gaps: Gaps) -> bool:
    return any(one.x0 < gap - 1 and one.x1 > gap + 1 for gap in gaps)


def _between(segments: list[Segment], tables: list[Table], gaps: Gaps) -> list[Band]:
    """The columns of a stretch that nothing goes across; lines in the middle above them stand before them."""
    bands: list[Band] = []
    centred = _centred_above(segments, gaps) if len(gaps) % 2 == 0 else []
    if centred:
        bands.append(Band("whole", centred))
        gone = {id(s) for s in centred}
        segments = [s for s in segments if id(s) not in gone]
    columns = [Band(f"{number} of {len(gaps) + 1}", []) for number in range(1, len(gaps) + 2)]
    for segment in segments:
        columns[_column((segment.x0 + segment.x1) / 2, gaps)].segments.append(segment)
    for table in tables:
        columns[_column((table.x0 + table.x1) / 2, gaps)].tables.append(table)
    used = [column for column in columns if column.segments or column.tables]
    several = len(used) > 1 or used[:1] == columns[:1]
    if used and several and max(len(column.segments) for column in used) >= 3:
        return [*bands, *used]
    return [*bands, Band("whole", segments, tables)] if used else bands


def _column(x: float, gaps: Gaps) -> int:
    return sum(x > gap for gap in gaps)


def _centred_above(segments: list[Segment], gaps: Gaps) -> list[Segment]:
    """A short title in the middle of an odd number of columns, above all of them."""
    found: list[Segment] = []
    middle = (gaps[len(gaps) // 2 - 1] + gaps[len(gaps) // 2]) / 2
    for row in rows_of(segments):
        alone = len(row) == 1 and abs((row[0].x0 + row[0].x1) / 2 - middle) < row[0].size
        if not alone or any(other.y0 < row[0].y1 for other in segments if other not in (*found, row[0])):
            break
        found.append(row[0])
    return found


def _half_page(page: Page, segments: list[Segment]) -> Gaps:
    """The first of two columns, and hardly anything in the second."""
    half = [s for s in segments if s.x1 < page.width / 2]
    if len(segments) < 2 * _MIN_ROWS or len(half) < 0.85 * len(segments):
        return ()
    em = median(s.size for s in segments)
    return (page.width / 2,) if _fills(half, em, _FULL_EMS) or _wraps(half, em) >= _MIN_WRAPS // 2 else ()


def _gaps(page: Page, segments: list[Segment]) -> Gaps:
    """The gaps between columns of running text on one page."""
    if len(segments) < 2 * _MIN_ROWS:
        return ()
    em = max(0.1, median(s.size for s in segments))
    left, right = min(s.x0 for s in segments), max(s.x1 for s in segments)
    bins = int((right - left) / (_STEP_EMS * em)) + 1
    if not 8 <= bins <= 2000:
        return ()
    gaps = _clear(_rows_as_bits(segments, left, em), bins)
    found = sorted((left + place * _STEP_EMS * em, score) for place, score in gaps)
    while found:
        places = tuple(place for place, _ in found)
        columns: list[list[Segment]] = [[] for _ in range(len(places) + 1)]
        for segment in segments:
            if not _crosses(segment, places):
                columns[_column((segment.x0 + segment.x1) / 2, places)].append(segment)
        bad = [i for i in range(len(places)) if not _are_columns(columns[i], columns[i + 1], em)]
        if not bad:
            return places if len(places) <= _MAX_GAPS else ()
        found.pop(min(bad, key=lambda i: found[i][1]))
    return ()


def _rows_as_bits(segments: list[Segment], left: float, em: float) -> list[tuple[int, int, int]]:
    """Of each row: the steps that its pieces cover, those right of a piece, those left of one, a bit each."""
    rows = []
    for row in rows_of(segments):
        covered = behind = before = 0
        for s in row:
            first = max(0, int((s.x0 - left) / (_STEP_EMS * em) + 0.5))
            last = max(first + 1, int((s.x1 - left) / (_STEP_EMS * em) + 0.5))
            covered |= (1 << last) - (1 << first)
            behind |= -1 << last
            before |= (1 << first) - 1
        rows.append((covered, behind, before))
    return rows


def _clear(rows: list[tuple[int, int, int]], bins: int) -> list[tuple[int, int]]:
    """The steps that several rows on end leave clear, with text on both sides; each with the number of these rows.

    Of a run of such steps, the middle of the best.
    """
    scores = [_score(rows, 1 << place) for place in range(bins)]
    found = []
    place = 0
    while place < bins:
        if not scores[place]:
            place += 1
            continue
        end = place
        while end < bins and scores[end]:
            end += 1
        best = max(scores[place:end])
        at = next(i for i in range(place, end) if scores[i] == best)
        last = at
        while last + 1 < end and scores[last + 1] == best:
            last += 1
        found.append(((at + last) // 2 + (at + last) % 2, best))
        place = end
    return found


def _score(rows: list[tuple[int, int, int]], bit: int) -> int:
    total = ones = others = 0
    for covered, behind, before in [*rows, (-1, 0, 0)]:
        if covered & bit:
            if ones >= _MIN_ROWS and others >= _MIN_ROWS:
                total += ones + others
            ones = others = 0
        else:
            ones += bool(behind & bit)
            others += bool(before & bit)
    return total


def _are_columns(one: list[Segment], other: list[Segment], em: float) -> bool:
    if len(one) < _MIN_ROWS or len(other) < _MIN_ROWS:
        return False
    if _fills(one, em, _FULL_EMS) and _fills(other, em, _FULL_EMS):
        return True
    widths = [_edge(column) - min(s.x0 for s in column) for column in (one, other)]
    equal = abs(widths[0] - widths[1]) <= _EQUAL * max(widths)
    if equal and all(_fills(c, em, _RAGGED * w / em) for c, w in zip((one, other), widths, strict=True)):
        return True
    wraps = _wraps(one, em), _wraps(other, em)
    return equal and min(wraps) > 0 and sum(wraps) >= _MIN_WRAPS  # lists of short lines


def _wraps(segments: list[Segment], em: float) -> int:
    """How often an indented line that reaches the column's edge goes on at its beginning, as paragraphs do."""
    start, edges = min(s.x0 for s in segments), sorted((s.x1 for s in segments), reverse=True)
    edge = next((x for x, inner in zip(edges, edges[1:], strict=False) if x - inner <= 1.2 * em), edges[0])
    if edge - start < _MIN_COLUMN_EMS * em:
        return 0
    lines = sorted(segments, key=lambda s: s.middle)
    return sum(
        above.x1 >= edge - _FULL_EMS * em and 1.4 * em <= above.x0 - start <= 2.8 * em and below.x0 <= start + 0.6 * em
        for above, below in zip(lines, lines[1:], strict=False)
    )


def _fills(segments: list[Segment], em: float, slack_ems: float) -> bool:
    """Whether the lines of a column fill it, as text does and cells don't."""
    edge, start = _edge(segments), min(s.x0 for s in segments)
    full = sum(s.x1 >= edge - slack_ems * em for s in segments)
    return full >= _FULL_SHARE * len(segments) and edge - start >= _MIN_COLUMN_EMS * em


def _edge(segments: list[Segment]) -> float:
    """Where a column's lines end, those few aside that stick out."""
    return sorted(s.x1 for s in segments)[-max(1, len(segments) // 10) - 1]
