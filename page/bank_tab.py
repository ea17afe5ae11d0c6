"""题库, a part of 出题: questions that were kept, to look for, to tag, to make papers of."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

from corpus.errors import ZhengceError
from page.desk import Desk, said, speaks
from page.quiz_view import Paper, cards, head, key, options, origin, summary
from page.words import escape, notes, trouble
from qa.quiz import TYPE_NAMES, QuestionType
from qa.quiz.bank import Kept, QuestionBank

_PAGE = 60


@dataclass(frozen=True, slots=True)
class Sought:
    """What of the bank a visitor looks at."""

    words: str = ""
    tag: str = ""
    type: str = ""
    flagged: bool = False
    shown: int = _PAGE


class BankShelf:
    """The handlers of the bank. What is looked for is each visitor's own (`gr.State`)."""

    def __init__(self, desk: Desk) -> None:
        self._bank = QuestionBank(desk.library)

    def keep(self, paper: Paper | None, tags: str = "") -> str:
        """Keep a paper's questions; what to tell."""
        if paper is None or not paper.quiz.questions:
            return notes(["还没有题可以存"], bad=True)
        try:
            new = self._bank.keep(paper.quiz.questions, _tags(tags))
        except ZhengceError as error:
            return trouble(str(error))
        old = len(paper.quiz.questions) - new
        return notes([f"存入题库 {new} 题{f'，另有 {old} 题原已在库' if old else ''}；题库共 {self._bank.count()} 题"])

    def open(self) -> tuple[Any, ...]:
        """The bank, in place of the choice."""
        return Sought(), self._page(Sought()), gr.update(visible=False), gr.update(visible=True)

    def act(self, sought: Sought, event: gr.EventData) -> tuple[Any, ...]:
        """What the bank's controls say.

        :return: what is sought, the bank, the paper, its summary and cards, and which columns are seen: the choice, the
            paper's foot, the bank.
        """
        told = said(event)
        act, picked = told.get("act"), _picked(told)
        nothing = tuple(gr.skip() for _ in range(6))
        try:
            if act == "close":
                return (
                    sought,
                    "",
                    gr.skip(),
                    gr.skip(),
                    gr.skip(),
                    gr.update(visible=True),
                    gr.skip(),
                    gr.update(visible=False),
                )
            if act == "paper":
                return self._paper(sought, picked)
            notice = self._done(str(act), picked, told)
        except ZhengceError as error:
            return sought, trouble(str(error)) + self._page(sought), *nothing
        if act == "seek":
            sought = _seeking(sought, str(told.get("name")), told.get("value"))
        elif act == "more":
            sought = replace(sought, shown=sought.shown + _PAGE)
        return sought, notice + self._page(sought), *nothing

    def _done(self, act: str, picked: list[str], told: dict[str, Any]) -> str:
        if act not in ("remove", "tag"):
            return ""
        if not picked:
            return notes(["请先勾选题目"], bad=True)
        if act == "remove":
            return notes([f"移出题库 {self._bank.remove(picked)} 题"])
        tags = _tags(str(told.get("new-tag") or ""))
        if not tags:
            return notes(["请写上标签"], bad=True)
        self._bank.retag(picked, add=tags)
        return notes([f"{len(picked)} 题加上标签：{'、'.join(tags)}"])

    def _paper(self, sought: Sought, picked: list[str]) -> tuple[Any, ...]:
        if not picked:
            told = notes(["请先勾选要编进试卷的题"], bad=True)
            return sought, told + self._page(sought), *(gr.skip() for _ in range(6))
        quiz = self._bank.paper(picked)
        ids = tuple(dict.fromkeys(q.source.doc_id for q in quiz.questions))
        paper = Paper(quiz, ids, made=time.monotonic_ns())
        seen = (gr.update(visible=False), gr.update(visible=True), gr.update(visible=False))
        return sought, "", paper, summary(paper), cards(paper), *seen

    # -- what it looks like -----------------------------------------------------------------------
    def _page(self, sought: Sought) -> str:
        types = [QuestionType(sought.type)] if sought.type in set(QuestionType) else []
        tags = [sought.tag] if sought.tag else []
        found = self._bank.search(
            sought.words, tags=tags, types=types, flagged=True if sought.flagged else None, limit=sought.shown + 1
        )
        total = self._bank.count()
        rows = "".join(_row(n, kept) for n, kept in enumerate(found[: sought.shown], 1))
        if not total:
            rows = '<p class="empty-list">题库还是空的。出一套题，点“存入题库”。</p>'
        elif not rows:
            rows = '<p class="empty-list">没有这样的题。</p>'
        more = _button("more", "再列一些") if len(found) > sought.shown else ""
        return (
            f'<div class="form-of-its-own bank" data-made="bank" data-drawn="{time.monotonic_ns()}">'
            f'<p class="sum-line">题库 {total} 题 {_button("close", "回到出题", "link")}</p>{self._filters(sought)}'
            f'<ol class="questions">{rows}</ol>{more}<div class="bank-foot">{_button("paper", "编成试卷", "solid")}'
            f'<input name="new-tag" aria-label="标签" placeholder="标签，如：春训">{_button("tag", "加标签")}'
            f"{_button('remove', '移出题库', sure='把勾选的题移出题库？')}</div></div>"
        )

    def _filters(self, sought: Sought) -> str:
        tags = "".join(
            f'<option value="{escape(tag)}"{" selected" if tag == sought.tag else ""}>{escape(tag)}（{n}）</option>'
            for tag, n in self._bank.tags().items()
        )
        types = "".join(
            f'<option value="{t.value}"{" selected" if t.value == sought.type else ""}>{name}</option>'
            for t, name in TYPE_NAMES.items()
        )
        seek = 'data-room="bank" data-act="seek" data-changes="1"'
        return (
            f'<div class="filters"><input aria-label="找题" placeholder="找题" value="{escape(sought.words)}" {seek} data-name="words">'
            f'<select aria-label="题型" {seek} data-name="type"><option value="">题型：全部</option>{types}</select>'
            f'<select aria-label="按标签" {seek} data-name="tag"><option value="">标签：全部</option>{tags}</select>'
            f'<label class="check"><input type="checkbox"{" checked" if sought.flagged else ""} {seek} data-name="flagged"> 只看要核对的</label></div>'
        )


def _row(number: int, kept: Kept) -> str:
    question = kept.question
    flag = f'<p class="warning">{escape(kept.flag)}</p>' if kept.flag else ""
    tags = "".join(f"<span>{escape(tag)}</span>" for tag in kept.tags)
    uses = f"用过 {kept.uses} 次" if kept.uses else "还没用过"
    return (
        f'<li class="question{" flagged" if kept.flag else ""}"><label class="pick"><input type="checkbox" name="pick" value="{escape(question.id)}"'
        f' aria-label="选第 {number} 题"></label>{head(number, question)}{flag}{options(question, show=True)}{key(question)}'
        f'<p class="tags">{tags}<i>{uses}</i></p>{origin(question)}</li>'
    )


def _button(act: str, words: str, kind: str = "plain", sure: str = "") -> str:
    asked = f' data-sure="{escape(sure)}"' if sure else ""
    return f'<button type="button" class="{kind}" data-room="bank" data-act="{act}"{asked}>{words}</button>'


def _seeking(sought: Sought, name: str, value: Any) -> Sought:
    """What is sought, with one thing exchanged."""
    sought = replace(sought, shown=_PAGE)
    match name:
        case "words":
            return replace(sought, words=str(value or ""))
        case "tag":
            return replace(sought, tag=str(value or ""))
        case "type":
            return replace(sought, type=str(value or ""))
        case "flagged":
            return replace(sought, flagged=value is True)
        case _:
            return sought


def _picked(told: dict[str, Any]) -> list[str]:
    value = told.get("pick", [])
    return [str(each) for each in (value if isinstance(value, list) else [value])]


def _tags(written: str) -> list[str]:
    return [tag for part in written.replace("，", ",").replace("、", ",").split(",") if (tag := part.strip())]


def bank_page() -> Any:
    """The component that shows the bank."""
    return gr.HTML("", elem_id="bank", js_on_load=speaks("bank"), apply_default_css=False)
