"""Which cells of an .xls show their number as a percentage: its reader gives 0.0065 where people see 0.65%.

Records and built-in formats as in [MS-XLS] 2.3, 2.4.126 (Format), 2.4.353 (XF) and ECMA-376 part 1, 18.8.30.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from corpus.parsers.formats import ole_stream

_BUILT_IN = {9: 0, 10: 2}  # 0% and 0.00%: number of decimals
_BOUNDSHEET, _FORMAT, _XF, _END = 0x85, 0x41E, 0xE0, 0x0A
_NUMBER, _RK, _FORMULA, _MULRK = 0x203, 0x27E, 0x06, 0xBD
_MAX_RECORDS = 5_000_000

Decimals = dict[tuple[int, int], int]  # (row from 0, column from 0) -> digits behind the point


def percent_cells(data: bytes) -> list[Decimals]:
    """The percentages of each sheet, in the order of the workbook; none of a file whose records can't be followed."""
    stream = ole_stream(data, "Workbook")
    formats, styles, sheets = dict(_BUILT_IN), list[int](), list[int]()
    for kind, body in _records(stream, 0):
        if kind == _FORMAT and len(body) > 5:
            number, chars, wide = struct.unpack_from("<HHB", body)
            text = body[5 : 5 + chars * (2 if wide & 1 else 1)].decode(
                "utf-16-le" if wide & 1 else "latin-1", "replace"
            )
            match = re.search(r"[0#?](?:\.([0#?]+))?\s*%", text)
            formats.pop(number, None)
            if match:
                formats[number] = len(match.group(1) or "")
        elif kind == _XF and len(body) >= 4:
            styles.append(struct.unpack_from("<H", body, 2)[0])
        elif kind == _BOUNDSHEET and len(body) >= 4:
            sheets.append(struct.unpack_from("<I", body)[0])
    shown = {style: formats[number] for style, number in enumerate(styles) if number in formats}
    return [_of_sheet(stream, start, shown) if shown else {} for start in sheets]


def _of_sheet(stream: bytes, start: int, shown: dict[int, int]) -> Decimals:
    found: Decimals = {}
    for kind, body in _records(stream, start):
        if kind in (_NUMBER, _RK, _FORMULA) and len(body) >= 6:
            row, column, style = struct.unpack_from("<HHH", body)
            if style in shown:
                found[row, column] = shown[style]
        elif kind == _MULRK and len(body) >= 12:
            row, column = struct.unpack_from("<HH", body)
            for i in range((len(body) - 6) // 6):
                style = struct.unpack_from("<H", body, 4 + 6 * i)[0]
                if style in shown:
                    found[row, column + i] = shown[style]
    return found


def _records(stream: bytes, position: int) -> Iterator[tuple[int, bytes]]:
    """The records of a substream, from its first to its end."""
    for _ in range(_MAX_RECORDS):
        if position + 4 > len(stream):
            return
        kind, size = struct.unpack_from("<HH", stream, position)
        if kind == _END:
            return
        yield kind, stream[position + 4 : position + 4 + size]
        position += 4 + size
