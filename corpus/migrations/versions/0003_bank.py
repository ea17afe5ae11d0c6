"""The question bank: kept questions and their tags.

Written out rather than taken from `corpus.bank`, which goes on changing.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003_bank"
down_revision = "0002_checks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "bank_questions",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("doc_id", sa.String(16), nullable=False),
        sa.Column("type", sa.String(16), nullable=False),
        sa.Column("difficulty", sa.String(8), nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("topic", "words")),
        sa.Column("question", sa.JSON, nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("flag", sa.Text, nullable=False),
        sa.Column("uses", sa.Integer, nullable=False),
        sa.Column("added_at", sa.Float, nullable=False),
    )
    op.create_index("bank_questions_by_document", "bank_questions", ["doc_id"])
    op.create_table(
        "bank_tags",
        sa.Column(
            "question_id", sa.String(32), sa.ForeignKey("bank_questions.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("tag", sa.String(64), primary_key=True),
    )
    op.create_index("bank_tags_by_tag", "bank_tags", ["tag"])


def downgrade() -> None:
    """Drop the tables."""
    for table in ("bank_tags", "bank_questions"):
        op.drop_table(table)
