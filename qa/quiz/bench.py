"""What the rules of sound questions are given: the library as they look things up in it, and the form of a rule."""

from __future__ import annotations

from collections.abc import Callable

from corpus.errors import UnknownDocumentError
from corpus.library import Library
from corpus.types import Document
from qa.quiz.falsity import Texts
from qa.quiz.types import Question


class Bench:
    """The library as the rules look things up in it; documents and texts are read once."""

    def __init__(self, library: Library, texts: Texts | None = None) -> None:
        self._library = library
        self._documents: dict[str, Document | None] = {}
        self.texts = texts or Texts.of(library)

    def document(self, question: Question) -> Document | None:
        """The document that a question rests on; None where the library has it no longer."""
        doc_id = question.source.doc_id
        if doc_id not in self._documents:
            try:
                self._documents[doc_id] = self._library.get(doc_id)
            except UnknownDocumentError:
                self._documents[doc_id] = None
        return self._documents[doc_id]


# What is wrong with a question, in Chinese; None where it keeps to the rule.
Rule = Callable[[Question, Bench], str | None]
