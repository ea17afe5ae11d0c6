"""Word: the paper, and beside it the answer sheet with explanations and clauses. The one place that knows python-docx.

A4; 宋体 for questions, 黑体 for headings (named, not embedded: a machine without them shows its own). Options stand in
four, two or one columns by their length.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from qa.quiz.exporters.base import Parts, clean, first_writing, one_line, paper_title, verdict, writings
from qa.quiz.types import BLANK, DIFFICULTY_NAMES, TYPE_NAMES, Question, QuestionType, Quiz

# Marks a question, as is usual in training papers; the section's heading sums them up.
MARKS = {
    QuestionType.SINGLE: 2,
    QuestionType.MULTIPLE: 3,
    QuestionType.JUDGE: 1,
    QuestionType.BLANK: 2,
    QuestionType.SHORT: 10,
}
_NOTES = {
    QuestionType.SINGLE: "每题只有一个正确选项",
    QuestionType.MULTIPLE: "每题有两个以上正确选项，多选、少选、错选均不得分",
    QuestionType.JUDGE: "正确的打“√”，错误的打“×”",
}
_NUMERALS = "一二三四五"
_LINE_CHARS = 38  # Chinese characters on a line at 小四 with these margins
_SHORT_LINES = 6  # ruled lines for a short answer


def answers_path(path: Path) -> Path:
    """Where the answer sheet goes: `paper-答案.docx` beside `paper.docx`."""
    return path.with_name(f"{path.stem}-答案{path.suffix}")


def build(quiz: Quiz, path: Path) -> Parts:
    """The paper and the answer sheet."""
    return Parts(((path, _paper(quiz)), (answers_path(path), _answers(quiz))))


def _paper(quiz: Quiz) -> bytes:
    document = _document()
    _heading(document, paper_title(quiz.questions), 18)
    _line(document, "单位：______________    姓名：______________    得分：______________", centred=True, after=10)
    for heading, questions in _sections(quiz):
        _line(document, heading, bold=True, font="黑体", before=10, after=4, keep=True)
        for number, question in questions:
            _question(document, number, question)
    return _bytes(document)


def _question(document: Any, number: int, q: Question) -> None:
    stem = one_line(q.stem).replace(BLANK, "________" if q.type is QuestionType.BLANK else "（    ）")
    if q.type is QuestionType.JUDGE or (q.options and BLANK not in q.stem):
        stem += "（    ）"
    choices = q.options if q.type in (QuestionType.SINGLE, QuestionType.MULTIPLE) else ()
    _line(document, f"{number}. {stem}", after=2, keep=bool(choices), indent=True)
    for i, row in enumerate(_rows([f"{o.key}. {one_line(o.text)}" for o in choices])):
        last = (i + 1) * len(row) >= len(choices)
        _options(document, row, keep=not last)
    if q.type is QuestionType.SHORT:
        for _ in range(_SHORT_LINES):
            _line(document, "_" * (_LINE_CHARS * 2 - 2), after=0)


def _rows(options: list[str]) -> list[list[str]]:
    """Four, two or one to a row, as the longest lets them."""
    longest = max((_width(option) for option in options), default=0)
    columns = 4 if longest <= _LINE_CHARS / 4 - 1.5 else 2 if longest <= _LINE_CHARS / 2 - 2 else 1
    columns = 3 if columns == 4 and len(options) in (5, 6) else columns
    return [options[i : i + columns] for i in range(0, len(options), columns)]


def _width(text: str) -> float:
    """In Chinese characters; Latin letters and figures take half of one."""
    return sum(0.5 if ord(char) < 0x2E80 else 1.0 for char in text)


def _answers(quiz: Quiz) -> bytes:
    document = _document()
    _heading(document, paper_title(quiz.questions) + " 参考答案", 18)
    for heading, questions in _sections(quiz):
        _line(document, heading, bold=True, font="黑体", before=10, after=4, keep=True)
        for number, question in questions:
            _line(document, f"{number}. 答案：{_answer(question)}", bold=True, after=0, keep=True, indent=True)
            if question.points and question.type is QuestionType.SHORT:
                share = MARKS[QuestionType.SHORT] / len(question.points)
                _line(document, f"得分点：共{len(question.points)}点，每点约{share:.1f}分", after=0, indent=True)
            _line(document, f"解析：{one_line(question.explanation)}", after=0, indent=True)
            _line(
                document,
                f"出处：{_place(question)}；难度：{DIFFICULTY_NAMES[question.difficulty]}",
                after=5,
                size=10.5,
                indent=True,
            )
    return _bytes(document)


def _answer(q: Question) -> str:
    if q.type is QuestionType.JUDGE:
        return verdict(q)
    if q.type is QuestionType.BLANK:
        return "；".join(first_writing(a) + "".join(f"（或{w}）" for w in writings(a)[1:]) for a in q.answer)
    return one_line("".join(q.answer))


def _place(q: Question) -> str:
    number = f"（{q.source.doc_number}）" if q.source.doc_number else ""
    return f"《{q.source.title}》{number}{q.source.clause or ''}"


def _sections(quiz: Quiz) -> list[tuple[str, list[tuple[int, Question]]]]:
    """Headings like 一、单项选择题（每题2分，共20分）, with the numbered questions below."""
    found: list[tuple[str, list[tuple[int, Question]]]] = []
    number = 0
    for type_ in QuestionType:
        questions = [q for q in quiz.questions if q.type is type_]
        if questions:
            note = f"。{_NOTES[type_]}" if type_ in _NOTES else ""
            heading = f"{_NUMERALS[len(found)]}、{TYPE_NAMES[type_]}（每题{MARKS[type_]}分，共{MARKS[type_] * len(questions)}分{note}）"
            found.append((heading, [(number + i, q) for i, q in enumerate(questions, 1)]))
            number += len(questions)
    return found


# -- how it looks ------------------------------------------------------------------------------------
def _document() -> Any:
    from docx import Document
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = (
        Cm(2.5),
        Cm(2.2),
        Cm(2.5),
        Cm(2.5),
    )
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(12)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")
    style.paragraph_format.line_spacing = 1.25
    _page_number(section.footer.paragraphs[0])
    return document


def _heading(document: Any, text: str, size: float) -> None:
    _line(document, text, bold=True, font="黑体", size=size, centred=True, after=10)


def _line(
    document: Any, text: str, *, bold: bool = False, font: str = "宋体", size: float = 12, centred: bool = False,
    before: float = 0, after: float = 3, keep: bool = False, indent: bool = False,
) -> Any:  # fmt: skip
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Pt

    paragraph = document.add_paragraph()
    run = paragraph.add_run(clean(text))
    run.bold, run.font.size = bold, Pt(size)
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    form = paragraph.paragraph_format
    form.space_before, form.space_after, form.keep_with_next, form.keep_together = Pt(before), Pt(after), keep, True
    if indent:
        form.left_indent, form.first_line_indent = Pt(20), Pt(-20)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return paragraph


def _options(document: Any, row: list[str], keep: bool) -> None:
    from docx.shared import Cm, Pt

    paragraph = _line(document, "\t".join(row), after=1 if keep else 5, keep=keep)
    paragraph.paragraph_format.left_indent, paragraph.paragraph_format.first_line_indent = Pt(20), Pt(0)
    if len(row) > 1:
        width = 15.3 / len(row)
        for i in range(1, len(row)):
            paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(0.7 + width * i))


def _page_number(paragraph: Any) -> None:
    """第 X 页 共 Y 页, as fields that Word fills in."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for piece in ("第 ", "PAGE", " 页 共 ", "NUMPAGES", " 页"):
        if not piece.isascii():
            paragraph.add_run(piece)
            continue
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), piece)
        run = OxmlElement("w:r")
        text = OxmlElement("w:t")
        text.text = "1"
        run.append(text)
        field.append(run)
        paragraph._p.append(field)


def _bytes(document: Any) -> bytes:
    packed = io.BytesIO()
    document.save(packed)
    return packed.getvalue()
