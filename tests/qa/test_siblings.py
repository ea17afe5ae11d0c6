"""Of sentences of one form the one that has what the question names comes first; a member of a series that isn't there is no answer."""

from __future__ import annotations

import pytest

from corpus.parse import parse_text
from corpus.sentences import sentence_spans
from index.tokens import bigrams
from index.types import Chunk, Hit
from qa.quote import ELSEWHERE
from qa.read import Found
from qa.refuse import other_member
from qa.siblings import give_way

TEXT = """某县残疾人补贴实施办法

第一条　为了保障残疾人基本生活，制定本办法。
第二条　补贴标准：
（一）困难残疾人生活补贴，每人每月90元；
（二）一级残疾人护理补贴，每人每月120元；
（三）二级残疾人护理补贴，每人每月100元。
第三条　养老机构每张床位补助：城区新建的，一次性补助8000元；农村新建的，一次性补助5000元。
第四条　护理补贴由残疾人向乡镇人民政府提出申请，乡镇人民政府在五日内完成初审；不服的，可以向上一级机关申诉。
第五条　稳岗补贴标准：
（一）职工30人以下的企业，补贴5万元；
（二）职工30人以上100人以下的企业，补贴15万元。
第六条　响应分为：
（一）Ⅰ级响应由县长启动，全县停课停工，报告市指挥部；
（二）Ⅱ级响应由副县长启动，低洼地带停课。
"""


DOCUMENT = parse_text(TEXT, "办法.txt")


def read(*weighed: tuple[str, float]) -> list[Found]:
    """The sentences with some words, each with its score."""
    document, text = DOCUMENT, DOCUMENT.text
    chunk = Chunk("c", document.doc_id, "第二条", (document.title,), 0, len(text), text)
    found = []
    for words, score in weighed:
        start, end = next(s for s in sentence_spans(text, semicolons=True) if words in text[slice(*s)])
        evidence = {"kind": 1.0, "count": 1.0}
        found.append(
            Found(document, start, end, (start, end), document.clause_at(start), Hit(chunk, 1.0, {}), evidence, score)
        )
    return found


def order(question: str, found: list[Found]) -> list[str]:
    return [f.text for f in give_way(question, found, {token: 1.0 for token in bigrams(question)})]


def test_another_line_of_the_list_gives_way() -> None:
    found = read(("一级残疾人", 5.0), ("二级残疾人", 4.0), ("困难残疾人", 3.0))
    assert order("二级残疾人护理补贴标准", found)[0].startswith("（三）二级")
    assert order("一级残疾人护理补贴标准", found)[0].startswith("（二）一级")
    assert order("困难残疾人生活补贴标准", found)[0].startswith("（一）困难")


def test_it_is_not_quoted_beside_the_one_that_it_gives_way_to() -> None:
    found = read(("一级残疾人", 5.0), ("二级残疾人", 4.0))
    question = "二级残疾人护理补贴标准"
    first, second = give_way(question, found, {token: 1.0 for token in bigrams(question)})
    assert (first.score, first.score - second.score > ELSEWHERE) == (5.0, True)


def test_another_part_of_the_sentence_gives_way_though_it_stands_behind_the_lead() -> None:
    found = read(("城区新建", 5.0), ("农村新建", 4.0))
    assert order("农村新建养老机构每张床位补助多少", found)[0].startswith("农村新建")
    assert order("城区新建养老机构每张床位补助多少", found)[0].endswith("城区新建的，一次性补助8000元；")


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        (("二级残疾人", 5.0), ("护理补贴由残疾人", 4.5), "of another form"),
        (("一级残疾人", 5.0), ("二级残疾人", 2.0), "far behind"),
    ],
)
def test_the_order_stays(first: tuple[str, float], second: tuple[str, float], why: str) -> None:
    found = read(first, second)
    assert order("二级残疾人护理补贴向谁提出申请", found) == [f.text for f in found], why


def test_one_without_the_number_that_is_asked_for_takes_nobody_s_place() -> None:
    first, second = read(("一级残疾人", 5.0), ("二级残疾人", 4.0))
    second.evidence["count"] = 0.0
    assert order("二级残疾人护理补贴标准", [first, second])[0].startswith("（二）一级")


@pytest.mark.parametrize(("question", "first"), [("二级响应由谁启动", "（二）Ⅱ"), ("1级响应由谁启动", "（一）Ⅰ")])
def test_numerals_may_be_written_otherwise(question: str, first: str) -> None:
    found = read(("Ⅰ级响应", 4.0 + ("二级" in question)), ("Ⅱ级响应", 4.5))
    assert order(question, sorted(found, key=lambda f: -f.score))[0].startswith(first)


def test_a_number_that_counts_something_else_tells_nothing() -> None:
    found = read(("30人以下", 5.0), ("100人以下", 4.5))
    assert order("职工有15人的企业稳岗补贴多少", found)[0].startswith("（一）职工30人以下")


def test_a_step_in_the_procedure_is_no_member_of_a_series() -> None:
    (best,) = read(("护理补贴由残疾人", 5.0))
    assert not other_member("二级残疾人向谁提出申请", best)


@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("五级残疾人护理补贴标准", True),
        ("5级残疾人护理补贴标准", True),
        ("二级残疾人护理补贴标准", False),
        ("三类残疾人护理补贴标准", False),  # nothing is said of 类 at all
        ("残疾人护理补贴标准", False),
    ],
)
def test_a_member_of_a_series_that_is_not_among_the_others(question: str, other: bool) -> None:
    (best,) = read(("一级残疾人", 5.0))
    assert other_member(question, best) is other
