"""The page: serves `page/` over a home's library, on this machine alone unless told otherwise."""

from __future__ import annotations

import os
import threading
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

if TYPE_CHECKING:
    import gradio as gr

    from page.layout import Page
    from qa.engine import Engine

# Gradio reads these when it is imported: nothing is sent anywhere, nothing is asked for elsewhere.
_QUIET = {"GRADIO_ANALYTICS_ENABLED": "False", "HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "ANONYMIZED_TELEMETRY": "False"}
_AT_ONCE = 8  # questions answered side by side; the models' threads are shared
_LARGEST_FILE = "200mb"


def make(engine: Engine, questions: list[dict[str, str]]) -> tuple[gr.Blocks, Page]:
    """The page over an engine, not yet listening."""
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)
    from page.layout import Page, build

    page = Page(engine, questions)
    return build(page).queue(default_concurrency_limit=_AT_ONCE), page


def launch(blocks: gr.Blocks, host: str, port: int, wait: bool = True) -> str:
    """Listen; returns the page's address.

    :param wait: do not return before the server is stopped.
    """
    import gradio as gr

    from page.layout import ASSETS

    theme = gr.themes.Base(
        primary_hue="red", neutral_hue="stone", radius_size="sm",
        font=["PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif"], font_mono=["Consolas", "monospace"],
    )  # fmt: skip
    script = (ASSETS / "page.js").read_text("utf-8")
    _, address, _ = blocks.launch(
        server_name=host, server_port=port, prevent_thread_lock=True, share=False, inbrowser=False, quiet=True, theme=theme,
        css=(ASSETS / "style.css").read_text("utf-8"), head=f"<script>{script}</script>", footer_links=[],
        max_file_size=_LARGEST_FILE, show_error=False, ssr_mode=False, enable_monitoring=False,
    )  # fmt: skip
    if wait:
        blocks.block_thread()
    return str(address)


def serve(home: Path, *, host: str, port: int, open_browser: bool, question: str | None) -> None:
    """Open the page and answer until Ctrl+C.

    :param question: what the page asks at once when it is opened by itself.
    :raises ZhengceError: there is no library, or the settings can't be read.
    """
    from commands.first_run import sample_questions
    from qa.engine import Engine

    engine = Engine.open(home)
    blocks, _ = make(engine, sample_questions())
    address = launch(blocks, host, port, wait=False)
    shown = address.replace("0.0.0.0", "127.0.0.1")
    print(f"网页已打开：{shown}（按 Ctrl+C 结束）", flush=True)
    threading.Thread(target=_warm, args=(engine,), daemon=True).start()
    if open_browser:
        webbrowser.open(f"{shown}?{urlencode({'q': question})}" if question else shown)
    try:
        blocks.block_thread()
    finally:
        engine.close()


def _warm(engine: Engine) -> None:
    """Load the models while the first question is being typed. What hinders that is told at the question."""
    from corpus.errors import ZhengceError

    try:
        engine.warm()
    except ZhengceError:
        return
