"""The tables of `library.sqlite3`, as SQLAlchemy Core sees them. All SQL is here and in `library`."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Float, ForeignKey, Index, Integer, MetaData, String, Table, Text

METADATA = MetaData()

DOCUMENTS = Table(
    "documents",
    METADATA,
    Column("doc_id", String(16), primary_key=True),
    Column("source", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("doc_number", Text),
    Column("issuer", Text),
    Column("issued_on", String(10)),
    Column("published_on", String(10)),
    Column("effective_on", String(10)),
    Column("expires_on", String(10)),
    Column("status", Text, nullable=False),
    Column("chars", Integer, nullable=False),
    Column("clause_count", Integer, nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("text", Text, nullable=False),
    Column("warnings", JSON, nullable=False),
    Column("dropped", JSON, nullable=False),
    Column("aliases", JSON, nullable=False),
    Column("marks", JSON, nullable=False),
    Column("evidence", JSON, nullable=False),
    Column("added_at", Float, nullable=False),
    Column("work_id", String(16), nullable=False),  # shared by the versions of one document
    Column("level", String(4)),
    Column("kind", String(16)),
    Column("begins_on", String(10)),
    Column("ends_on", String(10)),
    Column("ended", String(8)),  # a Status, where something ended its force
    Column("reason", Text, nullable=False),
    Column("cause", String(16)),
    Column("newer", String(16)),
    Index("documents_by_work", "work_id"),
    Index("documents_by_content", "content_hash"),
)
CLAUSES = Table(
    "clauses",
    METADATA,
    Column("doc_id", ForeignKey("documents.doc_id", ondelete="CASCADE"), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("address", Text),
    Column("kind", String(16), nullable=False),
    Column("label", Text, nullable=False),
    Column("heading", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("level", Integer, nullable=False),
    Column("parent", Integer),
    Index("clauses_by_address", "doc_id", "address"),
)
NAMES = Table(
    "names",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("doc_id", ForeignKey("documents.doc_id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String(8), nullable=False),  # title, alias, number
    Column("name", Text, nullable=False),
    Index("names_by_document", "doc_id"),
)
SOURCES = Table(
    "sources",
    METADATA,
    Column("source", Text, primary_key=True),
    Column("doc_id", ForeignKey("documents.doc_id", ondelete="CASCADE"), nullable=False),
    Column("file_hash", String(64), nullable=False),
    Column("parser_version", Integer, nullable=False),
    Index("sources_by_document", "doc_id"),
)
RELATIONS = Table(
    "relations",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("doc_id", ForeignKey("documents.doc_id", ondelete="CASCADE"), nullable=False),
    Column("kind", String(12), nullable=False),  # repeals, amends, implements, cites
    Column("name", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("number_key", Text),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Index("relations_by_document", "doc_id"),
    Index("relations_by_key", "key"),
    Index("relations_by_number", "number_key"),
)
BY_HAND = Table(  # what a person said of a document's force
    "status_by_hand",
    METADATA,
    Column("doc_id", ForeignKey("documents.doc_id", ondelete="CASCADE"), primary_key=True),
    Column("status", String(8), nullable=False),
    Column("on_date", String(10)),
    Column("note", Text, nullable=False),
    Column("at", Float, nullable=False),
)
STATE = Table("state", METADATA, Column("key", String(32), primary_key=True), Column("value", Text, nullable=False))
LOG = Table(
    "ingest_log",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", Float, nullable=False),
    Column("source", Text, nullable=False),
    Column("doc_id", Text),
    Column("outcome", String(16), nullable=False),
    Column("message", Text, nullable=False),
)
# Checks of drafts (`corpus.checks`).
CHECKS = Table(
    "checks",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("file", Text, nullable=False),
    Column("at", Float, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("citations", JSON, nullable=False),
    Index("checks_by_file", "file"),
)
