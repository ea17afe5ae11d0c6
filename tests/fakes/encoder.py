"""An encoder without a model: each character bigram adds a fixed direction, so that like texts lie near each other."""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray


class FakeEncoder:
    """Keeps the Encoder protocol. `encoded` counts the passages it was given; with few directions likeness is by chance."""

    path = "fake"

    def __init__(self, dim: int = 256, fingerprint: str = "fake-1") -> None:
        self.dim, self.fingerprint = dim, fingerprint
        self.encoded = 0

    def encode_queries(self, texts: list[str]) -> NDArray[np.float32]:
        return self._encode(texts)

    def encode_passages(self, texts: list[str]) -> NDArray[np.float32]:
        self.encoded += len(texts)
        return self._encode(texts)

    def _encode(self, texts: list[str]) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        for row, text in enumerate(texts):
            for i in range(len(text) - 1):
                digest = hashlib.md5(text[i : i + 2].encode(), usedforsecurity=False).digest()
                vectors[row, digest[0] % self.dim] += 1 if digest[1] % 2 else -1
            vectors[row, 0] += 0.01
            vectors[row] /= np.linalg.norm(vectors[row])
        return vectors
