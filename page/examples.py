"""Questions to begin with: only such as this library has answered when they were tried."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence

from corpus.errors import ZhengceError
from corpus.types import DocumentSummary
from qa.engine import Engine
from qa.types import Answer

_MOST = 4
_MOST_TRIED = 12  # a library that answers none of so many gets no examples


class Examples:
    """Tries questions on the engine, once for each state of the library."""

    def __init__(self, engine: Engine, offered: Sequence[Mapping[str, str]]) -> None:
        """:param offered: questions, each with the `source` and the `words` that answer it."""
        self._engine, self._offered = engine, list(offered)
        self._lock = threading.Lock()
        self._known: tuple[int, list[str]] | None = None

    def known(self) -> list[str]:
        """Those of the library as it is, if they have been tried already."""
        known = self._known
        return known[1] if known is not None and known[0] == self._engine.library.revision else []

    def tried(self) -> list[str]:
        """Those of the library as it is; asks the engine where that has not been done."""
        with self._lock:
            revision = self._engine.library.revision
            if self._known is None or self._known[0] != revision:
                self._known = revision, self._try()
            return self._known[1]

    def _try(self) -> list[str]:
        found: list[str] = []
        for tries, (question, words) in enumerate(self._candidates()):
            if tries >= _MOST_TRIED or len(found) >= _MOST:
                break
            if self._answers(question, words):
                found.append(question)
        return found

    def _candidates(self) -> Iterator[tuple[str, str]]:
        """Questions with words that their answer holds, nearest to people's own ones first."""
        library = self._engine.library
        for each in self._offered:
            if any(each["words"] in library.text(doc_id) for doc_id in library.find(each["source"])):
                yield each["question"], each["words"]
        for summary in sorted(library.summaries(), key=_newest):
            if summary.dates.effective_on is not None:
                yield f"《{summary.title}》什么时候施行？", ""
            if summary.clauses:
                yield f"《{summary.title}》讲了什么？", ""

    def _answers(self, question: str, words: str) -> bool:
        try:
            result = self._engine.ask(question)
        except ZhengceError:
            return False
        return isinstance(result, Answer) and any(words in citation.quote for citation in result.citations)


def _newest(summary: DocumentSummary) -> tuple[int, str]:
    day = summary.dates.issued_on or summary.dates.published_on
    return (-day.toordinal() if day is not None else 0, summary.title)
