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
from index.query import read_query
from index.series import Member, members
from index.tokens import bigrams, normal
from qa.read import Found, covered
from qa.windows import around

PARAMETERS = Path(__file__).parent / "data" / "refusal.json"
# What is weighed, in the order of the parameters.
EVIDENCE = (
    "reading",  # the reader's log odds that the best sentence's words answer
    "window",  # and that anything in its window does
    "covered",  # share of the question's bigrams, by weight, in the sentence and its headings
    "context",  # and in the sentence, what stands right before it, headings and title
    "titled",  # and in its passage, headings and title
    "document",  # and in the whole document
    "absent",  # weight of the heaviest bigrams that aren't in the passage's surroundings, among the five heaviest
    "passage",  # the ranker's score of the passage
    "cosine",  # its vector's likeness to the question
    "sure",  # by vectors alone, how likely it is meant and none of the others that were found (index/signals.py)
    "far_cosine",  # these two times the share of the question's bigrams that are *not* there, as in a layman's question to
    "far_sure",  # the law: there words can't tell, and vectors must
    "doc_grams",  # how near its document is to the one that shares most with the question
    "heaviest",  # the question's heaviest bigram isn't in the passage's surroundings
    "missing",  # how many of the words that name what is asked about aren't there, three at most
    "numbers",  # a number of the question isn't there, or the member of a series that it names (四级, 第三批)
    "unkind",  # the question asks for a number, date, place or body, and the sentence has none
    "count",  # the question counts something, and the sentence has a number of that
    "uncounted",  # or it has none
    "ahead",  # how far the sentence is ahead of the best one elsewhere
)
_FEW = 5
_MOST_MISSING = 3
# What needs vectors; the ranker's score too has another scale without them.
WITH_VECTORS = ("passage", "cosine", "sure", "far_cosine", "far_sure")
_FAR = 5.0


@dataclass(frozen=True, slots=True)
class Parameters:
    """Logistic weights over `EVIDENCE` for "it is answered", and over `EVIDENCE` for "the subject is there".

    `typical`: what is taken for the evidence that needs vectors where these don't take part.
    """

    answered: Mapping[str, float]
    subject: Mapping[str, float]
    typical: Mapping[str, float]


@lru_cache(maxsize=1)
def parameters() -> Parameters:
    """The fitted weights.

    :raises ZhengceError: the file is missing or spoilt.
    """
    try:
        value = json.loads(PARAMETERS.read_text("utf-8"))
        return Parameters(dict(value["answered"]), dict(value["subject"]), dict(value["typical"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ZhengceError(f"{PARAMETERS}：拒答参数读不了（{type(error).__name__}），请重新安装") from error


def other_member(question: str, best: Found) -> bool:
    """Whether the sentence names members of a series (一级, 二级), and the one that is asked for (五级) stands neither there nor around it."""
    missing = _missing(question, _surroundings(best))
    return any(unit == other for _, unit in missing for _, other in members(best.document.text[slice(*best.sentence)]))


def _missing(question: str, text: str) -> set[Member]:
    """The members of series that a question names and a text doesn't, though it names others."""
    there = members(text)
    return {(n, unit) for n, unit in members(question) - there if any(unit == other for _, other in there)}


def _surroundings(best: Found) -> str:
    """The passage of the best words with what stands around it, and its headings."""
    chunk = best.hit.chunk
    start, end = around(best.document.text, min(chunk.start, best.start), max(chunk.end, best.end))
    return f"{best.document.text[start:end]} {' '.join(chunk.path)}"


def gather(question: str, terms: Mapping[str, float], found: Sequence[Found]) -> dict[str, float]:
    """What speaks for an answer.

    :param terms: the question's bigrams with their weights (`Searcher.term_weights`).
    :param found: the sentences that were read, likeliest first; at least one.
    """
    best = found[0]
    document, surroundings = best.document, _surroundings(best)
    near = set(bigrams(surroundings))
    whole = near | set(bigrams(document.text))
    heavy = sorted(terms, key=lambda token: (-terms[token], token))[:_FEW]
    query, sentence = read_query(question), document.text[slice(*best.sentence)]
    around_it = normal(surroundings)
    count = query.count_in(sentence)
    behind = next(
        (f.score for f in found[1:] if f.document is not document or f.clause != best.clause), best.score - _FAR
    )
    evidence = {
        **{name: best.evidence[name] for name in ("reading", "window", "covered", "context", "titled")},
        "document": covered(terms, whole),
        "absent": 1.0 - covered({token: terms[token] for token in heavy}, near),
        "passage": best.hit.score,
        "cosine": best.hit.signals.get("dense", 0.0),
        "sure": best.hit.signals.get("sure", 0.0),
        "doc_grams": best.hit.signals.get("doc_grams", 0.0),
        "heaviest": float(bool(heavy) and heavy[0] not in near),
        "missing": float(min(_MOST_MISSING, sum(word not in around_it for word in query.named))),
        "numbers": float(
            any(number not in around_it for number in query.digits) or bool(_missing(question, surroundings))
        ),
        "unkind": float(query.wants is not None and not query.kind_in(sentence)),
        "count": float(count),
        "uncounted": float(query.counted is not None and not count),
        "ahead": min(_FAR, best.score - behind),
    }
    far = 1.0 - evidence["covered"]
    evidence |= {"far_cosine": far * evidence["cosine"], "far_sure": far * evidence["sure"]}
    return evidence if best.hit.signals.get("encoded", 1.0) else evidence | dict(parameters().typical)


def probability(evidence: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The logistic of the weighted evidence, 0 to 1."""
    total = weights.get("bias", 0.0) + sum(weights.get(name, 0.0) * value for name, value in evidence.items())
    return 1.0 / (1.0 + math.exp(-max(-40.0, min(40.0, total))))
