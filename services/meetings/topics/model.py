"""A topic (议题) on its way to a meeting, what the leaders said of it, and how often it was put off."""

from datetime import datetime
from decimal import Decimal
from enum import unique
from typing import Any
from uuid import UUID

from sqlalchemy import Index, Numeric, Text, false, select, text
from sqlalchemy.orm import Mapped, MappedSQLExpression, column_property, mapped_column, validates

from services.contracts.words.meetings import DeferralReason, MeetingKind, Opinion, Outcome, TopicFlag
from services.kernel.ids import new_id
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
    ACCEPTED = "ACCEPTED", "主持人已受理"
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


class TopicPurpose(Labelled):
    """What the meeting is asked for (GZ-4): a 专题会议 may coordinate a major matter, never decide it."""

    DECIDE = "DECIDE", "审议决定"
    COORDINATE = "COORDINATE", "协调"


class OpinionStep(Labelled):
    """At which step somebody signed his opinion."""

    UNIT_HEAD = "UNIT_HEAD", "单位主要负责人签报"
    ENDORSEMENT = "ENDORSEMENT", "组成人员提出"
    LEADER_REVIEW = "LEADER_REVIEW", "分管副县长审核"
    COUNTY_HEAD = "COUNTY_HEAD", "县长签署意见"
    COMMISSION = "COMMISSION", "县长委托专题研究"
    HOST = "HOST", "主持人受理"
    URGENT_CONSENT = "URGENT_CONSENT", "县长同意增加议题"


PARTY_FLAGS = (TopicFlag.MAJOR_DECISION, TopicFlag.MAJOR_INVESTMENT, TopicFlag.LARGE_FUNDS)  # GZ-3
MAJOR_FLAGS = (*PARTY_FLAGS, TopicFlag.MAJOR_ADMINISTRATIVE_DECISION)  # GZ-4
# The marks of a flag that the topic's amount has set (AMB-27): 县长 alone takes it away. Until the unit's head signs,
# it may be a slip of the pen; from then on the flag stays whatever the amount becomes.
BY_AMOUNT, BY_SIGNED_AMOUNT = "AMOUNT", "SIGNED_AMOUNT"
URGENCY_ORDER = {urgency: rank for rank, urgency in enumerate(TopicUrgency)}


class Topic(Subject, Base):
    """议题."""

    __tablename__ = "topic"
    __table_args__ = (
        Index("topic_state", "state", "id"),
        Index("topic_unit", "unit_id", "id"),
        Index("topic_involved", "involved_unit_ids", postgresql_using="gin"),
        Index("topic_flags", "flags", postgresql_using="gin"),
        Index("topic_author", "drafted_by"),
        Index("topic_clerk", "assigned_clerk_id"),
        Index("topic_host", "host_id"),
        Index("topic_candidates", "kind", "state", "urgency_rank", "queued_at"),
        Index("topic_drafted", "drafted_at"),
    )

    kind: Mapped[MeetingKind]
    purpose: Mapped[TopicPurpose]
    state: Mapped[TopicState]
    title: Mapped[str] = mapped_column(Text)
    unit_id: Mapped[UUID]
    involved_unit_ids: Mapped[list[UUID]]
    scope_code: Mapped[str | None]
    scope_note: Mapped[str] = mapped_column(Text)  # why it is an “other” matter, or which decision it carries out
    summary: Mapped[str] = mapped_column(Text)
    question: Mapped[str] = mapped_column(Text)
    suggestion: Mapped[str] = mapped_column(Text)
    basis: Mapped[str] = mapped_column(Text)
    legal_basis: Mapped[list[str]]
    authority_basis: Mapped[str] = mapped_column(Text)  # 资金、项目权限依据 (GZ-16.2)
    amount: Mapped[Decimal | None] = mapped_column(Numeric(16, 2))  # 涉及金额, in 万元 (AMB-27)
    confidential_basis: Mapped[str] = mapped_column(Text)  # 依法需要保密的依据 (GZ-12.2c)
    urgency: Mapped[TopicUrgency]
    urgency_rank: Mapped[int]  # 0 is the most urgent: lists are sorted by it (CW-3.5)
    queued_at: Mapped[datetime]  # 备选时间; before that, when it was drafted
    flags: Mapped[list[str]]
    flag_marks: Mapped[dict[str, Any]]  # who set each flag: only 县长 clears one set by others (GZ-3)
    restricted: Mapped[bool] = mapped_column(default=False)  # 人事事项 (CW-2.6)
    delegated_matter: Mapped[bool] = mapped_column(default=False)  # 属分管县长职权范围 (CW-2.N1), found in 初审
    reporter_id: Mapped[UUID | None]
    drafted_by: Mapped[UUID]
    drafted_at: Mapped[datetime]
    unit_head_id: Mapped[UUID | None]
    unit_signed_at: Mapped[datetime | None]
    proposer_id: Mapped[UUID | None]
    host_id: Mapped[UUID | None]  # of the 专题会议 that accepted it
    commissioned_at: Mapped[datetime | None]  # 县长's commission (ZT-2.5)
    assigned_clerk_id: Mapped[UUID | None]
    noticed_at: Mapped[datetime | None]  # first delivery of a 上会准备通知
    urgent_consent_at: Mapped[datetime | None]  # 县长 agreed to add it (CW-3.4b)
    meeting_id: Mapped[UUID | None]  # whose agenda it stands on
    outcome: Mapped[Outcome | None]
    deferral_count: Mapped[int] = mapped_column(default=0)
    earliest_meeting_id: Mapped[UUID | None]  # 下次会议, where it was planned already when the topic was put off
    previous_topic_id: Mapped[UUID | None]  # the topic that asked for this one (GZ-16.2)
    changes_decision_id: Mapped[UUID | None]  # the decision that it wants changed (GZ-9.3)
    ends_decision: Mapped[bool] = mapped_column(default=False, server_default=false())  # not changed, but ended

    def has(self, flag: TopicFlag) -> bool:
        return flag.value in self.flags

    @property
    def topic_flags(self) -> tuple[TopicFlag, ...]:
        return tuple(TopicFlag(flag) for flag in self.flags)

    @validates("urgency")
    def _rank(self, _: str, urgency: TopicUrgency) -> TopicUrgency:
        self.urgency_rank = URGENCY_ORDER[urgency]
        return urgency


def restricted_as(topic_id: Mapped[UUID]) -> MappedSQLExpression[bool]:
    """Whether the topic is a 人事事项 now, for rows that belong to it: a late mark masks them all."""
    of_topic = select(Topic.restricted).where(Topic.id == topic_id).correlate_except(Topic).scalar_subquery()
    return column_property(of_topic, expire_on_flush=False)


class TopicOpinion(Base):
    """One signed opinion on a topic (GZ-23, CW-3.1, CW-3.2, BG-4), with whom it was signed for."""

    __tablename__ = "topic_opinion"
    __table_args__ = (
        Index("topic_opinion_topic", "topic_id"),
        Index("topic_opinion_delegated", "given_at", postgresql_where=text("delegation_id IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    topic_id: Mapped[UUID]
    step: Mapped[OpinionStep]
    opinion: Mapped[Opinion]
    text: Mapped[str] = mapped_column(Text)
    person_id: Mapped[UUID]
    on_behalf_of: Mapped[UUID | None]
    delegation_id: Mapped[UUID | None]
    stamp: Mapped[str]
    given_at: Mapped[datetime]


class Deferral(Base):
    """One time that a topic was put off to a later meeting (列入下次会议): cause, clause and from where."""

    __tablename__ = "deferral"
    __table_args__ = (Index("deferral_topic", "topic_id"), Index("deferral_deferred", "deferred_at"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    topic_id: Mapped[UUID]
    reason: Mapped[DeferralReason]
    clause: Mapped[str | None]
    note: Mapped[str] = mapped_column(Text)
    from_state: Mapped[TopicState]
    from_meeting_id: Mapped[UUID | None]  # the meeting that it misses
    earliest_meeting_id: Mapped[UUID | None]
    person_id: Mapped[UUID | None]  # none when time or the meeting itself put it off
    deferred_at: Mapped[datetime]
