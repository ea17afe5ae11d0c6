"""A file that the program has made, handed to the browser on a click: Gradio's button can only hand over what is there already."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import gradio as gr

from page.desk import QUIETLY

# The link is there a moment after the file is; a browser only follows it from a click.
_FETCH = """() => new Promise((done) => {
  let tries = 0;
  const look = () => {
    const link = document.querySelector('#handed a[href]') || document.querySelector('a#handed[href]');
    if (link && link.href !== window.zhengce.handed) { window.zhengce.handed = link.href; link.click(); done(); }
    else if (tries++ < 40) setTimeout(look, 50);
    else done();
  };
  look();
})"""


class Download:
    """The one hidden link of the page through which files leave it."""

    def show(self) -> None:
        """Make the component."""
        self._link = gr.DownloadButton("下载", elem_id="handed")

    def on(self, button: Any, make: Callable[..., tuple[Any, str]], inputs: Sequence[Any], failed: Any) -> None:
        """Hand over what `make` makes when the button is clicked.

        :param make: gives the file's path and what went wrong as HTML; shown in `failed`.
        """
        button.click(make, list(inputs), [self._link, failed], **QUIETLY).then(None, None, None, js=_FETCH, **QUIETLY)
