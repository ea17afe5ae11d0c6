"""PowerPoint's .pptx: slides in order, their titles, texts and tables, and the speaker's notes, marked as such."""

from __future__ import annotations

from typing import Any

from corpus.errors import UnreadableFileError
from corpus.parsers.lines import EDGES
from corpus.parsers.package import Package, attribute, child, children, local
from corpus.parsers.tables import flat, row_blocks
from corpus.parsers.types import Block, ParsedFile

_MAX_DEPTH = 30
_FURNITURE = ("dt", "ftr", "sldNum", "hdr")


def parse_pptx(data: bytes, name: str) -> ParsedFile:
    """Read a presentation.

    :raises UnreadableFileError: it is broken.
    """
    package = Package(data, name)
    main = next(
        (path for kind, path in package.relations("").values() if kind == "officeDocument"), "ppt/presentation.xml"
    )
    root = package.xml(main)
    if root is None:
        raise UnreadableFileError(f"{name}：演示文稿缺少内容，可能已损坏，请用PowerPoint或WPS打开后另存")
    relations = package.relations(main)
    blocks: list[Block] = []
    for number, element in enumerate(children(child(root, "sldIdLst"), "sldId"), 1):
        key = next((value for key, value in element.attrib.items() if key.endswith("}id")), "")
        path = relations.get(key, ("", ""))[1]
        slide = package.xml(path) if path else None
        if slide is None or attribute(slide, "show") in ("0", "false"):
            continue
        place = f"第{number}页"
        _shapes(child(slide, "cSld", "spTree"), blocks, place, 0)
        for kind, notes_path in package.relations(path).values():
            notes = package.xml(notes_path) if kind == "notesSlide" else None
            if notes is not None:
                _shapes(child(notes, "cSld", "spTree"), blocks, f"{place}备注", 0, only="body")
    return ParsedFile(tuple(blocks), (), None)


def _shapes(tree: Any, blocks: list[Block], place: str, depth: int, only: str = "") -> None:
    if depth > _MAX_DEPTH:
        return
    for shape in children(tree):
        kind = local(shape)
        if kind == "grpSp":
            _shapes(shape, blocks, place, depth + 1, only)
        elif kind == "AlternateContent":
            _shapes(child(shape, "Choice"), blocks, place, depth + 1, only)
        elif kind == "sp":
            role = attribute(child(shape, "nvSpPr", "nvPr", "ph"), "type") or ""
            if not only or role == only:
                _texts(child(shape, "txBody"), blocks, place, role)
        elif kind == "graphicFrame" and not only:
            table = child(shape, "graphic", "graphicData", "tbl")
            if table is not None:
                _table(table, blocks, place)


def _texts(body: Any, blocks: list[Block], place: str, role: str) -> None:
    for paragraph in children(body, "p"):
        for piece in _paragraph(paragraph).split("\n"):
            piece = piece.strip(EDGES)
            if piece:
                heading = role in ("title", "ctrTitle") and len(piece) <= 60
                level = (1 if role == "ctrTitle" and not blocks else 2) if heading else None
                furniture = "slide_foot" if role in _FURNITURE else ""
                blocks.append(
                    Block(piece, "heading" if heading else "paragraph", len(blocks) + 1, level, place, 0.0, furniture)
                )


def _paragraph(paragraph: Any) -> str:
    parts = []
    for element in children(paragraph):
        kind = local(element)
        if kind in ("r", "fld"):
            text = child(element, "t")
            parts.append((text.text or "") if text is not None else "")
        elif kind == "br":
            parts.append("\n")
    return "".join(parts)


def _table(table: Any, blocks: list[Block], place: str) -> None:
    grid: list[list[str]] = []
    for row in children(table, "tr"):
        cells: list[str] = []
        for cell in children(row, "tc"):
            above = grid[-1] if grid else []
            if attribute(cell, "hMerge") in ("1", "true"):
                cells.append(cells[-1] if cells else "")
            elif attribute(cell, "vMerge") in ("1", "true"):
                cells.append(above[len(cells)] if len(cells) < len(above) else "")
            else:
                cells.append(flat("\n".join(_paragraph(p) for p in children(child(cell, "txBody"), "p"))))
        grid.append(cells)
    if grid:
        blocks += row_blocks(grid, len(blocks) + 1, [place] * len(grid))
