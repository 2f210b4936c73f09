"""A county-wide meeting (全县性会议) from its application to what was held (GZ-20)."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Index, Numeric, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.kernel.clock import SHANGHAI
from services.kernel.labels import Labelled
from services.kernel.model import Subject
from services.meetings.base import Base
from services.meetings.lengths import minutes_between


class CountyWideKind(Labelled):
    """Which of the three sorts that GZ-20 tells apart."""

    COMPREHENSIVE = "COMPREHENSIVE", "全县综合性会议"
    GOVERNMENT = "GOVERNMENT", "以县政府名义召开的其他全县性会议"
    DEPARTMENT = "DEPARTMENT", "部门全县性业务工作会议"


class CountyWideState(Labelled):
    """Where a county-wide meeting stands (spec 03)."""

    APPLIED = "APPLIED", "已申请"
    REVIEWED = "REVIEWED", "分管领导已审核"
    APPROVED = "APPROVED", "县长已批准"
    NOTIFIED = "NOTIFIED", "已通知"
    HELD = "HELD", "已召开"
    REJECTED = "REJECTED", "未批准"
    WITHDRAWN = "WITHDRAWN", "已撤回"
    CANCELLED = "CANCELLED", "已取消"


class CountyWideMeeting(Subject, Base):
    """全县性会议 (GZ-20): why, how large, how long, at what cost, and what it came to."""

    __tablename__ = "county_wide_meeting"
    __table_args__ = (
        Index("county_wide_meeting_unit", "counted_unit_id", "year"),
        Index("county_wide_meeting_starts", "starts_at"),
        Index("county_wide_meeting_year", "year"),
    )

    kind: Mapped[CountyWideKind]
    state: Mapped[CountyWideState]
    year: Mapped[int]  # the calendar year that it counts for
    unit_id: Mapped[UUID]  # which asks for it
    counted_unit_id: Mapped[UUID]  # the body that answers for the unit (GZ-31): its meetings are counted
    title: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    content: Mapped[list[str]]
    starts_at: Mapped[datetime]
    planned_minutes: Mapped[int]
    place: Mapped[str] = mapped_column(Text)
    people: Mapped[int]  # 规模
    attending_unit_ids: Mapped[list[UUID]]
    leader_ids: Mapped[list[UUID]]  # 拟请出席的县政府领导
    cost: Mapped[Decimal] = mapped_column(Numeric(16, 2))  # 经费, in yuan
    cost_source: Mapped[str] = mapped_column(Text)
    exception_reason: Mapped[str] = mapped_column(Text, default="")  # why a further meeting in the year (GZ-20.2)
    applied_by: Mapped[UUID]
    applied_at: Mapped[datetime]
    reviewed_by: Mapped[UUID | None]
    reviewed_at: Mapped[datetime | None]
    review_stamp: Mapped[str] = mapped_column(Text, default="")
    exception_granted: Mapped[str] = mapped_column(Text, default="")  # the reason of him who allowed it (特许)
    approved_by: Mapped[UUID | None]
    approved_at: Mapped[datetime | None]
    approval_stamp: Mapped[str] = mapped_column(Text, default="")
    notified_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    people_present: Mapped[int | None]
    cost_actual: Mapped[Decimal | None] = mapped_column(Numeric(16, 2))
    over_limit: Mapped[bool] = mapped_column(default=False)  # took more than 90 minutes (GZ-20.3)
    over_half_day: Mapped[bool] = mapped_column(default=False)  # took more than half a day (GZ-20.2)

    @property
    def on(self) -> date:
        """The day of the meeting in the office's own time zone."""
        return self.starts_at.astimezone(SHANGHAI).date()

    @property
    def ends_at(self) -> datetime:
        """When it ended, or is planned to end."""
        return self.ended_at or self.starts_at + timedelta(minutes=self.planned_minutes)

    @property
    def actual_minutes(self) -> int | None:
        """How long it really took, a minute begun counted whole."""
        if self.started_at is None or self.ended_at is None:
            return None
        return minutes_between(self.started_at, self.ended_at)
