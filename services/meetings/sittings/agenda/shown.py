"""The agenda of a meeting as GraphQL shows it; translation only."""

from datetime import date, datetime
from typing import TYPE_CHECKING

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.base import PERSONNEL_MASK
from services.contracts.words.meetings import DeferralReason, Outcome
from services.kernel.acts import Act
from services.kernel.graphql.actions import shown_prospects
from services.kernel.graphql.context import Info
from services.kernel.graphql.labels import labelled
from services.kernel.graphql.refusal import AvailableAction
from services.kernel.lifecycle import Prospect, prospects
from services.kernel.rules import Case
from services.kernel.store import Deadline
from services.meetings.decisions.rules import Deliberation
from services.meetings.findings import MeetingFinding, findings_of
from services.meetings.sittings import model, queries
from services.meetings.sittings.lifecycle import AGENDA_ITEM
from services.meetings.sittings.material.queries import materials_of_items
from services.meetings.sittings.material.shown import MeetingMaterial
from services.meetings.stubs import Person, Unit, some_person, unit
from services.meetings.topics.model import Topic as TopicRow
from services.meetings.topics.queries import load_topics
from services.meetings.topics.shown import Topic

if TYPE_CHECKING:
    pass

OUTCOME = "record_outcome"

labelled(DeferralReason, "议题缓议原因")
labelled(model.AgendaItemState, "议题在本次会议的状态")
labelled(model.StatementKind, "发言种类")


@strawberry.type(description="会议时限")
class MeetingDeadline:
    key: str = strawberry.field(description="种类")
    clause: str = strawberry.field(description="依据条款")
    due: date = strawberry.field(description="期限")
    due_at: datetime | None = strawberry.field(description="到时点的期限（GZ-17.4 汇报、GZ-20.3 会议用时）")
    provisional: bool = strawberry.field(description="是否暂定（放假安排未公布）")
    state: str = strawberry.field(description="OPEN 未到期、MET 按时、MISSED 逾期、CANCELLED 取消")
    met_on: date | None = strawberry.field(description="办理日期")

    @classmethod
    def of(cls, row: Deadline) -> "MeetingDeadline":
        return cls(
            key=row.key,
            clause=row.clause,
            due=row.due,
            due_at=row.due_at,
            provisional=row.provisional,
            state=row.state,
            met_on=row.met_on,
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

    async def _may_read(self, info: Info) -> bool:
        return bool(await info.context.load(queries.load_readable, self.row.id)) and await self._may_hear(info)

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

    @strawberry.field(description="会议材料各版（CW-4.4），人事事项限少数人查看")
    async def meeting_materials(self, info: Info) -> list[MeetingMaterial]:
        rows = await info.context.load(materials_of_items, self.row.id) or []
        return [MeetingMaterial.of(row) for row in rows]

    @strawberry.field(description="县长同意材料迟交的议题上会的理由")
    def kept_reason(self) -> str:
        return self.row.kept_reason

    @strawberry.field(description="同意材料迟交的议题上会的人员（CW-4.4）")
    def kept_by(self) -> Person | None:
        return some_person(self.row.kept_by)

    @strawberry.field(description="其授权：受县长委托的注明（GZ-5）")
    def kept_stamp(self) -> str:
        return self.row.kept_stamp

    @strawberry.field(description="候会通知时间（CW-5.1）")
    def waiting_called_at(self) -> datetime | None:
        return self.row.waiting_called_at

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

    @strawberry.field(description="主持人结论（办公室和组成人员可见）")
    async def conclusion(self, info: Info) -> str:
        return self.row.conclusion if await self._may_read(info) else ""

    @strawberry.field(description="本次会议未研究的原因")
    def deferral(self) -> DeferralReason | None:
        return self.row.deferral

    @strawberry.field(description="本次会议未研究所依据的条款")
    def deferral_clause(self) -> str:
        return self.row.deferral_clause

    @strawberry.field(description="重大行政决策：主持人的决定与多数人意见是否一致（办公室和组成人员可见，GZ-9）")
    async def agrees_with_majority(self, info: Info) -> bool | None:
        return self.row.agrees_with_majority if await self._may_read(info) else None

    @strawberry.field(description="与多数人意见不一致的理由（办公室和组成人员可见）")
    async def majority_reason(self, info: Info) -> str:
        return self.row.majority_reason if await self._may_read(info) else ""

    @strawberry.field(description="发言记录（办公室和组成人员可见）")
    async def statements(self, info: Info) -> list[Statement]:
        if not await self._may_read(info):
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
    acts = {name: step for name, step in AGENDA_ITEM.items() if name != OUTCOME}
    outcome = {OUTCOME: AGENDA_ITEM[OUTCOME]}  # its rules look at what is decided: open until that is known
    undecided = Deliberation(meeting.kind, Outcome.NOTED, frozenset(), "")
    return [*prospects(acts, Case(item, act, given)), *prospects(outcome, Case(item, act, undecided))]
