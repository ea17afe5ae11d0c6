"""The library's list, what is known of a document, and the names of files that are brought."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.ingest import Failure, IngestReport, ingest_paths
from corpus.library import Library
from page.about import About, about
from page.shelf import PAGE, Wanted, arrival, documents, filters, state_line
from page.upload import given_name
from tests.page import texts


def plain(page: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", page))


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """Three documents of different kinds and years."""
    folder = tmp_path / "files"
    folder.mkdir()
    law = "某省护林条例\n第一条 为了护林，制定本条例。\n第二条 本条例自2016年1月1日起施行。\n某省人民代表大会常务委员会\n2015年12月1日"
    for name, text in (("小额信贷.txt", texts.LOAN), ("护林.txt", law), ("测试.txt", texts.HOSTILE)):
        (folder / name).write_text(text, encoding="utf-8")
    with Library.open(tmp_path / "home") as opened:
        ingest_paths(opened, [folder])
        yield opened


def test_words_and_filters_narrow_the_list(library: Library) -> None:
    summaries = library.summaries()
    assert len(Wanted().found(summaries)) == 3
    assert [s.source for s in Wanted(words="扶贫 信贷").found(summaries)] == ["小额信贷.txt"]
    assert [s.source for s in Wanted(filters=(("year", "2015"),)).found(summaries)] == ["护林.txt"]
    assert Wanted(words="信贷", filters=(("year", "2015"),)).found(summaries) == []


def test_only_filters_that_part_the_documents_are_offered(library: Library) -> None:
    page = filters(library.summaries(), Wanted())
    assert 'data-name="year"' in page
    assert 'data-name="status"' not in page  # all are in force
    assert "data-name" not in filters(library.summaries()[:1], Wanted())


def test_each_state_of_the_list_says_what_to_do(library: Library) -> None:
    summaries = library.summaries()
    assert "文库还是空的" in plain(documents([], Wanted()))
    assert "没有这样的文件" in plain(documents(summaries, Wanted(words="没有的词")))
    assert "共 3 件" in plain(documents(summaries, Wanted()))
    many = [summaries[0]] * (PAGE + 5)
    assert documents(many, Wanted()).count('class="document"') == PAGE
    assert "还有 5 件" in plain(documents(many, Wanted()))


def test_documents_names_are_data(library: Library) -> None:
    assert "<script>" not in documents(library.summaries(), Wanted())
    doc_id = library.find("测试.txt")[0]
    assert not re.search(r"<(script|img)\b", about(About(library.get(doc_id))))


def test_what_is_known_of_a_document_is_told(library: Library) -> None:
    document = library.get(library.find("小额信贷.txt")[0])
    words = plain(about(About(document, sources=["小额信贷.txt", "另一份.txt"])))
    for part in ("现行有效", "某府办发〔2018〕7号", "2018年3月8日成文", "小额信贷.txt；另一份.txt", "移出文库"):
        assert part in words
    assert "版本" not in words


def test_a_file_that_failed_is_named_with_its_reason() -> None:
    lines = arrival("空.txt", IngestReport(failed=[Failure("空.txt", "空.txt：文件是空的")]))
    assert len(lines) == 1
    assert "没有加入" in lines[0]


def test_the_head_counts(library: Library) -> None:
    assert "库内 3 件 · 现行有效 3 件" in plain(state_line(library.summaries()))
    assert "空的" in plain(state_line([]))


@pytest.mark.parametrize(
    "name, kept",
    [
        ("国发〔2018〕39号《意见》（试行）.txt", "国发〔2018〕39号《意见》（试行）.txt"),
        ("C:\\文件\\通知.docx", "通知.docx"),
        ("../../etc/passwd", "passwd"),
        ("a\x00b<c>.txt", "abc.txt"),
        ("..", "代用"),
        ("", "代用"),
    ],
)
def test_a_file_keeps_the_name_it_was_given(name: str, kept: str) -> None:
    assert given_name(name, "代用") == kept


@given(st.text(max_size=300))
def test_no_name_leads_out_of_its_folder_or_is_too_long(name: str) -> None:
    kept = given_name(name + ".txt", "代用")
    assert "/" not in kept
    assert "\\" not in kept
    assert kept not in ("", ".", "..")
    assert len(kept.encode("utf-8")) <= 240
