"""What is quoted of the sentences that were found: the best one, those nearly as likely, and another document's."""

from __future__ import annotations

import pytest

from corpus.parse import parse_text
from corpus.types import Document
from index.types import Chunk, Hit
from qa.quote import ELSEWHERE, MARGIN, quote_found
from qa.read import Found

FIRST = parse_text("甲县补贴办法\n第一条 每亩补贴五十元。\n第二条 每户最多补贴十亩。\n第三条 补贴按季发放。", "甲.txt")
OTHER = parse_text("乙县补贴办法\n第一条 每亩补贴四十元。\n第二条 每户不限亩数。", "乙.txt")


def found(document: Document, words: str, score: float) -> Found:
    start = document.text.index(words)
    index = document.clause_at(start)
    chunk = Chunk("c", document.doc_id, document.address_of(index), (document.title,), start, start + len(words), words)
    return Found(document, start, start + len(words), (start, start + len(words)), index, Hit(chunk, 1.0), {}, score)


def clauses(question: str, *chosen: Found) -> list[tuple[str, str | None]]:
    citations = quote_found(question, chosen)
    for cited in citations:
        document = next(f.document for f in chosen if f.document.doc_id == cited.doc_id)
        assert document.text[cited.start : cited.end] == cited.quote
    return [(cited.title, cited.clause) for cited in citations]


@pytest.mark.parametrize(("behind", "quoted"), [(0.5 * MARGIN, 2), (1.1 * MARGIN, 1)])
def test_what_is_nearly_as_likely_is_quoted_too(behind: float, quoted: int) -> None:
    pairs = found(FIRST, "每亩补贴五十元", 5.0), found(FIRST, "每户最多补贴十亩", 5.0 - behind)
    assert len(clauses("每亩补贴多少？", *pairs)) == quoted


@pytest.mark.parametrize(("behind", "quoted"), [(0.9 * ELSEWHERE, 2), (1.1 * ELSEWHERE, 1)])
def test_what_another_document_says_is_shown_from_further_behind(behind: float, quoted: int) -> None:
    pairs = found(FIRST, "每亩补贴五十元", 5.0), found(OTHER, "每亩补贴四十元", 5.0 - behind)
    assert len(clauses("每亩补贴多少？", *pairs)) == quoted


def test_the_rest_of_a_document_that_is_further_behind_is_not() -> None:
    chosen = (
        found(FIRST, "每亩补贴五十元", 5.0), found(FIRST, "补贴按季发放", 3.4), found(OTHER, "每亩补贴四十元", 3.3),
        found(OTHER, "每户不限亩数", 3.2),
    )  # fmt: skip
    assert clauses("每亩补贴多少？", *chosen) == [(FIRST.title, "第一条"), (OTHER.title, "第一条")]


def test_a_short_clause_is_quoted_whole_and_once() -> None:
    one = found(FIRST, "每亩补贴五十元", 5.0), found(FIRST, "五十元", 4.9)
    assert clauses("每亩补贴多少？", *one) == [(FIRST.title, "第一条")]
