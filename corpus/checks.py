"""Kept beside the documents: which texts repeal which, and the checks of drafts. All SQL on these tables is here."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corpus.names import number_key, title_key

if TYPE_CHECKING:
    from corpus.library import Library

_TITLE = r"《(?:[^《》]|《[^《》]*》){2,90}》"
# 《A》和《B》同时废止 · 废止《A》 · 《A》（国发〔2001〕5号）自本办法施行之日起废止
_BEFORE = re.compile(
    rf"((?:{_TITLE}[^《》。；]{{0,60}}?)+?)(?:同时|即行|相应|随即|一并|予以|即|均|自[^。；《》]{{2,24}}起)?(?:宣布)?(?:废止|失效|停止执行)"
)
_AFTER = re.compile(rf"(?:^|[^被予以时行即应并起])废止(?:了)?\s*((?:[^《》。；]{{0,30}}{_TITLE})+)")
_EACH = re.compile(rf"({_TITLE})\s*(?:[（(]([^（）()]*(?:[（(][^（）()]*[）)][^（）()]*)?)[）)])?")
_CLAUSE_ONLY = re.compile(r"^[^《》。；]{0,6}第[^《》。；]{1,12}(?:条|款|项|章)")
_BASIS = re.compile(r"(?:根据|依照|按照|依据)[^，。；]{0,10}$")


@dataclass(frozen=True, slots=True)
class Repeal:
    """Document `doc_id` says at `start:end` of its text that the document named `key` is repealed."""

    doc_id: str
    key: str  # title_key, or number_key where only a 文号 is given
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class KeptCheck:
    """A check that was kept: the draft's name and text, when it was made, and its citations as JSON."""

    check_id: int
    file: str
    at: float
    revision: int
    text: str
    citations: tuple[dict[str, Any], ...]


def stated_repeals(text: str) -> list[tuple[str, int, int]]:
    """What a text repeals, as (key, start, end) of the words that say so.

    A repealed clause (《A》第五条同时废止) doesn't repeal its document; nor does the law that a repeal rests on.
    """
    found: list[tuple[str, int, int]] = []
    if "废止" not in text and "失效" not in text and "停止执行" not in text:
        return found
    for match in re.finditer(r"[^。\n]*(?:废止|失效|停止执行)[^。\n]*", text):
        sentence, offset = match.group(), match.start()
        if "《" not in sentence:
            continue
        for pattern in (_BEFORE, _AFTER):
            for hit in pattern.finditer(sentence):
                for each in _EACH.finditer(sentence, hit.start(1), hit.end(1)):
                    behind = sentence[each.end() :]
                    if _CLAUSE_ONLY.match(behind) or _BASIS.search(sentence[: each.start()]):
                        continue
                    span = (offset + hit.start(), offset + hit.end())
                    found.append((title_key(each.group(1)[1:-1]), *span))
                    number = number_key(each.group(2)) if each.group(2) else None
                    if number:
                        found.append((number, *span))
    return list(dict.fromkeys(found))


def repeals(library: Library) -> list[Repeal]:
    """All repeals that the library's texts state; texts that are new or changed are read first.

    :raises LibraryError: the library can't be read or written.
    """
    from sqlalchemy import select

    from corpus.schema import DOCUMENTS as D
    from corpus.schema import REPEAL_SCANS as SCANS
    from corpus.schema import REPEALS as R

    with library._reading() as connection:
        scanned = {row.doc_id: row.content_hash for row in connection.execute(select(SCANS))}
        hashes = {row.doc_id: row.content_hash for row in connection.execute(select(D.c.doc_id, D.c.content_hash))}
        stale = [doc_id for doc_id, digest in hashes.items() if scanned.get(doc_id) != digest]
        gone = [doc_id for doc_id in scanned if doc_id not in hashes]
        rows: list[dict[str, Any]] = []
        for batch in _batches(stale, 500):
            query = select(D.c.doc_id, D.c.text).where(D.c.doc_id.in_(batch), D.c.text.like("%《%"))
            for row in connection.execute(query):
                rows += [
                    {"doc_id": row.doc_id, "key": key, "start": start, "end": end}
                    for key, start, end in stated_repeals(row.text)
                ]
    if stale or gone:
        with library._writing() as connection:
            for batch in _batches([*stale, *gone], 500):
                connection.execute(R.delete().where(R.c.doc_id.in_(batch)))
                connection.execute(SCANS.delete().where(SCANS.c.doc_id.in_(batch)))
            if rows:
                unique = {(r["doc_id"], r["key"]): r for r in reversed(rows)}
                connection.execute(R.insert(), list(unique.values()))
            if stale:
                connection.execute(SCANS.insert(), [{"doc_id": d, "content_hash": hashes[d]} for d in stale])
    with library._reading() as connection:
        return [Repeal(r.doc_id, r.key, r.start, r.end) for r in connection.execute(select(R).order_by(R.c.doc_id))]


def keep_check(library: Library, file: str, text: str, revision: int, citations: Iterable[dict[str, Any]]) -> int:
    """Keep a check in place of the earlier one of the same file; its number."""
    from corpus.schema import CHECKS as C

    with library._writing() as connection:
        connection.execute(C.delete().where(C.c.file == file))
        done = connection.execute(
            C.insert().values(file=file, at=time.time(), revision=revision, text=text, citations=list(citations))
        )
        return int((done.inserted_primary_key or (0,))[0])


def kept_checks(library: Library, file: str | None = None) -> list[KeptCheck]:
    """The checks that are kept, the latest first; only that of one file where it is given."""
    from corpus.schema import CHECKS as C

    query = C.select().order_by(C.c.at.desc())
    if file is not None:
        query = query.where(C.c.file == file)
    with library._reading() as connection:
        rows = connection.execute(query)
        return [KeptCheck(r.id, r.file, r.at, r.revision, r.text, tuple(r.citations)) for r in rows]


def texts_with(library: Library, words: str, limit: int = 20) -> list[str]:
    """doc_ids of the texts that hold `words` exactly."""
    from sqlalchemy import func, select

    from corpus.schema import DOCUMENTS as D

    query = select(D.c.doc_id).where(func.instr(D.c.text, words) > 0).limit(limit)
    with library._reading() as connection:
        return [row.doc_id for row in connection.execute(query)]


def _batches(items: list[str], size: int) -> Iterable[list[str]]:
    return (items[i : i + size] for i in range(0, len(items), size))
