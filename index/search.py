"""Searching: words, bigrams, headings and vectors, fused into one score. Higher is better."""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import IndexUnavailableError
from corpus.library import Library
from corpus.types import DocumentSummary
from index.build import collection_name, current_generation, read_manifest
from index.catalogue import Catalogue, database_errors
from index.encoder import model_fingerprint
from index.filters import allowed, superseded
from index.lexical import LexicalIndex
from index.query import Query, read_query
from index.ranker import Weights, fixed_scores, learned_scores, load_weights, spread
from index.settings import Settings
from index.signals import ADAPTED_COSINES, COSINES, Found, Table, signals
from index.tokens import words
from index.types import Chunk, Filters, Hit

if TYPE_CHECKING:
    from index.types import Encoder, VectorStore

CANDIDATES = 60  # from each list: on ncp .992 of the answers are then among the candidates
_DOCUMENTS = 200  # whose whole-document score is looked at
# Up to so many vectors a filter goes through them itself; a nearest-neighbour search that drops most of what it
# finds is slower and misses some.
_GONE_THROUGH = 20_000
_ENOUGH = 0.5  # share of the chunks with vectors from which vectors take part


@dataclass(frozen=True, slots=True)
class Candidates:
    """The passages that were looked at, what speaks for each (n,), and whether vectors took part."""

    chunks: list[Chunk]
    table: Table
    dense: bool


class Searcher:
    """The index of a home, open for reading. Safe to use from several threads; sees what is indexed meanwhile."""

    def __init__(self, home: Path, library: Library, settings: Settings, generation: Path) -> None:
        self._home, self._library, self._settings = home, library, settings
        self._lock = threading.RLock()
        self._encoder: Encoder | None = None
        self._store: VectorStore | None = None
        self._known: tuple[tuple[int, date], list[DocumentSummary], list[str]] | None = None
        self._weights: Weights | None = load_weights() if settings.ranker else None
        self._open(generation)

    @classmethod
    def open(cls, home: Path, library: Library, settings: Settings) -> Searcher:
        """Open the generation that serves.

        :raises IndexUnavailableError: there is none yet, or it can't be read.
        """
        generation = current_generation(home)
        if generation is None:
            raise IndexUnavailableError(f"{home}：还没有索引，请运行 zhengce add 加入文件，或 zhengce reindex")
        return cls(home, library, settings, generation)

    def close(self) -> None:
        """Let go of the files."""
        with self._lock:
            self._catalogue.close()
            self._close_store()

    @property
    def dense_ready(self) -> bool:
        """Whether all vectors are in place; before that, ranking is by words alone where they lack."""
        total, _, stored = self._catalogue.counts()
        return bool(total) and stored == total

    @property
    def outdated(self) -> bool:
        """Whether the vectors are of another model than the settings name now, so that ranking is by words alone."""
        return self._settings.dense and not self._same_settings

    def state(self) -> dict[str, Any]:
        """For doctor: the generation, how much is in it, and for which settings it was made."""
        total, ready, stored = self._catalogue.counts()
        manifest = read_manifest(self._generation)
        return {
            "generation": self._generation.name, "chunks": total, "vectors": ready, "stored": stored,
            "documents": len(self._catalogue.content_hashes()), "revision": self._catalogue.state("revision"),
            "fingerprint": manifest.get("fingerprint"), "model": manifest.get("model"),
            "current_settings": self._made_for_these(manifest),
        }  # fmt: skip

    def warm(self) -> None:
        """Load the model and the dictionary now rather than at the first question."""
        words("政策")
        with self._lock, database_errors(self._generation):
            self._refresh()
            self._dense("政策", None)

    def search(self, query: str, k: int = 10, filters: Filters | None = None) -> list[Hit]:
        """The k best chunks.

        :param query: a question or words.
        :param filters: limits on the documents asked.
        :return: hits, best first, each with the signals that made its score.
        """
        found = self.candidates(query, filters)
        if not found.chunks:
            return []
        scores = self._scores(found)
        order = sorted(range(len(scores)), key=lambda i: (-scores[i], found.chunks[i].chunk_id))
        hits = [
            Hit(found.chunks[i], float(scores[i]), {name: float(values[i]) for name, values in found.table.items()})
            for i in order
        ]  # fmt: skip
        return spread(hits, k)

    def candidates(self, query: str, filters: Filters | None = None) -> Candidates:
        """All passages that any of the indexes found, unranked. evals/fit_ranker.py learns from these."""
        inside = self.allowed(filters)
        if not query.strip() or (inside is not None and not inside):
            return Candidates([], {}, False)
        with self._lock, database_errors(self._generation):
            self._refresh()
            without = self._superseded() if inside is None else []
            return self._candidates(read_query(query), inside, without)

    def term_weights(self, query: str) -> dict[str, float]:
        """The question's bigrams with what each counts: inverse document frequency, less where it only asks (哪些)."""
        with self._lock, database_errors(self._generation):
            self._refresh()
            return self._idf(read_query(query))

    def allowed(self, filters: Filters | None) -> list[str] | None:
        """The doc_ids that pass the filters; None if there is no limit."""
        return allowed(self._summaries, filters)

    # -- within -----------------------------------------------------------------------------------
    def _open(self, generation: Path) -> None:
        self._generation = generation
        self._catalogue = Catalogue(generation / "catalogue.sqlite3")
        self._lexical = LexicalIndex(generation / "lexical")
        self._same_settings = self._made_for_these(read_manifest(generation))
        self._version = self._catalogue.version()
        self._counts = self._catalogue.counts()  # goes through the whole table: not for each question

    def _made_for_these(self, manifest: dict[str, str]) -> bool:
        wanted = (self._settings.fingerprint(), model_fingerprint(self._settings))
        return (manifest.get("fingerprint"), manifest.get("model")) == wanted

    def _refresh(self) -> None:
        """See what was indexed since, by this program or another."""
        generation = current_generation(self._home)
        if generation is not None and generation != self._generation:
            self._catalogue.close()
            self._close_store()
            self._open(generation)
        self._lexical.reload()
        version = self._catalogue.version()
        if version != self._version:
            self._version = version
            self._counts = self._catalogue.counts()
            self._close_store()  # Chroma doesn't see what another process wrote

    def _summaries(self) -> list[DocumentSummary]:
        """All documents of the library; read again when it or the day has changed (a status depends on the day)."""
        with self._lock:
            seen = self._library.revision, date.today()
            if self._known is None or self._known[0] != seen:
                summaries = self._library.summaries()
                self._known = seen, summaries, superseded(summaries)
            return self._known[1]

    def _superseded(self) -> list[str]:
        """The versions that newer ones have replaced: left out unless a filter asks for them."""
        with self._lock:
            self._summaries()
            return self._known[2] if self._known is not None else []

    def _close_store(self) -> None:
        if self._store is not None:
            self._store.close()
            self._store = None

    def _scores(self, found: Candidates) -> NDArray[np.float64]:
        if self._weights is not None:
            return learned_scores(found.table, self._weights, found.dense)
        return fixed_scores(found.table, self._settings.dense_weight)

    def _candidates(self, query: Query, allowed: list[str] | None, without: list[str]) -> Candidates:
        limit = allowed if allowed is not None else ()
        lists = {
            "words": dict(self._lexical.search("words", query.words, CANDIDATES, limit, without)),
            "grams": dict(self._lexical.search("grams", query.grams, CANDIDATES, limit, without)),
            "head": dict(self._lexical.search("head", [*query.words, *query.grams], CANDIDATES // 2, limit, without)),
        }
        documents = dict(self._lexical.search_documents(query.grams, _DOCUMENTS, limit, without))
        vector, nearest = self._dense(query.text, allowed, without)
        ids = list(dict.fromkeys([*lists["words"], *lists["grams"], *nearest, *lists["head"]]))
        rows = self._catalogue.chunks(ids)
        kept = [rows[chunk_id] for chunk_id in ids if chunk_id in rows]
        if not kept:
            return Candidates([], {}, False)
        chunks = [chunk for chunk, _ in kept]
        cosines = _cosines(vector, [own for _, own in kept])
        scale = ADAPTED_COSINES if self._settings.adapter and not self._settings.model else COSINES
        table = signals(query, Found(chunks, lists, documents, cosines, self._idf(query), scale))
        # A passage that waits for its vector is ranked by a middling likeness; that says nothing of whether it answers.
        table["encoded"] = np.array([float(vector is not None and own is not None) for _, own in kept])
        return Candidates(chunks, table, vector is not None)

    def _dense(
        self, text: str, allowed: list[str] | None, without: Sequence[str] = ()
    ) -> tuple[NDArray[np.float32] | None, dict[str, float]]:
        """The question's vector and the nearest chunks; None and nothing where vectors don't take part."""
        total, ready, stored = self._counts
        # Vectors of another model say nothing about this one's.
        if not self._settings.dense or self.outdated or not ready or ready < total * _ENOUGH:
            return None, {}
        if self._encoder is None:
            from index.encoder import load_encoder

            self._encoder = load_encoder(self._settings)
        vector = self._encoder.encode_queries([text])[0]
        if allowed is not None and self._catalogue.count_of(allowed) <= _GONE_THROUGH:
            ids, matrix = self._catalogue.vectors_of(allowed)
            cosines = matrix @ vector if ids else np.zeros(0, dtype=np.float32)
            return vector, {ids[i]: float(cosines[i]) for i in np.argsort(-cosines)[:CANDIDATES]}
        if not stored:
            return vector, {}
        if self._store is None:
            from index.store import ChromaStore

            name = collection_name(self._generation)
            self._store = ChromaStore(self._generation / "vectors", name, self._settings.chroma_url)
        if allowed is None:
            gone = set(without)
            nearest = self._store.nearest(vector, (4 if gone else 1) * CANDIDATES)
            return vector, dict([pair for pair in nearest if pair[0].rpartition(":")[0] not in gone][:CANDIDATES])
        inside = set(allowed)
        nearest = self._store.nearest(vector, 10 * CANDIDATES)
        return vector, dict([pair for pair in nearest if pair[0].rpartition(":")[0] in inside][:CANDIDATES])

    def _idf(self, query: Query) -> dict[str, float]:
        weights: dict[str, float] = {}
        total = max(1, self._counts[0])
        for token, weight in query.grams:
            inside = self._lexical.document_frequency("grams", token)
            frequency = min(inside + 0.1 * self._lexical.document_frequency("head", token), total)
            weights[token] = weight * math.log(1 + (total - frequency + 0.5) / (frequency + 0.5))
        return weights


def _cosines(vector: NDArray[np.float32] | None, own: Sequence[NDArray[np.float32] | None]) -> NDArray[np.float64]:
    """Cosines (n,). A passage that waits for its vector gets the middle one, so that it is neither sunk nor raised."""
    if vector is None:
        return np.zeros(len(own))
    values = np.array([math.nan if one is None else float(one @ vector) for one in own])
    known = values[~np.isnan(values)]
    middle = float(np.median(known)) if len(known) else 0.0
    return np.asarray(np.where(np.isnan(values), middle, values), dtype=np.float64)
