"""OFD: text by its places, whatever the order and the prefix of the elements."""

from __future__ import annotations

import random

import pytest

from corpus.errors import UnreadableFileError
from corpus.parsers.ofd import parse_ofd
from tests.corpus.parsers.making import Placed, ofd, zipped

LINES = [
    "第一条　为了规范农村公路管理，保障农村公路完好畅通，促进农村",
    "经济社会发展，制定本办法。",
    "第二条　本办法适用于本县。",
]


def page() -> list[Placed]:
    return [(30 if line.startswith("第") else 20, 40 + 8 * i, 5, line) for i, line in enumerate(LINES)]


def texts(data: bytes) -> list[str]:
    return [block.text for block in parse_ofd(data, "办法.ofd").blocks if not block.furniture]


def test_lines_are_joined_in_the_order_of_their_places() -> None:
    shuffled = page()
    random.Random(1).shuffle(shuffled)
    expected = [LINES[0] + LINES[1], LINES[2]]
    assert texts(ofd([page()])) == texts(ofd([shuffled])) == texts(ofd([page()], tag="ns1")) == expected


def test_a_template_s_head_on_every_page_is_furniture() -> None:
    parsed = parse_ofd(ofd([page(), page()], template=[(20, 12, 3.5, "内部资料 注意保存")]), "办法.ofd")
    assert [block.text for block in parsed.blocks if block.furniture] == ["内部资料 注意保存"] * 2
    assert {block.place for block in parsed.blocks} == {"第1页", "第2页"}


@pytest.mark.parametrize(
    ("parts", "word"),
    [({"OFD.xml": "<a/>"}, "没有文字"), ({"x": "y"}, "OFD.xml"), ({"OFD.xml": "<a"}, "损坏"),
     ({"OFD.xml": "<o><DocBody><DocRoot>../../../etc/passwd</DocRoot></DocBody></o>"}, "缺少")],
)  # fmt: skip
def test_a_broken_one_is_named(parts: dict[str, str], word: str) -> None:
    with pytest.raises(UnreadableFileError, match=f"办法.ofd.*{word}"):
        parse_ofd(zipped(parts), "办法.ofd")
