"""Word's number formats: each number as people read it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.numerals import parse_numeral
from corpus.parsers.numbering import Level, Numbering, format_number


@pytest.mark.parametrize(
    ("name", "number", "written"),
    [
        ("chineseCountingThousand", 11, "十一"), ("chineseCountingThousand", 101, "一百零一"), ("chineseCounting", 20, "二十"),
        ("chineseCounting", 105, "一○五"), ("ideographDigital", 10, "一〇"), ("japaneseCounting", 110, "百十"),
        ("ideographTraditional", 3, "丙"), ("ideographZodiac", 12, "亥"), ("decimalFullWidth", 12, "１２"),
        ("decimalEnclosedCircle", 3, "③"), ("decimalEnclosedCircle", 21, "㉑"), ("decimalEnclosedParen", 2, "⑵"),
        ("chineseLegalSimplified", 12, "拾贰"), ("upperRoman", 14, "XIV"), ("lowerLetter", 27, "aa"), ("upperLetter", 2, "B"),
        ("decimalZero", 3, "03"), ("none", 5, ""), ("unknownToUs", 5, "5"), ("decimal", 0, "0"), ("upperRoman", -3, "-3"),
    ],
)  # fmt: skip
def test_formats(name: str, number: int, written: str) -> None:
    assert format_number(number, name) == written


@given(st.integers(1, 9999))
def test_a_chinese_number_reads_back(number: int) -> None:
    assert parse_numeral(format_number(number, "chineseCountingThousand")) == number


@given(st.lists(st.integers(0, 3), min_size=1, max_size=60))
def test_labels_count_as_a_person_would(indexes: list[int]) -> None:
    numbering = Numbering()
    numbering.add("1", "a", {i: Level(text=f"%{i + 1}|") for i in range(4)})
    counts = [0, 0, 0, 0]
    for index in indexes:
        counts[index] += 1
        counts[index + 1 :] = [0] * (3 - index)
        assert numbering.label("1", index) == f"{counts[index]}|"


def test_bullets_and_unknown_lists_give_nothing() -> None:
    numbering = Numbering()
    numbering.add("1", "a", {0: Level("bullet", "●")})
    assert numbering.label("1", 0) == numbering.label("9", 0) == numbering.label("1", 5) == ""
