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

from evals import baselines, fit_ranker, fit_reading, fit_refusal
from evals.metrics import Ranks, balanced_accuracy, interval, retrieval, rouge_l
from evals.ncp_home import data_folder, gold_documents, open_library, read_questions
from evals.train.reader import held_out
from index.ranker import SIGNALS
from index.search import Searcher
from index.settings import Settings
from qa.engine import Engine
from qa.refuse import EVIDENCE

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
        **retrieval(found), **_intervals(found), **speed, **_reading_and_refusal(folder, home)
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


def _reading_and_refusal(folder: Path, home: Path) -> dict[str, Any]:
    """Cross-validated: which sentence answers and ROUGE-L of its words; what is refused at the settings' operating point.

    `shown_rouge_l` counts a refusal as nothing: it is what a person gets.
    """
    engine = Engine.open(home)
    fit_refusal.remember_readings(engine)
    asked = [(q.docid, q.question, q.answer) for q in read_questions(folder) if held_out(q.docid)]
    sentences = list(fit_reading.collect(engine, asked))
    scores = fit_reading.cross_validated(sentences)
    rows = fit_refusal.rows_of_ncp(folder, engine)
    engine.close()
    _, chance = fit_refusal.fit(rows, EVIDENCE)
    below = Settings.load(home).refuse_below
    refused: dict[str, list[bool]] = {}
    turned_away: set[str] = set()
    for row, own in zip(rows, chance, strict=True):
        refused.setdefault(row["kind"], []).append(bool(own < below))
        if row["kind"] == "answered" and own < below:
            turned_away.add(row["question"])
    rouge, shown = [], []
    for row, own in zip(sentences, scores, strict=True):
        best = row["sentences"][int(np.argmax(own))] if len(own) else None
        rouge.append(rouge_l(best["short"], row["answer"]) if best else 0.0)
        shown.append(0.0 if row["question"] in turned_away else rouge[-1])
    unanswerable = [*refused["document_absent"], *refused["absent"]]
    return {
        **{f"sentence_{name}": value for name, value in fit_reading.report(sentences, scores).items() if name.startswith("right")},
        "short_rouge_l": round(sum(rouge) / len(rouge), 4), "short_rouge_l_95": [round(x, 4) for x in interval(rouge)],
        "shown_rouge_l": round(sum(shown) / len(shown), 4), "reading_n": len(rouge),
        **{f"refused_{kind}": round(sum(v) / len(v), 4) for kind, v in refused.items()},
        "refusal_balanced_accuracy": round(balanced_accuracy(refused["answered"], unanswerable), 4),
        "refusal_n": len(rows),
    }  # fmt: skip
