"""Tables: what a cell shows is its text, and each row says what its cells are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import UnreadableFileError
from corpus.parse import document_from
from corpus.parsers import parse_bytes
from corpus.parsers.sheet import parse_csv, parse_xls
from corpus.parsers.tables import by_edges, head_rows
from corpus.parsers.xlsx import parse_xlsx
from tests.corpus.parsers.making import xlsx, zipped

ROWS = [
    ["清泉县2020年目标任务表"],
    ["指标", "目标值", "", "完成率"],
    ["", "2019年", "2020年", ""],
    ["脱贫人口", 1200, 800, 0.95],
    ["产业资金", 3500.5, "=B5*2→7001", 0.5],
]
MERGED = ["A1:D1", "B2:C2", "A2:A3", "D2:D3"]


def test_a_row_carries_its_merged_heads_and_its_place() -> None:
    parsed = parse_xlsx(xlsx(ROWS, MERGED, {"D4": "0.0%", "B4": "#,##0"}), "表.xlsx")
    assert parsed.blocks[0].text == "清泉县2020年目标任务表"
    assert parsed.blocks[3].text == "指标：脱贫人口　目标值 2019年：1,200　目标值 2020年：800　完成率：95.0%"
    assert parsed.blocks[3].place == "目标!4"
    assert "目标值 2020年：7001" in parsed.blocks[4].text


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [(43831, "yyyy-mm-dd", "2020年1月1日"), (43831, 'yyyy"年"m"月"', "2020年1月"), (0.5, "h:mm", "12:00"), (0.873, "0.0%", "87.3%"),
     (1234.5, "#,##0.00", "1,234.50"), (3, '0"万元"', "3万元"), (0.1, "General", "0.1"), (7, "000", "007"), (2020, "", "2020")],
)  # fmt: skip
def test_numbers_are_written_as_the_cell_shows_them(value: float, code: str, shown: str) -> None:
    data = xlsx([["项目", "数值"], ["甲", value]], formats={"B2": code} if code else None)
    assert parse_xlsx(data, "表.xlsx").blocks[1].text == f"项目：甲　数值：{shown}"


def test_a_table_without_a_title_is_called_by_its_file_and_sheet() -> None:
    parsed = parse_bytes(xlsx([["姓名", "金额"], ["张三", 350]], name="种粮补贴"), "2020年发放.xlsx", "xlsx")
    assert document_from(replace(parsed, format="xlsx"), "2020年发放.xlsx").title == "2020年发放 种粮补贴"


def test_separated_values_with_quotes() -> None:
    parsed = parse_csv('姓名,项目,金额\n张三,"退耕还林,二期",350\n', "表.csv")
    assert parsed.blocks[1].text == "姓名：张三　项目：退耕还林,二期　金额：350"


def test_the_old_format() -> None:
    data = (Path(__file__).parents[2] / "data" / "formats" / "目标任务表.xls").read_bytes()
    assert (
        parse_xls(data, "表.xls").blocks[-1].text == "指标：贫困发生率　单位：%　目标值 2019年：1.5　目标值 2020年：0.6"
    )


def test_blank_rows_part_tables_with_heads_of_their_own() -> None:
    rows = [["乡镇", "户数"], ["龙潭镇", 3], [], ["村", "人数"], ["青山村", 9]]
    assert [block.text for block in parse_xlsx(xlsx(rows), "表.xlsx").blocks] == [
        "乡镇　户数",
        "乡镇：龙潭镇　户数：3",
        "村　人数",
        "村：青山村　人数：9",
    ]


@pytest.mark.parametrize(
    ("grid", "count"),
    [([["指标", "单位"], ["人口", "人"]], 1), ([["1", "2"], ["3", "4"]], 0), ([["甲", "乙"]], 0), ([["联系人", "张三"], ["电话", "123"]], 1),
     ([["目标", "目标"], ["2019年", "2020年"], ["1", "2"]], 2), ([["这是一句话。", "另一句"], ["a", "b"]], 0)],
)  # fmt: skip
def test_what_is_a_head(grid: list[list[str]], count: int) -> None:
    assert head_rows(grid) == count


def test_cells_known_by_their_edges_fall_into_common_columns() -> None:
    assert by_edges([(["甲", "乙"], [0, 10, 30]), (["1", "2", "3"], [0, 10, 20.4, 30])], 1) == [
        ["甲", "乙", "乙"],
        ["1", "2", "3"],
    ]


def test_a_merge_over_everything_costs_nothing() -> None:
    huge = xlsx([["指标", "值"], ["人口", 3]], merged=["A1:XFD1048576"])
    assert len(parse_xlsx(huge, "表.xlsx").blocks) <= 2


@pytest.mark.parametrize("data", [zipped({"x": "y"}), zipped({"xl/workbook.xml": "<a"}), b"PK\x03\x04"])
def test_a_broken_workbook_is_named(data: bytes) -> None:
    with pytest.raises(UnreadableFileError, match="表.xlsx"):
        parse_xlsx(data, "表.xlsx")


def test_percentages_of_the_old_format_are_written_as_such() -> None:
    data = (Path(__file__).parents[2] / "data" / "formats" / "百分比.xls").read_bytes()
    rows = [block.text for block in parse_xls(data, "表.xls").blocks]
    assert rows[1:] == ["指标：贫困发生率　2019年：0.65%　2020年：0.50%", "指标：脱贫户　2019年：120　2020年：98"]
