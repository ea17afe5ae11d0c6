"""Archives: each member becomes a file of its own in a temporary folder, within limits; no member's name is ever a path.

Names in GBK, as Chinese Windows writes them without a flag, are read as such.
"""

from __future__ import annotations

import gzip
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from corpus.errors import UnreadableFileError
from corpus.parsers.package import check_member

MAX_MEMBERS = 20_000
MAX_MEMBER_BYTES = 200_000_000
MAX_TOTAL_BYTES = 2_000_000_000
MAX_DEPTH = 3
# A whole archive: gzip of a tar of texts stays under 20:1.
MAX_TOTAL_RATIO = 200
_RATIO_FROM_BYTES = 50_000_000
SUFFIXES = frozenset((".zip", ".gz", ".tgz", ".tar", ".bz2", ".tbz", ".tbz2", ".xz", ".txz", ".7z", ".rar"))
_BROKEN = (zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, OSError, NotImplementedError, RuntimeError,
           ValueError, struct.error, KeyError, IndexError)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Member:
    """An unpacked member: where it lies, and its source, `archive.zip/folder/name`."""

    path: Path
    source: str


@dataclass(slots=True)
class Unpacked:
    """What came out of an archive; `failed` has a source and its one line each."""

    members: list[Member] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)


def is_archive(path: Path) -> bool:
    """Whether a file is an archive and no office file (which are zip packages too)."""
    suffix = path.suffix.lower()
    try:
        with path.open("rb") as stream:
            head = stream.read(512)
        if head.startswith((b"7z\xbc\xaf", b"Rar!")):
            return True
        if head.startswith((b"\x1f\x8b", b"BZh", b"\xfd7zXZ")) or head[257:262] == b"ustar":
            return suffix in SUFFIXES or suffix == ""
        if not head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            return False
        if suffix == ".zip" or suffix not in (".docx", ".xlsx", ".pptx", ".ofd", ".docm", ".xlsm"):
            with zipfile.ZipFile(path) as archive:
                names = {name.lower().lstrip("/") for name in archive.namelist()[:5000]}
            return not names & {"[content_types].xml", "ofd.xml", "mimetype"}
        return False
    except zipfile.BadZipFile:
        return suffix == ".zip"
    except (OSError, ValueError, NotImplementedError):
        return False


class Unpacker:
    """Unpacks archives into one folder, counting what all of them together take."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._count = 0
        self._bytes = 0

    def unpack(self, path: Path, source: str, depth: int = 1) -> Unpacked:
        """The members of an archive, those of archives within it included.

        :param source: the archive's own source, which the members' sources begin with.
        """
        found = Unpacked()
        try:
            with path.open("rb") as stream:
                head = stream.read(8)
            if head.startswith(b"Rar!"):
                raise UnreadableFileError(f"{source}：这是RAR压缩包，请先解压，再加入解压出的文件夹")
            if head.startswith(b"7z\xbc\xaf"):
                raise UnreadableFileError(f"{source}：这是7z压缩包，请先解压，再加入解压出的文件夹")
            members = self._zip(path, source, found) if head.startswith(b"PK") else self._tar(path, source, found)
            for member in members:
                self._place(member, depth, found)
        except UnreadableFileError as error:
            found.failed.append((source, str(error)))
        except _BROKEN as error:
            reason = "磁盘空间不足" if isinstance(error, OSError) and error.errno == 28 else "压缩包已损坏或不完整"
            found.failed.append(
                (source, f"{source}：{reason}，只读出{len(found.members)}个文件；请重新下载，或先解压再加入")
            )
        return found

    def _place(self, member: Member, depth: int, found: Unpacked) -> None:
        if not (PurePosixPath(member.source).suffix.lower() in SUFFIXES and is_archive(member.path)):
            found.members.append(member)
            return
        if depth >= MAX_DEPTH:
            found.failed.append((member.source, f"{member.source}：压缩包嵌套超过{MAX_DEPTH}层，没有读取；请先解压"))
            return
        inner = self.unpack(member.path, member.source, depth + 1)
        found.members += inner.members
        found.failed += inner.failed

    def _zip(self, path: Path, source: str, found: Unpacked) -> Iterator[Member]:
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                name = _zip_name(info)
                inner = _inner_name(name)
                if info.is_dir() or name.endswith("/") or _is_junk(name):
                    continue
                if inner is None:
                    found.failed.append(
                        (
                            f"{source}/{PurePosixPath(name).name}",
                            f"{source}：成员“{name}”的路径指向压缩包之外，没有读取",
                        )
                    )
                    continue
                member_source = f"{source}/{inner}"
                if info.flag_bits & 1:
                    found.failed.append((member_source, f"{member_source}：设了密码，请解压后再加入"))
                    continue
                try:
                    check_member(info, source, MAX_MEMBER_BYTES)
                    with archive.open(info) as stream:
                        yield self._written(stream, member_source, path)
                except UnreadableFileError as error:
                    found.failed.append((member_source, str(error)))
                except _BROKEN as error:
                    if isinstance(error, OSError) and error.errno == 28:
                        raise
                    found.failed.append(
                        (member_source, f"{member_source}：在压缩包里已损坏，请重新下载，或先解压再加入")
                    )

    def _tar(self, path: Path, source: str, found: Unpacked) -> Iterator[Member]:
        try:
            archive = tarfile.open(path, "r:*", encoding="utf-8", errors="surrogateescape")  # noqa: SIM115 - closed below
        except tarfile.ReadError:
            yield from self._gzip(path, source)
            return
        with archive:
            for info in archive:
                name = _decoded(info.name.encode("utf-8", "surrogateescape"))
                if not info.isfile() or _is_junk(name):
                    continue
                inner = _inner_name(name)
                if inner is None:
                    found.failed.append(
                        (
                            f"{source}/{PurePosixPath(name).name}",
                            f"{source}：成员“{name}”的路径指向压缩包之外，没有读取",
                        )
                    )
                    continue
                member_source = f"{source}/{inner}"
                if info.size > MAX_MEMBER_BYTES:
                    found.failed.append(
                        (member_source, f"{member_source}：解开后有{info.size // 1_000_000} MB，超过上限，没有读取")
                    )
                    continue
                stream = archive.extractfile(info)
                if stream is not None:
                    yield self._written(stream, member_source, path)

    def _gzip(self, path: Path, source: str) -> Iterator[Member]:
        """One packed file without a tar around it."""
        if path.suffix.lower() != ".gz":
            raise UnreadableFileError(f"{source}：压缩包已损坏，或不是认得的格式，请先解压再加入")
        with gzip.open(path) as stream:
            yield self._written(stream, f"{source}/{PurePosixPath(source).stem}", path)

    def _written(self, stream: IO[bytes] | gzip.GzipFile, source: str, archive: Path) -> Member:
        """Write a member to a file named by a number, with the suffix that its parser goes by."""
        self._count += 1
        if self._count > MAX_MEMBERS:
            raise UnreadableFileError(f"{source}：压缩包里的文件超过{MAX_MEMBERS}个，其余没有读取；请分批加入")
        path = self.folder / f"{self._count:06}"
        size, limit = 0, max(_RATIO_FROM_BYTES, MAX_TOTAL_RATIO * archive.stat().st_size)
        with path.open("wb") as out:
            while chunk := stream.read(1 << 20):
                size += len(chunk)
                self._bytes += len(chunk)
                if size > MAX_MEMBER_BYTES or size > limit or self._bytes > MAX_TOTAL_BYTES:
                    out.close()
                    path.unlink()
                    raise UnreadableFileError(f"{source}：解开后过大，疑似压缩炸弹，没有读取")
                out.write(chunk)
        return Member(path, source)


def _zip_name(info: zipfile.ZipInfo) -> str:
    """A member's name: by its flag UTF-8, by its extra field, else by what the bytes can be."""
    if info.flag_bits & 0x800:
        return info.filename
    extra = info.extra
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<HH", extra)
        if kind == 0x7075 and size > 5:
            return extra[9 : 4 + size].decode("utf-8", "replace")
        extra = extra[4 + size :]
    try:
        return _decoded(info.orig_filename.encode("cp437"))
    except UnicodeEncodeError:
        return info.filename


def _decoded(raw: bytes) -> str:
    for encoding in ("utf-8", "gb18030", "big5"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("gb18030", "replace")


def _inner_name(name: str) -> str | None:
    """A member's place in the archive; None where it would lead out of it."""
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".")]
    if not parts or ".." in parts or name.startswith(("/", "\\")) or parts[0].endswith(":"):
        return None
    return "/".join("".join(char for char in part if char >= " ") for part in parts)


def _is_junk(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return "__MACOSX" in parts or is_skipped(parts)


# What lies beside documents and is none: marks of systems, what a saved page needs to look right.
_SKIPPED = frozenset(("desktop.ini", "thumbs.db", ".ds_store"))
_ASSETS = frozenset([".css", ".js", ".ico", ".woff", ".woff2", ".ttf", ".otf", ".svg", ".map", ".lnk", ".url", ".tmp"])
_PICTURES = frozenset([".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp"])


def is_skipped(parts: list[str] | tuple[str, ...]) -> bool:
    """Whether a file in a folder or archive is passed over without a word, by the parts of its name."""
    name = parts[-1] if parts else ""
    suffix = PurePosixPath(name).suffix.lower()
    if name.startswith((".", "~$")) or name.lower() in _SKIPPED or suffix in _ASSETS:
        return True
    in_page = any(part.lower().endswith(("_files", ".files")) for part in parts[:-1])
    return in_page and (suffix in _PICTURES or suffix in (".htm", ".html", ""))


__all__ = ["Member", "Unpacked", "Unpacker", "is_archive", "is_skipped"]
