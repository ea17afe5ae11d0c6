"""Scans and photos: recognised offline, joined to paragraphs, doubtful lines marked."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from corpus.errors import UnreadableFileError
from corpus.parsers import ocr
from corpus.parsers.docx import parse_docx
from corpus.parsers.extra import recognition_available
from corpus.parsers.misread import mend_labels
from corpus.parsers.ocr import parse_image, wide_punctuation
from corpus.parsers.ofd import parse_ofd
from corpus.parsers.pdf import parse_pdf
from corpus.parsers.segments import Page, Segment
from corpus.parsers.types import Block
from tests.corpus.parsers.making import docx, zipped

PICTURE = Path(__file__).parents[2] / "data" / "formats" / "公路办法.png"
needs_ocr = pytest.mark.skipif(not recognition_available(), reason="the extra ocr is not installed")
EXPECTED = [
    "第一条为了规范农村公路管理，保障农村公路完好畅通，制定本办法。",
    "第二条养护资金按下列标准安排（每公里）：",
    "（一）县道1万元；",
    "（二）乡道5000元。",
]


def plain(text: str) -> str:
    return "".join(text.split())


def as_pdf(turn: int = 0) -> bytes:
    from PIL import Image

    out = io.BytesIO()
    with Image.open(PICTURE) as picture:
        picture.convert("L").rotate(turn, expand=True).save(out, "PDF", resolution=150)
    return out.getvalue()


@needs_ocr
@pytest.mark.slow
def test_a_slanted_scan_becomes_paragraphs() -> None:
    parsed = parse_pdf(as_pdf(), "扫描.pdf")
    assert [plain(block.text) for block in parsed.blocks if not block.furniture] == EXPECTED
    assert any("核对" in warning for warning in parsed.warnings)
    assert all((block.place or "").startswith("第1页") for block in parsed.blocks)


@needs_ocr
@pytest.mark.slow
@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_that_lies_on_its_side_or_head_is_read_too(turn: int) -> None:
    found = plain("".join(block.text for block in parse_pdf(as_pdf(turn), "扫描.pdf").blocks))
    assert "第一条为了规范农村公路管理" in found
    assert "乡道5000元" in found


@needs_ocr
@pytest.mark.slow
def test_scans_inside_word_and_ofd_are_read() -> None:
    picture = PICTURE.read_bytes()
    drawing = "<w:p><w:r><w:drawing><a:blip xmlns:a='a' xmlns:r='r' r:embed='image1'/></w:drawing></w:r></w:p>"
    word = parse_docx(docx(drawing, parts={"word/media/1.png": picture}, image1="media/1.png"), "扫描.docx")
    assert plain(word.blocks[0].text) == EXPECTED[0]
    page = (
        '<o:Page xmlns:o="o"><o:Content><o:Layer><o:ImageObject ID="2" ResourceID="9"/></o:Layer></o:Content></o:Page>'
    )
    parts = {
        "OFD.xml": '<o:OFD xmlns:o="o"><o:DocBody><o:DocRoot>D/Document.xml</o:DocRoot></o:DocBody></o:OFD>',
        "D/Document.xml": '<o:Document xmlns:o="o"><o:CommonData><o:PublicRes>Res.xml</o:PublicRes></o:CommonData><o:Pages>'
        '<o:Page ID="1" BaseLoc="P.xml"/></o:Pages></o:Document>',
        "D/Res.xml": '<o:Res xmlns:o="o" BaseLoc="Res"><o:MultiMedias><o:MultiMedia ID="9"><o:MediaFile>1.png</o:MediaFile></o:MultiMedia></o:MultiMedias></o:Res>',
        "D/P.xml": page,
        "D/Res/1.png": picture,
    }
    assert plain(parse_ofd(zipped(parts), "扫描.ofd").blocks[0].text) == EXPECTED[0]


@needs_ocr
def test_a_picture_without_text_says_so() -> None:
    from PIL import Image

    out = io.BytesIO()
    Image.new("L", (300, 300), 255).save(out, "PNG")
    with pytest.raises(UnreadableFileError, match="图.png.*没有认出文字"):
        parse_image(out.getvalue(), "图.png")


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\nxxxx", b"\xff\xd8\xff\xe0broken", b"GIF89a"])
def test_a_broken_picture_is_named(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "recognition_available", lambda: True)
    with pytest.raises(UnreadableFileError, match="图.png"):
        parse_image(data, "图.png")


def test_without_the_extra_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "recognition_available", lambda: False)
    for call in (lambda: parse_image(PICTURE.read_bytes(), "图.png"), lambda: parse_pdf(as_pdf(), "扫描.pdf")):
        with pytest.raises(UnreadableFileError, match=r"pip install .zhengce\[ocr\]"):
            call()


def test_a_doubtful_line_is_marked_where_it_stands() -> None:
    segments = [
        Segment("第一条为了加强管理，制定本办法。", 50, 100, 400, 120, 20, 1, (), 0.99),
        Segment("第二条县道每公里1万元。", 50, 160, 300, 180, 20, 1, (), 0.6),
    ]
    blocks, warnings = ocr._composed([Page(1, 500, 700, segments)], [1])  # noqa: SLF001
    assert [block.place for block in blocks] == ["第1页", "第1页（识别存疑）"]
    assert any("第二条" in warning for warning in warnings)


@pytest.mark.parametrize(
    ("read", "written"),
    [("(一)指导思想:坚持", "（一）指导思想：坚持"), ("农村公路,以及", "农村公路，以及"), ("比例为3:2", "比例为3:2"), ("总额1,200元", "总额1,200元"),
     ("同志们!\"好\"", "同志们！“好”"), ("农业农村部(办公厅)", "农业农村部（办公厅）"), ("GDP (2020)", "GDP (2020)")],
)  # fmt: skip
def test_punctuation_is_wide_beside_chinese(read: str, written: str) -> None:
    assert wide_punctuation(read) == written


def test_misread_numbers_are_mended_where_the_sequence_says_so_and_each_is_told() -> None:
    read = [
        "第—条为了保护",
        "第二条本县",
        "（—）甲；",
        "二）乙。",
        "第三条的规定适用",
        "第三条村",
        "第四条乡",
        "- 说明",
        "第六条县",
    ]
    blocks, told = mend_labels([Block(text, "paragraph", 1, place="第1页") for text in read])
    assert [block.text for block in blocks] == [
        "第一条 为了保护", "第二条 本县", "（一）甲；", "（二）乙。", "第三条的规定适用", "第三条 村", "第四条 乡", "- 说明", "第六条县",
    ]  # fmt: skip
    assert told == ["第1页“第—条”改为“第一条”", "第1页“（—）”改为“（一）”", "第1页“二）”改为“（二）”"]
