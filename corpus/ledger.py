"""Versions, relations and standing in the library: the SQL of their tables, each within the caller's transaction.

`restand` is the one place where a document's force is worked out anew: behind every change, for the documents that the
change can concern (the versions of its work, what it repeals or amends).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from corpus.dating import parse_date
from corpus.kinds import kind_of, level_of
from corpus.names import number_key, title_key
from corpus.numerals import DATE
from corpus.relations import RelationKind, stated_relations
from corpus.schema import BY_HAND, DOCUMENTS, NAMES, RELATIONS
from corpus.types import Dates, Standing, Status
from corpus.versions import Ending, Facts, in_order, same_work, standing, titles_agree

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

Progress = Callable[[int, int], None]  # steps done, steps in all
_BATCH = 400  # SQLite takes so many values in one query, and more
_FACTS = (
    "doc_id",
    "title",
    "doc_number",
    "issuer",
    "issued_on",
    "published_on",
    "effective_on",
    "expires_on",
    "added_at",
)
_FROM_DAY = re.compile(rf"自\s*({DATE.pattern})\s*起")
_QUOTED_CHARS = 60


@dataclass(frozen=True, slots=True)
class Relation:
    """A document that another names: `text[start:end]` of `doc_id` says that it stands so to `name`.

    `targets`: the documents of the library that are meant, none where it isn't there.
    """

    doc_id: str
    kind: RelationKind
    name: str
    start: int
    end: int
    targets: tuple[str, ...] = ()


def day(text: str | None) -> date | None:
    """A date column's value."""
    return date.fromisoformat(text) if text else None


def iso(value: date | None) -> str | None:
    """A value for a date column."""
    return value.isoformat() if value else None


def standing_of(row: Row[Any]) -> Standing:
    """The standing that a row of `documents` holds."""
    ended = Status(row.ended) if row.ended else None
    return Standing(day(row.begins_on), day(row.ends_on), ended, row.reason or "", row.cause, row.newer)


def find_work(connection: Connection, facts: Facts) -> str | None:
    """The work that a document is a version of, or None if it is the first of its own."""
    keys = [key for key in (title_key(facts.title), number_key(facts.doc_number or "")) if key]
    rows = connection.execute(NAMES.select().where(NAMES.c.key.in_(keys), NAMES.c.kind != "alias"))
    others = [one for one in _facts(connection, {row.doc_id for row in rows}) if one.doc_id != facts.doc_id]
    found = [one for one in others if same_work(facts, one)]
    works = _works(connection, [one.doc_id for one in found])
    return next((works[one.doc_id] for one in reversed(in_order(found)) if works[one.doc_id]), None)


def join_work(connection: Connection, facts: Facts, fresh: str) -> None:
    """Make a document a version of the work that it belongs to, or the first of its own.

    :param fresh: the id of its own work where its doc_id already stands for a work of others.
    """
    work = find_work(connection, facts)
    if work is None:
        used = DOCUMENTS.select().where(DOCUMENTS.c.work_id == facts.doc_id, DOCUMENTS.c.doc_id != facts.doc_id)
        work = fresh if connection.execute(used).first() is not None else facts.doc_id
    connection.execute(DOCUMENTS.update().where(DOCUMENTS.c.doc_id == facts.doc_id).values(work_id=work))


def describe(connection: Connection, doc_id: str, title: str, text: str, issuer: str | None, source: str) -> None:
    """Note what a document says of others, of which level it is, and of which kind."""
    level = level_of(issuer, title, source)
    values = {"level": level, "kind": kind_of(title, issuer, level)}
    connection.execute(DOCUMENTS.update().where(DOCUMENTS.c.doc_id == doc_id).values(**values))
    connection.execute(RELATIONS.delete().where(RELATIONS.c.doc_id == doc_id))
    rows = [
        {"doc_id": doc_id, "kind": one.kind.value, "name": one.name, "key": one.key, "number_key": one.number_key,
         "start": one.start, "end": one.end}
        for one in stated_relations(title, text)
    ]  # fmt: skip
    if rows:
        connection.execute(RELATIONS.insert(), rows)


def concerned(connection: Connection, doc_ids: Iterable[str]) -> set[str]:
    """The documents whose standing a change of these can alter, these among them."""
    wanted = set(doc_ids)
    works = set(_works(connection, wanted).values())
    rows = connection.execute(
        DOCUMENTS.select().with_only_columns(DOCUMENTS.c.doc_id).where(DOCUMENTS.c.work_id.in_(works))
    )
    found = wanted | {row.doc_id for row in rows}
    strong = (RelationKind.REPEALS.value, RelationKind.AMENDS.value)
    stated = connection.execute(RELATIONS.select().where(RELATIONS.c.doc_id.in_(wanted), RELATIONS.c.kind.in_(strong)))
    for row in stated.all():
        found |= set(_candidates(connection, row.key, row.number_key))
    return found


def restand(connection: Connection, doc_ids: Iterable[str], progress: Progress | None = None) -> None:
    """Work out anew from when to when these documents are in force."""
    wanted = set(doc_ids)
    works = _works(connection, wanted)
    done = 0
    for batch in _batches(sorted(set(works.values()))):
        rows = connection.execute(DOCUMENTS.select().with_only_columns(DOCUMENTS.c.doc_id, DOCUMENTS.c.work_id).where(DOCUMENTS.c.work_id.in_(batch))).all()  # fmt: skip
        facts = {one.doc_id: one for one in _facts(connection, [row.doc_id for row in rows])}
        groups: dict[str, list[Facts]] = {}
        for row in rows:
            groups.setdefault(row.work_id, []).append(facts[row.doc_id])
        for members in groups.values():
            _restand_work(connection, in_order(members))
            done += len(members)
            if progress is not None:
                progress(min(done, len(wanted)), len(wanted))


def set_by_hand(connection: Connection, doc_id: str, status: Status, on: date | None, note: str, at: float) -> None:
    """Keep what a person says of a document's force, in place of what they said before."""
    connection.execute(BY_HAND.delete().where(BY_HAND.c.doc_id == doc_id))
    connection.execute(BY_HAND.insert().values(doc_id=doc_id, status=status.value, on_date=iso(on), note=note, at=at))


def by_hand(connection: Connection, doc_id: str) -> dict[str, Any] | None:
    """The row of `status_by_hand` of a document."""
    row = connection.execute(BY_HAND.select().where(BY_HAND.c.doc_id == doc_id)).first()
    return dict(row._mapping) if row is not None else None


def put_back_by_hand(connection: Connection, doc_id: str, row: dict[str, Any] | None) -> None:
    """Keep a person's word over an exchange of the document's text."""
    if row is not None:
        connection.execute(BY_HAND.delete().where(BY_HAND.c.doc_id == doc_id))
        connection.execute(BY_HAND.insert().values(**{**row, "doc_id": doc_id}))


def clear_by_hand(connection: Connection, doc_id: str) -> bool:
    """Forget what a person said; whether there was anything."""
    return bool(connection.execute(BY_HAND.delete().where(BY_HAND.c.doc_id == doc_id)).rowcount)


def relations_of(connection: Connection, doc_id: str) -> list[Relation]:
    """What a document says of others, in the order of its text."""
    rows = connection.execute(
        RELATIONS.select().where(RELATIONS.c.doc_id == doc_id).order_by(RELATIONS.c.start, RELATIONS.c.id)
    ).all()
    return [
        Relation(doc_id, RelationKind(row.kind), row.name, row.start, row.end,
                 tuple(one for one in _meant(connection, row) if one != doc_id))
        for row in rows
    ]  # fmt: skip


def relations_to(connection: Connection, doc_id: str) -> list[Relation]:
    """What other documents say of this one, the strongest first."""
    order = list(RelationKind)
    found = [
        Relation(row.doc_id, RelationKind(row.kind), row.name, row.start, row.end, (doc_id,))
        for row in _naming(connection, doc_id)
        if row.doc_id != doc_id and doc_id in _meant(connection, row)
    ]
    return sorted(found, key=lambda one: (order.index(one.kind), one.doc_id, one.start))


def rebuild(connection: Connection, progress: Progress | None = None) -> None:
    """Fill versions, relations and standing for a library that had none.

    :param progress: called with steps done and steps in all, two a document.
    """
    columns = [DOCUMENTS.c[name] for name in (*_FACTS, "text", "dropped")]
    doc_ids = [
        row.doc_id
        for row in connection.execute(
            DOCUMENTS.select().with_only_columns(DOCUMENTS.c.doc_id).order_by(DOCUMENTS.c.added_at)
        )
    ]
    steps = 2 * len(doc_ids)
    for done, doc_id in enumerate(doc_ids, 1):
        row = connection.execute(
            DOCUMENTS.select().with_only_columns(*columns).where(DOCUMENTS.c.doc_id == doc_id)
        ).one()
        describe(connection, doc_id, row.title, row.text, row.issuer, page_source(row.dropped))
        join_work(connection, _fact(row), doc_id)
        if progress is not None:
            progress(done, steps)
    restand(connection, doc_ids, progress and (lambda done, _: progress(len(doc_ids) + done, steps)))


def page_source(dropped: Iterable[Sequence[Any]]) -> str:
    """What the page says of where it comes from: 来源：湘西州政府门户网站."""
    for text, rule, _ in dropped:
        match = (
            re.search(r"来源\s*[:：]\s*([\u4e00-\u9fff]{2,20})", text) if rule in ("web_meta", "index_table") else None
        )
        if match:
            return match.group(1)
    return ""


# -- within ---------------------------------------------------------------------------------------
def _restand_work(connection: Connection, versions: Sequence[Facts]) -> None:
    for facts in versions:
        own = _by_hand_standing(connection, facts, versions)
        if own is None:
            own = standing(facts, versions, [*_repealed(connection, facts), *_says_so(connection, facts)])
            if own.end is None:
                own = _amended(connection, facts, own)
        values = {
            "begins_on": iso(own.begins_on), "ends_on": iso(own.ends_on), "ended": own.end.value if own.end else None,
            "reason": own.reason, "cause": own.cause, "newer": own.newer,
        }  # fmt: skip
        connection.execute(DOCUMENTS.update().where(DOCUMENTS.c.doc_id == facts.doc_id).values(**values))


def _by_hand_standing(connection: Connection, facts: Facts, versions: Sequence[Facts]) -> Standing | None:
    """What a person said stands above what the documents say."""
    row = by_hand(connection, facts.doc_id)
    if row is None:
        return None
    status, on, note = Status(row["status"]), day(row["on_date"]), row["note"]
    plain = standing(facts, versions, [])
    reason = f"人工设定{f'：{note}' if note else ''}"
    if status is Status.IN_FORCE:
        return Standing(on or plain.begins_on, None, None, reason, None, plain.newer)
    if status is Status.NOT_YET:
        return Standing(on, None, None, reason, None, plain.newer)
    return Standing(plain.begins_on, on, status, reason, None, plain.newer)


def _repealed(connection: Connection, facts: Facts) -> list[Ending]:
    """Repeals of this document that others state."""
    endings = []
    for row in _naming(connection, facts.doc_id, RelationKind.REPEALS):
        if row.doc_id == facts.doc_id or facts.doc_id not in _meant(connection, row):
            continue
        other = connection.execute(DOCUMENTS.select().where(DOCUMENTS.c.doc_id == row.doc_id)).one()
        words = other.text[row.start : row.end]
        stated = _FROM_DAY.search(words)
        own = _fact(other)
        on = parse_date(stated.group(1)) if stated else day(other.begins_on) or own.dates.effective_on or own.day
        quoted = words if len(words) <= _QUOTED_CHARS else words[: _QUOTED_CHARS - 1] + "…"
        endings.append(
            Ending(Status.REPEALED, on, f"被《{other.title}》废止（“{' '.join(quoted.split())}”）", row.doc_id)
        )
    return endings


def _says_so(connection: Connection, facts: Facts) -> list[Ending]:
    """That its own page or head says that it is out of force."""
    row = connection.execute(
        DOCUMENTS.select().with_only_columns(DOCUMENTS.c.evidence).where(DOCUMENTS.c.doc_id == facts.doc_id)
    ).one()
    words = dict(row.evidence).get("ended")
    if not words:
        return []
    status = Status.EXPIRED if re.search(r"失效", words) and "废止" not in words else Status.REPEALED
    return [Ending(status, None, f"文件自己标明“{words}”")]


def _amended(connection: Connection, facts: Facts, own: Standing) -> Standing:
    """A decision changed it, and the library has only the text before."""
    for row in _naming(connection, facts.doc_id, RelationKind.AMENDS):
        if row.doc_id == facts.doc_id or facts.doc_id not in _meant(connection, row):
            continue
        other = _facts(connection, [row.doc_id])[0]
        reason = f"已被《{other.title}》修改，文库里没有修改后的文本"
        return Standing(own.begins_on, None, None, reason, row.doc_id, own.newer)
    return own


def _naming(connection: Connection, doc_id: str, kind: RelationKind | None = None) -> list[Row[Any]]:
    """Relations that go by one of this document's names."""
    names = connection.execute(NAMES.select().where(NAMES.c.doc_id == doc_id)).all()
    found: dict[int, Row[Any]] = {}
    for column, number in ((RELATIONS.c.key, False), (RELATIONS.c.number_key, True)):
        keys = [row.key for row in names if (row.kind == "number") is number]
        if keys:  # one query a column, so that each goes by its index
            query = RELATIONS.select().where(column.in_(keys))
            query = query if kind is None else query.where(RELATIONS.c.kind == kind.value)
            found |= {row.id: row for row in connection.execute(query)}
    return [found[key] for key in sorted(found)]


def _candidates(connection: Connection, key: str, number: str | None) -> list[str]:
    keys = [one for one in (key, number) if one]
    return [row.doc_id for row in connection.execute(NAMES.select().where(NAMES.c.key.in_(keys)))]


def _meant(connection: Connection, row: Row[Any]) -> list[str]:
    """The documents that a relation means: of its 文号, or of its title where no 文号 contradicts.

    A repeal or an amendment concerns what was there before it; of several versions, the last of these.
    """
    doc_ids = list(dict.fromkeys(_candidates(connection, row.key, row.number_key)))
    if not doc_ids:
        return []
    found = _facts(connection, doc_ids)
    own = _facts(connection, [row.doc_id])[0]
    fitting = [one for one in found if _fits(one, row, own)]
    by_number = [one for one in fitting if row.number_key and number_key(one.doc_number or "") == row.number_key]
    fitting = by_number or fitting
    if row.kind in (RelationKind.CITES.value, RelationKind.IMPLEMENTS.value):
        return [one.doc_id for one in fitting]
    before = [one for one in fitting if one.doc_id != row.doc_id and not _later(one, own, row)]
    works = _works(connection, [one.doc_id for one in before])
    last: dict[str, str] = {works[one.doc_id]: one.doc_id for one in in_order(before)}
    return list(last.values()) if row.kind == RelationKind.AMENDS.value else [one.doc_id for one in before]


def _fits(one: Facts, row: Row[Any], own: Facts) -> bool:
    number = number_key(one.doc_number or "")
    if row.number_key and number:
        return number == row.number_key and (not row.key or titles_agree(row.key, title_key(one.title)))
    if title_key(one.title) == row.key:
        return True
    # Only a short title: 关于加强殡葬管理的通知 is the same body's, not some other county's.
    return bool(one.issuer and own.issuer and (one.issuer[:3] == own.issuer[:3] or one.issuer in own.issuer))


def _later(one: Facts, own: Facts, row: Row[Any]) -> bool:
    """Whether a document came after the one that repeals or amends it, so that another version is meant."""
    if one.day is None or own.day is None:
        return bool(title_key(own.title) == row.key)
    return one.day > own.day or (one.day == own.day and row.kind == RelationKind.AMENDS.value)


def _works(connection: Connection, doc_ids: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for batch in _batches(sorted(doc_ids)):
        query = (
            DOCUMENTS.select()
            .with_only_columns(DOCUMENTS.c.doc_id, DOCUMENTS.c.work_id)
            .where(DOCUMENTS.c.doc_id.in_(batch))
        )
        found |= {row.doc_id: row.work_id for row in connection.execute(query)}
    return found


def _facts(connection: Connection, doc_ids: Iterable[str]) -> list[Facts]:
    found: list[Facts] = []
    for batch in _batches(sorted(doc_ids)):
        query = (
            DOCUMENTS.select()
            .with_only_columns(*(DOCUMENTS.c[name] for name in _FACTS))
            .where(DOCUMENTS.c.doc_id.in_(batch))
        )
        found += [_fact(row) for row in connection.execute(query)]
    return found


def _fact(row: Row[Any]) -> Facts:
    dates = Dates(day(row.issued_on), day(row.published_on), day(row.effective_on), day(row.expires_on))
    return Facts(row.doc_id, row.title, row.doc_number, row.issuer, dates, row.added_at)


def _batches(items: Sequence[str]) -> Iterable[Sequence[str]]:
    return (items[start : start + _BATCH] for start in range(0, len(items), _BATCH))
