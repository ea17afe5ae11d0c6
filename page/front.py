"""The first bytes of the page: Chinese, light, and with our own style and script.

Gradio's index page is English and follows the system's dark mode; a style handed to Gradio comes after the first paint
and loses its rules for `body` and for phones. So the page is rewritten on its way out.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
App = Callable[[Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]]

# Gradio chooses the language of its labels from the browser's; the documents and their readers are Chinese.
_HEAD = """<script>
Object.defineProperty(navigator, 'language', {get: () => 'zh-CN'});
Object.defineProperty(navigator, 'languages', {get: () => ['zh-CN', 'zh']});
</script>"""
_FOREIGN = re.compile(r'\s*<meta\s+(?:property|name)="(?:og|twitter):[^>]*?/>')


def in_chinese(page: str, style: str = "", script: str = "") -> str:
    """Gradio's index page with Chinese as its language, our style and script, and no cards for foreign networks."""
    page = re.sub(r'<html(\s+)lang="en"', r'<html\1lang="zh-CN"', page, count=1)
    page = _FOREIGN.sub("", page).replace("<head>", f"<head>{_HEAD}", 1)
    # Behind the index page's own sheet, whose reset would win otherwise.
    page = page.replace("</head>", f"<style>{style}</style></head>", 1)
    before, end, after = page.rpartition("</body>")
    return f"{before}<script>{script}</script>{end}{after}"


class ChineseFront:
    """ASGI middleware over the one address of the page; everything else passes untouched."""

    def __init__(self, app: App, style: str, script: str) -> None:
        self._app, self._style, self._script = app, style, script

    async def __call__(
        self, scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
    ) -> None:
        """Pass a request on, and rewrite what comes back if it is the page."""
        if scope["type"] != "http" or scope["path"] != "/" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        start: Message = {}
        body = b""

        async def collect(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
                return
            if message["type"] != "http.response.body":
                await send(message)
                return
            body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._finish(start, body, send)

        await self._app(scope, receive, collect)

    async def _finish(self, start: Message, body: bytes, send: Callable[[Message], Awaitable[None]]) -> None:
        headers = [(name, value) for name, value in start["headers"] if name.lower() != b"content-length"]
        kind = next((value for name, value in headers if name.lower() == b"content-type"), b"")
        packed = any(name.lower() == b"content-encoding" for name, _ in headers)
        if kind.startswith(b"text/html") and not packed:
            body = in_chinese(body.decode("utf-8"), self._style, self._script).encode("utf-8")
        headers.append((b"content-length", str(len(body)).encode("ascii")))
        await send({**start, "headers": headers})
        await send({"type": "http.response.body", "body": body})
