"""From places on pages to paragraphs: for .pdf, .ofd and recognised scans, which know no paragraphs.

Lines that the page's width broke are joined, running heads and page numbers are set apart, columns
are read one after the other, ruled and aligned tables become rows.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from corpus.markers import marker_at
from corpus.parsers.columns import Band, find_gaps, in_bands
from corpus.parsers.furniture import set_apart
from corpus.parsers.grid import Table, aligned_table, find_tables
from corpus.parsers.lines import join_texts
from corpus.parsers.segments import Line, Page, Rule, Segment, rows_of
from corpus.parsers.tables import row_blocks
from corpus.parsers.types import Block

# In ems of the body's size. Justified lines end within two characters of the edge, since
# punctuation and numbers are not broken; a paragraph begins two characters in.
_FULL_EMS = 2.2
_INDENT_EMS = 1.0
_NEARLY_FULL_EMS = 4.5
_RAGGED_MORE = 1.3  # times what nine of ten lines leave free
_SAME_WIDTH = 0.05  # by how much a page's text may be narrower or wider than that of all
_PITCH_BREAK = 1.65  # of the usual distance between lines
_SPACE_BREAK = 1.22  # of the paragraph's own, where something else speaks for a new paragraph too
_TERMINAL = re.compile(r"[。；;！!？?：:][”’）)]*$")
# A centred line that goes on with nothing: a document's number, a date, a note of adoption.
_OWN_LINE = re.compile(r"^(?:[（(]?(?:19|20)\d{2}\s*年|.{1,16}[〔\[（(【](?:19|20)\d{2}[〕\]）)】]\s*第?\s*\d+\s*号)")
_NOTE_END = re.compile(r"(?:通过|公布|批准|修订|修正|施行|发布)$")
_DATED = re.compile(r"^(?:19|20)\d{2}\s*年")


@dataclass(slots=True)
class _Region:
    """The edges between which a column's lines run."""

    left: float
    right: float


def compose(pages: Sequence[Page], fuzzy: bool = False) -> list[Block]:
    """Blocks in reading order; furniture at the end, marked as such.

    :param pages: what stands on each page.
    :param fuzzy: whether the texts are recognised ones, so that a running head is never the same twice.
    """
    kept, furniture = set_apart(pages, fuzzy)
    items: list[Line | Table] = []
    found = [find_tables(page) for page in kept]
    gaps = find_gaps([(page, rest) for page, (_, rest) in zip(kept, found, strict=True)])
    for (tables, rest), own in zip(found, gaps, strict=True):
        items += _page_items(in_bands(rest, tables, own))
    blocks = _paragraphs(items, {page.number: page.width for page in kept})
    for segment, rule in furniture:
        blocks.append(
            Block(segment.text.strip(), "paragraph", len(blocks) + 1, place=f"第{segment.page}页", furniture=rule)
        )
    return blocks


# -- one page -------------------------------------------------------------------------------------------
def _page_items(bands: Sequence[Band]) -> list[Line | Table]:
    items: list[Line | Table] = []
    for band in bands:
        pending = sorted(band.tables, key=lambda table: table.y0)
        lines = [Line.of(row, band.column) for row in rows_of(band.segments)]
        for item in _with_aligned_tables([line for line in lines if line.text]):
            while pending and pending[0].y0 < item.y0:
                items.append(pending.pop(0))
            items.append(item)
        items += pending
    return items


def _with_aligned_tables(lines: list[Line]) -> Iterable[Line | Table]:
    """Runs of lines whose cells stand below each other, as tables without rules."""
    position = 0
    while position < len(lines):
        run = position
        while run < len(lines) and len(lines[run].cells) >= 2:
            run += 1
        table = aligned_table(lines[position:run]) if run - position >= 3 else None
        if table is not None:
            yield table
            position = run
        else:
            yield lines[position]
            position += 1


# -- paragraphs --------------------------------------------------------------------------------------------
def _paragraphs(items: Sequence[Line | Table], widths: dict[int, float]) -> list[Block]:
    lines = [item for item in items if isinstance(item, Line)]
    joiner = _Joiner(lines, widths)
    blocks: list[Block] = []
    open_lines: list[Line] = []
    table: Table | None = None
    for item in [*items, None]:
        if isinstance(item, Line) and table is None and open_lines and joiner.goes_on(open_lines, item):
            open_lines.append(item)
            continue
        if open_lines:
            text = join_texts([line.text for line in open_lines])
            blocks.append(Block(text, "paragraph", len(blocks) + 1, place=f"第{open_lines[0].page}页"))
            open_lines = []
        if isinstance(item, Table):
            if table is not None and table.continues_in(item):
                table = table.with_rows_of(item)
            else:
                _emit(table, blocks)
                table = item
            continue
        _emit(table, blocks)
        table = None
        if item is not None:
            open_lines = [item]
    return blocks


def _emit(table: Table | None, blocks: list[Block]) -> None:
    if table is not None:
        places = [f"第{page}页" for page in table.pages]
        blocks += row_blocks(table.grid, len(blocks) + 1, places)


class _Joiner:
    """Decides whether a line goes on with the paragraph before it."""

    def __init__(self, lines: Sequence[Line], widths: dict[int, float]) -> None:
        sizes: Counter[float] = Counter()
        for line in lines:
            sizes[round(line.size * 2) / 2] += len(line.text)
        self.size = sizes.most_common(1)[0][0] if sizes else 10.0
        self.size = max(self.size, 0.1)
        self.regions: dict[tuple[str, int], _Region] = {}
        by_column: dict[str, list[Line]] = {}
        for line in lines:
            by_column.setdefault(line.column, []).append(line)
        for column, members in by_column.items():
            common = self._region(members)
            if column == "whole" and sum(abs(line.x1 - common.right) <= 0.8 * self.size for line in members) < 3:
                # No line fills the page: the right margin is taken to be as wide as the left.
                common.right = max(common.right, min(widths[line.page] for line in members) - common.left)
            for page in {line.page for line in members}:
                own = [line for line in members if line.page == page]
                self.regions[column, page] = self._own_region(own, common)
        below = [
            (above, line)
            for above, line in zip(lines, lines[1:], strict=False)
            if above.page == line.page and above.column == line.column and line.y1 > above.y1
        ]
        self.indented = self._is_indented(lines, below)
        gaps = [line.y1 - above.y1 for above, line in below]
        self.pitch = median(gaps) if gaps else 2 * self.size
        wide = [above for above, line in below if line.y1 - above.y1 > _SPACE_BREAK * self.pitch]
        ends = sum(bool(_TERMINAL.search(above.text)) for above in wide)
        self.spaced = len(wide) >= max(3, 0.05 * len(lines)) and ends >= 0.6 * len(wide)
        self.nearly_full = max(_NEARLY_FULL_EMS, _RAGGED_MORE * self._raggedness(below))

    def _is_indented(self, lines: Sequence[Line], below: Sequence[tuple[Line, Line]]) -> bool:
        """Whether paragraphs begin two characters in: of all lines, or (where they are long) of those behind a full stop."""
        starts = [line for line in lines if 1.4 <= self._indent(line) <= 2.8]
        if len(starts) >= max(2, 0.06 * len(lines)):
            return True
        behind = [1.4 <= self._indent(line) <= 2.8 for above, line in below if _TERMINAL.search(above.text)]
        return len(starts) >= 2 and sum(behind) >= 0.4 * max(1, len(behind))

    def _raggedness(self, below: Sequence[tuple[Line, Line]]) -> float:
        """How far from the edge, in ems, nine of ten lines end that the next one goes on with."""
        slacks = sorted(
            self._slack(above)
            for above, line in below
            if self._indent(line) <= _INDENT_EMS
            and not _TERMINAL.search(above.text)
            and len(above.text) >= 8
            and line.y1 - above.y1 <= _SPACE_BREAK * self.pitch
        )
        return slacks[len(slacks) * 9 // 10] if len(slacks) >= 10 else 0.0

    def _region(self, lines: Sequence[Line]) -> _Region:
        rights = sorted((line.x1 for line in lines if len(line.text) >= 6), reverse=True) or [line.x1 for line in lines]
        right = rights[0]
        for candidate in rights:  # the outermost edge at which more than one line ends
            near = sum(candidate - 1.2 * self.size <= other <= candidate + 0.5 for other in rights)
            if near >= max(2, 0.04 * len(rights)):
                right = candidate
                break
        lefts = sorted(line.x0 for line in lines)
        left = lefts[0]
        for candidate in lefts:
            near = sum(candidate - 0.5 <= other <= candidate + 0.6 * self.size for other in lefts)
            if near >= max(2, 0.08 * len(lefts)):
                left = candidate
                break
        outer = [x for x in lefts if 1.4 * self.size <= left - x <= 2.8 * self.size]
        if len(outer) >= 2 and outer[-1] - outer[0] <= 0.6 * self.size:
            left = outer[0]  # a list of short paragraphs, of which hardly one has a second line
        return _Region(left, right)

    def _own_region(self, lines: Sequence[Line], common: _Region) -> _Region:
        """A page's own edges where it has lines enough (scans shift), else those of all pages."""
        if len(lines) < 8:
            return common
        own, width = self._region(lines), common.right - common.left
        # A page of indented or short lines only looks narrower than it is.
        same = abs(own.right - own.left - width) <= max(1.2 * self.size, _SAME_WIDTH * width)
        return own if same else common

    def _indent(self, line: Line) -> float:
        return (line.x0 - self.regions[line.column, line.page].left) / self.size

    def _slack(self, line: Line) -> float:
        return (self.regions[line.column, line.page].right - line.x1) / self.size

    def goes_on(self, paragraph: Sequence[Line], line: Line) -> bool:
        """Whether `line` belongs to the open paragraph."""
        last = paragraph[-1]
        if abs(line.size - last.size) > 0.22 * max(line.size, last.size):
            return False
        same_place = line.page == last.page and line.column == last.column
        if same_place and line.y1 - last.y1 > _PITCH_BREAK * self.pitch:
            return False
        if self._indent(line) > _INDENT_EMS:
            return self._hanging(paragraph, line) or self._centred_rest(paragraph, line)
        terminal = bool(_TERMINAL.search(last.text))
        marker = marker_at(line.text, 0, len(line.text))
        slack = self._slack(last)
        if (
            same_place
            and line.y1 - last.y1 > _SPACE_BREAK * self._pitch_of(paragraph)
            and (terminal or marker is not None or slack > _FULL_EMS)
        ):
            return False
        if _NOTE_END.search(last.text) and _DATED.match(line.text):
            return False
        if self.indented and last.text.endswith(("：", ":")) and self._indent(paragraph[0]) < _INDENT_EMS:
            return False  # those addressed: the one paragraph that begins at the edge
        if marker is not None and (terminal or (marker.spaced and not marker.refers and line.text.startswith("第"))):
            return False
        if slack <= (_FULL_EMS if self.indented or not terminal else 0.8):
            return True
        centred = len(paragraph) == 1 and self._indent(last) > 2.8
        parted = self.indented or (self.spaced and same_place)
        return parted and not terminal and marker is None and not centred and slack <= self.nearly_full

    def _pitch_of(self, paragraph: Sequence[Line]) -> float:
        if len(paragraph) > 1 and paragraph[-1].y1 > paragraph[-2].y1:
            return paragraph[-1].y1 - paragraph[-2].y1
        return self.pitch

    def _centred_rest(self, paragraph: Sequence[Line], line: Line) -> bool:
        """The second line of a centred title or note whose first fills the width."""
        last = paragraph[-1]
        indent, slack = self._indent(line), self._slack(line)
        full = self._slack(last) <= _FULL_EMS and self._indent(last) <= _FULL_EMS
        centred = indent > 2.8 and abs(indent - slack) <= 1.5
        own = marker_at(line.text, 0, len(line.text)) is not None or _OWN_LINE.match(line.text)
        return bool(full and centred and not _TERMINAL.search(last.text) and not own)

    def _hanging(self, paragraph: Sequence[Line], line: Line) -> bool:
        """Lines of an item that begin below its text, behind the number."""
        first, last = paragraph[0], paragraph[-1]
        marker = marker_at(first.text, 0, len(first.text))
        if marker is None or self._slack(last) > _FULL_EMS or marker_at(line.text, 0, len(line.text)) is not None:
            return False
        label_ems = sum(0.5 if char.isascii() else 1.0 for char in first.text[: marker.label_end])
        offset = (line.x0 - first.x0) / self.size
        if len(paragraph) > 1:
            return abs(line.x0 - paragraph[1].x0) <= 0.4 * self.size and offset > 0.6
        return 0.6 < offset <= label_ems + 2.5 and not _TERMINAL.search(last.text)


__all__ = ["Page", "Rule", "Segment", "compose"]
