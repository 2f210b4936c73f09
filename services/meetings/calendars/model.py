"""A person's calendar as a feed by a secret address, and what was told there (日程订阅)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from services.kernel.labels import Labelled
from services.kernel.model import Subject
from services.meetings.base import Base


class FeedState(Labelled):
    """Whether the address answers."""

    ACTIVE = "ACTIVE", "使用中"
    REVOKED = "REVOKED", "已停用"


class CalendarFeed(Subject, Base):
    """One person's feed; of its address only a hash is kept."""

    __tablename__ = "calendar_feed"

    person_id: Mapped[UUID] = mapped_column(unique=True)
    state: Mapped[FeedState]
    token_sha256: Mapped[str | None] = mapped_column(unique=True)
    issued_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    token = ""  # of the address just issued; not stored, shown once


class ToldEntry(Base):
    """A line of a calendar as the feed told it last, so that a change is known for one (SEQUENCE, STATUS)."""

    __tablename__ = "told_entry"

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(default=0)
    cancelled: Mapped[bool] = mapped_column(default=False)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    line: Mapped[dict[str, Any]]  # the rest of what was told
    title: Mapped[str] = mapped_column(Text)
    told_at: Mapped[datetime]  # when it last became different
