"""The list of the library's documents, and how much is in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from corpus.types import DocumentSummary, Status
from page.words import badge, day, escape, place, shortened


def documents(summaries: Iterable[DocumentSummary], words: str = "", total: int | None = None) -> str:
    """The list of documents; each opens beside."""
    rows = list(summaries)
    if not rows:
        why = (
            f"没有标题、文号、机关或文件名含“{words}”的文件。" if words else "文库还是空的。点“加入文件”，放进第一份。"
        )
        return f'<p class="empty-list" role="status">{escape(why)}</p>'
    listed = (
        f"，列出前 {len(rows)} 件，请用上面的框缩小范围"
        if total is not None and total > len(rows) and not words
        else ""
    )
    count = (
        f"找到 {len(rows)} 件（文库共 {total} 件）"
        if words
        else f"共 {total if total is not None else len(rows)} 件{listed}"
    )
    return (
        f'<p class="count" role="status">{count}</p><ul class="documents">' + "".join(_row(s) for s in rows) + "</ul>"
    )


def _row(summary: DocumentSummary) -> str:
    dates = summary.dates
    when = day(dates.issued_on or dates.published_on)
    size = f"{summary.clauses} 个条款" if summary.clauses else "没有条款编号"
    facts = [summary.doc_number or "", summary.issuer or "", when, size, f"{summary.chars} 字"]
    meta = "".join(f"<span>{escape(fact)}</span>" for fact in facts if fact)
    warned = "".join(f'<span class="warned">{escape(w)}</span>' for w in summary.warnings[:3])
    return (
        f'<li><a class="document" {place(summary.doc_id)} aria-label="打开《{escape(summary.title)}》">'
        f'<span class="title" title="{escape(summary.title)}">{escape(shortened(summary.title, 60))}</span>{badge(summary.status)}'
        f'<span class="meta">{meta}</span>{f"<span class=warnings>{warned}</span>" if warned else ""}</a></li>'
    )


def state_line(summaries: Sequence[DocumentSummary]) -> str:
    """How much is in the library, in the page's head."""
    good = sum(s.status is Status.IN_FORCE for s in summaries)
    held = f"库内 {len(summaries)} 件 · 现行有效 {good} 件" if summaries else "文库还是空的"
    return f'<div class="top"><h1>政策文件问答</h1><p class="counts">{held}</p></div>'
