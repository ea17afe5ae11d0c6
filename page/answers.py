"""Answers and refusals as they are shown: the short words first, then cards that open the source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.types import Status
from page.words import badge, escape, place, shortened, trouble
from qa.events import Checked
from qa.phrases import DROPPED
from qa.types import Answer, Citation, Refusal, Short


@dataclass(frozen=True, slots=True)
class Coming:
    """An answer that a language model is writing: what is written so far, and which sentences of it have been checked."""

    draft: str = ""
    checked: tuple[Checked, ...] = ()
    understood: str = ""


Result = Answer | Refusal | Coming | str | None  # a string: what went wrong; None: being looked for
Turn = tuple[str, Result]

REASONS = {
    "not_in_library": "文库里没找到",
    "no_such_document": "没有这份文件",
    "no_such_clause": "没有这一条",
    "not_stated": "文件没有写明",
    "out_of_force": "没有现行有效的规定",
    "unsupported": "没有通过核对",
}
_NEAR_CHARS = 120  # of a clause that is not the answer
_WHOLE_CHARS = 420  # a longer quotation is cut by height, and says so


def conversation(turns: Sequence[Turn], statuses: Mapping[str, Status]) -> str:
    """All turns: question and answer, refusal, trouble (a string) or None while it is looked for."""
    return "".join(_turn(question, result, statuses) for question, result in turns)


def _turn(question: str, result: Result, statuses: Mapping[str, Status]) -> str:
    asked = f'<h3 class="asked">{escape(question)}</h3>'
    if result is None:
        body = '<p class="waiting"><span class="dots" aria-hidden="true"></span>正在文库里查找……</p>'
    elif isinstance(result, Coming):
        body = coming(result)
    elif isinstance(result, str):
        body = trouble(result)
    elif isinstance(result, Refusal):
        body = refusal(result, statuses)
    else:
        body = answer(result, statuses)
    return f'<section class="turn">{asked}{body}</section>'


def coming(result: Coming) -> str:
    """A draft while it comes: grey until a sentence is checked, then black or struck through. It is no answer yet."""
    parts, at = [], 0
    for verdict in sorted(result.checked, key=lambda c: c.start):
        parts.append(_unchecked(result.draft[at : verdict.start]))
        words = escape(result.draft[verdict.start : verdict.end])
        parts.append(f'<span class="kept">{words}</span>' if verdict.kept else f"<del>{words}</del>")
        at = max(at, verdict.end)
    parts.append(_unchecked(result.draft[at:]))
    return (
        f"{_understood(result.understood)}"
        '<p class="waiting"><span class="dots" aria-hidden="true"></span>正在起草，灰色的还没有与原文核对……</p>'
        f'<p class="drafted coming" aria-live="off">{"".join(parts)}</p>'
    )


def _unchecked(words: str) -> str:
    return f'<span class="unchecked">{escape(words)}</span>' if words else ""


def _understood(question: str) -> str:
    return f'<p class="understood">按“{escape(question)}”理解</p>' if question else ""


def answer(result: Answer, statuses: Mapping[str, Status]) -> str:
    """The short words first, then the quotations as cards, then what can be done with it."""
    parts = [_understood(result.understood)]
    if result.mode == "llm":
        parts.append(
            f'<p class="drafted">{escape(result.text)}</p><p class="by">由语言模型起草，每句都与下面的原文核对过</p>'
        )
    elif result.short is not None:
        parts.append(f'<p class="short">{escape(result.short.text)}</p>')
    parts += [f'<p class="warning">注意：{escape(w.removeprefix("注意："))}</p>' for w in result.warnings]
    cards = "".join(card(c, statuses.get(c.doc_id), result.short) for c in result.citations)
    parts.append(f'<div class="cards">{cards}</div>')
    parts.append(_dropped(result))
    parts.append(
        '<p class="tools"><button type="button" class="copy" data-copy="'
        f'{escape(with_sources(result))}">复制答案和出处</button></p>'
    )
    return "".join(parts)


def refusal(result: Refusal, statuses: Mapping[str, Status]) -> str:
    """Why there is no answer, and clauses to look at that are none."""
    why = f'<p class="why"><b>{REASONS[result.reason]}</b>{escape(result.text)}</p>'
    near = ""
    if result.nearest:
        cards = "".join(card(c, statuses.get(c.doc_id), None, near=True) for c in result.nearest)
        near = f'<p class="near-head">相近条款（不是答案）</p><div class="cards near">{cards}</div>'
    warned = "".join(f'<p class="warning">{escape(w)}</p>' for w in result.warnings)
    return f'{_understood(result.understood)}<div class="refusal" role="status">{why}</div>{warned}{near}{_dropped(result)}'


def _dropped(result: Answer | Refusal) -> str:
    """What a language model wrote that did not survive the check, folded away."""
    if not result.dropped:
        return ""
    lines = "".join(
        f"<li><del>{escape(d.sentence)}</del><span>（{escape(DROPPED.get(d.why, d.why))}）</span></li>"
        for d in result.dropped
    )
    head = f"模型写的 {len(result.dropped)} 句没有通过核对，已去掉"
    return f'<details class="dropped"><summary>{head}</summary><ul>{lines}</ul></details>'


def card(citation: Citation, status: Status | None, short: Short | None, near: bool = False) -> str:
    """A quotation with where it stands; the whole of it opens the document at the place."""
    number = f'<span class="number">{escape(citation.doc_number)}</span>' if citation.doc_number else ""
    clause = f'<span class="clause">{escape(citation.clause)}</span>' if citation.clause else ""
    above = " › ".join(escape(part) for part in citation.path[1:])
    name = f"《{citation.title}》{citation.clause or ''}，{'相近条款，' if near else ''}打开原文"
    cut = near and len(citation.quote) > _NEAR_CHARS
    words = escape(citation.quote[: _NEAR_CHARS - 1] + "…") if cut else with_short(citation, short)
    long = not near and len(citation.quote) > _WHOLE_CHARS
    more = f"（共 {len(citation.quote)} 字）" if cut or long else ""
    return (
        f'<a class="card" {place(citation.doc_id, citation.start, citation.end, citation.clause)} aria-label="{escape(name)}">'
        f'<span class="head"><span class="title" title="{escape(citation.title)}">《{escape(shortened(citation.title))}》</span>'
        f"{number}{clause}{badge(status) if status else ''}</span>"
        f'<span class="path">{above}</span><span class="quote{" long" if long else ""}">{words}</span>'
        f'<span class="open" aria-hidden="true">{more}打开原文 →</span></a>'
    )


def with_short(citation: Citation, short: Short | None) -> str:
    """The quotation with the words that answer in bold."""
    if (
        short is None
        or short.doc_id != citation.doc_id
        or not citation.start <= short.start <= short.end <= citation.end
    ):
        return escape(citation.quote)
    a, b = short.start - citation.start, short.end - citation.start
    quote = citation.quote
    return f"{escape(quote[:a])}<strong>{escape(quote[a:b])}</strong>{escape(quote[b:])}"


def with_sources(result: Answer) -> str:
    """The answer as text to paste: the words, and where each stands."""
    lines = [result.question, ""]
    if result.mode == "llm":
        lines += [result.text, ""]
    for citation in result.citations:
        number = f"（{citation.doc_number}）" if citation.doc_number else ""
        lines += [f"“{citation.quote}”", f"——《{citation.title}》{number}{citation.clause or ''}", ""]
    lines += [f"注意：{w.removeprefix('注意：')}" for w in result.warnings]
    return "\n".join(lines).strip()


def examples(questions: Sequence[str]) -> str:
    """Questions that this library answers, to begin with."""
    lead = (
        '<div class="welcome"><p class="lead">用文件原话回答，注明文号和条款。</p>'
        "<p>可以问一件事，也可以写出哪份文件第几条；文库没有写明的，会直接说没有。</p></div>"
    )
    if not questions:
        return lead
    buttons = "".join(
        f'<button type="button" class="example" data-ask="{escape(q)}">{escape(q)}</button>' for q in questions
    )
    return f'{lead}<div class="examples"><p>比如：</p>{buttons}</div>'
