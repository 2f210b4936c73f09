"""A study session of the party group (集中学习), its attendance, leave and exchanges."""

from datetime import datetime
from enum import unique
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.contracts.words.learning import StudyForm
from services.contracts.words.meetings import AttendanceStatus
from services.kernel.ids import new_id
from services.kernel.labels import Labelled
from services.kernel.model import Subject
from services.learning.base import Base


@unique
class SessionState(Labelled):
    """Where a session stands (spec 03)."""

    DRAFT = "DRAFT", "起草"
    PROPOSED = "PROPOSED", "已报县长"
    CONFIRMED = "CONFIRMED", "县长已确定"
    NOTIFIED = "NOTIFIED", "已通知"
    HELD = "HELD", "已学习"
    ARCHIVED = "ARCHIVED", "已归档"
    CANCELLED = "CANCELLED", "已取消"


class StudyLeaveState(Labelled):
    """请假办理情况."""

    SUBMITTED = "SUBMITTED", "已申请"
    APPROVED = "APPROVED", "已批准"
    REJECTED = "REJECTED", "未批准"


class StudySession(Subject, Base):
    """集中学习 (XX-2.1)."""

    __tablename__ = "study_session"
    __table_args__ = (Index("study_session_start", "starts_at"),)

    state: Mapped[SessionState]
    plan_id: Mapped[UUID | None]
    form: Mapped[StudyForm]
    subject: Mapped[str] = mapped_column(Text)
    categories: Mapped[list[Any]]
    starts_at: Mapped[datetime]
    place: Mapped[str]
    host_id: Mapped[UUID]
    speaker: Mapped[str]
    extended_unit_ids: Mapped[list[UUID]]  # “扩大”: heads of these towns and departments take part (XX-3)
    held_at: Mapped[datetime | None]
    agenda: Mapped[list[str]]
    content: Mapped[list[str]]
    recorder_id: Mapped[UUID | None]


class StudyAttendance(Base):
    """考勤: one row of the session's roster; no status yet means not recorded."""

    __tablename__ = "study_attendance"
    __table_args__ = (UniqueConstraint("session_id", "person_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("study_session.id"), index=True)
    person_id: Mapped[UUID]
    place_in_list: Mapped[int]
    status: Mapped[AttendanceStatus | None]


class StudyLeave(Subject, Base):
    """请假 to the session's host (XX-5.4)."""

    __tablename__ = "study_leave"

    session_id: Mapped[UUID] = mapped_column(ForeignKey("study_session.id"), index=True)
    person_id: Mapped[UUID]
    host_id: Mapped[UUID]  # who decides
    state: Mapped[StudyLeaveState]
    grounds: Mapped[str] = mapped_column(Text)
    decided_by: Mapped[UUID | None]


class StudyExchange(Base):
    """发言交流 (XX-5.4a)."""

    __tablename__ = "study_exchange"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("study_session.id"), index=True)
    person_id: Mapped[UUID]
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
