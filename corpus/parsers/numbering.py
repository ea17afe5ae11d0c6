"""Word's automatic numbering as text: 第三条, （一）, 1.2.1 stand in no run, only in numbering.xml.

After ECMA-376 part 1, 17.9 (numbering) and 17.18.59 (ST_NumberFormat).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from corpus.addresses import CIRCLED
from corpus.numerals import to_chinese
from corpus.parsers.package import attribute, child, children

_LEVELS = 9
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_LEGAL_SIMPLE = str.maketrans("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")
_LEGAL_TRADITIONAL = str.maketrans("零一二三四五六七八九十百千", "零壹貳參肆伍陸柒捌玖拾佰仟")
_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
          (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip
_MORE_CIRCLED = "㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿"
# Behind these a tab or space of the numbering is a word's distance; behind ） and 、 Chinese text has none.
_SPACED = re.compile(r"[编章节条款0-9A-Za-z]$")


def _roman(number: int) -> str:
    written = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        written += letters * count
    return written


def _letters(number: int) -> str:
    return chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _digits(number: int, zero: str = "〇") -> str:
    return "".join((zero + "一二三四五六七八九")[int(digit)] for digit in str(number))


def _counting(number: int) -> str:
    """chineseCounting: 十一, 二十, and from 100 on digit by digit."""
    return to_chinese(number) if number < 100 else _digits(number, "○")


def _japanese(number: int) -> str:
    """japaneseCounting: 百 and 千 without a 一 before them, and no 零 within."""
    written = ""
    for value, sign in ((1000, "千"), (100, "百"), (10, "十")):
        count, number = divmod(number, value)
        if count:
            written += ("" if count == 1 else _digits(count)) + sign
    return written + (_digits(number) if number else "")


def _circled(number: int) -> str:
    signs = CIRCLED[:20] + _MORE_CIRCLED
    return signs[number - 1] if number <= len(signs) else str(number)


def _wide(number: int) -> str:
    return "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))


def _block(first: str, count: int) -> Callable[[int], str]:
    return lambda number: chr(ord(first) + number - 1) if number <= count else str(number)


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda n: f"{n:02}",
    "decimalHalfWidth": str,
    "decimalFullWidth": _wide,
    "decimalFullWidth2": _wide,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedFullstop": _block("⒈", 20),
    "decimalEnclosedParen": _block("⑴", 20),
    "numberInDash": lambda n: f"- {n} -",
    "chineseCounting": _counting,
    "chineseCountingThousand": to_chinese,
    "taiwaneseCounting": _counting,
    "taiwaneseCountingThousand": to_chinese,
    "taiwaneseDigital": lambda n: _digits(n, "○"),
    "ideographDigital": _digits,
    "japaneseCounting": _japanese,
    "japaneseDigitalTenThousand": _digits,
    "koreanDigital2": _digits,
    "chineseLegalSimplified": lambda n: to_chinese(n).translate(_LEGAL_SIMPLE),
    "ideographLegalTraditional": lambda n: to_chinese(n).translate(_LEGAL_TRADITIONAL),
    "japaneseLegal": lambda n: to_chinese(n).translate(_LEGAL_TRADITIONAL),
    "ideographTraditional": lambda n: _STEMS[n - 1] if n <= len(_STEMS) else str(n),
    "ideographZodiac": lambda n: _BRANCHES[n - 1] if n <= len(_BRANCHES) else str(n),
    "ideographZodiacTraditional": lambda n: _STEMS[(n - 1) % 10] + _BRANCHES[(n - 1) % 12],
    "ideographEnclosedCircle": _block("㊀", 10),
    "upperRoman": _roman,
    "lowerRoman": lambda n: _roman(n).lower(),
    "upperLetter": _letters,
    "lowerLetter": lambda n: _letters(n).lower(),
    "none": lambda n: "",
}


def format_number(number: int, name: str) -> str:
    """A number in one of Word's number formats; in digits where the format is unknown or has no such number."""
    if number <= 0 or number > 99_999:
        return str(number) if name != "none" else ""
    return _FORMATS.get(name, str)(number)


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list. `restart`: None begins anew behind any higher level, 0 never, n behind level n (from 1)."""

    format: str = "decimal"
    text: str = ""
    start: int = 1
    restart: int | None = None
    legal: bool = False
    suffix: str = "tab"
    style: str | None = None


@dataclass(slots=True)
class _List:
    counters: list[int | None] = field(default_factory=lambda: [None] * _LEVELS)


class Numbering:
    """The lists of a document, and how far each has counted."""

    def __init__(self) -> None:
        self._lists: dict[str, _List] = {}
        self._levels: dict[str, dict[int, Level]] = {}
        self._fresh: dict[str, dict[int, int]] = {}  # num_id -> level -> where it starts when first met
        self._counters: dict[str, _List] = {}

    def add(self, num_id: str, list_id: str, levels: dict[int, Level], fresh: dict[int, int] | None = None) -> None:
        """Make a list known.

        :param num_id: by what paragraphs name it.
        :param list_id: the list that it counts on with; lists of the same id go on with each other's numbers.
        :param fresh: levels that begin at a number of their own where this list is first used.
        """
        self._lists[num_id] = self._counters.setdefault(list_id, _List())
        self._levels[num_id] = {
            i: replace(level, start=(fresh or {}).get(i, level.start)) for i, level in levels.items()
        }
        if fresh:
            self._fresh[num_id] = dict(fresh)

    @classmethod
    def from_xml(cls, root: Any, style_lists: dict[str, str] | None = None) -> Numbering:
        """Read numbering.xml.

        :param root: its root element; None for a document without lists.
        :param style_lists: style id -> numId of list styles, for lists that are only named by a style.
        """
        abstract: dict[str, dict[int, Level]] = {}
        links: dict[str, str] = {}
        for element in children(root, "abstractNum"):
            key = attribute(element, "abstractNumId") or ""
            abstract[key] = dict(_level(level) for level in children(element, "lvl"))
            link = attribute(child(element, "numStyleLink"), "val")
            if link:
                links[key] = link
        nums = {attribute(n, "numId") or "": n for n in children(root, "num")}
        for key, style in links.items():
            target = nums.get((style_lists or {}).get(style, ""))
            linked = attribute(child(target, "abstractNumId"), "val") if target is not None else None
            if linked in abstract and not abstract[key]:
                abstract[key] = abstract[linked]
        numbering = cls()
        for num_id, element in nums.items():
            list_id = attribute(child(element, "abstractNumId"), "val") or ""
            if list_id not in abstract:
                continue
            levels, fresh = dict(abstract[list_id]), {}
            for override in children(element, "lvlOverride"):
                index = _integer(attribute(override, "ilvl"), 0)
                whole = child(override, "lvl")
                if whole is not None:
                    levels[index] = _level(whole)[1]
                start = attribute(child(override, "startOverride"), "val")
                if start is not None:
                    fresh[index] = _integer(start, 1)
                    levels.setdefault(index, Level())
            numbering.add(num_id, list_id, levels, fresh)
        return numbering

    def level_of_style(self, num_id: str, style: str) -> int | None:
        """The level of a list that a paragraph style is tied to."""
        return next((i for i, level in self._levels.get(num_id, {}).items() if level.style == style), None)

    def label(self, num_id: str, index: int) -> str:
        """Count one paragraph, and write its label with what parts it from the text; empty for a bullet."""
        levels = self._levels.get(num_id)
        if levels is None or not 0 <= index < _LEVELS or index not in levels:
            return ""
        counters = self._lists[num_id].counters
        for fresh, start in self._fresh.pop(num_id, {}).items():
            if 0 <= fresh < _LEVELS:
                counters[fresh] = start - 1
        level = levels[index]
        number = counters[index]
        counters[index] = level.start if number is None else number + 1
        for deeper in range(index + 1, _LEVELS):
            restart = levels[deeper].restart if deeper in levels else None
            if restart is None or 0 < index + 1 <= restart:
                counters[deeper] = None
        if level.format == "bullet":
            return ""
        return self._written(levels, level, counters) + _behind(level)

    def _written(self, levels: dict[int, Level], level: Level, counters: list[int | None]) -> str:
        def number(match: re.Match[str]) -> str:
            which = int(match.group(1)) - 1
            counted = levels.get(which, Level())
            value = counters[which] if counters[which] is not None else counted.start
            return format_number(value or 0, "decimal" if level.legal else counted.format)

        return re.sub(r"%([1-9])", number, level.text)


def _behind(level: Level) -> str:
    if level.suffix == "nothing" or not level.text or level.text[-1].isspace():
        return ""
    return " " if _SPACED.search(re.sub(r"%[1-9]", "1", level.text)) else ""


def _level(element: Any) -> tuple[int, Level]:
    def value(name: str) -> str | None:
        return attribute(child(element, name), "val")

    restart = value("lvlRestart")
    legal = child(element, "isLgl")
    name = value("numFmt") or attribute(child(element, "AlternateContent", "Fallback", "numFmt"), "val") or "decimal"
    return _integer(attribute(element, "ilvl"), 0), Level(
        name, value("lvlText") or "", _integer(value("start"), 1), None if restart is None else _integer(restart, 0),
        legal is not None and attribute(legal, "val") not in ("0", "false", "off"), value("suff") or "tab", value("pStyle"),
    )  # fmt: skip


def _integer(text: str | None, otherwise: int) -> int:
    try:
        return int(text or "")
    except ValueError:
        return otherwise
