"""Dead events (死信): what this service could not apply, for the operator to look at, to retry or to discard."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.kernel.acts import SYSTEM, Act
from services.kernel.audit import Record, record
from services.kernel.clock import wall
from services.kernel.database import Sessions
from services.kernel.events import Envelope, InvalidEvent, is_restricted
from services.kernel.inbox import Inbox, error_kept
from services.kernel.refusals import NotFound
from services.kernel.store import DeadEvent, InboxRow

RETRIED, DISCARDED = "retried", "discarded"


class Settled(Exception):
    """The event was retried or discarded before."""


@dataclass(frozen=True)
class Shown:
    """A dead event as an operator may see it: of restricted matter everything but the payload (AMB-42)."""

    row: DeadEvent
    type: str
    subject: str | None  # id of the aggregate; None when the message cannot be read
    payload: dict[str, Any] | None

    @classmethod
    def of(cls, row: DeadEvent) -> "Shown":
        type_name = row.subject.split(".", 1)[-1]
        try:
            envelope = Envelope.load(row.payload)
        except InvalidEvent:
            return cls(row, type_name, None, None)
        return cls(row, type_name, envelope.subject, None if is_restricted(row.subject) else json.loads(row.payload))


async def waiting(session: AsyncSession) -> Sequence[Shown]:
    """Those that nobody has settled yet, the oldest first."""
    query = select(DeadEvent).where(DeadEvent.settled_at.is_(None)).order_by(DeadEvent.died_at, DeadEvent.event_id)
    return [Shown.of(row) for row in (await session.execute(query)).scalars()]


async def find(session: AsyncSession, event_id: str) -> Shown:
    """One of them, settled or not; raises `NotFound`."""
    row = await session.get(DeadEvent, event_id)
    if row is None:
        raise NotFound("DeadEvent", event_id)
    return Shown.of(row)


async def retry(sessions: Sessions, inbox: Inbox, by: Act, event_id: str) -> bool:
    """Apply the event through the service's inbox and settle it, in one transaction; False when it had been applied.

    Whoever retries at the same time waits here and is then told that it is settled: raises `Settled`, `NotFound`,
    `InvalidEvent`, or whatever the handler raises, which is kept as the event's new error.
    """

    async def by_nobody(revision: int | None) -> Act:
        return replace(by, person=SYSTEM, reason=None)

    try:
        async with sessions.begin() as session:
            row = await _open(session, event_id)
            applied = await inbox.apply(session, by_nobody, row.payload)
            _settle(session, by, row, RETRIED, {"applied": applied})
            return applied
    except (Settled, NotFound):
        raise
    except Exception as error:
        await _note_failure(sessions, event_id, error)
        raise


async def discard(sessions: Sessions, by: Act, event_id: str) -> None:
    """Give the event up, for the reason that `by` gives; it will not be applied when it is sent again (replay)."""
    async with sessions.begin() as session:
        row = await _open(session, event_id)
        try:
            envelope = Envelope.load(row.payload)
        except InvalidEvent:
            pass  # what cannot be read is not applied by any replay either
        else:
            seen = insert(InboxRow).values(event_id=envelope.id, type=envelope.type, received_at=wall())
            await session.execute(seen.on_conflict_do_nothing())
        _settle(session, by, row, DISCARDED, {})


async def _open(session: AsyncSession, event_id: str) -> DeadEvent:
    row = await session.get(DeadEvent, event_id, with_for_update=True)
    if row is None:
        raise NotFound("DeadEvent", event_id)
    if row.settled_at is not None:
        raise Settled(row.settled_how)
    return row


def _settle(session: AsyncSession, by: Act, row: DeadEvent, how: str, detail: dict[str, Any]) -> None:
    row.settled_at, row.settled_how = wall(), how
    if is_restricted(row.subject):
        row.payload = b""  # as the outbox does: restricted matter is kept where it belongs, and nowhere else
    said = {"event_id": row.event_id, "subject": row.subject, **detail}
    record(session, Record(by, f"{how}_dead_event", "DeadEvent", _as_id(row.event_id), detail=said))


def _as_id(event_id: str) -> UUID | None:
    """A message that was no event of ours may carry any id."""
    try:
        return UUID(event_id)
    except ValueError:
        return None


async def _note_failure(sessions: Sessions, event_id: str, error: Exception) -> None:
    async with sessions.begin() as session:
        row = await session.get(DeadEvent, event_id, with_for_update=True)
        if row is not None and row.settled_at is None:
            row.error, row.deliveries = error_kept(row.subject, repr(error)), row.deliveries + 1
