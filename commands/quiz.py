"""`quiz`: questions from chosen documents, in the form a trainer needs."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.base import DONE, PolicyCommand, json_option, with_home
from commands.console import note, out, out_json, progress
from commands.filters import filter_options, read_filters
from corpus.errors import ZhengceError

if TYPE_CHECKING:
    from corpus.library import Library
    from qa.quiz import QuestionType, Quiz, Written

FORMATS = ("json", "docx", "xlsx", "gift", "aiken", "moodle", "qti", "wjx", "xuexitong", "kaoshibao")
TYPES = ("single", "multiple", "judge", "blank", "short")
_MOST = 500


class QuizError(ZhengceError):
    """An option of `quiz` names nothing that questions can be made from."""


def quiz_options(function: Any) -> Any:
    """Give a command the options that say which questions are wanted."""
    for option in (
        click.option("--difficulty", type=click.Choice(["easy", "medium", "hard"]), help="只要易、中或难的题"),
        click.option("--clause", "clauses", metavar="条款", multiple=True, help="只考这一条款（及其下级），如 第二章、二、（三），可重复"),
        click.option("--seed", metavar="数", type=int, default=0, show_default=True, help="换一个数换一套题；同一个数出同一套题"),
        click.option("--count", metavar="题数", type=click.IntRange(1, _MOST), default=20, show_default=True, help="共几题"),
        click.option("--type", "types", metavar="题型", multiple=True, help="single 单选、multiple 多选、judge 判断、blank 填空、short 简答；可重复，可带题数，如 single=10"),
        click.option("--topic", metavar="主题", help="只考与这个主题有关的条款"),
    ):  # fmt: skip
        function = option(function)
    return function


@click.command(cls=PolicyCommand)
@click.argument("named", metavar="[文件]…", nargs=-1)
@quiz_options
@click.option("--format", "form", type=click.Choice(FORMATS), default="json", show_default=True, help="写成哪种形式")
@click.option("--out", "out_path", metavar="文件", type=click.Path(path_type=Path), help="写到这个文件；json 可不写")
@click.option("--reword", is_flag=True, help="请设好的大模型换题干的说法；不合原文的不用")
@click.option("--keep", is_flag=True, help="同时存入题库（zhengce bank 查看）")
@click.option("--tag", "tags", metavar="标签", multiple=True, help="存入题库时加的标签，可重复")
@filter_options
@json_option
@with_home
def quiz(
    named: tuple[str, ...], topic: str | None, types: tuple[str, ...], count: int, seed: int, clauses: tuple[str, ...],
    difficulty: Any, form: str, out_path: Path | None, reword: bool, keep: bool, tags: tuple[str, ...], documents: tuple[str, ...], issuers: tuple[str, ...],
    years: tuple[int, ...], status: str, as_of: datetime | None, as_json: bool, home: Path,
) -> int:  # fmt: skip
    """出题：每道题由一个条款决定答案，附原文和出处。不写文件名就从整个文库出题。

    \b
    例：
      zhengce quiz 农村土地承包法 --count 30 --format docx --out 试卷.docx
      zhengce quiz 国办发〔2019〕3号 --type single=10 --type judge=5 --format wjx --out 问卷星.txt
      zhengce quiz --topic 小额信贷 --count 10 --json
    """
    if out_path is None and form != "json":
        raise click.UsageError(f"--format {form} 还缺 --out 文件")
    from corpus.library import Library
    from qa.quiz import EXPORTERS, make_quiz

    wanted, total = _read_types(types, count)
    filters = read_filters(home, documents, issuers, years, status, as_of)
    with Library.open(home, create=False) as library, progress(quiet=as_json) as advance:
        ids = _documents(library, named, filters, topic)
        made = make_quiz(
            library, ids, count=total, types=wanted, seed=seed, topic=topic, clauses=_addresses(clauses), difficulty=difficulty,
            progress=lambda done, of, detail: advance("出题", done, of, detail),
        )  # fmt: skip
        if reword:
            made = _reworded(library, home, made, lambda done, of, detail: advance(detail, done, of))
        written = EXPORTERS[form].write(made, out_path) if out_path is not None else None
        if keep or tags:
            _keep(library, made, tags)
    return report(made, form, written, as_json)


def _reworded(library: Library, home: Path, made: Quiz, progress: Any) -> Quiz:
    """The quiz with stems in a model's words where they are sound; as it is, with a warning, where no model is set."""
    from dataclasses import replace

    from index.settings import Settings

    settings = Settings.load(home).llm
    if not settings.configured:
        warning = "--reword：还没有设大模型（[llm] 的 base_url 和 model），题干没有改写"
        return replace(made, warnings=(*made.warnings, warning))
    from qa.llm import Chat
    from qa.quiz.reword import reword

    return reword(made, library, Chat(settings), progress)


def _keep(library: Library, made: Quiz, tags: tuple[str, ...]) -> None:
    from qa.quiz import QuestionBank

    new = QuestionBank(library).keep(made.questions, tags)
    note(f"存入题库{len(made.questions)}题，其中新题{new}题")


def report(made: Quiz, form: str, written: Written | None, as_json: bool) -> int:
    """Print what became of a quiz: itself as JSON, or what was written."""
    from qa.quiz import quiz_json

    if form == "json" and (as_json or written is None):
        out_json(quiz_json(made))
    elif as_json and written is not None:
        out_json(
            {
                "written": written.written,
                "left_out": written.left_out,
                "warnings": list(written.warnings),
                "files": list(written.files),
            }
        )
    elif written is not None:
        from qa.quiz import TYPE_NAMES, QuestionType

        out(f"写好{written.written}题：{'、'.join(written.files)}")
        if written.left_out:
            left = "、".join(f"{TYPE_NAMES[QuestionType(t)]}{n}道" for t, n in written.left_out.items())
            out(f"这种形式装不下，没有写入：{left}")
    for warning in made.warnings if not as_json else ():
        note(f"注意：{warning}")
    return DONE


def _read_types(types: tuple[str, ...], count: int) -> tuple[Any, int]:
    """The types asked for: a mixture, a choice of types, or a number of each.

    :raises QuizError: a type is none of the five, or only some have numbers.
    """
    from qa.quiz import QuestionType

    words = [word for given in types for word in re.split(r"[,，]", given) if word.strip()]
    if not words:
        return None, count
    numbers: dict[QuestionType, int | None] = {}
    for word in words:
        match = re.fullmatch(r"\s*(\w+)\s*(?:[=:：]\s*(\d{1,3}))?\s*", word)
        if match is None or match[1] not in TYPES:
            raise QuizError(f"--type {word}：没有这种题型，可用 {'、'.join(TYPES)}，后面可带题数，如 single=10")
        numbers[QuestionType(match[1])] = int(match[2]) if match[2] else None
    if all(n is None for n in numbers.values()):
        return list(numbers), count
    if any(n is None for n in numbers.values()):
        raise QuizError("--type：要么每种题型都带题数，要么都不带（总数用 --count）")
    return {t: n for t, n in numbers.items() if n}, sum(n or 0 for n in numbers.values())


def _documents(library: Library, named: tuple[str, ...], filters: Any, topic: str | None) -> list[str]:
    """The documents to ask about, within the filters.

    :raises QuizError: none is left.
    """
    from index.filters import allowed
    from index.types import Filters

    summaries = library.summaries()
    ids = [library.resolve(reference) for reference in named] or [s.doc_id for s in summaries]
    # Of the whole library, what is in force; a document that is named is asked about as it is.
    within = allowed(lambda: summaries, filters or (None if named else Filters(in_force_only=True)))
    if not within and filters is None:
        within = None
    if within is not None:
        ids = [doc_id for doc_id in ids if doc_id in set(within)]
    if not ids:
        raise QuizError("没有可以出题的文件：请检查文件名和 --doc、--issuer、--year、--status，zhengce list 可列出全部")
    if topic is not None and not named:
        ids = _about(library, ids, topic)
    return ids


def _about(library: Library, ids: list[str], topic: str) -> list[str]:
    """Those documents whose text holds the topic's words; all of them where none does, so that the warning says so."""
    from qa.quiz.make import about

    return [doc_id for doc_id in ids if about(topic, library.text(doc_id))] or ids[:1]


def _addresses(clauses: tuple[str, ...]) -> list[str] | None:
    """Addresses in their canonical writing.

    :raises QuizError: one is no address.
    """
    if not clauses:
        return None
    from corpus.addresses import format_address, parse_address

    found = []
    for written in clauses:
        steps = parse_address(written)
        if steps is None:
            raise QuizError(f"--clause {written}：不是条款的写法，如 第二章、第十条、二、（三）")
        found.append(format_address(steps))
    return found
