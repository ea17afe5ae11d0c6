"""Refusing as a curve: what is answered and what is wrong among it, for each probability below which one could refuse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from evals.softmax import Array

_STEP = 0.025
_BINS = 10


def refusal_curve(
    answerable: Sequence[bool], right: Sequence[bool], chance: Array, below: float
) -> list[dict[str, float]]:
    """One row a threshold, the operating point among them. Answerable and unanswerable questions count half each.

    `false_refusals`: share of the answerable that is refused; `refused`: of the unanswerable; `coverage`: share of all
    that is answered; `error`: share of the answered whose first words are wrong, as anything is that is said to an
    unanswerable question; `error_answerable`: the same among the answerable alone.

    :param right: whether the first words found are right, (n,).
    :param chance: of being answered, (n,).
    :param below: the operating point.
    """
    can, good = np.array(answerable, dtype=bool), np.array(right, dtype=bool)
    rows = []
    for threshold in sorted({*np.round(np.arange(0, 1 + _STEP / 2, _STEP), 4).tolist(), below}):
        told = chance >= threshold
        answered, spoken = _share(told[can]), _share(told[~can])
        wrong = _share((told & ~good)[can])
        rows.append({
            "below": float(threshold), "coverage": (answered + spoken) / 2, "false_refusals": 1 - answered, "refused": 1 - spoken,
            "balanced_accuracy": (answered + 1 - spoken) / 2, "error": (wrong + spoken) / ((answered + spoken) or 1.0),
            "error_answerable": wrong / (answered or 1.0),
        })  # fmt: skip
    return [{name: round(value, 4) for name, value in row.items()} for row in rows]


def area(answerable: Sequence[bool], chance: Array) -> float:
    """Area under the ROC curve: how often an answerable question has the higher probability."""
    can = np.array(answerable, dtype=bool)
    ranks = np.empty(len(chance))
    ranks[np.argsort(chance)] = np.arange(1, len(chance) + 1)
    n = int(can.sum())
    pairs = n * int((~can).sum())
    return round(float((ranks[can].sum() - n * (n + 1) / 2) / pairs), 4) if pairs else 0.0


def calibration(answerable: Sequence[bool], chance: Array, weight: Array) -> list[dict[str, float]]:
    """Reliability: in each tenth of the probabilities their mean, the share that is answerable, and how many.

    :param weight: what each question counted when the probabilities were fitted (n,).
    """
    can = np.array(answerable, dtype=float)
    tenth = np.minimum((chance * _BINS).astype(int), _BINS - 1)
    rows = []
    for number in range(_BINS):
        inside = tenth == number
        if inside.any():
            own = weight[inside]
            rows.append({
                "chance": round(float(np.average(chance[inside], weights=own)), 4),
                "answerable": round(float(np.average(can[inside], weights=own)), 4), "n": int(inside.sum()),
            })  # fmt: skip
    return rows


def calibration_error(rows: Sequence[Mapping[str, Any]]) -> float:
    """Expected calibration error: mean distance of the two, by how many questions there are."""
    total = sum(float(row["n"]) for row in rows)
    apart = sum(float(row["n"]) * abs(float(row["chance"]) - float(row["answerable"])) for row in rows)
    return round(apart / max(1.0, total), 4)


def _share(values: Array) -> float:
    return float(values.mean()) if len(values) else 0.0
