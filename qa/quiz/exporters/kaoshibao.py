"""考试宝's question sheet. The columns are those of its public template; a change there is one line here."""

from __future__ import annotations

from pathlib import Path

from qa.quiz.exporters.base import SHORT_NAMES, Parts, explained, first_writing, one_line, verdict
from qa.quiz.exporters.sheets import Column, workbook
from qa.quiz.types import DIFFICULTY_NAMES, Question, QuestionType, Quiz

_KEYS = "ABCDEFGH"
COLUMNS = (
    Column("题干（必填）", 50), Column("题型（必填）", 12), *(Column(f"选项{key}", 18) for key in _KEYS), Column("正确答案（必填）", 18),
    Column("解析", 50), Column("章节", 24), Column("难度", 8),
)  # fmt: skip


def build(quiz: Quiz, path: Path) -> Parts:
    """The questions as a workbook for 考试宝."""
    return workbook(path, "Sheet1", COLUMNS, [_row(q) for q in quiz.questions])


def _row(q: Question) -> list[str]:
    judged = q.type is QuestionType.JUDGE
    options = [] if judged else [one_line(o.text) for o in q.options]
    answer = (
        verdict(q)
        if judged
        else "|".join(map(first_writing, q.answer))
        if q.type is QuestionType.BLANK
        else "".join(q.answer)
    )
    return [one_line(q.stem), SHORT_NAMES[q.type], *options, *[""] * (len(_KEYS) - len(options)), one_line(answer), one_line(explained(q)),
            one_line(q.topic), DIFFICULTY_NAMES[q.difficulty]]  # fmt: skip
