"""Every character in some chunk, within bounds, and addresses that hold."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.parse import parse_file, parse_text
from corpus.types import Document
from index.chunk import chunk_document
from index.types import Chunk

SAMPLE = Path(__file__).resolve().parents[2] / "corpus" / "sample" / "documents"
TARGET = 220

lines = st.one_of(
    st.text(alphabet="政策农村，。；：（）“”《》第条款一二三 1０\u3000", max_size=400),
    st.sampled_from(
        [
            "一、总则",
            "（一）目标",
            "1.任务",
            "第一条 为了规范",
            "第二条 国家建立制度。",
            "附件1",
            "第一章 总则",
            "2018年3月8日",
        ]
    ),
)
texts = st.lists(lines, min_size=1, max_size=40).map("\n".join)


def check(document: Document, chunks: list[Chunk], target: int = TARGET) -> None:
    covered = set()
    for chunk in chunks:
        assert 0 <= chunk.start < chunk.end <= len(document.text)
        assert document.text[chunk.start : chunk.end] == chunk.text and chunk.text.strip()
        assert chunk.path[0] == document.title
        assert chunk.clause is None or document.clause(chunk.clause) is not None
        assert not covered & set(range(chunk.start, chunk.end))
        covered |= set(range(chunk.start, chunk.end))
        assert len(chunk.text) <= 2.5 * target
    missing = [i for i, char in enumerate(document.text) if not char.isspace() and i not in covered]
    assert missing == []
    assert len({chunk.chunk_id for chunk in chunks}) == len(chunks)
    assert [chunk.start for chunk in chunks] == sorted(chunk.start for chunk in chunks)


@settings(max_examples=150, deadline=None)
@given(texts, st.sampled_from([60, 220, 500]))
def test_no_character_is_lost_and_none_stands_twice(text: str, target: int) -> None:
    if text.strip():
        document = parse_text(text)
        check(document, chunk_document(document, target), target)


@pytest.mark.parametrize("path", sorted(SAMPLE.iterdir()), ids=lambda path: path.name)
def test_the_sample_documents(path: Path) -> None:
    document = parse_file(path)
    check(document, chunk_document(document, TARGET))


def test_the_clause_holds_the_start_of_its_chunk() -> None:
    for path in sorted(SAMPLE.iterdir()):
        document = parse_file(path)
        for chunk in chunk_document(document, TARGET):
            if chunk.clause is not None:
                index = document.clause(chunk.clause)
                assert index is not None
                clause = document.clauses[index]
                assert clause.start <= chunk.start < clause.end


def test_small_siblings_go_together_and_large_clauses_stand_alone() -> None:
    sections = [f"（{n}）第{n}项工作的内容和要求。" for n in "一二三四"] + ["（五）" + "建立健全保护制度。" * 30]
    document = parse_text("关于保护耕地的意见\n一、重点工作\n" + "\n".join(sections) + "\n二、保障措施\n加强领导。")
    chunks = chunk_document(document, TARGET)
    together = next(chunk for chunk in chunks if "（一）" in chunk.text)
    assert "（四）" in together.text and "（五）" not in together.text
    assert next(chunk for chunk in chunks if chunk.text.startswith("（五）")).clause == "一、（五）"


def test_each_article_is_a_chunk_by_itself_however_short() -> None:
    articles = [f"第{n}条 本条规定第{n}项制度的内容。" for n in "一二三四"]
    document = parse_text("耕地保护条例\n第一章 总则\n" + "\n".join(articles))
    chunks = [
        chunk for chunk in chunk_document(document, TARGET) if "第" in (chunk.clause or "") and "条" in chunk.text[:4]
    ]
    assert [(chunk.clause, chunk.text) for chunk in chunks] == [
        (article.partition(" ")[0], article) for article in articles
    ]


def test_one_long_line_is_cut_at_sentences() -> None:
    document = parse_text("为做好疫情防控工作，现就有关事项通知如下，请认真贯彻执行。" * 40)
    chunks = chunk_document(document, TARGET)
    check(document, chunks)
    assert len(chunks) > 3 and all(chunk.text.endswith("。") for chunk in chunks)


def test_a_line_without_any_sign_is_cut_all_the_same() -> None:
    document = parse_text("政" * 5000)
    check(document, chunk_document(document, TARGET))
