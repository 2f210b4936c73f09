"""What meetings said of a decision before its minutes were issued: kept until the item exists."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from services.contracts.words.meetings import PartyResult
from services.supervision.base import Base


class PartyApproval(Base):
    """县委审定结果 of a decision (GZ-3); the last one recorded stands."""

    __tablename__ = "party_approval"

    decision_id: Mapped[UUID] = mapped_column(primary_key=True)
    result: Mapped[PartyResult]
    ref_no: Mapped[str] = mapped_column(Text)
    decided_on: Mapped[date]
    recorded_on: Mapped[date]
    decision: Mapped[dict[str, Any]]  # the new revision when 县委 amended it, else empty
