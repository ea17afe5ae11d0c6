"""Words without quotation marks before their citation, in a bracket or after 见: compared like any others."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from qa.verify import Citation, Verification

Check = Callable[[str], Verification]
One = Callable[[str], Citation]
BEHIND = [
    "（《水塘保护法》第二条）", "（见《水塘保护法》第二条）", "（依据：《水塘保护法》第二条）", "（法律依据为《水塘保护法》第二条规定）", "(《水塘保护法》第2条)",
    "，见《水塘保护法》第二条", "，这是《水塘保护法》第二条的规定", "——《水塘保护法》第二条", "【《水塘保护法》第二条】",
]  # fmt: skip


@pytest.mark.parametrize("behind", BEHIND)
def test_a_number_that_the_clause_has_otherwise(one: One, behind: str) -> None:
    citation = one(f"水塘的承包期为五十年{behind}。")
    assert citation.verdict == "altered"
    assert citation.quote == "水塘的承包期为五十年"
    assert [(c.kind, c.cited, c.source) for c in citation.changes] == [("number", "五十", "三十")]


@pytest.mark.parametrize("behind", BEHIND)
def test_words_as_the_clause_has_them(one: One, behind: str) -> None:
    citation = one(f"水塘的承包期为三十年{behind}。")
    assert (citation.verdict, citation.quote, citation.form) == ("verified", "水塘的承包期为三十年", "paraphrase")
    assert "原文一致" in citation.note


def test_offsets_of_words_and_citation(check: Check) -> None:
    draft = "我县情况如下。各村要明白，承包期内，发包方可以收回水塘（见《水塘保护法》第三条）。以上。"
    (citation,) = check(draft).citations
    assert citation.verdict == "altered"
    assert draft[citation.start : citation.end] == "承包期内，发包方可以收回水塘（见《水塘保护法》第三条）"
    assert citation.quote_start is not None
    assert draft[citation.quote_start : citation.quote_end] == citation.quote == "承包期内，发包方可以收回水塘"
    change = citation.changes[0]
    assert (change.kind, draft[change.cited_start : change.cited_end]) == ("negation", "可以")


def test_a_full_stop_before_the_bracket(one: One) -> None:
    assert one("水塘的承包期为五十年。（《水塘保护法》第二条）").verdict == "altered"


def test_words_of_another_clause(one: One) -> None:
    citation = one("禁止向水塘倾倒垃圾，承包期内发包方不得收回水塘（《水塘保护法》第七条）。")
    assert citation.verdict == "misplaced"
    assert citation.evidence is not None and citation.evidence.clause == "第三条第一款"


def test_a_short_sentence_of_another_clause(one: One) -> None:
    citation = one("水塘的承包期为三十年。（《水塘保护法》第三条）")
    assert (citation.verdict, citation.evidence and citation.evidence.clause) == ("misplaced", "第二条第一款")


def test_a_part_that_is_right_does_not_hide_one_that_is_not(one: One) -> None:
    words = "县级以上人民政府应当自收到申请之日起二十日内作出决定，并书面通知申请人"
    citation = one(f"{words}（《水塘保护法》第三条第二款）。")
    assert [c.source for c in citation.changes] == ["十五"]


def test_the_writers_own_sentence_only_cites(one: One) -> None:
    citation = one("全县共有水塘5000口，农户12万户（《水塘保护法》第六条）。")
    assert (citation.text, citation.verdict, citation.quote) == ("《水塘保护法》第六条", "verified", None)


def test_facts_in_other_words(one: One) -> None:
    citation = one("政府收到申请以后，应当在二十日内书面通知申请人作出的决定（《水塘保护法》第三条）。")
    assert citation.verdict == "altered"
    assert [(c.cited, c.source) for c in citation.changes] == [("二十日", "十五日")]


def test_an_address_alone_goes_back_to_the_law(check: Check) -> None:
    citations = check("依《水塘保护法》办理。发包方不得收回水塘（第三条）。水塘的承包期为五十年（第二条）。").citations
    assert [(c.clause, c.verdict) for c in citations][-2:] == [("第三条", "verified"), ("第二条", "altered")]


def test_two_laws_in_one_bracket_need_not_both_have_the_words(check: Check) -> None:
    citations = check("任何单位和个人不得破坏水塘（《水塘保护法》第七条、国发〔2019〕50号第三部分）。").citations
    assert [c.verdict for c in citations] == ["verified", "verified"]


def test_a_law_that_is_not_there(one: One) -> None:
    citation = one("养鱼的每亩补助三百元（《池塘养殖法》第三条）。")
    assert (citation.text, citation.verdict, citation.quote) == ("《池塘养殖法》第三条", "not_in_library", None)


def test_a_quotation_behind_the_bracket_is_not_the_clauses(check: Check) -> None:
    (citation,) = check("水塘的承包期为三十年（《水塘保护法》第二条），“长期不变”的承诺要兑现好。").citations
    assert (citation.verdict, citation.quote) == ("verified", "水塘的承包期为三十年")


def test_what_is_missing_behind_the_first_word(one: One) -> None:
    citation = one("《水塘保护法》第五条规定，省、县人民政府建设灌溉、防洪、养殖设施，应当征求村民委员会的意见。")
    assert [(c.kind, c.source.strip("、")) for c in citation.changes] == [("omission", "市")]


def test_the_laws_own_words_may_point_at_itself(one: One) -> None:
    citation = one("对有本法第三条情形的，由县级人民政府责令改正（《水塘保护法》第四条）。")
    assert (citation.clause, citation.verdict) == ("第四条", "verified")


def test_a_law_that_is_only_mentioned_does_not_cut_the_words(check: Check) -> None:
    citations = check("承包期内，依照水塘税法，发包方可以收回水塘（《水塘保护法》第三条）。").citations
    assert [(c.title, c.verdict) for c in citations][-1] == ("中华人民共和国水塘保护法", "altered")


@pytest.mark.parametrize(
    "sentence",
    [
        "一是水塘的承包期为三十年（《水塘保护法》第二条）。", "其中，水塘的承包期为三十年（《水塘保护法》第二条）。",
        "法律明确水塘的承包期为三十年（《水塘保护法》第二条）。", "（二）水塘的承包期为三十年（《水塘保护法》第二条，下同）。",
    ],
)  # fmt: skip
def test_what_leads_in_is_the_writers(one: One, sentence: str) -> None:
    citation = one(sentence)
    assert (citation.verdict, citation.quote) == ("verified", "水塘的承包期为三十年")


@pytest.mark.parametrize(
    "sentence",
    [
        "承包期内，发包方不得收回水塘，但遇项目建设时另行处理（《水塘保护法》第三条）。",  # what is added is cited too
        "承包期内，发包方可以收回水塘吗？（《水塘保护法》第三条）", "承包期内，发包方能否收回水塘（《水塘保护法》第三条）？",
    ],
)  # fmt: skip
def test_nothing_is_called_the_documents_words_that_is_not_quite(one: One, sentence: str) -> None:
    citation = one(sentence)
    assert (citation.text, citation.verdict, citation.quote) == ("《水塘保护法》第三条", "verified", None)
    assert "原文一致" not in citation.note


def test_a_wrong_part_before_one_in_other_words(one: One) -> None:
    citation = one("水塘的承包期为五十年，以后怎样再说（《水塘保护法》第二条）。")
    assert (citation.verdict, citation.quote) == ("altered", "水塘的承包期为五十年")


def test_a_bracket_behind_a_full_stop_is_said_of_all_its_sentences(one: One) -> None:
    citation = one("水塘的承包期为五十年。前款规定的承包期届满后再延长三十年。（《水塘保护法》第二条）")
    assert citation.verdict == "altered" and citation.quote is not None and citation.quote.startswith("水塘的承包期")


@pytest.mark.parametrize(
    "behind", ["，《水塘保护法》第二条有明确规定", "，据《水塘保护法》第二条", "（依照《水塘保护法》第二条）"]
)
def test_other_ways_to_name_a_source(one: One, behind: str) -> None:
    assert one(f"水塘的承包期为五十年{behind}。").verdict == "altered"


def test_what_is_wrong_before_the_part_that_follows_the_clause(check: Check) -> None:
    draft = "县级政府应当自收到申请之日起三十日内决定，对符合条件的，给予每户10万元以下的补助（《水塘保护法》第三条第二款）。"
    (citation,) = check(draft).citations
    assert citation.verdict == "altered"
    assert [(c.cited, c.source) for c in citation.changes] == [("三十", "十五")]
    assert all(draft[c.cited_start : c.cited_end] == c.cited for c in citation.changes)
    both = draft.replace("10万元以下的补助", "20万元以下的补助")
    (citation,) = check(both).citations
    assert [(c.cited, c.source) for c in citation.changes] == [("三十", "十五"), ("20万", "10万")]
    assert all(both[c.cited_start : c.cited_end] == c.cited for c in citation.changes)
    assert citation.quote is not None and citation.quote.startswith("县级政府")
    assert citation.evidence is not None and "十五日" in citation.evidence.text and "10万元" in citation.evidence.text


def test_addresses_in_brackets_go_on_with_the_law_in_later_paragraphs(check: Check) -> None:
    draft = (
        "关于水塘承包的汇报\n水塘的承包期为三十年（《水塘保护法》第二条）。\n"
        "乡镇要在二十日内作出决定并通知申请人（第三条第二款）。\n符合条件的，每户给予20万元以下的补助（同条）。"
    )
    found = check(draft).citations
    assert [c.clause for c in found] == ["第二条", "第三条第二款", "第三条"]
    assert [(c.cited, c.source) for c in found[1].changes] == [("二十日", "十五日")]
    assert [c.verdict for c in found] == ["verified", "altered", "altered"]


def test_a_draft_with_articles_of_its_own_means_these(check: Check) -> None:
    draft = "水塘管理办法\n第一条　根据《水塘保护法》第二条，制定本办法。\n第二条　养鱼的，应当申请（第三条）。\n第三条　申请由村里受理。"
    assert [c.clause for c in check(draft).citations] == ["第二条"]


def test_addresses_in_brackets_of_the_writers_own_paper_are_not_the_laws(check: Check) -> None:
    draft = (
        "水塘管理办法（草案）起草说明\n一、依据。根据《水塘保护法》第二条起草。\n"
        "二、内容。租金按年支付（第三条）。违约金为租金的一成（第五条）。理由是保护法第七条规定禁止向水塘倾倒垃圾。"
    )
    assert [c.clause for c in check(draft).citations] == ["第二条", "第七条"]


@pytest.mark.parametrize("name", ["保护法", "法", "该法"])
def test_a_kind_of_document_alone_points_back(check: Check, name: str) -> None:
    draft = f"《水塘保护法》出台后，各地落实。水塘的承包期为五十年（{name}第二条）。"
    found = check(draft).citations
    assert [(c.clause, c.verdict) for c in found][-1] == ("第二条", "altered")


def test_a_clause_as_the_subject_of_what_is_said(one: One) -> None:
    citation = one("《国务院关于加快水塘改造的意见》第（二）条对全国改造水塘的要求是10万座以上。")
    assert (citation.verdict, citation.quote) == ("verified", None)
    close = one("《水塘保护法》第七条禁止向水塘倾倒垃圾和污水。")
    assert close.verdict == "altered" and [c.cited for c in close.changes] == ["和污水"]


@pytest.mark.parametrize(
    ("number", "clause"), [("第三条", "三、"), ("第四条", "二、（四）"), ("第（四）条", "二、（四）")]
)
def test_an_opinions_parts_come_before_its_running_numbers(one: One, number: str, clause: str) -> None:
    assert one(f"按照国发〔2019〕50号{number}办理。").clause == clause


def test_a_number_that_the_document_has_otherwise_is_shown_where_it_stands(one: One) -> None:
    citation = one("国发〔2019〕50号要求，到2025年，全国要完成改造水塘8万座以上，重点地区达标。")
    assert [(c.cited, c.source) for c in citation.changes] == [("8万", "10万")]
    assert citation.evidence is not None and citation.evidence.clause == "一、（二）"
