"""What a screen in the meeting room follows: the meeting as it goes on, and its clocks by the second."""

from collections.abc import AsyncIterator
from contextlib import aclosing

import strawberry

from services.kernel.graphql.context import Info, as_id
from services.meetings.sittings.clocks.follow import follow_meeting
from services.meetings.sittings.clocks.queries import load_running
from services.meetings.sittings.clocks.shown import MeetingClock
from services.meetings.sittings.model import MeetingState as S
from services.meetings.sittings.queries import load_meetings
from services.meetings.sittings.shown import Meeting

OVER = frozenset({S.CANCELLED, S.MINUTES_ISSUED, S.ARCHIVED})
ENDED = OVER | {S.CONCLUDED}
SECOND = 1.0


@strawberry.type
class ClockSubscription:
    @strawberry.subscription(description="会议进程：每有变化推送会议现状（叫号、汇报计时、议决）")
    async def meeting_progress(self, info: Info, meeting_id: strawberry.ID) -> AsyncIterator[Meeting]:
        seen = -1
        async with aclosing(follow_meeting(info, as_id(meeting_id, "Meeting"), load_meetings)) as meetings:
            async for meeting in meetings:
                if meeting.version != seen:
                    seen = meeting.version
                    yield Meeting.of(meeting)
                if meeting.state in OVER:
                    return

    @strawberry.subscription(
        description="会议计时：开会期间每秒推送，议题、汇报人随变化即时更新，会议结束时终止（CW-5.1、GZ-17.4、GZ-20.3）"
    )
    async def meeting_clock(self, info: Info, meeting_id: strawberry.ID) -> AsyncIterator[MeetingClock]:
        shown = None
        async with aclosing(follow_meeting(info, as_id(meeting_id, "Meeting"), load_running, SECOND)) as readings:
            async for running in readings:
                clock = MeetingClock.of(info, running)
                looks = (running.meeting.version, clock.meeting, clock.report, clock.discussion)
                if looks != shown:
                    shown = looks
                    yield clock
                if running.meeting.state in ENDED:
                    return
