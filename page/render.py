"""HTML of answers, cards, the source pane and lists. Documents' words are data: everything here is escaped."""

from __future__ import annotations

import html
import time
from collections.abc import Iterable, Sequence
from datetime import date
from urllib.parse import urlencode

from corpus.types import ClauseKind, Dates, Document, DocumentSummary, Status
from qa.types import Answer, Citation, Refusal, Short

_HEADS = frozenset({ClauseKind.VOLUME, ClauseKind.CHAPTER, ClauseKind.SECTION, ClauseKind.PART, ClauseKind.ATTACHMENT, ClauseKind.EMBEDDED})
_REASONS = {
    "not_in_library": "文库里没有", "no_such_document": "没有这份文件", "no_such_clause": "没有这一条", "not_stated": "文件没有写明",
    "out_of_force": "没有现行有效的规定", "unsupported": "没有通过核对",
}  # fmt: skip
_TITLE_CHARS = 40


def escape(text: str) -> str:
    """The text as HTML; braces and dollar signs too, since Gradio reads them as templates."""
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
    kind = {Status.IN_FORCE: "good", Status.AMENDED: "note", Status.NOT_YET: "note"}.get(status, "bad")
    return f'<span class="badge {kind}">{status.value}</span>'


def link(doc_id: str, start: int, end: int) -> str:
    """The address of a place in a document, which can be sent to a colleague."""
    return "?" + urlencode({"doc": doc_id, "at": f"{start}-{end}"})


# -- answers ----------------------------------------------------------------------------------------
def conversation(turns: Sequence[tuple[str, Answer | Refusal | str | None]], statuses: dict[str, Status]) -> str:
    """All turns: question and answer, refusal, trouble (a string) or None while it is looked for."""
    return "".join(_turn(question, result, statuses) for question, result in turns)


def _turn(question: str, result: Answer | Refusal | str | None, statuses: dict[str, Status]) -> str:
    asked = f'<h3 class="asked">{escape(question)}</h3>'
    if result is None:
        body = '<p class="waiting"><span class="dots" aria-hidden="true"></span>正在文库里查找……</p>'
    elif isinstance(result, str):
        body = f'<div class="refusal" role="status"><p class="why"><b>出了问题</b>{escape(result)}</p></div>'
    elif isinstance(result, Refusal):
        body = refusal(result, statuses)
    else:
        body = answer(result, statuses)
    return f'<section class="turn">{asked}{body}</section>'


def answer(result: Answer, statuses: dict[str, Status]) -> str:
    """The short words first, then the quotations as cards, then what can be done with it."""
    parts = []
    if result.short is not None:
        parts.append(f'<p class="short">{escape(result.short.text)}</p>')
    parts.append('<div class="cards">')
    parts += [card(c, statuses.get(c.doc_id), result.short) for c in result.citations]
    parts.append("</div>")
    parts += [f'<p class="warning">注意：{escape(w.removeprefix("注意："))}</p>' for w in result.warnings]
    parts.append(f'<p class="tools"><button type="button" class="copy" data-copy="{escape(with_sources(result))}">复制答案和出处</button></p>')
    return "".join(parts)


def refusal(result: Refusal, statuses: dict[str, Status]) -> str:
    """Why there is no answer, and clauses to look at that are none."""
    why = f'<p class="why"><b>{_REASONS[result.reason]}</b>{escape(result.text)}</p>'
    near = ""
    if result.nearest:
        cards = "".join(card(c, statuses.get(c.doc_id), None, near=True) for c in result.nearest)
        near = f'<p class="near-head">相近条款（不是答案）</p><div class="cards near">{cards}</div>'
    return f'<div class="refusal" role="status">{why}</div>{near}'


def card(citation: Citation, status: Status | None, short: Short | None, near: bool = False) -> str:
    """A quotation with where it stands; the whole of it opens the document at the place."""
    number = f'<span class="number">{escape(citation.doc_number)}</span>' if citation.doc_number else ""
    clause = f'<span class="clause">{escape(citation.clause)}</span>' if citation.clause else ""
    above = " › ".join(escape(part) for part in citation.path[1:])
    quote = citation.quote if not near or len(citation.quote) <= 160 else citation.quote[:159] + "…"
    words = _with_short(citation, short) if quote == citation.quote else escape(quote)
    name = f"《{citation.title}》{citation.clause or ''}，{'相近条款，' if near else ''}打开原文"
    return (
        f'<a class="card" role="button" href="{escape(link(citation.doc_id, citation.start, citation.end))}" aria-label="{escape(name)}"'
        f' data-doc="{escape(citation.doc_id)}" data-start="{citation.start}" data-end="{citation.end}">'
        f'<span class="head"><span class="title" title="{escape(citation.title)}">《{escape(shortened(citation.title))}》</span>{number}{clause}'
        f'{badge(status) if status else ""}</span>'
        f'<span class="path">{above}</span><span class="quote">{words}</span><span class="open" aria-hidden="true">打开原文 →</span></a>'
    )  # fmt: skip


def _with_short(citation: Citation, short: Short | None) -> str:
    if short is None or short.doc_id != citation.doc_id or not citation.start <= short.start <= short.end <= citation.end:
        return escape(citation.quote)
    a, b = short.start - citation.start, short.end - citation.start
    quote = citation.quote
    return f"{escape(quote[:a])}<strong>{escape(quote[a:b])}</strong>{escape(quote[b:])}"


def with_sources(result: Answer) -> str:
    """The answer as text to paste: the words, and where each stands."""
    lines = [result.question, ""]
    for citation in result.citations:
        number = f"（{citation.doc_number}）" if citation.doc_number else ""
        lines += [f"“{citation.quote}”", f"——《{citation.title}》{number}{citation.clause or ''}", ""]
    lines += [f"注意：{w.removeprefix('注意：')}" for w in result.warnings]
    return "\n".join(lines).strip()


# -- the source -------------------------------------------------------------------------------------
def source(document: Document | None, start: int = 0, end: int = 0) -> str:
    """The document with its outline, `text[start:end]` marked; an empty pane without one."""
    if document is None:
        return '<div class="source empty"><p>点开任何一处引文，原文就在这里打开，并标出被引的话。</p></div>'
    facts = [escape(document.doc_number or ""), escape(document.issuer or ""), _dates(document.dates), escape(document.source)]
    meta = "".join(f"<span>{fact}</span>" for fact in facts if fact)
    outline = _outline(document)
    return (
        f'<div class="source" data-doc="{escape(document.doc_id)}" data-shown="{time.monotonic_ns()}" role="region" aria-label="原文：{escape(document.title)}" tabindex="-1">'
        '<div class="bar"><button type="button" class="back" data-close="1">← 返回</button>'
        f'<h2 title="{escape(document.title)}">{escape(document.title)}</h2>{badge(document.status)}'
        '<button type="button" class="close" data-close="1" aria-label="关闭原文">×</button></div>'
        f'<p class="meta">{meta}</p>{outline}'
        f'<div class="text" lang="zh-CN" tabindex="0">{_text(document, start, end)}</div></div>'
    )  # fmt: skip


def _dates(dates: Dates) -> str:
    named = (("成文", dates.issued_on), ("发布", dates.published_on), ("施行", dates.effective_on), ("有效期至", dates.expires_on))
    return "，".join(f"{name} {day(value)}" for name, value in named if value is not None)


def _outline(document: Document) -> str:
    """The clauses of the upper levels as buttons that go to their place."""
    shown = [c for c in document.clauses if c.address is not None and c.kind not in (ClauseKind.PARAGRAPH, ClauseKind.TEXT)]
    if not shown:
        return ""
    levels = sorted({c.level for c in shown})
    kept = [c for c in shown if levels.index(c.level) < 3]
    rows = []
    for clause in kept:
        name = f"{clause.label}{' ' if clause.label.startswith('第') else ''}{clause.heading}".strip() or clause.address or ""
        rows.append(
            f'<li class="l{levels.index(clause.level)}"><button type="button" data-go="c{clause.start}" title="{escape(name)}">'
            f"{escape(shortened(name, 28))}</button></li>"
        )
    return f'<details class="outline"><summary>目录（{len(kept)} 处）</summary><nav aria-label="目录"><ul>{"".join(rows)}</ul></nav></details>'


def _text(document: Document, start: int, end: int) -> str:
    """The canonical text; its characters are those of the document, one `<mark>` around what is cited."""
    text = document.text
    anchors = {c.start for c in document.clauses if c.address is not None}
    heads = {_line_start(text, c.start) for c in document.clauses if c.kind in _HEADS and c.heading}
    first = text.find(document.title)
    titled = _line_start(text, first) if 0 <= first < 400 else -1
    before, marked, after = (0, start), (start, end), (end, len(text))
    pieces = [_lines(text, *before, anchors, heads, titled)]
    if end > start:
        pieces.append(f'<mark id="marked" tabindex="-1">{_lines(text, *marked, anchors, heads, titled)}</mark>')
    pieces.append(_lines(text, *after, anchors, heads, titled))
    return "".join(pieces)


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _lines(text: str, start: int, end: int, anchors: set[int], heads: set[int], titled: int) -> str:
    parts = []
    at = start
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop + 1
        line_start = _line_start(text, at)
        inner = _anchored(text, at, stop, anchors)
        kind = "t" if line_start == titled else "h" if line_start in heads and stop - line_start < 60 else ""
        if at == line_start and not kind:
            inner = '<i class="in"></i>' + inner
        parts.append(f'<b class="{kind}">{inner}</b>' if kind else inner)
        at = stop
    return "".join(parts)


def _anchored(text: str, start: int, end: int, anchors: set[int]) -> str:
    parts, at = [], start
    for place in sorted(a for a in anchors if start <= a < end) if len(anchors) < 50 else (a for a in range(start, end) if a in anchors):
        parts.append(escape(text[at:place]))
        parts.append(f'<a class="at" id="c{place}"></a>')
        at = place
    parts.append(escape(text[at:end]))
    return "".join(parts)


# -- the library ------------------------------------------------------------------------------------
def documents(summaries: Iterable[DocumentSummary], words: str = "", total: int | None = None) -> str:
    """The list of documents; each opens beside."""
    rows = list(summaries)
    if not rows:
        why = f"没有标题、文号或机关含“{escape(words)}”的文件。" if words else "文库还是空的。点上面的“加入文件”，放进第一份。"
        return f'<p class="empty-list">{why}</p>'
    count = f'<p class="count">{"找到" if words else "共"} {len(rows)} 件{f"（文库共 {total} 件）" if words and total is not None else ""}</p>'
    return count + '<ul class="documents">' + "".join(_row(s) for s in rows) + "</ul>"


def _row(summary: DocumentSummary) -> str:
    dates = summary.dates
    facts = [summary.doc_number or "", summary.issuer or "", day(dates.issued_on or dates.published_on), f"{summary.clauses} 条款", f"{summary.chars} 字"]
    meta = "".join(f"<span>{escape(fact)}</span>" for fact in facts if fact)
    warned = "".join(f'<span class="warned">{escape(w)}</span>' for w in summary.warnings[:3])
    return (
        f'<li><a class="document" role="button" href="{escape(link(summary.doc_id, 0, 0))}" data-doc="{escape(summary.doc_id)}" data-start="0" data-end="0"'
        f' aria-label="打开《{escape(summary.title)}》"><span class="title" title="{escape(summary.title)}">{escape(shortened(summary.title, 60))}</span>{badge(summary.status)}'
        f'<span class="meta">{meta}</span>{f"<span class=warnings>{warned}</span>" if warned else ""}</a></li>'
    )  # fmt: skip


def examples(questions: Sequence[str]) -> str:
    """Questions that this library answers, to begin with."""
    if not questions:
        return ""
    buttons = "".join(f'<button type="button" class="example" data-ask="{escape(q)}">{escape(q)}</button>' for q in questions)
    return f'<div class="examples"><p>可以这样问：</p>{buttons}</div>'


def state_line(summaries: Sequence[DocumentSummary]) -> str:
    """How much is in the library, in the page's head."""
    good = sum(s.status is Status.IN_FORCE for s in summaries)
    return f'<div class="top"><h1>政策文件问答</h1><p class="counts">库内 {len(summaries)} 件 · 现行有效 {good} 件</p></div>'


def progress_line(text: str, done: int, total: int) -> str:
    """A line with a bar."""
    share = round(100 * done / total) if total else 0
    return f'<div class="progress" role="status"><span>{escape(text)}</span><progress max="100" value="{share}">{share}%</progress></div>'


def notes(lines: Sequence[str]) -> str:
    """What became of added files, one line each."""
    return '<ul class="notes" role="status">' + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>"


