"""Excel's .xlsx: shown values (dates, percentages, cached results of formulas), merged cells filled, a row a block.

After ECMA-376 part 1, 18 (SpreadsheetML).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from corpus.errors import UnreadableFileError
from corpus.parsers.package import Package, attribute, child, children, local
from corpus.parsers.sheet import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Sheet, sheet_blocks, sheet_title
from corpus.parsers.tables import flat
from corpus.parsers.types import Block, ParsedFile

_REFERENCE = re.compile(r"^\$?([A-Z]{1,3})\$?(\d{1,7})$")
_DATE_IDS = {14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 55, 56, 57, 58}
_TIME_IDS = {18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47}
_BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    37: "#,##0",
    38: "#,##0",
    39: "#,##0.00",
    40: "#,##0.00",
}
_QUOTED = re.compile(r'"([^"]*)"|\\(.)|\[[^\]]*\]|_.|\*.')


def parse_xlsx(data: bytes, name: str) -> ParsedFile:
    """Read a workbook.

    :raises UnreadableFileError: it is broken, or has more cells than any table for people.
    """
    package = Package(data, name)
    main = next((path for kind, path in package.relations("").values() if kind == "officeDocument"), "xl/workbook.xml")
    workbook = package.xml(main)
    if workbook is None:
        raise UnreadableFileError(f"{name}：Excel文件缺少工作簿，可能已损坏，请用Excel或WPS打开后另存")
    relations = package.relations(main)
    strings = _shared_strings(package, relations)
    formats = _Formats(package, relations, attribute(child(workbook, "workbookPr"), "date1904") in ("1", "true"))
    blocks: list[Block] = []
    hidden = []
    first = ""
    for element in children(child(workbook, "sheets"), "sheet"):
        title = attribute(element, "name") or f"Sheet{len(blocks) + 1}"
        kind, path = relations.get(attribute(element, "id") or "", ("", ""))
        if kind != "worksheet":
            continue
        if attribute(element, "state") in ("hidden", "veryHidden"):
            hidden.append(title)
            continue
        first = first or title
        root = package.xml(path)
        if root is not None:
            blocks += sheet_blocks(_sheet(root, title, strings, formats, name), len(blocks) + 1)
    warnings = [f"有隐藏的工作表没有读：{'、'.join(hidden[:5])}"] if hidden else []
    return ParsedFile(tuple(blocks), tuple(warnings), sheet_title(first, name))


def _shared_strings(package: Package, relations: dict[str, tuple[str, str]]) -> list[str]:
    path = next((path for kind, path in relations.values() if kind == "sharedStrings"), "xl/sharedStrings.xml")
    return [_rich(item) for item in children(package.xml(path), "si")]


def _rich(item: Any) -> str:
    """The text of a string with its runs; phonetic guides left out."""
    parts = []
    for element in children(item):
        kind = local(element)
        if kind == "t":
            parts.append(element.text or "")
        elif kind == "r":
            parts += [t.text or "" for t in children(element, "t")]
    return re.sub(
        r"_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m.group(1), 16)) if int(m.group(1), 16) >= 32 else " ", "".join(parts)
    )


class _Formats:
    """How cells show their values: the number format of each style."""

    def __init__(self, package: Package, relations: dict[str, tuple[str, str]], from_1904: bool) -> None:
        root = package.xml(next((path for kind, path in relations.values() if kind == "styles"), "xl/styles.xml"))
        own = {
            attribute(f, "numFmtId"): attribute(f, "formatCode") or ""
            for f in children(child(root, "numFmts"), "numFmt")
        }
        self._codes: list[tuple[int, str]] = []
        for xf in children(child(root, "cellXfs"), "xf"):
            key = attribute(xf, "numFmtId") or "0"
            number = int(key) if key.isdigit() else 0
            self._codes.append((number, own.get(key, _BUILT_IN.get(number, ""))))
        self._start = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30)

    def shown(self, text: str, style: str | None) -> str:
        """A number as its cell shows it."""
        try:
            value = float(text)
            number, code = self._codes[int(style or 0)]
        except (ValueError, IndexError):
            return text
        signs = _QUOTED.sub("", code.split(";")[0])
        counts = bool(re.search(r"[0#?]", signs.replace("ss.0", "")))
        dated = bool(re.search(r"[yYdD]", signs)) or ("m" in signs.lower() and not re.search(r"[hHsS]", signs))
        if number in _DATE_IDS or (code and number not in _TIME_IDS and dated and not counts):
            return self._date(value, signs)
        if number in _TIME_IDS or (code and re.search(r"[hHsS]", signs) and not counts):
            minutes = round(value % 1 * 1440)
            return f"{minutes // 60}:{minutes % 60:02}"
        return _number(value, code, signs)

    def _date(self, value: float, signs: str) -> str:
        if not 0 < value < 2_958_466:
            return _plain(value)
        moment = self._start + timedelta(days=value + (1 if value < 60 and self._start.year == 1899 else 0))
        if signs and not re.search(r"[dD]", signs):
            return (
                f"{moment.year}年{moment.month}月"
                if re.search(r"[yY]", signs) and "m" in signs.lower()
                else f"{moment.year}年"
            )
        return f"{moment.year}年{moment.month}月{moment.day}日"


def _plain(value: float) -> str:
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(round(value, 10)).removesuffix(".0")


def _number(value: float, code: str, signs: str) -> str:
    if not code or not re.search(r"[0#]", signs) or "/" in signs or "E" in signs:
        return _plain(value)
    percent = "%" in signs
    value = value * 100 if percent else value
    decimals = len(match.group(1)) if (match := re.search(r"\.([0#?]+)", signs)) else 0
    fixed = f"{value:,.{decimals}f}" if "," in signs.partition(".")[0] else f"{value:.{decimals}f}"
    if match and "#" in match.group(1):
        fixed = fixed.rstrip("0").rstrip(".") if "." in fixed else fixed
    if re.fullmatch(r"0{2,}", signs):
        fixed = fixed.zfill(len(signs))
    words = re.findall(r'"([^"]*)"', code.split(";")[0])
    behind = "".join(words) if words and code.split(";")[0].rstrip().endswith('"') else ""
    return fixed + ("%" if percent else "") + behind


def _sheet(root: Any, title: str, strings: list[str], formats: _Formats, name: str) -> Sheet:
    rows: dict[int, dict[int, str]] = {}
    count = 0
    for number, row in enumerate(children(child(root, "sheetData"), "row"), 1):
        index = _integer(attribute(row, "r"), number)
        if index > MAX_ROWS:
            raise UnreadableFileError(f"{name}：工作表“{title}”超过{MAX_ROWS}行，不像给人看的表格，请截取后再加入")
        hidden = attribute(row, "hidden") in ("1", "true")
        for column, cell in _cells(row):
            text = flat(_value(cell, strings, formats))
            if text and column < MAX_COLUMNS and not hidden:
                rows.setdefault(index, {})[column] = text
                count += 1
        if count > MAX_CELLS:
            raise UnreadableFileError(f"{name}：表格超过{MAX_CELLS // 10_000}万格，请截取要用的部分后再加入")
    merged = []
    for element in children(child(root, "mergeCells"), "mergeCell"):
        first, _, last = (attribute(element, "ref") or "").partition(":")
        one, other = _place(first), _place(last or first)
        if one is not None and other is not None:
            merged.append((one[0], one[1], other[0], other[1]))
    return Sheet(title, rows, merged)


def _cells(row: Any) -> Iterator[tuple[int, Any]]:
    column = -1
    for cell in children(row, "c"):
        place = _place(attribute(cell, "r") or "")
        column = place[1] if place is not None else column + 1
        yield column, cell


def _value(cell: Any, strings: list[str], formats: _Formats) -> str:
    kind = attribute(cell, "t") or "n"
    if kind == "inlineStr":
        return _rich(child(cell, "is"))
    value = child(cell, "v")
    text = (value.text or "") if value is not None else ""
    if kind == "s":
        index = _integer(text, -1)
        return strings[index] if 0 <= index < len(strings) else ""
    if kind == "b":
        return {"1": "是", "0": "否"}.get(text, text)
    if kind == "e":
        return ""
    return formats.shown(text, attribute(cell, "s")) if kind == "n" and text else text


def _place(reference: str) -> tuple[int, int] | None:
    """Row from 1 and column from 0 of a reference such as AB12."""
    match = _REFERENCE.match(reference)
    if not match:
        return None
    column = 0
    for letter in match.group(1):
        column = column * 26 + ord(letter) - 64
    return int(match.group(2)), column - 1


def _integer(text: str | None, otherwise: int) -> int:
    return int(text) if text is not None and text.isdigit() and len(text) < 9 else otherwise
