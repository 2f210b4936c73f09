"""Calendars as GraphQL shows them; translation only."""

from collections.abc import Sequence
from datetime import datetime

import strawberry

from services.kernel.graphql.labels import labelled
from services.meetings.calendars import entry as entries
from services.meetings.stubs import Person, person

labelled(entries.EntryKind, "日程种类", name="CalendarEntryKind")
labelled(entries.EntryState, "日程是否已确定", name="CalendarEntryState")


@strawberry.type(description="一条日程：会议、全县性会议、活动，或外出、休假")
class CalendarEntry:
    uid: str = strawberry.field(description="日程标识，始终不变（iCalendar UID）")
    kind: entries.EntryKind = strawberry.field(description="种类")
    object_id: strawberry.ID = strawberry.field(description="所指会议、活动等的编号")
    title: str = strawberry.field(description="名称（人事事项隐去）")
    place: str = strawberry.field(description="地点")
    starts_at: datetime = strawberry.field(description="开始时间")
    ends_at: datetime = strawberry.field(description="结束时间")
    all_day: bool = strawberry.field(description="是否为全天")
    state: entries.EntryState = strawberry.field(description="是否已确定")
    note: str = strawberry.field(description="备注")
    person: Person = strawberry.field(description="何人的日程")
    conflicts_with: list["CalendarEntry"] = strawberry.field(description="同一时间的其他日程")

    @classmethod
    def of(cls, entry: entries.Entry, beside: Sequence[entries.Entry] = ()) -> "CalendarEntry":
        return cls(
            uid=entry.uid,
            kind=entry.kind,
            object_id=strawberry.ID(str(entry.object_id)),
            title=entry.title,
            place=entry.place,
            starts_at=entry.starts_at,
            ends_at=entry.ends_at,
            all_day=entry.all_day,
            state=entry.state,
            note=entry.note,
            person=person(entry.person_id),
            conflicts_with=[cls.of(other) for other in entries.conflicts(entry, beside)],
        )
