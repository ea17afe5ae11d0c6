"""Documents and answers for the tests of what the page shows."""

from __future__ import annotations

from corpus.parse import parse_text
from corpus.types import Document
from qa.types import Answer, Citation, Short

LOAN = (
    "关于做好扶贫小额信贷工作的通知\n某府办发〔2018〕7号\n各县市：\n一、总体要求\n（一）指导思想。坚持精准扶贫，规范小额信贷。\n"
    "（二）额度。贫困户单户贷款额度为五万元以下，免担保、免抵押。\n二、申请程序\n（一）申请。贫困户向乡镇人民政府提出申请。\n"
    "（二）审核。县扶贫办在十个工作日内完成审核。\n某州人民政府办公室\n2018年3月8日"
)
# Words that a browser, Markdown or a template would run or change if they were not treated as data.
HOSTILE = (
    '关于<script>window.hacked = 1</script>测试的通知\n一、<img src=x onerror="window.hacked = 2">总体**要求**\n'
    "（一）占位{{value}}与${window.hacked = 3}及#{x}。<本办法>指“引号”&amp;符号。\n（二）[链接](javascript:window.hacked=4)和`代码`。\n"
    "某某办公室\n2020年1月2日"
)


def loan() -> Document:
    """A notice with two parts of two items each."""
    return parse_text(LOAN, "小额信贷.txt")


def citation(document: Document, words: str) -> Citation:
    """The citation of words that stand in a document."""
    start = document.text.index(words)
    index = document.clause_at(start)
    return Citation(
        document.doc_id,
        document.source,
        document.title,
        document.doc_number,
        document.address_of(index),
        tuple(document.path(index)),
        words,
        start,
        start + len(words),
    )


def answer(document: Document, words: str, short: str | None = None) -> Answer:
    """An answer of one quotation."""
    cited = citation(document, words)
    found = None
    if short is not None:
        at = document.text.index(short, cited.start)
        found = Short(short, document.doc_id, at, at + len(short))
    return Answer("多少钱？", words, (cited,), "extractive", found)
