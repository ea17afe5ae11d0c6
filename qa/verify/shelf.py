"""The library as a verifier needs it: documents by any name, their versions, and what repealed them. Kept between drafts."""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from corpus.library import Library
from corpus.names import number_key, title_key
from corpus.types import Document, DocumentSummary, Status
from qa.lookup import ClauseFinder
from qa.verify.elsewhere import Elsewhere
from qa.verify.genres import GENRE, genre_of

_KEPT = 400  # documents in memory; about 60 kB each
_PLACE = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,8}?(?:省|市|州|县|区|旗|盟|自治区|兵团|经济特区)){1,3}$|^(?:北京|天津|上海|重庆|广东|浙江|江苏|山东|河南|河北|湖南|湖北|四川|云南|贵州|福建|江西|安徽|山西|陕西|甘肃|青海|海南|辽宁|吉林|黑龙江|内蒙古|广西|西藏|宁夏|新疆)$"
)
_AT_FIRST = re.compile(r"(?!城市|都市)([\u4e00-\u9fff]{1,7}?(?:省|市|自治[区州县]|州|县|区|旗|盟))")
_ISSUER = re.compile(r"^[\u4e00-\u9fff、]{2,40}(?:政府|办公厅|办公室|委员会|总局|局|部|院|厅|委|会|行|署|国务院)$")


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a name names. `doc_ids`: the versions of one document, that in force first; `rivals`: one of each document
    where the name fits several; `near`: documents that come near a name that isn't there; `number_of`: the 文号 that the
    named document has, where the draft writes another.
    """

    doc_ids: tuple[str, ...] = ()
    rivals: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    number_of: str = ""


class Shelf:
    """Looks documents up by the names that drafts use. One for a library and a set of filters."""

    def __init__(self, library: Library, allowed: Sequence[str] | None = None, day: date | None = None) -> None:
        self.library = library
        self.day = day or date.today()
        self.allowed = frozenset(allowed) if allowed is not None else None
        self.revision = library.revision
        self._documents: dict[str, Document] = {}
        self._finders: dict[str, ClauseFinder] = {}
        self._lock = threading.RLock()
        self.elsewhere = Elsewhere(library)
        self._resolved = lru_cache(maxsize=_KEPT)(self._resolve)

    # -- the names -----------------------------------------------------------------------------------
    @cached_property
    def names(self) -> dict[str, list[tuple[str, str]]]:
        """Key -> (doc_id, kind: title, alias) of all documents within the filters."""
        found: dict[str, list[tuple[str, str]]] = {}
        for key, doc_id, kind in self.library.names():
            if kind != "number" and (self.allowed is None or doc_id in self.allowed):
                found.setdefault(key, []).append((doc_id, kind))
        return found

    @cached_property
    def numbers(self) -> dict[str, list[str]]:
        """文号 -> doc_ids."""
        found: dict[str, list[str]] = {}
        for key, doc_id, kind in self.library.names():
            if kind == "number" and (self.allowed is None or doc_id in self.allowed):
                found.setdefault(key, []).append(doc_id)
        return found

    @cached_property
    def by_start(self) -> dict[str, list[str]]:
        """First two characters -> the names that may stand in running text without 书名号, the longest first."""
        found: dict[str, list[str]] = {}
        for key, owners in self.names.items():
            if not GENRE.search(key) or len(key) < 3 and not (len(key) == 2 and key.endswith("法")):
                continue
            titled = any(kind == "title" for _, kind in owners)
            if titled or len(key) >= 6 or (len(key) >= 4 and key.endswith(("法", "条例", "法典"))):
                found.setdefault(key[:2], []).append(key)
        for keys in found.values():
            keys.sort(key=len, reverse=True)
        return found

    @cached_property
    def summaries(self) -> dict[str, DocumentSummary]:
        """doc_id -> the document without its text."""
        return {summary.doc_id: summary for summary in self.library.summaries()}

    @cached_property
    def _endings(self) -> dict[str, list[str]]:
        """The last four characters of a title -> the titles' keys."""
        found: dict[str, list[str]] = {}
        for key, owners in self.names.items():
            if any(kind == "title" for _, kind in owners):
                found.setdefault(key[-4:], []).append(key)
        return found

    @cached_property
    def _by_genre(self) -> dict[str, list[str]]:
        """The last character of a title -> the titles' keys."""
        found: dict[str, list[str]] = {}
        for key, owners in self.names.items():
            if any(kind == "title" for _, kind in owners):
                found.setdefault(key[-1], []).append(key)
        return found

    # -- resolving -----------------------------------------------------------------------------------
    def resolve(self, title: str, number: str = "", year: int = 0) -> Resolved:
        """The document that a title (in any of its forms), a 文号, or both name."""
        return self._resolved(title, number, year)

    def _resolve(self, title: str, number: str, year: int) -> Resolved:
        by_number = self.numbers.get(number_key(number) or "", []) if number else []
        key = title_key(title) if title else ""
        titled = self._by_title(key) if key else Resolved()
        if by_number:
            if not key or not titled.doc_ids and not titled.rivals:
                if key and not self._same_subject(key, by_number[0]):
                    return Resolved(near=tuple(by_number[:1]))
                return Resolved(tuple(self._in_force_first(by_number)))
            both = [d for d in (*titled.doc_ids, *titled.rivals) if d in by_number]
            if both:
                return Resolved(tuple(both))
            return Resolved(titled.doc_ids or titled.rivals[:1], number_of=self._number(titled))
        if number and titled.doc_ids:
            own = {number_key(self.summaries[d].doc_number or "") for d in titled.doc_ids}
            if own - {None} and number_key(number) is not None:
                return Resolved(titled.doc_ids, number_of=self._number(titled))
        if number and not title:
            return Resolved()
        if year and len(titled.doc_ids) > 1:
            dated = [d for d in titled.doc_ids if self._year(d) == year]
            if dated:
                return Resolved((*dated, *(d for d in titled.doc_ids if d not in dated)), titled.rivals)
        return titled

    def _number(self, titled: Resolved) -> str:
        first = (titled.doc_ids or titled.rivals)[0]
        return self.summaries[first].doc_number or ""

    def _year(self, doc_id: str) -> int:
        dates = self.summaries[doc_id].dates
        day = dates.issued_on or dates.effective_on or dates.published_on
        return day.year if day else 0

    def _same_subject(self, key: str, doc_id: str) -> bool:
        """Whether a title that isn't known is a loose writing of a document's: most of its pairs of characters are there."""
        own = title_key(self.summaries[doc_id].title)
        pairs = {key[i : i + 2] for i in range(len(key) - 1)}
        return bool(pairs) and sum(pair in own for pair in pairs) >= 0.6 * len(pairs)

    def _by_title(self, key: str) -> Resolved:
        owners = self.names.get(key, [])
        titles = [doc_id for doc_id, kind in owners if kind == "title"]
        if titles:
            return self._grouped(titles)
        if owners:
            return self._grouped([doc_id for doc_id, _ in owners])
        longer = self._longer(key)
        if longer:
            places = [k for k in longer if _PLACE.match(k[: -len(key)])]
            issued = [k for k in longer if k not in places]
            if issued and len(key) >= 6:
                return self._grouped([d for k in issued for d, kind in self.names[k] if kind == "title"])
            if places:
                doc_ids = [d for k in places for d, kind in self.names[k] if kind == "title"]
                groups = self._grouped(doc_ids)
                rivals = groups.rivals or groups.doc_ids[:1]
                return Resolved(rivals=rivals)
        contained = self._contained(key)
        if contained:
            return self._grouped(contained)
        shortened = self._shortened(key)
        if shortened:
            return self._grouped(shortened)
        return Resolved(near=self._near(key))

    def _longer(self, key: str) -> list[str]:
        """Titles that are `key` with a place or an issuer before it."""
        if len(key) < 4 or not GENRE.search(key):
            return []
        found = []
        for own in self._endings.get(key[-4:], []):
            before = own[: -len(key)]
            if (
                own.endswith(key)
                and before
                and (_PLACE.match(before) or _ISSUER.match(before) or before.endswith("关于"))
            ):
                found.append(own)
        return found

    def _contained(self, key: str) -> list[str]:
        """Documents whose title ends with the main part of what was written (冲刺战的实施意见), or begins so."""
        if len(key) < 8 or not GENRE.search(key):
            return []
        found = [
            own for own in self._endings.get(key[-4:], [])
            if own.endswith(key) and len(key) >= 0.5 * len(own) and not _PLACE.match(own[: -len(key)])
        ]  # fmt: skip
        doc_ids = [d for own in found for d, kind in self.names[own] if kind == "title"]
        return doc_ids if len({title_key(self.summaries[d].title) for d in doc_ids}) == 1 else []

    def _shortened(self, key: str) -> list[str]:
        """The versions of the one law whose title ends so: 承包法, of 农村土地承包法."""
        if not 3 <= len(key) <= 8 or not key.endswith("法"):
            return []
        found = [own for own in self._by_genre.get("法", []) if own.endswith(key) and not _AT_FIRST.match(own)]
        return [d for d, kind in self.names[found[0]] if kind == "title"] if len(found) == 1 else []

    def _near(self, key: str) -> tuple[str, ...]:
        if len(key) < 4:
            return ()
        genre = genre_of(key)
        pairs = {key[i : i + 2] for i in range(len(key) - 1)}
        scored = []
        for own in self._endings.get(key[-4:], []) if genre else []:
            theirs = {own[i : i + 2] for i in range(len(own) - 1)}
            share = len(pairs & theirs) / len(pairs | theirs)
            if share >= 0.6:
                scored.append((share, own))
        if genre and not scored:
            scored = [(len(key) / len(own), own) for own in self._by_genre.get(genre[-1], []) if _in_order(key, own)]
        alike = [(share, own) for share, own in scored if not _other_place(key, own)]
        return tuple(self.names[own][0][0] for _, own in sorted(alike, reverse=True)[:2])

    def _grouped(self, doc_ids: Sequence[str]) -> Resolved:
        """Documents of one title are versions; of several titles, rivals."""
        groups: dict[str, list[str]] = {}
        for doc_id in dict.fromkeys(doc_ids):
            groups.setdefault(title_key(self.summaries[doc_id].title), []).append(doc_id)
        if len(groups) == 1:
            return Resolved(tuple(self._in_force_first(next(iter(groups.values())))))
        return Resolved(rivals=tuple(self._in_force_first(group)[0] for group in groups.values()))

    def _in_force_first(self, doc_ids: Sequence[str]) -> list[str]:
        def order(doc_id: str) -> tuple[bool, int, str]:
            summary = self.summaries[doc_id]
            dates = summary.dates
            # An amended law keeps the day on which its first text came into force.
            day = max(filter(None, (dates.effective_on, dates.issued_on, dates.published_on)), default=None)
            return (not summary.standing.holds_on(self.day), -(day.toordinal() if day else 0), doc_id)

        return sorted(dict.fromkeys(doc_ids), key=order)

    # -- documents -----------------------------------------------------------------------------------
    def document(self, doc_id: str) -> Document:
        """A whole document, kept in memory."""
        with self._lock:
            found = self._documents.get(doc_id)
            if found is None:
                if len(self._documents) >= _KEPT:
                    self._documents.clear()
                    self._finders.clear()
                found = self._documents[doc_id] = self.library.get(doc_id)
            return found

    def finder(self, doc_id: str) -> ClauseFinder:
        """Finds clauses of a document by address."""
        with self._lock:
            found = self._finders.get(doc_id)
            if found is None:
                found = self._finders[doc_id] = ClauseFinder(self.document(doc_id))
            return found

    # -- in force ------------------------------------------------------------------------------------
    def replaced_by(self, doc_id: str) -> str | None:
        """The document that repealed this one, or its newer version, by the day in question; its own doc_id where only its
        own words (or a person) say that it is repealed; None while it is in force.

        What ran out by its own date isn't among these: a note says so.
        """
        own = self.summaries[doc_id].standing
        if own.end is None or own.ends_on is not None and own.ends_on > self.day:
            return None
        if own.end is Status.REPEALED or own.end is Status.EXPIRED and own.ends_on is None:
            return own.cause if own.cause in self.summaries else doc_id
        if own.end is Status.AMENDED and own.newer in self.summaries:
            return own.newer
        return None


def _other_place(key: str, own: str) -> bool:
    """Whether two titles begin with the names of different places: 绍兴市…条例 is nothing like 烟台市…条例."""
    one, other = _AT_FIRST.match(key), _AT_FIRST.match(own)
    return bool(one and other and one.group(1) not in other.group(1) and other.group(1) not in one.group(1))


def _in_order(short: str, long: str) -> bool:
    """Whether the characters of a short name stand in a long one in order: 五保供养条例, 农村五保供养工作条例."""
    characters = iter(long)
    return len(short) >= 4 and all(char in characters for char in short)
