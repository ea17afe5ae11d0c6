"""The clauses that a language model is given: whole ones, numbered, within a budget."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.sentences import sentence_spans
from corpus.types import ClauseKind, Document
from index.types import Hit
from qa.cite import cite, clause_of
from qa.types import Citation

MOST = 10  # sources; more make a model's numbers go astray
_WHOLE = 700  # characters up to which a clause is given whole, though only a part of it was found
_SAYS_NOTHING = (ClauseKind.CLOSING, ClauseKind.TITLE)
_SAYS = re.compile(r"[。；;：:，,]")
Span = tuple[str, int, int]  # doc_id, start, end
_INNER = (ClauseKind.ITEM, ClauseKind.SUBITEM, ClauseKind.SUBPOINT, ClauseKind.PARAGRAPH)


@dataclass(frozen=True, slots=True)
class Source:
    """Source `[number]`: a span of a document, as a citation, and the headings above it."""

    number: int
    document: Document
    citation: Citation

    @property
    def text(self) -> str:
        """The words; `document.text[citation.start:citation.end]`."""
        return self.citation.quote

    @property
    def head(self) -> str:
        """`《title》clause`, as the prompt names it."""
        return f"《{self.citation.title}》{self.citation.clause or ''}"


def choose_sources(
    hits: Sequence[Hit], documents: Mapping[str, Document], budget_chars: int, likely: Sequence[Span] = ()
) -> list[Source]:
    """The clauses of the first hits, each once and whole, best first, as many as the budget holds.

    :param hits: passages, best first.
    :param likely: where words that answer were read; a clause that holds them goes before the others of its hit.
    :param budget_chars: of all texts and headings together; the first clause is taken even if it alone is longer.
    """
    chosen: list[tuple[Document, int, int, int | None]] = []
    spent = 0
    for document, start, end, index in _wanted(hits, documents, likely):
        inside = [c for c in chosen if c[0].doc_id == document.doc_id]
        if any(a <= start and end <= b for _, a, b, _ in inside):
            continue
        covered = [c for c in inside if start <= c[1] and c[2] <= end]
        cost = end - start + len(document.title) + 20 - sum(c[2] - c[1] for c in covered)
        if chosen and spent + cost > budget_chars:
            continue  # a later, shorter clause may still fit
        spent += cost
        if covered:
            at = chosen.index(covered[0])
            chosen[at] = (document, start, end, index)
            chosen = [c for c in chosen if c not in covered[1:]]
        elif not any(a < end and start < b for _, a, b, _ in inside):
            chosen.append((document, start, end, index))
        if len(chosen) >= MOST:
            break
    return [Source(n, d, cite(d, start, end, index)) for n, (d, start, end, index) in enumerate(chosen, 1)]


def _wanted(
    hits: Sequence[Hit], documents: Mapping[str, Document], likely: Sequence[Span]
) -> Iterator[tuple[Document, int, int, int | None]]:
    """The clauses of the hits; a hit that is a run of clauses gives each of them."""
    for hit in hits:
        document, chunk = documents[hit.chunk.doc_id], hit.chunk
        index = clause_of(document, chunk.start, chunk.end)
        if index is not None and document.clauses[index].kind in _SAYS_NOTHING:
            continue
        if document.address_of(index) is None and not _SAYS.search(chunk.text):
            continue  # a signature, a title
        run = [] if _enumerates(document, index) else [
            i for i in document.children(index)
            if document.clauses[i].address and document.clauses[i].kind not in _INNER
            and document.clauses[i].start < chunk.end and chunk.start < document.clauses[i].end
        ]  # fmt: skip
        if run:
            spans = [(a, b) for doc_id, a, b in likely if doc_id == document.doc_id]
            for i in sorted(run, key=lambda i: not _holds(document, i, spans)):
                yield (document, *_whole_clause(document, document.clauses[i].start, document.clauses[i].end))
            continue
        yield (document, *_whole_clause(document, chunk.start, chunk.end))


def _holds(document: Document, index: int, spans: Sequence[tuple[int, int]]) -> bool:
    clause = document.clauses[index]
    return any(clause.start <= a and b <= clause.end for a, b in spans)


def _enumerates(document: Document, index: int | None) -> bool:
    """Whether a clause leads in what its children list: 有下列情形之一的："""
    if index is None:
        return False
    clause = document.clauses[index]
    first = next(iter(document.children(index)), None)
    lead = document.text[clause.start : document.clauses[first].start] if first is not None else ""
    return lead.rstrip().endswith(("：", ":"))


def _whole_clause(document: Document, start: int, end: int) -> tuple[int, int, int | None]:
    """The clause around a passage: an item with its siblings and what leads them in; a long one's part by sentences."""
    index = clause_of(document, start, end)
    if index is not None:
        clause = document.clauses[index]
        parent = clause.parent
        if clause.kind in _INNER and parent is not None:
            outer = document.clauses[parent]
            if outer.end - outer.start <= _WHOLE:
                return outer.start, outer.end, parent
        if clause.end - clause.start <= _WHOLE or clause.end - clause.start <= 2 * (end - start):
            return clause.start, clause.end, index
        outer_start, outer_end = clause.start, clause.end
    else:
        outer_start, outer_end = 0, len(document.text)
    for a, b in sentence_spans(document.text, outer_start, outer_end):
        if a < start < b:
            start = a
        if a < end < b:
            end = b
    return start, end, None
