"""Judging the periods that have ended, and warning before one does."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.base import Ref
from services.contracts.desk import post
from services.contracts.learning import GapDetected
from services.contracts.words.directory import PostCode
from services.contracts.words.learning import GapKind, LawStudyKind
from services.kernel.acts import Act
from services.kernel.clock import SHANGHAI
from services.kernel.ids import new_id
from services.kernel.outbox import publish
from services.learning.desk import desk
from services.learning.duties.model import DutyGap
from services.learning.duties.periods import DAY, Period, month, quarter, year
from services.learning.lawstudy.commands import held_between as law_studies_held
from services.learning.sessions.commands import held_between as sessions_held

MONTHLY_REMINDER_WORKDAYS = 5  # spec 04: the last five working days of the month
QUARTERLY_REMINDER_WORKDAYS = 10


@dataclass(frozen=True)
class Duty:
    """One row of what is owed: how often, in which period, and whom to warn."""

    kind: GapKind
    clause: str
    required: int
    remind: tuple[PostCode, ...]
    remind_workdays: int | None = None  # this many working days before the period's end
    remind_on: tuple[tuple[int, int, int], ...] = ()  # (month, day, fewer than)


DUTIES: tuple[Duty, ...] = (
    Duty(
        GapKind.MONTHLY_STUDY,
        "XX-2.1",
        1,
        (PostCode.OFFICE_CLERK, PostCode.OFFICE_DIRECTOR),
        remind_workdays=MONTHLY_REMINDER_WORKDAYS,
    ),
    Duty(
        GapKind.QUARTERLY_LAW,
        "XF-3.2",
        1,
        (PostCode.OFFICE_DIRECTOR, PostCode.LEGALITY_REVIEWER),
        remind_workdays=QUARTERLY_REMINDER_WORKDAYS,
    ),
    Duty(
        GapKind.LECTURE,
        "XF-3.3",
        2,
        (PostCode.OFFICE_DIRECTOR, PostCode.LEGALITY_REVIEWER),
        remind_on=((6, 30, 1), (10, 31, 2)),
    ),
)
PERIODS = {GapKind.MONTHLY_STUDY: month, GapKind.QUARTERLY_LAW: quarter, GapKind.LECTURE: year}


async def done_in(session: AsyncSession, kind: GapKind, period: Period) -> int:
    """How much of the duty was done in the period."""
    if kind is GapKind.MONTHLY_STUDY:
        start = datetime.combine(period.start, time(), SHANGHAI)
        return await sessions_held(session, start, datetime.combine(period.end + DAY, time(), SHANGHAI))
    law = LawStudyKind.PRE_MEETING if kind is GapKind.QUARTERLY_LAW else LawStudyKind.LECTURE
    return await law_studies_held(session, law, period.start, period.end)


async def judge_duties(session: AsyncSession, act: Act) -> None:
    """The day's work: a gap for every period that ended yesterday unmet, a warning for those that soon will."""
    for duty in DUTIES:
        await _judge(session, act, duty, PERIODS[duty.kind](act.today - timedelta(days=1)))
        await _warn(session, act, duty, PERIODS[duty.kind](act.today))


async def _judge(session: AsyncSession, act: Act, duty: Duty, period: Period) -> None:
    if period.end + DAY != act.today or not period.is_judged:
        return
    done = await done_in(session, duty.kind, period)
    if done >= duty.required:
        return
    gap = await session.execute(
        insert(DutyGap)
        .values(
            id=new_id(), kind=duty.kind, period=period.name, required=duty.required, actual=done, detected_at=act.at
        )
        .on_conflict_do_nothing()
        .returning(DutyGap)
    )
    row = gap.scalar_one_or_none()
    if row is None:
        return
    event = GapDetected(
        gap_id=row.id,
        kind=duty.kind,
        period=period.name,
        required=duty.required,
        actual=done,
        clauses=(duty.clause,),
    )
    publish(session, act, event, row)
    text = f"{period.name}应完成{duty.required}次，实际{done}次，缺口已记录在案，以后补学不予冲抵。"
    _tell(session, act, duty, row, f"{duty.kind.label}未达到规定次数", text)


async def _warn(session: AsyncSession, act: Act, duty: Duty, period: Period) -> None:
    if not period.is_judged:
        return
    fewer = duty.required if _is_reminder_day(act, duty, period) else _fewer_today(act.today, duty)
    if fewer is None:
        return
    done = await done_in(session, duty.kind, period)
    if done < fewer:
        days = act.calendar.workdays_between(act.today, period.end).days
        text = f"{period.name}应完成{duty.required}次，已完成{done}次，距期末还有{days}个工作日。"
        _tell(session, act, duty, Ref(type="DutyPeriod", id=new_id()), f"请安排{duty.kind.label}", text)


def _is_reminder_day(act: Act, duty: Duty, period: Period) -> bool:
    if duty.remind_workdays is None:
        return False
    first = act.calendar.sub_workdays(period.end + DAY, duty.remind_workdays).date
    return act.today == first


def _fewer_today(today: date, duty: Duty) -> int | None:
    return next((fewer for m, d, fewer in duty.remind_on if (today.month, today.day) == (m, d)), None)


def _tell(session: AsyncSession, act: Act, duty: Duty, subject: object, title: str, text: str) -> None:
    people = [post(code) for code in duty.remind]
    desk.notify(session, act, subject, "quota_gap", title, text, people, data={"kind": duty.kind.value})


async def gaps(session: AsyncSession, act: Act, start: date) -> list[DutyGap]:
    """The gaps detected since `start`, the oldest first."""
    rows = await session.execute(
        select(DutyGap).where(DutyGap.detected_at >= datetime.combine(start, time(), SHANGHAI)).order_by(DutyGap.id)
    )
    return list(rows.scalars())
