"""The recorder whom the office names: a host who plans his own meeting keeps no record (ZT-5.1)."""

import sqlalchemy as sa
from alembic import op

revision = "meetings_0018"
down_revision = "meetings_0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("meeting", "recorder_id", existing_type=sa.Uuid(), nullable=True)


def downgrade() -> None:
    op.execute("UPDATE meeting SET recorder_id = planned_by WHERE recorder_id IS NULL")
    op.alter_column("meeting", "recorder_id", existing_type=sa.Uuid(), nullable=False)
