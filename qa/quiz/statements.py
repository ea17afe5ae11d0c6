"""Statements: stretches of a clause that can stand alone in a stem, verbatim.

A clause's own words (its label, heading and children aside) are a `Passage`; its sentences are cut into
segments at commas, and a *window* is a run of segments that begins and ends where a reader can begin and end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from corpus.sentences import sentence_spans
from corpus.types import Clause, ClauseKind, Document
from qa.quiz.alone import CLOSERS, OK_END, PAIRS, stands_alone, torn_off
from qa.quiz.conditions import excepted_behind, first_needed, goes_on, is_condition

MAX_CHARS = 84  # of a window: a stem that is longer is not read in an exam room
LAW_MAX_CHARS = 125  # articles carry their conditions with them
_ADDRESSED = (
    ClauseKind.ARTICLE, ClauseKind.PARAGRAPH, ClauseKind.ITEM, ClauseKind.SUBITEM, ClauseKind.PART, ClauseKind.SUBPART,
    ClauseKind.POINT, ClauseKind.SUBPOINT, ClauseKind.DECIMAL, ClauseKind.SECTION, ClauseKind.CHAPTER,
)  # fmt: skip
LAW_KINDS = (ClauseKind.ARTICLE, ClauseKind.PARAGRAPH, ClauseKind.ITEM, ClauseKind.SUBITEM)

_ADVERBIAL = re.compile(
    r"^(?:自.{2,30}(?:起|内)|在.{1,40}(?:内|前|后|中|时|下|上|方面|期间|基础上)|按照.*|依照.*|根据.*|依据.*|遵循.*|以.{1,30}为.{1,10}|围绕.*|针对.*|结合.*|为了.*|为(?!.{0,12}(?:的|主体)).{2,30}|随着.*|"
    r"对(?!.{0,40}(?:安排|优先|建立|落实|纳入|按照|严格|给予|进行|实行|予以|实施|开展|享有|承担|负责|采取)).*|对于.*|经.{1,24}|通过.*|与.*|从.*|本着.*|坚持.*相结合|到\d.*|至\d.*|每.{1,6}|必要时|特殊情况下)$"
)
_REMOVABLE = re.compile(r"^(?:违反|根据|依照|按照|依据)[^，,；;。]{0,40}(?:规定|条例|法|要求|办法)$")


@dataclass(frozen=True, slots=True)
class Passage:
    """A clause's own words: `text[start:end]`, without label, heading and children."""

    clause: int | None
    address: str | None
    kind: ClauseKind
    start: int
    end: int
    topic: str
    heading: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage, its segments as spans without the marks that end them."""

    passage: Passage
    start: int
    end: int
    segments: tuple[tuple[int, int], ...]
    whole: tuple[int, int]  # to the full stops on both sides, across semicolons

    @property
    def law(self) -> bool:
        """Whether the words are an article's: they have a subject and carry their conditions."""
        return self.passage.kind in LAW_KINDS


@dataclass(frozen=True, slots=True)
class Window:
    """A run of segments that can stand alone: `text[start:end]`, without the mark at its end."""

    sentence: Sentence
    start: int
    end: int
    text: str


def passages(document: Document) -> list[Passage]:
    """The words of a document that may be asked about, by the clause that they stand in.

    Title, preamble, signatures and what stands outside any clause are left out, except in a
    document that has hardly any clauses: there its paragraphs are all there is.
    """
    found: list[Passage] = []
    for index, clause in enumerate(document.clauses):
        if clause.kind in _ADDRESSED and clause.address is not None:
            found += _own(document, index, clause)
    asked = sum(p.end - p.start for p in found)
    if asked * 3 < len(document.text):
        found += _loose(document)
    return sorted(found, key=lambda p: p.start)


def _own(document: Document, index: int, clause: Clause) -> Iterator[Passage]:
    text = document.text
    start = clause.start
    if clause.label and text.startswith(clause.label, start):
        start += len(clause.label)
    while start < clause.end and text[start] in " \u3000\t\n":
        start += 1
    if clause.heading:
        at = text.find(clause.heading, start, min(clause.end, start + len(clause.heading) + 4))
        if at >= 0:
            start = at + len(clause.heading)
            while start < clause.end and text[start] in "。.：: \u3000\t\n":
                start += 1
    children = [document.clauses[i] for i in document.children(index)]
    topic = _topic(document, index)
    begin = start
    for child in [*children, None]:
        stop = child.start if child is not None else clause.end
        if text[begin:stop].strip():
            yield Passage(index, clause.address, clause.kind, begin, stop, topic, clause.heading)
        if child is not None:
            begin = max(begin, child.end)


def _loose(document: Document) -> Iterator[Passage]:
    covered = [(c.start, c.end) for c in document.clauses if c.address is not None and c.parent is None]
    loose = [
        (c.start, c.end) for c in document.clauses
        if c.address is None and c.parent is None and c.kind in (ClauseKind.TEXT, ClauseKind.PREAMBLE)
    ] or ([(0, len(document.text))] if not document.clauses else [])  # fmt: skip
    for start, end in loose:
        if end - start >= 30 and not any(a < end and start < b for a, b in covered):
            yield Passage(None, None, ClauseKind.TEXT, start, end, document.title, "")


def _topic(document: Document, index: int) -> str:
    """The nearest heading above or at a clause; the title where there is none."""
    at: int | None = index
    while at is not None:
        clause = document.clauses[at]
        if clause.heading and 2 <= len(clause.heading) <= 40:
            return clause.heading
        at = clause.parent
    return document.title


def sentences(document: Document, passage: Passage) -> list[Sentence]:
    """The sentences of a passage; semicolons part them too, since each side says a thing of its own."""
    found = []
    for whole_start, whole_end in sentence_spans(document.text, passage.start, passage.end):
        whole = whole_start, _unmarked(document.text, whole_start, whole_end)
        for start, end in sentence_spans(document.text, whole_start, whole_end, semicolons=True):
            stop = _unmarked(document.text, start, end)
            if stop - start >= 6:
                found.append(Sentence(passage, start, stop, segments(document.text, start, stop), whole))
    return found


def _unmarked(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1] in "。；;！？!?\n ":
        end -= 1
    return end


def segments(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """The pieces between commas (and colons) that aren't inside brackets or quotation marks."""
    found, begin, depth = [], start, 0
    for i in range(start, end):
        char = text[i]
        if char in PAIRS:
            depth += 1
        elif char in CLOSERS:
            depth = max(0, depth - 1)
        elif (
            char in "，,；;：:"
            and depth == 0
            and not (char == "," and i + 1 < end and text[i + 1].isdigit() and text[i - 1].isdigit())
        ):
            if i > begin:
                found.append((begin, i))
            begin = i + 1
    if end > begin:
        found.append((begin, end))
    return tuple(found)


def windows(document: Document, sentence: Sentence, start: int, end: int) -> Iterator[Window]:
    """The windows that hold `text[start:end]`, the best first.

    An article is read from its sentence's beginning, where its subject and conditions are; a 公文, whose
    sentences are long chains of tasks, from as near as can be.
    """
    found = False
    begun = (
        sentence.law
        and sentence.whole[0] < sentence.start
        and (
            is_condition(document.text[slice(*sentence.segments[0])])
            or goes_on(document.text[sentence.whole[0] : sentence.start], document.text[slice(*sentence.segments[0])])
        )
    )
    if begun:  # ；情节严重的，…: of what, stands before the semicolon
        yield from _windows(document, sentence, segments(document.text, *sentence.whole), start, end)
        return
    for window in _windows(document, sentence, sentence.segments, start, end):
        found = True
        yield window
    if not found and sentence.law and sentence.whole != (sentence.start, sentence.end):
        yield from _windows(document, sentence, segments(document.text, *sentence.whole), start, end)


def _windows(
    document: Document, sentence: Sentence, spans: tuple[tuple[int, int], ...], start: int, end: int
) -> Iterator[Window]:
    first = next((i for i, (_, b) in enumerate(spans) if b > start), None)
    last = next((i for i, (_, b) in enumerate(spans) if b >= end), None)
    if first is None or last is None:
        return
    law = sentence.law
    needed = first_needed(document.text, spans, first)
    begins = [i for i in _begins(document.text, spans, first, law) if i <= needed]
    limit = LAW_MAX_CHARS if law else MAX_CHARS
    short: list[Window] = []
    for begin in begins:
        for stop in range(last, len(spans)):
            a, b = spans[begin][0], spans[stop][1]
            if b - a > limit:
                break
            text = document.text[a:b]
            if law and any(document.text[y - 1] == "的" for _, y in spans[stop + 1 :]):
                continue  # the condition goes on
            if excepted_behind(document.text, b, sentence.whole[1]):
                continue  # the exception follows
            if torn_off(document.text[max(0, a - 8) : a], text) or (law and broken_off(document, a, b)):
                continue
            if stands_alone(text) and _is_whole(document.text, spans[begin : stop + 1], stop + 1 == len(spans), law):
                window = Window(sentence, a, b, text)
                if len(re.sub(r"[^0-9A-Za-z一-龥]", "", text)) - (end - start) < _CONTEXT_CHARS:
                    # In an article a short second sentence goes on about what the first was about.
                    if not law or sentence.start <= sentence.passage.start:
                        short.append(window)
                else:
                    yield window
                break
    yield from short


def _begins(text: str, spans: tuple[tuple[int, int], ...], first: int, law: bool) -> list[int]:
    """Segments with which a window may begin, the best first."""
    if law:
        removable = len(spans) > 1 and first > 0 and _REMOVABLE.match(text[slice(*spans[0])])
        return [0, 1] if removable and not _GOES_ON.match(text[slice(*spans[1])]) else [0]
    # Where the sentence has a subject, its later segments are the same subject's doing.
    led = _LED.match(text[slice(*spans[0])]) is not None
    begins = [i for i in range(first, -1, -1) if i == 0 or not led or _LED.match(text[slice(*spans[i])])]
    return [i for i in begins if i == 0 or not _ADVERBIAL.match(text[slice(*spans[i])])]


def broken_off(document: Document, start: int, end: int) -> bool:
    """Whether `text[start:end]` begins or ends where a line of its clause breaks off in the middle of a sentence."""
    index = document.clause_at(start)
    if index is None:
        return False
    text, clause = document.text, document.clauses[index]
    before, behind = text[clause.start : start].rstrip(" \u3000"), text[end : clause.end].strip(" \u3000")
    torn_before = before.endswith("\n") and before.rstrip()[-1:] not in _ENDS_A_LINE
    return torn_before or (behind.startswith("\n") and bool(behind.strip()))


_ENDS_A_LINE = "。；;：:！？!?”）)》"


def half_said(words: str) -> bool:
    """Whether words only say after what, or by what, something shall be done: 应当按照…原则."""
    return bool(_HALF_SAID.search(words))


def _is_whole(text: str, spans: tuple[tuple[int, int], ...], to_the_end: bool, law: bool) -> bool:
    last = text[slice(*spans[-1])]
    if _ADVERBIAL.match(last) and not (len(spans) > 1 and OK_END.search(last)):
        return False
    if not to_the_end and (
        _HALF_SAID.search(last) or (_ONLY_HOW.search(last) and not _VERB.search(_ONLY_HOW.sub("", last)))
    ):
        return False
    if not to_the_end and not law and _TOPIC.match(last):
        return False
    if law and re.match(r"^(?:应当|不得|可以|必须|有权|予以|给予)", text[slice(*spans[0])]):
        return False
    if not to_the_end and law and not _PREDICATE.search(last):
        return False
    return not all(_ADVERBIAL.match(text[a:b]) for a, b in spans)


# What is spoken of behind the comma: 6月底前需开工的一般企业投资项目，审批可以….
_TOPIC = re.compile(
    r"^(?:(?:19|20)\d{2}年|凡|已|未|尚|拟|受|符合|具备|列入|纳入|从事|对)(?!.*(?:给予|予以|实行|支持|免|减|按))[^，,]*的[^的，,]{2,12}$"
)
# Behind 违反…规定， without a condition of its own: what was violated is all there is.
_GOES_ON = re.compile(r"^(?:依照|由|责令|处|给予|予以|依法|按照|没收|情节|构成|造成|对)")
# A subject with its verb, or what takes a subject's place.
_LED = re.compile(
    r"^(?:每个|每[名所家户]|各(?!项|类)|所有|全[州省市县国区]|对[^，,]{2,}|[^，,“”]{2,24}?(?:部门|机关|机构|单位|政府|委员会|办公室|[扶攻开]\w{0,3}办|委|局|厅|干部|工作队|人员|负责人|"
    r"党委|企业|学校|医院|小组|协会)(?:要|应|负责|必须|不得|可|牵头|履行|统筹|会同|承担|研究|将|按|主管|是|对|每)|[^，,“”]{2,20}?(?:应当|要(?!求|素|点|件)|必须|负责))"
)
# 应当按照…原则, 应当根据…需要: what should be done comes behind the comma.
_HALF_SAID = re.compile(
    r"(?:应当|可以|必须|要|应|负责)(?:按照|根据|依照|结合|围绕|坚持|通过|自|在|以|从|会同|组织)[^，,]*(?:原则|情况|实际|需要|规划|要求|规定|标准|职责|程序|分工|意见|计划|特点|条件|部门|方式|因素|状况|决定|授权|委托|约定|办法|时|前|后|内)$"
    r"|由[^，,]{2,24}(?:根据|按照|依照|结合)[^，,]*$"
    r"|(?:报|经)[^，,]*(?:批准|同意|审批|核准)后?$"
    r"|(?:将|把)[^，,]*的不[低少高超][于过][^，,]{1,10}$"
)
# After what, by what, because of what; where no verb follows, the sentence's own comes behind the comma.
_ONLY_HOW = re.compile(
    r"^.*?(?:应当|可以|必须|不得|要|应|负责)(?:依法)?(?:按照?|根据|依照|依据|遵照|结合|比照|参照|通过|因|针对|就)|^(?=.*(?:[日年月时期以]内|[日月年底]前|之[日前后])$)"
)
_VERB = re.compile(
    r"建立|制定|编制|组织|开展|进行|确定|采取|作出|提出|设立|设置|配备|安排|实施|执行|支付|缴纳|办理|申请|申报|公布|公开|公示|提供|报送|收取|享受|处理|处罚|给予|予以|审[批核查]|"
    r"批准|登记|完成|履行|承担|加强|接受|使用|签订|送达|移送|通知|告知|征求|听取|成立|调整|变更|注销|撤销|发放|拨付|补助|补偿|赔偿|认定|评估|验收|检查|监督|管理"
)
_CONTEXT_CHARS = 14  # of a statement without what is asked: fewer leave a reader guessing what it is about
# What shows that a piece of an article says something, and isn't a subject that goes on behind the comma.
_PREDICATE = re.compile(
    r"应当|不得|可以|必须|负责|主管|禁止|由.{2,}|实行|享有|承担|给予|予以|处.{1,12}罚款|责令|有权|包括|不低于|不少于|不超过|不得|属于|鼓励|支持|"
    r"提出|建立|作出|制定|组织|为.{1,10}$|是|高于|低于|达到|需要|应|免|依法|视为|没收|吊销|按照"
)


def is_conditional(text: str) -> bool:
    """Whether a condition or an exception stands in the words: …的，；除…外；未经…."""
    return bool(re.search(r"的[，,]|除.{1,30}[外的][，,]?|未经|(?:不足|超过).{1,20}的|逾期|[，,]但", text))


@lru_cache(maxsize=20_000)
def grams(text: str) -> frozenset[str]:
    """Character pairs of the words, punctuation and blanks aside."""
    plain = re.sub(r"[^0-9A-Za-z一-龥]", "", text)
    return frozenset(plain[i : i + 2] for i in range(len(plain) - 1))


def overlap(part: frozenset[str], whole: frozenset[str]) -> float:
    """The share of `part` that is in `whole`."""
    return len(part & whole) / len(part) if part else 0.0


def alike(a: str, b: str) -> float:
    """How alike two texts are: shared pairs over the pairs of the shorter one."""
    x, y = grams(a), grams(b)
    return len(x & y) / min(len(x), len(y)) if x and y else float(a == b)


def same_words(text: str) -> str:
    """Words for comparing: no blanks, punctuation of one width."""
    return re.sub(r"\s", "", text).translate(_HALF)


def bare(text: str) -> str:
    """`same_words` without the mark at the end."""
    return same_words(text).rstrip(".。?？:;,")


_HALF = str.maketrans("，；：（）！？．％", ",;:()!?.%")
