"""Cells of tables: named by row and column, quoted with both; nothing is guessed."""

from __future__ import annotations

import pytest

from corpus.parse import document_from
from corpus.parsers.tables import row_blocks
from corpus.parsers.types import Block, ParsedFile
from corpus.types import Document
from index.types import Chunk, Hit
from qa.cells import find_cell

GRID = [
    ["指标", "单位", "2019年实际", "2020年目标值", "责任单位"],
    ["贫困发生率", "%", "1.5", "0.6", "县扶贫办"],
    ["安全饮水普及率", "%", "91.5", "100", "县水利局"],
    ["新增高标准农田", "万亩", "1.2", "3.5", "县农业农村局"],
]


@pytest.fixture
def document() -> Document:
    title = [Block("清泉县脱贫攻坚目标任务表", "paragraph", 1)]
    return document_from(ParsedFile((*title, *row_blocks(GRID, 2)), (), None, "docx"), "表.docx")


def ask(document: Document, question: str) -> tuple[str, str] | None:
    chunk = Chunk("1", document.doc_id, None, (), 0, len(document.text), document.text)
    found = find_cell(question, [Hit(chunk, 1.0, {})], {document.doc_id: document})
    if found is None:
        return None
    row, cell = (document.text[slice(*span)] for span in (found.row, found.cell))
    assert cell in row
    return row.split("\u3000")[0].removeprefix("指标："), cell


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("贫困发生率2020年目标值是多少", ("贫困发生率", "0.6")),
        ("2020年安全饮水普及率的目标值是多少？", ("安全饮水普及率", "100")),
        ("新增高标准农田2019年实际多少万亩", ("新增高标准农田", "1.2")),
        ("安全饮水普及率的责任单位是哪个", ("安全饮水普及率", "县水利局")),
        ("清泉县脱贫攻坚目标任务中，贫困发生率的责任单位是谁", ("贫困发生率", "县扶贫办")),
    ],
)  # fmt: skip
def test_a_cell_that_is_named(document: Document, question: str, answer: tuple[str, str]) -> None:
    assert ask(document, question) == answer


@pytest.mark.parametrize(
    "question",
    ["2021年贫困发生率目标值是多少", "2020年目标值是多少", "农村公路里程2020年目标值是多少", "贫困发生率是什么意思", "县水利局有多少人",
     "贫困发生率的统计口径由哪个文件规定"],
)  # fmt: skip
def test_what_names_no_cell_gets_none(document: Document, question: str) -> None:
    assert ask(document, question) is None
