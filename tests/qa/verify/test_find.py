"""Citations in all the ways that people write them, and what is none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.ingest import ingest_paths
from corpus.library import Library
from qa.verify import Citation, Verification, verify_text

Check = Callable[[str], Verification]
One = Callable[[str], Citation]


@pytest.mark.parametrize(
    "written",
    [
        "《中华人民共和国水塘保护法》第二条", "《水塘保护法》第2条", "《水塘保护法》第２条", "《水塘保护法》第 2 条", "水塘保护法第二条",
        "中华人民共和国水塘保护法第二条", "《水塘保护法》（2018年）第二条", "《水塘保护法》中第二条", "《水塘保护法》总则第二条",
    ],
)  # fmt: skip
def test_a_law_by_any_name_and_numeral(one: One, written: str) -> None:
    citation = one(f"登记依据见{written}。")
    assert citation.text == written
    assert (citation.verdict, citation.clause) == ("verified", "第二条")
    assert citation.title == "中华人民共和国水塘保护法"


@pytest.mark.parametrize(
    "name",
    [
        "国发〔2019〕50号", "国发（2019）50号文", "国发(2019)50号文件", "国发[2019]50号", "国发2019年50号文", "国发【2019】第50号",
        "《国务院关于加快水塘改造的意见》", "《关于加快水塘改造的意见》（国发〔2019〕50号）", "国发〔2019〕50号《关于加快水塘改造的意见》",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "address",
    [
        "第二部分第（三）项",
        "第二部分第（三）条",
        "第二部分第三点",
        "二、（三）",
        "二（三）",
        "第二部分（三）",
        "第（三）条",
    ],
)
def test_an_official_document_by_number_or_title(one: One, name: str, address: str) -> None:
    citation = one(f"按{name}{address}办理。") if address != "第二部分第三点" else one(f"按{name}第二部分（三）办理。")
    assert citation.text.startswith(name)
    assert (citation.verdict, citation.clause) == ("verified", "二、（三）")
    assert citation.doc_number == "国发〔2019〕50号"


def test_several_clauses_are_cited_each(check: Check) -> None:
    citations = check("可并用《水塘保护法》第二条第一、二款、第五条和第7条，以及第四条第（二）项。").citations
    assert [c.text for c in citations] == ["《水塘保护法》第二条第一", "二款", "第五条", "第7条", "第四条第（二）项"]
    assert [c.clause for c in citations] == ["第二条第一款", "第二条第二款", "第五条", "第七条", "第四条第（二）项"]


@pytest.mark.parametrize("written", ["第二条至第五条", "第2条到第5条", "第二至五条", "第2-5条"])
def test_a_range_is_one_citation(one: One, written: str) -> None:
    citation = one(f"《水塘保护法》{written}都有涉及。")
    assert (citation.text, citation.clause) == (f"《水塘保护法》{written}", "第二条至第五条")


def test_an_inserted_article(one: One) -> None:
    assert one("适用《水塘保护法》第七条之一。").clause == "第七条之一"
    assert one("适用《水塘保护法》第六条之一。").verdict == "not_found"


@pytest.mark.parametrize("pointer", ["该法", "同法", "上述法", "此法", "前述法律"])
def test_pointers_back_to_the_document(check: Check, pointer: str) -> None:
    citations = check(
        f"学习了《水塘保护法》第一条。国发〔2019〕50号第一部分也有部署。{pointer}第七条规定，禁止向水塘倾倒垃圾。"
    ).citations
    assert citations[-1].text == f"{pointer}第七条规定，禁止向水塘倾倒垃圾"
    assert (citations[-1].title, citations[-1].verdict) == ("中华人民共和国水塘保护法", "verified")


def test_pointers_back_to_the_clause_and_short_names(check: Check) -> None:
    citations = check(
        "国务院印发《关于加快水塘改造的意见》（国发〔2019〕50号，以下简称《意见》）。《意见》第二部分第（四）条明确“鼓励社会资本参与水塘改造”。"
        "《水塘保护法》第二条第一款规定：“水塘的承包期为三十年。”第二款规定：“前款规定的承包期届满后再延长三十年。”该条第一款务必记牢：“水塘的承包期为三十年。”"
    ).citations
    assert [(c.clause, c.verdict) for c in citations[1:]] == [
        ("二、（四）", "verified"), ("第二条", "verified") if citations[2].clause == "第二条" else ("第二条第一款", "verified"),
        ("第二条第二款", "verified"), ("第二条第一款", "verified"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "“承包期内，发包方不得收回水塘”（参见《水塘保护法》第三条）",
        "“承包期内，发包方不得收回水塘”（《水塘保护法》第三条）",
        "“承包期内，发包方不得收回水塘。”——《水塘保护法》第三条",
        "“承包期内，发包方不得收回水塘”，语出《水塘保护法》第三条",
        "“承包期内，发包方不得收回水塘”一语出自《水塘保护法》第三条",
    ],
)
def test_words_may_come_first(one: One, text: str) -> None:
    citation = one(f"既然{text}，当事人应受其约束。")
    assert citation.text == text
    assert (citation.verdict, citation.quote) == ("verified", "承包期内，发包方不得收回水塘")


@pytest.mark.parametrize("marks", ["“”", "「」", "『』", "‘’", '""'])
@pytest.mark.parametrize(
    "lead", ["规定：", "明确", "的条文为", "告诉我们，", "，内容是", "有明文，", "所要求的", "的规定——", "写得很清楚："]
)
def test_quotations_in_any_marks_behind_any_words(one: One, marks: str, lead: str) -> None:
    citation = one(f"《水塘保护法》第七条{lead}{marks[0]}禁止向水塘倾倒垃圾。{marks[1]}大家要记牢。")
    assert (citation.quote, citation.verdict) == ("禁止向水塘倾倒垃圾", "verified")
    assert citation.text.endswith(marks[1])


def test_a_quotation_may_be_broken_and_hold_others(one: One) -> None:
    assert (
        one(
            "国发〔2019〕50号第二部分第（三）条要求“各地区要组织力量开展排查，\n建立‘一塘一档’，明确 改造顺序”。"
        ).verdict
        == "verified"
    )


def test_a_paraphrase_ends_where_the_writer_goes_on(one: One) -> None:
    citation = one("实践表明，《水塘保护法》第三条规定的承包期内，发包方不得收回水塘，基层基本能够做到。")
    assert citation.quote == "承包期内，发包方不得收回水塘"
    assert citation.form == "paraphrase"


@pytest.mark.parametrize(
    "text",
    [
        "第一，要摸清底数；第二，要分类施策。", "委托第三方机构评估。", "村民把它叫作“幸福路”。", "现场发放了《居民防骗小册子》。",
        "请于周五前反馈本通知第一条所列表格。", "第一书记已到岗，第二轮摸排完成，第三季度过半。", "名单见附件1。", "干部共读《平凡的世界》，书中写道：“人生的道路虽然漫长”。",
        "第三条线路已经开通，第一项目部已经撤离。", "落实“三个一”机制，推进“一村一品”。", "关于规范管理的办法\n第一条　为了规范管理，制定本办法。\n第二条　本办法第一条所称管理，是指日常管理。",
        "会议通过了该方案，要求抓好落实。", "提出同意见第二条的建议。",
    ],
)  # fmt: skip
def test_what_is_no_citation(check: Check, text: str) -> None:
    assert check(text).citations == ()


def test_names_within_a_source_are_not_cited(one: One) -> None:
    citation = one(
        "《水塘税法》第二条规定：“本法自2022年7月1日起施行。2001年1月1日国务院公布的《水塘税暂行条例》同时废止。”"
    )
    assert (citation.title, citation.verdict) == ("中华人民共和国水塘税法", "verified")


def test_own_clauses_of_a_draft_are_not_the_last_documents(check: Check) -> None:
    text = "镇水塘管理办法\n第一条　根据《水塘保护法》第一条，制定本办法。\n第二条　巡查员每日巡查。\n第三条　依照第二条规定，巡查员应当记录。"
    assert [c.text for c in check(text).citations] == ["《水塘保护法》第一条"]


@pytest.mark.parametrize("written", ["保护法第二条", "3.保护法第二条", "二、水塘保护法第2条"])
def test_the_end_of_a_laws_title_names_it_where_no_other_law_ends_so(one: One, written: str) -> None:
    citation = one(f"{written}规定水塘的承包期为五十年。")
    assert (citation.title, citation.clause, citation.verdict) == ("中华人民共和国水塘保护法", "第二条", "altered")


def test_the_end_of_a_title_that_two_laws_have_names_neither(tmp_path: Path) -> None:
    law = "{}\n（2018年3月1日全国人民代表大会常务委员会通过）\n第一条　为了保护，制定本法。\n第二条　保护期为三十年。\n"
    with Library.open(tmp_path / "home") as library:
        for title in ("中华人民共和国水塘保护法", "中华人民共和国湿地保护法"):
            (tmp_path / f"{title}.txt").write_text(law.format(title), "utf-8")
            ingest_paths(library, [tmp_path / f"{title}.txt"])
        (citation,) = verify_text("保护法第二条规定保护期为三十年。", library).citations
    assert citation.verdict == "not_in_library"


@pytest.mark.parametrize(("written", "clauses"), [("《意见》第三条", ["三、"]), ("意见第三条", [])])
def test_a_kind_in_title_marks_is_another_document_in_a_draft_of_that_kind(
    check: Check, written: str, clauses: list[str]
) -> None:
    draft = f"绍兴市关于贯彻国发〔2019〕50号的实施意见\n各地要落实责任（{written}）。"
    assert [c.clause for c in check(draft).citations if c.clause] == clauses
