"""`zhengce eval laws`: questions made from laws by rule, at scale: what is found, and how long it takes.

The library is a home that holds them (`--library`, only read), or one that is made of `--others` laws. Kinds of questions
stand in evals/law_questions.py; an address counts when its article is what is cited, the others by the article's place
among the hits and by a passage of any law that holds the words. `lexical_…_ms` times the four look-ups of the lexical
index, `search_…_ms` a whole search, `words_search_…_ms` one without vectors; `…_cpu_p50_ms` is processor time, which says
more where other programs run too.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from corpus.errors import ZhengceError
from corpus.library import FILE_NAME, Library
from corpus.parsers.worker import memory_mb
from evals import baselines, law_asked
from evals.failures import Failure, outweighed
from evals.law_asked import LawQuestion
from evals.law_library import open_laws
from evals.law_questions import KINDS, Made, make_questions
from evals.metrics import Ranks, first_rank, holds_answer, interval, mrr, within
from evals.ncp_home import data_folder
from evals.ranking import Example
from index.build import current_generation
from index.lexical import LexicalIndex
from index.query import read_query
from index.ranker import load_weights
from index.search import CANDIDATES, Searcher
from index.settings import Settings
from index.types import Hit
from qa.engine import Engine
from qa.types import Answer

EACH = 150  # questions a kind
OTHERS = 100
_TIMED = 200
_K = 10
_NAIVE_CHARS = 2_000_000  # up to which LangChain and Chroma are tried: they encode everything once more


def run(
    data: Path | None, home: Path, *, library: Path | None = None, others: int = OTHERS, limit: int = EACH
) -> dict[str, Any]:
    """The figures by kind of question, times and sizes.

    :param data: the folder with `laws.tar.gz`; `ZHENGCE_EVAL_DATA` if None. Not needed with `library`.
    :param home: where a library is made and kept.
    :param library: a home with laws and their index; nothing is written there but what opening it needs.
    :param others: of how many laws a library is made, where none is given.
    :param limit: how many questions of each kind.
    """
    settings = Settings.load(library or home)
    if library is None:
        own = home / f"others-{others}"
        open_laws(data_folder(str(data) if data else None), own, (), others, settings).close()
    elif not (library / FILE_NAME).is_file():
        raise ZhengceError(f"{library}：这里没有文库，请用 --library 指明放着法律的文库文件夹")
    else:
        own = library
    with Library.open(own, create=False) as opened:
        questions = make_questions(opened, limit)
        size = _size(own, opened)
        asked = [q for q in questions if q.kind != "address"]
        searcher = Searcher.open(own, opened, settings)
        searcher.warm()
        size |= {name: searcher.state()[name] for name in ("chunks", "vectors")}
        found, spent, failures = _search(searcher, asked)
        examples = [_example(searcher, q) for q in asked]
        searcher.close()
        speed = {**_spread("search", spent), **_speed(own, opened, settings, asked[:: max(1, len(asked) // _TIMED)])}
        ranked = _baselines(opened, settings, home, asked, examples, size["chars"])
    looked_up, unfound = _look_up(own, settings, [q for q in questions if q.kind == "address"])
    return {
        "n": len(questions), "system": {**_figures(asked, found), **looked_up, **speed, "peak_mb": round(memory_mb(peak=True))},
        "baselines": {name: _figures(asked, ranks) for name, ranks in ranked.items()},
        "library": size, "settings": {"each": limit, "others": None if library else others},
        "failures": [*unfound, *failures],
    }  # fmt: skip


# -- within ---------------------------------------------------------------------------------------
def _figures(questions: Sequence[Made], found: Sequence[Ranks]) -> dict[str, Any]:
    """For each kind and for all: the article and the words in the first ten, MRR of the words."""
    values: dict[str, Any] = {}
    for kind in ("", *KINDS[1:]):
        own = [r for q, r in zip(questions, found, strict=True) if not kind or q.kind == kind]
        if own:
            answers, prefix = [r.answer for r in own], f"{kind}_" if kind else ""
            values[f"{prefix}article_in_10"] = round(within([r.document for r in own], _K), 4)
            values[f"{prefix}answer_in_10"] = round(within(answers, _K), 4)
            values[f"{prefix}answer_in_10_95"] = _bounds([float(a is not None and a <= _K) for a in answers])
            values[f"{prefix}answer_mrr"] = round(mrr(answers), 4)
    return values


def _bounds(values: Sequence[float]) -> list[float]:
    return [round(x, 4) for x in interval(values)]


def _search(
    searcher: Searcher, questions: Sequence[Made]
) -> tuple[list[Ranks], list[tuple[float, float]], list[Failure]]:
    weights = load_weights().dense
    found, spent, failures = [], [], []
    for question in questions:
        begun = _now()
        hits = searcher.search(question.question, k=3 * _K)
        spent.append(_since(begun))
        own = [question.article.shown_by(h.chunk.doc_id, h.chunk.start, h.chunk.end) for h in hits]
        answers = [holds_answer(h.chunk.text, question.answer) for h in hits]
        found.append(Ranks(first_rank(own[:_K]), first_rank(answers[:_K])))
        if found[-1].answer is None:
            right = next((i for i, good in enumerate(own) if good), None)
            signals = outweighed(weights, hits[0].signals, hits[right].signals) if right is not None else ""
            failures.append(Failure(
                f"{_CALLED[question.kind]}：前十名里没有", question.question, f"{question.article.name}　{question.answer}",
                _shown(hits[0]) if hits else "", None if right is None else right + 1, "", signals,
            ))  # fmt: skip
    return found, spent, failures


_CALLED = {
    "address": "按地址查",
    "sentence": "整句",
    "phrase": "短语",
    "keywords": "四个词",
    "body": "由谁负责",
    "term": "多久",
}


def _example(searcher: Searcher, made: Made) -> Example:
    return law_asked.example(searcher, LawQuestion("", made.question, made.answer, (made.article,)))


def _baselines(
    library: Library, settings: Settings, home: Path, questions: Sequence[Made], examples: Sequence[Example], chars: int
) -> dict[str, list[Ranks]]:
    ranked = baselines.fused(examples)
    if chars <= _NAIVE_CHARS:
        pieces = baselines.naive_hits(library, settings, home / "naive", [q.question for q in questions], _K)
        ranked["langchain_chroma"] = [
            Ranks(
                first_rank([q.article.shown_by(p.doc_id, p.start, p.start + len(p.text)) for p in hits]),
                first_rank([holds_answer(p.text, q.answer) for p in hits]),
            )
            for q, hits in zip(questions, pieces, strict=True)
        ]
    return ranked


def _look_up(home: Path, settings: Settings, questions: Sequence[Made]) -> tuple[dict[str, Any], list[Failure]]:
    """The addresses: share whose article is cited, and milliseconds."""
    engine = Engine.open(home, settings)
    good, spent, failures = [], [], []
    for question in questions:
        begun = _now()
        result = engine.ask(question.question)
        spent.append(_since(begun))
        cited = result.citations if isinstance(result, Answer) else ()
        own = question.article
        good.append(float(any(c.doc_id == own.doc_id and c.start == own.start for c in cited)))
        if not good[-1]:
            refused = "" if isinstance(result, Answer) else result.reason
            first = "；".join(f"《{c.title}》{c.clause}" for c in cited) or result.text
            failures.append(Failure("按地址查：没有查到", question.question, own.name, first, None, refused))
    engine.close()
    if not good:
        return {}, failures
    return {
        "address_right": round(sum(good) / len(good), 4), "address_right_95": _bounds(good),
        **_spread("address", spent),
    }, failures  # fmt: skip


def _speed(home: Path, library: Library, settings: Settings, questions: Sequence[Made]) -> dict[str, float]:
    """The lexical look-ups alone, and a search without vectors."""
    generation = current_generation(home)
    assert generation is not None  # noqa: S101 - it was searched
    lexical = LexicalIndex(generation / "lexical")

    def look_up(text: str) -> None:
        query = read_query(text)
        lexical.search("words", query.words, CANDIDATES)
        lexical.search("grams", query.grams, CANDIDATES)
        lexical.search("head", [*query.words, *query.grams], CANDIDATES // 2)
        lexical.search_documents(query.grams, 200)

    searcher = Searcher.open(home, library, settings.model_copy(update={"dense": False}))
    searcher.warm()
    texts = [q.question for q in questions]
    figures = {**_timed("lexical", look_up, texts), **_timed("words_search", lambda t: searcher.search(t), texts)}
    searcher.close()
    return figures


def _timed(name: str, what: Callable[[str], object], texts: Sequence[str]) -> dict[str, float]:
    spent = []
    for text in texts:
        begun = _now()
        what(text)
        spent.append(_since(begun))
    return _spread(name, spent)


def _now() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def _since(begun: tuple[float, float]) -> tuple[float, float]:
    """Milliseconds that went by, and of processor time."""
    wall, processor = _now()
    return (wall - begun[0]) * 1000, (processor - begun[1]) * 1000


def _spread(name: str, spent: Sequence[tuple[float, float]]) -> dict[str, float]:
    if not spent:
        return {}
    wall, processor = zip(*spent, strict=True)
    return {
        **{f"{name}_p{p}_ms": round(float(np.percentile(wall, p)), 1) for p in (50, 95)},
        f"{name}_cpu_p50_ms": round(float(np.percentile(processor, 50)), 1),
    }


def _size(home: Path, library: Library) -> dict[str, Any]:
    """Documents, characters, and megabytes on disk."""
    generation = current_generation(home)
    summaries = library.summaries()
    return {
        "documents": len(summaries), "chars": sum(s.chars for s in summaries), "library_mb": _mb(home / FILE_NAME),
        "index_mb": _mb(generation) if generation is not None else 0.0,
    }  # fmt: skip


def _mb(path: Path) -> float:
    files = [path] if path.is_file() else [p for p in path.rglob("*") if p.is_file()]
    return round(sum(p.stat().st_size for p in files) / 1e6, 1)


def _shown(hit: Hit) -> str:
    return f"《{hit.chunk.path[0]}》{hit.chunk.clause or ''}　{hit.chunk.text}"
