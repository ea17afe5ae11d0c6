"""A file that the program has made, handed to the browser on a click: Gradio's button can only hand over what is there already."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import gradio as gr

from page.desk import QUIETLY

# The button knows its file a moment after the event has ended.
_PRESS = "() => { setTimeout(() => document.querySelector('#handed').click(), 150); }"


class Download:
    """The one hidden button of the page through which files leave it."""

    def show(self) -> None:
        """Make the component."""
        self._button = gr.DownloadButton("下载", elem_id="handed")

    def on(self, button: Any, make: Callable[..., tuple[Any, str]], inputs: Sequence[Any], failed: Any) -> None:
        """Hand over what `make` makes when the button is clicked.

        :param make: gives the file's path (None: there is none) and what to tell as HTML, shown in `failed`.
        """
        button.click(make, list(inputs), [self._button, failed], **QUIETLY).then(None, None, None, js=_PRESS, **QUIETLY)
