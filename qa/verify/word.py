"""Word files: the text of a draft with the runs it stands in, and real comments on stretches of it. The importer of docx."""

from __future__ import annotations

import copy
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import UnreadableFileError

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# Text in these isn't in the paragraph as a reader sees it: struck out, moved away, in a text box, in a field's code.
_OUTSIDE = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_W}txbxContent", f"{_W}pPr", f"{_W}rPr"})


@dataclass(slots=True)
class Piece:
    """A run of a paragraph and the span of the text that it holds."""

    element: Any
    start: int
    end: int


class WordDraft:
    """A .docx as paragraphs joined by line ends, each offset known to its run."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self.pieces: list[Piece] = []
        parts: list[str] = []
        offset = 0
        for paragraph in _paragraphs(document.element.body):
            for run in _runs(paragraph):
                text = "".join(_shown(child) for child in run)
                if text:
                    self.pieces.append(Piece(run, offset, offset + len(text)))
                    parts.append(text)
                    offset += len(text)
            parts.append("\n")
            offset += 1
        self.text = "".join(parts)[:-1] if parts else ""

    @classmethod
    def open(cls, path: Path) -> WordDraft:
        """Read a file.

        :raises UnreadableFileError: it is no Word file, or spoilt, or protected by a password.
        """
        import docx
        from docx.opc.exceptions import PackageNotFoundError

        try:
            return cls(docx.Document(str(path)))
        except (PackageNotFoundError, KeyError, ValueError, SyntaxError, zipfile.BadZipFile, OSError) as error:
            hint = "可能加了密码，请去掉密码" if _encrypted(path) else "请用 Word 或 WPS 打开后另存为 .docx"
            raise UnreadableFileError(f"{path}：不是可读的 Word 文件，{hint}后再核") from error

    def comment(self, start: int, end: int, text: str, author: str) -> bool:
        """Put a comment on `text[start:end]`, splitting runs so that it covers just that; whether there was any text."""
        runs = self._isolated(start, end)
        if not runs:
            return False
        from docx.text.run import Run

        wrapped = [Run(element, self.document) for element in (runs[0], runs[-1])]
        made = self.document.add_comment(runs=wrapped, author=author, initials="核")
        lines = text.split("\n")
        made.paragraphs[0].add_run(lines[0])
        for line in lines[1:]:
            made.add_paragraph(line)
        return True

    def _isolated(self, start: int, end: int) -> list[Any]:
        found = []
        at = 0
        while at < len(self.pieces):
            piece = self.pieces[at]
            if piece.end <= start or piece.start >= end:
                at += 1
                continue
            for cut in (start, end):
                if piece.start < cut < piece.end:
                    behind = _split(piece.element, cut - piece.start)
                    self.pieces.insert(at + 1, Piece(behind, cut, piece.end))
                    piece.end = cut
                    break
            else:
                found.append(piece.element)
                at += 1
        return found


def docx_text(path: Path) -> str:
    """The text of a .docx: its paragraphs, a table's cells in reading order, joined by line ends.

    :raises UnreadableFileError: it can't be read.
    """
    text = WordDraft.open(path).text
    if not text.strip():
        raise UnreadableFileError(f"{path}：里面没有文字（可能全是图片），没有可核校的内容")
    return text


def _paragraphs(parent: Any) -> Iterator[Any]:
    """The paragraphs under an element in reading order; tables and content controls are gone into."""
    for child in parent:
        if child.tag == f"{_W}p":
            yield child
        elif child.tag in (
            f"{_W}tbl",
            f"{_W}tr",
            f"{_W}tc",
            f"{_W}sdt",
            f"{_W}sdtContent",
            f"{_W}ins",
            f"{_W}customXml",
        ):
            yield from _paragraphs(child)


def _runs(parent: Any) -> Iterator[Any]:
    for child in parent:
        if child.tag == f"{_W}r":
            yield child
        elif child.tag not in _OUTSIDE:
            yield from _runs(child)


def _shown(child: Any) -> str:
    if child.tag == f"{_W}t":
        return str(child.text or "")
    if child.tag == f"{_W}tab":
        return "\t"
    if child.tag in (f"{_W}br", f"{_W}cr"):
        return "\n" if child.get(f"{_W}type") in (None, "textWrapping") else ""
    return "-" if child.tag == f"{_W}noBreakHyphen" else ""


def _split(run: Any, at: int) -> Any:
    """Cut a run behind `at` characters; the new run behind it, of the same format."""
    behind = copy.deepcopy(run)
    for child in list(behind):
        if child.tag != f"{_W}rPr":
            behind.remove(child)
    position = 0
    for child in list(run):
        if child.tag == f"{_W}rPr":
            continue
        length = len(_shown(child))
        if position >= at and (length or position > at):
            run.remove(child)
            behind.append(child)
        elif position < at < position + length:
            rest = copy.deepcopy(child)
            words = str(child.text)
            child.text, rest.text = words[: at - position], words[at - position :]
            for element in (child, rest):
                element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            behind.append(rest)
        position += length
    run.addnext(behind)
    return behind


def _encrypted(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            return stream.read(8) == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    except OSError:
        return False
