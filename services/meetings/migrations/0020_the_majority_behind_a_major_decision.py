"""Whether the host decides as most of the members think."""

import sqlalchemy as sa
from alembic import op

revision = "meetings_0020"
down_revision = "meetings_0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("agenda_item", sa.Column("agrees_with_majority", sa.Boolean(), nullable=True))
    op.add_column("agenda_item", sa.Column("majority_reason", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("agenda_item", "majority_reason")
    op.drop_column("agenda_item", "agrees_with_majority")
