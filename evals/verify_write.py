"""Writing citations into a draft, each with its line of truth."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from corpus.types import Document
from evals.verify_material import LEADS, OWN_WORDS, QUOTING, STATING, TAILS, Clause, Material


@dataclass(slots=True)
class Draft:
    """A draft that grows, and its labels."""

    name: str
    text: str = ""
    labels: list[dict[str, Any]] = field(default_factory=list)

    def say(self, words: str) -> int:
        """Add words; where they begin."""
        start = len(self.text)
        self.text += words
        return start


class Writer(Material):
    """Writes citations of its documents into drafts."""

    def label(
        self,
        draft: Draft,
        start: int,
        end: int,
        document: Document | None,
        clause: str | None,
        quote: tuple[int, int] | None,
        verdict: str,
        style: list[str],
        **more: Any,
    ) -> dict[str, Any]:
        """A line of truth."""
        return {
            "draft": draft.name, "start": start, "end": end, "text": draft.text[start:end], "title": document.title if document else None,
            "clause": clause, "quote": list(quote) if quote else None, "verdict": verdict, "style": style, "changes": [], **more,
        }  # fmt: skip

    def cite(
        self,
        draft: Draft,
        document: Document,
        written: str,
        words: str,
        verdict: str,
        style: list[str],
        clause: str | None,
        template: str | None = None,
        name: str | None = None,
        **more: Any,
    ) -> None:
        """Write one citation with quoted words, and its label."""
        template = template or self.rng.choice(QUOTING)
        called, way = (name, "pointing_back") if name else self.name(document)
        lead = self.rng.choice(LEADS) if template.startswith(("{c}", "{n}")) else ""
        draft.say(lead)
        start = len(draft.text)
        quote = (0, 0)
        named = {"{c}": called + written, "{n}": called, "{a}": written}
        for piece in re.split(r"(\{[cqna]\})", template):
            if piece in named:
                draft.say(named[piece])
            elif piece == "{q}":
                opening, inside, closing = self.quoted(words)
                draft.say(opening)
                at = draft.say(inside)
                quote = (at, at + len(inside))
                draft.say(closing)
            else:
                draft.say(piece)
        end = len(draft.text) - (len(template) - template.rindex("}") - 1)
        if template.endswith(("{c}）", "{a}）")):
            end = len(draft.text)
        draft.labels.append(
            self.label(draft, start, end, document, clause, quote, verdict, [way, template, *style], **more)
        )
        draft.say(self.rng.choice(TAILS))

    def statement(self, draft: Draft, found: Clause, words: str, verdict: str, style: list[str], **more: Any) -> None:
        """Write one citation with unquoted words, and its label."""
        template = self.rng.choice(STATING)
        called, way = self.name(found.document)
        address = self.address(found.address, found.document)
        written = called + address
        if template.startswith("{n}"):
            draft.say(self.rng.choice(("", "检索可知，", "实践表明，")))
            before, behind = template.replace("{n}", called).replace("{a}", address).split("{q}")
            start = draft.say(before)
            at = draft.say(words)
            stop = len(draft.text)
            draft.say(behind)
            end = len(draft.text)
        elif template.startswith("{q}"):
            draft.say(self.rng.choice(OWN_WORDS))
            at = draft.say(words)
            stop = len(draft.text)
            draft.say(template.removeprefix("{q}").replace("{c}", written))
            start, end = at, len(draft.text)
        else:
            if way == "no_book_marks" and template == "{c}：{q}":
                template = "{c}规定，{q}"
            draft.say(self.rng.choice(("", "检索可知，", "实践表明，", "依照" if template == "{c}规定，{q}" else "")))
            start = draft.say(written)
            draft.say(template.removeprefix("{c}").removesuffix("{q}"))
            at = draft.say(words)
            end = stop = len(draft.text)
        draft.labels.append(
            self.label(
                draft, start, end, found.document, found.address, (at, stop), verdict, [way, template, *style], **more
            )
        )
        draft.say("，基层基本能够做到。" if template == "{c}规定的{q}" else "。")
