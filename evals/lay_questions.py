"""Laymen's questions to the law that were written for this project: the files of evals/data/lay_questions.

One line a question: `law` (title), `article` (第三十六条), `question`, `answer`, words of the article that answer it, and `also`, other
articles that do (title and 第…条). They were written from articles of some 500 laws and interpretations drawn from `laws.tar.gz`, in
the words of people who don't know the law, or half know it. Those on laws that are held out (evals/held_out.py) are for
testing, the others for training the encoder.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from pathlib import Path

from corpus.library import Library
from evals import law_asked
from evals.held_out import held_out_law
from evals.law_asked import CITED, LawQuestion, Matchers
from evals.law_library import ingest_laws, open_laws
from evals.metrics import holds_answer
from evals.ranking import Example
from index.settings import Settings

OTHERS = 60
FOLDER = Path(__file__).parent / "data" / "lay_questions"


@dataclass(frozen=True, slots=True)
class LayRow:
    """A question, the law and article it was written from, the words that answer it, and other articles that do."""

    law: str
    article: str
    question: str
    answer: str
    also: tuple[str, ...] = ()


def read_lay() -> list[LayRow]:
    """The questions."""
    files = sorted(FOLDER.glob("*.jsonl"))
    rows = [json.loads(line) for path in files for line in path.read_text("utf-8").splitlines() if line.strip()]
    return [LayRow(**{**row, "also": tuple(row.get("also", ()))}) for row in rows]


def mapped(library: Library, data: Path, rows: list[LayRow]) -> list[LawQuestion]:
    """The questions whose words stand in an article of the library's laws."""
    matchers = Matchers(library, data)
    found = []
    for i, row in enumerate(rows):
        article = matchers.of(row.law).numbered(row.article)
        if article is not None and holds_answer(article.text, row.answer):
            named = [CITED.fullmatch(name) for name in row.also]
            others = [matchers.of(parts["title"]).numbered(parts["clause"]) for parts in named if parts]
            found.append(LawQuestion(str(i), row.question, row.answer, (article, *filter(None, others))))
    return found


def open_library(data: Path, home: Path, settings: Settings) -> Library:
    """The laws that are held out and asked about, with `OTHERS` more, and the index."""
    return open_laws(data, home, _titles(held=True), OTHERS, settings)


def open_documents(data: Path, home: Path) -> Library:
    """The other laws that are asked about, without an index."""
    return ingest_laws(data, home, _titles(held=False), 0)


def _titles(held: bool) -> list[str]:
    return sorted({row.law for row in read_lay() if held_out_law(row.law) == held})


def questions_of(library: Library, data: Path, held: bool) -> list[LawQuestion]:
    """The questions on the laws that are held out, or on the others."""
    return mapped(library, data, [row for row in read_lay() if held_out_law(row.law) == held])


def held_out_sample(library: Library, data: Path, count: int) -> list[LawQuestion]:
    """A seeded choice of the questions on the laws that are held out; all if there are no more."""
    questions = questions_of(library, data, held=True)
    return random.Random(0).sample(questions, min(count, len(questions)))


def gather(data: Path, home: Path, settings: Settings) -> list[Example]:
    """The questions on the laws that are held out, with their candidates."""
    with open_library(data, home, settings) as library:
        return law_asked.examples(library, home, settings, questions_of(library, data, held=True))
