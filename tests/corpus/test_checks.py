"""Checks that are kept, and looking through all texts."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.checks import keep_check, kept_checks, texts_with
from corpus.ingest import ingest_paths
from corpus.library import Library


@pytest.fixture
def library(tmp_path: Path) -> Library:
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "新.txt").write_text(
        "水塘法\n第一条 为了水塘，制定本法。\n第二条 本法施行，《水塘条例》同时废止。\n", "utf-8"
    )
    library = Library.open(tmp_path / "home")
    ingest_paths(library, [tmp_path / "files"])
    return library


def test_a_check_replaces_the_earlier_one_of_its_file(library: Library) -> None:
    with library:
        keep_check(library, "甲.txt", "旧文", 1, [{"text": "一"}])
        keep_check(library, "乙.txt", "别的", 1, [])
        keep_check(library, "甲.txt", "新文", 2, [{"text": "二"}])
        assert {(c.file, c.text) for c in kept_checks(library)} == {("甲.txt", "新文"), ("乙.txt", "别的")}
        (kept,) = kept_checks(library, "甲.txt")
        assert (kept.revision, kept.citations) == (2, ({"text": "二"},))


def test_texts_with_some_words(library: Library) -> None:
    with library:
        assert texts_with(library, "《水塘条例》同时废止") == library.doc_ids()
        assert texts_with(library, "没有的话") == []
