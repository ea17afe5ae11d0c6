"""One worker process for all files that may hang: started when first needed, ended with the program."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, Any

from corpus.errors import UnreadableFileError
from corpus.parsers.formats import Format
from corpus.parsers.types import Block, ParsedFile
from corpus.parsers.worker import MEMORY_EXIT

# Seconds without an answer or a sign of life. Files take milliseconds; a scanned page 3 to 20 s, with a sign at each.
TIMEOUT_S = 60.0
TIMEOUT_SCAN_S = 180.0
# A worker that has grown this large is replaced before the next file: what a library keeps adds up.
_RENEW_MB = 700


class ParserWorker:
    """A process that parses files one after another; killed and started anew when one hangs."""

    def __init__(self, timeout_s: float | None = None) -> None:
        self.peak_mb = 0.0
        self._timeout_s = timeout_s
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._answers: queue.Queue[bytes] = queue.Queue()

    def parse(self, path: Path, name: str, kind: Format) -> ParsedFile:
        """Parse a file in the worker.

        :raises UnreadableFileError: the parser said so, or it took too long or too much memory.
        """
        with self._lock:
            answer = self._ask({"path": str(path.resolve()), "name": name, "kind": kind}, name, self._limit(kind))
            peak = float(answer.get("peak_mb") or 0)
            self.peak_mb = max(self.peak_mb, peak)
            if peak > _RENEW_MB:
                self._stop()
        if "error" in answer:
            raise UnreadableFileError(answer["error"])
        blocks = tuple(Block(*fields) for fields in answer["blocks"])
        return ParsedFile(blocks, tuple(answer["warnings"]), answer["title"], kind)

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._stop()

    def _limit(self, kind: Format) -> float:
        if self._timeout_s is not None:
            return self._timeout_s
        return TIMEOUT_SCAN_S if kind in ("pdf", "image", "ofd") else TIMEOUT_S

    def _ask(self, request: dict[str, str], name: str, timeout_s: float) -> dict[str, Any]:
        process = self._running()
        assert process.stdin is not None
        try:
            process.stdin.write(json.dumps(request).encode() + b"\n")
            process.stdin.flush()
        except OSError:
            self._stop()
            process = self._running()
            assert process.stdin is not None
            process.stdin.write(json.dumps(request).encode() + b"\n")
            process.stdin.flush()
        line = b'{"alive":true}'
        try:
            while line.startswith(b'{"alive"'):
                line = self._answers.get(timeout=timeout_s)
        except queue.Empty:
            self._stop()
            raise UnreadableFileError(
                f"{name}：读了{timeout_s:.0f}秒还没有读完，已停止；请拆分，或用原来的软件打开后另存"
            ) from None
        except BaseException:
            self._stop()  # an answer that nobody waits for must not be taken for the next file's
            raise
        if line:
            try:
                found: dict[str, Any] = json.loads(line)
                return found
            except ValueError:
                pass
        code = self._exit_code()
        self._stop()
        if code == MEMORY_EXIT:
            raise UnreadableFileError(f"{name}：读取所需内存超过1 GB，已停止；请拆分，或用原来的软件打开后另存")
        raise UnreadableFileError(f"{name}：文件使读取程序中断，可能已损坏；请用原来的软件打开后另存")

    def _exit_code(self) -> int | None:
        if self._process is None:
            return None
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self._process.wait(5)
        return None

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        places = [str(Path(__file__).resolve().parents[2]), *(place for place in sys.path if place)]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(dict.fromkeys(places)), "OMP_NUM_THREADS": "2"}
        flags = 0x08000000 if sys.platform == "win32" else 0  # CREATE_NO_WINDOW
        # What libraries print about spoilt files is nothing that a person could use.
        errors = None if os.environ.get("ZHENGCE_DEBUG") else subprocess.DEVNULL
        process = subprocess.Popen(
            [sys.executable, "-m", "corpus.parsers.worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors,
            env=environment, creationflags=flags, start_new_session=sys.platform != "win32",
        )  # fmt: skip
        answers: queue.Queue[bytes] = queue.Queue()
        threading.Thread(target=_forward, args=(process.stdout, answers), daemon=True).start()
        self._process, self._answers = process, answers
        return process

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if sys.platform == "win32":
            process.kill()
        else:  # with what it started in turn
            with contextlib.suppress(OSError):
                os.killpg(process.pid, signal.SIGKILL)
        with contextlib.suppress(OSError):
            process.wait(10)
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()


def _forward(stream: IO[bytes] | None, answers: queue.Queue[bytes]) -> None:
    """Put the worker's lines into a queue, which can be waited for with a limit on any system; b"" at its end."""
    with contextlib.suppress(OSError, ValueError):
        for line in stream or ():
            answers.put(line)
    answers.put(b"")


_shared: ParserWorker | None = None
_shared_lock = threading.Lock()


def shared_worker() -> ParserWorker:
    """The program's worker; it ends with the program."""
    global _shared
    with _shared_lock:
        if _shared is None:
            _shared = ParserWorker()
            atexit.register(_shared.close)
        return _shared
