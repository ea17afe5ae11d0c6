"""What a quiz is: questions bound to the words that decide them. The package's table of contents.

Offsets are code points in the document's canonical text: `text[start:end] == quote`, always.
The rules that a question keeps to are in `qa.quiz.check`; the fields are those of `zhengce quiz --json`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

Difficulty = Literal["easy", "medium", "hard"]
Progress = Callable[[int, int, str], None]  # done, total, what is being worked on

BLANK = "____"  # stands for what is to be filled in
ASKING = re.compile(r"下列哪(?:些|一|项|种)|哪些|什么|哪一")  # what makes a question of a statement
ALTERNATIVE = "||"  # between further accepted writings of one blank


class QuestionType(StrEnum):
    """The five types that every trainer's tool knows, in the order in which a paper has them."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    JUDGE = "judge"
    BLANK = "blank"
    SHORT = "short"


TYPE_NAMES = {
    QuestionType.SINGLE: "单项选择题",
    QuestionType.MULTIPLE: "多项选择题",
    QuestionType.JUDGE: "判断题",
    QuestionType.BLANK: "填空题",
    QuestionType.SHORT: "简答题",
}
DIFFICULTY_NAMES: dict[Difficulty, str] = {"easy": "易", "medium": "中", "hard": "难"}


@dataclass(frozen=True, slots=True)
class Option:
    """A choice: its key (A to F) and its text."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """The words that decide a question, and where they stand. `clause` is None outside any clause."""

    doc_id: str
    title: str
    doc_number: str | None
    clause: str | None
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `answer`: keys (single, multiple, judge), a text a blank, or the model answer (short)."""

    id: str  # the same for the same stem, answer and source
    type: QuestionType
    stem: str
    options: tuple[Option, ...]
    answer: tuple[str, ...]
    explanation: str
    difficulty: Difficulty
    topic: str
    source: Source
    points: tuple[str, ...] = ()  # scoring points of a short answer, each verbatim

    @property
    def body(self) -> str:
        """The stem without its lead-in."""
        return self.stem.removeprefix(f"根据《{self.source.title}》，")

    def text_of(self, key: str) -> str:
        """The text of the option with this key; empty where there is none."""
        return next((option.text for option in self.options if option.key == key), "")


@dataclass(frozen=True, slots=True)
class Quiz:
    """Questions in the order of a paper, and why there are fewer than were asked for."""

    questions: tuple[Question, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """What an exporter wrote: how many questions, how many it had to leave out by type, and the files."""

    written: int
    left_out: dict[str, int] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


def question_json(question: Question) -> dict[str, Any]:
    """A question with the fields of `INTERFACE.md`."""
    source = question.source
    value: dict[str, Any] = {
        "id": question.id,
        "type": question.type.value,
        "stem": question.stem,
        "options": [{"key": option.key, "text": option.text} for option in question.options],
        "answer": list(question.answer),
        "explanation": question.explanation,
        "difficulty": question.difficulty,
        "topic": question.topic,
        "clause": {
            "doc_id": source.doc_id, "title": source.title, "doc_number": source.doc_number, "clause": source.clause,
            "quote": source.quote, "start": source.start, "end": source.end,
        },
    }  # fmt: skip
    if question.type is QuestionType.SHORT:
        value["points"] = list(question.points)
    return value


def quiz_json(quiz: Quiz) -> dict[str, Any]:
    """A quiz with the fields of `INTERFACE.md`."""
    return {"questions": [question_json(q) for q in quiz.questions], "warnings": list(quiz.warnings)}


def question_from_json(value: dict[str, Any]) -> Question:
    """Read a question back.

    :raises KeyError, ValueError, TypeError: a field is missing or of another kind.
    """
    clause = value["clause"]
    return Question(
        id=str(value["id"]),
        type=QuestionType(value["type"]),
        stem=str(value["stem"]),
        options=tuple(Option(str(o["key"]), str(o["text"])) for o in value["options"]),
        answer=tuple(str(a) for a in value["answer"]),
        explanation=str(value["explanation"]),
        difficulty=value["difficulty"],
        topic=str(value["topic"]),
        source=Source(
            clause["doc_id"], clause["title"], clause["doc_number"], clause["clause"],
            clause["quote"], int(clause["start"]), int(clause["end"]),
        ),
        points=tuple(str(p) for p in value.get("points", ())),
    )  # fmt: skip
