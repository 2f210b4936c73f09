"""Column types of every table."""

from datetime import datetime
from typing import Any

from sqlalchemy import DateTime
from sqlalchemy.types import TypeDecorator

from services.kernel.clock import SHANGHAI


class LocalTime(TypeDecorator[datetime]):
    """A moment that comes back in Asia/Shanghai, so that its date and hour are the office's, whoever reads it."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_result_value(self, value: datetime | None, _: Any) -> datetime | None:
        return value.astimezone(SHANGHAI) if value is not None else None
