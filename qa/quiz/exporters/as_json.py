"""JSON, with the fields of `INTERFACE.md`."""

from __future__ import annotations

import json
from pathlib import Path

from qa.quiz.exporters.base import Parts, as_text
from qa.quiz.types import Quiz, quiz_json


def build(quiz: Quiz, path: Path) -> Parts:
    """The quiz as one JSON document."""
    return as_text(path, json.dumps(quiz_json(quiz), ensure_ascii=False, indent=2) + "\n")
