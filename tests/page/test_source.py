"""The source pane: each character of the document as it is, the cited ones marked."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.parse import parse_text
from corpus.types import Document
from page.source import source
from tests.page import texts

DOCUMENTS = [
    texts.loan(),
    parse_text(texts.HOSTILE),
    parse_text("某某管理办法\n第一章 总则\n第一条 为了管理，制定本办法。\n第二条 本办法自2019年1月1日起施行。"),
]


def body(page: str) -> str:
    return page.partition('aria-label="正文">')[2].removesuffix("</div></div>")


def plain(page: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", page))


def marked(page: str) -> str:
    found = re.search(r'<mark id="marked"[^>]*>(.*?)</mark>', page, re.DOTALL)
    return plain(found[1]) if found else ""


@settings(max_examples=60)
@given(st.sampled_from(DOCUMENTS), st.data())
def test_the_text_is_the_documents_and_the_mark_is_what_was_cited(document: Document, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(document.text)))
    end = data.draw(st.integers(start, len(document.text)))
    page = source(document, start, end)
    assert plain(body(page)) == document.text
    assert marked(page) == document.text[start:end]


def test_nothing_of_a_document_runs() -> None:
    page = source(parse_text(texts.HOSTILE), 3, 30)
    assert not re.search(r"<(script|img)\b|\$\{|\{\{", page)


def test_every_step_of_the_outline_leads_somewhere() -> None:
    page = source(DOCUMENTS[2])
    steps = re.findall(r'data-go="(c\d+)"', page)
    assert len(steps) == 3
    assert all(f'id="{step}"' in page for step in steps)


def test_title_status_and_dates_are_told() -> None:
    words = plain(source(texts.loan()))
    for part in ("关于做好扶贫小额信贷工作的通知", "某府办发〔2018〕7号", "2018年3月8日成文", "现行有效"):
        assert part in words


def test_the_address_names_the_clause() -> None:
    document = texts.loan()
    start = document.text.index("五万元以下")
    page = html.unescape(source(document, start, start + 5))
    assert f"doc={document.doc_id}&clause=" in page
    assert f"at={start}-{start + 5}" in page


@pytest.mark.parametrize("document", DOCUMENTS)
def test_without_a_place_nothing_is_marked(document: Document) -> None:
    assert "<mark" not in source(document)


def test_before_anything_is_opened_the_pane_says_what_it_is_for() -> None:
    assert "原文" in plain(source(None))
