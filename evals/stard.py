"""`zhengce eval stard`: laymen's questions to the law of STARD, beside the baselines. Nothing here was ever learned from them.

STARD (Su and others 2024, MIT licence, github.com/oneal2000/STARD): questions put to legal advisers, each with the articles that
answer it, most often one or two of them. `stard/queries.json` of the data folder is its file `data/queries.json`, or a part of it. The
library: the laws that are cited, as `laws.tar.gz` has them, and `--others` more. An article is found by its first words within the
law of its title, since numbers differ between versions; what `laws.tar.gz` hasn't is left out and counted.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from corpus.errors import ZhengceError
from evals import law_asked
from evals.law_asked import CITED, LawQuestion, Matchers
from evals.law_library import open_laws
from evals.ncp_home import data_folder
from index.settings import Settings

OTHERS = 100
_SEED = 0
_BEGINNING = 30  # characters of an article that are compared


def run(data: Path | None, home: Path, *, others: int = OTHERS, limit: int | None = None) -> dict[str, Any]:
    """The figures of the program and its baselines.

    :param data: the folder with `stard/` and `laws.tar.gz`; `ZHENGCE_EVAL_DATA` if None.
    :param home: where libraries, indexes and baselines are kept between runs, one for each number of others.
    :param others: how many laws lie in the library beside those that are cited.
    :param limit: how many questions, a seeded choice; all if None.
    """
    folder, own = data_folder(str(data) if data else None), home / f"others-{others}"
    settings, rows = Settings.load(home), read_rows(folder)
    titles = sorted({title for row in rows for title, _, _ in cited(row)})
    with open_laws(folder, own, titles, others, settings) as library:
        matchers = Matchers(library, folder)
        questions = [q for row in rows if (q := question_of(matchers, row)) is not None]
        known = len(questions)
        if limit is not None:
            questions = random.Random(_SEED).sample(questions, min(limit, known))
        asked = law_asked.measured(library, own, settings, questions)
    return {
        "n": len(questions),
        "system": {**law_asked.figures(asked.ranks, words=False), **asked.speed},
        "baselines": {name: law_asked.figures(ranks, words=False) for name, ranks in asked.baselines.items()},
        "library": {**asked.size, "questions_without_article": len(rows) - known},
        "settings": {"others": others, "limit": limit},
        "failures": asked.failures,
    }


def read_rows(data: Path) -> list[dict[str, Any]]:
    """The questions of the set."""
    path = data / "stard" / "queries.json"
    if not path.is_file():
        raise ZhengceError(f"{path}：没有这个文件，请从 STARD 的仓库取 data/queries.json 放到这里")
    rows: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))
    return rows


def cited(row: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Title, clause and first words of each article that answers a question."""
    found = []
    for name, text in row["相关法规"].items():
        parts = CITED.fullmatch(name)
        if parts is not None:
            found.append((parts["title"], parts["clause"], "".join(text.split())[:_BEGINNING]))
    return found


def question_of(matchers: Matchers, row: dict[str, Any]) -> LawQuestion | None:
    """A question with the articles that the library has; None where it has none of them."""
    there: Sequence[Any] = [matchers.of(title).find(words, clause) for title, clause, words in cited(row)]
    articles = tuple(dict.fromkeys(article for article in there if article is not None))
    return LawQuestion(str(row["query_id"]), row["问题"], "", articles) if articles else None
