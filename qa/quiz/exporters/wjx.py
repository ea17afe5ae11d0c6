"""问卷星's text import: the stem with its type in 【】, options a line each, 答案, 解析, a blank line."""

from __future__ import annotations

from pathlib import Path

from qa.quiz.exporters.base import SHORT_NAMES, Parts, as_text, explained, first_writing, one_line, verdict
from qa.quiz.types import Question, QuestionType, Quiz


def build(quiz: Quiz, path: Path) -> Parts:
    """The questions as text for 问卷星."""
    return as_text(path, "\n".join(_question(q) for q in quiz.questions))


def _question(q: Question) -> str:
    lines = [f"{one_line(q.stem)}【{SHORT_NAMES[q.type]}】"]
    lines += [f"{o.key}. {one_line(o.text)}" for o in q.options]
    lines += [f"答案：{one_line(_answer(q))}", f"解析：{one_line(explained(q))}"]
    return "\n".join(lines) + "\n"


def _answer(q: Question) -> str:
    if q.type is QuestionType.JUDGE:
        return verdict(q)
    if q.type is QuestionType.BLANK:
        return "；".join(first_writing(a) for a in q.answer)
    return "".join(q.answer)
