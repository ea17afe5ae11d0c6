"""Questions with known answers, as every script that measures answering takes them: with and without their answer."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from evals.metrics import holds_answer
from evals.ncp_home import Question
from index.types import Filters, Hit
from qa.chain import PASSAGES, Asked
from qa.engine import Engine, narrowed
from qa.retrieve import PolicyRetriever
from qa.windows import around

Kind = Literal["answered", "document_absent", "passage_absent"]
SEED = Path(__file__).parent / "data" / "seed.jsonl"


@dataclass(frozen=True, slots=True)
class SeedQuestion:
    """A question on the sample's 实施意见; `clause` and `words` are what answers it, empty where nothing does."""

    qid: str
    question: str
    clause: str
    words: str


def read_seed() -> list[SeedQuestion]:
    """The questions of evals/data/seed.jsonl."""
    rows = [json.loads(line) for line in SEED.read_text("utf-8").splitlines() if line.strip()]
    return [SeedQuestion(r["qid"], r["question"], r.get("clause") or "", r.get("words") or "") for r in rows]


def read_absent(data: Path) -> list[Question]:
    """The questions whose document ncp lacks; noisy, some are answered by another one."""
    lines = (data / "ncp" / "questions_document_absent.jsonl").read_text("utf-8").splitlines()
    return [Question(str(d["qid"]), "", d["question"], "") for d in map(json.loads, lines)]


def start(engine: Engine, question: str, filters: Filters | None = None) -> Asked:
    """The question as the chain gets it."""
    route = engine.route(question, filters)
    query = route.rest if route.doc_ids and len(route.rest) >= 4 else question
    return Asked(query, route, narrowed(filters, route))


def without_passages(engine: Engine, asked: Asked, answer: str) -> Asked:
    """The passages with those left out whose surroundings hold the answer, as if the documents didn't say it."""
    retriever = PolicyRetriever(searcher=engine.searcher, k=3 * PASSAGES, filters=asked.filters)
    hits = [d.metadata["hit"] for d in retriever.invoke(asked.query)]
    held = [_holds(engine, h, answer) for h in hits]
    kept = [h for h, holds in zip(hits, held, strict=True) if not holds][:PASSAGES]
    gone = [h for h, holds in zip(hits, held, strict=True) if holds]
    return replace(asked, hits=among_themselves(kept, gone), terms=engine.searcher.term_weights(asked.query))


def among_themselves(kept: Sequence[Hit], gone: Sequence[Hit]) -> tuple[Hit, ...]:
    """What is left, as sure as if the others had never been found."""
    rest = 1.0 - sum({h.chunk.text: h.signals["sure"] for h in gone}.values())
    return tuple(replace(h, signals={**h.signals, "sure": min(1.0, h.signals["sure"] / max(rest, 1e-9))}) for h in kept)


def other_documents(engine: Engine, answer: str) -> Filters:
    """All documents that don't hold the answer."""
    return Filters(tuple(d for d in engine.library.doc_ids() if not holds_answer(engine.library.text(d), answer)))


def _holds(engine: Engine, hit: Hit, answer: str) -> bool:
    text = engine.library.text(hit.chunk.doc_id)
    start, end = around(text, hit.chunk.start, hit.chunk.end)
    return holds_answer(text[start:end], answer)


def variants(engine: Engine, questions: Sequence[Question]) -> Iterator[tuple[Question, Kind, Asked]]:
    """Each question as it is, without its documents, and without its passages; passages retrieved."""
    chain = engine.extractive
    for question in questions:
        asked = start(engine, question.question)
        yield question, "answered", chain.retrieve(asked)
        yield question, "passage_absent", without_passages(engine, asked, question.answer)
        if not asked.route.doc_ids:
            rest = start(engine, question.question, other_documents(engine, question.answer))
            yield question, "document_absent", chain.retrieve(rest)


def collect_or_fit(description: str | None) -> argparse.Namespace:
    """What a script was told that first collects rows, with the models, and then fits weights to them, in seconds."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    first = commands.add_parser("collect")
    first.add_argument("--data")
    first.add_argument("--home", type=Path, required=True)
    first.add_argument("--seed-home", type=Path, required=True)
    first.add_argument(
        "--lay-home", type=Path, required=True, help="of laymen's questions to the law (evals/lay_questions.py)"
    )
    first.add_argument("--out", type=Path, required=True)
    second = commands.add_parser("fit")
    second.add_argument("--rows", type=Path, required=True)
    second.add_argument("--write", action="store_true")
    return parser.parse_args()
