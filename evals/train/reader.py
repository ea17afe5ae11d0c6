"""Train the span reader: a LoRA of the packaged encoder with a start and an end head, written to index/data/reader.npz.

    python -m evals.train.reader --data DIR --home DIR --lay-home DIR [--from FILE] --out FILE [--threads 2]

Data, none of it on a document or law that is held out (evals/held_out.py):

- ncp questions, with two windows that hold the answer and one that search ranks high and that doesn't;
- questions written on these documents (evals/policy_questions.py), with the window of the passage that answers, and for some of them
  one that doesn't;
- a choice of the laymen's questions to laws (evals/lay_questions.py), with the window of the article's passage, and for some of them
  one of its neighbours;
- equals questions with their article, and a third of them with another article of the same law.

What ncp and equals mark is learned to the word. What was marked for this project is shorter than what people mark, so there only the
sentence is learned: any beginning from the sentence's to the mark's is right, and any end from the mark's to the sentence's.
An unanswerable window has its target on the first token. `--from` goes on from what a training before it wrote. Seeded.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.library import Library
from corpus.sentences import sentence_spans
from evals import lay_questions
from evals.held_out import held_out, held_out_law
from evals.law_asked import Passages
from evals.metrics import holds_answer
from evals.ncp_home import Question, data_folder, gold_documents, open_library, read_questions
from evals.policy_questions import read_written
from evals.train.lora import (
    Adapted,
    Adapter,
    adapted_encoder,
    adapter_parameters,
    adapter_values,
    descend,
    read_adapter,
    save,
)
from index.convert import converted_folder
from index.pairs import Pair, PairTokenizer
from index.search import Searcher
from index.settings import Settings
from index.types import Chunk
from qa.windows import around

RANK, ALPHA = 24, 48
LEARNING_RATE, WARM_UP, BATCH = 7e-4, 0.08, 8
GOING_ON = 4e-4  # the rate with `--from`
LAY = 2000  # of laymen's questions
WRONG_OF_WRITTEN, WRONG_OF_LAY, WRONG_OF_EQUALS = (
    0.4,
    0.25,
    0.34,
)  # share of these questions with a window that doesn't answer
MAX_WINDOW, MOST_BEFORE = 400, 330  # characters of a window, and of it before the answer
SEED = 7
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Example:
    """A question, a headed window, the characters in it that answer (None: none do), and those that are as right around them."""

    question: str
    head: str
    window: str
    span: Span | None
    around: Span | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """A window's tokens, and the first and last index of its right beginnings and of its right ends."""

    pair: Pair
    first: Span
    last: Span


class Tokenizer(Protocol):
    """Makes tokens of a question, a head and a window."""

    def pair(self, question: str, head: str, window: str) -> Pair:
        """The tokens, with the characters of the window that each stands for."""


class Windows:
    """What is read of a library's passages."""

    def __init__(self, library: Library, settings: Settings) -> None:
        self.library, self.passages = library, Passages(library, settings)

    def right(self, question: str, chunk: Chunk, span: Span) -> list[Example]:
        """A passage's window with the words that answer, their sentences as right; none where they don't lie in it."""
        head, start, text = self._read(chunk)
        low, high = span[0] - start, span[1] - start
        if not 0 <= low < high <= min(len(text), MAX_WINDOW):
            return []
        inside = [s for s in sentence_spans(text, semicolons=True) if s[0] < high and low < s[1]]
        return [Example(question, head, text, (low, high), (min(low, inside[0][0]), max(high, inside[-1][1])))]

    def wrong(self, question: str, chunk: Chunk, answer: str) -> list[Example]:
        """A passage's window that doesn't answer; none where the answer's words stand in it."""
        head, _, text = self._read(chunk)
        return [] if answer in text else [Example(question, head, text, None)]

    def _read(self, chunk: Chunk) -> tuple[str, int, str]:
        """Head, first character and text of what is read of a passage."""
        text = self.library.text(chunk.doc_id)
        start, end = around(text, chunk.start, chunk.end)
        return " ".join(chunk.path), start, text[start:end]

    def holding(self, doc_id: str, span: Span) -> Chunk | None:
        """The passage with the span, or most of it."""
        near = [c for c in self.passages.of(doc_id) if c.start < span[1] and span[0] < c.end]
        return max(near, key=lambda c: min(c.end, span[1]) - max(c.start, span[0]), default=None)


def _cut(text: str, at: int, start: int, end: int) -> Span:
    """What is read about `text[start:end]`, at most `MAX_WINDOW` characters with the answer at `at` among them."""
    start, end = around(text, start, end)
    start = max(start, at - MOST_BEFORE)
    return start, min(end, start + MAX_WINDOW)


def policy_examples(data: Path, home: Path, rng: random.Random) -> list[Example]:
    """Windows of ncp's questions and of those written on its documents, where they aren't held out."""
    settings = Settings.load(home)
    examples: list[Example] = []
    with open_library(data, home, settings) as library:
        windows, gold = Windows(library, settings), gold_documents(library)
        searcher = Searcher.open(home, library, settings)
        asked = [(q, True) for q in read_questions(data) if not held_out(q.docid)]
        asked += [(q, False) for q in read_written(data)]
        for question, marked in asked:
            doc_id = min(gold.get(question.docid, ()), default=None)
            at = library.text(doc_id).find(question.answer) if doc_id is not None else -1
            if doc_id is None or at < 0:
                continue
            span = at, at + len(question.answer)
            chunk = windows.holding(doc_id, span)
            right = windows.right(question.question, chunk, span) if chunk else []
            examples += [replace(one, around=None) for one in right] if marked else right
            if marked:
                examples.append(_shifted(question, library, doc_id, at, rng))
            if marked or rng.random() < WRONG_OF_WRITTEN:
                examples += _wrong(question, searcher, windows, gold.get(question.docid, ()), rng)
        searcher.close()
    return examples


def _shifted(question: Question, library: Library, doc_id: str, at: int, rng: random.Random) -> Example:
    """A window that holds the answer somewhere, under the title alone; a long answer is cut with it."""
    text, stop = library.text(doc_id), at + len(question.answer)
    left = rng.randint(0, max(0, 300 - (stop - at)))
    start, end = _cut(text, at, max(0, at - left), min(len(text), max(stop, at - left + 220)))
    return Example(
        question.question, library.summary(doc_id).title, text[start:end], (at - start, min(stop, end) - start)
    )


def _wrong(
    question: Question, searcher: Searcher, windows: Windows, own: Collection[str], rng: random.Random
) -> list[Example]:  # fmt: skip
    """One of the first passages that don't answer, of its own document for one in two."""
    wrong = [
        h.chunk for h in searcher.search(question.question, k=12) if not holds_answer(h.chunk.text, question.answer)
    ]
    inside, outside = [c for c in wrong if c.doc_id in own][:1], [c for c in wrong if c.doc_id not in own][:3]
    choice = inside if inside and (not outside or rng.random() < 0.5) else outside
    return windows.wrong(question.question, rng.choice(choice), question.answer) if choice else []


def lay_examples(data: Path, home: Path, rng: random.Random) -> list[Example]:
    """Windows of a choice of the laymen's questions to laws that aren't held out."""
    settings = Settings.load(home)
    examples: list[Example] = []
    with lay_questions.open_documents(data, home) as library:
        windows = Windows(library, settings)
        questions = lay_questions.questions_of(library, data, held=False)
        for asked in rng.sample(questions, min(LAY, len(questions))):
            right = windows.passages.showing(asked)
            if not right:
                continue
            doc_id = right[0].doc_id
            at = library.text(doc_id).find(asked.answer, right[0].start)
            if 0 <= at < right[0].end:
                examples += windows.right(asked.question, right[0], (at, at + len(asked.answer)))
            if rng.random() < WRONG_OF_LAY:
                near = [
                    c for c in windows.passages.of(doc_id) if c not in right and abs(c.start - right[0].start) < 3000
                ]
                examples += windows.wrong(asked.question, rng.choice(near), asked.answer) if near else []
    return examples


def equals_examples(data: Path, rng: random.Random) -> list[Example]:
    """Windows of the law questions on laws that aren't held out."""
    rows = json.loads((data / "equals" / "test_data.json").read_text("utf-8"))["data"]
    by_law: dict[str, list[str]] = {}
    for row in rows:
        by_law.setdefault(row["law_type"], []).append(row["context"])
    examples = []
    for row in rows:
        question, context, law = row["question"][0], row["context"], row["law_type"].strip("《》")
        at, answer = row["answer"][0][0], row["answer"][1][0]
        if held_out_law(law):
            continue
        if context[at : at + len(answer)] != answer:
            at = context.find(answer)
        if at < 0:
            continue
        start, end = _cut(context, at, max(0, at - rng.randint(0, 120)), min(len(context), at + len(answer)))
        examples.append(Example(question, law, context[start:end], (at - start, min(at + len(answer), end) - start)))
        others = [c for c in by_law[row["law_type"]] if c != context]
        if others and rng.random() < WRONG_OF_EQUALS:
            examples.append(Example(question, law, rng.choice(others)[:360], None))
    return examples


def features(examples: list[Example], tokenizer: Tokenizer) -> list[Target]:
    """Tokens with what is right of them (the first token where nothing answers)."""
    found = []
    for example in examples:
        pair = tokenizer.pair(example.question, example.head, example.window)
        if example.span is None:
            found.append(Target(pair, (0, 0), (0, 0)))
            continue
        exact, wide = _tokens(pair, example.span), _tokens(pair, example.around or example.span)
        if exact and wide:
            found.append(Target(pair, (wide[0], exact[0]), (exact[1], wide[1])))
    return found


def _tokens(pair: Pair, span: Span) -> Span | None:
    """The first and last token with characters of the span."""
    inside = [i for i, (a, b) in enumerate(pair.offsets) if b > a and a < span[1] and b > span[0]]
    return (pair.first + inside[0], pair.first + inside[-1]) if inside else None


def build_model(folder: Path, start: Adapter | None) -> tuple[Any, Any, Adapted]:
    """The frozen encoder with its adapters, the heads, and the adapters by name."""
    import torch
    from torch import nn

    encoder, adapted = adapted_encoder(folder, RANK, ALPHA, start)
    heads = nn.Linear(encoder.config.hidden_size, 2)
    if start is not None:
        heads.weight.data = torch.from_numpy(start["heads.w"].astype(np.float32))
        heads.bias.data = torch.from_numpy(start["heads.b"].astype(np.float32))
    return encoder, heads, adapted


def collate(batch: Sequence[Target]) -> tuple[Any, Any, Any, Any]:
    """Padded ids and attention mask (n, length), masks of allowed and of right positions (n, length, 2)."""
    import torch

    length = max(len(target.pair.ids) for target in batch)
    ids = torch.ones(len(batch), length, dtype=torch.long)
    mask = torch.zeros(len(batch), length, dtype=torch.long)
    allowed = torch.zeros(len(batch), length, 2, dtype=torch.bool)
    right = torch.zeros(len(batch), length, 2, dtype=torch.bool)
    for row, target in enumerate(batch):
        pair = target.pair
        ids[row, : len(pair.ids)] = torch.tensor(pair.ids)
        mask[row, : len(pair.ids)] = 1
        allowed[row, pair.first : pair.first + len(pair.offsets)] = True
        allowed[row, 0] = True
        for end, (low, high) in enumerate((target.first, target.last)):
            right[row, low : high + 1, end] = True
    return ids, mask, allowed, right


def train(examples: list[Target], start: Adapter | None, epochs: int, rng: random.Random, out: Path) -> None:
    """Train and write after each epoch."""
    import torch
    from torch.nn import functional

    torch.manual_seed(SEED)
    encoder, heads, adapted = build_model(converted_folder(), start)

    def loss_of(batch: list[int]) -> Any:
        ids, mask, allowed, right = collate([examples[i] for i in batch])
        hidden = encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        scores = heads(functional.dropout(hidden, 0.1))
        every = scores.masked_fill(~allowed, -1e4).logsumexp(1)
        return (every - scores.masked_fill(~right, -1e4).logsumexp(1)).mean()

    descend(
        [*adapter_parameters(adapted), *heads.parameters()], [_batches(examples, rng) for _ in range(epochs)], loss_of,
        GOING_ON if start is not None else LEARNING_RATE, WARM_UP, lambda: save(out, _values(adapted, heads)),
    )  # fmt: skip


def _batches(examples: list[Target], rng: random.Random) -> list[list[int]]:
    """One epoch's. Like lengths go together, within runs of 16 batches, so that little is padded and order stays random."""
    order = list(range(len(examples)))
    rng.shuffle(order)
    runs = [order[i : i + 16 * BATCH] for i in range(0, len(order), 16 * BATCH)]
    batches = [b for run in runs for b in _by_length(run, examples)]
    rng.shuffle(batches)
    return batches


def _by_length(run: list[int], examples: list[Target]) -> list[list[int]]:
    run = sorted(run, key=lambda i: len(examples[i].pair.ids))
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
    parser.add_argument("--lay-home", type=Path, required=True)
    parser.add_argument("--from", type=Path, dest="start")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--epochs", type=int, default=1)
    options = parser.parse_args()
    import torch

    torch.set_num_threads(options.threads)
    rng = random.Random(SEED)
    data = data_folder(options.data)
    sets = {
        "policies": policy_examples(data, options.home, rng),
        "laymen's questions": lay_examples(data, options.lay_home, rng),
        "equals": equals_examples(data, rng),
    }
    print(", ".join(f"{len(own)} windows of {name}" for name, own in sets.items()), file=sys.stderr, flush=True)
    examples = features([one for own in sets.values() for one in own], PairTokenizer(converted_folder()))
    start = read_adapter(options.start) if options.start else None
    train(examples, start, options.epochs, rng, options.out)


if __name__ == "__main__":
    main()
