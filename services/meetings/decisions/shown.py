"""Decisions as GraphQL shows them; translation only."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from services.contracts.words.meetings import DecisionStatus, Outcome, PartyResult, TopicFlag
from services.contracts.words.supervision import ItemState
from services.kernel.graphql.actions import shown_prospects
from services.kernel.graphql.context import Info
from services.kernel.graphql.files import File
from services.kernel.graphql.labels import labelled
from services.kernel.graphql.refusal import AvailableAction, Refusal
from services.kernel.lifecycle import prospects
from services.kernel.rules import Case
from services.meetings.decisions import model, queries
from services.meetings.decisions.change.model import DecisionEvaluation as DecisionEvaluationRow
from services.meetings.decisions.change.model import EvaluationAdvice
from services.meetings.decisions.lifecycle import DECISION
from services.meetings.sittings import queries as sittings
from services.meetings.stubs import Document, Person, Unit, document, person, some_person, some_unit, unit
from services.meetings.topics import queries as topics
from services.meetings.topics.shown import Topic

if TYPE_CHECKING:
    from services.meetings.sittings.shown import Meeting

labelled(DecisionStatus, "议定事项状态")
labelled(EvaluationAdvice, "决策后评估建议")
labelled(PartyResult, "县委审定结果")
labelled(ItemState, "督办事项状态（督查室告知）", name="SupervisionState")


@strawberry.type(description="县委审定结果登记（GZ-3）")
class PartyApproval:
    result: PartyResult = strawberry.field(description="结果")
    ref_no: str = strawberry.field(description="文号")
    decided_on: date = strawberry.field(description="审定日期")
    recorded_at: datetime = strawberry.field(description="登记时间")
    recorded_by: Person = strawberry.field(description="登记人")
    note: str = strawberry.field(description="说明")

    @classmethod
    def of(cls, row: model.PartyApproval) -> "PartyApproval":
        return cls(
            result=row.result,
            ref_no=row.ref_no,
            decided_on=row.decided_on,
            recorded_at=row.recorded_at,
            recorded_by=person(row.recorded_by),
            note=row.note,
        )


@strawberry.type(description="议定事项修改前的表述")
class DecisionRevision:
    revision: int = strawberry.field(description="版次")
    text: str = strawberry.field(description="内容")
    lead_unit: Unit | None = strawberry.field(description="责任单位")
    assist_units: list[Unit] = strawberry.field(description="配合单位")
    due: date | None = strawberry.field(description="时限")
    due_text: str | None = strawberry.field(description="时限的文字表述")
    long_term: bool = strawberry.field(description="是否长期事项")
    minutes_number: str = strawberry.field(description="当时所载纪要期次（印发前修改的为空）")
    changed_at: datetime = strawberry.field(description="修改时间")
    changed_by: Person = strawberry.field(description="修改人")
    reason: str = strawberry.field(description="修改理由")

    @classmethod
    def of(cls, row: model.DecisionRevision) -> "DecisionRevision":
        return cls(
            revision=row.revision,
            text=row.text,
            lead_unit=some_unit(row.lead_unit_id),
            assist_units=[unit(each) for each in row.assist_unit_ids],
            due=row.due,
            due_text=row.due_text,
            long_term=row.long_term,
            minutes_number=row.minutes_number,
            changed_at=row.changed_at,
            changed_by=person(row.changed_by),
            reason=row.reason,
        )


@strawberry.type(description="决策后评估：调整重大行政决策的依据（GZ-9）")
class DecisionEvaluation:
    evaluated_on: date = strawberry.field(description="评估日期")
    evaluator: str = strawberry.field(description="评估单位或机构")
    text: str = strawberry.field(description="评估结果")
    advice: EvaluationAdvice = strawberry.field(description="评估建议")
    recorded_by: Person = strawberry.field(description="登记人")
    recorded_at: datetime = strawberry.field(description="登记时间")
    row: strawberry.Private[DecisionEvaluationRow]

    @classmethod
    def of(cls, row: DecisionEvaluationRow) -> "DecisionEvaluation":
        return cls(
            evaluated_on=row.evaluated_on,
            evaluator=row.evaluator,
            text=row.text,
            advice=row.advice,
            recorded_by=person(row.recorded_by),
            recorded_at=row.recorded_at,
            row=row,
        )

    @strawberry.field(description="评估报告")
    async def files(self, info: Info) -> list[File]:
        return [File.of(each) for each in await info.context.load(queries.load_reports, self.row.id) or []]


@strawberry.federation.type(keys=["id"], description="议定事项")
class Decision:
    table = model.Decision

    id: strawberry.ID = strawberry.field(description="编号")
    version: int = strawberry.field(description="版本")
    number: str = strawberry.field(description="事项编号，如 2022-CW-02-03")
    revision: int = strawberry.field(description="版次：县委修改或更正后递增")
    row: strawberry.Private[model.Decision]

    @classmethod
    def of(cls, row: model.Decision) -> "Decision":
        return cls(
            id=strawberry.ID(str(row.id)), version=row.version, number=row.number, revision=row.revision, row=row
        )

    @classmethod
    async def resolve_reference(cls, info: Info, id: strawberry.ID) -> "Decision | None":
        return await info.context.find(cls, id)

    @strawberry.field(description="状态")
    def state(self) -> DecisionStatus:
        return self.row.state

    @strawberry.field(description="内容")
    def text(self) -> str:
        return self.row.text

    @strawberry.field(description="议题名称")
    def topic_title(self) -> str:
        return self.row.topic_title

    @strawberry.field(description="议题")
    async def topic(self, info: Info) -> Topic | None:
        row = await info.context.load(topics.load_topics, self.row.topic_id)
        return Topic.of(row) if row else None

    @strawberry.field(description="会议")
    async def meeting(
        self, info: Info
    ) -> Annotated["Meeting", strawberry.lazy("services.meetings.sittings.shown")] | None:
        from services.meetings.sittings.shown import Meeting as Shown

        row = await info.context.load(sittings.load_meetings, self.row.meeting_id)
        return Shown.of(row) if row else None

    @strawberry.field(description="议决结果")
    def outcome(self) -> Outcome:
        return self.row.outcome

    @strawberry.field(description="责任单位")
    def lead_unit(self) -> Unit | None:
        return some_unit(self.row.lead_unit_id)

    @strawberry.field(description="配合单位")
    def assist_units(self) -> list[Unit]:
        return [unit(each) for each in self.row.assist_unit_ids]

    @strawberry.field(description="时限")
    def due(self) -> date | None:
        return self.row.due

    @strawberry.field(description="时限的文字表述")
    def due_text(self) -> str | None:
        return self.row.due_text

    @strawberry.field(description="是否长期事项")
    def long_term(self) -> bool:
        return self.row.long_term

    @strawberry.field(description="标记（GZ-3 等）")
    def flags(self) -> list[TopicFlag]:
        return list(self.row.topic_flags)

    @strawberry.field(description="是否须报县委审定而尚无结果（GZ-3）")
    def needs_party_approval(self) -> bool:
        return self.row.needs_party_approval

    @strawberry.field(description="是否人事事项，限少数人查看（CW-2.6）")
    def restricted(self) -> bool:
        return self.row.restricted

    @strawberry.field(description="是否宜于公开（CW-6.1）")
    def publishable(self) -> bool:
        return self.row.publishable

    @strawberry.field(description="作出决定的主持人")
    def source_leader(self) -> Person:
        return person(self.row.source_leader_id)

    @strawberry.field(description="责任单位的分管县领导")
    def portfolio_leader(self) -> Person | None:
        return some_person(self.row.portfolio_leader_id)

    @strawberry.field(description="生效时间")
    def effective_at(self) -> datetime | None:
        return self.row.effective_at

    @strawberry.field(description="所载纪要文书（印发后）")
    def minutes_document(self) -> Document | None:
        return document(self.row.minutes_document_id)

    @strawberry.field(description="所载纪要期次（印发后）")
    def minutes_number(self) -> str:
        return self.row.minutes_number

    @strawberry.field(description="督办事项状态（督查室告知）")
    def supervision_state(self) -> ItemState | None:
        return self.row.supervision_state

    @strawberry.field(description="督办事项编号（督查室告知）")
    def supervision_number(self) -> str:
        return self.row.supervision_number

    @strawberry.field(description="县委审定结果登记")
    async def party_approvals(self, info: Info) -> list[PartyApproval]:
        rows = await info.context.load(queries.load_approvals, self.row.id) or []
        return [PartyApproval.of(row) for row in rows]

    @strawberry.field(description="修改前的表述")
    async def revisions(self, info: Info) -> list[DecisionRevision]:
        rows = await info.context.load(queries.load_revisions, self.row.id) or []
        return [DecisionRevision.of(row) for row in rows]

    @strawberry.field(description="调整、终止了哪一议定事项（GZ-9）")
    async def changes(self, info: Info) -> "Decision | None":
        if self.row.changes_id is None:
            return None
        row = await info.context.load(queries.load_decisions, self.row.changes_id)
        return Decision.of(row) if row else None

    @strawberry.field(description="为调整、终止本事项而作出的议定事项（GZ-9）")
    async def changed_by(self, info: Info) -> "list[Decision]":
        rows = await info.context.load(queries.load_changers, self.row.id) or []
        return [Decision.of(row) for row in rows]

    @strawberry.field(description="提请调整、终止本事项的议题（GZ-9）")
    async def changing_topics(self, info: Info) -> list[Topic]:
        rows = await info.context.load(topics.load_changing, self.row.id) or []
        return [Topic.of(row) for row in rows]

    @strawberry.field(description="决策后评估（GZ-9）")
    async def evaluations(self, info: Info) -> list[DecisionEvaluation]:
        rows = await info.context.load(queries.load_evaluations, self.row.id) or []
        return [DecisionEvaluation.of(row) for row in rows]

    @strawberry.field(description="当前用户可以进行的下一步操作")
    def available_actions(self, info: Info) -> list[AvailableAction]:
        return shown_prospects(info, prospects(DECISION, Case(self.row, info.context.act())))


DecisionResult = Annotated[
    Decision | Refusal, strawberry.union("DecisionResult", description="议定事项，或不予办理的原因")
]
