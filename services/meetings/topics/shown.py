"""A topic and its file as GraphQL shows them; translation only."""

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from services.contracts.words.meetings import MeetingKind, Outcome, TopicFlag
from services.kernel.graphql.actions import shown_prospects
from services.kernel.graphql.context import Info
from services.kernel.graphql.history import HistoryEntry, history_of, shown_history
from services.kernel.graphql.labels import labelled
from services.kernel.graphql.refusal import AvailableAction, Refusal, Violation
from services.kernel.lifecycle import labels_of, prospects
from services.kernel.rules import Case
from services.meetings.decisions.queries import load_decisions
from services.meetings.papers.schema import RequestedPaper
from services.meetings.procedures import procedure
from services.meetings.stubs import Person, Unit, person, some_person, unit
from services.meetings.topics import model, queries
from services.meetings.topics.dossier import Dossier
from services.meetings.topics.file import (
    Coordination,
    DecisionStepSlot,
    Deferral,
    Groundwork,
    Material,
    PreliminaryReview,
    PreparationNotice,
    ReviewItem,
    ShownMeeting,
    TopicDeadline,
    TopicFinding,
    TopicLegalityReview,
    TopicOpinion,
    TopicPublicConsultation,
    UnitConsultation,
    VetoReview,
    some_meeting,
)
from services.meetings.topics.groundwork.steps import decision_steps
from services.meetings.topics.lifecycle import TOPIC, offered, open_groundwork
from services.meetings.topics.review.prefill import prefill

if TYPE_CHECKING:
    from services.meetings.decisions.shown import Decision

labelled(MeetingKind, "会议类型")
labelled(TopicFlag, "议题标记")
labelled(Outcome, "议决结果")
labelled(model.TopicUrgency, "急缓程度")
labelled(model.TopicPurpose, "提请目的")


HISTORY, ACTS = history_of("Topic"), labels_of(TOPIC)


def _units(ids: Iterable[UUID]) -> list[Unit]:
    return [unit(each) for each in ids]


@strawberry.federation.type(keys=["id"], description="议题")
class Topic:
    table = model.Topic

    id: strawberry.ID = strawberry.field(description="编号")
    version: int = strawberry.field(description="版本")
    row: strawberry.Private[model.Topic]

    @classmethod
    def of(cls, row: model.Topic) -> "Topic":
        return cls(id=strawberry.ID(str(row.id)), version=row.version, row=row)

    @classmethod
    async def resolve_reference(cls, info: Info, id: strawberry.ID) -> "Topic | None":
        return await info.context.find(cls, id)

    async def _file(self, info: Info) -> Dossier:
        return await info.context.load(queries.load_dossiers, self.row.id) or Dossier()

    @strawberry.field(description="拟提请的会议")
    def kind(self) -> MeetingKind:
        return self.row.kind

    @strawberry.field(description="提请目的（GZ-4）")
    def purpose(self) -> model.TopicPurpose:
        return self.row.purpose

    @strawberry.field(description="状态")
    def state(self) -> model.TopicState:
        return self.row.state

    @strawberry.field(description="是否有补登事项待办主任确认")
    def unconfirmed(self) -> bool:
        return self.row.unconfirmed

    @strawberry.field(description="议题名称")
    def title(self) -> str:
        return self.row.title

    @strawberry.field(description="主办单位")
    def unit(self) -> Unit:
        return unit(self.row.unit_id)

    @strawberry.field(description="涉及单位和镇（GZ-10）")
    def involved_units(self) -> list[Unit]:
        return _units(self.row.involved_unit_ids)

    @strawberry.field(description="议事范围编号（CW-2、BG-3、ZT-2）")
    def scope_code(self) -> str | None:
        return self.row.scope_code

    @strawberry.field(description="议事范围内容")
    def scope_text(self) -> str | None:
        scope = procedure(self.row.kind).scope(self.row.scope_code)
        return scope.text if scope else None

    @strawberry.field(description="议事范围说明")
    def scope_note(self) -> str:
        return self.row.scope_note

    @strawberry.field(description="内容摘要")
    def summary(self) -> str:
        return self.row.summary

    @strawberry.field(description="需决定的问题")
    def question(self) -> str:
        return self.row.question

    @strawberry.field(description="意见建议")
    def suggestion(self) -> str:
        return self.row.suggestion

    @strawberry.field(description="决策依据")
    def basis(self) -> str:
        return self.row.basis

    @strawberry.field(description="所涉法律法规")
    def legal_basis(self) -> list[str]:
        return self.row.legal_basis

    @strawberry.field(description="涉及金额（万元）")
    def amount(self) -> Decimal | None:
        return self.row.amount

    @strawberry.field(description="资金、项目安排的权限依据（GZ-16）")
    def authority_basis(self) -> str:
        return self.row.authority_basis

    @strawberry.field(description="依法需要保密、不公开征求意见的依据（GZ-12）")
    def confidential_basis(self) -> str:
        return self.row.confidential_basis

    @strawberry.field(description="急缓程度（CW-3.5）")
    def urgency(self) -> model.TopicUrgency:
        return self.row.urgency

    @strawberry.field(description="标记（GZ-3、GZ-9、GZ-10、GZ-12 等）")
    def flags(self) -> list[TopicFlag]:
        return list(self.row.topic_flags)

    @strawberry.field(description="是否人事事项，限少数人查看（CW-2.6）")
    def restricted(self) -> bool:
        return self.row.restricted

    @strawberry.field(description="初审认为属分管县长职权范围（CW-2）")
    def delegated_matter(self) -> bool:
        return self.row.delegated_matter

    @strawberry.field(description="汇报人")
    def reporter(self) -> Person | None:
        return some_person(self.row.reporter_id)

    @strawberry.field(description="起草人")
    def drafted_by(self) -> Person:
        return person(self.row.drafted_by)

    @strawberry.field(description="签报的单位主要负责人（GZ-8）")
    def unit_head(self) -> Person | None:
        return some_person(self.row.unit_head_id)

    @strawberry.field(description="提出议题的组成人员（CW-3.1）")
    def proposer(self) -> Person | None:
        return some_person(self.row.proposer_id)

    @strawberry.field(description="受理议题、主持专题会议的县领导（ZT-2）")
    def host(self) -> Person | None:
        return some_person(self.row.host_id)

    @strawberry.field(description="承办人员")
    def assigned_clerk(self) -> Person | None:
        return some_person(self.row.assigned_clerk_id)

    @strawberry.field(description="是否经县长同意增加（CW-3.4）")
    def urgent_addition(self) -> bool:
        return self.row.urgent_consent_at is not None

    @strawberry.field(description="议决结果")
    def outcome(self) -> Outcome | None:
        return self.row.outcome

    @strawberry.field(description="缓议次数（CW-3.3）")
    def deferral_count(self) -> int:
        return self.row.deferral_count

    @strawberry.field(description="由哪个议题提请而来（GZ-16）")
    async def previous_topic(self, info: Info) -> "Topic | None":
        if self.row.previous_topic_id is None:
            return None
        row = await info.context.load(queries.load_topics, self.row.previous_topic_id)
        return Topic.of(row) if row else None

    @strawberry.field(description="列入哪次会议")
    async def meeting(self, info: Info) -> ShownMeeting | None:
        return await some_meeting(info, self.row.meeting_id)

    @strawberry.field(description="缓议后列入的下次会议；缓议时尚未安排的为空（CW-3.3）")
    async def earliest_meeting(self, info: Info) -> ShownMeeting | None:
        return await some_meeting(info, self.row.earliest_meeting_id)

    @strawberry.field(description="拟调整的议定事项（GZ-9）")
    async def changes_decision(
        self, info: Info
    ) -> Annotated["Decision", strawberry.lazy("services.meetings.decisions.shown")] | None:
        from services.meetings.decisions.shown import Decision

        if self.row.changes_decision_id is None:
            return None
        row = await info.context.load(load_decisions, self.row.changes_decision_id)
        return Decision.of(row) if row else None

    @strawberry.field(description="是否终止执行该议定事项（否则为调整）")
    def ends_decision(self) -> bool:
        return self.row.ends_decision

    @strawberry.field(description="请求成文的文书")
    async def papers(self, info: Info) -> list[RequestedPaper]:
        return [RequestedPaper.of(each) for each in (await self._file(info)).papers]

    @strawberry.field(description="各级领导签署的意见")
    async def opinions(self, info: Info) -> list[TopicOpinion]:
        return [TopicOpinion.of(each) for each in (await self._file(info)).opinions]

    @strawberry.field(description="缓议记录")
    async def deferrals(self, info: Info) -> list[Deferral]:
        return [Deferral.of(each) for each in (await self._file(info)).deferrals]

    @strawberry.field(description="会商、征求意见记录（GZ-10）")
    async def unit_consultations(self, info: Info) -> list[UnitConsultation]:
        return [UnitConsultation.of(each) for each in (await self._file(info)).consultations]

    @strawberry.field(description="协调记录（GZ-17）")
    async def coordinations(self, info: Info) -> list[Coordination]:
        return [Coordination.of(each) for each in (await self._file(info)).coordinations]

    @strawberry.field(description="前置程序材料（GZ-9、GZ-10）")
    async def groundwork(self, info: Info) -> list[Groundwork]:
        dossier = await self._file(info)
        return [Groundwork.of(each, dossier.files.get(each.id, ())) for each in dossier.groundwork]

    @strawberry.field(description="重大行政决策的五项必经程序；其他议题为空（GZ-9）")
    async def decision_steps(self, info: Info) -> list[DecisionStepSlot]:
        return [DecisionStepSlot.of(each) for each in decision_steps(self.row, await self._file(info))]

    @strawberry.field(description="尚未完成的前置程序；已提请审议或不再研究的为空（GZ-9、GZ-10、GZ-12、GZ-17）")
    async def open_groundwork(self, info: Info) -> list[Violation]:
        case = Case(self.row, info.context.act(), await self._file(info))
        return [Violation.of(each, info.context.clause) for each in open_groundwork(case)]

    @strawberry.field(description="合法性审查（GZ-12）")
    async def legality_conclusions(self, info: Info) -> list[TopicLegalityReview]:
        return [TopicLegalityReview.of(each) for each in (await self._file(info)).legality_reviews]

    @strawberry.field(description="公开征求意见（GZ-12）")
    async def public_consultations(self, info: Info) -> list[TopicPublicConsultation]:
        return [TopicPublicConsultation.of(each) for each in (await self._file(info)).public_consultations]

    @strawberry.field(description="上会准备通知（CW-3.2）")
    async def preparation_notices(self, info: Info) -> list[PreparationNotice]:
        return [PreparationNotice.of(each) for each in (await self._file(info)).notices]

    @strawberry.field(description="议题材料各稿（CW-3.3）")
    async def materials(self, info: Info) -> list[Material]:
        dossier = await self._file(info)
        return [Material.of(each, dossier.files.get(each.id, ())) for each in dossier.materials]

    @strawberry.field(description="初审记录（CW-3.3）")
    async def preliminary_reviews(self, info: Info) -> list[PreliminaryReview]:
        return [PreliminaryReview.of(each) for each in (await self._file(info)).reviews]

    @strawberry.field(description="按现有记录预填的初审五项（CW-3.3）")
    async def review_prefill(self, info: Info) -> list[ReviewItem]:
        items = prefill(self.row, await self._file(info), info.context.act().view)
        return [ReviewItem.of(each.number, each.result, each.evidence) for each in items]

    @strawberry.field(description="“一票否决”部门审查意见（CW-3.3）")
    async def veto_reviews(self, info: Info) -> list[VetoReview]:
        return [VetoReview.of(each) for each in (await self._file(info)).vetoes]

    @strawberry.field(description="时限")
    async def deadlines(self, info: Info) -> list[TopicDeadline]:
        return [TopicDeadline.of(each) for each in (await self._file(info)).deadlines]

    @strawberry.field(description="检查发现和特许记录")
    async def findings(self, info: Info) -> list[TopicFinding]:
        return [TopicFinding.of(each) for each in (await self._file(info)).findings]

    @strawberry.field(description="办理经过")
    async def history(self, info: Info) -> list[HistoryEntry]:
        return await shown_history(info, HISTORY, self.row.id, ACTS, model.TopicState)

    @strawberry.field(description="当前用户可以进行的下一步操作")
    async def available_actions(self, info: Info) -> list[AvailableAction]:
        case = Case(self.row, info.context.act(), await self._file(info))
        return shown_prospects(info, prospects(offered(self.row), case))


TopicResult = Annotated[Topic | Refusal, strawberry.union("TopicResult", description="议题，或不予办理的原因")]
