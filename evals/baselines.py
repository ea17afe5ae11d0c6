"""What the program is measured beside, run on the same library in the same call.

`naive` is the tutorial's way: LangChain and Chroma over pieces of fixed length, with the packaged encoder as it comes. The
others rank the program's own chunks: BM25 of words, of words and bigrams, and reciprocal-rank fusion of these with the
program's vectors.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from langchain_core.embeddings import Embeddings

from corpus.library import Library
from evals.metrics import Ranks, first_rank, holds_answer
from evals.ncp_home import Question
from evals.ranking import Example, ranks
from evals.softmax import Array
from index.encoder import load_encoder
from index.settings import Settings
from index.types import Encoder

PIECE_CHARS, OVERLAP_CHARS = 500, 50  # what LangChain's and Dify's tutorials set
_RRF_K = 60  # Cormack, Clarke, Büttcher 2009
_BATCH = 2000


def words_alone(example: Example) -> Array:
    """BM25 of jieba's words, (n,)."""
    return np.asarray(example.found.table["words_raw"])


def words_and_bigrams(example: Example) -> Array:
    """The mean of both BM25 scores, each divided by its best, (n,)."""
    return np.asarray(example.found.table["words"] + example.found.table["grams"])


def reciprocal_ranks(example: Example) -> Array:
    """Reciprocal-rank fusion of words, bigrams and vectors, (n,)."""
    total = np.zeros(len(example.found.chunks))
    for name in ("words_raw", "grams_raw", "cosine"):
        place = np.empty(len(total))
        place[np.argsort(-example.found.table[name], kind="stable")] = np.arange(1, len(total) + 1)
        total += 1 / (_RRF_K + place)
    return total


def fused(examples: Sequence[Example]) -> dict[str, list[Ranks]]:
    """Ranks of the program's chunks by words, by words and bigrams, and by their fusion with vectors."""
    ways = {"bm25_words": words_alone, "bm25_words_bigrams": words_and_bigrams, "rrf": reciprocal_ranks}
    return {name: [ranks(e, scores(e)) for e in examples] for name, scores in ways.items()}


class _Embeddings(Embeddings):
    """The program's encoder as LangChain's."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [[float(x) for x in row] for row in self._encoder.encode_passages(texts)]

    def embed_query(self, text: str) -> list[float]:
        return [float(x) for x in self._encoder.encode_queries([text])[0]]


@dataclass(frozen=True, slots=True)
class Piece:
    """What LangChain and Chroma found: `text` begins at `start` of the document."""

    doc_id: str
    start: int
    text: str


def naive_hits(
    library: Library, settings: Settings, folder: Path, questions: Sequence[str], k: int = 10
) -> list[list[Piece]]:
    """What plain LangChain and Chroma find; the collection is kept in `folder` (about three minutes the first time)."""
    from langchain_chroma import Chroma

    encoder = load_encoder(settings.model_copy(update={"adapter": False}))
    store: Any = Chroma("naive", _Embeddings(encoder), str(folder))
    texts, owners = [], []
    for doc_id in library.doc_ids():
        text = library.text(doc_id)
        for start in range(0, max(1, len(text) - OVERLAP_CHARS), PIECE_CHARS - OVERLAP_CHARS):
            texts.append(text[start : start + PIECE_CHARS])
            owners.append({"doc_id": doc_id, "start": start})
    if len(store.get(include=[])["ids"]) != len(texts):  # none yet, of another library, or a run that was interrupted
        store.reset_collection()
        for first in range(0, len(texts), _BATCH):
            store.add_texts(texts[first : first + _BATCH], owners[first : first + _BATCH])
    found = [store.similarity_search(question, k=k) for question in questions]
    return [[Piece(h.metadata["doc_id"], h.metadata.get("start", 0), h.page_content) for h in hits] for hits in found]


def naive_ranks(
    library: Library, settings: Settings, folder: Path, questions: Sequence[Question], gold: dict[str, set[str]]
) -> list[Ranks]:
    """Ranks of plain LangChain and Chroma."""
    found = naive_hits(library, settings, folder, [q.question for q in questions])
    return [
        Ranks(
            first_rank([hit.doc_id in gold.get(question.docid, ()) for hit in hits]),
            first_rank([holds_answer(hit.text, question.answer) for hit in hits]),
        )
        for question, hits in zip(questions, found, strict=True)
    ]
