"""`status`, `history`, `diff`: a document over time."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.base import DONE, PolicyCommand, json_option, with_home
from commands.console import note, one_line, out, out_json
from corpus.errors import UnknownDocumentError, ZhengceError

if TYPE_CHECKING:
    from corpus.diff import ClauseDifference, Difference
    from corpus.ledger import Relation
    from corpus.library import Library
    from corpus.types import DocumentSummary, Standing

_DAY = click.DateTime(["%Y-%m-%d"])
_RELATIONS = {"repeals": "废止", "amends": "修改", "implements": "依据、贯彻", "cites": "引用"}
_CITED = {"repeals": "被废止于", "amends": "被修改于", "implements": "据以制定", "cites": "被引用于"}
_LISTED = 20


# -- status ---------------------------------------------------------------------------------------
@click.command(cls=PolicyCommand)
@click.argument("document", metavar="文件")
@click.option("--repealed", metavar="日期", type=_DAY, help="自这一天起废止，如 2021-01-01")
@click.option("--expired", metavar="日期", type=_DAY, help="自这一天起失效")
@click.option("--amended", metavar="日期", type=_DAY, help="自这一天起已修改（文库里还没有新文本）")
@click.option("--in-force", "in_force", is_flag=True, help="现行有效（文件间的推断有误时用）")
@click.option("--clear", is_flag=True, help="取消人工设定，回到按文件原文判断")
@click.option("--note", "words", metavar="说明", default="", help="依据或说明，如“州政府办2021年清理”")
@json_option
@with_home
def status(
    document: str, repealed: datetime | None, expired: datetime | None, amended: datetime | None, in_force: bool,
    clear: bool, words: str, as_json: bool, home: Path,
) -> int:  # fmt: skip
    """看一份文件是否有效、依据什么；也可以人工设定。

    平时由文件原文判断：“同时废止”、清理目录、“自…起施行”、“有效期五年”、后来的新文本。人工设定优先于这些。

    \b
    例：
      zhengce status 国办发〔2019〕3号
      zhengce status 某县养犬办法 --repealed 2021-01-01 --note 县政府清理目录
      zhengce status 某县养犬办法 --clear
    """
    from corpus.library import Library
    from corpus.types import Status

    wanted = [(Status.REPEALED, repealed), (Status.EXPIRED, expired), (Status.AMENDED, amended)]
    chosen = [(kind, day.date()) for kind, day in wanted if day is not None]
    if len(chosen) + in_force + clear > 1:
        raise click.UsageError("--repealed、--expired、--amended、--in-force、--clear 一次只能用一个")
    if words and not (chosen or in_force):
        raise click.UsageError("--note 要和 --repealed、--expired、--amended 或 --in-force 同用")
    with Library.open(home, create=False) as library:
        doc_id = library.resolve(document)
        if clear:
            library.clear_status(doc_id)
        elif chosen or in_force:
            kind, day = chosen[0] if chosen else (Status.IN_FORCE, None)
            library.set_status(doc_id, kind, day, one_line(words))
        summary = library.summary(doc_id)
        cause = library.summary(summary.standing.cause) if summary.standing.cause else None
    if as_json:
        out_json({**facts(summary), "by": facts(cause) if cause else None})
        return DONE
    out(f"{_titled(summary)}：{summary.status.value}")
    for line in standing_lines(summary.standing):
        out(f"  {line}")
    if cause is not None:
        out(f"  见《{cause.title}》{cause.doc_number or ''}（{cause.doc_id}）")
    return DONE


def standing_lines(standing: Standing) -> list[str]:
    """From when to when, and why, in words."""
    lines = []
    if standing.begins_on:
        lines.append(f"施行：{standing.begins_on}")
    if standing.ends_on:
        lines.append(f"止于：{standing.ends_on}（自这一天起不再适用）")
    if standing.reason:
        lines.append(f"依据：{standing.reason}")
    return lines


def facts(summary: DocumentSummary) -> dict[str, Any]:
    """A document and its standing as JSON."""
    own = summary.standing
    return {
        "doc_id": summary.doc_id, "source": summary.source, "title": summary.title, "doc_number": summary.doc_number,
        "issuer": summary.issuer, "level": summary.level, "kind": summary.kind, "status": summary.status.value,
        "issued_on": _iso(summary.dates.issued_on), "effective_on": _iso(summary.dates.effective_on),
        "begins_on": _iso(own.begins_on), "ends_on": _iso(own.ends_on), "reason": own.reason or None,
        "cause": own.cause, "superseded": summary.superseded,
    }  # fmt: skip


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _titled(summary: DocumentSummary) -> str:
    return f"《{summary.title}》" + (f"（{summary.doc_number}）" if summary.doc_number else "")


# -- history --------------------------------------------------------------------------------------
@click.command(cls=PolicyCommand)
@click.argument("document", metavar="文件")
@json_option
@with_home
def history(document: str, as_json: bool, home: Path) -> int:
    """列出一份文件的各个版本，以及它废止、修改、引用了谁，又被谁废止、修改、引用。

    \b
    例：
      zhengce history 农村土地承包法
    """
    from corpus.library import Library

    with Library.open(home, create=False) as library:
        doc_id = library.resolve(document)
        versions = library.versions(doc_id)
        serving = library.serving(doc_id)
        relations, cited_by = library.relations(doc_id), library.cited_by(doc_id)
        named = {
            one.doc_id: one
            for one in library.summaries([*{t for r in relations for t in r.targets}, *(r.doc_id for r in cited_by)])
        }
        words = {r: library.text(r.doc_id)[r.start : r.end] for r in [*relations, *cited_by]}
    if as_json:
        out_json({
            "doc_id": doc_id,
            "versions": [{**facts(one), "serving": one.doc_id == serving} for one in versions],
            "relations": [_relation_json(r, words[r]) for r in relations],
            "cited_by": [_relation_json(r, words[r]) for r in cited_by],
        })  # fmt: skip
        return DONE
    out(f"共 {len(versions)} 个版本（旧在前）")
    for one in versions:
        day = one.dates.issued_on or one.standing.begins_on or "日期不详"
        mark = "  ← 现用" if one.doc_id == serving else ""
        out(f"  {one.doc_id}  {day}  {one.status.value}  {_titled(one)}  {one.source}{mark}")
        if one.standing.reason:
            out(f"                {one.standing.reason}")
    for head, rows, own in (("它说到", relations, True), ("说到它的", cited_by, False)):
        if rows:
            out(head)
        for row in rows[:_LISTED]:
            label = (_RELATIONS if own else _CITED)[row.kind.value]
            there = "" if not own or row.targets else "（文库里没有）"
            out(f"  {label}《{row.name if own else named[row.doc_id].title}》{there}")
        if len(rows) > _LISTED:
            out(f"  另有 {len(rows) - _LISTED} 处，加 --json 可看全部")
    return DONE


def _relation_json(relation: Relation, words: str) -> dict[str, Any]:
    return {
        "doc_id": relation.doc_id, "kind": relation.kind.value, "name": relation.name, "quote": words,
        "start": relation.start, "end": relation.end, "targets": list(relation.targets),
    }  # fmt: skip


# -- diff -----------------------------------------------------------------------------------------
@click.command(cls=PolicyCommand)
@click.argument("document", metavar="文件")
@click.option(
    "--from", "old", metavar="旧版", help="旧版本：文件编号、文件名或日期（取那一天有效的版本）；默认为前一个版本"
)
@click.option("--to", "new", metavar="新版", help="新版本，写法同上；默认为最新的版本")
@click.option("--html", "html_path", metavar="文件", type=click.Path(path_type=Path), help="写成网页")
@json_option
@with_home
def diff(document: str, old: str | None, new: str | None, html_path: Path | None, as_json: bool, home: Path) -> int:
    """逐条对照一份文件的两个版本：新增、删去、修改（标出字句）、条号变动。

    也可以用 --from 和 --to 指明任意两份文件来对照。

    \b
    例：
      zhengce diff 农村土地承包法
      zhengce diff 最低工资标准 --from 2019-06-01 --to 2022-06-01
      zhengce diff 农村土地承包法 --html 对照.html
    """
    from corpus.diff import compare, difference_html
    from corpus.library import Library

    with Library.open(home, create=False) as library:
        before, after = _pair(library, document, old, new)
        difference = compare(library.get(before), library.get(after))
    if html_path is not None:
        _write(html_path, difference_html(difference))
    if as_json:
        out_json(_difference_json(difference))
    elif html_path is not None:
        out(f"已写入 {html_path}")
    else:
        _print_difference(difference)
    return DONE


def _pair(library: Library, document: str, old: str | None, new: str | None) -> tuple[str, str]:
    """The doc_ids of the two versions."""
    versions = [one.doc_id for one in library.versions(library.resolve(document))]
    after = _version(library, versions, new) if new else versions[-1]
    if old:
        return _version(library, versions, old), after
    place = versions.index(after) if after in versions else 0
    if place == 0:
        raise UnknownDocumentError(f"{document}：文库里只有一个版本，没有可对照的；可用 --from 指明另一份文件")
    return versions[place - 1], after


def _version(library: Library, versions: list[str], wanted: str) -> str:
    try:
        day = date.fromisoformat(wanted)
    except ValueError:
        return library.resolve(wanted)
    return library.serving(versions[-1], day)


def _write(path: Path, page: str) -> None:
    try:
        path.write_text(page, encoding="utf-8", newline="\n")
    except OSError as error:
        raise ZhengceError(f"--html {path}：不能写入（{error.strerror}），请检查文件夹和权限") from error


def _difference_json(difference: Difference) -> dict[str, Any]:
    from corpus.diff import Change

    def place(one: Any) -> dict[str, Any] | None:
        return {"clause": one.clause, "start": one.start, "end": one.end} if one is not None else None

    versions = {name: {"doc_id": one.doc_id, "source": one.source, "title": one.title, "doc_number": one.doc_number, "issued_on": _iso(one.dates.issued_on)}
                for name, one in (("from", difference.old), ("to", difference.new))}  # fmt: skip
    return {
        **versions,
        "summary": {change.value: difference.count(change) for change in Change},
        "changes": [
            {"kind": one.change.value, "from": place(one.old), "to": place(one.new),
             "pieces": [{"kind": piece.change.value, "text": piece.text} for piece in one.pieces]}
            for one in difference.changes
        ],
    }  # fmt: skip


def _print_difference(difference: Difference) -> None:
    from corpus.diff import CHINESE, clause_label, summary_line

    for name, one in (("旧", difference.old), ("新", difference.new)):
        out(f"{name}：《{one.title}》{one.doc_number or ''} {one.dates.issued_on or ''} {one.source}")
    out(summary_line(difference))
    for change in difference.changes:
        out()
        out(f"【{CHINESE[change.change]}】{clause_label(change)}")
        out("  " + _marked(change).replace("\n", "\n  "))
    if not difference.changes:
        note("两个版本的文字相同")


def _marked(one: ClauseDifference) -> str:
    """The words with those that went in [-…-] and those that came in {+…+}; in colour on a terminal."""
    from corpus.diff import Change

    colours, signs = (
        {Change.ADDED: "green", Change.REMOVED: "red"},
        {Change.ADDED: "{{+{}+}}", Change.REMOVED: "[-{}-]"},
    )
    whole = one.change in colours
    pieces = []
    for piece in one.pieces:
        words = piece.text if whole or piece.change not in signs else signs[piece.change].format(piece.text)
        pieces.append(
            click.style(words, fg=colours[piece.change]) if piece.change in colours and sys.stdout.isatty() else words
        )
    return "".join(pieces)
