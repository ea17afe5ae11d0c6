"""`doctor`: what is installed, where the model is, how library and index stand, what is wrong and what to do."""

from __future__ import annotations

import platform
import shutil
import sys
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

from commands.console import one_line
from corpus.errors import IndexUnavailableError, ModelError, NewerLibraryError, ZhengceError

# The packages on which something rests: what is missing without each.
PACKAGES = {
    "click": "命令",
    "sqlalchemy": "文库",
    "alembic": "文库升级",
    "pydantic-settings": "设置",
    "numpy": "计算",
    "onnxruntime": "语义模型",
    "tokenizers": "语义模型",
    "torch": "语义模型",
    "sentence-transformers": "其他语义模型",
    "chromadb": "向量库",
    "tantivy": "全文索引",
    "jieba": "分词",
    "langchain": "问答",
    "langchain-chroma": "向量库",
    "langchain-openai": "大模型",
    "gradio": "网页",
}
REMEDIES: dict[type[ZhengceError], str] = {
    ModelError: "zhengce prepare",
    IndexUnavailableError: "zhengce reindex；仍不行用 zhengce reindex --fresh",
    NewerLibraryError: "升级程序，或用 --home 另选位置",
}
LOW_SPACE_BYTES = 500_000_000


@dataclass(slots=True)
class Report:
    """The state of things. `problems`: what doesn't work and the remedy; `hints`: what is merely not done yet."""

    home: Path
    version: str = ""
    packages: dict[str, str | None] = field(default_factory=dict)
    model: str = ""
    model_path: str | None = None
    library: dict[str, Any] = field(default_factory=dict)
    index: dict[str, Any] = field(default_factory=dict)
    problems: list[dict[str, str]] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems

    def problem(self, what: str, remedy: str) -> None:
        """Note what is wrong and what to do, once."""
        found = {"what": one_line(what), "remedy": remedy}
        if found not in self.problems:
            self.problems.append(found)

    def failure(self, error: ZhengceError) -> None:
        """Note an error; its own words may hold the remedy already."""
        self.problem(
            str(error),
            next((remedy for kind, remedy in REMEDIES.items() if isinstance(error, kind)), "照上一行所说处理"),
        )

    def as_json(self) -> dict[str, Any]:
        """The fields that `doctor --json` prints."""
        return {
            "ok": self.ok,
            "version": self.version,
            "python": platform.python_version(),
            "platform": platform.platform(),
            "home": str(self.home),
            "packages": self.packages,
            "embedding_model": self.model,
            "embedding_model_path": self.model_path,
            "library": self.library,
            "index": self.index,
            "problems": self.problems,
            "hints": self.hints,
        }

    def lines(self) -> list[str]:
        """What `doctor` prints for a person."""
        library = self.library
        lines = [
            f"zhengce {self.version}，Python {platform.python_version()}，{platform.system()} {platform.machine()}",
            f"文库位置：{self.home}",
            f"语义模型：{self.model}" + (f"（{self.model_path}）" if self.model_path else "（未就绪）"),
            f"文库：{library['documents']} 份文件，{library['clauses']} 个条款"
            if library.get("documents") is not None
            else "文库：还没有",
            f"索引：{self.index['chunks']} 个片段，{self.index['stored']} 个有语义向量"
            if self.index
            else "索引：还没有",
            "主要软件包：" + "，".join(f"{name} {version or '未装'}" for name, version in self.packages.items()),
        ]
        lines += [f"提示：{hint}" for hint in self.hints]
        lines += [f"问题：{problem['what']}\n  办法：{problem['remedy']}" for problem in self.problems]
        return [*lines, "一切正常" if self.ok else f"有 {len(self.problems)} 处问题"]


def examine(home: Path) -> Report:
    """Look at everything that has to work; nothing that is found stops the rest from being looked at."""
    report = Report(home)
    _packages(report)
    _space(report)
    _model(report)
    _library_and_index(report)
    return report


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _packages(report: Report) -> None:
    report.version = _version("zhengce") or "（未安装）"
    report.packages = {name: _version(name) for name in PACKAGES}
    for name, version in report.packages.items():
        if version is None:
            report.problem(
                f"没有装 {name}（{PACKAGES[name]}要用）", f"{sys.executable} -m pip install -c constraints.txt ."
            )


def _space(report: Report) -> None:
    folder = report.home
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    if free < LOW_SPACE_BYTES:
        report.problem(f"{folder} 所在的磁盘只剩 {free // 1_000_000} MB", "腾出空间，或用 --home 把文库放到别的磁盘")


def _model(report: Report) -> None:
    from commands.first_run import prepare_model

    try:
        from index.settings import Settings

        settings = Settings.load(report.home)
        report.model = settings.model or "multilingual-e5-small（内置）"
        report.model_path = prepare_model(report.home)
    except ZhengceError as error:
        report.failure(error)


def _library_and_index(report: Report) -> None:
    from corpus.library import FILE_NAME, Library

    report.library = {"path": str(report.home / FILE_NAME), "documents": None, "clauses": None, "revision": None}
    if not (report.home / FILE_NAME).exists():
        report.hints.append("还没有文库；zhengce add 加入文件，或 zhengce add --sample 加入样例")
        return
    try:
        with Library.open(report.home, create=False) as library:
            summaries = library.summaries()
            report.library["documents"] = len(summaries)
            report.library["clauses"] = sum(summary.clauses for summary in summaries)
            report.library["revision"] = library.revision
            report.library["with_warnings"] = sum(1 for summary in summaries if summary.warnings)
            _index(report, library)
    except ZhengceError as error:
        report.failure(error)


def _index(report: Report, library: Any) -> None:
    from index.search import Searcher
    from index.settings import Settings

    try:
        settings = Settings.load(report.home)
        searcher = Searcher.open(report.home, library, settings)
    except ZhengceError as error:
        report.failure(error)
        return
    state = report.index = dict(searcher.state())
    searcher.close()
    if not state["current_settings"]:
        report.problem("索引是按别的设置建的（换过模型或片段长度）", "zhengce reindex")
    elif str(state["revision"]) != str(report.library["revision"]):
        report.problem("索引落后于文库", "zhengce reindex")
    elif settings.dense and state["stored"] < state["chunks"]:
        report.hints.append(
            f"还有 {state['chunks'] - state['stored']} 个片段没有语义向量，暂按字词检索；zhengce reindex 补上"
        )
