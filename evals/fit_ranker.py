"""Fit the ranker's weights on ncp and on laymen's questions to the law, cross-validated, and write index/data/ranker.json.

    python -m evals.fit_ranker --data DIR --home NCP_HOME --laws-home HOME [--write]

Both kinds count the same where vectors take part. Without them words hardly reach from a layman's question to the law:
what they would learn there costs more of the policy questions than it brings, and they learn from these alone.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from evals import equals
from evals.metrics import retrieval
from evals.ncp_home import data_folder, gold_documents, open_library, read_questions
from evals.ranking import WITHOUT_DENSE, Example, collect, cross_validated_both, fit, ranks
from index.ranker import SIGNALS, fixed_scores
from index.search import Searcher
from index.settings import Settings


def gather(data: Path, home: Path, settings: Settings) -> list[Example]:
    """The examples of ncp for one choice of settings."""
    with open_library(data, home, settings) as library:
        searcher = Searcher.open(home, library, settings)
        try:
            return collect(searcher, read_questions(data), gold_documents(library))
        finally:
            searcher.close()


def main() -> None:
    """Fit, print the cross-validated figures, and write the weights with `--write`."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", help="the folder with ncp/, equals/ and laws.tar.gz (else ZHENGCE_EVAL_DATA)")
    parser.add_argument("--home", type=Path, required=True, help="where ncp's library and its index are made")
    parser.add_argument("--laws-home", type=Path, required=True, help="where the laws' are (of `eval equals`)")
    parser.add_argument("--write", action="store_true", help="write index/data/ranker.json")
    options = parser.parse_args()
    data = data_folder(options.data)
    settings = Settings.load(options.home).model_copy(update={"ranker": False})  # there may be no weights yet
    figures: dict[str, dict[str, float]] = {}
    weights: dict[str, dict[str, float]] = {}
    for kind, signals, counts in (("dense", SIGNALS, 1.0), ("lexical", WITHOUT_DENSE, 0.0)):
        chosen = settings.model_copy(update={"dense": kind == "dense"})
        own, lay = gather(data, options.home, chosen), equals.gather(data, options.laws_home, chosen)
        dense = settings.dense_weight if kind == "dense" else 0.0
        figures[f"{kind}_fixed"] = retrieval([ranks(e, fixed_scores(e.found.table, dense)) for e in own])
        figures[f"{kind}_lay_fixed"] = retrieval([ranks(e, fixed_scores(e.found.table, dense)) for e in lay])
        for seed in range(3):
            found = cross_validated_both(own, lay, signals, seed, counts)
            figures[f"{kind}_seed{seed}"], figures[f"{kind}_lay_seed{seed}"] = map(retrieval, found)
        weights[kind] = fit(own, signals, lay, counts)
    for name, row in figures.items():
        print(f"{name:24} {json.dumps(row)}")
    print(json.dumps(weights))
    if options.write:
        note = "evals/fit_ranker.py on ncp and equals; figures are of questions whose document the weights had not seen; of lay questions 'document' is the article"
        value = {"note": note, **weights, "cross_validated": figures}
        target = Path(__file__).parent.parent / "index" / "data" / "ranker.json"
        target.write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
