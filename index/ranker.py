"""From signals to one score, and from scored passages to a list without repeats."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ZhengceError
from index.signals import Table
from index.tokens import bigrams
from index.types import Chunk, Hit

# What evals/fit_ranker.py weighs, chosen by cross-validation. On policy questions alone the last three could go without loss:
# they serve laymen's questions to the law (docs/evaluation.md).
SIGNALS = (
    "words",
    "grams",
    "dense",
    "coverage",
    "head_coverage",
    "document",
    "support",
    "doc_grams",
    "titled",
    "grams_shared",
    "doc_grams_shared",
    "dense_shared",
)
_SIGNS = re.compile(r"[\W_]+")
_NEAR = 0.9  # share of bigrams in common from which two passages are one


@dataclass(frozen=True, slots=True)
class Weights:
    """`dense`: with vectors; `lexical`: where a passage has none yet. Signal -> weight."""

    dense: dict[str, float]
    lexical: dict[str, float]


def load_weights() -> Weights:
    """The learned weights (index/data/ranker.json).

    :raises ZhengceError: the file is missing or spoilt.
    """
    path = Path(__file__).parent / "data" / "ranker.json"
    try:
        value = json.loads(path.read_text("utf-8"))
        return Weights(dict(value["dense"]), dict(value["lexical"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ZhengceError(
            f"{path}：排序参数读不了（{type(error).__name__}），请重新安装，或设置 ranker = false"
        ) from error


def learned_scores(table: Table, weights: Weights, dense: bool) -> NDArray[np.float64]:
    """Weighted sum of the signals, (n,)."""
    chosen = weights.dense if dense else weights.lexical
    return np.asarray(sum(weight * table[name] for name, weight in chosen.items()), dtype=np.float64)


def fixed_scores(table: Table, dense_weight: float) -> NDArray[np.float64]:
    """Normalised scores fused by fixed weights (DESIGN.md's baseline), (n,)."""
    lexical = (table["words"] + table["grams"]) / 2 + 0.3 * table["head"]
    return np.asarray(lexical + dense_weight * table["dense"], dtype=np.float64)


def spread(hits: Sequence[Hit], k: int) -> list[Hit]:
    """The first k, best first. Behind the others, with no higher a score, come passages that add nothing.

    These are the ones that say the same as an earlier one, and those that are but their own headings.
    """
    chosen: list[Hit] = []
    behind: list[Hit] = []
    seen: list[set[str]] = []
    for hit in hits:
        if len(chosen) >= k:
            break
        grams = set(bigrams(hit.chunk.text))
        if _bare(hit.chunk) or any(_same(grams, other) for other in seen):
            behind.append(hit)
            continue
        seen.append(grams)
        chosen.append(hit)
    if chosen:
        behind = [replace(hit, score=min(hit.score, chosen[-1].score)) for hit in behind]
    return [*chosen, *behind][:k]


def _bare(chunk: Chunk) -> bool:
    text = _SIGNS.sub("", chunk.text)
    return not text or text in _SIGNS.sub("", "".join(chunk.path))


def _same(one: set[str], other: set[str]) -> bool:
    smaller = min(len(one), len(other))
    return smaller > 10 and len(one & other) / max(len(one), len(other)) > _NEAR
