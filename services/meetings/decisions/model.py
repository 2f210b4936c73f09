"""What a meeting decided (议定事项), and what 县委 said of it (GZ-3)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.contracts.words.meetings import DecisionStatus, Outcome, PartyResult, TopicFlag
from services.contracts.words.supervision import ItemState
from services.kernel.ids import new_id
from services.kernel.model import Subject
from services.meetings.base import Base

# What is superseded or rescinded stays as it was.
CORRECTABLE = frozenset({DecisionStatus.RECORDED, DecisionStatus.PENDING_PARTY_APPROVAL, DecisionStatus.EFFECTIVE})


class Decision(Subject, Base):
    """议定事项: its id never changes, `revision` rises with what 县委 or a correction changes."""

    __tablename__ = "decision"
    __table_args__ = (
        UniqueConstraint("number"),
        Index("decision_meeting", "meeting_id", "position"),
        Index("decision_lead", "lead_unit_id", "id"),
        Index("decision_assist", "assist_unit_ids", postgresql_using="gin"),
        Index("decision_changes", "changes_id"),
    )

    meeting_id: Mapped[UUID]
    item_id: Mapped[UUID]
    topic_id: Mapped[UUID]
    topic_title: Mapped[str] = mapped_column(Text)
    number: Mapped[str]  # 2022-CW-02-03: year, kind, meeting, running
    position: Mapped[int]
    revision: Mapped[int] = mapped_column(default=1)
    state: Mapped[DecisionStatus]
    text: Mapped[str] = mapped_column(Text)
    outcome: Mapped[Outcome]
    lead_unit_id: Mapped[UUID | None]
    assist_unit_ids: Mapped[list[UUID]]
    due: Mapped[date | None]
    due_text: Mapped[str | None] = mapped_column(Text)
    long_term: Mapped[bool] = mapped_column(default=False)
    flags: Mapped[list[str]]
    needs_party_approval: Mapped[bool] = mapped_column(default=False)
    restricted: Mapped[bool] = mapped_column(default=False)
    publishable: Mapped[bool] = mapped_column(default=False)  # 宜于公开 (CW-6.1)
    source_leader_id: Mapped[UUID]
    portfolio_leader_id: Mapped[UUID | None]
    changes_id: Mapped[UUID | None]  # the earlier decision whose place it takes (GZ-9.3)
    plan_ref_type: Mapped[str | None]
    plan_ref_id: Mapped[UUID | None]
    recorded_at: Mapped[datetime]
    effective_at: Mapped[datetime | None]
    minutes_document_id: Mapped[UUID | None]
    minutes_number: Mapped[str] = mapped_column(default="")
    supervision_state: Mapped[ItemState | None]  # as supervision last told
    supervision_number: Mapped[str] = mapped_column(default="")

    @property
    def topic_flags(self) -> tuple[TopicFlag, ...]:
        return tuple(TopicFlag(flag) for flag in self.flags)


class DecisionRevision(Base):
    """The wording that a decision had before it was changed."""

    __tablename__ = "decision_revision"

    decision_id: Mapped[UUID] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    lead_unit_id: Mapped[UUID | None]
    assist_unit_ids: Mapped[list[UUID]] = mapped_column(server_default="{}")
    due: Mapped[date | None]
    due_text: Mapped[str | None] = mapped_column(Text)
    long_term: Mapped[bool] = mapped_column(default=False, server_default="false")
    minutes_number: Mapped[str] = mapped_column(default="", server_default="")  # of the minutes that carried it
    changed_at: Mapped[datetime]
    changed_by: Mapped[UUID]
    reason: Mapped[str] = mapped_column(Text)


class PartyApproval(Base):
    """县委审定结果, as the office recorded it (GZ-3, AMB-37)."""

    __tablename__ = "party_approval"
    __table_args__ = (Index("party_approval_decision", "decision_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    decision_id: Mapped[UUID]
    result: Mapped[PartyResult]
    ref_no: Mapped[str]
    decided_on: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID]
    note: Mapped[str] = mapped_column(Text, default="")
