"""Targets that a quiz can be written for: one adapter a target, each in a module of its own.

`EXPORTERS[name].write(quiz, path)` gives what was written and what the target can't hold. An adapter's
library is imported when it writes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from qa.quiz.exporters.base import Parts
from qa.quiz.types import QuestionType, Quiz, Written

_ALL = tuple(QuestionType)


@dataclass(frozen=True, slots=True)
class Exporter:
    """A target: its name in commands, what people call it, its files' suffix, and the types it can hold."""

    name: str
    title: str
    suffix: str
    types: tuple[QuestionType, ...]
    module: str

    def write(self, quiz: Quiz, path: Path) -> Written:
        """Write the questions that the target can hold, atomically.

        :raises OutputError: the file can't be written.
        """
        held = tuple(q for q in quiz.questions if q.type in self.types)
        left: dict[str, int] = {}
        for question in quiz.questions:
            if question.type not in self.types:
                left[question.type.value] = left.get(question.type.value, 0) + 1
        build: Callable[[Quiz, Path], Parts] = import_module(f"qa.quiz.exporters.{self.module}").build
        parts = build(Quiz(held, quiz.warnings), path)
        parts.save()
        return Written(len(held), left, quiz.warnings, tuple(str(file) for file in parts.files))


EXPORTERS: dict[str, Exporter] = {
    e.name: e
    for e in (
        Exporter("json", "JSON", ".json", _ALL, "as_json"),
        Exporter("docx", "Word 试卷和答案", ".docx", _ALL, "word"),
        Exporter("xlsx", "Excel 表格", ".xlsx", _ALL, "table"),
        Exporter("gift", "GIFT（Moodle 文本）", ".gift.txt", _ALL, "gift"),
        Exporter("aiken", "Aiken（只有选择和判断）", ".aiken.txt", (QuestionType.SINGLE, QuestionType.JUDGE), "aiken"),
        Exporter("moodle", "Moodle XML", ".xml", _ALL, "moodle"),
        Exporter("qti", "QTI 2.1 包", ".zip", _ALL, "qti"),
        Exporter("wjx", "问卷星文本", ".txt", _ALL, "wjx"),
        Exporter("xuexitong", "学习通表格", ".xlsx", _ALL, "xuexitong"),
        Exporter("kaoshibao", "考试宝表格", ".xlsx", _ALL, "kaoshibao"),
    )
}

__all__ = ["EXPORTERS", "Exporter"]
