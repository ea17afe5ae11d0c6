"""A sentence's parts and the sentences of its sources that they render: nothing may be joined that the sources keep apart.

A part (up to a comma) is held against that sentence of the source whose words it has most of. Parts of one sentence make a
group, which is checked against that sentence alone, so that no word of another one bears it out. Where a sentence goes on
with a part of another source sentence, it must begin where that one begins: what stands in the middle of it has a subject
or a condition of its own, which would be lost (甲负责受理，并在三日内作出决定, where it is 乙 who decides).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from qa.compare.fold import fold
from qa.compare.paraphrase import pairs_of
from qa.wording import ACTOR, plain

_END = re.compile(r"[。；;！？!?\n]+")
_SIGN = re.compile(r"[，,；;：:。！？!?\n]")
_LABEL = re.compile(
    r"^\s*(?:[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}(?:[.．]\d{1,2}){1,3}(?!\d)|[一二三四五六七八九十\d]{1,3}[、.．]|第[一二三四五六七八九十百千零\d]+[条款章节项](?:之[一二三四五])?)\s*"
)
_SUBJECT = re.compile(
    rf"([^，,；;。：:]{{0,16}}?{ACTOR.pattern})(?=应当|应|可以|必须|须|不得|负责|根据|按照|自收到|自受理|在|对|会同|组织|收到)"
)
_OPENS, _CLOSES = "（(“「『《", "）)”」』》"
_HEADING_CHARS = 16  # of a sentence without a comma that names what follows: 仓储设施。
_PLACED = 0.34  # share of a part's pairs of keys that its source sentence has at least
_STAYS = 0.2  # by how much another sentence must have more of a part than the one before it
_FIRST = 2  # keys that a source sentence begins with
_LEAST_KEYS = 3  # of a part that is placed by itself


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence of a source, up to 。 or ；. `lead`: that which leads it in (下列情形：); `opening`: what it begins with."""

    text: str
    keys: str
    lead: int | None
    opening: str
    heading: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Parts of a sentence with the source sentences that they are to be checked against, and the headings above these.

    `without_subject`: the words without the body that the source's sentences before name as the subject, where their own
    have none (不予批准的，县民政局应当说明理由); "" where there is none.
    """

    words: str
    source: str
    headings: str
    without_subject: str


@lru_cache(maxsize=256)
def units_of(text: str) -> tuple[Unit, ...]:
    """The sentences of a text, in order; its headings among them."""
    found: list[Unit] = []
    lead: int | None = None
    at = 0
    for stop in [*(m.end() for m in _END.finditer(text) if not _bracketed(text[at : m.start()])), len(text)]:
        words, at = text[at:stop], stop
        bare = _LABEL.sub("", words.strip())
        keys = fold(bare).keys
        if not keys:
            continue
        heading = len(bare) <= _HEADING_CHARS and not re.search(r"[，,：:；;]|应|可|须|不|的$", bare)
        labelled = bool(_LABEL.match(words))
        own = lead if lead is not None and (labelled or not _ended(found)) else None
        found.append(Unit(words.strip(), keys, own, plain(keys)[:_FIRST], heading))
        if bare.rstrip().endswith(("：", ":")):
            lead = len(found) - 1
        elif own is None:
            lead = None
    return tuple(found)


def _bracketed(words: str) -> bool:
    """Whether a bracket is still open behind some words; one that isn't closed in its line is a slip."""
    line = words.rpartition("\n")[2]
    return line.count("（") + line.count("(") > line.count("）") + line.count(")")


def _ended(found: Sequence[Unit]) -> bool:
    return bool(found) and found[-1].text.endswith(("。", "！", "？"))


def segments(words: str) -> list[str]:
    """The parts of a sentence between its signs; what stands in brackets or quotation marks isn't parted."""
    parts, depth, start = [], 0, 0
    for at, char in enumerate(words):
        if char in _OPENS:
            depth += 1
        elif char in _CLOSES:
            depth = max(0, depth - 1)
        elif not depth and _SIGN.match(char):
            parts.append(words[start : at + 1])
            start = at + 1
    parts.append(words[start:])
    return [part for part in parts if re.search(r"\w", part)]


def groups_of(words: str, text: str) -> list[Group] | None:
    """A sentence as groups of parts, each with what it is to be checked against; None where it joins what is kept apart.

    :param words: without names of documents and marks.
    :param text: the texts of its sources.
    """
    units = units_of(text)
    placed = _placed(segments(words), units)
    groups: list[tuple[list[str], list[int]]] = []
    for part, unit in placed:
        if groups and _together(groups[-1][1], unit, units):
            if unit not in groups[-1][1] and not _begins(part, unit, groups[-1][1], units):
                return None
            groups[-1][0].append(part)
            groups[-1][1].append(unit)
            continue
        if groups and not _begins(part, unit, groups[-1][1], units):
            return None
        groups.append(([part], [unit]))
    return [
        Group("".join(parts), _text(own, units), _headings(own, units), _without_subject("".join(parts), own[0], units))
        for parts, own in groups
    ]


def _without_subject(words: str, unit: int, units: Sequence[Unit]) -> str:
    if ACTOR.search(units[unit].text):
        return ""
    found = [m for u in units[max(0, unit - 3) : unit] if (m := _SUBJECT.match(_LABEL.sub("", u.text)))]
    subject = found[-1].group(1) if found else ""
    return words.replace(subject, "", 1) if subject and subject in words else ""


def _placed(parts: Sequence[str], units: Sequence[Unit]) -> list[tuple[str, int]]:
    """Each part with the source sentence that has most of it; parts that say little go with their neighbours."""
    placed: list[tuple[str, int]] = []
    waiting = ""
    for part in parts:
        pairs = pairs_of(fold(part).keys)
        shares = [sum(pair in unit.keys for pair in pairs) / len(pairs) if pairs else 0.0 for unit in units]
        best = max(shares, default=0.0)
        before = placed[-1][1] if placed else None
        if len(pairs) < _LEAST_KEYS - 1 or best < _PLACED:
            if before is not None and not waiting and (fold(part).keys in units[before].keys or part is parts[-1]):
                placed[-1] = (placed[-1][0] + part, before)
            else:
                waiting += part
            continue
        unit = _verbatim(part, before, units)
        if unit is None:
            unit = shares.index(best)
            around = (before, units[before].lead) if before is not None else ()
            near = [u for u in around if u is not None and shares[u] > best - _STAYS]
            unit = max(near, key=lambda u: shares[u]) if near else unit
        placed.append((waiting + part, unit))
        waiting = ""
    if waiting and placed:
        placed[-1] = (placed[-1][0] + waiting, placed[-1][1])
    return placed or ([(waiting, 0)] if units else [])


def _verbatim(part: str, before: int | None, units: Sequence[Unit]) -> int | None:
    """The source sentence that has a part as it is: that of the part before, else the next one, else the first."""
    keys = fold(part).keys
    having = [u for u, unit in enumerate(units) if keys in unit.keys]
    near = [u for u in having if before is not None and u in (before, before + 1)]
    return next(iter([*near, *having]), None)


def _together(own: Sequence[int], unit: int, units: Sequence[Unit]) -> bool:
    """Whether a source sentence is one of those, what leads them in, or another item of theirs."""
    leads = {units[u].lead for u in own} - {None}
    return unit in own or unit in leads or units[unit].lead in own or units[unit].lead in leads


def _begins(part: str, unit: int, own: Sequence[int], units: Sequence[Unit]) -> bool:
    """Whether a part has what its source sentence begins with, or goes on with the subject of the part before."""
    if any(units[u].lead == unit for u in own):
        return True  # 有火灾的，可以申请: from an item to what leads it in
    opening = units[unit].opening
    return opening in plain(fold(part).keys) or opening == units[own[-1]].opening


def _text(own: Sequence[int], units: Sequence[Unit]) -> str:
    with_leads = {u for unit in own for u in (unit, units[unit].lead) if u is not None}
    return "\n".join(units[u].text for u in sorted(with_leads))


def _headings(own: Sequence[int], units: Sequence[Unit]) -> str:
    """The headings right above: 仓储设施。"""
    return " ".join(units[u - 1].text for u in own if u and units[u - 1].heading)
