"""Adapt the packaged encoder to questions: a LoRA learned from pairs of a question and a passage that answers it.

    python -m evals.train.encoder --data DIR --home NCP_HOME --laws-home HOME [--lay-home HOME] [--from FILE] --out FILE [--epochs 4]

The pairs: `ncp` without the held-out documents, `equals` without the held-out laws (evals/held_out.py); with `--lay-home` laymen's
questions to other laws that were written for this (evals/lay_questions.py; the folder keeps the laws); and inverse-cloze pairs from
the laws of the library (a sentence, its longest part or four of its words, with its article's passage). The other passages of a
batch are wrong answers, and so is one of those that search (for the written questions: the encoder as it is) ranks high though
they don't answer. A batch is of one kind, so that its wrong answers are near. Softmax over cosines; seeded; `--from` goes on from what
was learned before. Then evals/train/bounds.py is to be run. How index/data/encoder.npz came about stands in docs/evaluation.md.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.library import Library
from evals import equals, law_asked, lay_questions
from evals.held_out import held_out, held_out_law
from evals.law_asked import LawQuestion
from evals.law_questions import make_questions
from evals.metrics import holds_answer
from evals.ncp_home import data_folder, gold_documents, open_library, read_questions
from evals.policy_questions import read_written
from evals.ranking import Example, collect, weighted
from evals.train.lora import Adapter, adapted_encoder, adapter_parameters, adapter_values, descend, read_adapter, save
from index.catalogue import passage_text
from index.chunk import chunk_document
from index.convert import converted_folder
from index.encoder import load_encoder
from index.ranker import load_weights
from index.search import Searcher
from index.settings import Settings
from index.types import Chunk

RANK, ALPHA = 24, 48
LEARNING_RATE, WARM_UP, BATCH, TEMPERATURE = 4e-4, 0.08, 24, 0.02
PASSAGE_TOKENS, QUESTION_TOKENS = 192, 96
TOGETHER = 16  # passages of like length that are run at once
POSITIVES, NEAR = 3, 16
TWIN = 0.95  # cosine of passages that say nearly the same
NEAREST, TOO_NEAR = 5, 0.12  # a passage that is nearer by so much likely answers too
SURE = 0.85  # softmax of the right passage among the nearest: above, there is nothing to learn
SPREAD = 4  # a batch by topic is drawn from so many times its size
CLOZE_EACH = 250  # of each kind
SEED = 11


@dataclass(frozen=True, slots=True)
class Item:
    """A question, passages that answer it, near ones that don't, and all that must not count as wrong.

    `topic`: where given, a vector (hidden,) by which like questions go into a batch.
    """

    question: str
    right: tuple[str, ...]
    near: tuple[str, ...]
    answers: frozenset[str]
    topic: NDArray[np.float32] | None = None


def item(example: Example, answering: Sequence[bool], harmless: Sequence[bool]) -> Item | None:
    """Of a question with its candidates; None where each of these answers.

    :param answering: of the candidates, those to be found.
    :param harmless: those that must not count as wrong.
    """
    chunks = example.found.chunks
    order = np.argsort(-weighted(example, load_weights().dense), kind="stable")
    right = [passage_text(chunks[i]) for i in order if answering[i]][:POSITIVES]
    near = [passage_text(chunks[i]) for i in order if not harmless[i]][:NEAR]
    if not near:
        return None
    kept = frozenset(passage_text(chunk) for chunk, ok in zip(chunks, harmless, strict=True) if ok)
    return Item(example.question.question, tuple(right), tuple(near), kept)


def policy_items(data: Path, home: Path, settings: Settings) -> list[Item]:
    """Of ncp, without the documents that are held out."""
    with open_library(data, home, settings) as library:
        searcher = Searcher.open(home, library, settings)
        questions = [q for q in read_questions(data) if not held_out(q.docid)]
        found = collect(searcher, questions, gold_documents(library))
        searcher.close()
    items = [item(e, list(e.answers & e.gold), list(e.answers)) for e in found]
    return [one for one in items if one is not None and one.right]


def law_items(data: Path, home: Path, settings: Settings) -> tuple[list[Item], list[Item]]:
    """Of equals without the laws that are held out, and inverse-cloze pairs of the library's other laws."""
    with equals.open_library(data, home, settings) as library:
        asked = _article_items(library, home, settings, equals.questions_of(library, data, held=False))
        return asked, list(_cloze(library, home, settings))


def lay_items(data: Path, home: Path, settings: Settings) -> list[Item]:
    """The questions to the law that were written for this project."""
    with lay_questions.open_documents(data, home) as library:
        questions = lay_questions.questions_of(library, data, held=False)
        passages = law_asked.Passages(library, settings)
        return _topical([(question.question, passages.showing(question)) for question in questions], settings)


def written_items(data: Path, home: Path, settings: Settings) -> list[Item]:
    """The questions on ncp's documents that were written for this project."""
    with open_library(data, home, settings) as library:
        gold = gold_documents(library)
        cut = {doc_id: chunk_document(library.get(doc_id), settings.chunk_chars) for doc_id in library.doc_ids()}
    found = []
    for question in read_written(data):
        own = [chunk for doc_id in sorted(gold.get(question.docid, ())) for chunk in cut[doc_id]]
        right = [chunk for chunk in own if holds_answer(chunk.text, question.answer)]
        if right:
            found.append((question.question, right))
    return _topical(found, settings)


def _topical(asked: Sequence[tuple[str, list[Chunk]]], settings: Settings) -> list[Item]:
    """Questions that the encoder as it is doesn't answer surely among all passages that answer any of them.

    Near are the passages nearest to the question that don't answer it; those nearly the same as one that does (TWIN) count as neither. The
    questions go into batches with others of like passages.
    """
    pool = list({chunk.chunk_id: chunk for _, right in asked for chunk in right}.values())
    texts, encoder = [passage_text(chunk) for chunk in pool], load_encoder(settings)
    vectors = _encoded(encoder.encode_passages, texts)
    questions = _encoded(encoder.encode_queries, [question for question, _ in asked])
    place = {chunk.chunk_id: i for i, chunk in enumerate(pool)}
    found = []
    for (question, right), vector in zip(asked, questions, strict=True):
        own = [place[chunk.chunk_id] for chunk in right]
        answering = np.flatnonzero(vectors @ vectors[own[0]] >= TWIN)
        likeness = vectors @ vector
        best = likeness[own].max()
        likeness[own] = likeness[answering] = -1.0
        order = np.argsort(-likeness, kind="stable")[: 2 * NEAR]
        sure = 1 / (1 + np.exp((likeness[order] - best) / TEMPERATURE).sum())
        near = tuple(texts[i] for i in order[:NEAREST] if -1.0 < likeness[i] < best + TOO_NEAR)
        if sure < SURE and near:
            shown = tuple(texts[i] for i in own[:POSITIVES])
            answers = frozenset({*shown, *(texts[i] for i in own), *(texts[i] for i in answering)})
            found.append(Item(question, shown, near, answers, vectors[own[0]]))
    return found


def _encoded(encode: Callable[[list[str]], NDArray[np.float32]], texts: Sequence[str]) -> NDArray[np.float32]:
    """Vectors (n, hidden), a few texts of like length at a time."""
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    found: list[NDArray[np.float32]] = []
    for start in range(0, len(order), TOGETHER):
        found.append(encode([texts[i] for i in order[start : start + TOGETHER]]))
    vectors = np.concatenate(found)
    vectors[order] = vectors.copy()
    return vectors


def _article_items(library: Library, home: Path, settings: Settings, questions: Sequence[LawQuestion]) -> list[Item]:
    passages, found = law_asked.Passages(library, settings), []
    for question, example in zip(questions, law_asked.examples(library, home, settings, questions), strict=True):
        one = item(example, list(example.gold), list(example.gold | example.answers))
        right = passages.showing(question)
        if one is not None and right:
            texts = tuple(map(passage_text, right))
            found.append(replace(one, right=texts[:POSITIVES], answers=one.answers | set(texts)))
    return found


def _cloze(library: Library, home: Path, settings: Settings) -> Iterator[Item]:
    searcher = Searcher.open(home, library, settings)
    for made in make_questions(library, CLOZE_EACH, SEED):
        if made.kind not in ("sentence", "phrase", "keywords") or held_out_law(made.article.title):
            continue
        hits = [hit.chunk for hit in searcher.search(made.question, k=NEAR)]
        right = [c for c in hits if made.article.shown_by(c.doc_id, c.start, c.end)]
        near = [c for c in hits if c not in right and made.answer not in c.text]
        if right and near:
            texts = [passage_text(c) for c in right]
            kept = {*texts, *(passage_text(c) for c in hits if made.answer in c.text)}
            yield Item(made.question, tuple(texts[:POSITIVES]), tuple(map(passage_text, near)), frozenset(kept))
    searcher.close()


def batches(groups: Sequence[Sequence[Item]], rng: random.Random) -> list[list[Item]]:
    """One epoch's, each of one kind, in random order."""
    found: list[list[Item]] = []
    for group in groups:
        order = list(group)
        rng.shuffle(order)
        topics = [one.topic for one in order if one.topic is not None]
        if len(topics) == len(order) > 0:
            order = [order[i] for i in _by_topic(np.stack(topics), rng)]
        found += [order[i : i + BATCH] for i in range(0, len(order) - BATCH // 2, BATCH)]
    rng.shuffle(found)
    return found


def _by_topic(topics: NDArray[np.float32], rng: random.Random) -> list[int]:
    """All rows, a batch's at a time: the first that is left, with some of those that are left and nearest to it."""
    left = np.ones(len(topics), dtype=np.bool_)
    found: list[int] = []
    for first in range(len(topics)):
        if not left[first]:
            continue
        near = topics @ topics[first]
        near[~left] = -np.inf
        near[first] = -np.inf
        nearest = [int(i) for i in np.argsort(-near)[: SPREAD * BATCH] if near[i] > -np.inf]
        batch = [first, *rng.sample(nearest, min(BATCH - 1, len(nearest)))]
        left[batch] = False
        found += batch
    return found


class Trainer:
    """The encoder with its adapters, and what turns texts into its vectors."""

    def __init__(self, start: Adapter | None = None, bfloat16: bool = False) -> None:
        """With fresh adapters, or with those that were learned before.

        :param bfloat16: compute in it: twice as fast where the processor has it, a third as fast where it hasn't.
        """
        import torch
        from tokenizers import Tokenizer

        torch.manual_seed(SEED)
        self._bfloat16 = bfloat16
        folder = converted_folder()
        self.encoder, self.adapted = adapted_encoder(folder, RANK, ALPHA, start)
        self.tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))

    def vectors(self, texts: Sequence[str], limit: int) -> Any:
        """Unit vectors (n, hidden) of the texts, in order."""
        import torch

        self.tokenizer.enable_truncation(limit)
        tokens = [encoding.ids for encoding in self.tokenizer.encode_batch(list(texts))]
        order = sorted(range(len(texts)), key=lambda i: len(tokens[i]))
        found: list[Any] = [None] * len(texts)
        for start in range(0, len(order), TOGETHER):
            rows = order[start : start + TOGETHER]
            length = max(len(tokens[i]) for i in rows)
            ids = torch.ones(len(rows), length, dtype=torch.long)
            mask = torch.zeros(len(rows), length, dtype=torch.long)
            for row, i in enumerate(rows):
                ids[row, : len(tokens[i])] = torch.tensor(tokens[i])
                mask[row, : len(tokens[i])] = 1
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self._bfloat16):
                hidden = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
            wide = mask[..., None].float()
            mean = (hidden.float() * wide).sum(1) / wide.sum(1)
            for i, vector in zip(rows, torch.nn.functional.normalize(mean, dim=1), strict=True):
                found[i] = vector
        return torch.stack(found)

    def loss(self, batch: Sequence[Item], settings: Settings, rng: random.Random) -> Any:
        """Softmax of each question's passage among all passages of the batch that don't answer it."""
        import torch

        right = [rng.choice(one.right) for one in batch]
        passages = list(dict.fromkeys([*right, *(rng.choice(one.near) for one in batch)]))
        place = {text: i for i, text in enumerate(passages)}
        asked = self.vectors([settings.query_prefix + one.question for one in batch], QUESTION_TOKENS)
        given = self.vectors([settings.passage_prefix + text for text in passages], PASSAGE_TOKENS)
        barred = torch.tensor(
            [[text in one.answers and text != own for text in passages] for one, own in zip(batch, right, strict=True)]
        )
        scores = (asked @ given.T / TEMPERATURE).masked_fill(barred, -1e4)
        return torch.nn.functional.cross_entropy(scores, torch.tensor([place[own] for own in right]))


def train(
    groups: Sequence[Sequence[Item]], epochs: int, out: Path, start: Adapter | None = None, bfloat16: bool = False
) -> None:
    """Train and write after each epoch."""
    rng, settings, trainer = random.Random(SEED), Settings(), Trainer(start, bfloat16)
    plan = [batches(groups, rng) for _ in range(epochs)]
    descend(
        adapter_parameters(trainer.adapted), plan, lambda batch: trainer.loss(batch, settings, rng), LEARNING_RATE, WARM_UP,
        lambda: save(out, adapter_values(trainer.adapted, RANK, ALPHA)),
    )  # fmt: skip


def main() -> None:
    """Train."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data")
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--laws-home", type=Path, required=True)
    parser.add_argument("--lay-home", type=Path)
    parser.add_argument("--lay", type=int, help="how many of the questions to the law at most; all if not given")
    parser.add_argument("--bfloat16", action="store_true", help="for processors that have it")
    parser.add_argument("--from", type=Path, dest="start")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--epochs", type=int, default=4)
    options = parser.parse_args()
    import torch

    torch.set_num_threads(options.threads)
    data = data_folder(options.data)
    policy = policy_items(data, options.home, Settings.load(options.home))
    law, cloze = law_items(data, options.laws_home, Settings.load(options.laws_home))
    written: list[Item] = []
    lay: list[Item] = []
    if options.lay_home:
        written = written_items(data, options.home, Settings.load(options.home))
        lay = lay_items(data, options.lay_home, Settings.load(options.lay_home))
        random.Random(SEED).shuffle(lay)
        lay = lay[: options.lay]
    print(
        f"{len(policy)} of ncp, {len(law)} of equals, {len(written)} and {len(lay)} written, {len(cloze)} inverse-cloze pairs",
        file=sys.stderr,
    )
    start = read_adapter(options.start) if options.start else None
    train((policy, law, written, lay, cloze), options.epochs, options.out, start, options.bfloat16)


if __name__ == "__main__":
    main()
