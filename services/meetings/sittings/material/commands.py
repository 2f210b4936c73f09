"""Material for a meeting: it comes, it is confirmed, and what is not to standard goes back whole (CW-4.4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.desk import person
from services.kernel import deadlines, files
from services.kernel.acts import Act
from services.kernel.authority import may
from services.kernel.lifecycle import advance
from services.kernel.refusals import ACTOR_NOT_ALLOWED, CONTENT_INVALID, refuse
from services.kernel.rules import Case
from services.meetings.desk import DESK
from services.meetings.rights import OFFICE
from services.meetings.sittings.agenda.commands import ask_about_late
from services.meetings.sittings.commands import DELIVER, ask_for_material, lock_item, units_of
from services.meetings.sittings.lifecycle import AGENDA_ITEM
from services.meetings.sittings.material.model import FormatPoint, MeetingMaterial
from services.meetings.sittings.material.receipts import hand_out, in_force, may_have
from services.meetings.sittings.model import AgendaItem, Meeting
from services.meetings.sittings.naming import meeting_name
from services.meetings.sittings.rules import Sitting


@dataclass(frozen=True)
class FormatCheck:
    """One point of the checklist: 符合, or 不符合 with what is wrong."""

    point: FormatPoint
    conforms: bool
    remark: str = ""

    def told(self) -> str:
        return f"{self.point.label}不符合（{self.remark.strip()}）"


async def deliver_material(
    session: AsyncSession,
    act: Act,
    *,
    item_id: UUID,
    paper_copies: int | None = None,
    file_ids: Sequence[UUID] = (),
) -> Meeting:
    """The unit's material is in the office's hands: electronically, or as paper copies (CW-4.4a).

    What comes after a return, or with files, is a new version; else the office confirms the copies of the one it has.
    """
    sitting, item = await lock_item(session, act, item_id)
    if paper_copies is not None and paper_copies < 0:
        raise refuse(CONTENT_INVALID, "份数", path=("paperCopies",))
    if paper_copies is not None and may(OFFICE, item, act) is None:
        raise refuse(ACTOR_NOT_ALLOWED, path=("paperCopies",))  # the office counts them (CW-4.4a)
    advance(session, AGENDA_ITEM, DELIVER, Case(item, act, sitting))
    due = await deadlines.meet(session, act, item, "material_print")
    held = (await in_force(session, item.meeting_id)).get(item.id)
    if held is None:
        item.material_delivered_at = act.occurred_at
        item.material_late = deadlines.is_late(due, act)
    if held is None or file_ids:
        held = await _keep(session, act, item, file_ids, late=deadlines.is_late(due, act))
        await _reach(session, act, sitting, item, held)
    held.paper_copies = item.paper_copies = item.paper_copies if paper_copies is None else paper_copies
    DESK.close_task(session, act, item, DELIVER, units_of([item]))
    if item.material_late and not item.kept_reason:
        ask_about_late(session, act, sitting, item)
    return sitting.meeting


async def _keep(
    session: AsyncSession, act: Act, item: AgendaItem, file_ids: Sequence[UUID], *, late: bool
) -> MeetingMaterial:
    before = await session.scalar(select(func.max(MeetingMaterial.number)).where(MeetingMaterial.item_id == item.id))
    material = MeetingMaterial(
        meeting_id=item.meeting_id,
        item_id=item.id,
        topic_id=item.topic_id,
        unit_id=item.unit_id,
        number=(before or 0) + 1,
        late=late,
        delivered_at=act.occurred_at,
        delivered_by=act.doer.id,
        checks=[],
    )
    session.add(material)
    await session.flush()
    await files.attach(session, act, file_ids, material)
    return material


async def _reach(
    session: AsyncSession, act: Act, sitting: Sitting, item: AgendaItem, material: MeetingMaterial
) -> None:
    """Who was told of the meeting gets it at once; whoever is told later gets it then."""
    to = [a for a in sitting.attendees if a.notified_at is not None and may_have(item, a)]
    await hand_out(session, act, sitting.meeting, to)
    text = f"第{item.position}项议题会议材料（第{material.number}版）已送达，请阅知。"
    people = [person(a.person_id) for a in to if a.person_id is not None]
    name = meeting_name(sitting.meeting)
    DESK.notify(session, act, sitting.meeting, "material_delivered", name, text, people)


async def return_material(session: AsyncSession, act: Act, *, item_id: UUID, checks: Sequence[FormatCheck]) -> Meeting:
    """一律退回, with what is not to standard: the unit prints anew; what comes after the last day is late (AMB-06)."""
    sitting, item = await lock_item(session, act, item_id)
    wrong = _wrong(checks)
    advance(session, AGENDA_ITEM, "return_material", Case(item, act, sitting))
    held = (await in_force(session, item.meeting_id))[item.id]
    held.returned_at, held.returned_by, held.returned_because = act.occurred_at, act.doer.id, act.reason or ""
    held.checks = [{"point": c.point.value, "conforms": c.conforms, "remark": c.remark.strip()} for c in checks]
    item.material_delivered_at = item.paper_copies = None
    await ask_for_material(session, act, sitting, item)
    why = "、".join(each.told() for each in wrong) + (f"。{act.reason.strip()}" if act.reason else "")
    text = f"《{sitting.title(item)}》会议材料不符合规范要求，退回重新印制并及时报送：{why}"
    name, to = meeting_name(sitting.meeting), units_of([item])
    DESK.notify(session, act, sitting.meeting, "material_returned", name, text, to, restricted=item.restricted)
    return sitting.meeting


def _wrong(checks: Sequence[FormatCheck]) -> list[FormatCheck]:
    """What does not conform; raises CONTENT_INVALID unless all five points are answered and one of them says why."""
    if sorted(each.point for each in checks) != sorted(FormatPoint):
        points = "、".join(each.label for each in FormatPoint)
        raise refuse(CONTENT_INVALID, f"规范检查应逐项填写：{points}", path=("checks",))
    wrong = [each for each in checks if not each.conforms]
    if not wrong:
        raise refuse(CONTENT_INVALID, "各项均符合规范要求，不应退回", path=("checks",))
    for each in wrong:
        if not each.remark.strip():
            raise refuse(CONTENT_INVALID, f"{each.point.label}不符合的情况", path=("checks", "remark"))
    return wrong
