"""Rules that a paper keeps as a whole: nothing twice, no question that answers another, keys spread, half true."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

from qa.quiz.statements import bare, same_words
from qa.quiz.types import ALTERNATIVE, BLANK, Question, QuestionType


def _none_twice(questions: Sequence[Question]) -> list[tuple[str, str]]:
    found = []
    for i, q in enumerate(questions):
        for other in questions[:i]:
            same = q.source.doc_id == other.source.doc_id and max(q.source.start, other.source.start) < min(
                q.source.end, other.source.end
            )
            if same or bare(q.stem) == bare(other.stem):
                found.append((q.id, f"与{other.id}问的是同一处原文"))
                break
    return found


def _none_answers_another(questions: Sequence[Question]) -> list[tuple[str, str]]:
    found = []
    stems = [(o.id, same_words(o.stem)) for o in questions]
    for q in questions:
        for gap in re.finditer(BLANK, q.body):
            key = (q.text_of(q.answer[0]) or q.answer[0]).partition(ALTERNATIVE)[0]
            near = same_words(q.body[max(0, gap.start() - 6) : gap.start()] + key)
            teller = next((i for i, stem in stems if i != q.id and len(near) > 6 and near in stem), None)
            if teller is not None:
                found.append((q.id, f"{teller}的题干说出了答案"))
                break
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
