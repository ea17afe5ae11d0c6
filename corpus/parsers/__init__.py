"""One parser a format. `read_blocks` looks at a file's content first, and at its name second."""

from __future__ import annotations

from pathlib import Path

from corpus.errors import UnreadableFileError
from corpus.parsers.decode import decode
from corpus.parsers.formats import ARCHIVES, TEXT_FORMATS, Format, detect
from corpus.parsers.types import Block, ParsedFile

__all__ = ["MAX_BYTES", "MAX_CHARS", "Block", "ParsedFile", "parse_bytes", "read_blocks"]

# The longest Chinese law (民法典) has 110,000 characters and the longest plan of the development
# data 60,000; a file beyond these is a dump or a mistake, and parsing it would hold up the rest.
# A scan has a picture a page, about 500 kB each.
MAX_BYTES = 200_000_000
MAX_TEXT_BYTES = 40_000_000
MAX_CHARS = 5_000_000
MAX_LINE_CHARS = 1_000_000


def read_blocks(path: Path, name: str | None = None) -> ParsedFile:
    """Read a file's blocks. Formats whose parsers may hang are read in a worker process, within limits.

    :param name: what to call the file in messages and to tell its format by; its own name if not given.
    :raises UnreadableFileError: one line that names the file and what to do about it.
    """
    name = name or path.name
    data = read_bytes(path, name)
    if not data.strip():
        raise UnreadableFileError(f"{name}：文件是空的，请检查后重新加入")
    kind = detect(data, name)
    if kind in TEXT_FORMATS:
        return parse_bytes(data, name, kind)
    if kind in ARCHIVES:
        raise UnreadableFileError(f"{name}：这是压缩包，请用 zhengce add 加入，会逐个读取其中的文件")
    from corpus.parsers.pool import shared_worker

    return shared_worker().parse(path, name, kind)


def read_bytes(path: Path, name: str) -> bytes:
    """A file's bytes.

    :raises UnreadableFileError: it can't be read, or is larger than any document.
    """
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise UnreadableFileError(
                f"{name}：文件有{size // 1_000_000} MB，超过上限{MAX_BYTES // 1_000_000} MB，请拆分或另存正文后再加入"
            )
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(f"{name}：不能读取（{error.strerror}），请检查权限，或文件是否被移走") from error


def parse_bytes(data: bytes, name: str, kind: Format) -> ParsedFile:
    """Parse a file's bytes in this process, and check what came out.

    :raises UnreadableFileError: one line that names the file and what to do about it.
    """
    parsed = _parse(data, name, kind)
    longest = max((len(block.text) for block in parsed.blocks), default=0)
    if longest > MAX_LINE_CHARS:
        raise UnreadableFileError(f"{name}：有一行长达{longest // 10_000}万字，不像公文，请分段后再加入")
    if sum(len(block.text) for block in parsed.blocks) > MAX_CHARS:
        raise UnreadableFileError(f"{name}：文字超过上限{MAX_CHARS // 10_000}万字，请拆分后再加入")
    if not any(block.text.strip() and not block.furniture for block in parsed.blocks):
        what = "除网页框架外没有正文" if kind in ("html", "mht") else "里面没有文字"
        raise UnreadableFileError(f"{name}：{what}，请检查文件")
    return parsed


def _parse(data: bytes, name: str, kind: Format) -> ParsedFile:
    if kind in TEXT_FORMATS:
        return _parse_text(data, name, kind)
    if kind == "docx":
        from corpus.parsers.docx import parse_docx

        return parse_docx(data, name)
    if kind == "doc":
        from corpus.parsers.doc import parse_doc

        return parse_doc(data, name)
    if kind == "rtf":
        from corpus.parsers.rtf import parse_rtf

        return parse_rtf(data, name)
    if kind == "pdf":
        from corpus.parsers.pdf import parse_pdf

        return parse_pdf(data, name)
    if kind == "ofd":
        from corpus.parsers.ofd import parse_ofd

        return parse_ofd(data, name)
    if kind == "xlsx":
        from corpus.parsers.xlsx import parse_xlsx

        return parse_xlsx(data, name)
    if kind == "xls":
        from corpus.parsers.sheet import parse_xls

        return parse_xls(data, name)
    if kind == "pptx":
        from corpus.parsers.pptx import parse_pptx

        return parse_pptx(data, name)
    if kind == "image":
        from corpus.parsers.ocr import parse_image

        return parse_image(data, name)
    raise UnreadableFileError(f"{name}：这种文件不能直接读取，请另存为.docx、.pdf或文本后再加入")


def _parse_text(data: bytes, name: str, kind: Format) -> ParsedFile:
    if len(data) > MAX_TEXT_BYTES:
        raise UnreadableFileError(
            f"{name}：文本有{len(data) // 1_000_000} MB，超过上限{MAX_TEXT_BYTES // 1_000_000} MB，请拆分后再加入"
        )
    if kind == "mht":
        from corpus.parsers.mht import page_of

        data = page_of(data, name)
    text, encoding = decode(data, name)
    if len(text) > MAX_CHARS:
        raise UnreadableFileError(
            f"{name}：文字有{len(text) // 10_000}万字，超过上限{MAX_CHARS // 10_000}万字，请拆分后再加入"
        )
    if kind in ("html", "mht"):
        from corpus.parsers.html import parse_html

        parsed = parse_html(text)
    elif kind == "csv":
        from corpus.parsers.sheet import parse_csv

        parsed = parse_csv(text, name)
    else:
        from corpus.parsers.text import looks_like_markdown, parse_markdown, parse_plain

        parsed = parse_markdown(text) if kind == "markdown" or looks_like_markdown(text) else parse_plain(text)
    if "坏字" in encoding:
        return ParsedFile(
            parsed.blocks, (*parsed.warnings, "文件里有无法辨认的字节，已用\ufffd标出"), parsed.title_hint
        )
    return parsed
