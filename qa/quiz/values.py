"""Numbers with their units as policy texts write them: 20日, 五千元以上五万元以下, 百分之五十, 3200元/年, 1至2名.

A value knows its magnitude, so that options can be put in order and the same number in another writing is
recognised; and its form, so that options look alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from corpus.numerals import parse_numeral, to_chinese

_AR = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+(?:[.．]\d+)?)"
_CN = (
    r"[一二两三四五六七八九十百千零〇]+(?:万[一二两三四五六七八九十百千零〇]*)?(?:亿)?|[一二两三四五六七八九十百千]+亿"
)
_MONEY = r"(?:元|美元|欧元)(?:人民币)?(?:/[一-龥]{1,2}(?:[•·.][一-龥]{1,2})?|/[一-龥]{1,2})?"
_TIME = r"个?工作日|个自然日|个月|个小时|个学时|个课时|日(?!常|益|前[，。])|天|周岁|岁|小时|分钟|周(?![岁边围年转期])|学时|课时|学年|年(?![度级龄代会初鉴])"
_MEASURE = (
    r"平方公里|平方米|立方米|公里|千米|厘米|毫米|米|亩|公顷|吨|公斤|千克|万千瓦|千瓦|兆瓦|人次|户|人(?!民|均|员|口|大|社|才|身|居|力|次)|名(?!称|义|录|单|额)|"
    r"家(?!庭)|所|座|个(?!月|工作|自然|小时|学时|课时|人|体|别|百分点|方面|环节|层面|维度|确保|率先|坚持)|处(?!理|置|分|罚|以)|辆|台|套|次|批次|场次|件(?!的)|张|份(?!额)|门|间|栋|层(?!层|面)|百分点|个百分点"
)
_ARABIC = re.compile(
    rf"(?<![\d.．,第〔\[（(/\-—－~～A-Za-z])(?P<a>{_AR})(?P<sa>[万亿千百]?)(?P<ua>%|％|‰|{_MONEY}|{_TIME}|{_MEASURE}|)"
    rf"(?:(?P<join>以上|至|到|—|－|–|-|～|~)(?P<b>{_AR})(?P<sb>[万亿千百]?)(?P<ub>%|％|‰|{_MONEY}|{_TIME}|{_MEASURE})(?P<tail>以下|以内)?)?"
)
# Chinese numerals count as figures only before units of law and administration: 两个确保 is none.
_CN_UNIT = r"元|个?工作日|个月|个小时|日(?!常|益)|年(?![度级龄代会初鉴])|周岁|小时|倍|人(?!民|均|员|口|大|社|才|身|居|力|次)|名(?!称|义|录|单|额)|次|户|平方米|公里|米|亩"
_CHINESE = re.compile(
    rf"(?<![第之约近数几零〇一二两三四五六七八九十百千万])(?P<a>{_CN})(?P<ua>{_CN_UNIT}|)"
    rf"(?:(?P<join>以上|至|到)(?P<b>{_CN})(?P<ub>{_CN_UNIT})(?P<tail>以下|以内)?)?"
)
_PERCENT = re.compile(rf"百分之(?P<a>{_CN}|\d+)(?:(?P<join>以上|至|到)百分之(?P<b>{_CN}|\d+)(?P<tail>以下|以内)?)?")
_FRACTION = re.compile(r"(?P<b>[二三四五六七八九十])分之(?P<a>[一二三四五六七八九])")
_MULTIPLE_OF = re.compile(r"(?P<a>\d+(?:\.\d+)?)(?P<ua>倍)(?:(?P<join>以上)(?P<b>\d+(?:\.\d+)?)倍(?P<tail>以下))?")
_SCALES = {"": 1, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}


@dataclass(frozen=True, slots=True)
class Value:
    """A figure in a text. `low` is its magnitude in whole units; `high` that of a range's end."""

    text: str
    start: int
    end: int
    low: Decimal
    high: Decimal | None
    unit: str
    scale: str  # 万 in 5万元: how the number is written
    chinese: bool
    join: str = ""  # what joins a range: 以上, 至
    tail: str = ""

    @property
    def kind(self) -> tuple[str, bool, str, str]:
        """Values of one kind can stand beside each other as options."""
        return self.unit, self.high is not None, self.join, self.tail

    @property
    def order(self) -> tuple[Decimal, Decimal]:
        """What options are put in order by."""
        return self.low, self.high or self.low


def find_values(text: str, start: int = 0, end: int | None = None) -> list[Value]:
    """The figures in `text[start:end]`, in order, not overlapping."""
    stop = len(text) if end is None else end
    found: list[Value] = []
    for value in sorted(_all(text, start, stop), key=lambda v: (v.start, -v.end)):
        if not found or value.start >= found[-1].end:
            found.append(value)
    return found


def _all(text: str, start: int, end: int) -> Iterator[Value]:
    for match in _PERCENT.finditer(text, start, end):
        yield from _value(match, "%", True)
    for match in _FRACTION.finditer(text, start, end):
        low = Decimal(parse_numeral(match["a"]) or 1) / Decimal(parse_numeral(match["b"]) or 1)
        if low < 1:
            yield Value(match.group(), *match.span(), low, None, "分之", "", True)
    for match in _MULTIPLE_OF.finditer(text, start, end):
        yield from _value(match, "倍", False)
    for match in _ARABIC.finditer(text, start, end):
        unit = match["ub"] or match["ua"]
        if not unit or (match["join"] == "以上" and not (match["ua"] and match["tail"])):
            if match["ua"] and match["join"]:  # a range that is none: 3人以上5日…
                again = _ARABIC.match(text, match.start(), match.end("ua"))
                yield from _value(again, match["ua"], False) if again and again["ua"] else ()
            continue
        if unit == "年" and not match["sa"] and 1900 <= _number(match["a"]) < 2100:
            continue
        if unit == "日" and re.search(r"月\s*$", text[max(start, match.start() - 3) : match.start()]):
            continue
        yield from _value(match, unit, False)
    for match in _CHINESE.finditer(text, start, end):
        unit = match["ub"] or match["ua"]
        if not unit or (match["join"] == "以上" and not (match["ua"] and match["tail"])):
            if match["ua"] and match["join"]:
                again = _CHINESE.match(text, match.start(), match.end("ua"))
                yield from _value(again, match["ua"], True) if again and again["ua"] else ()
            continue
        if unit in ("人", "名", "次", "户") and not match["b"] and parse_numeral(match["a"]) in (1, None):
            continue
        if unit == "年" and len(match["a"]) == 4 and not re.search("[十百千]", match["a"]):
            continue
        if unit == "日" and text[max(start, match.start() - 1) : match.start()] in ("月", "节"):
            continue
        yield from _value(match, unit, True)


def _value(match: re.Match[str], unit: str, chinese: bool) -> Iterator[Value]:
    groups = match.groupdict()
    scale = groups.get("sb") or groups.get("sa") or ""
    low = (
        _number(groups["a"]) * _SCALES[groups.get("sa") or (scale if groups.get("b") and not groups.get("ua") else "")]
    )
    high = _number(groups["b"]) * _SCALES[groups.get("sb") or ""] if groups.get("b") else None
    if low <= 0 or (high is not None and high <= low):
        return
    unit = {"％": "%", "个工作日": "工作日"}.get(unit, unit)
    chinese = chinese and not groups["a"].isascii()
    yield Value(
        match.group(),
        *match.span(),
        low,
        high,
        unit,
        scale,
        chinese,
        groups.get("join") or "",
        groups.get("tail") or "",
    )


def _number(text: str) -> Decimal:
    try:
        return Decimal(text.translate(_NARROWED).replace(",", ""))
    except InvalidOperation:
        return Decimal(parse_numeral(text) or 0)


def with_number(value: Value, low: Decimal, high: Decimal | None) -> str | None:
    """`value` with other numbers in the same writing; None where they can't be written so."""
    if (high is None) != (value.high is None):
        return None
    first = _written(value, low)
    if first is None:
        return None
    pieces = list((_AFTER_PERCENT if value.text.startswith("百分之") else _NUMBERS).finditer(value.text))
    if high is None:
        if len(pieces) != 1:
            return None
        return value.text[: pieces[0].start()] + first + value.text[pieces[0].end() :]
    second = _written(value, high)
    if second is None or len(pieces) != 2:
        return None
    a, b = pieces
    return value.text[: a.start()] + first + value.text[a.end() : b.start()] + second + value.text[b.end() :]


_NUMBERS = re.compile(rf"{_AR}|{_CN}")
_WIDE = re.compile("[０-９]")
_WIDENED = str.maketrans("0123456789.,", "０１２３４５６７８９．，")
_NARROWED = str.maketrans("０１２３４５６７８９．", "0123456789.")
_AFTER_PERCENT = re.compile(rf"(?<=百分之)(?:{_CN}|\d+)")


def _written(value: Value, number: Decimal) -> str | None:
    scaled = number / _SCALES[value.scale]
    if value.chinese:
        if scaled != scaled.to_integral_value() or scaled >= 100_000_000:
            return None
        written = to_chinese(int(scaled))
        return "两" + written[1:] if written[0] == "二" and "两" in value.text else written
    if scaled != scaled.quantize(Decimal("0.01")):
        return None
    text = f"{scaled.normalize():f}"
    if "," in value.text and scaled == scaled.to_integral_value():
        text = f"{int(scaled):,}"
    return text.translate(_WIDENED) if _WIDE.search(value.text) else text


def writings(value: Value) -> list[str]:
    """The value as it stands, and its other writings (10万元, 十万元; 20日, 二十日; ２０日, 20日) where there are any."""
    found = list(dict.fromkeys([value.text, value.text.translate(_NARROWED)]))
    if value.high is not None or value.unit == "分之":
        return found
    if value.unit == "%":
        number = value.low
        if number == number.to_integral_value():
            found += [f"{int(number)}%", f"百分之{to_chinese(int(number))}"] if number <= 100 else [f"{int(number)}%"]
        return list(dict.fromkeys(found))
    scaled = value.low / _SCALES[value.scale]
    unit = value.text[value.text.rfind(value.scale) + 1 :] if value.scale else _NUMBERS.sub("", value.text, count=1)
    if value.low != value.low.to_integral_value() or value.low >= 100_000_000 or "/" in unit:
        return found
    if value.chinese:
        whole = int(value.low)
        found.append(f"{whole // 10_000}万{unit}" if whole >= 10_000 and whole % 10_000 == 0 else f"{whole}{unit}")
    elif scaled == scaled.to_integral_value():
        found.append(f"{to_chinese(int(value.low))}{unit}")
    return list(dict.fromkeys(found))
