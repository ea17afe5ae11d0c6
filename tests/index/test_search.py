"""What is found, in which order, within which limits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from threading import Thread

import pytest

from corpus.errors import IndexUnavailableError
from corpus.ingest import ingest_paths
from corpus.library import Library
from index.build import update_index
from index.search import Searcher
from index.settings import Settings
from index.types import Filters, Hit
from tests.fakes.encoder import FakeEncoder
from tests.index.conftest import write


@pytest.fixture
def searcher(library: Library, encoder: FakeEncoder) -> Iterator[Searcher]:
    update_index(library, Settings())
    opened = Searcher.open(library.home, library, Settings())
    yield opened
    opened.close()


def titles(hits: list[Hit]) -> set[str]:
    return {hit.chunk.path[0] for hit in hits}


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("请问小额信贷的贷款额度是多少？", "五万元"), ("学校食堂多久检查一次", "每学期检查两次"),
        ("耕地承包期有多长", "三十年"), ("向谁提出申请", "乡镇人民政府"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("change", [{}, {"ranker": False}, {"dense": False}], ids=["learned", "fixed", "words alone"])
def test_the_clause_that_answers_is_among_the_first(
    library: Library, encoder: FakeEncoder, question: str, words: str, change: dict[str, bool]
) -> None:
    update_index(library, Settings())
    searcher = Searcher.open(library.home, library, Settings().model_copy(update=change))
    assert any(words in hit.chunk.text for hit in searcher.search(question)[:2])
    searcher.close()


def test_hits_are_slices_of_their_document_best_first(library: Library, searcher: Searcher) -> None:
    hits = searcher.search("小额信贷申请", k=5)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    for hit in hits:
        assert library.text(hit.chunk.doc_id)[hit.chunk.start : hit.chunk.end] == hit.chunk.text
        assert {"words_raw", "grams_raw", "titled", "cosine", "coverage"} <= set(hit.signals)


def test_the_number_of_hits(searcher: Searcher) -> None:
    assert len(searcher.search("管理", k=1)) == 1
    assert len({hit.chunk.chunk_id for hit in searcher.search("管理", k=50)}) == len(searcher.search("管理", k=50))


@pytest.mark.parametrize("query", ["", "   ", "？？？", "🙂", "xyzzy", "的", "政策" * 3000, '"(AND) OR *', "\x00"])
def test_odd_questions_are_no_error(searcher: Searcher, query: str) -> None:
    searcher.search(query)


def test_a_title_alone_stands_behind_what_says_more(searcher: Searcher) -> None:
    assert searcher.search("学校食堂安全管理办法")[0].chunk.text != "学校食堂安全管理办法"


def test_filters(library: Library, searcher: Searcher) -> None:
    canteen = library.find("食堂.txt")[0]
    assert titles(searcher.search("小额信贷", filters=Filters(doc_ids=(canteen,)))) == {"学校食堂安全管理办法"}
    assert titles(searcher.search("管理", filters=Filters(years=(2018,)))) == {"关于做好扶贫小额信贷工作的通知"}
    assert searcher.search("管理", filters=Filters(years=(1901,))) == []
    assert searcher.search("管理", filters=Filters(issuers=("火星",))) == []
    early = searcher.search("食堂检查", filters=Filters(as_of=date(2018, 6, 1)))
    assert "学校食堂安全管理办法" not in titles(early)
    assert "学校食堂安全管理办法" in titles(searcher.search("食堂检查", filters=Filters(as_of=date(2020, 6, 1))))
    assert searcher.search("食堂检查", filters=Filters()) == searcher.search("食堂检查")


def test_a_filter_on_more_vectors_than_are_gone_through(
    library: Library, searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = Filters(doc_ids=tuple(library.doc_ids()[:2]))
    through = searcher.search("管理制度", filters=wanted)
    monkeypatch.setattr("index.search._GONE_THROUGH", 0)
    assert [hit.chunk.chunk_id for hit in searcher.search("管理制度", filters=wanted)] == [
        hit.chunk.chunk_id for hit in through
    ]


def test_twins_do_not_fill_the_first_hits(
    library: Library, encoder: FakeEncoder, searcher: Searcher, tmp_path: Path
) -> None:
    clause = "第一条 企业停工停产期间的房租可以减免三个月。"
    write(
        tmp_path / "twins",
        {f"{n}.txt": f"{n}市房租减免办法\n{clause}\n第二条 由{n}市财政局负责。" for n in "甲乙丙丁戊己"},
    )
    ingest_paths(library, [tmp_path / "twins"])
    update_index(library, Settings())
    hits = searcher.search("房租减免几个月", k=5)
    assert len({hit.chunk.text for hit in hits[:3]}) == 3


def test_vectors_of_other_settings_are_left_aside(library: Library, encoder: FakeEncoder) -> None:
    update_index(library, Settings())
    searcher = Searcher.open(library.home, library, Settings(model="another/model"))
    hits = searcher.search("小额信贷")
    assert hits and all(hit.signals["cosine"] == 0 for hit in hits)
    assert not searcher.state()["current_settings"]
    searcher.close()


def test_without_an_index_it_says_what_to_run(library: Library) -> None:
    with pytest.raises(IndexUnavailableError, match="reindex"):
        Searcher.open(library.home, library, Settings())


def test_several_threads_at_once(searcher: Searcher) -> None:
    wanted = [hit.chunk.chunk_id for hit in searcher.search("小额信贷申请")]
    found: list[list[str]] = []
    threads = [
        Thread(target=lambda: found.append([hit.chunk.chunk_id for hit in searcher.search("小额信贷申请")]))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [wanted] * 8
