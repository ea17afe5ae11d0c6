"""The question bank: questions that were kept, with tags and how often they were used. Its SQL is all here.

A question is kept as the JSON object that `zhengce quiz` prints. When its document changes, the next look at the bank
finds its words again where they have only moved, and flags it where they are gone or the clause says something else.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    func,
    or_,
    select,
)

from corpus.library import Library
from corpus.schema import DOCUMENTS, METADATA

QUESTIONS = Table(
    "bank_questions",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("doc_id", String(16), nullable=False),  # no foreign key: a question outlives its document, flagged
    Column("type", String(16), nullable=False),
    Column("difficulty", String(8), nullable=False),
    Column("topic", Text, nullable=False),
    Column("words", Text, nullable=False),  # what is searched: stem, options, title
    Column("question", JSON, nullable=False),
    Column("content_hash", String(64), nullable=False),  # of the document that it was last checked against
    Column("flag", Text, nullable=False),  # why it needs a look; empty where it doesn't
    Column("uses", Integer, nullable=False),
    Column("added_at", Float, nullable=False),
    Index("bank_questions_by_document", "doc_id"),
)
TAGS = Table(
    "bank_tags",
    METADATA,
    Column("question_id", ForeignKey("bank_questions.id", ondelete="CASCADE"), primary_key=True),
    Column("tag", String(64), primary_key=True),
    Index("bank_tags_by_tag", "tag"),
)


@dataclass(frozen=True, slots=True)
class Banked:
    """A kept question. `flag` says why it needs a look; empty where its clause is as it was."""

    question: dict[str, Any]
    tags: tuple[str, ...]
    uses: int
    flag: str
    added_at: float  # seconds since 1970


class Bank:
    """The questions that are kept in a library."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def put(self, questions: Iterable[Mapping[str, Any]], tags: Sequence[str] = ()) -> int:
        """Keep questions; one that is there already is replaced, and keeps its tags and uses.

        :return: how many are new.
        :raises LibraryError: it can't be written.
        """
        new = 0
        hashes = self._library.content_hashes()
        with self._library._writing() as connection:
            for question in questions:
                doc_id = question["clause"]["doc_id"]
                values = {
                    "doc_id": doc_id, "type": question["type"], "difficulty": question["difficulty"], "topic": question["topic"],
                    "words": _words(question), "question": dict(question), "content_hash": hashes.get(doc_id, ""), "flag": "",
                }  # fmt: skip
                known = QUESTIONS.update().where(QUESTIONS.c.id == question["id"]).values(**values)
                if not connection.execute(known).rowcount:
                    row = QUESTIONS.insert().values(id=question["id"], uses=0, added_at=time.time(), **values)
                    connection.execute(row)
                    new += 1
                _tag(connection, question["id"], tags)
        return new

    def search(
        self, words: str = "", *, tags: Sequence[str] = (), types: Sequence[str] = (), doc_ids: Sequence[str] | None = None,
        difficulty: str | None = None, flagged: bool | None = None, ids: Sequence[str] | None = None, limit: int = 200,
    ) -> list[Banked]:  # fmt: skip
        """Kept questions, the latest first.

        :param words: parts, split at blanks, that must all stand in the stem, an option or the title.
        :param tags: tags that it must all have.
        :param flagged: only flagged ones, or only those that aren't; all where None.
        """
        self.review()
        query = QUESTIONS.select().order_by(QUESTIONS.c.added_at.desc(), QUESTIONS.c.id).limit(limit)
        for part in words.split():
            query = query.where(QUESTIONS.c.words.contains(part, autoescape=True))
        for tag in tags:
            query = query.where(QUESTIONS.c.id.in_(select(TAGS.c.question_id).where(TAGS.c.tag == tag)))
        for column, allowed in (
            (QUESTIONS.c.type, types or None),
            (QUESTIONS.c.doc_id, doc_ids),
            (QUESTIONS.c.id, ids),
        ):
            if allowed is not None:
                query = query.where(column.in_(list(allowed)))
        if difficulty is not None:
            query = query.where(QUESTIONS.c.difficulty == difficulty)
        if flagged is not None:
            query = query.where(QUESTIONS.c.flag != "" if flagged else QUESTIONS.c.flag == "")
        with self._library._reading() as connection:
            rows = connection.execute(query).all()
            tags_of = _tags_of(connection, [row.id for row in rows])
        return [Banked(dict(r.question), tags_of.get(r.id, ()), r.uses, r.flag, r.added_at) for r in rows]

    def count(self) -> int:
        """How many questions are kept."""
        with self._library._reading() as connection:
            return int(connection.execute(select(func.count()).select_from(QUESTIONS)).scalar() or 0)

    def tags(self) -> dict[str, int]:
        """All tags, with how many questions have each."""
        with self._library._reading() as connection:
            query = select(TAGS.c.tag, func.count()).group_by(TAGS.c.tag).order_by(TAGS.c.tag)
            return {tag: int(number) for tag, number in connection.execute(query)}

    def retag(self, ids: Sequence[str], add: Sequence[str] = (), drop: Sequence[str] = ()) -> None:
        """Give questions tags, and take tags from them."""
        with self._library._writing() as connection:
            for question_id in _known(connection, ids):
                _tag(connection, question_id, add)
            if drop:
                gone = TAGS.delete().where(TAGS.c.question_id.in_(list(ids)), TAGS.c.tag.in_(list(drop)))
                connection.execute(gone)

    def used(self, ids: Sequence[str]) -> None:
        """Count one more use of each: they went into a paper."""
        with self._library._writing() as connection:
            connection.execute(
                QUESTIONS.update().where(QUESTIONS.c.id.in_(list(ids))).values(uses=QUESTIONS.c.uses + 1)
            )

    def remove(self, ids: Sequence[str]) -> int:
        """Take questions out; the number that were there."""
        with self._library._writing() as connection:
            connection.execute(TAGS.delete().where(TAGS.c.question_id.in_(list(ids))))
            return int(connection.execute(QUESTIONS.delete().where(QUESTIONS.c.id.in_(list(ids)))).rowcount)

    def review(self) -> int:
        """Look again at the questions whose documents have changed; the number that are newly flagged.

        Words that have only moved are found again in the same clause, and the question's offsets set right.
        """
        query = (
            select(QUESTIONS.c.id, QUESTIONS.c.doc_id, QUESTIONS.c.question, QUESTIONS.c.flag, DOCUMENTS.c.content_hash)
            .select_from(QUESTIONS.outerjoin(DOCUMENTS, QUESTIONS.c.doc_id == DOCUMENTS.c.doc_id))
            .where(or_(DOCUMENTS.c.content_hash.is_(None), DOCUMENTS.c.content_hash != QUESTIONS.c.content_hash))
        )
        with self._library._reading() as connection:
            changed = connection.execute(query).all()
        changes: list[tuple[str, dict[str, Any], str, str]] = []
        flagged = 0
        for row in changed:
            question, flag = self._again(dict(row.question), row.content_hash is not None)
            flagged += bool(flag) and not row.flag
            if flag != row.flag or row.content_hash is not None:
                changes.append((row.id, question, flag, row.content_hash or ""))
        superseded = self._superseded({row.id for row in changed})
        if changes or superseded:
            with self._library._writing() as connection:
                for question_id, question, flag, digest in changes:
                    mended = QUESTIONS.update().where(QUESTIONS.c.id == question_id)
                    connection.execute(mended.values(question=question, flag=flag, content_hash=digest))
                for question_id, flag in superseded.items():
                    connection.execute(QUESTIONS.update().where(QUESTIONS.c.id == question_id).values(flag=flag))
        return flagged + len(superseded)

    def _superseded(self, but: set[str]) -> dict[str, str]:
        """Questions on documents that a later version has taken the place of, where that says otherwise: id -> flag."""
        query = select(QUESTIONS.c.id, QUESTIONS.c.doc_id, QUESTIONS.c.question).where(QUESTIONS.c.flag == "")
        with self._library._reading() as connection:
            rows = [row for row in connection.execute(query) if row.id not in but]
        of_document: dict[str, list[Any]] = {}
        for row in rows:
            of_document.setdefault(row.doc_id, []).append(row)
        found: dict[str, str] = {}
        for doc_id, own in of_document.items():
            serving = self._library.serving(doc_id)
            if serving == doc_id:
                continue
            later = self._library.get(serving)
            for row in own:
                source = row.question["clause"]
                index = later.clause(source["clause"]) if source["clause"] else None
                span = slice(later.clauses[index].start, later.clauses[index].end) if index is not None else slice(None)
                if source["quote"] not in later.text[span]:
                    found[row.id] = f"文件有了新版本《{later.title}》，{source['clause'] or '原文'}有改动，请核对"
        return found

    def _again(self, question: dict[str, Any], there: bool) -> tuple[dict[str, Any], str]:
        source = question["clause"]
        if not there:
            return question, "文件已不在文库里"
        document = self._library.get(source["doc_id"])
        if document.text[source["start"] : source["end"]] == source["quote"] and _holds(
            document, source["clause"], source["start"]
        ):
            return question, ""
        index = document.clause(source["clause"]) if source["clause"] else None
        if source["clause"] and index is None:
            return question, f"文件更新后没有{source['clause']}了"
        begin, stop = (
            (document.clauses[index].start, document.clauses[index].end)
            if index is not None
            else (0, len(document.text))
        )
        at = document.text.find(source["quote"], begin, stop)
        if at < 0:
            return question, f"文件更新后{source['clause'] or '原文'}有改动，请核对"
        moved = {
            **source,
            "start": at,
            "end": at + len(source["quote"]),
            "title": document.title,
            "doc_number": document.doc_number,
        }
        return {**question, "clause": moved}, ""


def _holds(document: Any, address: str | None, offset: int) -> bool:
    index = document.clause(address) if address else None
    return address is None or (
        index is not None and document.clauses[index].start <= offset < document.clauses[index].end
    )


def _words(question: Mapping[str, Any]) -> str:
    return "\n".join(
        [question["stem"], *(o["text"] for o in question["options"]), question["clause"]["title"], *question["answer"]]
    )


def _known(connection: Connection, ids: Sequence[str]) -> list[str]:
    return [row.id for row in connection.execute(select(QUESTIONS.c.id).where(QUESTIONS.c.id.in_(list(ids))))]


def _tag(connection: Connection, question_id: str, tags: Sequence[str]) -> None:
    has = set(connection.execute(select(TAGS.c.tag).where(TAGS.c.question_id == question_id)).scalars())
    new = [tag.strip()[:64] for tag in dict.fromkeys(tags) if tag.strip() and tag.strip()[:64] not in has]
    if new:
        connection.execute(TAGS.insert(), [{"question_id": question_id, "tag": tag} for tag in new])


def _tags_of(connection: Connection, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row in connection.execute(TAGS.select().where(TAGS.c.question_id.in_(list(ids))).order_by(TAGS.c.tag)):
        found[row.question_id] = (*found.get(row.question_id, ()), row.tag)
    return found
