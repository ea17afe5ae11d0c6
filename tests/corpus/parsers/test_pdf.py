"""PDF: lines that the page broke become paragraphs again, and what stands around the text goes."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from corpus.errors import UnreadableFileError
from corpus.parsers.pdf import parse_pdf
from tests.corpus.parsers.making import Placed, pdf, set_lines

LAW = [
    "第一条　为了规范农村公路管理，保障农村公路完好畅通，促进农村经济社会发展，根据有关法律法规，结合本县实际，制定本条例。",
    "第二条　本条例适用于本县行政区域内农村公路的规划、建设、养护和管理，违反本条例第一条规定的，依照有关规定处理。",
    "第三条　县人民政府领导本行政区域内的农村公路工作，乡镇人民政府按照职责做好有关工作。",
    "第四条　村民委员会在乡镇人民政府的指导下，按照村民自愿、民主决策的原则，做好村道的管理和养护工作，具体办法由县人民政府另行制定。",
]


def texts(data: bytes) -> list[str]:
    return [block.text for block in parse_pdf(data, "条例.pdf").blocks if not block.furniture]


def with_margins(pages: Sequence[Sequence[Placed]]) -> list[list[Placed]]:
    """Pages with a running head and a number."""
    return [
        [(80, 55, 10.5, "清泉县人民政府公报 内部资料"), *page, (270, 790, 14, f"— {number} —")]
        for number, page in enumerate(pages, 1)
    ]


@pytest.mark.parametrize("chars", [18, 27, 31])
def test_broken_lines_are_joined_at_any_width(chars: int) -> None:
    assert texts(pdf([set_lines(LAW, chars, pitch=25, size=14)])) == LAW


def test_a_paragraph_goes_on_over_the_page() -> None:
    lines = set_lines(LAW, 27)
    cut = 5
    second = [(x, y - lines[cut][1] + 110, size, text) for x, y, size, text in lines[cut:]]
    data = pdf(with_margins([lines[:cut], second]))
    assert texts(data) == LAW


def test_heads_feet_and_page_numbers_are_set_apart_and_kept_for_inspection() -> None:
    pages = [set_lines(LAW[i : i + 2], 27) for i in (0, 1, 2)]
    parsed = parse_pdf(pdf(with_margins(pages)), "条例.pdf")
    dropped = [block for block in parsed.blocks if block.furniture]
    assert {block.furniture for block in dropped} == {"running_head", "page_number"}
    assert len(dropped) == 6
    assert not any("内部资料" in block.text for block in parsed.blocks if not block.furniture)


def test_two_columns_are_read_one_after_the_other() -> None:
    left, right = set_lines(LAW[:2], 16, 12, 60, 110, 20), set_lines(LAW[2:], 16, 12, 310, 110, 20)
    both = (
        [piece for pair in zip(left, right, strict=False) for piece in pair] + left[len(right) :] + right[len(left) :]
    )
    assert texts(pdf([[(150, 80, 16, "清泉县农村公路条例"), *both]])) == ["清泉县农村公路条例", *LAW]


@pytest.mark.parametrize("ragged", [False, True])
def test_three_columns_of_even_or_uneven_lines_under_a_title(ragged: bool) -> None:
    paragraphs = [
        f"{LAW[i % 4]}"[:4].replace("一二三四"[i % 4], "一二三四五六七八"[i]) + LAW[i % 4][3:] for i in range(8)
    ]
    lines = []
    for paragraph in paragraphs:
        rest, first = paragraph, True
        while rest:
            chars = 13 - 2 * first - (len(lines) * 7 % 4 if ragged else 0)
            lines.append((20.0 * first, rest[:chars]))
            rest, first = rest[chars:], False
    third = -(-len(lines) // 3)
    placed = [(60 + 160 * (i // third) + x, 130 + 16 * (i % third), 10.0, text) for i, (x, text) in enumerate(lines)]
    title = (150.0, 90.0, 16.0, "清泉县农村公路管理条例（二〇二〇年修订）")
    assert texts(pdf([[title, *placed]])) == [title[3], *paragraphs]


def test_a_ruled_table_becomes_rows_with_their_heads() -> None:
    xs, ys = (80, 240, 330, 420), (200, 230, 260, 290)
    rules = [(xs[0], y, xs[-1], y) for y in ys] + [(x, ys[0], x, ys[-1]) for x in xs]
    cells = [("指标", "2019年", "2020年"), ("脱贫人口", "1200人", "800人"), ("贫困发生率", "1.5%", "0.6%")]
    placed = [(xs[c] + 4, ys[r] + 20, 12.0, text) for r, line in enumerate(cells) for c, text in enumerate(line)]
    found = texts(pdf([[(112, 150, 14, "各项指标见下表："), *placed, (112, 330, 14, "请认真执行。")]], rules))
    assert found == [
        "各项指标见下表：", "指标　2019年　2020年", "指标：脱贫人口　2019年：1200人　2020年：800人",
        "指标：贫困发生率　2019年：1.5%　2020年：0.6%", "请认真执行。",
    ]  # fmt: skip


def test_cells_that_stand_below_each_other_are_a_table_without_rules_too() -> None:
    cells = [
        ("乡镇", "户数", "人数"),
        ("龙潭镇", "120户", "430人"),
        ("马湖乡", "60户", "215人"),
        ("青山乡", "44户", "160人"),
    ]
    placed = [(80 + 130 * c, 200 + 24 * r, 12.0, text) for r, line in enumerate(cells) for c, text in enumerate(line)]
    assert texts(pdf([placed]))[-1] == "乡镇：青山乡　户数：44户　人数：160人"


def test_a_centred_title_stays_apart_from_the_text() -> None:
    page = [(150, 90, 22, "清泉县人民政府办公室"), (130, 125, 22, "关于加强公路管理的通知"), (220, 160, 16, "清政办发〔2020〕3号"),
            (80, 200, 16, "各乡镇人民政府："), *set_lines(LAW[:1], 27, top=228)]  # fmt: skip
    assert texts(pdf([page])) == [
        "清泉县人民政府办公室",
        "关于加强公路管理的通知",
        "清政办发〔2020〕3号",
        "各乡镇人民政府：",
        LAW[0],
    ]


def test_each_block_knows_its_page() -> None:
    parsed = parse_pdf(pdf([set_lines(LAW[:1], 27), set_lines(LAW[1:2], 27)]), "条例.pdf")
    assert [block.place for block in parsed.blocks] == ["第1页", "第2页"]


def test_an_encrypted_or_broken_or_empty_file_is_named() -> None:
    locked = pdf(
        [set_lines(LAW[:1], 27)],
        extra=f"/Encrypt << /Filter /Standard /V 1 /R 2 /O <{'41' * 32}> /U <{'42' * 32}> /P -4 >> /ID [<00> <00>] ",
    )
    for data, word in ((locked, "密码"), (b"%PDF-1.4 nothing", "损坏"), (pdf([[]]), "没有文字")):
        with pytest.raises(UnreadableFileError, match=f"条例.pdf.*{word}"):
            parse_pdf(data, "条例.pdf")
