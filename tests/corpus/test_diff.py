"""Two versions clause by clause."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corpus.diff import Change, clause_label, clauses_html, compare, difference_html, summary_line, word_pieces
from corpus.parse import parse_text

OLD = """某县养犬办法
第一条 为规范养犬，制定本办法。
第二条 养犬应当在30日内登记，每只收费100元。
第三条 禁止在广场遛犬。
第四条 违反本办法的，处二百元罚款。
第五条 本办法自2015年1月1日起施行。
"""
NEW = """某县养犬办法
第一条 为规范养犬，制定本办法。
第二条 本办法适用于建成区以内的全部单位和个人。
第三条 养犬应当在15日内登记，不收费。
第四条 违反本办法的，处二百元罚款。
第五条 本办法自2021年1月1日起施行。
"""


def changes() -> dict[str, Change]:
    return {clause_label(one): one.change for one in compare(parse_text(OLD), parse_text(NEW)).clauses}


def test_each_clause_is_said_what_became_of_it() -> None:
    found = changes()
    assert found["第一条"] is Change.UNCHANGED
    assert found["第二条"] is Change.ADDED
    assert found["第二条 → 第三条"] is Change.CHANGED
    assert found["第三条"] is Change.REMOVED
    assert found["第四条"] is Change.UNCHANGED
    assert found["第五条"] is Change.CHANGED


def test_an_inserted_article_makes_the_others_renumbered_not_changed() -> None:
    new = (
        OLD.replace("第五条", "第六条")
        .replace("第四条", "第五条")
        .replace("第三条", "第三条 犬只应当免疫，费用由养犬人承担。\n第四条")
    )
    found = {clause_label(one): one.change for one in compare(parse_text(OLD), parse_text(new)).clauses}
    assert found["第三条"] is Change.ADDED
    assert found["第三条 → 第四条"] is Change.RENUMBERED
    assert found["第五条 → 第六条"] is Change.RENUMBERED
    assert Change.CHANGED not in found.values()


def test_the_words_are_marked_and_numbers_are_not_cut() -> None:
    assert [(p.change, p.text) for p in word_pieces("收费100元", "收费1000元")] == [
        (Change.UNCHANGED, "收费"), (Change.REMOVED, "100"), (Change.ADDED, "1000"), (Change.UNCHANGED, "元")
    ]  # fmt: skip


def test_parts_of_an_official_document() -> None:
    old = parse_text(
        "关于甲的意见\n一、总体要求\n（一）目标。到2020年完成。\n（二）原则。稳妥推进。\n二、保障\n加强领导。\n"
    )
    new = parse_text(
        "关于甲的意见\n一、总体要求\n（一）目标。到2025年完成。\n（二）原则。稳妥推进。\n二、保障\n加强领导。\n三、附则\n自印发之日起施行。\n"
    )
    found = {clause_label(one): one.change for one in compare(old, new).changes}
    assert found == {"一、（一）": Change.CHANGED, "三、": Change.ADDED}


def test_places_are_spans_of_their_texts() -> None:
    old, new = parse_text(OLD), parse_text(NEW)
    for one in compare(old, new).clauses:
        if one.old:
            assert (
                "".join(p.text for p in one.pieces if p.change is not Change.ADDED)
                in old.text[one.old.start : one.old.end]
            )
        if one.new:
            assert (
                "".join(p.text for p in one.pieces if p.change is not Change.REMOVED)
                in new.text[one.new.start : one.new.end]
            )


TEXTS = st.text(alphabet="甲乙丙应当不得3元0年。，", max_size=60)


@given(TEXTS, TEXTS)
def test_the_pieces_are_both_texts(old: str, new: str) -> None:
    pieces = word_pieces(old, new)
    assert "".join(p.text for p in pieces if p.change is not Change.ADDED) == old
    assert "".join(p.text for p in pieces if p.change is not Change.REMOVED) == new


ARTICLES = st.lists(
    st.sampled_from(
        ["应当登记。", "不得收费。", "处二百元罚款。", "由县公安局负责解释。", "适用本办法。", "每年检查一次。"]
    ),
    min_size=1,
    max_size=9,
)


@given(ARTICLES, ARTICLES)
def test_each_clause_of_both_versions_comes_once(before: list[str], after: list[str]) -> None:
    numbers = "一二三四五六七八九"
    old, new = (
        parse_text("某县养犬办法\n" + "".join(f"第{numbers[i]}条 {words}\n" for i, words in enumerate(one)))
        for one in (before, after)
    )
    found = compare(old, new).clauses
    assert [p.start for p in (one.new for one in found) if p] == sorted(
        {p.start for p in (one.new for one in found) if p}
    )
    assert len([one for one in found if one.old and one.old.clause]) == len(before)
    assert len([one for one in found if one.new and one.new.clause]) == len(after)


def test_a_text_compared_with_itself_has_no_changes() -> None:
    difference = compare(parse_text(OLD), parse_text(OLD))
    assert difference.changes == ()
    assert "文字相同" in clauses_html(difference)
    assert summary_line(difference).endswith(f"未变 {len(difference.clauses)}")


def test_the_page_escapes_what_documents_say() -> None:
    new = NEW.replace("不收费", "<script>alert(1)</script>")
    page = difference_html(compare(parse_text(OLD), parse_text(new)))
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "<ins>" in page and "<del>" in page and "http" not in page
