"""The list of the library's documents with its filters, how much is in it, and what became of files that were brought."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from corpus.ingest import IngestReport
from corpus.types import DocumentSummary, Status
from page.words import badge, day, escape, place, progress_line, shortened

PAGE = 100  # documents that are listed at first; more on demand
_FILTERS: tuple[tuple[str, str, Callable[[DocumentSummary], str | None]], ...] = (
    ("status", "状态", lambda s: s.status.value),
    ("level", "层级", lambda s: s.level),
    ("kind", "文种", lambda s: s.kind),
    ("issuer", "机关", lambda s: s.issuer),
    ("year", "年份", lambda s: str(year) if (year := _year(s)) else None),
)
NAMES = tuple(name for name, _, _ in _FILTERS)
_MOST_CHOICES = 60  # of a filter: those with most documents
_WARNINGS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the library a visitor looks at."""

    words: str = ""
    filters: tuple[tuple[str, str], ...] = ()
    shown: int = PAGE

    def found(self, summaries: Iterable[DocumentSummary]) -> list[DocumentSummary]:
        """The documents that have the words and pass the filters."""
        words = self.words.strip().lower().split()
        chosen = [(pick, value) for name, _, pick in _FILTERS for key, value in self.filters if key == name]
        return [s for s in summaries if _has(s, words) and all(pick(s) == value for pick, value in chosen)]

    def chosen(self, name: str) -> str:
        """The value of a filter; empty where there is none."""
        return next((value for key, value in self.filters if key == name), "")


def _has(summary: DocumentSummary, words: Sequence[str]) -> bool:
    text = f"{summary.title} {summary.doc_number or ''} {summary.issuer or ''} {summary.source}".lower()
    return all(word in text for word in words)


def _year(summary: DocumentSummary) -> int | None:
    dates = summary.dates
    known = dates.issued_on or dates.published_on or dates.effective_on
    return known.year if known is not None else None


def filters(summaries: Sequence[DocumentSummary], wanted: Wanted) -> str:
    """A choice for each thing by which documents differ here, with how many there are of each."""
    selects = []
    for name, label, pick in _FILTERS:
        counts = Counter(value for value in map(pick, summaries) if value)
        if len(counts) < 2 and not wanted.chosen(name):
            continue
        values = sorted(counts, key=lambda v: (-counts[v], v))[:_MOST_CHOICES]
        if name == "year":
            values = sorted(counts, reverse=True)
        options = "".join(
            f'<option value="{escape(v)}"{" selected" if v == wanted.chosen(name) else ""}>{escape(shortened(v, 18))}（{counts[v]}）</option>'
            for v in values
        )
        selects.append(
            f'<select aria-label="{label}" data-room="library" data-act="filter" data-changes="1" data-name="{name}">'
            f'<option value="">{label}：全部</option>{options}</select>'
        )
    return f'<div class="filters">{"".join(selects)}</div>' if selects else ""


def documents(summaries: Sequence[DocumentSummary], wanted: Wanted) -> str:
    """The list of documents; each opens beside, with what is known of it."""
    if not summaries:
        return f'<div data-drawn="{time.monotonic_ns()}"><p class="empty-list" role="status">文库还是空的。点“加入文件”，或把文件、文件夹的压缩包拖到这里。</p></div>'
    found = wanted.found(summaries)
    narrowed = bool(wanted.words.strip() or wanted.filters)
    if not found:
        return (
            f'<div data-drawn="{time.monotonic_ns()}"><p class="empty-list" role="status">没有这样的文件。</p>'
            '<button type="button" class="plain" data-room="library" data-act="all">看全部文件</button></div>'
        )
    count = f"找到 {len(found)} 件（文库共 {len(summaries)} 件）" if narrowed else f"共 {len(found)} 件"
    rows = "".join(_row(s) for s in found[: wanted.shown])
    rest = len(found) - wanted.shown
    more = (
        f'<button type="button" class="plain" data-room="library" data-act="more">再列 {min(rest, PAGE)} 件（还有 {rest} 件）</button>'
        if rest > 0
        else ""
    )
    return f'<div data-drawn="{time.monotonic_ns()}"><p class="count" role="status">{count}</p><ul class="documents">{rows}</ul>{more}</div>'


def _row(summary: DocumentSummary) -> str:
    dates = summary.dates
    when = day(dates.issued_on or dates.published_on or dates.effective_on)
    size = f"{summary.clauses} 个条款" if summary.clauses else "没有条款编号"
    facts = [summary.doc_number or "", summary.issuer or "", when, size, f"{summary.chars} 字"]
    meta = "".join(f"<span>{escape(fact)}</span>" for fact in facts if fact)
    warned = "".join(f'<span class="warned">{escape(w)}</span>' for w in summary.warnings[:_WARNINGS_SHOWN])
    return (
        f'<li><a class="document" {place(summary.doc_id)} data-about="1" aria-label="打开《{escape(summary.title)}》">'
        f'<span class="title" title="{escape(summary.title)}">{escape(shortened(summary.title, 60))}</span>{badge(summary.status)}'
        f'<span class="meta">{meta}</span>{f"<span class=warnings>{warned}</span>" if warned else ""}</a></li>'
    )


def state_line(summaries: Sequence[DocumentSummary]) -> str:
    """How much is in the library, in the page's head."""
    good = sum(s.status is Status.IN_FORCE for s in summaries)
    held = f"库内 {len(summaries)} 件 · 现行有效 {good} 件" if summaries else "文库还是空的"
    return f'<div class="top"><h1>政策文件问答</h1><p class="counts">{held}</p></div>'


# -- files that are brought -----------------------------------------------------------------------------
def arrival(name: str, report: IngestReport) -> list[str]:
    """What became of one file (of an archive: of each in it), one line each."""
    lines = [f'<li class="bad"><b>✗ 没有加入</b> {escape(failure.error)}</li>' for failure in report.failed]
    outcome = "新增" if report.added else "更新" if report.updated else "已在库内，没有变化"
    several = len(report.documents) > 1
    for summary in report.documents:
        where = summary.source if several else name
        what = f"✓ 读入 {summary.clauses} 个条款" if several else f"✓ {outcome}"
        warned = "".join(f'<span class="warned">注意：{escape(w)}</span>' for w in summary.warnings[:_WARNINGS_SHOWN])
        lines.append(
            f'<li class="{"warn" if summary.warnings else "good"}"><b>{what}</b> {escape(where)} '
            f'<a class="from" {place(summary.doc_id)} data-about="1">《{escape(shortened(summary.title, 36))}》 →</a>{warned}</li>'
        )
    return lines


def arrivals(lines: Sequence[str], step: tuple[str, int, int] | None = None, total: str = "") -> str:
    """The files so far, and how far the rest is."""
    bar = progress_line(*step) if step is not None else ""
    head = f"<p><b>{escape(total)}</b></p>" if total else ""
    listed = f"<ul>{''.join(lines)}</ul>" if lines else ""
    return f'<div class="arrivals" role="status">{head}{bar}{listed}</div>'
