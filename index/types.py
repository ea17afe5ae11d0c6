"""What can be found: chunks of clauses, hits, filters."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # loading numpy takes longer than an exact look-up, which needs these types too
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a document that is ranked as one: a clause, small siblings, or part of a long one.

    `text[start:end]` of the document is its text; `clause` the address it lies in (of the first
    clause, where it takes in several); `path` the headings down to it, the title first. Title and
    path are put before the text for encoding, never for quoting.
    """

    chunk_id: str  # "{doc_id}:{start}-{end}"
    doc_id: str
    clause: str | None
    path: tuple[str, ...]
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk and how well it fits. `score`: higher is better. `signals` are the parts that made it."""

    chunk: Chunk
    score: float
    signals: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Filters:
    """Limits on the documents that are asked. Empty tuples and None mean no limit."""

    doc_ids: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    in_force_only: bool = False
    as_of: date | None = None
    levels: tuple[str, ...] = ()  # 中央, 省, 州市, 县
    kinds: tuple[str, ...] = ()  # 法律, 意见, 通知, …


class Encoder(Protocol):
    """Turns texts into unit vectors. One model, one fingerprint."""

    @property
    def path(self) -> str:
        """Where the model lies (a folder, or a hub's name)."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the vectors would."""

    def encode_queries(self, texts: list[str]) -> NDArray[np.float32]:
        """Unit vectors of questions, in order: (n, dim) float32."""

    def encode_passages(self, texts: list[str]) -> NDArray[np.float32]:
        """Unit vectors of passages, in order: (n, dim) float32."""


class VectorStore(Protocol):
    """Nearest neighbours by cosine."""

    def upsert(self, ids: list[str], doc_ids: list[str], vectors: NDArray[np.float32]) -> None:
        """Put vectors in, replacing those of the same ids."""

    def delete(self, ids: list[str]) -> None:
        """Take vectors out; ids that aren't there do no harm."""

    def nearest(self, vector: NDArray[np.float32], k: int) -> list[tuple[str, float]]:
        """The ids of the k nearest with their cosine, best first."""

    def count(self) -> int:
        """How many vectors there are."""

    def close(self) -> None:
        """Let go of files."""
