"""What all reports share: a person's decisions, rows of words, writing a file whole."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from qa.verify.notes import change_text
from qa.verify.types import LABELS, Citation, Verdict, Verification

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided on a citation: accepted as it is, or another verdict; and why."""

    verdict: Verdict | None = None  # None: the program's verdict stands
    accepted: bool = False
    note: str = ""


Review = Mapping[int, Decision]  # the citation's place in Verification.citations -> the decision


def printable(text: str) -> str:
    """The text without characters that no office file may hold."""
    return _UNPRINTABLE.sub("", text)


def label(verdict: Verdict) -> str:
    """A verdict's sign and words."""
    words, sign = LABELS[verdict]
    return f"{sign} {words}"


def source_of(citation: Citation) -> str:
    """The document and clause that a citation names."""
    name = f"《{citation.title}》" if citation.title else ""
    number = f"（{citation.doc_number}）" if citation.doc_number else ""
    return f"{name}{number}{citation.clause or ''}"


def true_words(citation: Citation) -> str:
    """Where the true words stand, and what they are; empty where there are none."""
    evidence = citation.evidence
    if evidence is None:
        return ""
    return f"《{evidence.title}》{evidence.clause or ''}：{evidence.text}"


def changes_text(citation: Citation) -> str:
    """The differences, one a line."""
    return "\n".join(change_text(change) for change in citation.changes)


def decision_text(review: Review | None, number: int) -> str:
    """A person's decision in words; empty where there is none."""
    decision = (review or {}).get(number)
    if decision is None:
        return ""
    verdict = f"改定为“{LABELS[decision.verdict][0]}”" if decision.verdict else "同意" if decision.accepted else ""
    return "：".join(part for part in (verdict, decision.note) if part)


def summary_text(verification: Verification) -> str:
    """24 处引用：20 相符，2 有改动 …"""
    counts = "，".join(
        f"{count} 处{LABELS[verdict][0]}" for verdict, count in verification.summary.items() if count  # type: ignore[index]
    )  # fmt: skip
    return f"共 {len(verification.citations)} 处引用" + (f"：{counts}" if counts else "")


def put_in_place(path: Path, data: bytes) -> None:
    """Write a file whole: aside first, then in its place.

    :raises OSError: it can't be written.
    """
    handle, name = tempfile.mkstemp(prefix=".zhengce-", dir=path.absolute().parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        Path(name).chmod(0o644)
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
