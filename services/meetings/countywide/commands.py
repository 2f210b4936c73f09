"""What may be asked of county-wide meetings: application, review, approval, notice, what was held (GZ-20)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.desk import person, post
from services.contracts.shared import Addressee, Recipient
from services.contracts.words.directory import PostCode
from services.contracts.words.shared import DocumentKind, TaskEnding
from services.kernel.acts import Act
from services.kernel.clock import SHANGHAI
from services.kernel.lifecycle import advance, confirm_registrations
from services.kernel.model import load
from services.kernel.refusals import CONTENT_INVALID, NotFound, refuse
from services.kernel.rules import Case
from services.meetings.countywide import queries, sheets
from services.meetings.countywide.lifecycle import COUNTY_WIDE
from services.meetings.countywide.limits import LIMITS
from services.meetings.countywide.model import CountyWideKind, CountyWideMeeting, CountyWideState
from services.meetings.countywide.rules import leader_in_charge, took_over_half_a_day, took_over_the_limit
from services.meetings.desk import DESK
from services.meetings.papers.commands import request_paper, supersede
from services.meetings.rights import LEADERS
from services.meetings.sittings.naming import signer

YEAR_LOCK = 0x5A42_2020
REVIEW, APPROVE, NOTIFY, RECORD = (
    "review_county_wide_meeting",
    "approve_county_wide_meeting",
    "notify_county_wide_meeting",
    "record_county_wide_meeting",
)


@dataclass(frozen=True)
class Application:
    """What a unit asks for: why, how large, how long, at what cost (GZ-20.1)."""

    kind: CountyWideKind
    unit_id: UUID
    title: str
    reason: str
    content: list[str]
    starts_at: datetime
    planned_minutes: int
    place: str
    people: int
    attending_unit_ids: list[UUID]
    leader_ids: list[UUID]
    cost: Decimal
    cost_source: str
    exception_reason: str = ""


async def apply_for_county_wide_meeting(
    session: AsyncSession, act: Act, *, application: Application
) -> CountyWideMeeting:
    """The unit's head asks for a county-wide meeting; two heads at once are counted one after the other."""
    starts_at = application.starts_at.astimezone(SHANGHAI)
    meeting = CountyWideMeeting(
        kind=application.kind,
        state=CountyWideState.APPLIED,
        year=starts_at.year,
        unit_id=application.unit_id,
        counted_unit_id=act.view.responsible_unit(application.unit_id),
        title=application.title.strip(),
        reason=application.reason.strip(),
        content=[line.strip() for line in application.content if line.strip()],
        starts_at=starts_at,
        planned_minutes=application.planned_minutes,
        place=application.place.strip(),
        people=application.people,
        attending_unit_ids=list(dict.fromkeys(application.attending_unit_ids)),
        leader_ids=list(dict.fromkeys(application.leader_ids)),
        cost=application.cost,
        cost_source=application.cost_source.strip(),
        exception_reason=application.exception_reason.strip(),
        applied_by=act.doer.id,
        applied_at=act.occurred_at,
        created_at=act.at,
    )
    _check(act, meeting)
    await _lock_the_year(session)
    session.add(meeting)
    await session.flush()
    advance(
        session,
        COUNTY_WIDE,
        "apply_for_county_wide_meeting",
        Case(meeting, act, await queries.year_so_far(session, act, meeting)),
    )
    leader = leader_in_charge(act.view, meeting)
    kind = REVIEW if leader else APPROVE
    DESK.open_task(session, act, meeting, kind, f"全县性会议申请：{meeting.title}", [_decider(act, meeting)])
    return meeting


def _check(act: Act, meeting: CountyWideMeeting) -> None:
    """What every application says; raises CONTENT_INVALID with what is missing, or NotFound for a strange unit."""
    view = act.view
    for unit_id in (meeting.unit_id, *meeting.attending_unit_ids):
        if unit_id not in view.units:
            raise NotFound("Unit", unit_id)
    missing = {
        "会议名称": not meeting.title,
        "召开理由": not meeting.reason,
        "会议内容": not meeting.content,
        "会议时间（应晚于当前时间）": meeting.starts_at <= act.occurred_at,
        "会议时长": not 0 < meeting.planned_minutes <= 24 * 60,
        "会议地点": not meeting.place,
        "参会规模": meeting.people <= 0 or not meeting.attending_unit_ids,
        "经费": meeting.cost < 0 or (meeting.cost > 0 and not meeting.cost_source),
        "拟请出席的县政府领导": any(
            not any(h.post in LEADERS for h in view.holdings_of(leader)) for leader in meeting.leader_ids
        ),
        f"申请单位（不能申请{meeting.kind.label}）": view.units[meeting.unit_id].kind not in LIMITS[meeting.kind].by,
    }
    wrong = [name for name, is_wrong in missing.items() if is_wrong]
    if wrong:
        raise refuse(CONTENT_INVALID, "、".join(wrong), path=("application",))


async def _lock_the_year(session: AsyncSession) -> None:
    """Whoever counts the year's meetings does so alone until his transaction ends."""
    await session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": YEAR_LOCK})


def _decider(act: Act, meeting: CountyWideMeeting) -> Addressee:
    """Who has to say something next: the leader in charge, then 县长."""
    leader = leader_in_charge(act.view, meeting)
    if meeting.state is CountyWideState.APPLIED and leader is not None:
        return person(leader.id)
    return post(PostCode.COUNTY_HEAD)


def _close_decision(session: AsyncSession, act: Act, meeting: CountyWideMeeting, ending: TaskEnding) -> None:
    leader = leader_in_charge(act.view, meeting)
    if leader is not None:
        DESK.close_task(session, act, meeting, REVIEW, [person(leader.id)], ending)
    DESK.close_task(session, act, meeting, APPROVE, [post(PostCode.COUNTY_HEAD)], ending)


async def review_county_wide_meeting(session: AsyncSession, act: Act, *, meeting_id: UUID) -> CountyWideMeeting:
    """分管领导 lets it through; a further meeting in the year only with his reason, which is counted (GZ-20.2)."""
    meeting = await load(session, CountyWideMeeting, meeting_id, act)
    await _lock_the_year(session)
    so_far = await queries.year_so_far(session, act, meeting)
    by = advance(session, COUNTY_WIDE, "review_county_wide_meeting", Case(meeting, act, so_far))
    meeting.reviewed_by, meeting.reviewed_at = act.doer.id, act.occurred_at
    meeting.review_stamp = by.stamp if by else ""
    _grant(act, meeting, so_far.passed)
    _close_decision(session, act, meeting, TaskEnding.DONE)
    DESK.open_task(session, act, meeting, APPROVE, f"批准全县性会议：{meeting.title}", [post(PostCode.COUNTY_HEAD)])
    return meeting


def _grant(act: Act, meeting: CountyWideMeeting, passed: int) -> None:
    """Keep on the meeting why it was allowed beyond the count."""
    beyond = LIMITS[meeting.kind].counted and passed >= act.policies.number("dept_meetings_per_year")
    meeting.exception_granted = (act.dispensation or (act.late.note if act.late else "")) if beyond else ""


async def approve_county_wide_meeting(session: AsyncSession, act: Act, *, meeting_id: UUID) -> CountyWideMeeting:
    """县长 allows the meeting: now the notice may go out (GZ-20.1)."""
    meeting = await load(session, CountyWideMeeting, meeting_id, act)
    await _lock_the_year(session)
    so_far, unreviewed = await queries.year_so_far(session, act, meeting), meeting.state is CountyWideState.APPLIED
    by = advance(session, COUNTY_WIDE, "approve_county_wide_meeting", Case(meeting, act, so_far))
    meeting.approved_by, meeting.approved_at = act.doer.id, act.occurred_at
    meeting.approval_stamp = by.stamp if by else ""
    if unreviewed:
        _grant(act, meeting, so_far.passed)
    _close_decision(session, act, meeting, TaskEnding.DONE)
    title = f"发出会议通知：{meeting.title}"
    DESK.open_task(session, act, meeting, NOTIFY, title, [post(PostCode.OFFICE_DIRECTOR)], due=meeting.on)
    _tell(session, act, meeting, f"{meeting.title}已批准召开", [*_applicants(meeting), post(PostCode.OFFICE_CLERK)])
    return meeting


async def reject_county_wide_meeting(session: AsyncSession, act: Act, *, meeting_id: UUID) -> CountyWideMeeting:
    """The meeting is not allowed, with the reason."""
    meeting = await load(session, CountyWideMeeting, meeting_id, act)
    advance(session, COUNTY_WIDE, "reject_county_wide_meeting", Case(meeting, act))
    _close_decision(session, act, meeting, TaskEnding.DONE)
    _tell(session, act, meeting, f"{meeting.title}未获批准，理由：{act.reason}", _applicants(meeting))
    return meeting


async def withdraw_county_wide_meeting(session: AsyncSession, act: Act, *, meeting_id: UUID) -> CountyWideMeeting:
    """The unit takes its application back before 县长 has decided."""
    meeting = await load(session, CountyWideMeeting, meeting_id, act)
    advance(session, COUNTY_WIDE, "withdraw_county_wide_meeting", Case(meeting, act))
    _close_decision(session, act, meeting, TaskEnding.WITHDRAWN)
    return meeting


async def reschedule_county_wide_meeting(
    session: AsyncSession, act: Act, *, meeting_id: UUID, starts_at: datetime, place: str | None = None
) -> CountyWideMeeting:
    """Another time or place in the same year; who was told of the old one is told, and notified anew."""
    meeting = await load(session, CountyWideMeeting, meeting_id, act)
    was_told = meeting.notified_at is not None
    advance(session, COUNTY_WIDE, "reschedule_county_wide_meeting", Case(meeting, act))
    moved = starts_at.astimezone(SHANGHAI)
    if moved <= act.at or moved.year != meeting.year:
        raise refuse(CONTENT_INVALID, "会议时间应晚于当前时间，跨年的须重新申请", path=("startsAt",))
    meeting.starts_at, meeting.place = moved, (place or "").strip() or meeting.place
    meeting.notified_at = None
    await supersede(session, meeting.id, DocumentKind.MEETING_NOTICE)
    words = f"{meeting.title}改期至{sheets.moment(meeting)}，地点：{meeting.place}，理由：{act.reason}"
    _tell(session, act, meeting, words, [*_applicants(meeting), *(_invited(meeting) if was_told else ())])
    DESK.close_task(session, act, meeting, RECORD, _recorders(meeting), TaskEnding.LAPSED)
    title = f"发出会议通知：{meeting.title}"
    DESK.open_task(session, act, meeting, NOTIFY, title, [post(PostCode.OFFICE_DIRECTOR)], due=meeting.on)
    return meeting


async def notify_county_wide_meeting(session: AsyncSession, act: Act, *, meeting_id: UUID) -> CountyWideMeeting:
    """办主任 sends the notice to the units and leaders who take part."""
    meeting = await load(session, CountyWideMeeting, meeting_id, act)
    by = advance(session, COUNTY_WIDE, "notify_county_wide_meeting", Case(meeting, act))
    meeting.notified_at = act.occurred_at
    view = act.roster.as_of(meeting.on)
    await request_paper(
        session,
        act,
        meeting,
        DocumentKind.MEETING_NOTICE,
        f"关于召开{meeting.title}的通知",
        sheets.notice(act, meeting),
        by=by,
        series="OFFICE_LETTER",
        recipients=[Recipient(name=view.unit_name(unit), unit_id=unit) for unit in meeting.attending_unit_ids],
        signer=signer(act, by) if by else None,
        signed_on=act.on,
    )
    _tell(session, act, meeting, sheets.notice_text(meeting), _invited(meeting), template="county_wide_notice")
    DESK.close_task(session, act, meeting, NOTIFY, [post(PostCode.OFFICE_DIRECTOR)])
    title = f"登记召开情况：{meeting.title}"
    DESK.open_task(session, act, meeting, RECORD, title, _recorders(meeting), due=meeting.on)
    return meeting


async def record_county_wide_meeting(
    session: AsyncSession,
    act: Act,
    *,
    meeting_id: UUID,
    started_at: datetime,
    ended_at: datetime,
    people: int,
    cost: Decimal | None = None,
) -> CountyWideMeeting:
    """What was really held: how long, with how many, at what cost; what went beyond the limits stays on record."""
    meeting = await load(session, CountyWideMeeting, meeting_id, act)
    began, ended = started_at.astimezone(SHANGHAI), ended_at.astimezone(SHANGHAI)
    if not began < ended <= act.at or began.year != meeting.year or began.date() != ended.date():
        raise refuse(CONTENT_INVALID, "会议起止时间（须为同一天，且不晚于当前时间）", path=("startedAt", "endedAt"))
    if people <= 0 or (cost is not None and cost < 0):
        raise refuse(CONTENT_INVALID, "参会人数、经费", path=("people",))
    meeting.started_at, meeting.ended_at = began, ended
    meeting.people_present, meeting.cost_actual = people, cost
    case = Case(meeting, act)
    advance(session, COUNTY_WIDE, "record_county_wide_meeting", case)
    meeting.over_limit, meeting.over_half_day = took_over_the_limit(case), took_over_half_a_day(case)
    DESK.close_task(session, act, meeting, RECORD, _recorders(meeting))
    return meeting


async def cancel_county_wide_meeting(session: AsyncSession, act: Act, *, meeting_id: UUID) -> CountyWideMeeting:
    """An allowed meeting is not held, with the reason; it no longer counts for the year."""
    meeting = await load(session, CountyWideMeeting, meeting_id, act)
    advance(session, COUNTY_WIDE, "cancel_county_wide_meeting", Case(meeting, act))
    to = [*_applicants(meeting), *(_invited(meeting) if meeting.notified_at else ())]
    _tell(session, act, meeting, f"{meeting.title}取消，理由：{act.reason}", to)
    DESK.close_task(session, act, meeting, NOTIFY, [post(PostCode.OFFICE_DIRECTOR)], TaskEnding.LAPSED)
    DESK.close_task(session, act, meeting, RECORD, _recorders(meeting), TaskEnding.LAPSED)
    return meeting


async def confirm_county_wide_meeting_registrations(
    session: AsyncSession, act: Act, *, meeting_id: UUID
) -> CountyWideMeeting:
    """办主任 confirms what was registered after the fact for this meeting (AMB-47)."""
    meeting = await load(session, CountyWideMeeting, meeting_id, act)
    await confirm_registrations(session, meeting, act)
    return meeting


def _applicants(meeting: CountyWideMeeting) -> list[Addressee]:
    return [post(code, meeting.unit_id) for code in (PostCode.UNIT_HEAD, PostCode.UNIT_CLERK)]


def _invited(meeting: CountyWideMeeting) -> list[Addressee]:
    """The leaders asked for, and the heads and clerks of the units that take part."""
    units = [
        post(code, unit) for unit in meeting.attending_unit_ids for code in (PostCode.UNIT_HEAD, PostCode.UNIT_CLERK)
    ]
    return [*(person(leader) for leader in meeting.leader_ids), *units]


def _recorders(meeting: CountyWideMeeting) -> list[Addressee]:
    return [post(PostCode.UNIT_CLERK, meeting.unit_id), post(PostCode.OFFICE_CLERK)]


def _tell(
    session: AsyncSession,
    act: Act,
    meeting: CountyWideMeeting,
    words: str,
    to: list[Addressee],
    template: str = "county_wide_meeting",
) -> None:
    DESK.notify(session, act, meeting, template, meeting.title, words, to)
