"""XML, packages, workbooks and Word files read back with other libraries than those that wrote them, where there are."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from docx import Document
from openpyxl import load_workbook

from qa.quiz import EXPORTERS, Quiz, question_from_json
from qa.quiz.exporters.base import OutputError
from qa.quiz.types import BLANK, QuestionType


def test_json_reads_back_whole(paper: Quiz, tmp_path: Path) -> None:
    EXPORTERS["json"].write(paper, tmp_path / "p.json")
    value = json.loads((tmp_path / "p.json").read_text(encoding="utf-8"))
    assert tuple(question_from_json(q) for q in value["questions"]) == paper.questions
    assert value["warnings"] == ["一条警告"]


def unhtml(text: str | None) -> str:
    import html

    return html.unescape((text or "").replace("<br>", "\n"))


def test_moodle_reads_back_whole(paper: Quiz, tmp_path: Path) -> None:
    EXPORTERS["moodle"].write(paper, tmp_path / "p.xml")
    category, *questions = ElementTree.parse(tmp_path / "p.xml").getroot()
    assert category.get("type") == "category" and category.findtext("category/text")
    assert [q.get("type") for q in questions] == [
        "multichoice", "multichoice", "multichoice", "truefalse", "truefalse", "shortanswer", "shortanswer", "essay",
    ]  # fmt: skip
    for element, q in zip(questions, paper.questions, strict=True):
        assert unhtml(element.findtext("questiontext/text")) == q.stem.replace("\r\n", "\n")
        assert unhtml(element.findtext("generalfeedback/text")) == q.explanation
        answers = [(unhtml(a.findtext("text")), float(a.get("fraction", "0"))) for a in element.findall("answer")]
        if q.options and q.type is not QuestionType.JUDGE:
            assert [a[0] for a in answers] == [o.text for o in q.options]
            assert {q.options[i].key for i, a in enumerate(answers) if a[1] > 0} == set(q.answer)
            assert sum(a[1] for a in answers if a[1] > 0) == pytest.approx(100, abs=0.001)
            assert element.findtext("single") == ("true" if q.type is QuestionType.SINGLE else "false")
        elif q.type is QuestionType.JUDGE:
            assert dict(answers)["true" if q.answer == ("A",) else "false"] == 100
        elif q.type is QuestionType.SHORT:
            assert q.answer[0] in unhtml(element.findtext("graderinfo/text"))
    assert [a.findtext("text") for a in questions[5].findall("answer")] == ["20日", "二十日"]


NS = {"q": "http://www.imsglobal.org/xsd/imsqti_v2p1", "m": "http://www.imsglobal.org/xsd/imscp_v1p1"}


def words(element: ElementTree.Element | None) -> str:
    assert element is not None
    return "".join(element.itertext())


def test_qti_reads_back_whole(paper: Quiz, tmp_path: Path) -> None:
    EXPORTERS["qti"].write(paper, tmp_path / "p.zip")
    with zipfile.ZipFile(tmp_path / "p.zip") as package:
        assert package.testzip() is None
        manifest = ElementTree.fromstring(package.read("imsmanifest.xml"))
        hrefs = [f.get("href") or "" for f in manifest.iterfind(".//m:file", NS)]
        assert sorted(hrefs) == sorted(set(package.namelist()) - {"imsmanifest.xml"})
        test = ElementTree.fromstring(package.read("test.xml"))
        refs = [r.get("href") for r in test.iterfind(".//q:assessmentItemRef", NS)]
        assert refs == [f"items/{q.id}.xml" for q in paper.questions]
        for q in paper.questions:
            item = ElementTree.fromstring(package.read(f"items/{q.id}.xml"))
            assert words(item.find("q:modalFeedback", NS)) == q.explanation
            right = [v.text for v in item.iterfind(".//q:correctResponse/q:value", NS)]
            if q.options:
                assert [(c.get("identifier"), words(c)) for c in item.iterfind(".//q:simpleChoice", NS)] == [
                    (o.key, o.text) for o in q.options
                ]
                assert right == list(q.answer)
                assert words(item.find(".//q:prompt", NS)) == q.stem.replace("\r\n", "\n")
            elif q.type is QuestionType.BLANK:
                assert right == [a.split("||")[0] for a in q.answer]
                assert len(list(item.iterfind(".//q:textEntryInteraction", NS))) == len(q.answer)
                keys = [e.get("mapKey") for e in item.iterfind(".//q:mapEntry", NS)]
                assert keys == [w for a in q.answer for w in a.split("||")]
                body = item.find(".//q:itemBody", NS)
                assert words(body).strip() == q.stem.replace(BLANK, "")
            else:
                assert right == [q.answer[0]]


def rows(path: Path) -> list[list[str]]:
    sheet = load_workbook(path).active
    assert sheet is not None
    for line in sheet.iter_rows():
        for cell in line:
            assert cell.data_type in ("s", "n") and (cell.value is None or isinstance(cell.value, str))
    return [[cell.value or "" for cell in line] for line in sheet.iter_rows()]


def test_formulas_are_text(paper: Quiz, tmp_path: Path) -> None:
    EXPORTERS["xlsx"].write(paper, tmp_path / "p.xlsx")
    with zipfile.ZipFile(tmp_path / "p.xlsx") as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet and "<f " not in sheet
    found = load_workbook(tmp_path / "p.xlsx").active
    assert found is not None
    risky = [c for line in found.iter_rows() for c in line if str(c.value or "").startswith(("=", "+", "-", "@"))]
    assert len(risky) >= 5 and all(c.quotePrefix for c in risky)


def test_the_plain_table_reads_back_whole(paper: Quiz, tmp_path: Path) -> None:
    EXPORTERS["xlsx"].write(paper, tmp_path / "p.xlsx")
    head, *lines = rows(tmp_path / "p.xlsx")
    at = {name: i for i, name in enumerate(head)}
    for line, q in zip(lines, paper.questions, strict=True):
        assert line[at["编号"]] == q.id
        assert line[at["题干"]].replace("\r\n", "\n") == q.stem.replace("\r\n", "\n")
        assert [line[at[f"选项{o.key}"]] for o in q.options] == [o.text for o in q.options]
        assert (
            line[at["原文"]] == q.source.quote
            and line[at["条款"]] == q.source.clause
            and line[at["文号"]] == q.source.doc_number
        )
    sheet = load_workbook(tmp_path / "p.xlsx").active
    assert sheet is not None and sheet.freeze_panes == "A2" and sheet.auto_filter.ref


XUEXITONG = [
    "目录",
    "题目类型",
    "大题题干",
    "小题题型",
    "小题题干",
    "正确答案",
    "答案解析",
    "难易度",
    "知识点",
    "标签",
    "选项数",
    *(f"选项{k}" for k in "ABCDEFGH"),
]
KAOSHIBAO = [
    "题干（必填）",
    "题型（必填）",
    *(f"选项{k}" for k in "ABCDEFGH"),
    "正确答案（必填）",
    "解析",
    "章节",
    "难度",
]


@pytest.mark.parametrize(
    ("name", "columns", "stem", "answer", "blanks"),
    [
        ("xuexitong", XUEXITONG, "大题题干", "正确答案", "一月；5%"),
        ("kaoshibao", KAOSHIBAO, "题干（必填）", "正确答案（必填）", "一月|5%"),
    ],
)
def test_import_sheets_read_back_whole(
    name: str, columns: list[str], stem: str, answer: str, blanks: str, paper: Quiz, tmp_path: Path
) -> None:
    written = EXPORTERS[name].write(paper, tmp_path / "p.xlsx")
    assert (written.written, written.left_out) == (8, {})
    head, *lines = rows(tmp_path / "p.xlsx")
    assert head == columns
    at = {column: i for i, column in enumerate(head)}
    assert [line[at[answer]] for line in lines][:7] == ["B", "A", "ACE", "正确", "错误", "20日", blanks]
    for line, q in zip(lines, paper.questions, strict=True):
        assert "\n" not in line[at[stem]] and line[at[stem]].split() == q.stem.split()
        if q.type in (QuestionType.SINGLE, QuestionType.MULTIPLE):
            assert [line[at[f"选项{o.key}"]].split() for o in q.options] == [o.text.split() for o in q.options]


def test_word_has_paper_and_answers(paper: Quiz, tmp_path: Path) -> None:
    written = EXPORTERS["docx"].write(paper, tmp_path / "卷.docx")
    assert [Path(f).name for f in written.files] == ["卷.docx", "卷-答案.docx"]
    exam = [p.text for p in Document(str(tmp_path / "卷.docx")).paragraphs]
    assert exam[0] == "《试行办法（2020）》测试题"
    assert "姓名" in exam[1] and "得分" in exam[1]
    heads = [line for line in exam if "、" in line[:2] and "每题" in line]
    assert [h.split("（")[0] for h in heads] == [
        "一、单项选择题",
        "二、多项选择题",
        "三、判断题",
        "四、填空题",
        "五、简答题",
    ]
    assert "每题2分，共4分" in heads[0]
    whole = "\n".join(exam)
    for number, q in enumerate(paper.questions, 1):
        assert f"{number}. " + " ".join(q.stem.split()).split(BLANK)[0][:10] in " ".join(whole.split())
        assert all(
            " ".join(o.text.split()) in " ".join(whole.split()) for o in q.options if q.type is not QuestionType.JUDGE
        )
    assert "参考答案" not in whole and "原文" not in whole
    scores = [[cell.text for cell in row.cells] for row in Document(str(tmp_path / "卷.docx")).tables[0].rows]
    assert scores[0] == ["题号", "一", "二", "三", "四", "五", "总分（23）"] and scores[1][0] == "得分"
    section = Document(str(tmp_path / "卷.docx")).sections[0]
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)  # type: ignore[union-attr]
    answers = "\n".join(p.text for p in Document(str(tmp_path / "卷-答案.docx")).paragraphs)
    assert "一、单项选择题  1—2：B\u00a0A" in answers and "三、判断题  4—5：√\u00a0×" in answers
    assert "1. 答案：B" in answers and "4. 答案：正确" in answers and "6. 答案：20日（或二十日）" in answers
    assert answers.count("出处：《试行办法（2020）》（国发〔2020〕1号）") == 8


def test_characters_that_files_cannot_hold_are_left_out(paper: Quiz, tmp_path: Path) -> None:
    from dataclasses import replace

    bad = Quiz((replace(paper.questions[0], stem="根据《试行办法（2020）》，\x00\x0b是____。"),))
    for name, exporter in EXPORTERS.items():
        assert exporter.write(bad, tmp_path / f"{name}{exporter.suffix}").written == 1


def test_a_place_that_cannot_be_written_is_one_line(paper: Quiz, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(OutputError, match="不能写入") as caught:
        EXPORTERS["gift"].write(paper, tmp_path / "file" / "p.txt")
    assert "\n" not in str(caught.value)


def test_nothing_half_written_is_left(paper: Quiz, tmp_path: Path) -> None:
    for name, exporter in EXPORTERS.items():
        exporter.write(paper, tmp_path / f"p{exporter.suffix}" if name != "json" else tmp_path / "j.json")
    assert not [p for p in tmp_path.iterdir() if p.name.startswith(".")]


def test_an_empty_paper_can_be_written(tmp_path: Path) -> None:
    for name, exporter in EXPORTERS.items():
        assert exporter.write(Quiz(()), tmp_path / f"{name}.x").written == 0
