"""Laymen's questions to the law that were written for this project: evals/data/lay_questions.jsonl.

One line a question: `law` (title), `article` (第三十六条), `question`, and `answer`, words of the article that answer it. They were
written from articles of some 400 laws and interpretations drawn from `laws.tar.gz`, in the words of people who don't know the
law. Those on laws that are held out (evals/held_out.py) are for testing, the others for training the encoder.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from corpus.library import Library
from evals import law_asked
from evals.held_out import held_out_law
from evals.law_asked import LawQuestion, Matchers
from evals.law_library import open_laws
from evals.metrics import holds_answer
from evals.ranking import Example
from index.settings import Settings

OTHERS = 60
FILE = Path(__file__).parent / "data" / "lay_questions.jsonl"


@dataclass(frozen=True, slots=True)
class LayRow:
    """A question, the law and article it was written from, and the words that answer it."""

    law: str
    article: str
    question: str
    answer: str


def read_lay() -> list[LayRow]:
    """The questions."""
    return [LayRow(**json.loads(line)) for line in FILE.read_text("utf-8").splitlines() if line.strip()]


def mapped(library: Library, data: Path, rows: list[LayRow]) -> list[LawQuestion]:
    """The questions whose words stand in an article of the library's laws."""
    matchers = Matchers(library, data)
    found = []
    for i, row in enumerate(rows):
        article = matchers.of(row.law).numbered(row.article)
        if article is not None and holds_answer(article.text, row.answer):
            found.append(LawQuestion(str(i), row.question, row.answer, (article,)))
    return found


def open_library(data: Path, home: Path, settings: Settings, held: bool) -> Library:
    """The laws that are held out and asked about, with `OTHERS` more, or all others that are asked about; with its index."""
    titles = sorted({row.law for row in read_lay() if held_out_law(row.law) == held})
    return open_laws(data, home, titles, OTHERS if held else 0, settings)


def questions_of(library: Library, data: Path, held: bool) -> list[LawQuestion]:
    """The questions on the laws that are held out, or on the others."""
    return mapped(library, data, [row for row in read_lay() if held_out_law(row.law) == held])


def gather(data: Path, home: Path, settings: Settings) -> list[Example]:
    """The questions on the laws that are held out, with their candidates."""
    with open_library(data, home, settings, held=True) as library:
        return law_asked.examples(library, home, settings, questions_of(library, data, held=True))
