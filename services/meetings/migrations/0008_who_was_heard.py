"""Who was heard."""

import sqlalchemy as sa
from alembic import op

revision = "meetings_0008"
down_revision = "meetings_0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("groundwork", sa.Column("heard", sa.Text(), server_default="", nullable=False))
    op.add_column("groundwork", sa.Column("adoption", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("groundwork", "adoption")
    op.drop_column("groundwork", "heard")
