"""A library moved whole to another machine: one file, checked by hash before anything is touched.

The file is a zip with `library.sqlite3` (a consistent copy, made while others may write) and `manifest.json`, which
holds the copy's SHA-256 and what is in it. The index is not in it: it is made again from the library.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import tempfile
import zipfile
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from corpus.errors import LibraryError, NewerLibraryError, UnreadableFileError
from corpus.library import FILE_NAME, SCHEMA_VERSION, Library

_FORMAT = "zhengce-library"
_MANIFEST = "manifest.json"
_MOST_BYTES = 8_000_000_000  # a library of a million documents; more is a bomb or a mistake


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an exported file says of itself."""

    format: str
    schema: str
    sha256: str
    bytes: int
    documents: int
    revision: int


def export_library(library: Library, target: Path) -> Manifest:
    """Write the library to one file, whole or not at all.

    :raises LibraryError: the target can't be written.
    """
    try:
        with tempfile.TemporaryDirectory(dir=target.absolute().parent) as folder:
            copy, packed = Path(folder) / FILE_NAME, Path(folder) / "packed"
            with closing(sqlite3.connect(library.home / FILE_NAME)) as own, closing(sqlite3.connect(copy)) as other:
                own.backup(other)
            manifest = Manifest(
                _FORMAT, SCHEMA_VERSION, _digest(copy), copy.stat().st_size, len(library.doc_ids()), library.revision
            )
            with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr(_MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1))
                archive.write(copy, FILE_NAME)
            os.replace(packed, target)
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or error
        raise LibraryError(f"{target}：不能写入（{reason}），请检查文件夹、权限和磁盘空间") from error
    return manifest


def import_library(source: Path, home: Path, replace: bool = False) -> Manifest:
    """Put an exported library in a home. What was there stays as it is unless everything agrees.

    :param replace: take the place of a library that holds documents.
    :raises UnreadableFileError: it is no exported library, or was changed on the way.
    :raises LibraryError: the home has a library, or can't be written.
    :raises NewerLibraryError: a newer version of this program wrote it.
    """
    try:
        archive = zipfile.ZipFile(source)
    except FileNotFoundError as error:
        raise UnreadableFileError(f"{source}：没有这个文件，请检查路径") from error
    except (OSError, zipfile.BadZipFile) as error:
        raise UnreadableFileError(f"{source}：不是 zhengce export 写出的文件，或已损坏，请重新导出") from error
    with archive:
        manifest = _manifest(archive, source)
        if manifest.schema > SCHEMA_VERSION:
            raise NewerLibraryError(f"{source}：由较新版本的 zhengce 导出（结构{manifest.schema}），请先升级程序")
        if (home / FILE_NAME).exists() and not replace:
            with Library.open(home) as present:
                count = len(present.doc_ids())
            if count:
                raise LibraryError(
                    f"{home}：这里已有{count}份文件；要用导入的代替它们，请加 --replace，或用 --home 另选位置"
                )
        try:
            home.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=home) as folder:
                copy = Path(folder) / FILE_NAME
                _unpack(archive, manifest, source, copy)
                _check(copy, source)
                _exchange(copy, home)
        except OSError as error:
            raise LibraryError(f"{home}：不能写入（{error.strerror}），请检查权限和磁盘空间；原有文库未变") from error
    Library.open(home).close()  # brings an older one up to this version
    return manifest


def _manifest(archive: zipfile.ZipFile, source: Path) -> Manifest:
    try:
        value = json.loads(archive.read(_MANIFEST)[:100_000])
        manifest = Manifest(**{name: value[name] for name in Manifest.__slots__})
        size = archive.getinfo(FILE_NAME).file_size
    except (KeyError, ValueError, TypeError, OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise UnreadableFileError(f"{source}：不是 zhengce export 写出的文件，请重新导出") from error
    if manifest.format != _FORMAT or size != manifest.bytes or size > _MOST_BYTES:
        raise UnreadableFileError(f"{source}：内容与说明不符，可能在传送中损坏，请重新导出")
    return manifest


def _unpack(archive: zipfile.ZipFile, manifest: Manifest, source: Path, copy: Path) -> None:
    digest, written = hashlib.sha256(), 0
    try:
        with archive.open(FILE_NAME) as stream, copy.open("wb") as out:
            while block := stream.read(1 << 20):
                written += len(block)
                if written > manifest.bytes:
                    break
                digest.update(block)
                out.write(block)
    except (zipfile.BadZipFile, EOFError, ValueError) as error:
        raise UnreadableFileError(f"{source}：已损坏，请重新导出") from error
    if written != manifest.bytes or digest.hexdigest() != manifest.sha256:
        raise UnreadableFileError(f"{source}：校验不符，可能在传送中损坏，请重新导出；原有文库未变")


def _check(copy: Path, source: Path) -> None:
    try:
        with closing(sqlite3.connect(copy)) as connection:
            sound = connection.execute("PRAGMA quick_check").fetchone()[0] == "ok"
            connection.execute("SELECT count(*) FROM documents").fetchone()
    except sqlite3.Error as error:
        raise UnreadableFileError(f"{source}：里面的文库打不开，请重新导出；原有文库未变") from error
    if not sound:
        raise UnreadableFileError(f"{source}：里面的文库已损坏，请重新导出；原有文库未变")


def _exchange(copy: Path, home: Path) -> None:
    """Put the copy in place by SQLite's own means, so that a reader sees the old or the new, whole.

    The revision goes on from the higher of the two, so that the index knows itself out of date.
    """
    before = 0
    if (home / FILE_NAME).exists():
        with Library.open(home) as present:
            before = present.revision
    with closing(sqlite3.connect(copy)) as new:
        row = new.execute("SELECT value FROM state WHERE key = 'revision'").fetchone()
        revision = max(before, int(row[0]) if row else 0) + 1
        new.execute("INSERT OR REPLACE INTO state (key, value) VALUES ('revision', ?)", (str(revision),))
        new.commit()
        new.execute("PRAGMA journal_mode=DELETE")
        try:
            with closing(sqlite3.connect(home / FILE_NAME, timeout=30)) as own:
                new.backup(own)
        except sqlite3.Error as error:
            raise LibraryError(f"{home}：写不进去（{error}），请关掉正在使用文库的程序后再试；原有文库未变") from error


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
