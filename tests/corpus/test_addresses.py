"""Clause addresses: every writing gives the same steps, and steps are written one way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.addresses import Step, Unit, format_address, format_step, match_address, parse_address

LAW = [Unit.VOLUME, Unit.CHAPTER, Unit.SECTION]
numbers = st.integers(1, 1300)


@st.composite
def law_addresses(draw: st.DrawFn) -> tuple[Step, ...]:
    """第X条 with a 之一, a 款, a 项 and a 目 below it, each or not."""
    steps = [Step(Unit.ARTICLE, draw(numbers), draw(st.sampled_from([0, 0, 1, 2, 12])))]
    for unit in (Unit.PARAGRAPH, Unit.ITEM, Unit.SUBITEM):
        if draw(st.booleans()) and (unit is not Unit.SUBITEM or steps[-1].unit is Unit.ITEM):
            steps.append(Step(unit, draw(st.integers(1, 40))))
    return tuple(steps)


@st.composite
def notice_addresses(draw: st.DrawFn) -> tuple[Step, ...]:
    """一、（一）1.（1） down to some depth, in an attachment or not."""
    attachment = [Step(Unit.ATTACHMENT, draw(st.integers(1, 20)))] if draw(st.booleans()) else []
    units = [Unit.PART, Unit.SUBPART, Unit.POINT, Unit.SUBPOINT][: draw(st.integers(1, 4))]
    return (*attachment, *(Step(unit, draw(st.integers(1, 60))) for unit in units))


@given(st.one_of(law_addresses(), notice_addresses()))
def test_what_is_written_is_read_again(steps: tuple[Step, ...]) -> None:
    assert parse_address(format_address(steps)) == steps


@given(st.text(max_size=40))
def test_any_text_is_an_address_or_none(text: str) -> None:
    steps, position = match_address(text, 0)
    assert 0 <= position <= len(text)
    assert bool(steps) == bool(position)


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("第23条第1款第3项", "第二十三条第一款第（三）项"),
        ("第二十三条 第一款 第(三)项", "第二十三条第一款第（三）项"),
        ("二十三条", "第二十三条"),
        ("第十条之一", "第十条之一"),
        ("第１０条之２第二款", "第十条之二第二款"),
        ("第三条（二）", "第三条第（二）项"),
        ("三、（二）", "三、（二）"),
        ("三（二）1", "三、（二）"),
        ("三、（二）1.（3）", "三、（二）1.（3）"),
        ("附件2第五条", "附件2第五条"),
        ("附件二第5条", "附件2第五条"),
        ("第三部分", "三、"),
        ("第二编第三章", "第二编第三章"),
        ("①", "①"),
        ("㈡", "（二）"),
        ("1.2.3", "1.2.3"),
    ],
)
def test_each_writing_has_one_canonical_form(written: str, canonical: str) -> None:
    steps, _ = match_address(written, 0)
    assert format_address(steps) == canonical


def test_a_whole_string_must_be_an_address() -> None:
    assert parse_address("第三条规定") is None
    assert parse_address("扶贫") is None
    assert parse_address("第三条的") == (Step(Unit.ARTICLE, 3),)


def test_an_outer_level_does_not_follow_an_inner_one() -> None:
    steps, position = match_address("第二款第三条", 0)
    assert steps == (Step(Unit.PARAGRAPH, 2),)
    assert position == 3


@pytest.mark.parametrize("unit", list(Unit))
def test_each_unit_can_be_written(unit: Unit) -> None:
    assert format_step(Step(unit, 1, name="某办法" if unit is Unit.EMBEDDED else "1.1" if unit is Unit.DECIMAL else ""))
