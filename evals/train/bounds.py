"""Measure what each of the encoder's layers is given, so that it can be put in 8 bits, and write it beside what was learned.

    python -m evals.train.bounds --data DIR

Run after evals/train/encoder.py or mean.py, which leave the bounds out. Over passages of ncp, written questions to the law and on
policies, and the words that answer them. Seeded; half a minute.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evals.bench_encode import passages
from evals.held_out import held_out_law
from evals.lay_questions import read_lay
from evals.ncp_home import data_folder
from evals.policy_questions import read_written
from evals.train import encoder
from evals.train.lora import Adapter, adapted_encoder, read_adapter, save
from index.convert import MAX_TOKENS, converted_folder
from index.encoder import ADAPTER
from index.settings import Settings

COUNT = 160  # texts of each kind
SEED = 11
GIVEN = ("q", "ao", "fi", "fo")  # k and v are given what q is


def measure(learned: Adapter, texts: Iterable[Sequence[int]]) -> dict[str, NDArray[np.float16]]:
    """`l0.q.bounds` (2, in) and so on: the least and the largest value of each channel over all tokens.

    :param learned: the adapters, without bounds or with old ones.
    :param texts: token ids of each.
    """
    import torch

    model, adapted = adapted_encoder(converted_folder(), encoder.RANK, encoder.ALPHA, learned)
    bounds: dict[str, NDArray[np.float32]] = {}

    def watch(name: str) -> Callable[[Any, tuple[Any, ...]], None]:
        def note(_: Any, given: tuple[Any, ...]) -> None:
            values = given[0][0].numpy()
            own = np.stack([values.min(axis=0), values.max(axis=0)])
            before = bounds.get(name, own)
            bounds[name] = np.stack([np.minimum(before[0], own[0]), np.maximum(before[1], own[1])])

        return note

    for name, layer in adapted:
        if name.partition(".")[2] in GIVEN:
            layer.register_forward_pre_hook(watch(f"{name}.bounds"))
    with torch.no_grad():
        for ids in texts:
            model(input_ids=torch.tensor([list(ids)]))
    return {name: values.astype(np.float16) for name, values in bounds.items()}


def encoder_texts(data: Path) -> list[list[int]]:
    """Questions and passages as the encoder gets them."""
    from tokenizers import Tokenizer

    rng, settings, folder = random.Random(SEED), Settings(), converted_folder()
    asked = rng.sample([row for row in read_lay() if not held_out_law(row.law)], COUNT)
    texts = [settings.passage_prefix + text for text in passages(data, COUNT, settings.chunk_chars)]
    texts += [settings.query_prefix + one.question for one in asked]
    texts += [f"{settings.passage_prefix}{one.law} {one.article}\n{one.answer}" for one in asked]
    texts += [settings.query_prefix + one.question for one in rng.sample(read_written(data), COUNT)]
    tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(MAX_TOKENS)
    return [encoding.ids for encoding in tokenizer.encode_batch(texts)]


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data")
    options = parser.parse_args()
    texts = encoder_texts(data_folder(options.data))
    learned = read_adapter(ADAPTER)
    save(ADAPTER, {**learned, **measure(learned, texts)})


if __name__ == "__main__":
    main()
