"""How issued minutes become supervised items, and what later happens to the decisions (DC-5.3, AMB-08, AMB-37)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.base import PERSONNEL_MASK
from services.contracts.meetings import (
    Decision,
    DecisionChanged,
    MinutesCorrected,
    MinutesIssued,
    PartyApprovalRecorded,
)
from services.contracts.supervision import ItemSuspended
from services.contracts.words.meetings import DecisionStatus, MeetingKind, Outcome, PartyResult, SpecialBasis, TopicFlag
from services.contracts.words.supervision import Handler, ItemCategory, ItemState, SourceType
from services.kernel.acts import Act
from services.kernel.deadlines import new_deadline, open_deadline
from services.kernel.ids import new_id
from services.kernel.lifecycle import advance
from services.kernel.outbox import publish
from services.kernel.rules import IN_FORCE, Case
from services.supervision import desk as people
from services.supervision.closing.commands import drop
from services.supervision.items.commands import (
    FIRST_SUPERVISION,
    SET_DUE,
    announce,
    ask_to_dispatch,
    give_number,
    move_due,
    note,
    take_numbers,
)
from services.supervision.items.lifecycle import ITEM
from services.supervision.items.model import SupervisedItem, TimelineAction
from services.supervision.minutes.model import PartyApproval

SUPERVISED_OUTCOMES = (Outcome.AGREED, Outcome.AGREED_IN_PRINCIPLE, Outcome.TO_PARTY_COMMITTEE)
VOID = (DecisionStatus.SUPERSEDED, DecisionStatus.RESCINDED)
RELEASING = (PartyResult.AGREED, PartyResult.AGREED_AS_AMENDED)
SOURCES = {
    MeetingKind.PLENARY: SourceType.PLENARY_MEETING,
    MeetingKind.STANDING: SourceType.STANDING_MEETING,
    MeetingKind.MAYOR: SourceType.MAYOR_MEETING,
    MeetingKind.SPECIAL: SourceType.SPECIAL_MEETING,
}


@dataclass(frozen=True)
class Origin:
    """The minutes that decisions stand in."""

    minutes_id: UUID
    document_number: str
    meeting_id: UUID
    kind: MeetingKind
    meeting_date: date
    session_no: int | None = None
    host_id: UUID | None = None
    basis: SpecialBasis | None = None

    @property
    def label(self) -> str:
        """第2次常务会议."""
        return (
            f"第{self.session_no}次{self.kind.label}"
            if self.session_no
            else f"{self.kind.label}（{self.meeting_date}）"
        )

    @property
    def source(self) -> SourceType:
        commissioned = self.kind is MeetingKind.SPECIAL and self.basis is SpecialBasis.COMMISSIONED
        return SourceType.COMMISSIONED_MEETING if commissioned else SOURCES[self.kind]


def is_supervised(decision: Decision) -> bool:
    """Only decisions with a lead unit under 同意, 原则同意, 提请县委审定 become items (spec 03)."""
    return decision.lead_unit_id is not None and decision.outcome in SUPERVISED_OUTCOMES and decision.status not in VOID


async def register_from_minutes(session: AsyncSession, act: Act, event: MinutesIssued) -> None:
    """One item per decision; the same minutes again change nothing (AT-31). Before the rules nothing was owed."""
    if event.meeting_date < IN_FORCE:
        return
    origin = Origin(
        minutes_id=event.minutes_id,
        document_number=event.document_number,
        meeting_id=event.meeting_id,
        kind=event.meeting_kind,
        meeting_date=event.meeting_date,
        session_no=event.session_no,
        host_id=event.host_id,
        basis=event.basis,
    )
    await _register(session, act, origin, event.decisions)


async def _register(session: AsyncSession, act: Act, origin: Origin, decisions: Iterable[Decision]) -> None:
    wanted = {each.decision_id: each for each in decisions if is_supervised(each)}
    if not wanted:
        return
    year = act.today.year
    numbers = await take_numbers(session, year, len(wanted))  # whoever else registers these decisions now waits here
    query = select(SupervisedItem.decision_id).where(SupervisedItem.decision_id.in_(wanted))
    known = set((await session.execute(query)).scalars())
    new = [each for decision_id, each in wanted.items() if decision_id not in known]
    if known:
        await take_numbers(session, year, -len(known))  # the last ones taken go back
    results = await _party_results(session, new)
    items = []
    for serial, decision in zip(numbers, new, strict=False):
        item = _item(act, origin, decision, results.get(decision.decision_id))
        give_number(item, serial)
        items.append(item)
    session.add_all(items)
    for item in items:
        announce(session, act, item)
        if item.state is ItemState.SUSPENDED:
            _suspended(session, act, item)
        elif item.state is ItemState.REGISTERED:
            title = f"首次督办 {item.number}"
            start = item.meeting_date or act.on
            session.add(new_deadline(act, item, FIRST_SUPERVISION, start, title=title, owner_unit_id=item.lead_unit_id))
            _ask_for_due(session, act, item)


async def _party_results(session: AsyncSession, decisions: Iterable[Decision]) -> dict[UUID, PartyApproval]:
    """What 县委 has already said of those that are its to approve."""
    asked = [each.decision_id for each in decisions if each.needs_party_approval]
    if not asked:
        return {}
    query = select(PartyApproval).where(PartyApproval.decision_id.in_(asked))
    return {row.decision_id: row for row in (await session.execute(query)).scalars()}


def _item(act: Act, origin: Origin, decision: Decision, known: PartyApproval | None) -> SupervisedItem:
    if known is not None and known.decision:
        newest = Decision.model_validate(known.decision)
        decision = newest if newest.revision > decision.revision else decision
    waits = decision.needs_party_approval and decision.status is not DecisionStatus.EFFECTIVE
    if known is not None and known.result in RELEASING:
        waits = False
    if known is not None and known.result is PartyResult.NOT_AGREED:
        state = ItemState.CANCELLED
    else:
        state = ItemState.SUSPENDED if waits else ItemState.REGISTERED
    by_section = origin.source is SourceType.SPECIAL_MEETING and not decision.restricted
    item = SupervisedItem(
        id=new_id(),  # now, since what is said of the item names it
        year=act.today.year,
        state=state,
        registered_on=act.today,
        source_type=origin.source,
        basis=origin.document_number,
        source_leader_id=decision.source_leader_id or origin.host_id,
        decision_id=decision.decision_id,
        minutes_id=origin.minutes_id,
        meeting_id=origin.meeting_id,
        meeting_kind=origin.kind,
        meeting_date=origin.meeting_date,
        meeting_label=origin.label,
        handler=Handler.LIAISON_SECTION if by_section else Handler.SUPERVISION_OFFICE,
        category=ItemCategory.URGENT if TopicFlag.URGENT in decision.flags else ItemCategory.GENERAL,
        due=decision.due,
        original_due=decision.due,
        suspended_on=act.today if state is ItemState.SUSPENDED else None,
        cancelled_on=act.today if state is ItemState.CANCELLED else None,
        created_at=act.at,
    )
    _take_over(act, item, decision)
    return item


def _take_over(act: Act, item: SupervisedItem, decision: Decision) -> None:
    """The content follows the decision's revision; a restricted one brings no text (AMB-42)."""
    item.decision_revision, item.decision_number = decision.revision, decision.number
    item.topic_id, item.restricted = decision.topic_id, decision.restricted
    item.title = PERSONNEL_MASK if decision.restricted else decision.topic_title
    item.content = "" if decision.restricted else decision.text
    item.points = [PERSONNEL_MASK if decision.restricted else decision.text]
    item.lead_unit_id, item.assist_unit_ids = decision.lead_unit_id, list(decision.assist_unit_ids)
    leader = act.view.leader_of_unit(decision.lead_unit_id) if decision.lead_unit_id else None
    item.leader_id = decision.portfolio_leader_id or (leader.id if leader else None)
    item.due_text, item.long_term = decision.due_text or "", decision.long_term
    item.is_project = TopicFlag.PROJECT in decision.flags


def _suspended(session: AsyncSession, act: Act, item: SupervisedItem) -> None:
    event = ItemSuspended(
        item_id=item.id, number=item.number or "", decision_id=item.decision_id, at=act.at, reason="待县委审定"
    )
    publish(session, act, event, item)
    note(session, act, item, TimelineAction.SUSPENDED, "待县委审定（GZ-3）")


async def correct_from_minutes(session: AsyncSession, act: Act, event: MinutesCorrected) -> None:
    """更正: the highest revision counts; a handed-out item keeps its points until 督查室 has looked at it."""
    query = select(SupervisedItem).where(SupervisedItem.meeting_id == event.meeting_id).with_for_update()
    items = {item.decision_id: item for item in (await session.execute(query)).scalars()}
    strangers = []
    for decision in event.decisions:
        item = items.get(decision.decision_id)
        if item is None:
            strangers.append(decision)
        elif item.decision_revision is None or decision.revision > item.decision_revision:
            _correct(session, act, item, decision, event.document_number)
    pattern = next(iter(items.values()), None)
    origin = Origin(
        minutes_id=event.minutes_id,
        document_number=event.document_number,
        meeting_id=event.meeting_id,
        kind=event.meeting_kind,
        meeting_date=event.meeting_date,
        session_no=event.session_no,
        host_id=event.host_id or (pattern.source_leader_id if pattern else None),
        basis=event.basis,
    )
    await _register(session, act, origin, strangers)


def _correct(session: AsyncSession, act: Act, item: SupervisedItem, decision: Decision, basis: str) -> None:
    if item.dispatched_at is None:
        _take_over(act, item, decision)
        move_due(session, act, item, decision.due)
    else:
        item.decision_revision = decision.revision
        item.title = PERSONNEL_MASK if decision.restricted else decision.topic_title
        item.content = "" if decision.restricted else decision.text
    item.basis, item.source_changed = basis, True
    note(session, act, item, TimelineAction.SOURCE_CHANGED, f"{basis}（第{decision.revision}版）")
    text = f"依据已由{basis}更正，请核对要点和时限。"
    people.tell(session, act, item, "source_changed", "依据变更", text, people.handlers(act, item))


async def end_with_decision(session: AsyncSession, act: Act, event: DecisionChanged) -> None:
    """The decision was changed or ended by a later one: its item ends, what follows has an item of its own (GZ-9.3)."""
    query = select(SupervisedItem).where(SupervisedItem.decision_id == event.decision_id).with_for_update()
    item = (await session.execute(query)).scalar_one_or_none()
    if item is not None and item.state in ITEM["cancel_item"].after:
        await drop(session, act, item, f"{event.number}{event.status.label}，依据{event.by_number}")


async def keep_party_approval(session: AsyncSession, act: Act, event: PartyApprovalRecorded) -> None:
    """县委审定结果 (GZ-3, AMB-37): released, released as amended, cancelled, or still waiting."""
    values = {
        "result": event.result,
        "ref_no": event.ref_no,
        "decided_on": event.decided_on,
        "recorded_on": event.recorded_on,
        "decision": event.decision.model_dump(mode="json") if event.decision else {},
    }
    await session.execute(
        insert(PartyApproval)
        .values(decision_id=event.decision_id, **values)
        .on_conflict_do_update(index_elements=["decision_id"], set_=values)
    )
    query = select(SupervisedItem).where(SupervisedItem.decision_id == event.decision_id).with_for_update()
    item = (await session.execute(query)).scalar_one_or_none()
    if item is None or item.state is not ItemState.SUSPENDED:
        return
    if event.result is PartyResult.NOT_AGREED:
        await drop(session, act, item, f"县委审定结果：{event.result.label}（{event.ref_no}）")
    elif event.result in RELEASING:
        await _release(session, act, item, event)


async def _release(session: AsyncSession, act: Act, item: SupervisedItem, event: PartyApprovalRecorded) -> None:
    """Nothing ran before effect: first supervision one month after the recording (AMB-37)."""
    advance(session, ITEM, "release_item", Case(item, act))
    item.released_on = event.recorded_on
    if event.decision is not None and event.decision.revision > (item.decision_revision or 0):
        _take_over(act, item, event.decision)
        move_due(session, act, item, event.decision.due)
    note(session, act, item, TimelineAction.RELEASED, f"县委审定：{event.result.label}（{event.ref_no}）")
    title = f"首次督办 {item.number}"
    await open_deadline(
        session, act, item, FIRST_SUPERVISION, event.recorded_on, title=title, owner_unit_id=item.lead_unit_id
    )
    ask_to_dispatch(session, act, item)
    if item.due is not None and item.due < event.recorded_on:
        deadline = await open_deadline(session, act, item, SET_DUE, event.recorded_on, title=f"重定时限 {item.number}")
        _ask_for_due(session, act, item, deadline.due)


def _ask_for_due(session: AsyncSession, act: Act, item: SupervisedItem, due: date | None = None) -> None:
    """督查室 sets a due date where the minutes have none, or where it passed while the item was suspended."""
    if item.due is None or due is not None:
        people.ask(session, act, item, SET_DUE.key, "确定办理时限", people.handlers(act, item), due)
