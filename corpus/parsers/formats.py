"""What a file is, by its content first and its name second."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import PurePosixPath
from typing import Literal

from corpus.errors import UnreadableFileError

Format = Literal[
    "text", "markdown", "html", "mht", "csv",  # read in this process
    "docx", "xlsx", "pptx", "ofd", "doc", "xls", "rtf", "pdf", "image",  # in a worker
    "zip", "tar", "7z",  # archives: their members are sources of their own
]  # fmt: skip

TEXT_FORMATS = frozenset(("text", "markdown", "html", "mht", "csv"))
ARCHIVES = frozenset(("zip", "tar", "7z"))

_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
_BY_SUFFIX: dict[str, Format] = {
    ".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html", ".shtml": "html", ".xhtml": "html", ".mht": "mht",
    ".mhtml": "mht", ".csv": "csv", ".tsv": "csv",
}  # fmt: skip
_ZIP_BY_SUFFIX: dict[str, Format] = {
    ".docx": "docx", ".docm": "docx", ".dotx": "docx", ".xlsx": "xlsx", ".xlsm": "xlsx", ".pptx": "pptx", ".ppsx": "pptx", ".ofd": "ofd",
}  # fmt: skip
_ALWAYS_BINARY = frozenset(
    (".docx", ".xlsx", ".pptx", ".ofd", ".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".gif", ".webp")
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What is no document, and what can be done about it.
_OTHER = {
    b"MZ": "这是程序文件，不是公文，请核对", b"\x7fELF": "这是程序文件，不是公文，请核对", b"SQLite format 3": "这是数据库文件，请导出为表格或文本后再加入",
    b"Rar!": "这是RAR压缩包，请先解压，再加入解压出的文件夹", b"AC10": "这是CAD图纸，不能读取，请导出为PDF", b"ID3": "这是音频，不能读取",
    b"RIFF": "这是音频或视频，不能读取",
    b"%!PS": "这是PostScript文件，请转成PDF后再加入",
}  # fmt: skip


def detect(data: bytes, name: str) -> Format:
    """The format of a file.

    :raises UnreadableFileError: it is of a kind that can't be read; the line says what to do.
    """
    suffix = PurePosixPath(name.replace("\\", "/")).suffix.lower()
    if data.startswith(b"PK\x03\x04") or data.startswith(b"PK\x05\x06"):
        return _zip_kind(data, name, suffix)
    if data.startswith(_OLE):
        return _ole_kind(data, name, suffix)
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data[:64].lstrip().startswith(b"{\\rtf"):
        return "rtf"
    if data.startswith(_IMAGES) and not (data.startswith(b"BM") and suffix in (".txt", ".md", ".csv")):
        return "image"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "image"
    if data[4:8] == b"ftyp":
        photo = data[8:12] in (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif")
        remedy = "这是HEIC照片，请用手机或看图软件另存为JPG后再加入" if photo else "这是视频，不能读取"
        raise UnreadableFileError(f"{name}：{remedy}")
    if data.startswith(b"7z\xbc\xaf\x27\x1c"):
        return "7z"
    if data.startswith(b"\x1f\x8b") or data.startswith((b"BZh", b"\xfd7zXZ")) or data[257:262] == b"ustar":
        return "tar"
    for magic, remedy in _OTHER.items():
        if data.startswith(magic) and not (suffix in (".txt", ".md") and magic in (b"MZ", b"ID3", b"RIFF", b"AC10")):
            raise UnreadableFileError(f"{name}：{remedy}")
    if suffix in _BY_SUFFIX:
        return _BY_SUFFIX[suffix]
    head = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html", b"<head")) or (
        head.startswith(b"<?xml") and b"<html" in data[:5000].lower()
    ):
        return "html"
    if head.startswith((b"mime-version:", b"from: <saved by")) and b"multipart/related" in data[:4000].lower():
        return "mht"
    if suffix in _ALWAYS_BINARY or (suffix in (".doc", ".xls", ".wps", ".et") and b"\x00" in data[:4096]):
        raise UnreadableFileError(f"{name}：文件已损坏，或扩展名与内容不符，请用原来的软件打开后另存")
    return "text"


def _zip_kind(data: bytes, name: str, suffix: str) -> Format:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = {info.filename.replace("\\", "/").lstrip("/").lower() for info in archive.infolist()[:5000]}
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as error:
        kind = "压缩包" if suffix not in _ZIP_BY_SUFFIX else "文件"
        raise UnreadableFileError(f"{name}：{kind}已损坏或不完整，请重新下载，或用原来的软件打开后另存") from error
    if "[content_types].xml" in names or suffix in _ZIP_BY_SUFFIX:
        for start, kind in (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx")):
            if any(member.startswith(start) for member in names):
                return kind  # type: ignore[return-value]
    if "ofd.xml" in names:
        return "ofd"
    if "mimetype" in names and "content.xml" in names:
        raise UnreadableFileError(f"{name}：这是OpenDocument文件，请用WPS或LibreOffice另存为.docx或.xlsx后再加入")
    if suffix in _ZIP_BY_SUFFIX:
        raise UnreadableFileError(f"{name}：文件缺少正文，可能已损坏，请用原来的软件打开后另存")
    return "zip"


def _ole_kind(data: bytes, name: str, suffix: str) -> Format:
    """Which program's file an OLE container is, by the names of its streams."""
    streams = ole_streams(data)
    if "EncryptedPackage" in streams or "EncryptionInfo" in streams:
        raise UnreadableFileError(f"{name}：文件设了密码，请用Word、Excel或WPS打开并去掉密码后再加入")
    if "WordDocument" in streams:
        return "doc"
    if "Workbook" in streams or "Book" in streams:
        return "xls"
    if "PowerPoint Document" in streams:
        raise UnreadableFileError(f"{name}：这是旧版演示文稿（.ppt），请用PowerPoint或WPS另存为.pptx后再加入")
    if streams:
        raise UnreadableFileError(f"{name}：认不出是哪种办公文件，请用原来的软件另存为.docx或.pdf后再加入")
    raise UnreadableFileError(f"{name}：文件已损坏，请用原来的软件打开后另存")


def ole_streams(data: bytes) -> set[str]:
    """Names of the streams of an OLE container; empty where it is spoilt."""
    import olefile

    try:
        with olefile.OleFileIO(BytesIO(data)) as container:
            return {entry[-1] for entry in container.listdir()}
    except Exception:  # noqa: BLE001 - olefile raises whatever a spoilt header makes it do
        return set()


def ole_stream(data: bytes, stream: str) -> bytes:
    """A stream of an OLE container; empty where it isn't there or the container is spoilt."""
    import olefile

    try:
        with olefile.OleFileIO(BytesIO(data)) as container:
            return bytes(container.openstream(stream).read())
    except Exception:  # noqa: BLE001 - olefile raises whatever a spoilt header makes it do
        return b""
