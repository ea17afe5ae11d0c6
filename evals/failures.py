"""What an evaluation got wrong, as a page that a person can read: grouped by kind, each with what spoke for the mistake."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from evals.look import page, stamp_line

_SHOWN_CHARS = 400
_SIGNALS = 3  # that are named
# What the ranker's, the reader's and the refusal's signals are called in a listing; one that is not here goes by its own name.
_NAMES = {
    "words": "词", "grams": "字对", "dense": "向量", "coverage": "问句字对在段落中", "head_coverage": "问句字对在标题中",
    "document": "同一文件最好的段落", "support": "同一文件的其他段落", "doc_grams": "全文字对", "titled": "文件名",
    "grams_shared": "字对（用语相近时）", "doc_grams_shared": "全文字对（用语相近时）", "dense_shared": "向量（用语相近时）",
    "reading": "阅读器给这句的分", "window": "阅读器给这一段的分", "covered": "问句字对在这句中", "context": "问句字对在上下文中",
    "absent": "问句要紧的字对没有出现", "passage": "段落的检索分", "cosine": "向量相近", "unkind": "没有所问种类的内容（数字、日期、地点、单位）",
    "ahead": "领先其他句子", "heaviest": "问句最要紧的字对没有出现", "missing": "所问的词没有出现", "numbers": "问句里的数没有出现",
    "count": "有所数的数", "uncounted": "没有所数的数", "kind": "有所问种类的内容",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Failure:
    """One question that went wrong.

    `kind`: the group it is listed in; `expected`, `first`: what is right and what came first, each with its place
    before it; `rank`: of the right one, None where it is not among the first ten or ranks don't apply; `refused`: the
    reason, empty where it was answered; `signals`: what made the mistake.
    """

    kind: str
    question: str
    expected: str
    first: str = ""
    rank: int | None = None
    refused: str = ""
    signals: str = ""


def outweighed(weights: Mapping[str, float], first: Mapping[str, float], right: Mapping[str, float]) -> str:
    """Which signals put the first before the right one, the strongest first, with what each was worth."""
    gains = {name: weight * (first[name] - right[name]) for name, weight in weights.items()}
    return "；".join(f"{called(n)} +{gains[n]:.2f}" for n in _strongest(gains))


def spoke_against(weights: Mapping[str, float], own: Mapping[str, float], usual: Mapping[str, float]) -> str:
    """Which signals speak against an answer more than they do on average, the strongest first (in log odds)."""
    losses = {n: -w * (own.get(n, 0.0) - usual.get(n, 0.0)) for n, w in weights.items() if n != "bias"}
    return "；".join(f"{called(n)} −{losses[n]:.2f}" for n in _strongest(losses))


def spoke_for(weights: Mapping[str, float], own: Mapping[str, float], usual: Mapping[str, float]) -> str:
    """The opposite of `spoke_against`."""
    gains = {n: w * (own.get(n, 0.0) - usual.get(n, 0.0)) for n, w in weights.items() if n != "bias"}
    return "；".join(f"{called(n)} +{gains[n]:.2f}" for n in _strongest(gains))


def called(signal: str) -> str:
    """A signal's name for people."""
    return _NAMES.get(signal, signal)


def counts(failures: Sequence[Failure]) -> dict[str, int]:
    """Kind -> how many, in the order in which the kinds first come."""
    found: dict[str, int] = {}
    for failure in failures:
        found[failure.kind] = found.get(failure.kind, 0) + 1
    return found


def write_listing(path: Path, result: Mapping[str, Any], failures: Sequence[Failure]) -> None:
    """The page of one evaluation's failures."""
    kinds = counts(failures)
    contents = "".join(f'<li><a href="#k{i}">{escape(k)}</a> <b>{n}</b></li>' for i, (k, n) in enumerate(kinds.items()))
    groups = "".join(_group(i, kind, [f for f in failures if f.kind == kind]) for i, kind in enumerate(kinds))
    body = (
        f"<h1>没有答对的：{escape(str(result['eval']))}</h1><p class=note>{result['n']} 题中记下 {len(failures)} 处。{stamp_line(result)}</p>"
        f"<ul class=contents>{contents}</ul>{groups or '<p>没有。</p>'}"
    )  # fmt: skip
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page(f"没有答对的：{result['eval']}", body), encoding="utf-8", newline="\n")


def _group(number: int, kind: str, failures: Sequence[Failure]) -> str:
    items = "".join(_item(f) for f in failures)
    return f'<details open id="k{number}"><summary><h2>{escape(kind)}（{len(failures)}）</h2></summary><ol>{items}</ol></details>'


def _item(failure: Failure) -> str:
    rows = [("应是", failure.expected), ("排在最前", failure.first)]
    if failure.rank is not None:
        rows.append(("应是的排在", f"第 {failure.rank}"))
    if failure.refused:
        rows.append(("拒答", failure.refused))
    rows.append(("因为", failure.signals))
    cells = "".join(f"<dt>{name}</dt><dd>{escape(_short(value))}</dd>" for name, value in rows if value)
    return f"<li><p class=question>{escape(failure.question)}</p><dl>{cells}</dl></li>"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN_CHARS else text[:_SHOWN_CHARS] + "……"


def _strongest(values: Mapping[str, float]) -> list[str]:
    return sorted((n for n in values if values[n] >= 0.005), key=lambda n: -values[n])[:_SIGNALS]
