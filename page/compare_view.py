"""Two versions of a document clause by clause: what came, what went, what was renumbered."""

from __future__ import annotations

from corpus.diff import Change, ClauseDifference, Difference, Place, summary_line
from corpus.types import Document
from page.source import aside
from page.words import badge, day, escape, place, shortened

_NAMES = {
    Change.ADDED: "新增",
    Change.REMOVED: "删去",
    Change.CHANGED: "有改动",
    Change.RENUMBERED: "条号变了，文字没变",
    Change.UNCHANGED: "没有变",
}
_RENUMBERED_CHARS = 60  # of a clause whose words are the same


def versions(difference: Difference) -> str:
    """The pane that compares two versions; each clause opens in its version."""
    old, new = difference.old, difference.new
    rows = "".join(_clause(difference, one) for one in difference.changes)
    body = rows or '<p class="empty-list">两个版本的文字没有不同。</p>'
    return aside(
        f"《{shortened(new.title, 30)}》两个版本的差异",
        f'<p class="meta"><span>旧：{_named(old)}</span><span>新：{_named(new)}</span></p>'
        f'<p class="compared">{escape(summary_line(difference))}</p><div class="text versions" tabindex="0">{body}</div>',
    )


def _named(document: Document) -> str:
    dates = document.dates
    when = day(dates.issued_on or dates.published_on or dates.effective_on) or "日期不详"
    return f'<a class="from" {place(document.doc_id)}>{when} {escape(document.doc_number or "")} →</a> {badge(document.status)}'


def _clause(difference: Difference, one: ClauseDifference) -> str:
    old = _link(difference.old, one.old, "旧")
    new = _link(difference.new, one.new, "新")
    where = " → ".join(part for part in (old, new) if part)
    if one.change is Change.RENUMBERED:
        words = escape(shortened("".join(piece.text for piece in one.pieces), _RENUMBERED_CHARS))
    else:
        words = "".join(_piece(piece.change, piece.text) for piece in one.pieces)
    return (
        f'<section class="difference {one.change.value}"><p class="where"><b>{_NAMES[one.change]}</b> {where}</p>'
        f'<p class="words">{words}</p></section>'
    )


def _link(document: Document, at: Place | None, which: str) -> str:
    if at is None:
        return ""
    name = at.clause or "正文"
    label = f"{which}版{name}，打开"
    return f'<a class="from" {place(document.doc_id, at.start, at.end, at.clause)} aria-label="{escape(label)}">{which} {escape(name)}</a>'


def _piece(change: Change, text: str) -> str:
    if change is Change.ADDED:
        return f"<ins>{escape(text)}</ins>"
    if change is Change.REMOVED:
        return f"<del>{escape(text)}</del>"
    return escape(text)
