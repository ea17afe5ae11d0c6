"""Workbooks: the one place that knows openpyxl. A cell holds text, whatever it begins with."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from qa.quiz.exporters.base import Parts, clean

_CELL_LIMIT = 32_767  # characters, of the file format
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading and its width in characters."""

    heading: str
    width: int = 14


def workbook(path: Path, sheet: str, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> Parts:
    """A workbook of one sheet: bold frozen heading, wrapped cells, filters."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    book = Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    wrap = Alignment(vertical="top", wrap_text=True)
    for number, column in enumerate(columns, 1):
        cell = page.cell(1, number, column.heading)
        cell.font, cell.alignment = Font(bold=True), wrap
        cell.fill = PatternFill("solid", fgColor="DDE6F0")
        page.column_dimensions[get_column_letter(number)].width = column.width
    for at, row in enumerate(rows, 2):
        for number, text in enumerate(row, 1):
            written = clean(text)[:_CELL_LIMIT]
            cell = page.cell(at, number)
            cell.alignment = wrap
            if not written:
                continue
            cell.value = written
            cell.data_type = "s"  # a text that begins with = stays a text
            cell.number_format = "@"
            if written.startswith(_FORMULA):
                cell.quotePrefix = True
    page.freeze_panes = "A2"
    page.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(rows) + 1}"
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_title_rows = "1:1"
    packed = io.BytesIO()
    book.save(packed)
    return Parts(((path, packed.getvalue()),))
