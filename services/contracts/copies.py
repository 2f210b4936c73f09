"""What every service keeps a copy of: the roster, 委托, 外出 and 休假, and the calendar's years."""

from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.base import Ref
from services.contracts.directory import (
    AbsenceApproved,
    AbsenceEnded,
    CalendarUpdated,
    DelegationRegistered,
    DelegationRevoked,
    RosterPublished,
)
from services.contracts.shared import DeadlineRecomputed
from services.contracts.words.directory import AbsenceKind
from services.kernel import copies
from services.kernel.acts import Act
from services.kernel.events import Event
from services.kernel.inbox import Handler, Inbox
from services.kernel.outbox import publish
from services.kernel.recount import recount

OPENS_AB_WINDOW = frozenset({AbsenceKind.OFFICIAL_TRIP, AbsenceKind.VACATION})  # GZ-6.2


async def keep_roster(session: AsyncSession, _: Act, event: RosterPublished) -> None:
    await copies.keep_roster(session, event.model_dump(mode="json"))


async def keep_delegation(session: AsyncSession, _: Act, event: DelegationRegistered) -> None:
    await copies.keep_window(
        session,
        window_id=event.id,
        kind=copies.DELEGATION,
        person_id=event.grantee_id,
        grantor_id=event.grantor_id,
        scopes=tuple(scope.value for scope in event.scopes),
        meeting_id=event.meeting_id,
        topic_id=event.topic_id,
        valid_from=event.valid_from,
        valid_until=event.valid_until,
    )


async def end_delegation(session: AsyncSession, _: Act, event: DelegationRevoked) -> None:
    await copies.end_window(session, event.id, event.revoked_on)


async def keep_absence(session: AsyncSession, _: Act, event: AbsenceApproved) -> None:
    if event.kind in OPENS_AB_WINDOW:
        await copies.keep_window(
            session,
            window_id=event.id,
            kind=copies.ABSENCE,
            person_id=event.person_id,
            valid_from=event.valid_from,
            valid_until=event.valid_until,
        )


async def end_absence(session: AsyncSession, _: Act, event: AbsenceEnded) -> None:
    await copies.end_window(session, event.id, event.ended_on)


async def keep_calendar(session: AsyncSession, _: Act, event: CalendarUpdated) -> None:
    await copies.keep_calendar(session, event.year, event.version, [day.model_dump() for day in event.days])


async def recount_deadlines(session: AsyncSession, act: Act, recomputed: type[DeadlineRecomputed]) -> None:
    """Count the open provisional deadlines by the new calendar and say which of them changed (spec 00, 0.5.7)."""
    for each in await recount(session, act):
        deadline = each.deadline
        event = recomputed(
            object=Ref(type=deadline.object_type, id=deadline.object_id),
            key=deadline.key,
            old_due=each.old_due,
            new_due=deadline.due,
            provisional=deadline.provisional,
            calendar_version=deadline.calendar_version,
            clauses=(deadline.clause,),
        )
        publish(session, act, event, deadline.object_id)


KEPT: Mapping[type[Event], Handler] = MappingProxyType(
    {
        RosterPublished: keep_roster,
        DelegationRegistered: keep_delegation,
        DelegationRevoked: end_delegation,
        AbsenceApproved: keep_absence,
        AbsenceEnded: end_absence,
    }
)


def _both(keep: Handler, then: Handler) -> Handler:
    async def react(session: AsyncSession, act: Act, event: Event) -> None:
        await keep(session, act, event)
        await then(session, act, event)

    return react


def keep_copies(
    inbox: Inbox,
    recomputed: type[DeadlineRecomputed] | None = None,
    besides: Mapping[type[Event], Handler] = MappingProxyType({}),
) -> None:
    """Register the reactions that every service but the directory has.

    `recomputed` is the service's own event for a due date that a newly published year moves; a service without
    deadlines leaves it out. `besides` is what the service itself does about an event whose copy has been taken.
    """
    for event_type, keep in KEPT.items():
        inbox.on(event_type)(_both(keep, besides[event_type]) if event_type in besides else keep)

    @inbox.on(CalendarUpdated)
    async def take_calendar(session: AsyncSession, act: Act, event: CalendarUpdated) -> None:
        await keep_calendar(session, act, event)
        if recomputed is not None:
            await recount_deadlines(session, act, recomputed)
