"""The span reader: which words of a passage answer a question, and how much speaks for it. ONNX Runtime on the packaged
encoder's layers with learned adapters merged into them (index/data/reader.npz, made by evals/train/reader.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ModelError
from index.graphs import graph_file, word_table
from index.pairs import Pair, PairTokenizer
from index.settings import Settings

WEIGHTS = Path(__file__).parent / "data" / "reader.npz"
MAX_SPAN_TOKENS = 160
_TOP = 12  # starts that are tried, each with its likeliest end
NOTHING = -14.0  # the score where there is nothing to read; all scores are bounded by it and its opposite


@dataclass(frozen=True, slots=True)
class Window:
    """What is read at once: `head` (title and path) is context and never an answer; `parts` are spans of `text`."""

    head: str
    text: str
    parts: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """The likeliest words: `[start, end)` in the window, and their score above that of no answer (natural log odds)."""

    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class WindowReading:
    """The likeliest words of a window, and of each of its parts."""

    best: Reading
    parts: tuple[Reading, ...]


class SpanReader:
    """Reads windows. Safe to use from several threads."""

    def __init__(self, folder: Path, source: str = "", threads: int = 0) -> None:
        """Load, building the graph first where that hasn't been done.

        :param folder: the converted encoder's.
        :param source: the packaged model's file, where it isn't installed (`Settings.model_file`).
        :raises ModelError: the weights are missing or the graph can't be built.
        """
        from index.onnx_graph import write_reader_onnx
        from index.runtime import open_graph

        path = graph_file(folder, source, WEIGHTS, write_reader_onnx)
        try:
            self._session: Any = open_graph(path, threads)
        except Exception as error:  # noqa: BLE001  the runtime raises what it likes
            raise ModelError(f"{path}：阅读模型读不了，请删除这个文件后重试（{type(error).__name__}）") from error
        self._words = word_table(folder)
        self._tokenizer = PairTokenizer(folder)

    def read(self, question: str, windows: Sequence[Window]) -> list[WindowReading]:
        """The likeliest words of each window and of its parts."""
        pairs = [self._tokenizer.pair(question, window.head, window.text) for window in windows]
        scores = self._scores(pairs)
        return [
            WindowReading(_best(pair, own), tuple(_best(pair, own, part) for part in window.parts))
            for window, pair, own in zip(windows, pairs, scores, strict=True)
        ]

    def _scores(self, pairs: Sequence[Pair]) -> list[NDArray[np.float32]]:
        """(length, 2) for each pair."""
        if not pairs:
            return []
        length = max(len(pair.ids) for pair in pairs)
        ids = np.ones((len(pairs), length), dtype=np.int64)
        mask = np.zeros((len(pairs), length), dtype=np.int64)
        for row, pair in enumerate(pairs):
            ids[row, : len(pair.ids)] = pair.ids
            mask[row, : len(pair.ids)] = 1
        embedded = np.asarray(self._words[ids], dtype=np.float32)
        inputs = {"embedded": embedded, "attention_mask": mask, "position_ids": np.arange(length)}
        found = self._session.run(None, inputs)[0]
        return [np.asarray(found[row, : len(pair.ids)], dtype=np.float32) for row, pair in enumerate(pairs)]


def _best(pair: Pair, scores: NDArray[np.float32], part: tuple[int, int] | None = None) -> Reading:
    """The likeliest span of tokens, within the characters of `part` where one is given."""
    low, high = part if part is not None else (0, 1 << 30)
    inside = [i for i, (a, b) in enumerate(pair.offsets) if low <= a < b <= high]
    if not inside:
        return Reading(low, low, NOTHING)
    first = pair.first + inside[0]
    count = inside[-1] - inside[0] + 1
    starts, ends = scores[first : first + count, 0], scores[first : first + count, 1]
    best, at = -np.inf, (0, 0)
    for i in np.argsort(-starts)[:_TOP]:
        j = int(i) + int(np.argmax(ends[i : i + MAX_SPAN_TOKENS]))
        if starts[i] + ends[j] > best:
            best, at = float(starts[i] + ends[j]), (int(i), j)
    none = float(scores[0, 0] + scores[0, 1])
    offsets = pair.offsets[inside[0] :]
    return Reading(offsets[at[0]][0], offsets[at[1]][1], best - none)


def load_reader(settings: Settings) -> SpanReader:
    """The span reader; it always uses the packaged encoder, whatever model the vectors are of.

    :raises ModelError: the packaged model is missing.
    """
    from index.convert import converted_folder

    return SpanReader(converted_folder(settings.model_file), settings.model_file)
