"""Running heads, feet and page numbers: what stands at the same place on most pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from statistics import median

from corpus.parsers.segments import Page, Segment, rows_of

# Margins by GB/T 9704 are 37 mm at the top and 35 mm below of 297 mm; heads and feet stand within.
_ZONE = 0.115
_EDGE = 0.07  # so near the paper's edge no text stands
_OUTER_ROWS = 3
_SHARE = 0.3  # of the pages: heads of odd and of even pages differ, and first pages have none
_ALIKE = 0.72  # of recognised texts
_NUMBER = r"(?:\d{1,4}|[ivxlc]{1,6}|[IVXLC]{1,6}|[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ]|[一二三四五六七八九十百]{1,4})"
_PAGE_NUMBER = re.compile(
    rf"^[\s\-—–－―_·•.~～|<>《》\[\]【】]*(?:第\s*{_NUMBER}\s*页|{_NUMBER})\s*(?:[/／,，|\s]*(?:共\s*)?{_NUMBER}\s*页?)?[\s\-—–－―_·•.~～|<>《》\[\]【】]*$"
)
_PLAIN_NUMBER = re.compile(r"^\s*[一二三四五六七八九十百ivxlcIVXLC]+\s*$")


def set_apart(pages: Sequence[Page], fuzzy: bool = False) -> tuple[list[Page], list[tuple[Segment, str]]]:
    """Part running heads, feet and page numbers from the text.

    :param fuzzy: whether heads are compared by likeness (recognised text).
    :return: the pages without them, and what went with the rule that took it.
    """
    outer = {page.number: _outer_rows(page) for page in pages}
    taken: dict[int, list[tuple[list[Segment], str]]] = {page.number: [] for page in pages}
    for page in pages:
        for row, zone in outer[page.number]:
            text = _text(row)
            if _is_page_number(text, zone) and _outermost(row, outer[page.number], zone, taken[page.number]):
                taken[page.number].append((row, "page_number"))
    _running(pages, outer, taken, fuzzy)
    if len(pages) <= 2:
        _single(pages, outer, taken)
    kept = []
    furniture = []
    for page in pages:
        gone = {id(segment) for row, _ in taken[page.number] for segment in row}
        kept.append(replace(page, segments=[s for s in page.segments if id(s) not in gone]))
        for row, rule in taken[page.number]:
            furniture.append((replace(row[0], text=_text(row)), rule))
    return kept, furniture


def _outer_rows(page: Page) -> list[tuple[list[Segment], str]]:
    """The outermost rows of the upper and lower margin, from outside inwards."""
    rows = rows_of(page.segments)
    top = [row for row in rows if row[0].middle < _ZONE * page.height][:_OUTER_ROWS]
    bottom = [row for row in rows if row[0].middle > (1 - _ZONE) * page.height][-_OUTER_ROWS:]
    return [*((row, "top") for row in top), *((row, "bottom") for row in reversed(bottom))]


def _text(row: Sequence[Segment]) -> str:
    return " ".join(segment.text.strip() for segment in row)


def _is_page_number(text: str, zone: str) -> bool:
    if len(text) > 24 or not _PAGE_NUMBER.match(text):
        return False
    return zone == "bottom" or not _PLAIN_NUMBER.match(text)


def _outermost(
    row: list[Segment], rows: Sequence[tuple[list[Segment], str]], zone: str, taken: Sequence[tuple[list[Segment], str]]
) -> bool:
    """Whether nothing but what was taken, or a foot's or head's one line, stands farther out."""
    farther = 0
    for other, place in rows:
        if place != zone:
            continue
        if other is row:
            return farther <= 1
        if not any(other is gone for gone, _ in taken):
            farther += 1
    return False


def _running(
    pages: Sequence[Page],
    outer: dict[int, list[tuple[list[Segment], str]]],
    taken: dict[int, list[tuple[list[Segment], str]]],
    fuzzy: bool,
) -> None:
    """Rows whose words, numbers aside, stand at the same height on several pages."""
    if len(pages) < 2:
        return
    needed = max(2, round(_SHARE * len(pages)))
    groups: list[tuple[str, str, float, list[tuple[int, list[Segment]]]]] = []
    for page in pages:
        for row, zone in outer[page.number]:
            key, height = _key(_text(row)), row[0].middle / page.height
            for other_key, other_zone, other_height, members in groups[-400:]:
                if (
                    other_zone == zone
                    and abs(other_height - height) < (0.03 if fuzzy else 0.012)
                    and _same(key, other_key, fuzzy)
                ):
                    members.append((page.number, row))
                    break
            else:
                groups.append((key, zone, height, [(page.number, row)]))
    for key, zone, _, members in groups:
        if len({number for number, _ in members}) < needed or not key:
            continue
        for number, row in members:
            if not any(row is gone for gone, _ in taken[number]):
                taken[number].append((row, "running_head" if zone == "top" else "running_foot"))


def _key(text: str) -> str:
    return re.sub(r"[\d０-９]+|(?<=第)[一二三四五六七八九十]+(?=页)", "#", re.sub(r"\s+", "", text))


def _same(one: str, other: str, fuzzy: bool) -> bool:
    if one == other:
        return True
    return (
        fuzzy and min(len(one), len(other)) >= 4 and SequenceMatcher(None, one, other, autojunk=False).ratio() >= _ALIKE
    )


def _single(
    pages: Sequence[Page],
    outer: dict[int, list[tuple[list[Segment], str]]],
    taken: dict[int, list[tuple[list[Segment], str]]],
) -> None:
    """Of one or two pages, a first or last row in smaller letters or at the paper's edge, with a wide gap to the text."""
    for page in pages:
        sizes = [s.size for s in page.segments for _ in s.text]
        if len(sizes) < 150:
            continue
        body = median(sizes)
        rows = rows_of(page.segments)
        pitches = [below[0].middle - above[0].middle for above, below in zip(rows, rows[1:], strict=False)]
        pitch = median(pitches) if pitches else 2 * body
        for row, zone in outer[page.number]:
            place = next(i for i, other in enumerate(rows) if other[0] is row[0])
            inner = (
                rows[place + 1]
                if zone == "top" and place + 1 < len(rows)
                else rows[place - 1]
                if zone == "bottom" and place
                else None
            )
            outside = (
                place == 0
                if zone == "top"
                else place == len(rows) - 1 or any(rows[-1] is gone for gone, _ in taken[page.number])
            )
            if inner is None or not outside or any(row is gone for gone, _ in taken[page.number]):
                continue
            edge = not _EDGE * page.height < row[0].middle < (1 - _EDGE) * page.height
            if (edge or max(s.size for s in row) <= 0.87 * body) and abs(
                inner[0].middle - row[0].middle
            ) > 1.45 * pitch:
                taken[page.number].append((row, "running_head" if zone == "top" else "running_foot"))
