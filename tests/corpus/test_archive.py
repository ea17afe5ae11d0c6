"""Archives: each member is a source, names in GBK are names, and bombs and ways out are named and left."""

from __future__ import annotations

import gzip
import io
import struct
import tarfile
import zipfile
from pathlib import Path

import pytest

from corpus import archive
from corpus.archive import Unpacker, is_archive, is_skipped
from corpus.ingest import ingest_paths
from corpus.library import Library
from tests.corpus.parsers.making import docx, p, zipped

GOOD = "关于做好{}工作的通知\n各乡镇人民政府：\n一、备足种子。每亩补贴50元。\n"


def unpack(folder: Path, data: bytes, name: str = "文件.zip") -> tuple[dict[str, bytes], list[str]]:
    path = folder / name
    path.write_bytes(data)
    out = folder / "out"
    out.mkdir(exist_ok=True)
    found = Unpacker(out).unpack(path, name)
    inside = {file.resolve().parent for file in (member.path for member in found.members)}
    assert inside <= {out.resolve()}
    return {member.source: member.path.read_bytes() for member in found.members}, [line for _, line in found.failed]


def in_gbk(name: str, content: bytes) -> bytes:
    """A zip as old Chinese Windows writes it: the name in GBK, no flag."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as writer:
        writer.writestr("x" * len(name.encode("gbk")), content)
    return out.getvalue().replace(b"x" * len(name.encode("gbk")), name.encode("gbk"))


def tar(mode: str = "w:gz", **members: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as writer:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            writer.addfile(info, io.BytesIO(content))
    return out.getvalue()


def test_names_in_gbk_and_in_utf_8(tmp_path: Path) -> None:
    assert unpack(tmp_path, in_gbk("乡镇文件/春耕通知.txt", b"1"))[0] == {"文件.zip/乡镇文件/春耕通知.txt": b"1"}
    assert unpack(tmp_path, zipped({"夏收/通知.txt": "2"}))[0] == {"文件.zip/夏收/通知.txt": b"2"}


def test_tars_and_single_packed_files(tmp_path: Path) -> None:
    assert unpack(tmp_path, tar(**{"甲/1.txt": b"a", "2.txt": b"b"}), "a.tar.gz")[0] == {
        "a.tar.gz/甲/1.txt": b"a",
        "a.tar.gz/2.txt": b"b",
    }
    assert unpack(tmp_path, gzip.compress(b"abc"), "通知.txt.gz")[0] == {"通知.txt.gz/通知.txt": b"abc"}


def test_archives_in_archives_to_a_depth(tmp_path: Path) -> None:
    inner = zipped({"深.txt": "x"})
    for _ in range(2):
        inner = zipped({"里.zip": inner})
    files, _ = unpack(tmp_path, inner)
    assert files == {"文件.zip/里.zip/里.zip/深.txt": b"x"}
    files, failed = unpack(tmp_path, zipped({"外.zip": zipped({"中.zip": inner})}))
    assert not files
    assert "嵌套" in failed[0]


@pytest.mark.parametrize("name", ["../../逃.txt", "/etc/逃.txt", "C:\\逃.txt", "a/../../逃.txt", "..\\..\\逃.txt"])
def test_no_member_leads_out_of_the_archive(tmp_path: Path, name: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as writer:
        writer.writestr(name, "x")
        writer.writestr("好.txt", "y")
    files, failed = unpack(tmp_path, out.getvalue())
    assert list(files.values()) == [b"y"]
    assert len(failed) == 1
    assert "之外" in failed[0]


def test_links_and_devices_in_a_tar_are_passed_over(tmp_path: Path) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as writer:
        link = tarfile.TarInfo("链.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        writer.addfile(link)
        pipe = tarfile.TarInfo("管道")
        pipe.type = tarfile.FIFOTYPE
        writer.addfile(pipe)
    assert unpack(tmp_path, out.getvalue(), "a.tar") == ({}, [])


def test_a_bomb_is_named_and_costs_no_space(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files, failed = unpack(tmp_path, zipped({"炸.txt": "0" * 20_000_000, "好.txt": "x"}))
    assert list(files) == ["文件.zip/好.txt"]
    assert "炸弹" in failed[0]
    monkeypatch.setattr(archive, "_RATIO_FROM_BYTES", 1_000_000)
    files, failed = unpack(tmp_path, gzip.compress(b"0" * 20_000_000), "炸.txt.gz")
    assert not files
    assert "炸弹" in failed[0]
    assert sum(file.stat().st_size for file in (tmp_path / "out").iterdir()) < 100


def test_a_size_that_lies_is_not_believed(tmp_path: Path) -> None:
    data = bytearray(zipped({"谎.txt": "0" * 300_000}))
    at = data.rindex(b"PK\x01\x02")
    struct.pack_into("<I", data, at + 24, 10)
    files, failed = unpack(tmp_path, bytes(data))
    assert len(files.get("文件.zip/谎.txt", b"")) <= 300_000
    assert files or failed


def test_too_many_members_and_too_much_in_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_MEMBERS", 5)
    files, failed = unpack(tmp_path, zipped({f"{i}.txt": "x" for i in range(9)}))
    assert len(files) == 5
    assert "超过5个" in failed[0]


def test_encrypted_and_broken_members_are_named(tmp_path: Path) -> None:
    data = bytearray(zipped({"锁.txt": "abc" * 100, "好.txt": "x"}))
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.index(sign)
        data[at + offset] |= 1
    files, failed = unpack(tmp_path, bytes(data))
    assert list(files) == ["文件.zip/好.txt"]
    assert "密码" in failed[0]
    cut = zipped({f"{i}.txt": "abc" * 1000 for i in range(3)})
    assert unpack(tmp_path, cut[: len(cut) // 2])[1]
    assert "损坏" in unpack(tmp_path, tar(**{"a.txt": b"x" * 5000})[:60], "a.tar.gz")[1][0]


@pytest.mark.parametrize(("magic", "word"), [(b"Rar!\x1a\x07\x00", "RAR"), (b"7z\xbc\xaf\x27\x1c", "7z")])
def test_kinds_that_are_not_read_say_what_to_do(tmp_path: Path, magic: bytes, word: str) -> None:
    _, failed = unpack(tmp_path, magic + b"x" * 50, "a.zip")
    assert word in failed[0]
    assert "解压" in failed[0]


def test_office_files_are_no_archives(tmp_path: Path) -> None:
    path = tmp_path / "其实是docx.zip"
    path.write_bytes(docx(p("正文")))
    assert not is_archive(path)
    path.write_bytes(zipped({"a.txt": "x"}))
    assert is_archive(path)


def test_what_is_passed_over_without_a_word() -> None:
    assert is_skipped(["~$通知.docx"])
    assert is_skipped(["通知_files", "logo.png"])
    assert not is_skipped(["照片", "公示.png"])
    assert not is_skipped(["通知.docx"])


def test_a_folder_with_an_archive_is_added_member_by_member(tmp_path: Path) -> None:
    folder = tmp_path / "文件夹"
    folder.mkdir()
    (folder / "乡镇.zip").write_bytes(
        zipped(
            {
                "甲/春耕.txt": GOOD.format("春耕"),
                "乙/秋收.docx": docx("".join(p(line) for line in GOOD.format("秋收").split("\n"))),
                "坏.docx": b"PK\x03\x04xx",
            }
        )
    )
    with Library.open(tmp_path / "home") as library:
        report = ingest_paths(library, [folder])
        assert report.added == 2
        assert sorted(s.source for s in report.documents) == ["乡镇.zip/乙/秋收.docx", "乡镇.zip/甲/春耕.txt"]
        assert [f.source for f in report.failed] == ["乡镇.zip/坏.docx"]
        again = ingest_paths(library, [folder])
        assert (again.added, again.unchanged) == (0, 2)
