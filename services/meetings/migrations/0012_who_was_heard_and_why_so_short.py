"""Who was heard and why so short."""

import sqlalchemy as sa
from alembic import op

revision = "meetings_0012"
down_revision = "meetings_0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("groundwork", sa.Column("heard", sa.Text(), server_default="", nullable=False))
    op.add_column("groundwork", sa.Column("adoption", sa.Text(), server_default="", nullable=False))
    op.add_column("public_consultation_copy", sa.Column("short_reason", sa.Text(), server_default="", nullable=False))
    op.drop_column("topic", "short_consultation_reason")


def downgrade() -> None:
    op.add_column("topic", sa.Column("short_consultation_reason", sa.Text(), server_default="", nullable=False))
    op.drop_column("public_consultation_copy", "short_reason")
    op.drop_column("groundwork", "adoption")
    op.drop_column("groundwork", "heard")
