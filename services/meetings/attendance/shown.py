"""Those who take part, as GraphQL shows them; translation only."""

from datetime import date, datetime
from typing import Annotated

import strawberry

from services.contracts.words.directory import AbsenceKind, PostCode, UnitRole
from services.contracts.words.meetings import AttendanceStatus, AttendeeCategory, NoticeChannel
from services.kernel.graphql.actions import shown_prospects
from services.kernel.graphql.context import Info
from services.kernel.graphql.labels import labelled
from services.kernel.graphql.refusal import AvailableAction, Refusal
from services.kernel.lifecycle import prospects
from services.kernel.rules import Case
from services.meetings.attendance import model, queries
from services.meetings.attendance.lifecycle import LEAVE
from services.meetings.attendance.presence import Presence
from services.meetings.findings import MeetingFinding, findings_of
from services.meetings.stubs import Person, Unit, some_person, some_unit

labelled(AttendeeCategory, "参会人员类别（GZ-14）")
labelled(AttendanceStatus, "到会情况")
labelled(NoticeChannel, "通知方式（CW-4.2）")
labelled(PostCode, "职务")
labelled(AbsenceKind, "外出、休假的类别：只有前两类开启AB角补位（GZ-6.2）")
labelled(UnitRole, "机构职责标记")
labelled(model.Receipt, "回执", name="MeetingReceipt")
labelled(model.LeaveState, "请假状态", name="MeetingLeaveState")


@strawberry.type(description="组成人员到会情况；制度未规定法定人数，只显示和记录")
class MemberPresence:
    present: int = strawberry.field(description="到会人数：会前、会中按签到计，会后按到会情况计")
    expected: int = strawberry.field(description="组成人员人数")
    text: str = strawberry.field(description="如：组成人员到会8/9")

    @classmethod
    def of(cls, found: Presence) -> "MemberPresence":
        return cls(present=found.present, expected=found.expected, text=found.words)


@strawberry.federation.type(keys=["id"], description="会议请假（GZ-18、CW-4.5）")
class MeetingLeave:
    table = model.MeetingLeave

    id: strawberry.ID = strawberry.field(description="编号")
    version: int = strawberry.field(description="版本")
    row: strawberry.Private[model.MeetingLeave]

    @classmethod
    def of(cls, row: model.MeetingLeave) -> "MeetingLeave":
        return cls(id=strawberry.ID(str(row.id)), version=row.version, row=row)

    @classmethod
    async def resolve_reference(cls, info: Info, id: strawberry.ID) -> "MeetingLeave | None":
        return await info.context.find(cls, id)

    @strawberry.field(description="会议编号")
    def meeting_id(self) -> strawberry.ID:
        return strawberry.ID(str(self.row.meeting_id))

    @strawberry.field(description="请假人（外单位人员由办公室代为请假，此项为空）")
    def person(self) -> Person | None:
        return some_person(self.row.person_id)

    @strawberry.field(description="请假人在参会名单上的编号")
    def attendee_id(self) -> strawberry.ID:
        return strawberry.ID(str(self.row.attendee_id))

    @strawberry.field(description="状态")
    def state(self) -> model.LeaveState:
        return self.row.state

    @strawberry.field(description="是否为补登、待办主任确认")
    def unconfirmed(self) -> bool:
        return self.row.unconfirmed

    @strawberry.field(description="事由")
    def reason(self) -> str:
        return self.row.reason

    @strawberry.field(description="是否因已批准的外出、休假自动提出（GZ-28.2）")
    def from_absence(self) -> bool:
        return self.row.absence_id is not None

    @strawberry.field(description="是否由县长审批（否则由办主任审批）")
    def to_county_head(self) -> bool:
        return self.row.to_county_head

    @strawberry.field(description="检查发现（如补登的请假晚于会议开始）")
    async def findings(self, info: Info) -> list[MeetingFinding]:
        return await findings_of(info, self.row.id)

    @strawberry.field(description="提出时间")
    def submitted_at(self) -> datetime:
        return self.row.submitted_at

    @strawberry.field(description="审批人")
    def approver(self) -> Person | None:
        return some_person(self.row.approver_id)

    @strawberry.field(description="审批人的授权：受县长委托的注明（GZ-5）")
    def approver_stamp(self) -> str:
        return self.row.approver_stamp

    @strawberry.field(description="审批时间")
    def decided_at(self) -> datetime | None:
        return self.row.decided_at

    @strawberry.field(description="审批意见")
    def decision_reason(self) -> str:
        return self.row.decision_reason

    @strawberry.field(description="当前用户可以进行的下一步操作")
    def available_actions(self, info: Info) -> list[AvailableAction]:
        return shown_prospects(info, prospects(LEAVE, Case(self.row, info.context.act())))


MeetingLeaveResult = Annotated[
    MeetingLeave | Refusal, strawberry.union("MeetingLeaveResult", description="会议请假，或不予办理的原因")
]


@strawberry.type(description="会议当日的外出、休假（GZ-28.2）；不等于会议请假，请假仍按规定审批（GZ-18）")
class AttendeeAbsence:
    kind: AbsenceKind = strawberry.field(description="类别")
    valid_from: date = strawberry.field(description="第一日")
    last_day: date = strawberry.field(description="最后一日（含）")


@strawberry.type(description="代会：代为到会的人员，不计为本人到会（GZ-18、CW-5.3）")
class Substitute:
    name: str = strawberry.field(description="姓名")
    title: str = strawberry.field(description="职务")
    leave_approved: bool | None = strawberry.field(description="本人请假是否经批准（会议结束后确定）")


@strawberry.type(description="参会名单上的一人")
class Attendee:
    id: strawberry.ID = strawberry.field(description="编号")
    row: strawberry.Private[model.Attendee]

    @classmethod
    def of(cls, row: model.Attendee) -> "Attendee":
        return cls(id=strawberry.ID(str(row.id)), row=row)

    @strawberry.field(description="类别")
    def category(self) -> AttendeeCategory:
        return self.row.category

    @strawberry.field(description="以何职务参会")
    def post(self) -> PostCode | None:
        return self.row.post

    @strawberry.field(description="经由哪个机构邀请（CW-4.3）")
    def through(self) -> UnitRole | None:
        return self.row.through

    @strawberry.field(description="人员（花名册外人员为空）")
    def person(self) -> Person | None:
        return some_person(self.row.person_id)

    @strawberry.field(description="姓名")
    def name(self) -> str:
        return self.row.name

    @strawberry.field(description="职务")
    def title(self) -> str:
        return self.row.title

    @strawberry.field(description="单位")
    def unit(self) -> Unit | None:
        return some_unit(self.row.unit_id)

    @strawberry.field(description="是否为通知之后增加")
    def added_after_notice(self) -> bool:
        return self.row.added_after_notice

    @strawberry.field(description="通知方式")
    def channel(self) -> NoticeChannel | None:
        return self.row.channel

    @strawberry.field(description="通知时间")
    def notified_at(self) -> datetime | None:
        return self.row.notified_at

    @strawberry.field(description="电话接听人")
    def answered_by(self) -> str:
        return self.row.answered_by

    @strawberry.field(description="回执")
    def receipt(self) -> model.Receipt | None:
        return self.row.receipt

    @strawberry.field(description="签到时间")
    def signed_in_at(self) -> datetime | None:
        return self.row.signed_in_at

    @strawberry.field(description="签退时间")
    def signed_out_at(self) -> datetime | None:
        return self.row.signed_out_at

    @strawberry.field(description="中途离场时间")
    def left_at(self) -> list[str]:
        return [str(each) for each in self.row.left_at]

    @strawberry.field(description="到会情况（会议结束后确定）")
    def status(self) -> AttendanceStatus | None:
        return self.row.status

    @strawberry.field(description="代会人员")
    def substitute(self) -> Substitute | None:
        if not self.row.substitute:
            return None
        approved = self.row.status is AttendanceStatus.ON_LEAVE if self.row.status is not None else None
        return Substitute(name=self.row.substitute, title=self.row.substitute_title, leave_approved=approved)

    @strawberry.field(description="会议当日已批准的外出、休假（办公室、县长和本人可见）")
    async def absence(self, info: Info) -> AttendeeAbsence | None:
        row = await info.context.load(queries.load_absences, self.row.id)
        return AttendeeAbsence(kind=row.kind, valid_from=row.valid_from, last_day=row.last_day) if row else None

    @strawberry.field(description="请假")
    async def leave(self, info: Info) -> MeetingLeave | None:
        if self.row.leave_id is None:
            return None
        row = await info.context.load(queries.load_leaves, self.row.leave_id)
        return MeetingLeave.of(row) if row else None
