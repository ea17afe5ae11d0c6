"""The worker: nothing that a file does to its parser reaches the program."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from corpus.errors import UnreadableFileError
from corpus.parsers import pool, read_blocks
from corpus.parsers.pool import ParserWorker
from tests.corpus.parsers.making import docx, p, pdf, set_lines

# A stand-in for the worker's program that does what a spoilt file makes a parser do.
MISBEHAVE = """
import json, os, sys, time
from corpus.parsers import worker, parse_bytes as real
def parse(data, name, kind):
    if b"hang" in data: time.sleep(60)
    if b"crash" in data: os._exit(139)
    if b"print" in data: print("noise among the answers")
    if b"raise" in data: raise ZeroDivisionError("no")
    if b"deep" in data: raise RecursionError
    if b"beat" in data:
        from corpus.parsers.progress import beat
        for _ in range(4): time.sleep(0.5); beat()
    if b"grow" in data: kept = [bytearray(50_000_000) for _ in range(60) if not time.sleep(0.05)]
    return real(b"text", name, "text")
import corpus.parsers; corpus.parsers.parse_bytes = parse
worker.main()
"""


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch):
    popen = pool.subprocess.Popen

    def start(command: list[str], **options: object) -> object:
        return popen([sys.executable, "-c", MISBEHAVE], **options)

    monkeypatch.setattr(pool.subprocess, "Popen", start)
    made = ParserWorker(timeout_s=1.5)
    yield made
    made.close()


def write(folder: Path, content: str) -> Path:
    path = folder / f"{content}.pdf"
    path.write_text(content, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("content", "word"), [("hang", "停止"), ("crash", "损坏"), ("raise", "损坏"), ("deep", "嵌套"), ("grow", "内存")]
)
def test_what_goes_wrong_is_one_line_and_the_next_file_is_read(
    worker: ParserWorker, tmp_path: Path, content: str, word: str
) -> None:
    if content == "grow":
        worker._timeout_s = 20  # noqa: SLF001
    with pytest.raises(UnreadableFileError, match=f"{content}.pdf：.*{word}") as caught:
        worker.parse(write(tmp_path, content), f"{content}.pdf", "pdf")
    assert "\n" not in str(caught.value)
    assert worker.parse(write(tmp_path, "good"), "good.pdf", "pdf").blocks[0].text == "text"


def test_noise_on_stdout_is_no_answer(worker: ParserWorker, tmp_path: Path) -> None:
    assert worker.parse(write(tmp_path, "print"), "print.pdf", "pdf").blocks[0].text == "text"


def test_signs_of_life_keep_a_long_reading_going(worker: ParserWorker, tmp_path: Path) -> None:
    started = time.monotonic()
    assert worker.parse(write(tmp_path, "beat"), "beat.pdf", "pdf").blocks
    assert time.monotonic() - started > 1.5


def test_one_process_reads_many_files(tmp_path: Path) -> None:
    worker = ParserWorker()
    try:
        for number in range(6):
            path = tmp_path / f"{number}.docx"
            path.write_bytes(docx(p(f"第{number}份")))
            assert worker.parse(path, path.name, "docx").blocks[0].text == f"第{number}份"
            process = worker._process  # noqa: SLF001
        assert process is worker._process is not None  # noqa: SLF001
    finally:
        worker.close()


def test_text_needs_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool.subprocess, "Popen", None)
    path = tmp_path / "通知.txt"
    path.write_text("关于春耕的通知\n一、备种。", encoding="utf-8")
    assert len(read_blocks(path).blocks) == 2


def test_a_file_goes_by_its_content_not_its_name(tmp_path: Path) -> None:
    path = tmp_path / "其实是pdf.doc"
    path.write_bytes(pdf([set_lines(["第一条　目的。"], 20)]))
    parsed = read_blocks(path)
    assert parsed.format == "pdf"
    assert parsed.blocks[0].text == "第一条　目的。"
