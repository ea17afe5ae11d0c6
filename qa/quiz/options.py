"""The rules on a question's options, its answer and its explanation (`OPTION_RULES`); those on the stem are in `qa.quiz.check`."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from qa.quiz.assemble import order_of
from qa.quiz.bench import Bench, Rule
from qa.quiz.bodies import is_body, others_too
from qa.quiz.sequence import asks_order
from qa.quiz.statements import alike, bare, grams, same_words
from qa.quiz.types import ALTERNATIVE, ASKING, BLANK, Question, QuestionType
from qa.quiz.values import find_values

_CHANGED = re.compile(r"“([^”]+)”写成了“([^”]+)”")  # what the explanation of a false statement says
_NEGATIVE = re.compile(
    r"不得|不(?!动产|动|断|少于|低于|超过|高于|足|同|良|锈|可抗力|符合|服|合格|明|宜|愁|漏|错|含)|禁止|未|非(?!法|贫|公|物质|营利|税|农|洲|机动)|严禁"
)
_ABSOLUTE = re.compile(r"一律|必须|绝对|任何情况|全部|所有")


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
    before, _, after = body.partition(BLANK) if BLANK in body else ("", "", ASKING.sub("", body))
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


def _only_this_body(q: Question, bench: Bench) -> str | None:
    """Who does what isn't asked where the sentence lets others do it too."""
    if q.type is QuestionType.JUDGE:
        changed = _CHANGED.search(q.explanation) if q.answer[0] == "B" else None
        key = changed[1] if changed else ""
    else:
        key = (q.text_of(q.answer[0]) or q.answer[0]) if q.type in (QuestionType.SINGLE, QuestionType.BLANK) else ""
    document = bench.document(q) if is_body(key) else None
    if document is None or not others_too(document.text, q.source.start, q.source.end):
        return None
    return f"原文还有别的主体也可以，不能只算“{key}”对"


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
    changed = _CHANGED.search(q.explanation)
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


OPTION_RULES: dict[str, Rule] = {
    "options_differ": _options_differ,
    "same_kind": _same_kind,
    "in_order": _in_order,
    "others_false": _others_false,
    "only_this_body": _only_this_body,
    "like_length": _like_length,
    "no_echo": _no_echo,
    "no_absolutes": _no_absolutes,
    "judge_one_change": _judge_one_change,
    "multiple_members": _multiple_members,
    "blank_short": _blank_short,
    "explained": _explained,
}
