"""The options that limit which documents are asked, shared by all commands that ask."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from index.types import Filters

F = TypeVar("F", bound=Callable[..., Any])


def _remembered(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> None:
    """Keep an option's value for `read_filters`, so that the commands need not hand it on."""
    ctx.meta[f"filter.{param.name}"] = value


def filter_options(function: F) -> F:
    """Give a command the options that limit which documents are asked."""
    for option in (
        click.option("--kind", "kinds", metavar="种类", multiple=True, expose_value=False, callback=_remembered, help="只问这一种文件，如 意见、通知、条例、法律，可重复"),
        click.option("--level", "levels", type=click.Choice(["中央", "省", "州市", "县"]), multiple=True, expose_value=False, callback=_remembered, help="只问这一级机关的文件，可重复"),
        click.option("--as-of", metavar="日期", type=click.DateTime(["%Y-%m-%d"]), help="按这一天有效的文本，如 2020-01-31"),
        click.option("--status", type=click.Choice(["in_force", "all"]), default="all", help="in_force 只问现行有效的；all 不限（默认）"),
        click.option("--year", "years", metavar="年", type=click.IntRange(1900, 2200), multiple=True, help="只问这一年的文件，可重复"),
        click.option("--issuer", "issuers", metavar="机关", multiple=True, help="只问这个机关发的文件，可重复"),
        click.option("--doc", "documents", metavar="文件", multiple=True, help="只问这份文件（编号、文件名、文号或标题），可重复"),
    ):  # fmt: skip
        function = option(function)
    return function


def read_filters(
    home: Path,
    documents: tuple[str, ...],
    issuers: tuple[str, ...],
    years: tuple[int, ...],
    status: str,
    as_of: datetime | None,
) -> Filters | None:
    """The filters that the options name; None where they name none.

    :raises UnknownDocumentError: --doc names nothing in the library.
    """
    context = click.get_current_context(silent=True)
    kept = context.meta if context is not None else {}
    levels, kinds = kept.get("filter.levels", ()), kept.get("filter.kinds", ())
    if not (documents or issuers or years or as_of or levels or kinds or status != "all"):
        return None
    from index.types import Filters

    day: date | None = as_of.date() if as_of else None
    doc_ids: list[str] = []
    if documents:
        from corpus.library import Library

        with Library.open(home, create=False) as library:
            for reference in documents:
                doc_ids += library.find(reference, day) or [library.resolve(reference)]
    return Filters(tuple(dict.fromkeys(doc_ids)), issuers, years, status == "in_force", day, levels, kinds)
