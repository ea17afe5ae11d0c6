"""出题: documents and numbers go in, questions come out with their clauses beside, and leave for where people look for them."""

from __future__ import annotations

import time
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import gradio as gr

from corpus.errors import ZhengceError
from corpus.types import ClauseKind, Document
from page.bank_tab import BankShelf, Sought, bank_page
from page.desk import QUIETLY, Desk, said, speaks
from page.quiz_view import Paper, cards, summary
from page.upload import fresh_folder
from page.words import notes, progress_line, trouble
from page.working import Outcome, Say, watched
from qa.quiz import (
    DIFFICULTY_NAMES,
    EXPORTERS,
    TYPE_NAMES,
    Bench,
    Option,
    Question,
    QuestionType,
    Quiz,
    check_question,
    make_quiz,
    replace_question,
)

_USUAL = {
    QuestionType.SINGLE: 8,
    QuestionType.MULTIPLE: 4,
    QuestionType.JUDGE: 4,
    QuestionType.BLANK: 2,
    QuestionType.SHORT: 2,
}
_MOST_OF_A_TYPE = 100
_CHAPTERS = frozenset(
    {
        ClauseKind.VOLUME,
        ClauseKind.CHAPTER,
        ClauseKind.SECTION,
        ClauseKind.PART,
        ClauseKind.SUBPART,
        ClauseKind.ATTACHMENT,
        ClauseKind.EMBEDDED,
    }
)
_LEAD = (
    '<div class="welcome"><p class="lead">从文件出题，每题附原文。</p>'
    "<p>选文件，定题量，出题；看过、改过，再导出成试卷或题库。不选文件就从整个文库出题。</p></div>"
)


class QuizRoom:
    """The room where quizzes are made. The paper is each visitor's own (`gr.State`)."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._bank = BankShelf(desk)

    # -- making -----------------------------------------------------------------------------------
    def chapters(self, doc_ids: list[str] | None) -> Any:
        """The chapters to choose from, where one document is chosen."""
        if not doc_ids or len(doc_ids) != 1:
            return gr.update(choices=[], value=[], visible=False)
        try:
            found = _chapters(self._desk.library.get(doc_ids[0]))
        except ZhengceError:
            found = []
        return gr.update(choices=found, value=[], visible=bool(found))

    def make(
        self, doc_ids: list[str], chapters: list[str], topic: str, difficulty: str, *numbers: float | None
    ) -> Iterator[tuple[Any, ...]]:
        """Make a paper, telling how far it is."""
        yield from self._make(doc_ids or [], chapters or [], topic.strip(), difficulty, numbers, seed=0)

    def another(
        self,
        paper: Paper | None,
        doc_ids: list[str],
        chapters: list[str],
        topic: str,
        difficulty: str,
        *numbers: float | None,
    ) -> Iterator[tuple[Any, ...]]:
        """A paper of other questions from the same choice."""
        seed = paper.seed + 1 if paper is not None else 0
        yield from self._make(doc_ids or [], chapters or [], topic.strip(), difficulty, numbers, seed=seed)

    def _make(
        self,
        doc_ids: list[str],
        chapters: list[str],
        topic: str,
        difficulty: str,
        numbers: Sequence[float | None],
        seed: int,
    ) -> Iterator[tuple[Any, ...]]:
        wanted = {t: min(int(n or 0), _MOST_OF_A_TYPE) for t, n in zip(QuestionType, numbers, strict=True)}
        if not any(n > 0 for n in wanted.values()):
            yield None, trouble("一道题也没有要：请给至少一种题型填上题数"), "", gr.skip(), gr.skip()
            return
        ids = doc_ids or self._about(topic)
        if not ids:
            yield None, trouble("文库还是空的，请先在“文库”里加入文件"), "", gr.skip(), gr.skip()
            return
        clauses = chapters or None

        def work(say: Say) -> Quiz:
            return make_quiz(
                self._desk.library,
                ids,
                types=wanted,
                seed=seed,
                topic=topic or None,
                clauses=clauses,
                difficulty=difficulty if difficulty in DIFFICULTY_NAMES else None,
                progress=lambda done, total, what: say(f"出题：{what}" if what else "出题", done, total),
            )

        for step in watched(work):
            if not isinstance(step, Outcome):
                yield gr.skip(), progress_line(step.what, step.done, step.total), "", gr.skip(), gr.skip()
            elif step.result is None:
                yield None, trouble(step.trouble), "", gr.skip(), gr.skip()
            else:
                held = None if clauses is None else tuple(clauses)
                paper = Paper(step.result, tuple(ids), held, seed, made=time.monotonic_ns())
                yield paper, summary(paper), cards(paper), gr.update(visible=False), gr.update(visible=True)

    def _about(self, topic: str) -> list[str]:
        """The documents whose text speaks of the topic; all where there is none, or none that does."""
        ids = [s.doc_id for s in self._desk.summaries()]
        if not topic:
            return ids
        from qa.quiz.make import about

        return [doc_id for doc_id in ids if about(topic, self._desk.library.text(doc_id))] or ids[:1]

    def back(self) -> tuple[Any, ...]:
        """Back to the choice; the paper stays until another is made."""
        return gr.update(visible=True), gr.update(visible=False), _LEAD, ""

    # -- looking it over --------------------------------------------------------------------------
    def act(self, paper: Paper | None, event: gr.EventData) -> tuple[Any, ...]:
        """What the controls of the cards say."""
        told = said(event)
        if paper is None:
            return gr.skip(), gr.skip(), gr.skip()
        try:
            paper = self._acted(paper, str(told.get("act")), str(told.get("id") or ""), told)
        except ZhengceError as error:
            return paper, trouble(str(error)), gr.skip()
        return paper, summary(paper), cards(paper)

    def _acted(self, paper: Paper, act: str, id_: str, told: dict[str, Any]) -> Paper:
        questions = list(paper.quiz.questions)
        at = next((i for i, q in enumerate(questions) if q.id == id_), None)
        if act == "hand-in":
            return replace(paper, answers=_given(told, questions), made=time.monotonic_ns())
        if act == "cancel":
            return replace(paper, editing=None)
        if act == "try":
            return replace(paper, trying=True, answers=None, editing=None, made=time.monotonic_ns())
        if at is None:
            return paper
        if act == "edit":
            return replace(paper, editing=id_)
        if act == "save":
            questions[at] = mended(questions[at], told)
            return self._checked(replace(_with(paper, questions), editing=None), questions[at])
        if act == "replace":
            return self._replaced(paper, id_)
        if act == "delete":
            del questions[at]
        elif act == "move":
            to = next((i for i, q in enumerate(questions) if q.id == str(told.get("to"))), at)
            questions.insert(to, questions.pop(at))
        elif act in ("up", "down"):
            to = max(0, min(len(questions) - 1, at + (1 if act == "down" else -1)))
            questions.insert(to, questions.pop(at))
        return _with(paper, questions)

    def _replaced(self, paper: Paper, id_: str) -> Paper:
        ids, clauses = list(paper.doc_ids), None if paper.clauses is None else list(paper.clauses)
        before = paper.quiz
        quiz = replace_question(
            self._desk.library,
            replace(before, warnings=()),
            id_,
            seed=paper.seed * 1000 + paper.changed + 1,
            doc_ids=ids,
            clauses=clauses,
        )
        return replace(paper, quiz=quiz, changed=paper.changed + 1)

    def _checked(self, paper: Paper, question: Question) -> Paper:
        """With what the rules say of a question that a person has changed: told, not forbidden."""
        found = check_question(question, Bench(self._desk.library))
        faults = {id_: why for id_, why in paper.faults.items() if id_ != question.id}
        if found:
            faults[question.id] = tuple(dict.fromkeys(failure.why for failure in found))
        return replace(paper, faults=faults)

    def toggle(self, paper: Paper | None) -> tuple[Any, ...]:
        """Between looking the paper over and trying it oneself."""
        if paper is None:
            return gr.skip(), gr.skip(), gr.skip(), gr.skip()
        trying = not paper.trying
        paper = replace(paper, trying=trying, answers=None, editing=None, made=time.monotonic_ns())
        return paper, summary(paper), cards(paper), gr.update(value="回到看题" if trying else "自己试做")

    # -- leaving ----------------------------------------------------------------------------------
    def export(self, paper: Paper | None, target: str) -> tuple[Any, str]:
        """Write the paper for a target; its file (an archive, where there are several) goes to the browser."""
        if paper is None or not paper.quiz.questions:
            return None, notes(["还没有题可以导出"], bad=True)
        exporter = EXPORTERS[target]
        folder = fresh_folder()
        try:
            written = exporter.write(paper.quiz, folder / f"{self._name(paper)}{exporter.suffix}")
        except ZhengceError as error:
            return None, trouble(str(error))
        files = [Path(file) for file in written.files]
        told = [f"{exporter.title}：写好 {written.written} 题，{'、'.join(file.name for file in files)}"]
        if written.left_out:
            left = "、".join(f"{TYPE_NAMES[QuestionType(t)]} {n} 道" for t, n in written.left_out.items())
            told.append(f"这种形式装不下，没有写入：{left}")
        return str(_one_file(files)), notes(told, bad=bool(written.left_out))

    def _name(self, paper: Paper) -> str:
        titles = list(dict.fromkeys(q.source.title for q in paper.quiz.questions))
        name = titles[0][:40] if len(titles) == 1 else f"{titles[0][:30]}等{len(titles)}份文件"
        return "".join(c for c in name if c not in '\\/:*?"<>|\n') + "试题"

    # -- the page ---------------------------------------------------------------------------------
    def show(self) -> None:
        """Make the components, where the page stands."""
        self.paper = gr.State(None)
        self.summary = gr.HTML(_LEAD, elem_id="paper", js_on_load=speaks("quiz"), apply_default_css=False)
        with gr.Column(elem_classes=["entry"]) as self.entry:
            self.chosen = gr.Dropdown(
                label="文件（不选就是整个文库）", choices=[], multiselect=True, elem_id="quiz-from"
            )
            self.chapters_of = gr.Dropdown(label="章节（不选就是全文）", choices=[], multiselect=True, visible=False)
            self.topic = gr.Textbox(label="主题（可不填）", placeholder="只考与它有关的条款，如：小额信贷", max_lines=1)
            with gr.Row(elem_classes=["numbers"]):
                self.numbers = [
                    gr.Number(
                        value=_USUAL[t],
                        label=TYPE_NAMES[t],
                        minimum=0,
                        maximum=_MOST_OF_A_TYPE,
                        precision=0,
                        min_width=84,
                    )
                    for t in QuestionType
                ]
            hard = [("不限难度", ""), *((name, key) for key, name in DIFFICULTY_NAMES.items())]
            self.hard = gr.Radio(
                label="难度", choices=hard, value="", show_label=False, container=False, elem_classes=["segments"]
            )
            with gr.Row(elem_classes=["buttons"]):
                self.go = gr.Button("出题", variant="primary", elem_classes=["solid"], scale=0, min_width=110)
                self.shelf = gr.Button("题库", elem_classes=["plain"], scale=0, min_width=80)
        with gr.Column(visible=False) as self.bank_column:
            self.sought = gr.State(Sought())
            self.bank = bank_page()
        self.listed = gr.HTML("", elem_id="questions", apply_default_css=False)
        with gr.Column(visible=False, elem_classes=["buttons", "foot"]) as self.out:
            self.told = gr.HTML("", apply_default_css=False)
            with gr.Row(elem_classes=["buttons", "bare"]):
                self.target = gr.Dropdown(
                    label="导出为",
                    choices=[(e.title, name) for name, e in EXPORTERS.items()],
                    value="docx",
                    filterable=False,
                    container=False,
                    min_width=118,
                    elem_id="target",
                )
                self.send = gr.Button("导出", elem_classes=["solid"], scale=0, min_width=80)
                self.keep = gr.Button("存入题库", elem_classes=["plain"], scale=0, min_width=90)
                self.trial = gr.Button("自己试做", elem_classes=["plain"], scale=0, min_width=90)
                self.more = gr.Button("换一套", elem_classes=["plain"], scale=0, min_width=80)
                self.change = gr.Button("重选", elem_classes=["plain"], scale=0, min_width=70)

    def wire(self, download: Any) -> None:
        """Say what happens on what; `download` hands a file to the browser."""
        made = [self.paper, self.summary, self.listed, self.entry, self.out]
        choice = [self.chosen, self.chapters_of, self.topic, self.hard, *self.numbers]
        self.chosen.change(self.chapters, self.chosen, self.chapters_of, **QUIETLY)
        for button, make, given in ((self.go, self.make, choice), (self.more, self.another, [self.paper, *choice])):
            button.click(make, given, made, **QUIETLY).then(lambda: "", None, self.told, **QUIETLY)
        self.change.click(self.back, None, [self.entry, self.out, self.summary, self.listed], **QUIETLY)
        self.summary.select(
            self.act, self.paper, [self.paper, self.summary, self.listed], trigger_mode="multiple", **QUIETLY
        )
        self.trial.click(self.toggle, self.paper, [self.paper, self.summary, self.listed, self.trial], **QUIETLY)
        self.keep.click(self._bank.keep, self.paper, self.told, **QUIETLY)
        self.shelf.click(self._bank.open, None, [self.sought, self.bank, self.entry, self.bank_column], **QUIETLY)
        banked = [self.sought, self.bank, self.paper, self.summary, self.listed, self.entry, self.out, self.bank_column]
        self.bank.select(self._bank.act, self.sought, banked, trigger_mode="multiple", **QUIETLY)
        download.on(self.send, self.export, [self.paper, self.target], self.told)


def mended(question: Question, written: dict[str, Any]) -> Question:
    """A question with what a person wrote in its form; its id stays, so that the paper knows it."""
    stem = str(written.get("stem", question.stem)).strip() or question.stem
    options = tuple(
        Option(o.key, str(written.get(f"option-{o.key}", o.text)).strip() or o.text) for o in question.options
    )
    answer = str(written.get("answer", "")).strip()
    if question.options:
        keys = {o.key for o in options}
        given: tuple[str, ...] = tuple(sorted({c for c in answer.upper() if c in keys}))
    else:
        given = tuple(line.strip() for line in answer.split("\n") if line.strip())
    explanation = str(written.get("explanation", question.explanation)).strip()
    points = question.points if given == question.answer else ()
    return replace(
        question, stem=stem, options=options, answer=given or question.answer, explanation=explanation, points=points
    )


def _with(paper: Paper, questions: Sequence[Question]) -> Paper:
    return replace(paper, quiz=replace(paper.quiz, questions=tuple(questions)))


def _given(told: dict[str, Any], questions: Sequence[Question]) -> dict[str, tuple[str, ...]]:
    """The answers of a paper that is handed in, by question."""
    found = {}
    for question in questions:
        value = told.get(f"q-{question.id}", [])
        values = value if isinstance(value, list) else [value]
        found[question.id] = tuple(str(each).strip() for each in values)
    return found


def _chapters(document: Document) -> list[tuple[str, str]]:
    """Chapters, sections and parts, as (name, address)."""
    found = []
    for clause in document.clauses:
        if clause.kind in _CHAPTERS and clause.address is not None:
            name = clause.address if not clause.heading else f"{clause.address} {clause.heading[:30]}"
            found.append((name, clause.address))
    return found


def _one_file(files: Sequence[Path]) -> Path:
    """The file itself, or an archive of several."""
    if len(files) == 1:
        return files[0]
    archive = files[0].with_suffix(".zip")
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in files:
            packed.write(file, file.name)
    return archive
