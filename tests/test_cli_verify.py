"""`zhengce verify` as a person calls it: results, reports, what changed since, and what goes wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli_calls import zhengce
from tests.qa.verify.conftest import LAW, write_library

DRAFT = "关于水塘的汇报\n按照《水塘保护法》第七条规定：“禁止向水塘倾倒垃圾”。\n见国发〔2019〕50号第九部分。\n"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    assert zhengce("add", write_library(folder / "files"), "--no-vectors", home=folder).code == 0
    return folder


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    path = tmp_path / "汇报.txt"
    path.write_text(DRAFT, encoding="utf-8")
    return path


def test_json_has_the_agreed_fields(home: Path, draft: Path) -> None:
    call = zhengce("verify", draft, "--json", home=home)
    assert call.code == 0 and call.err == ""
    assert call.json["file"] == "汇报.txt"
    assert call.json["summary"] == {
        "verified": 1, "altered": 0, "misplaced": 0, "not_found": 1, "not_in_library": 0, "outdated": 0, "ambiguous": 0,
    }  # fmt: skip
    first = call.json["citations"][0]
    assert DRAFT[first["start"] : first["end"]] == first["text"]
    assert first["evidence"]["text"] == "第七条　禁止向水塘倾倒垃圾。"


def test_the_terminal_says_what_to_do(home: Path, draft: Path) -> None:
    call = zhengce("verify", draft, home=home)
    assert call.code == 0
    assert "2 处引用：1 相符 · 1 查无此条" in call.out
    assert "没有第九部分" in call.out


def test_from_the_standard_input(home: Path) -> None:
    call = zhengce("verify", "-", "--json", home=home, stdin=DRAFT)
    assert call.json["summary"]["verified"] == 1


def test_reports_are_written(home: Path, draft: Path, tmp_path: Path) -> None:
    names = [tmp_path / f"报告{suffix}" for suffix in (".docx", ".html", ".xlsx")]
    call = zhengce("verify", draft, *(word for name in names for word in ("--report", name)), home=home)
    assert call.code == 0
    assert all(name.stat().st_size > 500 for name in names)


def test_again_tells_what_a_new_version_changed(tmp_path: Path, draft: Path) -> None:
    home = tmp_path / "home"
    files = write_library(home / "files")
    assert zhengce("add", files, "--no-vectors", home=home).code == 0
    assert zhengce("verify", "--again", home=home).code == 2
    assert zhengce("verify", draft, home=home).code == 0
    assert "没有变化" in zhengce("verify", "--again", home=home).out
    (files / "水塘保护法.txt").write_text(
        LAW.replace("禁止向水塘倾倒垃圾", "禁止向水塘倾倒垃圾和废渣"), encoding="utf-8"
    )
    assert zhengce("add", files, "--no-vectors", home=home).code == 0
    again = zhengce("verify", "--again", "--json", home=home).json["again"]
    assert [(one["file"], len(one["changed"])) for one in again] == [("汇报.txt", 1)]
    assert "文本有更新" in again[0]["changed"][0]["why"]
    one = zhengce("verify", draft, "--again", "--json", home=home).json
    assert len(one["again"]) == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "还缺草稿文件"), (["没有.docx"], "没有这个文件"), (["DRAFT", "--report", "报告.pdf"], "报告只能是"),
        (["DRAFT", "--report", "没有的文件夹/报告.docx"], "没有这个文件夹"), (["DRAFT", "--doc", "没有的文件"], "文库里没有这份文件"),
    ],
)  # fmt: skip
def test_wrong_calls_end_in_one_line(home: Path, draft: Path, words: list[str], said: str) -> None:
    call = zhengce("verify", *(draft if word == "DRAFT" else word for word in words), home=home)
    assert call.code == 2
    assert len(call.error_lines) == 1 and said in call.error_lines[0]
    assert call.out == ""


def test_a_report_never_overwrites_the_draft(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "汇报.html"
    path.write_text(DRAFT, encoding="utf-8")
    assert zhengce("verify", path, "--report", path, home=home).code == 2
    assert path.read_text("utf-8") == DRAFT


def test_no_library_yet(tmp_path: Path, draft: Path) -> None:
    call = zhengce("verify", draft, home=tmp_path / "nothing")
    assert call.code == 2 and "zhengce add" in call.err
    assert json.dumps(call.out) == '""'
