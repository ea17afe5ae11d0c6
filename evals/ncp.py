"""`zhengce eval ncp`: retrieval, reading and refusal on 599 policy texts, beside the baselines.

Retrieval: 787 questions, the ranker's weights refitted for each fold of documents, so that no question is scored by
weights that saw one on its document. Reading and refusal: the questions on documents that the span reader never saw
(`held_out`, a quarter); the refusal's weights are refitted for each fold too. A passage of any document that holds
the answer counts. The unanswerable: the same questions with every document that holds the answer left out, and the
set's questions whose document is not there (noisy: some of them another document answers).
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np

from evals import baselines, fit_ranker, fit_refusal
from evals.asked import start
from evals.metrics import Ranks, balanced_accuracy, interval, retrieval, rouge_l
from evals.ncp_home import data_folder, gold_documents, open_library, read_questions
from evals.train.reader import held_out
from index.ranker import SIGNALS
from index.search import Searcher
from index.settings import Settings
from qa.engine import Engine
from qa.refuse import EVIDENCE
from qa.types import Answer

_SEED = 0


def run(data: Path | None, home: Path) -> dict[str, Any]:
    """The figures of the program and its baselines.

    :param data: the folder with `ncp/`; `ZHENGCE_EVAL_DATA` if None.
    :param home: where the set's library, index and baselines are kept between runs.
    """
    folder, settings = data_folder(str(data) if data else None), Settings.load(home)
    questions = read_questions(folder)
    with open_library(folder, home, settings) as library:
        gold = gold_documents(library)
        searcher = Searcher.open(home, library, settings)
        searcher.warm()
        examples = fit_ranker.collect(searcher, questions, gold)
        speed = _speed(searcher, [q.question for q in questions])
        searcher.close()
        naive = baselines.naive_ranks(library, settings, home / "naive", questions, gold)
    found = fit_ranker.cross_validated(examples, SIGNALS, _SEED)
    ranked = {
        "langchain_chroma": naive,
        "bm25_words": [fit_ranker.ranks(e, baselines.words_alone(e)) for e in examples],
        "bm25_words_bigrams": [fit_ranker.ranks(e, baselines.words_and_bigrams(e)) for e in examples],
        "rrf": [fit_ranker.ranks(e, baselines.reciprocal_ranks(e)) for e in examples],
    }
    system = {
        **retrieval(found), **_intervals(found), **speed, **_reading(folder, home), **_refusal(folder, home)
    }  # fmt: skip
    return {
        "n": len(questions), "system": system, "baselines": {name: retrieval(ranks) for name, ranks in ranked.items()},
    }  # fmt: skip


def _intervals(found: list[Ranks]) -> dict[str, Any]:
    hits = {
        "document_first_95": [float(r.document == 1) for r in found],
        "answer_in_5_95": [float(r.answer is not None and r.answer <= 5) for r in found],
    }
    return {name: [round(x, 4) for x in interval(values)] for name, values in hits.items()}


def _speed(searcher: Searcher, questions: list[str]) -> dict[str, float]:
    spent = []
    for question in questions[:300]:
        begun = time.perf_counter()
        searcher.search(question, k=10)
        spent.append((time.perf_counter() - begun) * 1000)
    return {
        "search_p50_ms": round(float(np.percentile(spent, 50)), 1),
        "search_p95_ms": round(float(np.percentile(spent, 95)), 1),
    }


def _reading(folder: Path, home: Path) -> dict[str, Any]:
    """ROUGE-L of `short` whether or not the program would answer, and of what it shows (a refusal scores 0)."""
    engine = Engine.open(home)
    ask, always, shown, lengths = engine.extractive, [], [], []
    for question in read_questions(folder):
        if not held_out(question.docid):
            continue
        read = ask.read(ask.retrieve(start(engine, question.question)))
        always.append(rouge_l(read.found[0].text, question.answer) if read.found else 0.0)
        result = engine.ask(question.question)
        answered = isinstance(result, Answer)
        text = (result.short.text if result.short else result.text) if isinstance(result, Answer) else ""
        shown.append(rouge_l(text, question.answer))
        lengths.append(float(answered))
    engine.close()
    return {
        "short_rouge_l": round(sum(always) / len(always), 4),
        "short_rouge_l_95": [round(x, 4) for x in interval(always)],
        "shown_rouge_l": round(sum(shown) / len(shown), 4),
        "reading_n": len(always),
    }


def _refusal(folder: Path, home: Path) -> dict[str, Any]:
    """Cross-validated, at the operating point of the settings."""
    rows = fit_refusal.rows_of_ncp(folder, home)
    below = Settings.load(home).refuse_below
    _, chance = fit_refusal.fit(rows, EVIDENCE)
    refused: dict[str, list[bool]] = {}
    for row, own in zip(rows, chance, strict=True):
        refused.setdefault(row["kind"], []).append(bool(own < below))
    unanswerable = [*refused["document_absent"], *refused["absent"]]
    shares = {f"refused_{kind}": round(sum(v) / len(v), 4) for kind, v in refused.items()}
    return {
        **shares,
        "refusal_balanced_accuracy": round(balanced_accuracy(refused["answered"], unanswerable), 4),
        "refusal_n": len(rows),
    }
