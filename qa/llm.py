"""A chat server by LangChain's OpenAI client: streaming within limits, retries, a breaker. The only importer of it.

Any OpenAI-compatible address will do (vLLM, Ollama, DeepSeek, Qwen, a gateway). Nothing a server does gets out of here
but text or an `LLMFailure`, whose message is a Chinese phrase that can stand in a warning: refused connections, 401, 404,
429 and 5xx (tried again with growing pauses), streams that break off, that are no JSON, that don't end, that are empty.

`timeout_s` of the settings is the time for the whole answer, pauses and second tries included. A server that trickles is
stopped too, since the stream is read in a thread of its own and waited for no longer than that.
"""

from __future__ import annotations

import json
import queue
import random
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx
import openai

from index.settings import LLMSettings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessageChunk

RETRIES = 2  # after the first try; only before anything was received
_PAUSE_S = 0.4  # before the second try; twice as long before each further one
_LONGEST_PAUSE_S = 8.0  # of what a server asks for by Retry-After
MAX_CHARS = 6000  # of an answer; one that goes on has lost its way
_LOCAL = re.compile(r"^(?:localhost|127\.|\[?::1|0\.0\.0\.0)")
_COMPLETE = re.compile(r"[。！？!?.；;：:）)\]】」』”\"*|]\s*$")
_THINKING = re.compile(r"<think>.*?(?:</think>|$)", re.S)
_OPEN_FAILURES, _OPEN_S = 5, 20.0  # breaker: after so many failures in a row, so long nothing is sent


class LLMFailure(Exception):  # noqa: N818 - an outcome that is answered without the model, not an error of the user's
    """The server gave no usable answer; `str` says why, as a Chinese phrase."""

    def __init__(self, reason: str, *, again: bool = False, after_s: float = 0.0, down: bool = False) -> None:
        """:param again: whether it may work at a second try; `after_s`: not before; `down`: the server is not well."""
        super().__init__(reason)
        self.again, self.after_s, self.down = again, after_s, down


@dataclass(slots=True)
class Breaker:
    """Spares a server that failed several times in a row: nothing is sent for a while, then one question tries."""

    failures: int = 0
    open_until: float = 0.0

    def check(self) -> None:
        """:raises LLMFailure: it is open."""
        if time.monotonic() < self.open_until:
            raise LLMFailure("服务器连续出错，暂停请求")

    def note(self, well: bool) -> None:
        """Remember how a call ended."""
        self.failures = 0 if well else self.failures + 1
        if self.failures >= _OPEN_FAILURES:
            self.open_until = time.monotonic() + _OPEN_S
            self.failures = _OPEN_FAILURES - 1  # the next failure opens it again


class Chat:
    """A model on a server, with its limits. Safe to use from several threads."""

    def __init__(self, settings: LLMSettings) -> None:
        self.settings = settings
        self.breaker = Breaker()

    @property
    def model(self) -> BaseChatModel:
        """LangChain's model, to be put into a chain."""
        return _client(self.settings)

    def stream(self, start: Callable[[BaseChatModel], Iterator[AIMessageChunk]]) -> Iterator[str]:
        """The answer's text, piece by piece as it comes.

        :param start: streams a chain that the model is put into: `lambda model: (prompt | model).stream(values)`.
        :raises LLMFailure: at any point; what came before it is no answer.
        """
        self.breaker.check()
        deadline = time.monotonic() + self.settings.timeout_s
        try:
            yield from self._tries(start, deadline)
        except LLMFailure as failure:
            if failure.down:
                self.breaker.note(well=False)
            raise
        self.breaker.note(well=True)

    def _tries(self, start: Callable[[BaseChatModel], Iterator[AIMessageChunk]], deadline: float) -> Iterator[str]:
        for attempt in range(RETRIES + 1):
            received = False
            try:
                for piece in self._once(start, deadline):
                    received = True
                    yield piece
                return
            except LLMFailure as failure:
                pause = max(_PAUSE_S * 2**attempt * random.uniform(0.8, 1.2), failure.after_s)
                left = deadline - time.monotonic()
                if received or not failure.again or attempt == RETRIES or pause > min(left / 2, _LONGEST_PAUSE_S):
                    raise
                time.sleep(pause)

    def _once(self, start: Callable[[BaseChatModel], Iterator[AIMessageChunk]], deadline: float) -> Iterator[str]:
        """One try. The stream is read in a thread, so that waiting for it can end at the deadline."""
        pieces: queue.Queue[str | None | LLMFailure] = queue.Queue()
        stopped = threading.Event()

        def read() -> None:
            try:
                with closing(start(self.model)) as chunks:  # type: ignore[type-var]
                    for piece in _checked(chunks, stopped):
                        pieces.put(piece)
                pieces.put(None)
            except LLMFailure as failure:
                pieces.put(failure)
            # Servers break the protocol in ways that the client's parser never foresaw (TypeError, KeyError …); whatever
            # it is, the answer comes without the model, and the warning names the kind.
            except Exception as error:  # noqa: BLE001
                pieces.put(_explained(error, self.settings))

        threading.Thread(target=read, daemon=True, name="zhengce-llm").start()
        try:
            while True:
                left = deadline - time.monotonic()
                try:
                    piece = pieces.get(timeout=max(0.0, left)) if left > 0 else pieces.get_nowait()
                except queue.Empty:
                    raise LLMFailure(f"超过时限（{self.settings.timeout_s:g} 秒）", down=True) from None
                if piece is None:
                    return
                if isinstance(piece, LLMFailure):
                    raise piece
                yield piece
        finally:
            stopped.set()


def _checked(chunks: Iterator[AIMessageChunk], stopped: threading.Event) -> Iterator[str]:
    """The text of the chunks, what a model thinks aloud left out.

    :raises LLMFailure: nothing came, it went on too long, or it broke off.
    """
    whole, shown, reason = "", 0, ""
    for chunk in chunks:
        if stopped.is_set():
            return
        reason = str(chunk.response_metadata.get("finish_reason") or reason)
        content = chunk.content
        whole += (
            content
            if isinstance(content, str)
            else "".join(str(p.get("text", "")) for p in content if isinstance(p, dict))
        )
        text = _spoken(whole)
        if len(text) > MAX_CHARS:
            raise LLMFailure(f"输出没有尽头（已过 {MAX_CHARS} 字）")
        if len(text) > shown:
            yield text[shown:]
            shown = len(text)
    text = _THINKING.sub("", whole)
    if not text.strip():
        raise LLMFailure("返回了空的内容", again=not whole)
    if len(text) > shown:
        yield text[shown:]
    if reason == "length":
        raise LLMFailure("输出超过上限，没有写完")
    if not reason and not _COMPLETE.search(text):
        raise LLMFailure("输出中断，没有写完")


def _spoken(whole: str) -> str:
    """What may be shown so far: without what stands in <think>, and without a tag that is just beginning."""
    text = _THINKING.sub("", whole)
    at = text.rfind("<")
    return text[:at] if at >= 0 and "<think>".startswith(text[at:]) else text


def _explained(error: Exception, settings: LLMSettings) -> LLMFailure:
    """What went wrong, without the key or an address's secrets."""
    host = urlsplit(settings.base_url).netloc.rpartition("@")[2] or settings.base_url
    if isinstance(error, openai.APITimeoutError | httpx.TimeoutException):
        return LLMFailure(f"超过时限（{settings.timeout_s:g} 秒）", down=True)
    if isinstance(error, openai.APIStatusError):
        status = error.status_code
        after = error.response.headers.get("retry-after", "")
        wait = float(after) if re.fullmatch(r"\d{1,4}(?:\.\d+)?", after) else 0.0
        if status == 429:
            return LLMFailure("请求过多被限流（429）", again=True, after_s=wait, down=True)
        if status >= 500:
            return LLMFailure(f"服务器出错（{status}）", again=True, after_s=wait, down=True)
        said = {401: "，请检查 api_key", 403: "，请检查 api_key", 404: "，请检查 base_url 和 model"}.get(status, "")
        return LLMFailure(f"服务器不接受请求（{status}）{said}")
    if isinstance(error, httpx.RemoteProtocolError | httpx.ReadError):
        return LLMFailure("连接中途断开", again=True, down=True)
    if isinstance(error, openai.APIConnectionError | httpx.TransportError):
        return LLMFailure(f"连不上 {host}，请检查 base_url 和服务器", again=True, down=True)
    if isinstance(error, json.JSONDecodeError | UnicodeDecodeError):
        return LLMFailure("返回的不是合规的内容")
    if isinstance(error, openai.APIError):
        return LLMFailure("服务器在输出中报错", again=True)
    return LLMFailure(f"返回的不是合规的内容（{type(error).__name__}）")


class _AsEvents(httpx.SyncByteStream):
    """The body of a server that answers in one piece though it was asked to stream, as the one event of a stream."""

    def __init__(self, body: httpx.SyncByteStream) -> None:
        self._body = body

    def __iter__(self) -> Iterator[bytes]:
        whole = b"".join(self._body)
        try:
            value = json.loads(whole)
            choices = [{**choice, "delta": choice["message"]} for choice in value["choices"]]
        except (ValueError, KeyError, TypeError):
            yield whole  # no answer: the client's parser says what is wrong
            return
        event = {**value, "object": "chat.completion.chunk", "choices": choices}
        yield f"data: {json.dumps(event, ensure_ascii=False)}\n\ndata: [DONE]\n\n".encode()

    def close(self) -> None:
        self._body.close()


def _in_one_piece(response: httpx.Response) -> None:
    """Make a stream of a complete answer (a hook of the HTTP client)."""
    plain = "content-encoding" not in response.headers
    if response.status_code == 200 and plain and "json" in response.headers.get("content-type", ""):
        assert isinstance(response.stream, httpx.SyncByteStream)
        response.stream = _AsEvents(response.stream)


@lru_cache(maxsize=4)
def _client(settings: LLMSettings) -> BaseChatModel:
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

    host = urlsplit(settings.base_url).netloc.rpartition("@")[2]
    # A proxy of the environment is for other machines' addresses.
    http = httpx.Client(
        timeout=settings.timeout_s, trust_env=not _LOCAL.match(host), event_hooks={"response": [_in_one_piece]}
    )
    more: dict[str, Any] = {
        "extra_body": {"max_tokens": settings.max_tokens}
    }  # max_completion_tokens is OpenAI's alone
    return ChatOpenAI(
        model=settings.model, base_url=settings.base_url, api_key=SecretStr(settings.api_key or "none"), temperature=0.0,
        timeout=settings.timeout_s, max_retries=0, streaming=True, stream_usage=False, use_responses_api=False,
        http_client=http, **more,
    )  # fmt: skip
