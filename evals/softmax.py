"""Softmax regression with a ridge: weights under which what is right gets the largest share of its question."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

STEPS = 100
_SMALLEST_STEP = 1e-4
_SETTLED = 1e-9
Array = NDArray[np.float64]


def fit(
    tables: Sequence[Array], targets: Sequence[Array], ridge: float, counts: Sequence[float] | None = None
) -> Array:
    """Weights (d,) by Newton's method; steps are halved until they help.

    :param tables: signals (n, d) of each question's candidates.
    :param targets: what share of the question each candidate should get (n,), summing to 1.
    :param ridge: on the squared weights.
    :param counts: what each question counts; all the same if None.
    """
    weights = np.zeros(tables[0].shape[1])
    shares_of_all = np.ones(len(tables)) if counts is None else np.asarray(counts, dtype=np.float64)
    shares_of_all = shares_of_all / shares_of_all.sum()

    def loss(w: Array) -> float:
        total = ridge * float(w @ w)
        for table, target, count in zip(tables, targets, shares_of_all, strict=True):
            scores = table @ w
            top = scores.max()
            total -= float(target @ scores - top - np.log(np.exp(scores - top).sum())) * count
        return total

    current = loss(weights)
    for _ in range(STEPS):
        slope, curve = 2 * ridge * weights, 2 * ridge * np.eye(len(weights))
        for table, target, count in zip(tables, targets, shares_of_all, strict=True):
            scores = table @ weights
            shares = np.exp(scores - scores.max())
            shares /= shares.sum()
            mean = table.T @ shares
            slope = slope + table.T @ (shares - target) * count
            curve = curve + ((table.T * shares) @ table - np.outer(mean, mean)) * count
        step, size = np.linalg.solve(curve, slope), 1.0
        while size > _SMALLEST_STEP and loss(weights - size * step) > current:
            size /= 2
        weights = weights - size * step
        before, current = current, loss(weights)
        if before - current < _SETTLED:
            break
    return weights
