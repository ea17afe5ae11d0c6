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
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from corpus.errors import ZhengceError
from corpus.library import Library
from evals import law_asked, ranking
from evals.asked import start
from evals.failures import Failure, spoke_against
from evals.held_out import held_out_law
from evals.law_asked import LawQuestion, Matchers
from evals.law_library import open_laws
from evals.metrics import interval, rouge_l
from evals.ncp_home import data_folder
from evals.ranking import Example
from index.settings import Settings
from qa.chain import Asked
from qa.engine import Engine
from qa.refuse import parameters
from qa.types import Answer

OTHERS = 100
READ = 400  # questions that are answered too; each costs some 400 ms
_SEED = 0


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
        questions = [q for q in all_mapped if held_out_law(q.articles[0].title)]
        if limit is not None:
            questions = random.Random(_SEED).sample(questions, min(limit, len(questions)))
        asked = law_asked.measured(library, own, settings, questions)
    found = ranking.ranks_by_fold(asked.examples, ranking.load_fold_weights())
    reading, unread = _read(own, settings, random.Random(_SEED).sample(questions, min(read, len(questions))))
    return {
        "n": len(questions),
        "system": {
            **law_asked.figures(found),
            **{f"shipped_{name}": value for name, value in law_asked.figures(asked.ranks).items()},
            **asked.speed,
            **reading,
        },
        "baselines": {name: law_asked.figures(ranks) for name, ranks in asked.baselines.items()},
        "library": {**asked.size, "questions_without_article": len(rows) - len(all_mapped)},
        "settings": {"others": others, "limit": limit},
        "failures": asked.failures + unread,
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
    matchers = Matchers(library, data)
    found = []
    for row in rows:
        article = matchers.of(row["law_type"].strip("《》")).find(row["context"], row["law_text_num"])
        if article is not None:
            found.append(LawQuestion(row["id"], row["question"][0], row["answer"][1][0], (article,)))
    return found


def open_library(data: Path, home: Path, settings: Settings, others: int = OTHERS) -> Library:
    """The laws that are asked about and `others` more, as a library with its index in `home`."""
    titles = sorted({row["law_type"].strip("《》") for row in read_rows(data)})
    return open_laws(data, home, titles, others, settings)


def questions_of(library: Library, data: Path, held: bool) -> list[LawQuestion]:
    """The questions on the laws that are held out, or on the others."""
    return [q for q in mapped(library, data, read_rows(data)) if held_out_law(q.articles[0].title) == held]


def gather(data: Path, home: Path, settings: Settings) -> list[Example]:
    """The questions on the laws that are held out, with their candidates."""
    with open_library(data, home, settings) as library:
        return law_asked.examples(library, home, settings, questions_of(library, data, held=True))


# -- within ---------------------------------------------------------------------------------------
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
        expected = f"{question.articles[0].name}　{question.answer}"
        refused.append(float(not isinstance(result, Answer)))
        words = one.found[0].text if one.found else ""
        short.append(rouge_l(words, question.answer))
        shown.append(short[-1] if isinstance(result, Answer) else 0.0)
        if not isinstance(result, Answer):
            first = law_asked.shown(one.hits[0]) if one.hits else ""
            failures.append(Failure(
                "拒答了能回答的", question.question, expected, first, None, f"{result.reason}，把握 {one.chance:.2f}",
                spoke_against(weights, one.evidence, usual),
            ))  # fmt: skip
            continue
        whole.append(rouge_l("".join(c.quote for c in result.citations), question.answer))
        cited.append(float(any(question.articles[0].shown_by(c.doc_id, c.start, c.end) for c in result.citations)))
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
