"""The first version: documents, clauses, names, sources, state, ingest log.

Written out rather than taken from `corpus.schema`, which goes on changing.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    document = sa.ForeignKey("documents.doc_id", ondelete="CASCADE")
    op.create_table(
        "documents",
        sa.Column("doc_id", sa.String(16), primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("source", "title", "status", "text")),
        *(sa.Column(name, sa.Text) for name in ("doc_number", "issuer")),
        *(sa.Column(name, sa.String(10)) for name in ("issued_on", "published_on", "effective_on", "expires_on")),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("chars", "clause_count")),
        sa.Column("content_hash", sa.String(64), nullable=False),
        *(sa.Column(name, sa.JSON, nullable=False) for name in ("warnings", "dropped", "aliases", "marks", "evidence")),
        sa.Column("added_at", sa.Float, nullable=False),
    )
    op.create_table(
        "clauses",
        sa.Column("doc_id", sa.String(16), document, primary_key=True),
        sa.Column("ordinal", sa.Integer, primary_key=True),
        sa.Column("address", sa.Text),
        sa.Column("kind", sa.String(16), nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("label", "heading")),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("start", "end", "level")),
        sa.Column("parent", sa.Integer),
    )
    op.create_index("clauses_by_address", "clauses", ["doc_id", "address"])
    op.create_table(
        "names",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("doc_id", sa.String(16), sa.ForeignKey("documents.doc_id", ondelete="CASCADE"), primary_key=True),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
    )
    op.create_index("names_by_document", "names", ["doc_id"])
    op.create_table(
        "sources",
        sa.Column("source", sa.Text, primary_key=True),
        sa.Column("doc_id", sa.String(16), sa.ForeignKey("documents.doc_id", ondelete="CASCADE"), nullable=False),
        sa.Column("file_hash", sa.String(64), nullable=False),
        sa.Column("parser_version", sa.Integer, nullable=False),
    )
    op.create_index("sources_by_document", "sources", ["doc_id"])
    op.create_table(
        "state", sa.Column("key", sa.String(32), primary_key=True), sa.Column("value", sa.Text, nullable=False)
    )
    op.create_table(
        "ingest_log",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("doc_id", sa.Text),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("message", sa.Text, nullable=False),
    )


def downgrade() -> None:
    """Drop the tables."""
    for table in ("ingest_log", "state", "sources", "names", "clauses", "documents"):
        op.drop_table(table)
