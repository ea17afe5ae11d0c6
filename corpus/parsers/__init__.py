"""One parser a format. `read_blocks` looks at a file's content first, and at its name second."""

from __future__ import annotations

from pathlib import Path

from corpus.errors import UnreadableFileError
from corpus.parsers.decode import decode
from corpus.parsers.types import Block, ParsedFile

__all__ = ["MAX_BYTES", "MAX_CHARS", "Block", "ParsedFile", "read_blocks"]

# The longest Chinese law (民法典) has 110,000 characters and the longest plan of the development
# data 60,000; a file beyond these is a dump or a mistake, and parsing it would hold up the rest.
MAX_BYTES = 40_000_000
MAX_CHARS = 5_000_000
MAX_LINE_CHARS = 1_000_000

_OTHER_FORMATS = {
    b"PK\x03\x04": "压缩包或Office文件", b"\xd0\xcf\x11\xe0": "旧版Office文件（.doc/.wps/.xls）", b"%PDF": "PDF文件",
    b"\x89PNG": "图片", b"\xff\xd8\xff": "图片", b"GIF8": "图片", b"BM": "图片", b"II*\x00": "图片", b"MM\x00*": "图片",
    b"{\\rtf": "RTF文件", b"\x1f\x8b": "压缩包", b"Rar!": "压缩包", b"7z\xbc\xaf": "压缩包", b"MZ": "程序文件", b"\x7fELF": "程序文件",
    b"SQLite format 3": "数据库文件",
}  # fmt: skip
_HTML = (".html", ".htm", ".shtml", ".mht", ".xhtml")


def read_blocks(path: Path) -> ParsedFile:
    """Read a file's blocks.

    :raises UnreadableFileError: one line that names the file and what to do about it.
    """
    name = path.name
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise UnreadableFileError(f"{name}：文件有{size // 1_000_000} MB，超过上限{MAX_BYTES // 1_000_000} MB，请拆分或另存正文后再加入")
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(f"{name}：不能读取（{error.strerror}），请检查权限，或文件是否被移走") from error
    for magic, kind in _OTHER_FORMATS.items():
        if data.startswith(magic) and not (magic == b"BM" and path.suffix.lower() in (".txt", ".md")):
            raise UnreadableFileError(f"{name}：这是{kind}，目前只读.txt .md .html，请另存为文本后再加入")
    text, encoding = decode(data, name)
    if len(text) > MAX_CHARS:
        raise UnreadableFileError(f"{name}：文字有{len(text) // 10_000}万字，超过上限{MAX_CHARS // 10_000}万字，请拆分后再加入")
    suffix = path.suffix.lower()
    if suffix in _HTML or text[:2000].lstrip().lower().startswith(("<!doctype html", "<html", "<head", "<?xml version")) and "<html" in text[:5000].lower():
        from corpus.parsers.html import parse_html

        parsed = parse_html(text)
    else:
        from corpus.parsers.text import looks_like_markdown, parse_markdown, parse_plain

        parsed = parse_markdown(text) if suffix in (".md", ".markdown") or looks_like_markdown(text) else parse_plain(text)
    longest = max((len(block.text) for block in parsed.blocks), default=0)
    if longest > MAX_LINE_CHARS:
        raise UnreadableFileError(f"{name}：有一行长达{longest // 10_000}万字，不像公文，请分段后再加入")
    if not any(block.text and not block.furniture for block in parsed.blocks):
        raise UnreadableFileError(f"{name}：除网页框架外没有正文，请检查文件")
    if "坏字" in encoding:
        return ParsedFile(parsed.blocks, (*parsed.warnings, "文件里有无法辨认的字节，已用\ufffd标出"), parsed.title_hint)
    return parsed
