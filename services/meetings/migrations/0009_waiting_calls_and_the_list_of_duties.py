"""Waiting calls and the list of duties."""

import sqlalchemy as sa
from alembic import op

revision = "meetings_0009"
down_revision = "meetings_0008"
branch_labels = None
depends_on = None

# Duties that were once fixed lines; the lines that stand on lists keep their words and what was ticked.
FORMER = "('EQUIPMENT', 'SIGN_IN_AND_PAPERS', 'TIME_REMINDER', 'WAITING_CALL', 'RECORD')"


def upgrade() -> None:
    op.add_column("agenda_item", sa.Column("waiting_called_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(f"UPDATE preparation_item SET code = 'OTHER' WHERE code IN {FORMER}")


def downgrade() -> None:
    op.drop_column("agenda_item", "waiting_called_at")
