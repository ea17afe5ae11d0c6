"""A library of the sample documents, and a paper of all types with every character that makes trouble."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.ingest import ingest_paths
from corpus.library import Library
from qa.quiz import Option, Question, QuestionType, Quiz, Source

SAMPLE = Path(__file__).resolve().parents[3] / "corpus" / "sample" / "documents"
SEED = "关于坚决打好打赢脱贫攻坚冲刺战的实施意见"
LAW = "农村五保供养工作条例"


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Library.open(tmp_path_factory.mktemp("home")) as opened:
        report = ingest_paths(opened, [SAMPLE])
        assert report.failed == []
        yield opened


@pytest.fixture(scope="session")
def seed_id(library: Library) -> str:
    return library.resolve(SEED)


@pytest.fixture(scope="session")
def law_id(library: Library) -> str:
    return library.resolve(LAW)


# What targets trip over: markup, escapes, quotes, line ends, CDATA's end, formulas, wildcards.
TROUBLE = "a=b ~c #d {e} f:g \\h \"i\" 'j' &<k> ]]> *l* $m 50%"
FORMULAS = ("=1+1", "+86", "-5%", "@SUM(A1)")


def source(number: int) -> Source:
    quote = f"第{number}处原文 {TROUBLE}\n第二行"
    return Source(
        "0123456789ab",
        "试行办法（2020）",
        "国发〔2020〕1号",
        f"第{number}条",
        quote,
        10 * number,
        10 * number + len(quote),
    )


def question(
    number: int,
    type_: QuestionType,
    stem: str,
    options: tuple[str, ...],
    answer: tuple[str, ...],
    points: tuple[str, ...] = (),
) -> Question:
    made = tuple(Option("ABCDEF"[i], text) for i, text in enumerate(options))
    explanation = f"《试行办法（2020）》第{number}条：“{source(number).quote}”。"
    return Question(
        f"q{number:03}", type_, stem, made, answer, explanation, "medium", "主题 <一>", source(number), points
    )


@pytest.fixture
def paper() -> Quiz:
    return Quiz((
        question(1, QuestionType.SINGLE, f"根据《试行办法（2020）》，单选{TROUBLE}是____。", (*FORMULAS[:3], TROUBLE), ("B",)),
        question(2, QuestionType.SINGLE, "根据《试行办法（2020）》，\n换行的\r\n题干\t是____。", ("一\n行", "二", "三", "四"), ("A",)),
        question(3, QuestionType.MULTIPLE, "根据《试行办法（2020）》，下列哪些属于要求？", ("甲", "乙", FORMULAS[3], "丁", "戊"), ("A", "C", "E")),
        question(4, QuestionType.JUDGE, "根据《试行办法（2020）》，说法一。", ("正确", "错误"), ("A",)),
        question(5, QuestionType.JUDGE, "=根据《试行办法（2020）》，说法二。", ("正确", "错误"), ("B",)),
        question(6, QuestionType.BLANK, "根据《试行办法（2020）》，期限为____。", (), ("20日||二十日",)),
        question(7, QuestionType.BLANK, "根据《试行办法（2020）》，从____到____。", (), ("一月", "5%||百分之五")),
        question(8, QuestionType.SHORT, "根据《试行办法（2020）》，有哪些要求？", (), (f"（1）要求甲{TROUBLE}；（2）要求乙。",), (f"要求甲{TROUBLE}", "要求乙")),
    ), ("一条警告",))  # fmt: skip
