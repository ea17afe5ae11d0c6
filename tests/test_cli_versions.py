"""A library over time, by its commands: versions, repeals, as-of, differences, moving, two adders, kills."""

from __future__ import annotations

import signal
import subprocess
import time
from pathlib import Path

import pytest

from corpus.library import Library
from tests.cli_calls import Call, command, environment, zhengce

WAGE = "某省人社厅关于调整最低工资标准的通知\n某人社规〔{year}〕5号\n各市州：\n一、月最低工资标准为{amount}元。\n二、本通知自{year}年4月1日起执行。\n某省人社厅\n{year}年3月1日\n"
DOGS = (
    "某县养犬办法\n第一条 为规范养犬，制定本办法。\n第二条 本办法自2021年1月1日起施行。《某县城区养犬规定》同时废止。\n"
)
OLD_DOGS = "某县城区养犬规定\n第一条 城区禁止养犬。\n第二条 本规定自2010年1月1日起施行。\n"
TITLE = "关于调整最低工资标准的通知"


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "文件"
    folder.mkdir()
    for name, text in {
        "2019.txt": WAGE.format(year=2019, amount=1700), "2022.txt": WAGE.format(year=2022, amount=1930), "养犬.txt": DOGS, "旧养犬.txt": OLD_DOGS,
    }.items():  # fmt: skip
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def home(tmp_path: Path, papers: Path) -> Path:
    made = tmp_path / "home"
    call = zhengce("add", papers, "--no-vectors", home=made)
    assert call.code == 0, call.err
    return made


def shown(home: Path, name: str) -> Call:
    return zhengce("status", name, "--json", home=home)


def test_the_version_in_force_answers_and_an_earlier_day_has_its_own(home: Path) -> None:
    question = f"《{TITLE}》第一部分说了什么"
    assert "1930" in zhengce("ask", question, home=home).out
    assert "1700" in zhengce("ask", question, "--as-of", "2020-05-01", home=home).out
    assert "1700" in zhengce("ask", "某人社规〔2019〕5号第一部分说了什么", home=home).out


def test_history_names_the_versions_and_what_is_said_of_it(home: Path) -> None:
    value = zhengce("history", TITLE, "--json", home=home).json
    assert [(v["source"], v["status"], v["serving"]) for v in value["versions"]] == [
        ("2019.txt", "已修改", False),
        ("2022.txt", "现行有效", True),
    ]
    cited = zhengce("history", "某县城区养犬规定", "--json", home=home).json["cited_by"]
    assert [(r["kind"], "同时废止" in r["quote"]) for r in cited] == [("repeals", True)]


def test_the_difference_in_the_terminal_as_json_and_as_a_page(home: Path, tmp_path: Path) -> None:
    assert "{+1930+}" in zhengce("diff", TITLE, home=home).out
    value = zhengce("diff", TITLE, "--json", home=home).json
    assert (value["from"]["source"], value["to"]["source"]) == ("2019.txt", "2022.txt")
    assert {c["from"]["clause"] for c in value["changes"] if c["kind"] == "changed"} >= {"一、", "二、"}
    assert zhengce("diff", TITLE, "--html", tmp_path / "对照.html", home=home).code == 0
    assert "<ins>1930</ins>" in (tmp_path / "对照.html").read_text(encoding="utf-8")
    assert zhengce("diff", TITLE, "--from", "2020-01-01", "--to", "2023-01-01", home=home).code == 0
    lone = zhengce("diff", "某县养犬办法", home=home)
    assert lone.code == 2
    assert len(lone.error_lines) == 1


def test_status_says_why_and_can_be_set_by_hand(home: Path) -> None:
    repealed = shown(home, "某县城区养犬规定").json
    assert (repealed["status"], repealed["ends_on"]) == ("已废止", "2021-01-01")
    assert "同时废止" in repealed["reason"]
    assert zhengce("status", "某县养犬办法", "--repealed", "2023-01-01", "--note", "清理目录", home=home).code == 0
    assert shown(home, "某县养犬办法").json["status"] == "已废止"
    assert "清理目录" in zhengce("show", "某县养犬办法", home=home).out
    assert zhengce("status", "某县养犬办法", "--clear", home=home).code == 0
    assert shown(home, "某县养犬办法").json["status"] == "现行有效"
    assert zhengce("status", "某县养犬办法", "--note", "x", home=home).code == 2


def test_filters_by_level_kind_and_day(home: Path) -> None:
    def listed(*options: str) -> set[str]:
        return {d["source"] for d in zhengce("list", *options, "--json", home=home).json["documents"]}

    assert listed("--level", "省") == {"2019.txt", "2022.txt"}
    assert listed("--kind", "办法") == {"养犬.txt"}
    assert listed("--status", "in_force") == {"2022.txt", "养犬.txt"}
    assert listed("--as-of", "2020-01-01") == {"2019.txt", "旧养犬.txt"}
    hits = zhengce("search", "最低工资标准", "--level", "县", "--json", home=home).json["hits"]
    assert all(hit["source"] not in ("2019.txt", "2022.txt") for hit in hits)


def test_removing_by_title_takes_all_versions_and_by_id_one(home: Path) -> None:
    with Library.open(home) as library:
        newest = library.resolve(TITLE)
    assert zhengce("remove", newest, "--json", home=home).json["removed"] == 1
    assert shown(home, TITLE).json["source"] == "2019.txt"
    assert zhengce("remove", TITLE, home=home).code == 0
    assert shown(home, TITLE).code == 2


def test_a_library_moves_whole(home: Path, tmp_path: Path) -> None:
    assert zhengce("export", tmp_path / "库.zip", home=home).code == 0
    assert zhengce("import", tmp_path / "库.zip", "--no-vectors", home=tmp_path / "新").code == 0
    assert "1930" in zhengce("ask", f"《{TITLE}》第一部分说了什么", home=tmp_path / "新").out
    refused = zhengce("import", tmp_path / "库.zip", home=home)
    assert refused.code == 2
    assert len(refused.error_lines) == 1


def test_watching_once_keeps_in_step(home: Path, papers: Path) -> None:
    (papers / "新.txt").write_text(WAGE.format(year=2024, amount=2100), encoding="utf-8")
    call = zhengce("watch", papers, "--once", "--no-vectors", home=home)
    assert call.code == 0, call.err
    assert "新增 1 份" in call.out
    assert zhengce("watch", papers / "没有", "--once", home=home).code == 2


def many(folder: Path, first: int, count: int) -> Path:
    folder.mkdir()
    for number in range(first, first + count):
        text = f"某县关于第{number}号事项的通知\n某政发〔2020〕{number}号\n各乡镇：\n一、第{number}号事项要抓紧。\n某县人民政府\n2020年3月1日\n"
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    return folder


def test_two_adders_at_once_lose_nothing(tmp_path: Path) -> None:
    home = tmp_path / "home"
    folders = [many(tmp_path / "甲", 1, 40), many(tmp_path / "乙", 101, 40)]
    running = [
        subprocess.Popen(command("add", folder, "--no-vectors", "--home", home), env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for folder in folders
    ]  # fmt: skip
    errors = [process.communicate(timeout=240)[1].decode() for process in running]
    assert [process.returncode for process in running] == [0, 0], errors
    with Library.open(home) as library:
        assert len(library.summaries()) == 80
    hits = zhengce("search", "第120号事项", "--json", home=home).json["hits"]
    assert hits[0]["doc_number"] == "某政发〔2020〕120号"


@pytest.mark.parametrize("delay_s", [0.6, 1.0, 1.5, 2.2])
def test_a_kill_at_any_moment_leaves_whole_documents(tmp_path: Path, delay_s: float) -> None:
    home, folder = tmp_path / "home", many(tmp_path / "甲", 1, 60)
    process = subprocess.Popen(
        command("add", folder, "--no-vectors", "--home", home), env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )  # fmt: skip
    time.sleep(delay_s)
    process.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    process.wait(timeout=30)
    if (home / "library.sqlite3").exists():
        with Library.open(home) as library:
            for summary in library.summaries():
                document = library.get(summary.doc_id)
                assert document.clauses and document.work_id and library.find(document.source)
    again = zhengce("add", folder, "--no-vectors", "--json", home=home)
    assert again.code == 0, again.err
    assert again.json["added"] + again.json["unchanged"] == 60
