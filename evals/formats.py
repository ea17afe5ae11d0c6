"""What comes back of office files whose text and clauses are known: recall, clauses, furniture, speed, memory.

The data folder holds `files/` and `truth.json`: for each file its `paragraphs` in order, its `clauses`
(address → text with its children's, without its own label), `absent` (furniture) and, for pictures, `scan`.
"""

from __future__ import annotations

import json
import os
import re
import time
import unicodedata
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from corpus.errors import UnreadableFileError, ZhengceError
from corpus.parse import document_from
from corpus.parsers import parse_bytes
from corpus.parsers.formats import TEXT_FORMATS, detect
from corpus.parsers.pool import ParserWorker
from corpus.parsers.types import ParsedFile
from corpus.types import Document
from evals.failures import Failure

TARGETS = {"recall": 0.99, "clause_f1": 0.97}
SCAN_TARGETS = {"recall": 0.90, "clause_f1": 0.85}
# A clause of a scan counts where its text is as like the true one as this: one wrong character in a hundred is no other clause.
_SCAN_LIKENESS = 0.97


def run(data: Path | None, home: Path) -> dict[str, Any]:
    """Read each file and compare.

    :param data: the folder with `formats/`; `ZHENGCE_EVAL_DATA` if None.
    :param home: not used: nothing is added to a library.
    :return: means over files with a text layer and over scans, each file's figures, and the targets.
    :raises ZhengceError: the data aren't there.
    """
    folder = Path(data or os.environ.get("ZHENGCE_EVAL_DATA", "")) / "formats"
    if not (folder / "truth.json").is_file():
        raise ZhengceError(
            f"没有评测数据（{folder}）：请用 --data 或环境变量 ZHENGCE_EVAL_DATA 指明含 formats/ 的文件夹"
        )
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    files = {}
    for name, expected in truth.items():
        worker = ParserWorker()  # one for each file, so that the peak is this file's
        try:
            files[name] = _figures(folder / "files" / name, expected, worker)
        finally:
            worker.close()
    texts = [figures for figures in files.values() if not figures["scan"]]
    scans = [figures for figures in files.values() if figures["scan"]]
    return {
        "n": len(files),
        "system": {"text": _means(texts), "scan": _means(scans), "files": files},
        "baselines": {},
        "failures": [*_below(_of_kind(files, False), TARGETS), *_below(_of_kind(files, True), SCAN_TARGETS)],
        "targets": {"text": TARGETS, "scan": SCAN_TARGETS},
    }


def _of_kind(files: dict[str, dict[str, Any]], scan: bool) -> dict[str, dict[str, Any]]:
    """The files with a text layer, or the scans."""
    return {name: figures for name, figures in files.items() if figures["scan"] == scan}


def _below(files: dict[str, dict[str, Any]], targets: dict[str, float]) -> list[Failure]:
    """Files that are read worse than is aimed at."""
    return [
        Failure(f"{key} 低于 {target:g}", name, f"{target:g}", f"{figures[key]:g}", None, "", figures.get("error", ""))
        for name, figures in files.items() for key, target in targets.items() if figures[key] is not None and figures[key] < target
    ]  # fmt: skip


def _figures(path: Path, expected: dict[str, Any], worker: ParserWorker) -> dict[str, Any]:
    scan = bool(expected.get("scan"))
    started = time.perf_counter()
    try:
        parsed = _parsed(path, worker)
    except UnreadableFileError as error:
        return {
            "scan": scan,
            "error": str(error),
            "recall": 0.0,
            "clause_f1": 0.0,
            "furniture": 0,
            "seconds": 0.0,
            "pages": 0,
            "peak_mb": 0,
        }
    seconds = time.perf_counter() - started
    document = document_from(parsed, path.name)
    wanted, got = _plain("".join(expected["paragraphs"])), _plain(document.text)
    return {
        "scan": scan,
        "recall": round(recall(wanted, got), 4),
        "added": max(0, len(got) - len(wanted)),
        "clause_f1": _clause_f1({a: _plain(t) for a, t in expected["clauses"].items()}, document, scan),
        "furniture": sum(_plain(piece) in got for piece in expected.get("absent", [])),
        "seconds": round(seconds, 2),
        "pages": len({mark.place for mark in document.marks}),
        "chars": len(got),
        "peak_mb": round(worker.peak_mb),
        "warnings": list(document.warnings),
    }


def _parsed(path: Path, worker: ParserWorker) -> ParsedFile:
    content = path.read_bytes()
    kind = detect(content, path.name)
    return parse_bytes(content, path.name, kind) if kind in TEXT_FORMATS else worker.parse(path, path.name, kind)


def recall(wanted: str, got: str) -> float:
    """The share of `wanted` that comes back in `got`, in order."""
    if not wanted:
        return 1.0
    blocks = SequenceMatcher(None, wanted, got, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / len(wanted)


def _clause_f1(wanted: dict[str, str], document: Document, scan: bool) -> float | None:
    """F1 over clauses: right where the address is there and its text is the same (of a scan: nearly).

    Of a file whose truth lists only some of the clauses (those of one kind), only clauses of the listed kinds count.
    """
    if not wanted:
        return None
    found = {
        c.address: _plain(document.text[c.start : c.end].removeprefix(c.label)) for c in document.clauses if c.address
    }
    kinds = {document.clauses[index].kind for address in wanted if (index := document.clause(address)) is not None}
    counted = {address for address in found if document.clauses[document.clause(address) or 0].kind in kinds}
    right = sum(address in found and _same(text, found[address], scan) for address, text in wanted.items())
    return round(2 * right / (len(wanted) + len(counted | (set(wanted) & set(found)))), 4)


def _same(one: str, other: str, scan: bool) -> bool:
    return one == other or (scan and SequenceMatcher(None, one, other, autojunk=False).ratio() >= _SCAN_LIKENESS)


def _means(files: list[dict[str, Any]]) -> dict[str, Any]:
    if not files:
        return {}
    with_clauses = [f["clause_f1"] for f in files if f["clause_f1"] is not None]
    pages, seconds = sum(f["pages"] for f in files), sum(f["seconds"] for f in files)
    return {
        "recall": round(sum(f["recall"] for f in files) / len(files), 4),
        "lowest_recall": min(f["recall"] for f in files),
        "clause_f1": round(sum(with_clauses) / len(with_clauses), 4) if with_clauses else None,
        "furniture": sum(f["furniture"] for f in files),
        "files_per_s": round(len(files) / seconds, 2) if seconds else None,
        "pages_per_s": round(pages / seconds, 2) if seconds and pages else None,
        "peak_mb": max(f["peak_mb"] for f in files),
        "n": len(files),
    }


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", text))
