"""学习通's question sheet. The columns are those of its public template; a change there is one line here."""

from __future__ import annotations

from pathlib import Path

from qa.quiz.exporters.base import SHORT_NAMES, Parts, explained, first_writing, one_line, verdict
from qa.quiz.exporters.sheets import Column, workbook
from qa.quiz.types import DIFFICULTY_NAMES, Question, QuestionType, Quiz

_KEYS = "ABCDEFGH"
COLUMNS = (
    Column("目录", 24), Column("题目类型", 10), Column("大题题干", 50), Column("小题题型", 10), Column("小题题干", 12), Column("正确答案", 16),
    Column("答案解析", 50), Column("难易度", 8), Column("知识点", 20), Column("标签", 16), Column("选项数", 8), *(Column(f"选项{key}", 18) for key in _KEYS),
)  # fmt: skip


def build(quiz: Quiz, path: Path) -> Parts:
    """The questions as a workbook for 学习通."""
    return workbook(path, "题库", COLUMNS, [_row(q) for q in quiz.questions])


def _row(q: Question) -> list[str]:
    judged = q.type is QuestionType.JUDGE
    options = [] if judged else [one_line(o.text) for o in q.options]
    answer = (
        verdict(q)
        if judged
        else "；".join(map(first_writing, q.answer))
        if q.type is QuestionType.BLANK
        else "".join(q.answer)
    )
    return [
        one_line(q.source.title), SHORT_NAMES[q.type], one_line(q.stem), "", "", one_line(answer), one_line(explained(q)),
        DIFFICULTY_NAMES[q.difficulty], one_line(q.topic), q.source.clause or "", str(len(options)) if options else "",
        *options, *[""] * (len(_KEYS) - len(options)),
    ]  # fmt: skip
