"""One citation against one document: the clause it names, its words in that clause, elsewhere in the document, or nowhere."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cached_property

from corpus.addresses import Address, Step, Unit, format_address, parse_address
from corpus.names import title_key
from corpus.numerals import to_chinese
from corpus.sentences import sentence_spans
from corpus.types import ClauseKind, Document
from qa.compare import Change, Comparison, compare_paraphrase, compare_quotation
from qa.compare.fold import fold
from qa.compare.paraphrase import HARD
from qa.lookup import ClauseFinder
from qa.verify.before import BeforeCitation
from qa.verify.heads import heads_of
from qa.verify.types import WITHOUT_CLAUSE, Cited, Fit, Outcome, Place, Span

# Found with evals/verify.py on drafts of its making: altered quotations keep more than .6 of their characters in order,
# the words of another clause less.
ALTERED = 0.55
_ELSEWHERE = 0.9  # an altered quotation belongs to another clause only if it is nearly whole there
# Keys of a short statement that is another clause's, where the one cited has less than this share of its pairs.
_FEWEST, _FOREIGN = 8, 0.5
_BEGUN = re.compile(r"(?:^|[。；！？：\n]|第[^第\s]{1,8}条)[\s\u3000]*$")
_RULING = re.compile(r"不得|应当|必须|禁止|严禁|可以|有权|[0-9〇零一二三四五六七八九十百]")
_FEWEST_WHOLE = 6  # and of one that is a whole sentence there: 承包地不得买卖
_SHORT = 6  # keys; a shorter “…” that the document hasn't is emphasis
_LONG_EVIDENCE = 1200  # characters of a clause that are shown whole
_REVERSED = re.compile(r"(?:不得|不能|不可|不应|不准|不予|不许|禁止|严禁|未经|不|未)$")
_HALF_YEAR = re.compile(r"半年|(?<![0-9０-９十])(?:六|[6６])\s?个月")
_BRACKETED = re.compile(r"第\s*[（(〔]")


class Against:
    """Compares citations of one draft with one document."""

    def __init__(self, text: str, document: Document, finder: ClauseFinder, title: str = "") -> None:
        """Compare with one document, which the draft calls `title`: maybe that of a text that it carries."""
        self.text, self.document, self.finder = text, document, finder
        self._before = BeforeCitation(text, document, self._stated)
        key = title_key(title)
        self._within: Address = ()
        if key and key != title_key(document.title):
            carried = (
                parse_address(c.address) for c in document.clauses if c.kind == ClauseKind.EMBEDDED and c.address
            )
            self._within = next((steps for steps in carried if steps and title_key(steps[0].name) == key), ())

    def outcome(self, cited: Cited) -> Outcome:
        """What the document says to the citation."""
        clause, spans = None, [(0, len(self.document.text))]
        if cited.place is not None:
            clause, spans = self.clause_of(cited.place)
        found = bool(spans)
        for steps in cited.beside:
            spans = [*spans, *self.clause_of(Place(0, 0, steps))[1]] if found else spans
        nowhere = Outcome(self.document.doc_id, "not_found", clause, why="no_clause", quote=cited.quote)
        if cited.quote is None:
            return nowhere if not found else Outcome(self.document.doc_id, "verified", clause, spans[0])
        if cited.form == "quotation":
            return self._quotation(cited, clause, spans, nowhere)
        if cited.before:
            return self._before.outcome(cited, clause, spans, nowhere)
        return self._paraphrase(cited, clause, spans, nowhere)

    # -- the clause -------------------------------------------------------------------------------------
    def clause_of(self, place: Place) -> tuple[str, list[Span]]:
        """The address as the document has it, and the spans that it can mean; none where it isn't there."""
        first = self._find(place.steps, place)
        if not place.last:
            written = self._written(place.steps, first)
            return written, [(self.document.clauses[i].start, self.document.clauses[i].end) for i in first]
        last = self._find(place.last)
        written = f"{self._written(place.steps, first)}至{self._written(place.last, last)}"
        if not first or not last:
            return written, []
        clauses = self.document.clauses
        return written, [(clauses[first[0]].start, clauses[last[-1]].end)]

    def _find(self, steps: Address, place: Place | None = None) -> list[int]:
        """Indices of the clauses that an address can mean.

        第（十）条 of an 意见 whose （一）（二） run on through all parts is the （十） among them, whatever part it is in.
        """
        if self._within:
            inner = self.finder.find((*self._within, *steps))
            if not inner and steps and steps[0].unit is Unit.ARTICLE:
                inner = self.finder.find((*self._within, Step(Unit.ANY, steps[0].number), *steps[1:]))
            if inner:
                return inner
        bracketed = place is not None and bool(_BRACKETED.match(self.text, place.start))
        subpart = bool(steps) and steps[0].unit is Unit.SUBPART
        article = bool(steps) and steps[0].unit is Unit.ARTICLE
        # 第七条 of an 意见 with five parts through which （一） to （十五） run on is （七） too, where there is no 七、.
        return (
            (self._on_running(steps) if bracketed or subpart else [])
            or self.finder.find(steps)
            or (self._on_running(steps) if article else [])
        )

    @cached_property
    def _has_articles(self) -> bool:
        return any(c.kind == ClauseKind.ARTICLE for c in self.document.clauses)

    def _on_running(self, steps: Address) -> list[int]:
        """What an address means if its first number is that of a （…） whose numbers run on; nothing in a text with articles."""
        tops = self._running(steps[0].number) if not self._has_articles else []
        return [i for top in tops for i in self._under(top, steps[1:])]

    def _running(self, number: int) -> list[int]:
        label = f"（{to_chinese(number)}）"
        return [
            i for i, c in enumerate(self.document.clauses)
            if c.kind == ClauseKind.SUBPART and c.address and c.address.endswith(label)
        ]  # fmt: skip

    def _under(self, top: int, steps: Address) -> list[int]:
        if not steps:
            return [top]
        own = parse_address(self.document.clauses[top].address or "")
        return self.finder.find((*own, *steps)) if own else []

    def _written(self, steps: Address, found: list[int]) -> str:
        if found and self.document.clauses[found[0]].address:
            return str(self.document.clauses[found[0]].address)
        if not self._has_articles and steps and steps[0].unit in (Unit.ARTICLE, Unit.ANY):
            steps = (Step(Unit.PART, steps[0].number), *steps[1:])  # 意见第五条 would be 五、
        return format_address(steps)

    # -- quotations ---------------------------------------------------------------------------------------
    def _quotation(self, cited: Cited, clause: str | None, spans: list[Span], nowhere: Outcome) -> Outcome:
        assert cited.quote is not None
        words = self.text[slice(*cited.quote)]
        best: Comparison | None = None
        for span in spans:
            comparison = self._quoted(cited.quote, span)
            if comparison.verbatim:
                return self._made("verified", clause, comparison, cited.quote)
            if best is None or comparison.similarity > best.similarity:
                best = comparison
        if cited.place is not None:
            lead = self._with_lead_in(words, spans)
            if lead is not None:
                return self._made("verified", clause, lead, cited.quote)
            whole = self._quoted(cited.quote, (0, len(self.document.text)))
            length = len(fold(words).keys)
            if whole.verbatim and (length >= _SHORT or best is None):
                fits = self._runs_on(whole, spans)
                return self._made("verified" if fits else "misplaced", clause, whole, cited.quote)
            if best is None or best.similarity < ALTERED:
                if whole.similarity >= _ELSEWHERE and length >= 10:
                    return self._made("misplaced", clause, whole, cited.quote)
            elif whole.similarity >= _ELSEWHERE > best.similarity + 0.2 and length >= 10:
                return self._made("misplaced", clause, whole, cited.quote)
        if best is None:
            return nowhere
        length = len(fold(words).keys)
        if best.similarity >= ALTERED and (length >= 4 or best.similarity >= 0.7):
            if length < _SHORT and not self._colon(cited):
                return self._emphasis(clause, spans)
            return self._made("altered", clause, best, cited.quote)
        if length < _SHORT and not self._colon(cited):
            return self._emphasis(clause, spans)
        return replace(nowhere, at=spans[0] if cited.place is not None else None, why="no_words")

    def _emphasis(self, clause: str | None, spans: list[Span]) -> Outcome:
        """A few words in quotation marks that aren't the document's stress something: only the address counts."""
        return Outcome(
            self.document.doc_id, "verified", clause, spans[0] if clause else None, why="emphasis", compared=False
        )

    def _colon(self, cited: Cited) -> bool:
        assert cited.quote is not None
        return bool(
            re.search(
                r"(?:[：:]|——|内容[是为]|规定[，,]?)\s*[“「『\"‘]$",
                self.text[max(0, cited.quote[0] - 6) : cited.quote[0]],
            )
        )

    def _quoted(self, quote: Span, span: Span) -> Comparison:
        words = self.text[slice(*quote)]
        comparison = compare_quotation(words, self.document.text, *span)
        if not comparison.verbatim:
            return comparison
        changed = self._turned(quote, comparison) or self._half_year(quote, comparison)
        return replace(comparison, changes=(changed,)) if changed is not None else comparison

    def _half_year(self, quote: Span, comparison: Comparison) -> Change | None:
        """六个月 within quotation marks where the document has 半年, or the reverse: the same time, but not its words."""
        mine = list(_HALF_YEAR.finditer(self.text[slice(*quote)]))
        theirs = list(_HALF_YEAR.finditer(self.document.text, comparison.start, comparison.end))
        for own, other in zip(mine, theirs, strict=False) if len(mine) == len(theirs) else ():
            if (own.group() == "半年") != (other.group() == "半年"):
                return Change("wording", own.group(), other.group(), *own.span(), *other.span())
        return None

    def _turned(self, quote: Span, comparison: Comparison) -> Change | None:
        """The words stand there, but right behind a 不得 (or before a 除外) that was left out."""
        text = self.document.text
        before = _REVERSED.search(text[max(0, comparison.start - 2) : comparison.start])
        if before is not None:
            lead = self.text[max(0, quote[0] - 8) : quote[0]]
            if before.group()[0] not in lead and "禁止" not in lead and "严禁" not in lead:
                start = comparison.start - len(before.group())
                return Change("negation", "", before.group(), 0, 0, start, comparison.start)
        behind = re.match(r"(?:的)?除外", text[comparison.end :])
        if behind is not None and "除外" not in self.text[quote[1] : quote[1] + 8]:
            length = quote[1] - quote[0]
            return Change(
                "negation", "", behind.group(), length, length, comparison.end, comparison.end + len(behind.group())
            )
        return None

    def _with_lead_in(self, words: str, spans: list[Span]) -> Comparison | None:
        """有下列情形之一的，…： of the clause above, cited with one of its items."""
        for start, end in spans:
            index = self._at(start, end)
            parent = self.document.clauses[index].parent if index is not None else None
            while parent is not None:
                above = self.document.clauses[parent]
                first = next((c.start for c in self.document.clauses if c.parent == parent), above.end)
                lead = self.document.text[above.start : first]
                if (
                    above.kind
                    in (ClauseKind.ARTICLE, ClauseKind.PARAGRAPH, ClauseKind.ITEM, ClauseKind.SUBPART, ClauseKind.PART)
                    and lead.strip()
                ):
                    joined = lead + self.document.text[start:end]
                    if compare_quotation(words, joined).verbatim:
                        found = compare_quotation(words, self.document.text, above.start, end)
                        return replace(
                            found,
                            changes=(),
                            start=min(found.start, above.start) if found.changes else found.start,
                            end=end,
                            skipped=(),
                        )
                parent = above.parent
        return None

    def _at(self, start: int, end: int) -> int | None:
        return next(
            (i for i, c in enumerate(self.document.clauses) if c.start == start and c.end == end and c.address), None
        )

    def _runs_on(self, whole: Comparison, spans: list[Span]) -> bool:
        """Whether the words begin in the clause and go on behind it (they were cited by where they begin)."""
        return any(start <= whole.start < end < whole.end for start, end in spans)

    # -- paraphrases --------------------------------------------------------------------------------------
    def _paraphrase(self, cited: Cited, clause: str | None, spans: list[Span], nowhere: Outcome) -> Outcome:
        assert cited.quote is not None
        heads = heads_of(self.document, spans) if cited.place is not None else []
        headed = self._before.under_head(cited, clause, heads)
        if headed is not None:
            return headed
        start, stop = cited.quote
        words = self.text[start:stop]
        best: Comparison | None = None
        for span in spans:
            comparison = compare_paraphrase(words, self.document.text, *span)
            if best is None or (comparison.compared, comparison.similarity) > (best.compared, best.similarity):
                best = comparison
        if best is not None and best.compared and not best.changes:
            return self._stated("verified", cited, clause, best)
        if cited.place is not None:
            whole = compare_paraphrase(words, self.document.text)
            length = len(fold(words[: whole.cited_end]).keys)
            foreign = best is not None and not best.compared and best.coverage < _FOREIGN
            fewest = 10 if not foreign else _FEWEST_WHOLE if self._is_sentence(whole, words) else _FEWEST
            enough = whole.compared and not whole.changes and length >= fewest
            enough = enough or whole.compared and foreign and length >= 10 and whole.similarity >= _ELSEWHERE
            if enough and (best is None or not best.compared or best.similarity < whole.similarity - 0.1):
                here = any(begin <= whole.start and whole.end <= end for begin, end in spans)
                return self._stated("verified" if here else "misplaced", cited, clause, whole)
        if best is None:
            return nowhere
        if best.compared and (cited.place is not None or best.similarity >= WITHOUT_CLAUSE):
            return self._stated("altered", cited, clause, best)
        cut = max(start + 1, min(cited.cut or stop, stop))
        return self._free(cited, clause, spans, (start, cut))

    def _is_sentence(self, found: Comparison, words: str) -> bool:
        """Whether all the words are all of a sentence of the document, and one that rules something: 实行动态管理 is a phrase of anybody's."""
        text = self.document.text
        begins = _BEGUN.search(text[max(0, found.start - 12) : found.start]) and _RULING.search(words)
        ends = re.match(r"\s*(?:[。；！？\n]|$)", text[found.end : found.end + 4])
        return bool(begins and ends) and not words[found.cited_end :].strip("。；;，,！ \n")

    def _stated(self, fit: Fit, cited: Cited, clause: str | None, found: Comparison) -> Outcome:
        assert cited.quote is not None
        begin, end = cited.quote[0] + found.cited_start, cited.quote[0] + found.cited_end
        changes = tuple(
            replace(c, cited_start=c.cited_start - found.cited_start, cited_end=c.cited_end - found.cited_start)
            for c in found.changes
        )  # fmt: skip
        turned = self._turned((begin, end), found) if fit == "verified" else None
        if turned is not None:
            fit, changes = "altered", (turned,)
        return Outcome(
            self.document.doc_id, fit, clause, (found.start, found.end), changes, (), found.similarity, (begin, end)
        )

    def _free(self, cited: Cited, clause: str | None, spans: list[Span], quote: Span) -> Outcome:
        """A rendering in other words: contradictions in its facts, or its address only."""
        words = self.text[slice(*quote)]
        found = [compare_paraphrase(words, self.document.text, *span) for span in spans]
        best = max(found, key=lambda c: c.coverage)
        place = spans[found.index(best)]
        if best.compared and (not best.changes or cited.place is not None or best.similarity >= WITHOUT_CLAUSE):
            # cut shorter, it is a close one
            return self._stated("altered" if best.changes else "verified", replace(cited, quote=quote), clause, best)
        if cited.basis:
            return Outcome(self.document.doc_id, "verified", clause, place, compared=False, why="free")
        changes = tuple(c for c in best.changes if c.kind in HARD)  # of one that is nearly close, other words are free
        if changes:
            at = min(c.source_start for c in changes), max(c.source_end for c in changes)
            return Outcome(
                self.document.doc_id, "altered", clause, at, changes, (), best.coverage, quote, False, "facts"
            )
        return Outcome(self.document.doc_id, "verified", clause, place, (), (), best.coverage, quote, False, "free")

    # -- the result -----------------------------------------------------------------------------------------
    def _made(self, fit: Fit, clause: str | None, comparison: Comparison, quote: Span) -> Outcome:
        if fit in ("verified", "misplaced") and comparison.changes and fit == "verified":
            fit = "altered"
        return Outcome(
            self.document.doc_id, fit, clause, (comparison.start, comparison.end), comparison.changes, comparison.skipped,
            comparison.similarity, quote,
        )  # fmt: skip


def evidence_span(document: Document, at: Span) -> tuple[str | None, Span]:
    """The clause that holds a stretch of a document, and the sentences (or the whole short clause) to show for it."""
    start, end = at
    holder = None
    for i, clause in enumerate(document.clauses):
        if clause.start > start:
            break
        if clause.start <= start and end <= clause.end:
            holder = i
    if holder is None:
        return document.address_of(document.clause_at(start)), (start, end)
    clause = document.clauses[holder]
    address = document.address_of(holder)
    if end - start >= clause.end - clause.start - 12:
        return address, (clause.start, min(clause.end, clause.start + max(_LONG_EVIDENCE, end - start)))
    spans = sentence_spans(document.text, clause.start, clause.end)
    touched = [(a, b) for a, b in spans if a < end and start < b]
    if not touched:
        return address, (start, end)
    return address, (min(start, touched[0][0]), max(end, touched[-1][1]))
