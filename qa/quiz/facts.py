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
    grams,
    half_said,
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
    MEASURES = "measures"  # what a headed clause demands, for a short answer
    OFFICES = "offices"  # （教育部、财政部负责） behind a headed task
    TASKS = "tasks"  # neighbouring demands of a headed clause, each short enough for an option


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
    r"(?:每(?:两年|三年|年|半年|季度|月|周|日|天|学期)|按(?:月|季度|季|年度|半年)(?![、或和]按))(?=.{0,16}(?:次|召开|开展|组织|公布|报告|通报|调度|发放|拨付|核对|比对|检查|培训|公开|公示|更新|评估|考核|研究|上报|报送|至少|不少于))"
)
_DATE = re.compile(
    r"(?<![\d—－~至-])(?:(?:19|20)\d{2}年(?:\d{1,2}月(?:\d{1,2}日)?)?(?:底|末|初)?|每年\d{1,2}月(?:\d{1,2}日|底|上旬|中旬|下旬)?|(?<!年)\d{1,2}月(?:\d{1,2}日|底|上旬|中旬|下旬))(?=以前|之前|以后|前|起|完成|之间|止)"
)
_NAMED = re.compile(r"[“《〈]")
# Behind a figure these make a name of it: 三年行动计划.
_NAME_BEHIND = re.compile(r"^(?:[一-龥]{0,10}(?:行动|规划|计划)|行动|规划|计划|级|周年|来|左右|多|余|以来)")
_DEFINITION = re.compile(
    r"^(?:本[一-龥]{1,6}所称(?:的)?|所称(?:的)?)?“?([^，,：:。“”]{2,16}?)”?[，,]?\s*是指[：:]?\s*([^。；：:]{14,90})$"
)
_LEAD = re.compile(r"下列|以下(?=[一-龥]{0,12}[：:之])")
_CATCH_ALL = re.compile(
    r"其他.{0,20}(?:情形|行为|条件|职责|事项|义务|权利|内容|情况|方式|措施|材料|要求|工作|费用|资金|收入)$|^(?:法律|行政|国家)?.{0,14}(?:规定的)?其他|规定的其他|^其他"
)


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
        found += _tasks(document, passage)
        found += _offices(document, passage)
    found += [f for f in enumerations(document) if allowed is None or f.passage.clause in allowed]
    return found


def _of_sentence(document: Document, sentence: Sentence) -> Iterator[Fact]:
    text = document.text
    for value in find_values(text, sentence.start, sentence.end):
        if (
            not (value.unit in ("年", "天", "日") and _NAME_BEHIND.match(text[value.end : value.end + 14]))
            and not _counts_a_list(text, sentence, value)
            and not text[sentence.start : value.start].endswith(("最后", "任何", "某", "同", "另", "唯"))
            and not _inside_name(text, sentence.start, value.start)
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


_ITS_OWN = re.compile(
    r"应当|不得|处.{2,24}罚款|由.{2,}(?:责令|负责|批准|决定)|不(?:少于|低于|超过|高于)|(?:标准|期限|比例)为"
)


def _is_rule(document: Document, sentence: Sentence, window: Window) -> bool:
    """Whether an item of an article says a thing by itself; most are only half a sentence that the lead-in begins."""
    if sentence.passage.kind not in (ClauseKind.ITEM, ClauseKind.SUBITEM):
        return True
    return bool(_ITS_OWN.search(window.text)) and not re.search(r"的[一-龥]{0,8}$", window.text)


def _counts_a_list(text: str, sentence: Sentence, value: Value) -> bool:
    """Whether a figure counts what is listed before it: 北京、天津、上海、重庆4个直辖市."""
    segment = next((text[a : value.start] for a, b in sentence.segments if a <= value.start < b), "")
    tail = re.split(r"\d", segment)[-1]
    return value.unit in ("个", "家", "所", "座", "名", "户", "处") and tail.count("、") >= 2


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
        said_once = text.count(text[window.start : stop]) == 1  # else a stem could mean either place
        if text.count(asked, window.start, stop) == 1 and said_once and _is_rule(document, sentence, window):
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
    if sentence.passage.kind in (ClauseKind.ITEM, ClauseKind.SUBITEM):
        return
    for window in windows(document, sentence, sentence.end - 2, sentence.end):
        match = re.match(r"^(.{10,}的)[，,]([^，,；;：:]{6,34}(?:[，,][^，,；;：:]{4,24})?)$", window.text)
        if (
            match
            and window.end == sentence.end
            and not re.search(r"的[，,]|的$|\d|刑事责任", match[2])
            and not find_values(match[2])
        ):
            start = window.start + match.start(2)
            yield _fact(FactKind.CONSEQUENCE, window, start, window.end, document.text)
            return


def _modal(document: Document, sentence: Sentence) -> Iterator[Fact]:
    """May, must, must not: one modal in a statement that is otherwise whole."""
    if sentence.passage.kind in (ClauseKind.ITEM, ClauseKind.SUBITEM):
        return
    asked = r"应当|不得|必须|可以" if sentence.law else r"应当|不得|可以"
    for match in re.finditer(asked, document.text[sentence.start : sentence.end]):
        start, end = sentence.start + match.start(), sentence.start + match.end()
        at = (sentence.end - 2, sentence.end) if sentence.law else (start, end)
        for window in windows(document, sentence, *at):
            modals = re.findall(r"应当|不得|必须|可以", window.text)
            if window.start <= start and end <= window.end and len(modals) == 1:
                yield _fact(FactKind.MODAL, window, start, end, document.text)
            break


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
            re.match(r"(?:按照|依照|应当|不得|可以|由|经|其他|并|且|但)", lead)
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


_TASK = re.compile(
    r"^(?:加强|强化|推进|推动|加快|完善|健全|建立|落实|实施|开展|支持|鼓励|引导|组织|做好|抓好|抓实|压实|巩固|深化|优化|提升|提高|扩大|发展|培育|打造|建设|规范|严格|加大|统筹|整合|探索|"
    r"创新|保障|促进|改善|拓展|构建|制定|明确|充分发挥|积极|大力|全面|深入|着力|进一步|严禁|禁止|严厉|改造|改进|清理|取消|降低|减少|公开|公布|协助|督促|核准|总结|配齐|树立|激发|选派|参与|"
    r"[一-龥]{2,12}(?:要|应|负责)|配合|定期|及时|广泛|持续|稳步|有序|健全|设立|引进|推广|实行|优先|简化|放宽|下放|赋予|允许)"
)
_GENERIC = re.compile(
    r"推进|深入|加强|强化|工程|工作|建设|完善|健全|落实|实施|加快|推动|发展|机制|制度|责任|管理|服务|保障|体系|促进"
)


def _tasks(document: Document, passage: Passage) -> Iterator[Fact]:
    """Neighbouring demands of a headed clause, which share no word with its heading that would give them away."""
    if not _headed(passage):
        return
    group: list[tuple[int, int]] = []
    heading = grams(_GENERIC.sub("，", passage.heading))
    for sentence in sentences(document, passage):
        if group and sentence.start - group[0][0] > 160:
            group = []
        for a, b in sentence.segments:
            words = document.text[a:b]
            fit = (
                8 <= b - a <= 30
                and _TASK.match(words)
                and not re.search(r"\d|：|:", words)
                and stands_alone(words, least=8)
                and not half_said(words)
            )
            if not fit or grams(_GENERIC.sub("，", words)) & heading:
                continue
            if group and b - group[0][0] > 200:
                group = []
            group.append((a, b))
            if len(group) == 3:
                yield _tasks_fact(document, passage, group)
                group = []
    if len(group) == 2:
        yield _tasks_fact(document, passage, group)


_CHARGED = re.compile(
    r"[（(](?P<who>[^（）()，,。；;]{3,120}?)(?:等)?(?:有关部门和单位|有关部门和地区|有关部门|有关单位|等)?(?:按照?职责分工|按职能分工|分别|共同|牵头)?负责[）)]"
)
_OFFICE = re.compile(
    r"^[一-龥]{2,14}(?:部|委|委员会|局|署|会|院|办|行|总局|公司|政府|中心|办公室|人民法院|检察院|总公司)$"
)


def _offices(document: Document, passage: Passage) -> Iterator[Fact]:
    """Who is charged with a headed task, as 公文 note it in brackets behind the task."""
    if not _headed(passage):
        return
    found = list(_CHARGED.finditer(document.text, passage.start, passage.end))
    if len(found) != 1:  # each of several names the offices of its own sentence
        return
    match = found[0]
    items = tuple(match["who"].split("、"))
    named = [i for i in items if _OFFICE.match(i)]
    if 2 <= len(items) <= 5 and len(named) == len(items):
        start, end = match.span()
        yield Fact(
            FactKind.OFFICES, passage, start, end, start, end, passage.heading, lead=passage.heading, items=items
        )


def _tasks_fact(document: Document, passage: Passage, group: list[tuple[int, int]]) -> Fact:
    start, end = group[0][0], group[-1][1]
    items = tuple(document.text[a:b] for a, b in group)
    return Fact(FactKind.TASKS, passage, start, end, start, end, passage.heading, lead=passage.heading, items=items)


def _headed(passage: Passage) -> bool:
    """Whether a clause of a 公文 has a heading that says what it is about."""
    heading = passage.heading
    return (
        passage.kind in (ClauseKind.SUBPART, ClauseKind.POINT, ClauseKind.PART) and 4 <= len(heading) <= 30 and balanced(heading)
        and not DANGLING.search(heading) and not SLOGAN.search(heading) and not re.search(r"[：:？?，,；;]|总体|指导|原则|意义|目标|回顾|情况|其他", heading)
    )  # fmt: skip


def _measures(document: Document, passage: Passage) -> Fact | None:
    """A headed clause of a 公文 and what it demands: the beginnings of its sentences, verbatim."""
    if not _headed(passage):
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
        if len(words) >= 12 and stands_alone(words) and words[0] not in "（(":
            points.append(words)
            start = sentence.start if start < 0 else start
            end = sentence.start + len(words)
    if not 3 <= len(points) <= 7 or end - start > 700:
        return None
    return Fact(
        FactKind.MEASURES, passage, start, end, start, end, passage.heading, lead=passage.heading, items=tuple(points)
    )
