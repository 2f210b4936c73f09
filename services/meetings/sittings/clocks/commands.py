"""How the clocks of a meeting start and stop, and what they say when time is nearly or quite over."""

from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.desk import person
from services.kernel import deadlines
from services.kernel.acts import Act
from services.kernel.deadlines import Term
from services.kernel.store import Deadline
from services.meetings.desk import DESK
from services.meetings.sittings.clocks.terms import (
    CLOCKS,
    DISCUSSION,
    MEETING_LENGTH,
    REPORT_SPEECH,
    discussion_term,
    meeting_term,
    report_term,
)
from services.meetings.sittings.locks import running
from services.meetings.sittings.model import AgendaItem, Meeting
from services.meetings.sittings.naming import meeting_name
from services.meetings.sittings.recorder import recorder

MINUTE = 60
SPEAKING = {REPORT_SPEECH.key: ("汇报", "提醒汇报人"), DISCUSSION.key: ("讨论", "掌握讨论发言时间")}


async def start_meeting_clock(session: AsyncSession, act: Act, meeting: Meeting) -> None:
    """Ninety minutes from now (GZ-20.3)."""
    await _start(session, act, meeting, meeting_term(act.policies), f"{meeting_name(meeting)}用时")


async def start_report_clock(session: AsyncSession, act: Act, meeting: Meeting, item: AgendaItem) -> None:
    """Ten minutes from now, where they bind (GZ-17.4, CW-5.2)."""
    term = report_term(meeting.kind, act.policies)
    if term is not None:
        await _start(session, act, item, term, f"第{item.position}项议题汇报")


async def start_discussion_clock(session: AsyncSession, act: Act, meeting: Meeting, item: AgendaItem) -> None:
    """From the end of the report on, where the county limits the discussion (CW-5.1)."""
    term = discussion_term(meeting.kind, act.policies)
    if term is not None:
        await _start(session, act, item, term, f"第{item.position}项议题讨论")


async def _start(session: AsyncSession, act: Act, subject: Meeting | AgendaItem, term: Term, title: str) -> None:
    """What is registered after the fact runs no clock: its minutes are on record, nobody is reminded of them."""
    if act.late is None:
        ends = term.ends_at(act.at)
        await deadlines.open_deadline(session, act, subject, term, act.at.date(), title=title, due_at=ends)


async def stop_meeting_clock(session: AsyncSession, act: Act, meeting: Meeting) -> None:
    await deadlines.meet(session, act, meeting, MEETING_LENGTH.key)


async def stop_report_clock(session: AsyncSession, act: Act, item: AgendaItem) -> None:
    await deadlines.meet(session, act, item, REPORT_SPEECH.key)


async def stop_topics_clocks(session: AsyncSession, act: Act, item: AgendaItem) -> None:
    """The topic is decided. Where nobody has said when its report ended, that clock is in nobody's way."""
    await deadlines.cancel(session, item, REPORT_SPEECH.key)
    await deadlines.meet(session, act, item, DISCUSSION.key)


async def remind_of_time(session: AsyncSession, act: Act) -> None:
    """Nearly over: 8 of the 10 minutes, 80 of the 90 (spec 04)."""
    async for meeting, item, deadline in running(session, CLOCKS, Deadline.remind_at <= act.at):
        assert deadline.due_at is not None
        deadline.remind_at, deadline.reminded_on = None, act.today
        left = int((deadline.due_at - act.at).total_seconds()) // MINUTE
        spent = deadline.length - left
        if item is None:
            text = f"会议已进行{spent}分钟，距{deadline.length}分钟还有{left}分钟，请掌握时间（{deadline.clause}）。"
        else:
            verb, please = SPEAKING[deadline.key]
            text = f"第{item.position}项议题已{verb}{spent}分钟，还有{left}分钟，请{please}（{deadline.clause}）。"
        _tell(session, act, meeting, f"{deadline.key}_due", text)


async def call_time(session: AsyncSession, act: Act) -> None:
    """时间到: it is said and stays on record, and it stops nobody (GZ-17.4, AMB-16)."""
    async for meeting, item, deadline in running(session, CLOCKS, Deadline.due_at <= act.at):
        deadline.state, deadline.missed_on = deadlines.MISSED, act.today
        what = "会议" if item is None else f"第{item.position}项议题{SPEAKING[deadline.key][0]}"
        text = f"{what}时间到，已满{deadline.length}分钟（{deadline.clause}）。"
        _tell(session, act, meeting, f"{deadline.key}_over", text)


def _tell(session: AsyncSession, act: Act, meeting: Meeting, template: str, text: str) -> None:
    """Those who keep the time: the host, and the clerk at the meeting's desk (CW-5.1). No topic is named."""
    to = dict.fromkeys((recorder(meeting), person(meeting.host_id)))
    DESK.notify(session, act, meeting, template, meeting_name(meeting), text, to)
