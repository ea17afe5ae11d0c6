"""Quoted words against a source: what is equal, what is a difference and of which kind, where it stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.compare import compare_quotation

SOURCE = (
    "第六条　县级以上人民政府应当自收到申请之日起三十日内作出决定，并书面通知申请人；对符合条件的，给予每户10万元以下的补助。"
    "申请人不得重复申请，但经省人民政府批准的除外。\n到2025年，覆盖率达到百分之九十以上，支持乡、民族乡、镇建设服务设施。"
)


def kinds(cited: str, source: str = SOURCE) -> list[tuple[str, str, str]]:
    return [(c.kind, c.cited, c.source) for c in compare_quotation(cited, source).changes]


@pytest.mark.parametrize(
    "cited",
    [
        "县级以上人民政府应当自收到申请之日起30日内作出决定",
        "县级以上人民政府应当自收到申请之日起３０日内 作出决定,并书面\n通知申请人;",
        "给予每户100000元以下的补助",
        "给予每户十万元以下的补助",
        "覆盖率达到90%以上",
        "到二〇二五年，覆盖率达到90％以上",
        "申请人不得重复申请——但经省人民政府批准的除外",
        "每户１０万元",
    ],
)
def test_the_same_words_in_other_writing_are_the_same(cited: str) -> None:
    comparison = compare_quotation(cited, SOURCE)
    assert comparison.verbatim
    assert comparison.similarity == 1.0


@pytest.mark.parametrize(
    ("cited", "expected"),
    [
        ("应当自收到申请之日起十三日内作出决定", ("number", "十三", "三十")),
        ("应当自收到申请之日起三十个工作日内作出决定", ("number", "三十个工作日", "三十日")),
        ("可以自收到申请之日起三十日内作出决定", ("modal", "可以", "应当")),
        ("给予每户10元以下的补助", ("number", "10", "10万")),
        ("申请人得重复申请，但经省人民政府批准的除外", ("negation", "得", "不得")),
        ("到2026年，覆盖率达到百分之九十以上", ("date", "2026", "2025")),
        ("支持乡、镇建设服务设施", ("omission", "", "民族乡")),
        ("县级以上人民政府及其派出机构应当自收到申请之日起三十日内作出决定", ("addition", "及其派出机构", "")),
        ("申请人不得重复申请，但经市人民政府批准的除外", ("wording", "市", "省")),
    ],
)
def test_a_difference_has_its_kind_and_words(cited: str, expected: tuple[str, str, str]) -> None:
    assert kinds(cited) == [expected]


def test_a_number_and_the_words_around_it_are_told_apart() -> None:
    found = kinds("县级以上人民政府应当自受理之日起十日内作出决定")
    assert ("number", "十", "三十") in found
    assert len(found) >= 2


def test_offsets_point_at_the_words() -> None:
    cited = "县级以上人民政府可以自收到申请之日起四十日内作出决定，并通知申请人"
    comparison = compare_quotation(cited, SOURCE)
    assert [c.kind for c in comparison.changes] == ["modal", "number", "omission"]
    for change in comparison.changes:
        assert cited[change.cited_start : change.cited_end] == change.cited
        assert SOURCE[change.source_start : change.source_end] == change.source


def test_an_ellipsis_may_skip_and_tells_what_limits() -> None:
    comparison = compare_quotation("应当自收到申请之日起三十日内作出决定……给予每户10万元以下的补助", SOURCE)
    assert comparison.verbatim
    assert [s.limits for s in comparison.skipped] == [False]
    comparison = compare_quotation("申请人……除外", SOURCE)
    assert comparison.verbatim
    assert "不得" in comparison.skipped[-1].text
    assert comparison.skipped[-1].limits


def test_an_ellipsis_does_not_turn_round() -> None:
    assert not compare_quotation("给予每户10万元以下的补助……应当自收到申请之日起三十日内作出决定", SOURCE).verbatim


def test_list_labels_may_be_left_out() -> None:
    source = "有下列情形之一的：\n（一）提供虚假材料的；\n（二）拒不改正的。"
    assert compare_quotation("有下列情形之一的：提供虚假材料的；拒不改正的", source).verbatim


def test_only_the_given_part_counts() -> None:
    end = SOURCE.index("申请人不得")
    comparison = compare_quotation("申请人不得重复申请", SOURCE, 0, end)
    assert not comparison.verbatim
    assert comparison.similarity < 0.7


@given(st.integers(0, len(SOURCE) - 12), st.integers(8, 60))
def test_any_stretch_of_a_source_is_verbatim_and_found(start: int, length: int) -> None:
    cited = SOURCE[start : start + length]
    comparison = compare_quotation(cited, SOURCE)
    if any(
        char.isdigit() for char in (SOURCE[start - 1 : start] + cited[:1] + cited[-1:] + SOURCE[start + length :][:1])
    ):
        return  # cut within a number, which is another number
    if any(
        char in "一二三四五六七八九十百分之万"
        for char in (SOURCE[start - 1 : start] + cited[:1] + cited[-1:] + SOURCE[start + length :][:1])
    ):
        return
    assert comparison.verbatim
    found = SOURCE[comparison.start : comparison.end]
    assert found.strip("，。；、 \n\u3000") in cited or cited.strip("，。；、 \n\u3000") in found


@given(st.text("甲乙丙丁不得应当可以三5年日，。", max_size=30), st.text("甲乙丙丁不得应当可以三5年日，。", max_size=60))
def test_offsets_hold_for_any_two_texts(cited: str, source: str) -> None:
    comparison = compare_quotation(cited, source)
    assert 0.0 <= comparison.similarity <= 1.0
    for change in comparison.changes:
        assert cited[change.cited_start : change.cited_end] == change.cited
        assert source[change.source_start : change.source_end] == change.source


def test_a_share_in_digits_is_the_same() -> None:
    assert compare_quotation("村民会议2/3以上成员同意", "经村民会议三分之二以上成员同意。").verbatim
    assert not compare_quotation("村民会议1/3以上成员同意", "经村民会议三分之二以上成员同意。").verbatim
