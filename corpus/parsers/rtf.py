"""Rich Text Format: paragraphs, table rows, notes, and the numbers that the writing program left beside lists.

After Microsoft's RTF specification 1.9.1. Written for what Word, WPS and LibreOffice make.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from corpus.errors import UnreadableFileError
from corpus.parsers.lines import EDGES
from corpus.parsers.tables import by_edges, flat, row_blocks
from corpus.parsers.types import Block, ParsedFile

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)", re.S
)
_MAX_GROUPS = 5000
_NEAR_TWIPS = 60  # 1 mm
_CODEPAGES = {0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gb18030", 136: "cp950", 161: "cp1253", 162: "cp1254",
              163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250"}  # fmt: skip
_SKIPPED = frozenset(
    [
        "fonttbl",
        "colortbl",
        "stylesheet",
        "info",
        "pict",
        "objdata",
        "fldinst",
        "bkmkstart",
        "bkmkend",
        "annotation",
        "atnid",
        "atnauthor",
        "themedata",
        "datastore",
        "listtable",
        "listoverridetable",
        "revtbl",
        "rsidtbl",
        "generator",
        "xmlnstbl",
        "latentstyles",
        "nonesttables",
        "shprslt",
        "sp",
        "template",
        "pgdsctbl",
        "filetbl",
        "private",
        "xe",
        "tc",
        "txe",
        "rxe",
        "do",
        "comment",
        "background",
        "ftnsep",
        "ftnsepc",
        "aftnsep",
        "aftnsepc",
        "ftncn",
        "aftncn",
        "pgptbl",
        "mmathPr",
        "userprops",
        "docvar",
        "colorschememapping",
        "wgrffmtfilter",
        "falt",
        "panose",
        "blipuid",
        "picprop",
        "nesttableprops",
        "upr",
        "formfield",
    ]
)
_FURNITURE = frozenset(["header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf"])
_SIGNS = {b"emdash": "—", b"endash": "–", b"emspace": "\u2003", b"enspace": "\u2002", b"qmspace": "\u2005", b"bullet": "•",
          b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”", b"tab": "\t", b"line": "\n", b"softline": "\n"}  # fmt: skip
_BULLET = re.compile(r"^[\s•·●○◆■□▪◇➢\-*oü§Ø\uf000-\uf0ff]*$")


@dataclass(frozen=True, slots=True)
class _State:
    """What a group inherits from the one around it."""

    target: str = "body"  # body, note, furniture, label, fonts, "" for what is skipped
    skip_after: int = 1  # \uc: how many characters stand for one of \u in old programs
    codepage: str = ""
    hidden: bool = False
    outline: int = 9
    in_table: bool = False


@dataclass(slots=True)
class _Row:
    merged: list[str] = field(default_factory=list)  # of each cell: "", "v" continues the one above, "h" the one before
    edges: list[float] = field(default_factory=list)  # right edges, in twips
    left: float = 0
    flag: str = ""


def parse_rtf(data: bytes, name: str) -> ParsedFile:
    """Read an RTF file.

    :raises UnreadableFileError: its groups are nested beyond reason.
    """
    reader = _Reader(name)
    reader.read(data)
    warnings = []
    if reader.revised:
        warnings.append("文件里有修订痕迹，已按接受全部修订读取，请核对是否定稿")
    return ParsedFile(tuple(reader.finish()), tuple(warnings), None)


class _Reader:
    def __init__(self, name: str) -> None:
        self.name = name
        self.state = _State()
        self.stack: list[_State] = []
        self.default_codepage = "gb18030"
        self.fonts: dict[int, str] = {}
        self.font = 0
        self.raw = bytearray()
        self.text: dict[str, list[str]] = {"body": [], "note": [], "furniture": [], "label": []}
        self.blocks: list[Block] = []
        self.notes: list[str] = []
        self.furniture: list[str] = []
        self.grid: list[tuple[list[str], list[float], list[str]]] = []
        self.cells: list[str] = []
        self.row = _Row()
        self.revised = False
        self.skip = 0
        self.opened = self.starred = False

    def read(self, data: bytes) -> None:
        """Go through the tokens."""
        position = 0
        while position < len(data):
            match = _TOKEN.match(data, position)
            if match is None:
                position += 1
                continue
            position = match.end()
            word, number, byte, sign, brace, plain = match.groups()
            if brace:
                self._brace(brace)
            elif word:
                if word == b"bin":
                    position += max(0, int(number or 0))
                else:
                    self._word(word, int(number) if number is not None else None)
            elif byte:
                self._bytes(bytes((int(byte, 16),)), 1)
            elif sign:
                self._sign(sign)
            elif plain:
                self._bytes(plain, len(plain))

    # -- tokens ---------------------------------------------------------------------------------------
    def _brace(self, brace: bytes) -> None:
        self._flush_raw()
        self.skip = 0
        if brace == b"{":
            if len(self.stack) > _MAX_GROUPS:
                raise UnreadableFileError(f"{self.name}：文件嵌套过深，没有读取；请用Word或WPS打开后另存为.docx")
            self.stack.append(self.state)
            self.opened, self.starred = True, False
            return
        closed = self.state
        self.state = self.stack.pop() if self.stack else _State()
        if closed.target == "label" and self.state.target != "label":
            label = "".join(self.text["label"]).replace("\t", " ")
            self.text["label"].clear()
            if label.strip() and not _BULLET.match(label):
                self.text["body"].append(label.strip() + (" " if re.search(r"[编章节条0-9]\s*$", label) else ""))
        if closed.target == "note" and self.state.target != "note":
            self._set_apart("note", self.notes)
        if closed.target == "furniture" and self.state.target != "furniture":
            self._set_apart("furniture", self.furniture)

    def _sign(self, sign: bytes) -> None:
        if sign == b"*":
            self.starred = True
        elif sign in (b"\\", b"{", b"}"):
            self._bytes(sign, 1)
        elif sign == b"~":
            self._put("\xa0")
        elif sign == b"_":
            self._put("-")
        elif sign in (b"\r", b"\n"):
            self._paragraph()

    def _bytes(self, content: bytes, count: int) -> None:
        if self.skip:
            taken = min(self.skip, count)
            self.skip -= taken
            content = content[taken:]
        self.opened = False
        if self.state.target and not self.state.hidden and content:
            self.raw += content

    def _word(self, word: bytes, number: int | None) -> None:
        self._flush_raw()
        self.skip = 0
        name = word.decode("ascii")
        if self.opened:
            self.opened = False
            if self._destination(name):
                return
        if name == "u" and number is not None:
            self._put(chr(number % 65536))
            self.skip = self.state.skip_after
        elif name in ("par", "sect", "page") and self.state.target:
            self._paragraph()
        elif word in _SIGNS:
            self._put(_SIGNS[word])
        elif self.state.target == "fonts":
            self._font_table(name, number)
        elif name in (
            "cell",
            "row",
            "nestcell",
            "nestrow",
            "trowd",
            "cellx",
            "clvmrg",
            "clmrg",
            "intbl",
            "pard",
            "plain",
        ):
            self._table_word(name, number or 0)
        else:
            self._property(name, number)

    def _property(self, name: str, number: int | None) -> None:
        if name == "uc":
            self.state = replace(self.state, skip_after=max(0, min(number if number is not None else 1, 10)))
        elif name == "f" and number is not None:
            self.state = replace(self.state, codepage=self.fonts.get(number, ""))
        elif name == "ansicpg" and number:
            self.default_codepage = "gb18030" if number in (936, 54936) else f"cp{number}"
        elif name in ("deleted", "v"):
            on = number != 0
            self.revised = self.revised or (name == "deleted" and on)
            self.state = replace(self.state, hidden=on)
        elif name == "revised" and number != 0:
            self.revised = True
        elif name == "outlinelevel":
            self.state = replace(self.state, outline=number if number is not None else 9)

    def _destination(self, name: str) -> bool:
        """Where the group that begins here goes."""
        target = self.state.target
        if name == "fonttbl":
            target = "fonts"
        elif name in _FURNITURE:
            target = "furniture"
        elif name == "footnote":
            target = "note"
        elif name in ("listtext", "pntext"):
            target = "label" if target == "body" else ""
        elif name == "ud" and not target:
            target = "body"
        elif name in _SKIPPED or (self.starred and name not in ("shpinst", "ud")):
            target = ""
        elif name in ("shptxt", "shpinst", "fldrslt", "result", "shp"):
            if name == "shptxt" and target == "body" and not self.state.in_table:
                self._paragraph()
        else:
            return False
        self.state = replace(self.state, target=target)
        return True

    def _font_table(self, name: str, number: int | None) -> None:
        if name == "f" and number is not None:
            self.font = number
        elif name == "fcharset":
            codepage = _CODEPAGES.get(number or 0, "")
            self.fonts[self.font] = codepage if (number or 0) != 0 else ""

    def _table_word(self, name: str, number: int) -> None:
        if name == "pard":
            self.state = replace(self.state, outline=9, in_table=False)
        elif name == "plain":
            self.state = replace(self.state, hidden=False)
        elif name == "intbl":
            self.state = replace(self.state, in_table=True)
        elif name == "trowd":
            self.row = _Row()
        elif name in ("clvmrg", "clmrg"):
            self.row.flag = "v" if name == "clvmrg" else "h"
        elif name == "trleft":
            self.row.left = number
        elif name == "cellx":
            self.row.merged.append(self.row.flag)
            self.row.edges.append(number)
            self.row.flag = ""
        elif name == "cell" and self.state.target == "body":
            self.cells.append(flat(self._taken("body")))
        elif name == "nestcell" and self.state.target == "body":
            self._put(" ")
        elif name == "row" and self.state.target == "body":
            self._end_row()

    # -- text -------------------------------------------------------------------------------------------
    def _put(self, text: str) -> None:
        if self.state.target in self.text and not self.state.hidden:
            self.text[self.state.target].append(text)

    def _flush_raw(self) -> None:
        if not self.raw:
            return
        content = bytes(self.raw)
        self.raw.clear()
        if self.state.target not in self.text:
            return
        for codepage in (self.state.codepage, self.default_codepage, "gb18030", "cp1252"):
            if codepage:
                try:
                    self.text[self.state.target].append(content.decode(codepage))
                    return
                except (UnicodeDecodeError, LookupError):
                    continue
        self.text[self.state.target].append(content.decode("latin-1"))

    def _taken(self, target: str) -> str:
        self._flush_raw()
        text = "".join(self.text[target])
        self.text[target].clear()
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\x00", "")

    def _paragraph(self) -> None:
        if self.state.target != "body":
            self._put("\n")
            return
        if self.state.in_table:
            self._put("\n")
            return
        self._end_table()
        for piece in self._taken("body").split("\n"):
            piece = piece.strip(EDGES)
            if piece:
                heading = self.state.outline < 9 and len(piece) <= 60
                self.blocks.append(Block(piece, "heading" if heading else "paragraph", len(self.blocks) + 1,
                                         self.state.outline + 2 if heading else None))  # fmt: skip

    def _end_row(self) -> None:
        cells = self.cells
        edges = [min(self.row.left, *self.row.edges[:1], 0), *self.row.edges[: len(cells)]]
        if any(cells):
            if len(edges) != len(cells) + 1 or sorted(edges) != edges:
                edges = [float(i * 1000) for i in range(len(cells) + 1)]
            self.grid.append((cells, edges, self.row.merged[: len(cells)]))
        self.cells = []

    def _end_table(self) -> None:
        if self.cells:
            self._end_row()
        if not self.grid:
            return
        grid = by_edges([(cells, edges) for cells, edges, _ in self.grid], _NEAR_TWIPS)
        flags = by_edges([(merged, edges) for _, edges, merged in self.grid], _NEAR_TWIPS)
        for y, row in enumerate(grid):
            for x in range(len(row)):
                if flags[y][x] == "v" and y and not row[x]:
                    row[x] = grid[y - 1][x]
                elif flags[y][x] == "h" and x and not row[x]:
                    row[x] = row[x - 1]
        if len(grid[0]) == 1:
            self.blocks += [
                Block(row[0], "paragraph", len(self.blocks) + 1 + i) for i, row in enumerate(grid) if row[0]
            ]
        else:
            self.blocks += row_blocks(grid, len(self.blocks) + 1)
        self.grid = []

    def _set_apart(self, target: str, found: list[str]) -> None:
        """End a note, a header or a footer; one that is there already is not taken again."""
        text = flat(self._taken(target))
        if text and (target == "note" or text not in found):
            found.append(text)

    def finish(self) -> list[Block]:
        """What has not been ended yet; notes behind the text; headers and footers as furniture."""
        self.state = _State()
        self._paragraph()
        self._end_table()
        for number, note in enumerate(self.notes, 1):
            self.blocks.append(Block(f"[{number}] {note}", "paragraph", len(self.blocks) + 1))
        for text in self.furniture:
            self.blocks.append(Block(text, "paragraph", len(self.blocks) + 1, furniture="header"))
        return self.blocks
