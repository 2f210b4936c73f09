"""Meeting material and its receipts."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "meetings_0010"
down_revision = "meetings_0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "material_receipt",
        sa.Column("material_id", sa.Uuid(), nullable=False),
        sa.Column("attendee_id", sa.Uuid(), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("registered_by", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("material_id", "attendee_id"),
    )
    op.create_table(
        "meeting_material",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("topic_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("paper_copies", sa.Integer(), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delivered_by", sa.Uuid(), nullable=True),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned_by", sa.Uuid(), nullable=True),
        sa.Column("returned_because", sa.Text(), nullable=False),
        sa.Column("checks", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("item_id", "number"),
    )
    op.create_index("meeting_material_returned", "meeting_material", ["returned_at"])
    # What was delivered before versions were kept is the first version; nobody knows any more whose hand brought it.
    op.execute(
        "INSERT INTO meeting_material (id, meeting_id, item_id, topic_id, unit_id, number, restricted, paper_copies,"
        " late, delivered_at, returned_because, checks)"
        " SELECT gen_random_uuid(), meeting_id, id, topic_id, unit_id, 1, restricted, paper_copies, material_late,"
        " material_delivered_at, '', '[]' FROM agenda_item WHERE material_delivered_at IS NOT NULL"
    )


def downgrade() -> None:
    op.drop_index("meeting_material_returned", table_name="meeting_material")
    op.drop_table("meeting_material")
    op.drop_table("material_receipt")
