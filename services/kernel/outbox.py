"""The transactional outbox: events are rows of the command's transaction; the relay carries them to JetStream.

At least once delivered, once applied: a row is marked only after the server's acknowledgement, so a crash between
the two publishes again, and the consumer's inbox makes the repetition harmless.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy import case, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import Session

from services.kernel.acts import Act
from services.kernel.authority import Capacity
from services.kernel.clock import wall
from services.kernel.events import Envelope, Event
from services.kernel.ids import new_id
from services.kernel.store import OutboxRow

log = logging.getLogger(__name__)

_PUBLISHED = "published_events"
RELAY_LOCK = 0x5A42_0B0C
BATCH = 200
POLL_SECONDS = 1.0

Send = Callable[[str, bytes, str], Awaitable[None]]


def publish(session: AsyncSession, act: Act, event: Event, about: Any, by: Capacity | None = None) -> Envelope:
    """Write `event` about the aggregate `about` (an object with an id, or an id) into this transaction's outbox.

    Who acted, for whom and under which 委托 is put into the payload's fields of these names (AMB-40).
    """
    said = {
        "actor": None if act.system else act.doer.id,
        "on_behalf_of": by.on_behalf_of if by else None,
        "delegation_id": by.delegation_id if by else None,
    }
    event = event.model_copy(update={name: value for name, value in said.items() if name in type(event).model_fields})
    envelope = Envelope(
        id=new_id(),
        type=event.TYPE,
        subject=str(getattr(about, "id", about)),
        time=wall(),
        data=event.model_dump(mode="json"),
        correlation_id=act.request_id,
        causation_id=str(act.cause) if act.cause else None,
        actor=None if act.system else str(act.person.id),
    )
    session.add(
        OutboxRow(id=envelope.id, subject=event.bus_subject(), payload=envelope.dump(), created_at=envelope.time)
    )
    session.info[_PUBLISHED] = True
    return envelope


def has_published(session: Session) -> bool:
    return bool(session.info.get(_PUBLISHED))


def discard_published(session: Session) -> None:
    session.info.pop(_PUBLISHED, None)


class Relay:
    """Carries waiting rows to the bus in order, woken after each commit and by a safety poll.

    One relay of a service works at a time: it keeps a connection, outside of any transaction, whose advisory lock a
    second replica waits for.
    """

    def __init__(
        self, sessions: async_sessionmaker[AsyncSession], reads: async_sessionmaker[AsyncSession], send: Send
    ) -> None:
        self._sessions, self._reads = sessions, reads
        self._send = send
        self._wake = asyncio.Event()
        self.waiting = 0  # events that are known to wait; at least one from the moment of the commit on

    def wake(self) -> None:
        self.waiting = max(self.waiting, 1)
        self._wake.set()

    async def run(self) -> None:
        """Work until cancelled; faults of bus or database are logged and tried again."""
        while True:
            try:
                async with self._reads() as keeper:
                    await keeper.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": RELAY_LOCK})
                    try:
                        await self._work(keeper)
                    finally:
                        await keeper.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": RELAY_LOCK})
            except asyncio.CancelledError:
                raise
            except Exception:
                log.exception("outbox relay: trying again")
                await asyncio.sleep(POLL_SECONDS)

    async def _work(self, keeper: AsyncSession) -> None:
        while True:
            self._wake.clear()
            while await self._carry() == BATCH:  # fewer: whatever is committed meanwhile wakes us again
                pass
            try:
                await asyncio.wait_for(self._wake.wait(), POLL_SECONDS)
            except TimeoutError:
                await keeper.execute(text("SELECT 1"))  # a lost connection is a lost lock

    async def _carry(self) -> int:
        async with self._reads() as session:
            rows = (
                await session.execute(
                    select(OutboxRow.seq, OutboxRow.id, OutboxRow.subject, OutboxRow.payload)
                    .where(OutboxRow.published_at.is_(None))
                    .order_by(OutboxRow.seq)
                    .limit(BATCH)
                )
            ).all()
        self.waiting = len(rows)
        if not rows:
            return 0
        sent = await asyncio.gather(
            *(self._send(row.subject, row.payload or b"", str(row.id)) for row in rows), return_exceptions=True
        )
        # Order matters: stop at the first failure; what followed it is sent again and recognised by its id.
        count = next((n for n, answer in enumerate(sent) if isinstance(answer, BaseException)), len(rows))
        if count:
            async with self._sessions.begin() as session:
                done = [row.seq for row in rows[:count]]
                blanked = case((OutboxRow.subject.startswith("rst."), None), else_=OutboxRow.payload)
                await session.execute(
                    update(OutboxRow).where(OutboxRow.seq.in_(done)).values(published_at=wall(), payload=blanked)
                )
        self.waiting = len(rows) - count + self._wake.is_set()
        if count < len(rows):
            error = sent[count]
            assert isinstance(error, BaseException)
            raise error
        return count
