"""Candidate facts: what a clause states that is worth asking, each with the span that decides it.

Figures, terms and frequencies stand in one window; who does what is a body before its verb; lists stand
inline (A、B和C) or as the items of a clause. What is found here is only a candidate: `make` builds a question
of it, and `check` decides whether it is sound.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from corpus.types import ClauseKind, Document
from qa.quiz.bodies import bodies
from qa.quiz.lists import inline_list
from qa.quiz.statements import (
    DANGLING,
    SLOGAN,
    Passage,
    Sentence,
    Window,
    balanced,
    passages,
    sentences,
    stands_alone,
    windows,
)  # fmt: skip
from qa.quiz.values import Value, find_values


class FactKind(StrEnum):
    """What kind of thing is stated; distractors are of the same kind."""

    NUMBER = "number"
    DATE = "date"
    FREQUENCY = "frequency"
    BODY = "body"  # by whom, within the statement
    ACTOR = "actor"  # who, as its subject
    TERM = "term"  # “雨露计划”
    LIST = "list"  # inline enumeration
    ITEMS = "items"  # enumeration of a clause
    DEFINITION = "definition"
    CONSEQUENCE = "consequence"
    MODAL = "modal"
    MEASURES = "measures"  # what a headed clause demands


@dataclass(frozen=True, slots=True)
class Fact:
    """`text[start:end]` is what is asked, within the statement `text[quote_start:quote_end]`."""

    kind: FactKind
    passage: Passage
    quote_start: int
    quote_end: int
    start: int
    end: int
    text: str
    lead: str = ""  # the statement before it, or the enumeration's lead-in, or the term defined
    items: tuple[str, ...] = ()
    value: Value | None = None


_QUOTED = re.compile(
    r"“([^“”，。；：,;:、]{2,12})”(?=(?:的)?(?:[一-龥]{0,6})?(?:政策|制度|工程|计划|行动|原则|要求|机制|办法|模式|标准|措施|专项|思路|方式|体系|清单|服务|平台|系统|活动|目标|试点|专栏|经济|建设|改革|监管|管理|网))"
)
_FREQUENCY = re.compile(
    r"(?:每(?:两年|三年|年|半年|季度|月|周|日|天|学期)|按(?:月|季度|季|年度|半年))(?=.{0,16}(?:次|召开|开展|组织|公布|报告|通报|调度|发放|拨付|核对|比对|检查|培训|公开|公示|更新|评估|考核|研究|上报|报送|至少|不少于))"
)
_DATE = re.compile(
    r"(?<![\d—－~至-])(?:(?:19|20)\d{2}年(?:\d{1,2}月(?:\d{1,2}日)?)?(?:底|末|初)?|每年\d{1,2}月(?:\d{1,2}日|底|上旬|中旬|下旬)?|(?<!年)\d{1,2}月(?:\d{1,2}日|底|上旬|中旬|下旬))(?=以前|之前|以后|前|起|完成|之间|止)"
)
_NAMED = re.compile(r"[“《〈]")
# Behind a figure these make a name of it: 三年行动计划.
_NAME_BEHIND = re.compile(r"^(?:行动|规划|计划|级|周年|来|左右|多|余|以来)")
_DEFINITION = re.compile(
    r"^(?:本[一-龥]{1,6}所称(?:的)?|所称(?:的)?)?“?([^，,：:。“”]{2,16}?)”?[，,]?\s*是指[：:]?\s*([^。；：:]{14,90})$"
)
_LEAD = re.compile(r"下列|以下(?=[一-龥]{0,12}[：:之])")
_CATCH_ALL = re.compile(r"^(?:法律|行政|国家)?.{0,14}(?:规定的)?其他|规定的其他|^其他")


def facts(document: Document, allowed: set[int | None] | None = None) -> list[Fact]:
    """The facts of a document, in the order of its text.

    :param allowed: indices of clauses whose words may be asked about; all where None.
    """
    found: list[Fact] = []
    for passage in passages(document):
        if allowed is not None and passage.clause not in allowed:
            continue
        for sentence in sentences(document, passage):
            found += _of_sentence(document, sentence)
        measures = _measures(document, passage)
        if measures is not None:
            found.append(measures)
    found += [f for f in enumerations(document) if allowed is None or f.passage.clause in allowed]
    return found


def _of_sentence(document: Document, sentence: Sentence) -> Iterator[Fact]:
    text = document.text
    for value in find_values(text, sentence.start, sentence.end):
        if not _NAME_BEHIND.match(text[value.end : value.end + 3]) and not _inside_name(
            text, sentence.start, value.start
        ):
            yield from _in_window(document, sentence, FactKind.NUMBER, value.start, value.end, value)
    for pattern, kind in ((_DATE, FactKind.DATE), (_FREQUENCY, FactKind.FREQUENCY)):
        for match in pattern.finditer(text, sentence.start, sentence.end):
            yield from _in_window(document, sentence, kind, *match.span())
    for match in _QUOTED.finditer(text, sentence.start, sentence.end):
        if not re.search(r"\d", match[1]):
            yield from _in_window(document, sentence, FactKind.TERM, *match.span(1))
    for start, end, subject in bodies(text, sentence):
        yield from _in_window(document, sentence, FactKind.ACTOR if subject else FactKind.BODY, start, end)
    for a, b in sentence.segments:
        found = inline_list(text, a, b)
        if found is not None:
            start, end, items = found
            for window in windows(document, sentence, start, end):
                yield _fact(FactKind.LIST, window, start, end, text, items=items)
                break
    yield from _definition(document, sentence)
    yield from _consequence(document, sentence)
    yield from _modal(document, sentence)


def _inside_name(text: str, begin: int, at: int) -> bool:
    before = text[begin:at]
    return any(before.count(a) > before.count(b) for a, b in ("《》", "〈〉")) or (
        before.count("“") > before.count("”") and not re.search(r"“[^”]{8,}$", before)
    )


def _in_window(
    document: Document, sentence: Sentence, kind: FactKind, start: int, end: int, value: Value | None = None
) -> Iterator[Fact]:
    text = document.text
    for window in windows(document, sentence, start, end):
        stop = _cut_chain(text, window, end) if kind is FactKind.NUMBER else window.end
        asked = text[start:end]
        if text.count(asked, window.start, stop) == 1:
            yield _fact(kind, window, start, end, text, stop=stop, value=value)
            return


def _cut_chain(text: str, window: Window, end: int) -> int:
    """Where a chain of figures (建成A10个、B20个) may end behind the one that is asked."""
    match = re.compile(r"(?:以上|以下|以内)?(?=、[^、，,]{2,20}\d)").match(text, end, window.end)
    return match.end() if match and balanced(text[window.start : match.end()]) else window.end


def _fact(
    kind: FactKind, window: Window, start: int, end: int, text: str, *,
    stop: int | None = None, items: tuple[str, ...] = (), value: Value | None = None,
) -> Fact:  # fmt: skip
    return Fact(kind, window.sentence.passage, window.start, stop or window.end, start, end, text[start:end],
                lead=text[window.start : start], items=items, value=value)  # fmt: skip


def _definition(document: Document, sentence: Sentence) -> Iterator[Fact]:
    words = document.text[sentence.start : sentence.end]
    match = _DEFINITION.match(words)
    if (
        match
        and not DANGLING.search(match[2])
        and not DANGLING.search(match[1])
        and balanced(match[2])
        and not re.search("以下简称", words)
    ):
        start = sentence.start + match.start(2)
        yield Fact(
            FactKind.DEFINITION,
            sentence.passage,
            sentence.start,
            sentence.end,
            start,
            sentence.start + match.end(2),
            match[2],
            lead=match[1],
        )


def _consequence(document: Document, sentence: Sentence) -> Iterator[Fact]:
    """A condition that ends in 的， and what follows from it, to the sentence's end."""
    if not sentence.law:
        return
    for window in windows(document, sentence, sentence.end - 2, sentence.end):
        match = re.match(r"^(.{10,}的)[，,]([^，,；;：:]{6,34}(?:[，,][^，,；;：:]{4,24})?)$", window.text)
        if (
            match
            and window.end == sentence.end
            and not find_values(match[2])
            and not re.search(r"的[，,]|的$", match[2])
        ):
            start = window.start + match.start(2)
            yield _fact(FactKind.CONSEQUENCE, window, start, window.end, document.text)
        return


def _modal(document: Document, sentence: Sentence) -> Iterator[Fact]:
    if not sentence.law:
        return
    found = list(re.finditer(r"应当|不得|必须|可以", document.text[sentence.start : sentence.end]))
    if len(found) != 1:
        return
    start, end = sentence.start + found[0].start(), sentence.start + found[0].end()
    for window in windows(document, sentence, sentence.end - 2, sentence.end):
        if window.start <= start and window.end == sentence.end:
            yield _fact(FactKind.MODAL, window, start, end, document.text)
        return


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
        if DANGLING.search(_LEAD.sub("", lead)) or SLOGAN.search(lead) or not balanced(lead):
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


def _measures(document: Document, passage: Passage) -> Fact | None:
    """A headed clause of a 公文 and what it demands: the beginnings of its sentences, verbatim."""
    if (
        passage.kind not in (ClauseKind.SUBPART, ClauseKind.POINT, ClauseKind.PART)
        or not 4 <= len(passage.heading) <= 30
    ):
        return None
    if (
        DANGLING.search(passage.heading)
        or SLOGAN.search(passage.heading)
        or not balanced(passage.heading)
        or re.search(r"[：:？?，,]|总体|指导|原则|意义|目标|回顾|情况", passage.heading)
    ):
        return None
    points: list[str] = []
    start, end = -1, -1
    for sentence in sentences(document, passage):
        words = document.text[sentence.start : sentence.end]
        if len(words) > 90:
            stops = [b for a, b in sentence.segments if b - sentence.start <= 80]
            words = next(
                (
                    document.text[sentence.start : b]
                    for b in reversed(stops)
                    if stands_alone(document.text[sentence.start : b])
                ),
                "",
            )
        if len(words) >= 12 and stands_alone(words):
            points.append(words)
            start = sentence.start if start < 0 else start
            end = sentence.start + len(words)
    if not 3 <= len(points) <= 7 or end - start > 700:
        return None
    return Fact(
        FactKind.MEASURES, passage, start, end, start, end, passage.heading, lead=passage.heading, items=tuple(points)
    )
