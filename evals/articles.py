"""Articles of laws: which one a text is of, and whether a passage shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.library import Library
from corpus.types import ClauseKind
from evals.metrics import ANSWER_SHARE, PASSAGE_SHARE, plain, trigrams

_QUOTED = 30  # characters of an article from which a text that holds it is about it
_SHOWN = 0.5  # of the article, or of the passage


@dataclass(frozen=True, slots=True)
class Article:
    """An article of a document in the library."""

    doc_id: str
    title: str
    clause: str
    start: int
    end: int
    text: str

    @property
    def name(self) -> str:
        """《title》clause."""
        return f"《{self.title}》{self.clause}"

    def shown_by(self, doc_id: str, start: int, end: int) -> bool:
        """Whether a passage holds half of it, or lies in it by half."""
        common = min(end, self.end) - max(start, self.start)
        return doc_id == self.doc_id and common >= _SHOWN * min(end - start, self.end - self.start)


def articles_of(library: Library, doc_ids: Sequence[str]) -> list[Article]:
    """The articles of some documents."""
    found = []
    for doc_id in doc_ids:
        document = library.get(doc_id)
        found += [
            Article(doc_id, document.title, clause.address, clause.start, clause.end, document.text[clause.start : clause.end])
            for clause in document.clauses
            if clause.kind is ClauseKind.ARTICLE and clause.address
        ]  # fmt: skip
    return found


class Matcher:
    """Finds the article that a text is of by their words, since numbers differ between versions."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self._articles = articles
        self._grams = [trigrams(plain(article.text)) for article in articles]
        self._having: dict[str, list[int]] = {}
        for i, grams in enumerate(self._grams):
            for gram in grams:
                self._having.setdefault(gram, []).append(i)

    def numbered(self, clause: str) -> Article | None:
        """The article with this address."""
        return next((article for article in self._articles if article.clause == clause), None)

    def find(self, text: str, clause: str = "") -> Article | None:
        """The article whose words make most of the text, or the longest one that the text quotes whole; None if none does.

        :param clause: the address that decides between equals.
        """
        wanted = trigrams(plain(text))
        common = Counter(i for gram in wanted for i in self._having.get(gram, ()))

        def named(i: int) -> bool:
            return self._articles[i].clause == clause

        most = max(common, key=lambda i: (common[i], named(i), -i), default=None)
        if most is not None and common[most] / len(wanted) >= ANSWER_SHARE:
            return self._articles[most]
        quoted = [
            i
            for i, count in common.items()
            if len(self._grams[i]) >= _QUOTED and count / len(self._grams[i]) >= PASSAGE_SHARE
        ]
        best = max(quoted, key=lambda i: (len(self._grams[i]), named(i), -i), default=None)
        return self._articles[best] if best is not None else None
