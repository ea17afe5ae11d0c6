"""Presentations: slides in order, notes marked as notes, numbers and dates of the slide set apart."""

from __future__ import annotations

from corpus.parsers.pptx import parse_pptx
from tests.corpus.parsers.making import pptx, shape


def test_slides_in_order_with_notes() -> None:
    table = (
        "<p:graphicFrame><a:graphic><a:graphicData><a:tbl>"
        + "".join("<a:tr>" + "".join(f"<a:tc><a:txBody><a:p><a:r><a:t>{c}</a:t></a:r></a:p></a:txBody></a:tc>" for c in line) + "</a:tr>"
                  for line in (("指标", "目标值"), ("人口", "800")))
        + "</a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
    )  # fmt: skip
    slide = shape("政策宣讲", "ctrTitle") + shape("第一条 目的\n第二条 范围") + shape("3", "sldNum")
    parsed = parse_pptx(pptx(slide, table, notes="讲稿"), "宣讲.pptx")
    assert [(block.text, block.place) for block in parsed.blocks if not block.furniture] == [
        ("政策宣讲", "第1页"), ("第一条 目的", "第1页"), ("第二条 范围", "第1页"), ("讲稿", "第1页备注"), ("指标　目标值", "第2页"), ("指标：人口　目标值：800", "第2页"),
    ]  # fmt: skip
    assert [block.text for block in parsed.blocks if block.furniture] == ["3"]
