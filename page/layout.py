"""The rooms of the page and what happens in them. State is per visitor; the engine is shared and thread-safe."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from corpus.errors import ZhengceError
from corpus.ingest import IngestReport, ingest_paths
from corpus.library import Library
from corpus.types import DocumentSummary, Status
from index.types import Filters
from page import render
from qa.engine import Engine
from qa.types import Answer, Refusal, as_json

ASSETS = Path(__file__).parent / "assets"
_MOST_EXAMPLES = 4
_MOST_LISTED = 400  # documents of a list; more are found by searching
_TURNS_KEPT = 30
_STAGES = {"lexical": "建全文索引", "encode": "算语义向量（字）", "store": "写入向量库"}
# A click or Enter on anything with data-… is reported to Python as one event.
_ON_LOAD = """
element.addEventListener('click', (event) => {
  const place = event.target.closest('[data-doc][data-start]');
  if (place) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    window.zhengce.opened(place);
    trigger('select', {doc: place.dataset.doc, start: +place.dataset.start, end: +place.dataset.end});
    return;
  }
  const example = event.target.closest('[data-ask]');
  if (example) { event.preventDefault(); trigger('select', {ask: example.dataset.ask}); }
});
element.addEventListener('keydown', (event) => {
  if (event.key === ' ' && event.target.matches('a[role=button]')) { event.preventDefault(); event.target.click(); }
});
"""
_SOURCE_ON_LOAD = """
element.addEventListener('click', (event) => {
  if (event.target.closest('[data-close]')) { trigger('select', {close: true}); window.zhengce.closed(); }
});
"""
Turn = tuple[str, Answer | Refusal | str | None]


class Page:
    """The handlers of one page over one engine."""

    def __init__(self, engine: Engine, questions: Sequence[dict[str, str]]) -> None:
        """:param questions: to begin with, each with the `source` and the `words` that answer it (corpus/sample/questions.json)."""
        self._engine = engine
        self._offered = list(questions)
        self._answerable: tuple[int, list[str]] | None = None
        self._adding = threading.Lock()

    # -- what is shown ------------------------------------------------------------------------------
    def summaries(self) -> list[DocumentSummary]:
        """All documents, newest first, those without a date last."""
        return sorted(self._engine.library.summaries(), key=lambda s: (-_day_number(s), s.title))

    def statuses(self) -> dict[str, Status]:
        """doc_id -> status."""
        return {s.doc_id: s.status for s in self._engine.library.summaries()}

    def choices(self) -> list[tuple[str, str]]:
        """Documents to limit the question to, as (title, doc_id)."""
        return [(f"{s.title}{f'（{s.doc_number}）' if s.doc_number else ''}", s.doc_id) for s in self.summaries()]

    def examples(self) -> list[str]:
        """Questions to begin with: of those on offer the ones whose words this library has, then ones on its newest documents."""
        revision = self._engine.library.revision
        if self._answerable is None or self._answerable[0] != revision:
            library = self._engine.library
            found = [each["question"] for each in self._offered if _answers(library, each)][:_MOST_EXAMPLES]
            for summary in self.summaries()[: _MOST_EXAMPLES - len(found)]:
                found.append(f"《{summary.title}》讲了什么？")
            self._answerable = revision, found
        return self._answerable[1]

    # -- asking -------------------------------------------------------------------------------------
    def ask(self, question: str, turns: list[Turn], doc_ids: list[str], in_force: bool) -> Iterator[tuple[Any, ...]]:
        """Show that it is being looked for, then what was found."""
        asked = question.strip()
        if not asked:
            yield turns, gr.skip(), gr.skip(), gr.skip()
            return
        kept = turns[-_TURNS_KEPT:]
        yield [*kept, (asked, None)], render.conversation([*kept, (asked, None)], self.statuses()), "", ""
        result: Answer | Refusal | str
        try:
            filters = Filters(doc_ids=tuple(doc_ids or ()), in_force_only=in_force)
            result = self._engine.ask(asked, filters=filters, history=_history(kept))
        except ZhengceError as error:
            result = str(error)
        done = [*kept, (asked, result)]
        yield done, render.conversation(done, self.statuses()), "", ""

    def clear(self) -> tuple[list[Turn], str, str]:
        """A new conversation."""
        return [], "", render.examples(self.examples())

    def open(self, event: gr.EventData) -> Any:
        """The document of a click, marked."""
        return self.source(event._data if isinstance(event._data, dict) else {})

    def source(self, place: dict[str, Any]) -> Any:
        """The document of `{"doc", "start", "end"}`; the empty pane where it isn't there any more."""
        if not place.get("doc"):
            return render.source(None) if place.get("close") else gr.skip()
        try:
            document = self._engine.library.get(str(place["doc"]))
        except ZhengceError:
            return render.source(None)
        start, end = int(place.get("start") or 0), int(place.get("end") or 0)
        inside = 0 <= start <= end <= len(document.text)
        return render.source(document, start if inside else 0, end if inside else 0)

    def arrive(self, request: gr.Request) -> tuple[Any, ...]:
        """What the page's address asks for: a document's place, or a question."""
        wanted = dict(request.query_params) if request is not None else {}
        top, chosen, listed = self.refreshed()
        return top, chosen, render.examples(self.examples()), self._linked(wanted), listed, wanted.get("q", "")

    def _linked(self, wanted: dict[str, str]) -> str:
        reference = wanted.get("doc", "")
        if not reference:
            return render.source(None)
        try:
            document = self._engine.library.get(self._engine.library.resolve(reference))
        except ZhengceError:
            return render.source(None)
        start, _, end = wanted.get("at", "").partition("-")
        if start.isdigit() and end.isdigit() and int(start) <= int(end) <= len(document.text):
            return render.source(document, int(start), int(end))
        index = document.clause(wanted["clause"]) if wanted.get("clause") else None
        if index is None and wanted.get("clause"):
            from corpus.addresses import parse_address
            from qa.lookup import ClauseFinder

            found = ClauseFinder(document).find(parse_address(wanted["clause"]) or ())
            index = found[0] if found else None
        if index is None:
            return render.source(document)
        return render.source(document, document.clauses[index].start, document.clauses[index].end)

    # -- the library --------------------------------------------------------------------------------
    def look_for(self, words: str) -> str:
        """The documents whose title, 文号, issuer or file name hold the words."""
        summaries = self.summaries()
        wanted = words.strip().lower()
        found = [s for s in summaries if wanted in f"{s.title} {s.doc_number or ''} {s.issuer or ''} {s.source}".lower()]
        return render.documents(found[:_MOST_LISTED], wanted, len(summaries))

    def add(self, files: list[str] | None) -> Iterator[str]:
        """Take files in and bring the index up, telling how far it is."""
        if not files:
            return
        if not self._adding.acquire(blocking=False):
            yield render.notes(["有人正在加入文件，请等这一批做完再试"])
            return
        try:
            yield render.progress_line("读入文件", 0, 1)
            steps: queue.Queue[tuple[str, int, int] | list[str]] = queue.Queue()
            worker = threading.Thread(target=lambda: steps.put(self._add([Path(f) for f in files], steps)), daemon=True)
            worker.start()
            while True:
                step = steps.get()
                while not steps.empty() and isinstance(step, tuple):  # the last of those that wait is enough
                    step = steps.get()
                if isinstance(step, list):
                    yield render.notes(step)
                    return
                yield render.progress_line(f"{step[0]} {step[1]}/{step[2]}", step[1], step[2])
        finally:
            self._adding.release()

    def refreshed(self) -> tuple[Any, ...]:
        """What shows the library, after it has changed."""
        summaries = self.summaries()
        listed = render.documents(summaries[:_MOST_LISTED], total=len(summaries))
        return render.state_line(summaries), gr.update(choices=self.choices()), listed

    def _add(self, paths: list[Path], steps: queue.Queue[Any]) -> list[str]:
        from index.build import update_index

        try:
            report = ingest_paths(self._engine.library, paths, lambda done, total, name: steps.put(("读入文件", done, total)))
            lines = _told(report)
            update_index(
                self._engine.library, self._engine.settings,
                lambda stage, done, total: steps.put((_STAGES.get(stage, stage), done, total)),
            )  # fmt: skip
        except ZhengceError as error:
            return [str(error)]
        except Exception as error:  # noqa: BLE001  a page that waits for ever says less
            return [f"没有做完：{type(error).__name__}，请运行 zhengce doctor 查看"]
        return lines


def _answers(library: Library, offered: dict[str, str]) -> bool:
    """Whether the document that answers a question is in the library with the words that do."""
    return any(offered["words"] in library.text(doc_id) for doc_id in library.find(offered["source"]))


def _day_number(summary: DocumentSummary) -> int:
    dates = summary.dates
    day = dates.issued_on or dates.published_on or dates.effective_on
    return day.toordinal() if day is not None else 0


def _told(report: IngestReport) -> list[str]:
    lines = [f"新增 {report.added} 份，更新 {report.updated} 份，未变 {report.unchanged} 份，未加入 {len(report.failed)} 份"]
    lines += [f"未加入：{failure.error}" for failure in report.failed]
    for summary in report.documents:
        lines += [f"{summary.source}：{warning}" for warning in summary.warnings]
    return lines


def _history(turns: Sequence[Turn]) -> list[dict[str, Any]]:
    """Earlier turns as the engine reads them."""
    return [as_json(result) for _, result in turns if isinstance(result, (Answer, Refusal))]


def build(page: Page) -> gr.Blocks:
    """The page's components and what sets them going."""
    with gr.Blocks(title="政策文件问答", fill_width=True, analytics_enabled=False) as blocks:
        turns = gr.State([])
        top = gr.HTML(render.state_line([]), elem_id="top", apply_default_css=False)
        with gr.Row(elem_id="desk", equal_height=False):
            with gr.Column(scale=5, min_width=320, elem_id="work"), gr.Tabs(elem_id="rooms"):
                with gr.Tab("问答", id="ask"):
                    talk = gr.HTML("", elem_id="talk", js_on_load=_LIVE + _ON_LOAD, apply_default_css=False)
                    offered = gr.HTML("", elem_id="offered", js_on_load=_ON_LOAD, apply_default_css=False)
                    with gr.Column(elem_id="asking"):
                        with gr.Row(elem_id="line"):
                            box = gr.Textbox(
                                label="问题", placeholder="问一件事，或写出哪份文件第几条", lines=1, max_lines=5, elem_id="question", autofocus=True,
                                container=False, scale=4, min_width=180,
                            )  # fmt: skip
                            send = gr.Button("提问", variant="primary", elem_id="send", scale=0, min_width=80)
                        with gr.Accordion("限定文件 · 新对话", open=False, elem_id="limits"):
                            chosen = gr.Dropdown(label="在这些文件里问（不选就是全部）", choices=[], multiselect=True, elem_id="chosen")
                            with gr.Row():
                                force = gr.Checkbox(label="只看现行有效", value=False, elem_id="force", min_width=140)
                                clear = gr.Button("新对话", elem_id="clear", scale=0, min_width=100)
                with gr.Tab("文库", id="library"):
                    with gr.Row(elem_id="shelf"):
                        words = gr.Textbox(label="找文件", placeholder="标题、文号、机关或文件名", elem_id="words", scale=3)
                        add = gr.UploadButton("加入文件", file_count="multiple", elem_id="add", scale=0, min_width=110, variant="primary")
                    told = gr.HTML("", elem_id="told", apply_default_css=False)
                    listed = gr.HTML("", elem_id="listed", js_on_load=_ON_LOAD, apply_default_css=False)
            with gr.Column(scale=6, min_width=320, elem_id="beside"):
                pane = gr.HTML(render.source(None), elem_id="source", js_on_load=_SOURCE_ON_LOAD, apply_default_css=False)

        asking = [box, turns, chosen, force]
        shown = [turns, talk, box, offered]
        for trigger in (box.submit, send.click):
            trigger(page.ask, asking, shown, show_progress="hidden", api_visibility="private")
        offered.select(_example, None, box, show_progress="hidden", api_visibility="private").then(
            page.ask, asking, shown, show_progress="hidden", api_visibility="private"
        )
        clear.click(page.clear, None, [turns, talk, offered], show_progress="hidden", api_visibility="private")
        for place in (talk, listed):
            place.select(page.open, None, pane, show_progress="hidden", api_visibility="private")
        pane.select(page.open, None, pane, show_progress="hidden", api_visibility="private")
        words.change(page.look_for, words, listed, show_progress="hidden", api_visibility="private", trigger_mode="always_last")
        whole = [top, chosen, offered, pane, listed]
        add.upload(page.add, add, told, show_progress="hidden", api_visibility="private").then(
            page.refreshed, None, [top, chosen, listed], show_progress="hidden", api_visibility="private"
        )
        blocks.load(page.arrive, None, [*whole, box], show_progress="hidden", api_visibility="private").then(
            page.ask, asking, shown, show_progress="hidden", api_visibility="private"
        )
    return blocks


_LIVE = "element.setAttribute('aria-live', 'polite'); element.setAttribute('role', 'log'); element.setAttribute('aria-label', '回答');"


def _example(event: gr.EventData) -> Any:
    data = event._data if isinstance(event._data, dict) else {}
    return data.get("ask") or gr.skip()
