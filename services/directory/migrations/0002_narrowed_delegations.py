"""Narrowed delegations."""

import sqlalchemy as sa
from alembic import op

revision = "directory_0002"
down_revision = "directory_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("delegation", sa.Column("meeting_id", sa.Uuid(), nullable=True))
    op.add_column("delegation", sa.Column("topic_id", sa.Uuid(), nullable=True))


def downgrade() -> None:
    op.drop_column("delegation", "topic_id")
    op.drop_column("delegation", "meeting_id")
