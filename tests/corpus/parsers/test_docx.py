"""Word: what only Word generates becomes text, what it hides or deletes does not."""

from __future__ import annotations

import pytest

from corpus.errors import UnreadableFileError
from corpus.parsers.docx import parse_docx
from tests.corpus.parsers.making import MORE, W, docx, levels, num, p, row

TIMES = "<w:sym w:font='Symbol' w:char='F0B4'/>"
NOTE = "<w:footnoteReference w:id='2'/>"


def texts(data: bytes) -> list[str]:
    return [block.text for block in parse_docx(data, "通知.docx").blocks if not block.furniture]


def run(inner: str) -> str:
    return f"<w:r>{inner}</w:r>"


def test_articles_and_items_that_word_numbers_stand_in_the_text() -> None:
    lists = levels("第%1条", "（%2）")
    data = docx(
        p("目的。", 1) + p("条件：", 1) + p("有章程；", 1, 1) + p("有场所。", 1, 1) + p("附则。", 1), lists + num(1)
    )
    assert texts(data) == ["第一条 目的。", "第二条 条件：", "（一）有章程；", "（二）有场所。", "第三条 附则。"]


def test_two_lists_count_each_on_its_own() -> None:
    data = docx(
        p("总则", 1) + p("甲", 2) + p("罚则", 1) + p("乙", 2),
        levels("第%1章", list_id=1) + levels("第%1条", list_id=2) + num(1, 1) + num(2, 2),
    )
    assert texts(data) == ["第一章 总则", "第一条 甲", "第二章 罚则", "第二条 乙"]


def test_a_level_that_never_restarts_runs_on_through_its_parents() -> None:
    lists = levels("%1、", "（%2）", more={1: '<w:lvlRestart w:val="0"/>'})
    body = p("甲", 1) + p("一", 1, 1) + p("乙", 1) + p("二", 1, 1)
    assert texts(docx(body, lists + num(1))) == ["一、甲", "（一）一", "二、乙", "（二）二"]
    again = docx(body, levels("%1、", "（%2）") + num(1))
    assert texts(again) == ["一、甲", "（一）一", "二、乙", "（一）二"]


def test_several_levels_in_one_label_and_legal_digits() -> None:
    lists = levels(("chineseCounting", "%1"), ("decimal", "%1.%2"), more={1: "<w:isLgl/>"})
    assert texts(docx(p("总则", 1) + p("目的", 1, 1) + p("依据", 1, 1), lists + num(1))) == [
        "一 总则",
        "1.1 目的",
        "1.2 依据",
    ]


def test_a_number_may_begin_anew_where_the_list_is_used_again() -> None:
    lists = (
        levels("%1、") + num(1) + num(2, 1, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>')
    )
    assert texts(docx(p("甲", 1) + p("乙", 1) + p("丙", 2) + p("丁", 2), lists)) == [
        "一、甲",
        "二、乙",
        "一、丙",
        "二、丁",
    ]


def test_numbers_come_from_styles_and_the_styles_that_these_are_based_on() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="条"><w:name w:val="条"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="款"><w:name w:val="款"/><w:basedOn w:val="条"/></w:style>'
    )
    body = p("甲", style="条") + p("乙", style="款") + p("丙", num=0, style="条")
    assert texts(docx(body, levels("第%1条") + num(1), styles)) == ["第一条 甲", "第二条 乙", "丙"]


def test_tracked_changes_are_read_as_accepted_and_said() -> None:
    body = (
        f"<w:p>{run('<w:t>补贴</w:t>')}<w:del w:id='1'>{run('<w:delText>50元</w:delText>')}</w:del>"
        f"<w:ins w:id='2'>{run('<w:t>60元</w:t>')}</w:ins></w:p>"
    )
    parsed = parse_docx(docx(body), "通知.docx")
    assert parsed.blocks[0].text == "补贴60元"
    assert "修订" in parsed.warnings[0]


def test_hidden_text_is_left_out_and_said() -> None:
    parsed = parse_docx(
        docx(f"<w:p>{run('<w:t>公开</w:t>')}{run('<w:rPr><w:vanish/></w:rPr><w:t>内部</w:t>')}</w:p>"), "通知.docx"
    )
    assert parsed.blocks[0].text == "公开"
    assert any("隐藏" in warning for warning in parsed.warnings)


def test_links_controls_breaks_and_symbols_are_in_their_places() -> None:
    body = (
        f"<w:p>{run('<w:t>见</w:t>')}<w:hyperlink>{run('<w:t>附件</w:t>')}</w:hyperlink>{run('<w:br/><w:t>第二行</w:t>')}</w:p>"
        f"<w:sdt><w:sdtContent>{p('控件里的段落')}</w:sdtContent></w:sdt>"
        f"<w:p>{run('<w:t>3</w:t>')}{run(TIMES)}{run('<w:t>4</w:t>')}</w:p>"
    )
    assert texts(docx(body)) == ["见附件", "第二行", "控件里的段落", "3×4"]


def test_a_text_box_is_read_once() -> None:
    choice = f"<w:drawing><wps:txbx><w:txbxContent>{p('框里的字')}</w:txbxContent></wps:txbx></w:drawing>"
    fallback = f"<w:pict><v:textbox><w:txbxContent>{p('框里的字')}</w:txbxContent></v:textbox></w:pict>"
    body = f"<w:p>{run('<w:t>正文</w:t>')}{run(f'<mc:AlternateContent><mc:Choice>{choice}</mc:Choice><mc:Fallback>{fallback}</mc:Fallback></mc:AlternateContent>')}</w:p>"
    assert texts(docx(body)) == ["正文", "框里的字"]


def test_a_field_gives_its_result_and_not_its_instruction() -> None:
    body = (
        "<w:p>"
        + run('<w:fldChar w:fldCharType="begin"/>') + run("<w:instrText>REF x</w:instrText>")
        + run('<w:fldChar w:fldCharType="separate"/>') + run("<w:t>第三条</w:t>") + run('<w:fldChar w:fldCharType="end"/>') + "</w:p>"
    )  # fmt: skip
    assert texts(docx(body)) == ["第三条"]


def test_footnotes_come_behind_the_text_and_headers_are_furniture() -> None:
    body = f"<w:p>{run('<w:t>正文</w:t>')}{run(NOTE)}</w:p>{p('末段')}"
    parts = {
        "word/footnotes.xml": f"<w:footnotes {W}><w:footnote w:id='2'>{p('注释的话')}</w:footnote></w:footnotes>",
        "word/header1.xml": f"<w:hdr {W}>{p('内部资料')}</w:hdr>",
    }
    parsed = parse_docx(docx(body, parts=parts, footnotes="footnotes.xml", header="header1.xml"), "通知.docx")
    assert [block.text for block in parsed.blocks if not block.furniture] == ["正文", "末段", "[1] 注释的话"]
    assert [(block.text, block.furniture) for block in parsed.blocks if block.furniture] == [("内部资料", "header")]


def test_each_cell_of_a_table_carries_the_head_of_its_column() -> None:
    table = f"<w:tbl>{row('指标', '2019年', '2020年目标值')}{row('贫困发生率', '1.5%', '0.6%')}</w:tbl>"
    parsed = parse_docx(docx(p("如下：") + table), "表.docx")
    assert [block.kind for block in parsed.blocks] == ["paragraph", "row", "row"]
    assert parsed.blocks[-1].text == "指标：贫困发生率　2019年：1.5%　2020年目标值：0.6%"


def test_merged_heads_are_filled_across_and_down() -> None:
    wide, start, on = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    table = (
        f"<w:tbl>{row(f'{start}|乡镇', f'{wide}|目标', head=True)}{row(f'{on}|', '2019年', '2020年', head=True)}"
        f"{row('龙潭镇', '120户', '80户')}</w:tbl>"
    )
    assert texts(docx(table))[-1] == "乡镇：龙潭镇　目标 2019年：120户　目标 2020年：80户"


def test_pages_are_those_that_word_laid_out() -> None:
    body = p("第一页的话") + f"<w:p>{run('<w:lastRenderedPageBreak/><w:t>第二页的话</w:t>')}</w:p>" + p("还在第二页")
    places = [block.place for block in parse_docx(docx(body), "通知.docx").blocks]
    assert places[-1] == "第2页"


@pytest.mark.parametrize("content", [b"PK\x03\x04" + b"x" * 300, docx("")[:200]])
def test_a_broken_file_is_named_with_the_remedy(content: bytes) -> None:
    with pytest.raises(UnreadableFileError, match="坏.docx.*另存"):
        parse_docx(content, "坏.docx")


def test_entities_are_never_resolved() -> None:
    bomb = f'<!DOCTYPE x [<!ENTITY a "啊啊啊啊啊"><!ENTITY b SYSTEM "file:///etc/hostname">]><w:document {MORE}><w:body>{p("x&a;&b;")}</w:body></w:document>'
    data = docx("", parts={"word/document.xml": bomb.replace("&amp;", "&")})
    with pytest.raises(UnreadableFileError, match="实体"):
        parse_docx(data, "通知.docx")
