"""A 委托: explicit scopes for a window, never implied, never passed on."""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.contracts.words.directory import DelegationScope
from services.directory.base import Base
from services.kernel.labels import Labelled
from services.kernel.model import Subject


class DelegationState(Labelled):
    """Where a delegation stands (spec 03)."""

    NEW = "NEW", "待登记"
    REGISTERED = "REGISTERED", "已登记，未到期限"
    ACTIVE = "ACTIVE", "委托期内"
    EXPIRED = "EXPIRED", "已到期"
    REVOKED = "REVOKED", "已撤销"


class Delegation(Subject, Base):
    """委托 (GZ-5, GZ-6.1; AMB-01, AMB-32, AMB-38): from `valid_from` up to, not including, `valid_until`."""

    __tablename__ = "delegation"
    __table_args__ = (Index("delegation_state", "state", "valid_until"),)

    state: Mapped[DelegationState]
    grantor_id: Mapped[UUID]
    grantee_id: Mapped[UUID]
    scopes: Mapped[list[str]]
    meeting_id: Mapped[UUID | None]  # narrowed to this one meeting or topic
    topic_id: Mapped[UUID | None]
    valid_from: Mapped[date]
    valid_until: Mapped[date]
    basis: Mapped[str] = mapped_column(Text)  # reason and how it was given
    evidence: Mapped[str] = mapped_column(Text)  # what shows the instruction, when the office registers
    evidence_file_ids: Mapped[list[UUID]]
    registered_by: Mapped[UUID]
    revoked_at: Mapped[datetime | None]
    revoked_because: Mapped[str | None] = mapped_column(Text)

    @property
    def last_day(self) -> date:
        return self.valid_until - timedelta(days=1)

    @property
    def is_narrowed(self) -> bool:
        return self.meeting_id is not None or self.topic_id is not None

    def gives(self, scope: DelegationScope) -> bool:
        return scope.value in self.scopes
