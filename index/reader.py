"""The span reader: which words of a passage answer a question, and how much speaks for it. ONNX Runtime on the
packaged encoder's own 4-bit layers with small learned adapters (index/data/reader.npz, made by evals/train/reader.py).
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from corpus.errors import ModelError
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
        from index.runtime import open_graph

        path = _graph_file(folder, source)
        try:
            self._session: Any = open_graph(path, threads)
        except Exception as error:  # noqa: BLE001  the runtime raises what it likes
            raise ModelError(f"{path}：阅读模型读不了，请删除这个文件后重试（{type(error).__name__}）") from error
        self._words = _word_table(folder / "model.safetensors")
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


def _word_table(path: Path) -> NDArray[np.float32]:
    """The word embeddings (vocab, hidden) of a safetensors file, mapped into memory and not read whole."""
    name = "embeddings.word_embeddings.weight"
    with path.open("rb") as stream:
        size = int.from_bytes(stream.read(8), "little")
        header = json.loads(stream.read(size))
    start, _ = header[name]["data_offsets"]
    return np.memmap(path, dtype=np.float32, mode="r", offset=8 + size + start, shape=tuple(header[name]["shape"]))


@lru_cache(maxsize=1)
def weights_digest() -> str:
    """Of the shipped weights; changes whenever the readings would.

    :raises ModelError: they are missing.
    """
    try:
        return hashlib.sha256(WEIGHTS.read_bytes()).hexdigest()[:12]
    except OSError as error:
        raise ModelError(f"{WEIGHTS}：阅读模型的参数不见了，请重新安装") from error


def _graph_file(folder: Path, source: str) -> Path:
    """The reader's graph beside the encoder, built at first use and moved into place whole."""
    from index.convert import find_source
    from index.e5file import read_e5
    from index.onnx_graph import write_reader_onnx

    path = folder / "onnx" / f"reader-{weights_digest()}.onnx"
    if path.is_file():
        return path
    try:
        with FileLock(folder.parent / "reader.lock", timeout=300):
            if not path.is_file():
                handle, name = tempfile.mkstemp(prefix=".reader-", suffix=".onnx", dir=path.parent)
                os.close(handle)
                try:
                    with np.load(WEIGHTS) as values:
                        write_reader_onnx(read_e5(find_source(source)), dict(values), Path(name))
                    os.replace(name, path)
                finally:
                    Path(name).unlink(missing_ok=True)
    except Timeout as error:
        raise ModelError(f"{path.parent}：另一个程序正在准备阅读模型，迟迟没有做完；请结束它再试") from error
    except OSError as error:
        raise ModelError(f"{path.parent}：不能写入阅读模型（{error.strerror or error}），请检查磁盘空间") from error
    return path


def load_reader(settings: Settings) -> SpanReader:
    """The span reader; it always uses the packaged encoder, whatever model the vectors are of.

    :raises ModelError: the packaged model is missing.
    """
    from index.convert import converted_folder

    return SpanReader(converted_folder(settings.model_file), settings.model_file)
