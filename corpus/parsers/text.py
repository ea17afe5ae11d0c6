"""Plain text and Markdown."""

from __future__ import annotations

import html
import re

from corpus.parsers.lines import EDGES, paragraphs
from corpus.parsers.types import Block, ParsedFile

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n.*?\n---[ \t]*(?:\n|\Z)", re.S)
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_HEADING = re.compile(r"^(#{1,6})[ \t]+(.*?)[ \t#]*$")
_RULE = re.compile(r"^[ \t]*(?:[-*_=][ \t]*){3,}$")
_TABLE_RULE = re.compile(r"^\|?[ \t:|-]+\|[ \t:|-]*$")
_SPACE_ENTITY = re.compile(r"&(?:nbsp|ensp|emsp|thinsp|sp);?")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")


def looks_like_markdown(text: str) -> bool:
    """Whether a .txt is really Markdown: it begins with a heading, or has several, or comments."""
    head = text[:20000]
    headings = len(re.findall(r"^#{1,6} \S", head, re.M))
    return headings >= 2 or head.lstrip().startswith("# ") or bool(headings and _COMMENT.search(head))


def _plain_spaces(text: str) -> str:
    """A copied page may still hold its entities: &nbsp; is a space, &lt; is <."""
    return html.unescape(_SPACE_ENTITY.sub(" ", text)) if "&" in text else text


def parse_plain(text: str) -> ParsedFile:
    """A block a paragraph: a line, or several that the text's width broke; blank lines only part them."""
    found = paragraphs([_plain_spaces(line) for line in text.split("\n")])
    return ParsedFile(tuple(Block(words, "paragraph", number) for number, words in found))


def parse_markdown(text: str) -> ParsedFile:
    """Headings, tables and paragraphs; front matter and comments are set aside as furniture."""
    blocks: list[Block] = []
    front = _FRONT_MATTER.match(text)
    if front:
        blocks.append(Block(" ".join(front.group().split()), "paragraph", 1, furniture="front_matter"))
    offset = front.end() if front else 0
    spared = [(match.start(), match.group()) for match in _COMMENT.finditer(text, offset)]
    body = text[:offset].count("\n") * "\n" + _COMMENT.sub(lambda m: "\n" * m.group().count("\n"), text[offset:])
    for start, comment in spared:
        blocks.append(
            Block(" ".join(comment.split()), "paragraph", text.count("\n", 0, start) + 1, furniture="comment")
        )
    header: list[str] = []
    for number, line in enumerate(body.split("\n"), 1):
        stripped = line.strip(EDGES)
        if not stripped or _RULE.match(line) or _TABLE_RULE.match(stripped):
            header = header if stripped else []
            continue
        heading = _HEADING.match(stripped)
        if heading:
            if heading.group(2):
                blocks.append(Block(_plain(heading.group(2)), "heading", number, len(heading.group(1))))
        elif stripped.startswith("|") and stripped.count("|") >= 2:
            cells = [_plain(cell.strip()) for cell in stripped.strip("|").split("|")]
            header = header or cells
            blocks.append(Block("　".join(cell for cell in cells if cell), "row", number))
        else:
            blocks.append(Block(_plain(stripped.removeprefix("> ")), "paragraph", number))
    return ParsedFile(tuple(block for block in blocks if block.text))


def _plain(text: str) -> str:
    return _EMPHASIS.sub(r"\2", text).strip(EDGES)
