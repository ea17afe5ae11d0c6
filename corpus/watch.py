"""Keep a library in step with a folder: look at it now and then, take in what changed, take out what is gone.

By polling, which works on network drives and on Windows alike. A file that is still being written is left for the next
look: it must have had the same size and time twice. What was there at the last look is remembered in the library, so that
files which went while nobody looked are noticed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from corpus.errors import UnreadableFileError
from corpus.ingest import IngestReport, ingest_paths
from corpus.library import Library

Seen = dict[str, tuple[int, int]]  # source -> size in bytes, time of change in ns
_LONG_AGO = (-1, -1)  # the mark of a file that an earlier program saw
_MANY = 5  # files whose going all at once is rather a network drive's
_SKIPPED_STARTS = (".", "~$")


@dataclass(frozen=True, slots=True)
class Round:
    """What one look at the folder led to. `removed`: doc_ids of documents whose last file is gone."""

    report: IngestReport
    removed: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether anything was done."""
        return bool(self.report.added or self.report.updated or self.report.failed or self.removed)


@dataclass(slots=True)
class Watcher:
    """Looks at one folder again and again. `keep`: leave a document in the library when its file goes."""

    library: Library
    folder: Path
    keep: bool = False
    _last: Seen | None = field(default=None, init=False)
    _taken: Seen = field(default_factory=dict, init=False)
    _remembered: set[str] = field(default_factory=set, init=False)

    def look(self) -> Round:
        """One look. The first takes in all; a later one what has changed and come to rest.

        :raises UnreadableFileError: the folder isn't there, or all of its many files are gone at once.
        """
        now = self._list()
        settled = now if self._last is None else {s: v for s, v in now.items() if self._last.get(s) == v}
        wanted = [source for source, mark in settled.items() if self._taken.get(source) != mark]
        report = IngestReport()
        if wanted:
            report = ingest_paths(self.library, [self.folder])
        self._taken |= {source: settled[source] for source in wanted}
        if self._last is None:
            self._taken = dict.fromkeys(self.library.watched(self.folder), _LONG_AGO) | self._taken
        removed = () if self.keep else self._take_out(now)
        if set(self._taken) != self._remembered:
            self.library.set_watched(self.folder, self._taken)
            self._remembered = set(self._taken)
        self._last = now
        return Round(report, removed)

    def run(self, every_s: float, stop: threading.Event, done: Callable[[Round], None]) -> None:
        """Look every so many seconds until `stop` is set; `done` is told of each look."""
        while True:
            done(self.look())
            if stop.wait(every_s):
                return

    def _list(self) -> Seen:
        if not self.folder.is_dir():
            raise UnreadableFileError(f"{self.folder}：没有这个文件夹，请检查路径（网络盘是否断开）")
        found: Seen = {}
        for path in sorted(self.folder.rglob("*")):
            if path.name.startswith(_SKIPPED_STARTS):
                continue
            try:
                if path.is_file():
                    state = path.stat()
                    found[path.relative_to(self.folder).as_posix()] = state.st_size, state.st_mtime_ns
            except OSError:
                continue  # gone between listing and looking; the next look settles it
        return found

    def _take_out(self, now: Seen) -> tuple[str, ...]:
        """Remove documents that were taken in from here and whose files are all gone."""
        gone = {source for source in self._taken if source not in now}
        if not gone:
            return ()
        if not now and len(gone) >= _MANY:
            raise UnreadableFileError(
                f"{self.folder}：文件夹空了，原有的{len(gone)}个文件都不在；如果是网络盘断开，接上即可；文库没有动，确要移出请用 zhengce remove"
            )
        # What an archive holds has the sources `archive.zip/folder/name`.
        removed = [
            doc_id
            for doc_id, sources in self.library.sources().items()
            if all(source in gone or any(source.startswith(f"{one}/") for one in gone) for source in sources)
        ]
        self.library.remove(removed)
        for source in gone:
            self._taken.pop(source)
        return tuple(removed)
