"""Meetings as GraphQL shows them; translation only."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.base import PERSONNEL_MASK
from services.contracts.meetings import DeferralReason, MeetingKind, Outcome, SpecialBasis
from services.kernel.acts import Act
from services.kernel.graphql.actions import shown_prospects
from services.kernel.graphql.context import Info
from services.kernel.graphql.labels import labelled
from services.kernel.graphql.refusal import AvailableAction, Refusal
from services.kernel.lifecycle import Prospect, prospects
from services.kernel.rules import Case
from services.kernel.store import Deadline
from services.meetings.attendance import queries as attendance
from services.meetings.attendance.shown import Attendee
from services.meetings.decisions import queries as decisions
from services.meetings.decisions.shown import Decision
from services.meetings.findings import MeetingFinding, findings_of
from services.meetings.papers.schema import RequestedPaper
from services.meetings.sittings import model, queries
from services.meetings.sittings.lifecycle import AGENDA_ITEM, MEETING
from services.meetings.sittings.naming import meeting_name
from services.meetings.stubs import Person, Unit, person, some_person, unit
from services.meetings.topics.model import Topic as TopicRow
from services.meetings.topics.queries import load_topics
from services.meetings.topics.shown import Topic

if TYPE_CHECKING:
    from services.meetings.minutes.shown import Minutes

labelled(SpecialBasis, "专题会议召集依据（GZ-16）")
labelled(DeferralReason, "议题缓议原因")
labelled(model.MeetingState, "会议状态")
labelled(model.Arrangement, "议题安排（CW-3.5）", name="ArrangementState")
labelled(model.AgendaItemState, "议题在本次会议的状态")
labelled(model.StatementKind, "发言种类")


@strawberry.type(description="会议时限")
class MeetingDeadline:
    key: str = strawberry.field(description="种类")
    clause: str = strawberry.field(description="依据条款")
    due: date = strawberry.field(description="期限")
    provisional: bool = strawberry.field(description="是否暂定（放假安排未公布）")
    state: str = strawberry.field(description="OPEN 未到期、MET 按时、MISSED 逾期、CANCELLED 取消")
    met_on: date | None = strawberry.field(description="办理日期")

    @classmethod
    def of(cls, row: Deadline) -> "MeetingDeadline":
        return cls(
            key=row.key,
            clause=row.clause,
            due=row.due,
            provisional=row.provisional,
            state=row.state,
            met_on=row.met_on,
        )


@strawberry.type(description="会务清单的一项（CW-5.1）")
class PreparationItem:
    id: strawberry.ID = strawberry.field(description="编号")
    label: str = strawberry.field(description="事项")
    done_by: Person | None = strawberry.field(description="办理人")
    done_at: datetime | None = strawberry.field(description="办理时间")

    @classmethod
    def of(cls, row: model.PreparationItem) -> "PreparationItem":
        return cls(
            id=strawberry.ID(str(row.id)), label=row.label, done_by=some_person(row.done_by), done_at=row.done_at
        )


@strawberry.type(description="发言、书面意见、不同意见（CW-5.1、GZ-18）")
class Statement:
    no: int = strawberry.field(description="顺序")
    kind: model.StatementKind = strawberry.field(description="种类")
    speaker: str = strawberry.field(description="发言人")
    text: str = strawberry.field(description="内容")
    at: datetime = strawberry.field(description="时间")

    @classmethod
    def of(cls, row: model.Statement) -> "Statement":
        return cls(no=row.no, kind=row.kind, speaker=row.speaker, text=row.text, at=row.at)


@strawberry.type(description="议题单的一行：议题在本次会议的安排和研究情况")
class AgendaItem:
    id: strawberry.ID = strawberry.field(description="编号")
    row: strawberry.Private[model.AgendaItem]

    @classmethod
    def of(cls, row: model.AgendaItem) -> "AgendaItem":
        return cls(id=strawberry.ID(str(row.id)), row=row)

    async def _topic(self, info: Info) -> TopicRow | None:
        return await info.context.load(queries.load_topics_of_items, self.row.topic_id)

    async def _may_hear(self, info: Info) -> bool:
        if not self.row.restricted:
            return True
        topic = await self._topic(info)
        return queries.hears_personnel(info.context.act(), topic.assigned_clerk_id if topic else None)

    @strawberry.field(description="序号")
    def order(self) -> int:
        return self.row.position

    @strawberry.field(description="状态")
    def state(self) -> model.AgendaItemState:
        return self.row.state

    @strawberry.field(description="是否有补登事项待办主任确认")
    def unconfirmed(self) -> bool:
        return self.row.unconfirmed

    @strawberry.field(description="议题名称（人事事项对其他人只显示“人事事项”）")
    async def title(self, info: Info) -> str:
        topic = await self._topic(info)
        return topic.title if topic and await self._may_hear(info) else PERSONNEL_MASK

    @strawberry.field(description="议题")
    async def topic(self, info: Info) -> Topic | None:
        row = await info.context.load(load_topics, self.row.topic_id)
        return Topic.of(row) if row else None

    @strawberry.field(description="汇报单位")
    def unit(self) -> Unit:
        return unit(self.row.unit_id)

    @strawberry.field(description="列席单位")
    def involved_units(self) -> list[Unit]:
        return [unit(each) for each in self.row.involved_unit_ids]

    @strawberry.field(description="汇报人")
    def reporter(self) -> Person | None:
        return some_person(self.row.reporter_id)

    @strawberry.field(description="计划汇报分钟数（GZ-17）")
    def report_minutes(self) -> int:
        return self.row.report_minutes

    @strawberry.field(description="计划用时分钟数（汇报和讨论）")
    def planned_minutes(self) -> int:
        return self.row.planned_minutes

    @strawberry.field(description="是否仅组成人员参加（CW-2.6）")
    def members_only(self) -> bool:
        return self.row.restricted

    @strawberry.field(description="是否列入补充议题单（CW-3.4）")
    def supplement(self) -> bool:
        return self.row.supplement

    @strawberry.field(description="会议材料送达时间（CW-4.4）")
    def material_delivered_at(self) -> datetime | None:
        return self.row.material_delivered_at

    @strawberry.field(description="会议材料是否迟交（CW-4.4）")
    def material_late(self) -> bool:
        return self.row.material_late

    @strawberry.field(description="县长同意材料迟交的议题上会的理由")
    def kept_reason(self) -> str:
        return self.row.kept_reason

    @strawberry.field(description="提请审议时间")
    def called_at(self) -> datetime | None:
        return self.row.called_at

    @strawberry.field(description="开始汇报时间")
    def report_started_at(self) -> datetime | None:
        return self.row.report_started_at

    @strawberry.field(description="结束汇报时间")
    def report_ended_at(self) -> datetime | None:
        return self.row.report_ended_at

    @strawberry.field(description="实际汇报分钟数（GZ-17）")
    def reported_minutes(self) -> int | None:
        return self.row.reported_minutes

    @strawberry.field(description="是否由副职汇报（BG-5）")
    def deputy_reported(self) -> bool:
        return self.row.deputy_reported

    @strawberry.field(description="议决结果")
    def outcome(self) -> Outcome | None:
        return self.row.outcome

    @strawberry.field(description="主持人结论")
    async def conclusion(self, info: Info) -> str:
        return self.row.conclusion if await self._may_hear(info) else ""

    @strawberry.field(description="本次会议未研究的原因")
    def deferral(self) -> DeferralReason | None:
        return self.row.deferral

    @strawberry.field(description="本次会议未研究所依据的条款")
    def deferral_clause(self) -> str:
        return self.row.deferral_clause

    @strawberry.field(description="发言记录")
    async def statements(self, info: Info) -> list[Statement]:
        if not await self._may_hear(info):
            return []
        rows = await info.context.load(queries.load_statements, self.row.id) or []
        return [Statement.of(row) for row in rows]

    @strawberry.field(description="时限")
    async def deadlines(self, info: Info) -> list[MeetingDeadline]:
        rows = await info.context.load(queries.load_deadlines, self.row.id) or []
        return [MeetingDeadline.of(row) for row in rows]

    @strawberry.field(description="检查发现和特许记录")
    async def findings(self, info: Info) -> list[MeetingFinding]:
        return await findings_of(info, self.row.id)

    @strawberry.field(description="当前用户可以进行的下一步操作")
    async def available_actions(self, info: Info) -> list[AvailableAction]:
        return shown_prospects(info, await info.context.read(_prospects_of_item, self.row))


async def _prospects_of_item(session: AsyncSession, act: Act, item: model.AgendaItem) -> list[Prospect]:
    meeting = await session.get_one(model.Meeting, item.meeting_id)
    given = await queries.sitting(session, act, meeting)
    table = {name: step for name, step in AGENDA_ITEM.items() if name != "record_outcome"}
    return prospects(table, Case(item, act, given))


@strawberry.federation.type(keys=["id"], description="会议")
class Meeting:
    table = model.Meeting

    id: strawberry.ID = strawberry.field(description="编号")
    version: int = strawberry.field(description="版本")
    row: strawberry.Private[model.Meeting]

    @classmethod
    def of(cls, row: model.Meeting) -> "Meeting":
        return cls(id=strawberry.ID(str(row.id)), version=row.version, row=row)

    @classmethod
    async def resolve_reference(cls, info: Info, id: strawberry.ID) -> "Meeting | None":
        row = await info.context.load(queries.load_meetings, UUID(id))
        return cls.of(row) if row else None

    @strawberry.field(description="会议类型")
    def kind(self) -> MeetingKind:
        return self.row.kind

    @strawberry.field(description="名称，如 县政府第2次常务会议")
    def name(self) -> str:
        return meeting_name(self.row)

    @strawberry.field(description="状态")
    def state(self) -> model.MeetingState:
        return self.row.state

    @strawberry.field(description="是否有补登事项待办主任确认")
    def unconfirmed(self) -> bool:
        return self.row.unconfirmed

    @strawberry.field(description="年度")
    def year(self) -> int:
        return self.row.year

    @strawberry.field(description="会次（签发议题单时取得，AMB-46）")
    def session_no(self) -> int | None:
        return self.row.session_no

    @strawberry.field(description="会议时间")
    def starts_at(self) -> datetime:
        return self.row.starts_at

    @strawberry.field(description="召开日期是否系推定")
    def date_assumed(self) -> bool:
        return self.row.date_assumed

    @strawberry.field(description="推定召开日期的说明")
    def date_note(self) -> str:
        return self.row.date_note

    @strawberry.field(description="地点")
    def place(self) -> str:
        return self.row.place

    @strawberry.field(description="主持人")
    def host(self) -> Person:
        return person(self.row.host_id)

    @strawberry.field(description="主持依据：受县长委托时注明")
    def mandate(self) -> str:
        return self.row.mandate

    @strawberry.field(description="专题会议召集依据")
    def basis(self) -> SpecialBasis | None:
        return self.row.basis

    @strawberry.field(description="记录人")
    def recorder(self) -> Person:
        return person(self.row.recorder_id)

    @strawberry.field(description="议题安排（CW-3.5）")
    def arrangement(self) -> model.Arrangement:
        return self.row.arrangement

    @strawberry.field(description="未按急缓程度和时间顺序安排的理由")
    def arrangement_reason(self) -> str:
        return self.row.arrangement_reason

    @strawberry.field(description="议题单版次（0 为未签发）")
    def agenda_version(self) -> int:
        return self.row.agenda_version

    @strawberry.field(description="议题单签发时间")
    def agenda_issued_at(self) -> datetime | None:
        return self.row.agenda_issued_at

    @strawberry.field(description="通知时间")
    def notified_at(self) -> datetime | None:
        return self.row.notified_at

    @strawberry.field(description="会议材料份数（CW-4.4）")
    def copies_required(self) -> int | None:
        return self.row.copies_required

    @strawberry.field(description="会前学法内容（XF-3）")
    def law_study_subject(self) -> str:
        return self.row.law_study_subject

    @strawberry.field(description="会前学法主讲人")
    def law_study_lecturer(self) -> str:
        return self.row.law_study_lecturer

    @strawberry.field(description="会前学法是否已进行")
    def law_study_held(self) -> bool:
        return self.row.law_study_held

    @strawberry.field(description="开始时间")
    def started_at(self) -> datetime | None:
        return self.row.started_at

    @strawberry.field(description="结束时间")
    def ended_at(self) -> datetime | None:
        return self.row.ended_at

    @strawberry.field(description="会议记录整理完成时间（CW-6.2）")
    def record_finalized_at(self) -> datetime | None:
        return self.row.record_finalized_at

    @strawberry.field(description="是否为补登的线下会议（AMB-47）")
    def registered_as_held(self) -> bool:
        return self.row.registered_as_held

    @strawberry.field(description="议程")
    async def agenda(self, info: Info) -> list[AgendaItem]:
        rows = await info.context.load(queries.load_agendas, self.row.id) or []
        return [AgendaItem.of(row) for row in rows]

    @strawberry.field(description="参会名单")
    async def attendees(self, info: Info) -> list[Attendee]:
        rows = await info.context.load(attendance.load_lists, self.row.id) or []
        return [Attendee.of(row) for row in rows]

    @strawberry.field(description="会务清单（CW-5.1）")
    async def preparations(self, info: Info) -> list[PreparationItem]:
        rows = await info.context.load(queries.load_preparations, self.row.id) or []
        return [PreparationItem.of(row) for row in rows]

    @strawberry.field(description="议定事项")
    async def decisions(self, info: Info) -> list[Decision]:
        rows = await info.context.load(decisions.decisions_of_meetings, self.row.id) or []
        return [Decision.of(row) for row in rows]

    @strawberry.field(description="纪要")
    async def minutes(
        self, info: Info
    ) -> Annotated["Minutes", strawberry.lazy("services.meetings.minutes.shown")] | None:
        from services.meetings.minutes import queries as minutes_queries
        from services.meetings.minutes.shown import Minutes as Shown

        row = await info.context.load(minutes_queries.minutes_of_meetings, self.row.id)
        return Shown.of(row) if row else None

    @strawberry.field(description="请求成文的文书（议题单、通知、邀请函、签到表、会议记录）")
    async def papers(self, info: Info) -> list[RequestedPaper]:
        rows = await info.context.load(queries.load_papers, self.row.id) or []
        return [RequestedPaper.of(row) for row in rows]

    @strawberry.field(description="时限（CW-6.2 等）")
    async def deadlines(self, info: Info) -> list[MeetingDeadline]:
        rows = await info.context.load(queries.load_deadlines, self.row.id) or []
        return [MeetingDeadline.of(row) for row in rows]

    @strawberry.field(description="检查发现和特许记录")
    async def findings(self, info: Info) -> list[MeetingFinding]:
        return await findings_of(info, self.row.id)

    @strawberry.field(description="当前用户可以进行的下一步操作")
    async def available_actions(self, info: Info) -> list[AvailableAction]:
        return shown_prospects(info, await info.context.read(_prospects, self.row))


async def _prospects(session: AsyncSession, act: Act, meeting: model.Meeting) -> list[Prospect]:
    given = await queries.sitting(session, act, meeting)
    table = {name: step for name, step in MEETING.items() if name != "register_held_meeting"}
    return prospects(table, Case(meeting, act, given))


MeetingResult = Annotated[Meeting | Refusal, strawberry.union("MeetingResult", description="会议，或不予办理的原因")]
