"""Word 97–2003: text, generated numbers and tables out of the binary structures."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from corpus.errors import UnreadableFileError
from corpus.parsers import doc
from corpus.parsers.doc import parse_doc
from corpus.parsers.formats import detect

FILE = Path(__file__).parents[2] / "data" / "formats" / "公路办法.doc"


def test_numbers_and_tables_are_there_and_the_header_is_set_apart() -> None:
    parsed = parse_doc(FILE.read_bytes(), "办法.doc")
    assert [block.text for block in parsed.blocks if not block.furniture] == [
        "清泉县农村公路管理办法", "第一章 总则", "第一条 为了加强农村公路管理，制定本办法。", "第二条 本办法适用于本县行政区域内的农村公路。",
        "第二章 养护", "第三条 养护资金按下列标准安排：", "（一）县道每公里一万元；", "（二）乡道每公里五千元。",
        "乡镇　2019年里程　2020年里程", "乡镇：龙潭镇　2019年里程：120公里　2020年里程：150公里", "第四条 本办法自2019年3月1日起施行。",
    ]  # fmt: skip
    assert [block.text.replace(" ", "") for block in parsed.blocks if block.furniture] == ["内部资料注意保存"]


def test_it_is_known_by_its_content_whatever_its_name() -> None:
    assert detect(FILE.read_bytes(), "老文件.wps") == detect(FILE.read_bytes(), "改名.docx") == "doc"


def _with_flag(flag: int) -> bytes:
    data = bytearray(FILE.read_bytes())
    at = next(i for i in range(0, len(data), 512) if data[i : i + 2] == b"\xec\xa5")
    struct.pack_into("<H", data, at + 0x0A, struct.unpack_from("<H", data, at + 0x0A)[0] | flag)
    return bytes(data)


def test_an_encrypted_one_is_named_with_the_remedy() -> None:
    with pytest.raises(UnreadableFileError, match="办法.doc.*密码"):
        parse_doc(_with_flag(0x0100), "办法.doc")


def test_an_old_one_names_what_would_help_where_there_is_no_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    data = bytearray(FILE.read_bytes())
    at = next(i for i in range(0, len(data), 512) if data[i : i + 2] == b"\xec\xa5")
    struct.pack_into("<H", data, at + 2, 0x68)
    monkeypatch.setattr(doc, "find_libreoffice", lambda: None)
    with pytest.raises(UnreadableFileError, match="Word 95.*LibreOffice"):
        parse_doc(bytes(data), "办法.doc")
