"""Calendars in the subgraph."""

from datetime import date

import strawberry

from services.kernel.graphql.acts import ActInput
from services.kernel.graphql.context import Info, as_id
from services.kernel.graphql.mutations import perform
from services.kernel.refusals import Malformed, NotFound
from services.meetings.calendars import commands, queries
from services.meetings.calendars.shown import CalendarEntry, CalendarFeed, CalendarFeedResult

LONGEST_DAYS = 366


@strawberry.type
class CalendarQuery:
    @strawberry.field(description="日程：会议、活动、外出休假，按时间先后，注明冲突；默认本人，办公室和县长可查他人")
    async def calendar_entries(
        self, info: Info, since: date, until: date, person_id: strawberry.ID | None = None
    ) -> list[CalendarEntry]:
        act = info.context.act()
        wanted = as_id(person_id, "Person") if person_id else act.person.id
        if not 0 <= (until - since).days <= LONGEST_DAYS:
            raise Malformed("until", f"日程查询的起止日期应在{LONGEST_DAYS}日以内")
        if wanted not in act.view.persons or not queries.may_see_calendar(act, wanted):
            raise NotFound("Person", wanted)
        window = queries.Window.of_days(since, until)
        entries = (await info.context.read(queries.entries, [wanted], window))[wanted]
        return [CalendarEntry.of(entry, entries) for entry in entries]

    @strawberry.field(description="本人的日程订阅；尚未取得的为空")
    async def my_calendar_feed(self, info: Info) -> CalendarFeed | None:
        row = await info.context.read(queries.own_feed)
        return CalendarFeed.of(row) if row else None


@strawberry.type
class CalendarMutation:
    @strawberry.mutation(description="取得（或更换）本人日程的订阅地址；原地址即作废")
    async def issue_calendar_feed(self, info: Info, act: ActInput | None = None) -> CalendarFeedResult:
        return await perform(info, act, CalendarFeed, commands.issue_calendar_feed)

    @strawberry.mutation(description="停用日程订阅地址；默认本人，办主任可停用他人的")
    async def revoke_calendar_feed(
        self, info: Info, person_id: strawberry.ID | None = None, act: ActInput | None = None
    ) -> CalendarFeedResult:
        wanted = as_id(person_id, "Person") if person_id else None
        return await perform(info, act, CalendarFeed, commands.revoke_calendar_feed, person_id=wanted)
