"""A plain table of the questions with all that is known of them, for Excel or WPS."""

from __future__ import annotations

from pathlib import Path

from qa.quiz.exporters.base import SHORT_NAMES, Parts, verdict
from qa.quiz.exporters.sheets import Column, workbook
from qa.quiz.types import DIFFICULTY_NAMES, Question, QuestionType, Quiz

_KEYS = "ABCDEF"
COLUMNS = (
    Column("编号", 13), Column("题型", 9), Column("题干", 50), *(Column(f"选项{key}", 20) for key in _KEYS), Column("答案", 16),
    Column("解析", 50), Column("文件标题", 28), Column("文号", 16), Column("条款", 18), Column("原文", 50), Column("难度", 7), Column("主题", 20),
)  # fmt: skip


def build(quiz: Quiz, path: Path) -> Parts:
    """The questions as a workbook."""
    return workbook(path, "试题", COLUMNS, [_row(q) for q in quiz.questions])


def _row(q: Question) -> list[str]:
    s = q.source
    answer = (
        verdict(q) if q.type is QuestionType.JUDGE else ("；" if q.type is QuestionType.BLANK else "").join(q.answer)
    )
    options = [q.text_of(key) for key in _KEYS]
    return [q.id, SHORT_NAMES[q.type], q.stem, *options, answer, q.explanation, s.title, s.doc_number or "", s.clause or "", s.quote,
            DIFFICULTY_NAMES[q.difficulty], q.topic]  # fmt: skip
