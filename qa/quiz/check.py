"""Whether questions are sound: each rule of the house as a function over a question and the library.

Nothing here knows how a question was made: everything is read again from the question's fields and the
library's texts, so that edited, imported and model-written questions are held to the same rules.
`RULES` (one question) and `PAPER_RULES` (a whole paper) give each rule its name; a rule answers with what is
wrong, in Chinese, or None.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.types import ClauseKind
from qa.quiz.alone import DANGLING, SLOGAN, balanced, torn_off
from qa.quiz.bench import Bench, Rule
from qa.quiz.conditions import left_out
from qa.quiz.options import OPTION_RULES
from qa.quiz.paper import PAPER_RULES
from qa.quiz.sequence import asks_order, fault_of
from qa.quiz.statements import LAW_KINDS, bare, broken_off, same_words
from qa.quiz.types import ALTERNATIVE, ASKING, BLANK, Question, QuestionType

_STEM_CHARS = 190  # of a stem without its lead-in, at most
_FUNCTION_WORD = re.compile(r"^(?:的|和|与|及|或|等|并|以|在|对|为|是|应当|可以|必须|不得|按照|根据|依法|通过|由)+$")
_NUMBERS_OF_ISSUE = re.compile(r"〔\d{4}〕|\d{4}年第?\d+号|第\d+号$")


@dataclass(frozen=True, slots=True)
class Failure:
    """A rule that a question breaks: the question's id, the rule's name, and what is wrong."""

    question_id: str
    rule: str
    why: str


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


def _stands_alone(q: Question, bench: Bench) -> str | None:
    match = DANGLING.search(ASKING.sub("", q.body))
    if match:
        return f"题干里的“{match.group()}”没有所指"
    document = bench.document(q) if q.type is not QuestionType.SHORT else None
    if document is None:
        return None
    start, end = q.source.start, q.source.end
    if torn_off(document.text[max(0, start - 8) : start], q.source.quote):
        return "题干是列举中的一项，看不出说的是什么"
    index = document.clause_at(start)
    law = index is not None and document.clauses[index].kind in LAW_KINDS
    return "原文在这里断行，题干只有半句" if law and broken_off(document, start, end) else None


def _one_question(q: Question, _bench: Bench) -> str | None:
    body = q.body
    if (
        q.type in (QuestionType.SINGLE, QuestionType.MULTIPLE)
        and (body.count(BLANK) + len(re.findall(r"[？?]", body))) != 1
    ):
        return "题干应只问一件事"
    if q.type is QuestionType.JUDGE and (BLANK in body or re.search(r"[？?]", body)):
        return "判断题的题干应是陈述句"
    bare = re.sub(r"[^0-9A-Za-z一-龥]", "", ASKING.sub("", body.replace(BLANK, "")))
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
    **OPTION_RULES,
}
