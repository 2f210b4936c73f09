"""What may be asked of escalations: requesting, granting, refusing."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.desk import person
from services.contracts.supervision import ItemEscalated
from services.contracts.words.supervision import Handler
from services.kernel.acts import Act
from services.kernel.authority import Capacity
from services.kernel.ids import new_id
from services.kernel.lifecycle import advance
from services.kernel.model import load
from services.kernel.outbox import publish
from services.kernel.refusals import STATE_NOT_ALLOWED, NotFound, refuse
from services.kernel.rules import Case
from services.supervision import desk as people
from services.supervision.desk import desk
from services.supervision.escalations.lifecycle import ESCALATION
from services.supervision.escalations.model import Escalation, EscalationState
from services.supervision.items.commands import locked, note
from services.supervision.items.lifecycle import ITEM
from services.supervision.items.model import TimelineAction

DECIDE = "approve_escalation"


async def request_escalation(session: AsyncSession, act: Act, *, item_id: UUID) -> Escalation:
    """申请提级 by the 口, with a reason, after urging did not help (DC-4.3)."""
    item = await locked(session, act, item_id)
    by = advance(session, ITEM, "request_escalation", Case(item, act))
    pending = select(Escalation.id).where(Escalation.item_id == item.id, Escalation.state == EscalationState.REQUESTED)
    if (await session.execute(pending)).first() is not None:
        raise refuse(STATE_NOT_ALLOWED, "已有提级申请待审批")
    escalation = Escalation(
        id=new_id(),
        item_id=item.id,
        item=item,
        state=EscalationState.REQUESTED,
        reason=act.reason or "",
        requested_by=act.doer.id,
        requested_on=act.on,
        created_at=act.at,
    )
    session.add(escalation)
    await session.flush()
    note(session, act, item, TimelineAction.ESCALATION_REQUESTED, escalation.reason, by)
    title = f"审批提级督查：{item.title}（{item.number}）"
    desk.open_task(session, act, escalation, DECIDE, title, people.DIRECTOR)
    return escalation


async def _loaded(session: AsyncSession, act: Act, escalation_id: UUID) -> Escalation:
    item_id = await session.scalar(select(Escalation.item_id).where(Escalation.id == escalation_id))
    if item_id is None:
        raise NotFound("Escalation", escalation_id)
    item = await locked(session, act, item_id, versioned=False)
    escalation = await load(session, Escalation, escalation_id, act)
    escalation.item = item
    return escalation


def _decided(session: AsyncSession, act: Act, escalation: Escalation, by: Capacity | None) -> None:
    escalation.decided_by, escalation.decided_at = act.doer.id, act.at
    escalation.stamp = by.stamp if by else ""
    desk.close_task(session, act, escalation, DECIDE, people.DIRECTOR)


async def approve_escalation(session: AsyncSession, act: Act, *, escalation_id: UUID) -> Escalation:
    """办主任同意: from here on 督查室 handles the item; its history stays (DC-4.3)."""
    escalation = await _loaded(session, act, escalation_id)
    by = advance(session, ESCALATION, "approve_escalation", Case(escalation, act))
    item = escalation.item
    former, before = people.handlers(act, item), item.handler
    item.handler, item.escalated = Handler.SUPERVISION_OFFICE, True
    _decided(session, act, escalation, by)
    event = ItemEscalated(
        item_id=item.id,
        number=item.number or "",
        decision_id=item.decision_id,
        from_handler=before,
        approved_by=act.doer.id,
    )
    publish(session, act, event, item, by)
    note(session, act, item, TimelineAction.ESCALATED, escalation.reason, by)
    text = f"已提级由督查室督办：{escalation.reason}"
    people.tell(session, act, item, "item_escalated", "提级督查", text, [*people.OFFICE, *former])
    return escalation


async def reject_escalation(session: AsyncSession, act: Act, *, escalation_id: UUID) -> Escalation:
    """不同意: the 口 goes on."""
    escalation = await _loaded(session, act, escalation_id)
    by = advance(session, ESCALATION, "reject_escalation", Case(escalation, act))
    _decided(session, act, escalation, by)
    item = escalation.item
    note(session, act, item, TimelineAction.ESCALATION_REJECTED, act.reason or "", by)
    to = [person(escalation.requested_by)]
    people.tell(session, act, item, "escalation_rejected", "不同意提级督查", act.reason or "", to)
    return escalation
