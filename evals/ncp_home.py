"""The ncp set as a library with its index, for scripts that measure searching. Made once, then kept in step."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import ZhengceError
from corpus.ingest import ingest_paths
from corpus.library import Library
from evals.held_out import held_out
from index.build import update_index
from index.settings import Settings


@dataclass(frozen=True, slots=True)
class Question:
    """A question, the set's name of the document it was asked of, and the answer's words there."""

    qid: str
    docid: str
    question: str
    answer: str


def data_folder(option: str | None = None) -> Path:
    """The folder with the evaluation data: the option, or `ZHENGCE_EVAL_DATA`.

    :raises ZhengceError: it is not named or not there.
    """
    name = option or os.environ.get("ZHENGCE_EVAL_DATA", "")
    folder = Path(name)
    if not name or not (folder / "ncp" / "questions.jsonl").is_file():
        raise ZhengceError(
            f"没有评测数据（{name or '未指明'}）：请用 --data 或环境变量 ZHENGCE_EVAL_DATA 指明含 ncp/ 的文件夹"
        )
    return folder


def read_questions(data: Path) -> list[Question]:
    """The 787 questions."""
    lines = (data / "ncp" / "questions.jsonl").read_text("utf-8").splitlines()
    return [Question(d["qid"], d["docid"], d["question"], d["answer"]) for d in map(json.loads, lines)]


def unseen_questions(data: Path) -> list[Question]:
    """The 233 on documents that neither encoder nor span reader was trained on."""
    return [question for question in read_questions(data) if held_out(question.docid)]


def open_library(data: Path, home: Path, settings: Settings) -> Library:
    """The 599 documents as a library with its index, in `home` (about four minutes the first time)."""
    files = home / "files"
    files.mkdir(parents=True, exist_ok=True)
    for line in (data / "ncp" / "documents.jsonl").read_text("utf-8").splitlines():
        document = json.loads(line)
        path = files / f"{document['docid']}.txt"
        if not path.is_file():
            path.write_text(document["text"], encoding="utf-8")
    library = Library.open(home)
    ingest_paths(library, [files])
    update_index(
        library, settings, lambda stage, done, total: print(f"\r{stage} {done}/{total}", end="", file=sys.stderr)
    )
    return library


def gold_documents(library: Library) -> dict[str, set[str]]:
    """Docid of the set -> doc_ids (twins in the set are one document here)."""
    found: dict[str, set[str]] = {}
    for doc_id, sources in library.sources().items():
        for source in sources:
            found.setdefault(Path(source).stem, set()).add(doc_id)
    return found
