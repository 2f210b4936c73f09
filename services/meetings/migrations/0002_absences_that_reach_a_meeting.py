"""Absences that reach a meeting."""

import sqlalchemy as sa
from alembic import op

revision = "meetings_0002"
down_revision = "meetings_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "absence_copy",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("absence_copy_person", "absence_copy", ["person_id", "valid_until"], unique=False)
    op.add_column("meeting_leave", sa.Column("absence_id", sa.Uuid(), nullable=True))


def downgrade() -> None:
    op.drop_column("meeting_leave", "absence_id")
    op.drop_index("absence_copy_person", table_name="absence_copy")
    op.drop_table("absence_copy")
