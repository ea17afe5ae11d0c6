"""`ask` and `search` as the command line makes them: one question or a batch, with a stand-in for the engine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import cli
from commands import questions
from corpus.errors import ModelError
from corpus.ingest import ingest_paths
from corpus.library import Library
from index.types import Chunk, Filters, Hit
from qa.types import Answer, Citation, Refusal, Short

TEXT = "关于做好春耕工作的通知\n某政发〔2020〕7号\n各乡镇人民政府：\n一、备足种子。各地要备足种子。\n二、管好水源。每亩补贴50元。"
QUOTE = "每亩补贴50元。"


class StandIn:
    """Answers 补贴, refuses everything else, breaks on 坏; remembers how it was asked."""

    def __init__(self, doc_id: str, text: str) -> None:
        self.doc_id, self.text = doc_id, text
        self.asked: list[tuple[str, Filters | None, Any, Any]] = []

    def citation(self) -> Citation:
        start = self.text.index(QUOTE)
        path = ("关于做好春耕工作的通知", "二、管好水源。")
        return Citation(
            self.doc_id, "春耕.txt", path[0], "某政发〔2020〕7号", "二、", path, QUOTE, start, start + len(QUOTE)
        )  # fmt: skip

    def ask(
        self, question: str, *, filters: Filters | None = None, history: Any = None, mode: Any = None
    ) -> Answer | Refusal:
        self.asked.append((question, filters, history, mode))
        if "坏" in question:
            raise ModelError("模型文件缺失，\n请运行 zhengce prepare")
        if "补贴" not in question:
            return Refusal(question, "文库里没有讲这件事的文件。", "not_in_library", (self.citation(),))
        short = Short("50元", self.doc_id, self.text.index("50元"), self.text.index("50元") + 3)
        return Answer(question, QUOTE, (self.citation(),), "extractive", short, warnings=("大模型没有应答",))

    def search(self, query: str, k: int = 10, filters: Filters | None = None) -> list[Hit]:
        self.asked.append((query, filters, None, k))
        cited = self.citation()
        chunk = Chunk("c", self.doc_id, cited.clause, cited.path, cited.start, cited.end, QUOTE)
        return [Hit(chunk, 0.75, {"words": 1.0})][:k] if "无" not in query else []


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A library of one document."""
    (tmp_path / "春耕.txt").write_text(TEXT, encoding="utf-8")
    with Library.open(tmp_path / "home") as library:
        ingest_paths(library, [tmp_path / "春耕.txt"])
    return tmp_path / "home"


@pytest.fixture
def engine(home: Path, monkeypatch: pytest.MonkeyPatch) -> StandIn:
    with Library.open(home) as library:
        doc_id = library.resolve("春耕.txt")
        stand_in = StandIn(doc_id, library.text(doc_id))

    @contextmanager
    def opened(_home: Path) -> Iterator[StandIn]:
        yield stand_in

    monkeypatch.setattr(questions, "open_engine", opened)
    return stand_in


def call(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, str, list[str]]:
    code = cli.main([str(word) for word in words])
    printed = capsys.readouterr()
    return code, printed.out, [line for line in printed.err.splitlines() if not line.startswith("提问")]


def test_an_answer_has_the_agreed_fields(engine: StandIn, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = call(capsys, "ask", "补贴多少", "--json", "--home", home)
    value = json.loads(out)
    assert (code, err) == (0, [])
    assert set(value) >= {"question", "answer", "refused", "reason", "citations", "nearest", "mode", "latency_ms"}
    assert (value["refused"], value["reason"], value["mode"]) == (False, None, "extractive")
    cited = value["citations"][0]
    assert set(cited) >= {"doc_id", "source", "title", "doc_number", "clause", "path", "quote", "start", "end"}
    assert engine.text[cited["start"] : cited["end"]] == cited["quote"]
    assert value["short"]["text"] == "50元"


def test_a_refusal_is_a_result(engine: StandIn, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = call(capsys, "ask", "航天", "--json", "--home", home)
    value = json.loads(out)
    assert code == 0
    assert (value["refused"], value["reason"]) == (True, "not_in_library")
    assert value["citations"] == []
    assert len(value["nearest"]) == 1


def test_an_answer_reads_well(engine: StandIn, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, err = call(capsys, "ask", "补贴多少", "--home", home)
    assert out.splitlines()[0] == QUOTE
    assert "[1] 《关于做好春耕工作的通知》（某政发〔2020〕7号） 二、" in out
    assert err == ["注意：大模型没有应答"]
    _, out, _ = call(capsys, "ask", "航天", "--home", home)
    assert out.startswith("没有答案：")
    assert "相近条款（不是答案）" in out


def test_search_has_the_agreed_fields(engine: StandIn, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = call(capsys, "search", "补贴", "--k", "3", "--json", "--home", home)
    value = json.loads(out)
    assert code == 0
    assert set(value) >= {"query", "hits", "latency_ms"}
    hit = value["hits"][0]
    assert set(hit) >= {
        "rank", "score", "doc_id", "source", "title", "doc_number", "clause", "path", "text", "start", "end",
    }  # fmt: skip
    assert engine.text[hit["start"] : hit["end"]] == hit["text"]
    assert (hit["rank"], hit["source"]) == (1, "春耕.txt")
    assert "没有找到" in call(capsys, "search", "无", "--home", home)[1]


def test_options_become_filters(engine: StandIn, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--doc", "某政发[2020]7号", "--issuer", "某县", "--year", "2020", "--status", "in_force"]
    code, *_ = call(capsys, "ask", "补贴", *words, "--as-of", "2021-06-30", "--mode", "extractive", "--home", home)
    assert code == 0
    _, filters, history, mode = engine.asked[0]
    assert filters == Filters((engine.doc_id,), ("某县",), (2020,), True, date(2021, 6, 30))
    assert (history, mode) == (None, "extractive")
    call(capsys, "ask", "补贴", "--home", home)
    assert engine.asked[1][1] is None


def test_a_document_that_is_not_there(engine: StandIn, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = call(capsys, "ask", "补贴", "--doc", "没有这份", "--home", home)
    assert (code, out, len(err)) == (2, "", 1)
    assert "没有这份" in err[0]


def test_history_is_passed_on(engine: StandIn, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    turns = [{"question": "补贴多少", "answer": QUOTE, "citations": []}]
    (tmp_path / "前文.json").write_text(json.dumps(turns), encoding="utf-8-sig")
    call(capsys, "ask", "补贴给谁", "--history", tmp_path / "前文.json", "--home", home)
    assert engine.asked[0][2] == turns


@pytest.mark.parametrize("content", [b"{", b'{"question": "x"}', b"[1]", b"[{}]", '["问"]'.encode("gbk")])
def test_a_bad_history_is_one_line(
    engine: StandIn, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    (tmp_path / "前文.json").write_bytes(content)
    code, out, err = call(capsys, "ask", "补贴", "--history", tmp_path / "前文.json", "--home", home)
    assert (code, out, len(err)) == (2, "", 1)
    assert "前文.json" in err[0]


def batch(tmp_path: Path, *lines: Any) -> Path:
    path = tmp_path / "问题.jsonl"
    written = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines]
    path.write_text("\ufeff" + "\r\n".join(written) + "\r\n\r\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["ask", "search"])
def test_a_batch_keeps_order_and_qids(
    engine: StandIn, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    path = batch(tmp_path, {"qid": "乙", "question": "补贴"}, {"qid": 2, "question": "航天"}, {"question": "补贴几何"})
    code, out, _ = call(capsys, name, "--batch", path, "--out", tmp_path / "结果.jsonl", "--home", home)
    assert (code, out) == (0, "")
    rows = [json.loads(line) for line in (tmp_path / "结果.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["qid"] for row in rows] == ["乙", 2, None]
    single = json.loads(call(capsys, name, "补贴", "--json", "--home", home)[1])
    assert {**rows[0], "latency_ms": 0} == {"qid": "乙", **single, "latency_ms": 0}


def test_a_batch_without_out_prints_lines(
    engine: StandIn, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = batch(tmp_path, {"qid": 1, "question": "补贴"}, {"qid": 2, "question": "航天"})
    code, out, _ = call(capsys, "ask", "--batch", path, "--home", home)
    assert code == 0
    assert [json.loads(line)["qid"] for line in out.splitlines()] == [1, 2]


def test_a_bad_line_of_a_batch_costs_only_itself(
    engine: StandIn, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = batch(tmp_path, {"qid": 1, "question": "补贴"}, "不是 JSON", {"qid": 3}, {"qid": 4, "question": "坏"}, [5])
    out_path = tmp_path / "结果.jsonl"
    code, out, err = call(capsys, "ask", "--batch", path, "--out", out_path, "--json", "--home", home)
    assert code == 1
    rows = [json.loads(line) for line in out_path.read_text(encoding="utf-8").splitlines()]
    assert [("answer" in row, "error" in row) for row in rows] == [(True, False), *[(False, True)] * 4]
    assert rows[3]["qid"] == 4
    assert json.loads(out)["written"] == 5
    assert len(json.loads(out)["failed"]) == len(err) == 4
    assert "第 2 行" in err[0]


def test_a_batch_that_holds_no_question(
    engine: StandIn, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for content in ("", "x\ny\n", "[]"):
        (tmp_path / "空.jsonl").write_text(content, encoding="utf-8")
        code, out, err = call(capsys, "ask", "--batch", tmp_path / "空.jsonl", "--out", tmp_path / "o", "--home", home)
        assert (code, out, len(err)) == (2, "", 1)
        assert not (tmp_path / "o").exists()
    (tmp_path / "国标.jsonl").write_bytes('{"question": "补贴"}'.encode("gb18030"))
    code, _, err = call(capsys, "ask", "--batch", tmp_path / "国标.jsonl", "--home", home)
    assert (code, len(err)) == (2, 1)
    assert "UTF-8" in err[0]


def test_files_of_a_batch_that_cannot_be_used(
    engine: StandIn, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = batch(tmp_path, {"qid": 1, "question": "补贴"})
    for words in (
        ["--batch", tmp_path / "没有.jsonl"],
        ["--batch", path, "--out", tmp_path / "没有" / "结果.jsonl"],
        ["--batch", path, "--out", tmp_path],
        ["--batch", path, "--json"],
        ["--batch", path, "再问一个"],
    ):
        code, out, err = call(capsys, "ask", *words, "--home", home)
        assert (code, out, len(err)) == (2, "", 1), words
