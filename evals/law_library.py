"""Laws of `laws.tar.gz` as a library with its index: those that are named, and some others beside them.

Encoding takes most of the time (5,000 to 9,000 characters a second on two cores), so that a set of questions on a few
laws is asked of a library of these and a seeded choice of others. Each choice has a home of its own.
"""

from __future__ import annotations

import random
import re
import sys
import tarfile
from collections.abc import Collection
from pathlib import Path, PurePosixPath

from corpus.errors import ZhengceError
from corpus.ingest import ingest_paths
from corpus.library import Library
from corpus.names import title_key
from index.build import update_index
from index.settings import Settings

ARCHIVE = "laws.tar.gz"
_NO_LAWS = ("README.md", "_index.md", "法律法规模版.md")
_SEED = 0


def read_archive(data: Path) -> dict[str, str]:
    """Name within the archive -> text of each law.

    :raises ZhengceError: the archive isn't there.
    """
    path = data / ARCHIVE
    if not path.is_file():
        raise ZhengceError(f"{path}：没有这个文件，请用 --data 指明含 {ARCHIVE} 的文件夹")
    laws: dict[str, str] = {}
    with tarfile.open(path, "r:gz") as archive:
        for member in archive:
            name = PurePosixPath(member.name)
            stream = archive.extractfile(member) if member.isfile() and name.suffix == ".md" else None
            if stream is not None and name.name not in _NO_LAWS:
                laws[name.as_posix()] = stream.read().decode("utf-8", "replace")
    return laws


def with_title(laws: dict[str, str], title: str) -> list[str]:
    """The names of the files whose first heading is this title; a law in several parts, or versions, has several."""
    wanted = title_key(title)
    return [name for name, text in laws.items() if title_key(_heading(text)) == wanted]


def open_laws(data: Path, home: Path, titles: Collection[str], others: int, settings: Settings) -> Library:
    """The laws with these titles and `others` more, as a library with its index in `home`.

    :param others: how many other laws; all of them where there aren't more.
    """
    library = ingest_laws(data, home, titles, others)
    update_index(library, settings, _say)
    return library


def ingest_laws(data: Path, home: Path, titles: Collection[str], others: int) -> Library:
    """The laws with these titles and `others` more, as a library in `home`."""
    laws = read_archive(data)
    named = [name for title in titles for name in with_title(laws, title)]
    rest = sorted(set(laws) - set(named))
    chosen = [*named, *random.Random(_SEED).sample(rest, min(others, len(rest)))]
    files = home / "files"
    for name in chosen:
        path = files / name
        if not path.is_file():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(laws[name], encoding="utf-8", newline="\n")
    library = Library.open(home)
    ingest_paths(library, [files])
    return library


def _heading(text: str) -> str:
    found = re.search(r"^#+ *(.+)$", text, re.MULTILINE)
    return found.group(1) if found else ""


def _say(stage: str, done: int, total: int) -> None:
    print(f"\r{stage} {done}/{total}", end="", file=sys.stderr, flush=True)
