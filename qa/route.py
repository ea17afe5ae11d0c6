"""What a question names: documents (title, short title, 文号), clause addresses, an attribute, or an earlier turn.

Read before anything is searched, from the library's names alone. What is named and isn't there is remembered as
missing, so that it is refused instead of being answered from another document.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from corpus.addresses import Address, Step, Unit, match_address
from corpus.library import Library
from corpus.metadata import NUMBER, ORDER
from corpus.names import number_key, title_key
from qa.attributes import CONTENT, LEAD, read_attribute
from qa.follow import BACK_DOCUMENT, follow
from qa.types import Route

_GENRE = (
    r"(?:法典|宪法|法|条例|办法|规定|细则|实施意见|指导意见|意见|通知|决定|命令|公告|通告|通报|报告|请示|批复|议案|函|纪要|方案|"
    r"规划|纲要|计划|规则|规程|规范|准则|守则|章程|制度|标准|指南|要点|措施|解释|答复|令)"
)
_PLACE_END = re.compile(r"(?:省|市|州|县|区|旗|盟)$")
_OTHER_LEFT = re.compile(r"(?:实施|贯彻|执行)$")
# Words that may stand right before a document's name without being part of it.
_APART = re.compile(
    r"(?:[和与及或跟同对在按照据依由从到看查问讲读学找懂把用让新旧老这那的是了吗呢啊里中下上以于]|知道|了解|理解|解释|违反|符合|适用|遵守|执行过|"
    r"有关|涉及|关于|根据|依据|参照|现行|我国|国家|中国|咱们|我们|你们|请教|介绍|说明|说说|部|份|个|一下|一条|规定|另外|还有|以及)$"
)
_TITLE = re.compile(r"《((?:[^《》]|《[^《》]*》){2,100})》")


@dataclass(frozen=True, slots=True)
class _Name:
    start: int
    end: int
    written: str
    doc_ids: tuple[str, ...]
    near: bool = False


class Router:
    """Reads what questions name, by the names of one library."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._revision = -1
        self._names: list[tuple[str, str, str]] = []
        self._numbers: dict[str, str] = {}

    def read(
        self, question: str, allowed: Sequence[str] | None = None, history: Sequence[dict[str, Any]] = ()
    ) -> Route:
        """What `question` names.

        :param allowed: doc_ids that filters leave, None for all.
        :param history: earlier turns, oldest first, as `{"question", "answer", "citations"}`.
        """
        if self._revision != self._library.revision:
            self._names, self._revision = self._library.names(), self._library.revision
            self._numbers = {key: doc_id for key, doc_id, kind in reversed(self._names) if kind == "number"}
        text = unicodedata.normalize("NFC", question).strip()
        names, missing = self._documents(text, allowed)
        addresses, spans, owners = self._addresses(text, names)
        near: tuple[str, ...] = ()
        how: Any = "exact" if names else ""
        if addresses and not names and not missing:
            found = self._before(text, spans[0][0])
            if found is not None:
                if found.doc_ids and found.near:
                    names, how = [found], "near"
                elif found.doc_ids:
                    near, missing = found.doc_ids, [found]
                else:
                    missing = [found]
        if any(name.near for name in names):
            how = "near"
        doc_ids = tuple(dict.fromkeys(doc_id for name in names for doc_id in name.doc_ids))
        rest = _without(text, [(n.start, n.end) for n in [*names, *missing]] + spans)
        attribute = read_attribute(rest, bool(names or missing), bool(addresses))
        route = Route(
            text, rest, doc_ids, tuple(n.written for n in missing), near, tuple(addresses), tuple(owners),
            tuple(text[a:b] for a, b in spans), attribute, how,
        )  # fmt: skip
        if history:
            route = follow(route, history, frozenset(self._library.doc_ids()))
        if not route.doc_ids and not route.missing:
            if allowed is not None and len(allowed) == 1:
                route = replace(route, doc_ids=(allowed[0],), named="filter")
            elif route.addresses and allowed is None:
                every = self._library.doc_ids()
                if len(every) == 1:
                    route = replace(route, doc_ids=(every[0],), named="only")
            if route.doc_ids and route.attribute is None:
                route = replace(route, attribute=read_attribute(rest, True, bool(addresses)))
        return route

    # -- documents ----------------------------------------------------------------------------------
    def _documents(self, text: str, allowed: Sequence[str] | None) -> tuple[list[_Name], list[_Name]]:
        """Names that are in the library, and names that aren't."""
        found: list[_Name] = []
        missing: list[_Name] = []
        taken: list[tuple[int, int]] = []
        for match in _TITLE.finditer(text):
            start, end = match.span()
            wider = self._around(text, start, end)
            if wider is not None:
                taken.append((wider.start, wider.end))
                found.append(wider)
                continue
            number = NUMBER.match(text, end + 1) if text[end : end + 1] in "（(" else None
            doc_ids = self._library.find(number.group()) if number else []
            doc_ids = doc_ids or self._library.find(match.group(1)) or self._contiguous(match.group(1))
            taken.append((start, number.end() + 1 if number else end))
            (found if doc_ids else missing).append(_Name(start, taken[-1][1], match.group(1), tuple(doc_ids[:1])))
        for pattern in (NUMBER, ORDER):
            for match in pattern.finditer(text):
                if any(a < match.end() and match.start() < b for a, b in taken):
                    continue
                name = self._number(text, *match.span())
                if name is None:
                    continue
                taken.append((name.start, name.end))
                (found if name.doc_ids else missing).append(name)
        if not found and not missing:
            for bare in self._bare(text):
                (found if bare.doc_ids else missing).append(bare)
        if allowed is not None:
            inside = set(allowed)
            found = [within for n in found if (within := self._within(n, inside)) is not None]
        return found, missing

    def _within(self, name: _Name, inside: set[str]) -> _Name | None:
        """A name that means a document within the limits, or the version of it that is (that of an earlier day)."""
        if set(name.doc_ids) & inside:
            return name
        versions = [s.doc_id for d in name.doc_ids[:1] for s in self._library.versions(d) if s.doc_id in inside]
        return replace(name, doc_ids=(versions[-1],)) if versions else None

    def _number(self, text: str, start: int, end: int) -> _Name | None:
        """A 文号. Its letters may be joined to the words before (请问国办发…): the longest known one counts."""
        tail = re.match(r"\s*文件?(?![\u4e00-\u9fff]*件)", text[end:])
        stop = end + (tail.end() if tail else 0)
        for begin in range(start, end - 4):
            key = number_key(text[begin:end])
            if key in self._numbers:
                return _Name(
                    begin,
                    stop,
                    text[begin:end],
                    tuple(self._library.find(text[begin:end])[:1]) or (self._numbers[key],),
                )
        plain = start + len(text[start:end]) - len(LEAD.sub("", text[start:end]))
        return _Name(plain, stop, text[plain:end], ()) if number_key(text[plain:end]) else None

    def _contiguous(self, title: str) -> list[str]:
        """Documents with a title that holds `title` as its main part: 《冲刺战的实施意见》 for 关于坚决打好打赢…的实施意见."""
        key = title_key(title)
        if len(key) < 6:
            return []
        doc_ids = [
            doc_id
            for doc_id in self._library.find_partial(title)
            if any(_is_main_part(key, own) for own, owner, kind in self._names if owner == doc_id and kind != "number")
        ]
        return doc_ids if len(doc_ids) == 1 else []

    def _around(self, text: str, start: int, end: int) -> _Name | None:
        """A title that has another in it, written without 书名号 of its own: 浙江省实施《…法》办法."""
        inner = title_key(text[start:end])
        key, places = _keyed(text)
        for own, doc_id, kind in self._names:
            if kind == "number" or len(own) <= len(inner) or inner not in own:
                continue
            at = key.find(own)
            if at >= 0 and places[at] < start and end <= places[at + len(own) - 1]:
                stop = places[at + len(own) - 1] + 1
                return _Name(places[at], stop, text[places[at] : stop], (doc_id,))
        return None

    def _bare(self, text: str) -> list[_Name]:
        """The longest name of the library that stands in the question without 书名号, and others with a clause behind."""
        key, places = _keyed(text)
        named: list[_Name] = []
        for own, _, kind in self._names:
            if (
                kind == "number"
                or len(own) < 3
                or not re.search(_GENRE + "$", own)
                or (kind == "alias" and len(own) < 5)
            ):
                continue
            if kind != "title" and len(own) < 6 and not own.endswith(("法", "条例", "法典")):
                continue
            at = key.find(own)
            if at < 0:
                continue
            start, end = places[at], places[at + len(own) - 1] + 1
            if any(n.start < end and start < n.end for n in named) or (named and not match_address(text, end)[0]):
                continue
            right = text[end : end + 4]
            if re.match(r"[律院官规人典]|(?:的)?(?:实施|配套)(?:条例|细则|办法|意见)|实施细则", right) and not re.match(
                r"规定|的规定", right
            ):
                continue  # another law's longer name
            doc_ids = tuple(self._library.find(own))
            if not doc_ids:
                continue
            left = LEAD.sub("", re.split(r"[，,。；;：:？?\s]", text[:start])[-1])
            if left and self._other(left, doc_ids[0]):
                named.append(_Name(start - len(left), end, text[start - len(left) : end], ()))
            else:
                named.append(_Name(start, end, text[start:end], doc_ids[:1]))
        return sorted(named, key=lambda name: name.start)

    def _other(self, left: str, doc_id: str) -> bool:
        """Whether the words right before a name make it another document: 湖南省…条例, 实施…办法, 火星…法."""
        if _OTHER_LEFT.search(left):
            return True
        if _APART.search(left):
            return False
        place = _PLACE_END.sub("", left)[-6:]
        summary = self._library.summary(doc_id)
        known = f"{summary.title}{summary.issuer or ''}{summary.source}{self._library.text(doc_id)[:600]}"
        return not any(place[i:] in known for i in range(max(1, len(place) - 1)))

    def _before(self, text: str, at: int) -> _Name | None:
        """The document that the words right before an address name, where no known name stands there."""
        head = text[:at].rstrip(" 的里中，,")
        piece = re.split(r"[，,。；;：:？?\s]", head)[-1]
        start = len(head) - len(piece)
        plain = LEAD.sub("", piece)
        start += len(piece) - len(plain)
        if not plain or not re.search(_GENRE + "$", plain) or BACK_DOCUMENT.fullmatch(plain) or len(plain) < 3:
            return None
        key = title_key(plain)
        near = self._near(key)
        if len(near) == 1:
            return _Name(start, start + len(plain), plain, (near[0],), near=True)
        return _Name(start, start + len(plain), plain, tuple(near[:3]), near=False)

    def _near(self, key: str) -> list[str]:
        """Documents whose title holds all characters of `key` in order, with the same kind of document at the end."""
        genre = re.search(_GENRE + "$", key)
        if genre is None or len(key) - len(genre.group()) < 2:
            return []
        found: dict[str, int] = {}
        for own, doc_id, kind in self._names:
            # A place that was left out makes it another document.
            if kind == "number" or not own.endswith(genre.group()[-2:]) or not _in_order(key, own):
                continue
            if re.match(r"^[\u4e00-\u9fff]{2,8}?(?:省|市|州|县|区)", own) and own[:2] != key[:2]:
                continue
            found[doc_id] = min(found.get(doc_id, 999), len(own))
        nearest = sorted(found, key=lambda doc_id: (found[doc_id], doc_id))
        return list(dict.fromkeys(self._library.serving(doc_id) for doc_id in nearest))

    # -- addresses ----------------------------------------------------------------------------------
    def _addresses(
        self, text: str, names: Sequence[_Name]
    ) -> tuple[list[Address], list[tuple[int, int]], list[str | None]]:
        """The addresses asked for, where they stand, and the document named before each."""
        found: list[Address] = []
        owners: list[str | None] = []
        spans: list[tuple[int, int]] = []
        position = 0
        inside = [(n.start, n.end) for n in names]
        while position < len(text):
            hold = next((b for a, b in inside if a <= position < b), None)
            if hold is not None:
                position = hold
                continue
            steps, end = self._address_at(
                text,
                position,
                any(text[n.end : position].strip(" 的里中，,（(《》）)") == "" and n.end <= position for n in names),
            )
            if steps and not any(position < a < end for a, _ in inside):
                found += _range(found, text[spans[-1][1] : position] if spans else "", steps)
                before = [n for n in names if n.end <= position and n.doc_ids]
                owners += [before[-1].doc_ids[0] if before else None] * (len(found) - len(owners))
                spans.append((position, end))
                position = end
            else:
                position += 1
        return found, spans, owners

    def _address_at(self, text: str, at: int, after_name: bool) -> tuple[Address, int]:
        if text[at].isspace():
            return (), at
        steps, end = match_address(text, at)
        # A title in 书名号 is a document here, not a step.
        if not steps or steps[0].unit is Unit.EMBEDDED:
            return (), at
        if text[end - 1] in "、，, ":
            tail = text[at:end].rstrip("、，, ")
            if steps[-1].unit is not Unit.PART:
                end = at + len(tail)
        written = text[at:end]
        if written.startswith("附"):
            return (steps, end) if steps[0].number or len(steps) > 1 or after_name else ((), at)
        if written.startswith("第"):
            following = text[end : end + 1]
            if (
                steps[-1].unit in (Unit.SECTION, Unit.ITEM, Unit.SUBITEM, Unit.ARTICLE)
                and len(steps) == 1
                and following in ("课", "目", "线", "路")
            ):
                return (), at
            return steps, end
        whole = not text[:at].strip() and CONTENT.match(text[end:]) is not None
        return (steps, end) if after_name or (whole and len(steps) > 1) else ((), at)


def _range(found: list[Address], between: str, steps: Address) -> list[Address]:
    """The address, with those between it and the last one where 至 or 到 joins them."""
    if not found or not re.fullmatch(r"\s*(?:至|到|—+|-|~|～)\s*", between):
        return [steps]
    last = found[-1]
    if (
        len(steps) > len(last)
        or last[-1].unit is not steps[-1].unit
        or not 0 < steps[-1].number - last[-1].number <= 12
    ):
        return [steps]
    return [(*last[:-1], Step(steps[-1].unit, n)) for n in range(last[-1].number + 1, steps[-1].number + 1)]


def _keyed(text: str) -> tuple[str, list[int]]:
    """The text as title_key writes it, and for each character its place in the text."""
    key, places = [], []
    for place, char in enumerate(text):
        own = title_key(char)
        if own:
            key.append(own[0])
            places.append(place)
    joined = "".join(key)
    for match in reversed(list(re.finditer("中华人民共和国", joined))):
        joined = joined[: match.start()] + joined[match.end() :]
        del places[match.start() : match.end()]
    return joined, places


def _in_order(short: str, long: str) -> bool:
    characters = iter(long)
    return all(char in characters for char in short)


def _is_main_part(key: str, own: str) -> bool:
    """Whether `key` is a title's main part: its end (the issuer and 关于 left out), or all but a （试行）."""
    return (
        key in own
        and (own.endswith(key) or own.startswith(key))
        and len(key) >= 0.5 * len(own)
        and bool(re.search(_GENRE + "$", key))
    )


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    kept, position = [], 0
    for start, end in sorted(spans):
        kept.append(text[position : max(position, start)])
        position = max(position, end)
    return "".join([*kept, text[position:]]).strip()
