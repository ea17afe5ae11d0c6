"""Vectors in Chroma, embedded or on a server. The only importer of chromadb."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from corpus.errors import IndexUnavailableError, ZhengceError

_BATCH = 5000  # Chroma 1.5 takes at most 5,461 at once
_HNSW = {"space": "cosine", "ef_construction": 100, "ef_search": 100}


class ChromaStore:
    """One collection, cosine distance. `doc_id` is the only metadata.

    Embedded Chroma doesn't see what another process writes while it is open: close and open again.
    """

    def __init__(self, folder: Path, name: str, url: str = "") -> None:
        """Open a collection, making it where there is none.

        :param folder: of the embedded database (unused with `url`).
        :param name: the collection's name, 3 to 512 of [a-zA-Z0-9._-].
        :param url: of a Chroma server, `http://host:port`.
        :raises IndexUnavailableError: the database or server can't be reached.
        """
        os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")
        import chromadb
        from chromadb.config import Settings as ChromaSettings

        quiet = ChromaSettings(anonymized_telemetry=False)
        self._where = url or str(folder)
        self._client: Any = None
        try:
            if url:
                address = urlsplit(url)
                secure = address.scheme == "https"
                port = address.port or (443 if secure else 8000)
                self._client = chromadb.HttpClient(host=address.hostname or "", port=port, ssl=secure, settings=quiet)
            else:
                folder.mkdir(parents=True, exist_ok=True)
                self._client = chromadb.PersistentClient(path=str(folder), settings=quiet)
            self._collection = self._client.get_or_create_collection(
                name, configuration={"hnsw": _HNSW}, embedding_function=None
            )  # fmt: skip
        except Exception as error:  # noqa: BLE001  chromadb raises its own and its server's errors
            self.close()
            reason = _reason(error)
            remedy = "请检查设置 chroma_url 和那台服务器" if url else "请运行 zhengce doctor 查看"
            raise IndexUnavailableError(f"{self._where}：向量库打不开（{reason}），{remedy}") from error

    def upsert(self, ids: list[str], doc_ids: list[str], vectors: NDArray[np.float32]) -> None:
        """Put vectors in, replacing those of the same ids.

        :raises ZhengceError: they can't be written.
        """
        for start in range(0, len(ids), _BATCH):
            stop = start + _BATCH
            metadatas = [{"doc_id": doc_id} for doc_id in doc_ids[start:stop]]
            with self._errors("写不进去", "请检查磁盘空间后重做"):
                self._collection.upsert(ids=ids[start:stop], embeddings=vectors[start:stop], metadatas=metadatas)

    def delete(self, ids: list[str]) -> None:
        """Take vectors out; ids that aren't there do no harm.

        :raises ZhengceError: it can't be written.
        """
        for start in range(0, len(ids), _BATCH):
            with self._errors("删不掉", "请检查磁盘空间后重做"):
                self._collection.delete(ids=ids[start : start + _BATCH])

    def nearest(self, vector: NDArray[np.float32], k: int) -> list[tuple[str, float]]:
        """The ids of the k nearest with their cosine, best first."""
        with self._errors("查不了", "请运行 zhengce doctor 查看"):
            found = self._collection.query(query_embeddings=[vector], n_results=k, include=["distances"])
        ids, distances = found["ids"][0], found["distances"][0]
        return [(chunk_id, 1.0 - float(distance)) for chunk_id, distance in zip(ids, distances, strict=True)]

    def count(self) -> int:
        """How many vectors there are."""
        with self._errors("查不了", "请运行 zhengce doctor 查看"):
            return int(self._collection.count())

    def close(self) -> None:
        """Let go of the files."""
        if self._client is not None:
            self._client.close()

    @contextmanager
    def _errors(self, what: str, remedy: str) -> Iterator[None]:
        try:
            yield
        except Exception as error:  # noqa: BLE001
            raise ZhengceError(f"{self._where}：向量{what}（{_reason(error)}），{remedy}") from error


def _reason(error: Exception) -> str:
    return " ".join(str(error).split())[:160]
