"""Drafts with labelled citations, made from any library: each verdict, each style, each kind of change, and traps.

The labels are known because the drafts are made so; nothing of `qa.verify` is used. Lines of truth have the fields of
the labelled data (`draft`, `start`, `end`, `text`, `title`, `clause`, `quote`, `verdict`, `changes`, `style`).
"""

from __future__ import annotations

import random
import re
from collections import Counter
from typing import Any

from corpus.library import Library
from corpus.names import title_key
from corpus.numerals import to_chinese
from corpus.types import ClauseKind, Document
from evals.verify_alter import KINDS, alter
from evals.verify_material import BARE, INVENTED, TRAPS
from evals.verify_write import Draft, Writer


class Maker(Writer):
    """Makes drafts; each method that takes a draft adds one citation to it, with its label."""

    # -- drafts -------------------------------------------------------------------------------------------
    def draft(self, name: str, citations: int = 14) -> Draft:
        """A draft with about so many citations and some traps."""
        draft = Draft(name)
        draft.say(
            self.rng.choice(("关于今年工作的总结\n", "工作情况汇报\n", "法律意见书\n", "问答摘编\n", "讲话提纲\n"))
        )
        makers = (
            [self.true_quote] * 6 + [self.true_statement] * 3 + [self.altered] * 6 + [self.misplaced] * 2 + [self.bare] * 2 + [self.several, self.ranged]
            + [self.not_there] * 2 + [self.invented] + [self.unknown] * 2 + [self.ellipsis] + [self.back] * 2
        )  # fmt: skip
        traps = self.rng.sample(TRAPS, 4)
        for count in range(citations):
            self.rng.choice(makers)(draft)
            if count % 4 == 3 and traps:
                word, sentence = traps.pop()
                before, _, after = sentence.partition("{t}")
                draft.say(before)
                at = draft.say(word)
                draft.say(after)
                draft.labels.append(self.label(draft, at, at + len(word), None, None, None, "none", ["trap"]))
            draft.say(self.rng.choice(("\n", "", "\n　　")))
        return draft

    def true_quote(self, draft: Draft) -> None:
        """A quotation as it stands."""
        found = self.picked()
        if found:
            words = (
                found.words
                if self.rng.random() < 0.8 or "，" not in found.words[8:]
                else found.words[: found.words.index("，", 8)]
            )
            self.cite(
                draft,
                found.document,
                self.address(found.address, found.document),
                words,
                "verified",
                ["true"],
                found.address,
            )

    def ellipsis(self, draft: Draft) -> None:
        """A quotation that skips a part."""
        found = self.picked(30)
        if found:
            parts = found.words.split("，")
            if len(parts) >= 3:
                words = parts[0] + "……" + parts[-1]
                self.cite(
                    draft,
                    found.document,
                    self.address(found.address, found.document),
                    words,
                    "verified",
                    ["ellipsis"],
                    found.address,
                )

    def true_statement(self, draft: Draft) -> None:
        """The document's words without marks, perhaps shortened."""
        found = self.picked()
        if found:
            words = found.words
            if self.rng.random() < 0.4:
                words = words.replace("应当", "应", 1).replace("或者", "或", 1)
            self.statement(draft, found, words, "verified", ["statement"])

    def altered(self, draft: Draft) -> None:
        """One change, with or without marks."""
        for kind in self.rng.sample(KINDS, len(KINDS)):
            for _ in range(6):
                found = self.picked()
                change = alter(found.words, kind, self.rng) if found else None
                if (
                    found is None
                    or change is None
                    or any(self.plain(change.words) in t for t in self.all_text.values())
                ):
                    continue
                more: dict[str, Any] = {
                    "changes": [{"kind": change.kind, "cited": change.cited, "source": change.source}]
                }
                if self.rng.random() < 0.3:
                    self.statement(draft, found, change.words, "altered", ["altered_" + kind], **more)
                else:
                    self.cite(
                        draft,
                        found.document,
                        self.address(found.address, found.document),
                        change.words,
                        "altered",
                        ["altered_" + kind],
                        found.address,
                        **more,
                    )
                return

    def misplaced(self, draft: Draft) -> None:
        """The words of another clause of the same document."""
        found = self.picked()
        other = self.clause(found.document) if found else None
        if found and other and not (other.address.startswith(found.address) or found.address.startswith(other.address)):
            self.cite(
                draft,
                found.document,
                self.address(other.address, found.document),
                found.words,
                "misplaced",
                ["neighbour"],
                other.address,
                evidence_contains=found.words,
            )

    def bare(self, draft: Draft) -> None:
        """An address without words."""
        found = self.picked()
        if found:
            before, _, after = self.rng.choice(BARE).partition("{c}")
            draft.say(before)
            called, way = self.name(found.document)
            start = draft.say(called + self.address(found.address, found.document))
            draft.labels.append(
                self.label(
                    draft, start, len(draft.text), found.document, found.address, None, "verified", [way, "bare"]
                )
            )
            draft.say(after)

    def _articles(self) -> tuple[Document, int] | None:
        for _ in range(20):
            document = self.rng.choice(self.documents)
            count = sum(
                1
                for c in document.clauses
                if c.kind == ClauseKind.ARTICLE and c.address and c.address.startswith("第") and "之" not in c.address
            )
            if count >= 12:
                return document, count
        return None

    def several(self, draft: Draft) -> None:
        """第三条、第五条."""
        found = self._articles()
        if found is None:
            return
        document, count = found
        numbers = sorted(self.rng.sample(range(1, count), 2))
        called, way = self.name(document)
        draft.say("可并用")
        start = len(draft.text)
        draft.say(f"{called}第{to_chinese(numbers[0])}条")
        draft.labels.append(
            self.label(
                draft,
                start,
                len(draft.text),
                document,
                f"第{to_chinese(numbers[0])}条",
                None,
                "verified",
                [way, "several"],
            )
        )
        draft.say(self.rng.choice(("、", "和", "及", "、")))
        start = draft.say(f"第{to_chinese(numbers[1])}条")
        draft.labels.append(
            self.label(
                draft,
                start,
                len(draft.text),
                document,
                f"第{to_chinese(numbers[1])}条",
                None,
                "verified",
                [way, "several"],
            )
        )
        draft.say("。")

    def ranged(self, draft: Draft) -> None:
        """第三条至第五条."""
        found = self._articles()
        if found is None:
            return
        document, count = found
        first = self.rng.randrange(1, count - 4)
        called, way = self.name(document)
        draft.say("详见")
        one, two = to_chinese(first), to_chinese(first + 3)
        start = draft.say(
            called
            + self.rng.choice(
                (
                    f"第{one}条至第{two}条",
                    f"第{first}条到第{first + 3}条",
                    f"第{one}至{two}条",
                    f"第{first}-{first + 3}条",
                )
            )
        )
        draft.labels.append(
            self.label(
                draft, start, len(draft.text), document, f"第{one}条至第{two}条", None, "verified", [way, "range"]
            )
        )
        draft.say("。")

    def not_there(self, draft: Draft) -> None:
        """An address beyond the last."""
        found = self._articles()
        if found is None:
            return
        document, count = found
        called, way = self.name(document)
        before, _, after = self.rng.choice(BARE).partition("{c}")
        draft.say(before)
        number = count + self.rng.randrange(9, 30)
        start = draft.say(f"{called}第{self.rng.choice((to_chinese(number), str(number)))}条")
        draft.labels.append(
            self.label(
                draft,
                start,
                len(draft.text),
                document,
                f"第{to_chinese(number)}条",
                None,
                "not_found",
                [way, "beyond_last"],
            )
        )
        draft.say(after)

    def invented(self, draft: Draft) -> None:
        """Words that stand nowhere."""
        found = self.picked()
        if found:
            self.cite(
                draft,
                found.document,
                self.address(found.address, found.document),
                self.rng.choice(INVENTED),
                "not_found",
                ["invented"],
                found.address,
            )

    def unknown(self, draft: Draft) -> None:
        """A document that isn't in the library."""
        if not self.absent:
            return
        document = self.rng.choice(self.absent)
        found = self.clause(document)
        if found:
            self.cite(
                draft,
                document,
                self.address(found.address, document),
                found.words,
                "not_in_library",
                ["absent"],
                found.address,
            )

    def back(self, draft: Draft) -> None:
        """A pointer to the document cited just before."""
        found = self.picked()
        if not found:
            return
        self.cite(
            draft,
            found.document,
            self.address(found.address, found.document),
            found.words,
            "verified",
            ["true"],
            found.address,
            template="{c}规定：{q}",
        )
        again = self.clause(found.document)
        genre = re.search(r"(?:条例|办法|意见|通知|决定|方案|规划|规定|法)(?:（.*）)?$", found.document.title)
        if again and genre:
            word = re.sub("（.*", "", genre.group())
            pointer = self.rng.choice(("该", "上述", "前述", "同" if word == "法" else "该", "此")) + word
            self.cite(
                draft,
                found.document,
                self.address(again.address, again.document),
                again.words,
                "verified",
                ["back"],
                again.address,
                template=self.rng.choice(("{c}规定：{q}", "{c}还要求，{q}", "{q}（见{c}）")),
                name=pointer,
            )


def make_drafts(library: Library, count: int, seed: int = 7, most: int = 400) -> tuple[list[Draft], set[str]]:
    """Drafts from a library.

    :param most: how many of its documents are used, where it is large.
    :return: the drafts, and the doc_ids that must be left out when they are checked (they are cited as absent).
    """
    rng = random.Random(seed)
    ids = sorted(library.doc_ids())
    if len(ids) > most:
        ids = rng.sample(ids, most)
    documents = [library.get(doc_id) for doc_id in ids]
    once: dict[str, Document] = {}
    # A document of which there are several versions, or which another repeals, is no true citation.
    summaries = {summary.doc_id: summary for summary in library.summaries()}
    versions = Counter(title_key(summary.title) for summary in summaries.values())
    for document in documents:
        key = title_key(document.title)
        if versions[key] == 1 and summaries[document.doc_id].standing.end is None:
            once[key] = document
    good = [
        d
        for d in once.values()
        if len(d.clauses) > 8
        and 4 <= len(d.title) <= 60
        and re.search(r"(?:法|条例|办法|意见|通知|决定|规定|方案|规划)$", d.title)
    ]
    rng.shuffle(good)
    # The title of an absent one must be no other's: its short form would else name that.
    cut = max(1, len(good) // 8)
    absent, inside = good[:cut], good[cut:]
    absent = [
        d
        for d in absent
        if not any(
            title_key(d.title).removeprefix("关于") in title_key(o.title) or title_key(o.title) in title_key(d.title)
            for o in inside
        )
    ]
    maker = Maker(inside, absent, seed)
    return [maker.draft(f"{number:02}.txt") for number in range(1, count + 1)], {d.doc_id for d in absent}
