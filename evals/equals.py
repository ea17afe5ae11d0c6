"""`zhengce eval equals`: questions of laymen to the law, beside the baselines.

1,382 questions of ten laws (EQUALS), each with the words of an article. The library: these laws as `laws.tar.gz` has
them, and `--others` more. The article is found by its words, since numbers differ between versions (`evals/articles.py`);
questions whose words stand in no article in force (text of repealed laws, comments) are left out and counted.

Asked are the questions of laws that the encoder's training never saw (evals/held_out.py). `system` ranks by the weights of each
question's fold, which saw none on its article (evals/fit_ranker.py); `shipped_…` by the program's own. The span reader's
training saw nearly all of them (evals/train/reader.py), so that `short_rouge_l` is no clean figure here; `eval ncp` gives one.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from corpus.errors import ZhengceError
from corpus.library import Library
from evals import baselines, ranking
from evals.articles import Article, Matcher, articles_of
from evals.asked import start
from evals.failures import Failure, outweighed, spoke_against
from evals.held_out import held_out_law
from evals.law_library import open_laws, read_archive, with_title
from evals.metrics import Ranks, first_rank, holds_answer, interval, mrr, rouge_l, within
from evals.ncp_home import Question, data_folder
from evals.ranking import Example
from index.ranker import load_weights
from index.search import Searcher
from index.settings import Settings
from index.types import Hit
from qa.chain import Asked
from qa.engine import Engine
from qa.refuse import parameters
from qa.types import Answer

OTHERS = 100
READ = 400  # questions that are answered too; each costs some 400 ms
_K = 10
_SEED = 0


@dataclass(frozen=True, slots=True)
class LawQuestion:
    """A question with the words that answer it and their article."""

    qid: str
    question: str
    answer: str
    article: Article


def run(
    data: Path | None, home: Path, *, others: int = OTHERS, limit: int | None = None, read: int = READ
) -> dict[str, Any]:
    """The figures of the program and its baselines.

    :param data: the folder with `equals/` and `laws.tar.gz`; `ZHENGCE_EVAL_DATA` if None.
    :param home: where libraries, indexes and baselines are kept between runs, one for each number of others.
    :param others: how many laws lie in the library beside those that are asked about.
    :param limit: how many questions, a seeded choice; all if None.
    :param read: how many of these are answered too.
    """
    folder, own = data_folder(str(data) if data else None), home / f"others-{others}"
    settings, rows = Settings.load(home), read_rows(folder)
    with open_library(folder, own, settings, others) as library:
        all_mapped = mapped(library, folder, rows)
        questions = [q for q in all_mapped if held_out_law(q.article.title)]
        if limit is not None:
            questions = random.Random(_SEED).sample(questions, min(limit, len(questions)))
        size = {"documents": len(library.doc_ids()), "chars": sum(s.chars for s in library.summaries())}
        searcher = Searcher.open(own, library, settings)
        searcher.warm()
        shipped, spent, failures = _search(searcher, questions)
        examples = [_example(searcher, q) for q in questions]
        searcher.close()
        pieces = baselines.naive_hits(library, settings, own / "naive", [q.question for q in questions], _K)
    found = ranking.ranks_by_fold(examples, ranking.load_fold_weights())
    ranked = {
        "langchain_chroma": [
            _ranks(q, [(p.doc_id, p.start, p.start + len(p.text), p.text) for p in hits])
            for q, hits in zip(questions, pieces, strict=True)
        ],
        "bm25_words": [ranking.ranks(e, baselines.words_alone(e)) for e in examples],
        "bm25_words_bigrams": [ranking.ranks(e, baselines.words_and_bigrams(e)) for e in examples],
        "rrf": [ranking.ranks(e, baselines.reciprocal_ranks(e)) for e in examples],
        "vectors": [ranking.ranks(e, e.found.table["cosine"]) for e in examples],
    }
    reading, unread = _read(own, settings, random.Random(_SEED).sample(questions, min(read, len(questions))))
    speed = {f"search_p{p}_ms": round(float(np.percentile(spent, p)), 1) for p in (50, 95)}
    return {
        "n": len(questions),
        "system": {
            **figures(found),
            **{f"shipped_{name}": value for name, value in figures(shipped).items()},
            **speed,
            **reading,
        },
        "baselines": {name: figures(ranks) for name, ranks in ranked.items()},
        "library": {**size, "questions_without_article": len(rows) - len(all_mapped)},
        "settings": {"others": others, "limit": limit},
        "failures": failures + unread,
    }


def read_rows(data: Path) -> list[dict[str, Any]]:
    """The questions of the set."""
    path = data / "equals" / "test_data.json"
    if not path.is_file():
        raise ZhengceError(f"{path}：没有这个文件，请用 --data 指明含 equals/ 的文件夹")
    rows: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["data"]
    return rows


def mapped(library: Library, data: Path, rows: Sequence[dict[str, Any]]) -> list[LawQuestion]:
    """The questions whose words stand in an article of the version in force."""
    laws = read_archive(data)
    of_source = {source: doc_id for doc_id, sources in library.sources().items() for source in sources}
    replaced = {s.doc_id for s in library.summaries() if s.superseded}
    matchers: dict[str, Matcher] = {}
    found = []
    for row in rows:
        law = row["law_type"].strip("《》")
        if law not in matchers:
            doc_ids = dict.fromkeys(of_source[name] for name in with_title(laws, law))
            matchers[law] = Matcher(articles_of(library, [d for d in doc_ids if d not in replaced]))
        article = matchers[law].find(row["context"], row["law_text_num"])
        if article is not None:
            found.append(LawQuestion(row["id"], row["question"][0], row["answer"][1][0], article))
    return found


def open_library(data: Path, home: Path, settings: Settings, others: int = OTHERS) -> Library:
    """The laws that are asked about and `others` more, as a library with its index in `home`."""
    titles = sorted({row["law_type"].strip("《》") for row in read_rows(data)})
    return open_laws(data, home, titles, others, settings)


def gather(data: Path, home: Path, settings: Settings, held: bool) -> list[Example]:
    """The questions with their candidates, on the laws that are held out or on the others. The training scripts learn from these."""
    with open_library(data, home, settings) as library:
        questions = [q for q in mapped(library, data, read_rows(data)) if held_out_law(q.article.title) == held]
        searcher = Searcher.open(home, library, settings)
        try:
            return [_example(searcher, q) for q in questions]
        finally:
            searcher.close()


def figures(found: Sequence[Ranks]) -> dict[str, Any]:
    """Article and answer in the first 1, 5, 10 and MRR; intervals of the two that count most."""
    articles, answers = [r.document for r in found], [r.answer for r in found]
    values: dict[str, Any] = {f"article_in_{k}": within(articles, k) for k in (1, 5, 10)}
    values |= {"article_mrr": mrr(articles), "answer_in_5": within(answers, 5), "answer_in_10": within(answers, 10)}
    values = {name: round(value, 4) for name, value in values.items()}
    bounds = {
        "article_in_10_95": interval([float(r is not None) for r in articles]),
        "article_mrr_95": interval([1 / r if r else 0.0 for r in articles]),
    }
    return values | {name: [round(x, 4) for x in pair] for name, pair in bounds.items()}


# -- within ---------------------------------------------------------------------------------------
def _search(searcher: Searcher, questions: Sequence[LawQuestion]) -> tuple[list[Ranks], list[float], list[Failure]]:
    """Ranks, milliseconds of each search, and those without their article among the first ten."""
    weights = load_weights().dense
    found, spent, failures = [], [], []
    for question in questions:
        begun = time.perf_counter()
        hits = searcher.search(question.question, k=3 * _K)
        spent.append((time.perf_counter() - begun) * 1000)
        found.append(_ranks(question, [_of_hit(h) for h in hits[:_K]]))
        right = next((i for i, h in enumerate(hits) if question.article.shown_by(*_of_hit(h)[:3])), None)
        if right is None or right >= _K:
            signals = outweighed(weights, hits[0].signals, hits[right].signals) if right is not None else ""
            kind = "条文在十名以外" if right is not None else "条文不在前三十"
            if found[-1].answer is not None:
                kind += "，但前十名里有同样的话"
            failures.append(Failure(
                kind, question.question, f"{question.article.name}　{question.article.text}", _shown(hits[0]) if hits else "",
                None if right is None else right + 1, "", signals,
            ))  # fmt: skip
    return found, spent, failures


def _example(searcher: Searcher, asked: LawQuestion) -> Example:
    """The candidates, for the baselines that rank them."""
    question = Question(asked.qid, asked.article.doc_id, asked.question, asked.answer)
    return ranking.collect_article(searcher, question, asked.article)


def _ranks(question: LawQuestion, passages: Sequence[tuple[str, int, int, str]]) -> Ranks:
    """`document` is the article's rank."""
    return Ranks(
        first_rank([question.article.shown_by(doc_id, start, end) for doc_id, start, end, _ in passages]),
        first_rank([holds_answer(text, question.answer) for *_, text in passages]),
    )


def _of_hit(hit: Hit) -> tuple[str, int, int, str]:
    return hit.chunk.doc_id, hit.chunk.start, hit.chunk.end, hit.chunk.text


def _shown(hit: Hit) -> str:
    return f"《{hit.chunk.path[0]}》{hit.chunk.clause or ''}　{hit.chunk.text}"


def _read(home: Path, settings: Settings, questions: Sequence[LawQuestion]) -> tuple[dict[str, Any], list[Failure]]:
    """What the answers are worth.

    `short_rouge_l`: if every question is answered; `shown_rouge_l`: a refusal counts as nothing; `answer_rouge_l` and
    `article_cited`: of those answered.
    """
    engine = Engine.open(home, settings)
    asked = [_asked(engine, q) for q in questions]
    answers = [engine.extractive.quote(one) for one in asked]
    usual = _mean([one.evidence for one in asked if one.evidence])
    weights = parameters().answered
    short, shown, whole, cited, refused = [], [], [], [], []
    failures = []
    for question, one, result in zip(questions, asked, answers, strict=True):
        expected = f"{question.article.name}　{question.answer}"
        refused.append(float(not isinstance(result, Answer)))
        words = one.found[0].text if one.found else ""
        short.append(rouge_l(words, question.answer))
        shown.append(short[-1] if isinstance(result, Answer) else 0.0)
        if not isinstance(result, Answer):
            first = _shown(one.hits[0]) if one.hits else ""
            failures.append(Failure(
                "拒答了能回答的", question.question, expected, first, None, f"{result.reason}，把握 {one.chance:.2f}",
                spoke_against(weights, one.evidence, usual),
            ))  # fmt: skip
            continue
        whole.append(rouge_l("".join(c.quote for c in result.citations), question.answer))
        cited.append(float(any(question.article.shown_by(c.doc_id, c.start, c.end) for c in result.citations)))
        if not cited[-1]:
            first = f"{'；'.join(f'《{c.title}》{c.clause}' for c in result.citations)}　{words or result.text}"
            failures.append(Failure("答了，引的是别的条文", question.question, expected, first))
    engine.close()
    shares = {
        "refused_answerable": refused, "article_cited": cited, "short_rouge_l": short, "shown_rouge_l": shown, "answer_rouge_l": whole,
    }  # fmt: skip
    values: dict[str, Any] = {name: round(sum(v) / max(1, len(v)), 4) for name, v in shares.items()}
    values |= {f"{name}_95": [round(x, 4) for x in interval(v)] for name, v in shares.items() if v}
    return {**values, "read_n": len(questions), "reading_trained_on_these": True}, failures


def _asked(engine: Engine, question: LawQuestion) -> Asked:
    chain = engine.extractive
    return chain.decide(chain.read(chain.retrieve(start(engine, question.question))))


def _mean(rows: Sequence[dict[str, float]]) -> dict[str, float]:
    names = rows[0] if rows else {}
    return {name: sum(row[name] for row in rows) / len(rows) for name in names}
