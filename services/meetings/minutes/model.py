"""Minutes (纪要) from the draft through the signing chain to the issued paper."""

from datetime import datetime
from enum import unique
from uuid import UUID

from sqlalchemy import Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.contracts.words.meetings import MeetingKind, MinutesStep, SpecialBasis
from services.kernel.ids import new_id
from services.kernel.labels import Labelled
from services.kernel.model import Subject
from services.meetings.base import Base


@unique
class MinutesState(Labelled):
    """Where minutes stand (spec 03)."""

    DRAFTING = "DRAFTING", "起草"
    IN_REVIEW = "IN_REVIEW", "送审"
    SIGNED = "SIGNED", "已签发，待印发"
    ISSUED = "ISSUED", "已印发"
    ARCHIVED = "ARCHIVED", "已归档"
    WITHDRAWN = "WITHDRAWN", "已撤回"  # a correction that turned out not to be needed


OUT = (MinutesState.ISSUED, MinutesState.ARCHIVED)


class Minutes(Subject, Base):
    """纪要 of one meeting (CW-6.2, BG-6, ZT-5), or a later paper that corrects it (更正纪要).

    Corrections form a line: each corrects the one before it, and the last one says how the minutes now read.
    """

    __tablename__ = "minutes"
    __table_args__ = (
        Index(
            "minutes_meeting", "meeting_id", "correction", unique=True, postgresql_where=text("state <> 'WITHDRAWN'")
        ),
        Index("minutes_corrects", "corrects_id"),
        Index("minutes_state", "state", "id"),
        Index("minutes_concerned", "concerned_unit_ids", postgresql_using="gin"),
    )

    meeting_id: Mapped[UUID]
    kind: Mapped[MeetingKind]
    basis: Mapped[SpecialBasis | None]
    state: Mapped[MinutesState]
    edition: Mapped[int]  # rises with every return: the chain begins anew (CW-6.2c)
    step: Mapped[MinutesStep | None]  # the one that waits while in review
    chain: Mapped[list[str]]  # the steps of this edition, in order
    host_id: Mapped[UUID]
    lead_unit_ids: Mapped[list[UUID]]  # of the topics heard: finds the 口副主任 for a host who has none
    concerned_unit_ids: Mapped[list[UUID]] = mapped_column(server_default="{}")  # once issued: who reads an excerpt
    attended_deputies: Mapped[list[UUID]]  # 参会副县长: those who countersign (BG-6)
    waiting: Mapped[list[UUID]]  # of them, those who have not yet countersigned this edition
    released: Mapped[list[UUID]] = mapped_column(default=list, server_default="{}")  # who left his post meanwhile
    summary: Mapped[str] = mapped_column(Text, default="")
    drafted_by: Mapped[UUID]
    submitted_at: Mapped[datetime | None]
    signed_at: Mapped[datetime | None]
    signed_by: Mapped[UUID | None]
    signed_post: Mapped[str] = mapped_column(default="")
    sign_stamp: Mapped[str] = mapped_column(default="")
    signed_for: Mapped[UUID | None]
    document_id: Mapped[UUID | None]
    document_number: Mapped[str] = mapped_column(default="")
    issued_at: Mapped[datetime | None]
    correction: Mapped[int] = mapped_column(default=0, server_default="0")  # 0: the minutes themselves; 1, 2 … 更正
    correction_reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    corrects_id: Mapped[UUID | None]
    corrected_by_id: Mapped[UUID | None]  # once the correction is issued


class MinutesEntry(Base):
    """What the minutes say of one topic; each edition keeps its own wording (版次)."""

    __tablename__ = "minutes_entry"
    __table_args__ = (UniqueConstraint("minutes_id", "edition", "item_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    minutes_id: Mapped[UUID]
    edition: Mapped[int]
    item_id: Mapped[UUID]
    position: Mapped[int]
    heading: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    restricted: Mapped[bool] = mapped_column(default=False)


class MinutesVerdict(Labelled):
    """审签意见."""

    SIGNED = "SIGNED", "同意"
    RETURNED = "RETURNED", "退回"


class MinutesSignature(Base):
    """One signature or return in the chain, with the capacity it was given in (AT-61)."""

    __tablename__ = "minutes_signature"
    __table_args__ = (
        Index("minutes_signature_minutes", "minutes_id", "edition"),
        Index("minutes_signature_delegated", "at", postgresql_where=text("delegation_id IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    minutes_id: Mapped[UUID]
    edition: Mapped[int]
    step: Mapped[MinutesStep]
    verdict: Mapped[MinutesVerdict]
    person_id: Mapped[UUID]
    on_behalf_of: Mapped[UUID | None]
    delegation_id: Mapped[UUID | None]
    stamp: Mapped[str] = mapped_column(default="")
    comment: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]
