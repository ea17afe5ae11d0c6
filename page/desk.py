"""What all rooms share: the library as it is shown, and the one way in which a source is opened."""

from __future__ import annotations

from datetime import date
from typing import Any

import gradio as gr

from corpus.errors import ZhengceError
from corpus.types import Document, DocumentSummary, Status
from page.about import About, about
from page.source import source
from qa.engine import Engine

# Every room's event: nothing of it shows on the page by itself, and none is an API for others.
QUIETLY: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


def speaks(room: str) -> str:
    """The script of a component that reports what a room's controls (`data-room`, `data-act`) say, with all their data."""
    return f"window.zhengce.rooms['{room}'] = (said) => trigger('select', said);"


class Desk:
    """The engine's library as every room shows it. Shared by all visitors; holds nothing of any one of them."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._listed: tuple[tuple[int, date], list[DocumentSummary]] | None = None

    @property
    def library(self) -> Any:
        """The library."""
        return self.engine.library

    def summaries(self) -> list[DocumentSummary]:
        """All documents, newest first, those without a date last. Read anew where the library, or the day, has changed."""
        now = self.engine.library.revision, date.today()
        listed = self._listed
        if listed is None or listed[0] != now:
            found = sorted(self.engine.library.summaries(), key=lambda s: (-_day_number(s), s.title))
            self._listed = listed = now, found
        return listed[1]

    def statuses(self) -> dict[str, Status]:
        """doc_id -> status."""
        return {s.doc_id: s.status for s in self.summaries()}

    def choices(self) -> list[tuple[str, str]]:
        """Documents to choose from, as (title, doc_id)."""
        return [(f"{s.title}{f'（{s.doc_number}）' if s.doc_number else ''}", s.doc_id) for s in self.summaries()]

    def open(self, event: gr.EventData) -> Any:
        """The document of a click, marked."""
        return self.place(said(event))

    def place(self, wanted: dict[str, Any]) -> Any:
        """The document of `{"doc", "start", "end"}`; the empty pane where it isn't there any more."""
        if wanted.get("close"):
            return source(None)
        if not wanted.get("doc"):
            return gr.skip()
        try:
            document = self.engine.library.get(str(wanted["doc"]))
        except ZhengceError:
            return source(None)
        start, end = _number(wanted.get("start")), _number(wanted.get("end"))
        inside = 0 <= start < end <= len(document.text)
        return self.shown(document, (start, end) if inside else (0, 0), unfolded=bool(wanted.get("about")))

    def shown(self, document: Document, span: tuple[int, int] = (0, 0), unfolded: bool = False) -> str:
        """A document beside, its words marked, with what is known of it."""
        return source(document, *span, above=about(self._known(document), unfolded))

    def _known(self, document: Document) -> About:
        library = self.engine.library
        cited_by = library.cited_by(document.doc_id)
        citing = list({relation.doc_id for relation in cited_by})
        return About(
            document,
            versions=library.versions(document.doc_id),
            cited_by=cited_by,
            relations=library.relations(document.doc_id),
            sources=library.sources().get(document.doc_id, []),
            names={summary.doc_id: summary.title for summary in library.summaries(citing)},
        )

    def linked(self, wanted: dict[str, str]) -> str:
        """The document that the page's address names, at its `clause` or place (`at`)."""
        try:
            document = self.engine.library.get(self.engine.library.resolve(wanted.get("doc", "")))
        except ZhengceError:
            return source(None)
        clause = _clause_span(document, wanted.get("clause", ""))
        start, _, end = wanted.get("at", "").partition("-")
        if start.isdecimal() and end.isdecimal() and int(start) < int(end) <= len(document.text):
            exact = int(start), int(end)
            # An old link into a text that has changed since: the clause is what it meant.
            if clause is None or (clause[0] <= exact[0] and exact[1] <= clause[1]):
                return self.shown(document, exact)
        return self.shown(document, clause or (0, 0))


def said(event: gr.EventData) -> dict[str, Any]:
    """What a component's script reported."""
    return event._data if isinstance(event._data, dict) else {}


def _clause_span(document: Document, address: str) -> tuple[int, int] | None:
    if not address:
        return None
    index = document.clause(address)
    if index is None:
        from corpus.addresses import parse_address
        from qa.lookup import ClauseFinder

        found = ClauseFinder(document).find(parse_address(address) or ())
        index = found[0] if found else None
    return None if index is None else (document.clauses[index].start, document.clauses[index].end)


def _number(value: Any) -> int:
    try:
        return int(value or 0)
    except (TypeError, ValueError):
        return 0


def _day_number(summary: DocumentSummary) -> int:
    day = summary.dates.issued_on or summary.dates.published_on or summary.dates.effective_on
    return day.toordinal() if day is not None else 0
