"""A name before the words, its clause in a bracket behind them: 《…》规定，…（第二条）; and what came to light with it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from qa.verify import Citation, Verification

Check = Callable[[str], Verification]
One = Callable[[str], Citation]


@pytest.mark.parametrize("said", ["规定，{}", "规定：{}", "明确规定{}", "要求，{}"])
@pytest.mark.parametrize("marks", ["“水塘的承包期为三十年”", "“水塘的承包期为三十年。”", "水塘的承包期为三十年"])
@pytest.mark.parametrize("behind", ["（第二条）", "（见第2条第1款）", "(第二条)"])
def test_the_clause_in_a_bracket_is_the_words_own(one: One, said: str, marks: str, behind: str) -> None:
    text = f"《水塘保护法》{said.format(marks)}{behind}"
    citation = one(text + "。")
    assert (citation.text, citation.verdict) == (text, "verified")
    assert citation.clause in ("第二条", "第二条第一款")
    assert citation.quote == "水塘的承包期为三十年"


@pytest.mark.parametrize("marks", ["“水塘的承包期为{}”", "水塘的承包期为{}"])
def test_what_is_wrong_is_told(one: One, marks: str) -> None:
    altered = one(f"《水塘保护法》规定，{marks.format('五十年')}（第二条）。")
    assert (altered.verdict, altered.clause) == ("altered", "第二条")
    assert [(c.kind, c.cited, c.source) for c in altered.changes] == [("number", "五十", "三十")]
    misplaced = one(f"《水塘保护法》规定，{marks.format('三十年')}（第七条）。")
    assert (misplaced.verdict, misplaced.clause) == ("misplaced", "第七条")
    assert misplaced.evidence is not None and misplaced.evidence.clause == "第二条第一款"


@pytest.mark.parametrize("address", ["（第二条）", "(第2条第一款)", "〔第二条〕"])
@pytest.mark.parametrize(("years", "verdict"), [("三十", "verified"), ("五十", "altered")])
def test_the_clause_in_a_bracket_right_behind_the_name(one: One, address: str, years: str, verdict: str) -> None:
    text = f"《水塘保护法》{address}规定，水塘的承包期为{years}年"
    citation = one(text + "。")
    assert (citation.text, citation.verdict) == (text, verdict)


def test_each_part_of_a_list_has_its_own_clause(check: Check) -> None:
    found = check(
        "《水塘保护法》规定：一是水塘的承包期为三十年（第二条）；二是承包期内，发包方可以收回水塘（第三条）；三是禁止向水塘倾倒垃圾（第六条）。"
    )
    assert [(c.verdict, c.clause) for c in found.citations] == [
        ("verified", "第二条"), ("altered", "第三条"), ("misplaced", "第六条"),
    ]  # fmt: skip
    assert found.citations[1].text == "承包期内，发包方可以收回水塘（第三条）"


@pytest.mark.parametrize(("years", "verdict"), [("三十", "verified"), ("五十", "altered")])
def test_numbering_of_the_writers_own_hides_nothing(one: One, years: str, verdict: str) -> None:
    citation = one(f"《水塘保护法》第二条规定：一是水塘的承包期为{years}年；二是前款规定的承包期届满后再延长三十年。")
    assert citation.verdict == verdict


def test_an_official_documents_part_in_a_bracket(one: One) -> None:
    citation = one("《关于加快水塘改造的意见》明确县级人民政府可以统筹使用涉农资金（见二（四））。")
    assert (citation.verdict, citation.clause, citation.changes) == ("verified", "二、（四）", ())


def test_a_short_statement_of_another_clause_is_misplaced(one: One) -> None:
    citation = one("《水塘保护法》第六条规定，水塘的承包期为三十年。")
    assert citation.verdict == "misplaced"
    assert citation.evidence is not None and citation.evidence.clause == "第二条第一款"


def test_to_carry_out_a_regulation_is_no_document(one: One) -> None:
    citation = one("各地要严格执行《东山市水塘管理条例》规定“任何单位和个人不得破坏水塘及其附属设施”（第二条）。")
    assert (citation.verdict, citation.title, citation.clause) == ("verified", "东山市水塘管理条例", "第二条")


@pytest.mark.parametrize(("words", "verdict"), [("半年", "verified"), ("六个月", "altered"), ("6个月", "altered")])
def test_half_a_year_within_marks_is_said_as_the_document_says_it(one: One, words: str, verdict: str) -> None:
    citation = one(f"《水塘保护法》第七条之三规定：“交回水塘的，应当提前{words}书面通知发包方”。")
    assert citation.verdict == verdict
    assert [(c.kind, c.source) for c in citation.changes] == ([("wording", "半年")] if verdict == "altered" else [])


@pytest.mark.parametrize(("modal", "verdict"), [("要", "verified"), ("不得", "altered")])
@pytest.mark.parametrize(
    "written",
    [
        "{}（《关于加快水塘改造的意见》二（三））",
        "《关于加快水塘改造的意见》第二部分第三点规定的{}",
        "《关于加快水塘改造的意见》二（三）明确，{}",
    ],
)
def test_a_term_in_marks_at_the_end_is_not_all_that_is_cited(one: One, written: str, modal: str, verdict: str) -> None:
    said = f"各地区{modal}组织力量开展排查，建立“一塘一档”"
    citation = one(written.format(said).replace("第二部分第三点", "第二部分（三）") + "。")
    assert citation.verdict == verdict
    assert citation.quote is not None and citation.quote.startswith(f"各地区{modal}组织")


def test_a_law_that_is_not_there_with_its_clause_in_a_bracket(one: One) -> None:
    citation = one("森林草原防火条例（第三条）规定，“森林防火工作实行预防为主、积极消灭的方针”。")
    assert (citation.verdict, citation.text[:12]) == ("not_in_library", "森林草原防火条例（第三条")


def test_a_purpose_is_cited_with_its_first_word(one: One) -> None:
    citation = one("《水塘保护法》明确为了保护水塘，制定本法（见第一条）。")
    assert (citation.verdict, citation.clause, citation.quote) == ("verified", "第一条", "为了保护水塘，制定本法")


def test_several_clauses_in_a_bracket_are_all_looked_through(one: One) -> None:
    citation = one("《水塘保护法》规定，水塘的承包期为三十年（第二条、第六条）。")
    assert citation.verdict == "verified"


def test_a_part_of_the_draft_itself_is_no_clause_of_the_law(one: One) -> None:
    citation = one("《水塘保护法》规定，水塘的承包期为三十年（详见第三部分）。")
    assert citation.verdict == "verified"


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("禁止向水塘倾倒垃圾", "verified"),
        ("可以向水塘倾倒垃圾", "altered"),
        ("承包期为五十年", "altered"),
        ("承包期为三十年", "misplaced"),
    ],
)
def test_a_statement_in_marks_behind_the_writers_own_words_is_a_quotation(one: One, words: str, verdict: str) -> None:
    citation = one(
        f"各村要严格执行国家的政策，切实坚持“{words}”（《水塘保护法》第{'二' if verdict == 'altered' and '年' in words else '七'}条）。"
    )
    assert citation.verdict == verdict


def test_a_bracket_behind_several_quotations_is_of_each(check: Check) -> None:
    found = check("《水塘保护法》规定了“水塘的承包期为三十年”“禁止向水塘倾倒废水”（第二条、第七条）。")
    assert [c.verdict for c in found.citations] == ["verified", "altered"]


@pytest.mark.parametrize(
    "text", ["现将考核办法（第三条）说明如下：考核分为四个等次。", "我县新建四平台，划定六安全措施。"]
)
def test_papers_of_the_writers_own_are_not_cited(check: Check, text: str) -> None:
    assert check(text).citations == ()


def test_to_put_a_law_into_practice_is_no_document(one: One) -> None:
    citation = one("各地要认真贯彻实施《水塘保护法》规定，禁止向水塘倾倒垃圾（第七条）。")
    assert (citation.verdict, citation.clause) == ("verified", "第七条")
