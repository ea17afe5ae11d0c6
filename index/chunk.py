"""From a document to chunks: a clause, a run of small siblings, or a sentence-bounded part of a long one."""

from __future__ import annotations

from corpus.sentences import bounded_spans
from corpus.types import Clause, ClauseKind, Document
from index.types import Chunk

# A clause up to this many times the target stays whole: an article of 280 characters reads
# better in one piece than in two.
_WHOLE = 1.4


def chunk_document(document: Document, target: int) -> list[Chunk]:
    """Cut a document into chunks of about `target` characters, each within one clause or run of siblings.

    :return: chunks in the order of the text; each non-blank character lies in exactly one.
    """
    chunker = _Chunker(document, target)
    chunker.cut(None, 0, len(document.text))
    return chunker.chunks


class _Chunker:
    def __init__(self, document: Document, target: int) -> None:
        self.document, self.target = document, target
        self.children: dict[int | None, list[int]] = {}
        for i, clause in enumerate(document.clauses):
            self.children.setdefault(clause.parent, []).append(i)
        self.chunks: list[Chunk] = []

    def cut(self, index: int | None, start: int, end: int) -> None:
        """Chunks of one clause's span (of the whole text, with None)."""
        inner = self.children.get(index, [])
        if index is not None and end - start <= _WHOLE * self.target and not self._mixed(index):
            self._add(index, start, end)
            return
        if not inner:
            for piece in bounded_spans(self.document.text, start, end, self.target):
                self._add(index, *piece)
            return
        run: list[tuple[int | None, int, int]] = []
        position = start
        for child in inner:
            clause = self.document.clauses[child]
            if self.document.text[position : clause.start].strip():
                self._extend(run, index, position, clause.start, own=True)
            self._extend(run, child, clause.start, clause.end, own=False)
            position = max(position, clause.end)
        if self.document.text[position:end].strip():
            self._extend(run, index, position, end, own=True)
        self._flush(run)

    def _mixed(self, index: int) -> bool:
        """A carried text or attachment is never one chunk with all that is in it, nor is a chapter with its articles."""
        inner = self.children.get(index, [])
        carried = self.document.clauses[index].kind in ("embedded", "attachment")
        return bool(inner) and (carried or any(map(self._article, inner)))

    def _extend(
        self, run: list[tuple[int | None, int, int]], index: int | None, start: int, end: int, own: bool
    ) -> None:
        """Add a piece to the open run, or close it first where they don't go together."""
        large = end - start > self.target * 0.7
        apart = bool(run) and (
            end - run[0][1] > self.target or not self._alike(run[-1][0], index) or own or self._article(index)
        )
        if apart or large:
            self._flush(run)
        if large or (own and index is not None):
            if own:
                for piece in bounded_spans(self.document.text, start, end, self.target):
                    self._add(index, *piece)
            else:
                self.cut(index, start, end)
        else:
            run.append((index, start, end))

    def _article(self, index: int | None) -> bool:
        """An article is a chunk by itself, however short: what is asked about it is not what its neighbours say."""
        return index is not None and self.document.clauses[index].kind is ClauseKind.ARTICLE

    def _alike(self, one: int | None, other: int | None) -> bool:
        clauses = self.document.clauses
        if one is None or other is None:
            return one is other
        first, second = clauses[one], clauses[other]
        if first.address is None and second.address is None:
            return True  # title, preamble, text, closing: a title alone answers nothing
        return (first.address is None) == (second.address is None) and _level(first) == _level(second)

    def _flush(self, run: list[tuple[int | None, int, int]]) -> None:
        if len(run) == 1 and run[0][0] is not None:
            self.cut(*run[0])
        elif run:
            self._add(run[0][0], run[0][1], run[-1][2])
        run.clear()

    def _add(self, index: int | None, start: int, end: int) -> None:
        text = self.document.text
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if start == end:
            return
        document = self.document
        self.chunks.append(
            Chunk(
                f"{document.doc_id}:{start}-{end}",
                document.doc_id,
                document.address_of(index),
                tuple(document.path(index)),
                start,
                end,
                text[start:end],
            )  # fmt: skip
        )


def _level(clause: Clause) -> tuple[str, int]:
    return clause.kind, clause.level


def head_text(chunk: Chunk) -> str:
    """Title and path as they are put before the text for encoding and searching."""
    return " ".join(chunk.path)
