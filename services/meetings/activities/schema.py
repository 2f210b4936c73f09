"""Invitations to activities in the subgraph."""

from datetime import datetime
from uuid import UUID

import strawberry

from services.kernel.graphql.acts import ActInput
from services.kernel.graphql.connections import Connection, Order, page
from services.kernel.graphql.context import Info, as_id
from services.kernel.graphql.mutations import Command, perform
from services.meetings.activities import commands, model, queries
from services.meetings.activities.shown import ActivityFigures, ActivityInvitation, ActivityInvitationResult

LATEST_FIRST = [
    Order(model.ActivityInvitation.starts_at, descending=True),
    Order(model.ActivityInvitation.id, descending=True),
]


@strawberry.input(description="邀请县政府领导参加活动的安排意见（GZ-30）")
class ActivityRequestInput:
    unit_id: strawberry.ID = strawberry.field(description="提出单位")
    title: str = strawberry.field(description="活动名称")
    starts_at: datetime = strawberry.field(description="开始时间，须注明时区")
    ends_at: datetime = strawberry.field(description="结束时间")
    place: str = strawberry.field(description="地点")
    plan: str = strawberry.field(description="安排意见（活动方案）")
    leader_ids: list[strawberry.ID] = strawberry.field(description="拟请县政府领导")


@strawberry.input(description="活动变更；未填的不变")
class ActivityChangeInput:
    title: str | None = strawberry.field(default=None, description="活动名称")
    starts_at: datetime | None = strawberry.field(default=None, description="开始时间")
    ends_at: datetime | None = strawberry.field(default=None, description="结束时间")
    place: str | None = strawberry.field(default=None, description="地点")
    plan: str | None = strawberry.field(default=None, description="安排意见（活动方案）")
    leader_ids: list[strawberry.ID] | None = strawberry.field(default=None, description="拟请县政府领导")


@strawberry.input(description="活动邀请筛选条件")
class ActivityFilter:
    states: list[model.ActivityState] | None = strawberry.field(default=None, description="状态")
    leader_id: strawberry.ID | None = strawberry.field(default=None, description="拟请领导")
    unit_id: strawberry.ID | None = strawberry.field(default=None, description="提出单位")
    after: datetime | None = strawberry.field(default=None, description="活动时间不早于")
    before: datetime | None = strawberry.field(default=None, description="活动时间早于")


@strawberry.type
class ActivityQuery:
    @strawberry.field(description="按编号查活动邀请")
    async def activity_invitation(self, info: Info, id: strawberry.ID) -> ActivityInvitation:
        return await info.context.one(ActivityInvitation, id)

    @strawberry.field(description="活动邀请列表，时间晚的在前")
    async def activity_invitations(
        self, info: Info, filter: ActivityFilter | None = None, first: int | None = None, after: str | None = None
    ) -> Connection[ActivityInvitation]:
        wanted = filter or ActivityFilter()
        return await page(
            info,
            ActivityInvitation,
            queries.visible_activities,
            LATEST_FIRST,
            first=first,
            after=after,
            states=wanted.states,
            leader_id=as_id(wanted.leader_id, "Person") if wanted.leader_id else None,
            unit_id=as_id(wanted.unit_id, "Unit") if wanted.unit_id else None,
            since=wanted.after,
            before=wanted.before,
        )

    @strawberry.field(description="活动邀请统计，每位领导一行（GZ-30）")
    async def activity_figures(self, info: Info, since: datetime, before: datetime) -> list[ActivityFigures]:
        rows = await info.context.read(queries.figures, since=since, before=before)
        return [ActivityFigures.of(row) for row in rows]


@strawberry.type
class ActivityMutation:
    @strawberry.mutation(description="单位提出邀请县政府领导参加活动的安排意见（GZ-30）")
    async def request_activity(
        self, info: Info, request: ActivityRequestInput, act: ActInput | None = None
    ) -> ActivityInvitationResult:
        given = commands.ActivityRequest(
            unit_id=as_id(request.unit_id, "Unit"),
            title=request.title,
            starts_at=request.starts_at,
            ends_at=request.ends_at,
            place=request.place,
            plan=request.plan,
            leader_ids=[as_id(each, "Person") for each in request.leader_ids],
        )
        return await perform(info, act, ActivityInvitation, commands.request_activity, request=given)

    @strawberry.mutation(description="办公室退回安排意见，须说明理由")
    async def return_activity(
        self, info: Info, id: strawberry.ID, act: ActInput | None = None
    ) -> ActivityInvitationResult:
        return await _carry_out(info, act, commands.return_activity, id)

    @strawberry.mutation(description="办公室按程序呈请领导；与领导日程冲突的须确认知悉（GZ-30）")
    async def arrange_activity(
        self,
        info: Info,
        id: strawberry.ID,
        opinion: str = "",
        leader_ids: list[strawberry.ID] | None = None,
        act: ActInput | None = None,
    ) -> ActivityInvitationResult:
        leaders = None if leader_ids is None else [as_id(each, "Person") for each in leader_ids]
        return await _carry_out(info, act, commands.arrange_activity, id, opinion=opinion, leader_ids=leaders)

    @strawberry.mutation(
        description="领导同意出席；与已有日程冲突的须确认知悉；B角本人也受邀的，用 leaderId 注明代谁答复（GZ-6.2）"
    )
    async def accept_activity(
        self,
        info: Info,
        id: strawberry.ID,
        note: str = "",
        leader_id: strawberry.ID | None = None,
        act: ActInput | None = None,
    ) -> ActivityInvitationResult:
        return await _carry_out(info, act, commands.accept_activity, id, note=note, leader_id=_leader(leader_id))

    @strawberry.mutation(description="领导派员出席")
    async def send_to_activity(
        self,
        info: Info,
        id: strawberry.ID,
        person_id: strawberry.ID,
        note: str = "",
        leader_id: strawberry.ID | None = None,
        act: ActInput | None = None,
    ) -> ActivityInvitationResult:
        sent = as_id(person_id, "Person")
        return await _carry_out(
            info, act, commands.send_to_activity, id, person_id=sent, note=note, leader_id=_leader(leader_id)
        )

    @strawberry.mutation(description="领导不出席，须说明理由")
    async def decline_activity(
        self, info: Info, id: strawberry.ID, leader_id: strawberry.ID | None = None, act: ActInput | None = None
    ) -> ActivityInvitationResult:
        return await _carry_out(info, act, commands.decline_activity, id, leader_id=_leader(leader_id))

    @strawberry.mutation(description="变更活动安排，须说明理由；重新呈请，领导重新答复")
    async def change_activity(
        self, info: Info, id: strawberry.ID, change: ActivityChangeInput, act: ActInput | None = None
    ) -> ActivityInvitationResult:
        leaders = None if change.leader_ids is None else [as_id(each, "Person") for each in change.leader_ids]
        given = commands.ActivityChange(
            title=change.title,
            starts_at=change.starts_at,
            ends_at=change.ends_at,
            place=change.place,
            plan=change.plan,
            leader_ids=leaders,
        )
        return await _carry_out(info, act, commands.change_activity, id, change=given)

    @strawberry.mutation(description="取消活动邀请，须说明理由")
    async def cancel_activity(
        self, info: Info, id: strawberry.ID, act: ActInput | None = None
    ) -> ActivityInvitationResult:
        return await _carry_out(info, act, commands.cancel_activity, id)

    @strawberry.mutation(description="活动开始后登记举行情况、领导到场情况")
    async def record_activity(
        self, info: Info, id: strawberry.ID, note: str, act: ActInput | None = None
    ) -> ActivityInvitationResult:
        return await _carry_out(info, act, commands.record_activity, id, note=note)

    @strawberry.mutation(description="办主任确认活动邀请的补登事项（AMB-47）")
    async def confirm_activity_registrations(
        self, info: Info, id: strawberry.ID, act: ActInput | None = None
    ) -> ActivityInvitationResult:
        return await _carry_out(info, act, commands.confirm_activity_registrations, id)


def _leader(named: strawberry.ID | None) -> UUID | None:
    return as_id(named, "Person") if named else None


async def _carry_out(
    info: Info, act: ActInput | None, command: Command, id: strawberry.ID, **arguments: object
) -> ActivityInvitationResult:
    activity_id = as_id(id, "ActivityInvitation")
    return await perform(info, act, ActivityInvitation, command, activity_id=activity_id, **arguments)
