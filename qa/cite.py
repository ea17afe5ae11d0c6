"""Citations: spans of a document with the clause they stand in."""

from __future__ import annotations

from corpus.types import Document
from qa.types import Citation


def clause_of(document: Document, start: int, end: int) -> int | None:
    """Index of the smallest clause that holds `text[start:end]`; None where none does."""
    index = document.clause_at(start)
    while index is not None and document.clauses[index].end < end:
        index = document.clauses[index].parent
    return index


def cite(document: Document, start: int, end: int, clause: int | None = None) -> Citation:
    """A citation of `text[start:end]`, blanks at both ends left out.

    :param clause: index of the clause to name, where the span is known to be its words; else the smallest that holds it.
    """
    text = document.text
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    index = clause if clause is not None else clause_of(document, start, end)
    return Citation(
        document.doc_id, document.source, document.title, document.doc_number, document.address_of(index),
        tuple(document.path(index)), text[start:end], start, end, document.place_of(start, end),
    )  # fmt: skip
