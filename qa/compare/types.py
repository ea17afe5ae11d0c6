"""What a comparison finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "number",  # an amount, a share, a period, or its unit
    "date",
    "modal",  # 应当, 可以, 必须, 要 …
    "negation",  # 不, 未, 禁止 …
    "wording",
    "omission",  # the document's words are left out
    "addition",  # words that the document hasn't
    "name",  # check_sentence only: a body or document that no source names
    "unsupported",  # check_sentence only: too few of the words are in the sources
]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. Offsets count code points in the two strings that were compared."""

    kind: Kind
    cited: str
    source: str
    cited_start: int
    cited_end: int
    source_start: int
    source_end: int


@dataclass(frozen=True, slots=True)
class Skipped:
    """What an ellipsis left out of the source. `limits`: it holds a 但书, a negation or an exception."""

    text: str
    start: int
    end: int
    limits: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """Cited words laid against a source.

    `similarity`: share of the cited words that stand in the source in the same order, less what was left out, 0 to 1;
    `start`/`end`: the source's span they were laid against (both 0 where nothing fits); `compared`: whether wording was
    compared at all (a free paraphrase is not); `coverage`: share of the cited character pairs that stand anywhere in
    the source.
    """

    similarity: float
    changes: tuple[Change, ...]
    start: int
    end: int
    skipped: tuple[Skipped, ...] = ()
    compared: bool = True
    coverage: float = 1.0
    cited_end: int = 0  # how much of the cited string was laid against the source (a paraphrase may go on)
    cited_start: int = 0

    @property
    def verbatim(self) -> bool:
        """Whether every cited word stands in the source, in one piece but for ellipses."""
        return self.compared and not self.changes


@dataclass(frozen=True, slots=True)
class SentenceCheck:
    """Whether a sentence rests on its sources. `coverage`: share of its character pairs that they hold."""

    changes: tuple[Change, ...]
    coverage: float

    @property
    def supported(self) -> bool:
        """Whether nothing speaks against it."""
        return not self.changes
