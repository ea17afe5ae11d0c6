"""Candidates of questions with known answers, weights fitted to them, and where the right ones come.

A question's candidates get a softmax over the weighted signals; the target is shared among the passages that hold the
answer (1 each in its own document, 0.7 in another) and, a little, the other passages of its document. Of a layman's
question to the law the article itself is the target, whichever of its passages. Folds are of documents, and of articles of
laws: no question is scored by weights that saw another on its document or article.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evals import softmax
from evals.metrics import Ranks, first_rank, holds_answer
from evals.ncp_home import Question
from evals.softmax import Array
from index.ranker import SIGNALS, spread
from index.search import Candidates, Searcher
from index.types import Hit

FOLDS = 5
ELSEWHERE = 0.7  # an answer in another document than the one that was asked of
SAME_DOCUMENT = 0.3  # a passage of the right document without the answer; more costs answers, less costs documents
RIDGE = 1e-4
# Without vectors these say nothing.
WITHOUT_DENSE = tuple(name for name in SIGNALS if not name.startswith("dense"))
FOLD_WEIGHTS = Path(__file__).parent / "data" / "ranker_folds.json"


@dataclass(frozen=True, slots=True)
class Example:
    """A question with its candidates; `answers` and `gold` (n,) say which hold the answer and are of its document.

    `group`: the document, or article of a law, whose questions are tested together.
    """

    question: Question
    found: Candidates
    answers: NDArray[np.bool_]
    gold: NDArray[np.bool_]
    group: str


def collect(searcher: Searcher, questions: Sequence[Question], documents: dict[str, set[str]]) -> list[Example]:
    """The candidates of each question."""
    examples = []
    for question in questions:
        found = searcher.candidates(question.question)
        answers = np.array([holds_answer(chunk.text, question.answer) for chunk in found.chunks], dtype=np.bool_)
        gold = np.array([chunk.doc_id in documents.get(question.docid, ()) for chunk in found.chunks], dtype=np.bool_)
        examples.append(Example(question, found, answers, gold, question.docid))
    return examples


def fit(
    examples: Sequence[Example],
    names: Sequence[str],
    law: Sequence[Sequence[Example]] = (),
    counts: Sequence[float] = (),
) -> dict[str, float]:
    """Weights of the signals `names` by softmax regression with a ridge.

    :param law: sets of questions to the law; `gold` marks their article.
    :param counts: what each of these sets counts, beside 1 for the others together.
    """
    tables: list[Array] = []
    targets: list[Array] = []
    each: list[float] = []
    sets = zip(law, counts, strict=True)
    groups = [(examples, 1.0, _target), *((questions, count, _law_target) for questions, count in sets)]
    for group, share, target in groups:
        own = [(example, target(example)) for example in group]
        own = [(example, value) for example, value in own if value.sum() > 0]
        for example, value in own:
            tables.append(np.stack([example.found.table[name] for name in names], axis=1))
            targets.append(value / value.sum())
            each.append(share / len(own))
    weights = softmax.fit(tables, targets, RIDGE, each)
    return {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)}


def _target(example: Example) -> Array:
    return np.asarray(
        np.where(example.answers, np.where(example.gold, 1.0, ELSEWHERE), 0.0) + SAME_DOCUMENT * example.gold
    )


def _law_target(example: Example) -> Array:
    return np.asarray(np.where(example.gold, 1.0, np.where(example.answers, ELSEWHERE, 0.0)))


def ordered(example: Example, scores: Array, k: int = 10) -> list[int]:
    """Indices of the first k candidates, repeats put behind as in the program."""
    order = np.argsort(-scores, kind="stable")
    hits = spread([Hit(example.found.chunks[i], float(scores[i]), {"at": float(i)}) for i in order], k)
    return [int(hit.signals["at"]) for hit in hits]


def ranks(example: Example, scores: Array, k: int = 10) -> Ranks:
    """Where the right document and an answer come in the first k."""
    at = ordered(example, scores, k)
    return Ranks(first_rank([bool(example.gold[i]) for i in at]), first_rank([bool(example.answers[i]) for i in at]))


def weighted(example: Example, weights: dict[str, float]) -> Array:
    """Scores (n,) of a question's candidates."""
    return np.asarray(sum(weight * example.found.table[name] for name, weight in weights.items()), dtype=np.float64)


def fold_of(example: Example) -> int:
    """The fold that a question is tested in; those of one group share it."""
    return zlib.crc32(example.group.encode()) % FOLDS


def fold_weights(
    examples: Sequence[Example],
    names: Sequence[str],
    law: Sequence[Sequence[Example]] = (),
    counts: Sequence[float] = (),
) -> list[dict[str, float]]:
    """For each fold the weights fitted to the questions outside it."""
    return [
        fit(
            [e for e in examples if fold_of(e) != fold], names,
            [[e for e in questions if fold_of(e) != fold] for questions in law], counts,
        )
        for fold in range(FOLDS)
    ]  # fmt: skip


def ranks_by_fold(examples: Sequence[Example], weights: Sequence[dict[str, float]]) -> list[Ranks]:
    """Ranks of each question by the weights of its fold."""
    return [ranks(e, weighted(e, weights[fold_of(e)])) for e in examples]


def load_fold_weights() -> list[dict[str, float]]:
    """The weights of each fold as evals/fit_ranker.py fitted them, with vectors, to both kinds of question."""
    found: list[dict[str, float]] = json.loads(FOLD_WEIGHTS.read_text("utf-8"))["weights"]
    return found
