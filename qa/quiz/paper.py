"""Rules that a paper keeps as a whole: nothing twice, no question that answers another, keys spread, half true."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

from qa.quiz.statements import bare, same_words
from qa.quiz.types import ALTERNATIVE, BLANK, Question, QuestionType


def same_question(a: Question, b: Question) -> bool:
    """Whether two questions ask one thing: the same stem, or the same key of the same words."""
    if bare(a.stem) == bare(b.stem):
        return True
    shared = a.source.doc_id == b.source.doc_id and max(a.source.start, b.source.start) < min(
        a.source.end, b.source.end
    )
    return shared and _keys(a) == _keys(b) and _keys(a) != {""}


def _keys(q: Question) -> set[str]:
    return (
        {(q.text_of(k) or k).partition(ALTERNATIVE)[0] for k in q.answer}
        if q.type is not QuestionType.JUDGE
        else {q.source.quote}
    )


def _none_twice(questions: Sequence[Question]) -> list[tuple[str, str]]:
    found = []
    for i, q in enumerate(questions):
        other = next((o for o in questions[:i] if same_question(o, q)), None)
        if other is not None:
            found.append((q.id, f"与{other.id}问的是同一件事"))
    return found


_TELLING = 10  # characters before a gap which, with the answer behind them, give it away in another stem


def answers_another(teller: Question, asked: Question) -> bool:
    """Whether one question's stem says what another asks."""
    stem = same_words(teller.body)
    if asked.type in (QuestionType.SINGLE, QuestionType.MULTIPLE) and any(
        len(text) >= 8 and same_words(text) in stem for text in map(asked.text_of, asked.answer)
    ):
        return True
    for gap in re.finditer(BLANK, asked.body):
        key = (asked.text_of(asked.answer[0]) or asked.answer[0]).partition(ALTERNATIVE)[0]
        near = same_words(asked.body[max(0, gap.start() - _TELLING) : gap.start()] + key)
        if len(near) > _TELLING // 2 + 1 and near in stem:
            return True
    return False


def _none_answers_another(questions: Sequence[Question]) -> list[tuple[str, str]]:
    found = []
    for q in questions:
        teller = next((o for o in questions if o.id != q.id and answers_another(o, q)), None)
        if teller is not None:
            found.append((q.id, f"{teller.id}的题干说出了答案"))
    return found


def _keys_spread(questions: Sequence[Question]) -> list[tuple[str, str]]:
    keys = Counter(q.answer[0] for q in questions if q.type is QuestionType.SINGLE)
    total = sum(keys.values())
    if total < 8:
        return []
    key, most = keys.most_common(1)[0]
    last = [q.id for q in questions if q.type is QuestionType.SINGLE and q.answer[0] == key][-1]
    return [(last, f"答案{key}占了{most}/{total}")] if most > total / 4 + max(2, 0.15 * total) else []


def _half_true(questions: Sequence[Question]) -> list[tuple[str, str]]:
    judged = [q for q in questions if q.type is QuestionType.JUDGE]
    true = sum(1 for q in judged if q.answer[0] == "A")
    return (
        [(judged[-1].id, f"判断题{len(judged)}道里{true}道正确")]
        if len(judged) >= 6 and not 0.3 <= true / len(judged) <= 0.7
        else []
    )


PAPER_RULES: dict[str, Callable[[Sequence[Question]], list[tuple[str, str]]]] = {
    "none_twice": _none_twice,
    "none_answers_another": _none_answers_another,
    "keys_spread": _keys_spread,
    "half_true": _half_true,
}
