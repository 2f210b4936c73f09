"""The day of a meeting that moves, and the event that gave it."""

import sqlalchemy as sa
from alembic import op

revision = "learning_0002"
down_revision = "learning_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("meeting_copy", "day", nullable=True)
    op.add_column("meeting_copy", sa.Column("told_by", sa.Uuid(), nullable=True))


def downgrade() -> None:
    op.drop_column("meeting_copy", "told_by")
    op.execute("DELETE FROM meeting_copy WHERE day IS NULL")
    op.alter_column("meeting_copy", "day", nullable=False)
