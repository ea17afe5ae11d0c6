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
from qa.quiz.conditions import excepted_behind, first_needed, is_condition

MAX_CHARS = 84  # of a window: a stem that is longer is not read in an exam room
LAW_MAX_CHARS = 125  # articles carry their conditions with them
MIN_CHARS = 12
_ADDRESSED = (
    ClauseKind.ARTICLE, ClauseKind.PARAGRAPH, ClauseKind.ITEM, ClauseKind.SUBITEM, ClauseKind.PART, ClauseKind.SUBPART,
    ClauseKind.POINT, ClauseKind.SUBPOINT, ClauseKind.DECIMAL, ClauseKind.SECTION, ClauseKind.CHAPTER,
)  # fmt: skip
LAW_KINDS = (ClauseKind.ARTICLE, ClauseKind.PARAGRAPH, ClauseKind.ITEM, ClauseKind.SUBITEM)

# Words that point to something that a stem doesn't hold.
DANGLING = re.compile(
    r"(?<!应)该(?!返|增|减|不该)|上述|以上(?:措施|政策|规定|条款|情形|人员|企业|对象|工作|内容|事项)|本(?:政策|次|期|轮|批)|前款|前条|前项|前述|前两|下列|如下|同款|同条|上款|第[一二三四五六七八九十百〇零0-9]+[条款项章节目]|"
    r"其(?!他|它|余|中[，,]?[^，,]{0,4}(?:占|为)|实|次)|此(?!外|次)|他们|她们|它|这(?!样)|那|"
    r"本(?:法|条例|办法|规定|细则|意见|通知|方案|决定|解释|实施|章|节|条|款|项(?!目)|规划|纲要|预案|标准|公告|制度|准则|规则|"
    r"规程|指南|指引|计划|措施|若干|协议|合同|函|批复|答复|报告|表|附件|文)|我|"
    r"以下(?=[一-龥]{0,8}(?:原则|规定|条件|情形|内容|事项|方式|程序|要求|职责|行为|措施|标准|材料|权利|义务|任务))|"
    r"附件|附表|附录|见附|所称|另有规定|以下简称|以下统称|有关规定执行|今年|明年|去年|上年|当年|近年|目前|当前|近期|年内"
)
# What nobody should be asked: why a document was made, slogans, formulas.
SLOGAN = re.compile(
    r"为指导|指导思想|深入贯彻|全面贯彻|认真贯彻|贯彻落实.{0,12}(?:精神|思想|部署)|高举|思想为|伟大旗帜|新时代中国特色|习近平|总书记|党中央|中央精神|"
    r"万众一心|攻坚克难|高度重视|充分认识|重要意义|提高认识|统一思想|切实增强|深刻认识|奋力|不忘初心|初心|"
    r"奠定.{0,6}基础|打下.{0,6}基础|重要抓手|重要举措|重要载体|必由之路|特此|现就|现将|请认真|印发给你们|各位代表|"
    r"负责.{0,8}解释|执行期限|有效期(?:为|至|自)|总体要求|责任单位|[（(]责任|\[\d{1,3}\]|"
    r"硬仗|攻坚战|硬骨头|重要一环|是.{2,40}的(?:重要|关键)(?:内容|途径|环节|组成|保障|手段|任务)|关系到?.{2,20}大局|"
    r"具体应用问题由|负责解释|起施行|同时废止|制定本|根据宪法|收悉|现批复|现函复|现答复"
)
_BAD_START = re.compile(
    r"^(?:并(?!购|网|联|轨)|且|但|而|及(?!时|格)|以及|同时|其中|此外|另外|然后|再(?!生|造|就业|贷)|又|也|还|则|均|都(?!市)|即(?!时|期)|如|若|因此|所以|从而|进而|必要时|逾期|否则|由此|"
    r"特别是|尤其|不含|含|等|的|和(?!谐|解)|与|或|之|情节|构成犯罪|期满|期限|仍|对其|向其|除外|具体|相应|确有|后(?!续|备)|前(?!置|期|沿)|有关(?:规定|要求)|"
    r"[一二三四五六七八九十]是|第[一二三四五六七八九十]，|[0-9０-９]+[.．、]|[（(][一二三四五六七八九十0-9]+[）)]|[①-⑳]|[》”’）)】、，,；;：:。.]|"
    r"到\d|至\d|使|让|以便|达到|占|增长|同比|力争|[一-龥]{0,4}标准(?=可|由|按|为|不|从)|比例|金额|数额|时间|所需|不足|超过|低于|高于|未达|造成|不愿|调解不成|协商不成|未(?!经|成年|取得|办理|依法|按|满|列入|纳入)|在规定期限|需要|确需|符合(?:条件|要求)的|经(?:批准|审核|审查|评议|核实|验收)|审[查核](?:不|未)|"
    r"\d{1,2}日(?!前|起|以|之|底|内)|\d{1,2}月\d{1,2}日[，,](?!前|起|以|之)|其他(?!法律)|属于|经(?:治理|整改|劝|催|协商|调解)|初步|构成|不符合(?:相应|上述)|确因|立即|可(?!再生|持续|穿戴|追溯)|组长|成员由|召集人|办公室(?=承担|设|负责|主任|应)|没有违法所得|拒不|予以|给予|责令|处[一二三四五六七八九十\d]|[（(]|是(?!否)|分别|尚[不未]|基本|原则上|一般(?!公共|性|纳税)|不再|联系人|附[:：])"
)
# A segment that cannot be the last: what it belongs to follows.
_BAD_END = re.compile(
    r"(?:的|时|后|前|内|中|下|起|为|是|于|在|对|和|或|与|以及|情况下|基础上|过程中|期间|方面|以来|之日|以前|之前|之后|以后|并|且|但|按照|根据|依据|围绕|通过|由|向|从|将|把|如|若|包括|至|到|"
    r"为重点|为契机|为目标|为抓手|为主线|为引领|为导向|为基准|为基础|为载体|为支撑|为依托|为核心|为主体|：|:|、)$"
)
_OK_END = re.compile(r"(?:[一-龥]目的|年底前|月底前|底前|日前|年前|同意的|以内|期内|之内|日内|月内|年内)$")
_ADVERBIAL = re.compile(
    r"^(?:自.{2,30}(?:起|内)|在.{1,40}(?:内|前|后|中|时|下|上|方面|期间|基础上)|按照.*|依照.*|根据.*|依据.*|遵循.*|以.{1,30}为.{1,10}|围绕.*|针对.*|结合.*|为了.*|为(?!.{0,12}(?:的|主体)).{2,30}|随着.*|"
    r"对(?!.{0,40}(?:安排|优先|建立|落实|纳入|按照|严格|给予|进行|实行|予以|实施|开展|享有|承担|负责|采取)).*|对于.*|经.{1,24}|通过.*|与.*|从.*|本着.*|坚持.*相结合|到\d.*|至\d.*|每.{1,6}|必要时|特殊情况下)$"
)
_REMOVABLE = re.compile(r"^(?:违反|根据|依照|按照|依据)[^，,；;。]{0,40}(?:规定|条例|法|要求|办法)$")
_PAIRS = {
    "“": "”",
    "（": "）",
    "(": ")",
    "《": "》",
    "〈": "〉",
    "「": "」",
    "‘": "’",
    "[": "]",
    "【": "】",
    "〔": "〕",
}
_CLOSERS = {v: k for k, v in _PAIRS.items()}


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
        if char in _PAIRS:
            depth += 1
        elif char in _CLOSERS:
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
        and is_condition(document.text[slice(*sentence.segments[0])])
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


def stands_alone(text: str, least: int = MIN_CHARS) -> bool:
    """Whether a reader who sees nothing else understands what the words are about."""
    plain = text.strip()
    return (
        len(plain) >= least and plain == text and balanced(plain)
        and not DANGLING.search(plain) and not SLOGAN.search(plain) and not _BAD_START.match(plain)
        and (not _BAD_END.search(plain) or bool(_OK_END.search(plain)))
        and not _TORN.search(plain) and not half_named(plain)
        and not re.search(r"[\n\t\ufffd…]|\.{3}|[?？!！]|https?:|www\.|[。]|\u3000|  |哪些|哪个|什么|如何|怎么|怎样|吗$|多少|点击|下载|扫码|二维码|联系电话", plain)
    )  # fmt: skip


# One half of what says two things (既…也…), and work that isn't named (实施试点工作).
_TORN = re.compile(
    r"^(?!.*(?:[也又]|还)).*既(?!定|有|成|得|往|是)|^(?!.*(?:而且|并且|还|也|更)).*(?:不仅|不但)|^(?!.*(?:都|均|一律|应)).*(?:无论|不论)|^(?!.*另一方面).*一方面|^(?!.*[从在]).*中(?:选择|遴选|选拔|产生)$|"
    r"(?:开展|实施|做好|推进|组织)(?:好)?(?:试点|相关|有关|各项)工作$"
)


def half_named(words: str) -> bool:
    """Whether hardly anything is left of words without what stands in brackets: a line of a list, not a statement."""
    plain = re.sub(r"[（(][^（）()]*[）)]", "", words)
    return len(plain) < min(len(words), 10)


def half_said(words: str) -> bool:
    """Whether words only say after what, or by what, something shall be done: 应当按照…原则."""
    return bool(_HALF_SAID.search(words))


def _is_whole(text: str, spans: tuple[tuple[int, int], ...], to_the_end: bool, law: bool) -> bool:
    last = text[slice(*spans[-1])]
    if _ADVERBIAL.match(last) and not (len(spans) > 1 and _OK_END.search(last)):
        return False
    if not to_the_end and _HALF_SAID.search(last):
        return False
    if law and re.match(r"^(?:应当|不得|可以|必须|有权|予以|给予)", text[slice(*spans[0])]):
        return False
    if not to_the_end and law and not _PREDICATE.search(last):
        return False
    return not all(_ADVERBIAL.match(text[a:b]) for a, b in spans)


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
_CONTEXT_CHARS = 14  # of a statement without what is asked: fewer leave a reader guessing what it is about
# What shows that a piece of an article says something, and isn't a subject that goes on behind the comma.
_PREDICATE = re.compile(
    r"应当|不得|可以|必须|负责|主管|禁止|由.{2,}|实行|享有|承担|给予|予以|处.{1,12}罚款|责令|有权|包括|不低于|不少于|不超过|不得|属于|鼓励|支持|"
    r"提出|建立|作出|制定|组织|为.{1,10}$|是|高于|低于|达到|需要|应|免|依法|视为|没收|吊销|按照"
)


def balanced(text: str) -> bool:
    """Whether brackets, quotation marks and title marks are all closed."""
    stack: list[str] = []
    for char in text:
        if char in _PAIRS:
            stack.append(char)
        elif char in _CLOSERS and (not stack or stack.pop() != _CLOSERS[char]):
            return False
    return not stack


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
