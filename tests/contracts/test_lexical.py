"""What a lexical index must do."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import ZhengceError
from index.lexical import LexicalIndex
from index.query import read_query
from index.types import Chunk
from tests.fakes.lexical import FakeLexical


def chunk(doc_id: str, start: int, text: str, title: str = "通知") -> Chunk:
    end = start + len(text)
    return Chunk(f"{doc_id}:{start}-{end}", doc_id, None, (title,), start, end, text)


CHUNKS = [
    chunk("a", 0, "小额信贷五万元以下免担保免抵押", "关于小额信贷的意见"),
    chunk("a", 20, "贫困户可以向乡镇提出申请"),
    chunk("b", 0, "学校食堂每学期检查两次", "食品安全管理办法"),
]


@pytest.fixture(params=["fake", "tantivy"])
def index(request: pytest.FixtureRequest, tmp_path: Path):
    made = FakeLexical() if request.param == "fake" else LexicalIndex(tmp_path / "lexical")
    made.replace([], CHUNKS)
    return made


@pytest.mark.parametrize("field", ["words", "grams"])
def test_what_has_the_words_comes_first(index, field: str) -> None:
    query = read_query("小额信贷免担保")
    found = index.search(field, getattr(query, field), 5)
    assert found[0][0] == CHUNKS[0].chunk_id and found[0][1] > 0


def test_headings_are_searched_on_their_own(index) -> None:
    assert index.search("head", read_query("食品安全").grams, 5)[0][0] == CHUNKS[2].chunk_id


def test_documents_are_found_by_words_of_any_of_their_passages(index) -> None:
    assert [doc_id for doc_id, _ in index.search_documents(read_query("担保 申请").grams, 5)] == ["a"]


def test_the_weight_of_a_token_counts(index) -> None:
    low = index.search("grams", [("担保", 1.0), ("食堂", 0.1)], 2)
    high = index.search("grams", [("担保", 0.1), ("食堂", 1.0)], 2)
    assert (low[0][0], high[0][0]) == (CHUNKS[0].chunk_id, CHUNKS[2].chunk_id)


def test_a_limit_to_documents(index) -> None:
    assert index.search("grams", read_query("小额信贷").grams, 5, ["b"]) == []
    assert [doc_id for doc_id, _ in index.search_documents(read_query("申请 食堂").grams, 5, ["b"])] == ["b"]


def test_documents_left_out(index) -> None:
    grams = read_query("小额信贷 食堂").grams
    assert {key[0] for key, _ in index.search("grams", grams, 5)} == {"a", "b"}
    assert {key[0] for key, _ in index.search("grams", grams, 5, without=["a"])} == {"b"}
    assert [doc_id for doc_id, _ in index.search_documents(grams, 5, ["a", "b"], ["b"])] == ["a"]


def test_nothing_asked_finds_nothing(index) -> None:
    assert index.search("words", [], 5) == []


def test_documents_are_exchanged_whole(index) -> None:
    index.replace(["a"], [chunk("a", 0, "本意见自公布之日起施行")])
    index.reload()
    assert index.count() == 2
    assert index.search("grams", read_query("小额信贷").grams, 5) == []
    assert index.search_documents(read_query("小额信贷").grams, 5) == []
    index.replace(["a", "nowhere"], [])
    assert index.count() == 1
    assert index.document_frequency("grams", "食堂") == 1


def test_doing_it_again_after_a_kill_does_no_harm(index) -> None:
    index.replace(["a", "b"], CHUNKS)
    assert index.count() == 3


def test_a_folder_that_is_no_index_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "lexical" / "chunks").mkdir(parents=True)
    (tmp_path / "lexical" / "chunks" / "meta.json").write_text("{", encoding="utf-8")
    with pytest.raises(ZhengceError, match="reindex"):
        LexicalIndex(tmp_path / "lexical")
