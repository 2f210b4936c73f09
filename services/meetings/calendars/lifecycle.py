"""The address of a calendar feed is given, given anew, and shut: read this table first."""

from services.contracts.words.directory import PostCode
from services.kernel.authority import Right
from services.kernel.lifecycle import Step, states
from services.meetings.calendars.model import CalendarFeed
from services.meetings.calendars.model import FeedState as S
from services.meetings.rights import DIRECTOR

SELF = tuple(Right[CalendarFeed](post, person=lambda feed: feed.person_id) for post in PostCode)

FEED: dict[str, Step[CalendarFeed]] = {
    "issue_calendar_feed": Step(
        label="取得日程订阅地址",
        after=states(S.ACTIVE, S.REVOKED),
        becomes=S.ACTIVE,
        by=SELF,
        clauses=("GZ-30.1",),
    ),
    "revoke_calendar_feed": Step(
        label="停用日程订阅地址",
        after=states(S.ACTIVE),
        becomes=S.REVOKED,
        by=(*SELF, DIRECTOR),
        clauses=("GZ-30.1",),
    ),
}
