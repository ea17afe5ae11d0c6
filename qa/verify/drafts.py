"""Reading a draft: the text that is checked, of .txt, .md, .docx or the standard input."""

from __future__ import annotations

import sys
from pathlib import Path

from corpus.errors import UnreadableFileError

TEXT_SUFFIXES = (".txt", ".md", ".markdown", ".text")
_MOST_BYTES = 50_000_000


def read_draft(path: str) -> str:
    """The text of a draft: of a .txt or .md what its bytes decode to, of a .docx its paragraphs joined by line ends.

    :param path: the file, or `-` for the standard input.
    :raises UnreadableFileError: one line that names the file and the remedy.
    """
    if path == "-":
        stream = getattr(sys.stdin, "buffer", None)
        return decoded(stream.read() if stream is not None else sys.stdin.read().encode(), "标准输入")
    file = Path(path)
    data = draft_bytes(file)
    if file.suffix.lower() == ".docx":
        from qa.verify.word import docx_text

        return docx_text(file)
    if file.suffix.lower() in (".doc", ".wps", ".pdf", ".rtf", ".odt", ".ofd", ".xlsx", ".xls", ".pptx", ".ppt"):
        raise UnreadableFileError(f"{path}：核校只读 .docx、.txt、.md，请另存为其中一种后再核")
    return decoded(data, path)


def draft_bytes(file: Path) -> bytes:
    """The bytes of a draft.

    :raises UnreadableFileError: it isn't there, can't be read, or is too large to be a draft.
    """
    if not file.exists():
        raise UnreadableFileError(f"{file}：没有这个文件，请检查路径")
    if file.is_dir():
        raise UnreadableFileError(f"{file}：这是文件夹，请指明一个草稿文件")
    try:
        if file.stat().st_size > _MOST_BYTES:
            raise UnreadableFileError(f"{file}：文件太大（超过 50 MB），不像一份草稿，请拆开后再核")
        return file.read_bytes()
    except OSError as error:
        raise UnreadableFileError(f"{file}：不能打开（{error.strerror}），请检查读取权限") from error


def decoded(data: bytes, name: str) -> str:
    """What bytes decode to, without a BOM and with line ends of one character.

    :raises UnreadableFileError: they are no text.
    """
    from corpus.parsers.decode import decode

    if not data.strip():
        raise UnreadableFileError(f"{name}：是空的，没有可核校的文字")
    try:
        return decode(data, name)[0]
    except UnreadableFileError as error:
        raise UnreadableFileError(str(error).replace("重新加入", "重新核校").replace("再加入", "再核校")) from error
