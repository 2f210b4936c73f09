"""Substitutes and attendance bulletins."""

import sqlalchemy as sa
from alembic import op

revision = "meetings_0019"
down_revision = "meetings_0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("attendee", sa.Column("substitute", sa.Text(), server_default="", nullable=False))
    op.add_column("attendee", sa.Column("substitute_title", sa.Text(), server_default="", nullable=False))
    op.add_column("meeting", sa.Column("explain_by", sa.Date(), nullable=True))
    op.add_column("meeting", sa.Column("bulletin_signed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "absence_explanation",
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("matter", sa.Text(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("given_by", sa.Uuid(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("unconfirmed", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("meeting_id", "unit_id"),
    )
    op.create_index("absence_explanation_unit", "absence_explanation", ["unit_id", "id"], unique=False)


def downgrade() -> None:
    op.drop_index("absence_explanation_unit", table_name="absence_explanation")
    op.drop_table("absence_explanation")
    op.drop_column("meeting", "bulletin_signed_at")
    op.drop_column("meeting", "explain_by")
    op.drop_column("attendee", "substitute_title")
    op.drop_column("attendee", "substitute")
