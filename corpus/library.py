"""The library: `library.sqlite3` in the home, the only truth. What is found is derived from it.

Every change is one transaction that also raises `revision`; a kill leaves the last good state.
SQLAlchemy Core throughout, so that a server's database can take SQLite's place.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal

from corpus.errors import LibraryError, NewerLibraryError, UnknownDocumentError
from corpus.identity import PARSER_VERSION, content_hash
from corpus.names import number_key, title_key
from corpus.parsers.extra import INSTALL, recognition_available
from corpus.types import Clause, ClauseKind, Dates, Document, DocumentSummary, Dropped, Mark, Status
from corpus.versions import Facts, in_order, same_work, status_at

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from corpus.ledger import Relation

FILE_NAME = "library.sqlite3"
SCHEMA_VERSION = "0004_versions"  # the newest file in corpus/migrations/versions
Outcome = Literal["added", "updated", "unchanged"]
_BUSY_TIMEOUT_S = 30
_LARGE = ("text", "dropped", "marks", "evidence", "aliases")  # columns that a summary leaves out


def is_older(home: Path) -> bool:
    """Whether a home's library is of an earlier version, so that opening it takes a while. Quick, and changes nothing."""
    import sqlite3

    path = home / FILE_NAME
    if not path.is_file():
        return False
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=1)
    except sqlite3.Error:
        return False
    try:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error:  # what is wrong with it, whoever opens it will say
        return False
    finally:
        connection.close()
    return row is not None and str(row[0]) < SCHEMA_VERSION


class Library:
    """Documents with their clauses, names and sources, in one file of the home."""

    def __init__(self, home: Path, engine: Any) -> None:
        self.home = home
        self._engine = engine

    @classmethod
    def open(cls, home: Path, create: bool = True, progress: Callable[[int, int], None] | None = None) -> Library:
        """Open the library of a home, bringing an older one up to this version.

        :param create: make the home and an empty library where there is none.
        :param progress: told of the steps of bringing an older one up, done and in all.
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
            _write_ahead(connection)
            for pragma in ("foreign_keys=ON", "synchronous=NORMAL"):
                connection.execute(f"PRAGMA {pragma}")

        library = cls(home, engine)
        try:
            library._migrate(progress)
        except DBAPIError as error:
            raise LibraryError(f"{path}：{_explain(error)}") from error
        return library

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    def __enter__(self) -> Library:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
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
            rows = connection.execute(
                DOCUMENTS.select().with_only_columns(DOCUMENTS.c.doc_id, DOCUMENTS.c.content_hash)
            )
            return {row.doc_id: row.content_hash for row in rows}

    def summaries(self, doc_ids: Sequence[str] | None = None) -> list[DocumentSummary]:
        """The documents without their texts, by title; only those of `doc_ids` where given."""
        from corpus.schema import DOCUMENTS as D

        columns = [c for c in D.c if c.name not in _LARGE]
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
        from corpus.ledger import standing_of

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
            level=row.level,
            kind=row.kind,
            standing=standing_of(row),
            work_id=row.work_id,
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
    def find(self, reference: str, on: date | None = None) -> list[str]:
        """The documents that a doc_id, source, 文号, title or short title names, best first; maybe none.

        Of a document's versions, a title names the one in force, a 文号 the one that has it.

        :param on: the day on which to be in force; today if not given.
        """
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
                return _in_force_first(connection, [row.doc_id for row in connection.execute(query)], on, within=True)
            key = title_key(reference)
            if not key:
                return []
            for kind in ("title", "alias"):
                query = N.select().where(N.c.key == key, N.c.kind == kind).order_by(N.c.doc_id)
                found = [row.doc_id for row in connection.execute(query)]
                if found:
                    return _in_force_first(connection, found, on)
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
            found = list(dict.fromkeys(row.doc_id for row in rows))
            return _in_force_first(connection, found, None, ordered=True)[:limit]

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
        same = row is not None and row.file_hash == file_hash and row.parser_version in _read_well()
        return str(row.doc_id) if same and row is not None else None

    def known_files(self) -> dict[str, tuple[str, str]]:
        """Source -> (file hash, doc_id) of all files that this version of the parser has read as well as it now can."""
        from corpus.schema import SOURCES as S

        with self._reading() as connection:
            rows = connection.execute(S.select().where(S.c.parser_version.in_(_read_well())))
            return {row.source: (row.file_hash, row.doc_id) for row in rows}

    def put(self, document: Document, file_hash: str) -> tuple[Outcome, str]:
        """Take in a document, in one transaction.

        Identical content is one document with two sources. What has another 文号's or title's document in the library as
        its earlier version becomes a version of it, and the earlier one is kept. A source whose text changed without
        becoming a later version keeps its doc_id: it was mended.

        :return: what happened, and the doc_id.
        :raises LibraryError: it can't be written (no space, no right, locked).
        """
        from corpus import ledger
        from corpus.schema import DOCUMENTS as D
        from corpus.schema import SOURCES as S

        digest = content_hash(document)
        with self._writing() as connection:
            known = connection.execute(S.select().where(S.c.source == document.source)).first()
            twin = connection.execute(
                D.select().with_only_columns(D.c.doc_id).where(D.c.content_hash == digest)
            ).scalar()
            if twin is not None:
                _set_source(connection, document.source, twin, file_hash, _parser_of(document))
                if known is not None and known.doc_id != twin:
                    _drop_if_orphan(connection, known.doc_id)
                _refresh(connection, twin, document, digest)
                return ("unchanged" if known is not None and known.doc_id == twin else "added"), str(twin)
            facts = Facts(
                document.doc_id, document.title, document.doc_number, document.issuer, document.dates, time.time()
            )
            doc_id, mended = _place(
                connection, facts, known.doc_id if known is not None else None, document.source, digest
            )
            before = ledger.concerned(connection, [doc_id]) if mended else set()
            hand = ledger.by_hand(connection, doc_id) if mended else None
            if mended:
                _delete(connection, [doc_id])
            _insert(connection, doc_id, document, digest)
            ledger.put_back_by_hand(connection, doc_id, hand)
            _set_source(connection, document.source, doc_id, file_hash, _parser_of(document))
            ledger.restand(connection, before | ledger.concerned(connection, [doc_id]))
            _raise_revision(connection)
        return ("added" if known is None else "updated"), doc_id

    def remove(self, doc_ids: Iterable[str]) -> int:
        """Take documents out; the number that were there. What they had repealed or replaced is in force again.

        :raises LibraryError: it can't be written.
        """
        from corpus import ledger

        wanted = list(doc_ids)
        with self._writing() as connection:
            concerned = ledger.concerned(connection, wanted)
            count = _delete(connection, wanted)
            if count:
                ledger.restand(connection, concerned - set(wanted))
                _raise_revision(connection)
        return count

    # -- versions, relations, force -------------------------------------------------------------------
    def versions(self, doc_id: str) -> list[DocumentSummary]:
        """All versions of a document, itself among them, oldest first.

        :raises UnknownDocumentError: there is none with this doc_id.
        """
        from corpus.schema import DOCUMENTS as D

        work = self.summary(doc_id).work_id
        with self._reading() as connection:
            rows = connection.execute(D.select().where(D.c.work_id == work)).all()
        order = {facts.doc_id: i for i, facts in enumerate(in_order([_facts(row) for row in rows]))}
        return sorted((_summary(row) for row in rows), key=lambda summary: order[summary.doc_id])

    def serving(self, doc_id: str, on: date | None = None) -> str:
        """The version of a document that is in force on a day (today if not given), or the one that comes nearest.

        :raises UnknownDocumentError: there is none with this doc_id.
        """
        members = self.versions(doc_id)
        return _serving(members, on or date.today()).doc_id

    def relations(self, doc_id: str) -> list[Relation]:
        """What a document says of others: which it repeals, amends, implements, cites; in the order of its text."""
        from corpus import ledger

        with self._reading() as connection:
            return ledger.relations_of(connection, doc_id)

    def cited_by(self, doc_id: str) -> list[Relation]:
        """What others say of this document: repeals and amendments first, then what implements or cites it."""
        from corpus import ledger

        with self._reading() as connection:
            return ledger.relations_to(connection, doc_id)

    def set_status(self, doc_id: str, status: Status, on: date | None = None, note: str = "") -> DocumentSummary:
        """Say by hand whether a document is in force; it stands above what the documents say.

        :param on: the first day of that status.
        :raises UnknownDocumentError: there is none with this doc_id.
        :raises LibraryError: it can't be written.
        """
        from corpus import ledger

        self.summary(doc_id)
        with self._writing() as connection:
            ledger.set_by_hand(connection, doc_id, status, on, note, time.time())
            ledger.restand(connection, [doc_id])
            _raise_revision(connection)
        return self.summary(doc_id)

    def clear_status(self, doc_id: str) -> DocumentSummary:
        """Take back what was said by hand; what the documents say holds again.

        :raises UnknownDocumentError: there is none with this doc_id.
        :raises LibraryError: it can't be written.
        """
        from corpus import ledger

        self.summary(doc_id)
        with self._writing() as connection:
            if ledger.clear_by_hand(connection, doc_id):
                ledger.restand(connection, [doc_id])
                _raise_revision(connection)
        return self.summary(doc_id)

    def log(self, source: str, doc_id: str | None, outcome: str, message: str = "") -> None:
        """Note what became of a file."""
        from corpus.schema import LOG

        with self._writing() as connection:
            connection.execute(
                LOG.insert().values(at=time.time(), source=source, doc_id=doc_id, outcome=outcome, message=message)
            )

    def sources(self) -> dict[str, list[str]]:
        """doc_id -> the names of the files it was read from."""
        from corpus.schema import SOURCES as S

        found: dict[str, list[str]] = {}
        with self._reading() as connection:
            for row in connection.execute(S.select().order_by(S.c.source)):
                found.setdefault(row.doc_id, []).append(row.source)
        return found

    def watched(self, folder: Path) -> set[str]:
        """The sources that `watch` last saw in a folder."""
        from corpus.schema import STATE

        with self._reading() as connection:
            row = connection.execute(STATE.select().where(STATE.c.key == _watch_key(folder))).first()
        return set(json.loads(row.value)["sources"]) if row is not None else set()

    def set_watched(self, folder: Path, sources: Iterable[str]) -> None:
        """Remember what `watch` saw in a folder, so that it knows later what went while nobody looked.

        :raises LibraryError: it can't be written.
        """
        from corpus.schema import STATE

        value = json.dumps({"folder": str(folder), "sources": sorted(sources)}, ensure_ascii=False)
        with self._writing() as connection:
            connection.execute(STATE.delete().where(STATE.c.key == _watch_key(folder)))
            connection.execute(STATE.insert().values(key=_watch_key(folder), value=value))

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

    def _migrate(self, progress: Callable[[int, int], None] | None = None) -> None:
        with self._engine.connect() as connection:
            version = _schema_version(connection)
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
            # One transaction, taken at once: a kill leaves the older library whole, and of two programs that
            # open it together the second waits and finds the work done.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            version = _schema_version(connection)
            if version == SCHEMA_VERSION:
                return
            config.attributes["connection"] = connection
            command.upgrade(config, SCHEMA_VERSION)
            if version is not None and version < "0004":
                from corpus import ledger

                ledger.rebuild(connection, progress)
                _raise_revision(connection)


def _watch_key(folder: Path) -> str:
    return "watch:" + hashlib.sha256(str(folder.resolve()).encode("utf-8", "surrogatepass")).hexdigest()[:24]


def _write_ahead(connection: Any) -> None:
    """Let readers and a writer work side by side. SQLite doesn't wait for others at this, so this does."""
    until = time.monotonic() + _BUSY_TIMEOUT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except Exception as error:  # noqa: BLE001 - the driver's own class isn't known here
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.05)


def _schema_version(connection: Connection) -> str | None:
    """The migration that a library has; None where it is empty yet."""
    from sqlalchemy import inspect, text

    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


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


def _in_force_first(
    connection: Connection, doc_ids: list[str], on: date | None, within: bool = False, ordered: bool = False
) -> list[str]:
    """One version of each document: that in force on the day.

    :param within: choose among `doc_ids` alone, not all versions of what they are.
    :param ordered: keep their order; by default the latest document comes first.
    """
    from corpus.schema import DOCUMENTS as D

    if not doc_ids:
        return []
    columns = [c for c in D.c if c.name not in _LARGE]
    works = D.select().with_only_columns(D.c.work_id).where(D.c.doc_id.in_(doc_ids))
    rows = connection.execute(D.select().with_only_columns(*columns).where(D.c.work_id.in_(works))).all()
    groups: dict[str, list[DocumentSummary]] = {}
    asked = set(doc_ids)
    for facts in in_order([_facts(row) for row in rows]):
        row = next(row for row in rows if row.doc_id == facts.doc_id)
        if not within or row.doc_id in asked:
            groups.setdefault(row.work_id, []).append(_summary(row))
    chosen = {work: _serving(members, on or date.today()) for work, members in groups.items()}
    if ordered:
        work_of = {row.doc_id: row.work_id for row in rows}
        return list(dict.fromkeys(chosen[work_of[doc_id]].doc_id for doc_id in doc_ids))
    newest = sorted(chosen.values(), key=lambda s: (str(s.dates.issued_on or ""), s.doc_id), reverse=True)
    return [summary.doc_id for summary in newest]


def _serving(members: Sequence[DocumentSummary], on: date) -> DocumentSummary:
    """Of versions in order, the one in force on a day; else the last that had begun; else the last."""
    holding = [one for one in members if one.standing.holds_on(on)]
    begun = [one for one in members if one.standing.begins_on is None or one.standing.begins_on <= on]
    return (holding or begun or list(members))[-1]


def _place(connection: Connection, facts: Facts, known: str | None, source: str, digest: str) -> tuple[str, bool]:
    """The doc_id of a document that comes in, and whether it takes the place of the text that its source had."""
    from corpus.schema import DOCUMENTS as D
    from corpus.schema import SOURCES as S

    if known is not None:
        row = connection.execute(D.select().where(D.c.doc_id == known)).first()
        shared = connection.execute(S.select().where(S.c.doc_id == known, S.c.source != source)).first() is not None
        old = _facts(row) if row is not None else None
        later = old is not None and old.day is not None and facts.day is not None and facts.day > old.day
        if old is not None and not shared and not (later and same_work(old, facts)):
            return known, True
    taken = connection.execute(D.select().with_only_columns(D.c.doc_id).where(D.c.doc_id == facts.doc_id)).scalar()
    return (digest[:12] if taken else facts.doc_id), False


def _facts(row: Row[Any]) -> Facts:
    return Facts(row.doc_id, row.title, row.doc_number, row.issuer, _dates(row), row.added_at)


def _dates(row: Row[Any]) -> Dates:
    from corpus.ledger import day

    return Dates(day(row.issued_on), day(row.published_on), day(row.effective_on), day(row.expires_on))


def _status(row: Row[Any], dates: Dates) -> Status:
    """The status as of today: time changes it, and what other documents and people say of it."""
    from corpus.ledger import standing_of

    own = standing_of(row)
    amended = own.end is None and own.cause is not None
    return status_at(own, row.title, date.today(), Status.AMENDED if amended else Status.IN_FORCE)


def _summary(row: Row[Any]) -> DocumentSummary:
    from corpus.ledger import standing_of

    dates = _dates(row)
    return DocumentSummary(
        row.doc_id, row.source, row.title, row.doc_number, row.issuer, dates, _status(row, dates),
        row.chars, row.clause_count, tuple(row.warnings), row.content_hash, row.level, row.kind, standing_of(row), row.work_id,
    )  # fmt: skip


def _clauses(connection: Connection, doc_id: str) -> tuple[Clause, ...]:
    from corpus.schema import CLAUSES as C

    rows = connection.execute(C.select().where(C.c.doc_id == doc_id).order_by(C.c.ordinal))
    return tuple(
        Clause(r.address, ClauseKind(r.kind), r.label, r.heading, r.start, r.end, r.level, r.parent) for r in rows
    )


def _insert(connection: Connection, doc_id: str, document: Document, digest: str) -> None:
    from corpus.ledger import iso
    from corpus.schema import CLAUSES, DOCUMENTS, NAMES

    dates = document.dates
    connection.execute(
        DOCUMENTS.insert().values(
            doc_id=doc_id,
            source=document.source,
            title=document.title,
            doc_number=document.doc_number,
            issuer=document.issuer,
            issued_on=iso(dates.issued_on),
            published_on=iso(dates.published_on),
            effective_on=iso(dates.effective_on),
            expires_on=iso(dates.expires_on),
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
            work_id=doc_id,
            reason="",
        )
    )
    rows = [
        {
            "doc_id": doc_id,
            "ordinal": i,
            "address": c.address,
            "kind": c.kind.value,
            "label": c.label,
            "heading": c.heading,
            "start": c.start,
            "end": c.end,
            "level": c.level,
            "parent": c.parent,
        }  # fmt: skip
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
    from corpus import ledger

    page = ledger.page_source([(d.text, d.rule, d.line) for d in document.dropped])
    ledger.describe(connection, doc_id, document.title, document.text, document.issuer, page)
    facts = Facts(doc_id, document.title, document.doc_number, document.issuer, dates)
    ledger.join_work(connection, facts, digest[:12])


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
    from corpus import ledger

    sources = connection.execute(S.select().where(S.c.doc_id == doc_id)).all()
    before, hand = ledger.concerned(connection, [doc_id]), ledger.by_hand(connection, doc_id)
    _delete(connection, [doc_id])
    _insert(connection, doc_id, document, digest)
    ledger.put_back_by_hand(connection, doc_id, hand)
    for source in sources:
        _set_source(connection, source.source, doc_id, source.file_hash, source.parser_version)
    ledger.restand(connection, before | ledger.concerned(connection, [doc_id]))
    _raise_revision(connection)


def _set_source(connection: Connection, source: str, doc_id: str, file_hash: str, parser: int) -> None:
    from corpus.schema import SOURCES as S

    connection.execute(S.delete().where(S.c.source == source))
    connection.execute(S.insert().values(source=source, doc_id=doc_id, file_hash=file_hash, parser_version=parser))


def _parser_of(document: Document) -> int:
    """The parser's version, negative where it left pictures unread for want of the extra."""
    return -PARSER_VERSION if any(INSTALL in warning for warning in document.warnings) else PARSER_VERSION


def _read_well() -> list[int]:
    """The versions of the parser that would read a file the same again."""
    return [PARSER_VERSION] if recognition_available() else [PARSER_VERSION, -PARSER_VERSION]


def _drop_if_orphan(connection: Connection, doc_id: str) -> None:
    from corpus.schema import SOURCES as S

    if connection.execute(S.select().where(S.c.doc_id == doc_id)).first() is None:
        from corpus import ledger

        before = ledger.concerned(connection, [doc_id])
        _delete(connection, [doc_id])
        ledger.restand(connection, before - {doc_id})
        _raise_revision(connection)


def _delete(connection: Connection, doc_ids: Sequence[str]) -> int:
    from corpus.schema import BY_HAND, CLAUSES, DOCUMENTS, NAMES, RELATIONS, SOURCES

    if not doc_ids:
        return 0
    for table in (CLAUSES, NAMES, SOURCES, RELATIONS, BY_HAND):
        connection.execute(table.delete().where(table.c.doc_id.in_(doc_ids)))
    return int(connection.execute(DOCUMENTS.delete().where(DOCUMENTS.c.doc_id.in_(doc_ids))).rowcount)
