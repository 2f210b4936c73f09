"""Invitations to activities as GraphQL shows them; translation only."""

from datetime import datetime
from typing import Annotated

import strawberry

from services.contracts.refusals import CALENDAR_CONFLICT
from services.kernel.graphql.actions import shown_prospects
from services.kernel.graphql.context import Info
from services.kernel.graphql.labels import labelled
from services.kernel.graphql.refusal import AvailableAction, Refusal
from services.kernel.lifecycle import prospects
from services.kernel.rules import Case
from services.meetings.activities import model, queries
from services.meetings.activities.lifecycle import ACTIVITY
from services.meetings.calendars.queries import sees_every_calendar
from services.meetings.calendars.shown import CalendarEntry
from services.meetings.findings import MeetingFinding, findings_of
from services.meetings.stubs import Person, Unit, person, some_person, unit

labelled(model.ActivityState, "活动邀请状态")
labelled(model.ActivityAnswer, "领导对活动邀请的答复")


@strawberry.type(description="一位受邀领导及其答复")
class InvitedLeader:
    leader: Person = strawberry.field(description="领导")
    answer: model.ActivityAnswer = strawberry.field(description="答复")
    sent: Person | None = strawberry.field(description="受派出席的人员")
    note: str = strawberry.field(description="说明")
    answered_by: Person | None = strawberry.field(description="答复人")
    answered_at: datetime | None = strawberry.field(description="答复时间")
    stamp: str = strawberry.field(description="代行说明，如 B（代A）")

    @classmethod
    def of(cls, row: model.InvitedLeader) -> "InvitedLeader":
        return cls(
            leader=person(row.leader_id),
            answer=row.answer,
            sent=some_person(row.sent_id),
            note=row.note,
            answered_by=some_person(row.answered_by),
            answered_at=row.answered_at,
            stamp=row.stamp,
        )


@strawberry.federation.type(keys=["id"], description="活动邀请：邀请县政府领导参加的内外事活动（GZ-30）")
class ActivityInvitation:
    table = model.ActivityInvitation

    id: strawberry.ID = strawberry.field(description="编号")
    version: int = strawberry.field(description="版本")
    state: model.ActivityState = strawberry.field(description="状态")
    unconfirmed: bool = strawberry.field(description="是否有补登事项待办主任确认")
    title: str = strawberry.field(description="活动名称")
    starts_at: datetime = strawberry.field(description="开始时间")
    ends_at: datetime = strawberry.field(description="结束时间")
    place: str = strawberry.field(description="地点")
    plan: str = strawberry.field(description="安排意见（活动方案）")
    requested_at: datetime = strawberry.field(description="提出时间")
    opinion: str = strawberry.field(description="办公室拟办意见")
    arranged_at: datetime | None = strawberry.field(description="呈请领导的时间")
    held_note: str = strawberry.field(description="举行情况")
    row: strawberry.Private[model.ActivityInvitation]

    @classmethod
    def of(cls, row: model.ActivityInvitation) -> "ActivityInvitation":
        same = (
            *("version", "state", "unconfirmed", "title", "starts_at", "ends_at", "place", "plan", "requested_at"),
            *("opinion", "arranged_at", "held_note"),
        )
        return cls(id=strawberry.ID(str(row.id)), row=row, **{name: getattr(row, name) for name in same})

    @classmethod
    async def resolve_reference(cls, info: Info, id: strawberry.ID) -> "ActivityInvitation | None":
        return await info.context.find(cls, id)

    @strawberry.field(description="提出单位")
    def unit(self) -> Unit:
        return unit(self.row.unit_id)

    @strawberry.field(description="提出人（单位主要负责人）")
    def requested_by(self) -> Person:
        return person(self.row.requested_by)

    @strawberry.field(description="呈请的办公室人员")
    def arranged_by(self) -> Person | None:
        return some_person(self.row.arranged_by)

    @strawberry.field(description="受邀领导及其答复")
    async def leaders(self, info: Info) -> list[InvitedLeader]:
        return [InvitedLeader.of(row) for row in await info.context.load(queries.load_invited, self.row.id) or []]

    @strawberry.field(description="与受邀领导已有日程的冲突（办公室看全部，领导看本人）")
    async def conflicts(self, info: Info) -> list[CalendarEntry]:
        weighing = await info.context.load(queries.load_weighings, self.row.id)
        return [CalendarEntry.of(entry) for entry in weighing.conflicts] if weighing else []

    @strawberry.field(description="检查发现和补登记录（日程冲突只供办公室和县长查看）")
    async def findings(self, info: Info) -> list[MeetingFinding]:
        kept = await findings_of(info, self.row.id)
        if sees_every_calendar(info.context.act()):
            return kept
        return [each for each in kept if each.code != CALENDAR_CONFLICT.name]

    @strawberry.field(description="当前用户可以进行的下一步操作，以及尚缺的条件")
    async def available_actions(self, info: Info) -> list[AvailableAction]:
        weighing = await info.context.load(queries.load_weighings, self.row.id)
        return shown_prospects(info, prospects(ACTIVITY, Case(self.row, info.context.act(), weighing)))


ActivityInvitationResult = Annotated[
    ActivityInvitation | Refusal,
    strawberry.union("ActivityInvitationResult", description="活动邀请，或不予办理的原因"),
]


@strawberry.type(description="一位领导的活动邀请情况")
class ActivityFigures:
    asked: int = strawberry.field(description="受邀次数")
    accepted: int = strawberry.field(description="同意出席次数")
    sent: int = strawberry.field(description="派员出席次数")
    declined: int = strawberry.field(description="不出席次数")
    leader: Person = strawberry.field(description="领导")

    @classmethod
    def of(cls, row: queries.ActivityFigures) -> "ActivityFigures":
        return cls(
            asked=row.asked,
            accepted=row.accepted,
            sent=row.sent,
            declined=row.declined,
            leader=person(row.leader_id),
        )
