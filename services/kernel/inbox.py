"""The idempotent inbox: an event and what it causes are one transaction; a repetition changes nothing."""

import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, TypeVar, cast

from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from services.kernel.acts import Act
from services.kernel.clock import wall
from services.kernel.copies import REVISION
from services.kernel.events import Envelope, Event, InvalidEvent, is_restricted
from services.kernel.store import DeadEvent, InboxRow

log = logging.getLogger(__name__)

E = TypeVar("E", bound=Event)
Handler = Callable[[AsyncSession, Act, Any], Awaitable[None]]
MakeAct = Callable[..., Awaitable[Act]]  # given the roster's revision

KIND = re.compile(r"(\w+)\(")  # of an error as `repr` writes it

# Insert or trip over the key: never look first and insert then. The revision of the roster comes along, which saves
# asking for it; made once, since it runs with every event.
_CLAIM = (
    insert(cast(Table, InboxRow.__table__))
    .on_conflict_do_nothing()
    .returning(InboxRow.event_id, REVISION.scalar_subquery().label("revision"))
)


class Inbox:
    """The table of contents of a service's reactions: one handler for each type of event."""

    def __init__(self) -> None:
        self.handlers: dict[type[Event], Handler] = {}

    def on(self, event_type: type[E]) -> Callable[[Callable[[AsyncSession, Act, E], Awaitable[None]]], Handler]:
        """Register the reaction to `event_type`; it is one call to a command."""

        def register(handler: Callable[[AsyncSession, Act, E], Awaitable[None]]) -> Handler:
            if event_type in self.handlers:
                raise ValueError(f"{event_type.TYPE} has two handlers")
            self.handlers[event_type] = handler
            return handler

        return register

    def sources(self) -> dict[str, list[str]]:
        """Bus subjects by stream prefix and publisher, e.g. `evt.meetings` → its subjects."""
        found: dict[str, list[str]] = {}
        for event_type in self.handlers:
            subject = event_type.bus_subject()
            prefix = ".".join(subject.split(".", 2)[:2])
            found.setdefault(prefix, []).append(subject)
        return found

    def _by_type(self, type_name: str) -> tuple[type[Event], Handler] | None:
        return next(((t, h) for t, h in self.handlers.items() if type_name == t.TYPE), None)

    async def receive(self, sessions: async_sessionmaker[AsyncSession], make_act: MakeAct, payload: bytes) -> bool:
        """Apply one message once; False when it had been applied before.

        Raises `InvalidEvent` for a message that can never be applied, and whatever the handler raises.
        """
        found = self._read(payload)
        if found is None:
            return False
        async with sessions.begin() as session:
            return await _apply(session, make_act, *found)

    async def apply(self, session: AsyncSession, make_act: MakeAct, payload: bytes) -> bool:
        """Like `receive`, in the caller's transaction; a type that nobody here wants to hear of is `InvalidEvent`."""
        found = self._read(payload)
        if found is None:
            raise InvalidEvent("no handler for this type")
        return await _apply(session, make_act, *found)

    def _read(self, payload: bytes) -> tuple[Envelope, Handler, Event] | None:
        """The message, its handler and the event in it; None when nobody here wants to hear of it."""
        envelope = Envelope.load(payload)
        found = self._by_type(envelope.type)
        if found is None:
            return None
        event_type, handler = found
        return envelope, handler, envelope.read(event_type)


async def _apply(session: AsyncSession, make_act: MakeAct, envelope: Envelope, handler: Handler, event: Event) -> bool:
    claimed = {"event_id": envelope.id, "type": envelope.type, "received_at": wall()}
    first = (await session.execute(_CLAIM, claimed)).one_or_none()
    if first is None:
        return False
    act = replace(await make_act(revision=first.revision), cause=envelope.id)
    await handler(session, act, event)
    return True


def error_kept(subject: str, error: str) -> str:
    """What is kept of an error: on restricted matter only its kind, since its text may quote the matter (AMB-42)."""
    if is_restricted(subject):
        return found[1] if (found := KIND.match(error)) else InvalidEvent.__name__
    return error[:4000]


async def bury(
    sessions: async_sessionmaker[AsyncSession], event_id: str, subject: str, payload: bytes, error: str, deliveries: int
) -> None:
    """Keep an event that could not be applied, for the operator to retry or discard."""
    async with sessions.begin() as session:
        await session.execute(
            insert(DeadEvent)
            .values(
                event_id=event_id,
                subject=subject,
                payload=payload,
                error=error_kept(subject, error),
                deliveries=deliveries,
                died_at=wall(),
            )
            .on_conflict_do_nothing()
        )
