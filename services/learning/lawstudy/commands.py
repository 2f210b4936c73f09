"""What may be asked of law study, and what follows from meetings."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts import meetings
from services.contracts.base import Ref
from services.contracts.desk import post
from services.contracts.learning import LawStudyHeld, LawStudyScheduled
from services.contracts.words.directory import PostCode
from services.contracts.words.learning import LawStudyKind, PlanKind
from services.contracts.words.meetings import AttendanceStatus, MeetingKind
from services.contracts.words.shared import TaskEnding
from services.kernel.acts import Act
from services.kernel.audit import Record, record
from services.kernel.lifecycle import advance, confirm_registrations, demand
from services.kernel.model import load
from services.kernel.outbox import publish
from services.kernel.refusals import ACTOR_NOT_ALLOWED, CONTENT_INVALID, NotFound, refuse
from services.kernel.rules import Case
from services.learning.contents import FOCUSES, known
from services.learning.desk import desk
from services.learning.lawstudy.lifecycle import LAW_STUDY, MAKING, ORGANISERS
from services.learning.lawstudy.model import LawStudy, LawStudyAttendance, LawStudyState, MeetingCopy
from services.learning.plans.model import StudyPlan

ARRANGE = "schedule_law_study"
UNDONE = (LawStudyState.SCHEDULED, LawStudyState.POSTPONED)


@dataclass(frozen=True)
class LawStudyDraft:
    """What is to be studied, by whom it is taught, and with which meeting."""

    kind: LawStudyKind
    subject: str
    planned_on: date | None = None
    meeting_id: UUID | None = None
    lecturer: str = ""
    lecturer_unit: str = ""
    lecturer_title: str = ""
    focus_codes: list[int] = field(default_factory=list)
    minutes: int = 20


async def schedule_law_study(session: AsyncSession, act: Act, *, draft: LawStudyDraft) -> LawStudy:
    """Arrange a 会前学法 with its 常务会议, or a 专题学法 on a day (XF-3)."""
    holding = next(
        (h for right in ORGANISERS for h in act.view.holdings_of(act.person.id) if h.post == right.post), None
    )
    if holding is None:
        raise refuse(ACTOR_NOT_ALLOWED)
    if not draft.subject.strip() or not known(FOCUSES, draft.focus_codes) or draft.minutes < 1:
        raise refuse(CONTENT_INVALID, "学法内容、重点（XF-4）和时长")
    day = await _day_of(session, draft)
    plan = await session.scalar(
        select(StudyPlan.id).where(StudyPlan.kind == PlanKind.LAW_STUDY, StudyPlan.year == day.year)
    )
    study = LawStudy(
        **{**vars(draft), "planned_on": day},
        state=LawStudyState.SCHEDULED,
        organiser_unit_id=holding.unit_id,
        in_plan=plan is not None,
        host_stamp="",
        created_at=act.at,
    )
    session.add(study)
    await session.flush()
    demand(session, MAKING, "schedule_law_study", Case(study, act))
    clauses = ("XF-3.1", "XF-3.3" if study.kind is LawStudyKind.LECTURE else "XF-3.2")
    record(session, Record(act, ARRANGE, "LawStudy", study.id, to_state=study.state, clauses=clauses))
    if study.meeting_id is not None:
        meeting = Ref(type="Meeting", id=study.meeting_id)
        desk.close_task(session, act, meeting, ARRANGE, [post(PostCode.LEGALITY_REVIEWER)])
        event = LawStudyScheduled(
            law_study_id=study.id,
            meeting_id=study.meeting_id,
            subject=study.subject,
            lecturer=study.lecturer,
            minutes=study.minutes,
            focus_codes=tuple(study.focus_codes),
        )
        publish(session, act, event, study)
    return study


async def _day_of(session: AsyncSession, draft: LawStudyDraft) -> date:
    """A 会前学法 is on the day of its 常务会议; a lecture names its day."""
    if draft.kind is LawStudyKind.LECTURE:
        if draft.planned_on is None:
            raise refuse(CONTENT_INVALID, "学法日期")
        return draft.planned_on
    meeting = await session.get(MeetingCopy, draft.meeting_id) if draft.meeting_id else None
    if meeting is None or meeting.kind is not MeetingKind.STANDING:  # other meetings are none of his business
        raise NotFound("Meeting", draft.meeting_id)
    if meeting.cancelled or meeting.day is None:
        raise refuse(CONTENT_INVALID, "会前学法须结合县政府常务会议安排（XF-3）")
    return meeting.day


async def hold_lecture(session: AsyncSession, act: Act, *, law_study_id: UUID, host_id: UUID) -> LawStudy:
    """A 专题学法 took place (XF-3, XF-5)."""
    study = await load(session, LawStudy, law_study_id, act)
    study.host_id = host_id
    by = advance(session, LAW_STUDY, "hold_lecture", Case(study, act))
    study.held_on, study.held_at = act.on, act.occurred_at
    if not act.view.holds(host_id, PostCode.COUNTY_HEAD):
        study.host_stamp = "受县长委托"
    event = LawStudyHeld(law_study_id=study.id, kind=study.kind, held_on=act.on, attendance_count=0)
    publish(session, act, event, study, by)
    return study


async def cancel_law_study(session: AsyncSession, act: Act, *, law_study_id: UUID) -> LawStudy:
    """Call a law study off, with the reason."""
    study = await load(session, LawStudy, law_study_id, act)
    advance(session, LAW_STUDY, "cancel_law_study", Case(study, act))
    return study


async def confirm_law_study_registrations(session: AsyncSession, act: Act, *, law_study_id: UUID) -> LawStudy:
    """办主任 confirms what was registered after the fact (AMB-47)."""
    study = await load(session, LawStudy, law_study_id, act)
    await confirm_registrations(session, study, act)
    return study


async def keep_meeting(
    session: AsyncSession, act: Act, *, meeting_id: UUID, kind: MeetingKind, day: date, host_id: UUID
) -> None:
    """Take over a scheduled meeting."""
    values = {"kind": kind, "day": day, "host_id": host_id, "cancelled": False}
    await session.execute(
        insert(MeetingCopy)
        .values(id=meeting_id, delegated=False, prestudy_wanted=False, suggested_laws=[], **values)
        .on_conflict_do_nothing()
    )
    await move_meeting(session, act, meeting_id=meeting_id, day=day, host_id=host_id)


async def move_meeting(
    session: AsyncSession, act: Act, *, meeting_id: UUID, day: date | None, host_id: UUID | None = None
) -> None:
    """The meeting has this day, or none yet: its 会前学法 follows, and a to-do to arrange one waits for a day."""
    meeting = await session.get(MeetingCopy, meeting_id, with_for_update=True)
    if meeting is None:
        raise LookupError("the meeting is not known yet")  # delivered before meeting.scheduled: tried again
    assert act.cause is not None
    if meeting.told_by is not None and act.cause < meeting.told_by:
        return
    moved = meeting.day != day
    meeting.day, meeting.host_id, meeting.told_by = day, host_id or meeting.host_id, act.cause
    if day is None:
        _ask_no_more(session, act, meeting_id)
    action = "postpone_with_meeting" if day is None else "move_with_meeting"
    for study in await _bound(session, meeting_id):
        if moved and study.state in UNDONE:
            advance(session, LAW_STUDY, action, Case(study, act))
            study.planned_on = day or study.planned_on


def _ask_no_more(session: AsyncSession, act: Act, meeting_id: UUID) -> None:
    """Nobody has to arrange a 会前学法 for a meeting that has no day, or is not held."""
    meeting = Ref(type="Meeting", id=meeting_id)
    desk.close_task(session, act, meeting, ARRANGE, [post(PostCode.LEGALITY_REVIEWER)], TaskEnding.LAPSED)


async def want_prestudy(session: AsyncSession, act: Act, event: meetings.PrestudyRequested) -> None:
    """Meetings asks for a 会前学法: the quarter has none yet (XF-3.2); 县司法局 gets the to-do."""
    meeting = await session.get(MeetingCopy, event.meeting_id, with_for_update=True)
    if meeting is None:
        raise LookupError("the meeting is not known yet")  # delivered before meeting.scheduled: tried again
    meeting.prestudy_wanted, meeting.suggested_laws = True, list(event.suggested_laws)
    title = f"安排{event.year}年第{event.quarter}季度会前学法（{event.meeting_date.isoformat()}常务会议）"
    subject = Ref(type="Meeting", id=event.meeting_id)
    desk.open_task(session, act, subject, ARRANGE, title, [post(PostCode.LEGALITY_REVIEWER)], due=event.meeting_date)


async def meeting_started(session: AsyncSession, *, meeting_id: UUID, host_id: UUID, delegated: bool) -> None:
    """Who presides the meeting presides its 会前学法 too (AMB-04)."""
    meeting = await session.get(MeetingCopy, meeting_id, with_for_update=True)
    if meeting is not None:
        meeting.host_id, meeting.delegated = host_id, delegated


async def hold_with_meeting(
    session: AsyncSession, act: Act, *, meeting_id: UUID, rows: Sequence[meetings.AttendanceRow]
) -> None:
    """The meeting's sign-in is final: its 会前学法 was held, and attendance is copied, not entered twice (XF-5).

    Told again, leave was given since: one leave covers both (AMB-03).
    """
    meeting = await session.get(MeetingCopy, meeting_id)
    for study in await _bound(session, meeting_id):
        if study.state is LawStudyState.HELD:
            await _excuse(session, study, rows)
        if study.state not in UNDONE or meeting is None:
            continue
        if meeting.day is None:
            raise LookupError("the meeting's day is not known yet")  # delivered before meeting.rescheduled
        advance(session, LAW_STUDY, "hold_with_meeting", Case(study, act))
        study.host_id, study.host_stamp = meeting.host_id, "受县长委托" if meeting.delegated else ""
        study.held_on, study.held_at = meeting.day, act.at
        for number, row in enumerate(rows):
            session.add(
                LawStudyAttendance(
                    law_study_id=study.id,
                    person_id=row.person_id,
                    name=row.name,
                    place_in_list=number,
                    status=row.status,
                )
            )
        present = sum(row.status.came for row in rows)
        event = LawStudyHeld(
            law_study_id=study.id,
            kind=study.kind,
            meeting_id=meeting_id,
            held_on=meeting.day,
            attendance_count=present,
        )
        publish(session, act, event, study)


async def _excuse(session: AsyncSession, study: LawStudy, rows: Sequence[meetings.AttendanceRow]) -> None:
    """Who was absent was on leave after all."""
    on_leave = [number for number, row in enumerate(rows) if row.status is AttendanceStatus.ON_LEAVE]
    await session.execute(
        update(LawStudyAttendance)
        .where(
            LawStudyAttendance.law_study_id == study.id,
            LawStudyAttendance.place_in_list.in_(on_leave),
            LawStudyAttendance.status == AttendanceStatus.ABSENT,
        )
        .values(status=AttendanceStatus.ON_LEAVE)
    )


async def cancel_with_meeting(session: AsyncSession, act: Act, *, meeting_id: UUID) -> None:
    """A meeting that is not held has no 会前学法 that counts (XF-3.2)."""
    meeting = await session.get(MeetingCopy, meeting_id, with_for_update=True)
    if meeting is not None:
        meeting.cancelled = True
    _ask_no_more(session, act, meeting_id)
    for study in await _bound(session, meeting_id):
        if study.state in UNDONE:
            advance(session, LAW_STUDY, "cancel_with_meeting", Case(study, act))


async def _bound(session: AsyncSession, meeting_id: UUID) -> list[LawStudy]:
    rows = await session.execute(select(LawStudy).where(LawStudy.meeting_id == meeting_id).with_for_update())
    return list(rows.scalars())


async def held_between(session: AsyncSession, kind: LawStudyKind, start: date, end: date) -> int:
    """How many were held from `start` to `end`, both included."""
    query = select(func.count()).where(
        LawStudy.kind == kind, LawStudy.state == LawStudyState.HELD, LawStudy.held_on.between(start, end)
    )
    return int(await session.scalar(query.select_from(LawStudy)) or 0)
