"""Questions that articles of laws answer: their candidates, where the articles come, and figures. For `equals`, `stard` and training."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from corpus.library import Library
from evals import baselines, ranking
from evals.articles import Article, Matcher, articles_of
from evals.failures import Failure, outweighed
from evals.law_library import read_archive, with_title
from evals.metrics import Ranks, first_rank, holds_answer, interval, mrr, within
from evals.ncp_home import Question
from evals.ranking import Example
from index.chunk import chunk_document
from index.ranker import load_weights
from index.search import Searcher
from index.settings import Settings
from index.types import Chunk, Hit

TOP = 10
CITED = re.compile(
    r"(?P<title>.+?)(?P<clause>第[〇零一二三四五六七八九十百千]+条(?:之[一二三四五六七八九十]+)?)"
)  # 民法典第二条
Passage = tuple[str, int, int, str]  # doc_id, start, end, text


@dataclass(frozen=True, slots=True)
class LawQuestion:
    """A question, the articles that answer it (one at least), and the words that do, empty where they aren't known."""

    qid: str
    question: str
    answer: str
    articles: tuple[Article, ...]


class Matchers:
    """The articles in force of each law of a library."""

    def __init__(self, library: Library, data: Path) -> None:
        self._library, self._laws = library, read_archive(data)
        self._doc_of = {source: doc_id for doc_id, sources in library.sources().items() for source in sources}
        self._replaced = {s.doc_id for s in library.summaries() if s.superseded}
        self._made: dict[str, Matcher] = {}

    def of(self, title: str) -> Matcher:
        """Of the law with this title; one without articles where the library hasn't the law."""
        if title not in self._made:
            names = [name for name in with_title(self._laws, title) if name in self._doc_of]
            doc_ids = dict.fromkeys(self._doc_of[name] for name in names)
            self._made[title] = Matcher(articles_of(self._library, [d for d in doc_ids if d not in self._replaced]))
        return self._made[title]


def example(searcher: Searcher, asked: LawQuestion) -> Example:
    """The candidates of a question; `gold` marks what shows its articles, and is `answers` where the words aren't known."""
    found = searcher.candidates(asked.question)
    gold = np.array(
        [any(a.shown_by(c.doc_id, c.start, c.end) for a in asked.articles) for c in found.chunks], dtype=np.bool_
    )
    answers = np.array([holds_answer(c.text, asked.answer) for c in found.chunks], dtype=np.bool_)
    first = asked.articles[0]
    question = Question(asked.qid, first.doc_id, asked.question, asked.answer)
    return Example(question, found, answers if asked.answer else gold, gold, first.name)


def examples(library: Library, home: Path, settings: Settings, questions: Sequence[LawQuestion]) -> list[Example]:
    """The candidates of each question."""
    searcher = Searcher.open(home, library, settings)
    try:
        return [example(searcher, one) for one in questions]
    finally:
        searcher.close()


class Passages:
    """The passages of a library's documents, each cut once."""

    def __init__(self, library: Library, settings: Settings) -> None:
        self._library, self._target = library, settings.chunk_chars
        self._cut: dict[str, list[Chunk]] = {}

    def showing(self, asked: LawQuestion) -> list[Chunk]:
        """What shows the articles, those passages alone that hold the answer's words if any does."""
        shown_there = [
            chunk
            for doc_id in dict.fromkeys(article.doc_id for article in asked.articles)
            for chunk in self.of(doc_id)
            if any(a.shown_by(chunk.doc_id, chunk.start, chunk.end) for a in asked.articles)
        ]
        return [chunk for chunk in shown_there if holds_answer(chunk.text, asked.answer)] or shown_there

    def of(self, doc_id: str) -> list[Chunk]:
        """All of a document."""
        if doc_id not in self._cut:
            self._cut[doc_id] = chunk_document(self._library.get(doc_id), self._target)
        return self._cut[doc_id]


def ranks(question: LawQuestion, passages: Sequence[Passage]) -> Ranks:
    """`document` is the rank of the first article."""
    return Ranks(
        first_rank([any(a.shown_by(*p[:3]) for a in question.articles) for p in passages]),
        first_rank([holds_answer(text, question.answer) for *_, text in passages]),
    )


def searched(
    searcher: Searcher, questions: Sequence[LawQuestion]
) -> tuple[list[Ranks], dict[str, float], list[Failure]]:
    """Ranks as the program ranks, milliseconds of a search, and the questions without their article among the first ten."""
    weights = load_weights().dense
    found, spent, failures = [], [], []
    for question in questions:
        begun = time.perf_counter()
        hits = searcher.search(question.question, k=3 * TOP)
        spent.append((time.perf_counter() - begun) * 1000)
        found.append(ranks(question, [_of_hit(h) for h in hits[:TOP]]))
        right = ranks(question, [_of_hit(h) for h in hits]).document
        if right is None or right > TOP:
            signals = outweighed(weights, hits[0].signals, hits[right - 1].signals) if right is not None else ""
            kind = "条文在十名以外" if right is not None else "条文不在前三十"
            if found[-1].answer is not None:
                kind += "，但前十名里有同样的话"
            expected = "；".join(f"{a.name}　{a.text}" for a in question.articles)
            failures.append(Failure(
                kind, question.question, expected, shown(hits[0]) if hits else "", right, "", signals,
            ))  # fmt: skip
    speed = {f"search_p{p}_ms": round(float(np.percentile(spent, p)), 1) for p in (50, 95)}
    return found, speed, failures


@dataclass(frozen=True, slots=True)
class Measured:
    """What came of questions asked of a library: candidates, ranks as the program ranks and as the baselines do."""

    examples: list[Example]
    ranks: list[Ranks]
    speed: dict[str, float]
    failures: list[Failure]
    baselines: dict[str, list[Ranks]]
    size: dict[str, int]


def measured(library: Library, home: Path, settings: Settings, questions: Sequence[LawQuestion]) -> Measured:
    """Ask the questions; the index of the baseline LangChain + Chroma is kept in `home`/naive."""
    searcher = Searcher.open(home, library, settings)
    try:
        searcher.warm()
        found, speed, failures = searched(searcher, questions)
        candidates = [example(searcher, one) for one in questions]
    finally:
        searcher.close()
    pieces = baselines.naive_hits(library, settings, home / "naive", [q.question for q in questions], TOP)
    others = {
        "langchain_chroma": [
            ranks(q, [(p.doc_id, p.start, p.start + len(p.text), p.text) for p in hits])
            for q, hits in zip(questions, pieces, strict=True)
        ],
        **baselines.fused(candidates),
        "vectors": [ranking.ranks(e, e.found.table["cosine"]) for e in candidates],
    }
    size = {"documents": len(library.doc_ids()), "chars": sum(s.chars for s in library.summaries())}
    return Measured(candidates, found, speed, failures, others, size)


def figures(found: Sequence[Ranks], words: bool = True) -> dict[str, Any]:
    """Article (and answer) in the first 1, 5, 10 and MRR; intervals of the two that count most.

    :param words: whether the answers' words are known.
    """
    articles, answers = [r.document for r in found], [r.answer for r in found]
    values: dict[str, float] = {f"article_in_{k}": within(articles, k) for k in (1, 5, 10)}
    values["article_mrr"] = mrr(articles)
    if words:
        values |= {"answer_in_5": within(answers, 5), "answer_in_10": within(answers, 10)}
    bounds: Mapping[str, Sequence[float]] = {
        "article_in_10_95": [float(r is not None) for r in articles],
        "article_mrr_95": [1 / r if r else 0.0 for r in articles],
    }
    return {name: round(value, 4) for name, value in values.items()} | {
        name: [round(x, 4) for x in interval(shares)] for name, shares in bounds.items() if shares
    }


def shown(hit: Hit) -> str:
    """A passage with its place before it."""
    return f"《{hit.chunk.path[0]}》{hit.chunk.clause or ''}　{hit.chunk.text}"


def _of_hit(hit: Hit) -> Passage:
    return hit.chunk.doc_id, hit.chunk.start, hit.chunk.end, hit.chunk.text
