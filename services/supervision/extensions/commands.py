"""What may be asked of extensions: requesting, verifying, deciding."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.desk import person, post
from services.contracts.shared import Addressee
from services.contracts.supervision import ItemExtended, ItemExtensionRejected
from services.contracts.words.directory import PostCode
from services.contracts.words.shared import DocumentKind
from services.contracts.words.supervision import SourceType
from services.kernel import files
from services.kernel.acts import Act
from services.kernel.authority import Capacity
from services.kernel.ids import new_id
from services.kernel.lifecycle import advance
from services.kernel.model import load
from services.kernel.outbox import publish
from services.kernel.refusals import NotFound
from services.kernel.rules import Case
from services.supervision import desk as people
from services.supervision.desk import desk
from services.supervision.extensions.lifecycle import EXTENSION
from services.supervision.extensions.model import PENDING, Extension, ExtensionState
from services.supervision.extensions.rules import Request
from services.supervision.items.commands import HANDLE, locked, move_due, note
from services.supervision.items.lifecycle import ITEM
from services.supervision.items.model import SupervisedItem, TimelineAction
from services.supervision.papers.commands import line, office_name, recipients, request_paper

VERIFY, DECIDE = "verify_extension", "approve_extension"


@dataclass(frozen=True)
class ExtensionDraft:
    """What the unit asks for, and why (DC-7.2b)."""

    requested_due: date
    difficulty: str = ""
    work_done: str = ""
    file_ids: list[UUID] = field(default_factory=list)


def needs_county_head(act: Act, item: SupervisedItem) -> bool:
    """Items of 常务 and 县长办公会议, 县长批示 and restricted ones go to 县长 himself (AMB-09, AMB-42)."""
    if item.restricted or item.source_type.value in act.policies.listed("extension_by_county_head"):
        return True
    by_instruction = item.source_type in (SourceType.INSTRUCTION, SourceType.INSTRUCTION_PAPER)
    leader = item.source_leader_id
    return by_instruction and leader is not None and act.view.holds(leader, PostCode.COUNTY_HEAD)


async def request_extension(session: AsyncSession, act: Act, *, item_id: UUID, draft: ExtensionDraft) -> Extension:
    """延期申请 in writing by the unit's head, on or before the due date (DC-7.2b)."""
    item = await locked(session, act, item_id)
    query = select(Extension.id).where(Extension.item_id == item.id, Extension.state.in_(PENDING))
    pending = (await session.execute(query)).first() is not None
    request = Request(draft.requested_due, draft.difficulty, draft.work_done, pending)
    by = advance(session, ITEM, "request_extension", Case(item, act, request))
    assert item.due is not None
    extension = Extension(
        id=new_id(),
        item_id=item.id,
        item=item,
        state=ExtensionState.SUBMITTED,
        old_due=item.due,
        requested_due=draft.requested_due,
        difficulty=draft.difficulty,
        work_done=draft.work_done,
        requested_by=act.doer.id,
        requested_on=act.on,
        by_county_head=needs_county_head(act, item),
        created_at=act.at,
    )
    session.add(extension)
    await session.flush()
    await files.attach(session, act, draft.file_ids, extension)
    note(session, act, item, TimelineAction.EXTENSION_REQUESTED, f"{item.due}→{draft.requested_due}", by)
    _ask(session, act, extension, VERIFY, "核查延期申请", people.inspectors(item))
    return extension


def _ask(session: AsyncSession, act: Act, extension: Extension, kind: str, what: str, to: list[Addressee]) -> None:
    """A to-do about the request itself, so that two requests of one item stay apart."""
    item = extension.item
    title = f"{what}：{item.title}（{item.number}）"
    desk.open_task(session, act, extension, kind, title, to, restricted=item.restricted)


async def _loaded(session: AsyncSession, act: Act, extension_id: UUID) -> Extension:
    """The request with its item; the item is locked first, as everywhere."""
    item_id = await session.scalar(select(Extension.item_id).where(Extension.id == extension_id))
    if item_id is None:
        raise NotFound("Extension", extension_id)
    item = await locked(session, act, item_id, versioned=False)
    extension = await load(session, Extension, extension_id, act)
    extension.item = item
    return extension


def _approvers(act: Act, extension: Extension) -> list[Addressee]:
    return [post(PostCode.COUNTY_HEAD)] if extension.by_county_head else people.leader(act, extension.item)


async def verify_extension(session: AsyncSession, act: Act, *, extension_id: UUID, finding: str) -> Extension:
    """督查室核查: what it found, in words; then it goes to the leader."""
    extension = await _loaded(session, act, extension_id)
    item = extension.item
    by = advance(session, EXTENSION, "verify_extension", Case(extension, act, finding))
    extension.finding, extension.verified_by, extension.verified_at = finding, act.doer.id, act.at
    note(session, act, item, TimelineAction.EXTENSION_VERIFIED, "", by)
    desk.close_task(session, act, extension, VERIFY, people.inspectors(item))
    _ask(session, act, extension, DECIDE, "审批延期申请", _approvers(act, extension))
    return extension


async def approve_extension(session: AsyncSession, act: Act, *, extension_id: UUID, opinion: str = "") -> Extension:
    """县政府领导同意 (DC-7.2b): only now the new date stands; earlier overdue days stay in the statistics."""
    extension = await _loaded(session, act, extension_id)
    by = advance(session, EXTENSION, "approve_extension", Case(extension, act))
    item = extension.item
    move_due(session, act, item, extension.requested_due, extension=True)
    item.extension_count += 1
    event = ItemExtended(
        item_id=item.id,
        number=item.number or "",
        decision_id=item.decision_id,
        extension_id=extension.id,
        old_due=extension.old_due,
        new_due=extension.requested_due,
        approver_id=act.doer.id,
    )
    publish(session, act, event, item, by)
    note(session, act, item, TimelineAction.EXTENDED, f"{extension.old_due}→{extension.requested_due}", by)
    people.ask(session, act, item, HANDLE, "办理督办事项", people.lead_people(act, item), item.due)
    await _answer(session, act, extension, opinion, by)
    return extension


async def reject_extension(session: AsyncSession, act: Act, *, extension_id: UUID) -> Extension:
    """不同意延期: the old date stands."""
    extension = await _loaded(session, act, extension_id)
    by = advance(session, EXTENSION, "reject_extension", Case(extension, act))
    item = extension.item
    event = ItemExtensionRejected(
        item_id=item.id,
        number=item.number or "",
        decision_id=item.decision_id,
        extension_id=extension.id,
        old_due=extension.old_due,
        requested_due=extension.requested_due,
        approver_id=act.doer.id,
    )
    publish(session, act, event, item, by)
    note(session, act, item, TimelineAction.EXTENSION_REJECTED, act.reason or "", by)
    await _answer(session, act, extension, act.reason or "", by)
    return extension


async def _answer(session: AsyncSession, act: Act, extension: Extension, opinion: str, by: Capacity | None) -> None:
    """延期批复: kept, told to unit and 督查室, and requested as a numbered paper."""
    item, approved = extension.item, extension.state is ExtensionState.APPROVED
    extension.opinion, extension.decided_by, extension.decided_at = opinion, act.doer.id, act.at
    extension.decided_on_behalf_of, extension.stamp = (by.on_behalf_of, by.stamp) if by else (None, "")
    desk.close_task(session, act, extension, DECIDE, _approvers(act, extension))
    to = [*people.lead_people(act, item), *people.inspectors(item), person(extension.requested_by)]
    text = (
        f"同意办理时限由{extension.old_due}延至{extension.requested_due}。"
        if approved
        else f"不同意延期，仍按{extension.old_due}办理。"
    )
    desk.notify(
        session, act, item, "extension_decided", f"延期批复：{item.title}", text, to, restricted=item.restricted
    )
    if item.restricted or item.lead_unit_id is None:
        return
    data = {
        "mark": office_name(act),
        "organ": office_name(act),
        "unit": act.view.unit_name(item.lead_unit_id),
        "item_title": line(item.title),
        "item_no": item.number,
        "applied_on": extension.requested_on.isoformat(),
        "original_due": extension.old_due.isoformat(),
        "requested_due": extension.requested_due.isoformat(),
        "findings": line(extension.finding),
        "approved": approved,
        "new_due": extension.requested_due.isoformat() if approved else None,
        "approver": f"{act.view.title_of(act.doer.id)}{act.view.person_name(act.doer.id)}",
        "demands": [line(opinion)] if opinion.strip() and approved else [],
        "dated": act.on.isoformat(),
    }
    await request_paper(
        session,
        act,
        extension,
        DocumentKind.EXTENSION_REPLY,
        f"关于{item.title}延期申请的批复",
        data,
        series="EXTENSION",
        to=recipients(act, [item.lead_unit_id]),
        by=by,
        signed_on=act.on,
    )
