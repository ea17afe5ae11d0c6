"""The library: `library.sqlite3` in the home, the only truth. What is found is derived from it.

Every change is one transaction that also raises `revision`; a kill leaves the last good state.
SQLAlchemy Core throughout, so that a server's database can take SQLite's place.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal

from corpus.errors import LibraryError, NewerLibraryError, UnknownDocumentError
from corpus.metadata import status_on
from corpus.names import number_key, title_key
from corpus.identity import PARSER_VERSION, content_hash
from corpus.types import Clause, ClauseKind, Dates, Document, DocumentSummary, Dropped, Mark, Status

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

FILE_NAME = "library.sqlite3"
SCHEMA_VERSION = "0003_bank"  # the newest file in corpus/migrations/versions
Outcome = Literal["added", "updated", "unchanged"]
_BUSY_TIMEOUT_S = 30


class Library:
    """Documents with their clauses, names and sources, in one file of the home."""

    def __init__(self, home: Path, engine: Any) -> None:
        self.home = home
        self._engine = engine

    @classmethod
    def open(cls, home: Path, create: bool = True) -> Library:
        """Open the library of a home, bringing an older one up to this version.

        :param create: make the home and an empty library where there is none.
        :raises LibraryError: there is none (and `create` is off), or it can't be opened or written.
        :raises NewerLibraryError: a newer version of this program wrote it.
        """
        from sqlalchemy import create_engine, event
        from sqlalchemy.exc import DBAPIError

        path = home / FILE_NAME
        if not path.exists():
            if not create:
                raise LibraryError(f"{home}：这里还没有文库，请先运行 zhengce add 加入文件")
            try:
                home.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise LibraryError(f"{home}：不能建立文库文件夹（{error.strerror}），请用 --home 另选位置") from error
        engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": _BUSY_TIMEOUT_S})

        @event.listens_for(engine, "connect")
        def _pragmas(connection: Any, _record: object) -> None:
            for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=NORMAL"):
                connection.execute(f"PRAGMA {pragma}")

        library = cls(home, engine)
        try:
            library._migrate()
        except DBAPIError as error:
            raise LibraryError(f"{path}：{_explain(error)}") from error
        return library

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    def __enter__(self) -> Library:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    # -- what is in it --------------------------------------------------------------------------
    @property
    def revision(self) -> int:
        """A number that rises with every change; the index remembers the one it was made from."""
        with self._reading() as connection:
            return _revision(connection)

    def doc_ids(self) -> list[str]:
        """All documents, in the order of their titles."""
        return [summary.doc_id for summary in self.summaries()]

    def content_hashes(self) -> dict[str, str]:
        """doc_id -> hash of what is searched and quoted; what has changed since has another."""
        from corpus.schema import DOCUMENTS

        with self._reading() as connection:
            rows = connection.execute(DOCUMENTS.select().with_only_columns(DOCUMENTS.c.doc_id, DOCUMENTS.c.content_hash))
            return {row.doc_id: row.content_hash for row in rows}

    def summaries(self, doc_ids: Sequence[str] | None = None) -> list[DocumentSummary]:
        """The documents without their texts, by title; only those of `doc_ids` where given."""
        from corpus.schema import DOCUMENTS as D

        columns = [c for c in D.c if c.name not in ("text", "dropped", "marks", "evidence", "aliases")]
        query = D.select().with_only_columns(*columns).order_by(D.c.title, D.c.doc_id)
        if doc_ids is not None:
            query = query.where(D.c.doc_id.in_(list(doc_ids)))
        with self._reading() as connection:
            return [_summary(row) for row in connection.execute(query)]

    def summary(self, doc_id: str) -> DocumentSummary:
        """One document without its text.

        :raises UnknownDocumentError: there is none with this doc_id.
        """
        found = self.summaries([doc_id])
        if not found:
            raise UnknownDocumentError(f"{doc_id}：文库里没有这份文件，zhengce list 可列出全部")
        return found[0]

    def get(self, doc_id: str) -> Document:
        """A whole document.

        :raises UnknownDocumentError: there is none with this doc_id.
        """
        from corpus.schema import DOCUMENTS as D

        with self._reading() as connection:
            row = connection.execute(D.select().where(D.c.doc_id == doc_id)).first()
            if row is None:
                raise UnknownDocumentError(f"{doc_id}：文库里没有这份文件，zhengce list 可列出全部")
            clauses = _clauses(connection, doc_id)
        dates = _dates(row)
        return Document(
            doc_id=row.doc_id,
            source=row.source,
            title=row.title,
            doc_number=row.doc_number,
            issuer=row.issuer,
            dates=dates,
            status=_status(row, dates),
            text=row.text,
            clauses=clauses,
            warnings=tuple(row.warnings),
            dropped=tuple(Dropped(*item) for item in row.dropped),
            aliases=tuple(row.aliases),
            marks=tuple(Mark(*item) for item in row.marks),
            evidence=dict(row.evidence),
        )

    def text(self, doc_id: str) -> str:
        """The canonical text alone.

        :raises UnknownDocumentError: there is none with this doc_id.
        """
        from corpus.schema import DOCUMENTS as D

        with self._reading() as connection:
            text = connection.execute(D.select().with_only_columns(D.c.text).where(D.c.doc_id == doc_id)).scalar()
        if text is None:
            raise UnknownDocumentError(f"{doc_id}：文库里没有这份文件，zhengce list 可列出全部")
        return str(text)

    def clauses(self, doc_id: str) -> tuple[Clause, ...]:
        """The clauses of a document, in the order of its text; empty if it isn't there."""
        with self._reading() as connection:
            return _clauses(connection, doc_id)

    # -- by name ----------------------------------------------------------------------------------
    def find(self, reference: str) -> list[str]:
        """The documents that a doc_id, source, 文号, title or short title names, best first; maybe none."""
        from corpus.schema import DOCUMENTS as D
        from corpus.schema import NAMES as N
        from corpus.schema import SOURCES as S

        reference = reference.strip()
        with self._reading() as connection:
            rows = connection.execute(D.select().with_only_columns(D.c.doc_id).where(D.c.doc_id == reference.lower()))
            found = [row.doc_id for row in rows]
            if found:
                return found
            rows = connection.execute(S.select().where(S.c.source == reference.replace("\\", "/")))
            found = [row.doc_id for row in rows]
            if found:
                return found
            number = number_key(reference)
            if number:
                query = N.select().where(N.c.key == number, N.c.kind == "number").order_by(N.c.doc_id)
                return [row.doc_id for row in connection.execute(query)]
            key = title_key(reference)
            if not key:
                return []
            for kind in ("title", "alias"):
                query = N.select().where(N.c.key == key, N.c.kind == kind).order_by(N.c.doc_id)
                found = [row.doc_id for row in connection.execute(query)]
                if found:
                    return _newest_first(connection, found)
            query = S.select().where(S.c.source.like(f"%/{_like(reference)}", escape="\\"))
            return [row.doc_id for row in connection.execute(query)]

    def find_partial(self, words: str, limit: int = 20) -> list[str]:
        """Documents whose title or a short title holds `words`; the shortest title first."""
        from corpus.schema import NAMES as N

        key = title_key(words)
        if len(key) < 2:
            return []
        with self._reading() as connection:
            query = N.select().where(N.c.kind != "number", N.c.key.like(f"%{_like(key)}%", escape="\\"))
            rows = sorted(connection.execute(query), key=lambda row: (row.kind != "title", len(row.key), row.doc_id))
        return list(dict.fromkeys(row.doc_id for row in rows))[:limit]

    def names(self) -> list[tuple[str, str, str]]:
        """All names as (key, doc_id, kind), the longest key first: for finding titles in running text."""
        from corpus.schema import NAMES as N

        with self._reading() as connection:
            rows = connection.execute(N.select().with_only_columns(N.c.key, N.c.doc_id, N.c.kind)).all()
        return sorted(((row.key, row.doc_id, row.kind) for row in rows), key=lambda name: (-len(name[0]), name))

    def resolve(self, reference: str) -> str:
        """The one document that `reference` names.

        :raises UnknownDocumentError: it names none, or several (which are listed).
        """
        found = self.find(reference) or self.find_partial(reference)
        if not found:
            raise UnknownDocumentError(f"{reference}：文库里没有这份文件，zhengce list 可列出全部")
        if len(found) > 1:
            listed = "、".join(f"{s.title}（{s.doc_id}）" for s in self.summaries(found[:4]))
            raise UnknownDocumentError(f"{reference}：有{len(found)}份文件叫这个名字，请用编号指明：{listed}")
        return found[0]

    # -- changes ------------------------------------------------------------------------------------
    def known_file(self, source: str, file_hash: str) -> str | None:
        """The doc_id of an unchanged file: same source, same bytes, read by the same parser."""
        from corpus.schema import SOURCES as S

        with self._reading() as connection:
            row = connection.execute(S.select().where(S.c.source == source)).first()
        same = row is not None and row.file_hash == file_hash and row.parser_version == PARSER_VERSION
        return str(row.doc_id) if same and row is not None else None

    def known_files(self) -> dict[str, tuple[str, str]]:
        """source -> (file hash, doc_id) of all files read by this version of the parser."""
        from corpus.schema import SOURCES as S

        with self._reading() as connection:
            rows = connection.execute(S.select().where(S.c.parser_version == PARSER_VERSION))
            return {row.source: (row.file_hash, row.doc_id) for row in rows}

    def put(self, document: Document, file_hash: str) -> tuple[Outcome, str]:
        """Take in a document, in one transaction.

        A source that was here keeps its doc_id. Identical content is one document with two
        sources. Another document with the same identity gets an id from its content too.

        :return: what happened, and the doc_id.
        :raises LibraryError: it can't be written (no space, no right, locked).
        """
        from corpus.schema import DOCUMENTS as D
        from corpus.schema import SOURCES as S

        digest = content_hash(document)
        with self._writing() as connection:
            known = connection.execute(S.select().where(S.c.source == document.source)).first()
            twin = connection.execute(D.select().with_only_columns(D.c.doc_id).where(D.c.content_hash == digest)).scalar()
            if twin is not None:
                _set_source(connection, document.source, twin, file_hash)
                if known is not None and known.doc_id != twin:
                    _drop_if_orphan(connection, known.doc_id)
                _refresh(connection, twin, document, digest)
                return ("unchanged" if known is not None and known.doc_id == twin else "added"), str(twin)
            doc_id = known.doc_id if known is not None else document.doc_id
            others = connection.execute(S.select().where(S.c.doc_id == doc_id, S.c.source != document.source)).first()
            taken = connection.execute(D.select().with_only_columns(D.c.doc_id).where(D.c.doc_id == doc_id)).scalar()
            if (known is None and taken) or (known is not None and others is not None):
                doc_id = digest[:12]
            outcome: Outcome = "added" if known is None else "updated"
            _delete(connection, [doc_id])
            _insert(connection, doc_id, document, digest)
            _set_source(connection, document.source, doc_id, file_hash)
            _raise_revision(connection)
        return outcome, doc_id

    def remove(self, doc_ids: Iterable[str]) -> int:
        """Take documents out; the number that were there.

        :raises LibraryError: it can't be written.
        """
        with self._writing() as connection:
            count = _delete(connection, list(doc_ids))
            if count:
                _raise_revision(connection)
        return count

    def log(self, source: str, doc_id: str | None, outcome: str, message: str = "") -> None:
        """Note what became of a file."""
        from corpus.schema import LOG

        with self._writing() as connection:
            connection.execute(LOG.insert().values(at=time.time(), source=source, doc_id=doc_id, outcome=outcome, message=message))

    def sources(self) -> dict[str, list[str]]:
        """doc_id -> the names of the files it was read from."""
        from corpus.schema import SOURCES as S

        found: dict[str, list[str]] = {}
        with self._reading() as connection:
            for row in connection.execute(S.select().order_by(S.c.source)):
                found.setdefault(row.doc_id, []).append(row.source)
        return found

    # -- within ---------------------------------------------------------------------------------------
    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        from sqlalchemy.exc import DBAPIError

        try:
            with self._engine.connect() as connection:
                yield connection
        except DBAPIError as error:
            raise LibraryError(f"{self.home / FILE_NAME}：{_explain(error)}") from error

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        from sqlalchemy.exc import DBAPIError

        try:
            with self._engine.begin() as connection:
                connection.exec_driver_sql("BEGIN IMMEDIATE") if not connection.connection.in_transaction else None
                yield connection
        except DBAPIError as error:
            raise LibraryError(f"{self.home / FILE_NAME}：{_explain(error)}") from error

    def _migrate(self) -> None:
        from sqlalchemy import inspect, text

        with self._engine.connect() as connection:
            version = None
            if inspect(connection).has_table("alembic_version"):
                version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        if version == SCHEMA_VERSION:
            return
        if version is not None and version > SCHEMA_VERSION:
            raise NewerLibraryError(
                f"{self.home}：这个文库由较新版本的 zhengce 建立（结构{version}，本程序到{SCHEMA_VERSION}），请升级程序，或用 --home 另选位置"
            )
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        config.set_main_option("path_separator", "os")
        with self._engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, SCHEMA_VERSION)


def _explain(error: Any) -> str:
    reason = str(error.orig)
    if "full" in reason:
        return "磁盘空间不足，没有写入；请腾出空间后重做，原有内容未变"
    if "locked" in reason:
        return "另一个程序正在写入文库，请稍后再试"
    if "readonly" in reason or "unable to open" in reason:
        return "不能写入，请检查文件夹权限，或用 --home 另选位置"
    if "malformed" in reason or "not a database" in reason:
        return "文件已损坏，请用备份替换，或删除它后重新 zhengce add"
    return f"数据库出错（{reason}）"


def _like(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _revision(connection: Connection) -> int:
    from corpus.schema import STATE

    value = connection.execute(STATE.select().where(STATE.c.key == "revision")).first()
    return int(value.value) if value is not None else 0


def _raise_revision(connection: Connection) -> None:
    from corpus.schema import STATE

    revision = _revision(connection) + 1
    connection.execute(STATE.delete().where(STATE.c.key == "revision"))
    connection.execute(STATE.insert().values(key="revision", value=str(revision)))


def _newest_first(connection: Connection, doc_ids: list[str]) -> list[str]:
    from corpus.schema import DOCUMENTS as D

    if len(doc_ids) < 2:
        return doc_ids
    rows = connection.execute(D.select().with_only_columns(D.c.doc_id, D.c.issued_on).where(D.c.doc_id.in_(doc_ids)))
    return [row.doc_id for row in sorted(rows, key=lambda row: (row.issued_on or "", row.doc_id), reverse=True)]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _dates(row: Row[Any]) -> Dates:
    return Dates(_day(row.issued_on), _day(row.published_on), _day(row.effective_on), _day(row.expires_on))


def _status(row: Row[Any], dates: Dates) -> Status:
    """Statuses that time changes are judged today; those set by hand or by other documents stay."""
    stored = Status(row.status)
    if stored in (Status.REPEALED, Status.AMENDED):
        return stored
    return status_on(dates, row.title, date.today())


def _summary(row: Row[Any]) -> DocumentSummary:
    dates = _dates(row)
    return DocumentSummary(
        row.doc_id, row.source, row.title, row.doc_number, row.issuer, dates, _status(row, dates),
        row.chars, row.clause_count, tuple(row.warnings), row.content_hash,
    )  # fmt: skip


def _clauses(connection: Connection, doc_id: str) -> tuple[Clause, ...]:
    from corpus.schema import CLAUSES as C

    rows = connection.execute(C.select().where(C.c.doc_id == doc_id).order_by(C.c.ordinal))
    return tuple(
        Clause(r.address, ClauseKind(r.kind), r.label, r.heading, r.start, r.end, r.level, r.parent) for r in rows
    )


def _insert(connection: Connection, doc_id: str, document: Document, digest: str) -> None:
    from corpus.schema import CLAUSES, DOCUMENTS, NAMES

    dates = document.dates
    connection.execute(
        DOCUMENTS.insert().values(
            doc_id=doc_id,
            source=document.source,
            title=document.title,
            doc_number=document.doc_number,
            issuer=document.issuer,
            issued_on=_iso(dates.issued_on),
            published_on=_iso(dates.published_on),
            effective_on=_iso(dates.effective_on),
            expires_on=_iso(dates.expires_on),
            status=document.status.value,
            chars=len(document.text),
            clause_count=sum(1 for clause in document.clauses if clause.address),
            content_hash=digest,
            text=document.text,
            warnings=list(document.warnings),
            dropped=[[d.text, d.rule, d.line] for d in document.dropped],
            aliases=list(document.aliases),
            marks=[[m.start, m.end, m.place] for m in document.marks],
            evidence=json.loads(json.dumps(document.evidence, ensure_ascii=False, default=str)),
            added_at=time.time(),
        )
    )
    rows = [
        {"doc_id": doc_id, "ordinal": i, "address": c.address, "kind": c.kind.value, "label": c.label, "heading": c.heading,
         "start": c.start, "end": c.end, "level": c.level, "parent": c.parent}  # fmt: skip
        for i, c in enumerate(document.clauses)
    ]
    if rows:
        connection.execute(CLAUSES.insert(), rows)
    names: dict[str, tuple[str, str]] = {}
    for alias in document.aliases:
        names[title_key(alias)] = ("alias", alias)
    names[title_key(document.title)] = ("title", document.title)
    number = number_key(document.doc_number) if document.doc_number else None
    if number:
        names[number] = ("number", document.doc_number or "")
    values = [{"key": key, "doc_id": doc_id, "kind": kind, "name": name} for key, (kind, name) in names.items() if key]
    if values:
        connection.execute(NAMES.insert(), values)


def _refresh(connection: Connection, doc_id: str, document: Document, digest: str) -> None:
    """The same text read by a newer parser: what it now knows about it replaces what was known."""
    from corpus.schema import DOCUMENTS as D
    from corpus.schema import SOURCES as S

    row = connection.execute(D.select().where(D.c.doc_id == doc_id)).first()
    if row is None or row.source != document.source:
        return
    same = list(row.warnings) == list(document.warnings) and list(row.aliases) == list(document.aliases)
    if same and row.issuer == document.issuer and _dates(row) == document.dates:
        return
    sources = connection.execute(S.select().where(S.c.doc_id == doc_id)).all()
    _delete(connection, [doc_id])
    _insert(connection, doc_id, document, digest)
    for source in sources:
        _set_source(connection, source.source, doc_id, source.file_hash)
    _raise_revision(connection)


def _set_source(connection: Connection, source: str, doc_id: str, file_hash: str) -> None:
    from corpus.schema import SOURCES as S

    connection.execute(S.delete().where(S.c.source == source))
    connection.execute(S.insert().values(source=source, doc_id=doc_id, file_hash=file_hash, parser_version=PARSER_VERSION))


def _drop_if_orphan(connection: Connection, doc_id: str) -> None:
    from corpus.schema import SOURCES as S

    if connection.execute(S.select().where(S.c.doc_id == doc_id)).first() is None:
        _delete(connection, [doc_id])
        _raise_revision(connection)


def _delete(connection: Connection, doc_ids: Sequence[str]) -> int:
    from corpus.schema import CLAUSES, DOCUMENTS, NAMES, SOURCES

    if not doc_ids:
        return 0
    for table in (CLAUSES, NAMES, SOURCES):
        connection.execute(table.delete().where(table.c.doc_id.in_(doc_ids)))
    return int(connection.execute(DOCUMENTS.delete().where(DOCUMENTS.c.doc_id.in_(doc_ids))).rowcount)
