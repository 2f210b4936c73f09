"""Lists, notices, leave and the door in the subgraph."""

from datetime import datetime

import strawberry

from services.contracts.words.directory import PostCode, UnitRole
from services.contracts.words.meetings import AttendeeCategory
from services.kernel.graphql.acts import ActInput
from services.kernel.graphql.connections import Connection, Order, page
from services.kernel.graphql.context import Info, as_id
from services.kernel.graphql.mutations import perform
from services.meetings.attendance import commands, model, queries
from services.meetings.attendance.leave import commands as leave
from services.meetings.attendance.shown import MeetingLeave, MeetingLeaveResult
from services.meetings.sittings.shown import Meeting, MeetingResult

NEWEST_FIRST = [Order(model.MeetingLeave.id, descending=True)]


@strawberry.input(description="增加的参会人员：花名册中的人员，或花名册外人员的姓名（AMB-48）")
class GuestInput:
    category: AttendeeCategory = strawberry.field(description="类别")
    person_id: strawberry.ID | None = strawberry.field(default=None, description="花名册中的人员")
    name: str = strawberry.field(default="", description="姓名（花名册外人员）")
    title: str = strawberry.field(default="", description="职务")
    unit_id: strawberry.ID | None = strawberry.field(default=None, description="单位")
    post: PostCode | None = strawberry.field(default=None, description="以何职务参会，如 人大代表")
    through: UnitRole | None = strawberry.field(default=None, description="经由哪个机构邀请")


@strawberry.input(description="请假人对议题的书面意见（GZ-18）")
class WrittenOpinionInput:
    item_id: strawberry.ID = strawberry.field(description="议程项编号")
    text: str = strawberry.field(description="意见")


@strawberry.type
class AttendanceQuery:
    @strawberry.field(description="会议请假列表，新的在前")
    async def meeting_leaves(
        self,
        info: Info,
        state: model.LeaveState | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[MeetingLeave]:
        return await page(
            info, MeetingLeave, queries.visible_leaves, NEWEST_FIRST, first=first, after=after, state=state
        )


@strawberry.type
class AttendanceMutation:
    @strawberry.mutation(description="增加参会人员（CW-1.1、CW-4.3）")
    async def add_attendees(
        self, info: Info, meeting_id: strawberry.ID, guests: list[GuestInput], act: ActInput | None = None
    ) -> MeetingResult:
        given = [
            commands.Guest(
                category=guest.category,
                person_id=as_id(guest.person_id, "Person") if guest.person_id else None,
                name=guest.name,
                title=guest.title,
                unit_id=as_id(guest.unit_id, "Unit") if guest.unit_id else None,
                post=guest.post,
                through=guest.through,
            )
            for guest in guests
        ]
        return await perform(
            info, act, Meeting, commands.add_attendees, meeting_id=as_id(meeting_id, "Meeting"), guests=given
        )

    @strawberry.mutation(description="通知发出前移出列席、邀请人员")
    async def remove_attendee(
        self, info: Info, attendee_id: strawberry.ID, act: ActInput | None = None
    ) -> MeetingResult:
        return await perform(info, act, Meeting, commands.remove_attendee, attendee_id=as_id(attendee_id, "Attendee"))

    @strawberry.mutation(description="发出会议通知和邀请函，名单确定；电话通知的另行登记（CW-4.2、CW-4.3）")
    async def notify_meeting(
        self,
        info: Info,
        meeting_id: strawberry.ID,
        by_phone_ids: list[strawberry.ID] | None = None,
        act: ActInput | None = None,
    ) -> MeetingResult:
        return await perform(
            info,
            act,
            Meeting,
            commands.notify_meeting,
            meeting_id=as_id(meeting_id, "Meeting"),
            by_phone_ids=[as_id(each, "Attendee") for each in by_phone_ids or ()],
        )

    @strawberry.mutation(description="登记电话通知：时间、通知人、接听人（CW-4.2）")
    async def register_phone_notice(
        self,
        info: Info,
        attendee_id: strawberry.ID,
        answered_by: str,
        at: datetime | None = None,
        act: ActInput | None = None,
    ) -> MeetingResult:
        return await perform(
            info,
            act,
            Meeting,
            commands.register_phone_notice,
            attendee_id=as_id(attendee_id, "Attendee"),
            answered_by=answered_by,
            at=at,
        )

    @strawberry.mutation(description="回执：参加会议；办公室可代外单位人员、电话答复的人员登记（CW-4.2）")
    async def acknowledge_meeting_notice(
        self,
        info: Info,
        meeting_id: strawberry.ID,
        attendee_ids: list[strawberry.ID] | None = None,
        act: ActInput | None = None,
    ) -> MeetingResult:
        return await perform(
            info,
            act,
            Meeting,
            commands.acknowledge_notice,
            meeting_id=as_id(meeting_id, "Meeting"),
            attendee_ids=[as_id(each, "Attendee") for each in attendee_ids or ()],
        )

    @strawberry.mutation(description="登记签到；非与会人员不得签到（CW-5.1、CW-5.3）")
    async def sign_in_attendees(
        self,
        info: Info,
        meeting_id: strawberry.ID,
        attendee_ids: list[strawberry.ID] | None = None,
        person_ids: list[strawberry.ID] | None = None,
        at: datetime | None = None,
        act: ActInput | None = None,
    ) -> MeetingResult:
        return await perform(
            info,
            act,
            Meeting,
            commands.sign_in,
            meeting_id=as_id(meeting_id, "Meeting"),
            attendee_ids=[as_id(each, "Attendee") for each in attendee_ids or ()],
            person_ids=[as_id(each, "Person") for each in person_ids or ()],
            at=at,
        )

    @strawberry.mutation(description="登记签退")
    async def sign_out_attendees(
        self,
        info: Info,
        meeting_id: strawberry.ID,
        attendee_ids: list[strawberry.ID],
        at: datetime | None = None,
        act: ActInput | None = None,
    ) -> MeetingResult:
        return await perform(
            info,
            act,
            Meeting,
            commands.sign_out,
            meeting_id=as_id(meeting_id, "Meeting"),
            attendee_ids=[as_id(each, "Attendee") for each in attendee_ids],
            at=at,
        )

    @strawberry.mutation(description="登记中途离场（CW-5.3）")
    async def mark_attendee_leaving(
        self, info: Info, attendee_id: strawberry.ID, at: datetime | None = None, act: ActInput | None = None
    ) -> MeetingResult:
        return await perform(
            info, act, Meeting, commands.mark_leaving, attendee_id=as_id(attendee_id, "Attendee"), at=at
        )

    @strawberry.mutation(
        description="登记代会：何人代为到会，不计为本人到会；name 为空即撤销；会后补登须附依据（GZ-18、CW-4.5、CW-5.3）"
    )
    async def register_substitute(
        self,
        info: Info,
        attendee_id: strawberry.ID,
        name: str | None = None,
        title: str = "",
        act: ActInput | None = None,
    ) -> MeetingResult:
        return await perform(
            info,
            act,
            Meeting,
            commands.register_substitute,
            attendee_id=as_id(attendee_id, "Attendee"),
            name=name,
            title=title,
        )

    @strawberry.mutation(
        description="向县长或办主任请假，可附书面意见（GZ-18、CW-4.5）；办公室可为没有账号的外单位人员代办（attendeeId）"
    )
    async def request_meeting_leave(
        self,
        info: Info,
        meeting_id: strawberry.ID,
        reason: str,
        opinions: list[WrittenOpinionInput] | None = None,
        attendee_id: strawberry.ID | None = None,
        act: ActInput | None = None,
    ) -> MeetingLeaveResult:
        return await perform(
            info,
            act,
            MeetingLeave,
            leave.request_leave,
            meeting_id=as_id(meeting_id, "Meeting"),
            reason=reason,
            opinions=[
                leave.WrittenOpinion(item_id=as_id(each.item_id, "AgendaItem"), text=each.text)
                for each in opinions or ()
            ],
            attendee_id=as_id(attendee_id, "Attendee") if attendee_id else None,
        )

    @strawberry.mutation(description="批准请假；主办单位主要负责人请假的，其议题本次不研究（CW-5.2）")
    async def approve_meeting_leave(
        self, info: Info, id: strawberry.ID, act: ActInput | None = None
    ) -> MeetingLeaveResult:
        return await perform(info, act, MeetingLeave, leave.approve_leave, leave_id=as_id(id, "MeetingLeave"))

    @strawberry.mutation(description="不批准请假，须说明理由")
    async def reject_meeting_leave(
        self, info: Info, id: strawberry.ID, act: ActInput | None = None
    ) -> MeetingLeaveResult:
        return await perform(info, act, MeetingLeave, leave.reject_leave, leave_id=as_id(id, "MeetingLeave"))

    @strawberry.mutation(description="撤回请假")
    async def withdraw_meeting_leave(
        self, info: Info, id: strawberry.ID, act: ActInput | None = None
    ) -> MeetingLeaveResult:
        return await perform(info, act, MeetingLeave, leave.withdraw_leave, leave_id=as_id(id, "MeetingLeave"))

    @strawberry.mutation(description="办主任确认请假的补登事项（AMB-47）")
    async def confirm_meeting_leave_registrations(
        self, info: Info, id: strawberry.ID, act: ActInput | None = None
    ) -> MeetingLeaveResult:
        return await perform(
            info, act, MeetingLeave, leave.confirm_leave_registrations, leave_id=as_id(id, "MeetingLeave")
        )
