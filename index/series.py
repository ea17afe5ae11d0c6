"""What tells the members of a series apart: 二级伤残, 三类人员, 三孩, 二等奖, 第三批; and lists and ranges of them."""

from __future__ import annotations

import re

from corpus.numerals import parse_numeral
from index.tokens import normal

Member = tuple[int, str]  # (2, "级") for 二级
_ROMAN = {"ⅰ": 1, "ⅱ": 2, "ⅲ": 3, "ⅳ": 4, "ⅴ": 5, "ⅵ": 6, "ⅶ": 7, "ⅷ": 8, "ⅸ": 9, "ⅹ": 10}
_ONE = r"(?:[〇零一二三四五六七八九十]{1,3}|\d{1,2})"
_TO, _AND = r"\s*[至到~～〜—–-]+\s*", r"\s*[、和或及]\s*"
_UNIT = r"(?:级|类|档|孩|胎|等[奖功])"
# 上一级, 哪一类, 市县乡三级 and 五级书记 are no members, nor 3.5级. A list is so long at most that a table of numbers costs nothing.
_NAMED = re.compile(
    rf"(?<![哪那这每某任同各上下高低本统另分省市县区乡镇街村\d.〇零一二三四五六七八九十])"
    rf"(?P<many>第?{_ONE}(?:{_UNIT}?(?:{_TO}|{_AND})第?{_ONE}){{0,8}})\s*(?P<unit>{_UNIT})"
    r"(?!别|型|似|书记|政府|联动|联创|联席|体系|网络|架构)(?:(?:[(（][^()（）]{1,6}[)）])?[及或含]{0,2}以(?P<open>[上下]))?"
    rf"|第(?P<first>{_ONE}(?:[批期]?(?:{_TO}|{_AND})第?{_ONE}){{0,8}})\s*(?P<of>[批期])"
)
_RUN = re.compile(r"[一二三四五六七八九]{2,3}")  # 三四级
_OPEN = 10  # members above 二级以上


def members(text: str) -> frozenset[Member]:
    """The members of series that a text names, in any numerals: 一级至三级 names three, 二级以上 those above too; 胎 is 孩."""
    plain = normal(re.sub(r"[Ⅰ-Ⅹⅰ-ⅹ](?=\s*[级类档])", lambda m: str(_ROMAN[m[0].lower()]), text))
    found: set[Member] = set()
    for match in _NAMED.finditer(plain):
        unit = (match["unit"] or match["of"])[0].replace("胎", "孩")
        for part in re.split(_AND, match["many"] or match["first"]):
            ends = [n for piece in re.split(_TO, part) for n in _numbers(piece)]
            if ends:
                low = 1 if match["open"] == "下" else min(ends)
                high = max(ends) + (_OPEN if match["open"] == "上" else 0)
                found |= {(n, unit) for n in range(low, high + 1)}
    return frozenset(found)


def _numbers(piece: str) -> list[int]:
    """第二类 is [2], 三四 are [3, 4]."""
    plain = re.sub(rf"第|\s|{_UNIT}|[批期]", "", piece)
    parts = list(plain) if _RUN.fullmatch(plain) else [plain]
    return [n for n in map(parse_numeral, parts) if n is not None]
