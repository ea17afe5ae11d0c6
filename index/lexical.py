"""The lexical index: words, bigrams and headings ranked by BM25. The only importer of tantivy.

Two tantivy indexes lie side by side: one entry a chunk, and one entry a document (the bigrams of
all its chunks), since a question often names its document in words that stand in other clauses
than the answer. Each commit is whole; a reader sees the last one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from corpus.errors import IndexUnavailableError, ZhengceError
from index.chunk import head_text
from index.tokens import bigrams, words
from index.types import Chunk

CHUNK_FIELDS = ("words", "grams", "head")
_DOCUMENT_FIELDS = ("grams",)
_HEAP_BYTES = 64_000_000
_NO_SPACE = ("No space", "StorageFull", "os error 28", "os error 27", "os error 112")  # 112: Windows

Weighted = Sequence[tuple[str, float]]  # (token, weight); the weight multiplies the token's BM25


class LexicalIndex:
    """A folder with the index of chunks and the one of documents."""

    def __init__(self, folder: Path) -> None:
        """Open the index of a folder, making an empty one where there is none.

        :raises IndexUnavailableError: it can't be opened.
        """
        self._chunks = _Entries(folder / "chunks", "chunk_id", CHUNK_FIELDS)
        self._documents = _Entries(folder / "documents", "doc_id", _DOCUMENT_FIELDS)

    def replace(self, removed: Iterable[str], chunks: Iterable[Chunk]) -> None:
        """Take out the documents `removed` and put `chunks` in. Doing it twice does no harm.

        :param chunks: whole documents; theirs that were in before are in `removed`.
        :raises ZhengceError: no space, or another program is writing.
        """
        removed = list(removed)
        entries: list[tuple[str, str, dict[str, list[str]]]] = []
        whole: dict[str, list[str]] = {}
        for chunk in chunks:
            head, grams = head_text(chunk), bigrams(chunk.text)
            tokens = {"words": words(chunk.text), "grams": grams, "head": [*words(head), *bigrams(head)]}
            entries.append((chunk.chunk_id, chunk.doc_id, tokens))
            whole.setdefault(chunk.doc_id, bigrams(chunk.path[0])).extend(grams)
        self._documents.replace(removed, [(doc_id, doc_id, {"grams": tokens}) for doc_id, tokens in whole.items()])
        self._chunks.replace(removed, entries)

    def search(
        self, field: str, tokens: Weighted, k: int, doc_ids: Sequence[str] = (), without: Sequence[str] = ()
    ) -> list[tuple[str, float]]:
        """The k best chunks for weighted tokens of one field.

        :param doc_ids: only chunks of these documents, where given.
        :param without: no chunks of these documents.
        :return: (chunk_id, BM25), best first.
        """
        return self._chunks.search(field, tokens, k, doc_ids, without)

    def search_documents(
        self, tokens: Weighted, k: int, doc_ids: Sequence[str] = (), without: Sequence[str] = ()
    ) -> list[tuple[str, float]]:
        """The k best documents for weighted bigrams.

        :return: (doc_id, BM25), best first.
        """
        return self._documents.search("grams", tokens, k, doc_ids, without)

    def document_frequency(self, field: str, token: str) -> int:
        """In how many chunks a token stands."""
        return self._chunks.document_frequency(field, token)

    def count(self) -> int:
        """How many chunks there are."""
        return self._chunks.count()

    def reload(self) -> None:
        """See what was committed since."""
        self._chunks.reload()
        self._documents.reload()


class _Entries:
    """One tantivy index: entries with a key, the document they are of, and fields of tokens."""

    def __init__(self, folder: Path, key: str, fields: Sequence[str]) -> None:
        import tantivy

        self._tantivy, self._key, self._folder = tantivy, key, folder
        schema = tantivy.SchemaBuilder()
        for name in dict.fromkeys((key, "doc_id")):
            schema.add_text_field(name, stored=name == key, tokenizer_name="raw", index_option="basic")
        for name in fields:
            schema.add_text_field(name, stored=False, tokenizer_name="whitespace", index_option="freq")
        self._schema = schema.build()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._index: Any = tantivy.Index(self._schema, path=str(folder), reuse=True)
            analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
            self._index.register_tokenizer("whitespace", analyzer)
        except (ValueError, OSError) as error:
            raise IndexUnavailableError(f"{folder}：全文索引打不开（{error}），请运行 zhengce reindex 重建") from error

    def replace(self, removed: Sequence[str], entries: Iterable[tuple[str, str, dict[str, list[str]]]]) -> None:
        try:
            writer: Any = self._index.writer(heap_size=_HEAP_BYTES, num_threads=1)
            for doc_id in removed:
                writer.delete_documents_by_term("doc_id", doc_id)
            for key, doc_id, fields in entries:
                document = self._tantivy.Document()
                document.add_text(self._key, key)
                if self._key != "doc_id":
                    document.add_text("doc_id", doc_id)
                for name, tokens in fields.items():
                    document.add_text(name, " ".join(tokens))
                writer.add_document(document)
            writer.commit()
            writer.wait_merging_threads()
        except (ValueError, OSError) as error:
            raise _explained(error) from error
        self._index.reload()

    def search(
        self, field: str, tokens: Weighted, k: int, doc_ids: Sequence[str], without: Sequence[str]
    ) -> list[tuple[str, float]]:
        if not tokens or k < 1:
            return []
        query_type, occur = self._tantivy.Query, self._tantivy.Occur
        parts = []
        for token, weight in tokens:
            term = query_type.term_query(self._schema, field, token, "freq")
            parts.append((occur.Should, term if weight == 1.0 else query_type.boost_query(term, weight)))
        query = query_type.boolean_query(parts)
        if doc_ids:
            wanted = query_type.term_set_query(self._schema, "doc_id", list(doc_ids))
            query = query_type.boolean_query([(occur.Must, query), (occur.Must, query_type.boost_query(wanted, 0.0))])
        if without:
            unwanted = query_type.term_set_query(self._schema, "doc_id", list(without))
            query = query_type.boolean_query([(occur.Must, query), (occur.MustNot, unwanted)])
        searcher = self._index.searcher()
        hits = searcher.search(query, k, count=False).hits
        return [(str(searcher.doc(address).get_first(self._key)), float(score)) for score, address in hits]

    def document_frequency(self, field: str, token: str) -> int:
        return int(self._index.searcher().doc_freq(field, token))

    def count(self) -> int:
        self.reload()
        return int(self._index.searcher().num_docs)

    def reload(self) -> None:
        try:
            self._index.reload()
        except (ValueError, OSError) as error:
            raise IndexUnavailableError(
                f"{self._folder}：全文索引读不了（{error}），请运行 zhengce reindex 重建"
            ) from error


def _explained(error: Exception) -> ZhengceError:
    """What a writer's error means to the user."""
    reason = str(error)
    if any(sign in reason for sign in _NO_SPACE):
        return ZhengceError("磁盘空间不足，索引没有写入；请腾出空间后重做，原有索引未变")
    if "lock" in reason.lower():
        return ZhengceError("另一个程序正在写索引，请稍后再试")
    return ZhengceError(f"全文索引写不进去（{' '.join(reason.split())[:160]}）")
