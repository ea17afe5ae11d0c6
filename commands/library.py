"""`add`, `list`, `show`, `remove`: what is in the library."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.base import DONE, PARTLY, UNUSABLE, PolicyCommand, json_option, with_home
from commands.console import note, one_line, out, out_json, progress
from commands.indexing import bring_index_up
from corpus.errors import UnknownDocumentError

if TYPE_CHECKING:
    from corpus.ingest import IngestReport
    from corpus.types import Document, DocumentSummary

_LISTED = 30  # documents and warnings that `add` names one by one; more are only counted


def sample_documents() -> Path:
    """The folder of the sample library that comes with the program."""
    import corpus

    return Path(corpus.__file__).parent / "sample" / "documents"


@click.command(cls=PolicyCommand)
@click.argument("paths", nargs=-1, metavar="路径…", type=click.Path(path_type=Path))
@click.option("--sample", is_flag=True, help="加入随程序附带的样例文库（14 份公开文件）")
@click.option("--vectors/--no-vectors", default=True, help="是否计算语义向量；不算也能检索，以后再加文件时补上")
@json_option
@with_home
def add(paths: tuple[Path, ...], sample: bool, vectors: bool, as_json: bool, home: Path) -> int:
    """把文件或整个文件夹加入文库。

    能读 .txt .md .html .mht .docx .doc .wps .rtf .pdf .ofd .xlsx .xls .csv .pptx、扫描件和照片（识别文字），
    以及 .zip .tar.gz 压缩包里的这些文件。文件夹连同下级一起读；没有变过的文件不会重读。一份读不了不影响
    其余，读不了的会逐一列出原因。中途断了，再运行一次会接着做。

    \b
    例：
      zhengce add 通知.txt
      zhengce add D:\\政策文件
      zhengce add --sample
    """
    if not paths and not sample:
        raise click.UsageError("还缺要加入的文件或文件夹（想先试用，可运行 zhengce add --sample）")
    from corpus.ingest import ingest_paths
    from corpus.library import Library

    wanted = [*([sample_documents()] if sample else []), *(member for path in paths for member in _expanded(path))]
    with Library.open(home) as library:
        with progress() as advance:
            report = ingest_paths(library, wanted, lambda done, total, name: advance("读入文件", done, total, name))
        index_failure = bring_index_up(library, home, vectors=vectors)
    for failure in report.failed:
        note(f"未加入：{_named(failure.source, failure.error)}")
    if index_failure:
        note(f"索引未完成：{index_failure}")
    if as_json:
        out_json(_add_json(report, index_failure))
    else:
        _print_report(report)
    taken = report.added + report.updated + report.unchanged
    if report.failed or index_failure:
        return PARTLY if taken else UNUSABLE
    return DONE


def _expanded(path: Path) -> list[Path]:
    """The files that a pattern means, for shells (those of Windows) that leave this to the program."""
    if path.exists() or not any(sign in path.name for sign in "*?"):
        return [path]
    return sorted(path.parent.glob(path.name)) or [path]


def _named(source: str, error: str) -> str:
    """The line of a failure; it begins with the file's name, whoever wrote it."""
    line = one_line(error)
    return line if Path(source).name in line else f"{source}：{line}"


def _add_json(report: IngestReport, index_failure: str | None) -> dict[str, Any]:
    value: dict[str, Any] = {
        "added": report.added,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "failed": [{"source": f.source, "error": one_line(f.error)} for f in report.failed],
        "documents": [
            {**_names(s), "chars": s.chars, "clauses": s.clauses, "warnings": list(s.warnings)}
            for s in report.documents
        ],
        "seconds": round(report.seconds, 3),
    }
    if index_failure:
        value["index_error"] = index_failure
    return value


def _print_report(report: IngestReport) -> None:
    documents = report.documents if report.added or report.updated else []
    if len(documents) <= _LISTED:
        for summary in documents:
            out(f"  {titled(summary)}  {summary.clauses} 个条款，{summary.chars} 字")
    warnings = [(summary.source, warning) for summary in documents for warning in summary.warnings]
    for source, warning in warnings[:_LISTED]:
        out(f"  注意  {source}：{warning}")
    if len(warnings) > _LISTED:
        out(f"  另有 {len(warnings) - _LISTED} 处注意，zhengce show 文件 可逐份查看")
    counts = (
        f"新增 {report.added} 份，更新 {report.updated} 份，未变 {report.unchanged} 份，未加入 {len(report.failed)} 份"
    )
    out(f"{counts}（{report.seconds:.1f} 秒）")


def titled(summary: DocumentSummary | Document) -> str:
    """A document as people name it: 《title》（文号）."""
    return f"《{summary.title}》" + (f"（{summary.doc_number}）" if summary.doc_number else "")


def _names(document: DocumentSummary | Document) -> dict[str, Any]:
    return {
        "doc_id": document.doc_id,
        "source": document.source,
        "title": document.title,
        "doc_number": document.doc_number,
    }


def _known_facts(document: DocumentSummary | Document) -> dict[str, Any]:
    dates = document.dates
    days = {"issued_on": dates.issued_on, "published_on": dates.published_on,
            "effective_on": dates.effective_on, "expires_on": dates.expires_on}  # fmt: skip
    return {
        **_names(document),
        "issuer": document.issuer,
        **{name: day.isoformat() if day else None for name, day in days.items()},
        "status": document.status.value,
        "status_reason": document.standing.reason or None,
        "ends_on": document.standing.ends_on.isoformat() if document.standing.ends_on else None,
        "level": document.level,
        "kind": document.kind,
    }


@click.command(name="list", cls=PolicyCommand)
@click.argument("words", nargs=-1, metavar="[词…]")
@click.option("--issuer", "issuers", metavar="机关", multiple=True, help="只列这个机关发的，可重复")
@click.option(
    "--level", "levels", type=click.Choice(["中央", "省", "州市", "县"]), multiple=True, help="只列这一级机关的，可重复"
)
@click.option("--kind", "kinds", metavar="种类", multiple=True, help="只列这一种，如 意见、通知、条例、法律，可重复")
@click.option(
    "--year", "years", metavar="年", type=click.IntRange(1900, 2200), multiple=True, help="只列这一年的，可重复"
)
@click.option(
    "--status", type=click.Choice(["in_force", "all"]), default="all", help="in_force 只列现行有效的；all 不限（默认）"
)
@click.option("--as-of", metavar="日期", type=click.DateTime(["%Y-%m-%d"]), help="只列这一天有效的")
@json_option
@with_home
def list_documents(
    words: tuple[str, ...], issuers: tuple[str, ...], levels: tuple[str, ...], kinds: tuple[str, ...],
    years: tuple[int, ...], status: str, as_of: datetime | None, as_json: bool, home: Path,
) -> int:  # fmt: skip
    """列出文库里的文件；给了词，只列标题、文号、发文机关或文件名含这些词的。

    有新文本的旧版本也在其中，状态是“已修改”；zhengce history 文件 可看它的各个版本。

    \b
    例：
      zhengce list
      zhengce list 扶贫 --level 州市 --status in_force
      zhengce list --as-of 2020-01-31 --kind 条例
    """
    from corpus.library import Library
    from index.filters import passes
    from index.types import Filters

    limits = Filters((), issuers, years, status == "in_force", as_of.date() if as_of else None, levels, kinds)
    with Library.open(home, create=False) as library:
        found = [s for s in library.summaries() if passes(s, limits)]
        summaries = [s for s in found if all(word in _searchable(s) for word in words)]
    if as_json:
        rows = [
            {**_known_facts(s), "chars": s.chars, "clauses": s.clauses, "warnings": list(s.warnings)} for s in summaries
        ]
        out_json({"count": len(rows), "documents": rows})
        return DONE
    for summary in summaries:
        out(f"{summary.doc_id}  {_status_on(summary, limits.as_of)}  {titled(summary)}  {summary.clauses} 个条款")
    out(f"共 {len(summaries)} 份" if summaries or not words else f"没有含“{' '.join(words)}”的文件")
    return DONE


def _status_on(summary: DocumentSummary, day: date | None) -> str:
    """The status today; where another day is asked for, that day's, and today's beside it if it is another."""
    from corpus.versions import status_at

    now = summary.status.value
    then = now if day is None else status_at(summary.standing, summary.title, day).value
    return then if then == now else f"{then}（今{now}）"


def _searchable(summary: DocumentSummary) -> str:
    return "\n".join([summary.title, summary.doc_number or "", summary.issuer or "", summary.source, summary.doc_id])


@click.command(cls=PolicyCommand)
@click.argument("document", metavar="文件")
@click.option("--text", "text_only", is_flag=True, help="只印全文（条款的起止位置都以它计）")
@click.option("--dropped", "dropped_only", is_flag=True, help="只印读入时去掉的页面杂项（导航、页脚等）及所依规则")
@json_option
@with_home
def show(document: str, text_only: bool, dropped_only: bool, as_json: bool, home: Path) -> int:
    """看一份文件：基本情况、条款目录、全文，以及去掉了什么。

    “文件”可以写文件编号（list 第一列）、文件名、文号或标题，文号的括号怎么写都行。

    \b
    例：
      zhengce show 国办发[2019]3号
      zhengce show 农村土地承包法 --text
    """
    from corpus.library import Library

    with Library.open(home, create=False) as library:
        found = library.get(library.resolve(document))
    if text_only:
        out(found.text, end="" if not _on_terminal() else "\n")
    elif dropped_only:
        for piece in found.dropped:
            out(f"第 {piece.line} 行  [{piece.rule}]  {piece.text}")
    elif as_json:
        dropped = [{"line": piece.line, "rule": piece.rule, "text": piece.text} for piece in found.dropped]
        out_json({**_known_facts(found), "chars": len(found.text), "warnings": list(found.warnings),
                  "outline": _outline(found), "dropped": dropped})  # fmt: skip
    else:
        _print_document(found)
    return DONE


def _on_terminal() -> bool:
    import sys

    return sys.stdout.isatty()


def _outline(document: Document) -> list[dict[str, Any]]:
    """The clauses as a tree, each with its children."""
    nodes: list[dict[str, Any]] = [
        {
            "clause": clause.address,
            "kind": clause.kind.value,
            "label": clause.label,
            "heading": clause.heading,
            "start": clause.start,
            "end": clause.end,
            "page": document.place_of(clause.start, clause.end),
            "children": [],
        }
        for clause in document.clauses
    ]
    roots: list[dict[str, Any]] = []
    for clause, node in zip(document.clauses, nodes, strict=True):
        (roots if clause.parent is None else nodes[clause.parent]["children"]).append(node)
    return roots


def _print_document(document: Document) -> None:
    facts = _known_facts(document)
    labels = {"doc_number": "文号", "issuer": "发文机关", "issued_on": "成文", "published_on": "发布", "effective_on": "施行",
              "expires_on": "失效", "status": "状态", "status_reason": "依据", "source": "文件名", "doc_id": "编号"}  # fmt: skip
    out(f"《{document.title}》")
    for field, label in labels.items():
        if facts[field]:
            out(f"  {label}：{facts[field]}")
    out(f"  字数：{len(document.text)}")
    for warning in document.warnings:
        out(f"  注意：{warning}")
    if document.dropped:
        out(f"  去掉页面杂项 {len(document.dropped)} 处（--dropped 可查看）")
    out()
    top = min((clause.level for clause in document.clauses if clause.address), default=0)
    for clause in document.clauses:
        if clause.address:
            words = clause.heading or document.text[clause.start : clause.end].removeprefix(clause.label).strip()
            out(f"  {'  ' * (clause.level - top)}{clause.label or clause.address} {_cut(words)}")


def _cut(text: str, chars: int = 36) -> str:
    line = one_line(text)
    return line if len(line) <= chars else line[: chars - 1] + "…"


@click.command(cls=PolicyCommand)
@click.argument("documents", nargs=-1, metavar="文件…", required=True)
@json_option
@with_home
def remove(documents: tuple[str, ...], as_json: bool, home: Path) -> int:
    """从文库移除文件（只移出文库，不删除磁盘上的原文件）。

    写标题、文号或文件名，它的各个版本一起移除；写编号（list 第一列），只移除那一个版本。

    \b
    例：
      zhengce remove 国办发〔2019〕3号
    """
    from corpus.library import Library

    failed: list[dict[str, str]] = []
    gone: dict[str, DocumentSummary] = {}
    with Library.open(home, create=False) as library:
        for reference in documents:
            try:
                doc_id = library.resolve(reference)
                one_version = doc_id == reference.strip().lower()
                versions = [library.summary(doc_id)] if one_version else library.versions(doc_id)
            except UnknownDocumentError as error:
                failed.append({"source": reference, "error": one_line(str(error))})
            else:
                gone |= {summary.doc_id: summary for summary in versions}
        library.remove(list(gone))
        index_failure = bring_index_up(library, home, vectors=False) if gone else None
    for failure in failed:
        note(f"未移除：{failure['error']}")
    if index_failure:
        note(f"索引未更新：{index_failure}")
    if as_json:
        out_json({"removed": len(gone), "failed": failed, "documents": [_names(s) for s in gone.values()]})
    else:
        for summary in gone.values():
            out(f"已移除 {titled(summary)}")
    if failed or index_failure:
        return PARTLY if gone else UNUSABLE
    return DONE


@click.command(cls=PolicyCommand)
@click.option("--fresh", is_flag=True, help="丢掉现有索引，从头建（索引损坏时用）")
@click.option("--vectors/--no-vectors", default=True, help="是否计算语义向量")
@with_home
def reindex(fresh: bool, vectors: bool, home: Path) -> int:
    """让索引跟上文库和设置；换了模型之后、或索引损坏时用。原文件不必在。

    \b
    例：
      zhengce reindex
      zhengce reindex --fresh
    """
    import shutil

    from corpus.library import Library
    from index.build import index_folder

    with Library.open(home, create=False) as library:
        if fresh and index_folder(home).exists():
            shutil.rmtree(index_folder(home))
        failure = bring_index_up(library, home, vectors=vectors)
        count = len(library.content_hashes())
    if failure:
        note(f"索引未完成：{failure}")
        return PARTLY
    out(f"索引已是最新：{count} 份文件")
    return DONE
