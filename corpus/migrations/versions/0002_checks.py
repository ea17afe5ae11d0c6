"""Repeals that texts state, and the checks of drafts that are kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002_checks"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "repeals",
        sa.Column("doc_id", sa.String(16), primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
    )
    op.create_table(
        "repeal_scans",
        sa.Column("doc_id", sa.String(16), primary_key=True),
        sa.Column("content_hash", sa.String(64), nullable=False),
    )
    op.create_table(
        "checks",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("citations", sa.JSON, nullable=False),
    )
    op.create_index("checks_by_file", "checks", ["file"])


def downgrade() -> None:
    """Drop the tables."""
    for table in ("checks", "repeal_scans", "repeals"):
        op.drop_table(table)
