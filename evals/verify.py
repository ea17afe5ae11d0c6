"""`zhengce eval verify`: citations of labelled drafts, and of drafts made by controlled alteration from any library.

    zhengce eval verify --data DATA

DATA holds `verify/library`, `verify/drafts` and `verify/truth.jsonl`; and `policies/`, from which drafts are made. Any other
library can be used with `made_from(home, count)`.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus.errors import ZhengceError
from corpus.ingest import ingest_paths
from corpus.library import Library
from evals.failures import Failure
from evals.ncp_home import data_folder
from evals.verify_drafts import make_drafts
from index.types import Filters
from qa.verify import Citation, Verifier

MADE = 40  # drafts from the policies
_SHOWN = 60


@dataclass(slots=True)
class Score:
    """What was found of what is labelled. `confusion`: (labelled, found) -> how often; `extra` is found and not labelled."""

    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)
    wrong: list[dict[str, Any]] = field(default_factory=list)
    offsets: int = 0
    spans: int = 0
    changes: int = 0
    altered: int = 0
    clauses: int = 0
    evidence: Counter[bool] = field(default_factory=Counter)
    seconds: float = 0.0
    characters: int = 0

    def metrics(self) -> dict[str, Any]:
        """The figures of the acceptance, and the confusion table."""
        labelled = sum(n for (t, _), n in self.confusion.items() if t not in ("none", "extra"))
        right = sum(n for (t, f), n in self.confusion.items() if t == f and t not in ("none", "extra"))
        true = sum(n for (t, _), n in self.confusion.items() if t == "verified")
        altered = sum(n for (t, _), n in self.confusion.items() if t == "altered")
        traps = sum(n for (t, _), n in self.confusion.items() if t == "none")
        table: dict[str, dict[str, int]] = {}
        for (labels, found), n in sorted(self.confusion.items()):
            table.setdefault(labels, {})[found] = n
        return {
            "verdict_accuracy": right / max(1, labelled),
            "true_called_otherwise": 1 - self.confusion["verified", "verified"] / max(1, true),
            "alterations_missed": (self.confusion["altered", "verified"] + self.confusion["altered", "none"]) / max(1, altered),
            "traps_reported": 1 - self.confusion["none", "none"] / max(1, traps),
            "offsets_exact": self.offsets / max(1, self.spans),
            "change_named": self.changes / max(1, self.altered),
            "clause_named": self.clauses / max(1, labelled),
            "evidence_holds": self.evidence[True] / max(1, sum(self.evidence.values())),
            "reported_unlabelled": sum(n for (t, _), n in self.confusion.items() if t == "extra"),
            "ms_per_1000_chars": 1e6 * self.seconds / max(1, self.characters),
            "labelled": labelled,
            "confusion": table,
        }  # fmt: skip


def score(
    verifier: Verifier,
    drafts: Iterable[tuple[str, str]],
    truth: Sequence[dict[str, Any]],
    filters: Filters | None = None,
) -> Score:
    """Check drafts and compare with their labels.

    :param drafts: (name, text).
    :param truth: the lines of truth, with the draft's name each.
    """
    result = Score()
    for name, text in drafts:
        started = time.perf_counter()
        verification = verifier.verify(text, name, filters)
        result.seconds += time.perf_counter() - started
        result.characters += len(text)
        labels = [line for line in truth if line["draft"] == name]
        used: set[int] = set()
        for label in labels:
            best = max(
                (
                    (min(c.end, label["end"]) - max(c.start, label["start"]), -i)
                    for i, c in enumerate(verification.citations)
                    if i not in used
                ),
                default=(0, 0),
            )
            found = verification.citations[-best[1]] if best[0] > 0 else None
            if found is not None:
                used.add(-best[1])
            _compare(result, label, found, text)
        for i, citation in enumerate(verification.citations):
            if i not in used:
                result.confusion["extra", citation.verdict] += 1
                result.wrong.append(
                    {
                        "draft": name,
                        "label": "extra",
                        "found": citation.verdict,
                        "text": citation.text,
                        "note": citation.note,
                    }
                )
    return result


def _compare(result: Score, label: dict[str, Any], found: Citation | None, text: str) -> None:
    verdict = found.verdict if found is not None else "none"
    result.confusion[label["verdict"], verdict] += 1
    if verdict != label["verdict"]:
        result.wrong.append({
            "draft": label["draft"], "label": label["verdict"], "found": verdict, "text": label["text"], "style": label["style"], "changes": label["changes"],
            "clause": label["clause"], "note": found.note if found else "", "read": found.text if found else "",
        })  # fmt: skip
    if found is None or label["verdict"] == "none":
        return
    result.spans += 1
    holds = text[found.start : found.end] == found.text and (
        found.quote is None or text[found.quote_start : found.quote_end] == found.quote
    )
    result.offsets += holds
    result.clauses += found.clause == label["clause"]
    if label["changes"] and found.verdict == "altered":
        result.altered += 1
        wanted = label["changes"][0]
        result.changes += any(
            c.kind == wanted["kind"] and (c.cited in wanted["cited"] or wanted["cited"] in c.cited) and (c.source in wanted["source"] or wanted["source"] in c.source)
            for c in found.changes
        )  # fmt: skip
    if label.get("evidence_contains") and verdict == label["verdict"]:
        result.evidence[found.evidence is not None and label["evidence_contains"] in found.evidence.text] += 1


def labelled(data: Path, home: Path) -> Score:
    """The labelled drafts of `data/verify`."""
    folder = data / "verify"
    if not (folder / "truth.jsonl").is_file():
        raise ZhengceError(f"{folder}：没有 truth.jsonl，请用 --data 指明评测数据所在的文件夹")
    truth = [json.loads(line) for line in (folder / "truth.jsonl").read_text("utf-8").splitlines() if line.strip()]
    drafts = [(p.name, p.read_text("utf-8-sig").replace("\r\n", "\n")) for p in sorted((folder / "drafts").iterdir())]
    with Library.open(home) as library:
        ingest_paths(library, [folder / "library"])
        return score(Verifier(library), drafts, truth)


def made_from(home: Path, count: int = MADE, seed: int = 7) -> Score:
    """Drafts made from the library of a home."""
    with Library.open(home, create=False) as library:
        drafts, absent = make_drafts(library, count, seed)
        filters = Filters(tuple(d for d in library.doc_ids() if d not in absent))
        truth = [label for draft in drafts for label in draft.labels]
        return score(Verifier(library), [(d.name, d.text) for d in drafts], truth, filters)


def _failure(row: dict[str, Any]) -> Failure:
    changes = "；".join(f"{c['cited']} ← {c['source']}" for c in row.get("changes") or ())
    kind = "没有标注，报了出来" if row["label"] == "extra" else f"应是 {row['label']}，判为 {row['found']}"
    return Failure(kind, row["text"], changes or row["label"], row.get("note") or row["found"], None, "", row["draft"])


def run(data: Path | None, home: Path) -> dict[str, Any]:
    """Measure on the labelled drafts and on drafts made from `policies/`.

    :param data: the folder with `verify/` and `policies/`; `ZHENGCE_EVAL_DATA` if None.
    :param home: not used; libraries are made aside.
    :raises ZhengceError: the data isn't there.
    """
    data = data_folder(str(data) if data else None)
    with tempfile.TemporaryDirectory() as folder:
        by_hand = labelled(data, Path(folder) / "labelled")
        made = None
        if (data / "policies").is_dir():
            with Library.open(Path(folder) / "policies") as library:
                ingest_paths(library, [data / "policies"])
            made = made_from(Path(folder) / "policies")
    system = by_hand.metrics()
    if made is not None:
        system = {**system, **{f"made_{key}": value for key, value in made.metrics().items()}}
    return {
        "eval": "verify",
        "settings": {"drafts_made": MADE, "seed": 7},
        "system": system,
        "baselines": {},
        "failures": [_failure(row) for row in [*by_hand.wrong, *(made.wrong if made else [])]],
        "n": sum(by_hand.confusion.values()) + (sum(made.confusion.values()) if made else 0),
    }


if __name__ == "__main__":
    import sys

    result = made_from(
        Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else MADE, int(sys.argv[3]) if len(sys.argv) > 3 else 7
    )
    for row in result.wrong[:_SHOWN]:
        print(json.dumps(row, ensure_ascii=False))
    print(json.dumps(result.metrics(), ensure_ascii=False, indent=1))
