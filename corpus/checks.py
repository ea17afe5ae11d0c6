"""Checks of drafts, kept beside the documents that they were made against. All SQL on them is here."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corpus.library import Library


@dataclass(frozen=True, slots=True)
class KeptCheck:
    """A check that was kept: the draft's name and text, when it was made, and its citations as JSON."""

    check_id: int
    file: str
    at: float
    revision: int
    text: str
    citations: tuple[dict[str, Any], ...]


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
