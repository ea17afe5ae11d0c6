"""`search` and `ask`, one at a time or by the batch."""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

import click

from commands.base import DONE, PARTLY, UNUSABLE, PolicyCommand, json_option, with_home
from commands.console import dump, note, one_line, out, out_json, progress
from commands.filters import filter_options, read_filters
from commands.live import can_show, follow
from corpus.errors import ZhengceError

if TYPE_CHECKING:
    from corpus.types import Document, DocumentSummary
    from index.types import Chunk, Hit
    from qa.engine import Engine
    from qa.types import Answer, Citation, Refusal

F = TypeVar("F", bound=Callable[..., Any])
_UNPAGED = (".txt", ".md", ".html", ".htm")  # files without pages or cells
_QUOTE_CHARS = 160  # of a nearest clause or a hit that a terminal shows


@contextmanager
def open_engine(home: Path) -> Iterator[Engine]:
    """The engine of a home, closed at the end."""
    from qa.engine import Engine

    engine = Engine.open(home)
    try:
        yield engine
    finally:
        engine.close()


# -- search ---------------------------------------------------------------------------------------
@click.command(cls=PolicyCommand)
@click.argument("query", metavar="[检索词]", required=False)
@click.option("--k", "-k", metavar="条数", type=click.IntRange(1, 200), default=10, show_default=True, help="给出几条")
@click.option("--batch", metavar="文件", type=click.Path(path_type=Path), help='成批检索：每行一个 {"qid","question"}')
@click.option(
    "--out",
    "out_path",
    metavar="文件",
    type=click.Path(path_type=Path),
    help="成批结果写到这里（每行一个 JSON）；不写则印出",
)
@filter_options
@json_option
@with_home
def search(
    query: str | None, k: int, batch: Path | None, out_path: Path | None, documents: tuple[str, ...], issuers: tuple[str, ...],
    years: tuple[int, ...], status: str, as_of: datetime | None, as_json: bool, home: Path,
) -> int:  # fmt: skip
    """检索条款：按相关程度列出原文，不作回答。

    \b
    例：
      zhengce search 小额信贷 免担保
      zhengce search "幼儿园 移交" --doc 国办发〔2019〕3号 --k 3
      zhengce search --batch 问题.jsonl --out 结果.jsonl
    """
    lines = _questions(batch, query) if batch is not None else None
    words = _question(query) if lines is None else ""
    filters = read_filters(home, documents, issuers, years, status, as_of)
    with open_engine(home) as engine, _documents(home) as (summary_of, place_of):

        def one(question: str) -> dict[str, Any]:
            started = time.perf_counter()
            hits = engine.search(question, k=k, filters=filters)
            spent_ms = (time.perf_counter() - started) * 1000
            rows = [
                _hit_json(rank, hit, summary_of(hit.chunk.doc_id), place_of(hit.chunk))
                for rank, hit in enumerate(hits, 1)
            ]
            return {"query": question, "hits": rows, "latency_ms": round(spent_ms, 2)}

        if lines is not None:
            return run_batch(lines, one, out_path, as_json)
        result = one(words)
    if as_json:
        out_json(result)
        return DONE
    for hit in result["hits"]:
        out(f"{hit['rank']:>2}  {_head(hit)}")
        out(f"    {_cut(hit['text'])}")
    if not result["hits"]:
        out("没有找到；可以换个说法，或用 zhengce list 看看文库里有什么")
    return DONE


@contextmanager
def _documents(home: Path) -> Iterator[tuple[Callable[[str], DocumentSummary], Callable[[Chunk], str | None]]]:
    """Looks up a document's names, each once; and on which page a chunk stands."""
    from corpus.library import Library

    known: dict[str, DocumentSummary] = {}
    paged: dict[str, Document] = {}
    with Library.open(home, create=False) as library:

        def look_up(doc_id: str) -> DocumentSummary:
            if doc_id not in known:
                known[doc_id] = library.summary(doc_id)
            return known[doc_id]

        def place_of(chunk: Chunk) -> str | None:
            if look_up(chunk.doc_id).source.lower().endswith(_UNPAGED):
                return None
            if chunk.doc_id not in paged:
                paged[chunk.doc_id] = library.get(chunk.doc_id)
            return paged[chunk.doc_id].place_of(chunk.start, chunk.end)

        yield look_up, place_of


def _hit_json(rank: int, hit: Hit, summary: DocumentSummary, page: str | None) -> dict[str, Any]:
    chunk = hit.chunk
    return {
        "rank": rank,
        "score": round(float(hit.score), 6),
        "doc_id": chunk.doc_id,
        "source": summary.source,
        "title": summary.title,
        "doc_number": summary.doc_number,
        "clause": chunk.clause,
        "path": list(chunk.path),
        "text": chunk.text,
        "start": chunk.start,
        "end": chunk.end,
        "page": page,
        "signals": {name: round(float(value), 6) for name, value in hit.signals.items()},
    }


# -- ask ------------------------------------------------------------------------------------------
@click.command(cls=PolicyCommand)
@click.argument("question", metavar="[问题]", required=False)
@click.option("--batch", metavar="文件", type=click.Path(path_type=Path), help='成批提问：每行一个 {"qid","question"}')
@click.option(
    "--out",
    "out_path",
    metavar="文件",
    type=click.Path(path_type=Path),
    help="成批结果写到这里（每行一个 JSON）；不写则印出",
)
@click.option(
    "--history",
    metavar="文件",
    type=click.Path(path_type=Path),
    help="前几轮问答（JSON 列表：question、answer、citations），用于“那第二款呢”",
)
@click.option(
    "--mode",
    type=click.Choice(["extractive", "llm"]),
    help="extractive 只摘原文；llm 由设好的大模型起草、逐句核对（设了大模型时的默认）",
)
@filter_options
@json_option
@with_home
def ask(
    question: str | None, batch: Path | None, out_path: Path | None, history: Path | None, mode: str | None,
    documents: tuple[str, ...], issuers: tuple[str, ...], years: tuple[int, ...], status: str, as_of: datetime | None,
    as_json: bool, home: Path,
) -> int:  # fmt: skip
    """提问：用文件原话回答，注明标题、文号、条款；文库没有说的，说明没有。

    \b
    例：
      zhengce ask 2019年春节放几天假？
      zhengce ask 农村土地承包法第二十一条说了什么
      zhengce ask 国办发[2019]3号讲什么
      zhengce ask --batch 问题.jsonl --out 答案.jsonl
    """
    lines = _questions(batch, question) if batch is not None else None
    words = _question(question) if lines is None else ""
    filters = read_filters(home, documents, issuers, years, status, as_of)
    turns = _read_history(history) if history is not None else None
    with open_engine(home) as engine:
        from qa.types import as_json as result_json

        def put(asked: str) -> tuple[Answer | Refusal, dict[str, Any]]:
            started = time.perf_counter()
            result = engine.ask(asked, filters=filters, history=turns, mode=mode)
            spent_ms = (time.perf_counter() - started) * 1000
            return result, {**result_json(result), "latency_ms": round(spent_ms, 2)}

        if lines is not None:
            return run_batch(lines, lambda asked: put(asked)[1], out_path, as_json)
        if not as_json and can_show():
            _print_result(*follow(engine.ask_stream(words, filters=filters, history=turns, mode=mode)))
            return DONE
        result, value = put(words)
    if as_json:
        out_json(value)
    else:
        _print_result(result)
    return DONE


def _read_history(path: Path) -> list[dict[str, Any]]:
    try:
        turns = json.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError as error:
        raise ZhengceError(f"--history {path}：不是 UTF-8 的 JSON（{one_line(str(error))}）") from error
    if not isinstance(turns, list) or not all(
        isinstance(turn, dict) and isinstance(turn.get("question"), str) for turn in turns
    ):
        raise ZhengceError(f'--history {path}：要一个 JSON 列表，每项有 "question"、"answer"、"citations"')
    return turns


def _print_result(result: Answer | Refusal, shown: str = "") -> None:
    """Print a result; `shown`: its text, where that stands on the terminal already."""
    from qa.types import Answer

    if result.understood:
        out(f"理解为：{result.understood}")
        out()
    if isinstance(result, Answer):
        short = result.short.text if result.short is not None and sys.stdout.isatty() else ""
        if not shown:
            out(click.style(short, bold=True).join(result.text.split(short, 1)) if short else result.text)
        out()
        out("出处")
        for number, citation in enumerate(result.citations, 1):
            _print_citation(number, citation, whole=True)
    else:
        out(f"没有答案：{result.text}")
        if result.nearest:
            out()
            out("相近条款（不是答案）")
            for number, citation in enumerate(result.nearest, 1):
                _print_citation(number, citation, whole=False)
    if result.dropped:
        out()
        out("未通过核对而删去的句子")
        from qa.phrases import DROPPED

        for gone in result.dropped:
            out(f"  {one_line(gone.sentence)}（{DROPPED.get(gone.why, gone.why)}）")
    for warning in result.warnings:
        note(f"注意：{warning.removeprefix('注意：')}")


def _print_citation(number: int, citation: Citation, whole: bool) -> None:
    facts = {
        "title": citation.title,
        "doc_number": citation.doc_number,
        "clause": citation.clause,
        "page": citation.page,
    }
    out(f"[{number}] {_head(facts)}")
    quote = citation.quote if whole else _cut(citation.quote)
    out("    " + quote.replace("\n", "\n    "))


def _head(facts: dict[str, Any]) -> str:
    number = f"（{facts['doc_number']}）" if facts["doc_number"] else ""
    page = f"，{facts['page']}" if facts.get("page") else ""
    return f"《{facts['title']}》{number} {facts['clause'] or ''}".rstrip() + page


def _cut(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= _QUOTE_CHARS else line[: _QUOTE_CHARS - 1] + "…"


# -- batches --------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class BatchLine:
    """A line of a batch: its question, or what is wrong with the line."""

    qid: Any
    question: str
    error: str = ""


def _question(words: str | None) -> str:
    if words is None or not words.strip():
        raise click.UsageError("还缺问题（一句话，有空格时加引号）")
    return _printable(words).strip()


def _printable(words: str) -> str:
    """Without lone surrogates (bytes of the call that are no UTF-8) and control characters."""
    return re.sub(r"[\ud800-\udfff\x00-\x08\x0b-\x1f\x7f]", "", words)


def _questions(path: Path, also: str | None) -> list[BatchLine]:
    """The lines of a batch file; blank ones are passed over.

    :raises ZhengceError: it isn't UTF-8, or no line of it holds a question.
    """
    if also is not None:
        raise click.UsageError("--batch 和单个问题只能用一个")
    try:
        content = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ZhengceError(
            f"--batch {path}：不是 UTF-8 文本（第 {error.start + 1} 个字节处），请另存为 UTF-8"
        ) from error
    lines = [_batch_line(number, line) for number, line in enumerate(content.split("\n"), 1) if line.strip()]
    if not any(not line.error for line in lines):
        raise ZhengceError(f'--batch {path}：没有一行是问题；每行写一个 JSON，如 {{"qid": "1", "question": "……"}}')
    return lines


def _batch_line(number: int, line: str) -> BatchLine:
    try:
        value = json.loads(line)
    except ValueError:
        return BatchLine(None, "", f"第 {number} 行不是 JSON")
    if not isinstance(value, dict):
        return BatchLine(None, "", f'第 {number} 行要写成 {{"qid", "question"}}')
    question = value.get("question", value.get("query"))
    if not isinstance(question, str) or not question.strip():
        return BatchLine(value.get("qid"), "", f"第 {number} 行没有 question")
    return BatchLine(value.get("qid"), _printable(question).strip())


def run_batch(
    lines: list[BatchLine], one: Callable[[str], dict[str, Any]], out_path: Path | None, as_json: bool
) -> int:
    """Answer the lines in order, writing each as it is done; a line that can't be answered says why.

    :param one: gives the JSON of one question.
    :return: the exit status.
    """
    if out_path is None and as_json:
        raise click.UsageError("--batch 与 --json 同用时，要用 --out 指明结果写到哪里")
    failed: list[dict[str, Any]] = []
    stream: TextIO = out_path.open("w", encoding="utf-8", newline="\n") if out_path is not None else sys.stdout
    try:
        with progress() as advance:
            for done, line in enumerate(lines, 1):
                value: dict[str, Any] = {"qid": line.qid, "question": line.question}
                error = line.error
                if not error:
                    try:
                        value = {"qid": line.qid, **one(line.question)}
                    except ZhengceError as problem:
                        error = one_line(str(problem))
                if error:
                    value["error"] = error
                    failed.append({"qid": line.qid, "error": error})
                stream.write(dump(value) + "\n")
                advance("提问", done, len(lines))
    finally:
        if out_path is not None:
            stream.close()
    for failure in failed:
        note(f"未完成：{failure['error']}")
    if as_json:
        out_json({"written": len(lines), "failed": failed, "out": str(out_path)})
    if len(failed) == len(lines):
        return UNUSABLE
    return PARTLY if failed else DONE
