"""Saved web pages: blocks in reading order, with what the page itself marks as furniture."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from corpus.furniture import INDEX_LABEL
from corpus.parsers.tables import head_rows, row_blocks
from corpus.parsers.types import Block, ParsedFile

_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_-]+)""", re.I)
_BLOCK_TAGS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
        "option",
        "title",
    ]
)
_SILENT = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "head",
        "iframe",
        "object",
        "embed",
        "select",
        "textarea",
        "input",
        "button",
        "canvas",
        "video",
        "audio",
        "map",
    ]
)
_FURNITURE_TAGS = {"nav": "nav", "footer": "footer", "aside": "aside", "header": "header"}
_FURNITURE_NAMES = re.compile(
    r"(?:^|[-_\s])(nav|navi|menu|breadcrumb|crumbs?|share|bdsharebuttonbox|footer|foot|copyright|sidebar|toolbar|pagination|related|xgwj|xgjd|qrcode|ewm|login|search|wza)(?:$|[-_\s\d])",
    re.I,
)
_DATUM_CHARS = 300  # a longer cell with paragraphs in it is a column of the page
_MAX_SPAN = 200  # columns or rows of one cell
_MAX_LINKED = 0.2  # of a data table's cells
_SPACES = re.compile(r"[ \t\r\n\f\v]+")


def declared_charset(data: bytes) -> str | None:
    """The encoding that a page claims in its first 4,096 bytes."""
    match = _CHARSET.search(data[:4096])
    return match.group(1).decode("ascii").lower() if match else None


def parse_html(text: str) -> ParsedFile:
    """Read a page's blocks; `script`, `style` and hidden elements are no text."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(text)
    title = tree.css_first("title")
    walker = _Walker()
    root = tree.body or tree.root
    if root is not None:
        walker.walk(root, "", 0)
    walker.flush()
    return ParsedFile(tuple(walker.blocks), (), title.text().strip() if title is not None else None)


class _Walker:
    """Collects inline text until a block begins or ends."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.parts: list[str] = []
        self.linked = 0
        self.level: int | None = None
        self.furniture = ""
        self.in_row = False

    def walk(self, node: Any, furniture: str, linked: int) -> None:
        """Go through a node's children in order."""
        child = node.child
        while child is not None:
            self._visit(child, furniture, linked)
            child = child.next

    def _visit(self, node: Any, furniture: str, linked: int) -> None:
        tag = node.tag
        if tag == "-text":
            words = _SPACES.sub(" ", node.text_content or "")
            if words:
                self.parts.append(words)
                self.linked += len(words.strip()) if linked else 0
                self.furniture = self.furniture or furniture
            return
        if tag.startswith(("-", "_", "!")) or tag in _SILENT:
            return
        attributes = node.attributes
        style = (attributes.get("style") or "").replace(" ", "").lower()
        if "display:none" in style or "hidden" in attributes or "visibility:hidden" in style:
            return
        if tag == "br":
            if self.in_row:
                self.parts.append(" ")
            else:
                self.flush()
            return
        inside = furniture or self._own_furniture(tag, attributes)
        if tag == "table" and self._data_table(node, inside):
            return
        if tag == "tr":
            self._row(node, inside)
            return
        block = tag in _BLOCK_TAGS
        if block and not self.in_row:
            self.flush()
        if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            self.level = int(tag[1])
        self.walk(node, inside, linked + (tag == "a"))
        if block and not self.in_row:
            self.flush()

    def _own_furniture(self, tag: str, attributes: dict[str, str | None]) -> str:
        if tag in _FURNITURE_TAGS and tag != "header":
            return _FURNITURE_TAGS[tag]
        names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".strip()
        match = _FURNITURE_NAMES.search(names) if names else None
        return match.group(1).lower() if match else ""

    def _data_table(self, table: Any, furniture: str) -> bool:
        """Rows with their columns' heads, where the table has such; False where it is laid out otherwise."""
        rows = [[cell for cell in _children(row) if cell.tag in ("td", "th")] for row in _rows(table)]
        cells = [cell for row in rows for cell in row]
        if len(rows) < 2 or max(map(len, rows)) < 2 or any(_lays_out(cell) for cell in cells):
            return False
        if sum(cell.css_first("a") is not None for cell in cells) > _MAX_LINKED * len(cells):
            return False  # a menu
        self.flush()
        grid = _filled([[(self._cell(cell, furniture), *_spans(cell)) for cell in row] for row in rows])
        labels = sum(bool(INDEX_LABEL.match(cell)) or cell.endswith(("：", ":")) for row in grid for cell in row)
        head = head_rows(grid) if labels < 2 else 0
        if not head:
            return False
        for block in row_blocks(grid, len(self.blocks) + 1, head=head):
            self.blocks.append(replace(block, line=len(self.blocks) + 1, furniture=furniture))
        return True

    def _cell(self, cell: Any, furniture: str) -> str:
        """A cell's text on one line."""
        self.in_row = True
        self.walk(cell, furniture, 0)
        text = _SPACES.sub(" ", "".join(self.parts)).strip(" \u3000\xa0")
        self.in_row, self.parts = False, []
        return text

    def _row(self, node: Any, furniture: str) -> None:
        """A table row is one block, its cells parted by a wide space; a layout table's cell is not a row."""
        cells = [cell for cell in _children(node) if cell.tag in ("td", "th")]
        if len(cells) <= 1 or any(_lays_out(cell) for cell in cells):
            self.flush()
            for cell in cells:
                self.walk(cell, furniture, 0)
                self.flush()
            return
        self.flush()
        texts = [self._cell(cell, furniture) for cell in cells]
        self.parts = ["\u3000".join(text for text in texts if text)]
        self.flush("row")

    def flush(self, kind: str = "") -> None:
        """End the block."""
        text = _SPACES.sub(" ", "".join(self.parts)).strip(" \u3000\xa0\u200b\ufeff")
        if text:
            share = min(1.0, self.linked / max(1, len(text)))
            name = "row" if kind == "row" else "heading" if self.level else "paragraph"
            self.blocks.append(Block(text, name, len(self.blocks) + 1, self.level, None, share, self.furniture))  # type: ignore[arg-type]
        self.parts, self.linked, self.level, self.furniture = [], 0, None, ""


def _lays_out(cell: Any) -> bool:
    """Whether a cell is a part of the page's layout: it holds a table, a heading or running text, not a datum.

    Word and the sites' editors put a <p> into every cell of a data table, so that alone says nothing.
    """
    if cell.css_first("table, h1, h2, h3, ul, ol") is not None:
        return True
    inner = cell.css("p, div")
    return len(inner) > 6 or (bool(inner) and len(cell.text(deep=True)) > _DATUM_CHARS)


def _rows(table: Any) -> Iterator[Any]:
    """A table's own rows, those of its parts included."""
    for child in _children(table):
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in _children(child) if row.tag == "tr")


def _spans(cell: Any) -> tuple[int, int]:
    """How many columns and rows a cell covers."""
    counts = []
    for name in ("colspan", "rowspan"):
        digits = re.match(r"\s*(\d{1,4})", cell.attributes.get(name) or "")
        counts.append(min(_MAX_SPAN, max(1, int(digits.group(1)) if digits else 1)))
    return counts[0], counts[1]


def _filled(rows: list[list[tuple[str, int, int]]]) -> list[list[str]]:
    """Cells laid on a grid, merged ones filled into all they cover."""
    placed: dict[tuple[int, int], str] = {}
    for y, row in enumerate(rows):
        x = 0
        for text, across, down in row:
            while (y, x) in placed:
                x += 1
            for below in range(y, min(y + down, len(rows))):
                placed |= {(below, right): text for right in range(x, x + across)}
            x += across
    width = max((x for _, x in placed), default=-1) + 1
    return [[placed.get((y, x), "") for x in range(width)] for y in range(len(rows))]


def _children(node: Any) -> Iterator[Any]:
    child = node.child
    while child is not None:
        yield child
        child = child.next
