"""`zhengce eval addresses`: clause addresses and 文号 in the ways people write them, looked up in a library.

Questions are made from the library's own clauses, so that the right answer is known: each address in several
writings (Chinese and Arabic numerals, full width, short titles, without 书名号), 文号 in any bracket, and wrong ones:
clauses past the last, documents and numbers that aren't there. Seeded. No model is needed.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.addresses import Step, Unit, format_address, parse_address
from corpus.ingest import ingest_paths
from corpus.library import Library
from corpus.names import short_titles
from corpus.types import ClauseKind, Document
from evals.failures import Failure
from evals.ncp_home import data_folder
from index.settings import Settings
from qa.engine import Engine
from qa.types import Answer, Refusal

_SEED = 5
_CLAUSES_A_DOCUMENT = 6
_ASKED = (
    "{n}{a}说了什么？",
    "{n}{a}是怎么规定的",
    "请问{n}{a}的内容",
    "{n}{a}",
    "{n}的{a}讲什么？",
    "根据{n}{a}，有什么规定？",
)
_NUMBERED = frozenset(
    {ClauseKind.ARTICLE, ClauseKind.PARAGRAPH, ClauseKind.ITEM, ClauseKind.PART, ClauseKind.SUBPART, ClauseKind.POINT}
)


_KINDS = {
    "clause": "条款没有查对", "number": "文号没有查对", "missing_clause": "没有的条款，没有这样拒答",
    "missing_document": "没有的文件，没有这样拒答", "missing_number": "没有的文号，没有这样拒答",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what it must lead to: a clause's span, a document, or the reason of a refusal."""

    question: str
    kind: str
    doc_id: str = ""
    span: tuple[int, int] | None = None
    reason: str = ""


def run(data: Path | None, home: Path) -> dict[str, Any]:
    """Shares of right look-ups and right refusals.

    :param data: the folder with `seed.txt` and `policies/`; `ZHENGCE_EVAL_DATA` if None.
    """
    folder = data_folder(str(data) if data else None)
    with Library.open(home) as library:
        ingest_paths(library, [folder / "seed.txt", folder / "policies"])
        questions = list(made(library, random.Random(_SEED)))
    engine = Engine.open(home, Settings.load(home))
    right: dict[str, list[bool]] = {}
    failed: list[Failure] = []
    for asked in questions:
        result = engine.ask(asked.question)
        good = _is_right(engine, asked, result)
        right.setdefault(asked.kind, []).append(good)
        if not good:
            expected = asked.reason or engine.library.summary(asked.doc_id).title
            refused = result.reason if isinstance(result, Refusal) else ""
            failed.append(Failure(_KINDS[asked.kind], asked.question, expected, result.text, None, refused))
    engine.close()
    system = {kind: round(sum(values) / len(values), 4) for kind, values in right.items()}
    return {"n": len(questions), "system": system, "baselines": {}, "failures": failed}


def made(library: Library, rng: random.Random) -> Iterator[Asked]:
    """The questions, document by document."""
    for summary in library.summaries():
        document = library.get(summary.doc_id)
        yield from _clauses(document, rng, library)
        yield from _numbers(document, rng)
    for title in ("月球土地承包条例", "火星乡村振兴促进法", "关于印发海底牧场管理办法的通知"):
        yield Asked(f"《{title}》第三条说了什么？", "missing_document", reason="no_such_document")
        yield Asked(f"{title}第三条怎么规定？", "missing_document", reason="no_such_document")
    for number in ("国发〔2099〕1号", "国办发[2098]77号", "州政发（2097）3号"):
        yield Asked(f"{number}讲什么", "missing_number", reason="no_such_document")


def _clauses(document: Document, rng: random.Random, library: Library) -> Iterator[Asked]:
    numbered = [
        c
        for c in document.clauses
        if c.address and c.kind in _NUMBERED and "《" not in c.address and "处）" not in c.address
    ]
    names = [f"《{document.title}》"]
    names += [f"《{n}》" for n in short_titles(document.title) if library.find(n)[:1] == [document.doc_id]]
    names += [n.strip("《》") for n in names if re.search(r"(?:法|条例|办法|规定|意见)》$", n)]
    if document.doc_number:
        names.append(document.doc_number)
    if library.find(document.title)[:1] != [document.doc_id]:
        return
    for clause in rng.sample(numbered, min(_CLAUSES_A_DOCUMENT, len(numbered))):
        steps = parse_address(clause.address or "")
        if steps is None:
            continue
        written = rng.choice(list(writings(steps)))
        question = rng.choice(_ASKED).format(n=rng.choice(names), a=written)
        yield Asked(question, "clause", document.doc_id, (clause.start, clause.end))
    articles = [c for c in document.clauses if c.kind is ClauseKind.ARTICLE]
    if articles:
        last = max(
            (s.number for c in articles if (s := (parse_address(c.address or "") or (None,))[-1]) is not None),
            default=0,
        )
        beyond = last + rng.randint(1, 40)
        yield Asked(
            rng.choice(_ASKED).format(n=names[0], a=f"第{beyond}条"),
            "missing_clause",
            document.doc_id,
            reason="no_such_clause",
        )
        step = Step(Unit.ARTICLE, 1), Step(Unit.PARAGRAPH, 40)
        yield Asked(
            f"{names[0]}{format_address(step)}说了什么", "missing_clause", document.doc_id, reason="no_such_clause"
        )


def writings(steps: tuple[Step, ...]) -> Iterator[str]:
    """An address as people write it."""
    plain = format_address(steps)
    yield plain
    if all(s.unit in (Unit.ARTICLE, Unit.PARAGRAPH, Unit.ITEM) and not s.suffix for s in steps):
        names = {Unit.ARTICLE: "条", Unit.PARAGRAPH: "款", Unit.ITEM: "项"}
        yield "".join(f"第{s.number}{names[s.unit]}" for s in steps)
        yield "".join(f"第 {s.number} {names[s.unit]}" for s in steps)
        yield "".join(f"第{s.number}{names[s.unit]}" for s in steps).translate(
            str.maketrans("0123456789", "０１２３４５６７８９")
        )
        yield plain.replace("第（", "（").replace("）项", "）项")
    if [s.unit for s in steps] == [Unit.PART, Unit.SUBPART]:
        yield f"第{_chinese(steps[0].number)}部分第{_chinese(steps[1].number)}点"
        yield f"第{_chinese(steps[0].number)}部分第（{_chinese(steps[1].number)}）条"
        yield f"{_chinese(steps[0].number)}（{_chinese(steps[1].number)}）"
    if [s.unit for s in steps] == [Unit.PART]:
        yield f"第{_chinese(steps[0].number)}部分"


def _chinese(number: int) -> str:
    from corpus.numerals import to_chinese

    return to_chinese(number)


def _numbers(document: Document, rng: random.Random) -> Iterator[Asked]:
    match = re.fullmatch(r"(.+)〔(\d{4})〕(\d+)号", document.doc_number or "")
    if match is None:
        return
    letters, year, number = match.groups()
    for opening, closing in rng.sample([("〔", "〕"), ("[", "]"), ("（", "）"), ("(", ")"), ("【", "】"), ("", "")], 2):
        asked = rng.choice(("{}讲什么", "{}的主要内容是什么？", "请问{}是关于什么的", "{}"))
        yield Asked(asked.format(f"{letters}{opening}{year}{closing}{number}号"), "number", document.doc_id)


def _is_right(engine: Engine, asked: Asked, result: Answer | Refusal) -> bool:
    if asked.reason:
        return isinstance(result, Refusal) and result.reason == asked.reason
    if not isinstance(result, Answer) or result.mode != "clause":
        return False
    texts = {c.doc_id: engine.library.text(c.doc_id) for c in result.citations}
    if any(texts[c.doc_id][c.start : c.end] != c.quote for c in result.citations):
        return False
    own = [c for c in result.citations if c.doc_id == asked.doc_id]
    if asked.span is None or not own:
        return bool(own)
    start, end = asked.span
    return len(own) == len(result.citations) and min(c.start for c in own) == start and all(c.end <= end for c in own)
