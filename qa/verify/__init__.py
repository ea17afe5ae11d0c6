"""Checking the citations of a draft against the library. No model is needed.

    with Library.open(home, create=False) as library:
        verification = verify_text(text, library, file="汇报.docx")

`verify_text` and `Verifier.verify` give a `Verification`: the checked text, and each citation with its span, verdict,
changes, evidence (a span of a document) and a note. A `Verifier` keeps documents in memory between drafts and looks at
the library again when it has changed. `read_draft` gives the text of a .txt, .md or .docx. The report writers
(`write_docx`, `write_html`, `write_xlsx` in `qa.verify.reports`) take a Verification. `check_again` says what has changed
since a check was kept.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from corpus.library import Library
from qa.verify.find import Finder
from qa.verify.judge import Judge
from qa.verify.shelf import Shelf
from qa.verify.types import LABELS, VERDICTS, Citation, Evidence, Verdict, Verification

if TYPE_CHECKING:
    from index.types import Filters


class Verifier:
    """Checks drafts against one library. Safe to use from several threads."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._lock = threading.Lock()
        self._shelves: dict[object, Shelf] = {}

    def verify(self, text: str, file: str = "", filters: Filters | None = None) -> Verification:
        """Check a draft.

        :param text: the draft's text; offsets count in it.
        :param file: its name, for reports.
        :param filters: limits on the documents that count; `as_of` is the day on which they must be in force.
        """
        shelf = self._shelf(filters)
        finder, judge = Finder(text, shelf), Judge(text, shelf)
        found: list[Citation] = []
        for cited in finder:
            citation = judge.judge(cited)
            finder.judged(cited, citation.end if citation else 0, citation is not None)
            if citation is not None:
                found.append(citation)
        found.sort(key=lambda c: (c.start, c.end))
        return Verification(file, text, tuple(found), shelf.revision)

    def _shelf(self, filters: Filters | None) -> Shelf:
        from index.filters import allowed

        with self._lock:
            revision = self._library.revision
            shelf = self._shelves.get(filters)
            if shelf is None or shelf.revision != revision:
                inside = allowed(self._library.summaries, filters)
                shelf = Shelf(self._library, inside, filters.as_of if filters is not None else None)
                if len(self._shelves) > 4:
                    self._shelves.clear()
                self._shelves[filters] = shelf
            return shelf


def verify_text(text: str, library: Library, file: str = "", filters: Filters | None = None) -> Verification:
    """Check one draft; see `Verifier.verify`."""
    return Verifier(library).verify(text, file, filters)


__all__ = ["LABELS", "VERDICTS", "Citation", "Evidence", "Verdict", "Verification", "Verifier", "verify_text"]
