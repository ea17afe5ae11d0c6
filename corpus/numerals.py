"""Numerals in every writing that policy documents use: 二十三, 23, ２３, 二〇一九, 廿, 两, 一百零一."""

from __future__ import annotations

import re

DIGITS = {
    "〇": 0, "○": 0, "零": 0, "Ｏ": 0, "O": 0, "o": 0, "0": 0, "０": 0, "◯": 0,
    "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
    "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9,
    "两": 2, "１": 1, "２": 2, "３": 3, "４": 4, "５": 5, "６": 6, "７": 7, "８": 8, "９": 9,
    "1": 1, "2": 2, "3": 3, "4": 4, "5": 5, "6": 6, "7": 7, "8": 8, "9": 9,
}  # fmt: skip
SCALES = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
TENS = {"廿": 20, "卅": 30, "卌": 40}
MYRIADS = {"万": 10_000, "亿": 100_000_000}

# Characters of an ordinal (第…条): no letters, since "O" is a zero in dates only.
ORDINAL = r"[0-9０-９〇○零一二三四五六七八九十百千两廿卅]+"
_CHINESE = "零一二三四五六七八九"


def parse_numeral(text: str) -> int | None:
    """The whole number that `text` writes, or None if it isn't one.

    :param text: digits of any width, Chinese numerals with or without 十百千万亿, or Chinese
        digits in a row (二〇一九).
    :return: the number, None where the characters don't make one (空, "十百", "一.二").
    """
    text = "".join(text.split())
    if not text:
        return None
    if all(char in DIGITS for char in text):
        return int("".join(str(DIGITS[char]) for char in text))
    total = section = digit = 0
    last_scale = 10**9
    for char in text:
        if char in DIGITS:
            if digit and DIGITS[char]:
                return None
            digit = DIGITS[char]
        elif char in TENS:
            if digit or last_scale <= 10:
                return None
            section, last_scale = section + TENS[char], 10
        elif char in SCALES:
            scale = SCALES[char]
            if scale >= last_scale:
                return None
            section, digit, last_scale = section + (digit or 1) * scale, 0, scale
        elif char in MYRIADS:
            value = section + digit
            if not value:
                return None
            total, section, digit, last_scale = total + value * MYRIADS[char], 0, 0, 10**9
        else:
            return None
    return total + section + digit


def to_chinese(number: int) -> str:
    """Write a number below 100,000,000 as laws number their articles: 10 十, 101 一百零一, 110 一百一十.

    :raises ValueError: for a negative number or one of 100,000,000 and more.
    """
    if not 0 <= number < 100_000_000:
        raise ValueError(f"not written as an ordinal: {number}")
    if number >= 10_000:
        high, low = divmod(number, 10_000)
        gap = "零" if 0 < low < 1000 else ""
        return to_chinese(high) + "万" + (gap + to_chinese(low) if low else "")
    if number < 10:
        return _CHINESE[number]
    written, zero_due = "", False
    for scale, char in ((1000, "千"), (100, "百"), (10, "十")):
        digit, number = divmod(number, scale)
        if digit:
            written += ("零" if zero_due and written else "") + _CHINESE[digit] + char
            zero_due = False
        else:
            zero_due = bool(written)
    if number:
        written += ("零" if zero_due else "") + _CHINESE[number]
    return written.removeprefix("一") if written.startswith("一十") else written


_DATE = re.compile(
    r"((?:19|20)\d{2}|[一二][〇○零一二三四五六七八九ＯO0o]{3}|[１２][０-９]{3})\s*年\s*"
    r"([0-9０-９一二三四五六七八九十]{1,3})\s*月\s*([0-9０-９一二三四五六七八九十廿]{1,3})\s*日"
)
DATE = _DATE
