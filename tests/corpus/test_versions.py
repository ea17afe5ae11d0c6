"""Versions, repeals, force over time: what the library says of a document that lives."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from corpus.errors import UnknownDocumentError
from corpus.library import Library
from corpus.parse import parse_text
from corpus.relations import RelationKind
from corpus.types import Dates, Status
from corpus.versions import Facts, begins, same_issuer, same_work, titles_agree


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library.open(tmp_path / "home")


def put(library: Library, text: str, source: str) -> str:
    return library.put(parse_text(text, source), source + str(hash(text)))[1]


def wage(year: int, amount: int, tail: str = "", number: int = 5) -> str:
    return (f"某省人社厅关于调整最低工资标准的通知\n某人社规〔{year}〕{number}号\n各市州：\n一、标准为{amount}元。\n二、本通知自{year}年4月1日起执行。{tail}\n"
            f"某省人社厅\n{year}年3月1日\n")  # fmt: skip


def law(day: str, article: str, note: str = "通过") -> str:
    return f"某省茶业条例\n{day} 某省第十三届人民代表大会常务委员会第九次会议{note}\n第一条 {article}\n第二条 本条例自2010年10月1日起施行。\n"


def test_the_same_title_and_issuer_with_a_later_date_is_a_new_version(library: Library) -> None:
    old = put(library, wage(2019, 1500), "2019.txt")
    new = put(library, wage(2022, 1700), "2022.txt")
    assert [s.doc_id for s in library.versions(new)] == [s.doc_id for s in library.versions(old)] == [old, new]
    assert library.find("关于调整最低工资标准的通知") == [new]
    assert library.find("某人社规〔2019〕5号") == [old]
    assert library.summary(old).status is Status.AMENDED
    assert library.summary(old).superseded
    assert library.summary(new).status is Status.IN_FORCE
    assert library.summary(old).standing.newer == new
    assert "2022年4月1日起有新文本" in library.summary(old).standing.reason


def test_the_library_as_it_stood_on_a_day(library: Library) -> None:
    old, new = put(library, wage(2019, 1500), "2019.txt"), put(library, wage(2022, 1700), "2022.txt")
    title = "关于调整最低工资标准的通知"
    assert library.find(title, on=date(2021, 1, 1)) == [old]
    assert library.find(title, on=date(2022, 3, 31)) == [old]
    assert library.find(title, on=date(2022, 4, 1)) == [new]
    assert library.serving(new, date(2020, 1, 1)) == old


def test_the_order_in_which_they_come_is_no_matter(library: Library) -> None:
    new, old = put(library, wage(2022, 1700), "2022.txt"), put(library, wage(2019, 1500), "2019.txt")
    assert [s.doc_id for s in library.versions(old)] == [old, new]
    assert library.find("关于调整最低工资标准的通知") == [new]


def test_a_later_text_in_the_same_file_is_a_new_version_and_a_mended_one_is_not(library: Library) -> None:
    first = put(library, wage(2019, 1500), "工资.txt")
    assert put(library, wage(2019, 1550), "工资.txt") == first
    assert len(library.summaries()) == 1
    later = put(library, wage(2022, 1700), "工资.txt")
    assert later != first
    assert [s.doc_id for s in library.versions(later)] == [first, later]
    assert "1550" in library.text(first)
    assert library.find("工资.txt") == [later]


def test_an_amended_law_is_a_version_that_begins_when_it_was_amended(library: Library) -> None:
    old = put(library, law("2010年7月30日", "发展茶业。"), "茶业(2010).txt")
    new = put(
        library, law("2020年3月26日", "促进茶业发展。", "《关于修改〈某省茶业条例〉的决定》修正"), "茶业(2020).txt"
    )
    assert library.find("某省茶业条例") == [new]
    assert library.find("某省茶业条例", on=date(2015, 1, 1)) == [old]
    assert library.summary(new).standing.begins_on == date(2020, 3, 26)


def test_a_version_that_has_not_begun_does_not_serve_yet(library: Library) -> None:
    old, new = put(library, wage(2019, 1500), "2019.txt"), put(library, wage(2099, 9000), "2099.txt")
    assert library.find("关于调整最低工资标准的通知") == [old]
    assert library.summary(new).status is Status.NOT_YET
    assert library.summary(old).status is Status.IN_FORCE
    assert not library.summary(old).superseded


def test_other_bodies_and_other_subjects_are_no_versions(library: Library) -> None:
    put(library, wage(2019, 1500), "甲.txt")
    put(library, wage(2022, 1700, number=6).replace("某省人社厅", "另省人社厅"), "乙.txt")
    put(library, wage(2023, 1700, number=7).replace("最低工资", "高温津贴"), "丙.txt")
    assert {s.work_id for s in library.summaries()} == {s.doc_id for s in library.summaries()}


def test_two_writings_under_one_number_are_versions(library: Library) -> None:
    first = put(library, wage(2019, 1500), "甲.txt")
    second = put(library, wage(2019, 1500).replace("标准为", "全省标准统一为"), "乙.txt")
    assert [s.doc_id for s in library.versions(first)] == [first, second]
    assert library.find("某人社规〔2019〕5号") == [second]


def test_a_repeal_in_the_words_of_another(library: Library) -> None:
    old = put(library, wage(2019, 1500), "2019.txt")
    new = put(
        library,
        wage(2022, 1700, "《关于调整最低工资标准的通知》（某人社规〔2019〕5号）同时废止。").replace(
            "关于调整最低", "关于公布最低"
        ),
        "2022.txt",
    )
    summary = library.summary(old)
    assert summary.status is Status.REPEALED
    assert summary.standing.ends_on == date(2022, 4, 1)
    assert summary.standing.cause == new
    assert "同时废止" in summary.standing.reason
    assert summary.standing.holds_on(date(2022, 3, 31))
    assert not summary.standing.holds_on(date(2022, 4, 1))


def test_a_repeal_may_come_before_its_document(library: Library) -> None:
    put(
        library,
        wage(2022, 1700, "《关于调整最低工资标准的通知》（某人社规〔2019〕5号）同时废止。").replace(
            "关于调整最低", "关于公布最低"
        ),
        "2022.txt",
    )
    old = put(library, wage(2019, 1500), "2019.txt")
    assert library.summary(old).status is Status.REPEALED


def test_what_repealed_it_goes_and_it_is_in_force_again(library: Library) -> None:
    old = put(library, wage(2019, 1500), "2019.txt")
    new = put(library, wage(2022, 1700), "2022.txt")
    library.remove([new])
    assert library.summary(old).status is Status.IN_FORCE
    assert library.find("关于调整最低工资标准的通知") == [old]


LIST = """某县人民政府关于公布行政规范性文件清理结果的通知
某政发〔2024〕3号
各乡镇：
经清理，决定废止2件规范性文件。现予公布，自公布之日起停止执行。
附件：1.废止的规范性文件目录
2.继续有效的规范性文件目录
某县人民政府
2024年2月20日
附件1
废止的规范性文件目录
1.《某县烟花爆竹管理规定》（某政发〔2012〕8号）
2.某县城区停车管理办法（某政办发〔2015〕20号）
附件2
继续有效的规范性文件目录
1.《某县低保办法》（某政发〔2018〕2号）
"""


def decree(title: str, number: str, day: str) -> str:
    return f"{title}\n{number}\n第一条 甲应当乙。\n第二条 自公布之日起施行。\n某县人民政府\n{day}\n"


def test_a_repeal_decision_with_lists(library: Library) -> None:
    fireworks = put(library, decree("某县烟花爆竹管理规定", "某政发〔2012〕8号", "2012年1月1日"), "烟花.txt")
    parking = put(library, decree("某县城区停车管理办法", "某政办发〔2015〕20号", "2015年1月1日"), "停车.txt")
    allowance = put(library, decree("某县低保办法", "某政发〔2018〕2号", "2018年1月1日"), "低保.txt")
    decision = put(library, LIST, "清理.txt")
    assert library.summary(fireworks).status is Status.REPEALED
    assert library.summary(parking).status is Status.REPEALED
    assert library.summary(allowance).status is Status.IN_FORCE
    assert {r.targets for r in library.relations(decision) if r.kind is RelationKind.REPEALS} == {
        (fireworks,),
        (parking,),
    }


def test_a_clause_s_repeal_is_not_its_document_s(library: Library) -> None:
    old = put(library, decree("某县停车办法", "某政发〔2012〕8号", "2012年1月1日"), "停车.txt")
    put(
        library,
        decree("某县道路办法", "某政发〔2020〕9号", "2020年1月1日").replace(
            "甲应当乙。", "《某县停车办法》第二条同时废止。"
        ),
        "道路.txt",
    )
    assert library.summary(old).status is Status.IN_FORCE


def test_a_decision_to_amend_marks_the_text_that_it_changed(library: Library) -> None:
    old = put(library, law("2010年7月30日", "发展茶业。"), "茶业.txt")
    decision = put(
        library,
        "某省人民代表大会常务委员会关于修改《某省茶业条例》的决定\n2020年3月26日 某省第十三届人民代表大会常务委员会通过\n一、将第一条修改为：“促进茶业发展。”\n二、自公布之日起施行。\n",
        "决定.txt",
    )
    summary = library.summary(old)
    assert summary.status is Status.AMENDED
    assert summary.standing.cause == decision
    assert summary.standing.holds_on(date(2024, 1, 1))
    assert library.cited_by(old)[0].kind is RelationKind.AMENDS


def test_expiry_and_a_page_s_own_mark(library: Library) -> None:
    expired = put(library, wage(2010, 800, "本通知有效期五年。"), "甲.txt")
    marked = put(library, "某县停车办法（已废止）\n某政发〔2012〕8号\n第一条 甲。\n第二条 乙。\n", "乙.txt")
    assert library.summary(expired).status is Status.EXPIRED
    assert library.summary(expired).standing.holds_on(date(2015, 3, 31))
    assert not library.summary(expired).standing.holds_on(date(2015, 4, 1))
    assert library.summary(marked).status is Status.REPEALED
    assert "自己标明" in library.summary(marked).standing.reason


def test_a_person_s_word_stands_above_the_documents_and_can_be_taken_back(library: Library) -> None:
    doc_id = put(library, wage(2019, 1500), "2019.txt")
    library.set_status(doc_id, Status.REPEALED, date(2021, 1, 1), "州政府办来电")
    summary = library.summary(doc_id)
    assert (summary.status, summary.standing.ends_on) == (Status.REPEALED, date(2021, 1, 1))
    assert "州政府办来电" in summary.standing.reason
    put(library, wage(2019, 1501), "2019.txt")
    assert library.summary(doc_id).status is Status.REPEALED
    library.clear_status(doc_id)
    assert library.summary(doc_id).status is Status.IN_FORCE
    with pytest.raises(UnknownDocumentError):
        library.set_status("没有", Status.REPEALED)


def test_relations_both_ways(library: Library) -> None:
    law_id = put(library, law("2010年7月30日", "发展茶业。"), "茶业.txt")
    rule = put(
        library,
        "某县茶业发展办法\n某政发〔2021〕2号\n第一条 根据《某省茶业条例》，结合本县实际，制定本办法。\n第二条 参照《某省林业条例》执行。\n某县人民政府\n2021年1月1日\n",
        "办法.txt",
    )
    outward = {(r.kind, r.name): r.targets for r in library.relations(rule)}
    assert outward == {(RelationKind.IMPLEMENTS, "某省茶业条例"): (law_id,), (RelationKind.CITES, "某省林业条例"): ()}
    inward = library.cited_by(law_id)
    assert [(r.kind, r.doc_id) for r in inward] == [(RelationKind.IMPLEMENTS, rule)]
    text = library.text(rule)
    assert "某省茶业条例" in text[inward[0].start : inward[0].end]


def test_level_and_kind(library: Library) -> None:
    doc_id = put(library, wage(2019, 1500), "甲.txt")
    assert (library.summary(doc_id).level, library.summary(doc_id).kind) == ("省", "通知")


FACTS = {"doc_number": None, "issuer": "某县人民政府", "dates": Dates(date(2020, 1, 1))}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"title": "某县养犬办法"}, {"title": "某县养犬办法", "dates": Dates(date(2021, 1, 1))}, True),
        ({"title": "某县养犬办法"}, {"title": "某县养犬办法"}, False),
        ({"title": "某县养犬办法"}, {"title": "某县养犬办法", "dates": Dates()}, False),
        ({"title": "工作方案"}, {"title": "工作方案", "dates": Dates(date(2021, 1, 1)), "issuer": "某乡"}, False),
        (
            {"title": "关于养犬的通知"},
            {"title": "关于养犬的通知", "dates": Dates(date(2021, 1, 1)), "issuer": None},
            False,
        ),
        (
            {"title": "甲法", "issuer": "全国人民代表大会"},
            {"title": "甲法", "dates": Dates(date(2021, 1, 1)), "issuer": "全国人民代表大会常务委员会"},
            True,
        ),
        (
            {"title": "关于甲的通知", "doc_number": "某发〔2020〕1号"},
            {"title": "某县关于甲的通知", "doc_number": "某发[2020]1号"},
            True,
        ),
        (
            {"title": "关于加强防汛工作的通知", "doc_number": "某发〔2020〕1号"},
            {"title": "残疾人补贴办法", "doc_number": "某发〔2020〕1号"},
            False,
        ),
    ],
)
def test_what_is_a_version_of_what(one: dict[str, object], other: dict[str, object], same: bool) -> None:
    a, b = (Facts(doc_id=name, **{**FACTS, **values}) for name, values in (("a", one), ("b", other)))  # type: ignore[arg-type]
    assert same_work(a, b) is same_work(b, a) is same


def test_when_a_version_begins() -> None:
    amended = Facts("a", "甲法", None, None, Dates(date(2018, 12, 29), None, date(2003, 3, 1)))
    assert begins(amended, first=False) == date(2018, 12, 29)
    assert begins(amended, first=True) == date(2003, 3, 1)


def test_titles_and_issuers() -> None:
    assert titles_agree("关于甲的通知", "某县关于甲的通知")
    assert not titles_agree("关于防汛的通知", "残疾人补贴办法")
    assert same_issuer("某省人民代表大会", "某省人民代表大会常务委员会", missing=False)
    assert not same_issuer("甲县人民政府", "乙县人民政府", missing=True)
