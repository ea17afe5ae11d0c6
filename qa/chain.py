"""The chain that answers by searching, as LangChain runnables: retrieve, read, decide, quote."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from langchain_core.runnables import Runnable, RunnableLambda

from corpus.library import Library
from corpus.names import title_key
from corpus.types import Document, Status
from index.search import Searcher
from index.types import Filters, Hit
from qa import phrases
from qa.cells import FoundCell, find_cell
from qa.cite import cite
from qa.clauses import compose, force_warnings
from qa.quote import quote_found
from qa.read import WINDOWS, Found, Reader, find_words
from qa.refuse import gather, other_member, parameters, probability
from qa.retrieve import PolicyRetriever
from qa.siblings import give_way
from qa.types import Answer, Citation, Reason, Refusal, Route, Short

PASSAGES = 20  # that are looked at; the reader takes the first WINDOWS of them
NEAREST = 3
# Out of force are texts that were repealed, ran out or never were in force. One that will be is quoted with a warning.
_NO_ANSWER = frozenset({Status.REPEALED, Status.EXPIRED, Status.DRAFT})


@dataclass(frozen=True, slots=True)
class Asked:
    """A question on its way through the chain."""

    query: str
    route: Route
    filters: Filters | None
    hits: tuple[Hit, ...] = ()
    terms: Mapping[str, float] = field(default_factory=dict)  # the question's bigrams with their weights
    found: tuple[Found, ...] = ()
    cell: FoundCell | None = None  # of a table, where the question names its row and column
    chance: float = 0.0  # that the library answers
    reason: Reason | None = None  # why it is not answered
    evidence: dict[str, float] = field(default_factory=dict)


class Extractive:
    """Answers in the documents' own words, or refuses."""

    def __init__(self, library: Library, searcher: Searcher, reader: Callable[[], Reader], refuse_below: float) -> None:
        """:param reader: gives the span reader; called at the first question that has passages to read."""
        self._library, self._searcher, self._reader = library, searcher, reader
        self._refuse_below = refuse_below
        self.chain: Runnable[Asked, Answer | Refusal] = (
            RunnableLambda(self.retrieve)
            | RunnableLambda(self.read)
            | RunnableLambda(self.decide)
            | RunnableLambda(self.quote)
        )

    def ask(self, query: str, route: Route, filters: Filters | None) -> Answer | Refusal:
        """Run the chain."""
        return self.chain.invoke(Asked(query, route, filters))

    def decided(self, query: str, route: Route, filters: Filters | None) -> Asked:
        """The question with its passages, words and decision, before anything is quoted."""
        return self.decide(self.read(self.retrieve(Asked(query, route, filters))))

    def for_model(self, asked: Asked) -> tuple[Asked, dict[str, Document]]:
        """The question with the passages that a model may rest on, those with likely words first, and their documents."""
        documents = self._documents(asked.hits)
        hits = [*(f.hit for f in asked.found), *self._answering(asked, documents)]
        first = {hit.chunk.chunk_id: hit for hit in reversed(hits)}
        order = dict.fromkeys(hit.chunk.chunk_id for hit in hits)
        return replace(asked, hits=tuple(first[chunk_id] for chunk_id in order)), documents

    # -- steps --------------------------------------------------------------------------------------
    def retrieve(self, asked: Asked) -> Asked:
        """The passages; where the question names a document that isn't there, only those that name it too."""
        retriever = PolicyRetriever(searcher=self._searcher, k=PASSAGES, filters=asked.filters)
        hits = [d.metadata["hit"] for d in retriever.invoke(asked.query)]
        if asked.route.missing:
            keys = [title_key(name) for name in asked.route.missing]
            hits = [h for h in hits if any(key in title_key(h.chunk.text) for key in keys)]
        return replace(asked, hits=tuple(hits), terms=self._searcher.term_weights(asked.query))

    def read(self, asked: Asked) -> Asked:
        """The words that may answer, from texts in force first."""
        documents = self._documents(asked.hits)
        hits = self._answering(asked, documents)
        cell = find_cell(asked.query, hits, documents)
        if cell is not None:
            return replace(asked, cell=cell)
        return replace(asked, found=tuple(self._words(asked, hits, documents)))

    def decide(self, asked: Asked) -> Asked:
        """Whether there is an answer, and if not, why."""
        if asked.cell is not None:
            return asked
        if not asked.found:
            return replace(asked, reason=self._without_words(asked))
        evidence = gather(asked.query, asked.terms, asked.found)
        chance = probability(evidence, parameters().answered)
        reason: Reason | None = None
        if chance < self._refuse_below:
            subject = asked.route.doc_ids or probability(evidence, parameters().subject) >= 0.5
            reason = "out_of_force" if self._out_of_force(asked) else "not_stated" if subject else "not_in_library"
        elif other_member(asked.query, asked.found[0]):
            reason = "not_stated"
        return replace(asked, evidence=evidence, chance=chance, reason=reason)

    def quote(self, asked: Asked) -> Answer | Refusal:
        """The answer's words with their clauses, or the refusal with the nearest ones."""
        result = self._quoted(asked)
        if self._searcher.outdated:
            return replace(result, warnings=(*result.warnings, phrases.OUTDATED_INDEX))
        return result

    # -- within -------------------------------------------------------------------------------------
    def _quoted(self, asked: Asked) -> Answer | Refusal:
        if asked.reason is not None:
            return Refusal(asked.route.question, self._why(asked), asked.reason, self._nearest(asked))
        if asked.cell is not None:
            return self._cell(asked, asked.cell)
        citations = tuple(quote_found(asked.query, asked.found))
        best = asked.found[0]
        short = None
        if any(c.doc_id == best.document.doc_id and c.start <= best.start and best.end <= c.end for c in citations):
            short = Short(best.text, best.document.doc_id, best.start, best.end)
        cited = {f.document.doc_id: f.document for f in asked.found}
        warnings = [w for doc_id in dict.fromkeys(c.doc_id for c in citations) for w in force_warnings(cited[doc_id])]
        return Answer(asked.route.question, compose(citations), citations, "extractive", short, tuple(warnings))

    def _cell(self, asked: Asked, cell: FoundCell) -> Answer:
        """A table's row with the heads of its columns; its cell is the short answer."""
        document = cell.document
        citation = cite(document, *cell.row)
        short = Short(document.text[slice(*cell.cell)], document.doc_id, *cell.cell)
        warnings = tuple(force_warnings(document))
        return Answer(asked.route.question, compose((citation,)), (citation,), "extractive", short, warnings)

    def _documents(self, hits: Sequence[Hit]) -> dict[str, Document]:
        return {doc_id: self._library.get(doc_id) for doc_id in dict.fromkeys(h.chunk.doc_id for h in hits)}

    def _answering(self, asked: Asked, documents: dict[str, Document]) -> list[Hit]:
        """The passages that may be quoted: those of texts in force, and of a text that was asked for by name."""
        named = set(asked.route.doc_ids)
        dated = asked.filters is not None and asked.filters.as_of is not None
        return [
            h
            for h in asked.hits
            if dated or h.chunk.doc_id in named or documents[h.chunk.doc_id].status not in _NO_ANSWER
        ]

    def _words(self, asked: Asked, hits: Sequence[Hit], documents: dict[str, Document]) -> list[Found]:
        if not hits:
            return []
        found = find_words(asked.query, asked.terms, hits, documents, self._reader())
        return give_way(asked.query, found, asked.terms)

    def _out_of_force(self, asked: Asked) -> bool:
        """Whether a text that is not in force would have answered."""
        documents = self._documents(asked.hits[:WINDOWS])
        quoted = {f.document.doc_id for f in asked.found}
        hits = [
            h
            for h in asked.hits[:WINDOWS]
            if documents[h.chunk.doc_id].status in _NO_ANSWER and h.chunk.doc_id not in quoted
        ]
        found = self._words(asked, hits, documents)
        if not found:
            return False
        evidence = gather(asked.query, asked.terms, found)
        return probability(evidence, parameters().answered) >= self._refuse_below

    def _without_words(self, asked: Asked) -> Reason:
        if asked.route.missing:
            return "no_such_document"
        if asked.hits and self._out_of_force(asked):
            return "out_of_force"
        return "not_stated" if asked.route.doc_ids else "not_in_library"

    def _why(self, asked: Asked) -> str:
        if asked.reason == "no_such_document":
            near = [s.title for s in self._library.summaries(list(asked.route.alternatives[:NEAREST]))]
            return phrases.no_such_document(asked.route.missing, near)
        if asked.reason == "out_of_force":
            return phrases.OUT_OF_FORCE
        return phrases.NOT_STATED if asked.reason == "not_stated" else phrases.NOT_IN_LIBRARY

    def _nearest(self, asked: Asked) -> tuple[Citation, ...]:
        """Up to three clauses to look at; the passages where words were found go first."""
        documents = self._documents(asked.hits)
        hits = [*dict.fromkeys(f.hit.chunk.chunk_id for f in asked.found), *(h.chunk.chunk_id for h in asked.hits)]
        chunks = {h.chunk.chunk_id: h.chunk for h in [*asked.hits, *(f.hit for f in asked.found)]}
        chosen = [chunks[chunk_id] for chunk_id in dict.fromkeys(hits)][:NEAREST]
        return tuple(cite(documents[c.doc_id], c.start, c.end) for c in chosen)
