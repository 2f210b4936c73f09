"""Meetings in the subgraph: what may be read, planned, arranged and held."""

from datetime import datetime

import strawberry

from services.contracts.words.meetings import MeetingKind, SpecialBasis
from services.kernel.graphql.acts import ActInput
from services.kernel.graphql.connections import Connection, Order, page
from services.kernel.graphql.context import Info, as_id
from services.kernel.graphql.mutations import perform
from services.kernel.refusals import Malformed
from services.meetings.sittings import commands, model, queries
from services.meetings.sittings.agenda import commands as agenda
from services.meetings.sittings.session import commands as session
from services.meetings.sittings.shown import Meeting, MeetingResult

LATEST_FIRST = [Order(model.Meeting.starts_at, descending=True), Order(model.Meeting.id, descending=True)]


@strawberry.input(description="会议筛选条件")
class MeetingFilter:
    kind: MeetingKind | None = strawberry.field(default=None, description="会议类型")
    states: list[model.MeetingState] | None = strawberry.field(default=None, description="状态")
    after: datetime | None = strawberry.field(default=None, description="会议时间不早于")
    before: datetime | None = strawberry.field(default=None, description="会议时间早于")


@strawberry.input(description="会议计划")
class MeetingPlanInput:
    kind: MeetingKind = strawberry.field(description="会议类型")
    starts_at: datetime = strawberry.field(description="会议时间，须注明时区")
    place: str = strawberry.field(description="地点")
    host_id: strawberry.ID = strawberry.field(description="主持人")
    basis: SpecialBasis | None = strawberry.field(default=None, description="专题会议召集依据（GZ-16）")
    recorder_id: strawberry.ID | None = strawberry.field(
        default=None, description="记录人，默认本人；应为办公室文秘人员"
    )


@strawberry.input(description="拟安排的议题")
class AgendaEntryInput:
    topic_id: strawberry.ID = strawberry.field(description="议题")
    reporter_id: strawberry.ID | None = strawberry.field(default=None, description="汇报人，默认主办单位主要负责人")
    report_minutes: int = strawberry.field(default=10, description="计划汇报分钟数（GZ-17：不超过10分钟）")
    planned_minutes: int = strawberry.field(default=15, description="计划用时分钟数（汇报和讨论）")

    def read(self) -> agenda.AgendaEntry:
        return agenda.AgendaEntry(
            topic_id=as_id(self.topic_id, "Topic"),
            reporter_id=as_id(self.reporter_id, "Person") if self.reporter_id else None,
            report_minutes=self.report_minutes,
            planned_minutes=self.planned_minutes,
        )


@strawberry.type
class MeetingQuery:
    @strawberry.field(description="按编号查会议")
    async def meeting(self, info: Info, id: strawberry.ID) -> Meeting:
        return await info.context.one(Meeting, id)

    @strawberry.field(description="会议列表，时间晚的在前")
    async def meetings(
        self, info: Info, filter: MeetingFilter | None = None, first: int | None = None, after: str | None = None
    ) -> Connection[Meeting]:
        wanted = filter or MeetingFilter()
        return await page(
            info,
            Meeting,
            queries.visible_meetings,
            LATEST_FIRST,
            first=first,
            after=after,
            kind=wanted.kind,
            states=wanted.states,
            since=_aware(wanted.after),
            before=_aware(wanted.before),
        )


def _aware(moment: datetime | None) -> datetime | None:
    if moment is not None and moment.tzinfo is None:
        raise Malformed("filter", "时间须注明时区，如 2022-02-25T09:00:00+08:00")
    return moment


@strawberry.type
class MeetingMutation:
    @strawberry.mutation(description="拟定会议（CW-1.2、GZ-13…16）")
    async def plan_meeting(self, info: Info, plan: MeetingPlanInput, act: ActInput | None = None) -> MeetingResult:
        given = commands.MeetingPlan(
            kind=plan.kind,
            starts_at=plan.starts_at,
            place=plan.place,
            host_id=as_id(plan.host_id, "Person"),
            basis=plan.basis,
            recorder_id=as_id(plan.recorder_id, "Person") if plan.recorder_id else None,
        )
        return await perform(info, act, Meeting, commands.plan_meeting, plan=given)

    @strawberry.mutation(description="会议改期、变更地点或主持人，须说明理由")
    async def reschedule_meeting(
        self,
        info: Info,
        id: strawberry.ID,
        starts_at: datetime,
        place: str | None = None,
        host_id: strawberry.ID | None = None,
        act: ActInput | None = None,
    ) -> MeetingResult:
        return await perform(
            info,
            act,
            Meeting,
            commands.reschedule_meeting,
            meeting_id=as_id(id, "Meeting"),
            starts_at=_aware(starts_at),
            place=place,
            host_id=as_id(host_id, "Person") if host_id else None,
        )

    @strawberry.mutation(description="确定记录人（CW-5.1、ZT-5.1）")
    async def name_recorder(
        self, info: Info, id: strawberry.ID, recorder_id: strawberry.ID, act: ActInput | None = None
    ) -> MeetingResult:
        return await perform(
            info,
            act,
            Meeting,
            commands.name_recorder,
            meeting_id=as_id(id, "Meeting"),
            recorder_id=as_id(recorder_id, "Person"),
        )

    @strawberry.mutation(description="推迟会议（日期另定），议题退回，须说明理由")
    async def postpone_meeting(self, info: Info, id: strawberry.ID, act: ActInput | None = None) -> MeetingResult:
        return await perform(info, act, Meeting, commands.postpone_meeting, meeting_id=as_id(id, "Meeting"))

    @strawberry.mutation(description="取消会议，议题退回，会次作废，须说明理由（AMB-46）")
    async def cancel_meeting(self, info: Info, id: strawberry.ID, act: ActInput | None = None) -> MeetingResult:
        return await perform(info, act, Meeting, commands.cancel_meeting, meeting_id=as_id(id, "Meeting"))

    @strawberry.mutation(description="会务清单增加一项（CW-5.1）")
    async def add_preparation(
        self, info: Info, meeting_id: strawberry.ID, label: str, act: ActInput | None = None
    ) -> MeetingResult:
        return await perform(
            info, act, Meeting, commands.add_preparation, meeting_id=as_id(meeting_id, "Meeting"), label=label
        )

    @strawberry.mutation(description="会务清单逐项办结（CW-5.1）")
    async def tick_preparation(
        self,
        info: Info,
        meeting_id: strawberry.ID,
        preparation_ids: list[strawberry.ID],
        act: ActInput | None = None,
    ) -> MeetingResult:
        return await perform(
            info,
            act,
            Meeting,
            commands.tick_preparation,
            meeting_id=as_id(meeting_id, "Meeting"),
            preparation_ids=[as_id(each, "PreparationItem") for each in preparation_ids],
        )

    @strawberry.mutation(description="办公室提出议题安排意见，按急缓程度和时间顺序；手工排序须说明理由（CW-3.5）")
    async def propose_arrangement(
        self,
        info: Info,
        meeting_id: strawberry.ID,
        entries: list[AgendaEntryInput],
        keep_order: bool = False,
        act: ActInput | None = None,
    ) -> MeetingResult:
        return await perform(
            info,
            act,
            Meeting,
            agenda.propose_arrangement,
            meeting_id=as_id(meeting_id, "Meeting"),
            entries=[each.read() for each in entries],
            keep_order=keep_order,
        )

    @strawberry.mutation(description="县长审定议题安排，可移出议题、调整次序（CW-3.5）")
    async def approve_arrangement(
        self,
        info: Info,
        meeting_id: strawberry.ID,
        removed_topic_ids: list[strawberry.ID] | None = None,
        ordered_topic_ids: list[strawberry.ID] | None = None,
        act: ActInput | None = None,
    ) -> MeetingResult:
        return await perform(
            info,
            act,
            Meeting,
            agenda.approve_arrangement,
            meeting_id=as_id(meeting_id, "Meeting"),
            removed_topic_ids=[as_id(each, "Topic") for each in removed_topic_ids or ()],
            ordered_topic_ids=[as_id(each, "Topic") for each in ordered_topic_ids or ()],
        )

    @strawberry.mutation(description="办主任签发议题单，取得会次（CW-4.1）")
    async def issue_agenda(self, info: Info, meeting_id: strawberry.ID, act: ActInput | None = None) -> MeetingResult:
        return await perform(info, act, Meeting, agenda.issue_agenda, meeting_id=as_id(meeting_id, "Meeting"))

    @strawberry.mutation(description="签发补充议题单：经县长同意增加的议题（CW-3.4）")
    async def issue_supplement(
        self, info: Info, meeting_id: strawberry.ID, entries: list[AgendaEntryInput], act: ActInput | None = None
    ) -> MeetingResult:
        return await perform(
            info,
            act,
            Meeting,
            agenda.issue_supplement,
            meeting_id=as_id(meeting_id, "Meeting"),
            entries=[each.read() for each in entries],
        )

    @strawberry.mutation(description="县长（专题会议由主持人）从已签发的议题单移出议题，须说明理由（CW-3.5）")
    async def take_off_topic(self, info: Info, item_id: strawberry.ID, act: ActInput | None = None) -> MeetingResult:
        return await perform(info, act, Meeting, agenda.take_off_topic, item_id=as_id(item_id, "AgendaItem"))

    @strawberry.mutation(description="签收现行议题单；办公室可代外单位人员登记（GZ-17）")
    async def acknowledge_agenda(
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
            agenda.acknowledge_agenda,
            meeting_id=as_id(meeting_id, "Meeting"),
            attendee_ids=[as_id(each, "Attendee") for each in attendee_ids or ()],
        )

    @strawberry.mutation(description="县长同意材料迟交的议题上会，须说明理由（CW-4.4、AMB-06）")
    async def keep_late_topic(self, info: Info, item_id: strawberry.ID, act: ActInput | None = None) -> MeetingResult:
        return await perform(info, act, Meeting, agenda.keep_late_topic, item_id=as_id(item_id, "AgendaItem"))

    @strawberry.mutation(description="开始会议；主持人有变化的注明（CW-1.2）")
    async def start_meeting(
        self, info: Info, id: strawberry.ID, host_id: strawberry.ID | None = None, act: ActInput | None = None
    ) -> MeetingResult:
        return await perform(
            info,
            act,
            Meeting,
            session.start_meeting,
            meeting_id=as_id(id, "Meeting"),
            host_id=as_id(host_id, "Person") if host_id else None,
        )

    @strawberry.mutation(description="提请审议一个议题；常务会议主办单位主要负责人未到会的，该议题不研究（CW-5.2）")
    async def call_topic(
        self,
        info: Info,
        item_id: strawberry.ID,
        reporter_id: strawberry.ID | None = None,
        act: ActInput | None = None,
    ) -> MeetingResult:
        return await perform(
            info,
            act,
            Meeting,
            session.call_topic,
            item_id=as_id(item_id, "AgendaItem"),
            reporter_id=as_id(reporter_id, "Person") if reporter_id else None,
        )

    @strawberry.mutation(description="开始汇报计时（GZ-17）")
    async def start_report(self, info: Info, item_id: strawberry.ID, act: ActInput | None = None) -> MeetingResult:
        return await perform(info, act, Meeting, session.start_report, item_id=as_id(item_id, "AgendaItem"))

    @strawberry.mutation(description="结束汇报；未计时的填写实际分钟数（GZ-17）")
    async def end_report(
        self, info: Info, item_id: strawberry.ID, minutes: int | None = None, act: ActInput | None = None
    ) -> MeetingResult:
        return await perform(
            info, act, Meeting, session.end_report, item_id=as_id(item_id, "AgendaItem"), minutes=minutes
        )

    @strawberry.mutation(description="记录发言、书面意见、不同意见（CW-5.1、GZ-18）")
    async def record_statement(
        self,
        info: Info,
        item_id: strawberry.ID,
        attendee_id: strawberry.ID,
        kind: model.StatementKind,
        text: str,
        act: ActInput | None = None,
    ) -> MeetingResult:
        return await perform(
            info,
            act,
            Meeting,
            session.record_statement,
            item_id=as_id(item_id, "AgendaItem"),
            attendee_id=as_id(attendee_id, "Attendee"),
            kind=kind,
            text=text,
        )

    @strawberry.mutation(description="结束会议：确定到会情况，2个工作日内完成记录和纪要起草（CW-6.2）")
    async def conclude_meeting(self, info: Info, id: strawberry.ID, act: ActInput | None = None) -> MeetingResult:
        return await perform(info, act, Meeting, session.conclude_meeting, meeting_id=as_id(id, "Meeting"))
