"""Title, 文号, issuer and dates, read from the document's own words."""

from __future__ import annotations

from datetime import date

import pytest

from corpus.dating import parse_date
from corpus.metadata import normal_number, status_on
from corpus.parse import parse_text
from corpus.types import Dates, Document, Status


def notice(*tail: str, head: tuple[str, ...] = ("某县人民政府关于做好春耕工作的通知", "某政发〔2020〕7号")) -> Document:
    body = ["各乡镇人民政府：", "一、备足种子。", "二、管好水源。", *tail]
    return parse_text("\n".join([*head, *body]))


@pytest.mark.parametrize(
    ("written", "normal"),
    [("国办发[2019]3号", "国办发〔2019〕3号"), ("国办发（2019）3号", "国办发〔2019〕3号"), ("国办发2019年3号", "国办发〔2019〕3号"), ("国办发【2019】第3号", "国办发〔2019〕3号"),
     ("国办发〔２０１９〕３号", "国办发〔2019〕3号"), ("州政办发〔2021〕12号", "州政办发〔2021〕12号"), ("国务院令第707号", "国务院令第707号"), ("没有文号", None)],
)  # fmt: skip
def test_a_number_in_any_brackets_has_one_writing(written: str, normal: str | None) -> None:
    assert normal_number(written) == normal


@pytest.mark.parametrize(
    ("written", "day"),
    [("2018年3月8日", date(2018, 3, 8)), ("二〇一八年三月八日", date(2018, 3, 8)), ("二○○四年十二月三十一日", date(2004, 12, 31)), ("2018-03-08 09:34", date(2018, 3, 8)),
     ("2018/3/8", date(2018, 3, 8)), ("2018年13月8日", None), ("没有日期", None)],
)  # fmt: skip
def test_dates(written: str, day: date | None) -> None:
    assert parse_date(written) == day


@pytest.mark.parametrize(
    "head",
    [
        ("某县人民政府关于做好春耕工作的通知", "某政发〔2020〕7号"),
        ("某县人民政府", "关于做好春耕工作的通知", "某政发〔2020〕7号"),
        ("某县人民政府文件", "某政发〔2020〕7号", "某县人民政府关于做好春耕", "工作的通知"),
        ("特急", "某县人民政府文件", "某政发〔2020〕7号", "某县人民政府关于做好春耕工作的通知"),
        ("某县人民政府关于做好春耕工作的通知（某政发〔2020〕7号）",),
        ("某 县 人 民 政 府 关 于 做 好 春 耕 工 作 的 通 知", "某政发[2020]7号"),
    ],
)
def test_title_number_and_issuer_in_each_layout(head: tuple[str, ...]) -> None:
    document = notice("某县人民政府", "2020年3月1日", head=head)
    assert (document.title, document.doc_number) == ("某县人民政府关于做好春耕工作的通知", "某政发〔2020〕7号")
    assert document.issuer == "某县人民政府"
    assert document.dates.issued_on == date(2020, 3, 1)


def test_the_notice_s_own_date_counts_not_its_attachment_s() -> None:
    document = notice(
        "某县人民政府", "二〇二〇年三月一日", "附件", "调查报告", "一、经过", "调查组", "二〇一九年十二月三日"
    )
    assert document.dates.issued_on == date(2020, 3, 1)


def test_several_signatories_are_the_issuer() -> None:
    document = notice("县财政局　县民政局", "2020年3月1日", head=("关于发放春荒补助的通知", "某财〔2020〕9号"))
    assert document.issuer == "县财政局、县民政局"


def test_an_order_s_title_is_what_it_promulgates() -> None:
    document = parse_text(
        "中华人民共和国国务院令\n第706号\n《专利代理条例》已经修订通过，现将修订后的《专利代理条例》公布，自2019年3月1日起施行。\n总理　李某某\n2018年11月6日\n专利代理条例\n第一条 甲。\n第二条 乙。\n"
    )
    assert (document.title, document.doc_number, document.issuer) == ("专利代理条例", "国令第706号", "国务院")
    assert (document.dates.issued_on, document.dates.effective_on) == (date(2018, 11, 6), date(2019, 3, 1))


def test_a_law_s_note_gives_issuer_and_date() -> None:
    document = parse_text(
        "某省茶业条例\n\n2010年7月30日 某省第十一届人民代表大会常务委员会第十六次会议通过\n\n2020年3月1日 某省第十三届人民代表大会常务委员会第九次会议《关于修改〈某省实施某法办法〉等法规的决定》修正\n\n第一条 甲。\n\n第二条 本条例自2010年10月1日起施行。\n"
    )
    assert document.issuer == "某省人民代表大会常务委员会"
    assert (document.dates.issued_on, document.dates.effective_on) == (date(2020, 3, 1), date(2010, 10, 1))


def test_a_title_said_twice_is_one_title() -> None:
    document = parse_text(
        "某省茶业保护与发展促进条例\n\n某省茶业保护与\n\n发展促进条例\n\n2020年3月1日 某省第十三届人民代表大会通过\n\n第一条 甲。\n\n第二条 乙。\n"
    )
    assert document.title == "某省茶业保护与发展促进条例"
    assert document.dates.issued_on == date(2020, 3, 1)


@pytest.mark.parametrize(
    ("words", "effective", "expires"),
    [
        ("三、本通知自2020年4月1日起施行，有效期五年。", date(2020, 4, 1), date(2025, 3, 31)),
        ("三、本通知自印发之日起施行，有效期至2022年12月31日。", date(2020, 3, 1), date(2022, 12, 31)),
        ("三、本通知自2020年4月1日起试行，试行期2年。", date(2020, 4, 1), date(2022, 3, 31)),
        ("三、按《某条例》自2019年1月1日起施行的规定办理。", None, None),
    ],
)
def test_when_it_begins_and_ends(words: str, effective: date | None, expires: date | None) -> None:
    dates = notice(words, "某县人民政府", "2020年3月1日").dates
    assert (dates.effective_on, dates.expires_on) == (effective, expires)


def test_each_field_says_where_it_was_read() -> None:
    document = notice("三、本通知自2020年4月1日起施行。", "某县人民政府", "2020年3月1日")
    assert document.evidence["effective_on"] in document.text
    assert document.evidence["issued_on"] in document.text


@pytest.mark.parametrize(
    ("dates", "title", "status"),
    [
        (Dates(), "某通知", Status.IN_FORCE),
        (Dates(effective_on=date(2030, 1, 1)), "某通知", Status.NOT_YET),
        (Dates(expires_on=date(2020, 1, 1)), "某通知", Status.EXPIRED),
        (Dates(), "某办法（征求意见稿）", Status.DRAFT),
    ],
)
def test_status_on_a_day(dates: Dates, title: str, status: Status) -> None:
    assert status_on(dates, title, date(2024, 1, 1)) is status
    assert status_on(dates, title, date(2024, 1, 1), repealed=True) is Status.REPEALED
