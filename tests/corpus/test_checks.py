"""Repeals that texts state, read once a version; checks that are kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.checks import keep_check, kept_checks, repeals, stated_repeals, texts_with
from corpus.ingest import ingest_paths
from corpus.library import Library
from corpus.names import title_key


def keys(text: str) -> set[str]:
    return {key for key, _, _ in stated_repeals(text)}


@pytest.mark.parametrize(
    ("text", "repealed"),
    [
        ("第六十条 本条例自2022年9月1日起施行，《广东省农村扶贫开发条例》同时废止。", {"广东省农村扶贫开发条例"}),
        ("1994年1月23日国务院发布的《农村五保供养工作条例》同时废止。", {"农村五保供养工作条例"}),
        ("《甲办法》和《乙规定》自本办法施行之日起废止。", {"甲办法", "乙规定"}),
        ("国务院决定废止《丙条例》。", {"丙条例"}),
        ("《丁意见》（国发〔2001〕5号）同时废止。", {"丁意见", "国发〔2001〕5号"}),
        ("《戊法》第五条同时废止。", set()),
        ("根据《立法法》，决定废止《己条例》。", {"己条例"}),
        ("本条例自公布之日起施行。", set()),
        ("对失效的证照，依照《庚办法》办理。", set()),
    ],
)
def test_what_a_text_repeals(text: str, repealed: set[str]) -> None:
    assert keys(text) == {title_key(name) if "号" not in name else name for name in repealed}


def test_spans_hold_the_words() -> None:
    text = "前文。\n第二条 《甲办法》同时废止。"
    ((_, start, end),) = stated_repeals(text)
    assert text[start:end] == "《甲办法》同时废止"


@pytest.fixture
def library(tmp_path: Path) -> Library:
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "新.txt").write_text(
        "水塘法\n第一条 为了水塘，制定本法。\n第二条 本法施行，《水塘条例》同时废止。\n", "utf-8"
    )
    library = Library.open(tmp_path / "home")
    ingest_paths(library, [tmp_path / "files"])
    return library


def test_repeals_follow_the_library(library: Library, tmp_path: Path) -> None:
    with library:
        assert [r.key for r in repeals(library)] == ["水塘条例"]
        assert [r.key for r in repeals(library)] == ["水塘条例"]
        (tmp_path / "files" / "新.txt").write_text(
            "水塘法\n第一条 为了水塘，制定本法。\n第二条 本法施行，《池塘条例》同时废止。\n", "utf-8"
        )
        ingest_paths(library, [tmp_path / "files"])
        assert [r.key for r in repeals(library)] == ["池塘条例"]
        library.remove(library.doc_ids())
        assert repeals(library) == []


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
