"""Narrowed delegations and moments."""

import sqlalchemy as sa
from alembic import op

revision = "kernel_0002"
down_revision = "kernel_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("deadline", sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("window_copy", sa.Column("meeting_id", sa.Uuid(), nullable=True))
    op.add_column("window_copy", sa.Column("topic_id", sa.Uuid(), nullable=True))


def downgrade() -> None:
    op.drop_column("window_copy", "topic_id")
    op.drop_column("window_copy", "meeting_id")
    op.drop_column("deadline", "remind_at")
