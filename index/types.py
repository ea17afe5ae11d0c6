"""What can be found: chunks of clauses, hits, filters."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Protocol


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


class Encoder(Protocol):
    """Turns texts into unit vectors. One model, one fingerprint."""

    @property
    def dim(self) -> int:
        """Length of a vector."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the vectors would."""

    def encode_queries(self, texts: list[str]) -> "list[list[float]]":
        """Unit vectors of questions, in order."""

    def encode_passages(self, texts: list[str]) -> "list[list[float]]":
        """Unit vectors of passages, in order."""
