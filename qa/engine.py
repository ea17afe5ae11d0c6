"""The one door to asking: a home's library opened, questions routed to a look-up or to the chain."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.library import Library
from index.filters import allowed
from index.settings import Settings
from index.types import Filters, Hit
from qa import phrases
from qa.clauses import answer_route
from qa.route import Router
from qa.types import Answer, Refusal, Route

if TYPE_CHECKING:
    from index.search import Searcher
    from qa.chain import Extractive
    from qa.read import Reader


class Engine:
    """Answers questions on one home. Safe to use from several threads.

    What an address or a 文号 answers needs neither index nor model, and they are not loaded for it.
    """

    def __init__(self, home: Path, library: Library, settings: Settings) -> None:
        self.home, self.library, self.settings = home, library, settings
        self._router = Router(library)
        self._lock = threading.RLock()
        self._searcher: Searcher | None = None
        self._reader: Reader | None = None
        self._extractive: Extractive | None = None

    @classmethod
    def open(cls, home: Path, settings: Settings | None = None) -> Engine:
        """Open a home that has a library.

        :raises ZhengceError: there is none, or the settings can't be read; nothing is made.
        """
        chosen = settings if settings is not None else Settings.load(home)
        return cls(home, Library.open(home, create=False), chosen)

    def close(self) -> None:
        """Let go of the files."""
        with self._lock:
            if self._searcher is not None:
                self._searcher.close()
                self._searcher = None
            self.library.close()

    def warm(self) -> None:
        """Load models now rather than at the first question."""
        self.searcher.warm()
        self.span_reader()

    @property
    def searcher(self) -> Searcher:
        """The index, opened at first use.

        :raises IndexUnavailableError: there is none yet.
        """
        with self._lock:
            if self._searcher is None:
                from index.search import Searcher

                self._searcher = Searcher.open(self.home, self.library, self.settings)
            return self._searcher

    def span_reader(self) -> Reader:
        """The span reader, loaded at first use."""
        with self._lock:
            if self._reader is None:
                from index.reader import load_reader

                self._reader = load_reader(self.settings)
            return self._reader

    def search(self, query: str, k: int = 10, filters: Filters | None = None) -> list[Hit]:
        """The k best passages, best first."""
        return self.searcher.search(query, k, filters)

    def ask(
        self, question: str, filters: Filters | None = None, history: Sequence[dict[str, Any]] | None = None, mode: str | None = None
    ) -> Answer | Refusal:  # fmt: skip
        """Answer from the documents, or refuse and say why.

        :param filters: limits on the documents asked.
        :param history: earlier turns, oldest first, as `{"question", "answer", "citations"}`.
        :param mode: `extractive` or `llm`; None for what the settings have.
        """
        inside = allowed(self.library.summaries(), filters)
        if inside is not None and not inside:
            return Refusal(question, phrases.FILTERED_OUT, "not_in_library")
        route = self._router.read(question, inside, list(history or ()))
        known = answer_route(route, self.library)
        if known is not None:
            return known
        return self._by_search(route, filters)

    def route(self, question: str, filters: Filters | None = None, history: Sequence[dict[str, Any]] = ()) -> Route:
        """What the question names."""
        return self._router.read(question, allowed(self.library.summaries(), filters), history)

    def _by_search(self, route: Route, filters: Filters | None) -> Answer | Refusal:
        query = route.rest if route.doc_ids and route.named != "filter" and len(route.rest) >= 4 else route.question
        if not any(char.isalnum() for char in query):
            return Refusal(route.question, phrases.NOT_SEARCHABLE, "not_in_library")
        if not self.library.doc_ids():
            return Refusal(route.question, phrases.EMPTY_LIBRARY, "not_in_library")
        return self.extractive.ask(query, route, narrowed(filters, route))

    @property
    def extractive(self) -> Extractive:
        """The chain that answers in the documents' own words."""
        with self._lock:
            if self._extractive is None:
                from qa.chain import Extractive

                self._extractive = Extractive(self.library, self.searcher, self.span_reader, self.settings.refuse_below)
            return self._extractive


def narrowed(filters: Filters | None, route: Route) -> Filters | None:
    """The filters, limited to the documents that the question names."""
    if not route.doc_ids or route.named in ("filter", "only"):
        return filters
    return replace(filters or Filters(), doc_ids=route.doc_ids)
