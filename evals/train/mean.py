"""The mean of adapters of the encoder that were learned from different questions, as one adapter of the same rank.

    python -m evals.train.mean FILE FILE … --out FILE

What each adds to a weight is averaged, and the mean's largest singular directions are kept. Each training leans towards the questions
it saw most of; their mean keeps nearly all that either gained (docs/evaluation.md), and costs no more to run. The bounds of what layers are given are
left out; evals/train/bounds.py measures them anew.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evals.train.lora import Adapter, read_adapter, save


def mean_of(adapters: Sequence[Adapter]) -> dict[str, NDArray[np.float16]]:
    """The mean, of the rank of the first one.

    :param adapters: each `NAME.down` (rank, in) and `NAME.up` (out, rank) for the same names.
    :raises ValueError: the names differ.
    """
    first, names = adapters[0], _layers(adapters[0])
    if any(_layers(other) != names for other in adapters):
        raise ValueError("adapters of different layers")
    values: dict[str, NDArray[np.float16]] = {}
    for name in names:
        changes = [a[f"{name}.up"].astype(np.float32) @ a[f"{name}.down"].astype(np.float32) for a in adapters]
        up, sizes, down = np.linalg.svd(np.mean(changes, axis=0), full_matrices=False)
        rank = first[f"{name}.down"].shape[0]
        share = np.sqrt(sizes[:rank])
        values[f"{name}.down"] = (share[:, None] * down[:rank]).astype(np.float16)
        values[f"{name}.up"] = (up[:, :rank] * share).astype(np.float16)
    return values


def _layers(adapter: Adapter) -> list[str]:
    return [key.removesuffix(".down") for key in adapter if key.endswith(".down")]


def main() -> None:
    """Write the mean."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    save(options.out, mean_of([read_adapter(path) for path in options.files]))


if __name__ == "__main__":
    main()
