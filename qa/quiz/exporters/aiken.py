"""Aiken: stem on one line, `A. …` lines, `ANSWER: A`, a blank line. Single choice, and judgements as two options."""

from __future__ import annotations

from pathlib import Path

from qa.quiz.exporters.base import Parts, as_text, one_line
from qa.quiz.types import Quiz


def build(quiz: Quiz, path: Path) -> Parts:
    """The questions as Aiken text."""
    blocks = []
    for question in quiz.questions:
        lines = [one_line(question.stem), *(f"{o.key}. {one_line(o.text)}" for o in question.options)]
        blocks.append("\n".join([*lines, f"ANSWER: {question.answer[0]}"]) + "\n")
    return as_text(path, "\n".join(blocks))
