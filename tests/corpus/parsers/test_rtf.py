"""RTF, as Word, WPS and LibreOffice write it."""

from __future__ import annotations

from corpus.parsers.rtf import parse_rtf


def texts(body: str, head: str = r"\rtf1\ansi\ansicpg936") -> list[str]:
    return [
        block.text
        for block in parse_rtf(("{" + head + body + "}").encode("latin-1"), "x.rtf").blocks
        if not block.furniture
    ]


def u(text: str) -> str:
    return "".join(f"\\u{ord(char) - 65536 if ord(char) > 32767 else ord(char)}?" for char in text)


def gbk(text: str) -> str:
    return "".join(f"\\'{byte:02x}" for byte in text.encode("gb18030"))


def test_characters_in_both_writings() -> None:
    assert texts(f"{u('第一条 目的，')}{gbk('范围')}\\par {gbk('第二条')}\\par") == ["第一条 目的，范围", "第二条"]


def test_how_many_bytes_stand_for_a_character_is_followed() -> None:
    assert texts(r"{\uc2\u31532\'b5\'da}" + r"{\uc0\u26465 }" + r"{\uc1\u19968?}\par") == ["第条一"]


def test_fonts_name_their_code_page() -> None:
    fonts = r"{\fonttbl{\f0\fcharset134 SimSun;}{\f1\fcharset136 MingLiU;}}"
    big5 = "".join(f"\\'{byte:02x}" for byte in "條例".encode("big5"))
    assert texts(f"{fonts}\\f0 {gbk('办法')}{{\\f1 {big5}}}\\par", r"\rtf1\ansi") == ["办法條例"]


def test_list_numbers_that_the_program_left_are_text_and_bullets_are_not() -> None:
    assert texts(rf"{{\listtext\tab {u('（一）')}\tab}}{u('甲')}\par {{\listtext {u('·')}\tab}}{u('乙')}\par") == [
        "（一）甲",
        "乙",
    ]


def test_headers_pictures_and_unknown_destinations_are_no_text() -> None:
    body = rf"{{\header {u('内部资料')}\par}}{{\pict\pngblip 89504e47}}{{\*\unheardof xyz}}{{\info{{\title T}}}}{u('正文')}\par"
    parsed = parse_rtf(("{\\rtf1" + body + "}").encode(), "x.rtf")
    assert [(block.text, block.furniture) for block in parsed.blocks] == [("正文", ""), ("内部资料", "header")]


def test_deleted_words_are_left_out_and_said() -> None:
    parsed = parse_rtf(
        ("{\\rtf1 " + rf"{u('补贴')}{{\deleted {u('五十')}}}{{\revised {u('六十')}}}{u('元')}\par" + "}").encode(),
        "x.rtf",
    )
    assert parsed.blocks[0].text == "补贴六十元"
    assert parsed.warnings


def test_rows_of_a_table_with_a_cell_over_two_columns() -> None:
    def line(edges: list[int], *cells: str) -> str:
        return (
            r"\trowd"
            + "".join(f"\\cellx{e}" for e in edges)
            + "".join(rf"\pard\intbl {u(c)}\cell" for c in cells)
            + r"\row "
        )

    body = (
        line([2000, 6000], "乡镇", "目标")
        + line([2000, 4000, 6000], "乡镇", "2019年", "2020年")
        + line([2000, 4000, 6000], "龙潭镇", "120户", "80户")
    )
    assert texts(body + r"\pard " + u("完") + r"\par")[-2:] == [
        "乡镇：龙潭镇　目标 2019年：120户　目标 2020年：80户",
        "完",
    ]


def test_a_footnote_comes_behind_the_text() -> None:
    assert texts(rf"{u('正文')}{{\footnote {u('注')}\par}}{u('接着')}\par") == ["正文接着", "[1] 注"]
