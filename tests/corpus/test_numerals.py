"""Numerals in every writing, there and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.numerals import DATE, parse_numeral, to_chinese


@given(st.integers(0, 99_999_999))
def test_what_is_written_is_read_again(number: int) -> None:
    assert parse_numeral(to_chinese(number)) == number


@given(st.integers(0, 10**7))
def test_digits_of_both_widths_are_the_number(number: int) -> None:
    wide = str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert parse_numeral(str(number)) == parse_numeral(wide) == number


@given(st.text(max_size=12))
def test_any_text_is_a_number_or_none(text: str) -> None:
    number = parse_numeral(text)
    assert number is None or number >= 0


@pytest.mark.parametrize(
    ("written", "number"),
    [("十", 10), ("十一", 11), ("二十", 20), ("一百零一", 101), ("一百一十", 110), ("一百一", 101), ("二〇一九", 2019), ("两", 2),
     ("廿三", 23), ("卅", 30), ("一千二百六十", 1260), ("一万零三", 10_003), ("二○○四", 2004), ("壹佰", 100), (" 二 十 ", 20)],
)  # fmt: skip
def test_the_writings_that_documents_use(written: str, number: int) -> None:
    assert parse_numeral(written) == number


@pytest.mark.parametrize("written", ["", "条", "十百", "二三十", "一.二", "百十千"])
def test_what_is_no_number(written: str) -> None:
    assert parse_numeral(written) is None


@pytest.mark.parametrize(
    ("number", "written"),
    [(10, "十"), (15, "十五"), (101, "一百零一"), (110, "一百一十"), (1001, "一千零一"), (0, "零")],
)
def test_as_laws_number_their_articles(number: int, written: str) -> None:
    assert to_chinese(number) == written


@pytest.mark.parametrize("number", [-1, 100_000_000])
def test_what_no_ordinal_writes(number: int) -> None:
    with pytest.raises(ValueError, match="ordinal"):
        to_chinese(number)


@pytest.mark.parametrize(
    "day", ["2018年3月8日", "二〇一八年三月八日", "二○○四年十二月十七日", "２０１８年３月８日", "2018 年 3 月 8 日"]
)
def test_dates_in_both_writings(day: str) -> None:
    assert DATE.fullmatch(day)
