"""The report as one page: the marked draft on top, each citation with the true words, what differs marked in both."""

from __future__ import annotations

from html import escape

from qa.verify.reports.common import Review, decision_text, label, printable, source_of, summary_text
from qa.verify.types import LABELS, Citation, Verification

_CSS = """
:root{color-scheme:light}
body{font:16px/1.7 "PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;color:#1d1d1f;max-width:60rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem;margin:0 0 .3rem}h2{font-size:1.15rem;border-bottom:1px solid #bbb;margin-top:2rem}
.draft{white-space:pre-wrap;font-family:"Source Han Serif SC","Noto Serif CJK SC",SimSun,"Songti SC",serif;line-height:1.9}
mark{color:inherit;padding:0 .1em;border-bottom:2px solid;border-radius:2px}
mark sup{font-size:.7em;font-weight:700;margin-left:.1em}mark a{color:inherit;text-decoration:none}
.verified{background:#e6f4ea;border-color:#1e7b34}.altered{background:#fde8e6;border-color:#b3261e}
.misplaced{background:#fff1d6;border-color:#8a5a00}.not_found{background:#fde8e6;border-color:#7a0c0c}
.not_in_library{background:#ececf1;border-color:#55556a}.outdated{background:#efe6fa;border-color:#5b2d91}
.ambiguous{background:#e3effc;border-color:#1d4f91}
section.item{border:1px solid #ccc;border-left:6px solid;padding:.6rem .9rem;margin:.8rem 0;break-inside:avoid;background:#fff}
.item h3{font-size:1rem;margin:0 0 .3rem}.item dl{margin:0;display:grid;grid-template-columns:4.5rem 1fr;gap:.2rem .6rem}.item dt{color:#555}
.item dd{margin:0}del,ins,b.diff{text-decoration:none;font-weight:700;background:#ffd9d4}ins{background:#cfeed6}
table.sign{border-collapse:collapse;width:100%}table.sign td{border:1px solid #777;padding:.7rem}
@media print{body{margin:0;max-width:none}a{color:inherit}}
"""


def marked_html(verification: Verification, link: str = "#c") -> str:
    """The draft's text as HTML, each citation in a `<mark>` with its number and sign, which links to `link`+number."""
    parts: list[str] = []
    position = 0
    text = verification.text
    for number, citation in enumerate(verification.citations, 1):
        start, end = max(citation.start, position), citation.end
        if start >= end:
            continue
        parts.append(escape(text[position:start]))
        sign = LABELS[citation.verdict][1]
        parts.append(
            f'<mark class="{citation.verdict}" id="m{number}" title="{escape(label(citation.verdict))}">'
            f'<a href="{link}{number}">{escape(text[start:end])}<sup>{number}{sign}</sup></a></mark>'
        )
        position = end
    parts.append(escape(text[position:]))
    return printable("".join(parts))


def difference_html(citation: Citation) -> tuple[str, str]:
    """The cited words and the document's, as HTML, with the differing characters in `<del>` and `<ins>`."""
    cited = _marked(citation.quote or citation.text, [
        (c.cited_start - (citation.quote_start or citation.start), c.cited_end - (citation.quote_start or citation.start)) for c in citation.changes if c.cited
    ], "del")  # fmt: skip
    evidence = citation.evidence
    if evidence is None:
        return cited, ""
    spans = [(c.source_start - evidence.start, c.source_end - evidence.start) for c in citation.changes if c.source]
    return cited, _marked(evidence.text, spans, "ins")


def _marked(text: str, spans: list[tuple[int, int]], tag: str) -> str:
    parts: list[str] = []
    position = 0
    for start, end in sorted(spans):
        if start < position or end > len(text) or start < 0:
            continue
        parts += [escape(text[position:start]), f"<{tag}>", escape(text[start:end]), f"</{tag}>"]
        position = end
    return "".join([*parts, escape(text[position:])])


def html_report(verification: Verification, review: Review | None = None) -> str:
    """The whole page."""
    items = "".join(_item(number, citation, review) for number, citation in enumerate(verification.citations, 1))
    title = escape(f"引用核校：{verification.file}")
    return printable(
        f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><style>{_CSS}</style></head><body>'
        f"<h1>{title}</h1><p>{escape(summary_text(verification))}</p>"
        f'<h2>草稿</h2><div class="draft">{marked_html(verification)}</div>'
        f"<h2>逐处核校</h2>{items or '<p>没有找到引用。</p>'}"
        '<h2>签字</h2><table class="sign"><tr><td>核校人：</td><td>日期：</td></tr><tr><td>审核人：</td><td>日期：</td></tr></table>'
        "</body></html>\n"
    )


def _item(number: int, citation: Citation, review: Review | None) -> str:
    cited, source = difference_html(citation)
    rows = [("所引", escape(source_of(citation)) or "（未写明）"), ("草稿", cited)]
    if source and citation.evidence is not None:
        place = escape(f"《{citation.evidence.title}》{citation.evidence.clause or ''}")
        rows.append(("原文", f"{source}<br><small>{place}</small>"))
    rows += [("略去", escape(skipped.text)) for skipped in citation.skipped]
    rows.append(("说明", escape(citation.note)))
    decided = decision_text(review, number - 1)
    if decided:
        rows.append(("处理", escape(decided)))
    listed = "".join(f"<dt>{term}</dt><dd>{words}</dd>" for term, words in rows)
    return (
        f'<section class="item {citation.verdict}" id="c{number}"><h3><a href="#m{number}">{number}</a> '
        f"{escape(label(citation.verdict))}</h3><dl>{listed}</dl></section>"
    )
