"""What happens to meetings because time passed."""

from datetime import date, datetime, time, timedelta

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.desk import post
from services.contracts.meetings import NoticeRaised
from services.contracts.words.directory import PostCode
from services.contracts.words.meetings import MeetingKind
from services.kernel import deadlines
from services.kernel.acts import Act
from services.kernel.clock import SHANGHAI
from services.kernel.ids import new_id
from services.kernel.outbox import publish
from services.kernel.store import Deadline
from services.kernel.timers import Timers
from services.meetings.desk import DESK
from services.meetings.procedures import MATERIAL_PRINT, MINUTES_ISSUE, PROCEDURES, RECORD_AND_DRAFT
from services.meetings.sittings import months
from services.meetings.sittings.agenda.commands import flag_late_material
from services.meetings.sittings.clocks import commands as clocks
from services.meetings.sittings.clocks.terms import CLOCKS
from services.meetings.sittings.locks import running
from services.meetings.sittings.model import AgendaItem, Meeting, MeetingState
from services.meetings.sittings.naming import meeting_name
from services.meetings.sittings.recorder import recorder

TERMS = {term.key: term for term in (MATERIAL_PRINT, RECORD_AND_DRAFT)}
HELD_OR_COMING = frozenset(MeetingState) - {MeetingState.CANCELLED, MeetingState.POSTPONED}
LAST_WORKDAYS = 3  # of a month without a 常务会议 (CW-1.2)


def register(timers: Timers) -> None:
    timers.daily("meeting_terms_reminder")(remind)
    timers.daily("late_meeting_material")(flag_what_is_late)
    timers.daily("overdue_record_and_draft")(report_overdue_drafts)
    timers.daily("monthly_meeting")(watch_the_month)
    timers.at("meeting_clock_reminder", deadlines.reminders(*CLOCKS))(clocks.remind_of_time)
    timers.at("meeting_clock_over", deadlines.ends(*CLOCKS))(clocks.call_time)


async def remind(session: AsyncSession, act: Act) -> None:
    """As many working days before the due date as the term says."""
    for deadline in await deadlines.open_ones(session, keys=tuple(TERMS)):
        days = TERMS[deadline.key].remind_workdays_before
        due_for = {act.calendar.sub_workdays(deadline.due, n).date for n in days}
        if act.today not in due_for or deadline.reminded_on == act.today:
            continue
        deadline.reminded_on = act.today
        subject = await _subject(session, deadline)
        if isinstance(subject, Meeting):
            to = [recorder(subject)]
        elif subject is not None:
            to = [post(code, subject.unit_id) for code in (PostCode.UNIT_HEAD, PostCode.UNIT_CLERK)]
        else:
            continue
        text = f"{deadline.title}，期限{deadline.due:%Y年%m月%d日}。"
        restricted = isinstance(subject, AgendaItem) and subject.restricted
        DESK.notify(session, act, subject, f"{deadline.key}_due", deadline.title, text, to, restricted=restricted)


async def _subject(session: AsyncSession, deadline: Deadline) -> Meeting | AgendaItem | None:
    model = Meeting if deadline.object_type == "Meeting" else AgendaItem
    return await session.get(model, deadline.object_id)


async def flag_what_is_late(session: AsyncSession, act: Act) -> None:
    """The working day before the meeting has passed without printed material (CW-4.4a)."""
    async for meeting, item, deadline in running(session, (MATERIAL_PRINT.key,), Deadline.due < act.today):
        deadline.state, deadline.missed_on = deadlines.MISSED, act.today
        if item is not None:
            await flag_late_material(session, act, meeting, item)


async def report_overdue_drafts(session: AsyncSession, act: Act) -> None:
    """Record and draft are overdue (CW-6.2a), or the minutes are not out (AMB-07): 办主任 learns of it."""
    yesterday = act.today - timedelta(days=1)
    keys = (RECORD_AND_DRAFT.key, MINUTES_ISSUE.key)
    for deadline in await deadlines.open_ones(session, keys=keys, until=yesterday):
        deadline.state, deadline.missed_on = deadlines.MISSED, act.today
        meeting = await session.get_one(Meeting, deadline.object_id)
        days = (act.today - deadline.due).days
        text = f"{deadline.title}已逾期{days}日（期限{deadline.due:%Y年%m月%d日}）。"
        to = [post(PostCode.OFFICE_DIRECTOR), recorder(meeting)]
        DESK.notify(session, act, meeting, f"{deadline.key}_overdue", meeting_name(meeting), text, to)


async def watch_the_month(session: AsyncSession, act: Act) -> None:
    """No meeting this month with three working days left, where one a month is the rule (CW-1.2)."""
    first = act.today.replace(day=1)
    following = months.after(first)
    if act.today != _last_workdays(act, following) or not months.is_judged(first):
        return
    for rules in PROCEDURES.values():
        if rules.monthly is None or await _has_met(session, act, rules.kind, first, following):
            continue
        text = f"本月尚未召开{rules.kind.label}（一般每月召开一次），剩余{LAST_WORKDAYS}个工作日。"
        notice = NoticeRaised(
            notice_id=new_id(),
            template="monthly_meeting",
            data={"month": f"{first:%Y-%m}"},
            recipients=(post(PostCode.OFFICE_DIRECTOR),),
            title_zh=rules.kind.label,
            text_zh=text,
            clauses=(rules.monthly,),
        )
        publish(session, act, notice, notice.notice_id)


def _last_workdays(act: Act, following: date) -> date:
    """The first of the month's last three working days."""
    return act.calendar.sub_workdays(following, LAST_WORKDAYS).date


async def _has_met(session: AsyncSession, act: Act, kind: MeetingKind, first: date, following: date) -> bool:
    query = select(
        exists().where(
            Meeting.kind == kind,
            Meeting.state.in_(HELD_OR_COMING),
            Meeting.starts_at >= datetime.combine(first, time.min, SHANGHAI),
            Meeting.starts_at < datetime.combine(following, time.min, SHANGHAI),
        )
    )
    return bool(await session.scalar(query))
