"""The documentation is true: its links lead somewhere, its commands exist, and its examples say what they show."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from urllib.parse import unquote

import click
import pytest

import cli
from tests.cli_calls import ROOT, SAMPLE, zhengce

PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md")), SAMPLE / "README.md"]
USED = [ROOT / "README.md", ROOT / "docs" / "用户指南.md"]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        if link.startswith(("http://", "https://")):
            continue
        place, _, anchor = unquote(link).partition("#")
        target = page if not place else page.parent / place
        assert target.exists(), f"{name_of(page)}: {link}"
        assert not anchor or anchor in anchors(target), f"{name_of(page)}: {link}"


def calls(page: Path) -> list[list[str]]:
    """The words of each `zhengce …` in a page, in a block or in the text."""
    text = page.read_text(encoding="utf-8")
    lines = [line for _, block in FENCE.findall(text) for line in block.splitlines()]
    written = [line.removeprefix("$ ") for line in lines] + re.findall(r"`(?:\.venv.\w+.)?(zhengce [^`…]+)`", text)
    commands = [line.replace("\\", "/").partition(" #")[0] for line in written if re.match(r"(\S*/)?zhengce ", line)]
    return [shlex.split(line)[1:] for line in commands if "…" not in line]


@pytest.mark.parametrize("page", USED, ids=name_of)
def test_commands_and_options_exist(page: Path) -> None:
    found = calls(page)
    assert found
    for words in found:
        if words[0].startswith("--"):
            continue
        command = cli.zhengce.commands.get(words[0])
        assert command is not None, words
        options = {
            name
            for param in command.params
            if isinstance(param, click.Option)
            for name in param.opts + param.secondary_opts
        }
        assert {word for word in words[1:] if word.startswith("-")} <= options | {"--help"}, words


def examples(page: Path) -> list[tuple[str, str]]:
    """The commands of the ```console blocks, each with the output that is shown."""
    found: list[tuple[str, str]] = []
    for language, block in FENCE.findall(page.read_text(encoding="utf-8")):
        if language == "console":
            for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
                command, _, output = part.partition("\n")
                found.append((command, output))
    return found


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample library, as `make run` prepares it."""
    folder = tmp_path_factory.mktemp("home")
    call = zhengce("add", "--sample", home=folder)
    assert call.code == 0, call.err
    return folder


@pytest.mark.parametrize("page", USED, ids=name_of)
def test_examples_say_what_they_show(page: Path, home: Path, tmp_path: Path) -> None:
    assert examples(page)
    for command, output in examples(page):
        call = zhengce(*shlex.split(command)[1:], home=home, folder=tmp_path)
        assert call.code == 0, (command, call.err)
        pattern = ".*".join(re.escape(piece.strip("\n")) for piece in output.split("…"))
        assert re.search(pattern, call.out, re.DOTALL), (command, call.out)


def test_the_changelog_has_this_version() -> None:
    import tomllib

    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert f"## {version}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_readme_names_every_command() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in cli.zhengce.commands if f"`{name}" not in readme] == []


def test_the_sample_s_readme_lists_every_file() -> None:
    readme = (SAMPLE / "README.md").read_text(encoding="utf-8")
    assert [path.name for path in (SAMPLE / "documents").iterdir() if f"| {path.name} |" not in readme] == []


SAMPLE_QUESTIONS = json.loads((SAMPLE / "questions.json").read_text(encoding="utf-8"))


def test_the_sample_answers_its_questions(home: Path, tmp_path: Path) -> None:
    """With the right words, from the right file and clause: the page opens with the first of them."""
    asked = tmp_path / "asked.jsonl"
    lines = [json.dumps({"qid": i, "question": each["question"]}) for i, each in enumerate(SAMPLE_QUESTIONS)]
    asked.write_text("\n".join(lines), encoding="utf-8")
    call = zhengce("ask", "--batch", asked, "--out", tmp_path / "answers.jsonl", home=home)
    assert call.code == 0, call.err
    answers = [json.loads(line) for line in (tmp_path / "answers.jsonl").read_text(encoding="utf-8").splitlines()]
    wrong = []
    for each, answer in zip(SAMPLE_QUESTIONS, answers, strict=True):
        cited = [(c["source"], c["clause"] or "") for c in answer["citations"]]
        right = any(source == each["source"] and clause.startswith(each["clause"]) for source, clause in cited)
        if not right or each["words"] not in answer["answer"]:
            wrong.append((each["question"], answer["answer"], cited))
    assert wrong == []
