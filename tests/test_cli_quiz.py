"""`quiz` and `bank` as the command line makes them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import cli
from corpus.ingest import ingest_paths
from corpus.library import Library
from tests.cli_calls import ROOT, SAMPLE, environment

SEED = "关于坚决打好打赢脱贫攻坚冲刺战的实施意见"
FORMATS = ("json", "docx", "xlsx", "gift", "aiken", "moodle", "qti", "wjx", "xuexitong", "kaoshibao")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("quiz") / "home"
    with Library.open(place) as library:
        ingest_paths(library, [SAMPLE / "documents"])
    return place


@pytest.fixture
def call(home: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def made(*words: str | Path) -> tuple[int, str, str]:
        code = cli.main([*map(str, words), "--home", str(home)])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return made


def test_json_has_the_fields(call: Any, home: Path) -> None:
    code, out, _ = call("quiz", SEED, "--count", "8", "--seed", "2", "--json")
    value = json.loads(out)
    assert code == 0 and len(value["questions"]) == 8 and value["warnings"] == []
    with Library.open(home) as library:
        text = library.text(library.resolve(SEED))
    for q in value["questions"]:
        assert {"id", "type", "stem", "options", "answer", "explanation", "difficulty", "topic", "clause"} <= set(q)
        assert text[q["clause"]["start"] : q["clause"]["end"]] == q["clause"]["quote"]
    assert call("quiz", SEED, "--count", "8", "--seed", "2", "--json")[1] == out


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_is_written(form: str, call: Any, tmp_path: Path) -> None:
    path = tmp_path / "paper.docx" if form == "docx" else tmp_path / f"paper.{form}"
    code, out, _ = call("quiz", SEED, "--count", "20", "--format", form, "--out", path, "--json")
    assert code == 0 and path.stat().st_size > 500
    value = json.loads(out)
    if form == "json":
        assert value == json.loads(path.read_text(encoding="utf-8"))
    else:
        assert value["written"] + sum(value["left_out"].values()) == 20
    assert (tmp_path / "paper-答案.docx").exists() == (form == "docx")


def test_types_with_numbers(call: Any) -> None:
    _, out, _ = call("quiz", SEED, "--type", "single=3,judge=2", "--json")
    types = [q["type"] for q in json.loads(out)["questions"]]
    assert types == ["single"] * 3 + ["judge"] * 2


def test_clauses_topic_and_filters(call: Any) -> None:
    _, out, _ = call("quiz", SEED, "--clause", "五、", "--count", "5", "--json")
    assert all(q["clause"]["clause"].startswith("五、") for q in json.loads(out)["questions"])
    _, out, _ = call("quiz", "--topic", "小额信贷", "--count", "2", "--json")
    assert json.loads(out)["questions"]
    _, out, _ = call("quiz", "--year", "2006", "--count", "3", "--json")
    assert json.loads(out)["questions"]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (("quiz", "没有这份文件"), "没有这份文件"),
        (("quiz", SEED, "--type", "essay"), "--type essay"),
        (("quiz", SEED, "--type", "single=3,judge"), "--type"),
        (("quiz", SEED, "--format", "docx"), "--out"),
        (("quiz", SEED, "--clause", "随便"), "--clause 随便"),
        (("quiz", "--year", "1901"), "没有可以出题的文件"),
        (("bank", "--remove"), "--remove"),
        (("bank", "--import", "没有.json"), "没有.json"),
    ],
)
def test_a_wrong_call_is_one_line_that_names_it(words: tuple[str, ...], names: str, call: Any) -> None:
    code, out, err = call(*words)
    assert code == 2 and out == ""
    assert names in err and "Traceback" not in err


def test_fewer_than_asked_is_said_on_stderr(call: Any) -> None:
    code, out, err = call("quiz", SEED, "--type", "short", "--count", "90")
    assert code == 0 and "要90题" in err and json.loads(out)["warnings"]


def test_the_bank_keeps_finds_and_makes_papers(call: Any, tmp_path: Path) -> None:
    assert call("quiz", SEED, "--count", "6", "--keep", "--tag", "脱贫", "--out", tmp_path / "q.json")[0] == 0
    _, out, _ = call("bank", "--tag", "脱贫", "--json")
    kept = json.loads(out)["questions"]
    assert len(kept) == 6 and all(k["tags"] == ["脱贫"] and k["uses"] == 0 for k in kept)
    code, out, _ = call("bank", "--tag", "脱贫", "--format", "wjx", "--out", tmp_path / "p.txt", "--json")
    assert code == 0 and json.loads(out)["written"] == 6
    assert all(k["uses"] == 1 for k in json.loads(call("bank", "--tag", "脱贫", "--json")[1])["questions"])
    assert "用过1次" in call("bank", "--id", kept[0]["id"], "--add-tag", "重点")[1]
    assert call("bank", "--id", kept[0]["id"], "--remove")[0] == 0
    assert len(json.loads(call("bank", "--json")[1])["questions"]) == 5


def test_edited_questions_are_checked_before_they_are_kept(call: Any, tmp_path: Path) -> None:
    call("quiz", SEED, "--count", "4", "--type", "single", "--out", tmp_path / "q.json")
    value = json.loads((tmp_path / "q.json").read_text(encoding="utf-8"))
    value["questions"][0]["answer"] = ["ABCD".replace(value["questions"][0]["answer"][0], "")[0]]
    (tmp_path / "q.json").write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    code, out, err = call("bank", "--import", tmp_path / "q.json", "--json")
    assert code == 1 and json.loads(out)["kept"] == 3 and value["questions"][0]["id"] in err


def test_a_cold_quiz_is_quick_and_loads_no_model(home: Path) -> None:
    code = (
        "import sys, time, cli; code = cli.main(sys.argv[1:]); "
        "heavy = {'torch', 'chromadb', 'gradio', 'onnxruntime', 'tantivy', 'docx', 'openpyxl', 'langchain_core'} & set(sys.modules); "
        "print(sorted(heavy), time.process_time(), file=sys.stderr)"
    )
    words = [sys.executable, "-c", code, "quiz", SEED, "--count", "60", "--json", "--home", str(home)]
    done = subprocess.run(words, capture_output=True, encoding="utf-8", env=environment(), cwd=ROOT, timeout=120)
    heavy, spent = done.stderr.strip().splitlines()[-1].rsplit(" ", 1)
    assert heavy == "[]"
    assert len(json.loads(done.stdout)["questions"]) == 60 and float(spent) < 4  # seconds of the processor
