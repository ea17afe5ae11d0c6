"""`add`: what it takes in, what it refuses, and that one bad file costs nothing else."""

from __future__ import annotations

import errno
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from corpus.ingest import ingest_paths
from corpus.library import Library
from tests.cli_calls import Call, command, environment, zhengce

GOOD = "关于做好春耕工作的通知\n某政发〔2020〕7号\n各乡镇人民政府：\n一、备足种子。各地要备足种子。\n二、管好水源。每亩补贴50元。\n"


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    """A folder with one good document."""
    folder = tmp_path / "文件"
    folder.mkdir()
    (folder / "春耕.txt").write_text(GOOD, encoding="utf-8")
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def add(home: Path, *words: str | Path) -> Call:
    return zhengce("add", *words, "--no-vectors", "--json", home=home)


def assert_calm(call: Call) -> None:
    assert "Traceback" not in call.err
    assert "Traceback" not in call.out


def test_what_was_added_is_counted_and_listed(home: Path, papers: Path) -> None:
    call = add(home, papers)
    assert call.code == 0
    assert (call.json["added"], call.json["updated"], call.json["unchanged"], call.json["failed"]) == (1, 0, 0, [])
    document = call.json["documents"][0]
    assert document["source"] == "春耕.txt"
    assert document["title"] == "关于做好春耕工作的通知"
    assert document["doc_number"] == "某政发〔2020〕7号"
    assert document["clauses"] == 2
    assert set(document) >= {"doc_id", "chars", "warnings"}
    assert call.json["seconds"] >= 0


def test_again_is_unchanged_and_a_change_is_an_update_with_the_same_id(home: Path, papers: Path) -> None:
    first = add(home, papers).json["documents"][0]["doc_id"]
    assert add(home, papers).json["unchanged"] == 1
    (papers / "春耕.txt").write_text(GOOD.replace("50元", "60元"), encoding="utf-8")
    again = add(home, papers)
    assert again.json["updated"] == 1
    assert again.json["documents"][0]["doc_id"] == first


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("空.txt", b""),
        ("只有空白.txt", b" \r\n\t\n\xe3\x80\x80"),
        ("图片改名.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40),
        ("程序改名.txt", b"\x7fELF" + os.urandom(4000)),
        ("压缩包改名.md", b"PK\x03\x04" + os.urandom(4000)),
    ],
)
def test_a_file_that_is_no_text_is_named_and_the_rest_goes_on(
    home: Path, papers: Path, name: str, content: bytes
) -> None:
    (papers / name).write_bytes(content)
    call = add(home, papers)
    assert_calm(call)
    assert call.code == 1
    assert call.json["added"] == 1
    assert [failure["source"] for failure in call.json["failed"]] == [name]
    assert len(call.error_lines) == 1
    assert name in call.error_lines[0]


def test_a_path_that_is_not_there(home: Path, papers: Path) -> None:
    call = add(home, papers, papers / "没有.txt")
    assert_calm(call)
    assert (call.code, call.json["added"]) == (1, 1)
    assert "没有.txt" in call.json["failed"][0]["error"]
    assert len(call.error_lines) == 1
    alone = add(home, papers / "没有.txt")
    assert alone.code == 2
    assert len(alone.error_lines) == 1


def test_a_file_without_the_right_to_read(home: Path, papers: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refused by the system; done by hand, since whoever runs the tests may have the right to read everything."""
    (papers / "锁住.txt").write_text(GOOD, encoding="utf-8")
    opened = Path.open

    def refuse(path: Path, *words: Any, **options: Any) -> Any:
        if path.name == "锁住.txt":
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return opened(path, *words, **options)

    monkeypatch.setattr(Path, "open", refuse)
    with Library.open(home) as library:
        report = ingest_paths(library, [papers])
    assert report.added == 1
    assert [failure.source for failure in report.failed] == ["锁住.txt"]
    assert "锁住.txt" in report.failed[0].error
    assert "权限" in report.failed[0].error


def test_a_dangling_link_and_a_pipe_do_not_hang(home: Path, papers: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("Windows has no such files")
    (papers / "断链.txt").symlink_to(papers / "不在.txt")
    os.mkfifo(papers / "管道.txt")
    call = add(home, papers)
    assert_calm(call)
    assert call.json["added"] == 1


@pytest.mark.parametrize("encoding", ["gb18030", "big5", "utf-8-sig", "utf-16"])
def test_encodings_that_offices_have(home: Path, tmp_path: Path, encoding: str) -> None:
    text = (
        GOOD
        if encoding != "big5"
        else "關於做好春耕工作的通知\n各鄉鎮人民政府：\n一、備足種子。\n二、管好水源。每畝補貼50元。\n"
    )
    path = tmp_path / "编码.txt"
    path.write_bytes(text.encode(encoding))
    call = add(home, path)
    assert call.code == 0, call.err
    assert "補貼50元" in zhengce("show", "编码.txt", "--text", home=home).out.replace("补贴", "補貼")


def test_bytes_of_no_encoding_are_refused_or_flagged(home: Path, papers: Path) -> None:
    """A file cut out of the middle of something else: never silently taken as text."""
    (papers / "乱码.txt").write_bytes(
        GOOD.encode("utf-8")[:100] + b"\xff\xfe\xff\x80\x81" * 200 + GOOD.encode("utf-8")[100:]
    )
    call = add(home, papers)
    assert_calm(call)
    flagged = [
        document for document in call.json["documents"] if document["source"] == "乱码.txt" and document["warnings"]
    ]
    assert call.json["failed"] or flagged


@pytest.mark.slow
def test_sixty_megabytes_on_one_line(home: Path, papers: Path) -> None:
    (papers / "一行.txt").write_bytes("春耕".encode() * 10_000_000)
    started = time.monotonic()
    call = add(home, papers)
    assert_calm(call)
    assert time.monotonic() - started < 60
    assert call.json["added"] >= 1
    if call.json["failed"]:
        assert call.json["failed"][0]["source"] == "一行.txt"
        assert len(call.error_lines) == 1


def test_a_home_of_a_newer_version_is_left_alone(home: Path, papers: Path) -> None:
    add(home, papers)
    with sqlite3.connect(home / "library.sqlite3") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    before = (home / "library.sqlite3").read_bytes()
    for words in (["add", papers], ["list"], ["show", "春耕.txt"], ["remove", "春耕.txt"]):
        call = zhengce(*words, home=home)
        assert_calm(call)
        assert call.code == 2
        assert len(call.error_lines) == 1
        assert "较新版本" in call.err
    assert (home / "library.sqlite3").read_bytes() == before


def test_a_library_that_is_no_database(home: Path, papers: Path) -> None:
    home.mkdir()
    (home / "library.sqlite3").write_bytes(b"not a database, by any means" * 100)
    call = add(home, papers)
    assert_calm(call)
    assert call.code == 2
    assert len(call.error_lines) == 1
    assert "library.sqlite3" in call.err


def test_a_home_that_is_a_file(papers: Path, tmp_path: Path) -> None:
    place = tmp_path / "文件.txt"
    place.write_text("x", encoding="utf-8")
    call = add(place, papers)
    assert (call.code, len(call.error_lines)) == (2, 1)
    assert "--home" in call.err
    assert place.read_text(encoding="utf-8") == "x"


@pytest.mark.skipif(sys.platform == "win32", reason="limits of this kind are POSIX's")
def test_no_space_left_loses_nothing(home: Path, papers: Path) -> None:
    """A limit on the size of files stands for a full disk: writing fails half-way through."""
    assert add(home, papers).code == 0
    many = papers.parent / "许多"
    many.mkdir()
    for i in range(60):
        (many / f"{i}.txt").write_text(GOOD.replace("春耕", f"春耕{i}") * 40, encoding="utf-8")
    limit = (home / "library.sqlite3").stat().st_size + 100_000
    script = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit})); import sys, cli; sys.exit(cli.main())"
    done = subprocess.run(
        [sys.executable, "-c", script, "add", str(many), "--no-vectors", "--home", str(home)],
        capture_output=True, encoding="utf-8", env=environment(), timeout=120,
    )  # fmt: skip
    call = Call(done.returncode, done.stdout, done.stderr)
    assert_calm(call)
    assert call.code == 2
    assert len(call.error_lines) == 1
    listed = zhengce("list", "--json", home=home)
    assert listed.code == 0
    assert any(document["source"] == "春耕.txt" for document in listed.json["documents"])
    after = add(home, many)
    assert after.code == 0
    assert after.json["added"] + after.json["unchanged"] == 60


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_killed_add_leaves_what_was_done_and_goes_on(home: Path, papers: Path) -> None:
    for i in range(150):
        (papers / f"{i:03}.txt").write_text(_numbered(i), encoding="utf-8")
    process = subprocess.Popen(
        command("add", papers, "--no-vectors", "--home", home), env=environment(), stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not _documents(home):
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    kept = _documents(home)
    assert kept
    listed = zhengce("list", "--json", home=home)
    assert listed.code == 0
    assert listed.json["count"] == kept
    again = add(home, papers)
    assert again.code == 0
    assert again.json["unchanged"] >= kept
    assert len(again.json["documents"]) == 151


def _numbered(number: int) -> str:
    """A document of its own, long enough that a call can be caught at it."""
    return (GOOD.replace("春耕", f"春耕第{number}次").replace("7号", f"{number + 100}号")) * 20


def _documents(home: Path) -> int:
    """How many documents the library holds, read past the program."""
    try:
        connection = sqlite3.connect(f"file:{home / 'library.sqlite3'}?mode=ro", uri=True)
        count = connection.execute("SELECT count(*) FROM documents").fetchone()[0]
    except sqlite3.Error:
        return 0
    connection.close()
    return int(count)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT of this kind")
def test_an_interrupt_is_one_line(home: Path, papers: Path) -> None:
    for i in range(400):
        (papers / f"{i:03}.txt").write_text(_numbered(i), encoding="utf-8")
    process = subprocess.Popen(
        command("add", papers, "--no-vectors", "--home", home), env=environment(), stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not _documents(home):
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    call = Call(process.returncode, out, err)
    assert_calm(call)
    assert call.code in (0, 130)  # 0: it was quicker
    if call.code == 130:
        assert len(call.error_lines) == 1
        assert "已中断" in call.err


def test_nothing_to_add_says_what_to_type(home: Path) -> None:
    call = zhengce("add", home=home)
    assert (call.code, len(call.error_lines)) == (2, 1)
    assert "--sample" in call.err


def test_a_folder_given_by_two_names_is_read_once_each(home: Path, papers: Path) -> None:
    below = papers / "下级"
    below.mkdir()
    (below / "夏收.txt").write_text(GOOD.replace("春耕", "夏收").replace("7号", "8号"), encoding="utf-8")
    call = add(home, papers)
    assert sorted(document["source"] for document in call.json["documents"]) == ["下级/夏收.txt", "春耕.txt"]


def test_readable_result_names_each_file(home: Path, papers: Path) -> None:
    call = zhengce("add", papers, "--no-vectors", home=home)
    assert call.code == 0
    assert "《关于做好春耕工作的通知》（某政发〔2020〕7号）" in call.out
    assert "新增 1 份" in call.out
