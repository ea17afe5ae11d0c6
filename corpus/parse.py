"""From a file's bytes to a Document: read, clean, outline, metadata, audit."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from corpus.audit import audit
from corpus.clean import clean
from corpus.identity import identity
from corpus.metadata import Metadata, read_metadata, status_on
from corpus.names import short_titles, title_key
from corpus.outline import Line, build_outline
from corpus.parsers import read_blocks
from corpus.parsers.types import Block, ParsedFile
from corpus.types import Document, Dropped, Mark

_SHEETS = frozenset(("xlsx", "xls", "csv"))


def parse_file(path: Path, source: str | None = None) -> Document:
    """Read one file as a document.

    :param path: the file.
    :param source: the name to record; the file's own name if not given.
    :raises UnreadableFileError: one line that names the file and the remedy.
    """
    source = source or path.name
    return document_from(read_blocks(path, source.rpartition("/")[2]), source)


def document_from(parsed: ParsedFile, source: str, today: date | None = None) -> Document:
    """Make a document of a parsed file's blocks.

    :param today: the day on which `status` is judged; today if not given.
    """
    blocks, dropped = clean(parsed)
    text, lines, marks = _canonical(blocks)
    headings = [i for i, block in enumerate(blocks) if block.kind == "heading" and block.level == 1]
    contents = [text[line.start : line.end] for line in lines]
    meta = read_metadata(contents, source, dropped, parsed.title_hint, headings)
    if parsed.format in _SHEETS and blocks and blocks[0].kind == "row":  # a table's head is no title
        meta = replace(meta, title=parsed.title_hint or meta.title, head_lines=0)
    outline = build_outline(text, lines, meta.head_lines, meta.carried)
    warnings = [*parsed.warnings, *meta.warnings, *outline.warnings]
    warnings += audit(text, outline.clauses, dropped)
    return Document(
        doc_id=identity(meta, text),
        source=source,
        title=meta.title,
        doc_number=meta.doc_number,
        issuer=meta.issuer,
        dates=meta.dates,
        status=status_on(meta.dates, meta.title, today or date.today()),
        text=text,
        clauses=outline.clauses,
        warnings=tuple(dict.fromkeys(warnings)),
        dropped=tuple(dropped),
        aliases=_aliases(meta, outline.titles),
        marks=tuple(marks),
        evidence=meta.evidence,
    )


def parse_text(text: str, source: str = "文本.txt") -> Document:
    """Make a document of a text in memory (a draft, a test)."""
    blocks = [
        Block(text=line.strip(" \t\u3000\xa0\r"), kind="paragraph", line=number)
        for number, line in enumerate(text.split("\n"), 1)
        if line.strip(" \t\u3000\xa0\r")
    ]
    return document_from(ParsedFile(blocks=tuple(blocks)), source)


def _canonical(blocks: Sequence[Block]) -> tuple[str, list[Line], list[Mark]]:
    """Join the blocks by line ends; the spans of the lines, and where pages begin and end."""
    parts: list[str] = []
    lines: list[Line] = []
    marks: list[Mark] = []
    position = 0
    for block in blocks:
        text = unicodedata.normalize("NFC", block.text)
        if not text.strip():
            continue
        start = position
        for piece in text.split("\n"):
            lines.append(Line(position, position + len(piece), block.kind == "heading"))
            position += len(piece) + 1
        parts.append(text)
        if block.place:
            if marks and marks[-1].place == block.place:
                marks[-1] = Mark(marks[-1].start, position - 1, block.place)
            else:
                marks.append(Mark(start, position - 1, block.place))
    return "\n".join(parts), lines, marks


def _aliases(meta: Metadata, titles: Sequence[str]) -> tuple[str, ...]:
    names = [*short_titles(meta.title), *titles]
    for title in titles:
        names += short_titles(title)
    names += [c for c in meta.carried if title_key(c) in {title_key(t) for t in titles}]
    keep = [re.sub(r"\s+", "", name) for name in names if len(name) >= 4 and title_key(name) != title_key(meta.title)]
    return tuple(dict.fromkeys(keep))


def dropped_text(dropped: Sequence[Dropped]) -> str:
    """What was dropped, a line each, for a person to look at."""
    return "\n".join(f"{item.rule}\t{item.line}\t{item.text}" for item in dropped)
