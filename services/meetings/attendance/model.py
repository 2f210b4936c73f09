"""Who takes part in a meeting (参会名单): notified, on leave, signed in."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.contracts.words.directory import AbsenceKind, PostCode, UnitRole
from services.contracts.words.meetings import AttendanceStatus, AttendeeCategory, NoticeChannel
from services.kernel.ids import new_id
from services.kernel.labels import Labelled
from services.kernel.model import Subject
from services.meetings.base import Base


class Receipt(Labelled):
    """回执."""

    WILL_ATTEND = "WILL_ATTEND", "参加"
    ASKS_LEAVE = "ASKS_LEAVE", "请假"


class LeaveState(Labelled):
    """请假 (spec 03)."""

    SUBMITTED = "SUBMITTED", "已提出"
    APPROVED = "APPROVED", "已批准"
    REJECTED = "REJECTED", "未批准"
    WITHDRAWN = "WITHDRAWN", "已撤回"
    LAPSED = "LAPSED", "已失效"  # the meeting is not held on its day: a new date asks anew


class Attendee(Base):
    """One person on a meeting's list; somebody invited from outside has a name and no account (AMB-48)."""

    __tablename__ = "attendee"
    __table_args__ = (
        Index("attendee_meeting", "meeting_id", "position"),
        Index("attendee_person", "person_id", "meeting_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    meeting_id: Mapped[UUID]
    position: Mapped[int]
    category: Mapped[AttendeeCategory]
    post: Mapped[PostCode | None]  # by which he takes part
    through: Mapped[UnitRole | None]  # the office that asks a guest (CW-4.3)
    person_id: Mapped[UUID | None]
    name: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    unit_id: Mapped[UUID | None]
    added_after_notice: Mapped[bool] = mapped_column(default=False)
    channel: Mapped[NoticeChannel | None]
    notified_at: Mapped[datetime | None]
    notified_by: Mapped[UUID | None]
    answered_by: Mapped[str] = mapped_column(Text, default="")  # who answered the telephone (CW-4.2)
    receipt: Mapped[Receipt | None]
    receipt_at: Mapped[datetime | None]
    signed_in_at: Mapped[datetime | None]
    signed_out_at: Mapped[datetime | None]
    left_at: Mapped[list[Any]] = mapped_column(default=list)  # 中途离场 (CW-5.3)
    substitute: Mapped[str] = mapped_column(Text, default="", server_default="")  # 代会: who came in his place
    substitute_title: Mapped[str] = mapped_column(Text, default="", server_default="")
    leave_id: Mapped[UUID | None]
    status: Mapped[AttendanceStatus | None]  # settled when the meeting ends


class AbsenceCopy(Base):
    """外出 or 休假 of any kind as it was approved (GZ-28.2): not leave from a meeting, but a ground for it."""

    __tablename__ = "absence_copy"
    __table_args__ = (Index("absence_copy_person", "person_id", "valid_until"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID]
    kind: Mapped[AbsenceKind]
    valid_from: Mapped[date]
    valid_until: Mapped[date]  # the first day back

    @property
    def last_day(self) -> date:
        return self.valid_until - timedelta(days=1)


class MeetingLeave(Subject, Base):
    """请假 from one meeting (GZ-18, CW-4.5), not a county absence."""

    __tablename__ = "meeting_leave"
    __table_args__ = (Index("meeting_leave_meeting", "meeting_id"), Index("meeting_leave_person", "person_id", "id"))

    meeting_id: Mapped[UUID]
    attendee_id: Mapped[UUID]
    person_id: Mapped[UUID | None]  # none of a guest, for whom the office asks (AMB-48)
    absence_id: Mapped[UUID | None]  # the 外出 or 休假 for which it was asked by itself (spec 06, 6.2.5)
    state: Mapped[LeaveState]
    reason: Mapped[str] = mapped_column(Text)
    to_county_head: Mapped[bool]  # who approves (AMB-03): 县长, else 办主任
    starts_at: Mapped[datetime]  # of the meeting when leave was asked for
    submitted_by: Mapped[UUID]
    submitted_at: Mapped[datetime]
    approver_id: Mapped[UUID | None]
    approver_stamp: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None]
    decision_reason: Mapped[str] = mapped_column(Text, default="")
