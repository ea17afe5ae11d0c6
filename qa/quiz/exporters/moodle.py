"""Moodle XML: a category first, then multichoice, truefalse, shortanswer and essay questions."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape

from qa.quiz.exporters.base import Parts, as_text, clean, one_line, paper_title, writings
from qa.quiz.types import Question, QuestionType, Quiz


def build(quiz: Quiz, path: Path) -> Parts:
    """The questions as one Moodle XML file."""
    category = f'<question type="category">\n<category>{_text("$course$/" + paper_title(quiz.questions).replace("/", "／"))}</category>\n</question>'
    body = "\n".join([category, *map(_question, quiz.questions)])
    return as_text(path, f'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n{body}\n</quiz>\n')


def _question(q: Question) -> str:
    kind, inner = {
        QuestionType.SINGLE: ("multichoice", _choices), QuestionType.MULTIPLE: ("multichoice", _choices),
        QuestionType.JUDGE: ("truefalse", _truth), QuestionType.BLANK: ("shortanswer", _blank), QuestionType.SHORT: ("essay", _essay),
    }[q.type]  # fmt: skip
    name = one_line(q.stem)[:60]
    return "\n".join([
        f'<question type="{kind}">', f"<name>{_text(name)}</name>",
        f'<questiontext format="html">{_text(_html(q.stem))}</questiontext>',
        f'<generalfeedback format="html">{_text(_html(q.explanation))}</generalfeedback>',
        f"<defaultgrade>1</defaultgrade>\n<idnumber>{escape(q.id)}</idnumber>", *inner(q),
        f"<tags>{''.join(f'<tag>{_text(one_line(tag))}</tag>' for tag in (q.difficulty, q.topic) if tag)}</tags>", "</question>",
    ])  # fmt: skip


def _choices(q: Question) -> list[str]:
    single = q.type is QuestionType.SINGLE
    share = 100.0 if single else 100 / len(q.answer)
    lines = [
        f"<single>{'true' if single else 'false'}</single>",
        "<shuffleanswers>true</shuffleanswers>",
        "<answernumbering>ABCD</answernumbering>",
    ]
    for option in q.options:
        fraction = share if option.key in q.answer else 0.0 if single else -share
        lines.append(_answer(_html(option.text), fraction, "html"))
    return lines


def _truth(q: Question) -> list[str]:
    right = "true" if q.answer[0] == "A" else "false"
    return [_answer(word, 100.0 if word == right else 0.0, "moodle_auto_format") for word in ("true", "false")]


def _blank(q: Question) -> list[str]:
    # One field a question: several blanks are answered in it, parted by ；.
    several = "；".join(writings(a)[0] for a in q.answer)
    accepted = writings(q.answer[0]) if len(q.answer) == 1 else [several]
    return ["<usecase>0</usecase>", *(_answer(_literal(w), 100.0, "moodle_auto_format") for w in accepted)]


def _essay(q: Question) -> list[str]:
    model = q.answer[0] + "".join(f"\n得分点：{point}" for point in q.points)
    return ["<responseformat>editor</responseformat>", "<responserequired>1</responserequired>", "<responsefieldlines>10</responsefieldlines>",
            f'<graderinfo format="html">{_text(_html(model))}</graderinfo>', _answer("", 0.0, "moodle_auto_format")]  # fmt: skip


def _answer(text: str, fraction: float, form: str) -> str:
    written = f"{fraction:.5f}".rstrip("0").rstrip(".")
    return f'<answer fraction="{written}" format="{form}">{_text(text)}<feedback format="html"><text></text></feedback></answer>'


def _text(text: str) -> str:
    """A text element in CDATA; its end mark within the text is parted over two sections."""
    return "<text><![CDATA[" + clean(text).replace("]]>", "]]]]><![CDATA[>") + "]]></text>"


def _html(text: str) -> str:
    return escape(clean(text)).replace("\n", "<br>")


def _literal(text: str) -> str:
    """In a short answer `*` is a wildcard."""
    return text.replace("*", "\\*")
