"""How people call documents: one key for each writing of a title or 文号."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.names import number_key, short_titles, title_key


@pytest.mark.parametrize(
    "written",
    [
        "《中华人民共和国农村土地承包法》",
        "农村土地承包法",
        "农村土地承包法(2018-12-29)",
        " 农村土地承包法 ",
        "农村土地承包法（2018年12月29日）",
    ],
)
def test_a_title_has_one_key(written: str) -> None:
    assert title_key(written) == "农村土地承包法"


@pytest.mark.parametrize(
    "written",
    ["国办发〔2019〕3号", "国办发[2019]3号", "国办发（2019）第3号文", "国办发2019年3号文件", " 国办发 〔2019〕 3 号"],
)
def test_a_number_has_one_key(written: str) -> None:
    assert number_key(written) == "国办发〔2019〕3号"


def test_an_order_has_one_key() -> None:
    assert (
        number_key("中华人民共和国国务院令第706号") == number_key("国令第706号") == number_key("国务院令第七百零六号")
    )


@pytest.mark.parametrize("words", ["扶贫", "2019年", "第3号", ""])
def test_what_is_no_number(words: str) -> None:
    assert number_key(words) is None


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("国务院办公厅关于印发国家粮食应急预案的函", "国家粮食应急预案"),
        ("某县人民政府关于做好春耕工作的通知", "关于做好春耕工作的通知"),
        ("某县养犬管理办法（试行）", "某县养犬管理办法"),
        ("国务院办公厅转发民政部关于清理整顿社会团体意见的通知", "清理整顿社会团体意见"),
    ],
)
def test_short_titles(title: str, short: str) -> None:
    assert short in short_titles(title)


@given(st.text(max_size=60))
def test_no_short_title_is_the_title(title: str) -> None:
    assert title_key("《" + title + "》") == title_key(title)
    assert title not in short_titles(title)
