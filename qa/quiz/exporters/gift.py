"""GIFT, Moodle's text format: `::name::stem {=right ~wrong ####feedback}`."""

from __future__ import annotations

import re
from pathlib import Path

from qa.quiz.exporters.base import Parts, as_text, one_line, writings
from qa.quiz.types import BLANK, Question, QuestionType, Quiz

_SPECIAL = re.compile(r"[\\~=#{}:]")


def build(quiz: Quiz, path: Path) -> Parts:
    """The questions as GIFT text, a blank line between them."""
    return as_text(path, "\n".join(f"::{_escape(q.id)}::{_question(q)}\n" for q in quiz.questions))


def _question(q: Question) -> str:
    feedback = f"####{_escape(q.explanation)}"
    stem = _escape(q.stem)
    if q.type is QuestionType.JUDGE:
        return f"{stem} {{{'T' if q.answer[0] == 'A' else 'F'}{feedback}}}"
    if q.type is QuestionType.SHORT:
        return f"{stem} {{####{_escape('参考答案：' + q.answer[0] + ' ' + q.explanation)}}}"
    if q.type is QuestionType.BLANK:
        # GIFT has one answer block a question; further blanks stay in the stem and their answers in the feedback.
        accepted = " ".join(f"={_escape(w)}" for w in writings(q.answer[0]))
        before, _, after = stem.partition(BLANK)
        rest = "".join(f" 第{i}空：{_escape(a)}" for i, a in enumerate(q.answer[1:], 2))
        return f"{before}{{{accepted} {feedback}{rest}}}{after}"
    if q.type is QuestionType.SINGLE:
        choices = [("=" if o.key in q.answer else "~") + _escape(o.text) for o in q.options]
    else:
        share = _share(len(q.answer))
        choices = [f"~%{share if o.key in q.answer else '-' + share}%{_escape(o.text)}" for o in q.options]
    return f"{stem} {{{' '.join(choices)} {feedback}}}"


def _share(count: int) -> str:
    """A hundredth share that Moodle accepts (it knows 33.33333, not 33.3)."""
    return f"{100 / count:.5f}".rstrip("0").rstrip(".")


def _escape(text: str) -> str:
    return _SPECIAL.sub(lambda match: "\\" + match.group(), one_line(text))
