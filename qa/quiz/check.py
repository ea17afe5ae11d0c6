"""Whether questions are sound: each rule of the house as a function over a question and the library.

Nothing here knows how a question was made: everything is read again from the question's fields and the
library's texts, so that edited, imported and model-written questions are held to the same rules.
`RULES` (one question) and `PAPER_RULES` (a whole paper) give each rule its name; a rule answers with what is
wrong, in Chinese, or None.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from corpus.errors import UnknownDocumentError
from corpus.library import Library
from corpus.types import ClauseKind, Document
from qa.quiz.alone import DANGLING, SLOGAN, balanced
from qa.quiz.assemble import order_of
from qa.quiz.conditions import left_out
from qa.quiz.falsity import Texts
from qa.quiz.paper import PAPER_RULES
from qa.quiz.sequence import asks_order, fault_of
from qa.quiz.statements import alike, bare, grams, same_words
from qa.quiz.types import ALTERNATIVE, BLANK, Question, QuestionType
from qa.quiz.values import find_values

_STEM_CHARS = 190  # of a stem without its lead-in, at most
_ASKING = re.compile(r"下列哪(?:些|一|项|种)|哪些|什么|哪一")
_NEGATIVE = re.compile(
    r"不得|不(?!动产|动|断|少于|低于|超过|高于|足|同|良|锈|可抗力|符合|服|合格|明|宜|愁|漏|错|含)|禁止|未|非(?!法|贫|公|物质|营利|税|农|洲|机动)|严禁"
)
_ABSOLUTE = re.compile(r"一律|必须|绝对|任何情况|全部|所有")
_FUNCTION_WORD = re.compile(r"^(?:的|和|与|及|或|等|并|以|在|对|为|是|应当|可以|必须|不得|按照|根据|依法|通过|由)+$")
_NUMBERS_OF_ISSUE = re.compile(r"〔\d{4}〕|\d{4}年第?\d+号|第\d+号$")


@dataclass(frozen=True, slots=True)
class Failure:
    """A rule that a question breaks: the question's id, the rule's name, and what is wrong."""

    question_id: str
    rule: str
    why: str


class Bench:
    """The library as the rules look things up in it; documents and texts are read once."""

    def __init__(self, library: Library, texts: Texts | None = None) -> None:
        self._library = library
        self._documents: dict[str, Document | None] = {}
        self.texts = texts or Texts.of(library)

    def document(self, question: Question) -> Document | None:
        """The document that a question rests on; None where the library has it no longer."""
        doc_id = question.source.doc_id
        if doc_id not in self._documents:
            try:
                self._documents[doc_id] = self._library.get(doc_id)
            except UnknownDocumentError:
                self._documents[doc_id] = None
        return self._documents[doc_id]


def check_question(question: Question, bench: Bench) -> list[Failure]:
    """The rules that one question breaks."""
    if (why := _shape(question)) is not None:
        return [Failure(question.id, "shape", why)]
    if (why := _quote(question, bench)) is not None:
        return [Failure(question.id, "quote", why)]
    found = ((name, rule(question, bench)) for name, rule in RULES.items())
    return [Failure(question.id, name, why) for name, why in found if why is not None]


def check_paper(questions: Sequence[Question], bench: Bench) -> list[Failure]:
    """The rules that questions break one by one and as a paper."""
    found = [failure for question in questions for failure in check_question(question, bench)]
    for name, rule in PAPER_RULES.items():
        found += [Failure(qid, name, why) for qid, why in rule(questions)]
    return found


# -- what a question is ------------------------------------------------------------------------------
def _shape(q: Question, _bench: Bench | None = None) -> str | None:
    keys = [o.key for o in q.options]
    counts = {QuestionType.SINGLE: (4, 4), QuestionType.MULTIPLE: (4, 6), QuestionType.JUDGE: (2, 2),
              QuestionType.BLANK: (0, 0), QuestionType.SHORT: (0, 0)}[q.type]  # fmt: skip
    if not counts[0] <= len(keys) <= counts[1] or keys != list("ABCDEF"[: len(keys)]):
        return f"选项应有{counts[0]}至{counts[1]}个，按 A、B、C… 编号"
    if q.type in (QuestionType.SINGLE, QuestionType.JUDGE) and (len(q.answer) != 1 or q.answer[0] not in keys):
        return "答案应是一个选项的字母"
    if q.type is QuestionType.MULTIPLE and (list(q.answer) != sorted(set(q.answer)) or not set(q.answer) <= set(keys)):
        return "答案应是选项的字母，按次序"
    if q.type is QuestionType.JUDGE and [o.text for o in q.options] != ["正确", "错误"]:
        return "判断题的选项是“正确”“错误”"
    if q.type is QuestionType.BLANK and (q.stem.count(BLANK) != len(q.answer) or not q.answer):
        return "空格数与答案数不一致"
    if q.type is QuestionType.SHORT and (len(q.answer) != 1 or not q.points):
        return "简答题要有参考答案和得分点"
    return None if q.stem.strip() and q.explanation.strip() and q.id else "题干、解析或编号是空的"


def _quote(q: Question, bench: Bench) -> str | None:
    document, s = bench.document(q), q.source
    if document is None:
        return "文库里没有这份文件"
    if document.text[s.start : s.end] != s.quote or not s.quote.strip():
        return "原文与所标位置不一致"
    if s.title != document.title or s.doc_number != document.doc_number:
        return "标题或文号与文件不一致"
    if s.clause is None:
        return None if document.address_of(document.clause_at(s.start)) is None else "没有写明条款"
    index = document.clause(s.clause)
    if index is None or not document.clauses[index].start <= s.start < s.end <= document.clauses[index].end:
        return "所标条款里没有这段原文"
    return None


def _key_in_quote(q: Question, _bench: Bench) -> str | None:
    quote = same_words(q.source.quote)
    if asks_order(q):
        return fault_of(q)
    if q.type in (QuestionType.SINGLE, QuestionType.MULTIPLE):
        outside = [q.text_of(k) for k in q.answer if same_words(q.text_of(k)) not in quote]
    elif q.type is QuestionType.BLANK:
        outside = [a for a in q.answer if same_words(a.partition(ALTERNATIVE)[0]) not in quote]
    else:
        outside = [p for p in q.points if same_words(p) not in quote or same_words(p) not in same_words(q.answer[0])]
    return f"答案“{outside[0]}”不在原文里" if outside else None


def _filled_in(q: Question, _bench: Bench) -> str | None:
    """The filled-in stem stands in the quote; a true judgement too."""
    body, quote = q.body, same_words(q.source.quote)
    if q.type is QuestionType.JUDGE:
        return None if q.answer[0] == "B" or bare(body) in quote else "判断为正确的题干与原文不一致"
    if BLANK not in body:
        return None
    if q.type is QuestionType.MULTIPLE:
        before, _, after = body.partition(BLANK)
        return None if bare(before) in quote and bare(after) in quote else "题干与原文不一致"
    for answer in q.answer:
        body = body.replace(BLANK, q.text_of(answer) or answer.partition(ALTERNATIVE)[0], 1)
    return None if bare(body) in quote else "填上答案后与原文不一致"


# -- the stem ------------------------------------------------------------------------------------------
def _names_document(q: Question, _bench: Bench) -> str | None:
    return None if f"《{q.source.title}》" in q.stem else "题干没有写明文件"


def _stands_alone(q: Question, _bench: Bench) -> str | None:
    match = DANGLING.search(_ASKING.sub("", q.body))
    return f"题干里的“{match.group()}”没有所指" if match else None


def _one_question(q: Question, _bench: Bench) -> str | None:
    body = q.body
    if (
        q.type in (QuestionType.SINGLE, QuestionType.MULTIPLE)
        and (body.count(BLANK) + len(re.findall(r"[？?]", body))) != 1
    ):
        return "题干应只问一件事"
    if q.type is QuestionType.JUDGE and (BLANK in body or re.search(r"[？?]", body)):
        return "判断题的题干应是陈述句"
    bare = re.sub(r"[^0-9A-Za-z一-龥]", "", _ASKING.sub("", body.replace(BLANK, "")))
    if len(bare) < 6:
        return "题干只是一个标题，看不出问什么"
    return f"题干超过{_STEM_CHARS}字" if len(body) > _STEM_CHARS else None


def _well_formed(q: Question, _bench: Bench) -> str | None:
    body = q.body
    if not balanced(body) or any(not balanced(o.text) for o in q.options):
        return "括号或引号不成对"
    if not re.search(r"[。？]$", body) or re.search(r"[\n\t\ufffd]|[，。；、]{2}|[，、；：]。$|^[，。；、：]", body):
        return "题干的标点不对"
    filled = body.rstrip("。")
    return (
        "题干没有写完"
        if re.search(r"(?:的|和|与|及|或|对|在|由|从|将|把|并|且)$", filled) and not filled.endswith(BLANK)
        else None
    )


def _keeps_condition(q: Question, bench: Bench) -> str | None:
    """The stem takes in the condition and the exception of its sentence."""
    document = bench.document(q) if q.type is not QuestionType.SHORT else None
    lost = left_out(document, q.source.start, q.source.end) if document is not None else ""
    return f"题干漏了原文的条件“{lost[:20]}”" if lost else None


def _blank_late(q: Question, _bench: Bench) -> str | None:
    body = q.body
    if BLANK not in body:
        return None
    return None if body.index(BLANK) >= min(8, 0.25 * len(body)) and body.index(BLANK) >= 4 else "空格太靠前"


def _worth_asking(q: Question, bench: Bench) -> str | None:
    body = q.body
    if (match := SLOGAN.search(body)) is not None and q.type is not QuestionType.SHORT:
        return f"“{match.group()}”是套话，不宜出题"
    document = bench.document(q)
    index = document.clause_at(q.source.start) if document is not None else None
    if (
        document is not None
        and index is not None
        and document.clauses[index].kind in (ClauseKind.TITLE, ClauseKind.CLOSING)
    ):
        return "出自标题或落款"
    texts = [q.text_of(k) or k for k in q.answer]
    if any(_FUNCTION_WORD.match(t) for t in texts if q.type is not QuestionType.JUDGE):
        return "考的是虚词"
    return "考的是文号" if any(_NUMBERS_OF_ISSUE.search(t) for t in texts) else None


# -- the options ---------------------------------------------------------------------------------------
def _options_differ(q: Question, _bench: Bench) -> str | None:
    if q.type not in (QuestionType.SINGLE, QuestionType.MULTIPLE):
        return None
    texts = [same_words(o.text) for o in q.options]
    marks = [order_of(o.text) or same_words(o.text) for o in q.options]
    if len(set(texts)) < len(texts) or len(set(marks)) < len(marks):
        return "有选项相同"
    if any(re.search(r"以上(?:都|均|皆|全)|都不|均不是", t) for t in texts):
        return "有“以上都是”一类的选项"
    return "一个选项包含另一个" if any(a != b and a in b for a in texts for b in texts if order_of(a) is None) else None


def _same_kind(q: Question, _bench: Bench) -> str | None:
    if q.type is not QuestionType.SINGLE:
        return None
    key, values = q.text_of(q.answer[0]), [find_values(o.text) for o in q.options]
    of_key = find_values(key)
    if len(of_key) == 1 and of_key[0].text == key:
        units = {
            v[0].unit if len(v) == 1 and v[0].text == o.text else "" for v, o in zip(values, q.options, strict=True)
        }
        writing = {v[0].chinese for v in values if v}
        return None if len(units) == 1 and len(writing) == 1 else "选项的单位或写法不一"
    if order_of(key) is not None:
        return None if all(order_of(o.text) is not None for o in q.options) else "选项不是同一类"
    return None


def _in_order(q: Question, _bench: Bench) -> str | None:
    places = [order_of(o.text) for o in q.options] if q.type is QuestionType.SINGLE else []
    known = [p for p in places if p is not None]
    return "数字选项没有按大小排列" if places and known != sorted(known) and len(known) == len(places) else None


def _others_false(q: Question, bench: Bench) -> str | None:
    if q.type not in (QuestionType.SINGLE, QuestionType.MULTIPLE):
        return None
    quote, body = same_words(q.source.quote), q.body
    before, _, after = body.partition(BLANK) if BLANK in body else ("", "", _ASKING.sub("", body))
    if q.type is QuestionType.SINGLE and BLANK not in body:
        after = re.sub(r"^下列哪一主体|是指什么|[？“”]", "", after)
    in_order = asks_order(q)  # all steps stand in the quote; their order decides
    key_is_value = order_of(q.text_of(q.answer[0])) is not None
    for option in q.options:
        if option.key in q.answer:
            continue
        if not in_order and not key_is_value and same_words(option.text) in quote and not _elsewhere(q, option.text):
            return f"选项{option.key}也在原文里"
        if (BLANK in body or "主体" in body) and bench.texts.makes_true(
            q.source.doc_id, before, option.text, after.rstrip("。？")
        ):
            return f"选项{option.key}也说得通"
    return None


def _elsewhere(q: Question, option: str) -> bool:
    """Whether an option that stands in the quote stands in the stem: a body that another part speaks of."""
    return same_words(option) in same_words(q.body)


def _like_length(q: Question, _bench: Bench) -> str | None:
    if q.type is not QuestionType.SINGLE:
        return None
    key = len(q.text_of(q.answer[0]))
    others = sorted(len(o.text) for o in q.options if o.key not in q.answer)
    if key > others[-1] and key - others[-1] > max(3, 0.35 * others[-1]):
        return "正确选项明显最长"
    return "正确选项明显最短" if key < others[0] and others[0] - key > max(4, 0.45 * others[0]) else None


def _no_echo(q: Question, _bench: Bench) -> str | None:
    """No word of the stem stands in the key alone."""
    if q.type is not QuestionType.SINGLE or order_of(q.text_of(q.answer[0])) is not None:
        return None
    key = grams(q.text_of(q.answer[0]))
    others = frozenset().union(*(grams(o.text) for o in q.options if o.key not in q.answer))
    stem = grams(q.body.replace(BLANK, "，"))
    echoed = {g for g in (key & stem) - others if re.fullmatch(r"[一-龥]{2}", g)}
    return f"题干里的“{sorted(echoed)[0]}”只在正确选项里重现" if echoed else None


def _no_absolutes(q: Question, _bench: Bench) -> str | None:
    if q.type in (QuestionType.SINGLE, QuestionType.MULTIPLE):
        right = any(_ABSOLUTE.search(o.text) for o in q.options if o.key in q.answer)
        wrong = any(_ABSOLUTE.search(o.text) for o in q.options if o.key not in q.answer)
        return "绝对化的词只在错误选项里" if wrong and not right else None
    if q.type is QuestionType.JUDGE and q.answer[0] == "B":
        added = _ABSOLUTE.search(q.body) and not _ABSOLUTE.search(q.source.quote)
        return "题干加了绝对化的词" if added else None
    return None


# -- by type --------------------------------------------------------------------------------------------
def _judge_one_change(q: Question, _bench: Bench) -> str | None:
    if q.type is not QuestionType.JUDGE:
        return None
    body, quote = bare(q.body), same_words(q.source.quote)
    if len(_NEGATIVE.findall(body)) > 1:
        return "题干有双重否定"
    if q.answer[0] == "A":
        return None
    if body in quote:
        return "判断为错误的题干与原文一致"
    blocks = [b for b in SequenceMatcher(None, body, quote, autojunk=False).get_opcodes() if b[0] != "equal"]
    inner = [b for b in blocks if not (b[0] == "insert" and (b[1] in (0, len(body))))]
    if not inner or inner[-1][2] - inner[0][1] > 34 or inner[-1][4] - inner[0][3] > 34:
        return "改动不止一处"
    changed = re.search(r"“([^”]+)”写成了“([^”]+)”", q.explanation)
    if not changed or same_words(changed[1]) not in quote or same_words(changed[2]) not in body:
        return "解析没有说明改动了什么"
    return (
        None
        if same_words(body.replace(same_words(changed[2]), same_words(changed[1]))) in quote
        or _one_swap(body, quote, changed[1], changed[2])
        else "改动不止一处"
    )


def _one_swap(body: str, quote: str, said: str, instead: str) -> bool:
    said, instead = same_words(said), same_words(instead)
    spots = [m.start() for m in re.finditer(re.escape(instead), body)]
    return any(body[:i] + said + body[i + len(instead) :] in quote for i in spots)


def _multiple_members(q: Question, _bench: Bench) -> str | None:
    if q.type is not QuestionType.MULTIPLE:
        return None
    right = [o.text for o in q.options if o.key in q.answer]
    wrong = [o.text for o in q.options if o.key not in q.answer]
    if len(right) < 2 or not wrong:
        return "多选题应有两个以上正确选项，且不能全对"
    for w in wrong:
        if any(alike(w, r) >= 0.5 or w in r or r in w for r in right):
            return f"“{w}”与正确选项相近"
    return None


def _blank_short(q: Question, _bench: Bench) -> str | None:
    if q.type is not QuestionType.BLANK:
        return None
    body = same_words(q.body)
    for answer in q.answer:
        for writing in answer.split(ALTERNATIVE):
            if not 2 <= len(writing) <= 12:
                return f"“{writing}”不在2至12字之间"
            if len(writing) > 2 and same_words(writing) in body:
                return "答案在题干里"
    return None


def _explained(q: Question, _bench: Bench) -> str | None:
    s = q.source
    if f"《{s.title}》" not in q.explanation or (s.clause or "") not in q.explanation:
        return "解析没有写明标题和条款"
    return None if s.quote in q.explanation else "解析没有引原文"


Rule = Callable[[Question, Bench], str | None]
RULES: dict[str, Rule] = {
    "key_in_quote": _key_in_quote,
    "filled_in": _filled_in,
    "names_document": _names_document,
    "stands_alone": _stands_alone,
    "one_question": _one_question,
    "well_formed": _well_formed,
    "keeps_condition": _keeps_condition,
    "blank_late": _blank_late,
    "worth_asking": _worth_asking,
    "options_differ": _options_differ,
    "same_kind": _same_kind,
    "in_order": _in_order,
    "others_false": _others_false,
    "like_length": _like_length,
    "no_echo": _no_echo,
    "no_absolutes": _no_absolutes,
    "judge_one_change": _judge_one_change,
    "multiple_members": _multiple_members,
    "blank_short": _blank_short,
    "explained": _explained,
}
