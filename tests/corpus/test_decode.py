"""From bytes to text: each encoding that offices use, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import UnreadableFileError
from corpus.parsers.decode import decode

TEXT = "关于做好春耕工作的通知\n各乡镇人民政府：为做好工作，现将有关事项通知如下，请认真贯彻执行。\n"
TRADITIONAL = "關於辦理國民年金業務的規定\n第一條 為發展業務，對於機關應當補貼，本條例由縣政府負責。\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_simplified_text_in_each_encoding(encoding: str) -> None:
    assert decode(TEXT.encode(encoding), "甲.txt")[0] == TEXT


@pytest.mark.parametrize("encoding", ["utf-8", "big5", "big5hkscs"])
def test_traditional_text_in_each_encoding(encoding: str) -> None:
    assert decode(TRADITIONAL.encode(encoding), "甲.txt")[0] == TRADITIONAL


def test_line_ends_become_one() -> None:
    assert decode("甲的\r\n乙是\r丙有".encode(), "甲.txt")[0] == "甲的\n乙是\n丙有"


def test_a_file_cut_off_inside_a_character_is_read_up_to_there() -> None:
    data = (TEXT * 20).encode("gb18030")[:-2] + b"\xb5"
    assert decode(data, "甲.txt")[0].startswith(TEXT)


def test_a_few_spoilt_bytes_are_marked() -> None:
    data = (TEXT * 50).encode()
    text, encoding = decode(data[:3000] + b"\xff" + data[3000:], "甲.txt")
    assert "\ufffd" in text
    assert "坏字" in encoding


@pytest.mark.parametrize(
    "data", [b"", b" \n\t", b"\x00\x01\x02" * 50, b"\xff\xfe\x00", b"12345 ---", bytes(range(128, 256)) * 20]
)
def test_what_is_no_text_is_refused_in_one_line(data: bytes) -> None:
    with pytest.raises(UnreadableFileError, match=r"^甲\.txt：[^\n]+$"):
        decode(data, "甲.txt")


@given(st.binary(max_size=400))
def test_any_bytes_give_text_or_our_error(data: bytes) -> None:
    try:
        text, _ = decode(data, "甲.txt")
    except UnreadableFileError:
        return
    assert "\r" not in text
