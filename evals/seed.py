"""`zhengce eval seed`: questions on the sample's 实施意见 in a library that holds it among 90 other documents.

88 questions that it answers, each with the words and the clause, and 58 on things that it doesn't state
(evals/data/seed.jsonl). Some of the first another document answers as well (how far the poverty rate must fall): quoting
that one alone counts as wrong. What was learned (index/data, qa/data) has seen these questions; the cross-validated
figures of evals/fit_reading.py and evals/fit_refusal.py have not.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from corpus.ingest import ingest_paths
from corpus.library import Library
from evals.asked import SeedQuestion, read_seed
from evals.failures import Failure
from evals.metrics import interval, plain
from evals.ncp_home import data_folder
from index.build import update_index
from index.settings import Settings
from qa.engine import Engine
from qa.types import Answer, Refusal

_SEED = "seed.txt"


def run(data: Path | None, home: Path) -> dict[str, Any]:
    """Shares of right words, right clauses and right refusals.

    :param data: the folder with `seed.txt` and `policies/`; `ZHENGCE_EVAL_DATA` if None.
    """
    folder, settings = data_folder(str(data) if data else None), Settings.load(home)
    with Library.open(home) as library:
        ingest_paths(library, [folder / _SEED, folder / "policies"])
        update_index(library, settings)
        seed = library.find(_SEED)[0]
    engine = Engine.open(home, settings)
    words: list[float] = []
    clauses: list[float] = []
    refused: list[float] = []
    spans: list[float] = []
    failed: list[Failure] = []
    for asked in read_seed():
        result = engine.ask(asked.question)
        cited = result.citations if isinstance(result, Answer) else result.nearest
        spans += [float(engine.library.text(c.doc_id)[c.start : c.end] == c.quote) for c in cited]
        if not asked.words:
            refused.append(float(not isinstance(result, Answer)))
        elif isinstance(result, Answer):
            words.append(float(plain(asked.words) in plain(result.text)))
            clauses.append(float(any(c.doc_id == seed and (c.clause or "").startswith(asked.clause) for c in cited)))
        else:
            words.append(0.0)
            clauses.append(0.0)
        failed += _failure(asked, result, bool(asked.words and words[-1]), bool(asked.words and clauses[-1]))
    engine.close()
    named = {"right_words": words, "right_clause": clauses, "refused_not_stated": refused, "span_is_quote": spans}
    system: dict[str, Any] = {name: round(sum(values) / len(values), 4) for name, values in named.items()}
    system |= {
        f"{name}_95": [round(x, 4) for x in interval(values)]
        for name, values in named.items()
        if name != "span_is_quote"
    }
    return {"n": len(words) + len(refused), "system": system, "baselines": {}, "failures": failed}


def _failure(asked: SeedQuestion, result: Answer | Refusal, words: bool, clause: bool) -> list[Failure]:
    """What went wrong with a question, if anything did."""
    if isinstance(result, Refusal):
        if not asked.words:
            return []
        nearest = "；".join(f"《{c.title}》{c.clause}　{c.quote}" for c in result.nearest[:1])
        return [
            Failure("拒答了能回答的", asked.question, f"{asked.clause}　{asked.words}", nearest, None, result.reason)
        ]
    if not asked.words:
        return [Failure("文中没写，还是答了", asked.question, "拒答", result.text)]
    if words and clause:
        return []
    kind = "话对，引的条款不对" if words else "条款对，话不对" if clause else "答的是别处的话"
    return [Failure(kind, asked.question, f"{asked.clause}　{asked.words}", result.text)]
