"""Clause addresses: what people write (第23条第一款, 三（二）, 附件2第五条) as steps, and back.

A canonical address is outermost first, in Chinese numerals, without separators:
`第二十三条第一款第（三）项`, `三、（二）1.（1）`, `附件2第五条`. `parse_address(format_address(steps)) == steps`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from corpus.numerals import ORDINAL, parse_numeral, to_chinese


class Unit(StrEnum):
    """A level of an address. ANY is what `第三点` leaves open: a child of any kind with that number."""

    ATTACHMENT = "attachment"
    EMBEDDED = "embedded"
    VOLUME = "volume"
    SUBVOLUME = "subvolume"
    CHAPTER = "chapter"
    SECTION = "section"
    ARTICLE = "article"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    SUBITEM = "subitem"
    PART = "part"
    SUBPART = "subpart"
    POINT = "point"
    SUBPOINT = "subpoint"
    CIRCLED = "circled"
    DECIMAL = "decimal"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Step:
    """One level: `number` (0 for an attachment without one), `suffix` for 之一, `name` for 《…》 and 1.2.3."""

    unit: Unit
    number: int
    suffix: int = 0
    name: str = ""


Address = tuple[Step, ...]

CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
PARENTHESISED = "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩"
_OPEN, _CLOSE = r"[（(〔\[]", r"[）)〕\]]"
_NAMED_UNITS = {
    "编": Unit.VOLUME, "分编": Unit.SUBVOLUME, "章": Unit.CHAPTER, "节": Unit.SECTION, "条": Unit.ARTICLE,
    "款": Unit.PARAGRAPH, "项": Unit.ITEM, "目": Unit.SUBITEM, "部分": Unit.PART, "大点": Unit.PART,
    "点": Unit.ANY, "小点": Unit.ANY, "小项": Unit.ANY, "条措施": Unit.ANY,
}  # fmt: skip
_ORD = rf"(?:{_OPEN}\s*{ORDINAL}\s*{_CLOSE}|\s*{ORDINAL}\s*)"
_SUFFIX = r"(?:\s*之\s*([一二三四五六七八九十0-9０-９]+))?"
_UNITS = "部分|分编|大点|小点|小项|编|章|节|条|款|项|目|点"
STEP = re.compile(
    rf"(?P<attachment>附[件表录]\s*(?P<att>{_OPEN}?(?:[0-9０-９]+|[一二三四五六七八九十]+(?!\s*、)){_CLOSE}?|))"
    rf"|(?P<embedded>《(?P<emb>[^《》]{{1,80}})》)"
    rf"|第(?P<ord>{_ORD})(?P<unit>{_UNITS}){_SUFFIX}"
    rf"|(?P<part>{ORDINAL})\s*、"
    rf"|{_OPEN}\s*(?P<paren>{ORDINAL})\s*{_CLOSE}(?P<punit>[条款项点目])?"
    rf"|(?P<circ>[{CIRCLED}])"
    rf"|(?P<pchar>[{PARENTHESISED}])"
    rf"|(?P<dec>[0-9０-９]+(?:[.．][0-9０-９]+)+)[.．、]?"
    rf"|(?P<point>[0-9０-９]+)\s*[.．](?![0-9０-９])"
    rf"|(?P<bare>{ORDINAL})(?P<bunit>{_UNITS}){_SUFFIX}"
    rf"|(?P<lone>[一二三四五六七八九十]+)(?=\s*{_OPEN})"
)
_GAP = re.compile(r"[ \u3000]*[的、]?[ \u3000]*")
_ARABIC = re.compile(r"[0-9０-９]")


def parse_address(text: str) -> Address | None:
    """Read a whole string as an address, in any numeral writing.

    :return: the steps, outermost first; None if anything in it is not part of an address.
    """
    text = text.strip()
    steps, position = match_address(text, 0)
    return steps if steps and not text[position:].strip(" 的、之，,") else None


def match_address(text: str, position: int) -> tuple[Address, int]:
    """Read the longest address that starts at `position`.

    :return: the steps (empty where there is none) and the offset behind the last of them.
    """
    steps: list[Step] = []
    while True:
        if steps:
            gap = _GAP.match(text, position)
            start = gap.end() if gap else position
        else:
            start = position
        match = STEP.match(text, start)
        if not match:
            break
        step = _read_step(match, steps)
        if step is None or (steps and not _may_follow(steps[-1], step)):
            break
        steps.append(step)
        position = match.end()
    return tuple(steps), position


def _read_step(match: re.Match[str], before: list[Step]) -> Step | None:
    group = match.group
    if group("attachment"):
        number = parse_numeral(group("att").strip("（）()〔〕[]")) if group("att") else 0
        return Step(Unit.ATTACHMENT, number or 0)
    if group("embedded"):
        return Step(Unit.EMBEDDED, 0, name=group("emb"))
    if group("circ"):
        return Step(Unit.CIRCLED, CIRCLED.index(group("circ")) + 1)
    if group("pchar"):
        return Step(Unit.SUBPART, PARENTHESISED.index(group("pchar")) + 1)
    if group("dec"):
        name = _half(group("dec"))
        return Step(Unit.DECIMAL, int(name.rpartition(".")[2]), name=name)
    for written, unit_name, suffix_group in (("ord", "unit", match.re.groupindex["unit"] + 1),
                                             ("bare", "bunit", match.re.groupindex["bunit"] + 1)):  # fmt: skip
        if group(written):
            number = parse_numeral(group(written).strip(" （）()〔〕[]\u3000"))
            suffix = parse_numeral(match.group(suffix_group)) if match.group(suffix_group) else 0
            if number is None:
                return None
            unit = _NAMED_UNITS[group(unit_name)]
            if unit is Unit.ARTICLE and before and before[-1].unit in (Unit.PART, Unit.SUBPART):
                unit = Unit.ANY  # 第三部分第（二）条
            return Step(unit, number, suffix or 0)
    if group("part") or group("lone"):
        number = parse_numeral(group("part") or group("lone"))
        if number is None:
            return None
        arabic = bool(_ARABIC.search(group("part") or ""))
        return Step(Unit.POINT if arabic else Unit.PART, number)
    if group("paren"):
        number = parse_numeral(group("paren"))
        if number is None:
            return None
        if group("punit"):
            unit = _NAMED_UNITS[group("punit")]
            return Step(Unit.ANY if unit is Unit.ARTICLE else unit, number)
        if _ARABIC.search(group("paren")):
            return Step(Unit.SUBPOINT, number)
        inside = any(step.unit in (Unit.ARTICLE, Unit.PARAGRAPH) for step in before)
        return Step(Unit.ITEM if inside else Unit.SUBPART, number)
    number = parse_numeral(group("point"))
    if number is None:
        return None
    return Step(Unit.SUBITEM if before and before[-1].unit is Unit.ITEM else Unit.POINT, number)


_RANK = {
    Unit.ATTACHMENT: 0, Unit.EMBEDDED: 1, Unit.VOLUME: 2, Unit.SUBVOLUME: 3, Unit.CHAPTER: 4, Unit.SECTION: 5,
    Unit.ARTICLE: 6, Unit.PARAGRAPH: 7, Unit.ITEM: 8, Unit.SUBITEM: 9,
    Unit.PART: 6, Unit.SUBPART: 7, Unit.POINT: 8, Unit.SUBPOINT: 9, Unit.CIRCLED: 10, Unit.DECIMAL: 6, Unit.ANY: 11,
}  # fmt: skip
RANK = _RANK


def _may_follow(outer: Step, inner: Step) -> bool:
    if Unit.ANY in (outer.unit, inner.unit):
        return True
    return _RANK[outer.unit] < _RANK[inner.unit]


def format_step(step: Step) -> str:
    """The canonical writing of one level."""
    number = to_chinese(step.number)
    suffix = f"之{to_chinese(step.suffix)}" if step.suffix else ""
    match step.unit:
        case Unit.ATTACHMENT:
            return f"附件{step.number or ''}"
        case Unit.EMBEDDED:
            return f"《{step.name}》"
        case Unit.VOLUME:
            return f"第{number}编"
        case Unit.SUBVOLUME:
            return f"第{number}分编"
        case Unit.CHAPTER:
            return f"第{number}章{suffix}"
        case Unit.SECTION:
            return f"第{number}节{suffix}"
        case Unit.ARTICLE:
            return f"第{number}条{suffix}"
        case Unit.PARAGRAPH:
            return f"第{number}款"
        case Unit.ITEM:
            return f"第（{number}）项{suffix}"
        case Unit.SUBITEM:
            return f"第{step.number}目"
        case Unit.PART:
            return f"{number}、"
        case Unit.SUBPART:
            return f"（{number}）"
        case Unit.POINT:
            return f"{step.number}."
        case Unit.SUBPOINT:
            return f"（{step.number}）"
        case Unit.CIRCLED:
            return CIRCLED[step.number - 1] if 0 < step.number <= len(CIRCLED) else f"（{step.number}）"
        case Unit.DECIMAL:
            return step.name
        case _:
            return f"第{number}点"


def format_address(steps: Address) -> str:
    """The canonical writing of an address, outermost first; 、 parts digits that would run together (附件2、2.)."""
    written = ""
    for step in steps:
        written = join_step(written, step)
    return written


def join_step(outer: str, step: Step) -> str:
    """The address of a step within `outer`."""
    own = format_step(step)
    runs_together = own[:1].isdigit() and (outer[-1:].isdigit() or outer.endswith("附件"))
    return outer + ("、" if runs_together else "") + own


def _half(text: str) -> str:
    return "".join(chr(ord(char) - 0xFEE0) if "！" <= char <= "～" else char for char in text)
