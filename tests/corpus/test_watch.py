"""A folder kept in step: what comes, what changes, what goes, and what is still being written."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest

from corpus.errors import UnreadableFileError
from corpus.library import Library
from corpus.watch import Round, Watcher

TEXT = "某县关于{0}的通知\n某政发〔2020〕{1}号\n各乡镇：\n一、{0}要抓紧。\n某县人民政府\n2020年3月1日\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "文件"
    made.mkdir()
    (made / "春耕.txt").write_text(TEXT.format("春耕", 1), encoding="utf-8")
    return made


@pytest.fixture
def watcher(tmp_path: Path, folder: Path) -> Watcher:
    return Watcher(Library.open(tmp_path / "home"), folder)


def test_the_first_look_takes_in_all_and_the_next_nothing(watcher: Watcher) -> None:
    assert watcher.look().report.added == 1
    assert not watcher.look().changed


def test_a_new_file_is_taken_in_once_it_has_come_to_rest(watcher: Watcher, folder: Path) -> None:
    watcher.look()
    (folder / "防汛.txt").write_text(TEXT.format("防汛", 2)[:30], encoding="utf-8")
    assert not watcher.look().changed
    (folder / "防汛.txt").write_text(TEXT.format("防汛", 2), encoding="utf-8")
    assert not watcher.look().changed
    assert watcher.look().report.added == 1
    assert watcher.library.find("某政发〔2020〕2号")


def test_a_changed_file_is_an_update(watcher: Watcher, folder: Path) -> None:
    watcher.look()
    (folder / "春耕.txt").write_text(TEXT.format("春耕备耕", 1), encoding="utf-8")
    watcher.look()
    assert watcher.look().report.updated == 1


def test_a_file_that_goes_takes_its_document_along_unless_kept(watcher: Watcher, folder: Path) -> None:
    watcher.look()
    (folder / "春耕.txt").unlink()
    assert len(watcher.look().removed) == 1
    assert watcher.library.summaries() == []


def test_a_file_that_went_while_nobody_looked_is_noticed(watcher: Watcher, folder: Path) -> None:
    (folder / "防汛.txt").write_text(TEXT.format("防汛", 2), encoding="utf-8")
    watcher.look()
    (folder / "春耕.txt").unlink()
    assert len(Watcher(watcher.library, folder).look().removed) == 1
    assert [summary.source for summary in watcher.library.summaries()] == ["防汛.txt"]
    assert not Watcher(watcher.library, folder).look().changed


def test_a_folder_that_is_empty_all_at_once_is_taken_for_a_lost_drive(watcher: Watcher, folder: Path) -> None:
    for number in range(5):
        (folder / f"{number}.txt").write_text(TEXT.format(f"第{number}次清查", number + 5), encoding="utf-8")
    watcher.look()
    shutil.rmtree(folder)
    folder.mkdir()
    with pytest.raises(UnreadableFileError, match="空了"):
        watcher.look()
    assert len(watcher.library.summaries()) == 6


def test_kept_documents_stay(tmp_path: Path, folder: Path) -> None:
    watcher = Watcher(Library.open(tmp_path / "home"), folder, keep=True)
    watcher.look()
    (folder / "春耕.txt").unlink()
    assert watcher.look().removed == ()
    assert len(watcher.library.summaries()) == 1


def test_a_document_with_another_source_stays(watcher: Watcher, folder: Path) -> None:
    shutil.copy(folder / "春耕.txt", folder / "副本.txt")
    watcher.look()
    (folder / "副本.txt").unlink()
    assert watcher.look().removed == ()
    assert watcher.library.summaries() != []


def test_a_folder_that_goes_away_takes_nothing_along(watcher: Watcher, folder: Path) -> None:
    watcher.look()
    folder.rename(folder.with_name("别处"))
    with pytest.raises(UnreadableFileError, match="没有这个文件夹"):
        watcher.look()
    assert len(watcher.library.summaries()) == 1


def test_it_runs_until_told_to_stop(watcher: Watcher) -> None:
    stop, rounds = threading.Event(), list[Round]()

    def done(one: Round) -> None:
        rounds.append(one)
        if len(rounds) == 3:
            stop.set()

    watcher.run(0.01, stop, done)
    assert [one.changed for one in rounds] == [True, False, False]
