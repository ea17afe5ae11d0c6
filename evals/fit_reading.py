"""Fit which sentence answers, cross-validated, and write qa/data/reading.json.

    python -m evals.fit_reading collect --data DIR --home NCP_HOME --seed-home HOME --lay-home HOME --out FILE
    python -m evals.fit_reading fit --rows FILE [--write]

Questions: those of ncp on documents that the span reader never saw (`held_out`), the answered ones of evals/data/seed.jsonl in a
library that holds the sample's 实施意见 among others, and laymen's to laws that the encoder never saw. Of each question's sentences, those
that hold the answer or are part of it share the target of a softmax regression with a ridge. Folds keep all questions
on one document together; the seed's questions are one document, so each is a fold's own instead.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from evals import lay_questions, softmax
from evals.asked import collect_or_fit, read_seed, start
from evals.metrics import holds_answer, plain, rouge_l, trigrams
from evals.ncp_home import data_folder, unseen_questions
from evals.softmax import Array
from qa.engine import Engine
from qa.read import EVIDENCE, PARAMETERS, candidates

FOLDS = 5
LAY = 200  # of laymen's questions
RIDGE = 1e-2
PART_SHARE = 0.8  # of a sentence's trigrams that stand in the answer, from which it is part of it


def collect(engine: Engine, questions: Sequence[tuple[str, str, str]]) -> Iterator[dict[str, Any]]:
    """One row a question (group, question, answer): its sentences with evidence, whether each is right, its short words."""
    for group, question, answer in questions:
        asked = engine.extractive.retrieve(start(engine, question))
        documents = {doc_id: engine.library.get(doc_id) for doc_id in {h.chunk.doc_id for h in asked.hits}}
        found = candidates(asked.query, asked.terms, asked.hits, documents, engine.span_reader()) if asked.hits else []
        yield {
            "group": group, "question": question, "answer": answer,
            "sentences": [
                {"evidence": f.evidence, "right": is_right(f.document.text[slice(*f.sentence)], answer), "short": f.text,
                 "at": [f.document.doc_id, *f.sentence]}
                for f in found
            ],
        }  # fmt: skip


def is_right(sentence: str, answer: str) -> bool:
    """Whether a sentence holds the answer, or is a part of it."""
    if holds_answer(sentence, answer):
        return True
    own, wanted = plain(sentence), plain(answer)
    if len(own) < 8:
        return False
    grams = trigrams(own)
    return own in wanted or (len(own) >= 12 and len(grams & trigrams(wanted)) / len(grams) >= PART_SHARE)


def fit(tables: Sequence[Array], targets: Sequence[Array]) -> Array:
    """Weights (d,), by softmax regression on columns of unit spread."""
    spread = np.vstack(tables).std(0) + 1e-9
    return np.asarray(softmax.fit([table / spread for table in tables], targets, RIDGE) / spread)


def tables_of(rows: Sequence[dict[str, Any]], names: Sequence[str] = EVIDENCE) -> list[tuple[Array, Array]]:
    """Evidence (n, d) and right or not (n,) of each row."""
    return [
        (np.array([[s["evidence"][n] for n in names] for s in row["sentences"]]), np.array([float(s["right"]) for s in row["sentences"]]))
        for row in rows
    ]  # fmt: skip


def cross_validated(rows: Sequence[dict[str, Any]], names: Sequence[str] = EVIDENCE) -> list[Array]:
    """Scores (n,) of each row's sentences by weights that didn't see its group."""
    tables = tables_of(rows, names)
    fold = [zlib.crc32(row["group"].encode()) % FOLDS for row in rows]
    scores: list[Array] = [np.zeros(0)] * len(rows)
    for held in range(FOLDS):
        seen = [(x, y / y.sum()) for (x, y), f in zip(tables, fold, strict=True) if f != held and y.sum() > 0]
        weights = fit([x for x, _ in seen], [y for _, y in seen])
        for i, (x, _) in enumerate(tables):
            if fold[i] == held and len(x):
                scores[i] = x @ weights
    return scores


def report(rows: Sequence[dict[str, Any]], scores: Sequence[Array]) -> dict[str, float]:
    """Share of questions whose first (of the first two, three) sentences is right, and ROUGE-L of the first one's words."""
    hits: list[list[bool]] = []
    rouge: list[float] = []
    for row, own in zip(rows, scores, strict=True):
        order = np.argsort(-own)
        right = [row["sentences"][i]["right"] for i in order]
        hits.append([any(right[:k]) for k in (1, 2, 3)])
        rouge.append(rouge_l(row["sentences"][order[0]]["short"], row["answer"]) if right else 0.0)
    shares = np.mean(np.array(hits, dtype=float), 0)
    figures = {f"right_in_{k}": round(float(v), 4) for k, v in zip((1, 2, 3), shares, strict=True)}
    return {**figures, "rouge_l": round(float(np.mean(rouge)), 4), "n": len(rows)}


def quoted(rows: Sequence[dict[str, Any]], scores: Sequence[Array], margin: float) -> tuple[float, float]:
    """With all sentences quoted that are within `margin` of the best, three at most: share of right ones, mean number."""
    right, number = [], []
    for row, own in zip(rows, scores, strict=True):
        if len(own):
            chosen = [i for i in np.argsort(-own) if own[i] >= own.max() - margin][:3]
            right.append(any(row["sentences"][i]["right"] for i in chosen))
            number.append(len(chosen))
    return round(float(np.mean(right)), 4), round(float(np.mean(number)), 2)


def kind_of(row: dict[str, Any]) -> str:
    """`seed`, `lay` or `ncp`."""
    return next((kind for kind in ("seed", "lay") if row["group"].startswith(kind + " ")), "ncp")


def _lay(engine: Engine, data: Path) -> list[tuple[str, str, str]]:
    chosen = lay_questions.held_out_sample(engine.library, data, LAY)
    return [(f"lay {q.articles[0].name}", q.question, q.answer) for q in chosen]


def _read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def main() -> None:
    """Collect or fit."""
    options = collect_or_fit(__doc__)
    if options.command == "collect":
        data = data_folder(options.data)
        ncp = [(q.docid, q.question, q.answer) for q in unseen_questions(data)]
        seed = [(f"seed {q.qid}", q.question, q.words) for q in read_seed() if q.words]
        sets: list[tuple[Path, Callable[[Engine], Sequence[tuple[str, str, str]]]]] = [
            (options.seed_home, lambda _: seed),
            (options.home, lambda _: ncp),
            (options.lay_home, lambda engine: _lay(engine, data)),
        ]
        with options.out.open("w", encoding="utf-8", newline="\n") as stream:
            for home, asked in sets:
                engine = Engine.open(home)
                for row in collect(engine, asked(engine)):
                    stream.write(json.dumps(row, ensure_ascii=False) + "\n")
                    stream.flush()
                engine.close()
        return
    rows = _read(options.rows)
    scores = cross_validated(rows)
    figures = {}
    for name in ("seed", "ncp", "lay"):
        chosen = [i for i, row in enumerate(rows) if kind_of(row) == name]
        figures[name] = report([rows[i] for i in chosen], [scores[i] for i in chosen])
        for margin in (0.0, 0.5, 1.0, 1.5, 2.0):
            print(name, "margin", margin, quoted([rows[i] for i in chosen], [scores[i] for i in chosen], margin))
    seen = [(x, y / y.sum()) for x, y in tables_of(rows) if y.sum() > 0]
    weights = fit([x for x, _ in seen], [y for _, y in seen])
    value = {
        "made_by": "evals/fit_reading.py", "questions": len(rows), "cross_validated": figures,
        "weights": {name: round(float(w), 4) for name, w in zip(EVIDENCE, weights, strict=True)},
    }  # fmt: skip
    print(json.dumps(value, indent=1))
    if options.write:
        PARAMETERS.write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
