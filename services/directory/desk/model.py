"""The desk (工作台): what each person has to do, and what he was told."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, Text, and_, or_, text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql import ColumnElement

from services.contracts.words.directory import PostCode
from services.contracts.words.shared import TaskEnding
from services.directory.base import Base

OPEN = "opened_event IS NOT NULL AND (closed_event IS NULL OR closed_event < opened_event)"
NEVER = date.max  # a task without a due date stands behind all others


class Task(Base):
    """待办: as the newest opening words it, open unless a closing is newer than that.

    The ids of the two events are UUIDv7 of one publisher, so that the later one is the greater one: whatever order
    they arrive in, the row ends up the same. A closing that comes first leaves a row that nobody sees.
    """

    __tablename__ = "task"
    __table_args__ = (
        Index("task_of_person", "to_person", postgresql_where=text(OPEN)),
        Index("task_of_post", "to_post", "to_unit", postgresql_where=text(OPEN)),
        Index("task_of_object", "ref_id"),
        Index("task_done_by", "closed_by", "closed_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(default="")
    kind: Mapped[str] = mapped_column(default="")
    ref_type: Mapped[str] = mapped_column(default="")
    ref_id: Mapped[UUID | None]
    about: Mapped[list[UUID]] = mapped_column(server_default="{}")  # the object, its meeting and topic (GZ-5)
    title: Mapped[str] = mapped_column(Text, default="")
    to_person: Mapped[UUID | None]
    to_post: Mapped[PostCode | None]
    to_unit: Mapped[UUID | None]
    due: Mapped[date] = mapped_column(default=NEVER)
    due_at: Mapped[datetime | None]
    provisional: Mapped[bool] = mapped_column(default=False)
    restricted: Mapped[bool] = mapped_column(default=False)
    opened_event: Mapped[UUID | None]
    opened_at: Mapped[datetime | None]
    closed_event: Mapped[UUID | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[UUID | None]
    ending: Mapped[TaskEnding | None]

    @hybrid_property
    def is_open(self) -> bool:
        return self.opened_event is not None and (self.closed_event is None or self.closed_event < self.opened_event)

    @is_open.inplace.expression
    @classmethod
    def _is_open(cls) -> ColumnElement[bool]:
        still = or_(cls.closed_event.is_(None), cls.closed_event < cls.opened_event)
        return and_(cls.opened_event.is_not(None), still)


class Notice(Base):
    """通知: one person's copy; delivery, reading and 签收 are three times (spec 07, 7.1)."""

    __tablename__ = "notice"
    __table_args__ = (
        Index("notice_of_person", "person_id", "delivered_at", "notice_id"),
        Index("notice_unread", "person_id", postgresql_where=text("read_at IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    notice_id: Mapped[UUID]  # the same for everybody it was said to
    person_id: Mapped[UUID]
    source: Mapped[str]
    template: Mapped[str]
    title: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    ref_type: Mapped[str | None]
    ref_id: Mapped[UUID | None]
    restricted: Mapped[bool]
    delivered_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]
