"""LangChain's retriever over the index: whatever takes a `BaseRetriever` can search the library."""

from __future__ import annotations

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from index.search import Searcher
from index.types import Filters, Hit


class PolicyRetriever(BaseRetriever):
    """The best chunks for a question as LangChain documents; `metadata["hit"]` is the hit itself."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    searcher: Searcher
    k: int = 10
    filters: Filters | None = None

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[LangChainDocument]:
        return [as_langchain(hit) for hit in self.searcher.search(query, self.k, self.filters)]


def as_langchain(hit: Hit) -> LangChainDocument:
    """A hit as LangChain's document."""
    chunk = hit.chunk
    metadata = {
        "doc_id": chunk.doc_id, "clause": chunk.clause, "path": list(chunk.path), "start": chunk.start, "end": chunk.end,
        "score": hit.score, "hit": hit,
    }  # fmt: skip
    return LangChainDocument(page_content=chunk.text, metadata=metadata, id=chunk.chunk_id)
