"""A visitor's conversation as Markdown to keep: questions as asked and as understood, answers, and where each word stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from page.answers import REASONS, Turn
from qa.phrases import DROPPED
from qa.types import Answer, Citation, Refusal

_MARKUP = re.compile(r"([\\`*_<>#|~])")
# A line that Markdown would take for a heading's underline or a list, where it is a document's.
_BLOCK = re.compile(r"^(\s*\d{0,9})([-+=.)])(?=\s|$|=|-)", re.M)


def transcript(turns: Sequence[Turn], model: str, now: datetime) -> str:
    """The conversation, in the order that it was had; what is still being answered is left out.

    :param model: the language model that the settings name, "" for none.
    :param now: when it is written down.
    """
    head = ["# 政策文件问答记录", f"导出时间：{now:%Y-%m-%d %H:%M}", "回答引自文库中的文件，使用前请对照原文。"]
    if model and any(isinstance(r, (Answer, Refusal)) and (r.mode == "llm" or r.dropped) for _, r in turns):
        head.insert(2, f"语言模型：{_plain(model)}（每句都与引文核对过，未通过的另行列出）")
    done = [(question, result) for question, result in turns if isinstance(result, (Answer, Refusal, str))]
    parts = [_turn(number, question, result) for number, (question, result) in enumerate(done, 1)]
    return "\n\n".join([*head, *parts]) + "\n"


def _turn(number: int, question: str, result: Answer | Refusal | str) -> str:
    lines = [f"## {number}. {_plain(' '.join(question.split()))}"]
    if isinstance(result, str):
        return "\n\n".join([*lines, f"出了问题：{_plain(result)}"])
    if result.understood:
        lines.append(f"理解为：{_plain(result.understood)}")
    if isinstance(result, Refusal):
        lines.append(f"**没有答案（{REASONS[result.reason]}）：**{_plain(result.text)}")
        cited, head = result.nearest, "相近条款（不是答案）："
    else:
        lines.append(_plain(result.text) if result.mode == "llm" else _verbatim(result))
        if result.mode == "llm":
            lines.append("（由语言模型起草，每句都与下列原文核对过）")
        cited, head = result.citations, "出处："
    lines += [f"注意：{_plain(w.removeprefix('注意：'))}" for w in result.warnings]
    if cited and (isinstance(result, Refusal) or result.mode == "llm"):
        lines.append(head)
        lines += [_citation(n, c) for n, c in enumerate(cited, 1)]
    if result.dropped:
        lines.append("语言模型写了、没有通过核对而删去的句子：")
        lines.append("\n".join(f"- ~~{_plain(d.sentence)}~~（{DROPPED.get(d.why, d.why)}）" for d in result.dropped))
    return "\n\n".join(lines)


def _verbatim(result: Answer) -> str:
    """An extractive answer is its quotations."""
    short = f"**{_plain(result.short.text)}**\n\n" if result.short is not None else ""
    return short + "\n\n".join(_citation(n, c) for n, c in enumerate(result.citations, 1))


def _citation(number: int, citation: Citation) -> str:
    doc_number = f"（{citation.doc_number}）" if citation.doc_number else ""
    page = f"，{citation.page}" if citation.page else ""
    quoted = "\n>\n".join(f"> {_plain(line)}" for line in citation.quote.split("\n") if line.strip())
    return f"[{number}] 《{_plain(citation.title)}》{doc_number}{citation.clause or ''}{page}\n\n{quoted}"


def _plain(words: str) -> str:
    """Words as Markdown that shows them as they are."""
    return _BLOCK.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", words)).replace("](", "]\\(")
