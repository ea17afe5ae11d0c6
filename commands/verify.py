"""`verify`: the citations of a draft checked against the library, with reports for the file."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.base import DONE, PARTLY, PolicyCommand, json_option, with_home
from commands.console import note, one_line, out, out_json
from commands.filters import filter_options, read_filters
from corpus.errors import ZhengceError

if TYPE_CHECKING:
    from corpus.checks import KeptCheck
    from corpus.library import Library
    from index.types import Filters
    from qa.verify import Citation, Verification
    from qa.verify.again import Since

_REPORTS = (".docx", ".html", ".xlsx")


@click.command(cls=PolicyCommand)
@click.argument("file", metavar="[草稿文件]", required=False)
@click.option("--report", metavar="文件", type=click.Path(path_type=Path), multiple=True,
              help="另存核校报告：.docx（原稿加批注和签字表）、.html、.xlsx，可重复")  # fmt: skip
@click.option("--again", is_flag=True, help="与上次核校比较，说明哪些引用有了变化；不写文件则重核全部核过的草稿")
@filter_options
@json_option
@with_home
def verify(
    file: str | None, report: tuple[Path, ...], again: bool, documents: tuple[str, ...], issuers: tuple[str, ...],
    years: tuple[int, ...], status: str, as_of: datetime | None, as_json: bool, home: Path,
) -> int:  # fmt: skip
    """核校草稿里引用的文件和条款：有没有、对不对、还有没有效。

    \b
    例：
      zhengce verify 汇报.docx --report 汇报-核校.docx
      zhengce verify 讲稿.txt --json
      zhengce verify 汇报.docx --again
      zhengce verify -                     从标准输入读
    """
    for path in report:
        if path.suffix.lower() not in _REPORTS:
            raise click.UsageError(f"--report {path}：报告只能是 {'、'.join(_REPORTS)}，请改文件名的后缀")
        if not path.absolute().parent.is_dir():
            raise click.UsageError(f"--report {path}：没有这个文件夹，请先建立或换个位置")
        if file not in (None, "-") and path.exists() and path.samefile(Path(str(file))):
            raise click.UsageError(f"--report {path}：与草稿是同一个文件，请换个名字，以免盖掉草稿")
    if file is None and not again:
        raise click.UsageError("还缺草稿文件（.docx、.txt、.md；- 为标准输入）")
    if file is None and report:
        raise click.UsageError("--report 要同时写明草稿文件")
    filters = read_filters(home, documents, issuers, years, status, as_of)
    from corpus.library import Library

    with Library.open(home, create=False) as library:
        if file is None:
            return _all_again(library, filters, as_json)
        from qa.verify.drafts import read_draft

        return _one(library, file, read_draft(file), filters, report, again, as_json)


def _one(
    library: Library, file: str, text: str, filters: Filters | None, report: tuple[Path, ...], again: bool, as_json: bool
) -> int:  # fmt: skip
    from qa.verify import Verifier

    name = "标准输入" if file == "-" else Path(file).name
    verification = Verifier(library).verify(text, name, filters)
    since = _since(library, verification, file) if again else None
    warning = _keep(library, verification)
    code = DONE
    written: list[str] = []
    for path in report:
        try:
            from qa.verify.reports import write_report

            write_report(verification, path, None if file == "-" else Path(file))
            written.append(str(path))
        except OSError as error:
            note(f"未完成：{path}：报告写不进去（{error.strerror}），请检查位置和权限，或先关掉打开着的同名文件")
            code = PARTLY
    if warning:
        note(f"注意：{warning}")
    if as_json:
        value = verification.as_json()
        if written:
            value["reports"] = written
        if since is not None:
            value["again"] = [_since_json(one) for one in since]
        out_json(value)
        return code
    _print(verification)
    if since is not None:
        _print_since(since)
    for path_written in written:
        out(f"报告已存为 {path_written}")
    return code


def _keep(library: Library, verification: Verification) -> str:
    """Keep the check; what to tell the person where that can't be done."""
    from corpus.checks import keep_check

    try:
        citations = [citation.as_json() for citation in verification.citations]
        keep_check(library, verification.file, verification.text, verification.revision, citations)
    except ZhengceError as error:
        return f"这次核校没有存入文库（{one_line(str(error))}）"
    return ""


def _since(library: Library, verification: Verification, file: str) -> list[Since]:
    from corpus.checks import kept_checks
    from qa.verify.again import compare_checks

    kept = kept_checks(library, verification.file)
    if not kept:
        raise ZhengceError(f"{file}：以前没有核校过这份草稿，请先不加 --again 核校一次")
    return compare_checks(kept[0], verification)


def _all_again(library: Library, filters: Filters | None, as_json: bool) -> int:
    from corpus.checks import kept_checks
    from qa.verify import Verifier
    from qa.verify.again import compare_checks

    kept = kept_checks(library)
    if not kept:
        raise ZhengceError("还没有核校过任何草稿，请先运行 zhengce verify 草稿文件")
    verifier = Verifier(library)
    results: list[tuple[KeptCheck, list[Since], Verification]] = []
    for check in kept:
        now = verifier.verify(check.text, check.file, filters)
        results.append((check, compare_checks(check, now), now))
    if as_json:
        rows = [
            {"file": check.file, "checked_at": _at(check), "summary": now.summary, "citations": len(now.citations),
             "changed": [_since_json(one) for one in since]}
            for check, since, now in results
        ]  # fmt: skip
        out_json({"again": rows})
        return DONE
    for check, since, now in results:
        out(f"{check.file}（{_at(check)}核校，{len(now.citations)} 处引用）")
        _print_since(since)
    return DONE


def _at(check: KeptCheck) -> str:
    return datetime.fromtimestamp(check.at).isoformat(sep=" ", timespec="minutes")


def _since_json(one: Since) -> dict[str, Any]:
    kept = ("verdict", "title", "doc_number", "clause", "doc_id")
    return {
        "why": one.why,
        "citation": one.citation.as_json() if one.citation else None,
        "before": {key: one.before.get(key) for key in ("text", *kept)} if one.before else None,
    }


def _print(verification: Verification) -> None:
    from qa.verify import LABELS

    summary = verification.summary
    counts = " · ".join(f"{count} {LABELS[verdict][0]}" for verdict, count in summary.items() if count)  # type: ignore[index]
    out(f"{verification.file}：{len(verification.citations)} 处引用" + (f"：{counts}" if counts else "；没有找到引用"))
    for number, citation in enumerate(verification.citations, 1):
        _print_citation(number, citation, verification.text)


def _print_citation(number: int, citation: Citation, text: str) -> None:
    from qa.verify import LABELS

    label, sign = LABELS[citation.verdict]
    line = text.count("\n", 0, citation.start) + 1
    name = f"《{citation.title}》" if citation.title else ""
    out(f"\n{number:>3} {sign} {label}  {name}{citation.clause or ''}  （第 {line} 行）")
    out(f"      草稿：{_cut(citation.text, 160)}")
    out(f"      {citation.note}")
    if citation.evidence is not None and citation.verdict != "verified":
        out(
            f"      原文：《{citation.evidence.title}》{citation.evidence.clause or ''}：{_cut(citation.evidence.text, 240)}"
        )


def _print_since(since: list[Since]) -> None:
    if not since:
        out("与上次核校相比没有变化")
        return
    out(f"与上次核校相比有 {len(since)} 处变化：")
    for one in since:
        text = one.citation.text if one.citation else str((one.before or {}).get("text", ""))
        out(f"  · {_cut(text, 80)}：{one.why}" + (f"；{one.citation.note}" if one.citation and one.before else ""))


def _cut(text: str, most: int) -> str:
    line = one_line(text)
    return line if len(line) <= most else line[: most - 1] + "…"
