"""文库: what is in the library, how more comes into it, and what a person says of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import gradio as gr

from corpus.dating import parse_date
from corpus.diff import compare
from corpus.errors import ZhengceError
from corpus.ingest import ingest_paths
from corpus.types import Status
from page.compare_view import versions
from page.desk import QUIETLY, Desk, said, speaks
from page.shelf import NAMES, PAGE, Wanted, arrival, arrivals, documents, filters
from page.source import source
from page.upload import upload_button
from page.words import notes, trouble
from page.working import Outcome, Say, watched

_STAGES = {"lexical": "建全文索引", "encode": "算语义向量（字）", "store": "写入向量库"}


class LibraryRoom:
    """The room of the library. What is looked at is each visitor's own (`gr.State`)."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._adding = threading.Lock()  # one batch at a time, whoever brings it

    # -- the list ---------------------------------------------------------------------------------
    def shown(self, wanted: Wanted) -> tuple[str, str]:
        """The filters and the list."""
        summaries = self._desk.summaries()
        return filters(summaries, wanted), documents(summaries, wanted)

    def look_for(self, words: str, wanted: Wanted) -> tuple[Any, ...]:
        """The documents whose title, 文号, issuer or file name hold the words."""
        wanted = replace(wanted, words=words, shown=PAGE)
        return (wanted, *self.shown(wanted))

    def act(self, wanted: Wanted, event: gr.EventData) -> tuple[Any, ...]:
        """What the controls of the list and of a document's page say.

        :return: what is looked at, the filters, the list, the source beside, and what to tell.
        """
        told = said(event)
        act, doc_id = told.get("act"), str(told.get("doc") or "")
        pane: Any = gr.skip()
        notice = ""
        if act == "filter" and told.get("name") in NAMES:
            name, value = str(told["name"]), str(told.get("value") or "")
            others = tuple(each for each in wanted.filters if each[0] != name)
            wanted = replace(wanted, filters=(*others, (name, value)) if value else others, shown=PAGE)
        elif act == "more":
            wanted = replace(wanted, shown=wanted.shown + PAGE)
        elif act == "all":
            wanted = Wanted()
        else:
            try:
                pane, notice = self._done(str(act), doc_id, told)
            except ZhengceError as error:
                notice = trouble(str(error))
        return (wanted, *self.shown(wanted), pane, notice)

    def _done(self, act: str, doc_id: str, told: dict[str, Any]) -> tuple[Any, str]:
        """Change something in the library for good; the source beside then, and what to tell."""
        library = self._desk.library
        if act == "compare":
            older, newer = (library.get(str(told.get(which))) for which in ("older", "newer"))
            return versions(compare(older, newer)), ""
        title = library.summary(doc_id).title
        if act == "remove":
            library.remove([doc_id])
            self._index(lambda *_: None)
            return source(None), notes([f"《{title}》已移出文库，原来的文件没有动"])
        if act == "status":
            status = next((s for s in Status if s.value == told.get("status")), None)
            if status is None:
                return gr.skip(), ""
            written = str(told.get("on") or "").strip()
            on = parse_date(written)
            if written and on is None:
                return gr.skip(), trouble(f"“{written}”不是日期，请写成 2021年3月1日")
            library.set_status(doc_id, status, on, str(told.get("note") or "").strip())
        elif act == "clear-status":
            library.clear_status(doc_id)
        else:
            return gr.skip(), ""
        document = library.get(doc_id)
        return self._desk.shown(document, unfolded=True), notes([f"《{title}》：{document.status.value}"])

    # -- more files -------------------------------------------------------------------------------
    def add(self, files: list[str] | None) -> Iterator[str]:
        """Take files in one by one and bring the index up, telling what became of each and how far it is."""
        if not files:
            return
        if not self._adding.acquire(blocking=False):
            yield notes(["有人正在加入文件，请等这一批做完再试"], bad=True)
            return
        lines: list[str] = []
        try:
            yield arrivals(lines, ("读入文件", 0, len(files)))
            for step in watched(lambda say: self._add([Path(f) for f in files], lines, say)):
                if not isinstance(step, Outcome):
                    yield arrivals(lines, (f"{step.what} {step.done}/{step.total}", step.done, step.total))
                else:
                    yield arrivals(lines, total=step.result or step.trouble)
        finally:
            self._adding.release()

    def _add(self, paths: Sequence[Path], lines: list[str], say: Say) -> str:
        added = updated = unchanged = failed = 0
        alone = len(paths) == 1  # an archive, perhaps: tell of the files in it

        def within(done: int, total: int, _: str) -> None:
            if alone:
                say("读入文件", done, total)

        for done, path in enumerate(paths, 1):
            report = ingest_paths(self._desk.library, [path], within)
            lines.extend(line.replace(str(path), path.name) for line in arrival(path.name, report))
            added, updated = added + report.added, updated + report.updated
            unchanged, failed = unchanged + report.unchanged, failed + len(report.failed)
            if not alone:
                say("读入文件", done, len(paths))
        self._index(say)
        return f"新增 {added} 份，更新 {updated} 份，未变 {unchanged} 份，没有加入 {failed} 份"

    def _index(self, say: Say) -> None:
        from index.build import update_index

        engine = self._desk.engine
        update_index(
            self._desk.library, engine.settings, lambda stage, done, total: say(_STAGES.get(stage, stage), done, total)
        )

    # -- the page ---------------------------------------------------------------------------------
    def show(self) -> None:
        """Make the components, where the page stands."""
        self.wanted = gr.State(Wanted())
        with gr.Row(elem_id="shelf"):
            self.words = gr.Textbox(
                label="找文件",
                placeholder="标题、文号、机关或文件名",
                elem_id="words",
                scale=3,
                container=False,
                max_lines=1,
            )
            self.files = upload_button(
                "加入文件", file_count="multiple", elem_id="add", scale=0, min_width=110, variant="primary"
            )
        self.told = gr.HTML("", elem_id="told", apply_default_css=False)
        self.filters = gr.HTML("", elem_id="filters", js_on_load=speaks("library"), apply_default_css=False)
        self.listed = gr.HTML("", elem_id="listed", apply_default_css=False)

    def wire(self, pane: Any, refreshed: Any, refreshes: list[Any]) -> None:
        """Say what happens on what.

        :param pane: the source that all rooms share.
        :param refreshed: gives what shows the library elsewhere, after it has changed; `refreshes` are the components.
        """
        looked = [self.wanted, self.filters, self.listed]
        self.words.change(self.look_for, [self.words, self.wanted], looked, trigger_mode="always_last", **QUIETLY)
        self.filters.select(self.act, self.wanted, [*looked, pane, self.told], trigger_mode="multiple", **QUIETLY).then(
            refreshed, None, refreshes, **QUIETLY
        )
        # The list first: whoever sees the new count and types must not have an older list laid over theirs.
        self.files.upload(self.add, self.files, self.told, **QUIETLY).then(
            self.look_for, [self.words, self.wanted], looked, **QUIETLY
        ).then(refreshed, None, refreshes, **QUIETLY)
