"""Citations say on which page or in which row of a sheet the words stand."""

from __future__ import annotations

from corpus.parse import document_from
from corpus.parsers.types import Block, ParsedFile
from qa.cite import cite
from qa.types import citation_json


def test_a_citation_names_the_page_or_pages_of_its_words() -> None:
    blocks = [
        Block(f"第{n}条 第{page}页上的话。", "paragraph", i, place=f"第{page}页")
        for i, (n, page) in enumerate((("一", 1), ("二", 1), ("三", 2)), 1)
    ]
    document = document_from(ParsedFile(tuple(blocks), (), None, "pdf"), "办法.pdf")
    first = document.text.index("第二条")
    third = document.text.index("第三条")
    assert cite(document, first, third - 1).page == "第1页"
    assert cite(document, third, len(document.text)).page == "第2页"
    assert cite(document, first, len(document.text)).page == "第1页至第2页"
    assert citation_json(cite(document, third, third + 3))["page"] == "第2页"


def test_a_text_without_pages_has_none() -> None:
    document = document_from(ParsedFile((Block("第一条 目的。", "paragraph", 1),)), "办法.txt")
    assert cite(document, 0, 3).page is None
