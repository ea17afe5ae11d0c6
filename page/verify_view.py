"""A checked draft as it is shown: the summary, the draft with its marks, the list, and a comparison with the source."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from page.words import escape, shortened
from qa.compare import Change
from qa.verify import LABELS, VERDICTS, Citation, Verdict, Verification
from qa.verify.reports import Decision

# What needs a person first.
ORDER: tuple[Verdict, ...] = (
    "altered",
    "not_found",
    "misplaced",
    "outdated",
    "ambiguous",
    "not_in_library",
    "verified",
)
_KINDS = {
    "number": "数字",
    "date": "日期",
    "modal": "应当、可以一类的词",
    "negation": "肯定、否定",
    "wording": "用词",
    "omission": "漏字",
    "addition": "添字",
}
_QUOTE_CHARS = 60


@dataclass(frozen=True, slots=True)
class Review:
    """A visitor's look at a checked draft. Indices count in `verification.citations`."""

    verification: Verification
    path: str | None = None  # of the file that was brought, for a report in its own formatting
    decisions: Mapping[int, Decision] | None = None
    only: Verdict | None = None  # the list shows these
    current: int | None = None
    made: int = 0  # tells this check from another

    def decision(self, index: int) -> Decision | None:
        """What a person said of a citation."""
        return (self.decisions or {}).get(index)

    def verdict(self, index: int) -> Verdict:
        """The verdict that stands: a person's, else the program's."""
        decision = self.decision(index)
        own = self.verification.citations[index].verdict
        return decision.verdict or own if decision is not None else own

    def listed(self) -> list[int]:
        """Indices as the list shows them: what needs a person first, in the order of the draft."""
        wanted = range(len(self.verification.citations))
        shown = [i for i in wanted if self.only is None or self.verdict(i) == self.only]
        return sorted(shown, key=lambda i: (ORDER.index(self.verdict(i)), i))


def summary(review: Review) -> str:
    """How many citations of each kind; each number is a filter."""
    citations = review.verification.citations
    name = review.verification.file
    if not citations:
        return (
            f'<p class="sum" role="status">{escape(name)}：没有找到对文件或条款的引用。</p>'
            '<p class="hint">引用要写明文件名（加书名号）、文号或条款号，例如“《某某条例》第五条规定……”。</p>'
        )
    counts = {verdict: sum(review.verdict(i) == verdict for i in range(len(citations))) for verdict in VERDICTS}
    buttons = [_filter("", f"{len(citations)} 处引用", review.only is None)]
    for verdict in ORDER[::-1]:
        if counts[verdict]:
            label, sign = LABELS[verdict]
            buttons.append(_filter(verdict, f"{sign} {counts[verdict]} {label}", review.only == verdict))
    done = len(review.decisions or {})
    seen = f"，已过目 {done} 处" if done else ""
    revised = f'<p class="hint">{escape(name)}{seen}。按 J、K 换下一处、上一处，Enter 认可。</p>'
    return f'<div class="sum" role="group" aria-label="核校结果" data-keys="verify" data-made="{review.made}" data-drawn="{time.monotonic_ns()}">{"".join(buttons)}</div>{revised}'


def _filter(verdict: str, words: str, chosen: bool) -> str:
    return (
        f'<button type="button" class="count-of {verdict or "all"}" data-room="verify" data-act="only" data-verdict="{verdict}"'
        f' aria-pressed="{"true" if chosen else "false"}">{escape(words)}</button>'
    )


def draft(review: Review) -> str:
    """The draft with each citation marked by colour and sign."""
    text, parts, at = review.verification.text, [], 0
    for index, citation in enumerate(review.verification.citations):
        start = max(citation.start, at)
        if citation.end <= start:
            continue  # inside an earlier one; the list has it
        parts.append(escape(text[at:start]))
        parts.append(_cite(review, index, citation, text[start : citation.end]))
        at = citation.end
    parts.append(escape(text[at:]))
    return f'<div class="draft" tabindex="0" role="document" aria-label="草稿">{"".join(parts)}</div>'


def _cite(review: Review, index: int, citation: Citation, words: str) -> str:
    verdict = review.verdict(index)
    label, sign = LABELS[verdict]
    current = " current" if index == review.current else ""
    return (
        f'<a href="#" role="button" class="cite {verdict}{current}" data-room="verify" data-act="pick" data-opens="1" data-i="{index}"'
        f' aria-label="第 {index + 1} 处引用，{label}：{escape(shortened(citation.text, 60))}">{escape(words)}'
        f'<sup aria-hidden="true">{sign}</sup></a>'
    )


def listing(review: Review) -> str:
    """The citations, what needs a person first."""
    if not review.verification.citations:
        return ""
    rows = "".join(_row(review, index) for index in review.listed())
    return f'<ol class="findings">{rows}</ol>' if rows else '<p class="empty-list">没有这一类的引用。</p>'


def _row(review: Review, index: int) -> str:
    citation = review.verification.citations[index]
    verdict, decision = review.verdict(index), review.decision(index)
    label, sign = LABELS[verdict]
    where = named(citation)
    quote = f"“{shortened(citation.quote.strip(), _QUOTE_CHARS)}”" if citation.quote else ""
    by = ""
    if decision is not None:
        by = f'<span class="by-hand">{"改判" if decision.verdict else "已认可"}{f"：{escape(decision.note)}" if decision.note else ""}</span>'
    current = " current" if index == review.current else ""
    return (
        f'<li><a href="#" role="button" class="finding {verdict}{current}" data-room="verify" data-act="pick" data-opens="1" data-i="{index}"'
        f' aria-label="{escape(where)}，{label}"><span class="verdict"><i aria-hidden="true">{sign}</i> {label}</span>'
        f'<span class="where" title="{escape(where)}">{escape(shortened(where, 44))}</span>'
        f'<span class="quoted">{escape(quote)}</span><span class="note">{escape(citation.note)}</span>{by}</a></li>'
    )


def named(citation: Citation) -> str:
    """The document and clause that a citation names."""
    title = f"《{citation.title}》" if citation.title else (citation.doc_number or "")
    return f"{title}{citation.clause or ''}" or citation.text


def comparison(review: Review) -> str:
    """The current citation over its source: the draft's words with what differs, what to do, and a person's say."""
    index = review.current
    assert index is not None
    citation, decision = review.verification.citations[index], review.decision(index)
    verdict = review.verdict(index)
    label, sign = LABELS[verdict]
    order = review.listed()
    at = f"第 {order.index(index) + 1} / {len(order)} 处" if index in order else ""
    cited = _cited(citation)
    changes = "".join(
        f"<li>{_KINDS.get(change.kind, change.kind)}：{_change(change)}</li>" for change in citation.changes
    )
    options = "".join(
        f'<option value="{each}"{" selected" if each == verdict else ""}>{LABELS[each][0]}</option>' for each in ORDER
    )
    said = decision.note if decision is not None else ""
    return (
        f'<div class="compare {verdict}"><p class="head"><b>{sign} {label}</b><span>{at}</span>'
        f"{_step('previous', '上一处')}{_step('next', '下一处')}</p>"
        f'<p class="advice">{escape(citation.note)}</p>{cited}'
        f"{f'<ul>{changes}</ul>' if changes else ''}"
        '<div class="form-of-its-own say">'
        '<button type="button" class="plain" data-room="verify" data-act="accept">认可</button>'
        f'<label>改判<select name="verdict">{options}</select></label>'
        f'<label class="grow">说明<input name="note" value="{escape(said)}" placeholder="为什么，可不写"></label>'
        '<button type="button" class="plain" data-room="verify" data-act="decide">保存</button></div></div>'
    )


def _step(act: str, words: str) -> str:
    return f'<button type="button" class="link" data-room="verify" data-act="{act}">{words}</button>'


def _cited(citation: Citation) -> str:
    if citation.quote is None:
        return ""
    return f'<p class="cited"><span>草稿写：</span>{differing(citation.quote, _spans(citation))}</p>'


def _spans(citation: Citation) -> list[tuple[int, int]]:
    """Where the quotation differs, counted in it; the changes count in the draft."""
    base, quote = citation.quote_start or 0, citation.quote or ""
    spans = [(c.cited_start - base, c.cited_end - base, c) for c in citation.changes]
    return [(a, b) for a, b, c in spans if 0 <= a <= b <= len(quote) and quote[a:b] == c.cited]


def differing(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Text with some of it set off; a place where something is missing gets a sign."""
    parts, at = [], 0
    for start, end in sorted(spans):
        if start < at or end > len(text):
            continue
        parts.append(escape(text[at:start]))
        parts.append(f'<b class="differs">{escape(text[start:end])}</b>' if end > start else '<b class="lacks">‸</b>')
        at = end
    parts.append(escape(text[at:]))
    return "".join(parts)


def _change(change: Change) -> str:
    if not change.cited:
        return f"漏了“{escape(change.source)}”"
    if not change.source:
        return f"多了“{escape(change.cited)}”"
    return f"写作“{escape(change.cited)}”，原文“{escape(change.source)}”"
