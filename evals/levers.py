"""`zhengce eval levers`: what each part of the search is worth on ncp, and what it costs.

Each lever is taken away by itself: a group of signals from the ranker, whose weights are then fitted anew (cross-validated by
document, as in `eval ncp`); the learned weights (fixed ones instead); the vectors (other candidates, and no model to run).
Signals that are taken away still help to find candidates, all but the vectors. `…_less` is what is lost without the
lever, with the 95 % interval of the paired differences: one that holds 0 says that nothing was shown. Library, index and
fold are those of `eval ncp`, which is made if it isn't there.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from evals import ranking
from evals.metrics import Ranks, interval, retrieval
from evals.ncp import intervals
from evals.ncp_home import data_folder, gold_documents, open_library, unseen_questions
from evals.ranking import Example
from index.ranker import SIGNALS, fixed_scores
from index.search import Searcher
from index.settings import Settings

_TIMED = 200
# Groups of signals that one idea brought in; each other signal is a lever of its own.
GROUPS = {
    "bigrams": ("grams", "coverage", "head_coverage", "doc_grams", "grams_shared", "doc_grams_shared"),
    "headings": ("head_coverage", "titled"),
    "whole_document": ("document", "support", "doc_grams", "doc_grams_shared"),
    "shared": ("grams_shared", "doc_grams_shared", "dense_shared"),
}


def run(data: Path | None, home: Path) -> dict[str, Any]:
    """The figures of the whole search and of the search without each lever.

    :param data: the folder with `ncp/`; `ZHENGCE_EVAL_DATA` if None.
    :param home: beside the home of `eval ncp`, which is used.
    """
    folder, settings = data_folder(str(data) if data else None), Settings.load(home)
    with_vectors, ms = _examples(folder, home.parent / "ncp", settings)
    without_vectors, lexical_ms = _examples(folder, home.parent / "ncp", settings.model_copy(update={"dense": False}))
    whole = _refitted(with_vectors, SIGNALS)
    less: dict[str, list[Ranks]] = {
        "without_ranker": [ranking.ranks(e, fixed_scores(e.found.table, settings.dense_weight)) for e in with_vectors],
        "without_vectors": _refitted(without_vectors, ranking.WITHOUT_DENSE),
    }
    for name, group in {**GROUPS, **{signal: (signal,) for signal in SIGNALS}}.items():
        kept = [signal for signal in SIGNALS if signal not in group]
        less[f"without_{name}"] = _refitted(with_vectors, kept)
    rows = {name: {**retrieval(ranks), **intervals(ranks), **_lost(whole, ranks)} for name, ranks in less.items()}
    rows["without_vectors"]["search_p50_ms"] = lexical_ms
    return {
        "n": len(whole), "system": {**retrieval(whole), **intervals(whole), "search_p50_ms": ms}, "baselines": rows,
    }  # fmt: skip


def _refitted(examples: Sequence[Example], names: Sequence[str]) -> list[Ranks]:
    return ranking.ranks_by_fold(examples, ranking.fold_weights(examples, names))


def _examples(data: Path, home: Path, settings: Settings) -> tuple[list[Example], float]:
    """The candidates of each question, and the milliseconds of a search (median)."""
    questions = unseen_questions(data)
    with open_library(data, home, settings) as library:
        searcher = Searcher.open(home, library, settings)
        searcher.warm()
        examples = ranking.collect(searcher, questions, gold_documents(library))
        spent = []
        for question in questions[:_TIMED]:
            begun = time.perf_counter()
            searcher.search(question.question)
            spent.append((time.perf_counter() - begun) * 1000)
        searcher.close()
    return examples, round(float(np.median(spent)), 1)


def _lost(whole: Sequence[Ranks], less: Sequence[Ranks]) -> dict[str, Any]:
    """What goes without the lever: differences of the same questions."""
    pairs = list(zip(whole, less, strict=True))
    differences = {
        "answer_in_5_less": [float(_good(a)) - float(_good(b)) for a, b in pairs],
        "answer_mrr_less": [_reciprocal(a) - _reciprocal(b) for a, b in pairs],
    }
    found: dict[str, Any] = {}
    for name, values in differences.items():
        found[name] = round(sum(values) / len(values), 4)
        found[f"{name}_95"] = [round(x, 4) for x in interval(values)]
    return found


def _good(ranks: Ranks) -> bool:
    return ranks.answer is not None and ranks.answer <= 5


def _reciprocal(ranks: Ranks) -> float:
    return 1 / ranks.answer if ranks.answer else 0.0
