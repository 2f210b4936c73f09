"""Law study (学法): 会前学法 bound to a 常务会议, 专题学法 as a lecture; and copies of the meetings it binds to."""

from datetime import date, datetime
from enum import unique
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.contracts.words.learning import LawStudyKind
from services.contracts.words.meetings import AttendanceStatus, MeetingKind
from services.kernel.ids import new_id
from services.kernel.labels import Labelled
from services.kernel.model import Subject
from services.learning.base import Base


@unique
class LawStudyState(Labelled):
    """Where a law study stands."""

    SCHEDULED = "SCHEDULED", "已安排"
    POSTPONED = "POSTPONED", "日期待定"  # with its meeting
    HELD = "HELD", "已学习"
    CANCELLED = "CANCELLED", "已取消"


class MeetingCopy(Base):
    """What learning knows of a meeting, from meetings' events."""

    __tablename__ = "meeting_copy"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[MeetingKind]
    day: Mapped[date | None]  # none while it is postponed
    told_by: Mapped[UUID | None]  # the event that gave the day: an older one that comes late gives way
    host_id: Mapped[UUID]
    cancelled: Mapped[bool]
    delegated: Mapped[bool]
    prestudy_wanted: Mapped[bool]  # meetings asked: the quarter has none yet (XF-3.2)
    suggested_laws: Mapped[list[str]]


class LawStudy(Subject, Base):
    """学法 (XF-3)."""

    __tablename__ = "law_study"
    __table_args__ = (Index("law_study_meeting", "meeting_id"), Index("law_study_held", "held_on"))

    kind: Mapped[LawStudyKind]
    state: Mapped[LawStudyState]
    subject: Mapped[str] = mapped_column(Text)
    lecturer: Mapped[str]
    lecturer_unit: Mapped[str]
    lecturer_title: Mapped[str]
    organiser_unit_id: Mapped[UUID]
    focus_codes: Mapped[list[Any]]  # XF-4.1 … XF-4.6
    minutes: Mapped[int]
    meeting_id: Mapped[UUID | None]
    planned_on: Mapped[date]
    in_plan: Mapped[bool]
    host_id: Mapped[UUID | None]
    host_stamp: Mapped[str]
    held_on: Mapped[date | None]
    held_at: Mapped[datetime | None]


class LawStudyAttendance(Base):
    """Who was there; of a 会前学法 copied from the meeting's sign-in (XF-5)."""

    __tablename__ = "law_study_attendance"
    __table_args__ = (UniqueConstraint("law_study_id", "place_in_list"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    law_study_id: Mapped[UUID] = mapped_column(ForeignKey("law_study.id"), index=True)
    person_id: Mapped[UUID | None]
    name: Mapped[str]
    place_in_list: Mapped[int]
    status: Mapped[AttendanceStatus]
