"""Drafts into questions: which options, in which order, where the key stands, what the explanation says."""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.types import Document
from qa.quiz.customary import FREQUENCY_ORDER
from qa.quiz.draft import Draft
from qa.quiz.fact import FactKind
from qa.quiz.statements import alike
from qa.quiz.types import Option, Question, QuestionType, Source
from qa.quiz.values import find_values

KEYS = "ABCDEF"


def assemble(document: Document, draft: Draft, rng: random.Random, place: int, truth: bool) -> Question | None:
    """Put a question together.

    :param place: where the key of a single choice should stand, 0 to 3; it stands elsewhere where order forbids it.
    :param truth: whether a judgement's statement should be as the clause has it.
    :return: None where the distractors don't suffice.
    """
    match draft.type:
        case QuestionType.SINGLE:
            return _single(document, draft, rng, place)
        case QuestionType.MULTIPLE:
            return _multiple(document, draft, rng)
        case QuestionType.JUDGE:
            return _judge(document, draft, rng, truth)
        case QuestionType.BLANK:
            return _question(document, draft, draft.stem, (), draft.right)
        case QuestionType.SHORT:
            answer = "；".join(f"（{i}）{point}" for i, point in enumerate(draft.points, 1)) + "。"
            return _question(document, draft, draft.stem, (), (answer,))


def _single(document: Document, draft: Draft, rng: random.Random, place: int) -> Question | None:
    key = rng.choice(draft.right)
    of_steps = draft.fact.kind in (FactKind.STEPS, FactKind.PROCEDURE)  # the same words in another order
    wrong = list(draft.wrong) if of_steps else _unlike(key, draft.wrong)
    ordered = order_of(key)
    if ordered is not None:
        texts = _in_order(key, wrong, place, ordered)
    else:
        chosen = _alike_in_length(key, wrong)
        rng.shuffle(chosen)
        texts = [*chosen[:place], key, *chosen[place:]] if len(chosen) == 3 else None
    if texts is None:
        return None
    options = tuple(Option(KEYS[i], text) for i, text in enumerate(texts))
    return _question(document, draft, draft.stem, options, (KEYS[texts.index(key)],))


def order_of(text: str) -> tuple[float, float] | None:
    """What an option is put in order by: its figure, date or frequency; None where it has none."""
    if text in FREQUENCY_ORDER:
        return float(FREQUENCY_ORDER[text]), 0.0
    values = find_values(text)
    if len(values) == 1 and values[0].text == text:
        low, high = values[0].order
        return float(low), float(high)
    date = re.fullmatch(r"(?:(?:每年)?(?:(\d{4})年)?)?(?:(\d{1,2})月)?(?:(\d{1,2})日)?(底|末|初|上旬|中旬|下旬)?", text)
    if date and (date[1] or date[2]):
        part = {"初": 1, "上旬": 5, "中旬": 15, "下旬": 25, "底": 31, "末": 31, None: 0}[date[4]]
        return float(date[1] or 0), (float(date[2] or (13 if date[4] else 0))) * 40 + float(date[3] or part)
    return None


def _in_order(key: str, wrong: Sequence[str], place: int, at: tuple[float, float]) -> list[str] | None:
    """Three distractors around the key so that it stands at `place` (or as near as there are figures for)."""
    below = [w for w in wrong if (order_of(w) or at) < at]
    above = [w for w in wrong if (order_of(w) or at) > at]
    for wanted in sorted(range(4), key=lambda p: (abs(p - place), p)):
        if len(below) >= wanted and len(above) >= 3 - wanted:
            texts = [*below[:wanted], key, *above[: 3 - wanted]]
            return sorted(texts, key=lambda t: order_of(t) or at)
    return None


def _unlike(key: str, wrong: Sequence[str]) -> list[str]:
    """Distractors that differ from the key and from each other, also in another writing."""
    seen = {key, order_of(key)} - {None}
    found: list[str] = []
    for text in wrong:
        mark = order_of(text) or text
        close = order_of(text) is None and any(alike(text, other) >= 0.6 for other in found)
        if mark not in seen and text not in seen and not close:
            seen |= {mark, text}
            found.append(text)
    return found


def _alike_in_length(key: str, wrong: Sequence[str]) -> list[str]:
    """Three distractors, the preferred first, such that the key is neither much the longest nor the shortest."""
    fitting = [w for w in wrong if abs(len(w) - len(key)) <= max(3, 0.45 * len(key))]
    chosen = fitting[:3]
    if len(chosen) == 3 and all(len(w) < len(key) for w in chosen):
        longer = next((w for w in fitting[3:] if len(w) >= len(key)), None)
        if longer is not None:
            chosen[2] = longer
    return chosen


def _multiple(document: Document, draft: Draft, rng: random.Random) -> Question | None:
    right = list(draft.right)
    whole_list = draft.fact.kind is FactKind.LIST
    if draft.fact.kind is FactKind.ITEMS:
        count = min(len(right), rng.choice((2, 3, 3, 4)))
        right = [right[i] for i in sorted(rng.sample(range(len(right)), count))]
    wanted = 1 if len(right) >= 5 else 2
    low, high = min(map(len, right)), max(map(len, right))
    wrong = [w for w in draft.wrong if 0.5 * low - 1 <= len(w) <= 1.6 * high + 2]
    distinct = [w for i, w in enumerate(wrong) if w not in wrong[:i]][:wanted]
    if len(right) < 2 or len(distinct) < wanted:
        return None
    texts = [*right, *distinct]
    rng.shuffle(texts)
    if whole_list:  # the right ones keep the clause's order, so that the filled-in statement is the clause's
        places = sorted(texts.index(r) for r in right)
        for at, text in zip(places, right, strict=True):
            texts[at] = text
    options = tuple(Option(KEYS[i], text) for i, text in enumerate(texts))
    return _question(document, draft, draft.stem, options, tuple(o.key for o in options if o.text in right))


def _judge(document: Document, draft: Draft, rng: random.Random, truth: bool) -> Question | None:
    options = (Option("A", "正确"), Option("B", "错误"))
    if truth:
        return _question(document, draft, draft.stem, options, ("A",))
    said, instead = draft.right[0], _unlike(draft.right[0], draft.wrong)
    if not instead:
        return None
    other = rng.choice(instead[:3])
    start, end = draft.swap
    stem = draft.stem[:start] + other + draft.stem[end:]
    return _question(document, draft, stem, options, ("B",), f"题干把原文的“{said}”写成了“{other}”。")


def _question(
    document: Document, draft: Draft, stem: str, options: tuple[Option, ...], answer: tuple[str, ...], note: str = ""
) -> Question:
    fact = draft.fact
    quote = document.text[fact.quote_start : fact.quote_end]
    address = fact.passage.address
    number = f"（{document.doc_number}）" if document.doc_number else ""
    explanation = f"《{document.title}》{number}{address or ''}：“{quote}”。{note}"
    source = Source(
        document.doc_id, document.title, document.doc_number, address, quote, fact.quote_start, fact.quote_end
    )
    question = Question(
        "",
        draft.type,
        stem,
        options,
        answer,
        explanation,
        draft.difficulty,
        fact.passage.topic,
        source,
        draft.points,
    )
    return replace(question, id=identity(question))


def identity(question: Question) -> str:
    """A question's id: the same for the same type, document, stem, answer and options."""
    parts = [question.type.value, question.source.doc_id, question.stem, *question.answer]
    digest = hashlib.sha256("\x1f".join([*parts, *(o.text for o in question.options)]).encode())
    return "q" + digest.hexdigest()[:10]
