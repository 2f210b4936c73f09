"""Signers of minutes who left their posts."""

import sqlalchemy as sa
from alembic import op

revision = "meetings_0017"
down_revision = "meetings_0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("minutes", sa.Column("released", sa.ARRAY(sa.Uuid()), server_default="{}", nullable=False))


def downgrade() -> None:
    op.drop_column("minutes", "released")
