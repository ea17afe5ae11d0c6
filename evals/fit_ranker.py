"""Fit the ranker's weights on ncp and on three sets of questions to the law, and write index/data/ranker.json.

    python -m evals.fit_ranker --data DIR --home NCP_HOME --laws-home HOME --lay-home HOME [--write]

Where vectors take part, weights learn from the questions alone whose documents and laws the encoder's adapter never saw
(evals/held_out.py): of ncp, of `equals`, and of those written for this project (evals/lay_questions.py); each set of laymen's counts
twice what ncp does. A third set is made by rule from the other laws of `equals`' library (evals/law_questions.py): parts of sentences and
four words as one types them into a search box, whole sentences, 由谁负责, 多久; it counts as much as ncp. Without it weights lean on the vectors even
where a question is put in the law's own words. Without vectors words hardly reach from a layman's question to the law: what they would learn
there costs more of the policy questions than it brings, and they learn from all of these alone. STARD is for testing. The weights
of each fold go to evals/data/ranker_folds.json, by which each question is tested that they were fitted to.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from evals import equals, law_asked, lay_questions
from evals.held_out import held_out_law
from evals.law_asked import LawQuestion
from evals.law_asked import figures as figures_of_laws
from evals.law_questions import make_questions
from evals.metrics import Ranks, retrieval
from evals.ncp_home import Question, data_folder, gold_documents, open_library, read_questions, unseen_questions
from evals.ranking import (
    FOLD_WEIGHTS,
    WITHOUT_DENSE,
    Example,
    collect,
    fit,
    fold_weights,
    ranks,
    ranks_by_fold,
)
from index.ranker import SIGNALS, fixed_scores
from index.search import Searcher
from index.settings import Settings

COUNTS = (2.0, 2.0, 1.0)  # of the sets on the law: two of laymen's, the made ones; the policy questions count 1
MADE, SEED = 150, 5  # questions of each kind, and how they are drawn


def gather(data: Path, home: Path, settings: Settings, questions: Sequence[Question]) -> list[Example]:
    """The examples of questions of ncp for one choice of settings."""
    with open_library(data, home, settings) as library:
        searcher = Searcher.open(home, library, settings)
        try:
            return collect(searcher, questions, gold_documents(library))
        finally:
            searcher.close()


def gather_made(data: Path, home: Path, settings: Settings) -> list[Example]:
    """Questions made from the laws of `equals`' library that aren't held out, with their candidates."""
    with equals.open_library(data, home, settings) as library:
        made = [
            q for q in make_questions(library, MADE, SEED) if q.kind != "address" and not held_out_law(q.article.title)
        ]
        asked = [LawQuestion("", q.question, q.answer, (q.article,)) for q in made]
        return law_asked.examples(library, home, settings, asked)


def _fixed(examples: Sequence[Example], dense_weight: float) -> list[Ranks]:
    """Ranks by the fixed weights, which take the learned ones' place with `ranker = false`."""
    return [ranks(e, fixed_scores(e.found.table, dense_weight)) for e in examples]


def main() -> None:
    """Fit, print the cross-validated figures, and write the weights with `--write`."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", help="the folder with ncp/, equals/ and laws.tar.gz (else ZHENGCE_EVAL_DATA)")
    parser.add_argument("--home", type=Path, required=True, help="where ncp's library and its index are made")
    parser.add_argument("--laws-home", type=Path, required=True, help="where the laws' are (of `eval equals`)")
    parser.add_argument(
        "--lay-home", type=Path, required=True, help="where the library of evals/lay_questions.py is made"
    )
    parser.add_argument("--write", action="store_true", help="write index/data/ranker.json")
    options = parser.parse_args()
    data = data_folder(options.data)
    settings = Settings.load(options.home).model_copy(update={"ranker": False})  # there may be no weights yet
    own = gather(data, options.home, settings, unseen_questions(data))
    asked = equals.gather(data, options.laws_home, settings)
    written = lay_questions.gather(data, options.lay_home, settings)
    words = gather(data, options.home, settings.model_copy(update={"dense": False}), read_questions(data))
    law = asked, written, gather_made(data, options.laws_home, settings)
    folds = fold_weights(own, SIGNALS, law, COUNTS)
    weights = {"dense": fit(own, SIGNALS, law, COUNTS), "lexical": fit(words, WITHOUT_DENSE)}
    figures = {
        "policy": retrieval(ranks_by_fold(own, folds)),
        "policy_fixed_weights": retrieval(_fixed(own, settings.dense_weight)),
        "equals": figures_of_laws(ranks_by_fold(asked, folds)),
        "equals_fixed_weights": figures_of_laws(_fixed(asked, settings.dense_weight)),
        "written": figures_of_laws(ranks_by_fold(written, folds)),
        "written_fixed_weights": figures_of_laws(_fixed(written, settings.dense_weight)),
        "made": figures_of_laws(ranks_by_fold(law[2], folds)),
        "made_fixed_weights": figures_of_laws(_fixed(law[2], settings.dense_weight)),
        "policy_words": retrieval(ranks_by_fold(words, fold_weights(words, WITHOUT_DENSE))),
        "policy_words_fixed_weights": retrieval(_fixed(words, 0.0)),
    }
    for name, row in figures.items():
        print(f"{name:28} {json.dumps(row)}")
    print(json.dumps(weights))
    if options.write:
        note = (
            "evals/fit_ranker.py on ncp and questions to the law; "
            "figures by weights that saw no question on the document or article"
        )
        number = [len(own), *map(len, law), len(words)]
        value = {"note": note, **weights, "questions": number, "cross_validated": figures}
        target = Path(__file__).parent.parent / "index" / "data" / "ranker.json"
        target.write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")
        FOLD_WEIGHTS.write_text(
            json.dumps({"made_by": "evals/fit_ranker.py", "weights": folds}, indent=1) + "\n", encoding="utf-8"
        )


if __name__ == "__main__":
    main()
