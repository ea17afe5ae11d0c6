"""Numbers of clauses that recognition misread: 第二十—条, （=）, 一）, mended where the numbering around them leaves no doubt.

Only what stands at a paragraph's beginning in the form of a number is touched, and only if what it is mended to is the
next of its sequence. The wide space behind 第X条, which recognition loses, is put back there too. Each change is told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.markers import marker_at
from corpus.numerals import parse_numeral, to_chinese
from corpus.parsers.types import Block

# What PP-OCR makes of a numeral's strokes in blurred and noisy scans, and characters of nearly the same strokes.
_STROKES = {"—": "一", "–": "一", "-": "一", "－": "一", "ー": "一", "―": "一", "_": "一", "＿": "一", "=": "二", "＝": "二", "ニ": "二",
            "≡": "三", "彡": "三", "囚": "四", "匹": "四", "亠": "六", "大": "六", "匕": "七", "入": "八", "人": "八", "丸": "九", "几": "九",
            "+": "十", "＋": "十", "士": "十", "土": "十", "†": "十", "干": "十", "千": "十", "白": "百", "自": "百", "O": "〇", "o": "〇",
            "0": "〇", "○": "〇"}  # fmt: skip
_LOOKS = "一二三四五六七八九十百〇零" + "".join(_STROKES)
_ORDINAL = rf"[{re.escape(_LOOKS)}]{{1,7}}"
_FORMS = {
    "条": re.compile(rf"^[第笫弟]\s*(?P<ord>{_ORDINAL})\s*条(?!之)"),
    "章": re.compile(rf"^[第笫弟]\s*(?P<ord>{_ORDINAL})\s*章"),
    "节": re.compile(rf"^[第笫弟]\s*(?P<ord>{_ORDINAL})\s*节"),
    "（）": re.compile(rf"^[（(]?\s*(?P<ord>{_ORDINAL})\s*[）)]|^[（(]\s*(?P<open>[一二三四五六七八九十]{{1,3}})(?=[\u4e00-\u9fff])"),
    "、": re.compile(rf"^(?P<ord>{_ORDINAL})\s*、"),
}  # fmt: skip
_WRITTEN = {"条": "第{}条", "章": "第{}章", "节": "第{}节", "（）": "（{}）", "、": "{}、"}
_GAP = 3  # numbers that may be missing before one that counts all the same
_RUNNING = ("条",)  # numbered through the whole text; the others may begin anew


def mend_labels(blocks: Sequence[Block]) -> tuple[list[Block], list[str]]:
    """Mend the misread numbers at the beginning of recognised paragraphs.

    :return: the blocks, and a line each for what was changed (`第3页“第二十—条”改为“第二十一条”`).
    """
    labels = [_label(block) for block in blocks]
    mended: list[Block] = []
    told: list[str] = []
    reached: dict[str, int] = {}
    for place, (block, label) in enumerate(zip(blocks, labels, strict=True)):
        if label is None:
            mended.append(block)
            continue
        form, read, value = label
        following = _next_of(form, labels[place + 1 :])
        number = _number(form, value, reached.get(form, 0), following)
        if number == 1 and following != 2 and not _is_sound(block.text, read):
            number = None  # a dash or the like that stands for itself
        if number is None:
            if value is not None and 0 < value - reached.get(form, 0) <= _GAP and _is_sound(block.text, read):
                reached[form] = value
            mended.append(block)
            continue
        reached[form] = number
        if form == "章":
            reached.pop("节", None)
        if form != "（）":
            reached.pop("（）", None)
        written = (
            _WRITTEN[form].format(to_chinese(number)) if value != number or not _is_sound(block.text, read) else read
        )
        text = written + block.text[len(read) :]
        if written != read:
            told.append(f"{block.place or ''}“{read}”改为“{written}”")
        mended.append(replace(block, text=_spaced(text, form, len(written))))
    return mended, told


def _label(block: Block) -> tuple[str, str, int | None] | None:
    """What kind of number a paragraph begins with, what was read of it, and the number that this would be."""
    if block.furniture or block.kind == "row":
        return None
    for form, pattern in _FORMS.items():
        match = pattern.match(block.text)
        if match:
            ordinal = match["ord"] or match.groupdict().get("open") or ""
            value = parse_numeral("".join(_STROKES.get(char, char) for char in ordinal))
            written = _WRITTEN[form].format(to_chinese(value or 1)) + block.text[match.end() :]
            marker = marker_at(written, 0, len(written))
            return None if marker is None or marker.refers else (form, match.group(), value)
    return None


def _number(form: str, value: int | None, last: int, following: int | None) -> int | None:
    """The number that a label stands for; None where its sequence doesn't say."""
    if value == last + 1 or (value == 1 and form not in _RUNNING):
        return value
    if value is not None and following == value + 1 and value > last:
        return value
    between = following == last + 2 and last > 0
    if between and (value is None or _alike(value, last + 1)):
        return last + 1
    return None


def _alike(one: int, other: int) -> bool:
    """Whether two numbers' writings differ in one numeral that is easily taken for the other, or in one stroke lost."""
    a, b = to_chinese(one), to_chinese(other)
    if abs(len(a) - len(b)) == 1:
        longer, shorter = (a, b) if len(a) > len(b) else (b, a)
        return any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer)))
    different = [(x, y) for x, y in zip(a, b, strict=False) if x != y]
    return len(a) == len(b) and len(different) == 1 and set(different[0]) <= set("一二三")


def _next_of(form: str, labels: Sequence[tuple[str, str, int | None] | None]) -> int | None:
    """The number of the next paragraph with a number of this form."""
    return next((label[2] for label in labels if label is not None and label[0] == form), None)


def _is_sound(text: str, read: str) -> bool:
    """Whether what was read is a number as it is written."""
    marker = marker_at(text, 0, len(text))
    return marker is not None and marker.start == 0 and marker.label_end >= len(read.rstrip())


def _spaced(text: str, form: str, end: int) -> str:
    """第X条 parted from its words by a space, as it is printed."""
    marker = marker_at(text, 0, len(text))
    if form in ("条", "章", "节") and marker is not None and not marker.spaced and not marker.refers:
        return f"{text[:end]} {text[end:]}"
    return text
