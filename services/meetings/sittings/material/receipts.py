"""How the material of the topics reaches those who attend, and how they confirm it (GZ-17.3, CW-4.4)."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.words.meetings import AttendeeCategory
from services.kernel.acts import Act
from services.kernel.audit import Record, record
from services.kernel.refusals import ACTOR_NOT_ALLOWED, STATE_NOT_ALLOWED, refuse
from services.meetings.attendance.model import Attendee
from services.meetings.sittings.commands import lock_item
from services.meetings.sittings.material.model import MaterialReceipt, MeetingMaterial
from services.meetings.sittings.model import AgendaItem, Meeting
from services.meetings.sittings.receivers import receivers


def may_have(material: MeetingMaterial | AgendaItem, attendee: Attendee) -> bool:
    """Everybody on the list has the material; that of personnel matters is for members (CW-2.6, AMB-22)."""
    return not material.restricted or attendee.category is AttendeeCategory.MEMBER


async def hand_out(session: AsyncSession, act: Act, meeting: Meeting, attendees: Iterable[Attendee]) -> None:
    """The material in force of every topic goes to these; who has it already is left alone.

    Guests without an account get theirs by the office's hand.
    """
    materials = await in_force(session, meeting.id)
    rows = [
        {"material_id": material.id, "attendee_id": each.id, "delivered_at": act.occurred_at}
        for each in attendees
        for material in materials.values()
        if each.person_id is not None and may_have(material, each)
    ]
    if rows:
        await session.execute(insert(MaterialReceipt).values(rows).on_conflict_do_nothing())


async def in_force(session: AsyncSession, meeting_id: UUID) -> dict[UUID, MeetingMaterial]:
    """By line of the agenda: its last version, unless that was returned; an earlier one never counts again."""
    query = select(MeetingMaterial).where(MeetingMaterial.meeting_id == meeting_id).order_by(MeetingMaterial.number)
    last = {each.item_id: each for each in (await session.execute(query)).scalars()}
    return {item_id: each for item_id, each in last.items() if each.returned_at is None}


async def acknowledge_material(
    session: AsyncSession, act: Act, *, item_id: UUID, attendee_ids: Sequence[UUID] = ()
) -> Meeting:
    """One who attends has read the material in force; the office enters it for guests and for who was telephoned."""
    sitting, item = await lock_item(session, act, item_id)
    meeting = sitting.meeting
    mine = receivers(act, meeting, sitting.attendees, attendee_ids, himself=act.doer.id)
    if not all(may_have(item, each) for each in mine):
        raise refuse(ACTOR_NOT_ALLOWED)
    material = (await in_force(session, meeting.id)).get(item.id)
    if material is None or meeting.notified_at is None:
        raise refuse(STATE_NOT_ALLOWED, "会议材料尚未送达")
    for each in mine:
        receipt = await session.get(MaterialReceipt, (material.id, each.id))
        if receipt is None:
            receipt = MaterialReceipt(material_id=material.id, attendee_id=each.id, delivered_at=act.occurred_at)
            session.add(receipt)
        if receipt.read_at is None:
            receipt.read_at = act.occurred_at
            receipt.registered_by = act.doer.id if attendee_ids else None
    detail = {"version": material.number, "attendees": [str(each.id) for each in mine]}
    record(session, Record(act, "acknowledge_material", "AgendaItem", item.id, clauses=("GZ-17.3",), detail=detail))
    return meeting
