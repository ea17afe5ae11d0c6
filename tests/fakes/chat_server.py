"""An OpenAI-compatible chat server that says what a test tells it, and misbehaves in the ways that real ones do.

    with ChatServer("提取第一句") as server:   # or a function of the sources that it is given
        settings = LLMSettings(base_url=server.url, model="fake")

`Behaviour` names the ways; `ChatServer.requests` keeps the bodies that were received.
"""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_BLOCK = re.compile(r"^\[(\d+)\] (《.*》.*)$", re.M)


class Behaviour(StrEnum):
    """How a server answers."""

    WELL = "well"
    TOO_MANY = "429"
    ERROR = "500"
    ONCE_ERROR = "500 once"
    SLOW_START = "slow start"
    TRICKLE = "trickle"
    ENDLESS = "endless"
    BROKEN = "broken stream"
    CUT = "ends without a word"
    NOT_JSON = "no json"
    HTML = "html"
    EMPTY = "empty"
    UNAUTHORISED = "401"
    ERROR_IN_STREAM = "error in stream"
    REFUSED = "refused"
    IN_ONE_PIECE = "in one piece"
    OTHER_JSON = "json without an answer"


@dataclass(frozen=True, slots=True)
class Block:
    """A source as it stands in the last user message."""

    number: int
    head: str
    text: str


Script = str | Callable[[list[Block]], str]


def blocks_of(message: str) -> list[Block]:
    """The numbered sources of a message."""
    heads = list(_BLOCK.finditer(message))
    ends = [*(m.start() for m in heads[1:]), len(message)][: len(heads)]
    return [Block(int(m[1]), m[2], message[m.end() : end].strip()) for m, end in zip(heads, ends, strict=True)]


@dataclass
class ChatServer:
    """The server, on a free port of this machine. `pause_s`: before each piece of two characters."""

    script: Script = ""
    behaviour: Behaviour = Behaviour.WELL
    pause_s: float = 0.0
    requests: list[dict[str, Any]] = field(default_factory=list)
    first_sent: float = 0.0  # time.perf_counter() of the first character of the last answer
    _server: ThreadingHTTPServer | None = None

    def __enter__(self) -> ChatServer:
        if self.behaviour is Behaviour.REFUSED:
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                self._port = free.getsockname()[1]
            return self
        owner = self

        class Handler(_Handler):
            server_owner = owner

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()

    @property
    def url(self) -> str:
        """The base_url of the settings."""
        return f"http://127.0.0.1:{self._port}/v1"

    def answer(self, body: dict[str, Any]) -> str:
        """What the script says to a request."""
        message = body["messages"][-1]["content"]
        return self.script if isinstance(self.script, str) else self.script(blocks_of(message))


class _Handler(BaseHTTPRequestHandler):
    server_owner: ChatServer
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Quiet."""

    def do_POST(self) -> None:
        owner = self.server_owner
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        owner.requests.append(body)
        try:
            self._answer(owner, body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def _answer(self, owner: ChatServer, body: dict[str, Any]) -> None:
        way = owner.behaviour
        if way is Behaviour.ONCE_ERROR and len(owner.requests) == 1:
            way = Behaviour.ERROR
        status = {Behaviour.TOO_MANY: 429, Behaviour.ERROR: 500, Behaviour.UNAUTHORISED: 401}.get(way)
        if status is not None:
            self._whole(status, json.dumps({"error": {"message": "no", "type": "x"}}), "application/json")
            return
        if way is Behaviour.HTML:
            self._whole(200, "<html><body>登录</body></html>", "text/html")
            return
        if way is Behaviour.OTHER_JSON:
            self._whole(200, json.dumps({"code": 0, "data": None}), "application/json")
            return
        if way is Behaviour.IN_ONE_PIECE:
            message = {"role": "assistant", "content": owner.answer(body)}
            value = {"id": "1", "model": "fake", "choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}
            self._whole(200, json.dumps(value), "application/json; charset=utf-8")
            return
        if way is Behaviour.SLOW_START:
            time.sleep(3)
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self._stream(owner, way, body)

    def _stream(self, owner: ChatServer, way: Behaviour, body: dict[str, Any]) -> None:
        if way is Behaviour.NOT_JSON:
            self._chunk("data: {不是 json\n\n")
            self._chunk("")
            return
        if way is Behaviour.ERROR_IN_STREAM:
            self._chunk('data: {"error": {"message": "out of memory", "code": 1}}\n\n')
            self._chunk("")
            return
        said = "" if way is Behaviour.EMPTY else owner.answer(body)
        pieces = [said[i : i + 2] for i in range(0, len(said), 2)]
        if way is Behaviour.ENDLESS:
            pieces = pieces * 100_000
        if way in (Behaviour.BROKEN, Behaviour.CUT):
            pieces = pieces[: max(1, len(pieces) // 2)]
        for number, piece in enumerate(pieces):
            if not number:
                owner.first_sent = time.perf_counter()
            self._event({"role": "assistant", "content": piece})
            if owner.pause_s or way is Behaviour.TRICKLE:
                time.sleep(owner.pause_s or 0.3)
        if way is Behaviour.BROKEN:
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
            return
        if way is not Behaviour.CUT:
            self._event({}, "stop")
            self._chunk("data: [DONE]\n\n")
        self._chunk("")

    def _event(self, delta: dict[str, Any], finish: str | None = None) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        event = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "fake", "choices": [choice]}
        self._chunk(f"data: {json.dumps(event, ensure_ascii=False)}\n\n")

    def _chunk(self, text: str) -> None:
        data = text.encode()
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def _whole(self, status: int, text: str, kind: str) -> None:
        data = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
