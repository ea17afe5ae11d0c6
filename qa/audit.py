"""What a model's answers were made of, kept so that each can be looked into later: `answers.jsonl` in the home.

One line of JSON an answer, only ever appended to: a record that can't be rewritten by a later one is what an audit wants,
text tools can read it, a half-written last line (power lost) spoils nothing before it, and keeping it costs no question a
database transaction. At 16 MB the file becomes `answers.1.jsonl`, up to `answers.4.jsonl`; older ones go. Answers that
no model had a part in aren't kept: they can be made again from the library.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout

from index.settings import Settings
from qa.types import Answer, Refusal, as_json

if TYPE_CHECKING:
    from qa.drafting import Record

NAME = "answers.jsonl"
_LARGEST_BYTES = 16_000_000
_OLD_FILES = 4
_WAIT_S = 5.0


def settings_fingerprint(settings: Settings) -> str:
    """Of all that an answer depends on, the key left out; 12 hexadecimal digits."""
    values = settings.model_dump(mode="json", exclude={"llm": {"api_key"}})
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:12]


def entry_of(record: Record, result: Answer | Refusal, settings: Settings, seconds: float) -> dict[str, Any]:
    """What is kept of an answer."""
    now = datetime.now(UTC)
    head = {
        "at": now.isoformat(timespec="milliseconds"), "settings": settings_fingerprint(settings),
        "model": settings.llm.model, "prompt": record.prompt, "seconds": round(seconds, 3), "failure": record.failure or None,
    }  # fmt: skip
    sources = [
        {"n": s.number, "doc_id": s.citation.doc_id, "title": s.citation.title, "clause": s.citation.clause,
         "start": s.citation.start, "end": s.citation.end, "hash": hashlib.sha256(s.text.encode()).hexdigest()[:12]}
        for s in record.sources
    ]  # fmt: skip
    verdicts = [
        {"sentence": v.sentence, "kept": v.kept, "why": v.why, "sources": list(v.numbers), "corrected": v.corrected}
        for v in record.verdicts
    ]
    digest = hashlib.sha256(f"{head['at']}{result.question}{record.draft}".encode("utf-8", "replace")).hexdigest()
    body = {"sources": sources, "draft": record.draft, "verdicts": verdicts, "result": as_json(result)}
    return {"id": digest[:10], **head, **body}


def keep(home: Path, entry: dict[str, Any]) -> bool:
    """Append an answer; whether it could be written. An answer is given even where its record can't be."""
    path = home / NAME
    line = (json.dumps(entry, ensure_ascii=False) + "\n").encode("utf-8", "replace")
    try:
        with FileLock(str(path) + ".lock", timeout=_WAIT_S):
            if path.exists() and path.stat().st_size + len(line) > _LARGEST_BYTES:
                _rotate(home)
            with path.open("ab") as stream:
                stream.write(line)
    except (OSError, Timeout):
        return False
    return True


def _rotate(home: Path) -> None:
    names = [home / NAME, *(home / f"answers.{n}.jsonl" for n in range(1, _OLD_FILES + 1))]
    for older, newer in zip(reversed(names), reversed(names[:-1]), strict=False):
        if newer.exists():
            newer.replace(older)


def kept(home: Path) -> Iterator[dict[str, Any]]:
    """The answers that are kept, newest first; lines that can't be read are passed over."""
    for path in (home / NAME, *(home / f"answers.{n}.jsonl" for n in range(1, _OLD_FILES + 1))):
        try:
            lines = path.read_bytes().split(b"\n")
        except OSError:
            continue
        for line in reversed(lines):
            try:
                value = json.loads(line)
            except ValueError:
                continue
            if isinstance(value, dict) and "id" in value:
                yield value


def find(home: Path, ids: Sequence[str]) -> list[dict[str, Any]]:
    """The answers whose id begins with one of `ids`, newest first."""
    return [entry for entry in kept(home) if str(entry["id"]).startswith(tuple(ids))]
