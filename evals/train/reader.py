"""Train the span reader: a LoRA of the packaged encoder with a start and an end head, written to index/data/reader.npz.

    python -m evals.train.reader --data DIR --home DIR --out FILE [--threads 2] [--epochs 2]

Data: ncp questions whose document is not held out (evals/held_out.py), with two windows that hold the answer, one of their
own document that doesn't, and one that search ranks high and that doesn't; equals questions with their article, and a third of
them with a neighbouring article of the same law. An unanswerable window has its target on the first token. Seeded; on 2 cores
about an hour.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.library import Library
from evals.held_out import held_out
from evals.metrics import holds_answer
from evals.ncp_home import data_folder, gold_documents, open_library, read_questions
from evals.train.lora import Adapted, adapted_encoder, adapter_parameters, adapter_values, descend, save
from index.convert import converted_folder
from index.pairs import Pair, PairTokenizer
from index.search import Searcher
from index.settings import Settings
from qa.windows import around

RANK, ALPHA = 24, 48
LEARNING_RATE, WARM_UP, BATCH = 7e-4, 0.08, 8
SEED = 7


@dataclass(frozen=True, slots=True)
class Example:
    """A question, a headed window, and the characters in it that answer (None: none do)."""

    question: str
    head: str
    window: str
    span: tuple[int, int] | None


def ncp_examples(data: Path, home: Path, rng: random.Random) -> list[Example]:
    """Windows of ncp questions on documents that aren't held out."""
    settings = Settings.load(home)
    library: Library = open_library(data, home, settings)
    searcher = Searcher.open(home, library, settings)
    gold = gold_documents(library)
    examples: list[Example] = []
    for question in read_questions(data):
        if held_out(question.docid):
            continue
        for doc_id in sorted(gold.get(question.docid, ()))[:1]:
            text, title = library.text(doc_id), library.summary(doc_id).title
            at = text.find(question.answer)
            if at < 0:
                continue
            stop = at + len(question.answer)
            for _ in range(2):
                left = rng.randint(0, max(0, 300 - (stop - at)))
                start, end = around(text, max(0, at - left), min(len(text), max(stop, at - left + 220)))
                start, end = max(start, at - 330), min(end, max(start, at - 330) + 400)
                span = (at - start, min(stop, end) - start)
                examples.append(Example(question.question, title, text[start:end], span))
        wrong = [h for h in searcher.search(question.question, k=12) if not holds_answer(h.chunk.text, question.answer)]
        own = [h for h in wrong if h.chunk.doc_id in gold.get(question.docid, ())][:1]
        other = [h for h in wrong if h.chunk.doc_id not in gold.get(question.docid, ())][:3]
        for hit in own + ([rng.choice(other)] if other else []):
            text = library.text(hit.chunk.doc_id)
            start, end = around(text, hit.chunk.start, hit.chunk.end)
            if question.answer not in text[start:end]:
                examples.append(Example(question.question, hit.chunk.path[0], text[start:end], None))
    searcher.close()
    library.close()
    return examples


def equals_examples(data: Path, rng: random.Random) -> list[Example]:
    """Windows of the law questions."""
    rows = json.loads((data / "equals" / "test_data.json").read_text("utf-8"))["data"]
    by_law: dict[str, list[str]] = {}
    for row in rows:
        by_law.setdefault(row["law_type"], []).append(row["context"])
    examples = []
    for row in rows:
        question, context, law = row["question"][0], row["context"], row["law_type"].strip("《》")
        at, answer = row["answer"][0][0], row["answer"][1][0]
        if context[at : at + len(answer)] != answer:
            at = context.find(answer)
        if at < 0:
            continue
        start, end = around(context, max(0, at - rng.randint(0, 120)), min(len(context), at + len(answer)))
        start, end = max(start, at - 330), min(end, max(start, at - 330) + 400)
        examples.append(Example(question, law, context[start:end], (at - start, min(at + len(answer), end) - start)))
        others = [c for c in by_law[row["law_type"]] if c != context]
        if others and rng.random() < 0.34:
            examples.append(Example(question, law, rng.choice(others)[:360], None))
    return examples


def features(examples: list[Example], tokenizer: PairTokenizer) -> list[tuple[Pair, int, int]]:
    """Tokens with the target's first and last index (0, 0 where nothing answers)."""
    found = []
    for example in examples:
        pair = tokenizer.pair(example.question, example.head, example.window)
        first = last = 0
        if example.span is not None:
            inside = [
                i for i, (a, b) in enumerate(pair.offsets) if b > a and a < example.span[1] and b > example.span[0]
            ]  # fmt: skip
            if not inside:
                continue
            first, last = pair.first + inside[0], pair.first + inside[-1]
        found.append((pair, first, last))
    return found


def build_model(folder: Path) -> tuple[Any, Any, Adapted]:
    """The frozen encoder with its adapters, the heads, and the adapters by name."""
    from torch import nn

    encoder, adapted = adapted_encoder(folder, RANK, ALPHA)
    return encoder, nn.Linear(encoder.config.hidden_size, 2), adapted


def collate(batch: list[tuple[Pair, int, int]]) -> tuple[Any, Any, Any, Any, Any]:
    """Padded ids, attention mask, mask of allowed positions, first and last."""
    import torch

    length = max(len(pair.ids) for pair, _, _ in batch)
    ids = torch.ones(len(batch), length, dtype=torch.long)
    mask = torch.zeros(len(batch), length, dtype=torch.long)
    allowed = torch.zeros(len(batch), length, dtype=torch.bool)
    for row, (pair, _, _) in enumerate(batch):
        ids[row, : len(pair.ids)] = torch.tensor(pair.ids)
        mask[row, : len(pair.ids)] = 1
        allowed[row, pair.first : pair.first + len(pair.offsets)] = True
        allowed[row, 0] = True
    return ids, mask, allowed, torch.tensor([f for _, f, _ in batch]), torch.tensor([e for _, _, e in batch])


def train(examples: list[tuple[Pair, int, int]], epochs: int, rng: random.Random, out: Path) -> None:
    """Train and write after each epoch."""
    import torch
    from torch.nn import functional

    torch.manual_seed(SEED)
    encoder, heads, adapted = build_model(converted_folder())

    def loss_of(batch: list[int]) -> Any:
        ids, mask, allowed, first, last = collate([examples[i] for i in batch])
        hidden = encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        scores = heads(functional.dropout(hidden, 0.1)).masked_fill(~allowed[..., None], -1e4)
        return (functional.cross_entropy(scores[..., 0], first) + functional.cross_entropy(scores[..., 1], last)) / 2

    descend(
        [*adapter_parameters(adapted), *heads.parameters()], [_batches(examples, rng) for _ in range(epochs)], loss_of, LEARNING_RATE,
        WARM_UP, lambda: save(out, _values(adapted, heads)),
    )  # fmt: skip


def _batches(examples: list[tuple[Pair, int, int]], rng: random.Random) -> list[list[int]]:
    """One epoch's. Like lengths go together, within runs of 16 batches, so that little is padded and order stays random."""
    order = list(range(len(examples)))
    rng.shuffle(order)
    runs = [order[i : i + 16 * BATCH] for i in range(0, len(order), 16 * BATCH)]
    batches = [b for run in runs for b in _by_length(run, examples)]
    rng.shuffle(batches)
    return batches


def _by_length(run: list[int], examples: list[tuple[Pair, int, int]]) -> list[list[int]]:
    run = sorted(run, key=lambda i: len(examples[i][0].ids))
    return [run[i : i + BATCH] for i in range(0, len(run), BATCH)]


def _values(adapted: Adapted, heads: Any) -> dict[str, NDArray[Any]]:
    """The weights of the adapters as float16, those of the heads as float32."""
    own = {"heads.w": heads.weight.detach().numpy(), "heads.b": heads.bias.detach().numpy()}
    return {**adapter_values(adapted, RANK, ALPHA), **{name: value.astype(np.float32) for name, value in own.items()}}


def main() -> None:
    """Train."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data")
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--epochs", type=int, default=2)
    options = parser.parse_args()
    import torch

    torch.set_num_threads(options.threads)
    rng = random.Random(SEED)
    data = data_folder(options.data)
    found = ncp_examples(data, options.home, rng)
    laws = equals_examples(data, rng)
    examples = features(found + laws, PairTokenizer(converted_folder()))
    print(f"{len(found)} windows of ncp, {len(laws)} of equals", file=sys.stderr)
    train(examples, options.epochs, rng, options.out)


if __name__ == "__main__":
    main()
