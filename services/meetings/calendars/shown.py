"""Calendars as GraphQL shows them; translation only."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import strawberry

from services.kernel.graphql.actions import shown_prospects
from services.kernel.graphql.context import Info
from services.kernel.graphql.labels import labelled
from services.kernel.graphql.refusal import AvailableAction, Refusal
from services.kernel.lifecycle import prospects
from services.kernel.rules import Case
from services.meetings.calendars import entry as entries
from services.meetings.calendars import model
from services.meetings.calendars.lifecycle import FEED
from services.meetings.stubs import Person, person

labelled(entries.EntryKind, "日程种类", name="CalendarEntryKind")
labelled(entries.EntryState, "日程是否已确定", name="CalendarEntryState")
labelled(model.FeedState, "日程订阅状态", name="CalendarFeedState")


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


@strawberry.type(description="日程订阅：凭保密地址以 iCalendar（RFC 5545）取得本人日程")
class CalendarFeed:
    table = model.CalendarFeed

    id: strawberry.ID = strawberry.field(description="编号")
    version: int = strawberry.field(description="版本")
    state: model.FeedState = strawberry.field(description="状态")
    path: str | None = strawberry.field(
        description="相对网关的订阅地址，凭此地址无须登录，请勿外传；只在取得时显示一次，重新取得后原地址作废"
    )
    issued_at: datetime | None = strawberry.field(description="取得地址的时间")
    revoked_at: datetime | None = strawberry.field(description="停用时间")
    row: strawberry.Private[model.CalendarFeed]

    @classmethod
    def of(cls, row: model.CalendarFeed) -> "CalendarFeed":
        return cls(
            id=strawberry.ID(str(row.id)),
            version=row.version,
            state=row.state,
            path=f"/files/meetings/calendars/{row.token}.ics" if row.token else None,
            issued_at=row.issued_at,
            revoked_at=row.revoked_at,
            row=row,
        )

    @strawberry.field(description="何人的日程")
    def person(self) -> Person:
        return person(self.row.person_id)

    @strawberry.field(description="当前用户可以进行的下一步操作")
    def available_actions(self, info: Info) -> list[AvailableAction]:
        return shown_prospects(info, prospects(FEED, Case(self.row, info.context.act())))


CalendarFeedResult = Annotated[
    CalendarFeed | Refusal, strawberry.union("CalendarFeedResult", description="日程订阅，或不予办理的原因")
]
