"""The process that reads files whose parsers may hang: requests on stdin, answers on stdout, a JSON line each.

A request is {"path", "name", "kind"}. An answer is {"blocks", "warnings", "title"} or {"error"},
each with {"peak_mb"}; {"alive"} comes between, from what takes long. What libraries print goes to stderr.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from typing import Any, TextIO

from corpus.parsers.progress import on_beat

MEMORY_LIMIT_MB = 1000
MEMORY_EXIT = 77  # the exit status of a worker that stopped itself for its memory


def main() -> None:
    """Answer requests until stdin ends."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    os.dup2(2, 1)  # a library's print must not stand among the answers
    threading.Thread(target=_watch, daemon=True).start()
    on_beat(lambda: _write(answers, {"alive": True}))
    requests = os.fdopen(os.dup(0), "r", encoding="utf-8")
    for line in requests:
        if not line.strip():
            continue
        answer = {**_answer(json.loads(line)), "peak_mb": round(memory_mb(peak=True))}
        _write(answers, answer)


def _write(answers: TextIO, answer: dict[str, Any]) -> None:
    answers.write(json.dumps(answer, ensure_ascii=True, separators=(",", ":")) + "\n")
    answers.flush()


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    from pathlib import Path

    from corpus.errors import UnreadableFileError
    from corpus.parsers import parse_bytes, read_bytes

    name = request["name"]
    try:
        parsed = parse_bytes(read_bytes(Path(request["path"]), name), name, request["kind"])
    except UnreadableFileError as error:
        return {"error": str(error)}
    except MemoryError:
        return {"error": f"{name}：读取所需内存超过上限，请拆分后再加入"}
    except RecursionError:
        return {"error": f"{name}：文件嵌套过深，没有读取；请用原来的软件打开后另存"}
    except Exception as error:  # noqa: BLE001 - whatever a library makes of a spoilt file, the person needs one line
        import traceback

        traceback.print_exc()
        return {"error": f"{name}：文件已损坏或格式不合规范（{type(error).__name__}），请用原来的软件打开后另存"}
    blocks = [(b.text, b.kind, b.line, b.level, b.place, b.links, b.furniture) for b in parsed.blocks]
    return {"blocks": blocks, "warnings": parsed.warnings, "title": parsed.title_hint}


def memory_mb(peak: bool = False) -> float:
    """The resident memory of this process in MB, now or at its peak; 0 where the system doesn't say."""
    if sys.platform == "win32":
        return _memory_windows(peak)
    if sys.platform == "linux":
        key = "VmHWM:" if peak else "VmRSS:"
        try:
            with open("/proc/self/status", encoding="ascii", errors="replace") as status:
                return next(int(line.split()[1]) / 1024 for line in status if line.startswith(key))
        except (OSError, StopIteration, ValueError):
            return 0.0
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_000_000


def _memory_windows(peak: bool) -> float:
    import ctypes

    class Counters(ctypes.Structure):
        _fields_ = [
            ("cb", ctypes.c_ulong),
            ("faults", ctypes.c_ulong),
            *((f"size{i}", ctypes.c_size_t) for i in range(8)),
        ]

    counters = Counters()
    counters.cb = ctypes.sizeof(counters)
    kernel: Any = getattr(ctypes, "windll").kernel32  # noqa: B009 - only there on Windows
    kernel.GetCurrentProcess.restype = ctypes.c_void_p
    if not kernel.K32GetProcessMemoryInfo(
        ctypes.c_void_p(kernel.GetCurrentProcess()), ctypes.byref(counters), counters.cb
    ):
        return 0.0
    return float(counters.size0 if peak else counters.size1) / 1_048_576


def _watch() -> None:
    """Stop this process where its memory runs away, or whoever started it is gone."""
    parent = os.getppid()
    while True:
        time.sleep(0.1)
        if memory_mb() > MEMORY_LIMIT_MB:
            os._exit(MEMORY_EXIT)
        if sys.platform != "win32" and os.getppid() != parent:
            os._exit(0)


if __name__ == "__main__":
    main()
