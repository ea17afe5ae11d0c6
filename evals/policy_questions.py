"""Questions on ncp's documents that were written for this project to learn from: evals/data/policy_questions.jsonl.

One line a question: `docid`, `question`, and `start`, `end` of the words that answer it in the document's text as `ncp` has it. None is
on a document that is held out (evals/held_out.py).
"""

from __future__ import annotations

import json
from pathlib import Path

from evals.ncp_home import Question

FILE = Path(__file__).parent / "data" / "policy_questions.jsonl"


def read_written(data: Path) -> list[Question]:
    """The questions, each with its answer's words."""
    documents = map(json.loads, (data / "ncp" / "documents.jsonl").read_text("utf-8").splitlines())
    texts = {document["docid"]: document["text"] for document in documents}
    rows = [json.loads(line) for line in FILE.read_text("utf-8").splitlines() if line.strip()]
    return [
        Question(f"written-{i}", r["docid"], r["question"], texts[r["docid"]][r["start"] : r["end"]])
        for i, r in enumerate(rows)
    ]
