"""A text whose lines its width broke has its paragraphs again; one whose lines are paragraphs is left alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from corpus.parse import parse_file
from corpus.parsers.lines import join_texts, paragraphs

SAMPLE = Path(__file__).resolve().parents[3] / "corpus" / "sample" / "documents"
LAW = SAMPLE / "国令第706号 专利代理条例.txt"
NOTICE = SAMPLE / "国发〔2018〕39号 促进就业工作的若干意见.txt"


def wrapped(words: str, columns: int) -> list[str]:
    """Lines of so many columns, as a program breaks them: no line begins with a mark, no number is parted."""
    lines = [""]
    for piece in re.findall(r"[0-9A-Za-z.%]+[，。；：、）》”]*|.[，。；：、）》”]*", words):
        if lines[-1] and sum(2 if char > "\u2000" else 1 for char in lines[-1] + piece) > columns:
            lines.append("")
        lines[-1] += piece
    return lines


def broken(text: str, columns: int, indent: str = "", between: str | None = None) -> list[str]:
    """The lines of a text, wrapped; each paragraph begun with `indent` and followed by a line `between`."""
    lines: list[str] = []
    for paragraph in filter(None, (line.strip() for line in text.split("\n"))):
        lines += wrapped(indent + paragraph, columns)
        lines += [] if between is None else [between]
    return lines


@pytest.mark.parametrize(("indent", "between"), [("\u3000\u3000", None), ("    ", None), ("", " ")])
@pytest.mark.parametrize("columns", [56, 70, 88])
@pytest.mark.parametrize("path", [LAW, NOTICE], ids=["law", "notice"])
def test_broken_lines_are_joined(path: Path, columns: int, indent: str, between: str | None) -> None:
    text = path.read_text("utf-8")
    joined = [words for _, words in paragraphs(broken(text, columns, indent, between))]
    assert joined == [line.strip() for line in text.split("\n") if line.strip()]


@pytest.mark.parametrize("path", sorted(SAMPLE.glob("*.txt")), ids=lambda path: path.stem[:12])
def test_paragraphs_are_left_alone(path: Path) -> None:
    lines = path.read_text("utf-8").split("\n")
    assert paragraphs(lines) == [
        (n, words) for n, line in enumerate(lines, 1) if (words := line.strip(" \u3000\xa0\ufeff"))
    ]


def test_without_indents_a_sentence_s_end_ends_the_paragraph() -> None:
    """Nothing tells whether the paragraph goes on behind a full line that ends a sentence; no word is lost either way."""
    text = LAW.read_text("utf-8")
    joined = [words for _, words in paragraphs(broken(text, 70))]
    assert "".join(joined) == "".join(line.strip() for line in text.split("\n"))
    whole = {line.strip() for line in text.split("\n")}
    assert sum(words in whole for words in joined) >= 0.9 * len(joined)


def test_clauses_of_a_broken_text_are_those_of_the_whole_one(tmp_path: Path) -> None:
    path = tmp_path / LAW.name
    path.write_text("\n".join(broken(LAW.read_text("utf-8"), 64, "\u3000\u3000")), encoding="utf-8")
    one, other = parse_file(path), parse_file(LAW)
    assert [(c.address, one.text[c.start : c.end]) for c in one.clauses] == [
        (c.address, other.text[c.start : c.end]) for c in other.clauses
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ["一份名单"] + [f"某某县某某乡某某村第{n}组" for n in range(30)],  # all short
        ["第一段。" * 40] + ["某某县某某乡某某村第三组某某县某某乡某某村第三组"] * 20,  # one far wider
        [f"{n}号某某县某某乡某某村第三组的农户应当按期完成。" for n in range(10, 40)],  # full lines that end sentences
        ["某某县某某乡某某村第三组的农户和企业没有按时"] * 5,  # too few
        [f"吉首镇{n}      300      1200      1500      张三丰" for n in range(10, 30)],  # a table typed with blanks
        [f"{n}　　吉首镇某某村某某组　　刘小明　　13800000{n}00" for n in range(10, 30)],
        [f"某某县矮寨镇某某村某某组刘小明电话0743-82210{n}" for n in range(10, 30)],  # a list of names
        [f"● 第{n}组的农户，某某县某某乡某某村，没有按时完成" for n in range(10, 30)],
    ],
)
def test_lists_and_short_texts_are_left_alone(lines: list[str]) -> None:
    assert [words for _, words in paragraphs(lines)] == lines


def test_a_signature_behind_a_full_line_stands_by_itself() -> None:
    paragraph = (
        "各乡镇要加强组织领导，明确专人负责，认真排查辖区内的水塘，建立台账，及时上报。"  # with an indent 82 columns
    )
    body = broken("\n".join([paragraph * 3] * 4), 84, "　　")
    last = "　　" + "各村要配合做好排查工作，把情况告诉每一户，有问题要在当天报告给乡镇的负责人。"
    joined = [words for _, words in paragraphs([*body, last, "某某县市场监督管理局"])]
    assert joined[-2:] == [last.strip(), "某某县市场监督管理局"]


def test_words_of_latin_script_keep_their_space() -> None:
    assert (
        join_texts(["the parties concerned,", "including the owners"]) == "the parties concerned, including the owners"
    )
