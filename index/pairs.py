"""A question and a window as the span reader's tokens, with the characters that each token stands for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

MAX_TOKENS = 320
QUESTION_TOKENS, HEAD_TOKENS = 72, 36
_START, _END = 0, 2


@dataclass(frozen=True, slots=True)
class Pair:
    """`ids` (length); `offsets[i]`: characters (start, end) of the window that token `first + i` stands for."""

    ids: list[int]
    first: int
    offsets: list[tuple[int, int]]


class PairTokenizer:
    """Tokens of question, head (title and path) and window, in the packaged encoder's vocabulary."""

    def __init__(self, folder: Path) -> None:
        from tokenizers import Tokenizer

        self._tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()

    def pair(self, question: str, head: str, window: str) -> Pair:
        """`<s> query: question </s></s> passage: head </s> window </s>`; what is too long is cut at its end."""
        asked = self._ids(f"query: {question}")[:QUESTION_TOKENS]
        headed = self._ids(f"passage: {head}")[:HEAD_TOKENS]
        encoded = self._tokenizer.encode(window, add_special_tokens=False)
        ids = [_START, *asked, _END, _END, *headed, _END]
        room = MAX_TOKENS - len(ids) - 1
        own = encoded.ids[:room]
        return Pair([*ids, *own, _END], len(ids), [(a, b) for a, b in encoded.offsets[:room]])

    def _ids(self, text: str) -> list[int]:
        return list(self._tokenizer.encode(text, add_special_tokens=False).ids)
