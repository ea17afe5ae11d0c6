"""How fast a warm search is on ncp: p50 and p95 over all questions, and what an unchanged `update_index` costs.

python -m evals.bench_search --data DIR --home DIR
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

from evals.metrics import Ranks, first_rank, holds_answer, retrieval
from evals.ncp_home import data_folder, gold_documents, open_library, read_questions
from index.build import update_index
from index.search import Searcher
from index.settings import Settings
from index.types import Filters


def main() -> None:
    """Measure and print one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", help="the folder with ncp/ (else ZHENGCE_EVAL_DATA)")
    parser.add_argument("--home", type=Path, required=True, help="where the library and its index are made")
    options = parser.parse_args()
    data, settings = data_folder(options.data), Settings.load(options.home)
    questions = read_questions(data)
    with open_library(data, options.home, settings) as library:
        unchanged_s = update_index(library, settings).seconds
        gold = gold_documents(library)
        started = time.perf_counter()
        searcher = Searcher.open(options.home, library, settings)
        searcher.warm()
        warm_s = time.perf_counter() - started
        ranks: list[Ranks] = []
        spent: list[float] = []
        for question in questions:
            begun = time.perf_counter()
            hits = searcher.search(question.question, k=10)
            spent.append((time.perf_counter() - begun) * 1000)
            right = [hit.chunk.doc_id in gold.get(question.docid, ()) for hit in hits]
            ranks.append(
                Ranks(first_rank(right), first_rank([holds_answer(h.chunk.text, question.answer) for h in hits]))
            )
        half = Filters(doc_ids=tuple(library.doc_ids()[::2]))
        limited = sorted(_timed_ms(searcher, question.question, half) for question in questions[:100])
        searcher.close()
    spent.sort()
    result = {
        "documents": len(gold), "questions": len(questions), "warm_s": round(warm_s, 2),
        "p50_ms": round(spent[len(spent) // 2], 1), "p95_ms": round(spent[int(len(spent) * 0.95)], 1),
        "half_the_documents_p50_ms": round(limited[50], 1), "unchanged_update_s": round(unchanged_s, 3),
        "not_cross_validated": retrieval(ranks),
    }  # fmt: skip
    print(json.dumps(result, indent=1))


def _timed_ms(searcher: Searcher, question: str, filters: Filters) -> float:
    begun = time.perf_counter()
    searcher.search(question, k=10, filters=filters)
    return (time.perf_counter() - begun) * 1000


if __name__ == "__main__":
    main()
