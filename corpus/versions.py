"""Which documents are versions of one, and from when to when each is in force. Pure rules; the library keeps the facts.

A *version* is a document of its own; versions of one document share a `work_id`. A document is another's version if
they have the same 文号 (and titles that go together), or the same title and issuer with another date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import SequenceMatcher

from corpus.names import number_key, title_key
from corpus.types import Dates, Standing, Status

_LAW = re.compile(
    r"(?:法|法典|条例|办法|规定|细则|规则|规程|解释|决定|标准|方案|预案|章程|制度|规范)(?:[（(].{1,12}[）)])?$"
)
_LEGISLATURE = re.compile(r"(?:人民代表大会|人大)(?:常务委员会|常委会)?$")
_SHORT_TITLE = 6  # characters of a title key; a shorter one (工作方案) is shared by unrelated documents
_LIKE_TITLES = 0.6  # ratio of two titles under one 文号; below, one of the numbers was read wrongly or cited


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules need to know of a document. `added_at`: seconds since the epoch."""

    doc_id: str
    title: str
    doc_number: str | None
    issuer: str | None
    dates: Dates
    added_at: float = 0.0

    @property
    def day(self) -> date | None:
        """The day that orders versions: of issue, else of publication, else of taking effect."""
        return self.dates.issued_on or self.dates.published_on or self.dates.effective_on


@dataclass(frozen=True, slots=True)
class Ending:
    """That a document's force ended on `on` (the first day without; None: nobody stated the day)."""

    status: Status
    on: date | None
    reason: str
    cause: str | None = None  # doc_id of what ended it


def same_work(one: Facts, other: Facts) -> bool:
    """Whether two documents are versions of one, or copies of one text."""
    numbers = number_key(one.doc_number or ""), number_key(other.doc_number or "")
    keys = title_key(one.title), title_key(other.title)
    if numbers[0] and numbers[0] == numbers[1]:
        return titles_agree(*keys)
    if not keys[0] or keys[0] != keys[1] or len(keys[0]) < _SHORT_TITLE and not _LAW.search(one.title):
        return False
    if one.day is None or other.day is None or one.day == other.day:
        return False
    law = bool(_LAW.search(one.title))
    return same_issuer(one.issuer, other.issuer, missing=law)


def titles_agree(one: str, other: str) -> bool:
    """Whether two title keys name one document: one holds the other, or they differ in little."""
    if not one or not other or one in other or other in one:
        return True
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _LIKE_TITLES


def same_issuer(one: str | None, other: str | None, missing: bool) -> bool:
    """Whether two issuers are the same body. A legislature and its standing committee are, where laws are concerned.

    :param missing: what to say where one of them isn't known.
    """
    if not one or not other:
        return missing
    bare = [_LEGISLATURE.sub("人大", body.removeprefix("中华人民共和国")) for body in (one, other)]
    return bare[0] == bare[1] or all(body.endswith("人大") for body in bare)


def in_order(versions: Iterable[Facts]) -> list[Facts]:
    """Oldest first: by date, then by when they came into the library."""
    return sorted(versions, key=lambda facts: (facts.day or date.min, facts.added_at, facts.doc_id))


def begins(facts: Facts, first: bool) -> date | None:
    """The first day of a version's force.

    A law's 施行日期 is that of its first version; a later version begins when it was issued, unless it states a later day.
    """
    effective, issued = facts.dates.effective_on, facts.dates.issued_on
    if effective and issued and effective < issued and not first:
        return issued
    return effective or issued or facts.dates.published_on


def standing(facts: Facts, versions: Sequence[Facts], endings: Sequence[Ending]) -> Standing:
    """From when to when a document is in force, and what ends it.

    :param versions: all versions of its work in order, itself among them.
    :param endings: repeals and the like that concern it; the earliest counts.
    """
    place = next(i for i, one in enumerate(versions) if one.doc_id == facts.doc_id)
    start = begins(facts, place == 0)
    found = list(endings)
    newer = versions[place + 1] if place + 1 < len(versions) else None
    if newer is not None:
        day = begins(newer, False)
        since = f"{day.year}年{day.month}月{day.day}日起" if day else ""
        found.append(Ending(Status.AMENDED, day, f"{since}有新文本", newer.doc_id))
    if facts.dates.expires_on:
        last = facts.dates.expires_on
        words = f"有效期至{last.year}年{last.month}月{last.day}日"
        found.append(Ending(Status.EXPIRED, last + timedelta(days=1), words))
    if not found:
        return Standing(begins_on=start)
    first = min(found, key=lambda ending: (ending.on or date.min, ending.status is Status.AMENDED))
    return Standing(start, first.on, first.status, first.reason, first.cause, newer.doc_id if newer else None)


def status_at(own: Standing, title: str, day: date, in_force: Status = Status.IN_FORCE) -> Status:
    """A document's status on a day."""
    if _DRAFT.search(title[-12:]):
        return Status.DRAFT
    if own.end is not None and (own.ends_on is None or own.ends_on <= day):
        return own.end
    if own.begins_on is not None and own.begins_on > day:
        return Status.NOT_YET
    return in_force


_DRAFT = re.compile(r"征求意见稿|草案|送审稿|讨论稿")
