"""Running the converted model with ONNX Runtime: loads in a second where torch needs ten. Its only importer."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

# 8-bit numbers (n, PROBE_SIZE) times a matrix of 127 (`write_probe` of index/onnx_graph.py).
PROBE = Path(__file__).parent / "data" / "probe.onnx"
PROBE_SIZE = 64
_PAD = 1
# Tokens, padding included, that are worked on at once. 2,048 and 4,096 were fastest on 2 cores (evals/bench_encode.py);
# the smaller one needs less memory.
_BATCH_TOKENS = 2048


def open_graph(path: Path, threads: int = 0) -> Any:
    """An ONNX graph ready to run on the processor.

    :param threads: how many to use; 0 leaves it to the runtime (one a core).
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    if overflows():
        options.add_session_config_entry("session.x64quantprecision", "1")
    if threads:
        options.intra_op_num_threads = threads
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


@lru_cache(maxsize=1)
def overflows() -> bool:
    """Whether this processor's fast product of 8-bit numbers cuts off sums (x86 without VNNI): a slower, exact one is taken then.

    Nothing asks a processor that on all systems, so it multiplies the largest numbers once; 2 ms.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    probe = onnxruntime.InferenceSession(str(PROBE), options, providers=["CPUExecutionProvider"])
    found = probe.run(None, {"given": np.full((4, PROBE_SIZE), 255, np.uint8)})[0]
    return bool((np.asarray(found) != PROBE_SIZE * 255 * 127).any())


class OnnxRuntime:
    """`encode` turns texts into unit vectors; texts of like length go together."""

    def __init__(self, folder: Path, threads: int = 0, graph: Path | None = None) -> None:
        """Load the model of a converted folder.

        :param graph: the encoder's, where it isn't the folder's own.
        :param threads: how many to use; 0 leaves it to the runtime (one a core).
        """
        from tokenizers import Tokenizer

        from index.convert import MAX_TOKENS, ONNX_FILE

        self._session = open_graph(graph or folder / ONNX_FILE, threads)
        self.tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.enable_truncation(MAX_TOKENS)

    def encode(self, texts: list[str], batch_tokens: int = _BATCH_TOKENS) -> NDArray[np.float32]:
        """Unit vectors (n, hidden) of the texts, in their order.

        :param batch_tokens: how many tokens, padding included, are worked on at once.
        """
        tokens = [encoding.ids for encoding in self.tokenizer.encode_batch(texts)]
        order = sorted(range(len(texts)), key=lambda i: len(tokens[i]))
        vectors: list[NDArray[np.float32]] = [np.zeros(0, dtype=np.float32)] * len(texts)
        start = 0
        while start < len(order):
            stop = start + 1
            while stop < len(order) and len(tokens[order[stop]]) * (stop - start + 1) <= batch_tokens:
                stop += 1
            batch = order[start:stop]
            for i, vector in zip(batch, self.run([tokens[i] for i in batch]), strict=True):
                vectors[i] = vector
            start = stop
        return np.array(vectors, dtype=np.float32) if texts else np.zeros((0, 384), dtype=np.float32)

    def run(self, tokens: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        """Unit vectors (n, hidden) of one batch of token ids, padded to the longest."""
        length = max(len(ids) for ids in tokens)
        ids = np.full((len(tokens), length), _PAD, dtype=np.int64)
        mask = np.zeros((len(tokens), length), dtype=np.int64)
        for row, own in enumerate(tokens):
            ids[row, : len(own)] = own
            mask[row, : len(own)] = 1
        inputs = {"input_ids": ids, "attention_mask": mask, "position_ids": np.arange(length)}
        return np.asarray(self._session.run(None, inputs)[0], dtype=np.float32)
