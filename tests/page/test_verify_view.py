"""A checked draft as it is shown, and what a person decides on it. The verdicts themselves are qa.verify's."""

from __future__ import annotations

import html
import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from page.verify_tab import stepped
from page.verify_view import Review, comparison, differing, draft, listing, summary
from qa.compare import Change
from qa.verify import Citation, Verdict, Verification
from qa.verify.reports import Decision

TEXT = "《某办法》第一条规定“应当在5日内办理”，第二条规定“<b>可以</b>延期”，第九条规定了处罚。"


def cited(words: str, verdict: Verdict, clause: str, *changes: Change) -> Citation:
    start = TEXT.index(words)
    return Citation(
        start, start + len(words), words, "某办法", None, clause, words, verdict, changes,
        note=f"{clause}的说明", quote_start=start, quote_end=start + len(words),
    )  # fmt: skip


def review() -> Review:
    at = TEXT.index("5日")
    number = Change("number", "5日", "10日", at, at + 2, 0, 3)
    citations = (
        cited("<b>可以</b>延期", "verified", "第二条"),
        cited("应当在5日内办理", "altered", "第一条", number),
        cited("第九条规定了处罚", "not_found", "第九条"),
    )
    return Review(Verification("稿.txt", TEXT, citations, 1))


def plain(page: str) -> str:
    return html.unescape(re.sub(r"<sup.*?</sup>|<[^>]*>", "", page))


def test_the_draft_is_shown_whole_with_each_citation_marked_and_signed() -> None:
    ordered = sorted(review().verification.citations, key=lambda c: c.start)
    shown = replace(review(), verification=replace(review().verification, citations=tuple(ordered)))
    page = draft(shown)
    assert plain(page) == TEXT
    assert page.count('class="cite ') == 3
    assert "<b>可以" not in page
    for sign in ("✓", "≠", "✗"):
        assert f'<sup aria-hidden="true">{sign}</sup>' in page


def test_overlapping_citations_repeat_no_word() -> None:
    outer = replace(cited("应当在5日内办理", "altered", "第一条"))
    inner = replace(cited("5日内", "not_found", "第三条"))
    shown = Review(Verification("稿.txt", TEXT, (outer, inner), 1))
    assert plain(draft(shown)) == TEXT
    assert listing(shown).count('class="finding ') == 2


def test_what_needs_a_person_comes_first() -> None:
    assert review().listed() == [1, 2, 0]
    assert replace(review(), only="verified").listed() == [0]


def test_the_summary_counts_each_verdict_and_says_where_there_is_none() -> None:
    words = plain(summary(review()))
    for part in ("3 处引用", "1 相符", "1 有改动", "1 查无此条"):
        assert part in words
    assert "没有找到" in summary(Review(Verification("稿.txt", "没有引用", (), 1)))


def test_a_persons_verdict_counts_and_is_named_as_such() -> None:
    decided = replace(review(), decisions={1: Decision("verified", note="原文印刷有误"), 2: Decision(accepted=True)})
    assert "2 相符" in plain(summary(decided))
    assert "改判：原文印刷有误" in plain(listing(decided))
    assert "已认可" in plain(listing(decided))


def test_the_comparison_sets_off_what_differs_in_the_draft() -> None:
    page = comparison(replace(review(), current=1))
    assert '<b class="differs">5日</b>' in page
    assert "写作“5日”，原文“10日”" in plain(page)
    assert "第 1 / 3 处" in plain(page)


def test_next_and_previous_follow_the_list_and_stop_at_its_ends() -> None:
    first = stepped(review(), 1)
    assert first.current == 1
    last = stepped(stepped(stepped(first, 1), 1), 1)
    assert last.current == 0
    assert stepped(last, -1).current == 2
    assert stepped(Review(Verification("稿.txt", "", (), 1)), 1).current is None


@given(st.text(max_size=30), st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=5))
def test_setting_off_changes_no_character(text: str, spans: list[tuple[int, int]]) -> None:
    page = differing(text, [(min(s), max(s)) for s in spans])
    assert html.unescape(re.sub(r'<b class="lacks">‸</b>|<[^>]*>', "", page)) == text
