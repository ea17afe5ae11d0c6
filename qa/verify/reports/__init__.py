"""Reports of a verification: the draft in Word with comments and a sign-off table, a page, a table of citations.

`write_report` chooses by the file's suffix; `write_docx`, `write_html`, `write_xlsx` write one kind. `marked_html` gives the
draft as an HTML fragment with its marks, and `difference_html` a citation's words beside the document's, for a page. Each
writer takes a `Review` (a person's decisions) too. Files are written aside and put in place whole.
"""

from __future__ import annotations

from pathlib import Path

from qa.verify.reports.common import Decision, Review
from qa.verify.reports.html import difference_html, html_report, marked_html
from qa.verify.types import Verification


def write_report(
    verification: Verification, path: Path, draft: Path | None = None, review: Review | None = None
) -> None:
    """Write the report that the suffix of `path` names.

    :param draft: the file that was checked, whose formatting a Word report keeps.
    :raises ValueError: another suffix.
    :raises OSError: the file can't be written.
    """
    match path.suffix.lower():
        case ".docx":
            write_docx(verification, path, draft, review)
        case ".html" | ".htm":
            write_html(verification, path, review)
        case ".xlsx":
            write_xlsx(verification, path, review)
        case _:
            raise ValueError(f"no report of this kind: {path.suffix}")


def write_docx(verification: Verification, path: Path, draft: Path | None = None, review: Review | None = None) -> None:
    """Write the draft with a comment at each citation and a table for sign-off; of a text a document is made."""
    from qa.verify.word import save_report

    save_report(verification, path, draft, review)


def write_html(verification: Verification, path: Path, review: Review | None = None) -> None:
    """Write a page that needs nothing else: the marked draft, the citations, what differs."""
    from qa.verify.reports.common import put_in_place

    put_in_place(path, html_report(verification, review).encode("utf-8"))


def write_xlsx(verification: Verification, path: Path, review: Review | None = None) -> None:
    """Write a table with a row for each citation."""
    from qa.verify.reports.xlsx import save_table

    save_table(verification, path, review)


__all__ = [
    "Decision", "Review", "difference_html", "html_report", "marked_html", "write_docx", "write_html", "write_report", "write_xlsx",
]  # fmt: skip
