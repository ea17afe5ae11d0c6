"""Word 97–2003 (.doc) and WPS (.wps): read here with their generated numbers; older ones by LibreOffice where it is there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from corpus.errors import UnreadableFileError
from corpus.parsers.lines import EDGES
from corpus.parsers.tables import by_edges, flat, row_blocks
from corpus.parsers.types import Block, ParsedFile
from corpus.parsers.wordbinary import Paragraph, Spoilt, WordFile, is_encrypted, is_word_97, open_word

_SOFFICE_TIMEOUT_S = 50
_NEAR_TWIPS = 60  # 1 mm
_CELL, _LINE, _PAGE = "\x07", "\x0b", "\x0c"
_SURROGATES = re.compile(r"[\ud800-\udfff]")


def parse_doc(data: bytes, name: str) -> ParsedFile:
    """Read a .doc or .wps.

    :raises UnreadableFileError: it is encrypted or broken, or so old that it takes LibreOffice and there is none.
    """
    streams = _streams(data, name)
    document = streams.get("WordDocument", b"")
    if is_encrypted(document):
        raise UnreadableFileError(f"{name}：文件设了密码，请用Word或WPS打开并去掉密码后再加入")
    if not is_word_97(document):
        return _by_libreoffice(data, name, "这是Word 95或更早的文件")
    try:
        file = open_word(document, streams)
    except (Spoilt, ValueError, OverflowError):
        return _by_libreoffice(data, name, "文件结构不完整")
    reader = _Reader(file)
    reader.read()
    warnings = ["文件里有修订痕迹，已按接受全部修订读取，请核对是否定稿"] if file.deleted else []
    return ParsedFile(tuple(reader.blocks), tuple(warnings), None)


def _streams(data: bytes, name: str) -> dict[str, bytes]:
    import olefile

    found = {}
    try:
        with olefile.OleFileIO(BytesIO(data)) as container:
            for stream in ("WordDocument", "0Table", "1Table"):
                if container.exists(stream):
                    found[stream] = container.openstream(stream).read()
    except Exception as error:  # noqa: BLE001 - olefile raises whatever a spoilt container makes it do
        raise UnreadableFileError(f"{name}：文件已损坏，请用Word或WPS打开后另存") from error
    return found


class _Reader:
    def __init__(self, file: WordFile) -> None:
        self.file = file
        self.blocks: list[Block] = []
        self.grid: list[tuple[list[str], list[float], list[str]]] = []
        self.cells: list[str] = []
        self.cell: list[str] = []

    def read(self) -> None:
        """The body, text boxes, notes, and headers as furniture."""
        self._body(*self.file.parts["body"])
        for part, notes in (("boxes", False), ("notes", True), ("endnotes", True)):
            number = 0
            for text, _ in self._paragraphs(*self.file.parts[part]):
                text = flat(text)
                if text:
                    number += 1
                    self._add(f"[{number}] {text}" if notes else text)
        seen = set()
        for part in ("heads", "headboxes"):
            for text, _ in self._paragraphs(*self.file.parts[part]):
                text = flat(text)
                if text and text not in seen:
                    seen.add(text)
                    self.blocks.append(Block(text, "paragraph", len(self.blocks) + 1, furniture="header"))

    def _body(self, start: int, end: int) -> None:
        for text, properties in self._paragraphs(start, end):
            label = self._label(properties) if text.strip(EDGES + _CELL) or properties.list_id else ""
            if properties.in_table or properties.row_end:
                self._in_table(text, label, properties)
                continue
            self._end_table()
            for number, piece in enumerate(re.split(f"[{_LINE}{_PAGE}\x0e]", text)):
                piece = piece.strip(EDGES)
                if piece:
                    heading = properties.outline is not None and properties.outline < 9 and len(piece) <= 60
                    self._add((label if number == 0 else "") + piece, properties.outline if heading else None)
        self._end_table()

    def _add(self, text: str, outline: int | None = None) -> None:
        kind, level = ("heading", outline + 2) if outline is not None else ("paragraph", None)
        self.blocks.append(Block(text, kind, len(self.blocks) + 1, level))  # type: ignore[arg-type]

    def _label(self, properties: Paragraph) -> str:
        if not properties.list_id or properties.list_id == 0x7FF:
            return ""
        return self.file.numbering.label(str(properties.list_id), properties.level or 0)

    def _in_table(self, text: str, label: str, properties: Paragraph) -> None:
        if properties.row_end:
            self._end_row(properties)
            return
        closed = text.endswith(_CELL)
        words = flat(text.rstrip(_CELL).replace(_LINE, "\n"))
        if words:
            self.cell.append(label + words)
        if closed:
            self.cells.append(flat("\n".join(self.cell)))
            self.cell = []

    def _end_row(self, properties: Paragraph) -> None:
        edges = list(map(float, properties.edges[: len(self.cells) + 1]))
        if len(edges) != len(self.cells) + 1 or sorted(edges) != edges:
            edges = [float(i * 1000) for i in range(len(self.cells) + 1)]
        if any(self.cells):
            merged = ["v" if flag else "" for flag in properties.merged[: len(self.cells)]]
            self.grid.append((self.cells, edges, merged + [""] * (len(self.cells) - len(merged))))
        self.cells, self.cell = [], []

    def _end_table(self) -> None:
        if self.cell:
            self.cells.append("".join(self.cell))
        if self.cells:
            self._end_row(Paragraph())
        if not self.grid:
            return
        grid = by_edges([(cells, edges) for cells, edges, _ in self.grid], _NEAR_TWIPS)
        flags = by_edges([(merged, edges) for _, edges, merged in self.grid], _NEAR_TWIPS)
        for y, row in enumerate(grid):
            for x in range(len(row)):
                if flags[y][x] and y and not row[x]:
                    row[x] = grid[y - 1][x]
        if len(grid[0]) == 1:
            for row in grid:
                self._add(row[0])
        else:
            self.blocks += row_blocks(grid, len(self.blocks) + 1)
        self.grid = []

    def _paragraphs(self, start: int, end: int) -> Iterator[tuple[str, Paragraph]]:
        """Paragraphs with fields' results in their places, without what was deleted or hidden."""
        text = self.file.text
        kept: list[str] = []
        fields: list[bool] = []  # of each open field: whether its result has begun
        for position in range(start, end):
            char = text[position]
            if char == "\x13":
                fields.append(False)
            elif char == "\x14":
                if fields:
                    fields[-1] = True
            elif char == "\x15":
                if fields:
                    fields.pop()
            elif char in ("\r", _CELL):
                yield _joined(kept) + (_CELL if char == _CELL else ""), self.file.paragraph(position)
                kept.clear()
                fields = fields if len(fields) < 50 else []
            elif all(fields) and not self.file.is_gone(position):
                if char == "\x1e":
                    kept.append("-")
                elif char >= " " or char in "\t\x0b\x0c\x0e":
                    kept.append(char)
        if kept:
            yield _joined(kept), self.file.paragraph(end - 1)


def _joined(chars: list[str]) -> str:
    text = "".join(char for char in chars if not "\ue000" <= char <= "\uf8ff")
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if _SURROGATES.search(text) else text


def find_libreoffice() -> str | None:
    """The LibreOffice program, where it is installed."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found:
        return found
    places = [
        Path(os.environ.get(variable, "")) / "LibreOffice" / "program" / "soffice.exe"
        for variable in ("PROGRAMFILES", "PROGRAMFILES(X86)")
        if os.environ.get(variable)
    ]
    places.append(Path("/Applications/LibreOffice.app/Contents/MacOS/soffice"))
    return next((str(place) for place in places if place.is_file()), None)


def _by_libreoffice(data: bytes, name: str, why: str) -> ParsedFile:
    """Convert to .docx with a profile of its own (one that is open elsewhere would be locked), and read that."""
    program = find_libreoffice()
    if program is None:
        raise UnreadableFileError(f"{name}：{why}，请用Word或WPS打开后另存为.docx；或安装LibreOffice后再加入")
    from corpus.parsers.docx import parse_docx

    with tempfile.TemporaryDirectory(prefix="zhengce-doc-", ignore_cleanup_errors=True) as folder:
        place = Path(folder)
        (place / "in.doc").write_bytes(data)
        command = [
            program, f"-env:UserInstallation={(place / 'profile').as_uri()}", "--headless", "--norestore", "--nologo",
            "--convert-to", "docx:MS Word 2007 XML", "--outdir", folder, str(place / "in.doc"),
        ]  # fmt: skip
        try:
            subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                           timeout=_SOFFICE_TIMEOUT_S, check=False)  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise UnreadableFileError(
                f"{name}：{why}，LibreOffice转换超过{_SOFFICE_TIMEOUT_S}秒，请用Word或WPS另存为.docx"
            ) from error
        except OSError as error:
            raise UnreadableFileError(f"{name}：{why}，LibreOffice不能启动，请用Word或WPS另存为.docx") from error
        if not (place / "in.docx").is_file():
            raise UnreadableFileError(f"{name}：{why}，LibreOffice也打不开，请用Word或WPS打开后另存为.docx")
        return parse_docx((place / "in.docx").read_bytes(), name)
