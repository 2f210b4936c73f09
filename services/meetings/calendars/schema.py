"""Calendars in the subgraph."""

from datetime import date

import strawberry

from services.kernel.graphql.context import Info, as_id
from services.kernel.refusals import Malformed, NotFound
from services.meetings.calendars import queries
from services.meetings.calendars.shown import CalendarEntry

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
