"""`ingest_paths`: each file on its own, in order, and what did not change is not read again."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.ingest import ingest_paths
from corpus.library import Library

NOTICE = (
    "某县关于{0}的通知\n某政发〔2020〕{1}号\n各乡镇：\n一、{0}要抓紧。\n二、按月上报。\n某县人民政府\n2020年3月1日\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three notices, one of them in a folder below, and what is no document."""
    home = tmp_path / "文件"
    (home / "下级").mkdir(parents=True)
    for number, (name, what) in enumerate([("甲.txt", "春耕"), ("乙.txt", "防汛"), ("下级/丙.txt", "防火")], 1):
        (home / name).write_text(NOTICE.format(what, number), encoding="utf-8")
    (home / ".隐藏").write_text("甲", encoding="utf-8")
    (home / "Thumbs.db").write_bytes(b"\x00")
    return home


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library.open(tmp_path / "home")


def test_a_folder_is_taken_in_with_all_below_it(library: Library, folder: Path) -> None:
    seen: list[tuple[int, int, str]] = []
    report = ingest_paths(library, [folder], lambda done, total, name: seen.append((done, total, name)))
    assert (report.added, report.updated, report.unchanged, report.failed) == (3, 0, 0, [])
    assert sorted(d.source for d in report.documents) == ["下级/丙.txt", "乙.txt", "甲.txt"]
    assert [s[0] for s in seen] == [1, 2, 3]
    assert {s[1] for s in seen} == {3}


def test_what_did_not_change_is_not_read_again(library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ingest_paths(library, [folder])
    revision = library.revision
    (folder / "甲.txt").write_text(NOTICE.format("春耕备耕", 1), encoding="utf-8")
    report = ingest_paths(library, [folder])
    assert (report.added, report.updated, report.unchanged) == (0, 1, 2)
    assert library.revision == revision + 1


def test_a_bad_file_is_named_and_costs_nothing_else(library: Library, folder: Path) -> None:
    (folder / "坏.txt").write_bytes(b"\x00\x01" * 100)
    report = ingest_paths(library, [folder, folder / "没有.txt"])
    assert report.added == 3
    assert len(report.failed) == 2
    assert all("\n" not in failure.error for failure in report.failed)
    assert {Path(failure.source).name for failure in report.failed} == {"坏.txt", "没有.txt"}


def test_a_file_alone_goes_by_its_name(library: Library, folder: Path) -> None:
    report = ingest_paths(library, [folder / "下级" / "丙.txt"])
    assert [d.source for d in report.documents] == ["丙.txt"]


def test_two_names_for_one_file_give_one_document(library: Library, folder: Path) -> None:
    (folder / "甲副本.txt").write_bytes((folder / "甲.txt").read_bytes())
    report = ingest_paths(library, [folder])
    assert len(report.documents) == 3
    assert len(library.summaries()) == 3


def test_the_library_s_own_files_are_passed_over(folder: Path) -> None:
    (folder / "index").mkdir()
    (folder / "index" / "0.txt").write_text("甲", encoding="utf-8")
    with Library.open(folder) as library:
        report = ingest_paths(library, [folder])
    assert (report.added, report.failed) == (3, [])
