"""What the page's address and a click open, examples, and the first bytes of the page."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import IndexUnavailableError
from corpus.ingest import ingest_paths
from corpus.library import Library
from index.settings import Settings
from page.desk import Desk
from page.examples import Examples
from page.front import ChineseFront, in_chinese
from qa.engine import Engine
from qa.types import Answer, Refusal
from tests.page import texts


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """Over a library of one notice, without an index."""
    path = tmp_path / "files" / "小额信贷.txt"
    path.parent.mkdir()
    path.write_text(texts.LOAN, encoding="utf-8")
    with Library.open(tmp_path / "home") as library:
        ingest_paths(library, [path])
        yield Engine(tmp_path / "home", library, Settings())


def the_mark(page: str) -> str:
    from tests.page.test_source import marked

    return marked(page)


def test_a_link_opens_the_clause_in_any_writing(engine: Engine) -> None:
    desk, doc_id = Desk(engine), engine.library.doc_ids()[0]
    for clause in ("一、（二）", "第一部分第二点"):
        assert the_mark(desk.linked({"doc": doc_id, "clause": clause})).startswith("（二）额度。")


def test_a_link_opens_the_very_words_and_falls_back_on_the_clause(engine: Engine) -> None:
    desk, doc_id = Desk(engine), engine.library.doc_ids()[0]
    start = engine.library.text(doc_id).index("五万元以下")
    exact = {"doc": doc_id, "clause": "一、（二）", "at": f"{start}-{start + 5}"}
    assert the_mark(desk.linked(exact)) == "五万元以下"
    # Another clause than the place lies in: the text has changed since the link was made.
    assert the_mark(desk.linked({**exact, "clause": "二、（一）"})).startswith("（一）申请。")
    assert the_mark(desk.linked({**exact, "at": "5-99999999"})).startswith("（二）额度。")


@pytest.mark.parametrize("wanted", [{}, {"doc": "没有的"}, {"doc": ""}, {"doc": "a", "at": "x-y"}])
def test_a_link_to_nothing_opens_nothing(engine: Engine, wanted: dict[str, str]) -> None:
    assert 'class="source empty"' in Desk(engine).linked(wanted)


@pytest.mark.parametrize("start, end", [("x", None), (-5, 3), (7, 3), (0, 10**9), (None, None)])
def test_a_click_with_a_strange_place_opens_the_document_unmarked(engine: Engine, start: Any, end: Any) -> None:
    page = Desk(engine).place({"doc": engine.library.doc_ids()[0], "start": start, "end": end})
    assert "<mark" not in page
    assert "小额信贷" in page


def test_examples_are_those_that_were_answered_when_tried(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    document = engine.library.get(engine.library.doc_ids()[0])
    tried: list[str] = []

    def ask(question: str) -> Answer | Refusal:
        tried.append(question)
        if question == "甲":
            return texts.answer(document, "额度为五万元以下")
        if question == "乙":
            return Refusal(question, "没有写明", "not_stated")
        raise IndexUnavailableError("索引还没有建好")

    monkeypatch.setattr(engine, "ask", ask)
    offered = [
        {"question": "甲", "source": document.source, "words": "五万元以下"},
        {"question": "乙", "source": document.source, "words": "五万元以下"},
        {"question": "丙", "source": document.source, "words": "这里没有的话"},
        {"question": "丁", "source": "别的.txt", "words": "五万元以下"},
    ]
    examples = Examples(engine, offered)
    assert examples.known() == []
    assert examples.tried() == ["甲"]
    assert examples.known() == ["甲"]
    assert not {"丙", "丁"} & set(tried)


def test_a_library_without_documents_offers_nothing(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        assert Examples(Engine(tmp_path, library, Settings()), []).tried() == []


INDEX = (
    '<!doctype html><html\n lang="en"><head><meta property="og:url" content="x" /><link></head><body>政</body></html>'
)


def test_the_first_bytes_are_chinese_and_ours() -> None:
    page = in_chinese(INDEX, "b{}", "let a;")
    assert 'lang="zh-CN"' in page
    assert "og:url" not in page
    assert page.index("<link>") < page.index("<style>b{}</style>") < page.index("</head>")
    assert page.endswith("<script>let a;</script></body></html>")


def test_only_the_page_itself_is_rewritten() -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        kind = b"text/html; charset=utf-8" if scope["path"] == "/" else b"application/json"
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [(b"content-type", kind), (b"content-length", b"9")],
            }
        )
        await send({"type": "http.response.body", "body": INDEX[:20].encode(), "more_body": True})
        await send({"type": "http.response.body", "body": INDEX[20:].encode()})

    def answer(path: str) -> tuple[dict[bytes, bytes], bytes]:
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {"type": "http", "path": path, "method": "GET"}
        asyncio.run(ChineseFront(app, "b{}", "let a;")(scope, None, send))  # type: ignore[arg-type]
        return dict(sent[0]["headers"]), b"".join(m["body"] for m in sent[1:])

    headers, body = answer("/")
    assert "zh-CN" in body.decode()
    assert int(headers[b"content-length"]) == len(body)
    assert answer("/config")[1] == INDEX.encode()
