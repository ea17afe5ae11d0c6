"""文库: what is in the library, and how more comes into it."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from corpus.errors import ZhengceError
from corpus.ingest import IngestReport, ingest_paths
from page.desk import QUIETLY, Desk
from page.shelf import documents
from page.words import notes, progress_line

_MOST_LISTED = 300  # documents of a list; more are found by searching
_STAGES = {"lexical": "建全文索引", "encode": "算语义向量（字）", "store": "写入向量库"}


class LibraryRoom:
    """The room of the library."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._adding = threading.Lock()  # one batch at a time, whoever brings it

    # -- handlers ---------------------------------------------------------------------------------
    def look_for(self, words: str) -> str:
        """The documents whose title, 文号, issuer or file name hold the words."""
        summaries = self._desk.summaries()
        wanted = words.strip().lower()
        found = [
            s for s in summaries if wanted in f"{s.title} {s.doc_number or ''} {s.issuer or ''} {s.source}".lower()
        ]
        return documents(found[:_MOST_LISTED], words.strip(), len(summaries))

    def add(self, files: list[str] | None) -> Iterator[str]:
        """Take files in and bring the index up, telling how far it is."""
        if not files:
            return
        if not self._adding.acquire(blocking=False):
            yield notes(["有人正在加入文件，请等这一批做完再试"], bad=True)
            return
        try:
            yield progress_line("读入文件", 0, 1)
            steps: queue.Queue[tuple[str, int, int] | str] = queue.Queue()
            worker = threading.Thread(target=lambda: steps.put(self._add([Path(f) for f in files], steps)), daemon=True)
            worker.start()
            while True:
                step = steps.get()
                while not steps.empty() and isinstance(step, tuple):  # the last of those that wait is enough
                    step = steps.get()
                if isinstance(step, str):
                    yield step
                    return
                yield progress_line(f"{step[0]} {step[1]}/{step[2]}", step[1], step[2])
        finally:
            self._adding.release()

    def _add(self, paths: list[Path], steps: queue.Queue[Any]) -> str:
        from index.build import update_index

        try:
            report = ingest_paths(
                self._desk.library, paths, lambda done, total, name: steps.put(("读入文件", done, total))
            )
            update_index(
                self._desk.library,
                self._desk.engine.settings,
                lambda stage, done, total: steps.put((_STAGES.get(stage, stage), done, total)),
            )
        except ZhengceError as error:
            return notes([str(error)], bad=True)
        except Exception as error:  # noqa: BLE001  a page that waits for ever says less
            return notes([f"没有做完：{type(error).__name__}，请运行 zhengce doctor 查看"], bad=True)
        return notes(_told(report), bad=bool(report.failed))

    # -- the page ---------------------------------------------------------------------------------
    def show(self) -> None:
        """Make the components, where the page stands."""
        with gr.Row(elem_id="shelf"):
            self.words = gr.Textbox(
                label="找文件", placeholder="标题、文号、机关或文件名", elem_id="words", scale=3, container=False
            )
            self.files = gr.UploadButton(
                "加入文件", file_count="multiple", elem_id="add", scale=0, min_width=110, variant="primary"
            )
        self.told = gr.HTML("", elem_id="told", apply_default_css=False)
        self.listed = gr.HTML("", elem_id="listed", apply_default_css=False)

    def wire(self, refreshed: Any, refreshes: list[Any]) -> None:
        """Say what happens on what.

        :param refreshed: gives what shows the library, after it has changed; `refreshes` are the components.
        """
        self.words.change(self.look_for, self.words, self.listed, trigger_mode="always_last", **QUIETLY)
        self.files.upload(self.add, self.files, self.told, **QUIETLY).then(refreshed, None, refreshes, **QUIETLY)


def _told(report: IngestReport) -> list[str]:
    lines = [
        f"新增 {report.added} 份，更新 {report.updated} 份，未变 {report.unchanged} 份，未加入 {len(report.failed)} 份"
    ]
    lines += [f"未加入：{failure.error}" for failure in report.failed]
    for summary in report.documents:
        lines += [f"{summary.source}：{warning}" for warning in summary.warnings]
    return lines
