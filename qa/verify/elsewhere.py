"""In which other documents words may stand: by the lexical index where there is one, else by looking through the texts."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from corpus.checks import texts_with
from corpus.errors import UnknownDocumentError, ZhengceError

if TYPE_CHECKING:
    from corpus.library import Library
    from index.lexical import LexicalIndex

_CHUNKS = 20  # whose documents are looked at: the words themselves are compared afterwards
_SEEK = 14  # characters of the words that are looked for without an index
_SHORTEST = 5
_MOST_GRAMS = 60


class Elsewhere:
    """Finds documents that may hold some words."""

    def __init__(self, library: Library) -> None:
        self._library = library

    @cached_property
    def _lexical(self) -> LexicalIndex | None:
        from index.build import current_generation

        try:
            generation = current_generation(self._library.home)
            if generation is None or not (generation / "lexical" / "chunks").is_dir():
                return None
            from index.lexical import LexicalIndex

            return LexicalIndex(generation / "lexical")
        except ZhengceError:
            return None  # a spoilt index costs time, not the check

    def documents(self, words: str) -> list[str]:
        """doc_ids of documents that may hold the words, the likeliest first."""
        # A stretch of the words in which no numeral may be written otherwise: a text without it can't hold them.
        pieces = re.findall(r"[\u4e00-\u9fff]+", re.sub(r"[〇零一二三四五六七八九十百千万亿两]", "，", words))
        piece = max(pieces, key=len, default="")[:_SEEK]
        if len(piece) < _SHORTEST:
            return []
        lexical = self._lexical
        if lexical is None:
            return texts_with(self._library, piece)
        from index.tokens import bigrams

        tokens = [(token, 1.0) for token in dict.fromkeys(bigrams(words))][:_MOST_GRAMS]
        lexical.reload()
        hits = lexical.search("grams", tokens, _CHUNKS)
        found = dict.fromkeys(chunk_id.partition(":")[0] for chunk_id, _ in hits)
        return [doc_id for doc_id in found if piece in self._text(doc_id)]

    def _text(self, doc_id: str) -> str:
        try:
            return self._library.text(doc_id)
        except UnknownDocumentError:  # the index has not caught up with the library
            return ""
