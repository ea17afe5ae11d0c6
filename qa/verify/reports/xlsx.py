"""The report as a table, a row for each citation. The importer of openpyxl."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from qa.verify.reports.common import (
    Review,
    changes_text,
    decision_text,
    label,
    printable,
    put_in_place,
    source_of,
    summary_text,
    true_words,
)  # fmt: skip
from qa.verify.types import Verification

_COLUMNS = (
    ("序号", 6),
    ("行", 6),
    ("结论", 14),
    ("所引文件和条款", 40),
    ("草稿文字", 60),
    ("差别", 36),
    ("原文", 60),
    ("说明", 48),
    ("处理意见", 24),
)
_MOST = 32_000  # characters; a cell holds 32,767
_FILLS = {
    "altered": "FDE8E6",
    "misplaced": "FFF1D6",
    "not_found": "FDE8E6",
    "outdated": "EFE6FA",
    "ambiguous": "E3EFFC",
    "not_in_library": "ECECF1",
}


def save_table(verification: Verification, path: Path, review: Review | None = None) -> None:
    """Write the table.

    :raises OSError: it can't be written.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill

    book = Workbook()
    sheet: Any = book.active
    sheet.title = "引用核校"
    _put(sheet, 1, 1, f"引用核校：{verification.file}").font = Font(bold=True, size=14)
    _put(sheet, 2, 1, summary_text(verification))
    for column, (title, width) in enumerate(_COLUMNS, 1):
        cell = _put(sheet, 4, column, title)
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = width
    for number, citation in enumerate(verification.citations, 1):
        line = verification.text.count("\n", 0, citation.start) + 1
        values: tuple[str | int, ...] = (
            number, line, label(citation.verdict), source_of(citation), citation.text, changes_text(citation), true_words(citation), citation.note,
            decision_text(review, number - 1),
        )  # fmt: skip
        for column, value in enumerate(values, 1):
            cell = _put(sheet, 4 + number, column, value)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if column == 3 and citation.verdict in _FILLS:
                cell.fill = PatternFill("solid", fgColor=_FILLS[citation.verdict])
    last = 6 + len(verification.citations)
    _put(sheet, last, 1, "核校人：")
    _put(sheet, last, 5, "日期：")
    sheet.freeze_panes = "A5"
    if verification.citations:
        sheet.auto_filter.ref = f"A4:I{4 + len(verification.citations)}"
    sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = "landscape", 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    stream = io.BytesIO()
    book.save(stream)
    put_in_place(path, stream.getvalue())


def _put(sheet: Any, row: int, column: int, value: str | int) -> Any:
    """Write a cell. Words stay words: what begins like a formula is kept as text, in Excel and in what reads its CSV."""
    cell = sheet.cell(row, column)
    if isinstance(value, int):
        cell.value = value
        return cell
    words = printable(value)[:_MOST]
    cell.value = words
    cell.data_type = "s"
    if words[:1] in "=+-@\t\r" and words:
        cell.quotePrefix = True
    return cell
