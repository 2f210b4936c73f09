"""What may be asked of the supervision of items: urging, answering, recording a visit."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.supervision import ItemUrged
from services.contracts.words.directory import PostCode
from services.contracts.words.supervision import UrgeMethod
from services.kernel import files
from services.kernel.acts import Act
from services.kernel.audit import Record, record
from services.kernel.authority import Capacity, Right, authorise
from services.kernel.deadlines import meet
from services.kernel.lifecycle import advance
from services.kernel.model import load
from services.kernel.outbox import publish
from services.kernel.refusals import CONTENT_INVALID, Refused, Violation, refuse
from services.kernel.rules import Case
from services.supervision import desk as people
from services.supervision.desk import desk
from services.supervision.followup.model import Inspection, Urge
from services.supervision.items.commands import FIRST_SUPERVISION, SUPERVISE, locked, note
from services.supervision.items.lifecycle import ITEM
from services.supervision.items.model import SupervisedItem, TimelineAction

RECTIFY, ANSWER = "rectify_findings", "answer_urge"


@dataclass(frozen=True)
class Visit:
    """What was found on site."""

    visited_on: date
    place: str
    findings: str
    inspectors: list[str] = field(default_factory=list)
    unannounced: bool = True
    rectify_by: date | None = None
    file_ids: list[UUID] = field(default_factory=list)


async def supervised(
    session: AsyncSession,
    act: Act,
    item: SupervisedItem,
    method: UrgeMethod,
    text: str,
    by: Capacity | None,
) -> Urge:
    """A 督办 record, of whatever kind: it counts as urging and settles the first supervision (CW-6.3a)."""
    urge = Urge(item_id=item.id, method=method, by=act.doer.id, at=act.occurred_at, text=text)
    session.add(urge)
    await session.flush()
    item.urge_count += 1
    await meet(session, act, item, FIRST_SUPERVISION.key)
    desk.close_task(session, act, item, SUPERVISE, people.handlers(act, item))
    event = ItemUrged(
        item_id=item.id,
        number=item.number or "",
        decision_id=item.decision_id,
        method=method,
        by=act.doer.id,
        at=act.occurred_at,
    )
    publish(session, act, event, item, by)
    return urge


async def urge_item(session: AsyncSession, act: Act, *, item_id: UUID, method: UrgeMethod, text: str) -> SupervisedItem:
    """催办 by 督查室 or by the section of the item's 口."""
    item = await locked(session, act, item_id)
    if not text.strip():
        raise refuse(CONTENT_INVALID, "催办内容", path=("text",))
    by = advance(session, ITEM, "urge_item", Case(item, act))
    await supervised(session, act, item, method, text, by)
    note(session, act, item, TimelineAction.URGED, f"{method.label}：{text}", by)
    if item.dispatched_at is not None:
        lead = people.lead_people(act, item)
        people.tell(session, act, item, "item_urged", "催办", text, lead)
        people.ask(session, act, item, ANSWER, "答复催办", lead)
    return item


async def answer_urge(session: AsyncSession, act: Act, *, urge_id: UUID, answer: str) -> SupervisedItem:
    """The unit answers an urge."""
    urge = await load(session, Urge, urge_id, act, versioned=False)
    item = await locked(session, act, urge.item_id)
    lead = (item.lead_unit_id,) if item.lead_unit_id else ()
    rights = [Right[SupervisedItem](post, of=lambda _: lead) for post in (PostCode.UNIT_HEAD, PostCode.UNIT_CLERK)]
    by = authorise(rights, item, act)
    if isinstance(by, Violation):
        raise Refused([by])
    if not answer.strip():
        raise refuse(CONTENT_INVALID, "答复内容", path=("answer",))
    urge.answer, urge.answered_by, urge.answered_at = answer, act.doer.id, act.occurred_at
    record(session, Record(act, "answer_urge", "SupervisedItem", item.id, capacity=by, clauses=("DC-7.2a",)))
    note(session, act, item, TimelineAction.URGE_ANSWERED, answer, by)
    desk.close_task(session, act, item, ANSWER, people.lead_people(act, item))
    return item


async def record_inspection(session: AsyncSession, act: Act, *, item_id: UUID, visit: Visit) -> SupervisedItem:
    """现场督查记录 (DC-7.3): what was found, and until when it is put right."""
    item = await locked(session, act, item_id)
    faulty = {
        "督查时间": visit.visited_on > act.on,
        "督查地点": not visit.place.strip(),
        "发现问题": not visit.findings.strip(),
        "整改期限": visit.rectify_by is not None and visit.rectify_by <= visit.visited_on,
    }
    if any(faulty.values()):
        raise refuse(CONTENT_INVALID, "、".join(name for name, wrong in faulty.items() if wrong), path=("visit",))
    by = advance(session, ITEM, "record_inspection", Case(item, act))
    inspection = Inspection(
        item_id=item.id,
        visited_on=visit.visited_on,
        place=visit.place,
        inspectors=visit.inspectors or [act.doer.name],
        unannounced=visit.unannounced,
        findings=visit.findings,
        rectify_by=visit.rectify_by,
        recorded_by=act.person.id,
        recorded_at=act.at,
    )
    session.add(inspection)
    await session.flush()
    await files.attach(session, act, visit.file_ids, inspection)
    await supervised(session, act, item, UrgeMethod.ON_SITE, visit.findings, by)
    note(session, act, item, TimelineAction.VISITED, f"{visit.place}：{visit.findings}", by)
    if visit.rectify_by is not None:
        lead = people.lead_people(act, item)
        title = f"现场督查问题整改：{item.title}（{item.number}）"
        desk.open_task(session, act, inspection, RECTIFY, title, lead, due=visit.rectify_by, restricted=item.restricted)
        words = f"{visit.findings}。请于{visit.rectify_by}前整改到位。"
        people.tell(session, act, item, "findings_to_rectify", "限期整改", words, lead)
    return item


async def confirm_rectified(session: AsyncSession, act: Act, *, inspection_id: UUID) -> SupervisedItem:
    """督查室 or the section sees that what was found has been put right."""
    inspection = await load(session, Inspection, inspection_id, act, versioned=False)
    item = await locked(session, act, inspection.item_id)
    by = authorise(ITEM["record_inspection"].by, item, act)
    if isinstance(by, Violation):
        raise Refused([by])
    if inspection.rectified_on is None:
        inspection.rectified_on = act.on
        record(session, Record(act, "confirm_rectified", "SupervisedItem", item.id, capacity=by, clauses=("DC-7.3",)))
        note(session, act, item, TimelineAction.VISITED, f"{inspection.place}：问题已整改", by)
        desk.close_task(session, act, inspection, RECTIFY, people.lead_people(act, item))
    return item
