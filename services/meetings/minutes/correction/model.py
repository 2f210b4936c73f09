"""How a correction of the minutes words the decisions anew (更正议定事项)."""

from datetime import date
from uuid import UUID

from sqlalchemy import Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.kernel.ids import new_id
from services.meetings.base import Base


class DecisionChange(Base):
    """One decision as the correction will read; the decision itself changes when the correction is issued.

    Without `decision_id` it is one that the minutes had left out. Each edition keeps its own wording.
    """

    __tablename__ = "minutes_decision_change"
    __table_args__ = (UniqueConstraint("minutes_id", "edition", "position"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    minutes_id: Mapped[UUID]
    edition: Mapped[int]
    position: Mapped[int]
    item_id: Mapped[UUID]
    decision_id: Mapped[UUID | None]
    revision: Mapped[int] = mapped_column(default=0)  # of the decision, as it was when worded anew
    restricted: Mapped[bool] = mapped_column(default=False)
    text: Mapped[str] = mapped_column(Text)
    lead_unit_id: Mapped[UUID | None]
    assist_unit_ids: Mapped[list[UUID]]
    due: Mapped[date | None]
    due_text: Mapped[str | None] = mapped_column(Text)
    long_term: Mapped[bool] = mapped_column(default=False)
    publishable: Mapped[bool] = mapped_column(default=False)
    party_ref: Mapped[str] = mapped_column(default="")  # under which 县委 agreed to this wording (GZ-3)
