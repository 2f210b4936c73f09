"""The working calendar (工作日历) as the office keeps it: days, and the years they belong to."""

from datetime import date as Date  # noqa: N812 -- the column is called `date`
from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from services.directory.base import Base
from services.kernel.calendar import CalendarStatus, DayKind
from services.kernel.ids import new_id


class CalendarYear(Base):
    """A year of the calendar; `version` rises over all years, 0 is what every service knows by itself."""

    __tablename__ = "calendar_year"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    year: Mapped[int] = mapped_column(unique=True)
    version: Mapped[int]
    status: Mapped[CalendarStatus]
    source: Mapped[str]
    changed_at: Mapped[datetime]
    changed_by: Mapped[UUID | None]


class CalendarDay(Base):
    """日期."""

    __tablename__ = "calendar_day"
    __table_args__ = (Index("calendar_day_year", "year"),)

    date: Mapped[Date] = mapped_column(primary_key=True)
    year: Mapped[int]
    kind: Mapped[DayKind]
    name: Mapped[str]
    source: Mapped[str]
    status: Mapped[CalendarStatus]
