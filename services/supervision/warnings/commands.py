"""What may be asked of warning sheets: drafting, signing, receiving, replying, closing."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.desk import person, post
from services.contracts.shared import Addressee
from services.contracts.supervision import WarningIssued
from services.contracts.words.directory import PostCode
from services.contracts.words.shared import DocumentKind, Light
from services.contracts.words.supervision import UrgeMethod, WarningLevel, WarningReason
from services.kernel import files
from services.kernel.acts import Act
from services.kernel.audit import Record, record
from services.kernel.authority import Capacity, authorise
from services.kernel.lifecycle import advance, confirm_registrations
from services.kernel.model import load
from services.kernel.outbox import publish
from services.kernel.refusals import CONTENT_INVALID, STATE_NOT_ALLOWED, Attempt, NotFound, Refused, Violation, refuse
from services.kernel.rules import Case
from services.supervision import desk as people
from services.supervision.desk import desk
from services.supervision.followup.commands import supervised
from services.supervision.items.commands import locked, note
from services.supervision.items.lights import light
from services.supervision.items.model import UNDER_WAY, SupervisedItem, TimelineAction
from services.supervision.papers.commands import ORGAN, line, recipients, request_paper
from services.supervision.papers.model import Paper
from services.supervision.warnings.lifecycle import SUPERVISION, WARNING
from services.supervision.warnings.model import WarningSheet, WarningState

SIGN, REPLY, CHECK, DRAFT = "sign_warning", "reply_warning", "close_warning", "draft_warning"


@dataclass(frozen=True)
class WarningDraft:
    """What the sheet says; about an item, or about a unit and a matter."""

    reason: WarningReason
    problems: list[str]
    demands: list[str]
    rectify_by: date
    reply_due: date
    item_id: UUID | None = None
    unit_id: UUID | None = None
    matter: str = ""
    source: str = ""
    level: WarningLevel | None = None


@dataclass(frozen=True)
class WarningChange:
    """What is worded anew before signing; None stays."""

    reason: WarningReason | None = None
    problems: list[str] | None = None
    demands: list[str] | None = None
    rectify_by: date | None = None
    reply_due: date | None = None
    matter: str | None = None
    source: str | None = None
    level: WarningLevel | None = None


@dataclass(frozen=True)
class Reply:
    """The unit's answer."""

    text: str
    document_number: str = ""
    file_ids: list[UUID] = field(default_factory=list)


def suggested_level(act: Act, item: SupervisedItem) -> WarningLevel:
    """蓝 near the limit, 黄 behind, 红 overdue; a suggestion only (spec 09, 9.1)."""
    levels = {Light.RED: WarningLevel.RED, Light.YELLOW: WarningLevel.BLUE}
    return levels.get(light(item, act), WarningLevel.YELLOW)


async def draft_warning(session: AsyncSession, act: Act, *, draft: WarningDraft) -> WarningSheet:
    """拟督办单: by 督查室 alone (DC-5, DC-9.2)."""
    item = await locked(session, act, draft.item_id, versioned=False) if draft.item_id else None
    unit_id = draft.unit_id or (item.lead_unit_id if item else None)
    origin = f"{item.meeting_label or item.source_type.label}（{item.basis or item.number}）" if item else ""
    sheet = WarningSheet(
        state=WarningState.DRAFTED,
        item_id=item.id if item else None,
        unit_id=unit_id,
        reason=draft.reason,
        matter=draft.matter or (item.title if item else ""),
        source=draft.source or origin,
        problems=draft.problems,
        demands=draft.demands,
        rectify_by=draft.rectify_by,
        reply_due=draft.reply_due,
        level=draft.level,
        signer_post=act.policies.text("warning_signer"),
        drafted_by=act.person.id,
        created_at=act.at,
    )
    by = authorise(SUPERVISION, sheet, act)
    attempt = Attempt(DRAFT, "WarningSheet")
    if isinstance(by, Violation):
        raise Refused([by], attempt)
    if item is not None and item.restricted:
        raise NotFound("SupervisedItem", item.id)
    if item is not None and item.state not in UNDER_WAY:
        raise refuse(STATE_NOT_ALLOWED, item.state.label)
    if unit_id is None:
        raise refuse(CONTENT_INVALID, "被督办单位", path=("unitId",))
    leader = act.view.leader_of_unit(unit_id)
    sheet.leader_id = item.leader_id if item else leader.id if leader else None
    session.add(sheet)
    await session.flush()
    record(
        session, Record(act, DRAFT, "WarningSheet", sheet.id, to_state=sheet.state, capacity=by, clauses=("DC-9.2",))
    )
    desk.open_task(session, act, sheet, SIGN, f"签发督办单：{sheet.matter}", _signers(sheet))
    if item is not None:
        desk.close_task(session, act, item, DRAFT, people.inspectors(item))
    return sheet


def _signers(sheet: WarningSheet) -> list[Addressee]:
    return [post(PostCode(sheet.signer_post))]


async def amend_warning(session: AsyncSession, act: Act, *, warning_id: UUID, change: WarningChange) -> WarningSheet:
    """Word it anew before it is signed."""
    sheet = await load(session, WarningSheet, warning_id, act)
    advance(session, WARNING, "amend_warning", Case(sheet, act))
    for name, value in vars(change).items():
        if value is not None:
            setattr(sheet, name, value)
    return sheet


async def sign_warning(session: AsyncSession, act: Act, *, warning_id: UUID) -> WarningSheet:
    """签发: by 督查室负责人 (policy `warning_signer`, AMB-43); documents numbers and issues it."""
    sheet = await load(session, WarningSheet, warning_id, act)
    by = advance(session, WARNING, "sign_warning", Case(sheet, act))
    sheet.signed_by, sheet.signed_at = act.doer.id, act.at
    desk.close_task(session, act, sheet, SIGN, _signers(sheet))
    await _request_sheet(session, act, sheet, by)
    return sheet


async def _request_sheet(session: AsyncSession, act: Act, sheet: WarningSheet, by: Capacity | None) -> None:
    item = await session.get(SupervisedItem, sheet.item_id) if sheet.item_id else None
    leader = f"{act.view.title_of(sheet.leader_id)}{act.view.person_name(sheet.leader_id)}" if sheet.leader_id else ""
    data = {
        "organ": ORGAN,
        "mark": "平利县人民政府督办单",
        "unit": act.view.unit_name(sheet.unit_id),
        "item_no": item.number if item and item.number else "—",
        "matter": line(sheet.matter),
        "source": line(sheet.source) or "—",
        "problems": [f"{sheet.reason.label}：{line(text)}" for text in sheet.problems if text.strip()],
        "demands": [line(text) for text in sheet.demands if text.strip()],
        "rectify_by": sheet.rectify_by.isoformat(),
        "report_by": sheet.reply_due.isoformat(),
        "level": sheet.level.label if sheet.level else None,
        "signer": act.doer.name,
        "issued_on": act.on.isoformat(),
        "contact": f"督查室 {act.view.person_name(sheet.drafted_by)}",
        "cc": [leader] if leader else [],
    }
    await request_paper(
        session,
        act,
        sheet,
        DocumentKind.WARNING_SHEET,
        f"督办单：{sheet.matter}",
        data,
        series="WARNING",
        to=recipients(act, [sheet.unit_id]),
        by=by,
        signed_on=act.on,
    )


async def warning_issued(session: AsyncSession, act: Act, paper: Paper) -> None:
    """documents has numbered and issued the sheet: now it counts (DC-9.2)."""
    sheet = await load(session, WarningSheet, paper.object_id)
    advance(session, WARNING, "issue_warning", Case(sheet, act))
    sheet.number, sheet.issued_at = paper.number, paper.issued_at
    event = WarningIssued(
        warning_id=sheet.id,
        number=sheet.number,
        unit_id=sheet.unit_id,
        item_id=sheet.item_id,
        reason=sheet.reason,
        reply_due=sheet.reply_due,
        level=sheet.level,
    )
    publish(session, act, event, sheet)
    unit = people.unit_people(act, sheet.unit_id)
    title = f"督办单{sheet.number}：{sheet.matter}"
    desk.open_task(session, act, sheet, REPLY, f"回复{title}", unit, due=sheet.reply_due)
    copy_to = [person(sheet.leader_id)] if sheet.leader_id else []
    text = f"{sheet.number}，原因：{sheet.reason.label}，请于{sheet.reply_due}前回复。"
    desk.notify(session, act, sheet, "warning_issued", title, text, [*unit, *copy_to])
    if sheet.item_id is not None:
        item = await locked(session, act, sheet.item_id, versioned=False)
        item.warning_count += 1
        await supervised(session, act, item, UrgeMethod.WARNING_SHEET, f"督办单{sheet.number}", None)
        note(session, act, item, TimelineAction.WARNED, sheet.number)


async def receive_warning(session: AsyncSession, act: Act, *, warning_id: UUID) -> WarningSheet:
    """签收 by the warned unit."""
    sheet = await load(session, WarningSheet, warning_id, act)
    advance(session, WARNING, "receive_warning", Case(sheet, act))
    sheet.received_by, sheet.received_at = act.doer.id, act.occurred_at
    return sheet


async def reply_warning(session: AsyncSession, act: Act, *, warning_id: UUID, reply: Reply) -> WarningSheet:
    """回复 by the unit's head; a late one is shown as late."""
    sheet = await load(session, WarningSheet, warning_id, act)
    advance(session, WARNING, "reply_warning", Case(sheet, act, reply.text))
    sheet.reply, sheet.reply_document_number = reply.text, reply.document_number
    sheet.replied_by, sheet.replied_on = act.doer.id, act.on
    await files.attach(session, act, reply.file_ids, sheet)
    desk.close_task(session, act, sheet, REPLY, people.unit_people(act, sheet.unit_id))
    desk.open_task(session, act, sheet, CHECK, f"核对督办单回复：{sheet.number}", people.OFFICE)
    return sheet


async def return_warning_reply(session: AsyncSession, act: Act, *, warning_id: UUID, new_due: date) -> WarningSheet:
    """The reply does not do: the unit answers anew."""
    sheet = await load(session, WarningSheet, warning_id, act)
    if new_due <= act.on:
        raise refuse(CONTENT_INVALID, "反馈期限", path=("newDue",))
    advance(session, WARNING, "return_warning_reply", Case(sheet, act))
    sheet.replied_on, sheet.replied_by, sheet.reply_due, sheet.overdue_told = None, None, new_due, False
    unit = people.unit_people(act, sheet.unit_id)
    desk.close_task(session, act, sheet, CHECK, people.OFFICE)
    desk.open_task(session, act, sheet, REPLY, f"重新回复督办单{sheet.number}", unit, due=new_due)
    text = f"{act.reason}。请于{new_due}前重新回复。"
    desk.notify(session, act, sheet, "warning_reply_returned", f"督办单{sheet.number}回复退回", text, unit)
    return sheet


async def close_warning(session: AsyncSession, act: Act, *, warning_id: UUID) -> WarningSheet:
    """督查室 is satisfied with what the unit has put right."""
    sheet = await load(session, WarningSheet, warning_id, act)
    advance(session, WARNING, "close_warning", Case(sheet, act))
    desk.close_task(session, act, sheet, CHECK, people.OFFICE)
    return sheet


async def tell_overdue_replies(session: AsyncSession, act: Act) -> None:
    """Once for each sheet without a reply the day after its due date (DC-9.2)."""
    query = (
        select(WarningSheet)
        .where(
            WarningSheet.state.in_((WarningState.ISSUED, WarningState.RECEIVED)),
            WarningSheet.reply_due < act.today,
            WarningSheet.overdue_told.is_(False),
        )
        .with_for_update()
    )
    for sheet in (await session.execute(query)).scalars():
        sheet.overdue_told = True
        to = [*people.unit_people(act, sheet.unit_id), *people.OFFICE]
        title = f"督办单{sheet.number}逾期未回复"
        desk.notify(session, act, sheet, "warning_reply_overdue", title, f"应于{sheet.reply_due}前回复。", to)


async def confirm_warning_registrations(session: AsyncSession, act: Act, *, warning_id: UUID) -> WarningSheet:
    """办主任 confirms what was registered after the fact (AMB-47)."""
    sheet = await load(session, WarningSheet, warning_id, act)
    await confirm_registrations(session, sheet, act)
    return sheet
