"""What may be asked of study sessions."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.base import Ref
from services.contracts.desk import person, post
from services.contracts.learning import LeaveDecided, StudyArchived, StudyConfirmed, StudyHeld
from services.contracts.words.directory import PostCode
from services.contracts.words.learning import StudyForm
from services.contracts.words.meetings import AttendanceStatus
from services.contracts.words.shared import DocumentKind, LeaveDecision
from services.kernel.acts import Act
from services.kernel.audit import Record, record
from services.kernel.clock import SHANGHAI
from services.kernel.lifecycle import advance, confirm_registrations, demand
from services.kernel.model import load
from services.kernel.outbox import publish
from services.kernel.refusals import ACTOR_NOT_ALLOWED, CONTENT_INVALID, NotFound, refuse
from services.kernel.rules import Case
from services.learning.contents import CATEGORIES, known
from services.learning.desk import desk
from services.learning.papers.commands import request_paper
from services.learning.plans.commands import readers
from services.learning.plans.model import StudyPlan
from services.learning.sessions import paper, rules
from services.learning.sessions.lifecycle import LEAVE, SESSION
from services.learning.sessions.model import (
    SessionState,
    StudyAttendance,
    StudyExchange,
    StudyLeave,
    StudyLeaveState,
    StudySession,
)

CONFIRM, DECIDE_LEAVE = "confirm_session", "decide_study_leave"


@dataclass(frozen=True)
class SessionDraft:
    """What the office proposes."""

    subject: str
    form: StudyForm
    starts_at: datetime
    place: str
    host_id: UUID
    categories: list[int] = field(default_factory=list)
    speaker: str = ""
    plan_id: UUID | None = None
    extended_unit_ids: list[UUID] = field(default_factory=list)


@dataclass(frozen=True)
class Mark:
    """One person's attendance."""

    person_id: UUID
    status: AttendanceStatus


async def draft_session(session: AsyncSession, act: Act, *, draft: SessionDraft) -> StudySession:
    """The office drafts a session (XX-4.2)."""
    if not (act.holds(PostCode.OFFICE_CLERK) or act.holds(PostCode.OFFICE_DIRECTOR)):
        raise refuse(ACTOR_NOT_ALLOWED)
    if not draft.subject.strip() or not draft.categories or not known(CATEGORIES, draft.categories):
        raise refuse(CONTENT_INVALID, "学习内容及类别（XX-1）")
    if draft.host_id not in act.view.persons:
        raise NotFound("Person", draft.host_id)
    for unit_id in draft.extended_unit_ids:
        if act.view.unit(unit_id) is None:
            raise NotFound("Unit", unit_id)
    if draft.plan_id is not None:
        await load(session, StudyPlan, draft.plan_id, act, versioned=False)
    study = StudySession(
        **{**vars(draft), "starts_at": draft.starts_at.astimezone(SHANGHAI)},
        state=SessionState.DRAFT,
        agenda=[],
        content=[],
        created_at=act.at,
    )
    session.add(study)
    await session.flush()
    record(session, Record(act, "draft_session", "StudySession", study.id, to_state=study.state, clauses=("XX-4.2",)))
    return study


async def propose_session(session: AsyncSession, act: Act, *, session_id: UUID) -> StudySession:
    """Put time and content before 县长 (XX-4.2)."""
    study = await load(session, StudySession, session_id, act)
    advance(session, SESSION, "propose_session", Case(study, act))
    desk.open_task(session, act, study, CONFIRM, f"确定集中学习：{study.subject}", [post(PostCode.COUNTY_HEAD)])
    return study


async def confirm_session(session: AsyncSession, act: Act, *, session_id: UUID) -> StudySession:
    """县长 confirms time and content (XX-4.2)."""
    study = await load(session, StudySession, session_id, act)
    by = advance(session, SESSION, CONFIRM, Case(study, act))
    desk.close_task(session, act, study, CONFIRM, [post(PostCode.COUNTY_HEAD)])
    event = StudyConfirmed(**_facts(study), starts_at=study.starts_at, place=study.place)
    publish(session, act, event, study, by)
    return study


async def notify_session(session: AsyncSession, act: Act, *, session_id: UUID) -> StudySession:
    """Tell everyone who takes part (XX-3); the roster is frozen here."""
    study = await load(session, StudySession, session_id, act)
    advance(session, SESSION, "notify_session", Case(study, act))
    people = participants(act, study)
    for number, person_id in enumerate(people):
        session.add(StudyAttendance(session_id=study.id, person_id=person_id, place_in_list=number))
    host = act.view.person_name(study.host_id)
    when = f"{study.starts_at.astimezone(SHANGHAI):%Y年%-m月%-d日%H:%M}"
    text = f"{when}在{study.place}开展集中学习：{study.subject}。主持人：{host}。不能参加的，请事先向主持人请假。"
    desk.notify(session, act, study, "study_confirmed", f"集中学习：{study.subject}", text, map(person, people))
    return study


def participants(act: Act, study: StudySession) -> list[UUID]:
    """Who takes part (XX-3): the leading body, the office, heads of sections, where extended heads of units."""
    view = act.view
    sections = [each.id for each in view.holders(PostCode.SECTION_HEAD)]
    extended = [h.id for unit in study.extended_unit_ids for h in view.holders(PostCode.UNIT_HEAD, unit)]
    return list(dict.fromkeys([*readers(act), *sections, *extended]))


async def ask_leave(session: AsyncSession, act: Act, *, session_id: UUID, grounds: str) -> StudyLeave:
    """Ask the host for leave before the start (XX-5.4)."""
    study = await load(session, StudySession, session_id, act, versioned=False)
    expected = await session.scalar(
        select(StudyAttendance.id).where(
            StudyAttendance.session_id == study.id, StudyAttendance.person_id == act.person.id
        )
    )
    if expected is None:
        raise NotFound("StudySession", session_id)
    leave = StudyLeave(
        session_id=study.id,
        person_id=act.person.id,
        host_id=study.host_id,
        state=StudyLeaveState.SUBMITTED,
        grounds=grounds,
        created_at=act.at,
    )
    session.add(leave)
    await session.flush()
    case = Case(leave, act, rules.LeaveFrom(study.starts_at))
    demand(session, (rules.leave_is_asked_before_the_study_begins,), "ask_leave", case)
    record(session, Record(act, "ask_leave", "StudyLeave", leave.id, to_state=leave.state, clauses=("XX-5.4b",)))
    title = f"{act.person.name}请假：{study.subject}"
    desk.open_task(session, act, leave, DECIDE_LEAVE, title, [person(study.host_id)])
    return leave


async def decide_leave(session: AsyncSession, act: Act, *, leave_id: UUID, approve: bool) -> StudyLeave:
    """The host approves or not (XX-5.4)."""
    leave = await load(session, StudyLeave, leave_id, act)
    advance(session, LEAVE, "approve_study_leave" if approve else "reject_study_leave", Case(leave, act))
    leave.decided_by = act.doer.id
    desk.close_task(session, act, leave, DECIDE_LEAVE, [person(leave.host_id)])
    event = LeaveDecided(
        leave_id=leave.id,
        subject=Ref(type="StudySession", id=leave.session_id),
        person_id=leave.person_id,
        decision=LeaveDecision.APPROVED if approve else LeaveDecision.REJECTED,
        approver_id=act.doer.id,
        reason=act.reason,
        decided_at=act.at,
    )
    publish(session, act, event, leave)
    return leave


async def hold_session(session: AsyncSession, act: Act, *, session_id: UUID) -> StudySession:
    """The session took place; it counts for its month (XX-2.1)."""
    study = await load(session, StudySession, session_id, act)
    by = advance(session, SESSION, "hold_session", Case(study, act))
    study.held_at = act.occurred_at
    rows = await attendance_of(session, study)
    approved = set(
        (
            await session.execute(
                select(StudyLeave.person_id).where(
                    StudyLeave.session_id == study.id, StudyLeave.state == StudyLeaveState.APPROVED
                )
            )
        ).scalars()
    )
    for row in rows:
        if row.person_id in approved:
            row.status = AttendanceStatus.ON_LEAVE
    present, on_leave = _count(rows, AttendanceStatus.PRESENT), _count(rows, AttendanceStatus.ON_LEAVE)
    absent = _count(rows, AttendanceStatus.ABSENT)
    event = StudyHeld(**_facts(study), expected=len(rows), present=present, on_leave=on_leave, absent=absent)
    publish(session, act, event, study, by)
    return study


async def record_session(
    session: AsyncSession,
    act: Act,
    *,
    session_id: UUID,
    marks: Sequence[Mark],
    agenda: Sequence[str] | None = None,
    content: Sequence[str] | None = None,
) -> StudySession:
    """Enter attendance, agenda and content (XX-5.4); only people on the roster, approved leave stays."""
    study = await load(session, StudySession, session_id, act)
    advance(session, SESSION, "record_session", Case(study, act))
    rows = {row.person_id: row for row in await attendance_of(session, study)}
    for mark in marks:
        row = rows.get(mark.person_id)
        if row is None:
            raise refuse(CONTENT_INVALID, f"{act.view.person_name(mark.person_id)}不在参加人员名单")
        row.status = mark.status
    study.agenda = list(agenda) if agenda is not None else study.agenda
    study.content = list(content) if content is not None else study.content
    study.recorder_id = act.person.id
    return study


async def add_exchange(
    session: AsyncSession, act: Act, *, session_id: UUID, person_id: UUID, text: str
) -> StudySession:
    """Record a contribution to the discussion (XX-5.4)."""
    study = await load(session, StudySession, session_id, act)
    advance(session, SESSION, "record_session", Case(study, act))
    if not text.strip():
        raise refuse(CONTENT_INVALID, "发言内容")
    session.add(StudyExchange(session_id=study.id, person_id=person_id, text=text, at=act.at))
    return study


async def archive_session(session: AsyncSession, act: Act, *, session_id: UUID) -> StudySession:
    """Archive a session whose attendance and exchanges are complete (XX-5.4); its papers are requested."""
    study = await load(session, StudySession, session_id, act)
    rows = await attendance_of(session, study)
    exchanges = await exchanges_of(session, study)
    given = rules.Recorded(sum(row.status is None for row in rows), len(exchanges))
    by = advance(session, SESSION, "archive_session", Case(study, act, given))
    event = StudyArchived(
        **_facts(study),
        expected=len(rows),
        present=_count(rows, AttendanceStatus.PRESENT),
        late=_count(rows, AttendanceStatus.LATE),
        left_early=_count(rows, AttendanceStatus.LEFT_EARLY),
        on_leave=_count(rows, AttendanceStatus.ON_LEAVE),
        absent=_count(rows, AttendanceStatus.ABSENT),
        exchanges=len(exchanges),
    )
    publish(session, act, event, study, by)
    sheet = paper.attendance(act, study, rows)
    await request_paper(session, act, study, DocumentKind.STUDY_SIGN_IN_SHEET, f"{study.subject}考勤表", sheet)
    minutes = paper.record(act, study, rows, exchanges)
    await request_paper(session, act, study, DocumentKind.STUDY_RECORD, f"{study.subject}学习记录", minutes)
    return study


async def cancel_session(session: AsyncSession, act: Act, *, session_id: UUID) -> StudySession:
    """Call the session off, with the reason; everyone told of it is told again."""
    study = await load(session, StudySession, session_id, act)
    told = study.state is SessionState.NOTIFIED
    advance(session, SESSION, "cancel_session", Case(study, act))
    desk.close_task(session, act, study, CONFIRM, [post(PostCode.COUNTY_HEAD)])
    if told:
        people = [person(row.person_id) for row in await attendance_of(session, study)]
        desk.notify(session, act, study, "study_cancelled", f"取消学习：{study.subject}", act.reason or "", people)
    return study


async def confirm_session_registrations(session: AsyncSession, act: Act, *, session_id: UUID) -> StudySession:
    """办主任 confirms what was registered after the fact (AMB-47)."""
    study = await load(session, StudySession, session_id, act)
    await confirm_registrations(session, study, act)
    return study


async def attendance_of(session: AsyncSession, study: StudySession) -> list[StudyAttendance]:
    """The session's roster in the order of its list."""
    rows = await session.execute(
        select(StudyAttendance).where(StudyAttendance.session_id == study.id).order_by(StudyAttendance.place_in_list)
    )
    return list(rows.scalars())


async def exchanges_of(session: AsyncSession, study: StudySession) -> list[StudyExchange]:
    rows = await session.execute(
        select(StudyExchange).where(StudyExchange.session_id == study.id).order_by(StudyExchange.id)
    )
    return list(rows.scalars())


async def held_between(session: AsyncSession, start: datetime, end: datetime) -> int:
    """How many sessions were held from `start` up to, not including, `end`."""
    held = (SessionState.HELD, SessionState.ARCHIVED)
    query = select(func.count()).where(
        StudySession.state.in_(held), StudySession.held_at >= start, StudySession.held_at < end
    )
    return int(await session.scalar(query.select_from(StudySession)) or 0)


def _count(rows: Sequence[StudyAttendance], status: AttendanceStatus) -> int:
    return sum(row.status is status for row in rows)


def _facts(study: StudySession) -> dict[str, object]:
    return {
        "session_id": study.id,
        "held_on": (study.held_at or study.starts_at).astimezone(SHANGHAI).date(),
        "form": study.form,
        "subject": study.subject,
        "host_id": study.host_id,
        "categories": tuple(study.categories),
    }
