"""Decisions in the subgraph: what may be read and done."""

from datetime import date

import strawberry

from services.contracts.base import Ref
from services.contracts.words.meetings import (
    AttendanceStatus,
    AttendeeCategory,
    DecisionStatus,
    MeetingKind,
    Outcome,
    PartyResult,
    SpecialBasis,
    TopicFlag,
)
from services.kernel.graphql.acts import ActInput
from services.kernel.graphql.connections import Connection, Order, page
from services.kernel.graphql.context import Info, as_id
from services.kernel.graphql.mutations import perform
from services.meetings.decisions import commands, model, queries
from services.meetings.decisions.change import commands as change
from services.meetings.decisions.change.model import EvaluationAdvice
from services.meetings.decisions.held import commands as held
from services.meetings.decisions.outcome import commands as outcomes
from services.meetings.decisions.shown import Decision, DecisionResult
from services.meetings.sittings.shown import Meeting, MeetingResult

NEWEST_FIRST = [Order(model.Decision.id, descending=True)]


@strawberry.input(description="学法计划等所引计划（AMB-44）")
class PlanRefInput:
    type: str = strawberry.field(description="类型，如 LawStudyPlan")
    id: strawberry.ID = strawberry.field(description="编号")


@strawberry.input(description="议定事项")
class DecisionInput:
    text: str = strawberry.field(description="内容")
    lead_unit_id: strawberry.ID | None = strawberry.field(default=None, description="责任单位")
    assist_unit_ids: list[strawberry.ID] = strawberry.field(default_factory=list, description="配合单位")
    due: date | None = strawberry.field(default=None, description="时限")
    due_text: str | None = strawberry.field(default=None, description="时限的文字表述")
    long_term: bool = strawberry.field(default=False, description="是否长期事项")
    publishable: bool = strawberry.field(default=False, description="是否宜于公开（CW-6.1）")
    plan_ref: PlanRefInput | None = strawberry.field(default=None, description="审议的学法计划（AMB-44）")

    def read(self) -> commands.DecisionText:
        return commands.DecisionText(
            text=self.text,
            lead_unit_id=as_id(self.lead_unit_id, "Unit") if self.lead_unit_id else None,
            assist_unit_ids=[as_id(each, "Unit") for each in self.assist_unit_ids],
            due=self.due,
            due_text=self.due_text,
            long_term=self.long_term,
            publishable=self.publishable,
            plan_ref=Ref(type=self.plan_ref.type, id=as_id(self.plan_ref.id, "Plan")) if self.plan_ref else None,
        )


@strawberry.input(description="县委审定结果（GZ-3、AMB-37）")
class PartyDecisionInput:
    result: PartyResult = strawberry.field(description="结果")
    ref_no: str = strawberry.field(description="文号")
    decided_on: date = strawberry.field(description="审定日期")
    amended: DecisionInput | None = strawberry.field(default=None, description="修改后的议定事项（修改后同意时填写）")
    note: str = strawberry.field(default="", description="说明")


@strawberry.input(description="决策后评估（GZ-9）")
class DecisionEvaluationInput:
    evaluated_on: date = strawberry.field(description="评估日期")
    evaluator: str = strawberry.field(description="评估单位或机构")
    text: str = strawberry.field(description="评估结果")
    advice: EvaluationAdvice = strawberry.field(description="评估建议")
    file_ids: list[strawberry.ID] = strawberry.field(default_factory=list, description="评估报告（已上传文件）")


@strawberry.input(description="线下会议研究的议题及议定事项（补登）")
class TopicOnPaperInput:
    title: str = strawberry.field(description="议题名称")
    unit_id: strawberry.ID = strawberry.field(description="主办单位")
    outcome: Outcome = strawberry.field(description="议决结果")
    conclusion: str = strawberry.field(description="主持人结论")
    involved_unit_ids: list[strawberry.ID] = strawberry.field(default_factory=list, description="涉及单位")
    scope_code: str | None = strawberry.field(default=None, description="议事范围编号")
    authority_basis: str = strawberry.field(default="", description="涉及资金、项目安排的权限依据（GZ-16）")
    flags: list[TopicFlag] = strawberry.field(default_factory=list, description="标记")
    decisions: list[DecisionInput] = strawberry.field(default_factory=list, description="议定事项")


@strawberry.input(description="线下会议的参会人员（补登）")
class GuestOnPaperInput:
    category: AttendeeCategory = strawberry.field(description="类别")
    person_id: strawberry.ID | None = strawberry.field(default=None, description="花名册中的人员")
    name: str = strawberry.field(default="", description="姓名（花名册外人员）")
    title: str = strawberry.field(default="", description="职务")
    status: AttendanceStatus = strawberry.field(default=AttendanceStatus.PRESENT, description="到会情况")


@strawberry.input(description="线下已召开的会议；召开时间、依据填在 act.lateRegistration（AMB-47）")
class HeldMeetingInput:
    kind: MeetingKind = strawberry.field(description="会议类型")
    place: str = strawberry.field(description="地点")
    host_id: strawberry.ID = strawberry.field(description="主持人")
    topics: list[TopicOnPaperInput] = strawberry.field(description="议题")
    attendees: list[GuestOnPaperInput] = strawberry.field(default_factory=list, description="参会人员")
    basis: SpecialBasis | None = strawberry.field(default=None, description="专题会议召集依据")
    session_no: int | None = strawberry.field(default=None, description="会次（线下已编的）")
    date_note: str = strawberry.field(default="", description="召开日期系推定的，说明依据")
    minutes_number: str = strawberry.field(
        default="", description="线下印发的纪要文号，如“常务会议纪要〔2022〕第1次”；确认后登记占用该号，系统顺次编号"
    )


@strawberry.input(description="议定事项筛选条件")
class DecisionFilter:
    meeting_id: strawberry.ID | None = strawberry.field(default=None, description="会议")
    lead_unit_id: strawberry.ID | None = strawberry.field(default=None, description="责任单位")
    states: list[DecisionStatus] | None = strawberry.field(default=None, description="状态")
    due_before: date | None = strawberry.field(default=None, description="时限不晚于")


@strawberry.type
class DecisionQuery:
    @strawberry.field(description="按编号查议定事项")
    async def decision(self, info: Info, id: strawberry.ID) -> Decision:
        return await info.context.one(Decision, id)

    @strawberry.field(description="议定事项列表，新的在前")
    async def decisions(
        self, info: Info, filter: DecisionFilter | None = None, first: int | None = None, after: str | None = None
    ) -> Connection[Decision]:
        wanted = filter or DecisionFilter()
        return await page(
            info,
            Decision,
            queries.visible_decisions,
            NEWEST_FIRST,
            first=first,
            after=after,
            meeting_id=as_id(wanted.meeting_id, "Meeting") if wanted.meeting_id else None,
            lead_unit_id=as_id(wanted.lead_unit_id, "Unit") if wanted.lead_unit_id else None,
            states=wanted.states,
            due_before=wanted.due_before,
        )


@strawberry.type
class DecisionMutation:
    @strawberry.mutation(
        description="记录议题的结论、议决结果和议定事项；重大行政决策须记明是否与多数人意见一致（CW-5.1、GZ-9、BG-5、ZT-4）"
    )
    async def record_outcome(
        self,
        info: Info,
        item_id: strawberry.ID,
        outcome: Outcome,
        conclusion: str,
        decisions: list[DecisionInput] | None = None,
        authority_basis: str = "",
        refer_to: MeetingKind | None = None,
        agrees_with_majority: bool | None = None,
        majority_reason: str = "",
        act: ActInput | None = None,
    ) -> MeetingResult:
        return await perform(
            info,
            act,
            Meeting,
            outcomes.record_outcome,
            item_id=as_id(item_id, "AgendaItem"),
            outcome=outcome,
            conclusion=conclusion,
            decisions=[each.read() for each in decisions or ()],
            authority_basis=authority_basis,
            refer_to=refer_to,
            agrees_with_majority=agrees_with_majority,
            majority_reason=majority_reason,
        )

    @strawberry.mutation(description="纪要起草期间修改议定事项（CW-6.2）")
    async def edit_decision(
        self, info: Info, id: strawberry.ID, decision: DecisionInput, act: ActInput | None = None
    ) -> DecisionResult:
        return await perform(
            info, act, Decision, commands.edit_decision, decision_id=as_id(id, "Decision"), text=decision.read()
        )

    @strawberry.mutation(description="责任单位或办公室登记决策后评估（GZ-9）")
    async def evaluate_decision(
        self, info: Info, id: strawberry.ID, evaluation: DecisionEvaluationInput, act: ActInput | None = None
    ) -> DecisionResult:
        given = change.EvaluationRecord(
            **{**vars(evaluation), "file_ids": [as_id(each, "File") for each in evaluation.file_ids]}
        )
        decision_id = as_id(id, "Decision")
        return await perform(info, act, Decision, change.evaluate_decision, decision_id=decision_id, evaluation=given)

    @strawberry.mutation(description="登记县委审定结果（GZ-3）")
    async def record_party_approval(
        self, info: Info, decision_id: strawberry.ID, said: PartyDecisionInput, act: ActInput | None = None
    ) -> DecisionResult:
        return await perform(
            info,
            act,
            Decision,
            commands.record_party_approval,
            decision_id=as_id(decision_id, "Decision"),
            said=commands.PartyDecision(
                result=said.result,
                ref_no=said.ref_no,
                decided_on=said.decided_on,
                amended=said.amended.read() if said.amended else None,
                note=said.note,
            ),
        )

    @strawberry.mutation(description="补登线下已召开的会议，经办主任确认后生效（AMB-47）")
    async def register_held_meeting(
        self, info: Info, meeting: HeldMeetingInput, act: ActInput | None = None
    ) -> MeetingResult:
        return await perform(info, act, Meeting, held.register_held_meeting, held=_held(meeting))

    @strawberry.mutation(description="办主任确认会议的补登事项（AMB-47）")
    async def confirm_meeting_registrations(
        self, info: Info, id: strawberry.ID, act: ActInput | None = None
    ) -> MeetingResult:
        return await perform(info, act, Meeting, held.confirm_meeting_registrations, meeting_id=as_id(id, "Meeting"))


def _held(given: HeldMeetingInput) -> held.HeldMeeting:
    return held.HeldMeeting(
        kind=given.kind,
        place=given.place,
        host_id=as_id(given.host_id, "Person"),
        basis=given.basis,
        session_no=given.session_no,
        date_note=given.date_note,
        minutes_number=given.minutes_number,
        topics=[
            held.TopicOnPaper(
                title=topic.title,
                unit_id=as_id(topic.unit_id, "Unit"),
                outcome=topic.outcome,
                conclusion=topic.conclusion,
                involved_unit_ids=[as_id(each, "Unit") for each in topic.involved_unit_ids],
                scope_code=topic.scope_code,
                authority_basis=topic.authority_basis,
                flags=topic.flags,
                decisions=[each.read() for each in topic.decisions],
            )
            for topic in given.topics
        ],
        attendees=[
            held.GuestOnPaper(
                category=guest.category,
                person_id=as_id(guest.person_id, "Person") if guest.person_id else None,
                name=guest.name,
                title=guest.title,
                status=guest.status,
            )
            for guest in given.attendees
        ],
    )
