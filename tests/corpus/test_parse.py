"""From a file to a document: canonical text, identity, warnings; on the sample library too."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpus
from corpus.audit import uncovered
from corpus.errors import UnreadableFileError
from corpus.identity import content_hash
from corpus.parse import parse_file, parse_text

SAMPLES = sorted((Path(corpus.__file__).parent / "sample" / "documents").iterdir())
TEXT = "某县人民政府关于做好春耕工作的通知\n某政发〔2020〕7号\n各乡镇人民政府：\n一、备足种子。\n二、管好水源。\n某县人民政府\n2020年3月1日\n"


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem[:24])
def test_each_sample_is_whole(path: Path) -> None:
    document = parse_file(path)
    assert document.title and "\r" not in document.text
    assert document.text == unicodedata.normalize("NFC", document.text)
    assert uncovered(document.text, document.clauses) == []
    for clause in document.clauses:
        assert document.text[clause.start : clause.end].strip()


def test_the_same_document_has_the_same_id_and_a_mended_comma_leaves_it() -> None:
    first, again, mended = (
        parse_text(TEXT, "甲.txt"),
        parse_text(TEXT, "乙/丙.txt"),
        parse_text(TEXT.replace("水源。", "水源，")),
    )
    assert first.doc_id == again.doc_id == mended.doc_id
    assert content_hash(first) == content_hash(again) != content_hash(mended)


def test_documents_without_number_and_date_are_told_apart_by_their_text() -> None:
    assert parse_text("工作要点\n一、甲。\n").doc_id != parse_text("工作要点\n一、乙。\n").doc_id


@given(st.text(alphabet=st.characters(blacklist_categories=("Cs",)), max_size=300))
def test_any_text_is_parsed(text: str) -> None:
    document = parse_text(text)
    assert uncovered(document.text, document.clauses) == []


@pytest.mark.parametrize(
    ("name", "data"),
    [("空.txt", b""), ("图.txt", b"\x89PNG\r\n\x1a\n" + bytes(200)), ("乱.txt", bytes(range(128, 256)) * 40), ("框.html", b"<html><nav>\xe9\xa6\x96</nav></html>")],
)  # fmt: skip
def test_a_file_that_is_no_document_is_named_in_one_line(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(UnreadableFileError) as caught:
        parse_file(tmp_path / name)
    assert str(caught.value).startswith(name)
    assert "\n" not in str(caught.value)


def test_one_line_of_sixty_megabytes_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "长.txt"
    path.write_bytes("政策".encode() * 10_000_000)
    with pytest.raises(UnreadableFileError, match="超过上限"):
        parse_file(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="没有.txt"):
        parse_file(tmp_path / "没有.txt")
