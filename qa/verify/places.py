"""Addresses as drafts write them behind a name: one, several (第三条、第五条; 第一、二款), a range (第三条至第六条)."""

from __future__ import annotations

import re

from corpus.addresses import RANK, STEP, Address, Step, Unit, match_address
from corpus.numerals import ORDINAL, parse_numeral
from qa.verify.types import Place

_ORD = rf"(?:[（(〔]\s*{ORDINAL}\s*[）)〕]|\s*{ORDINAL}\s*)"
_UNIT = r"(?:部分|条|款|项|目|点|章|节|编)"
_PLAIN, _BRACKETED = rf"\s*{ORDINAL}\s*", rf"[（(〔]\s*{ORDINAL}\s*[）)〕]"
_JOIN = r"(?:[、,，和及与]|以及|至|到|~|～|—|－|-|–)"
# 第一、二款 and 第（一）、（三）项, but not （二）和第四部分.
_LIST = re.compile(
    rf"第?(?:(?P<first>{_PLAIN})(?P<rest>(?:{_JOIN}\s*第?{_PLAIN})+)|(?P<first_b>{_BRACKETED})(?P<rest_b>(?:{_JOIN}\s*第?{_BRACKETED})+))"
    rf"\s*(?P<unit>{_UNIT})"
)
_LISTED = re.compile(rf"第{_ORD}(?:(?:[、,，和及与至到~～—－–-]|以及)\s*第?{_ORD})+\s*{_UNIT}")
_NEXT = re.compile(rf"(?P<join>[、,，和及与]|以及|至|到|~|～|—+|－|-|–)\s*第?(?P<ord>{_ORD})")
_AND = re.compile(r"[ \u3000]*(?:[，,、]\s*(?:以及|及|和)|、|，|,|和|及其|及|与|以及|或者|或|并)[ \u3000]*")
_TO = re.compile(r"[ \u3000]*(?:至|到|—+|－|-|–|~|～)[ \u3000]*")
_HEAD = re.compile(rf"第{_ORD}{_UNIT}|[（(]\s*{ORDINAL}\s*[）)]\s*{_UNIT}|{ORDINAL}{_UNIT}")
_BARE = re.compile(rf"[（(]\s*{ORDINAL}\s*[）)]")
# What may lie between a name and its address.
BETWEEN = re.compile(
    r"[ \u3000]*(?:[的中里之内]|，|,)?[ \u3000]*(?:(?:总则|分则|附则|正文)(?:部分)?[的中里]?(?=第))?[ \u3000]*\n?[ \u3000]*"
)
_FIRST = re.compile(
    rf"第|附[件表录]|{ORDINAL}\s*{_UNIT}|[一二三四五六七八九十]+\s*、|[一二三四五六七八九十]+\s*[（(][一二三四五六七八九十]|[（(]\s*[一二三四五六七八九十0-9]+\s*[）)]\s*{_UNIT}"
)
_NO_UNIT = {
    "条": "线路路理例款例",
    "款": "式项待物",
    "项": "目链",
    "目": "标录的前",
    "点": "钟",
    "节": "课约日能目",
    "章": "程",
    "编": "制辑",
}
_UNITS = {"部分": Unit.PART, "条": Unit.ARTICLE, "款": Unit.PARAGRAPH, "项": Unit.ITEM, "目": Unit.SUBITEM, "点": Unit.ANY,
          "章": Unit.CHAPTER, "节": Unit.SECTION, "编": Unit.VOLUME}  # fmt: skip


def places_at(text: str, at: int) -> list[Place]:
    """The addresses that begin at `at`, one after the other; none where there is none."""
    if not _FIRST.match(text, at):
        return []
    found = _one(text, at, ())
    if not found:
        return []
    while True:
        last = found[-1]
        range_to = _TO.match(text, last.end)
        if range_to is not None and not last.last and _HEAD.match(text, range_to.end()):
            until = _one(text, range_to.end(), last.steps)
            if until and _later(last.steps, until[0].steps):
                found[-1] = Place(last.start, until[-1].end, last.steps, until[0].steps)
                continue
        joined = _AND.match(text, last.end)
        bare = text[last.end - 1] in "）)" and joined is not None and _BARE.match(text, joined.end())
        if joined is None or not bare and not _HEAD.match(text, joined.end()) and not _LISTED.match(text, joined.end()):
            return found
        more = _one(text, joined.end(), found[-1].last or found[-1].steps)
        if not more:
            return found
        found += more


def _one(text: str, at: int, before: Address) -> list[Place]:
    """The address at `at`, as several where its last level lists numbers (第三条第一、二款)."""
    steps, end = match_address(text, at) if not _LIST.match(text, at) else ((), at)
    if steps and steps[0].unit is Unit.EMBEDDED:
        return []
    if steps and _another_word(text, end):
        return []
    gap = re.compile(r"[ \u3000]*").match(text, end)
    listed = _LIST.match(text, gap.end() if gap else end)
    if listed is not None and not _another_word(text, listed.end()):
        return _listed(listed, at if steps else listed.start(), steps, before)
    if not steps:
        return []
    return [Place(at, end, joined(before, steps))]


def _listed(match: re.Match[str], start: int, outer: Address, before: Address) -> list[Place]:
    unit = _UNITS[match["unit"]]
    tail = "_b" if match["first_b"] else ""
    numbers = [(_number(match["first" + tail]), match.end("first" + tail), "")]
    for more in _NEXT.finditer(match.string, match.start("rest" + tail), match.end("rest" + tail)):
        numbers.append((_number(more["ord"]), more.end(), more["join"]))
    found: list[Place] = []
    for count, (number, end, join) in enumerate(numbers):
        if number is None:
            return []
        steps = joined(before, (*outer, Step(unit, number)))
        stop = match.end() if count == len(numbers) - 1 else end
        if join and join not in ("、", ",", "，", "和", "及", "与", "以及") and found:
            found[-1] = Place(found[-1].start, stop, found[-1].steps, steps)
            continue
        begin = start if not found else match.string.index(join, found[-1].end) + len(join)
        found.append(Place(begin, stop, steps))
    return found


def _number(written: str) -> int | None:
    return parse_numeral(written.strip(" （）()〔〕"))


def _later(one: Address, other: Address) -> bool:
    """Whether a range may go from one address to the other: the same level, a higher number."""
    a, b = one[-1], other[-1]
    return (
        a.unit is b.unit and (b.number, b.suffix) > (a.number, a.suffix) and (len(one) == len(other) or len(other) == 1)
    )


def _another_word(text: str, end: int) -> bool:
    """Whether the unit's character begins another word: 第三条线路, 第一项目, 第二节课."""
    return text[end : end + 1] in _NO_UNIT.get(text[end - 1], "") and bool(text[end : end + 1])


def joined(before: Address, steps: Address) -> Address:
    """An address that leaves out what it shares with the one before: 第二款 behind 第八条第一款 is 第八条第二款."""
    if not before:
        return steps
    first = steps[0]
    if first.unit is Unit.ANY:
        return (
            (*before[:-1], *steps)
            if len(before) > 1
            else (*before, *steps)
            if before[-1].unit is not Unit.ANY
            else steps
        )
    if first.unit in (Unit.ARTICLE, Unit.PART, Unit.CHAPTER, Unit.ATTACHMENT, Unit.VOLUME):
        kept = [s for s in before if s.unit is Unit.ATTACHMENT and first.unit is not Unit.ATTACHMENT]
        return (*kept, *steps)
    outer: list[Step] = []
    for step in before:
        if RANK[step.unit] >= RANK[first.unit]:
            break
        outer.append(step)
    return (*outer, *steps)


__all__ = ["BETWEEN", "STEP", "joined", "places_at"]
