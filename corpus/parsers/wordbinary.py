"""The structures of Word's binary format: where the text lies, and what its paragraphs and letters are.

After Microsoft's [MS-DOC]; names in brackets are its own. Every read is checked against the stream's
end: a spoilt file gives what can be had, or `Spoilt`.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from corpus.parsers.numbering import Level, Numbering

_PAIRS = 0x9A  # [fibRgFcLcb]: offset and length of each structure in the table stream
_STSHF, _CHPX, _PAPX, _CLX, _LST, _LFO = 1, 12, 13, 33, 73, 74
_MAX_PIECES = 200_000
_MAX_PAGES = 200_000
_FORMATS = {
    0: "decimal", 1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter", 0x0A: "ideographDigital",
    0x0B: "japaneseCounting", 0x0E: "decimalFullWidth", 0x0F: "decimalHalfWidth", 0x10: "japaneseLegal",
    0x11: "japaneseDigitalTenThousand", 0x12: "decimalEnclosedCircle", 0x13: "decimalFullWidth2", 0x16: "decimalZero",
    0x17: "bullet", 0x1A: "decimalEnclosedFullstop", 0x1B: "decimalEnclosedParen", 0x1C: "decimalEnclosedCircleChinese",
    0x1D: "ideographEnclosedCircle", 0x1E: "ideographTraditional", 0x1F: "ideographZodiac", 0x20: "ideographZodiacTraditional",
    0x21: "taiwaneseCounting", 0x22: "ideographLegalTraditional", 0x23: "taiwaneseCountingThousand", 0x24: "taiwaneseDigital",
    0x25: "chineseCounting", 0x26: "chineseLegalSimplified", 0x27: "chineseCountingThousand", 0x28: "ideographDigital",
    0x39: "numberInDash", 0xFF: "none",
}  # fmt: skip


class Spoilt(Exception):
    """The file is not what its structures say."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """What Word knows of a paragraph: its list and level, its place in a table, its level in the outline."""

    style: int = 0
    list_id: int | None = None
    level: int | None = None
    in_table: bool = False
    row_end: bool = False
    outline: int | None = None
    edges: tuple[int, ...] = ()  # of a row's end: its cells' edges, in twips
    merged: tuple[bool, ...] = ()  # and which cells go on with the one above


@dataclass(slots=True)
class WordFile:
    """An opened file: the text of all its parts one behind the other, and where each character lies."""

    text: str
    parts: dict[str, tuple[int, int]]  # body, notes, heads, endnotes, boxes: where each lies in the text
    numbering: Numbering
    _offsets: list[tuple[int, int, int]] = field(
        default_factory=list
    )  # first character, offset in the stream, bytes a character
    _paragraphs: list[tuple[int, Paragraph]] = field(default_factory=list)  # from this offset on
    _gone: list[tuple[int, int]] = field(default_factory=list)  # deleted or hidden: offsets from, to
    styles: dict[int, Paragraph] = field(default_factory=dict)
    deleted: bool = False

    def set_paragraphs(self, found: list[tuple[int, Paragraph]]) -> None:
        """Take properties in, by the offset from which each holds."""
        self._paragraphs = found

    def set_gone(self, found: list[tuple[int, int]]) -> None:
        """Take in the stretches that are not to be read, in order."""
        self._gone = found

    def paragraph(self, position: int) -> Paragraph:
        """The properties of the paragraph that holds a character."""
        offset = self._offset(position)
        index = bisect_right(self._paragraphs, offset, key=lambda one: one[0]) - 1
        return self._paragraphs[index][1] if index >= 0 else Paragraph()

    def is_gone(self, position: int) -> bool:
        """Whether a character is deleted (by a tracked change) or hidden."""
        if not self._gone:
            return False
        offset = self._offset(position)
        index = bisect_right(self._gone, offset, key=lambda one: one[0]) - 1
        return index >= 0 and offset < self._gone[index][1]

    def _offset(self, position: int) -> int:
        index = bisect_right(self._offsets, position, key=lambda one: one[0]) - 1
        if index < 0:
            return 0
        first, offset, size = self._offsets[index]
        return offset + (position - first) * size


def open_word(document: bytes, tables: dict[str, bytes]) -> WordFile:
    """Read the structures.

    :param document: the stream WordDocument.
    :param tables: the streams 0Table and 1Table, as far as they are there.
    :raises Spoilt: the text can't be found.
    """
    if len(document) < 0x1AA or _u16(document, 0) not in (0xA5EC, 0xA5DC):
        raise Spoilt("no Word document")
    flags = _u16(document, 0x0A)
    table = tables.get("1Table" if flags & 0x0200 else "0Table", b"")
    counts = dict(zip(("body", "notes", "heads", "macros", "comments", "endnotes", "boxes", "headboxes"),
                      struct.unpack_from("<8i", document, 0x4C), strict=True))  # fmt: skip
    if any(count < 0 for count in counts.values()):
        raise Spoilt("negative length")
    text, offsets = _pieces(document, _structure(document, table, _CLX))
    parts = {}
    position = 0
    for part, count in counts.items():
        parts[part] = (min(position, len(text)), min(position + count, len(text)))
        position += count
    file = WordFile(text, parts, Numbering(), offsets)
    for step in (_read_styles, _read_paragraphs, _read_gone, _read_lists):
        try:
            step(file, document, table)
        except (Spoilt, struct.error, IndexError):
            continue  # the text is there without it
    return file


def is_encrypted(document: bytes) -> bool:
    """Whether the file is encrypted or obfuscated by a password."""
    return len(document) > 0x0C and bool(_u16(document, 0x0A) & 0x8100)


def is_word_97(document: bytes) -> bool:
    """Whether the file is of Word 97 or later; those of Word 6 and 95 are laid out otherwise."""
    return len(document) > 4 and _u16(document, 2) >= 0xC1


def _pieces(document: bytes, clx: bytes) -> tuple[str, list[tuple[int, int, int]]]:
    position = 0
    while position + 3 <= len(clx) and clx[position] == 1:
        position += 3 + _u16(clx, position + 1)
    if position + 5 > len(clx) or clx[position] != 2:
        raise Spoilt("no piece table")
    plc = clx[position + 5 : position + 5 + _u32(clx, position + 1)]
    count = (len(plc) - 4) // 12
    if not 0 < count <= _MAX_PIECES:
        raise Spoilt("no pieces")
    starts = struct.unpack_from(f"<{count + 1}I", plc)
    parts: list[str] = []
    offsets = []
    length = 0
    for i in range(count):
        chars = starts[i + 1] - starts[i]
        where = _u32(plc, 4 * (count + 1) + 8 * i + 2)
        narrow = bool(where & 0x40000000)
        offset, size = ((where & 0x3FFFFFFF) // 2, 1) if narrow else (where & 0x3FFFFFFF, 2)
        if chars <= 0 or chars > len(document) or offset + chars * size > len(document) + 2:
            continue
        raw = document[offset : offset + chars * size]
        piece = (
            raw.decode("cp1252", "replace")
            if narrow
            else "".join(map(chr, struct.unpack(f"<{len(raw) // 2}H", raw[: len(raw) // 2 * 2])))
        )
        offsets.append((length, offset, size))
        parts.append(piece)
        length += len(piece)
    if not length:
        raise Spoilt("no text")
    return "".join(parts), offsets


def _structure(document: bytes, table: bytes, index: int) -> bytes:
    at = _PAIRS + 8 * index
    if at + 8 > len(document):
        return b""
    offset, length = struct.unpack_from("<II", document, at)
    return table[offset : offset + length]


# -- properties ------------------------------------------------------------------------------------------
def _sprms(grpprl: bytes) -> Iterator[tuple[int, bytes]]:
    """The single properties [Prl]: code and operand."""
    position = 0
    while position + 2 <= len(grpprl):
        code = _u16(grpprl, position)
        position += 2
        kind = code >> 13
        if kind == 6:
            if code == 0xD608:
                size, position = (_u16(grpprl, position) - 1 if position + 2 <= len(grpprl) else 0), position + 2
            else:
                size, position = (grpprl[position] if position < len(grpprl) else 0), position + 1
                if code == 0xC615 and size == 255:
                    return
        else:
            size = (1, 1, 2, 4, 2, 2, 0, 3)[kind]
        if size < 0:
            return
        yield code, grpprl[position : position + size]
        position += size


def _properties(style: int, grpprl: bytes, base: Paragraph) -> Paragraph:
    found: dict[str, Any] = {
        "list_id": base.list_id,
        "level": base.level,
        "outline": base.outline,
        "in_table": False,
        "row_end": False,
    }
    for code, operand in _sprms(grpprl):
        if code == 0x260A and operand:
            found["level"] = operand[0]
        elif code == 0x460B and len(operand) == 2:
            found["list_id"] = _u16(operand, 0)
        elif code == 0x2416 and operand:
            found["in_table"] = bool(operand[0])
        elif code == 0x2417 and operand:
            found["row_end"] = bool(operand[0])
        elif code == 0xD608 and operand:
            found["edges"], found["merged"] = _row(operand)
        elif code == 0x2640 and operand:
            found["outline"] = operand[0]
    return Paragraph(style, **found)


def _row(operand: bytes) -> tuple[tuple[int, ...], tuple[bool, ...]]:
    """The cells' edges of a row [TDefTableOperand], and which go on with the cell above [TC80]."""
    count = operand[0]
    if count > 63 or len(operand) < 1 + 2 * (count + 1):
        return (), ()
    edges = struct.unpack_from(f"<{count + 1}h", operand, 1)
    cells = operand[1 + 2 * (count + 1) :]
    flags = [int.from_bytes(cells[20 * i : 20 * i + 2], "little") for i in range(count)]
    return edges, tuple(bool(flag & 0x20) and not flag & 0x40 for flag in flags)


def _read_styles(file: WordFile, document: bytes, table: bytes) -> None:
    sheet = _structure(document, table, _STSHF)
    if len(sheet) < 6:
        return
    position = 2 + _u16(sheet, 0)
    count, base_size = _u16(sheet, 2), _u16(sheet, 4)
    raw: dict[int, tuple[int, bytes]] = {}
    for number in range(min(count, 4096)):
        if position + 2 > len(sheet):
            break
        size = _u16(sheet, position)
        style = sheet[position + 2 : position + 2 + size]
        position += 2 + size
        if size < base_size + 4 or len(style) < size:
            continue
        kind, parent = _u16(style, 2) & 0xF, _u16(style, 2) >> 4
        at = base_size + 2 + 2 * (_u16(style, base_size) + 1)
        at += at % 2
        if kind != 1 or at + 4 > len(style):
            continue
        length = _u16(style, at)
        raw[number] = (parent, style[at + 4 : at + 2 + length])
    for number in raw:
        chain = [number]
        while raw.get(chain[-1], (0xFFF, b""))[0] in raw and raw[chain[-1]][0] not in chain and len(chain) < 50:
            chain.append(raw[chain[-1]][0])
        known = Paragraph()
        for one in reversed(chain):
            known = _properties(number, raw[one][1], known)
        file.styles[number] = known


def _pages(document: bytes, table: bytes, index: int) -> Iterator[bytes]:
    """The 512-byte pages of formatted stretches [FKP]."""
    plc = _structure(document, table, index)
    count = (len(plc) - 4) // 8
    for i in range(min(count, _MAX_PAGES)):
        start = (_u32(plc, 4 * (count + 1) + 4 * i) & 0x3FFFFF) * 512
        page = document[start : start + 512]
        if len(page) == 512:
            yield page


def _read_paragraphs(file: WordFile, document: bytes, table: bytes) -> None:
    found: list[tuple[int, Paragraph]] = []
    for page in _pages(document, table, _PAPX):
        count = page[511]
        for i in range(count):
            entry = 4 * (count + 1) + 13 * i
            if entry >= 511:
                break
            at = page[entry] * 2
            properties = Paragraph()
            if at:
                size = page[at] * 2 - 1 if page[at] else page[at + 1] * 2 if at + 1 < 511 else 0
                body = page[at + (1 if page[at] else 2) :][: max(0, size)]
                if len(body) >= 2:
                    style = _u16(body, 0)
                    properties = _properties(style, body[2:], file.styles.get(style, Paragraph()))
            else:
                properties = file.styles.get(0, properties)
            found.append((_u32(page, 4 * i), properties))
    file.set_paragraphs(sorted(found, key=lambda one: one[0]))


def _read_gone(file: WordFile, document: bytes, table: bytes) -> None:
    gone: list[tuple[int, int]] = []
    for page in _pages(document, table, _CHPX):
        count = page[511]
        for i in range(count):
            entry = 4 * (count + 1) + i
            at = page[entry] * 2 if entry < 511 else 0
            if not at:
                continue
            for code, operand in _sprms(page[at + 1 : at + 1 + page[at]]):
                if code in (0x0800, 0x083C) and operand and operand[0] in (1, 0x81):
                    file.deleted = file.deleted or code == 0x0800
                    gone.append((_u32(page, 4 * i), _u32(page, 4 * i + 4)))
    file.set_gone(sorted(gone))


# -- lists --------------------------------------------------------------------------------------------------
def _read_lists(file: WordFile, document: bytes, table: bytes) -> None:
    heads = _structure(document, table, _LST)
    if len(heads) < 2:
        return
    count = _u16(heads, 0)
    position = struct.unpack_from("<I", document, _PAIRS + 8 * _LST)[0] + len(heads)
    levels: dict[int, dict[int, Level]] = {}
    for i in range(min(count, 5000)):
        at = 2 + 28 * i
        if at + 28 > len(heads):
            break
        key = _u32(heads, at)
        for index in range(1 if heads[at + 26] & 1 else 9):
            level, position = _list_level(table, position)
            levels.setdefault(key, {})[index] = level
    overrides = _structure(document, table, _LFO)
    if len(overrides) < 4:
        return
    count = min(_u32(overrides, 0), 20_000)
    position = struct.unpack_from("<I", document, _PAIRS + 8 * _LFO)[0] + 4 + 16 * count
    for i in range(count):
        at = 4 + 16 * i
        if at + 16 > len(overrides):
            break
        key = _u32(overrides, at)
        own, fresh = dict(levels.get(key, {})), {}
        position += 4
        for _ in range(min(overrides[at + 12], 9)):
            start, bits = struct.unpack_from("<iI", table, position)
            position += 8
            index = bits & 0xF
            if bits & 0x20:
                own[index], position = _list_level(table, position)
            if bits & 0x10:
                fresh[index] = start
        if own:
            file.numbering.add(str(i + 1), str(key), own, fresh)


def _list_level(table: bytes, at: int) -> tuple[Level, int]:
    """One level [LVL], and where the next structure begins."""
    start, kind, flags = struct.unpack_from("<iBB", table, at)
    follow = table[at + 15]
    chpx, papx, limit = table[at + 24], table[at + 25], table[at + 26]
    at += 28 + papx + chpx
    length = _u16(table, at)
    raw = table[at + 2 : at + 2 + 2 * length]
    if len(raw) < 2 * length:
        raise Spoilt("list level cut off")
    text = "".join(f"%{code + 1}" if code < 9 else chr(code) for code in struct.unpack(f"<{length}H", raw))
    level = Level(
        _FORMATS.get(kind, "decimal"), text, start, limit if flags & 8 else None, bool(flags & 4),
        {0: "tab", 1: "space"}.get(follow, "nothing"),
    )  # fmt: skip
    return level, at + 2 + 2 * length


def _u16(data: bytes, at: int) -> int:
    if at + 2 > len(data):
        raise Spoilt("cut off")
    return int.from_bytes(data[at : at + 2], "little")


def _u32(data: bytes, at: int) -> int:
    if at + 4 > len(data):
        raise Spoilt("cut off")
    return int.from_bytes(data[at : at + 4], "little")
