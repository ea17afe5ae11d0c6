"""The checks of drafts that are kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002_checks"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
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
    """Drop the table."""
    op.drop_table("checks")
