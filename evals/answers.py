"""`zhengce eval answers`: what the check of a model's sentences keeps and what it lets through.

Without a model: sentences over the clauses of `policies/`, true ones in several manners and false ones by one alteration
(`evals/answer_drafts.py`), each checked against the clause it was made of. `others_*` are the kinds of
`evals/verify_alter.py`, made for the check of citations; some of their failures were looked at while it was mended. The
baseline is a check by shared words alone (half of the sentence's character pairs stand in the clause).

With one (`[llm]` of the settings): 60 questions of ncp, answered. Citation recall and precision by ALCE's definitions
(Gao et al. 2023): recall, the share of the draft's sentences that all their sources together bear out; precision, the
share of single citations that bear theirs out alone or can't be left out. What bears out is decided by the program's own
check, where ALCE takes an NLI model.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from corpus.errors import ZhengceError
from corpus.parse import parse_file
from evals.answer_drafts import Case, cases
from evals.failures import Failure
from evals.ncp_home import data_folder, open_library, read_questions
from index.settings import Settings
from index.tokens import bigrams
from qa.grounded import objection_to

_DOCUMENTS, _CLAUSES, _SEED = 45, 4, 20
_QUESTIONS = 60


def run(data: Path | None, home: Path) -> dict[str, Any]:
    """The figures.

    :param data: the folder with `policies/` and `ncp/`; `ZHENGCE_EVAL_DATA` if None.
    """
    folder, settings = data_folder(str(data) if data else None), Settings.load(home)
    files = sorted((folder / "policies").glob("*.txt"))
    if not files:
        raise ZhengceError(f"{folder / 'policies'}：没有文件，请用 --data 指明评测数据的文件夹")
    chosen = random.Random(_SEED).sample(files, min(_DOCUMENTS, len(files)))
    made = list(cases([parse_file(path) for path in chosen], _CLAUSES, _SEED))
    objections = [objection_to(c.text, c.sources) for c in made]
    system = _shares(made, [objection is None for objection in objections])
    if settings.llm.configured:
        system |= _answered(folder, home, settings)
    return {
        "n": len(made), "system": system, "baselines": {"shared_words": _shares(made, [_shared(c) for c in made])},
        "failures": _failures(made, objections),
    }  # fmt: skip


def _shares(made: list[Case], kept: list[bool]) -> dict[str, float]:
    by: dict[str, list[bool]] = {}
    for case, own in zip(made, kept, strict=True):
        other = case.kind.startswith("other_")
        names = ["true_kept"] if case.true else ["false_shown", "false_shown_others" if other else "false_shown_own"]
        for name in (*names, f"{'true' if case.true else 'false'}_{case.kind}"):
            by.setdefault(name, []).append(own)
    return {name: round(sum(values) / len(values), 4) for name, values in sorted(by.items())}


def _failures(made: Sequence[Case], objections: Sequence[object]) -> list[Failure]:
    """True sentences that were dropped, and false ones that were kept."""
    wrong = [(case, why) for case, why in zip(made, objections, strict=True) if case.true != (why is None)]
    return [
        Failure(f"真话删了（{case.kind}）" if case.true else f"假话放过（{case.kind}）", case.text, case.sources[0].text, "", None,
                str(why) if case.true else "")
        for case, why in wrong
    ]  # fmt: skip


def _shared(case: Case) -> bool:
    mine, theirs = set(bigrams(case.text)), set(bigrams(" ".join(s.text for s in case.sources)))
    return bool(mine) and len(mine & theirs) / len(mine) >= 0.5


def _answered(folder: Path, home: Path, settings: Settings) -> dict[str, Any]:
    from qa.audit import kept
    from qa.engine import Engine

    open_library(folder, home, settings).close()
    engine = Engine.open(home)
    before = {entry["id"] for entry in kept(home)}
    for question in random.Random(_SEED).sample(read_questions(folder), _QUESTIONS):
        engine.ask(question.question, mode="llm")
    engine.close()
    entries = [entry for entry in kept(home) if entry["id"] not in before]
    verdicts = [v for entry in entries if not entry["failure"] for v in entry["verdicts"]]
    claims = [v for v in verdicts if v["why"] is not None or v["sources"]]
    cited = [v for v in claims if v["why"] != "no_citation"]
    good = [v for v in claims if v["kept"]]
    return {
        "model": settings.llm.model,
        "asked": len(entries),
        "server_failed": sum(bool(entry["failure"]) for entry in entries),
        "answered_by_model": sum(
            entry["result"]["mode"] == "llm" and not entry["result"]["refused"] for entry in entries
        ),
        "citation_recall": round(len([v for v in good if not v["corrected"]]) / max(1, len(claims)), 4),
        "citation_precision": round(len([v for v in good if not v["corrected"]]) / max(1, len(cited)), 4),
        "sentences_dropped": round(1 - len(good) / max(1, len(claims)), 4),
    }
