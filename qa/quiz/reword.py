"""Stems in a language model's words: taken only where the question passes every check as before and the clause still says it.

A model may not make a question, a key or a distractor; it may say a stem otherwise. What it proposes is held to `qa.quiz.check` like
any question, and beyond that to the words that decide: the same figures, modals, negations, names and conditions, the key not
told. What fails keeps the stem it had, and is counted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.library import Library
from qa.compare import check_sentence
from qa.llm import Chat, LLMFailure
from qa.prompts import REWORD, reword_values
from qa.quiz.assemble import identity
from qa.quiz.bench import Bench
from qa.quiz.check import check_question
from qa.quiz.conditions import is_condition, is_exception
from qa.quiz.paper import answers_another, same_question
from qa.quiz.statements import grams, overlap, same_words
from qa.quiz.types import BLANK, Progress, Question, QuestionType, Quiz
from qa.quiz.values import find_values

# A judgement is the clause's words or one change of them; a gap stands in them: neither has another wording.
REWORDED = (QuestionType.SINGLE, QuestionType.MULTIPLE, QuestionType.SHORT)
_KEPT = 0.7  # of the character pairs of a stem, and of a condition in it, that the other wording must have
_MODALS = ("应当", "必须", "可以", "不得", "禁止")
_HOW_MUCH = re.compile(r"多少|多长|多久|多大|多高|几|何时|什么时候|哪")
_WHICH = re.compile(r"哪|谁|什么|何|怎")
_SINCE = re.compile(r"自[^，,；;]{2,30}?起")  # from when a term runs
_MARKS = re.compile(r"^(?:题干|改写(?:后的?题干)?)[：:]\s*")


def reword(quiz: Quiz, library: Library, chat: Chat, progress: Progress | None = None) -> Quiz:
    """A quiz with its stems in other words where a model found sound ones.

    :param progress: called with questions done, of how many, and what is being done.
    :return: the quiz, with a warning that says how many stems were exchanged and how many proposals were refused. A
        server that fails ends the rewording, and the warning says why.
    """
    bench, questions = Bench(library), list(quiz.questions)
    asked = [i for i, q in enumerate(questions) if q.type in REWORDED]
    exchanged, refused, failure = 0, 0, ""
    for done, i in enumerate(asked, 1):
        try:
            proposed = _proposed(questions[i], chat)
        except LLMFailure as error:
            failure = str(error)
            break
        new = accepted(questions[i], proposed, bench, [*questions[:i], *questions[i + 1 :]])
        if new is None:
            refused += proposed != questions[i].stem
        else:
            questions[i], exchanged = new, exchanged + 1
        if progress is not None:
            progress(done, len(asked), "改写题干")
    told = f"大模型改写了{exchanged}道题的题干" + (f"，另有{refused}道没有通过核对，用原题干" if refused else "")
    warnings = [told] if exchanged or refused or not failure else []
    if failure:
        warnings.append(f"大模型没有用上：{failure}；其余题用原题干")
    return replace(quiz, questions=tuple(questions), warnings=(*quiz.warnings, *warnings))


def accepted(question: Question, stem: str, bench: Bench, others: Sequence[Question] = ()) -> Question | None:
    """The question with another stem; None where a check, or the clause, speaks against it.

    :param others: the paper's other questions, none of which may be the same or give the other's answer away.
    """
    lead_in = f"根据《{question.source.title}》，"
    body = stem.removeprefix(lead_in)
    new = replace(question, stem=lead_in + body)
    new = replace(new, id=identity(new))
    if new.stem == question.stem or not re.search(r"[？?]$", body) or BLANK in body:
        return None
    if not _says_the_same(question, body) or check_question(new, bench):
        return None
    twice = any(same_question(o, new) or answers_another(o, new) or answers_another(new, o) for o in others)
    return None if twice else new


def _says_the_same(question: Question, body: str) -> bool:
    """Whether another wording asks for the same with all that the stem said, and nothing else."""
    old, keys = question.body.replace(BLANK, "，"), [question.text_of(k) for k in question.answer if question.options]
    told = [k for k in keys if same_words(k) in same_words(body) and same_words(k) not in same_words(old)]
    if told or overlap(grams(old), grams(body)) < _KEPT:
        return False
    pieces = [p for p in re.split(r"[，,；;]", old) if is_condition(p) or is_exception(p)] + _SINCE.findall(old)
    if any(overlap(grams(p), grams(body)) < _KEPT for p in pieces):
        return False
    if any((m in old) != (m in body) for m in _MODALS):
        return False
    if {v.order for v in find_values(old)} != {v.order for v in find_values(body)}:
        return False
    value = find_values(keys[0])[:1] if question.type is QuestionType.SINGLE else []
    asks = _HOW_MUCH if value and value[0].text == keys[0] else _WHICH
    sources = [question.source.quote, question.topic, f"《{question.source.title}》"]
    told_of = check_sentence(asks.sub("", body).rstrip("？?"), sources).changes
    # What is asked for is missing from the question, as it should be.
    against = [c for c in told_of if c.cited or not any(c.source and c.source in key for key in keys)]
    return bool(asks.search(body)) and not against


def _proposed(question: Question, chat: Chat) -> str:
    """What a model writes; the stem itself where that is more than a line.

    :raises LLMFailure: the server gave nothing usable.
    """
    key = "；".join(question.text_of(k) for k in question.answer) if question.options else question.answer[0]
    head = f"《{question.source.title}》{question.source.clause or ''}"
    values = reword_values(question.stem, key, head, question.source.quote)
    said = "".join(chat.stream(lambda model: (REWORD | model).stream(values))).strip()  # type: ignore[arg-type,return-value]
    return question.stem if not said or "\n" in said else _MARKS.sub("", said)
