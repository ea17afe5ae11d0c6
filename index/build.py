"""Keeping the index in step with the library: incremental, resumable, atomic.

    home/index/current         the number of the generation that serves
    home/index/<n>/manifest.json, catalogue.sqlite3, lexical/, vectors/

A generation is made for one set of settings; other settings make a new one aside, and one
`os.replace` of `current` switches to it. Within a generation, documents are exchanged in
batches, each of them whole; a kill leaves the last batch, and the next run goes on from there.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from corpus.errors import IndexBusyError, IndexUnavailableError, ZhengceError
from corpus.library import Library
from index.catalogue import Catalogue, database_errors, passage_text
from index.chunk import chunk_document
from index.encoder import model_fingerprint
from index.lexical import LexicalIndex
from index.settings import Settings

if TYPE_CHECKING:
    from index.types import Encoder

FORMAT = 3  # of a generation; raised when chunks or tokens change
Progress = Callable[[str, int, int], None]  # stage ("lexical", "vectors"), done, total
_DOCUMENTS_AT_ONCE = 400
_CHUNKS_AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What an update did. `chars` were encoded in `encode_seconds`."""

    documents: int
    removed: int
    chunks: int
    encoded: int
    chars: int
    encode_seconds: float
    seconds: float


def index_folder(home: Path) -> Path:
    """Where the generations of a home lie."""
    return home / "index"


def current_generation(home: Path) -> Path | None:
    """The folder of the generation that serves; None where there is none yet, or only one of another format."""
    try:
        number = (index_folder(home) / "current").read_text("utf-8").strip()
    except OSError:
        return None
    folder = index_folder(home) / number
    if not number.isdigit() or not (folder / "manifest.json").is_file():
        return None
    return folder if read_manifest(folder).get("format") == str(FORMAT) else None


def read_manifest(folder: Path) -> dict[str, str]:
    """The settings that a generation was made for."""
    try:
        return dict(json.loads((folder / "manifest.json").read_text("utf-8")))
    except (OSError, ValueError) as error:
        raise IndexUnavailableError(f"{folder}：索引说明文件读不了，请运行 zhengce reindex 重建") from error


def update_index(
    library: Library, settings: Settings, progress: Progress | None = None, vectors: bool = True
) -> BuildReport:
    """Bring the index up to the library's revision.

    :param progress: called with the stage, how much of it is done, and of how much.
    :param vectors: whether to encode too; without, only the lexical side is brought up.
    :raises ZhengceError: no space, another program is indexing, or the model is missing. What was
        there before goes on serving.
    """
    from filelock import FileLock, Timeout

    started = time.perf_counter()
    folder = index_folder(library.home)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise IndexUnavailableError(
            f"{folder}：不能建立索引文件夹（{error.strerror}），请检查权限或磁盘空间"
        ) from error
    lock = FileLock(folder / "writing.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise IndexBusyError("另一个程序正在建索引，请等它做完再试（现有索引照常可用）") from error
    try:
        with database_errors(folder):
            return _update(library, settings, progress, vectors and settings.dense, started)
    except OSError as error:
        raise ZhengceError(
            f"{folder}：索引写不进去（{error.strerror or error}），请检查磁盘空间；原有索引未变"
        ) from error
    finally:
        lock.release()


def _update(
    library: Library, settings: Settings, progress: Progress | None, vectors: bool, started: float
) -> BuildReport:
    generation = current_generation(library.home)
    model = model_fingerprint(settings)
    wanted = {
        "format": str(FORMAT), "fingerprint": settings.fingerprint(), "model": model,
        "vectors": f"{model} {settings.passage_prefix}",  # what a passage's vector depends on beside its text
    }  # fmt: skip
    fresh = generation is None or {k: read_manifest(generation).get(k) for k in wanted} != wanted
    if fresh:
        generation = _new_generation(library.home, wanted)
    assert generation is not None
    catalogue = Catalogue(generation / "catalogue.sqlite3")
    try:
        revision = str(library.revision)
        documents = removed = 0
        if catalogue.state("revision") != revision:
            documents, removed = _lexical(library, settings, catalogue, generation, progress)
            catalogue.remember("revision", revision)
        if fresh and not settings.dense:
            _switch(library.home, generation)
            fresh = False
        encoded, chars, seconds = 0, 0, 0.0
        if vectors:
            encoded, chars, seconds = _vectors(settings, catalogue, generation, progress)
        if fresh and vectors:
            _switch(library.home, generation)
        total = catalogue.counts()[0]
    finally:
        catalogue.close()
    return BuildReport(documents, removed, total, encoded, chars, seconds, time.perf_counter() - started)


def _new_generation(home: Path, manifest: dict[str, str]) -> Path:
    """A folder for these settings: one that was begun before is gone on with.

    With nothing serving yet, it serves at once, so that what is in can be searched meanwhile.
    """
    base = index_folder(home)
    numbers = sorted(int(path.name) for path in base.iterdir() if path.name.isdigit())
    for number in reversed(numbers):
        folder = base / str(number)
        if (folder / "manifest.json").is_file() and {k: read_manifest(folder).get(k) for k in manifest} == manifest:
            break
    else:
        folder = base / str((numbers[-1] if numbers else 0) + 1)
        folder.mkdir()
        part = folder / "manifest.part"
        part.write_text(json.dumps(manifest), encoding="utf-8")
        os.replace(part, folder / "manifest.json")
    if current_generation(home) is None:
        _point(home, folder)
    return folder


def _point(home: Path, generation: Path) -> None:
    part = index_folder(home) / "current.part"
    part.write_text(generation.name, encoding="utf-8")
    os.replace(part, index_folder(home) / "current")


def _switch(home: Path, generation: Path) -> None:
    """Let a generation serve, and clear the older ones away."""
    _point(home, generation)
    for path in index_folder(home).iterdir():
        if path.name.isdigit() and path != generation:
            shutil.rmtree(path, ignore_errors=True)


def _lexical(
    library: Library, settings: Settings, catalogue: Catalogue, generation: Path, progress: Progress | None
) -> tuple[int, int]:
    """Exchange the documents that changed, batch by batch; how many came in and went out."""
    now, before = library.content_hashes(), catalogue.content_hashes()
    changed = [doc_id for doc_id, digest in now.items() if before.get(doc_id) != digest]
    gone = [doc_id for doc_id in before if doc_id not in now]
    if not changed and not gone:
        return 0, 0
    lexical = LexicalIndex(generation / "lexical")
    for start in range(0, max(len(changed), 1), _DOCUMENTS_AT_ONCE):
        batch = changed[start : start + _DOCUMENTS_AT_ONCE]
        out = [*batch, *(gone if start == 0 else [])]
        added = [(doc_id, now[doc_id], chunk_document(library.get(doc_id), settings.chunk_chars)) for doc_id in batch]
        lexical.replace(out, (chunk for _, _, chunks in added for chunk in chunks))
        catalogue.replace(out, added)
        if progress is not None:
            progress("lexical", min(start + len(batch), len(changed)), len(changed))
    return len(changed), len(gone)


def _vectors(
    settings: Settings, catalogue: Catalogue, generation: Path, progress: Progress | None
) -> tuple[int, int, float]:
    """Encode what waits, and hand the store what it hasn't got; both resumable."""
    catalogue.reuse_vectors()
    for folder in _others(generation):
        catalogue.reuse_from(folder / "catalogue.sqlite3")
    total, ready, stored = catalogue.counts()
    encoded = chars = 0
    seconds = 0.0
    if ready < total:
        from index.encoder import load_encoder

        encoder: Encoder = load_encoder(settings)
        waiting, done_chars = catalogue.waiting_chars(), 0
        while batch := catalogue.without_vector(_CHUNKS_AT_ONCE):
            begun = time.perf_counter()
            vectors = encoder.encode_passages([passage_text(chunk) for chunk in batch])
            seconds += time.perf_counter() - begun
            catalogue.set_vectors([chunk.chunk_id for chunk in batch], vectors)
            encoded += len(batch)
            chars += sum(len(passage_text(chunk)) for chunk in batch)
            done_chars += sum(len(chunk.text) for chunk in batch)
            if progress is not None:
                progress("vectors", done_chars, waiting)
    gone = catalogue.gone()
    if gone or stored < total:
        from index.store import ChromaStore

        store = ChromaStore(generation / "vectors", collection_name(generation), settings.chroma_url)
        if gone:
            store.delete(gone)
            catalogue.forget_gone(gone)
        while rows := catalogue.not_stored(5000):
            store.upsert([row[0] for row in rows], [row[1] for row in rows], np.array([row[2] for row in rows]))
            catalogue.mark_stored([row[0] for row in rows])
        store.close()
    return encoded, chars, seconds


def _others(generation: Path) -> list[Path]:
    """Generations beside this one whose vectors are of the same model and prefix."""
    own = read_manifest(generation).get("vectors")
    found = [path.parent for path in generation.parent.glob("*/manifest.json") if path.parent != generation]
    return [
        folder
        for folder in found
        if read_manifest(folder).get("vectors") == own and (folder / "catalogue.sqlite3").is_file()
    ]


def collection_name(generation: Path) -> str:
    """The Chroma collection of a generation; on a shared server each home has its own."""
    import hashlib

    home = hashlib.sha256(str(generation.parent.resolve()).encode()).hexdigest()[:8]
    return f"zhengce-{home}-{generation.name}"
