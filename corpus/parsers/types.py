"""What a parser gives: blocks, not a flat string."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

BlockKind = Literal["paragraph", "heading", "row"]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading or table row of a file.

    `line`: 1-based number of the line (or block) in the file. `level`: of a heading that the file
    marks as one. `place`: page or cell (`第3页`, `Sheet1!5`). `links`: share of its characters that
    are links, 0 to 1. `furniture`: set where the file itself says that it isn't text (nav, footer),
    with the reason.
    """

    text: str
    kind: BlockKind
    line: int
    level: int | None = None
    place: str | None = None
    links: float = 0.0
    furniture: str = ""


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """The blocks of a file in reading order, what was odd, what the file calls itself, and its format."""

    blocks: tuple[Block, ...]
    warnings: tuple[str, ...] = ()
    title_hint: str | None = None
    format: str = "text"
