"""What may be asked of items: registering, amending, handing out, receiving, closing, cancelling."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import cast
from uuid import UUID

from sqlalchemy import Table, bindparam
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.desk import post
from services.contracts.shared import Addressee
from services.contracts.supervision import DispatchedPoint, ItemDispatched, ItemReceived, ItemRegistered
from services.contracts.words.directory import PostCode
from services.contracts.words.shared import DocumentKind, TaskEnding
from services.contracts.words.supervision import Handler, ItemCategory, ItemState, SourceType
from services.kernel.acts import Act
from services.kernel.audit import Record, record
from services.kernel.authority import Capacity, authorise
from services.kernel.deadlines import MONTHS, WORKDAYS, Term, meet, open_deadline
from services.kernel.lifecycle import advance, confirm_registrations
from services.kernel.model import load
from services.kernel.outbox import publish
from services.kernel.refusals import (
    CONTENT_INVALID,
    REASON_REQUIRED,
    Attempt,
    Refused,
    Violation,
    refuse,
    violation,
)
from services.kernel.rules import Case
from services.supervision import desk as people
from services.supervision.desk import desk
from services.supervision.items.lifecycle import ITEM, OWN_SECTION, SUPERVISION
from services.supervision.items.model import (
    OWING,
    DueChange,
    ItemSerial,
    Receipt,
    ReportRhythm,
    SupervisedItem,
    TimelineAction,
    TimelineEntry,
)
from services.supervision.items.sources import BY_KIND
from services.supervision.papers.commands import ORGAN, line, recipients, request_paper

FIRST_SUPERVISION = Term("first_supervision", "CW-6.3a", 1, MONTHS, remind_workdays_before=(3,))
SET_DUE = Term("set_due", "GZ-3", 1, WORKDAYS)
RECEIPT = Term("receive_item", "DC-7.2a", 1, WORKDAYS)  # its length is the policy `receive_wd`
DISPATCH, HANDLE, CLOSE = "dispatch_item", "submit_feedback", "close_item"
SUPERVISE = "urge_item"

_SERIAL = cast(Table, ItemSerial.__table__)
_TAKE = (
    insert(_SERIAL)
    .values(year=bindparam("of"), last=bindparam("count"))
    .on_conflict_do_update(index_elements=["year"], set_={"last": _SERIAL.c.last + bindparam("count")})
    .returning(_SERIAL.c.last)
)


@dataclass(frozen=True)
class ItemDraft:
    """The elements of 立项 (DC-7.1)."""

    source_type: SourceType
    title: str
    content: str = ""
    basis: str = ""
    points: list[str] = field(default_factory=list)
    category: ItemCategory = ItemCategory.GENERAL
    lead_unit_id: UUID | None = None
    assist_unit_ids: list[UUID] = field(default_factory=list)
    responsible_id: UUID | None = None
    leader_id: UUID | None = None
    source_leader_id: UUID | None = None
    due: date | None = None
    long_term: bool = False
    report_rhythm: ReportRhythm | None = None
    is_project: bool = False


@dataclass(frozen=True)
class ItemChange:
    """Elements set anew; what is None stays as it is."""

    title: str | None = None
    content: str | None = None
    points: list[str] | None = None
    category: ItemCategory | None = None
    lead_unit_id: UUID | None = None
    assist_unit_ids: list[UUID] | None = None
    responsible_id: UUID | None = None
    leader_id: UUID | None = None
    due: date | None = None
    long_term: bool | None = None
    report_rhythm: ReportRhythm | None = None
    is_project: bool | None = None


def note(
    session: AsyncSession,
    act: Act,
    item: SupervisedItem,
    action: TimelineAction,
    text: str = "",
    by: Capacity | None = None,
) -> None:
    """Put a node on the item's timeline."""
    person = None if act.system else act.doer.id
    stamp = by.stamp if by else ""
    entry = TimelineEntry(item_id=item.id, at=act.occurred_at, action=action, person_id=person, stamp=stamp, text=text)
    session.add(entry)


async def locked(session: AsyncSession, act: Act, item_id: UUID, *, versioned: bool = True) -> SupervisedItem:
    """The item, locked for this command; `versioned`: the mutation's `expectedVersion` speaks of it."""
    return await load(session, SupervisedItem, item_id, act, versioned=versioned)


async def take_numbers(session: AsyncSession, year: int, count: int) -> range:
    """The next `count` numbers of the year: gapless, since they come back with the transaction that fails.

    A negative count gives back the last ones that this transaction has taken.
    Nobody else takes a number before this transaction ends, so what was looked up after it stays true.
    """
    last = int((await session.execute(_TAKE, {"of": year, "count": count})).scalar_one())
    return range(last - count + 1, last + 1)


def give_number(item: SupervisedItem, serial: int) -> None:
    item.serial, item.number = serial, f"督〔{item.year}〕{serial}号"


def move_due(session: AsyncSession, act: Act, item: SupervisedItem, due: date | None, extension: bool = False) -> None:
    """Set the due date; days already overdue stay in the statistics (DC-7.2b)."""
    if due == item.due:
        return
    old = item.due
    if old is not None and item.dispatched_at is not None and act.on > old and item.reported_on is None:
        item.overdue_days += (act.on - old).days
        item.ever_overdue = True
    change = DueChange(item_id=item.id, changed_on=act.on, old_due=old, new_due=due, extension=extension)
    session.add(change)
    item.due, item.overdue_told = due, 0
    item.original_due = item.original_due or due


def announce(session: AsyncSession, act: Act, item: SupervisedItem, by: Capacity | None = None) -> None:
    """立项 is done: tell the others and whoever has to hand the item out."""
    event = ItemRegistered(
        item_id=item.id,
        number=item.number or "",
        decision_id=item.decision_id,
        title=item.title,
        restricted=item.restricted,
        source_type=item.source_type,
        category=item.category,
        state=item.state,
        handler=item.handler,
        lead_unit_id=None if item.restricted else item.lead_unit_id,
        due=item.due,
    )
    publish(session, act, event, item, by)
    note(session, act, item, TimelineAction.REGISTERED, item.number or "", by)
    if item.state is ItemState.REGISTERED:
        ask_to_dispatch(session, act, item)


def ask_to_dispatch(session: AsyncSession, act: Act, item: SupervisedItem) -> None:
    people.ask(session, act, item, DISPATCH, "交办", people.handlers(act, item))


def _checked(values: dict[str, object]) -> None:
    title, points = values.get("title"), values.get("points")
    if isinstance(title, str) and not title.strip():
        raise refuse(CONTENT_INVALID, "事项名称")
    if isinstance(points, list) and not all(point.strip() for point in points):
        raise refuse(CONTENT_INVALID, "要点")


async def register_item(session: AsyncSession, act: Act, *, draft: ItemDraft) -> SupervisedItem:
    """立项: 督查室 for every source, 口股室 for those of its 口 (DC-5, DC-6); a proposal of 督查室 waits for 县长."""
    _checked(vars(draft))
    portfolio_leader = act.view.leader_of_unit(draft.lead_unit_id) if draft.lead_unit_id else None
    values = {**vars(draft), "leader_id": draft.leader_id or (portfolio_leader.id if portfolio_leader else None)}
    source = BY_KIND[draft.source_type]
    proposed = source.kind is SourceType.OFFICE_PROPOSAL
    item = SupervisedItem(
        **values,
        year=act.today.year,
        state=ItemState.EXPECTED if proposed else ItemState.REGISTERED,
        handler=Handler.LIAISON_SECTION if source.section else Handler.SUPERVISION_OFFICE,
        restricted=False,
        original_due=draft.due,
        registered_on=act.today,
        registered_by=act.person.id,
        created_at=act.at,
    )
    by = authorise((*SUPERVISION, *OWN_SECTION), item, act)
    if isinstance(by, Violation):
        raise Refused([by], Attempt("register_item", "SupervisedItem"))
    if not proposed:
        give_number(item, (await take_numbers(session, item.year, 1)).start)
    session.add(item)
    await session.flush()
    clauses = tuple(dict.fromkeys(("DC-7.1", *source.clauses)))
    record(session, Record(act, "register_item", "SupervisedItem", item.id, to_state=item.state, clauses=clauses))
    if proposed:
        note(session, act, item, TimelineAction.PROPOSED, "", by)
        people.ask(session, act, item, "approve_item_proposal", "督查室建议立项", [post(PostCode.COUNTY_HEAD)])
    else:
        announce(session, act, item, by)
    return item


async def approve_item_proposal(session: AsyncSession, act: Act, *, item_id: UUID) -> SupervisedItem:
    """县长 agrees to what 督查室 proposed by itself (国令733 §11); only now it gets its number."""
    item = await locked(session, act, item_id)
    by = advance(session, ITEM, "approve_item_proposal", Case(item, act))
    item.year, item.registered_on = act.today.year, act.today
    give_number(item, (await take_numbers(session, item.year, 1)).start)
    desk.close_task(session, act, item, "approve_item_proposal", [post(PostCode.COUNTY_HEAD)])
    announce(session, act, item, by)
    return item


async def amend_item(session: AsyncSession, act: Act, *, item_id: UUID, change: ItemChange) -> SupervisedItem:
    """Set elements anew (DC-7.1); with a reason once the item is handed out. Settles a changed source."""
    item = await locked(session, act, item_id)
    changes = {name: value for name, value in vars(change).items() if value is not None}
    _checked(changes)
    by = advance(session, ITEM, "amend_item", Case(item, act, change.due))
    if item.dispatched_at is not None and not (act.reason or "").strip():
        raise Refused(
            [violation(REASON_REQUIRED, clauses=("DC-7.1",))], Attempt("amend_item", "SupervisedItem", item.id)
        )
    if "due" in changes:
        move_due(session, act, item, changes.pop("due"))
        await meet(session, act, item, SET_DUE.key)
        desk.close_task(session, act, item, SET_DUE.key, people.handlers(act, item))
    before = people.lead_people(act, item)
    for name, value in changes.items():
        setattr(item, name, value)
    if item.leader_id is None and item.lead_unit_id is not None:
        found = act.view.leader_of_unit(item.lead_unit_id)
        item.leader_id = found.id if found else None
    if item.state in OWING and before != people.lead_people(act, item):
        _reassign(session, act, item, before)
    item.source_changed = False
    note(session, act, item, TimelineAction.AMENDED, act.reason or "", by)
    return item


def _reassign(session: AsyncSession, act: Act, item: SupervisedItem, before: list[Addressee]) -> None:
    """Another unit leads from now on: the to-dos go over to it."""
    lead = people.lead_people(act, item)
    for kind in (RECEIPT.key, HANDLE):
        desk.close_task(session, act, item, kind, before, TaskEnding.WITHDRAWN)
    people.ask(session, act, item, HANDLE, "办理督办事项", lead, item.due)
    text = f"改由{act.view.unit_name(item.lead_unit_id)}牵头办理：{act.reason}"
    people.tell(session, act, item, "item_reassigned", "调整牵头单位", text, [*before, *lead])


async def dispatch_item(session: AsyncSession, act: Act, *, item_id: UUID, with_notice: bool = False) -> SupervisedItem:
    """交办 (DC-7.1): from now on the unit answers for it, whether it signs the receipt or not."""
    item = await locked(session, act, item_id)
    by = advance(session, ITEM, "dispatch_item", Case(item, act))
    assert item.lead_unit_id is not None
    item.dispatched_at, item.original_due = act.at, item.due
    if item.responsible_id is None:
        head = act.view.holder(PostCode.UNIT_HEAD, act.view.responsible_unit(item.lead_unit_id))
        item.responsible_id = head.id if head else None
    receipt = replace(RECEIPT, length=act.policies.number("receive_wd"))
    deadline = await open_deadline(
        session, act, item, receipt, act.on, title=f"签收 {item.number}", owner_unit_id=item.lead_unit_id
    )
    points = tuple(DispatchedPoint(no=no, text=text) for no, text in enumerate(item.points, 1))
    if not item.restricted:
        event = ItemDispatched(
            item_id=item.id,
            number=item.number or "",
            decision_id=item.decision_id,
            lead_unit_id=item.lead_unit_id,
            assist_unit_ids=tuple(item.assist_unit_ids),
            due=item.due,
            points=points,
            dispatched_on=act.on,
        )
        publish(session, act, event, item, by)
    note(session, act, item, TimelineAction.DISPATCHED, act.view.unit_name(item.lead_unit_id), by)
    lead = people.lead_people(act, item)
    assist = [each for unit in item.assist_unit_ids for each in people.unit_people(act, unit)]
    desk.close_task(session, act, item, DISPATCH, people.handlers(act, item))
    people.ask(session, act, item, RECEIPT.key, "签收督办事项", lead, deadline.due)
    people.ask(session, act, item, HANDLE, "办理督办事项", lead, item.due)
    text = f"{'；'.join(item.points)}。请于{item.due}前反馈。"
    people.tell(session, act, item, "item_dispatched", "交办", text, [*lead, *assist])
    if with_notice and not item.restricted:
        await _request_notice(session, act, item, by)
    return item


async def _request_notice(session: AsyncSession, act: Act, item: SupervisedItem, by: Capacity | None) -> None:
    view = act.view
    rule = f"于{item.due}前以正式公文反馈，由单位主要负责人签发；涉及项目的，写明已完成投资额、工程量和完成任务百分比。"
    data = {
        "organ": ORGAN,
        "item_no": item.number,
        "title": line(item.title),
        "source": item.source_type.label,
        "source_ref": line(item.basis) or "—",
        "points": [line(point) for point in item.points],
        "leader": f"{view.title_of(item.leader_id)}{view.person_name(item.leader_id)}" if item.leader_id else "—",
        "lead_unit": view.unit_name(item.lead_unit_id),
        "support_units": [view.unit_name(unit) for unit in item.assist_unit_ids],
        "assigned_on": act.on.isoformat(),
        "due": item.due.isoformat() if item.due else None,
        "report_rule": [rule],
        "contact": f"督查室 {act.doer.name}",
    }
    to = recipients(act, [unit for unit in (item.lead_unit_id, *item.assist_unit_ids) if unit])
    title = f"交办通知单：{item.title}"
    await request_paper(session, act, item, DocumentKind.ASSIGNMENT_NOTICE, title, data, to=to, by=by, signed_on=act.on)


async def receive_item(session: AsyncSession, act: Act, *, item_id: UUID) -> SupervisedItem:
    """签收 by the lead unit or an assisting unit (DC-7.2a); the clock does not wait for it."""
    item = await locked(session, act, item_id)
    own = {holding.unit_id for holding in act.view.holdings_of(act.doer.id)}
    lead = item.lead_unit_id
    of_lead = lead is not None and bool({lead, act.view.responsible_unit(lead)} & own)
    by = advance(session, ITEM, "receive_item", Case(item, act, of_lead))
    mine = own | {unit for unit in item.assist_unit_ids if act.view.responsible_unit(unit) in own}
    unit_id = lead if of_lead else next((unit for unit in item.assist_unit_ids if unit in mine), lead)
    assert unit_id is not None
    row = {"item_id": item.id, "unit_id": unit_id, "by": act.doer.id, "at": act.occurred_at}
    query = insert(Receipt).values(**row).on_conflict_do_nothing().returning(Receipt.unit_id)
    if (await session.execute(query)).scalar_one_or_none() is None:
        return item
    if of_lead:
        item.received_at, item.received_by = act.occurred_at, act.doer.id
        await meet(session, act, item, RECEIPT.key)
        desk.close_task(session, act, item, RECEIPT.key, people.lead_people(act, item))
    if not item.restricted:
        event = ItemReceived(
            item_id=item.id,
            number=item.number or "",
            decision_id=item.decision_id,
            unit_id=unit_id,
            by=act.doer.id,
            at=act.occurred_at,
        )
        publish(session, act, event, item, by)
    note(session, act, item, TimelineAction.RECEIVED, act.view.unit_name(unit_id), by)
    return item


async def begin_item(session: AsyncSession, act: Act, *, item_id: UUID, measures: str = "") -> SupervisedItem:
    """分解落实: the unit says how it goes about it."""
    item = await locked(session, act, item_id)
    by = advance(session, ITEM, "begin_item", Case(item, act))
    item.progress = measures or item.progress
    note(session, act, item, TimelineAction.BEGUN, "", by)
    return item


async def confirm_item_registrations(session: AsyncSession, act: Act, *, item_id: UUID) -> SupervisedItem:
    """办主任 confirms what was registered after the fact (AMB-47)."""
    item = await locked(session, act, item_id)
    await confirm_registrations(session, item, act)
    return item
