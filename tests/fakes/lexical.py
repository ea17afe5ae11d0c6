"""A lexical index in memory: the score is the weight of the tokens in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from index.chunk import head_text
from index.tokens import bigrams, words
from index.types import Chunk


class FakeLexical:
    """Has the methods of LexicalIndex."""

    def __init__(self) -> None:
        self.entries: dict[str, tuple[str, dict[str, set[str]]]] = {}

    def replace(self, removed: Iterable[str], chunks: Iterable[Chunk]) -> None:
        gone = set(removed)
        self.entries = {key: value for key, value in self.entries.items() if value[0] not in gone}
        for chunk in chunks:
            head = head_text(chunk)
            fields = {
                "words": set(words(chunk.text)), "grams": set(bigrams(chunk.text)), "head": {*words(head), *bigrams(head)}
            }  # fmt: skip
            self.entries[chunk.chunk_id] = chunk.doc_id, fields

    def search(
        self,
        field: str,
        tokens: Sequence[tuple[str, float]],
        k: int,
        doc_ids: Sequence[str] = (),
        without: Sequence[str] = (),
    ) -> list[tuple[str, float]]:
        scores = {
            key: sum(weight for token, weight in tokens if token in fields[field])
            for key, (doc_id, fields) in self.entries.items()
            if (not doc_ids or doc_id in doc_ids) and doc_id not in without
        }
        return sorted(((key, score) for key, score in scores.items() if score), key=lambda pair: -pair[1])[:k]

    def search_documents(
        self, tokens: Sequence[tuple[str, float]], k: int, doc_ids: Sequence[str] = (), without: Sequence[str] = ()
    ) -> list[tuple[str, float]]:
        grams: dict[str, set[str]] = {}
        for doc_id, fields in self.entries.values():
            grams.setdefault(doc_id, set()).update(fields["grams"])
        scores = {
            doc_id: sum(weight for token, weight in tokens if token in own)
            for doc_id, own in grams.items()
            if (not doc_ids or doc_id in doc_ids) and doc_id not in without
        }
        return sorted(((key, score) for key, score in scores.items() if score), key=lambda pair: -pair[1])[:k]

    def document_frequency(self, field: str, token: str) -> int:
        return sum(token in fields[field] for _, fields in self.entries.values())

    def count(self) -> int:
        return len(self.entries)

    def reload(self) -> None:
        """Always up to date."""
