"""Word files: the text of a draft with the runs it stands in, and real comments on stretches of it. The importer of docx."""

from __future__ import annotations

import copy
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import UnreadableFileError
from qa.verify.reports.common import (
    Review,
    decision_text,
    label,
    printable,
    put_in_place,
    source_of,
    summary_text,
    true_words,
)  # fmt: skip
from qa.verify.types import Citation, Verification

_AUTHOR = "引用核校"
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


# -- the report -----------------------------------------------------------------------------------
def save_report(verification: Verification, path: Path, draft: Path | None, review: Review | None = None) -> None:
    """Write the draft as a Word file with a comment at each citation and a table for sign-off behind it.

    :param draft: the file that was checked: a .docx keeps its own formatting; of a text a document is made.
    :raises UnreadableFileError: the draft can't be read any more.
    :raises OSError: the report can't be written.
    """
    import io

    word = WordDraft.open(draft) if draft is not None and draft.suffix.lower() == ".docx" else _made(verification.text)
    if word.text != verification.text:
        raise UnreadableFileError(f"{draft}：草稿在核校之后改过，请重新核校")
    for number, citation in enumerate(verification.citations, 1):
        word.comment(citation.start, citation.end, _comment_text(number, citation, review), _AUTHOR)
    _sign_off(word.document, verification, review)
    stream = io.BytesIO()
    word.document.save(stream)
    put_in_place(path, stream.getvalue())


def _made(text: str) -> WordDraft:
    import docx
    from docx.oxml.ns import qn
    from docx.shared import Pt

    document = docx.Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(14)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "仿宋")
    for line in text.split("\n"):
        paragraph = document.add_paragraph()
        if line:
            paragraph.add_run(printable(line.replace("\t", " ")) if "\t" in line else printable(line))
    made = WordDraft(document)
    # A character that no Word file may hold would move all offsets: it is kept out of the text, not of the count.
    if made.text != text and len(made.text) == len(text):
        made.text = text
    elif made.text != text:
        made = _spaced(document, text)
    return made


def _spaced(document: Any, text: str) -> WordDraft:
    """The document of a text with unprintable characters, each shown as a space so that offsets hold."""
    plain = "".join(char if printable(char) else " " for char in text)
    for paragraph, line in zip(document.paragraphs, plain.split("\n"), strict=True):
        paragraph.text = line.replace("\t", " ")
    made = WordDraft(document)
    made.text = text
    return made


def _comment_text(number: int, citation: Citation, review: Review | None) -> str:
    lines = [f"{number} {label(citation.verdict)}　{source_of(citation)}", citation.note]
    lines += [skipped_line(skipped.text) for skipped in citation.skipped]
    if citation.verdict not in ("verified", "not_in_library", "ambiguous") and citation.evidence is not None:
        lines.append(f"原文 {true_words(citation)}")
    decided = decision_text(review, number - 1)
    if decided:
        lines.append(f"处理：{decided}")
    return printable("\n".join(line.replace("\n", " ") for line in lines if line))


def skipped_line(text: str) -> str:
    """What an ellipsis left out, as a line of a comment."""
    return f"省略号略去：{text.strip()}"


def _sign_off(document: Any, verification: Verification, review: Review | None) -> None:
    """The table behind the draft: every citation, then who checked and when."""
    document.add_page_break()
    heading = document.add_paragraph()
    heading.add_run("引用核校表").bold = True
    document.add_paragraph(printable(f"{verification.file}：{summary_text(verification)}。"))
    table = document.add_table(rows=1, cols=5)
    _bordered(table)
    for cell, words in zip(table.rows[0].cells, ("序号", "引用", "结论", "说明和原文", "处理意见"), strict=True):
        cell.paragraphs[0].add_run(words).bold = True
    for number, citation in enumerate(verification.citations, 1):
        shown = citation.note + (
            "\n" + true_words(citation) if citation.verdict != "verified" and citation.evidence else ""
        )
        values = (str(number), citation.text, label(citation.verdict), shown, decision_text(review, number - 1))
        for cell, value in zip(table.add_row().cells, values, strict=True):
            cell.text = printable(value)
    document.add_paragraph()
    sign = document.add_table(rows=2, cols=4)
    _bordered(sign)
    for row, who in zip(sign.rows, ("核校人", "审核人"), strict=True):
        row.cells[0].text, row.cells[2].text = who, "日期"


def _bordered(table: Any) -> None:
    """Lines around all cells, whatever styles the draft's own template has."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "auto")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    table._tbl.tblPr.append(borders)
