"""Enumerations of clauses: a lead-in that names what the items below it are (应当具备下列条件：), and the items."""

from __future__ import annotations

import re

from corpus.types import ClauseKind, Document
from qa.quiz.alone import DANGLING, SLOGAN, balanced
from qa.quiz.fact import Fact, FactKind
from qa.quiz.statements import Passage

_LEAD = re.compile(r"下列|以下(?=[一-龥]{0,12}[：:之])")
_CATCH_ALL = re.compile(
    r"其他.{0,20}(?:情形|行为|条件|职责|事项|义务|权利|内容|情况|方式|措施|材料|要求|工作|费用|资金|收入)$|^(?:法律|行政|国家)?.{0,14}(?:规定的)?其他|规定的其他|^其他"
)


def enumerations(document: Document) -> list[Fact]:
    """Clauses whose lead-in names what the items below them are: 应当具备下列条件：."""
    found = []
    for index, clause in enumerate(document.clauses):
        children = [document.clauses[i] for i in document.children(index)]
        items = [
            c
            for c in children
            if c.kind
            in (ClauseKind.ITEM, ClauseKind.SUBITEM, ClauseKind.SUBPART, ClauseKind.POINT, ClauseKind.SUBPOINT)
        ]
        if clause.address is None or len(items) < 3 or clause.kind in (ClauseKind.ATTACHMENT, ClauseKind.EMBEDDED):
            continue
        lead_end = items[0].start
        while lead_end > clause.start and document.text[lead_end - 1].isspace():
            lead_end -= 1
        lead_start = max(clause.start, *(document.text.rfind(mark, clause.start, lead_end - 1) + 1 for mark in "。\n"))
        if document.text.startswith(clause.label, lead_start) and clause.label:
            lead_start += len(clause.label)
        while lead_start < lead_end and document.text[lead_start] in " \u3000":
            lead_start += 1
        lead = document.text[lead_start:lead_end]
        lead, lead_start = _without_removable(lead, lead_start)
        if not re.search(r"[：:]$", lead) or len(_LEAD.findall(lead)) != 1 or not 7 <= len(lead) <= 110:
            continue
        if (
            re.match(
                r"(?:[^，,]{2,14}时[，,](?:有权|应当|可以|不得)|按照|依照|应当|不得|可以|由|经|其他|并|且|但|办公室|领导小组|小组|指挥部|委员会)",
                lead,
            )
            or DANGLING.search(_LEAD.sub("", lead))
            or SLOGAN.search(lead)
            or not balanced(lead)
        ):
            continue
        texts = tuple(_item(document, c.start, c.end, c.label) for c in items)
        passage = Passage(
            index, clause.address, clause.kind, lead_start, items[-1].end, _heading(document, index), clause.heading
        )
        end = items[-1].end
        while end > lead_start and document.text[end - 1].isspace():
            end -= 1
        found.append(Fact(FactKind.ITEMS, passage, lead_start, end, lead_start, end, lead, lead=lead, items=texts))
    return found


def usable_items(items: tuple[str, ...]) -> list[str]:
    """The items that can be options: they stand alone, are short, and are no catch-all (法律规定的其他…)."""
    return [
        t for t in items
        if 4 <= len(t) <= 44 and not DANGLING.search(t) and not _CATCH_ALL.search(t) and balanced(t) and not re.search(r"[；;。：:\n]", t)
    ]  # fmt: skip


def asking(lead: str, which: str) -> str:
    """An enumeration's lead-in as a question: 享有下列权利： → 享有下列哪些权利."""
    words = re.sub(r"[：:]$", "", lead)
    noun = re.search(r"(?:下列|以下)(?P<noun>[一-龥]*)", words)
    assert noun is not None
    kind = noun["noun"]
    one = "哪种" if kind.startswith(("情形", "行为", "方式", "情况")) else "哪一" if kind.startswith("项") else "哪项"
    asked = words[: noun.start()] + "下列" + ("哪些" if which == "哪些" else one) + words[noun.start("noun") :]
    return re.sub(r"(下列哪(?:些|种)[^，,：:]{0,24}?(?:情形|行为|情况))之一", r"\1", asked)


def plain_asking(lead: str) -> str:
    """The same without options: 享有哪些权利."""
    case = re.match(r"^有(?:下列|以下)(情形|行为)之一的[，,](.*?)[：:]$", lead)
    if case:
        return f"在哪些情形下，{case[2]}" if case[1] == "情形" else f"有哪些行为的，{case[2]}"
    return asking(lead, "哪些").replace("下列哪些程序", "什么程序").replace("下列哪些", "哪些")


def _item(document: Document, start: int, end: int, label: str) -> str:
    text = document.text[start:end].strip()
    text = text.removeprefix(label).strip()
    return re.sub(r"(?:[；;。，,]|；\s*(?:以及|和|或者))+$", "", text).strip()


def _without_removable(lead: str, start: int) -> tuple[str, int]:
    match = re.match(r"^(?:违反|根据|依照|按照)本?[^，,]{0,40}规定[，,]", lead)
    return (lead[match.end() :], start + match.end()) if match else (lead, start)


def _heading(document: Document, index: int | None) -> str:
    while index is not None:
        clause = document.clauses[index]
        if 2 <= len(clause.heading) <= 40:
            return clause.heading
        index = clause.parent
    return document.title
