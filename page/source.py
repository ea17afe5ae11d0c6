"""The source beside the work: the document's whole text, its outline, the cited words marked."""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Sequence

from corpus.types import ClauseKind, Dates, Document
from page.words import badge, day, escape, link, shortened

_HEADS = frozenset(
    {
        ClauseKind.VOLUME,
        ClauseKind.CHAPTER,
        ClauseKind.SECTION,
        ClauseKind.PART,
        ClauseKind.ATTACHMENT,
        ClauseKind.EMBEDDED,
    }
)
_CENTRED = frozenset({ClauseKind.VOLUME, ClauseKind.CHAPTER, ClauseKind.SECTION})
_OUTLINE_LEVELS = 3
_HEAD_CHARS = 60  # a longer line is a paragraph that begins with its heading
_TITLE_WITHIN = 400  # characters from the start in which the title stands as a line
_EMPTY = "点开任何一处引文，原文就在这里打开，并标出被引的话。"


def source(
    document: Document | None, start: int = 0, end: int = 0, above: str = "", differing: Sequence[tuple[int, int]] = ()
) -> str:
    """The document with its outline, `text[start:end]` marked; an empty pane without one.

    :param above: HTML of the room that opened it, shown over the text (a comparison, for one).
    :param differing: spans of the text that are set off once more, inside the mark.
    """
    if document is None:
        return f'<div class="source empty"><p>{_EMPTY}</p></div>'
    clause = document.address_of(document.clause_at(start)) if end > start else None
    facts = [document.doc_number or "", document.issuer or "", dates(document.dates)]
    meta = "".join(f"<span>{escape(fact)}</span>" for fact in facts if fact)
    address = link(document.doc_id, start, end, clause)
    return (
        f'<div class="source" role="region" aria-label="原文：{escape(document.title)}" tabindex="-1"'
        f' data-of="{escape(document.doc_id)}" data-address="{escape(address)}" data-shown="{time.monotonic_ns()}">'
        '<div class="bar"><button type="button" class="back" data-close="1">← 返回</button>'
        f'<h2 title="{escape(document.title)}">{escape(document.title)}</h2>{badge(document.status)}'
        '<button type="button" class="close" data-close="1" aria-label="关闭原文">×</button></div>'
        f'<p class="meta">{meta}<button type="button" class="share" data-share="1">复制链接</button></p>'
        f"{_outline(document)}{above}"
        f'<div class="text" lang="zh-CN" tabindex="0" role="document" aria-label="正文">{_text(document, start, end, differing)}</div></div>'
    )


def aside(title: str, body: str) -> str:
    """The pane where there is no document to show: what can be said in its place."""
    return (
        f'<div class="source" role="region" aria-label="{escape(title)}" tabindex="-1" data-address=""'
        f' data-shown="{time.monotonic_ns()}"><div class="bar"><button type="button" class="back" data-close="1">← 返回</button>'
        f'<h2>{escape(title)}</h2><button type="button" class="close" data-close="1" aria-label="关闭">×</button></div>{body}</div>'
    )


def dates(known: Dates) -> str:
    """The dates that the document states, named."""
    named = (
        ("成文", known.issued_on),
        ("发布", known.published_on),
        ("施行", known.effective_on),
        ("有效期至", known.expires_on),
    )
    return "，".join(
        f"{day(value)}{name}" if name != "有效期至" else f"{name}{day(value)}" for name, value in named if value
    )


def _outline(document: Document) -> str:
    """The clauses of the upper levels as buttons that go to their place."""
    shown = [
        c for c in document.clauses if c.address is not None and c.kind not in (ClauseKind.PARAGRAPH, ClauseKind.TEXT)
    ]
    if not shown:
        return ""
    levels = sorted({c.level for c in shown})[:_OUTLINE_LEVELS]
    rows = []
    for clause in (c for c in shown if c.level in levels):
        name = f"{clause.label}{' ' if clause.label.startswith('第') else ''}{clause.heading}".strip()
        name = name or clause.address or ""
        rows.append(
            f'<li class="l{levels.index(clause.level)}"><button type="button" data-go="c{clause.start}" title="{escape(name)}">'
            f"{escape(shortened(name, 30))}</button></li>"
        )
    return (
        f'<details class="outline"><summary>目录<span class="here" aria-live="off"></span>'
        f'<span class="many">{len(rows)} 处</span></summary><nav aria-label="目录"><ul>{"".join(rows)}</ul></nav></details>'
    )


def _text(document: Document, start: int, end: int, differing: Sequence[tuple[int, int]]) -> str:
    """The canonical text; its characters are those of the document, one `<mark>` around what is cited."""
    printed = _Printed(document, differing)
    before, after = printed.html(0, start), printed.html(end, len(document.text))
    mark = f'<mark id="marked" tabindex="-1">{printed.html(start, end)}</mark>' if end > start else ""
    return before + mark + after


class _Printed:
    """The text as it would be printed: headings set apart, paragraphs indented, a place to go to at each clause."""

    def __init__(self, document: Document, differing: Sequence[tuple[int, int]] = ()) -> None:
        self._text = document.text
        self._anchors = {c.start for c in document.clauses if c.address is not None}
        self._differing = [(a, b) for a, b in differing if a < b]
        edges = {edge for span in self._differing for edge in span}
        self._cuts = sorted(self._anchors | edges)
        self._kinds: dict[int, str] = {}  # where a line starts -> its class
        for clause in document.clauses:
            if clause.kind in _HEADS and clause.heading:
                self._kinds[self._line_start(clause.start)] = "h c" if clause.kind in _CENTRED else "h"
        first = self._text.find(document.title, 0, _TITLE_WITHIN + len(document.title))
        if first >= 0:
            self._kinds[self._line_start(first)] = "t"

    def html(self, start: int, end: int) -> str:
        """The characters from `start` to `end`, each as it is."""
        parts = []
        at = start
        while at < end:
            stop = self._text.find("\n", at, end)
            stop = end if stop < 0 else stop + 1
            line_start = self._line_start(at)
            kind = self._kinds.get(line_start, "")
            inner = self._anchored(at, stop)
            if kind and self._line_end(line_start) - line_start < _HEAD_CHARS:
                inner = f'<b class="{kind}">{inner}</b>'
            elif at == line_start and stop - at > 1:
                inner = '<i class="in"></i>' + inner
            parts.append(inner)
            at = stop
        return "".join(parts)

    def _anchored(self, start: int, end: int) -> str:
        parts, at = [], start
        for cut in [*self._cuts[bisect_left(self._cuts, start) : bisect_left(self._cuts, end)], end]:
            words = escape(self._text[at:cut])
            if words and any(a <= at and cut <= b for a, b in self._differing):
                words = f'<b class="differs">{words}</b>'
            parts.append(words)
            if cut in self._anchors and cut < end:
                parts.append(f'<a class="at" id="c{cut}"></a>')
            at = cut
        return "".join(parts)

    def _line_start(self, at: int) -> int:
        return self._text.rfind("\n", 0, at) + 1

    def _line_end(self, at: int) -> int:
        found = self._text.find("\n", at)
        return len(self._text) if found < 0 else found
