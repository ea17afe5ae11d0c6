"""The page: its rooms as tabs on the left, the source that all of them open on the right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from page.ask_tab import AskRoom
from page.desk import QUIETLY, Desk
from page.download import Download
from page.library_tab import LibraryRoom
from page.quiz_tab import QuizRoom
from page.shelf import Wanted, state_line
from page.source import source
from page.verify_tab import VerifyRoom
from qa.engine import Engine

ASSETS = Path(__file__).parent / "assets"
TITLE = "政策文件问答"
# One habit: whatever on the page names a place in a document opens it here (assets/page.js finds the clicks).
_PANE = "window.zhengce.pane = (place) => trigger('select', place);"


class Page:
    """All rooms over one engine. State is per visitor (`gr.State`); the engine is shared and thread-safe."""

    def __init__(self, engine: Engine, questions: Sequence[Mapping[str, str]]) -> None:
        """:param questions: to begin with, each with the `source` and the `words` that answer it."""
        self.desk = Desk(engine)
        self.ask = AskRoom(self.desk, questions)
        self.verify = VerifyRoom(self.desk)
        self.quiz = QuizRoom(self.desk)
        self.shelf = LibraryRoom(self.desk)
        self.download = Download()

    def refreshed(self) -> tuple[Any, ...]:
        """What shows the library outside its own room, after it has changed."""
        choices = gr.update(choices=self.desk.choices())
        return state_line(self.desk.summaries()), choices, choices

    def arrive(self, request: gr.Request) -> tuple[Any, ...]:
        """What the page's address asks for: a document's place (`doc`, `clause`, `at`), a question (`q`), or nothing."""
        wanted = dict(request.query_params) if request is not None else {}
        listed = self.shelf.shown(Wanted())
        return *self.refreshed(), *listed, self.ask.welcome(), self.desk.linked(wanted), wanted.get("q", "")


def build(page: Page) -> gr.Blocks:
    """The page's components and what sets them going."""
    blocks: gr.Blocks
    with gr.Blocks(title=TITLE, fill_width=True, analytics_enabled=False) as blocks:
        top = gr.HTML(state_line([]), elem_id="top", apply_default_css=False)
        with gr.Row(elem_id="desk", equal_height=False):
            with gr.Column(scale=5, min_width=320, elem_id="work"), gr.Tabs(elem_id="rooms"):
                with gr.Tab("问答", id="ask"):
                    page.ask.show()
                with gr.Tab("核校", id="verify"):
                    page.verify.show()
                with gr.Tab("出题", id="quiz"):
                    page.quiz.show()
                with gr.Tab("文库", id="library"):
                    page.shelf.show()
            with gr.Column(scale=6, min_width=320, elem_id="beside"):
                pane = gr.HTML(source(None), elem_id="source", js_on_load=_PANE, apply_default_css=False)
        page.download.show()

        elsewhere = [top, page.ask.chosen, page.quiz.chosen]
        page.ask.wire(page.download)
        page.verify.wire(pane, page.download)
        page.quiz.wire(page.download)
        page.shelf.wire(pane, page.refreshed, elsewhere)
        pane.select(page.desk.open, None, pane, **QUIETLY)
        # Whoever types while the page is arriving keeps what is typed: a question of the address goes round the box.
        question = gr.State("")
        arrived = [*elsewhere, page.shelf.filters, page.shelf.listed, page.ask.offered, pane, question]
        blocks.load(page.arrive, None, arrived, **QUIETLY).then(
            page.ask.ask_linked, [question, *page.ask.among], page.ask.shown, **QUIETLY
        ).then(page.ask.offer, page.ask.turns, page.ask.offered, **QUIETLY)
    return blocks
