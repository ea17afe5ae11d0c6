"""Saved web pages: blocks in reading order; script and hidden parts are no text; data tables keep their rows."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from corpus.parse import parse_file
from corpus.parsers.html import parse_html


def texts(html: str) -> list[str]:
    return [block.text for block in parse_html(html).blocks]


def test_blocks_come_in_reading_order() -> None:
    assert texts("<h1>标题</h1><div>甲<p>乙</p>丙<br>丁</div><ul><li>戊</li><li>己</li></ul>") == [
        "标题",
        "甲",
        "乙",
        "丙",
        "丁",
        "戊",
        "己",
    ]


def test_inline_tags_do_not_part_words() -> None:
    assert texts("<p>第<b>一</b>条<span>　</span>为<font>规范</font>管理</p>") == ["第一条　为规范管理"]


def test_script_style_and_hidden_parts_are_no_text() -> None:
    html = "<script>alert('甲')</script><style>p{}</style><div style='display: none'>乙</div><p hidden>丙</p><!-- 丁 --><p>戊</p>"
    assert texts(html) == ["戊"]


def test_entities_are_read_and_markup_in_the_text_stays_text() -> None:
    assert texts("<p>甲&lt;b&gt;乙&lt;/b&gt;&amp;丙</p>") == ["甲<b>乙</b>&丙"]


def test_a_row_of_a_data_table_is_one_block_though_its_cells_hold_paragraphs() -> None:
    html = "<table><tr><td><p>项目</p></td><td><p>标准</p></td></tr><tr><td><p>低保</p></td><td><p>每月<br>500元</p></td></tr></table>"
    parsed = parse_html(html)
    assert [(b.kind, b.text) for b in parsed.blocks] == [("row", "项目　标准"), ("row", "项目：低保　标准：每月 500元")]


def test_a_layout_table_is_no_data() -> None:
    long = "为做好春耕工作，各乡镇要备足种子，管好水源。" * 20
    html = f"<table><tr><td><ul><li>首页</li></ul></td><td><h1>通知</h1><p>{long}</p></td></tr></table>"
    assert texts(html) == ["首页", "通知", long]


def test_the_page_s_marks_and_links_are_noted() -> None:
    blocks = parse_html("<nav><a>首页</a></nav><p>见<a>甲</a></p><div class='share-box'>微信</div>").blocks
    assert blocks[0].furniture == "nav"
    assert blocks[0].links == 1.0
    assert blocks[1].links == 0.5
    assert blocks[2].furniture == "share"


def test_the_declared_encoding_is_no_matter(tmp_path: Path) -> None:
    page = "<html><head><meta charset='gb2312'><title>关于做好春耕工作的通知</title></head><body><h1>关于做好春耕工作的通知</h1><p>各乡镇要备足种子，管好水源。</p></body></html>"
    for encoding in ("gb18030", "utf-8"):
        (tmp_path / "甲.html").write_bytes(page.encode(encoding))
        assert parse_file(tmp_path / "甲.html").text == "关于做好春耕工作的通知\n各乡镇要备足种子，管好水源。"


TAGS = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "<table>",
        "<tr>",
        "<td>",
        "</td>",
        "</table>",
        "<br>",
        "<h2>",
        "甲",
        "一、乙。",
        "&nbsp;",
        "<",
        ">",
        "<!--",
        "<a href=x>",
        "</a>",
        "<script>",
        "<li>",
        "\n",
    ]
)


@given(st.lists(TAGS, max_size=40))
def test_any_markup_gives_blocks(pieces: list[str]) -> None:
    for block in parse_html("".join(pieces)).blocks:
        assert block.text.strip() == block.text
        assert "\n" not in block.text
