"""Reports: Word keeps the draft and comments just the cited words, the page escapes, the table holds no formula."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest

from corpus.errors import UnreadableFileError
from corpus.library import Library
from qa.verify import Verification, Verifier
from qa.verify.drafts import read_draft
from qa.verify.reports import Decision, difference_html, marked_html, write_report

ALTERED = "县级以上人民政府应当自收到申请之日起五日内作出决定"


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    """A Word draft: bold and coloured runs, a table with a merged cell, an empty paragraph, a link."""
    document = docx.Document()
    document.add_heading("关于水塘的汇报", 1)
    paragraph = document.add_paragraph("按照")
    paragraph.add_run("《水塘保护法》").bold = True
    paragraph.add_run("第三条第二款规定的“")
    red = paragraph.add_run(ALTERED)
    red.font.color.rgb = docx.shared.RGBColor(255, 0, 0)
    paragraph.add_run("”，我们照此办理。见《水塘保护法》第七条。")
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).text = "《水塘保护法》第九十条"
    table.cell(0, 1).text = "第二格"
    table.cell(1, 0).merge(table.cell(1, 1)).text = "《测绘法》第六条"
    document.add_paragraph("")
    document.add_paragraph("汇报完毕。")
    path = tmp_path / "草稿.docx"
    document.save(str(path))
    return path


@pytest.fixture
def verification(library: Library, draft: Path) -> Verification:
    return Verifier(library).verify(read_draft(str(draft)), draft.name)


def test_a_word_draft_is_read_in_reading_order(draft: Path) -> None:
    lines = read_draft(str(draft)).split("\n")
    assert lines[0] == "关于水塘的汇报"
    assert lines[2:] == ["《水塘保护法》第九十条", "第二格", "《测绘法》第六条", "", "汇报完毕。"]


def test_word_comments_stand_at_the_cited_words(verification: Verification, draft: Path, tmp_path: Path) -> None:
    out = tmp_path / "报告.docx"
    write_report(verification, out, draft)
    report = docx.Document(str(out))
    comments = list(report.comments)
    assert len(comments) == len(verification.citations) == 4
    assert "有改动" in comments[0].text and "十五" in comments[0].text
    assert "查无此条" in comments[2].text and "库内无此文件" in comments[3].text
    xml = zipfile.ZipFile(out).read("word/document.xml").decode("utf-8")
    for number, citation in enumerate(verification.citations):
        inside = re.search(
            rf'<w:commentRangeStart w:id="{number}"/>(.*?)<w:commentRangeEnd w:id="{number}"/>', xml, re.DOTALL
        )
        assert inside is not None
        assert "".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", inside.group(1))) == citation.text


def test_word_keeps_formatting_and_ends_with_sign_off(verification: Verification, draft: Path, tmp_path: Path) -> None:
    out = tmp_path / "报告.docx"
    write_report(verification, out, draft, {0: Decision("verified", note="已请示")})
    report = docx.Document(str(out))
    paragraph = report.paragraphs[1]
    assert "".join(run.text for run in paragraph.runs if run.bold) == "《水塘保护法》"
    assert "".join(run.text for run in paragraph.runs if run.font.color.rgb is not None) == ALTERED
    words = "\n".join(cell.text for table in report.tables for row in table.rows for cell in row.cells)
    assert "核校人" in words and "日期" in words and "改定为“相符”：已请示" in words
    assert read_draft(str(out)).startswith(verification.text)


def test_a_text_draft_becomes_a_word_report(library: Library, tmp_path: Path) -> None:
    text = "标题\n\n\t《水塘保护法》第七条规定：“禁止向水塘\n倾倒垃圾”。\x01\n"
    verification = Verifier(library).verify(text, "草稿.txt")
    out = tmp_path / "报告.docx"
    write_report(verification, out)
    report = docx.Document(str(out))
    assert len(list(report.comments)) == 1
    assert [p.text for p in report.paragraphs[:2]] == ["标题", ""]


def test_a_draft_changed_since_is_refused(verification: Verification, draft: Path, tmp_path: Path) -> None:
    document = docx.Document(str(draft))
    document.paragraphs[0].add_run("改")
    document.save(str(draft))
    with pytest.raises(UnreadableFileError, match="重新核校"):
        write_report(verification, tmp_path / "报告.docx", draft)
    assert not (tmp_path / "报告.docx").exists()


def test_the_page_escapes_and_marks(library: Library, tmp_path: Path) -> None:
    text = f"<script>alert(1)</script>《水塘保护法》第三条第二款规定：“{ALTERED}”。"
    verification = Verifier(library).verify(text, "<草稿>.txt")
    out = tmp_path / "报告.html"
    write_report(verification, out)
    page = out.read_text("utf-8")
    assert "<script" not in page and "&lt;script&gt;" in page
    assert page.count("<mark ") == 1
    cited, source = difference_html(verification.citations[0])
    assert "<del>五</del>" in cited and "<ins>十五</ins>" in source
    assert 'href="#c1"' in marked_html(verification)


def test_the_table_holds_words_not_formulas(library: Library, tmp_path: Path) -> None:
    text = "“=1+1承包期内，发包方不得收回水塘”（《水塘保护法》第三条）"
    verification = Verifier(library).verify(text, "=cmd|' /C calc'!A0.txt")
    out = tmp_path / "报告.xlsx"
    write_report(verification, out)
    sheet = openpyxl.load_workbook(out).active
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert all(cell.data_type != "f" for cell in cells)
    assert sheet["C5"].value.endswith("有改动")
    assert "核校人：" in [cell.value for cell in cells]


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("空.txt", b"", "空的"), ("图.txt", b"\x89PNG\r\n\x1a\n\0\0\0", "不是文本文件"), ("旧.doc", b"\xd0\xcf\x11\xe0", "另存为"),
        ("坏.docx", b"PK\x03\x04nonsense", "另存为 .docx"), ("密.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "密码"),
    ],
)  # fmt: skip
def test_bad_drafts_are_refused_in_one_line(tmp_path: Path, name: str, data: bytes, words: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(UnreadableFileError, match=words) as caught:
        read_draft(str(path))
    assert str(path) in str(caught.value) and "\n" not in str(caught.value)


def test_text_drafts_lose_their_bom_and_carriage_returns(tmp_path: Path) -> None:
    path = tmp_path / "草稿.txt"
    path.write_bytes("\ufeff第一行\r\n第二行".encode())
    assert read_draft(str(path)) == "第一行\n第二行"
    path.write_bytes("用国标码写的草稿，里面有很多常用的汉字，可以认出来。".encode("gb18030"))
    assert read_draft(str(path)).startswith("用国标码写的草稿")
