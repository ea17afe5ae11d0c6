"""Page furniture goes, nothing of the body does: saved pages as sites of different levels lay them out."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.clean import clean
from corpus.parse import document_from, parse_file
from corpus.parsers.text import parse_plain
from corpus.parsers.types import Block, ParsedFile

PAGES = Path(__file__).resolve().parent.parent / "data" / "pages"
NAMES = sorted(path.name for path in PAGES.iterdir() if not path.name.endswith(".body.txt"))


def lines_kept(text: str) -> list[str]:
    return [block.text for block in clean(parse_plain(text))[0]]


@pytest.mark.parametrize("name", NAMES)
def test_of_a_saved_page_the_document_is_left_and_nothing_else(name: str) -> None:
    body = (PAGES / f"{name.rpartition('.')[0]}.body.txt").read_text(encoding="utf-8").rstrip("\n")
    document = parse_file(PAGES / name)
    assert document.text.splitlines() == body.splitlines()
    assert not any("像正文" in warning for warning in document.warnings)


@pytest.mark.parametrize("name", NAMES)
def test_what_was_dropped_is_kept_with_its_rule(name: str) -> None:
    document = parse_file(PAGES / name)
    assert all(piece.rule and piece.text and piece.line > 0 for piece in document.dropped)
    assert bool(document.dropped) == (name != "09正文像杂项.txt")


BODY = [
    "关于做好春耕工作的通知",
    "某政发〔2020〕7号",
    "各乡镇人民政府：",
    "一、备足种子。各地要备足种子，每亩补贴50元，由县财政统筹安排，不得截留挪用。",
]


@pytest.mark.parametrize("line", [
    "您当前所在的位置:首页 > 信息公开 > 法定信息公开内容 > 履职依据", "首页>政务公开>文件", "当前位置：首页 / 公开", "开启无障碍", "【字体：大 中 小】", "字体: [大] [中] [小] 打印", "扫一扫在手机打开当前页",
    "分享到：微信 微博", "2018-03-08 09:34 来源:湘西州政府门户网站", "浏览次数：1024", "今天是2023年5月6日 星期六", "发布时间：2020-01-02　信息来源：县民政局", "打印 关闭",
])  # fmt: skip
def test_a_line_of_the_page_s_head_goes(line: str) -> None:
    assert lines_kept("\n".join([line, *BODY])) == BODY
    if "位置" not in line and ">" not in line and "无障碍" not in line and "今天" not in line:
        assert lines_kept("\n".join([BODY[0], line, *BODY[1:]])) == BODY


@pytest.mark.parametrize("line", [
    "扫一扫在手机打开当前页", "【打印】【关闭】", "上一篇：关于放假的通知", "版权所有 某县人民政府", "某ICP备12345678号", "分享到：", "主办单位：某县人民政府　网站标识码：4300000001", "建议使用1024*768分辨率浏览",
])  # fmt: skip
def test_a_line_of_the_page_s_foot_goes(line: str) -> None:
    assert lines_kept("\n".join([*BODY, line])) == BODY


@pytest.mark.parametrize("line", [
    "主办单位：某县人民政府", "承办单位：县农业农村局", "位置：县城东部", "时间：2023年10月1日", "分享改革经验", "审核：县财政局", "推荐", "更多", "字体采用仿宋三号", "扫描二维码登录系统", "二维码", "政策解读", "相关链接", "作者：张三",
    "一、首页建设", "（一）政务公开", "联系电话：0700-1234567", "下载", "政府网站地图建设", "来源：本县统计年鉴", "关于我们的工作目标", "附件：任务表.xlsx的填报说明",
])  # fmt: skip
def test_a_line_of_the_body_stays_though_pages_have_such(line: str) -> None:
    text = [*BODY, line, "二、管好水源。各地要管好水源，每亩补贴50元，由县财政统筹安排，不得截留挪用。"]
    assert lines_kept("\n".join(text)) == text


def test_a_text_without_a_page_around_it_is_left_as_it_is() -> None:
    text = ["某县2023年工作要点", "首先，抓好春耕。", "其次，抓好防汛。"]
    assert lines_kept("\n".join(text)) == text


def test_the_page_s_own_marks_are_not_believed_where_they_take_the_text() -> None:
    running = (
        "为做好春耕工作，各乡镇要备足种子，管好水源，每亩补贴50元，由县财政统筹安排，不得截留挪用，并按月上报进度。"
    )
    blocks = (Block("关于做好春耕工作的通知", "heading", 1, 1), Block(running, "paragraph", 2, furniture="share"))
    assert [block.text for block in clean(ParsedFile(blocks))[0]][-1] == running


@given(
    st.lists(
        st.sampled_from(
            [
                *BODY,
                "首页",
                "【字体：大 中 小】",
                "上一篇：甲",
                "普通的短行",
                "打印",
                "2018年3月8日",
                "某县人民政府",
                "相关链接",
                "《甲办法》解读",
            ]
        ),
        min_size=1,
        max_size=25,
    )
)
def test_kept_and_dropped_together_are_the_file(lines: list[str]) -> None:
    parsed = parse_plain("\n".join(lines))
    kept, dropped = clean(parsed)
    assert sorted([b.text for b in kept] + [d.text for d in dropped]) == sorted(b.text for b in parsed.blocks)
    running = [line for line in lines if line == BODY[3]]
    assert [b.text for b in kept if b.text == BODY[3]] == running
    document_from(parsed, "甲.txt")
