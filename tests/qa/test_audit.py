"""What is kept of a model's answers, and how it is found again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import cli
from index.settings import LLMSettings, Settings
from qa import audit
from qa.drafting import Checked, Record
from tests.qa.drafts import extractive, sources


def entry(question: str = "贷款额度？") -> dict[str, object]:
    record = Record("aabb", sources(), "草稿[1]。", [Checked(0, 6, "草稿。", False, "", "number")])
    settings = Settings.model_construct(**{**Settings().model_dump(), "llm": LLMSettings(model="m", api_key="secret")})
    return audit.entry_of(record, extractive(question), settings, 1.25)


def test_kept_answers_come_newest_first_and_without_the_key(tmp_path: Path) -> None:
    assert audit.keep(tmp_path, entry("一"))
    assert audit.keep(tmp_path, entry("二"))
    with (tmp_path / audit.NAME).open("ab") as stream:
        stream.write(b'{"id": "half')  # the power went
    found = list(audit.kept(tmp_path))
    assert [e["result"]["question"] for e in found] == ["二", "一"]
    assert "secret" not in (tmp_path / audit.NAME).read_text("utf-8")
    assert found[0]["prompt"] == "aabb"
    assert found[0]["sources"][0]["hash"]


def test_the_file_is_changed_before_it_grows_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = len(json.dumps(entry(), ensure_ascii=False).encode())
    monkeypatch.setattr(audit, "_LARGEST_BYTES", 2 * one + 200)
    for number in range(7):
        assert audit.keep(tmp_path, entry(str(number)))
    assert [e["result"]["question"] for e in audit.kept(tmp_path)] == list("6543210")
    assert (tmp_path / "answers.1.jsonl").exists()


def test_log_lists_and_shows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["log", "--home", str(tmp_path)]) == 0
    assert "还没有" in capsys.readouterr().out
    kept = entry()
    audit.keep(tmp_path, kept)
    assert cli.main(["log", "--home", str(tmp_path)]) == 0
    assert str(kept["id"]) in capsys.readouterr().out
    assert cli.main(["log", str(kept["id"])[:6], "--home", str(tmp_path)]) == 0
    shown = capsys.readouterr().out
    assert "数字与出处不符" in shown
    assert cli.main(["log", str(kept["id"]), "--json", "--home", str(tmp_path)]) == 0
    assert json.loads(capsys.readouterr().out)["answers"][0]["draft"] == "草稿[1]。"
    assert cli.main(["log", "ffff", "--home", str(tmp_path)]) == 2
