"""How items end: closed by 督查室 after the leader's 审定, or cancelled."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.supervision import ItemCancelled, ItemClosed
from services.contracts.words.supervision import ClosingResult
from services.kernel.acts import Act
from services.kernel.deadlines import cancel
from services.kernel.lifecycle import advance
from services.kernel.outbox import publish
from services.kernel.refusals import CONTENT_INVALID, refuse
from services.kernel.rules import Case
from services.supervision import desk as people
from services.supervision.desk import desk
from services.supervision.items.commands import (
    CLOSE,
    DISPATCH,
    FIRST_SUPERVISION,
    HANDLE,
    RECEIPT,
    SET_DUE,
    SUPERVISE,
    locked,
    note,
)
from services.supervision.items.lifecycle import ITEM
from services.supervision.items.model import ClosingRating, SupervisedItem, TimelineAction


async def close_item(session: AsyncSession, act: Act, *, item_id: UUID, rating: ClosingRating | None) -> SupervisedItem:
    """办结销号 (DC-7.5): 督查室 carries out what the leader has decided, with a rating."""
    item = await locked(session, act, item_id)
    by = advance(session, ITEM, "close_item", Case(item, act))
    if rating is None and act.policies.flag("rating_on_close"):
        raise refuse(CONTENT_INVALID, "办结评价", path=("rating",))
    assert item.closing_approved_by is not None
    item.closed_on, item.rating, item.closing_result = act.on, rating, ClosingResult.DONE
    item.on_time = not item.ever_overdue and (item.due is None or (item.reported_on or act.on) <= item.due)
    await settle(session, act, item)
    event = ItemClosed(
        item_id=item.id,
        number=item.number or "",
        decision_id=item.decision_id,
        at=act.at,
        approved_by=item.closing_approved_by,
        result=ClosingResult.DONE,
        on_time=item.on_time,
    )
    publish(session, act, event, item, by)
    note(session, act, item, TimelineAction.CLOSED, rating.label if rating else "", by)
    return item


async def cancel_item(session: AsyncSession, act: Act, *, item_id: UUID) -> SupervisedItem:
    """撤销: by 县长 or by who had decided it, with a reason; its number stays taken."""
    return await drop(session, act, await locked(session, act, item_id), act.reason or "")


async def drop(session: AsyncSession, act: Act, item: SupervisedItem, reason: str) -> SupervisedItem:
    """撤销 as an act of a person, or of 县委 not agreeing (AMB-37)."""
    by = advance(session, ITEM, "cancel_item", Case(item, act.with_reason(reason)))
    item.cancelled_on = act.on
    await settle(session, act, item)
    event = ItemCancelled(
        item_id=item.id,
        number=item.number or "",
        decision_id=item.decision_id,
        at=act.at,
        approved_by=None if act.system else act.doer.id,
        reason=_sayable(item, reason),
    )
    publish(session, act, event, item, by)
    note(session, act, item, TimelineAction.CANCELLED, reason, by)
    return item


def _sayable(item: SupervisedItem, reason: str) -> str:
    """What a public event may say of the reason (AMB-42)."""
    return "" if item.restricted else reason


async def settle(session: AsyncSession, act: Act, item: SupervisedItem) -> None:
    """Nothing is owed any more: deadlines and to-dos of the item end."""
    item.review_stage = None
    for key in (FIRST_SUPERVISION.key, SET_DUE.key, RECEIPT.key):
        await cancel(session, item, key)
    unit = people.lead_people(act, item)
    for kind in (RECEIPT.key, HANDLE):
        desk.close_task(session, act, item, kind, unit)
    for kind in (DISPATCH, SUPERVISE, SET_DUE.key):
        desk.close_task(session, act, item, kind, people.handlers(act, item))
    desk.close_task(session, act, item, CLOSE, people.inspectors(item))
