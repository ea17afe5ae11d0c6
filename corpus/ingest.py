"""`add`: files and folders into the library, each on its own, so that one bad file stops nothing."""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from corpus.archive import Unpacker, is_archive, is_skipped
from corpus.errors import LibraryError, UnreadableFileError
from corpus.library import FILE_NAME, Library
from corpus.parse import parse_file
from corpus.types import DocumentSummary

Progress = Callable[[int, int, str], None]  # done, total, the file's name
# Files of these kinds are no archives whatever they hold, so that a large folder is not opened twice.
_NO_ARCHIVES = frozenset(
    [
        ".txt",
        ".md",
        ".html",
        ".htm",
        ".docx",
        ".doc",
        ".wps",
        ".pdf",
        ".ofd",
        ".xlsx",
        ".xls",
        ".csv",
        ".pptx",
        ".rtf",
        ".png",
        ".jpg",
        ".jpeg",
    ]
)


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be taken in, and the line that says why and what to do."""

    source: str
    error: str


@dataclass(slots=True)
class IngestReport:
    """What became of the files. `doc_ids` are those of all documents read, in order, once each."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    failed: list[Failure] = field(default_factory=list)
    doc_ids: list[str] = field(default_factory=list)
    documents: list[DocumentSummary] = field(default_factory=list)
    seconds: float = 0.0


def ingest_paths(library: Library, paths: Sequence[Path], progress: Progress | None = None) -> IngestReport:
    """Take files, folders and archives into the library; an archive's members are sources `archive.zip/folder/name`.

    :param progress: called after each file with how many are done, of how many, and its name.
    :return: counts, failures (each with its one line) and the documents.
    :raises LibraryError: the library itself can't be written; what came before is kept.
    """
    started = time.perf_counter()
    report = IngestReport()
    with tempfile.TemporaryDirectory(prefix="zhengce-add-", ignore_cleanup_errors=True) as folder:
        files = _gathered(paths, Unpacker(Path(folder)), report, library.home.absolute())
        known = library.known_files()
        for done, (path, source) in enumerate(files, 1):
            try:
                _ingest(library, path, source, known, report)
            except UnreadableFileError as error:
                report.failed.append(Failure(source, _placed(source, str(error))))
            except LibraryError:
                raise
            if progress is not None:
                progress(done, len(files), source)
    report.doc_ids = list(dict.fromkeys(report.doc_ids))
    summaries = {summary.doc_id: summary for summary in library.summaries(report.doc_ids)} if report.doc_ids else {}
    report.documents = [summaries[doc_id] for doc_id in report.doc_ids if doc_id in summaries]
    report.seconds = time.perf_counter() - started
    return report


def _gathered(paths: Sequence[Path], unpacker: Unpacker, report: IngestReport, home: Path) -> list[tuple[Path, str]]:
    """All files with their sources; archives are unpacked, and what can't be is noted in the report.

    :param home: the library's folder, whose own files are passed over where they lie in what is added.
    """
    files: list[tuple[Path, str]] = []
    for path in paths:
        try:
            for member, source in _files(path):
                if _is_own(member.absolute(), home):
                    continue
                if member.suffix.lower() in _NO_ARCHIVES or not is_archive(member):
                    files.append((member, source))
                    continue
                unpacked = unpacker.unpack(member, source)
                files += [(one.path, one.source) for one in unpacked.members]
                report.failed += [Failure(*failure) for failure in unpacked.failed]
                if not unpacked.members and not unpacked.failed:
                    report.failed.append(Failure(source, f"{source}：压缩包里没有文件，请检查"))
        except UnreadableFileError as error:
            report.failed.append(Failure(str(path), str(error)))
    return files


def _placed(source: str, error: str) -> str:
    """The line of a failure with the file's folder or archive before its name: several may be called the same."""
    name = source.rpartition("/")[2]
    return source + error.removeprefix(name) if error.startswith(f"{name}：") else error


def _is_own(path: Path, home: Path) -> bool:
    """Whether a file is the library's or its index's own."""
    return path.parent == home and path.name.startswith(FILE_NAME) or home / "index" in path.parents


def _ingest(library: Library, path: Path, source: str, known: dict[str, tuple[str, str]], report: IngestReport) -> None:
    try:
        with path.open("rb") as stream:
            file_hash = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise UnreadableFileError(
            f"{source}：不能打开（{error.strerror}），请检查文件是否存在、有无读取权限"
        ) from error
    if source in known and known[source][0] == file_hash:
        report.unchanged += 1
        report.doc_ids.append(known[source][1])
        return
    document = parse_file(path, source)
    outcome, doc_id = library.put(document, file_hash)
    setattr(report, outcome, getattr(report, outcome) + 1)
    report.doc_ids.append(doc_id)


def _files(path: Path) -> Iterator[tuple[Path, str]]:
    """The files of a path with their source names: relative to the folder that was added."""
    if path.is_file():
        yield path, path.name
        return
    if not path.exists():
        raise UnreadableFileError(f"{path}：没有这个文件或文件夹，请检查路径")
    if not path.is_dir():
        raise UnreadableFileError(f"{path}：不是普通文件或文件夹，跳过")
    for member in sorted(path.rglob("*")):
        if is_skipped(member.relative_to(path).parts):
            continue
        if member.is_file():
            yield member, member.relative_to(path).as_posix()
