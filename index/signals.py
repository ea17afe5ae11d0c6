"""What speaks for a candidate: one number a signal, the same scale for every question.

The ranker (index/ranker.py) weighs them; `qa` reads them off a hit to decide whether to answer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.query import Query
from index.tokens import bigrams
from index.types import Chunk

Table = dict[str, NDArray[np.float64]]
# e5's cosines of any question with any passage lie between about .75 and .90 (ncp: 1st and 99.9th percentile).
COSINES = (0.75, 0.15)
# With what the packaged model learned they spread five times as far: the same median and spread within a question.
ADAPTED_COSINES = (-0.25, 0.74)
# Signals that count otherwise where a question is put in the documents' own words than where it isn't, as laymen's questions
# to the law: each comes once more, times the share of the question that the best candidate has.
SHARED = ("grams", "doc_grams", "dense")
# By so much more of `dense` a passage is e times as likely: the packaged encoder learned at a temperature of .02 of the cosine.
_TEMPERATURE = 0.02 / ADAPTED_COSINES[1]


@dataclass(frozen=True, slots=True)
class Found:
    """What the indexes gave for a question, before anything is weighed.

    `lists`: field -> chunk_id -> BM25; `documents`: doc_id -> BM25 of the whole document; `cosines` (n,) belong to
    `chunks`, 0 where there is no vector; `idf`: bigram of the question -> its weight; `scale`: the model's cosine that
    counts nothing, and how much more counts as 1.
    """

    chunks: Sequence[Chunk]
    lists: Mapping[str, Mapping[str, float]]
    documents: Mapping[str, float]
    cosines: NDArray[np.float64]
    idf: Mapping[str, float]
    scale: tuple[float, float] = COSINES


def signals(query: Query, found: Found) -> Table:
    """One array (n,) a signal, n candidates; `…_raw` and `cosine` are unscaled, the others mostly 0 to 1.

    The ranker doesn't weigh `sure`: what the vectors alone say, as `shares` of one.
    """
    table: Table = {}
    for name, scores in found.lists.items():
        raw = np.array([scores.get(chunk.chunk_id, 0.0) for chunk in found.chunks])
        table[f"{name}_raw"] = raw
        table[name] = raw / (max(scores.values(), default=1.0) or 1.0)
    table["cosine"] = found.cosines
    table["dense"] = np.clip((found.cosines - found.scale[0]) / found.scale[1], 0.0, 1.5)
    table["sure"] = shares(found.chunks, table["dense"] / _TEMPERATURE)
    _coverage(table, found)
    _documents(table, found)
    titles = {chunk.path[0]: _title_overlap(query, chunk.path[0]) for chunk in found.chunks}
    table["titled"] = np.array([titles[chunk.path[0]] for chunk in found.chunks])
    shared = float((table["coverage"] + table["head_coverage"]).max(initial=0.0))
    for name in SHARED:
        table[f"{name}_shared"] = table[name] * shared
    return table


def shares(chunks: Sequence[Chunk], scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """How likely each passage is the one that is meant, if one of them is: the softmax, (n,) for (n,); the same words count together.

    It says what a score alone doesn't: whether others come as near.
    """
    likely = np.exp(scores - scores.max(initial=-np.inf))
    alike: dict[str, float] = {}
    for chunk, value in zip(chunks, likely, strict=True):
        alike[chunk.text] = alike.get(chunk.text, 0.0) + float(value)
    return np.array([alike[chunk.text] for chunk in chunks]) / (likely.sum() or 1.0)


def _coverage(table: Table, found: Found) -> None:
    """Share of the question's bigrams, by weight, that stand in the text, and in the headings alone."""
    total = sum(found.idf.values()) or 1.0
    heads: dict[tuple[str, ...], set[str]] = {}
    body, head = [], []
    for chunk in found.chunks:
        inside = set(bigrams(chunk.text))
        if chunk.path not in heads:
            heads[chunk.path] = set(bigrams(" ".join(chunk.path)))
        above = heads[chunk.path]
        body.append(sum(weight for token, weight in found.idf.items() if token in inside) / total)
        head.append(
            sum(weight for token, weight in found.idf.items() if token in above and token not in inside) / total
        )
    table["coverage"], table["head_coverage"] = np.array(body), np.array(head)


def _documents(table: Table, found: Found) -> None:
    """What the other passages of a candidate's document say for it."""
    quick = table["words"] + table["grams"] + 0.6 * table["dense"] + 0.5 * table["head"]
    values: dict[str, list[float]] = {}
    for chunk, value in zip(found.chunks, quick, strict=True):
        values.setdefault(chunk.doc_id, []).append(float(value))
    top = max((max(own) for own in values.values()), default=1.0) or 1.0
    best = {doc_id: max(own) / top for doc_id, own in values.items()}
    support = {doc_id: min(1.0, sum(sorted(own)[-4:]) / (4 * top)) for doc_id, own in values.items()}
    first = max(found.documents.values(), default=1.0) or 1.0
    table["document"] = np.array([best[chunk.doc_id] for chunk in found.chunks])
    table["support"] = np.array([support[chunk.doc_id] for chunk in found.chunks])
    table["doc_grams"] = np.array([found.documents.get(chunk.doc_id, 0.0) / first for chunk in found.chunks])


def _title_overlap(query: Query, title: str) -> float:
    """Share of the title's bigrams that the question names."""
    grams = set(bigrams(re.sub(r"^关于|的(?:通知|意见|公告)$", "", title)))
    named = {token for token, _ in query.grams}
    return len(grams & named) / len(grams) if grams else 0.0
