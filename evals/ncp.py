"""`zhengce eval ncp`: retrieval, reading and refusal on 599 policy texts, beside the baselines.

Asked are the questions on documents that the training of encoder and reader never saw (evals/held_out.py, a quarter of the
787). Each is ranked by the weights of its fold, which saw none on its document (evals/fit_ranker.py); `shipped_…` is by the
program's own. The weights of reading and refusal are refitted for each fold too. A passage of any document that holds the
answer counts. The unanswerable: the same questions with every document that holds the answer left out, and the
set's questions whose document is not there (noisy: some of them another document answers).
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from evals import baselines, fit_reading, fit_refusal, ranking
from evals.curve import area, calibration, calibration_error, refusal_curve
from evals.failures import Failure, outweighed, spoke_against, spoke_for
from evals.metrics import Ranks, balanced_accuracy, first_rank, interval, retrieval, rouge_l
from evals.ncp_home import data_folder, gold_documents, open_library, unseen_questions
from evals.ranking import Example
from evals.softmax import Array
from index.ranker import load_weights
from index.search import Searcher
from index.settings import Settings
from index.types import Chunk
from qa.engine import Engine
from qa.refuse import EVIDENCE


def run(data: Path | None, home: Path) -> dict[str, Any]:
    """The figures of the program and its baselines.

    :param data: the folder with `ncp/`; `ZHENGCE_EVAL_DATA` if None.
    :param home: where the set's library, index and baselines are kept between runs.
    """
    folder, settings = data_folder(str(data) if data else None), Settings.load(home)
    questions = unseen_questions(folder)
    with open_library(folder, home, settings) as library:
        gold = gold_documents(library)
        searcher = Searcher.open(home, library, settings)
        searcher.warm()
        examples = ranking.collect(searcher, questions, gold)
        speed = _speed(searcher, [q.question for q in questions])
        searcher.close()
        naive = baselines.naive_ranks(library, settings, home / "naive", questions, gold)
    folds = ranking.load_fold_weights()
    weights = [folds[ranking.fold_of(e)] for e in examples]
    scores = [ranking.weighted(e, own) for e, own in zip(examples, weights, strict=True)]
    found = [ranking.ranks(e, own) for e, own in zip(examples, scores, strict=True)]
    ranked = {
        "langchain_chroma": naive,
        **baselines.fused(examples),
    }
    own = load_weights().dense
    as_shipped = retrieval([ranking.ranks(e, ranking.weighted(e, dict(own))) for e in examples])
    shipped = {f"shipped_{name}": value for name, value in as_shipped.items()}
    told, refusal, failures = _reading_and_refusal(folder, home)
    return {
        "n": len(questions),
        "system": {**retrieval(found), **intervals(found), **shipped, **speed, **told},
        "baselines": {name: {**retrieval(ranks), **intervals(ranks)} for name, ranks in ranked.items()},
        "refusal": refusal,
        "failures": [*_missed(examples, weights, scores, found), *failures],
    }


def intervals(found: Sequence[Ranks]) -> dict[str, Any]:
    """95 % intervals of the figures that count most."""
    hits = {
        "document_first_95": [float(r.document == 1) for r in found],
        "answer_in_5_95": [float(r.answer is not None and r.answer <= 5) for r in found],
        "answer_mrr_95": [1 / r.answer if r.answer else 0.0 for r in found],
    }
    return {name: [round(x, 4) for x in interval(values)] for name, values in hits.items()}


def _missed(
    examples: Sequence[Example], weights: Sequence[dict[str, float]], scores: Sequence[Array], found: Sequence[Ranks]
) -> list[Failure]:
    """The questions without an answering passage among the first five, and what put the first passage first."""
    failures = []
    for example, own, score, ranks in zip(examples, weights, scores, found, strict=True):
        if ranks.answer is not None and ranks.answer <= 5:
            continue
        table, chunks, question = example.found.table, example.found.chunks, example.question
        first = ranking.ordered(example, score)[:1]
        right = [i for i in np.argsort(-score, kind="stable") if example.answers[i]]
        kind = "检索：答案在六至十名" if ranks.answer else "检索：答案在十名以外" if right else "检索：答案不在候选里"
        signals = ""
        if right and first:
            values = [{name: float(table[name][i]) for name in own} for i in (first[0], right[0])]
            signals = outweighed(own, *values)
        failures.append(Failure(
            kind, question.question, f"{question.docid[:8]}　{question.answer}", _shown(chunks[first[0]]) if first else "",
            ranks.answer, "", signals,
        ))  # fmt: skip
    return failures


def _shown(chunk: Chunk) -> str:
    return f"《{chunk.path[0]}》{chunk.clause or ''}　{chunk.text}"


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


def _reading_and_refusal(folder: Path, home: Path) -> tuple[dict[str, Any], dict[str, Any], list[Failure]]:
    """Cross-validated: which sentence answers and ROUGE-L of its words; what is refused at the settings' operating point.

    `shown_rouge_l` counts a refusal as nothing: it is what a person gets.

    :return: figures, the refusal's curve and calibration, and what went wrong.
    """
    engine = Engine.open(home)
    fit_refusal.remember_readings(engine)
    asked = [(q.docid, q.question, q.answer) for q in unseen_questions(folder)]
    sentences = list(fit_reading.collect(engine, asked))
    scores = fit_reading.cross_validated(sentences)
    rows = fit_refusal.rows_of_ncp(folder, engine)
    engine.close()
    weights, chance = fit_refusal.fit(rows, EVIDENCE)
    below = Settings.load(home).refuse_below
    refused: dict[str, list[bool]] = {}
    turned_away: set[str] = set()
    for row, own in zip(rows, chance, strict=True):
        refused.setdefault(row["kind"], []).append(bool(own < below))
        if row["kind"] == "answered" and own < below:
            turned_away.add(row["question"])
    rouge, shown = [], []
    right: dict[str, bool] = {}
    failures = []
    for row, own in zip(sentences, scores, strict=True):
        best = row["sentences"][int(np.argmax(own))] if len(own) else None
        rouge.append(rouge_l(best["short"], row["answer"]) if best else 0.0)
        shown.append(0.0 if row["question"] in turned_away else rouge[-1])
        right[row["question"]] = bool(best and best["right"])
        if best and not best["right"] and row["question"] not in turned_away:
            kind = "阅读：" + (
                "别的句子排在前面" if any(s["right"] for s in row["sentences"]) else "读到的段落里没有答案"
            )
            failures.append(Failure(kind, row["question"], row["answer"], best["short"], _rank_of_right(row, own)))
    unanswerable = [*refused["document_absent"], *refused["absent"]]
    figures = {
        **{f"sentence_{name}": value for name, value in fit_reading.report(sentences, scores).items() if name.startswith("right")},
        "short_rouge_l": round(sum(rouge) / len(rouge), 4), "short_rouge_l_95": [round(x, 4) for x in interval(rouge)],
        "shown_rouge_l": round(sum(shown) / len(shown), 4), "reading_n": len(rouge),
        **{f"refused_{kind}": round(sum(v) / len(v), 4) for kind, v in refused.items()},
        "refusal_balanced_accuracy": round(balanced_accuracy(refused["answered"], unanswerable), 4),
        "refusal_n": len(rows),
    }  # fmt: skip
    refusal = _refusal(rows, chance, below, right)
    named = dict(zip(EVIDENCE, weights.tolist(), strict=False))
    return figures, refusal, [*failures, *_misjudged(rows, chance, below, named)]


def _refusal(rows: Sequence[dict[str, Any]], chance: Array, below: float, right: dict[str, bool]) -> dict[str, Any]:
    """The curve, over answerable questions and those whose documents aren't there, and how true the probabilities are."""
    chosen = [i for i, row in enumerate(rows) if row["kind"] != "passage_absent"]
    answerable = [rows[i]["kind"] == "answered" for i in chosen]
    good = [can and right.get(rows[i]["question"], rows[i]["right"]) for i, can in zip(chosen, answerable, strict=True)]
    weight = np.array([fit_refusal.WEIGHTS[row["kind"]] for row in rows])
    bins = calibration([row["kind"] == "answered" for row in rows], chance, weight)
    return {
        "operating_point": below, "area": area(answerable, chance[chosen]),
        "curve": refusal_curve(answerable, good, chance[chosen], below),
        "calibration": bins, "calibration_error": calibration_error(bins),
    }  # fmt: skip


_MISJUDGED = {
    "answered": "拒答：拒了能回答的",
    "document_absent": "拒答：含答案的文件都拿走了，还是答了",
    "passage_absent": "拒答：含答案的段落都拿走了，还是答了",
    "absent": "拒答：文件不在文库，还是答了（有些别的文件能答）",
}


def _misjudged(rows: Sequence[dict[str, Any]], chance: Array, below: float, weights: dict[str, float]) -> list[Failure]:
    """What was refused wrongly, and what was answered that should have been refused; the nearest miss last."""
    means = [{n: float(np.mean([row["evidence"][n] for row in rows if (row["kind"] == "answered") == can])) for n in EVIDENCE}
             for can in (False, True)]  # fmt: skip
    failures = []
    for kind, title in _MISJUDGED.items():
        wrong = [i for i, row in enumerate(rows) if row["kind"] == kind and (chance[i] < below) == (kind == "answered")]
        for i in sorted(wrong, key=lambda i: -abs(chance[i] - below)):
            row, sure = rows[i], f"把握 {chance[i]:.2f}"
            if kind == "answered":
                failures.append(Failure(title, row["question"], row["answer"], row["short"], None, sure,
                                        spoke_against(weights, row["evidence"], means[1])))  # fmt: skip
            else:
                failures.append(Failure(title, row["question"], "拒答", row["short"], None, f"没有拒答，{sure}",
                                        spoke_for(weights, row["evidence"], means[0])))  # fmt: skip
    return failures


def _rank_of_right(row: dict[str, Any], scores: Array) -> int | None:
    return first_rank([row["sentences"][i]["right"] for i in np.argsort(-scores)])
