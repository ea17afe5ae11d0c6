"""The repository itself: nothing of one machine in it, pins that anyone can install, rules of import, sizes."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# Weights that evals/train makes; the others of their kind are small.
LEARNED = {"index/data/reader.npz", "index/data/encoder.npz"}
LIMIT_LINES = 400
# Longer than the limit, and why.
LONG = {
    "corpus/outline.py": "two grammars that mix in one document; each rule needs the state of the others",
    "corpus/library.py": "all SQL in one place",
}
# A third-party library and the one place that may import it, so that replacing it is one file.
ONE_PLACE = {
    "jieba": ("index/tokens.py",),
    "sentence_transformers": ("index/encoder.py",),
    "onnxruntime": ("index/runtime.py",),
    "chromadb": ("index/store.py",),
    "tantivy": ("index/lexical.py",),
    "langchain_openai": ("qa/llm.py",),
    "openai": ("qa/llm.py",),
    "httpx": ("qa/llm.py",),
    "gradio": ("ui.py", "page/"),
    "sqlalchemy": (
        "corpus/library.py",
        "corpus/schema.py",
        "corpus/checks.py",
        "corpus/bank.py",
        "corpus/ledger.py",
        "corpus/migrations/",
    ),
    "click": ("cli.py", "commands/"),
    "docx": ("qa/verify/word.py", "qa/quiz/exporters/word.py"),
    "openpyxl": ("qa/verify/reports/xlsx.py", "qa/quiz/exporters/sheets.py"),
    "lxml": ("corpus/parsers/package.py",),
    "olefile": ("corpus/parsers/formats.py", "corpus/parsers/doc.py"),
    "pypdfium2": ("corpus/parsers/pdf.py",),
    "python_calamine": ("corpus/parsers/sheet.py",),
    "rapidocr": ("corpus/parsers/ocr.py",),
    "PIL": ("corpus/parsers/ocr.py",),
}


def tracked() -> list[Path]:
    """The files of the repository, as git sees them or, in a copy without git, as they lie there."""
    done = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, encoding="utf-8"
    )  # fmt: skip
    if done.returncode == 0 and done.stdout:
        return [ROOT / name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()]
    hidden = re.compile(r"(^|/)(\.(?!ci|git(ignore|attributes))|__pycache__|build|dist|[^/]*\.egg-info)")
    names = (path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*") if path.is_file())
    return [ROOT / name for name in names if not hidden.search(name)]


def texts() -> list[tuple[str, str]]:
    """Name and content of each file that is text."""
    found = []
    for path in tracked():
        name = path.relative_to(ROOT).as_posix()
        if name.startswith(("corpus/sample/documents/", "tests/data/")):
            continue
        try:
            found.append((name, path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            continue
    return found


def modules() -> list[tuple[str, str]]:
    """Name and content of each Python file of the program."""
    return [(name, text) for name, text in texts() if name.endswith(".py") and not name.startswith("tests/")]


# A folder of somebody's machine: the way from the root through a place where only people's own things lie.
MACHINE_PATH = re.compile(r"(?<![\w.~:}/-])/(?:root|work|farm|opt|srv|mnt|Users|home/\w+|tmp/\w+)/\w")
REGISTRY = re.compile(
    r"https?://[^\s\"')]*(?:pypi|pythonhosted|simple/|mirrors?\.|download\.pytorch)|index-url|find-links"
)


def test_no_paths_of_one_machine() -> None:
    found = [f"{name}: {match.group()}" for name, text in texts() for match in MACHINE_PATH.finditer(text)]
    assert found == []


def test_no_package_registry_is_named() -> None:
    here = Path(__file__).relative_to(ROOT).as_posix()
    found = [
        f"{name}: {match.group()}" for name, text in texts() if name != here for match in REGISTRY.finditer(text)
    ]  # fmt: skip
    assert found == []


def test_no_large_files() -> None:
    large = {path.relative_to(ROOT).as_posix() for path in tracked() if path.stat().st_size > 2_000_000}
    assert large <= LEARNED
    assert sum((ROOT / name).stat().st_size for name in LEARNED) <= 10_000_000


def pins() -> dict[str, str]:
    """The package names of constraints.txt, normalised, with their versions."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.partition("==") for line in lines if line and not line.startswith("#")]
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, _, version in pairs}


def test_constraints_are_exact_pins_that_any_machine_can_have() -> None:
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines():
        assert line.startswith("#") or re.fullmatch(r"[A-Za-z0-9_.\-]+==[0-9][0-9A-Za-z.]*", line), line
    assert pins()["torch"] == "2.13.0"
    assert "zhengce" not in pins()


def test_every_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    names = {re.sub(r"[-_.]+", "-", re.match(r"[A-Za-z0-9_.\-]+", each).group()).lower() for each in wanted}  # type: ignore[union-attr]
    assert names - set(pins()) == set()


def imported(text: str) -> set[str]:
    """The top-level packages that a module imports, anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


@pytest.mark.parametrize("library", sorted(ONE_PLACE))
def test_a_library_is_imported_in_one_place(library: str) -> None:
    outside = [
        name
        for name, text in modules()
        if library in imported(text) and not name.startswith(ONE_PLACE[library]) and not name.startswith("evals/")
    ]
    assert outside == []


LAYERS = ["corpus", "index", "qa", "evals", "page", "ui", "commands", "cli"]


def test_imports_point_one_way() -> None:
    """Each layer may import those before it. `make check` says the same of the packages; this has cli and ui too."""
    wrong = [
        f"{name} imports {other}"
        for name, text in modules()
        for other in imported(text) & set(LAYERS)
        if (own := name.partition("/")[0].removesuffix(".py")) in LAYERS and LAYERS.index(other) > LAYERS.index(own)
    ]
    assert wrong == []


def test_what_is_imported_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {re.match(r"[A-Za-z0-9_.\-]+", each).group().lower()
                for each in [*project["dependencies"], *project["optional-dependencies"]["ocr"]]}  # type: ignore[union-attr]  # fmt: skip
    called = {"pydantic_settings": "pydantic-settings", "sentence_transformers": "sentence-transformers",
              "langchain_chroma": "langchain-chroma", "langchain_openai": "langchain-openai",
              "charset_normalizer": "charset-normalizer", "docx": "python-docx", "langchain_core": "langchain",
              "python_calamine": "python-calamine", "PIL": "pillow"}  # fmt: skip
    from sys import stdlib_module_names

    ours = {path.stem for path in ROOT.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()}
    missing = {
        f"{name}: {library}"
        for name, text in modules()
        for library in imported(text)
        if library not in stdlib_module_names and library not in ours and called.get(library, library) not in declared
    }
    assert missing == set()


def test_modules_are_short_or_have_a_reason() -> None:
    lengths = {name: text.count("\n") for name, text in modules()}
    assert {name: lines for name, lines in lengths.items() if lines > LIMIT_LINES and name not in LONG} == {}


def test_every_module_says_what_it_is() -> None:
    assert [name for name, text in modules() if text.strip() and ast.get_docstring(ast.parse(text)) is None] == []
