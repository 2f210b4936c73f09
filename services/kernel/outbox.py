"""The transactional outbox: events are rows of the command's transaction; the relay carries them to JetStream.

At least once delivered, once applied: a row is marked only after the server's acknowledgement, so a crash between
the two publishes again, and the consumer's inbox makes the repetition harmless.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from typing import Any, cast

from sqlalchemy import Table, bindparam, case, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession
from sqlalchemy.orm import Session

from services.kernel.acts import Act
from services.kernel.authority import Capacity
from services.kernel.clock import wall
from services.kernel.events import Envelope, Event
from services.kernel.ids import new_id
from services.kernel.store import OutboxRow

log = logging.getLogger(__name__)

_WAITING, _WRITTEN = "waiting_events", "written_events"
RELAY_LOCK = 0x5A42_0B0C
BATCH = 200
POLL_SECONDS = 1.0

Send = Callable[[str, bytes, str], Awaitable[None]]

# Made once: these run with every event, and building them would cost as much as running them.
_OUTBOX = cast(Table, OutboxRow.__table__)
_WRITE = insert(_OUTBOX)
_NEXT = (
    select(_OUTBOX.c.seq, _OUTBOX.c.id, _OUTBOX.c.subject, _OUTBOX.c.payload)
    .where(_OUTBOX.c.published_at.is_(None))
    .order_by(_OUTBOX.c.seq)
    .limit(BATCH)
)
_MARK = (
    update(_OUTBOX)
    .where(_OUTBOX.c.seq.in_(bindparam("done", expanding=True)))
    .values(
        published_at=bindparam("now"),
        payload=case((_OUTBOX.c.subject.startswith("rst."), None), else_=_OUTBOX.c.payload),
    )
)


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
    session.info.setdefault(_WAITING, []).append(
        {"id": envelope.id, "subject": event.bus_subject(), "payload": envelope.dump(), "created_at": envelope.time}
    )
    return envelope


def write_published(session: Session) -> None:
    """Called before commit: the rows of what was published in this transaction, in that order."""
    rows = session.info.pop(_WAITING, None)
    if rows:
        session.execute(_WRITE, rows)
        session.info[_WRITTEN] = True


def has_written(session: Session) -> bool:
    """Called after commit: is there something for the relay? True once for each transaction."""
    return bool(session.info.pop(_WRITTEN, False))


def discard_published(session: Session) -> None:
    """Called after a rollback: what did not happen is told to nobody."""
    session.info.pop(_WAITING, None)
    session.info.pop(_WRITTEN, None)


class Relay:
    """Carries waiting rows to the bus in order, woken after each commit and by a safety poll.

    One relay of a service works at a time: all it does goes over one connection, outside of any transaction, whose
    advisory lock a second replica waits for.
    """

    def __init__(self, engine: AsyncEngine, send: Send) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
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
                async with self._engine.connect() as connection:
                    await connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": RELAY_LOCK})
                    try:
                        await self._work(connection)
                    finally:
                        await connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": RELAY_LOCK})
            except asyncio.CancelledError:
                raise
            except Exception:
                log.exception("outbox relay: trying again")
                await asyncio.sleep(POLL_SECONDS)

    async def _work(self, connection: AsyncConnection) -> None:
        while True:
            self._wake.clear()
            while await self._carry(connection) == BATCH:  # fewer: whatever is committed meanwhile wakes us again
                pass
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), POLL_SECONDS)

    async def _carry(self, connection: AsyncConnection) -> int:
        rows = (await connection.execute(_NEXT)).all()
        self.waiting = len(rows)
        if not rows:
            return 0
        sent = await asyncio.gather(
            *(self._send(row.subject, row.payload or b"", str(row.id)) for row in rows), return_exceptions=True
        )
        # Order matters: stop at the first failure; what followed it is sent again and recognised by its id.
        count = next((n for n, answer in enumerate(sent) if isinstance(answer, BaseException)), len(rows))
        if count:
            await connection.execute(_MARK, {"done": [row.seq for row in rows[:count]], "now": wall()})
        self.waiting = len(rows) - count + self._wake.is_set()
        if count < len(rows):
            error = sent[count]
            assert isinstance(error, BaseException)
            raise error
        return count
