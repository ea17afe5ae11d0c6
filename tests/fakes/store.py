"""A vector store in memory."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


class FakeStore:
    """Keeps the VectorStore protocol by going through all vectors."""

    def __init__(self) -> None:
        self.vectors: dict[str, NDArray[np.float32]] = {}

    def upsert(self, ids: list[str], doc_ids: list[str], vectors: NDArray[np.float32]) -> None:
        self.vectors.update(zip(ids, vectors, strict=True))

    def delete(self, ids: list[str]) -> None:
        for chunk_id in ids:
            self.vectors.pop(chunk_id, None)

    def nearest(self, vector: NDArray[np.float32], k: int) -> list[tuple[str, float]]:
        pairs = [(chunk_id, float(own @ vector)) for chunk_id, own in self.vectors.items()]
        return sorted(pairs, key=lambda pair: -pair[1])[:k]

    def count(self) -> int:
        return len(self.vectors)

    def close(self) -> None:
        """Nothing to let go of."""
