"""What a generation of the index holds: its chunks, their vectors, and which documents they are of.

A small SQLite file beside the lexical index and the vectors. It makes updates incremental and
resumable: a chunk's row says whether it has a vector yet, and whether the store has that vector.
"""

from __future__ import annotations

import errno
import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import IndexUnavailableError, ZhengceError
from index.chunk import head_text
from index.types import Chunk

_TABLES = """
CREATE TABLE IF NOT EXISTS documents (doc_id TEXT PRIMARY KEY, content_hash TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS chunks (
    chunk_id TEXT PRIMARY KEY, doc_id TEXT NOT NULL, clause TEXT, path TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    text TEXT NOT NULL, digest TEXT NOT NULL, vector BLOB, stored INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS chunks_by_document ON chunks (doc_id);
CREATE INDEX IF NOT EXISTS chunks_by_digest ON chunks (digest);
CREATE INDEX IF NOT EXISTS chunks_waiting ON chunks (stored) WHERE stored = 0;
CREATE TABLE IF NOT EXISTS gone (chunk_id TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS state (key TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
_COLUMNS = 'chunk_id, doc_id, clause, path, start, "end", text'


def passage_text(chunk: Chunk) -> str:
    """What is encoded for a chunk: title and path, then the text."""
    return f"{head_text(chunk)}\n{chunk.text}"


def passage_digest(chunk: Chunk) -> str:
    """Of what is encoded: the same digest, the same vector."""
    return hashlib.sha256(passage_text(chunk).encode()).hexdigest()[:24]


_NO_SPACE = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT) if hasattr(errno, "EDQUOT") else (errno.ENOSPC, errno.EFBIG)


@contextmanager
def database_errors(folder: Path) -> Iterator[None]:
    """What SQLite raises while a catalogue is used, as ours.

    :raises ZhengceError: no space is left.
    :raises IndexUnavailableError: the file is spoilt, locked or can't be written.
    """
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        if "full" in str(error) or "disk I/O" in str(error) or getattr(error, "errno", None) in _NO_SPACE:
            raise ZhengceError(f"{folder}：磁盘空间不足，索引没有写完；请腾出空间后重做，已有的部分照常可用") from error
        raise IndexUnavailableError(f"{folder}：索引目录读写不了（{error}），请运行 zhengce reindex 重建") from error


class Catalogue:
    """The chunks of one generation."""

    def __init__(self, path: Path) -> None:
        """Open the file, making it where there is none.

        :raises ZhengceError: no space is left.
        :raises IndexUnavailableError: it can't be opened.
        """
        with database_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(path, timeout=30, check_same_thread=False)
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.execute("PRAGMA synchronous=NORMAL")
            self._connection.executescript(_TABLES)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def content_hashes(self) -> dict[str, str]:
        """doc_id -> content hash of the documents that are in."""
        return dict(self._connection.execute("SELECT doc_id, content_hash FROM documents"))

    def state(self, key: str) -> str | None:
        """A remembered value."""
        row = self._connection.execute("SELECT value FROM state WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def remember(self, key: str, value: str) -> None:
        """Remember a value."""
        with self._connection:
            self._connection.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", (key, value))

    def replace(self, removed: Iterable[str], added: Sequence[tuple[str, str, Sequence[Chunk]]]) -> None:
        """Exchange documents in one transaction, keeping the vectors of passages that stay the same.

        :param removed: doc_ids to take out, those that come back changed included.
        :param added: (doc_id, content hash, chunks) of each document to put in.
        """
        removed = list(removed)
        with self._connection as connection:
            kept: dict[str, bytes] = {}
            for doc_id in removed:
                for digest, vector in connection.execute(
                    "SELECT digest, vector FROM chunks WHERE doc_id = ? AND vector NOT NULL", (doc_id,)
                ):
                    kept[digest] = vector
                # `stored` may lag behind the store by a kill; letting go of what isn't there does no harm.
                connection.execute(
                    "INSERT OR IGNORE INTO gone SELECT chunk_id FROM chunks WHERE doc_id = ? AND vector NOT NULL",
                    (doc_id,),
                )
                connection.execute("DELETE FROM chunks WHERE doc_id = ?", (doc_id,))
                connection.execute("DELETE FROM documents WHERE doc_id = ?", (doc_id,))
            for doc_id, content_hash, chunks in added:
                connection.execute("INSERT OR REPLACE INTO documents VALUES (?, ?)", (doc_id, content_hash))
                for chunk in chunks:
                    digest = passage_digest(chunk)
                    vector = kept.get(digest)
                    connection.execute(
                        "INSERT OR REPLACE INTO chunks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
                        (chunk.chunk_id, doc_id, chunk.clause, json.dumps(chunk.path, ensure_ascii=False), chunk.start, chunk.end,
                         chunk.text, digest, vector),
                    )  # fmt: skip
                    connection.execute("DELETE FROM gone WHERE chunk_id = ?", (chunk.chunk_id,))

    def chunks(self, chunk_ids: Sequence[str]) -> dict[str, tuple[Chunk, NDArray[np.float32] | None]]:
        """Chunks by id, with their vectors where they have one."""
        found: dict[str, tuple[Chunk, NDArray[np.float32] | None]] = {}
        for start in range(0, len(chunk_ids), 500):
            part = chunk_ids[start : start + 500]
            marks = ",".join("?" * len(part))
            for row in self._connection.execute(
                f"SELECT {_COLUMNS}, vector FROM chunks WHERE chunk_id IN ({marks})", part
            ):
                found[row[0]] = (_chunk(row), _vector(row[7]))
        return found

    def vectors_of(self, doc_ids: Sequence[str]) -> tuple[list[str], NDArray[np.float32]]:
        """All vectors of some documents: their chunk ids and a matrix (n, dim)."""
        ids: list[str] = []
        rows: list[bytes] = []
        query = (
            "SELECT chunk_id, vector FROM chunks WHERE doc_id IN (SELECT value FROM json_each(?)) AND vector NOT NULL"
        )
        for chunk_id, data in self._connection.execute(query, (json.dumps(list(doc_ids)),)):
            ids.append(chunk_id)
            rows.append(data)
        if not rows:
            return [], np.zeros((0, 1), dtype=np.float32)
        return ids, np.frombuffer(b"".join(rows), dtype=np.float16).reshape(len(rows), -1).astype(np.float32)

    def without_vector(self, limit: int) -> list[Chunk]:
        """Chunks that wait to be encoded, the longest first (like lengths together waste no padding)."""
        query = f"SELECT {_COLUMNS} FROM chunks WHERE vector IS NULL ORDER BY length(text) DESC, chunk_id LIMIT ?"
        return [_chunk(row) for row in self._connection.execute(query, (limit,))]

    def set_vectors(self, chunk_ids: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Keep the vectors of chunks, as float16."""
        rows = [
            (vector.astype(np.float16).tobytes(), chunk_id) for chunk_id, vector in zip(chunk_ids, vectors, strict=True)
        ]
        with self._connection:
            self._connection.executemany("UPDATE chunks SET vector = ?, stored = 0 WHERE chunk_id = ?", rows)

    def reuse_vectors(self) -> int:
        """Give waiting chunks the vector of another chunk with the same passage; how many got one."""
        query = """UPDATE chunks SET vector = (SELECT other.vector FROM chunks AS other WHERE other.digest = chunks.digest AND other.vector NOT NULL LIMIT 1)
                   WHERE vector IS NULL AND EXISTS (SELECT 1 FROM chunks AS other WHERE other.digest = chunks.digest AND other.vector NOT NULL)"""
        with self._connection:
            return self._connection.execute(query).rowcount

    def reuse_from(self, other: Path) -> int:
        """Take the vectors of the same passages from another generation's catalogue; how many got one."""
        query = """UPDATE chunks SET vector = (SELECT vector FROM other.chunks AS o WHERE o.digest = chunks.digest AND o.vector NOT NULL LIMIT 1)
                   WHERE vector IS NULL AND EXISTS (SELECT 1 FROM other.chunks AS o WHERE o.digest = chunks.digest AND o.vector NOT NULL)"""
        self._connection.execute("ATTACH DATABASE ? AS other", (str(other),))
        try:
            with self._connection:
                return self._connection.execute(query).rowcount
        finally:
            self._connection.execute("DETACH DATABASE other")

    def not_stored(self, limit: int) -> list[tuple[str, str, NDArray[np.float32]]]:
        """(chunk_id, doc_id, vector) of chunks whose vector the store hasn't got yet."""
        query = "SELECT chunk_id, doc_id, vector FROM chunks WHERE stored = 0 AND vector NOT NULL LIMIT ?"
        return [(row[0], row[1], _vector(row[2])) for row in self._connection.execute(query, (limit,))]  # type: ignore[misc]

    def mark_stored(self, chunk_ids: Sequence[str]) -> None:
        """Note that the store has these."""
        with self._connection:
            self._connection.executemany(
                "UPDATE chunks SET stored = 1 WHERE chunk_id = ?", [(chunk_id,) for chunk_id in chunk_ids]
            )

    def gone(self) -> list[str]:
        """Ids that the store must still let go of."""
        return [row[0] for row in self._connection.execute("SELECT chunk_id FROM gone")]

    def forget_gone(self, chunk_ids: Sequence[str]) -> None:
        """Note that the store has let go of these."""
        with self._connection:
            self._connection.executemany("DELETE FROM gone WHERE chunk_id = ?", [(chunk_id,) for chunk_id in chunk_ids])

    def version(self) -> tuple[int, str]:
        """Changes whenever what is in here, or in the store, may have."""
        seen = int(self._connection.execute("PRAGMA data_version").fetchone()[0])
        return seen, self.state("revision") or ""

    def count_of(self, doc_ids: Sequence[str]) -> int:
        """How many chunks some documents have."""
        query = "SELECT count(*) FROM chunks WHERE doc_id IN (SELECT value FROM json_each(?))"
        row = self._connection.execute(query, (json.dumps(list(doc_ids)),)).fetchone()
        return int(row[0])

    def counts(self) -> tuple[int, int, int]:
        """How many chunks there are, with a vector, and with their vector in the store."""
        row = self._connection.execute(
            "SELECT count(*), count(vector), coalesce(sum(stored), 0) FROM chunks"
        ).fetchone()
        return int(row[0]), int(row[1]), int(row[2])

    def waiting_chars(self) -> int:
        """Characters that wait to be encoded."""
        return int(
            self._connection.execute(
                "SELECT coalesce(sum(length(text)), 0) FROM chunks WHERE vector IS NULL"
            ).fetchone()[0]
        )


def _chunk(row: Sequence[Any]) -> Chunk:
    chunk_id, doc_id, clause, path, start, end, text = row[:7]
    return Chunk(chunk_id, doc_id, clause, tuple(json.loads(path)), start, end, text)


def _vector(data: bytes | None) -> NDArray[np.float32] | None:
    return None if data is None else np.frombuffer(data, dtype=np.float16).astype(np.float32)
