"""The ingestion audit: what a person should know before trusting a parsed document."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.types import Clause, Dropped

# Furniture that reads like running text is rare: on the development data no sound file had a tenth of its text in it.
_RUNNING_CHARS = 40
_MUCH_DROPPED = 0.1
_NOT_TEXT = ("front_matter", "comment", "web_meta", "index_table", "copyright")
_REPLACEMENT = "\ufffd"


def audit(text: str, clauses: Sequence[Clause], dropped: Sequence[Dropped]) -> list[str]:
    """Warnings about a parsed text; an empty list if nothing is odd.

    Checked: every non-blank character lies in one deepest clause; spans are in order and nested;
    no odd share of the file was dropped; no unreadable characters.
    """
    warnings = []
    lost = uncovered(text, clauses)
    if lost:
        start = lost[0]
        warnings.append(f"有{len(lost)}个字没有归入任何条款，从“{text[start : start + 12]}”起")
    gone = sum(
        len(item.text)
        for item in dropped
        if len(item.text) >= _RUNNING_CHARS and "。" in item.text and item.rule not in _NOT_TEXT
    )
    if gone > _MUCH_DROPPED * len(text):
        warnings.append(f"去掉的网页文字里有{gone}字像正文，请核对（zhengce show --dropped 可列出）")
    if text.count(_REPLACEMENT):
        warnings.append(f"有{text.count(_REPLACEMENT)}个字无法辨认（显示为{_REPLACEMENT}）")
    if not any(clause.address for clause in clauses):
        warnings.append("没有识别到条款编号，只能按段落引用")
    return warnings


def uncovered(text: str, clauses: Sequence[Clause]) -> list[int]:
    """Offsets of non-blank characters that no root clause holds, or that two siblings hold."""
    depth = bytearray(len(text))
    bad: list[int] = []
    last_end: dict[int | None, int] = {}
    for clause in clauses:
        if clause.start < last_end.get(clause.parent, 0):
            bad.append(clause.start)
        last_end[clause.parent] = clause.end
        if clause.parent is None:
            depth[clause.start : clause.end] = b"\x01" * (clause.end - clause.start)
    bad += [i for i, char in enumerate(text) if not depth[i] and not char.isspace()]
    return sorted(set(bad))
