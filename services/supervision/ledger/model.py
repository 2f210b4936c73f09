"""An export of the ledger (督办台账) as an XLSX file."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from services.kernel.ids import new_id
from services.supervision.base import Base


class LedgerExport(Base):
    """One export: who asked, when, with which filter; its file comes back as the paper of this object."""

    __tablename__ = "ledger_export"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    requested_by: Mapped[UUID] = mapped_column(index=True)
    requested_at: Mapped[datetime]
    filter: Mapped[dict[str, Any]]
    row_count: Mapped[int]
