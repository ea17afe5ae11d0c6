"""核校: a draft goes in, each citation comes out with its verdict, a person looks and decides, a report goes out."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import gradio as gr

from corpus.errors import ZhengceError
from page.desk import QUIETLY, Desk, said, speaks
from page.source import aside, source
from page.upload import fresh_folder, upload_button
from page.verify_view import ORDER, Review, comparison, draft, listing, named, summary
from page.words import trouble
from qa.verify import Verification, Verifier
from qa.verify.reports import Decision, write_report

_PASTED = "粘贴的草稿"
_MOST_CHARS = 400_000
_REPORTS = {"docx": "导出 Word", "html": "导出网页", "xlsx": "导出 Excel"}
_LEAD = (
    '<div class="welcome"><p class="lead">核对草稿引用的条款。</p>'
    "<p>粘贴草稿，或把 .docx、.txt、.md 文件拖到这里：每处引用有没有、对不对、还有没有效，逐处给出原文。</p></div>"
)


class VerifyRoom:
    """The room where drafts are checked. The review is each visitor's own (`gr.State`)."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._verifier = Verifier(desk.engine.library)

    # -- handlers ---------------------------------------------------------------------------------
    def check(self, text: str) -> tuple[Any, ...]:
        """Check what was pasted."""
        if not text.strip():
            return self._failed("还没有草稿：请粘贴文字，或上传 .docx、.txt、.md 文件")
        return self._check(text.replace("\r\n", "\n"), _PASTED, None)

    def check_file(self, paths: list[str] | None) -> tuple[Any, ...]:
        """Check a file that was brought."""
        if not paths:
            return tuple(gr.skip() for _ in range(6))
        path = paths[0]
        from qa.verify.drafts import read_draft

        name = Path(path).name
        try:
            text = read_draft(path)
        except ZhengceError as error:
            return self._failed(str(error).replace(path, name))
        return self._check(text, name, path)

    def _check(self, text: str, name: str, path: str | None) -> tuple[Any, ...]:
        if len(text) > _MOST_CHARS:
            return self._failed(
                f"{name}：草稿有 {len(text)} 字，太长了，请分成几份（每份 {_MOST_CHARS // 10000} 万字以内）"
            )
        try:
            verification = self._verifier.verify(text, name)
            self._keep(verification)
        except ZhengceError as error:
            return self._failed(str(error))
        review = Review(verification, path, made=time.monotonic_ns())
        return (*self._shown(review), gr.update(visible=False), gr.update(visible=True))

    def _keep(self, verification: Verification) -> None:
        """So that `zhengce verify --again` can tell what has changed since."""
        from corpus.checks import keep_check

        citations = [citation.as_json() for citation in verification.citations]
        keep_check(self._desk.library, verification.file, verification.text, verification.revision, citations)

    def _failed(self, message: str) -> tuple[Any, ...]:
        return None, trouble(message), "", "", gr.skip(), gr.skip()

    def again(self) -> tuple[Any, ...]:
        """Back to the box for another draft."""
        return None, _LEAD, "", "", gr.update(visible=True), gr.update(visible=False)

    def act(self, review: Review | None, event: gr.EventData) -> tuple[Any, ...]:
        """What the controls of the list, the draft and the comparison say."""
        told = said(event)
        if review is None or not review.verification.citations:
            return tuple(gr.skip() for _ in range(5))
        act = told.get("act")
        if act == "only":
            verdict = told.get("verdict")
            review = replace(review, only=verdict if verdict in ORDER and verdict != review.only else None)
            return (*self._shown(review), gr.skip())
        if act == "pick":
            review = replace(review, current=_index(told.get("i"), len(review.verification.citations)))
        elif act in ("next", "previous"):
            review = stepped(review, 1 if act == "next" else -1)
        elif act == "accept" and review.current is not None:
            before = review
            decision = replace(review.decision(review.current) or Decision(), accepted=True)
            review = stepped(_decided(review, decision), 1, before)
        elif act == "decide" and review.current is not None:
            verdict = told.get("verdict")
            if verdict in ORDER:
                own = review.verification.citations[review.current].verdict
                other = verdict if verdict != own else None
                note = str(told.get("note") or "").strip()
                review = _decided(review, Decision(other, accepted=other is None, note=note))
        return (*self._shown(review), self._pane(review))

    def _shown(self, review: Review) -> tuple[Any, ...]:
        return review, summary(review), draft(review), listing(review)

    def _pane(self, review: Review) -> Any:
        if review.current is None:
            return gr.skip()
        above = comparison(review)
        citation = review.verification.citations[review.current]
        evidence = citation.evidence
        if evidence is None:
            try:
                if citation.doc_id is not None:
                    return source(self._desk.library.get(citation.doc_id), above=above)
            except ZhengceError:
                pass
            return aside(named(citation), above)
        try:
            document = self._desk.library.get(evidence.doc_id)
        except ZhengceError:
            return aside(named(citation), above)
        spans = [(c.source_start, c.source_end) for c in citation.changes]
        return source(document, evidence.start, evidence.end, above, spans)

    # -- reports ----------------------------------------------------------------------------------
    def report(self, review: Review | None, kind: str) -> tuple[Any, Any]:
        """Write a report; its file goes to the browser.

        :return: the file, and what went wrong (empty where nothing did).
        """
        if review is None:
            return None, ""
        stem = Path(review.verification.file).stem
        path = fresh_folder() / f"{stem}-核校.{kind}"
        try:
            write_report(review.verification, path, Path(review.path) if review.path else None, review.decisions)
        except (ZhengceError, OSError) as error:
            return None, trouble(str(error) if isinstance(error, ZhengceError) else f"报告写不进去（{error.strerror}）")
        return str(path), ""

    # -- the page ---------------------------------------------------------------------------------
    def show(self) -> None:
        """Make the components, where the page stands."""
        self.review = gr.State(None)
        self.summary = gr.HTML(_LEAD, elem_id="verdicts", js_on_load=speaks("verify"), apply_default_css=False)
        with gr.Column(elem_id="entry") as self.entry:
            self.text = gr.Textbox(
                label="草稿",
                placeholder="把草稿粘贴在这里……",
                lines=10,
                max_lines=16,
                elem_id="pasted",
                max_length=_MOST_CHARS,
            )
            with gr.Row(elem_classes=["buttons"]):
                self.go = gr.Button("核校", variant="primary", elem_classes=["solid"], scale=0, min_width=110)
                self.file = upload_button("上传草稿", elem_classes=["plain"], scale=0, min_width=110)
        self.draft = gr.HTML("", elem_id="draft", apply_default_css=False)
        self.listed = gr.HTML("", elem_id="findings", apply_default_css=False)
        with gr.Row(visible=False, elem_classes=["buttons", "foot"]) as self.out:
            self.reports = [
                (gr.Button(title, elem_classes=["plain"], scale=0, min_width=90), kind)
                for kind, title in _REPORTS.items()
            ]
            self.other = gr.Button("换一份草稿", elem_classes=["plain"], scale=0, min_width=100)
        self.failed = gr.HTML("", apply_default_css=False)

    def wire(self, pane: Any, download: Any) -> None:
        """Say what happens on what.

        :param pane: the source that all rooms share; `download` hands a file to the browser.
        """
        checked = [self.review, self.summary, self.draft, self.listed, self.entry, self.out]
        self.go.click(self.check, self.text, checked, **QUIETLY)
        self.file.upload(self.check_file, self.file, checked, **QUIETLY)
        self.other.click(self.again, None, checked, **QUIETLY)
        acted = [self.review, self.summary, self.draft, self.listed, pane]
        self.summary.select(self.act, self.review, acted, trigger_mode="multiple", **QUIETLY)
        for button, kind in self.reports:
            download.on(button, self._reporter(kind), [self.review], self.failed)

    def _reporter(self, kind: str) -> Any:
        return lambda review: self.report(review, kind)


def stepped(review: Review, by: int, order_of: Review | None = None) -> Review:
    """The next citation of the list (of `order_of`'s, where the list has just changed), or the first."""
    order = (order_of or review).listed()
    if not order:
        return review
    if review.current not in order:
        return replace(review, current=order[0])
    at = order.index(review.current) + by
    return replace(review, current=order[max(0, min(at, len(order) - 1))])


def _decided(review: Review, decision: Decision) -> Review:
    assert review.current is not None
    return replace(review, decisions={**(review.decisions or {}), review.current: decision})


def _index(value: Any, count: int) -> int | None:
    try:
        index = int(value)
    except (TypeError, ValueError):
        return None
    return index if 0 <= index < count else None
