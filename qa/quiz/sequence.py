"""Questions on the order of steps, read from their own words: which order is right, which step comes next."""

from __future__ import annotations

import re

from qa.quiz.statements import same_words
from qa.quiz.types import Question, QuestionType

NEXT = re.compile(r"“(?P<step>[^”]+)”之后紧接着的是")
_JOINS = re.compile(r"→|、|(?<=.)(?:和|并|以及)(?=[^→、]*$)")


def asks_order(q: Question) -> bool:
    """Whether the options are the same steps in different orders, or the step behind a named one is asked for."""
    if q.type is not QuestionType.SINGLE:
        return False
    if NEXT.search(q.stem):
        return True
    steps = [sorted(_JOINS.split(o.text)) for o in q.options]
    return len(steps) > 1 and len(steps[0]) >= 3 and all(s == steps[0] for s in steps)


def fault_of(q: Question) -> str | None:
    """What is wrong with a question on an order: the key must have the quote's order, and no other option may."""
    quote = same_words(q.source.quote)
    asked = NEXT.search(q.stem)
    if asked:
        behind = quote.partition(same_words(asked["step"]))[2]
        places = {o.key: behind.find(same_words(o.text)) for o in q.options}
        at = places[q.answer[0]]
        if at < 0:
            return "答案不在原文这一步之后"
        return next((f"选项{key}比答案更靠前" for key, place in places.items() if 0 <= place < at), None)
    if not _in_turn(q.text_of(q.answer[0]), quote):
        return "答案的次序与原文不一致"
    return next(
        (f"选项{o.key}的次序也与原文一致" for o in q.options if o.key not in q.answer and _in_turn(o.text, quote)), None
    )


def _in_turn(option: str, quote: str) -> bool:
    at = 0
    for step in _JOINS.split(option):
        at = quote.find(same_words(step), at)
        if at < 0:
            return False
        at += len(same_words(step))
    return True
