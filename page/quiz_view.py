"""A quiz as it is shown: cards to look over, a form to mend one, the paper to try oneself with its marking."""

from __future__ import annotations

import re
import time
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from page.words import escape, place, shortened
from qa.quiz import DIFFICULTY_NAMES, TYPE_NAMES, Question, QuestionType, Quiz
from qa.quiz.types import ALTERNATIVE, BLANK

_QUOTE_CHARS = 220  # of the words beside a question; all of them stand where they are opened
_CHOICE = (QuestionType.SINGLE, QuestionType.MULTIPLE, QuestionType.JUDGE)


@dataclass(frozen=True, slots=True)
class Paper:
    """A visitor's paper: its questions, what they were made from, and what is being done with it."""

    quiz: Quiz
    doc_ids: tuple[str, ...] = ()
    clauses: tuple[str, ...] | None = None
    seed: int = 0
    changed: int = 0  # how often a question was exchanged: each time another seed
    editing: str | None = None  # the id of the question that is being mended
    trying: bool = False
    answers: Mapping[str, tuple[str, ...]] | None = None  # given when trying, once handed in
    faults: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # rules that mended questions break
    made: int = 0  # tells this paper from another


def summary(paper: Paper) -> str:
    """How many questions of each type, and why there are fewer than were asked for."""
    counts = Counter(q.type for q in paper.quiz.questions)
    kinds = " · ".join(f"{TYPE_NAMES[t]} {counts[t]}" for t in QuestionType if counts[t])
    total = len(paper.quiz.questions)
    told = f"共 {total} 题{f'：{kinds}' if kinds else ''}"
    warned = "".join(f'<p class="warning">{escape(w)}</p>' for w in paper.quiz.warnings)
    marked = ""
    if paper.trying and paper.answers is not None:
        right, judged = score(paper)
        marked = f'<p class="score">答对 {right} / {judged} 题<span>简答题请对照要点自评</span></p>'
    return f'<div class="paper-head" data-made="{paper.made}" data-drawn="{time.monotonic_ns()}"><p class="sum-line" role="status">{told}</p>{marked}{warned}</div>'


def cards(paper: Paper) -> str:
    """All questions, as the paper stands: to look over, or to try."""
    if not paper.quiz.questions:
        return '<p class="empty-list">没有做成一道题。换几份文件、放宽章节或主题，再试一次。</p>'
    if paper.trying:
        shown = "".join(_trial(paper, n, q) for n, q in enumerate(paper.quiz.questions, 1))
        hand_in = (
            '<p class="tools"><button type="button" class="solid hand-in" data-room="quiz" data-act="hand-in">交卷</button></p>'
            if paper.answers is None
            else '<p class="tools"><button type="button" class="plain" data-room="quiz" data-act="try">再做一遍</button></p>'
        )
        return f'<div class="form-of-its-own"><ol class="questions">{shown}</ol>{hand_in}</div>'
    return f'<ol class="questions">{"".join(_card(paper, n, q) for n, q in enumerate(paper.quiz.questions, 1))}</ol>'


def _card(paper: Paper, number: int, question: Question) -> str:
    if question.id == paper.editing:
        return _form(number, question)
    last = number == len(paper.quiz.questions)
    faults = "".join(f'<p class="warning">改动后：{escape(why)}</p>' for why in paper.faults.get(question.id, ()))
    tools = (
        _tool(question, "edit", "编辑")
        + _tool(question, "replace", "换一题")
        + _tool(question, "up", "上移", number == 1)
        + _tool(question, "down", "下移", last)
        + _tool(question, "delete", "删除")
    )
    return (
        f'<li class="question" draggable="true" data-room="quiz" data-drag="{escape(question.id)}">{head(number, question)}'
        f"{options(question, show=True)}{key(question)}{faults}{origin(question)}"
        f'<p class="question-tools">{tools}</p></li>'
    )


def head(number: int, question: Question) -> str:
    """Number, kind, difficulty and stem."""
    return (
        f'<p class="kind"><b>{number}</b><span>{TYPE_NAMES[question.type]}</span><span>{DIFFICULTY_NAMES[question.difficulty]}</span>'
        f"{f'<span>{escape(shortened(question.topic, 24))}</span>' if question.topic else ''}</p>"
        f'<p class="stem">{escape(question.stem)}</p>'
    )


def options(question: Question, show: bool) -> str:
    """The choices; the right ones marked if `show`."""
    if not question.options:
        return ""
    rows = []
    for option in question.options:
        right = show and option.key in question.answer
        sign = '<i class="right" aria-label="正确答案">✓</i>' if right else ""
        rows.append(f'<li class="{"key" if right else ""}"><b>{option.key}</b> {escape(option.text)}{sign}</li>')
    return f'<ul class="options-of">{"".join(rows)}</ul>'


def key(question: Question) -> str:
    """The answer where it isn't a choice, and the explanation."""
    if question.type in _CHOICE:
        given = ""
    elif question.type is QuestionType.SHORT and len(question.points) > 1:
        points = "".join(f"<li>{escape(point)}</li>" for point in question.points)
        given = f'<p class="key-text"><span>要点</span></p><ol class="points">{points}</ol>'
    elif question.type is QuestionType.SHORT:
        given = f'<p class="key-text"><span>参考答案</span>{escape("；".join(question.answer))}</p>'
    else:
        words = "；".join(answer.replace(ALTERNATIVE, " 或 ") for answer in question.answer)
        given = f'<p class="key-text"><span>答案</span>{escape(words)}</p>'
    return f'{given}<details class="why"><summary>解析</summary><p>{escape(question.explanation)}</p></details>'


def origin(question: Question) -> str:
    """The words that decide it, and where they stand; opens them."""
    source = question.source
    where = f"《{shortened(source.title, 30)}》{source.clause or ''}"
    name = f"《{source.title}》{source.clause or ''}，打开原文"
    words = escape(shortened(source.quote, _QUOTE_CHARS))
    return (
        f'<blockquote class="decides" aria-label="原文">{words}</blockquote>'
        f'<a class="from" {place(source.doc_id, source.start, source.end, source.clause)} aria-label="{escape(name)}"'
        f' title="{escape(source.title)}">出处：{escape(where)} →</a>'
    )


def _tool(question: Question, act: str, words: str, off: bool = False) -> str:
    sure = ' data-sure="删去这道题？"' if act == "delete" else ""
    return (
        f'<button type="button" class="link" data-room="quiz" data-act="{act}" data-id="{escape(question.id)}"{sure}'
        f"{' disabled' if off else ''}>{words}</button>"
    )


def _form(number: int, question: Question) -> str:
    """A question in fields; what is written in them comes back with `save`."""
    rows = [_area("stem", f"第 {number} 题，{TYPE_NAMES[question.type]}：题干", question.stem, 3)]
    for option in question.options:
        if question.type is QuestionType.JUDGE:
            continue
        rows.append(_line(f"option-{option.key}", f"选项 {option.key}", option.text))
    joined = "".join(question.answer) if question.type in _CHOICE else "\n".join(question.answer)
    if question.type is QuestionType.JUDGE:
        rows.append(_line("answer", "答案（A 正确，B 错误）", joined))
    elif question.type in _CHOICE:
        rows.append(_line("answer", "答案（写字母，如 A 或 ABD）", joined))
    else:
        rows.append(
            _area("answer", "答案（每空一行）" if question.type is QuestionType.BLANK else "参考答案", joined, 2)
        )
    rows.append(_area("explanation", "解析", question.explanation, 3))
    return (
        f'<li class="question form-of-its-own editing">{"".join(rows)}{origin(question)}<p class="question-tools">'
        f'<button type="button" class="solid" data-room="quiz" data-act="save" data-id="{escape(question.id)}">保存</button>'
        '<button type="button" class="plain" data-room="quiz" data-act="cancel">不改了</button></p></li>'
    )


def _area(name: str, label: str, value: str, rows: int) -> str:
    return f'<label>{escape(label)}<textarea name="{name}" rows="{rows}">{escape(value)}</textarea></label>'


def _line(name: str, label: str, value: str) -> str:
    return f'<label>{escape(label)}<input name="{name}" value="{escape(value)}"></label>'


# -- trying it oneself ------------------------------------------------------------------------------
def _trial(paper: Paper, number: int, question: Question) -> str:
    if paper.answers is None:
        return f'<li class="question">{head(number, question)}{_fields(question)}</li>'
    given = paper.answers.get(question.id, ())
    right = correct(question, given)
    sign = "对照要点自评" if right is None else "✓ 答对了" if right else "✗ 答错了" if any(given) else "✗ 没有答"
    kind = "open" if right is None else "good" if right else "bad"
    said = "；".join(part for part in given if part) or "（空）"
    return (
        f'<li class="question marked {kind}">{head(number, question)}{options(question, show=True)}'
        f'<p class="given"><b>{sign}</b><span>您的答案：{escape(said)}</span></p>{key(question)}{origin(question)}</li>'
    )


def _fields(question: Question) -> str:
    name = f"q-{escape(question.id)}"
    if question.type in _CHOICE:
        kind = "checkbox" if question.type is QuestionType.MULTIPLE else "radio"
        rows = "".join(
            f'<li><label><input type="{kind}" name="{name}" value="{o.key}"> <b>{o.key}</b> {escape(o.text)}</label></li>'
            for o in question.options
        )
        return f'<ul class="options-of choose">{rows}</ul>'
    if question.type is QuestionType.BLANK:
        blanks = question.stem.count(BLANK) or 1
        return "".join(
            f'<label class="fill">第 {i + 1} 空<input name="{name}" autocomplete="off"></label>' for i in range(blanks)
        )
    return f'<label class="fill">作答<textarea name="{name}" rows="4"></textarea></label>'


def correct(question: Question, given: Sequence[str]) -> bool | None:
    """Whether an answer is right; None for a short answer, which a person weighs."""
    if question.type is QuestionType.SHORT:
        return None
    if question.type in _CHOICE:
        return set(given) == set(question.answer)
    wanted = [{_bare(each) for each in answer.split(ALTERNATIVE)} for answer in question.answer]
    said = [_bare(each) for each in given]
    return len(said) >= len(wanted) and all(words in right for words, right in zip(said, wanted, strict=False))


def score(paper: Paper) -> tuple[int, int]:
    """How many were right, of how many that can be told."""
    told = [correct(q, (paper.answers or {}).get(q.id, ())) for q in paper.quiz.questions]
    return sum(one is True for one in told), sum(one is not None for one in told)


def _bare(text: str) -> str:
    return re.sub(r"[\s，。、；：,.;:]", "", unicodedata.normalize("NFKC", text)).lower()
