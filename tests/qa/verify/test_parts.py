"""Quotations, addresses and checks made again, each by itself."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from corpus.addresses import Unit, format_address
from corpus.checks import KeptCheck
from qa.verify import Verification
from qa.verify.again import compare_checks
from qa.verify.places import places_at
from qa.verify.quotes import bare_quote, find_quotes

Check = Callable[[str], Verification]


def quoted(text: str) -> list[str]:
    return [text[q.start : q.end] for q in find_quotes(text)]


def test_the_outermost_marks_count() -> None:
    assert quoted("他说“甲‘乙’丙“丁”戊”，又说「己『庚』辛」") == ["甲‘乙’丙“丁”戊", "己『庚』辛"]
    assert quoted('用"直引号"和“弯引号”') == ["直引号", "弯引号"]


def test_a_wrong_closing_mark_still_closes() -> None:
    assert quoted("写作“不得收回水塘“，如此。") == ["不得收回水塘"]


def test_an_unclosed_mark_is_left_alone() -> None:
    assert quoted("开头“没有收尾\n\n下一段“有”。") == ["有"]


def test_a_full_stop_at_the_end_is_not_quoted() -> None:
    text = "“禁止倾倒。”"
    start, end = bare_quote(text, find_quotes(text)[0])
    assert text[start:end] == "禁止倾倒"


@given(st.text('“”「」‘’"甲。\n', max_size=40))
def test_quotations_never_overlap(text: str) -> None:
    quotes = find_quotes(text)
    assert all(a.close <= b.open for a, b in zip(quotes, quotes[1:], strict=False))
    assert all(q.open < q.start <= q.end < q.close for q in quotes)


@given(st.integers(1, 300), st.integers(1, 9), st.integers(1, 9))
def test_addresses_are_read_whole(article: int, paragraph: int, item: int) -> None:
    text = f"第{article}条第{paragraph}款第（{'一二三四五六七八九'[item - 1]}）项规定"
    (place,) = places_at(text, 0)
    assert [(s.unit, s.number) for s in place.steps] == [
        (Unit.ARTICLE, article),
        (Unit.PARAGRAPH, paragraph),
        (Unit.ITEM, item),
    ]
    assert text[: place.end] == text.removesuffix("规定")


def test_other_words_are_no_addresses() -> None:
    assert places_at("第三条线路", 0) == []
    assert places_at("第一项目部", 0) == []
    assert places_at("第三方", 0) == []
    assert [format_address(p.steps) for p in places_at("第三部分（一）、（二）和第四部分", 0)] == [
        "三、（一）",
        "三、（二）",
        "四、",
    ]


def test_a_check_made_again_tells_what_changed(check: Check) -> None:
    now = check("《水塘保护法》第二条。《水塘保护法》第五条。《水塘保护法》第六条。")
    before = [c.as_json() for c in now.citations]
    kept = KeptCheck(1, "草稿.txt", 0.0, 1, now.text, tuple(before))
    assert compare_checks(kept, now) == []
    before[0]["verdict"] = "not_found"
    before[1]["content_hash"] = "0" * 64
    before[2]["text"] = "《水塘保护法》第八条"
    changed = compare_checks(KeptCheck(1, "草稿.txt", 0.0, 1, now.text, tuple(before)), now)
    assert [one.why for one in changed] == [
        "结论由“查无此条”变为“相符”", "文件的文本有更新", "草稿新增的引用", "草稿里已没有这处引用",
    ]  # fmt: skip
