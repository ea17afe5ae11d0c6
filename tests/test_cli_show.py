"""`list`, `show`, `remove`: the library as the command line tells it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli_calls import SAMPLE, here, zhengce

NUMBER = "国办发〔2019〕3号"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample library, with its words indexed."""
    folder = tmp_path_factory.mktemp("home")
    call = zhengce("add", "--sample", "--no-vectors", "--json", home=folder)
    assert call.code == 0, call.err
    assert call.json["added"] == len(list((SAMPLE / "documents").iterdir()))
    return folder


def test_list_has_every_document_with_its_facts(home: Path) -> None:
    listed = zhengce("list", "--json", home=home).json
    assert listed["count"] == len(listed["documents"]) == len(list((SAMPLE / "documents").iterdir()))
    row = next(row for row in listed["documents"] if row["doc_number"] == NUMBER)
    assert row["title"] == "国务院办公厅关于开展城镇小区配套幼儿园治理工作的通知"
    assert row["issuer"] == "国务院办公厅"
    assert row["issued_on"] == "2019-01-09"
    assert row["status"] == "现行有效"


def test_list_by_words(home: Path) -> None:
    found = zhengce("list", "幼儿园", "--json", home=home).json
    assert [row["doc_number"] for row in found["documents"]] == [NUMBER]
    assert "没有含" in zhengce("list", "航天", home=home).out


@pytest.mark.parametrize(
    "name",
    [
        NUMBER,
        "国办发[2019]3号",
        "国办发（2019）3号",
        "国办发2019年3号",
        "关于开展城镇小区配套幼儿园治理工作的通知",
        "《国务院办公厅关于开展城镇小区配套幼儿园治理工作的通知》",
        "国办发〔2019〕3号 城镇小区配套幼儿园治理工作的通知.txt",
    ],
)
def test_show_by_any_name(home: Path, name: str) -> None:
    shown = zhengce("show", name, "--json", home=home)
    assert shown.code == 0, shown.err
    assert shown.json["doc_number"] == NUMBER
    by_id = zhengce("show", shown.json["doc_id"], "--json", home=home)
    assert by_id.json == shown.json


def nodes(outline: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for node in outline:
        yield node
        yield from nodes(node["children"])


def test_the_outline_s_spans_lie_in_the_text(home: Path) -> None:
    for row in zhengce("list", "--json", home=home).json["documents"]:
        shown = here("show", row["doc_id"], "--json", home=home).json
        text = here("show", row["doc_id"], "--text", home=home).out
        assert shown["chars"] == len(text)
        for node in nodes(shown["outline"]):
            assert set(node) >= {"clause", "kind", "heading", "start", "end", "children"}
            assert 0 <= node["start"] <= node["end"] <= len(text)
            inside = [(child["start"], child["end"]) for child in node["children"]]
            assert all(node["start"] <= start and end <= node["end"] for start, end in inside)
            assert all(before[1] <= after[0] for before, after in zip(inside, inside[1:], strict=False))


def test_text_is_the_text_alone(home: Path) -> None:
    text = zhengce("show", "湘西州关于坚决打好打赢脱贫攻坚冲刺战的实施意见.txt", "--text", home=home).out
    assert text.startswith("关于坚决打好打赢脱贫攻坚冲刺战的实施意见")
    assert "扫一扫" not in text
    assert not text.endswith("\n")


def test_what_was_dropped_can_be_looked_at(home: Path) -> None:
    dropped = zhengce("show", "关于坚决打好打赢脱贫攻坚冲刺战的实施意见", "--dropped", home=home).out
    assert "扫一扫在手机打开当前页" in dropped


def test_show_reads_well(home: Path) -> None:
    shown = zhengce("show", NUMBER, home=home).out
    assert "文号：国办发〔2019〕3号" in shown
    assert "成文：2019-01-09" in shown
    assert "一、" in shown


@pytest.mark.parametrize("words", [["show", "没有这份"], ["remove", "没有这份"]])
def test_a_document_that_is_not_there(home: Path, words: list[str]) -> None:
    call = zhengce(*words, home=home)
    assert (call.code, call.out) == (2, "") if words[0] == "show" else (call.code in (1, 2))
    assert len(call.error_lines) == 1
    assert "没有这份" in call.err


def test_no_library_yet(tmp_path: Path) -> None:
    for words in (["list"], ["show", "x"], ["remove", "x"], ["ask", "问"], ["search", "问"], ["reindex"]):
        call = zhengce(*words, home=tmp_path / "无")
        assert (call.code, len(call.error_lines)) == (2, 1), call
        assert "zhengce add" in call.err
    assert not (tmp_path / "无").exists()


def test_removed_is_gone_from_list_and_search(tmp_path: Path) -> None:
    home = tmp_path / "home"
    zhengce("add", "--sample", "--no-vectors", home=home)
    removed = zhengce("remove", NUMBER, "没有这份", "--json", home=home)
    assert removed.code == 1
    assert removed.json["removed"] == 1
    assert [failure["source"] for failure in removed.json["failed"]] == ["没有这份"]
    assert not zhengce("list", "幼儿园", "--json", home=home).json["count"]
    assert zhengce("add", "--sample", "--no-vectors", "--json", home=home).json["added"] == 1


def test_home_by_option_before_or_after_and_by_environment(home: Path) -> None:
    after = zhengce("list", "--json", home=home).out
    before = zhengce("--home", home, "list", "--json").out
    by_environment = zhengce("list", "--json", ZHENGCE_HOME=str(home)).out
    assert after == before == by_environment


def test_chinese_is_utf8_on_a_console_with_another_code_page(home: Path) -> None:
    call = zhengce("list", home=home, PYTHONIOENCODING="gbk", PYTHONUTF8="0", LC_ALL="C")
    assert call.code == 0
    assert "农村土地承包法" in call.out
