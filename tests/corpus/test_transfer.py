"""A library moved to another home: whole, checked, and never half."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from corpus.errors import LibraryError, NewerLibraryError, UnreadableFileError
from corpus.library import FILE_NAME, Library
from corpus.parse import parse_text
from corpus.transfer import export_library, import_library
from corpus.types import Status

TEXT = "某县关于{0}的通知\n某政发〔2020〕{1}号\n各乡镇：\n一、{0}要抓紧。\n某县人民政府\n2020年3月1日\n"


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    with Library.open(tmp_path / "旧") as library:
        for number, what in enumerate(("春耕", "防汛"), 1):
            library.put(parse_text(TEXT.format(what, number), f"{what}.txt"), what)
        library.set_status(library.resolve("某政发〔2020〕1号"), Status.REPEALED, None, "来电")
        export_library(library, tmp_path / "文库.zip")
    return tmp_path / "文库.zip"


def test_everything_comes_over(exported: Path, tmp_path: Path) -> None:
    manifest = import_library(exported, tmp_path / "新")
    with Library.open(tmp_path / "旧") as old, Library.open(tmp_path / "新") as new:
        assert manifest.documents == len(new.doc_ids()) == 2
        assert new.content_hashes() == old.content_hashes()
        assert new.sources() == old.sources()
        assert new.summary(new.resolve("某政发〔2020〕1号")).status is Status.REPEALED
        assert new.revision > old.revision


def test_a_home_with_documents_is_kept_unless_told(exported: Path, tmp_path: Path) -> None:
    home = tmp_path / "有"
    with Library.open(home) as library:
        library.put(parse_text(TEXT.format("防火", 9), "防火.txt"), "x")
    with pytest.raises(LibraryError, match="--replace"):
        import_library(exported, home)
    with Library.open(home) as library:
        assert library.find("防火.txt")
        reader = Library.open(home)
        import_library(exported, home, replace=True)
        assert reader.find("春耕.txt")
        reader.close()
        assert library.find("防火.txt") == []


def spoilt(exported: Path, how: str) -> None:
    with zipfile.ZipFile(exported) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(parts["manifest.json"])
    if how == "bytes":
        parts[FILE_NAME] = parts[FILE_NAME][:-1] + b"x"
    elif how == "short":
        parts[FILE_NAME] = parts[FILE_NAME][:-4096]
    elif how == "newer":
        manifest["schema"] = "9999_later"
    elif how == "other":
        manifest = {"format": "其他"}
    parts["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(exported, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


@pytest.mark.parametrize(
    ("how", "kind"), [("bytes", UnreadableFileError), ("short", UnreadableFileError), ("newer", NewerLibraryError), ("other", UnreadableFileError)]
)  # fmt: skip
def test_what_was_changed_on_the_way_is_refused_and_nothing_is_touched(
    exported: Path, tmp_path: Path, how: str, kind: type[Exception]
) -> None:
    spoilt(exported, how)
    home = tmp_path / "有"
    with Library.open(home) as library:
        library.put(parse_text(TEXT.format("防火", 9), "防火.txt"), "x")
    with pytest.raises(kind, match="文库.zip") as caught:
        import_library(exported, home, replace=True)
    assert "\n" not in str(caught.value)
    with Library.open(home) as library:
        assert library.find("防火.txt")


def test_a_file_that_is_no_export_is_named(tmp_path: Path) -> None:
    (tmp_path / "甲.zip").write_bytes("不是".encode())
    for name in ("甲.zip", "没有.zip"):
        with pytest.raises(UnreadableFileError, match=name):
            import_library(tmp_path / name, tmp_path / "新")
    assert not (tmp_path / "新").exists()


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with Library.open(tmp_path / "旧") as library, pytest.raises(LibraryError, match="不能写入"):
        export_library(library, tmp_path / "没有" / "文库.zip")
