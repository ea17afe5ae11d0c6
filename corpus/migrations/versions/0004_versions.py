"""Versions of a document, what documents say of one another, and how long each is in force.

The new columns are filled by `corpus.ledger.rebuild`, which the library runs once behind this migration.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004_versions"
down_revision = "0003_bank"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns and tables."""
    for column in (
        sa.Column("work_id", sa.String(16), nullable=False, server_default=""),
        sa.Column("level", sa.String(4)),
        sa.Column("kind", sa.String(16)),
        sa.Column("begins_on", sa.String(10)),
        sa.Column("ends_on", sa.String(10)),
        sa.Column("ended", sa.String(8)),
        sa.Column("reason", sa.Text, nullable=False, server_default=""),
        sa.Column("cause", sa.String(16)),
        sa.Column("newer", sa.String(16)),
    ):
        op.add_column("documents", column)
    op.create_index("documents_by_work", "documents", ["work_id"])
    op.create_index("documents_by_content", "documents", ["content_hash"])
    document = sa.ForeignKey("documents.doc_id", ondelete="CASCADE")
    op.create_table(
        "relations",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("doc_id", sa.String(16), document, nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("name", "key")),
        sa.Column("number_key", sa.Text),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("start", "end")),
    )
    op.create_index("relations_by_document", "relations", ["doc_id"])
    op.create_index("relations_by_key", "relations", ["key"])
    op.create_index("relations_by_number", "relations", ["number_key"])
    op.create_table(
        "status_by_hand",
        sa.Column("doc_id", sa.String(16), sa.ForeignKey("documents.doc_id", ondelete="CASCADE"), primary_key=True),
        sa.Column("status", sa.String(8), nullable=False),
        sa.Column("on_date", sa.String(10)),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("at", sa.Float, nullable=False),
    )


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("status_by_hand")
    op.drop_table("relations")
    op.drop_index("documents_by_work", "documents")
    op.drop_index("documents_by_content", "documents")
    with op.batch_alter_table("documents") as table:
        for name in ("newer", "cause", "reason", "ended", "ends_on", "begins_on", "kind", "level", "work_id"):
            table.drop_column(name)
