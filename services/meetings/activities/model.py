"""Invitations of county leaders to activities (邀请县政府领导参加的内外事活动, GZ-30)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.kernel.ids import new_id
from services.kernel.labels import Labelled
from services.kernel.model import Subject
from services.meetings.base import Base


class ActivityState(Labelled):
    """Where an invitation stands (spec 03)."""

    REQUESTED = "REQUESTED", "已提出"
    RETURNED = "RETURNED", "已退回"
    ARRANGED = "ARRANGED", "已呈领导"
    ACCEPTED = "ACCEPTED", "领导同意出席"
    DECLINED = "DECLINED", "领导不出席"
    HELD = "HELD", "已举行"
    CANCELLED = "CANCELLED", "已取消"


class ActivityAnswer(Labelled):
    """What a leader says to an invitation."""

    PENDING = "PENDING", "待答复"
    ACCEPTED = "ACCEPTED", "同意出席"
    SENT = "SENT", "派员出席"
    DECLINED = "DECLINED", "不出席"


class ActivityInvitation(Subject, Base):
    """活动邀请 (GZ-30): what, when, where, whom, and how it is to go."""

    __tablename__ = "activity_invitation"
    __table_args__ = (Index("activity_invitation_starts", "starts_at"), Index("activity_invitation_unit", "unit_id"))

    state: Mapped[ActivityState]
    unit_id: Mapped[UUID]
    title: Mapped[str] = mapped_column(Text)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(Text)
    plan: Mapped[str] = mapped_column(Text)  # 安排意见
    leader_ids: Mapped[list[UUID]]  # 拟请领导; their answers stand in `invited_leader`
    requested_by: Mapped[UUID]
    requested_at: Mapped[datetime]
    opinion: Mapped[str] = mapped_column(Text, default="")  # 办公室拟办意见
    arranged_by: Mapped[UUID | None]
    arranged_at: Mapped[datetime | None]
    held_note: Mapped[str] = mapped_column(Text, default="")
    answers: Mapped[int] = mapped_column(default=0)  # rises with every answer, and the version with it


class InvitedLeader(Base):
    """One leader asked to one activity, and his answer."""

    __tablename__ = "invited_leader"
    __table_args__ = (
        UniqueConstraint("invitation_id", "leader_id"),
        Index("invited_leader_leader", "leader_id"),
        Index("invited_leader_sent", "sent_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    invitation_id: Mapped[UUID]
    position: Mapped[int]
    leader_id: Mapped[UUID]
    answer: Mapped[ActivityAnswer]
    sent_id: Mapped[UUID | None]  # who goes for him (派员)
    note: Mapped[str] = mapped_column(Text, default="")
    answered_by: Mapped[UUID | None]
    answered_at: Mapped[datetime | None]
    stamp: Mapped[str] = mapped_column(Text, default="")
