"""Office files that are zip packages (.docx .xlsx .pptx .ofd): parts by name, within limits, XML without entities."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from corpus.errors import UnreadableFileError

# The largest sound part of an office file met (a 300-page report's document.xml) has 20 MB; a
# tree takes about eight times its XML's size, and a worker may use 1 GB.
MAX_PART_BYTES = 60_000_000
MAX_PARTS = 20_000
# Deflate reaches 1,032:1 on one repeated byte; XML of real files stays under 60:1.
MAX_RATIO = 250
_RATIO_FROM_BYTES = 5_000_000
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, KeyError, RuntimeError)


class Package:
    """A zip package in memory."""

    def __init__(self, data: bytes, name: str) -> None:
        """Open a package.

        :raises UnreadableFileError: it is broken, or holds more parts than any office file.
        """
        self.name = name
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except _BROKEN as error:
            raise UnreadableFileError(f"{name}：文件已损坏或不完整，请用原来的软件打开后另存，或重新下载") from error
        infos = self._zip.infolist()
        if len(infos) > MAX_PARTS:
            raise UnreadableFileError(f"{name}：里面有{len(infos)}个部分，不像办公文件，没有读取")
        self._infos = {info.filename.replace("\\", "/").lstrip("/").lower(): info for info in infos}
        self.names = sorted(self._infos)

    def __contains__(self, part: str) -> bool:
        return part.lstrip("/").lower() in self._infos

    def read(self, part: str) -> bytes | None:
        """A part's bytes; None where there is none of this name.

        :raises UnreadableFileError: it is encrypted, broken, or a bomb.
        """
        info = self._infos.get(part.replace("\\", "/").lstrip("/").lower())
        if info is None:
            return None
        if info.flag_bits & 1:
            raise UnreadableFileError(f"{self.name}：文件设了密码，请去掉密码后再加入")
        check_member(info, self.name, MAX_PART_BYTES)
        try:
            with self._zip.open(info) as stream:
                content = stream.read(MAX_PART_BYTES + 1)
        except _BROKEN as error:
            raise UnreadableFileError(
                f"{self.name}：文件已损坏（{info.filename}），请用原来的软件打开后另存"
            ) from error
        if len(content) > MAX_PART_BYTES:
            raise UnreadableFileError(f"{self.name}：解开后过大，疑似压缩炸弹，没有读取")
        return content

    def xml(self, part: str) -> Any:
        """The root element of an XML part; None where there is no such part.

        :raises UnreadableFileError: as `read`, or it is no well-formed XML.
        """
        content = self.read(part)
        return None if content is None else parse_xml(content, self.name)

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Id -> (type's last word, target's path) of a part's relationships inside the package."""
        folder, _, base = part.rpartition("/")
        root = self.xml(f"{folder}/_rels/{base}.rels" if folder else f"_rels/{base}.rels")
        found: dict[str, tuple[str, str]] = {}
        for relation in root if root is not None else ():
            if not isinstance(relation.tag, str) or relation.get("TargetMode") == "External":
                continue
            target = relation.get("Target") or ""
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[relation.get("Id") or ""] = ((relation.get("Type") or "").rpartition("/")[2], path)
        return found


def check_member(info: zipfile.ZipInfo, name: str, limit: int) -> None:
    """Refuse a member that says itself that it is too large.

    :raises UnreadableFileError: it is larger than `limit` bytes, or packed more tightly than real files are.
    """
    if info.file_size > limit:
        raise UnreadableFileError(
            f"{name}：{info.filename}解开后有{info.file_size // 1_000_000} MB，超过上限{limit // 1_000_000} MB，没有读取"
        )
    if info.file_size > _RATIO_FROM_BYTES and info.file_size > MAX_RATIO * max(1, info.compress_size):
        raise UnreadableFileError(f"{name}：{info.filename}的压缩比异常，疑似压缩炸弹，没有读取")


def parse_xml(content: bytes, name: str) -> Any:
    """Parse XML from a stranger: no entities, no network, no depth beyond 256.

    :raises UnreadableFileError: it is no well-formed XML, or holds a DTD.
    """
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        root = _recovered(content)
        if root is None:
            raise UnreadableFileError(f"{name}：文件内容已损坏，请用原来的软件打开后另存") from error
    if root.getroottree().docinfo.internalDTD is not None and len(root.getroottree().docinfo.internalDTD.entities()):
        raise UnreadableFileError(f"{name}：文件里有外部实体定义，出于安全没有读取")
    return root


def _recovered(content: bytes) -> Any:
    """The root of XML that is cut off or spoilt somewhere, as far as it can be read; else None."""
    from lxml import etree

    if b"<!ENTITY" in content[:10_000]:
        return None
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True, remove_pis=True,
        recover=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    return root if root is not None and len(root) else None


def local(element: Any) -> str:
    """An element's name without its namespace; empty for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: Any, *names: str) -> Iterator[Any]:
    """Child elements of these local names (all with none), in order."""
    for child in element if element is not None else ():
        if isinstance(child.tag, str) and (not names or local(child) in names):
            yield child


def child(element: Any, *path: str) -> Any:
    """The first descendant along a path of local names; None where it breaks off."""
    for name in path:
        element = next(children(element, name), None)
        if element is None:
            return None
    return element


def attribute(element: Any, name: str) -> str | None:
    """An attribute by its local name, whatever its namespace."""
    if element is None:
        return None
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(value)
    return None
