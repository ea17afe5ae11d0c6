"""Pieces of HTML and wording that every room uses. Documents' words are data: everything is escaped here."""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode

from corpus.types import Status

_TITLE_CHARS = 40
_BADGES = {
    Status.IN_FORCE: "good",
    Status.AMENDED: "note",
    Status.NOT_YET: "note",
    Status.DRAFT: "note",
}


def escape(text: str) -> str:
    """The text as HTML; braces and dollar signs too, since Gradio's templates give them a meaning."""
    return html.escape(text, quote=True).replace("{", "&#123;").replace("}", "&#125;").replace("$", "&#36;")


def day(value: date | None) -> str:
    """2018年3月8日; empty where there is none."""
    return f"{value.year}年{value.month}月{value.day}日" if value is not None else ""


def shortened(title: str, chars: int = _TITLE_CHARS) -> str:
    """A long title cut in the middle, where titles differ least."""
    if len(title) <= chars:
        return title
    tail = chars // 2 - 1
    return f"{title[: chars - tail - 1]}…{title[-tail:]}"


def badge(status: Status) -> str:
    """The status as a word with a colour of its own."""
    return f'<span class="badge {_BADGES.get(status, "bad")}">{status.value}</span>'


def link(doc_id: str, start: int = 0, end: int = 0, clause: str | None = None) -> str:
    """The address of a place in a document, which can be sent to a colleague."""
    parts = {"doc": doc_id}
    if clause:
        parts["clause"] = clause
    if end > start:
        parts["at"] = f"{start}-{end}"
    return "?" + urlencode(parts)


def place(doc_id: str, start: int = 0, end: int = 0, clause: str | None = None) -> str:
    """The attributes of a link that opens a document beside, at a place: the one habit of all rooms."""
    return (
        f'role="button" href="{escape(link(doc_id, start, end, clause))}" data-doc="{escape(doc_id)}"'
        f' data-start="{start}" data-end="{end}"'
    )


def progress_line(text: str, done: int, total: int) -> str:
    """A line with a bar."""
    share = round(100 * done / total) if total else 0
    return (
        f'<div class="progress" role="status"><span>{escape(text)}</span>'
        f'<progress max="100" value="{share}" aria-label="{escape(text)}">{share}%</progress></div>'
    )


def notes(lines: Sequence[str], bad: bool = False) -> str:
    """What became of something, one line each."""
    kind = "notes bad" if bad else "notes"
    return f'<ul class="{kind}" role="status">' + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>"


def trouble(message: str) -> str:
    """What went wrong, and what to do about it, as the program says it."""
    return f'<div class="refusal trouble" role="alert"><p class="why"><b>出了问题</b>{escape(message)}</p></div>'
