"""问答: a question, the answer with its cards, the next question."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import gradio as gr

from corpus.errors import ZhengceError
from index.types import Filters
from page.answers import Coming, Result, Turn, conversation, examples
from page.desk import QUIETLY, Desk, said
from page.download import Download
from page.examples import Examples
from page.transcript import transcript
from page.upload import fresh_folder
from page.words import trouble
from qa.events import Checked, Done, Draft, Understood
from qa.types import Answer, Refusal, as_json

_TURNS_KEPT = 30
_TELL_EVERY_S = 0.1  # a draft is shown again at most so often
_LIVE = """
element.setAttribute('aria-live', 'polite'); element.setAttribute('role', 'log'); element.setAttribute('aria-label', '回答');
"""
_OFFERED = """
element.addEventListener('click', (event) => {
  const example = event.target.closest('[data-ask]');
  if (example) trigger('select', {ask: example.dataset.ask});
});
"""
_PENDING = '<p class="pending" role="status"><span class="dots" aria-hidden="true"></span>正在文库里查找……</p>'


class AskRoom:
    """The room where questions are asked. What was asked is each visitor's own (`gr.State`)."""

    def __init__(self, desk: Desk, questions: Sequence[Mapping[str, str]]) -> None:
        """:param questions: to begin with, each with the `source` and the `words` that answer it."""
        self._desk = desk
        self._examples = Examples(desk.engine, questions)

    # -- handlers ---------------------------------------------------------------------------------
    def ask(
        self, question: str, turns: list[Turn], doc_ids: list[str] | None, in_force: bool
    ) -> Iterator[tuple[Any, ...]]:
        """Show that it is being looked for, then what was found."""
        asked = question.strip()
        if not asked:
            yield gr.skip(), gr.skip(), gr.skip(), gr.skip()
            return
        kept, statuses = turns[-_TURNS_KEPT:], self._desk.statuses()
        waiting = [*kept, (asked, None)]
        yield gr.skip(), conversation(waiting, statuses), "", ""
        for result in self._answers(asked, kept, doc_ids, in_force):
            turns = [*kept, (asked, result)]
            # The box is left alone now: the next question may be half typed.
            yield (
                (gr.skip() if isinstance(result, Coming) else turns),
                conversation(turns, statuses),
                gr.skip(),
                gr.skip(),
            )

    def ask_example(
        self, turns: list[Turn], doc_ids: list[str] | None, in_force: bool, event: gr.EventData
    ) -> Iterator[tuple[Any, ...]]:
        """Ask what was clicked; what stands in the box is left alone."""
        yield from self.ask_linked(str(said(event).get("ask") or ""), turns, doc_ids, in_force)

    def ask_linked(
        self, question: str, turns: list[Turn], doc_ids: list[str] | None, in_force: bool
    ) -> Iterator[tuple[Any, ...]]:
        """Ask what the page's address says; what stands in the box is left alone."""
        for kept, talk, _, offered in self.ask(question, turns, doc_ids, in_force):
            yield kept, talk, offered

    def _answers(self, asked: str, kept: Sequence[Turn], doc_ids: list[str] | None, in_force: bool) -> Iterator[Result]:
        """What is known so far, now and then while a model writes; the last is what counts."""
        filters = Filters(doc_ids=tuple(doc_ids or ()), in_force_only=in_force)
        history = [as_json(result) for _, result in kept if isinstance(result, (Answer, Refusal))]
        coming, told_at = Coming(), 0.0
        try:
            for event in self._desk.engine.ask_stream(asked, filters=filters, history=history):
                match event:
                    case Done(result):
                        yield result
                        return
                    case Understood(question):
                        coming = replace(coming, understood=question)
                    case Draft(text):
                        coming = replace(coming, draft=coming.draft + text)
                    case Checked():
                        coming = replace(coming, checked=(*coming.checked, event))
                if time.monotonic() - told_at >= _TELL_EVERY_S:
                    told_at = time.monotonic()
                    yield coming
        except ZhengceError as error:
            yield str(error)

    def clear(self) -> tuple[list[Turn], str, str]:
        """A new conversation."""
        return [], "", examples(self._examples.known())

    def export(self, turns: list[Turn]) -> tuple[Any, str]:
        """Write this visitor's conversation down; its file goes to the browser.

        :return: the file's path (None: there is none), and what went wrong (empty where nothing did).
        """
        if not turns:
            return None, trouble("还没有问答可以导出")
        now = datetime.now()
        path = fresh_folder() / f"问答记录-{now:%Y%m%d-%H%M}.md"
        try:
            path.write_text(transcript(turns, self._desk.engine.settings.llm.model, now), "utf-8", "replace", "\n")
        except OSError as error:
            return None, trouble(f"问答记录写不进去（{error.strerror}）")
        return str(path), ""

    def welcome(self) -> str:
        """What stands there before the first question."""
        return examples(self._examples.known())

    def offer(self, turns: list[Turn]) -> Any:
        """The examples, once they have been tried on this library."""
        return gr.skip() if turns else examples(self._examples.tried())

    # -- the page ---------------------------------------------------------------------------------
    def show(self) -> None:
        """Make the components, where the page stands."""
        self.turns = gr.State([])
        self.talk = gr.HTML("", elem_id="talk", js_on_load=_LIVE, apply_default_css=False)
        gr.HTML(_PENDING, elem_id="pending", apply_default_css=False)
        self.offered = gr.HTML("", elem_id="offered", js_on_load=_OFFERED, apply_default_css=False)
        with gr.Column(elem_id="asking"):
            with gr.Row(elem_id="line"):
                self.box = gr.Textbox(
                    label="问题",
                    placeholder="问一件事，或哪份文件第几条",
                    lines=1,
                    max_lines=5,
                    elem_id="question",
                    autofocus=True,
                    container=False,
                    scale=4,
                    min_width=180,
                )
                self.send = gr.Button("提问", variant="primary", elem_id="send", scale=0, min_width=80)
            with gr.Row(elem_id="below"):
                with gr.Accordion(_limited([], False), open=False, elem_id="limits") as self.limits:
                    self.chosen = gr.Dropdown(
                        label="只在这些文件里问（不选就是全部）", choices=[], multiselect=True, elem_id="chosen"
                    )
                    self.force = gr.Checkbox(label="只用现行有效的文件", value=False, elem_id="force")
                self.save = gr.Button("导出对话", elem_id="save", elem_classes=["quiet"], scale=0, min_width=90)
                self.new = gr.Button("新对话", elem_id="clear", elem_classes=["quiet"], scale=0, min_width=90)
            self.failed = gr.HTML("", apply_default_css=False)

    def wire(self, download: Download) -> None:
        """Say what happens on what.

        :param download: hands a file to the browser.
        """
        for trigger in (self.box.submit, self.send.click):
            trigger(self.ask, [self.box, *self.among], [self.turns, self.talk, self.box, self.offered], **QUIETLY)
        self.offered.select(self.ask_example, self.among, self.shown, **QUIETLY)
        for limit in (self.chosen, self.force):
            limit.change(_relabelled, [self.chosen, self.force], self.limits, **QUIETLY)
        download.on(self.save, self.export, [self.turns], self.failed)
        self.new.click(self.clear, None, [self.turns, self.talk, self.offered], **QUIETLY)

    @property
    def among(self) -> list[Any]:
        """What a question is asked among: what was said before, and the limits."""
        return [self.turns, self.chosen, self.force]

    @property
    def shown(self) -> list[Any]:
        """What an answer changes, but for the box."""
        return [self.turns, self.talk, self.offered]


def _limited(doc_ids: list[str] | None, in_force: bool) -> str:
    """What is asked, in words that are seen while the choice itself is folded away."""
    documents = f"选定的 {len(doc_ids)} 件" if doc_ids else "全部文件"
    return f"在哪些文件里问：{documents}{'，只用现行有效的' if in_force else ''}"


def _relabelled(doc_ids: list[str] | None, in_force: bool) -> Any:
    return gr.update(label=_limited(doc_ids, in_force))
