"""The one door to asking: a home's library opened, questions routed to a look-up or to the chain."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
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
    from qa.events import Event
    from qa.llm import Chat
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
        self._chat: Chat | None = None

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
        if self.settings.llm.configured:
            _ = self.chat.model

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
        :param mode: `extractive` or `llm`; None for a model where the settings name one.
        """
        turns = list(history or ())
        if not self._by_model(mode):
            result = self._known_or_searched(question, filters, turns)
            if mode == "llm":
                return replace(result, warnings=(*result.warnings, phrases.NO_MODEL))
            return result
        from qa.events import Done
        from qa.with_model import ask_with_model

        *_, last = ask_with_model(self, question, filters, turns)
        assert isinstance(last, Done)  # noqa: S101 - always the last
        return last.result

    def ask_stream(
        self, question: str, filters: Filters | None = None, history: Sequence[dict[str, Any]] | None = None, mode: str | None = None
    ) -> Iterator[Event]:  # fmt: skip
        """The same as events while it happens; qa/drafting.py says which. The last is `Done`, whose result counts."""
        if self._by_model(mode):
            from qa.with_model import ask_with_model

            yield from ask_with_model(self, question, filters, list(history or ()))
        else:
            from qa.events import Done

            yield Done(self.ask(question, filters, history, mode))

    def _by_model(self, mode: str | None) -> bool:
        return mode != "extractive" and self.settings.llm.configured

    def _known_or_searched(
        self, question: str, filters: Filters | None, history: Sequence[dict[str, Any]]
    ) -> Answer | Refusal:
        route = self.route(question, filters, history)
        known = self.known(route, filters)
        result = known if known is not None else self._by_search(route, filters)
        if route.named == "history":
            from qa.follow import leans
            from qa.rewrite import understood_by_rule

            if isinstance(result, Refusal) and not route.addresses and not leans(question):
                alone = self._known_or_searched(question, filters, ())  # a short question of its own, after all
                if isinstance(alone, Answer):
                    return alone
            return replace(result, question=question, understood=understood_by_rule(route, self.library))
        return result

    def known(self, route: Route, filters: Filters | None) -> Answer | Refusal | None:
        """What needs no searching: a clause or a document's own facts, looked up exactly; None for anything else."""
        inside = allowed(self.library.summaries, filters)
        if inside is not None and not inside:
            return Refusal(route.question, phrases.FILTERED_OUT, "not_in_library")
        known = answer_route(route, self.library)
        if known is None and not any(char.isalnum() for char in searched_words(route)):
            return Refusal(route.question, phrases.NOT_SEARCHABLE, "not_in_library")
        if known is None and not self.library.doc_ids():
            return Refusal(route.question, phrases.EMPTY_LIBRARY, "not_in_library")
        return known

    def route(self, question: str, filters: Filters | None = None, history: Sequence[dict[str, Any]] = ()) -> Route:
        """What the question names."""
        return self._router.read(question, allowed(self.library.summaries, filters), history)

    def _by_search(self, route: Route, filters: Filters | None) -> Answer | Refusal:
        return self.extractive.ask(searched_words(route), route, narrowed(filters, route))

    @property
    def chat(self) -> Chat:
        """The model's server, as the settings name it; kept, since it remembers failures."""
        with self._lock:
            if self._chat is None:
                from qa.llm import Chat

                self._chat = Chat(self.settings.llm)
            return self._chat

    @property
    def extractive(self) -> Extractive:
        """The chain that answers in the documents' own words."""
        with self._lock:
            if self._extractive is None:
                from qa.chain import Extractive

                self._extractive = Extractive(self.library, self.searcher, self.span_reader, self.settings.refuse_below)
            return self._extractive


def searched_words(route: Route) -> str:
    """What is searched for: the question, without the names of the documents that it is then limited to."""
    return route.rest if route.doc_ids and route.named != "filter" and len(route.rest) >= 4 else route.question


def narrowed(filters: Filters | None, route: Route) -> Filters | None:
    """The filters, limited to the documents that the question names."""
    if not route.doc_ids or route.named in ("filter", "only"):
        return filters
    return replace(filters or Filters(), doc_ids=route.doc_ids)
