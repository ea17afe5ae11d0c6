"""Word: the paper, and beside it the answer sheet with explanations and clauses. The one place that knows python-docx.

A4; 宋体 for questions, 黑体 for headings (named, not embedded: a machine without them shows its own), Chinese named as the
text's language, so that marks stand as Chinese sets them. Options stand in four, three, two or one columns by their
length. Black on white throughout; a question and its options, a short answer and its lines stay on one page.
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
_LINE_PT, _ANSWER_LINE_PT = 20, 16  # exact, so that pages break alike whatever font stands in for 宋体
_HANGING_PT = 22  # a question's lines stand behind its number


def answers_path(path: Path) -> Path:
    """Where the answer sheet goes: `paper-答案.docx` beside `paper.docx`."""
    return path.with_name(f"{path.stem}-答案{path.suffix}")


def build(quiz: Quiz, path: Path) -> Parts:
    """The paper and the answer sheet."""
    return Parts(((path, _paper(quiz)), (answers_path(path), _answers(quiz))))


def _paper(quiz: Quiz) -> bytes:
    document = _document()
    _heading(document, paper_title(quiz.questions), 18)
    _line(document, "单位：______________    姓名：______________    得分：______________", centred=True, after=8)
    total = sum(MARKS[q.type] for q in quiz.questions)
    _score_table(document, [heading.partition("、")[0] for heading, _ in _sections(quiz)], total)
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
    _line(document, f"{number}. {stem}", after=2, keep=bool(choices) or q.type is QuestionType.SHORT, indent=True)
    rows = _rows([f"{o.key}. {one_line(o.text)}" for o in choices])
    for i, row in enumerate(rows):
        _options(document, row, columns=len(rows[0]), keep=i + 1 < len(rows))
    if q.type is QuestionType.SHORT:
        for i in range(_SHORT_LINES):
            _ruled(document, keep=i + 1 < _SHORT_LINES)


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
    document = _document(_ANSWER_LINE_PT)
    _heading(document, paper_title(quiz.questions) + " 参考答案", 18)
    _at_a_glance(document, quiz)
    for heading, questions in _sections(quiz):
        _line(document, heading, bold=True, font="黑体", before=10, after=4, keep=True)
        for number, question in questions:
            long = question.type is QuestionType.SHORT
            head = f"{number}. 参考答案：" if long else f"{number}. 答案：{_answer(question)}"
            _line(document, head, bold=True, after=0, size=10.5, keep=True, indent=True)
            if long:
                _line(document, _answer(question), after=0, size=10.5, indent=True)
            if question.points and question.type is QuestionType.SHORT:
                share = MARKS[QuestionType.SHORT] / len(question.points)
                told = f"得分点：共{len(question.points)}点，每点约{share:.1f}分"
                _line(document, told, after=0, size=10.5, keep=True, indent=True)
            _line(document, f"解析：{one_line(question.explanation)}", after=0, size=10.5, keep=True, indent=True)
            _line(
                document,
                f"出处：{_place(question)}；难度：{DIFFICULTY_NAMES[question.difficulty]}",
                after=5,
                size=9,
                indent=True,
            )
    return _bytes(document)


def _at_a_glance(document: Any, quiz: Quiz) -> None:
    """The keys in fives, for marking."""
    _line(document, "答案速查", bold=True, font="黑体", before=4, after=2, keep=True)
    for heading, questions in _sections(quiz):
        type_ = questions[0][1].type
        if type_ in (QuestionType.BLANK, QuestionType.SHORT):
            continue
        signs = [
            ("√" if q.answer[0] == "A" else "×") if type_ is QuestionType.JUDGE else "".join(q.answer)
            for _, q in questions
        ]
        first = questions[0][0]
        fives = []
        for i in range(0, len(signs), 5):
            group = signs[i : i + 5]
            span = f"{first + i}—{first + i + len(group) - 1}" if len(group) > 1 else str(first + i)
            fives.append(f"{span}：" + "\u00a0".join(group))
        _line(document, f"{heading.partition('（')[0]}  {'；'.join(fives)}", after=2, size=10.5)


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
def _document(line_pt: float = _LINE_PT) -> Any:
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
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")
    style.paragraph_format.line_spacing = Pt(line_pt)
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
    if size > 16:
        paragraph.paragraph_format.line_spacing = Pt(1.4 * size)
    run = paragraph.add_run(clean(text))
    run.bold, run.font.size = bold, Pt(size)
    fonts = run._element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), font)
    fonts.set(qn("w:hint"), "eastAsia")  # quotation marks and dashes, which both alphabets have, in the Chinese font
    form = paragraph.paragraph_format
    form.space_before, form.space_after, form.keep_with_next, form.keep_together = Pt(before), Pt(after), keep, True
    form.widow_control = True
    if indent:
        form.left_indent, form.first_line_indent = Pt(_HANGING_PT), Pt(-_HANGING_PT)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return paragraph


def _options(document: Any, row: list[str], columns: int, keep: bool) -> None:
    """One row of options; those of a last row stand under those above."""
    from docx.shared import Cm, Pt

    paragraph = _line(document, "\t".join(row), after=1 if keep else 5, keep=keep)
    # A long option's further lines stand behind its letter.
    hanging = Pt(16) if columns == 1 else Pt(0)
    paragraph.paragraph_format.left_indent, paragraph.paragraph_format.first_line_indent = (
        Pt(_HANGING_PT) + hanging,
        -hanging,
    )
    width = 15.2 / columns
    for i in range(1, columns):
        paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(0.78 + width * i))


def _ruled(document: Any, keep: bool) -> None:
    """An empty line to write on: a paragraph with a line below, whatever the font."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    paragraph = _line(document, "", after=0 if keep else 10, keep=keep)
    paragraph.paragraph_format.line_spacing = Pt(24)
    borders = OxmlElement("w:pBdr")
    for side in ("bottom", "between"):  # alike neighbours share a box; `between` draws the lines within
        border = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "1"), ("color", "auto")):
            border.set(qn(f"w:{name}"), value)
        borders.append(border)
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _score_table(document: Any, sections: list[str], total: int) -> None:
    """题号 一 二 … 总分（100）, with an empty row below for the marks."""
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Cm

    if not sections:
        return
    heads = ["题号", *sections, f"总分（{total}）"]
    table = document.add_table(rows=2, cols=len(heads))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    for i, words in enumerate(heads):
        table.columns[i].width = Cm(2.8 if i == len(heads) - 1 else 1.8)
        for row, text in enumerate((words, "得分" if i == 0 else "")):
            cell = table.cell(row, i)
            cell.width = table.columns[i].width
            paragraph = cell.paragraphs[0]
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            run = paragraph.add_run(text)
            run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "宋体")


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
