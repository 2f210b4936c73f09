"""A topic (议题) on its way to a meeting, with its material, opinions, consultations and preliminary review."""

from datetime import datetime
from enum import unique
from uuid import UUID

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.contracts.meetings import MeetingKind, TopicFlag
from services.kernel.labels import Labelled
from services.kernel.model import Subject
from services.meetings.base import Base


@unique
class TopicState(Labelled):
    """Where a topic stands (spec 03)."""

    DRAFT = "DRAFT", "起草"
    UNIT_HEAD_SIGNED = "UNIT_HEAD_SIGNED", "单位负责人已签报"
    PROPOSED = "PROPOSED", "已提出"
    REVIEWED = "REVIEWED", "分管副县长已审核"
    OPINION_GIVEN = "OPINION_GIVEN", "县长已签署意见"
    BACKLOG = "BACKLOG", "备选"
    NOTICED = "NOTICED", "已通知准备"
    SUBMITTED = "SUBMITTED", "材料已报送"
    RETURNED = "RETURNED", "初审退回"
    PASSED = "PASSED", "初审通过"
    ARRANGED = "ARRANGED", "已拟安排"
    FINALIZED = "FINALIZED", "已审定"
    CALLED = "CALLED", "正在审议"
    DECIDED = "DECIDED", "已议决"
    REJECTED = "REJECTED", "不予列入"
    WITHDRAWN = "WITHDRAWN", "已撤回"


class TopicUrgency(Labelled):
    """急缓程度 (CW-3.5)."""

    CRITICAL = "CRITICAL", "特急"
    URGENT = "URGENT", "急"
    ORDINARY = "ORDINARY", "一般"


class Topic(Subject, Base):
    """议题."""

    __tablename__ = "topic"
    __table_args__ = (Index("topic_state", "state"), Index("topic_unit", "unit_id"))

    kind: Mapped[MeetingKind]
    state: Mapped[TopicState]
    title: Mapped[str] = mapped_column(Text)
    unit_id: Mapped[UUID]
    involved_unit_ids: Mapped[list[UUID]]
    scope_code: Mapped[str | None]
    summary: Mapped[str] = mapped_column(Text)
    question: Mapped[str] = mapped_column(Text)
    suggestion: Mapped[str] = mapped_column(Text)
    basis: Mapped[str] = mapped_column(Text)
    legal_basis: Mapped[list[str]]
    urgency: Mapped[TopicUrgency]
    flags: Mapped[list[str]]
    reporter_id: Mapped[UUID | None]
    drafted_by: Mapped[UUID]
    drafted_at: Mapped[datetime]
    unit_head_id: Mapped[UUID | None]
    proposer_id: Mapped[UUID | None]

    def has(self, flag: TopicFlag) -> bool:
        return flag.value in self.flags
