"""The versions of a 议题单, what changed from one to the next, and who has it, as GraphQL shows them."""

from datetime import datetime
from uuid import UUID

import strawberry

from services.contracts.base import PERSONNEL_MASK
from services.kernel.graphql.context import Info
from services.kernel.graphql.labels import labelled
from services.meetings.attendance import queries as attendance
from services.meetings.attendance.shown import Attendee
from services.meetings.sittings import queries
from services.meetings.sittings.agenda import model
from services.meetings.sittings.agenda.changes import Change, ChangeKind, changes
from services.meetings.stubs import Person, Unit, some_person, unit

labelled(ChangeKind, "议题单变动种类", name="AgendaChangeKind")


@strawberry.type(description="议题单某一版的一行")
class AgendaSheetEntry:
    order: int = strawberry.field(description="序号")
    title: str = strawberry.field(description="议题名称（人事事项对其他人只显示“人事事项”）")
    unit: Unit = strawberry.field(description="汇报单位")
    reporter: Person | None = strawberry.field(description="汇报人")
    minutes: int = strawberry.field(description="计划用时分钟数")
    members_only: bool = strawberry.field(description="是否仅组成人员参加（CW-2.6）")


@strawberry.type(description="与上一版议题单的一处不同")
class AgendaChange:
    kind: ChangeKind = strawberry.field(description="种类")
    title: str = strawberry.field(description="议题名称（人事事项对其他人只显示“人事事项”）")
    text: str = strawberry.field(description="变动后的内容")

    @classmethod
    def of(cls, change: Change, *, hears: bool) -> "AgendaChange":
        return cls(kind=change.kind, title=change.title if hears else PERSONNEL_MASK, text=change.text)


@strawberry.type(description="议题单送达、签收情况（GZ-17）")
class AgendaReceipt:
    attendee: Attendee = strawberry.field(description="与会人员")
    delivered_at: datetime = strawberry.field(description="送达时间")
    received_at: datetime | None = strawberry.field(description="签收时间")
    registered_by: Person | None = strawberry.field(description="代为登记签收的工作人员")


@strawberry.type(description="签发过的一版议题单（CW-3.4、CW-4.1）")
class AgendaSheet:
    version: int = strawberry.field(description="版次")
    supplement: bool = strawberry.field(description="是否补充议题单")
    issued_at: datetime = strawberry.field(description="签发时间")
    issued_by: Person | None = strawberry.field(description="签发或引起变动的人员")
    row: strawberry.Private[model.AgendaSheet]
    before: strawberry.Private[model.AgendaSheet | None]

    @classmethod
    def of(cls, row: model.AgendaSheet, before: model.AgendaSheet | None) -> "AgendaSheet":
        return cls(
            version=row.version,
            supplement=row.supplement,
            issued_at=row.issued_at,
            issued_by=some_person(row.issued_by),
            row=row,
            before=before,
        )

    @strawberry.field(description="本版议题")
    async def entries(self, info: Info) -> list[AgendaSheetEntry]:
        return [
            AgendaSheetEntry(
                order=order,
                title=each["title"] if await _hears(info, each["topic_id"]) else PERSONNEL_MASK,
                unit=unit(as_uuid(each["unit_id"])),
                reporter=some_person(as_uuid(each["reporter_id"])) if each["reporter_id"] else None,
                minutes=each["minutes"],
                members_only=each["restricted"],
            )
            for order, each in enumerate(self.row.entries, 1)
        ]

    @strawberry.field(description="与上一版的不同")
    async def changes(self, info: Info) -> list[AgendaChange]:
        found = changes(self.before, self.row, info.context.act().view)
        return [AgendaChange.of(each, hears=await _hears(info, each.topic_id)) for each in found]

    @strawberry.field(description="送达、签收情况")
    async def receipts(self, info: Info) -> list[AgendaReceipt]:
        rows = {row.attendee_id: row for row in await info.context.load(queries.load_receipts, self.row.id) or []}
        listed = await info.context.load(attendance.load_lists, self.row.meeting_id) or []
        return [
            AgendaReceipt(
                attendee=Attendee.of(each),
                delivered_at=rows[each.id].delivered_at,
                received_at=rows[each.id].received_at,
                registered_by=some_person(rows[each.id].registered_by),
            )
            for each in listed
            if each.id in rows
        ]


async def _hears(info: Info, topic_id: object) -> bool:
    """A topic that was marked as a personnel matter since is masked on the earlier versions as well (CW-2.6)."""
    topic = await info.context.load(queries.load_topics_of_items, as_uuid(topic_id)) if topic_id else None
    return topic is None or not topic.restricted or queries.hears_personnel(info.context.act(), topic.assigned_clerk_id)


def as_uuid(value: object) -> UUID:
    return value if isinstance(value, UUID) else UUID(str(value))
