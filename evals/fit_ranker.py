"""Fit the ranker's weights on ncp, cross-validated by document, and write index/data/ranker.json.

    python -m evals.fit_ranker --data DIR --home DIR [--write]

A question's candidates get a softmax over the weighted signals; the target is shared among the passages that hold
the answer (1 each in its own document, 0.7 in another) and, a little, the other passages of its document. Folds
are of documents: no question is scored by weights that saw a question on its document.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.library import Library
from evals import softmax
from evals.metrics import Ranks, first_rank, holds_answer, retrieval
from evals.ncp_home import Question, data_folder, gold_documents, open_library, read_questions
from evals.softmax import Array
from index.ranker import SIGNALS, fixed_scores, spread
from index.search import Candidates, Searcher
from index.settings import Settings
from index.types import Hit

FOLDS = 5
ELSEWHERE = 0.7  # an answer in another document than the one that was asked of
SAME_DOCUMENT = 0.3  # a passage of the right document without the answer; more costs answers, less costs documents
RIDGE = 1e-3
# Without vectors these say nothing.
WITHOUT_DENSE = tuple(name for name in SIGNALS if name != "dense")


@dataclass(frozen=True, slots=True)
class Example:
    """A question with its candidates; `answers` and `gold` (n,) say which hold the answer and are of its document."""

    question: Question
    found: Candidates
    answers: NDArray[np.bool_]
    gold: NDArray[np.bool_]


def collect(searcher: Searcher, questions: Sequence[Question], documents: dict[str, set[str]]) -> list[Example]:
    """The candidates of each question."""
    examples = []
    for question in questions:
        found = searcher.candidates(question.question)
        answers = np.array([holds_answer(chunk.text, question.answer) for chunk in found.chunks], dtype=np.bool_)
        gold = np.array([chunk.doc_id in documents.get(question.docid, ()) for chunk in found.chunks], dtype=np.bool_)
        examples.append(Example(question, found, answers, gold))
    return examples


def fit(examples: Sequence[Example], names: Sequence[str]) -> dict[str, float]:
    """Weights of the signals `names` by softmax regression with a ridge."""
    tables, targets = [], []
    for example in examples:
        target = np.where(example.answers, np.where(example.gold, 1.0, ELSEWHERE), 0.0) + SAME_DOCUMENT * example.gold
        if target.sum() > 0:
            tables.append(np.stack([example.found.table[name] for name in names], axis=1))
            targets.append(target / target.sum())

    weights = softmax.fit(tables, targets, RIDGE)
    return {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)}


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


def cross_validated_weights(examples: Sequence[Example], names: Sequence[str], seed: int) -> list[dict[str, float]]:
    """For each question the weights that saw no question on its document."""
    documents = sorted({example.question.docid for example in examples})
    random.Random(seed).shuffle(documents)
    fold = {docid: i % FOLDS for i, docid in enumerate(documents)}
    fitted = [fit([e for e in examples if fold[e.question.docid] != held], names) for held in range(FOLDS)]
    return [fitted[fold[example.question.docid]] for example in examples]


def cross_validated(examples: Sequence[Example], names: Sequence[str], seed: int) -> list[Ranks]:
    """Ranks of each question by weights that saw no question on its document."""
    weights = cross_validated_weights(examples, names, seed)
    return [ranks(e, weighted(e, own)) for e, own in zip(examples, weights, strict=True)]


def gather(data: Path, home: Path, settings: Settings) -> list[Example]:
    """The examples for one choice of settings."""
    library: Library = open_library(data, home, settings)
    searcher = Searcher.open(home, library, settings)
    try:
        return collect(searcher, read_questions(data), gold_documents(library))
    finally:
        searcher.close()
        library.close()


def main() -> None:
    """Fit, print the cross-validated figures, and write the weights with `--write`."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", help="the folder with ncp/ (else ZHENGCE_EVAL_DATA)")
    parser.add_argument("--home", type=Path, required=True, help="where the library and its index are made")
    parser.add_argument("--write", action="store_true", help="write index/data/ranker.json")
    options = parser.parse_args()
    data = data_folder(options.data)
    settings = Settings.load(options.home).model_copy(update={"ranker": False})  # there may be no weights yet
    with_dense = gather(data, options.home, settings)
    without = gather(data, options.home, settings.model_copy(update={"dense": False}))
    weight = settings.dense_weight
    figures = {
        "fixed": retrieval([ranks(e, fixed_scores(e.found.table, weight)) for e in with_dense]),
        "fixed_without_dense": retrieval([ranks(e, fixed_scores(e.found.table, 0.0)) for e in without]),
        **{f"learned_seed{seed}": retrieval(cross_validated(with_dense, SIGNALS, seed)) for seed in range(3)},
        "learned_without_dense": retrieval(cross_validated(without, WITHOUT_DENSE, 0)),
    }
    for name, row in figures.items():
        print(f"{name:24} {json.dumps(row)}")
    weights = {"dense": fit(with_dense, SIGNALS), "lexical": fit(without, WITHOUT_DENSE)}
    print(json.dumps(weights))
    if options.write:
        note = "evals/fit_ranker.py on data/ncp; figures are of questions whose document the weights had not seen"
        value = {"note": note, "questions": len(with_dense), **weights, "cross_validated": figures}
        target = Path(__file__).parent.parent / "index" / "data" / "ranker.json"
        target.write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
