"""Tables of people: .xls and .csv here, .xlsx beside it. A row is a block that carries its column heads."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from corpus.errors import UnreadableFileError
from corpus.parsers.tables import flat, head_rows, row_blocks
from corpus.parsers.types import Block, ParsedFile
from corpus.parsers.xlspercent import percent_cells

# Excel's own bounds are 1,048,576 rows and 16,384 columns; a table that people read is far below these.
MAX_ROWS = 200_000
MAX_COLUMNS = 1000
MAX_CELLS = 1_000_000
_MAX_MERGED_CELLS = 200_000
_MAX_TITLE_ROWS = 6

Span = tuple[int, int, int, int]  # first row, first column, last row, last column


@dataclass(slots=True)
class Sheet:
    """A sheet's cells: row (from 1) -> column (from 0) -> text; and its merged cells."""

    title: str
    rows: dict[int, dict[int, str]]
    merged: Sequence[Span] = field(default_factory=list)


def sheet_blocks(sheet: Sheet, line: int) -> list[Block]:
    """A sheet's rows as blocks: first what stands above the table, then the head, then each row with it.

    A blank row parts tables; each has a head of its own.
    """
    rows = _filled(sheet)
    blocks: list[Block] = []
    table: list[int] = []
    for number in [*sorted(rows), None]:
        if table and (number is None or number > table[-1] + 1):
            blocks += _table_blocks(sheet, rows, table, line + len(blocks))
            table = []
        if number is not None:
            table.append(number)
    return blocks


def _filled(sheet: Sheet) -> dict[int, dict[int, str]]:
    """The rows with merged cells' texts in all cells that they cover."""
    rows = {number: dict(cells) for number, cells in sheet.rows.items() if cells}
    budget = _MAX_MERGED_CELLS
    for first_row, first_column, last_row, last_column in sheet.merged:
        text = sheet.rows.get(first_row, {}).get(first_column, "")
        width = min(last_column, MAX_COLUMNS) - first_column + 1
        for row in range(first_row, last_row + 1):
            if not text or budget <= 0:
                break
            if row != first_row and row not in rows:
                continue  # a merged cell alone makes no row
            for column in range(first_column, first_column + width):
                rows.setdefault(row, {}).setdefault(column, text)
            budget -= width
    return rows


def _table_blocks(sheet: Sheet, rows: dict[int, dict[int, str]], numbers: list[int], line: int) -> list[Block]:
    columns = sorted({column for number in numbers for column in rows[number]})
    place = {column: i for i, column in enumerate(columns)}
    grid = []
    for number in numbers:
        row = [""] * len(columns)
        for column, text in rows[number].items():
            row[place[column]] = text
        grid.append(row)
    above = 0
    while above < min(_MAX_TITLE_ROWS, len(grid)) and _is_title(grid[above]):
        above += 1
    blocks = [
        Block(
            "\u3000".join(dict.fromkeys(cell for cell in grid[i] if cell)),
            "paragraph",
            line + i,
            place=f"{sheet.title}!{numbers[i]}",
        )
        for i in range(above)
    ]
    places = [f"{sheet.title}!{number}" for number in numbers[above:]]
    body = grid[above:]
    return blocks + row_blocks(body, line + above, places, head=head_rows(body) if len(body) > 1 else None)


def _is_title(row: Sequence[str]) -> bool:
    """A row above the head: the table's name, its unit, who filled it in; one or two texts in a wide table."""
    texts = list(dict.fromkeys(cell for cell in row if cell))
    return len(row) > 1 and (
        len(texts) == 1
        or (len(texts) == 2 and len(row) > 3 and any(t.startswith(("单位", "填报", "制表", "（单位")) for t in texts))
    )


def parse_csv(text: str, name: str) -> ParsedFile:
    """Read comma-, tab- or semicolon-separated values.

    :raises UnreadableFileError: it has more cells than any table for people.
    """
    head = text[:20_000].split("\n")[:20]
    delimiter = max("\t,;，", key=lambda sign: (sum(line.count(sign) for line in head), sign == ","))
    rows: dict[int, dict[int, str]] = {}
    count = 0
    csv.field_size_limit(1_000_000)
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter), 1):
            cells = {i: flat(cell) for i, cell in enumerate(row[:MAX_COLUMNS]) if cell.strip()}
            if cells:
                rows[number] = cells
            count += len(cells)
            if count > MAX_CELLS or number > MAX_ROWS:
                raise UnreadableFileError(f"{name}：表格过大，请截取要用的部分后再加入")
    except csv.Error as error:
        raise UnreadableFileError(f"{name}：表格文本不合格式（{error}），请用Excel或WPS另存为.xlsx后再加入") from error
    return ParsedFile(tuple(sheet_blocks(Sheet("表", rows), 1)), (), sheet_title("", name), "csv")


def parse_xls(data: bytes, name: str) -> ParsedFile:
    """Read the Excel format of before 2007 (.xls, WPS's .et).

    :raises UnreadableFileError: it is broken or encrypted.
    """
    from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    blocks: list[Block] = []
    first = ""
    try:
        workbook = CalamineWorkbook.from_object(io.BytesIO(data))
        percents = percent_cells(data)
        for order, meta in enumerate(workbook.sheets_metadata):
            if meta.visible != SheetVisibleEnum.Visible or meta.typ != SheetTypeEnum.WorkSheet:
                continue
            first = first or meta.name
            sheet = workbook.get_sheet_by_name(meta.name)
            merged = [(a[0] + 1, a[1], b[0] + 1, b[1]) for a, b in sheet.merged_cell_ranges or ()]
            if sheet.height > MAX_ROWS or sheet.height * max(1, sheet.width) > 4 * MAX_CELLS:
                raise UnreadableFileError(f"{name}：工作表“{meta.name}”过大，请截取后再加入")
            rows: dict[int, dict[int, str]] = {}
            start_row, start_column = sheet.start or (0, 0)
            percent = percents[order] if order < len(percents) else {}
            for number, row in enumerate(sheet.to_python(skip_empty_area=True), start_row + 1):
                cells = {}
                for column, value in enumerate(row[:MAX_COLUMNS], start_column):
                    text = flat(_shown(value, percent.get((number - 1, column))))
                    if text:
                        cells[column] = text
                if cells:
                    rows[number] = cells
            blocks += sheet_blocks(Sheet(meta.name, rows, merged), len(blocks) + 1)
    except PasswordError as error:
        raise UnreadableFileError(f"{name}：文件设了密码，请用Excel或WPS打开并去掉密码后再加入") from error
    except BaseException as error:  # noqa: BLE001 - a panic of the Rust library is no Exception
        if isinstance(error, UnreadableFileError) or not (
            isinstance(error, Exception) or type(error).__name__ == "PanicException"
        ):
            raise
        raise UnreadableFileError(f"{name}：文件已损坏，请用Excel或WPS打开后另存为.xlsx") from error
    return ParsedFile(tuple(blocks), (), sheet_title(first, name))


def sheet_title(sheet: str, name: str) -> str:
    """What to call a table without a title of its own: its sheet's name where somebody gave it one, else the file's."""
    stem = name.rpartition(".")[0] or name
    return stem if not sheet or re.match(r"^(?:Sheet|工作表|表)\s*\d*$", sheet, re.I) else f"{stem} {sheet}"


def _shown(value: object, decimals: int | None = None) -> str:
    """A cell's value as it is written; `decimals`: of a percentage."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if decimals is not None and isinstance(value, int | float):
        return f"{value * 100:.{decimals}f}%"
    if isinstance(value, float):
        return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(round(value, 10))
    if isinstance(value, datetime | date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, time):
        return f"{value.hour}:{value.minute:02}"
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02}"
    return str(value)
