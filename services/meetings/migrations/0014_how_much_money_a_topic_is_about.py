"""How much money a topic is about."""

import sqlalchemy as sa
from alembic import op

revision = "meetings_0014"
down_revision = "meetings_0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("topic", sa.Column("amount", sa.Numeric(precision=16, scale=2), nullable=True))


def downgrade() -> None:
    op.drop_column("topic", "amount")
