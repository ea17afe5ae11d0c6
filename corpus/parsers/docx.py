"""Word's .docx: the body in order, with generated numbering written out, tables, notes and text boxes.

After ECMA-376 part 1. Headers and footers are furniture. Tracked changes are read as accepted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from corpus.errors import UnreadableFileError
from corpus.parsers.lines import EDGES
from corpus.parsers.numbering import Numbering
from corpus.parsers.package import Package, attribute, child, children, local
from corpus.parsers.tables import flat, row_blocks
from corpus.parsers.types import Block, ParsedFile
from corpus.parsers.wordstyles import Style, integer, read_styles, switched_on, symbol

_MAX_DEPTH = 60  # tables in tables in text boxes
_MAX_BLOCKS = 400_000
_SCAN_CHARS = 200  # with fewer characters than these beside its pictures, a file is a scan put into Word
_MAX_COLUMNS = 400
_THROUGH = frozenset("ins moveTo smartTag customXml hyperlink fldSimple dir bdo ruby rubyBase sdtContent r".split())  # noqa: SIM905
_GONE = frozenset(["del", "moveFrom", "rt"])
_TITLE_STYLES = frozenset(("title", "标题", "公文标题", "文件标题"))
_HEADING_STYLE = re.compile(r"^(?:heading|标题)\s*([1-9])$", re.I)
_CONTENTS_STYLE = re.compile(r"^(?:toc|目录)\s*[1-9]$", re.I)


def parse_docx(data: bytes, name: str) -> ParsedFile:
    """Read a .docx (.docm, .dotx).

    :raises UnreadableFileError: it is broken, or no Word file.
    """
    package = Package(data, name)
    main = _main_part(package)
    root = package.xml(main)
    body = child(root, "body")
    if body is None:
        raise UnreadableFileError(f"{name}：Word文件缺少正文，可能已损坏，请用Word或WPS打开后另存")
    reader = _Reader(package, main)
    reader.read(body, 0)
    reader.read_notes()
    reader.read_furniture()
    warnings = []
    if reader.revised:
        warnings.append("文件里有修订痕迹，已按接受全部修订读取，请核对是否定稿")
    if reader.hidden:
        warnings.append("文件里有隐藏文字，没有读入")
    blocks = reader.blocks
    if reader.pictures and sum(len(block.text) for block in blocks if not block.furniture) < _SCAN_CHARS:
        more, doubts = reader.read_pictures()
        blocks = [*blocks, *more]
        warnings += doubts
    return ParsedFile(tuple(blocks), tuple(warnings), _title(package))


def _main_part(package: Package) -> str:
    for kind, path in package.relations("").values() if "_rels/.rels" in package else ():
        if kind == "officeDocument" and path in package:
            return path
    if "word/document.xml" in package:
        return "word/document.xml"
    raise UnreadableFileError(f"{package.name}：Word文件缺少正文，可能已损坏，请用Word或WPS打开后另存")


def _title(package: Package) -> str | None:
    title = child(package.xml("docProps/core.xml"), "title") if "docProps/core.xml" in package else None
    return (title.text or "").strip() or None if title is not None else None


class _Reader:
    def __init__(self, package: Package, main: str) -> None:
        self.package, self.main = package, main
        self.relations = package.relations(main)
        self.styles, lists, self.default_style = read_styles(self._related("styles"))
        self.numbering = Numbering.from_xml(self._related("numbering"), lists)
        self.blocks: list[Block] = []
        self.notes: list[tuple[str, str]] = []
        self.page = 1
        self.paged = False
        self.revised = self.hidden = False
        self.pictures: list[str] = []  # relations of the pictures in the body
        self.field_depth = 0

    # -- parts ------------------------------------------------------------------------------------
    def _related(self, kind: str) -> Any:
        path = next((path for k, path in self.relations.values() if k == kind), None)
        return self.package.xml(path) if path is not None else None

    # -- the body -----------------------------------------------------------------------------------
    def read(self, parent: Any, depth: int) -> None:
        """Read paragraphs, tables and content controls in order."""
        if depth > _MAX_DEPTH:
            return
        for element in children(parent):
            kind = local(element)
            if kind == "p":
                self._paragraph(element, depth)
            elif kind == "tbl":
                self._table(element, depth)
            elif kind == "sdt":
                if _is_contents(element):
                    self._contents(element)
                else:
                    self.read(child(element, "sdtContent"), depth + 1)
            elif kind in ("ins", "moveTo", "customXml", "smartTag"):
                self.revised = self.revised or kind in ("ins", "moveTo")
                self.read(element, depth + 1)
            elif kind == "AlternateContent":
                self.read(_chosen(element), depth + 1)
            elif kind in _GONE:
                self.revised = True
            if len(self.blocks) > _MAX_BLOCKS:
                raise UnreadableFileError(f"{self.package.name}：段落超过{_MAX_BLOCKS // 10_000}万个，请拆分后再加入")

    def _paragraph(self, element: Any, depth: int) -> None:
        boxes: list[Any] = []
        page = self.page
        text = "".join(self._inline(element, boxes, 0))
        properties = child(element, "pPr")
        mark = child(properties, "rPr")
        if mark is not None and any(local(m) in ("del", "moveFrom") for m in children(mark)):
            self.revised = True
            if not text.strip(EDGES):
                return
        label = self._label(properties) if text.strip(EDGES) or boxes else self._label(properties) and ""
        style = self._style(properties)
        if style is not None and _CONTENTS_STYLE.match(style.name):
            self._add(flat(text), "paragraph", page, furniture="contents")
        else:
            for number, piece in enumerate(text.split("\n")):
                piece = piece.strip(EDGES)
                if piece or (label and number == 0):
                    self._add((label if number == 0 else "") + piece, *self._kind(properties, style, page))
        for box in boxes:
            self.read(box, depth + 1)

    def _kind(self, properties: Any, style: Style | None, page: int) -> tuple[Any, int, int | None]:
        """Whether the file marks a paragraph as a heading; only a document's title is of the first level."""
        outline = integer(attribute(child(properties, "outlineLvl"), "val"))
        if style is not None:
            if style.name.lower() in _TITLE_STYLES:
                return "heading", page, 1
            match = _HEADING_STYLE.match(style.name)
            outline = outline if outline is not None else int(match.group(1)) - 1 if match else style.outline
        if outline is not None and 0 <= outline <= 8:
            return "heading", page, outline + 2
        return "paragraph", page, None

    def _add(self, text: str, kind: Any, page: int, level: int | None = None, furniture: str = "") -> None:
        if kind == "heading" and len(text) > 60:
            kind, level = "paragraph", None
        place = f"第{page}页" if self.paged else None
        self.blocks.append(Block(text, kind, len(self.blocks) + 1, level, place, 0.0, furniture))

    def _style(self, properties: Any) -> Style | None:
        key = attribute(child(properties, "pStyle"), "val") or self.default_style
        return self.styles.get(key) if key else None

    def _label(self, properties: Any) -> str:
        """The number that Word puts before a paragraph; counts it."""
        key = attribute(child(properties, "pStyle"), "val") or self.default_style
        style = self.styles.get(key) if key else None
        direct = child(properties, "numPr")
        num_id = attribute(child(direct, "numId"), "val")
        level = integer(attribute(child(direct, "ilvl"), "val"))
        if num_id is None and style is not None:
            num_id = style.num_id
            if level is None and num_id is not None and key is not None:
                level = self.numbering.level_of_style(num_id, key)
            if level is None:
                level = style.level
        if num_id in (None, "0"):
            return ""
        return self.numbering.label(str(num_id), level or 0)

    # -- within a paragraph ---------------------------------------------------------------------------
    def _inline(self, parent: Any, boxes: list[Any], depth: int) -> Iterator[str]:
        if depth > _MAX_DEPTH:
            return
        for element in children(parent):
            kind = local(element)
            if kind == "r":
                if switched_on(child(element, "rPr", "vanish")):
                    self.hidden = True
                    continue
                yield from self._run(element, boxes, depth + 1)
            elif kind in _GONE:
                self.revised = self.revised or kind != "rt"
            elif kind == "sdt":
                yield from self._inline(child(element, "sdtContent"), boxes, depth + 1)
            elif kind == "AlternateContent":
                yield from self._inline(_chosen(element), boxes, depth + 1)
            elif kind in ("oMath", "oMathPara"):
                yield "".join(t.text or "" for t in element.iter() if local(t) == "t")
            elif kind in _THROUGH:
                self.revised = self.revised or kind in ("ins", "moveTo")
                yield from self._inline(element, boxes, depth + 1)

    def _run(self, run: Any, boxes: list[Any], depth: int) -> Iterator[str]:
        for element in children(run):
            kind = local(element)
            if kind == "t":
                yield element.text or ""
            elif kind in ("tab", "ptab"):
                yield "\t"
            elif kind in ("br", "cr"):
                if attribute(element, "type") == "page":
                    self.page += 1
                yield "" if attribute(element, "type") in ("page", "column") else "\n"
            elif kind == "lastRenderedPageBreak":
                self.page += 1
                self.paged = True
            elif kind == "noBreakHyphen":
                yield "-"
            elif kind == "sym":
                yield symbol(element)
            elif kind in ("footnoteReference", "endnoteReference"):
                self.notes.append((kind.removesuffix("Reference"), attribute(element, "id") or ""))
            elif kind == "ruby":
                yield from self._inline(child(element, "rubyBase"), boxes, depth + 1)
            elif kind in ("drawing", "pict", "object"):
                self._boxes(element, boxes)
            elif kind == "AlternateContent":
                chosen = _chosen(element)
                if chosen is not None:
                    yield from self._run(chosen, boxes, depth + 1) if depth < _MAX_DEPTH else ()

    def _boxes(self, drawing: Any, boxes: list[Any]) -> None:
        """Text boxes in a drawing; of alternatives one is taken, and a box within a box is read with its outer."""
        stack = list(children(drawing))[::-1]
        while stack:
            element = stack.pop()
            kind = local(element)
            if kind == "txbxContent":
                boxes.append(element)
            elif kind == "AlternateContent":
                chosen = _chosen(element)
                stack += list(children(chosen))[::-1] if chosen is not None else []
            elif kind in ("blip", "imagedata"):
                self.pictures.append(attribute(element, "embed") or attribute(element, "id") or "")
            else:
                stack += list(children(element))[::-1]

    def _contents(self, control: Any) -> None:
        """A contents list that Word made: its entries repeat the headings."""
        for paragraph in control.iter():
            if local(paragraph) == "p":
                text = flat("".join(self._inline(paragraph, [], 0)))
                if text:
                    self._add(text, "paragraph", self.page, furniture="contents")

    # -- tables -----------------------------------------------------------------------------------------
    def _table(self, table: Any, depth: int) -> None:
        grid: list[list[str]] = []
        places: list[str | None] = []
        rows = list(_rows(table))
        marked = 0
        above: list[str] = []
        nested: list[Any] = []
        for row in rows:
            if child(row, "trPr", "del") is not None:
                self.revised = True
                continue
            page = self.page
            cells: list[str] = [""] * min(
                _MAX_COLUMNS, integer(attribute(child(row, "trPr", "gridBefore"), "val")) or 0
            )
            for cell in _cells(row):
                properties = child(cell, "tcPr")
                span = max(
                    1, min(_MAX_COLUMNS - len(cells), integer(attribute(child(properties, "gridSpan"), "val")) or 1)
                )
                merge = child(properties, "vMerge")
                if merge is not None and attribute(merge, "val") != "restart":
                    text = above[len(cells)] if len(cells) < len(above) else ""
                else:
                    text = self._cell_text(cell, depth, nested)
                cells += [text] * span
            if switched_on(child(row, "trPr", "tblHeader")):
                marked = marked + 1 if marked == len(grid) else marked
            grid.append(cells)
            places.append(f"第{page}页" if self.paged else None)
            above = cells
        if len(rows) == 1 and len(grid) == 1 and len(grid[0]) == 1 or _is_layout(grid):
            for row in rows:
                for cell in _cells(row):
                    self.read(cell, depth + 1)
            return
        head = marked if 0 < marked < len(grid) else None
        self.blocks += row_blocks(grid, len(self.blocks) + 1, places, head=head)
        for inner in nested:
            self._table(inner, depth + 1) if depth < _MAX_DEPTH else None

    def _cell_text(self, cell: Any, depth: int, nested: list[Any]) -> str:
        """A cell's paragraphs on one line; tables in it come behind the row's table."""
        parts = []
        boxes: list[Any] = []
        stack = list(children(cell))[::-1]
        while stack:
            element = stack.pop()
            kind = local(element)
            if kind == "p":
                text = "".join(self._inline(element, boxes, depth)).strip(EDGES)
                label = self._label(child(element, "pPr"))
                parts.append(label + text if text else "")
            elif kind == "tbl":
                nested.append(element)
            elif kind in ("sdt", "sdtContent", "ins", "moveTo", "customXml"):
                stack += list(children(element))[::-1]
        for box in boxes:
            parts += ["".join(self._inline(p, [], depth)) for p in box.iter() if local(p) == "p"]
        return flat("\n".join(parts))

    def read_pictures(self) -> tuple[list[Block], list[str]]:
        """The words of the pictures, each as a page of its own."""
        from corpus.parsers.extra import INSTALL
        from corpus.parsers.ocr import recognise_pictures

        paths = [self.relations.get(key, ("", ""))[1] for key in dict.fromkeys(self.pictures)]
        contents = [content for path in paths if path and (content := self.package.read(path))]
        try:
            return recognise_pictures(list(enumerate(contents, 1)), [], self.package.name) if contents else ([], [])
        except UnreadableFileError:
            if not any(not block.furniture for block in self.blocks):
                raise
            return [], [f"文件里有{len(contents)}幅图片，其中的文字没有读；如要识别，请先运行 {INSTALL}，再加入一次"]

    # -- what stands outside the body ---------------------------------------------------------------------
    def read_notes(self) -> None:
        """Footnotes and endnotes, in the order of their references, behind the text."""
        wanted, self.notes = self.notes, []
        parts = {kind: self._related(kind + "s") for kind in {kind for kind, _ in wanted}}
        for number, (kind, key) in enumerate(wanted, 1):
            note = next((n for n in children(parts[kind], kind) if attribute(n, "id") == key), None)
            if note is None:
                continue
            text = flat(" ".join("".join(self._inline(p, [], 0)) for p in children(note, "p")))
            if text:
                self._add(f"[{number}] {text}", "paragraph", self.page)

    def read_furniture(self) -> None:
        """Headers and footers, to be looked at with what else was dropped."""
        seen = set()
        for kind, path in sorted(set(self.relations.values())):
            root = self.package.xml(path) if kind in ("header", "footer") else None
            if root is None:
                continue
            text = flat(" ".join("".join(self._inline(p, [], 0)) for p in root.iter() if local(p) == "p"))
            if text and text not in seen:
                seen.add(text)
                self.blocks.append(Block(text, "paragraph", len(self.blocks) + 1, furniture=kind))


def _is_contents(control: Any) -> bool:
    gallery = child(control, "sdtPr", "docPartObj", "docPartGallery")
    return "Contents" in (attribute(gallery, "val") or "")


def _is_layout(grid: list[list[str]]) -> bool:
    """A table that only places text on the page: one column, or cells of running text."""
    if not grid or max(len(row) for row in grid) == 1:
        return True
    distinct = [len({cell for cell in row if cell}) for row in grid]
    return max(distinct) <= 1 and len(grid) <= 2


def _rows(table: Any) -> Iterator[Any]:
    for element in children(table):
        kind = local(element)
        if kind == "tr":
            yield element
        elif kind in ("sdt", "sdtContent", "ins", "customXml"):
            yield from _rows(child(element, "sdtContent") if kind == "sdt" else element)


def _cells(row: Any) -> Iterator[Any]:
    for element in children(row):
        kind = local(element)
        if kind == "tc":
            yield element
        elif kind in ("sdt", "sdtContent", "ins", "customXml"):
            yield from _cells(child(element, "sdtContent") if kind == "sdt" else element)


def _chosen(alternatives: Any) -> Any:
    """Of alternatives the first choice, or what is there for older programs; never both."""
    choice = child(alternatives, "Choice")
    return choice if choice is not None and len(choice) else child(alternatives, "Fallback")
