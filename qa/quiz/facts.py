"""Candidate facts: what a clause states that is worth asking, each with the span that decides it.

Figures, terms and frequencies stand in one window; who does what is a body before its verb; lists stand
inline (A、B和C) or as the items of a clause. What is found here is only a candidate: `make` builds a question
of it, and `check` decides whether it is sound.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.types import ClauseKind, Document
from qa.quiz.alone import DANGLING, balanced
from qa.quiz.bodies import bodies
from qa.quiz.conditions import conditional_lead
from qa.quiz.enumerations import enumerations
from qa.quiz.fact import Fact, FactKind
from qa.quiz.headed import measures, offices, tasks
from qa.quiz.lists import inline_list, quoted_lists
from qa.quiz.statements import Sentence, Window, passages, sentences, windows
from qa.quiz.steps import chains, procedures
from qa.quiz.values import Value, find_values

_QUOTED = re.compile(
    r"“([^“”，。；：,;:、]{2,12})”(?=(?:的)?(?:[一-龥]{0,6})?(?:政策|制度|工程|计划|行动|原则|要求|机制|办法|模式|标准|措施|专项|思路|方式|体系|清单|服务|平台|系统|活动|目标|试点|专栏|经济|建设|改革|监管|管理|网))"
)
# What is to be reached or kept to, by its name: 确保实现“应兜尽兜”, 实现“村村响”“户户通”全覆盖.
_NAMED_AIM = re.compile(r"(?:实现|做到|达到|落实|坚持|”)“([^“”，。；：,;:、\d]{3,8})”(?=全覆盖|[，,。；;]|$)")
_FREQUENCY = re.compile(
    r"(?:每(?:两年|三年|年|半年|季度|月|周|日|天|学期)(?!\d{1,2}[月日])|按(?:月|季度|季|年度|半年)(?![、或和]按))(?=.{0,16}(?:次|召开|开展|组织|公布|报告|通报|调度|发放|拨付|核对|比对|检查|培训|公开|公示|更新|评估|考核|研究|上报|报送|至少|不少于))"
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


def facts(document: Document, allowed: set[int | None] | None = None) -> list[Fact]:
    """The facts of a document, in the order of its text.

    :param allowed: indices of clauses whose words may be asked about; all where None.
    """
    found: list[Fact] = []
    for passage in passages(document):
        if allowed is not None and passage.clause not in allowed:
            continue
        if conditional_lead(document, passage.clause):
            continue  # half a sentence, whose other half is the lead-in
        for sentence in sentences(document, passage):
            found += _of_sentence(document, sentence)
        demanded = measures(document, passage)
        if demanded is not None:
            found.append(demanded)
        found += tasks(document, passage)
        found += offices(document, passage)
    found += [f for f in procedures(document) if allowed is None or f.passage.clause in allowed]
    found += [f for f in enumerations(document) if allowed is None or f.passage.clause in allowed]
    return found


_PROGRAMME = re.compile(r"为指导|总体要求|指导思想|高举|基本原则")


def _of_sentence(document: Document, sentence: Sentence) -> Iterator[Fact]:
    text = document.text
    if _PROGRAMME.search(text[slice(*sentence.whole)]):
        return
    for value in find_values(text, sentence.start, sentence.end):
        if (
            not (value.unit in ("年", "天", "日") and _NAME_BEHIND.match(text[value.end : value.end + 14]))
            and not text.startswith(("左右", "多", "余", "以来"), value.end)
            and not (
                text.endswith("等", sentence.start, value.start)
                and not re.search("(?:高|中|初|同|平)等$", text[sentence.start : value.start])
            )
            and not (value.text == "一年" and re.search(r"[的键头开]$", text[sentence.start : value.start]))
            and not _counts_a_list(text, sentence, value)
            and not text[sentence.start : value.start].endswith(("最后", "任何", "某", "同", "另", "唯"))
            and not _inside_name(text, sentence.start, value.start)
        ):
            yield from _in_window(document, sentence, FactKind.NUMBER, value.start, value.end, value)
    for pattern, kind in ((_DATE, FactKind.DATE), (_FREQUENCY, FactKind.FREQUENCY)):
        for match in pattern.finditer(text, sentence.start, sentence.end):
            yield from _in_window(document, sentence, kind, *match.span())
    for pattern in (_QUOTED, _NAMED_AIM):
        for match in pattern.finditer(text, sentence.start, sentence.end):
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
    for start, end, items in quoted_lists(text, sentence.start, sentence.end):
        for window in windows(document, sentence, start, end):
            yield _fact(FactKind.LIST, window, start, end, text, items=items)
            break
    yield from chains(document, sentence)
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
    return value.unit in ("个", "家", "所", "座", "名", "户", "处") and len(re.findall("、|或者|和|以及", tail)) >= 2


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
        if "→" in window.text:  # a line of a table or a chart
            return
        stop = _cut_chain(text, window, end) if kind is FactKind.NUMBER else window.end
        asked = text[start:end]
        said_once = text.count(text[window.start : stop]) == 1  # else a stem could mean either place
        if text.count(asked, window.start, stop) == 1 and said_once and _is_rule(document, sentence, window):
            yield _fact(kind, window, start, end, text, stop=stop, value=value)
            return


def _cut_chain(text: str, window: Window, end: int) -> int:
    """Where a chain of figures (建成A10个、B20个) may end behind the one that is asked."""
    if re.search("分别|依次|各为", window.text):
        return window.end  # as many figures as things
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
