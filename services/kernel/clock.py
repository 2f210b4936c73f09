"""The two clocks: `wall()` for machines, the office clock for everything the law sees.

The office clock is `system` (the only one allowed in production) or `steered`: one instant in a NATS
key-value bucket that all processes watch, moved forward only, for the demo and the tests.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
BUCKET = "OFFICE_CLOCK"
KEY = "now"

log = logging.getLogger(__name__)


def wall() -> datetime:
    """Real time in UTC: tokens, links, retries, leases, metrics and the audit's `recordedAt`."""
    return datetime.now(UTC)


class OfficeClock(Protocol):
    """What the office's wall clock says (办公时钟), in Asia/Shanghai."""

    @property
    def version(self) -> int:
        """Rises whenever the clock is moved by hand; 0 for the system's clock."""
        ...

    def now(self) -> datetime: ...

    def today(self) -> date: ...


class SystemClock:
    """The only office clock that production may use."""

    version = 0

    def now(self) -> datetime:
        return datetime.now(SHANGHAI)

    def today(self) -> date:
        return self.now().date()


class SteeredClock:
    """An office clock that stands still until `./zhengban clock` moves it forward."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(SHANGHAI)
        self.version = 0
        self.moved = asyncio.Event()
        self._listeners: list[Callable[[], None]] = []

    def now(self) -> datetime:
        return self._now

    def today(self) -> date:
        return self._now.date()

    def on_move(self, listener: Callable[[], None]) -> None:
        """Call `listener` after each move, in the event loop."""
        self._listeners.append(listener)

    def move(self, to: datetime, version: int) -> None:
        """Take over an instant seen in the bucket; older versions and backward moves are ignored."""
        if version <= self.version or to < self._now:
            log.debug("office clock: version %s ignored", version)
            return
        self._now, self.version = to.astimezone(SHANGHAI), version
        for listener in self._listeners:
            listener()
