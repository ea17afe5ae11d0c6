"""Figures in policy texts: what counts as one, how large it is, how else it is written."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.numerals import to_chinese
from qa.quiz.values import find_values, with_number, writings


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("对5万元以下、3年以内的小额信贷", [("5万元", 50_000), ("3年", 3)]),
        ("处五千元以上五万元以下罚款", [("五千元以上五万元以下", 5000)]),
        ("自收到之日起二十日内", [("二十日", 20)]),
        ("补助标准由每人每年3000元提高至5000元", [("3000元", 3000), ("5000元", 5000)]),
        ("不低于3200元/年", [("3200元/年", 3200)]),
        ("百分之五十以上", [("百分之五十", 50)]),
        ("储备1至2名后备干部", [("1至2名", 1)]),
        ("十五个工作日内", [("十五个工作日", 15)]),
        ("4个小时内报告", [("4个小时", 4)]),
    ],
)
def test_figures_with_their_units(text: str, found: list[tuple[str, int]]) -> None:
    values = find_values(text)
    assert [(v.text, v.low) for v in values] == [(t, Decimal(n)) for t, n in found]
    assert all(text[v.start : v.end] == v.text for v in values)


@pytest.mark.parametrize(
    "text",
    ["2018年", "第十条", "2019年1月9日", "国发〔2018〕39号", "两个确保", "一次性补贴", "抓好十项工程", "三农工作"],
)
def test_what_is_no_figure(text: str) -> None:
    assert find_values(text) == []


def test_a_range_is_one_value_with_both_ends() -> None:
    (value,) = find_values("处违法所得1倍以上5倍以下罚款")
    assert (value.low, value.high, value.unit) == (1, 5, "倍")


@given(st.integers(1, 9999), st.sampled_from(["日", "元", "个月", "小时"]))
def test_both_writings_of_a_figure_are_the_same_figure(number: int, unit: str) -> None:
    (arabic,) = find_values(f"{number}{unit}内")
    for writing in writings(arabic):
        (again,) = find_values(f"{writing}内")
        assert again.order == arabic.order
    assert len(writings(arabic)) == 2


@given(st.integers(2, 9999), st.integers(1, 9999), st.sampled_from(["日", "元", "公里", "小时"]), st.booleans())
def test_another_number_in_the_same_writing(number: int, other: int, unit: str, chinese: bool) -> None:
    written = to_chinese(number) if chinese else str(number)
    (value,) = find_values(f"共{written}{unit}。")
    changed = with_number(value, Decimal(other), None)
    assert changed is not None
    (again,) = find_values(f"共{changed}{unit if unit not in changed else ''}。")
    assert again.low == other and again.unit == value.unit and again.chinese == value.chinese


def test_a_number_that_the_writing_cannot_hold() -> None:
    (value,) = find_values("五日内")
    assert with_number(value, Decimal("2.5"), None) is None


@pytest.mark.parametrize(
    ("text", "written", "other", "doubled"),
    [
        ("实习满１年的", "１年", "1年", "２年"),
        ("不足１．５个月", "１．５个月", "1.5个月", "３个月"),
        ("１０％以内", "１０％", "10％", "２０％"),
    ],
)
def test_full_width_figures_get_full_width_neighbours(text: str, written: str, other: str, doubled: str) -> None:
    (value,) = find_values(text)
    assert value.text.removesuffix("以内") == written and other in [w.removesuffix("以内") for w in writings(value)]
    assert (with_number(value, value.low * 2, None) or "").removesuffix("以内") == doubled
