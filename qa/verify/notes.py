"""The one sentence that a person can act on, for each verdict."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.types import DocumentSummary, Status
from qa.compare import Change
from qa.verify.types import Cited, Evidence, Outcome

_KINDS = {"number": "数字", "date": "日期", "modal": "语气（应当、可以等）", "negation": "肯定否定", "wording": "用词",
          "omission": "漏字", "addition": "添字", "name": "名称", "unsupported": "内容"}  # fmt: skip
_MOST_SHOWN = 24


def shown(clause: str | None, otherwise: str = "") -> str:
    """A clause as it reads in a sentence: 五、 alone is 第五部分."""
    if not clause:
        return otherwise
    return f"第{clause[:-1]}部分" if clause.endswith("、") and "（" not in clause and len(clause) <= 4 else clause


def _cut(words: str) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) <= _MOST_SHOWN else plain[: _MOST_SHOWN - 1] + "…"


def change_text(change: Change) -> str:
    """A difference in a few words: 数字：写作“十五”，原文“五”."""
    kind = _KINDS[change.kind]
    if not change.cited:
        return f"{kind}：漏了原文的“{_cut(change.source)}”"
    if not change.source:
        return f"{kind}：“{_cut(change.cited)}”原文没有"
    return f"{kind}：写作“{_cut(change.cited)}”，原文“{_cut(change.source)}”"


def for_outcome(
    outcome: Outcome, summary: DocumentSummary, evidence: Evidence | None, exists: str, cited: Cited
) -> str:
    """The note on what a document says to a citation."""
    where = f"《{summary.title}》{shown(outcome.clause)}"
    if outcome.fit == "verified":
        return _verified(outcome, where, evidence, cited)
    if outcome.fit == "altered":
        listed = "；".join(change_text(change) for change in outcome.changes[:4])
        more = f"；另有{len(outcome.changes) - 4}处" if len(outcome.changes) > 4 else ""
        return f"与原文不一致：{listed}{more}。请按原文改正。"
    if outcome.fit == "misplaced" and evidence is not None:
        changed = "，且文字有出入" if outcome.changes else ""
        return f"这段话不在{shown(outcome.clause, '所引之处')}，而在同一文件的{shown(evidence.clause, '其他位置')}{changed}，请改条款号。"
    if outcome.why == "no_clause":
        return f"《{summary.title}》没有{shown(outcome.clause, '这一条款')}：它{exists}。请核对条款号。"
    return f"{where}没有这段话，文库其他文件里也没有找到，请核对出处。"


def _verified(outcome: Outcome, where: str, evidence: Evidence | None, cited: Cited) -> str:
    if outcome.why == "emphasis":
        return f"{where}在文库中；引号里的短语不作原文核对。"
    if cited.quote is None and cited.before:
        return f"{where}在文库中；写在出处前面的话没有逐字核对，请自行对照原文。"
    if cited.quote is None:
        return (
            f"{where}在文库中；没有引用原文，只核对了出处。"
            if cited.place is not None
            else f"{where}在文库中；没有写条款，只核对了文件。"
        )
    if not outcome.compared:
        return f"{where}在文库中；转述的文字未逐字核对，其中的数字、日期、应当可以等没有发现矛盾。"
    note = f"与{where}原文一致。"
    if cited.place is None and evidence is not None and evidence.clause:
        note = f"与《{evidence.title}》{shown(evidence.clause)}原文一致；草稿没有写条款号。"
    limits = [s for s in outcome.skipped if s.limits]
    if limits:
        note += f"省略号略去了有限制意义的话：“{_cut(limits[0].text.strip('，。；、 '))}”，请确认不影响原意。"
    return note


def not_in_library(name: str, near: Sequence[str]) -> str:
    """The document isn't there."""
    text = f"文库里没有“{name}”，无法核对；请加入该文件后再核。"
    return text + (f"名称相近的有{'、'.join(f'《{title}》' for title in near)}，如是指它，请写全称。" if near else "")


def ambiguous(name: str, titles: Sequence[str], worded: bool) -> str:
    """Several documents go by the name."""
    listed = "、".join(f"《{title}》" for title in titles[:6]) + ("等" if len(titles) > 6 else "")
    what = "这段话在其中几份里都有" if worded else "名称和条款不足以确定是哪一份"
    return f"“{name}”可指{listed}，{what}，请写全称。"


def told_by_words(title: str) -> str:
    """The name fits several, the words one."""
    return f"名称可指多份文件，按原文认定为《{title}》，建议写全称。"


def in_another(title: str, evidence: Evidence) -> str:
    """The words are another document's."""
    return f"《{title}》没有这段话；它在《{evidence.title}》{shown(evidence.clause)}，请改出处。"


def number_differs(written: str, number: str) -> str:
    """Title and 文号 don't belong together."""
    return f"文号不符：写作“{written}”，该文件的文号是“{number}”。"


def status(summary: DocumentSummary) -> str:
    """What must be known about a document that is neither repealed nor simply in force."""
    if summary.status is Status.NOT_YET:
        day = summary.dates.effective_on
        return f"注意：该文件尚未施行{f'（{day}起施行）' if day else ''}。"
    if summary.status is Status.EXPIRED:
        day = summary.dates.expires_on
        return f"注意：该文件有效期{f'到{day}' if day else '已届满'}，请确认是否仍可引用。"
    return "注意：该文件是征求意见稿，不是正式文件。"


def outdated(summary: DocumentSummary, by: DocumentSummary | None, newer: Evidence | None) -> str:
    """The document is no longer in force."""
    if by is None:
        return f"《{summary.title}》已经废止，请改引现行文件。"
    if by.title == summary.title:
        day = max(filter(None, (by.dates.effective_on, by.dates.issued_on)), default=None)
        return f"引的是《{summary.title}》旧文本，{f'{day}起' if day else ''}已有新文本，请按新文本{shown(newer.clause) if newer else ''}改引。"
    return f"《{summary.title}》已被《{by.title}》废止，请改引《{by.title}》{shown(newer.clause) if newer else ''}。"


def said_repealed(summary: DocumentSummary) -> str:
    """The draft speaks of a repeal."""
    return f"《{summary.title}》已经废止，草稿已说明。"
