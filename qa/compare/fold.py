"""A text as what counts in it: one character a word-sign, one for a whole number, nothing for punctuation.

Numbers of any writing become one private-use character each, the same for the same value, so that 10万, 100000 and 十万
are equal, and searching and aligning are plain string operations. Units stay beside them as they are.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from corpus.numerals import parse_numeral

_CN = "〇○零一二三四五六七八九十百千万亿两廿卅壹贰叁肆伍陆柒捌玖拾佰仟"
_AR = r"(?:[0-9０-９]{1,3}(?:,[0-9０-９]{3})+(?![0-9０-９])|[0-9０-９]+)(?:[.．][0-9０-９]+)?"
_ONE = rf"(?:{_AR}\s?[百千万亿]*|[{_CN}]+(?:点[{_CN}]+)?)"
# Words in which a numeral counts nothing.
_WORDS = (
    "统一|逐一|唯一|单一|万一|进一步|之一(?![条款项年月日])|一般|一律|一切|一致|一定|一些|一旦|一直|一体|一样|一并|一同|一起|一贯|一方面|三农|五保|百姓|"
    "四川|三亚|三明市|三沙市|三门峡|三峡|九江|九寨|六安市|六盘水|百色|七台河|十堰|四平市|五指山|五大连池|五家渠|万州区|万宁市|千岛湖|"
    "千方百计|十分(?!之|钟)|千家万户|万众一心|一事一议|双随机"
)
_NUMBER = re.compile(
    rf"(?P<word>{_WORDS})"
    rf"|(?P<iso>(?:19|20)[0-9]{{2}}[-./][0-9]{{1,2}}[-./][0-9]{{1,2}}(?![0-9]))"
    rf"|(?P<share>(?P<per>百|千|万)分之(?P<of>{_ONE}))"
    rf"|(?P<frac>(?P<den>[{_CN}]+)分之(?P<num>[{_CN}]+))"
    r"|(?P<half>(?<![上下个过多])(?:半年|半(?=个?(?:月|学期|小时)|天)))"
    r"|(?P<slash>(?<![0-9/])[0-9]{1,2}/[0-9]{1,3}(?![0-9/]))"
    rf"|(?P<one>{_ONE})(?P<sign>\s*[%％‰])?"
)
_TO = re.compile(r"\s*(?:至|到)\s*(?=[0-9０-９〇零一二三四五六七八九十百千万亿两])")
# 三十至五十年 counts as 三十年至五十年.
_RANGE = re.compile(
    rf"\s*(?:至|到|—+|－|-|–|~|～)\s*(?={_ONE}\s?(?P<unit>个工作日|个月|小时|分钟|周岁|年|月|日|天|周|元|岁|倍|人|户|亩|公里|米))"
)
_SYMBOLS = frozenset("%‰+±×÷=<>≤≥°$¥€£")
_PLANE_15, _PLANE_16, _DIRECT = 0xF0000, 0x100000, 0xFFF0
_Put = Callable[[str, int, int], None]
_Plain = Callable[[int, int], None]
_SCALE = {"百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}


@dataclass(frozen=True, slots=True)
class Folded:
    """`keys[i]` stands at `text[starts[i]:ends[i]]`."""

    text: str
    keys: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, first: int, last: int) -> tuple[int, int]:
        """The text's span of keys `first` up to but without `last`; an empty one lies behind the key before."""
        if first >= last:
            at = self.ends[first - 1] if first else (self.starts[0] if self.starts else 0)
            return at, at
        return self.starts[first], self.ends[last - 1]

    def words(self, first: int, last: int) -> str:
        """The text of that span."""
        start, end = self.span(first, last)
        return self.text[start:end]

    def broken(self, index: int) -> bool:
        """Whether something that doesn't count (punctuation, an end) stands before key `index`."""
        if index <= 0 or index >= len(self.starts):
            return True
        return self.starts[index] > self.ends[index - 1]

    def index_at(self, offset: int) -> int:
        """The first key that starts at or behind an offset of the text."""
        from bisect import bisect_left

        return bisect_left(self.starts, offset)


def is_number(key: str) -> bool:
    """Whether a key is that of a number."""
    return key >= "\U000f0000"


def value_key(value: Fraction, mark: str = "") -> str:
    """The one character for a number: whole numbers below 65,520 have each their own, others by checksum."""
    if not mark and value.denominator == 1 and 0 <= value < _DIRECT:
        return chr(_PLANE_15 + int(value))
    return chr(_PLANE_16 + zlib.crc32(f"{value}{mark}".encode()) % _DIRECT)


@lru_cache(maxsize=65536)
def _char(char: str) -> str:
    """What a character counts as: nothing, itself in half width and lower case, or what it is made of."""
    plain = unicodedata.normalize("NFKC", char).casefold()
    return "".join(
        value_key(Fraction(int(c))) if c.isascii() and c.isdigit() else c
        for c in plain
        if unicodedata.category(c)[0] in "LNM" or c in _SYMBOLS
    )


def fold(text: str) -> Folded:
    """The keys of a text with their places."""
    keys: list[str] = []
    starts: list[int] = []
    ends: list[int] = []

    def put(key: str, start: int, end: int) -> None:
        keys.append(key)
        starts.append(start)
        ends.append(end)

    def plain(start: int, end: int) -> None:
        for at in range(start, end):
            for key in _char(text[at]):
                put(key, at, at + 1)

    position = 0
    while True:
        match = _NUMBER.search(text, position)
        if match is None:
            break
        plain(position, match.start())
        position = _put_number(match, put, plain)
        both = _RANGE.match(text, position) if match["one"] and not match["sign"] else None
        if both is not None:
            for key in both["unit"] + "至":
                put(key, *both.span())
        to = both or _TO.match(text, position)
        if to is not None:
            position = to.end()
    plain(position, len(text))
    return Folded(text, "".join(keys), tuple(starts), tuple(ends))


def fold_cited(text: str) -> Folded:
    """The keys of cited words, numbers that a space or a line's end cuts in two taken together (1 998年)."""
    places = [at for at, char in enumerate(text) if not char.isspace()]
    plain = fold("".join(text[at] for at in places))
    starts = tuple(places[at] for at in plain.starts)
    ends = tuple(places[at - 1] + 1 for at in plain.ends)
    return Folded(text, plain.keys, starts, ends)


def without_numbering(folded: Folded) -> Folded:
    """The keys without those of 一是, 二是 at the head of a part: a draft numbers so what a source has one after the other."""
    heads = [match.span("head") for match in _NUMBERING.finditer(folded.text)]
    kept = [i for i, start in enumerate(folded.starts) if not any(a <= start < b for a, b in heads)]
    if len(kept) == len(folded.keys):
        return folded
    keys = "".join(folded.keys[i] for i in kept)
    return Folded(folded.text, keys, tuple(folded.starts[i] for i in kept), tuple(folded.ends[i] for i in kept))


_NUMBERING = re.compile(r"(?:^|[。；;：:，,])\s*(?P<head>[一二三四五六七八九十]是)(?!否)")


def _put_number(match: re.Match[str], put: _Put, plain: _Plain) -> int:
    """Put the number of a match; the offset behind it."""
    start, end = match.span()
    if match["word"]:
        plain(start, end)
        return end
    if match["half"]:  # 半年 counts as 6个月
        year = match["half"] == "半年"
        put(value_key(Fraction(6) if year else Fraction(1, 2)), start, start + 1)
        for key in "个月" if year else "":
            put(key, start + 1, end)
        return end
    if match["iso"]:
        at = start
        for part, unit in zip(re.split(r"[-./]", match["iso"]), "年月日", strict=True):
            put(value_key(Fraction(int(part))), at, at + len(part))
            at += len(part)
            put(unit, at, min(at + 1, end))
            at += 1
        return end
    if match["share"]:
        value = number_value(match["of"])
        mark = {"百": "%", "千": "‰", "万": "‱"}[match["per"]]
    elif match["frac"]:
        parts = parse_numeral(match["num"]), parse_numeral(match["den"])
        value = Fraction(parts[0], parts[1]) if parts[0] is not None and parts[1] else None
        mark = "/"
    elif match["slash"]:
        above, below = map(int, match["slash"].split("/"))
        value, mark = (Fraction(above, below) if below else None), "/"
    else:
        value = number_value(match["one"])
        mark = (match["sign"] or "").strip().replace("％", "%")
        if not mark:
            end = match.start("one") + len(match["one"].rstrip())
    if value is None:
        plain(start, end)
    else:
        put(value_key(value, mark), start, end)
    return end


def number_value(written: str) -> Fraction | None:
    """The value of one number: 1.5万, 100,000, 三千五百万, 一点五; None if it isn't one."""
    text = unicodedata.normalize("NFKC", written).replace(",", "").replace(" ", "").strip()
    text = text.translate(_BANKER)
    factor = 1
    if text[:1].isdigit():
        while text and text[-1] in _SCALE:
            factor *= _SCALE[text[-1]]
            text = text[:-1]
        try:
            return Fraction(text) * factor
        except ValueError:
            return None
    whole, dot, rest = text.partition("点")
    while dot and rest and rest[-1] in _SCALE:
        factor *= _SCALE[rest[-1]]
        rest = rest[:-1]
    value = parse_numeral(whole)
    if value is None and whole[-1:] in _SCALE and not dot:  # 两万亿
        inner = number_value(whole[:-1])
        return inner * _SCALE[whole[-1]] if inner is not None else None
    if value is None:
        return None
    if not dot:
        return Fraction(value)
    digits = [parse_numeral(char) for char in rest]
    if not digits or any(d is None or d > 9 for d in digits):
        return None
    return Fraction(f"{value}.{''.join(map(str, digits))}") * factor


_BANKER = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
