"""Whether the library answers: what speaks for it as numbers, weighed to a probability; and which reason a refusal has.

The weights are fitted by evals/fit_refusal.py on questions with and without their answer and lie in qa/data/refusal.json.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from corpus.errors import ZhengceError
from index.tokens import bigrams
from index.types import Hit
from qa.read import Found
from qa.windows import around

PARAMETERS = Path(__file__).parent / "data" / "refusal.json"
# What is weighed, in the order of the parameters. Tried and left out, since cross-validation lost nothing: the score of
# the first passage, the kind of answer, the title's overlap.
EVIDENCE = (
    "reading",  # the reader's log odds that the best words answer
    "second",  # the same of the next best words elsewhere
    "passage",  # the ranker's score of the passage they stand in
    "cosine",  # its vector's likeness to the question
    "window",  # share of the question's bigrams, by weight, in the words' surroundings and headings
    "document",  # and in the whole document
    "absent",  # weight of the heaviest bigrams that aren't in the surroundings, among the five heaviest
    "kind",  # the passage has a number, date, place or body where the question asks for one
)
_FEW = 5


@dataclass(frozen=True, slots=True)
class Parameters:
    """Logistic weights over `EVIDENCE` for "it is answered", and over `EVIDENCE` for "the subject is there"."""

    answered: Mapping[str, float]
    subject: Mapping[str, float]


@lru_cache(maxsize=1)
def parameters() -> Parameters:
    """The fitted weights.

    :raises ZhengceError: the file is missing or spoilt.
    """
    try:
        value = json.loads(PARAMETERS.read_text("utf-8"))
        return Parameters(dict(value["answered"]), dict(value["subject"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ZhengceError(f"{PARAMETERS}：拒答参数读不了（{type(error).__name__}），请重新安装") from error


def gather(weights: Mapping[str, float], found: Sequence[Found], hits: Sequence[Hit]) -> dict[str, float]:
    """What speaks for an answer.

    :param weights: the question's bigrams with their weights (`Searcher.term_weights`).
    :param found: the words that were read, likeliest first; at least one.
    :param hits: the passages, best first.
    """
    best = found[0]
    document, chunk = best.document, best.hit.chunk
    start, end = around(document.text, min(chunk.start, best.start), max(chunk.end, best.end))
    near = set(bigrams(document.text[start:end])) | set(bigrams(" ".join(chunk.path)))
    whole = near | set(bigrams(document.text))
    heavy = sorted(weights, key=lambda token: (-weights[token], token))[:_FEW]
    return {
        "reading": _bounded(best.reading),
        "second": _bounded(found[1].reading) if len(found) > 1 else -14.0,
        "passage": best.hit.score,
        "cosine": best.hit.signals.get("dense", 0.0),
        "window": _covered(weights, near),
        "document": _covered(weights, whole),
        "absent": 1.0 - _covered({token: weights[token] for token in heavy}, near),
        "kind": best.hit.signals.get("kind", 0.0),
    }


def probability(evidence: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The logistic of the weighted evidence, 0 to 1."""
    total = weights.get("bias", 0.0) + sum(weights.get(name, 0.0) * value for name, value in evidence.items())
    return 1.0 / (1.0 + math.exp(-max(-40.0, min(40.0, total))))


def _bounded(value: float) -> float:
    return max(-14.0, min(14.0, value))


def _covered(weights: Mapping[str, float], there: set[str]) -> float:
    total = sum(weights.values())
    return sum(weight for token, weight in weights.items() if token in there) / total if total else 0.0
