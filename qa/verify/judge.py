"""The verdict on a citation: which document it means, what that says, and whether it is in force."""

from __future__ import annotations

import re
from dataclasses import replace

from corpus.addresses import Unit, format_address
from corpus.relations import RelationKind
from corpus.types import Status
from corpus.versions import status_at
from qa.compare import compare_quotation
from qa.compare.changes import moved
from qa.compare.fold import fold
from qa.verify import notes
from qa.verify.against import Against, evidence_span
from qa.verify.genres import GENRE, LEGAL
from qa.verify.shelf import Resolved, Shelf
from qa.verify.types import Citation, Cited, Evidence, Outcome, Span, Verdict

_ORDER = {"verified": 3, "altered": 2, "misplaced": 1, "not_found": 0}
_LEAST_ELSEWHERE = 10  # keys; shorter words stand in many documents
_SPEAKS_OF = 0.5  # share of pairs of characters of a sentence before （第七条） that the clause has, from which that is its source
_LED_BY = 6  # characters of a statement before a quotation that ends it: with more, the whole of it was compared
_CLOSING = re.compile(r"[。，；,;、\s]*[”」』’\"＂〞]")
_NOTED = (Status.NOT_YET, Status.EXPIRED, Status.DRAFT)
_PAIRED = {"）": "（", ")": "(", "”": "“", "’": "‘", "」": "「", "》": "《"}
_SAID_REPEALED = re.compile(r"^[^。；，,\n]{0,12}(?:废止|失效|被.{2,16}取代)")


def _sure(outcome: Outcome) -> bool:
    """Whether a version has the words, or the address where no words are cited."""
    return outcome.fit == "verified" and (outcome.compared or outcome.quote is None)


class Judge:
    """Judges the citations of one draft."""

    def __init__(self, text: str, shelf: Shelf) -> None:
        self.text, self.shelf = text, shelf

    def judge(self, cited: Cited) -> Citation | None:
        """The verdict; None where the place turns out not to cite."""
        source = cited.source
        if source is None:
            return None
        resolved = self.shelf.resolve(source.title, source.number, source.year)
        if resolved.rivals:
            return self._among(cited, resolved)
        if not resolved.doc_ids:
            return self._near(cited, resolved) or self._absent(cited, resolved)
        outcome = self._versions(cited, resolved.doc_ids)
        begun, followed = outcome.quote if outcome.compared and outcome.quote else (-1, -1)
        # Nothing more than the quotation is the document's.
        whole = cited.inner is not None and 0 <= begun < cited.inner[0] - _LED_BY and followed > cited.inner[0]
        if cited.inner is not None and followed <= cited.inner[1] + 1 and not whole:
            closing = _CLOSING.match(self.text, cited.inner[1])
            end = cited.end if cited.before else closing.end() if closing is not None else cited.inner[1]
            words = replace(cited, quote=cited.inner, form="quotation", end=end, inner=None, firm=cited.inner_firm)
            inner = self._versions(words, resolved.doc_ids)
            if words.firm or self._meant(words, inner):
                cited, outcome = words, inner
        if not cited.firm and not self._meant(cited, outcome):
            return self._without_words(cited, outcome)
        return self._verdict(cited, outcome, resolved)

    def _near(self, cited: Cited, resolved: Resolved) -> Citation | None:
        """A document whose title comes near a name that isn't there, if it has the words too."""
        if cited.quote is None or not resolved.near or cited.name.how in ("implied",):
            return None
        outcomes = [self._against(cited, doc_id) for doc_id in resolved.near]
        for outcome in outcomes:
            words = outcome.quote
            if (
                outcome.fit == "verified"
                and outcome.compared
                and words
                and len(fold(self.text[slice(*words)]).keys) >= _LEAST_ELSEWHERE
            ):
                return self._verdict(cited, outcome, Resolved((outcome.doc_id,)), of_several=True)
        return None

    # -- which document -----------------------------------------------------------------------------------
    def _against(self, cited: Cited, doc_id: str) -> Outcome:
        title = cited.source.title if cited.source is not None else ""
        return Against(self.text, self.shelf.document(doc_id), self.shelf.finder(doc_id), title).outcome(cited)

    def _versions(self, cited: Cited, doc_ids: tuple[str, ...]) -> Outcome:
        """The version in force, unless only another one has these words."""
        first = self._against(cited, doc_ids[0])
        if len(doc_ids) == 1 or cited.source is not None and cited.source.year or _sure(first):
            return first
        outcomes = [first, *(self._against(cited, doc_id) for doc_id in doc_ids[1:6])]
        exact = next((o for o in outcomes if _sure(o)), None)
        close = [o for o in outcomes if o.fit == "altered" and o.compared and o.similarity >= 0.75]
        if exact is not None or close:
            return exact or max(close, key=lambda o: o.similarity)
        return max(outcomes, key=lambda o: (_ORDER[o.fit], o.similarity, -outcomes.index(o)))

    def _meant(self, cited: Cited, outcome: Outcome) -> bool:
        """Whether words that may be somebody else's are the document's after all."""
        if cited.quote is None:
            return outcome.fit == "verified" and cited.name.how == "implied" and bool(cited.beside)
        if cited.before and cited.name.how == "implied" and outcome.similarity >= _SPEAKS_OF:
            return True
        if outcome.why in ("emphasis", "free", "no_words", "no_clause", "facts"):
            return False
        return outcome.fit in ("verified", "misplaced") or outcome.similarity >= 0.7

    def _without_words(self, cited: Cited, outcome: Outcome) -> Citation | None:
        """The address alone, where there is one that was named with its document."""
        if cited.more or cited.name.how == "implied":
            return None
        if cited.place is None and cited.name.how == "pointer":
            return None
        end = cited.head
        if cited.quote is not None and cited.quote[0] < cited.name.start:
            cited = replace(cited, start=cited.name.start)
        bare = replace(cited, end=end, quote=None, form=None, firm=True)
        return self.judge(bare)

    def _absent(self, cited: Cited, resolved: Resolved) -> Citation | None:
        if cited.more or cited.name.how == "implied" or cited.source is None:
            return None
        source, cited = cited.source, self._cut(cited)
        if not self._could_be(cited):
            return None
        titles = [self.shelf.summaries[d].title for d in resolved.near]
        clause = None
        if cited.place is not None:
            clause = format_address(cited.place.steps) + (
                f"至{format_address(cited.place.last)}" if cited.place.last else ""
            )
        return self._citation(
            cited, cited.end, cited.quote, "not_in_library", source.title or None, source.number or None, clause,
            notes.not_in_library(source.title or source.number, titles),
        )  # fmt: skip

    def _could_be(self, cited: Cited) -> bool:
        """Whether a name that the library hasn't is a document at all, and no book, paper or slogan."""
        name = cited.source
        if name is None:
            return False
        if name.number or name.how == "unknown":
            return True
        if cited.place is not None:
            units = {step.unit for step in cited.place.steps}
            return bool(GENRE.search(name.title)) or bool(units & {Unit.ARTICLE, Unit.PARAGRAPH, Unit.ITEM})
        return bool(LEGAL.search(name.title)) or cited.quote is not None and bool(GENRE.search(name.title))

    def _cut(self, cited: Cited) -> Cited:
        """A paraphrase that can't be compared ends with its sentence."""
        if cited.form != "paraphrase" or cited.quote is None:
            if cited.form == "quotation" and not cited.firm:
                end = cited.head
                return replace(cited, start=max(cited.start, cited.name.start), end=end, quote=None, form=None)
            return cited
        if cited.before:
            end = cited.head
            return replace(cited, end=end, quote=None, form=None)
        stop = max(cited.quote[0] + 1, min(cited.cut or cited.quote[1], cited.quote[1]))
        words = self.text[cited.quote[0] : stop].rstrip("，,；;、 \n")
        end = cited.quote[0] + len(words)
        return replace(cited, quote=(cited.quote[0], end), end=end)

    def _among(self, cited: Cited, resolved: Resolved) -> Citation | None:
        """A name that several documents have: the words may tell which."""
        outcomes = [self._against(cited, doc_id) for doc_id in resolved.rivals[:24]]
        worded = [o for o in outcomes if cited.quote is not None and o.compared]
        exact = [o for o in worded if o.fit == "verified"]
        close = [o for o in worded if o.fit == "altered" and o.similarity >= 0.75]
        chosen = exact if exact else close
        if len(chosen) == 1:
            return self._verdict(cited, chosen[0], Resolved((chosen[0].doc_id,)), of_several=len(resolved.rivals) > 1)
        if not cited.firm and not exact:
            cited = replace(cited, end=cited.head, quote=None, form=None)
            if cited.name.how == "implied" or cited.more:
                return None
        if len(resolved.rivals) == 1 or worded and not chosen and all(o.fit == "not_found" for o in worded):
            return self._absent(cited, Resolved(near=resolved.rivals[:3]))
        fitting = chosen or [o for o in outcomes if o.fit != "not_found"] or outcomes
        ids = tuple(o.doc_id for o in fitting)
        names = [self.shelf.summaries[d].title for d in ids]
        cited = self._cut(cited)
        clause = next((o.clause for o in fitting), None)
        note = notes.ambiguous(cited.source.title if cited.source else "", names, bool(cited.quote) and bool(exact))
        made = self._citation(cited, cited.end, cited.quote, "ambiguous", None, None, clause, note)
        return replace(made, candidates=ids)

    # -- the verdict --------------------------------------------------------------------------------------
    def _verdict(self, cited: Cited, outcome: Outcome, resolved: Resolved, of_several: bool = False) -> Citation:
        summary = self.shelf.summaries[outcome.doc_id]
        document = self.shelf.document(outcome.doc_id)
        end, quote = self._extent(cited, outcome)
        evidence = None
        if outcome.at is not None and not (cited.place is None and quote is None):
            clause, span = evidence_span(document, outcome.at)
            evidence = self._evidence(outcome.doc_id, clause, span)
        verdict: Verdict = outcome.fit
        if quote is None:
            head = cited.head
            cited = replace(cited, quote=None, start=max(cited.start, min(cited.name.start, head)))
            end = min(end, head) if outcome.why == "emphasis" else end
        elif cited.before:
            cited = replace(cited, start=min(cited.start, quote[0]))
        note = notes.for_outcome(outcome, summary, evidence, self.shelf.finder(outcome.doc_id).exists_text(), cited)
        if outcome.fit == "not_found" and outcome.why == "no_words" and quote is not None:
            moved_to = self._elsewhere(self.text[slice(*quote)], outcome.doc_id)
            if moved_to is not None:
                verdict, evidence = "misplaced", moved_to
                note = notes.in_another(summary.title, moved_to)
        made = self._citation(cited, end, quote, verdict, summary.title, summary.doc_number, outcome.clause, note)
        base = outcome.quote[0] if outcome.quote is not None else 0
        made = replace(
            made, changes=tuple(moved(c, base, 0) for c in outcome.changes) if verdict == "altered" or outcome.changes else (), evidence=evidence, doc_id=outcome.doc_id,
            content_hash=summary.content_hash, skipped=tuple(s for s in outcome.skipped if s.limits),
        )  # fmt: skip
        if resolved.number_of and cited.source is not None:
            made = self._wrong_number(made, cited, resolved.number_of)
        if of_several:
            made = replace(made, note=made.note + notes.told_by_words(summary.title))
        return self._in_force(made, outcome)

    def _extent(self, cited: Cited, outcome: Outcome) -> tuple[int, Span | None]:
        """Where the citation ends in the draft, and the words that were compared."""
        head = cited.head
        if outcome.why == "emphasis" or cited.quote is None:
            return (cited.end if cited.quote is None else head), None
        if cited.form == "quotation":
            return cited.end, cited.quote
        if outcome.quote is None or not outcome.compared and cited.basis:
            return head, None
        start, stop = outcome.quote
        stop = start + len(self.text[start:stop].rstrip("，,；;、。 \n"))
        while self.text[stop : stop + 1] in _PAIRED and self.text[stop : stop + 1]:  # …骨干专业（群）
            opening = _PAIRED[self.text[stop]]
            if self.text.count(opening, start, stop) <= self.text.count(self.text[stop], start, stop):
                break
            stop += 1
        before = self.text[start - 1 : start]  # “农村土地”是指…
        if any(
            before == opening and self.text.count(closing, start, stop) > self.text.count(opening, start, stop)
            for closing, opening in _PAIRED.items()
        ):
            start -= 1
        return cited.end if cited.before else max(head, stop), (start, stop)

    def _citation(
        self, cited: Cited, end: int, quote: Span | None, verdict: Verdict, title: str | None, number: str | None, clause: str | None, note: str
    ) -> Citation:  # fmt: skip
        opening = _PAIRED.get(self.text[end : end + 1], "")
        if opening in ("（", "(") and self._open(opening, cited.start, end):
            end += 1  # …（第二十一条）
        return Citation(
            cited.start, end, self.text[cited.start : end], title, number, clause,
            self.text[slice(*quote)] if quote else None, verdict, note=note,
            quote_start=quote[0] if quote else None, quote_end=quote[1] if quote else None, form=cited.form if quote else None,
        )  # fmt: skip

    def _open(self, opening: str, start: int, end: int) -> bool:
        """Whether a bracket opens between two offsets that isn't closed there."""
        return self.text.rfind(opening, start, end) > max(self.text.rfind(mark, start, end) for mark in "）)")

    def _evidence(self, doc_id: str, clause: str | None, span: Span) -> Evidence:
        document = self.shelf.document(doc_id)
        return Evidence(doc_id, document.title, document.doc_number, clause, document.text[slice(*span)], *span)

    def _wrong_number(self, made: Citation, cited: Cited, number: str) -> Citation:
        """The title is one document's, the 文号 another's or nobody's."""
        written = cited.source.number if cited.source is not None else ""
        from qa.compare import Change

        at = self.text.find(written, cited.start, made.end)
        if at < 0 or not number:
            return replace(made, note=made.note + notes.number_differs(written, number))
        change = Change("number", written, number, at, at + len(written), 0, 0)
        verdict: Verdict = "altered" if made.verdict == "verified" else made.verdict
        return replace(
            made,
            verdict=verdict,
            changes=(change, *made.changes),
            note=notes.number_differs(written, number) + made.note,
        )

    # -- elsewhere ------------------------------------------------------------------------------------------
    def _elsewhere(self, words: str, not_in: str) -> Evidence | None:
        """The same words in another document."""
        if len(fold(words).keys) < _LEAST_ELSEWHERE:
            return None
        for doc_id in self.shelf.elsewhere.documents(words):
            if (
                doc_id == not_in
                or doc_id not in self.shelf.summaries
                or self.shelf.allowed is not None
                and doc_id not in self.shelf.allowed
            ):
                continue
            document = self.shelf.document(doc_id)
            found = compare_quotation(words, document.text)
            if found.verbatim:
                return self._evidence(doc_id, *evidence_span(document, (found.start, found.end)))
        return None

    # -- in force -------------------------------------------------------------------------------------------
    def _in_force(self, made: Citation, outcome: Outcome) -> Citation:
        doc_id = outcome.doc_id
        summary = self.shelf.summaries[doc_id]
        by = self.shelf.replaced_by(doc_id)
        if by is None:
            if status_at(summary.standing, summary.title, self.shelf.day) in _NOTED:
                return replace(made, note=made.note + notes.status(summary))
            return made
        newer = None
        if by != doc_id:
            newer = self._successor(doc_id, outcome, by)
        note = notes.outdated(summary, self.shelf.summaries[by] if by != doc_id else None, newer)
        if made.verdict != "verified":
            return replace(made, note=made.note + note)
        if made.clause is None and made.quote is None and _SAID_REPEALED.match(self.text[made.end : made.end + 24]):
            return replace(made, note=notes.said_repealed(summary))
        return replace(made, verdict="outdated", evidence=newer, note=note)

    def _successor(self, doc_id: str, outcome: Outcome, by: str) -> Evidence:
        """What the document in force says in this place: the same address, or the clause with most of the same words."""
        old, new = self.shelf.document(doc_id), self.shelf.document(by)
        words = old.text[slice(*outcome.at)] if outcome.at else old.title
        pairs = {words[i : i + 2] for i in range(len(words) - 1)}
        best, best_share = None, 0.0
        for clause in new.clauses:
            if clause.address is None or clause.end - clause.start > 1500:
                continue
            text = new.text[clause.start : clause.end]
            share = sum(pair in text for pair in pairs) / max(1, len(pairs)) - (clause.end - clause.start) / 20000
            if share > best_share:
                best, best_share = clause, share
        if best is None or best_share < 0.35:
            said = [
                r for r in self.shelf.library.relations(by) if r.kind is RelationKind.REPEALS and doc_id in r.targets
            ]
            at = (said[0].start, said[0].end) if said else (0, min(200, len(new.text)))
            return self._evidence(by, *evidence_span(new, at))
        return self._evidence(by, best.address, (best.start, best.end))
