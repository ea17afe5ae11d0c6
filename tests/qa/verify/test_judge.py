"""The seven verdicts, their changes, evidence and notes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from corpus.library import Library
from index.types import Filters
from qa.verify import Citation, Verification, Verifier

Check = Callable[[str], Verification]
One = Callable[[str], Citation]


@pytest.mark.parametrize(
    "words",
    [
        "县级以上人民政府应当自收到申请之日起十五日内作出决定", "县级以上人民政府应当自收到申请之日起15日内作出决定,并书面通知申请人",
        "对符合条件的，给予每户100000元以下的补助", "县级以上人民政府……书面通知申请人",
    ],
)  # fmt: skip
def test_words_that_agree_are_verified(one: One, words: str) -> None:
    assert one(f"《水塘保护法》第三条第二款规定：“{words}”。").verdict == "verified"
    assert one(f"《水塘保护法》第三条规定：“{words}”。").verdict == "verified"


@pytest.mark.parametrize(
    ("words", "kind", "cited", "source"),
    [
        ("县级以上人民政府应当自收到申请之日起五日内作出决定", "number", "五", "十五"),
        ("县级以上人民政府应当自收到申请之日起十五个工作日内作出决定", "number", "十五个工作日", "十五日"),
        ("县级以上人民政府可以自收到申请之日起十五日内作出决定", "modal", "可以", "应当"),
        ("县级以上人民政府应当自收到申请之日起十五日内作出决定，并通知申请人", "omission", "", "书面"),
        ("市级以上人民政府应当自收到申请之日起十五日内作出决定", "wording", "市", "县"),
        ("县级以上人民政府及其派出机构应当自收到申请之日起十五日内作出决定", "addition", "及其派出机构", ""),
        ("给予每户10元以下的补助", "number", "10", "10万"),
    ],
)
@pytest.mark.parametrize(
    "form",
    [
        "《水塘保护法》第三条第二款规定：“{}”。",
        "《水塘保护法》第三条第二款规定，{}。",
        "“{}”（见《水塘保护法》第三条第二款）。",
    ],
)
def test_words_that_differ_are_altered(one: One, words: str, kind: str, cited: str, source: str, form: str) -> None:
    citation = one(form.format(words))
    if "10元" in words and "规定，" in form:
        assert citation.verdict == "altered"
        return
    assert citation.verdict == "altered"
    assert (kind, cited, source) in [(c.kind, c.cited, c.source) for c in citation.changes]
    assert citation.evidence is not None
    assert citation.evidence.clause == "第三条第二款"


def test_a_lost_negation_is_seen_wherever_the_quotation_begins(one: One) -> None:
    assert one("《水塘保护法》第三条规定：“承包期内，发包方可以收回水塘”。").changes[0].kind == "negation"
    citation = one("《水塘保护法》第三条规定：“收回水塘”是允许的。")
    assert citation.verdict in ("altered", "verified")
    assert one("《水塘保护法》第三条规定，不得“收回水塘”。").verdict == "verified"


def test_what_an_ellipsis_skips_is_shown_where_it_limits(one: One) -> None:
    citation = one("《水塘保护法》第三条规定：“承包期内……县级以上人民政府应当自收到申请之日起十五日内作出决定”。")
    assert citation.verdict == "verified"
    assert "不得收回水塘" in citation.skipped[0].text
    assert "不得收回水塘" in citation.note


def test_short_forms_in_a_paraphrase_are_no_alteration(one: One) -> None:
    assert one("《水塘保护法》第三条规定县级以上人民政府应自收到申请之日起15日内作出决定。").verdict == "verified"


def test_a_free_paraphrase_is_checked_for_its_facts_only(one: One) -> None:
    citation = one("《水塘保护法》第三条规定，收到申请后政府要在15日内决定下来，符合条件的每户最多补助10万元。")
    assert citation.verdict == "verified"
    assert "未逐字核对" in citation.note
    assert one("《水塘保护法》第三条规定，政府应自收到申请后30日内作出书面决定通知申请人。").verdict == "altered"


def test_what_the_writer_does_on_a_basis_is_not_compared(one: One) -> None:
    citation = one("根据《水塘保护法》第三条第二款的规定，我镇决定给予王某5000元补助，并于30日内兑现。")
    assert citation.verdict == "verified"
    assert citation.quote is None


def test_a_close_rendering_behind_a_basis_without_a_clause_is_compared(one: One) -> None:
    citation = one("根据《水塘保护法》，国务院水行政主管部门主管全国的水塘保护工作。")
    assert (citation.verdict, citation.quote) == ("verified", "国务院水行政主管部门主管全国的水塘保护工作")
    assert citation.evidence is not None and citation.evidence.clause == "第六条"
    citation = one("按照《水塘保护法》，县级以上人民政府可以自收到申请之日起十五日内作出决定。")
    assert [(c.kind, c.cited, c.source) for c in citation.changes] == [("modal", "可以", "应当")]


@pytest.mark.parametrize(
    "text",
    [
        "根据《水塘保护法》，结合我镇实际，制定本方案。",
        "依据《水塘保护法》，我镇将于10月30日前完成12座水塘的登记。",
        "根据《水塘开发办法》，国务院水行政主管部门主管全国的水塘保护工作。",
    ],
)
def test_what_else_stands_behind_a_basis_without_a_clause_is_the_writers_own(one: One, text: str) -> None:
    citation = one(text)
    assert citation.quote is None and citation.text == text[text.index("《") : text.index("》") + 1]
    assert citation.verdict == ("not_in_library" if "开发" in text else "verified")


def test_words_of_another_clause_are_misplaced(one: One) -> None:
    citation = one("《水塘保护法》第五条规定：“国务院水行政主管部门主管全国的水塘保护工作”。")
    assert citation.verdict == "misplaced"
    assert citation.evidence is not None
    assert citation.evidence.clause == "第六条"
    assert (
        one("《水塘保护法》第三条第一款规定：“并书面通知申请人；对符合条件的，给予每户10万元以下的补助”。").verdict
        == "misplaced"
    )


@pytest.mark.parametrize("lead", ["", "根据"])
def test_a_short_sentence_of_another_clause_is_misplaced_if_it_is_the_whole(one: One, lead: str) -> None:
    whole = one(f"{lead}《水塘保护法》第三条规定，水塘不得买卖。")
    assert whole.verdict == "misplaced" and whole.evidence and whole.evidence.clause == "第六条"
    phrase = one(f"{lead}《水塘保护法》第三条规定，实行动态管理。")  # anybody's, and rules nothing
    assert phrase.verdict == "verified"
    part = one(f"{lead}《水塘保护法》第三条规定，主管水塘保护。")  # the writer's own words
    assert part.verdict == "verified" and part.evidence and part.evidence.clause != "第六条"


def test_words_of_another_document_are_misplaced(one: One) -> None:
    citation = one("《水塘保护法》第五条规定：“巡查由乡镇组织，发现险情应当立即报告并设置警示标志”。")
    assert citation.verdict == "misplaced"
    assert citation.evidence is not None
    assert citation.evidence.title == "西湖市水塘管理条例"


def test_an_item_may_be_cited_with_its_lead_in(one: One) -> None:
    assert (
        one(
            "《水塘保护法》第四条第（二）项规定：“有下列情形之一的，由县级人民政府责令改正：向水塘排放污水的”。"
        ).verdict
        == "verified"
    )


def test_what_is_not_there_is_not_found(one: One) -> None:
    citation = one("见《水塘保护法》第九十九条。")
    assert (citation.verdict, citation.clause, citation.evidence) == ("not_found", "第九十九条", None)
    assert "第八条" in citation.note
    assert one("《水塘保护法》第四条第五项。").verdict == "not_found"
    assert one("《水塘保护法》第二条第三款。").verdict == "not_found"
    assert one("国发〔2019〕50号第五部分。").clause == "五、"
    assert one("《水塘保护法》第五条规定：“游客留宿满三晚的，赠送当地山歌唱片一张”。").verdict == "not_found"


@pytest.mark.parametrize("name", ["《测绘法》", "测绘法", "《国务院关于加快湖泊治理的意见》", "国发〔2020〕51号"])
def test_a_document_that_is_not_there(one: One, name: str) -> None:
    citation = one(f"按照{name}第六条规定：“对测绘成果予以奖励”。")
    assert (citation.verdict, citation.evidence) == ("not_in_library", None)
    assert citation.text.startswith(name)


def test_another_places_regulation_is_not_taken_for_it(one: One) -> None:
    assert one("北岭市水塘管理条例第二条已有规定。").verdict == "not_in_library"


def test_a_name_of_several_documents_is_ambiguous_unless_the_words_tell(one: One) -> None:
    citation = one("按《水塘管理条例》第二条办理。")
    assert citation.verdict == "ambiguous"
    assert "东山市" in citation.note and "西湖市" in citation.note
    assert one("《水塘管理条例》规定：“任何单位和个人不得破坏水塘及其附属设施”。").verdict == "ambiguous"
    told = one("《水塘管理条例》第三条规定：“巡查由乡镇组织，发现险情应当立即报告并设置警示标志”。")
    assert (told.verdict, told.title) == ("verified", "西湖市水塘管理条例")


def test_what_was_repealed_is_outdated(one: One) -> None:
    citation = one("《水塘税暂行条例》第一条规定：“水塘税由税务机关征收”。")
    assert citation.verdict == "outdated"
    assert citation.evidence is not None
    assert citation.evidence.title == "中华人民共和国水塘税法"
    assert one("自2022年7月1日起，《水塘税暂行条例》同时废止。").verdict == "verified"


def test_on_an_earlier_day_it_was_in_force(library: Library) -> None:
    text = "《水塘税暂行条例》第一条规定：“水塘税由税务机关征收”。"
    earlier = Verifier(library).verify(text, filters=Filters(as_of=date(2020, 1, 1)))
    assert [c.verdict for c in earlier.citations] == ["verified"]


def test_documents_outside_the_filters_do_not_count(library: Library) -> None:
    only = Filters(doc_ids=tuple(library.find("国发〔2019〕50号")))
    found = Verifier(library).verify("《水塘保护法》第二条，国发〔2019〕50号第一部分。", filters=only)
    assert [c.verdict for c in found.citations] == ["not_in_library", "verified"]


def test_a_title_with_another_documents_number(one: One) -> None:
    citation = one("《国务院关于加快水塘改造的意见》（国发〔2019〕55号）第一部分。")
    assert citation.verdict == "altered"
    assert citation.changes[0].source == "国发〔2019〕50号"


def test_the_summary_counts_all_verdicts(check: Check) -> None:
    verification = check("《水塘保护法》第二条。《水塘保护法》第九十条。《测绘法》第一条。")
    assert sum(verification.summary.values()) == 3
    value = verification.as_json()
    assert value["summary"]["verified"] == value["summary"]["not_found"] == value["summary"]["not_in_library"] == 1
    assert set(value["citations"][0]) >= {
        "start",
        "end",
        "text",
        "title",
        "doc_number",
        "clause",
        "quote",
        "verdict",
        "changes",
        "evidence",
        "note",
    }


def test_a_regulation_of_another_place_is_not_near(one: One) -> None:
    citation = one("《丙市水塘管理条例》第二条规定：“任何单位和个人不得破坏水塘及其附属设施。”")
    assert citation.verdict == "not_in_library"
    assert "名称相近" not in citation.note
