"""Fit when to refuse, cross-validated, and write qa/data/refusal.json.

    python -m evals.fit_refusal collect --data DIR --home NCP_HOME --seed-home HOME --lay-home HOME --out FILE
    python -m evals.fit_refusal fit --rows FILE [--write]

Questions: those of ncp on documents that the span reader never saw, each as it is, with all documents that hold its
answer left out, and with only the passages that hold it left out; ncp's questions whose document is not there;
evals/data/seed.jsonl; laymen's questions to laws that the encoder never saw, which count as answered where the
sentence found first is of an article that answers, and some of these with their law left out. Folds keep all
forms of a question, and all questions on one document or article, together. Two logistic regressions with a ridge: "it is answered",
over all of these, and "the subject is there", over the unanswered alone, for telling `not_stated` from `not_in_library`.
"""

from __future__ import annotations

import json
import sys
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evals import lay_questions
from evals.asked import collect_or_fit, read_absent, read_seed, start, variants
from evals.curve import area
from evals.law_asked import LawQuestion
from evals.metrics import holds_answer
from evals.ncp_home import data_folder, unseen_questions
from index.reader import Window, WindowReading
from index.types import Filters
from qa.chain import Asked
from qa.engine import Engine
from qa.refuse import EVIDENCE, PARAMETERS, WITH_VECTORS

FOLDS = 5
RIDGE = 1.0
STEPS = 60
# What a wrong answer costs beside a wrong refusal when weights are fitted; the operating point is a setting.
WEIGHTS = {
    "answered": 1.0,
    "document_absent": 0.5,
    "passage_absent": 0.5,
    "absent": 0.5,
    "seed": 1.0,
    "seed_not_stated": 2.0,  # few, and what an office meets most: the document is there and does not say it
    "lay": 0.1,  # .5 costs a tenth of the refusals of policy questions without an answer
    "lay_wrong": 0.3,  # of another article: worse than a refusal
    "lay_absent": 0.1,
}
ANSWERED = ("answered", "seed", "lay")
LAY, LAY_ABSENT = 300, 150  # of the laymen's questions, and of these without their law
Array = NDArray[np.float64]


def collect(data: Path, home: Path, seed_home: Path, lay_home: Path, out: Path) -> None:
    """Write the rows of ncp, of the seed's questions and of laymen's."""
    engine = Engine.open(home)
    rows = rows_of_ncp(data, engine)
    engine.close()
    engine = Engine.open(seed_home)
    for one in read_seed():
        asked = engine.extractive.retrieve(start(engine, one.question))
        rows.append(_row(_decided(engine, asked), "seed" if one.words else "seed_not_stated", one.qid, one.words))
        _say(len(rows))
    engine.close()
    engine = Engine.open(lay_home)
    rows += rows_of_laws(engine, lay_questions.held_out_sample(engine.library, data, LAY))
    engine.close()
    out.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows if row["evidence"]), encoding="utf-8")


def rows_of_ncp(data: Path, engine: Engine) -> list[dict[str, Any]]:
    """One row a question and form: its evidence, and whether the words found are right."""
    rows: list[dict[str, Any]] = []
    remember_readings(engine)
    for question, kind, asked in variants(engine, unseen_questions(data)):
        rows.append(_row(_decided(engine, asked), kind, question.docid, question.answer))
        _say(len(rows))
    for question in read_absent(data):
        asked = engine.extractive.retrieve(start(engine, question.question))
        rows.append(_row(_decided(engine, asked), "absent", question.qid, ""))
        _say(len(rows))
    return [row for row in rows if row["evidence"]]


def rows_of_laws(engine: Engine, questions: Sequence[LawQuestion]) -> list[dict[str, Any]]:
    """One row a question: `lay` where the sentence found first is of an article that answers it, else `lay_wrong`; and of
    the first `LAY_ABSENT` one with their laws left out.
    """
    rows = []
    for question in questions[:LAY_ABSENT]:
        laws = {article.doc_id for article in question.articles}
        others = Filters(tuple(d for d in engine.library.doc_ids() if d not in laws))
        asked = _decided(engine, engine.extractive.retrieve(start(engine, question.question, others)))
        rows.append(_row(asked, "lay_absent", question.articles[0].name, ""))
        _say(len(rows))
    for question in questions:
        asked = _decided(engine, engine.extractive.retrieve(start(engine, question.question)))
        first = asked.found[0] if asked.found else None
        right = first is not None and any(a.shown_by(first.document.doc_id, *first.sentence) for a in question.articles)
        row = _row(asked, "lay" if right else "lay_wrong", question.articles[0].name, question.answer)
        rows.append({**row, "right": right})
        _say(len(rows))
    return rows


def remember_readings(engine: Engine) -> None:
    """Read each window of a question once, though several forms of the question have it among theirs."""
    reader = engine.span_reader()
    if hasattr(reader, "known"):
        return
    known: dict[tuple[str, Window], WindowReading] = {}

    class Remembering:
        known = True

        def read(self, question: str, windows: Sequence[Window]) -> list[WindowReading]:
            new = [window for window in windows if (question, window) not in known]
            known.update(((question, w), r) for w, r in zip(new, reader.read(question, new), strict=True))
            return [known[question, window] for window in windows]

    engine._reader = Remembering()


def _decided(engine: Engine, asked: Asked) -> Asked:
    return engine.extractive.decide(engine.extractive.read(asked))


def _row(asked: Asked, kind: str, group: str, answer: str) -> dict[str, Any]:
    text = asked.found[0].text if asked.found else ""
    right = bool(answer) and bool(text) and holds_answer(text, answer)
    return {
        "kind": kind,
        "group": group,
        "question": asked.query,
        "answer": answer,
        "evidence": asked.evidence,
        "right": right,
        "short": text,
    }


def _say(done: int) -> None:
    if done % 20 == 0:
        print(f"\r{done}", end="", file=sys.stderr, flush=True)


def logistic(x: Array, y: Array, weight: Array) -> Array:
    """Weights (d + 1,), the bias last, by Newton's method on standardised columns with a ridge."""
    mean, spread = x.mean(0), x.std(0) + 1e-9
    inputs = np.hstack([(x - mean) / spread, np.ones((len(x), 1))])
    beta = np.zeros(inputs.shape[1])
    penalty = np.diag([RIDGE] * x.shape[1] + [0.0])
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-inputs @ beta))
        gradient = inputs.T @ (weight * (p - y)) + penalty @ beta
        hessian = (inputs * (weight * p * (1 - p))[:, None]).T @ inputs + penalty
        step = np.linalg.solve(hessian, gradient)
        beta -= step
        if np.abs(step).max() < 1e-8:
            break
    plain = beta[:-1] / spread
    return np.append(plain, beta[-1] - plain @ mean)


def fit(rows: list[dict[str, Any]], names: tuple[str, ...]) -> tuple[Array, Array]:
    """Weights over all rows, and each row's probability from weights that didn't see its group."""
    x = np.array([[row["evidence"][name] for name in names] for row in rows])
    y = np.array([row["kind"] in ANSWERED for row in rows], dtype=np.float64)
    weight = np.array([WEIGHTS[row["kind"]] for row in rows])
    fold = np.array([zlib.crc32(row["group"].encode()) % FOLDS for row in rows])
    chance = np.zeros(len(rows))
    for k in range(FOLDS):
        inside = fold != k
        beta = logistic(x[inside], y[inside], weight[inside])
        chance[~inside] = 1 / (1 + np.exp(-(x[~inside] @ beta[:-1] + beta[-1])))
    return logistic(x, y, weight), chance


def report(rows: list[dict[str, Any]], chance: Array) -> None:
    """The share refused of each kind at some operating points, and the area under the curve."""
    kinds = np.array([row["kind"] for row in rows])
    answered = np.isin(kinds, ANSWERED)
    print(f"AUC {area(answered.tolist(), chance):.3f}")
    for threshold in (0.2, 0.22, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6):
        there = [kind for kind in WEIGHTS if (kinds == kind).any()]
        shares = " ".join(f"{kind} {np.mean(chance[kinds == kind] < threshold):.3f}" for kind in there)
        print(f"refused below {threshold}: {shares}")


def main() -> None:
    """Collect or fit."""
    options = collect_or_fit(__doc__)
    if options.command == "collect":
        collect(data_folder(options.data), options.home, options.seed_home, options.lay_home, options.out)
        return
    rows = [json.loads(line) for line in options.rows.read_text("utf-8").splitlines()]
    beta, chance = fit(rows, EVIDENCE)
    report(rows, chance)
    unanswered = [{**row, "kind": "answered" if row["kind"] in ("passage_absent", "seed_not_stated") else "absent"}
                  for row in rows if row["kind"] not in (*ANSWERED, "absent", "lay_wrong")]  # fmt: skip
    subject, told = fit(unanswered, EVIDENCE)
    report(unanswered, told)
    values = {
        "answered": _named(beta), "subject": _named(subject),
        "typical": {name: round(float(np.mean([row["evidence"][name] for row in rows])), 3) for name in WITH_VECTORS},
        "made_by": "evals/fit_refusal.py", "rows": len(rows),
    }  # fmt: skip
    print(json.dumps(values, indent=1))
    if options.write:
        PARAMETERS.write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")


def _named(beta: Array) -> dict[str, float]:
    return {
        **{name: round(float(v), 5) for name, v in zip(EVIDENCE, beta, strict=False)},
        "bias": round(float(beta[-1]), 5),
    }


if __name__ == "__main__":
    main()
