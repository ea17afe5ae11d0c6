"""A sentence without quotation marks before its citation, against the clause that it gives as its source."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from corpus.types import Document
from qa.compare import Comparison, compare_paraphrase
from qa.compare.changes import moved
from qa.compare.fold import fold
from qa.compare.paraphrase import HARD, coverage
from qa.verify.heads import Head, heads_of
from qa.verify.types import WITHOUT_CLAUSE, Cited, Fit, Outcome, Span

_LEAST_PART, _LEAST_MOVED, _LONG_PART = 8, 10, 18  # characters of a part of a sentence before its citation
_LEAST_BEFORE, _MOST_TAIL = 6, 4  # of such a sentence, and of what its comparison may leave off at its end
_CLOSE_PART = 0.75  # similarity from which a part that doesn't reach the citation is still the document's
_SHOWN = 400  # characters of a clause that are shown for two parts of a sentence
# 一是, 其中, 因此 …: the writer's own words before the document's.
_LED_IN = re.compile(
    r"[ \u3000]*(?:[（(]?[一二三四五六七八九十0-9]{1,2}[）)、.．]|第[一二三四五六七八九十][，,、]|[一二三四五六七八九十]是|其中|因此|所以|因而|另外|此外|同时|而且|并且|但是?|即|"
    r"也就是说|故|也|还|(?:法律|法规|文件|政策|条例)?(?:明确|规定)[，,：:]?)*[，,：:]?\s*"
)


class BeforeCitation:
    """Compares such sentences of one draft with one document.

    :param stated: makes an outcome of a close comparison.
    """

    def __init__(
        self, text: str, document: Document, stated: Callable[[Fit, Cited, str | None, Comparison], Outcome]
    ) -> None:
        self.text, self.document, self._stated = text, document, stated

    def outcome(self, cited: Cited, clause: str | None, spans: list[Span], nowhere: Outcome) -> Outcome:
        """A sentence before its citation: as a whole, or its last parts, since it may begin with the writer's own.

        Parts count as altered only by what is hard (numbers, dates, modals, negations) unless they are long. Where nothing
        follows the document closely only contradictions count, and else the address.
        """
        assert cited.quote is not None
        if not spans:
            return nowhere
        start, stop = cited.quote
        breaks = [m.end() for m in re.finditer(r"[，,；;：:。！？\n]+", self.text[start:stop])]
        parts = [start, *(start + at for at in breaks if stop - start - at >= _LEAST_PART)]
        marks = [start, *(start + at for at in breaks), stop]
        inner = [(a, b) for a, b in zip(marks, marks[1:], strict=False) if b < stop]
        heads = heads_of(self.document, spans) if cited.place is not None else []
        parts = sorted({at + _LED_IN.match(self.text[at:stop]).end() for at in parts})  # type: ignore[union-attr]
        for at in parts:
            part = replace(cited, quote=(at, stop))
            outcome = self.under_head(part, clause, heads, reaching=True)
            outcome = outcome or self._part_before(part, clause, spans, whole=at == parts[0])
            if outcome is not None:
                earlier = self._contradicted(cited, clause, spans, [(a, b) for a, b in inner if b <= at])
                return outcome if earlier is None else _together(earlier, outcome)
        against = self._contradicted(cited, clause, spans, [*((at, stop) for at in parts), *inner])
        if against is not None:
            return against
        for at in parts if cited.place is not None else ():
            outcome = self._elsewhere(replace(cited, quote=(at, stop)), clause, spans, whole=at == parts[0])
            if outcome is not None:
                return outcome
        words, share = fold(self.text[start:stop]), 0.0
        if cited.place is not None:
            share = max(coverage(words, fold(self.document.text[slice(*span)])) for span in spans)
        return Outcome(self.document.doc_id, "verified", clause, spans[0], similarity=share, compared=False, why="free")

    def _contradicted(self, cited: Cited, clause: str | None, spans: list[Span], quotes: list[Span]) -> Outcome | None:
        """What the clause has otherwise in any of these words; those that don't reach the citation may be close."""
        assert cited.quote is not None
        for quote in quotes if cited.place is not None else ():
            words = self.text[slice(*quote)]
            if len(fold(words).keys) < _LEAST_BEFORE:
                continue
            for span in spans:
                found = compare_paraphrase(words, self.document.text, *span)
                if found.changes and not found.compared:
                    return Outcome(
                        self.document.doc_id, "altered", clause, span, found.changes, (), found.coverage, quote, False, "facts"
                    )  # fmt: skip
                if found.compared and quote[1] < cited.quote[1] and _hard(found) and found.similarity >= _CLOSE_PART:
                    return self._stated("altered", replace(cited, quote=quote), clause, found)
        return None

    def under_head(
        self, cited: Cited, clause: str | None, heads: Sequence[Head], reaching: bool = False
    ) -> Outcome | None:
        """What an item comes to that is cited with its list's subject; None where the words are no such item's.

        :param heads: of the lists in the clause (`heads_of`).
        :param reaching: whether the item must go on to the end of the words.
        """
        assert cited.quote is not None
        start, stop = cited.quote
        for head in heads:
            at = head.rest(self.text, start, stop)
            words = self.text[at:stop] if at is not None else ""
            compared = [compare_paraphrase(words, self.document.text, *item) for item in head.items] if words else []
            close = [
                c for c in compared
                if c.compared and c.cited_start <= 1 and (not reaching or self._reaches(c, len(words)))
            ]  # fmt: skip
            best = max(close, key=lambda c: (not c.changes, c.similarity), default=None)
            if at is None or best is None:
                continue
            found = self._stated(
                "altered" if best.changes else "verified", replace(cited, quote=(at, stop)), clause, best
            )
            assert found.quote is not None
            further = found.quote[0] - start
            changes = tuple(moved(change, further, 0) for change in found.changes)
            return replace(found, quote=(start, found.quote[1]), changes=changes)
        return None

    def _part_before(self, cited: Cited, clause: str | None, spans: list[Span], whole: bool) -> Outcome | None:
        """What a close rendering comes to; None where the words are none, or go on with what isn't the document's."""
        assert cited.quote is not None
        words = self.text[slice(*cited.quote)]
        found = [
            c for span in spans
            if self._reaches(c := compare_paraphrase(words, self.document.text, *span), len(words))
        ]  # fmt: skip
        best = max(found, key=lambda c: (not c.changes, c.similarity), default=None)
        if best is None:
            return None
        long = best.cited_end - best.cited_start >= _LONG_PART
        if not best.changes:
            outcome = self._stated("verified", cited, clause, best)
            return outcome if outcome.fit == "verified" or long or whole else None
        if cited.place is not None and best.similarity < 0.9:
            elsewhere = self._elsewhere(cited, clause, spans, whole)
            if elsewhere is not None:
                return elsewhere
        if cited.place is None and best.similarity < WITHOUT_CLAUSE:
            return None
        return self._stated("altered", cited, clause, best) if _hard(best) or long or whole else None

    def _reaches(self, found: Comparison, length: int) -> bool:
        """Whether a close rendering goes on to the citation: what was left off at the end is what is cited, too."""
        return found.compared and found.cited_end >= length - _MOST_TAIL

    def _elsewhere(self, cited: Cited, clause: str | None, spans: list[Span], whole: bool) -> Outcome | None:
        """Words that stand as they are somewhere else in the document, and not in the clause."""
        assert cited.quote is not None
        start, stop = cited.quote
        other = compare_paraphrase(self.text[start:stop], self.document.text)
        if other.changes or not self._reaches(other, stop - start):
            return None
        words = self.text[start + other.cited_start : start + other.cited_end]
        if len(fold(words).keys) < (_LEAST_PART if whole else _LEAST_MOVED):
            return None
        here = [compare_paraphrase(words, self.document.text, *span) for span in spans]
        same = next((c for c in here if c.compared and not c.changes), None)
        if same is None:
            return self._stated("misplaced", cited, clause, other)
        outcome = self._stated("verified", replace(cited, quote=(start + other.cited_start, stop)), clause, same)
        return outcome if outcome.fit == "verified" else None


def _hard(found: Comparison) -> bool:
    return any(change.kind in HARD for change in found.changes)


def _together(earlier: Outcome, later: Outcome) -> Outcome:
    """What speaks against words of a sentence, with what its end comes to."""
    if later.fit != "altered" or earlier.quote is None or later.quote is None:
        return earlier
    further = later.quote[0] - earlier.quote[0]
    changes = (*earlier.changes, *(moved(change, further, 0) for change in later.changes))
    begin = min((c.source_start for c in changes if c.source), default=0)
    at = (begin, later.at[1]) if later.at is not None and 0 < later.at[1] - begin <= _SHOWN else later.at
    return replace(later, changes=changes, at=at, quote=(earlier.quote[0], later.quote[1]))
