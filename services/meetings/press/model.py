"""News of a meeting (新闻稿) from the draft through its own chain to what was published, and where."""

from datetime import datetime
from enum import unique
from uuid import UUID

from sqlalchemy import Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.contracts.words.meetings import MeetingKind
from services.kernel.ids import new_id
from services.kernel.labels import Labelled
from services.kernel.model import Subject
from services.meetings.base import Base


@unique
class PressState(Labelled):
    """Where a press release stands (spec 03)."""

    DRAFTED = "DRAFTED", "起草"
    DIRECTOR = "DIRECTOR", "办主任审核"
    LEADER = "LEADER", "县领导审定"
    APPROVED = "APPROVED", "已审定"
    PUBLISHED = "PUBLISHED", "已发布"
    WITHDRAWN = "WITHDRAWN", "已撤回"


IN_REVIEW = (PressState.DIRECTOR, PressState.LEADER)
OUT = (PressState.APPROVED, PressState.PUBLISHED)


class PressRelease(Subject, Base):
    """新闻稿 of one meeting (CW-6.1)."""

    __tablename__ = "press_release"
    __table_args__ = (Index("press_release_meeting", "meeting_id"),)

    meeting_id: Mapped[UUID]
    kind: Mapped[MeetingKind]
    state: Mapped[PressState]
    edition: Mapped[int]  # rises with every return
    title: Mapped[str] = mapped_column(Text)
    lead: Mapped[str] = mapped_column(Text)  # 导语
    drafted_by: Mapped[UUID]
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[UUID | None]
    published_at: Mapped[datetime | None]  # for the first time


class PressPassage(Base):
    """What the release says of one decision; each edition keeps its own wording."""

    __tablename__ = "press_passage"
    __table_args__ = (UniqueConstraint("release_id", "edition", "decision_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    release_id: Mapped[UUID]
    edition: Mapped[int]
    position: Mapped[int]
    decision_id: Mapped[UUID]
    revision: Mapped[int]  # of the decision, as it was when this was written
    text: Mapped[str] = mapped_column(Text)


@unique
class PressVerdict(Labelled):
    """审签意见."""

    AGREED = "AGREED", "同意"
    RETURNED = "RETURNED", "退回"


class PressSignature(Base):
    """One opinion in the chain, with the capacity it was given in (AT-61)."""

    __tablename__ = "press_signature"
    __table_args__ = (Index("press_signature_release", "release_id", "edition"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    release_id: Mapped[UUID]
    edition: Mapped[int]
    step: Mapped[PressState]  # DIRECTOR or LEADER
    verdict: Mapped[PressVerdict]
    person_id: Mapped[UUID]
    on_behalf_of: Mapped[UUID | None]
    delegation_id: Mapped[UUID | None]
    stamp: Mapped[str] = mapped_column(default="")
    comment: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]


class PressPublication(Base):
    """Where the release appeared."""

    __tablename__ = "press_publication"
    __table_args__ = (Index("press_publication_release", "release_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    release_id: Mapped[UUID]
    medium: Mapped[str]
    link: Mapped[str] = mapped_column(Text, default="")
    published_at: Mapped[datetime]
    recorded_by: Mapped[UUID]
