"""`zhengce eval quiz`: quizzes over hundreds of documents, held to rules written apart from the program's own.

Documents: the seed, `policies/`, every so many of `laws.tar.gz` and the policy-like ones of `ncp/`. From each, a paper of
twenty; each rule of `evals.quiz_rules` with the share of the questions it is about that keep it. Beside it as a baseline what a
first try at the same task does: a sentence with a figure, a gap in its place, and multiples of the figure as distractors.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import tarfile
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from corpus.errors import ZhengceError
from corpus.ingest import ingest_paths
from corpus.library import Library
from corpus.sentences import sentence_spans
from evals.failures import Failure
from evals.quiz_rules import BLANK, Judge, Question, paper_rules
from qa.quiz import EXPORTERS, make_quiz, question_json
from qa.quiz.values import find_values

_LAWS, _NCP = 150, 100  # documents of each that are drawn, evenly by name
_PER_DOCUMENT = 20
_SEED = 1


def run(data: Path | None, home: Path) -> dict[str, Any]:
    """The share of questions that keep each rule, and what goes with it.

    :param data: the folder with `seed.txt`, `policies/`, `ncp/`, `laws.tar.gz`; `ZHENGCE_EVAL_DATA` if None.
    :param home: where the evaluation's library is kept between runs.
    :raises ZhengceError: the data are not there.
    """
    folder = Path(data or os.environ.get("ZHENGCE_EVAL_DATA", ""))
    if not (folder / "policies").is_dir():
        raise ZhengceError(
            f"没有评测数据（{folder}）：请用 --data 或环境变量 ZHENGCE_EVAL_DATA 指明含 policies/ 的文件夹"
        )
    with Library.open(home) as library:
        ingest_paths(library, _files(folder, home / "files"))
        judge = Judge(library)
        documents = [s for s in library.summaries() if s.chars >= 400]
        papers: dict[str, list[Question]] = {}
        seconds = []
        for summary in documents:
            started = time.perf_counter()
            quiz = make_quiz(library, [summary.doc_id], count=_PER_DOCUMENT, seed=_SEED)
            seconds.append(time.perf_counter() - started)
            papers[summary.doc_id] = [question_json(q) for q in quiz.questions]
        naive = {s.doc_id: _first_try(library, s.doc_id) for s in documents}
        system = {**rates(judge, papers), **_about(papers, seconds), **_seed_figures(library, folder)}
        failures = broken(judge, papers)
    return {
        "n": sum(map(len, papers.values())), "system": system, "baselines": {"first_try": rates(judge, naive)},
        "failures": failures,
    }  # fmt: skip


def broken(judge: Judge, papers: dict[str, list[Question]]) -> list[Failure]:
    """The questions that break a rule, by rule."""
    rules = judge.rules()
    return sorted(
        (
            Failure(f"不守规则：{name}", q["stem"], "、".join(map(str, q["answer"])), "", None, "", q["clause"]["quote"])
            for questions in papers.values() for q in questions for name, rule in rules.items() if rule(q) is False
        ),
        key=lambda failure: failure.kind,
    )  # fmt: skip


def rates(judge: Judge, papers: dict[str, list[Question]]) -> dict[str, float]:
    """Each rule's share of kept; `all_rules`: the share of questions that break none."""
    kept: dict[str, list[bool]] = defaultdict(list)
    for questions in papers.values():
        for q in questions:
            told = {name: rule(q) for name, rule in judge.rules().items()}
            for name, value in told.items():
                if value is not None:
                    kept[name].append(value)
            kept["all_rules"].append(all(v is not False for v in told.values()))
        for name, value in paper_rules(questions).items():
            if value is not None:
                kept[f"paper_{name}"].append(value)
    return {name: sum(values) / len(values) for name, values in kept.items()}


def _files(folder: Path, files: Path) -> list[Path]:
    """The documents as files: those of the folder, and those that are taken out of its archives."""
    files.mkdir(parents=True, exist_ok=True)
    if (folder / "laws.tar.gz").is_file():
        with tarfile.open(folder / "laws.tar.gz") as archive:
            members = sorted(
                (m for m in archive.getmembers() if m.name.endswith(".md") and "_index" not in m.name),
                key=lambda m: m.name,
            )
            for member in members[:: max(1, len(members) // _LAWS)]:
                stream = archive.extractfile(member)
                if stream is not None:
                    (
                        files / f"{hashlib.sha256(member.name.encode()).hexdigest()[:8]}-{Path(member.name).name[:60]}"
                    ).write_bytes(stream.read())
    if (folder / "ncp" / "documents.jsonl").is_file():
        lines = map(json.loads, (folder / "ncp" / "documents.jsonl").read_text("utf-8").splitlines())
        texts = [d for d in lines if d["policy_like"] and d["chars"] >= 600]
        for document in texts[:: max(1, len(texts) // _NCP)]:
            (files / f"{document['docid']}.txt").write_text(document["text"], encoding="utf-8")
    return [path for path in (folder / "seed.txt", folder / "policies", files) if path.exists()]


def _about(papers: dict[str, list[Question]], seconds: list[float]) -> dict[str, Any]:
    questions = [q for paper in papers.values() for q in paper]
    ordered = sorted(seconds)
    return {
        "documents": len(papers),
        "documents_with_questions": sum(1 for paper in papers.values() if paper),
        "questions_per_document": len(questions) / max(1, len(papers)),
        "types": dict(Counter(q["type"] for q in questions)),
        "difficulty": dict(Counter(q["difficulty"] for q in questions)),
        "single_keys": dict(sorted(Counter(q["answer"][0] for q in questions if q["type"] == "single").items())),
        "seconds_p50": ordered[len(ordered) // 2],
        "seconds_p95": ordered[int(len(ordered) * 0.95)],
    }


def _seed_figures(library: Library, folder: Path) -> dict[str, Any]:
    """Sixty questions of the seed: clauses covered, types, time, the same again; and what each target holds."""
    if not (folder / "seed.txt").is_file():
        return {}
    doc_id = library.find("seed.txt")[0]
    started = time.perf_counter()
    quiz = make_quiz(library, [doc_id], count=60, seed=_SEED)
    spent = time.perf_counter() - started
    clauses = [c for c in library.clauses(doc_id) if c.address]
    with tempfile.TemporaryDirectory() as place:
        written = {name: e.write(quiz, Path(place) / f"p{e.suffix}").written for name, e in EXPORTERS.items()}
    return {
        "seed_questions": len(quiz.questions),
        "seed_coverage": len({q.source.clause for q in quiz.questions}) / len(clauses),
        "seed_types": len({q.type for q in quiz.questions}),
        "seed_seconds": spent,
        "seed_same_again": float(make_quiz(library, [doc_id], count=60, seed=_SEED) == quiz),
        "seed_written": written,
    }


def _first_try(library: Library, doc_id: str) -> list[Question]:
    """A sentence with a figure, a gap in its place, three multiples of it beside it."""
    document, rng = library.get(doc_id), random.Random(_SEED)
    found: list[Question] = []
    for start, end in sentence_spans(document.text):
        values = find_values(document.text, start, end)
        if not values or len(found) == _PER_DOCUMENT:
            continue
        value = values[0]
        number = int(value.low)
        texts = [value.text, *(f"{max(1, int(number * f))}{value.unit}" for f in (0.5, 1.5, 2))]
        rng.shuffle(texts)
        address = document.address_of(document.clause_at(start))
        found.append({
            "id": f"n{len(found)}", "type": "single", "stem": document.text[start : value.start] + BLANK + document.text[value.end : end],
            "options": [{"key": "ABCD"[i], "text": text} for i, text in enumerate(texts)], "answer": ["ABCD"[texts.index(value.text)]],
            "explanation": document.text[start:end], "difficulty": "easy", "topic": "",
            "clause": {"doc_id": doc_id, "title": document.title, "doc_number": document.doc_number, "clause": address,
                       "quote": document.text[start:end], "start": start, "end": end},
        })  # fmt: skip
    return found
