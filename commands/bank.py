"""`bank`: questions that are kept in the library: look them up, tag them, make papers of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.base import DONE, PARTLY, PolicyCommand, json_option, with_home
from commands.console import note, one_line, out, out_json
from commands.quiz import FORMATS, TYPES, QuizError, report

if TYPE_CHECKING:
    from corpus.library import Library
    from qa.quiz import Kept, Question, QuestionBank


@click.command(cls=PolicyCommand)
@click.argument("words", metavar="[词]", required=False, default="")
@click.option("--tag", "tags", metavar="标签", multiple=True, help="只看有这个标签的题，可重复")
@click.option("--type", "types", type=click.Choice(TYPES), multiple=True, help="只看这种题型，可重复")
@click.option("--doc", "documents", metavar="文件", multiple=True, help="只看出自这份文件的题，可重复")
@click.option("--flagged", is_flag=True, help="只看依据的条款已有改动、要核对的题")
@click.option("--id", "ids", metavar="题号", multiple=True, help="只看这道题，可重复")
@click.option("--limit", metavar="题数", type=click.IntRange(1, 2000), default=200, show_default=True, help="最多几题")
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="json", show_default=True, help="组卷写成哪种形式"
)
@click.option(
    "--out",
    "out_path",
    metavar="文件",
    type=click.Path(path_type=Path),
    help="把找到的题组成试卷，写到这个文件，并记一次使用",
)
@click.option("--add-tag", metavar="标签", multiple=True, help="给找到的题加标签，可重复")
@click.option("--drop-tag", metavar="标签", multiple=True, help="去掉找到的题的标签，可重复")
@click.option("--remove", is_flag=True, help="把找到的题移出题库（要用 --id、--tag、--doc 或 --flagged 指明）")
@click.option(
    "--import",
    "import_path",
    metavar="文件",
    type=click.Path(path_type=Path),
    help="存入改好的题（quiz --format json 的文件），先逐题核对",
)
@json_option
@with_home
def bank(
    words: str, tags: tuple[str, ...], types: tuple[str, ...], documents: tuple[str, ...], flagged: bool, ids: tuple[str, ...],
    limit: int, form: str, out_path: Path | None, add_tag: tuple[str, ...], drop_tag: tuple[str, ...], remove: bool,
    import_path: Path | None, as_json: bool, home: Path,
) -> int:  # fmt: skip
    """题库：查找存下的题，加标签，组卷。

    题所依据的条款在文件更新后有改动的，会标出来。

    \b
    例：
      zhengce quiz 农村土地承包法 --count 30 --keep --tag 承包法
      zhengce bank 承包期
      zhengce bank --tag 承包法 --type single --limit 20 --format docx --out 试卷.docx
      zhengce bank --flagged
    """
    if remove and not (ids or tags or documents or flagged):
        raise click.UsageError("--remove 要用 --id、--tag、--doc 或 --flagged 指明移出哪些题")
    from corpus.library import Library
    from qa.quiz import EXPORTERS, QuestionBank, QuestionType

    with Library.open(home, create=False) as library:
        kept_in = QuestionBank(library)
        if import_path is not None:
            return _import(library, kept_in, import_path, tags, as_json)
        doc_ids = [library.resolve(reference) for reference in documents] or None
        found = kept_in.search(
            words, tags=tags, types=[QuestionType(t) for t in types], doc_ids=doc_ids, flagged=True if flagged else None,
            ids=list(ids) or None, limit=limit,
        )  # fmt: skip
        numbers = [k.question.id for k in found]
        if out_path is not None:
            paper = kept_in.paper(numbers)
            return report(paper, form, EXPORTERS[form].write(paper, out_path), as_json)
        if remove:
            note(f"移出题库{kept_in.remove(numbers)}题")
            return DONE
        if add_tag or drop_tag:
            kept_in.retag(numbers, add_tag, drop_tag)
            found = kept_in.search(ids=numbers, limit=limit)
    _show(found, as_json)
    return DONE


def _show(found: list[Kept], as_json: bool) -> None:
    from qa.quiz import TYPE_NAMES, question_json

    if as_json:
        out_json(
            {
                "questions": [
                    {**question_json(k.question), "tags": list(k.tags), "uses": k.uses, "flag": k.flag} for k in found
                ]
            }
        )
        return
    for kept in found:
        tags = f" [{'、'.join(kept.tags)}]" if kept.tags else ""
        out(
            f"{kept.question.id} {TYPE_NAMES[kept.question.type]} 用过{kept.uses}次{tags}{'  ！' + kept.flag if kept.flag else ''}"
        )
        out(f"    {one_line(kept.question.stem)}")
    out(f"共 {len(found)} 题" if found else "题库里没有这样的题；zhengce quiz … --keep 可以存题")


def _import(library: Library, kept_in: QuestionBank, path: Path, tags: tuple[str, ...], as_json: bool) -> int:
    """Take in questions from a file; those that break a rule are named and left out.

    :raises QuizError: the file holds no questions.
    """
    from qa.quiz import Bench, check_question

    bench = Bench(library)
    sound: list[Question] = []
    refused: list[dict[str, Any]] = []
    for question in _read(path):
        failures = check_question(question, bench)
        if failures:
            refused.append({"id": question.id, "why": failures[0].why})
            note(f"{question.id}：{failures[0].why}，没有存入")
        else:
            sound.append(question)
    new = kept_in.keep(sound, tags)
    if as_json:
        out_json({"kept": len(sound), "new": new, "refused": refused})
    else:
        out(f"存入题库{len(sound)}题，其中新题{new}题" + (f"；{len(refused)}题没有通过核对" if refused else ""))
    return PARTLY if refused else DONE


def _read(path: Path) -> list[Question]:
    from qa.quiz import question_from_json

    try:
        value = json.loads(path.read_text(encoding="utf-8-sig"))
        return [question_from_json(q) for q in (value["questions"] if isinstance(value, dict) else value)]
    except OSError as error:
        raise QuizError(f"--import {path}：不能打开（{error.strerror}），请检查路径") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise QuizError(
            f"--import {path}：不是 zhengce quiz --format json 写的文件（{one_line(str(error))}）"
        ) from error
