"""Members of series: in any numerals, in lists and ranges, and what only looks like one."""

from __future__ import annotations

import time

import pytest

from index.series import members


@pytest.mark.parametrize(
    ("text", "numbers", "unit"),
    [
        ("二级伤残", [2], "级"),
        ("2级伤残", [2], "级"),
        ("２级伤残", [2], "级"),
        ("Ⅱ级响应", [2], "级"),
        ("12级大风", [12], "级"),
        ("一至三级伤残", [1, 2, 3], "级"),
        ("一级至三级伤残", [1, 2, 3], "级"),
        ("1—3级伤残", [1, 2, 3], "级"),
        ("四至三级", [3, 4], "级"),
        ("一级、四级残疾人", [1, 4], "级"),
        ("三、四级残疾人", [3, 4], "级"),
        ("三四级残疾人", [3, 4], "级"),
        ("十二级", [12], "级"),
        ("第二、三类医疗器械", [2, 3], "类"),
        ("三类及以下", [1, 2, 3], "类"),
        ("获二等奖的", [2], "等"),
        ("第三批项目", [3], "批"),
        ("第一批至第三批", [1, 2, 3], "批"),
        ("三胎", [3], "孩"),
    ],
)
def test_members_are_read(text: str, numbers: list[int], unit: str) -> None:
    assert sorted(members(text)) == [(number, unit) for number in numbers]


@pytest.mark.parametrize(
    "text",
    [
        "哪一类人员",
        "每一级政府",
        "县级人民政府",
        "向上一级机关",
        "市县乡三级联动",
        "五级书记",
        "统一类别",
        "3.5级地震",
        "三个等级",
    ],
)
def test_what_only_looks_like_one(text: str) -> None:
    assert members(text) == frozenset()


@pytest.mark.parametrize("text", ["二孩及以上", "二孩（含）以上", "二孩（含二孩）以上", "二孩以上"])
def test_above_a_member_are_others(text: str) -> None:
    assert {(2, "孩"), (3, "孩")} <= members(text) and (1, "孩") not in members(text)


def test_a_word_that_ends_in_may_is_no_above() -> None:
    assert members("二级教师可以上岗") == {(2, "级")}


def test_a_table_of_numbers_costs_nothing() -> None:
    begun = time.process_time()
    for row in ("1、1、", "一至一至", "零至九九九级"):
        members(row * 5000)
    assert time.process_time() - begun < 2.0
