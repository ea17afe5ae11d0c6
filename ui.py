"""The page: serves `page/` over a home's library, on this machine alone unless told otherwise."""

from __future__ import annotations

import os
import sys
import threading
import webbrowser
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

if TYPE_CHECKING:
    import gradio as gr

    from page.layout import Page
    from qa.engine import Engine

# Gradio and what it brings read these when they are imported: nothing is sent anywhere, nothing asked for elsewhere.
_QUIET = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "ANONYMIZED_TELEMETRY": "False",
}
_AT_ONCE = 8  # questions answered side by side; the models' threads are shared
_LARGEST_FILE = "200mb"


def make(engine: Engine, questions: Sequence[Mapping[str, str]]) -> tuple[gr.Blocks, Page]:
    """The page over an engine, not yet listening.

    :param questions: to begin with, each with the `source` and the `words` that answer it.
    """
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)
    from page.layout import Page, build

    page = Page(engine, questions)
    return build(page).queue(default_concurrency_limit=_AT_ONCE), page


def launch(blocks: gr.Blocks, host: str, port: int) -> str:
    """Listen, and return the page's address at once."""
    import gradio as gr

    from page.front import ChineseFront
    from page.layout import ASSETS

    theme = gr.themes.Base(
        primary_hue="red",
        neutral_hue="stone",
        radius_size="sm",
        font=["PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif"],
        font_mono=["Consolas", "monospace"],
    )
    front = {"style": (ASSETS / "style.css").read_text("utf-8"), "script": (ASSETS / "page.js").read_text("utf-8")}
    _, address, _ = blocks.launch(
        server_name=host,
        server_port=port,
        prevent_thread_lock=True,
        share=False,
        inbrowser=False,
        quiet=True,
        theme=theme,
        favicon_path=ASSETS / "icon.svg",
        footer_links=[],
        max_file_size=_LARGEST_FILE,
        show_error=False,
        ssr_mode=False,
        enable_monitoring=False,
        app_kwargs={"middleware": [(ChineseFront, (), front)]},  # as Starlette unpacks them
    )
    return str(address)


def serve(
    home: Path,
    *,
    host: str,
    port: int,
    open_browser: bool,
    question: str | None,
    questions: Sequence[Mapping[str, str]] = (),
) -> None:
    """Open the page and answer until Ctrl+C.

    :param question: what the page asks at once when it is opened by itself.
    :param questions: to begin with, as in `make`.
    :raises ZhengceError: there is no library, or the settings can't be read.
    """
    from qa.engine import Engine

    engine = Engine.open(home)
    blocks, page = make(engine, questions)
    shown = launch(blocks, host, port).replace("0.0.0.0", "127.0.0.1")
    sys.stdout.write(f"网页已打开：{shown}（按 Ctrl+C 结束）\n")
    sys.stdout.flush()
    threading.Thread(target=_warm, args=(engine, page), daemon=True).start()
    if open_browser:
        webbrowser.open(f"{shown}?{urlencode({'q': question})}" if question else shown)
    try:
        blocks.block_thread()
    finally:
        engine.close()


def _warm(engine: Engine, page: Page) -> None:
    """Load the models while the first question is being typed. What hinders that is told at the question."""
    from corpus.errors import ZhengceError

    try:
        engine.warm()
        page.ask.offer([])
    except ZhengceError:
        return
