"""Quizzes bound to clauses: make them, check them, replace one, write them in the forms trainers use.

    quiz = make_quiz(library, [doc_id], count=20, seed=1)
    quiz = replace_question(library, quiz, quiz.questions[3].id, seed=2)
    written = EXPORTERS["docx"].write(quiz, Path("paper.docx"))

Everything heavy is imported by the exporter that needs it.
"""

from __future__ import annotations

from qa.quiz.bank import Kept, QuestionBank
from qa.quiz.bench import Bench
from qa.quiz.check import Failure, check_paper, check_question
from qa.quiz.exporters import EXPORTERS, Exporter
from qa.quiz.make import make_quiz, replace_question
from qa.quiz.types import (
    DIFFICULTY_NAMES,
    TYPE_NAMES,
    Option,
    Question,
    QuestionType,
    Quiz,
    Source,
    Written,
    question_from_json,
    question_json,
    quiz_json,
)  # fmt: skip

__all__ = [
    "Bench",
    "DIFFICULTY_NAMES",
    "EXPORTERS",
    "Exporter",
    "Failure",
    "Kept",
    "Option",
    "Question",
    "QuestionBank",
    "QuestionType",
    "Quiz",
    "Source",
    "TYPE_NAMES",
    "Written",
    "check_paper",
    "check_question",
    "make_quiz",
    "question_from_json",
    "question_json",
    "quiz_json",
    "replace_question",
]
