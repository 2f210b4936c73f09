"""What a to-do is about."""

import sqlalchemy as sa
from alembic import op

revision = "directory_0004"
down_revision = "directory_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("task", sa.Column("about", sa.ARRAY(sa.Uuid()), server_default="{}", nullable=False))
    op.execute("UPDATE task SET about = ARRAY[ref_id] WHERE ref_id IS NOT NULL")


def downgrade() -> None:
    op.drop_column("task", "about")
