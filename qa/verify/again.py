"""Checking anew what was checked before: which citations have changed since, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from corpus.checks import KeptCheck
from qa.verify.types import LABELS, Citation, Verification


@dataclass(frozen=True, slots=True)
class Since:
    """A citation whose standing has changed since a check was kept; `before` is what was kept, None for a new one."""

    citation: Citation | None
    before: dict[str, Any] | None
    why: str


def compare_checks(kept: KeptCheck, now: Verification) -> list[Since]:
    """The citations whose verdict, document or version is another than when the check was kept.

    Citations are the same if their words are, counted in order; so that text added before them does no harm.
    """
    waiting: dict[str, list[dict[str, Any]]] = {}
    for old in kept.citations:
        waiting.setdefault(str(old["text"]), []).append(old)
    found: list[Since] = []
    for citation in now.citations:
        earlier = waiting.get(citation.text)
        if not earlier:
            found.append(Since(citation, None, "草稿新增的引用"))
            continue
        before = earlier.pop(0)
        why = _why(before, citation)
        if why:
            found.append(Since(citation, before, why))
    for left in waiting.values():
        found += [Since(None, before, "草稿里已没有这处引用") for before in left]
    return found


def _why(before: dict[str, Any], now: Citation) -> str:
    reasons = []
    if before.get("verdict") != now.verdict:
        old = LABELS[before["verdict"]][0] if before.get("verdict") in LABELS else str(before.get("verdict"))
        reasons.append(f"结论由“{old}”变为“{LABELS[now.verdict][0]}”")
    if before.get("doc_id") != now.doc_id and before.get("doc_id") and now.doc_id:
        reasons.append("核对所依的文件换成了另一版本")
    elif before.get("content_hash") != now.content_hash and before.get("content_hash") and now.content_hash:
        reasons.append("文件的文本有更新")
    return "，".join(reasons)
