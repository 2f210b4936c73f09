"""Yearly plans as GraphQL shows them."""

from datetime import date
from typing import Annotated

import strawberry

from services.contracts.words.learning import LawStudyKind, PlanKind, StudyForm
from services.kernel.graphql.actions import shown_prospects
from services.kernel.graphql.acts import ActInput
from services.kernel.graphql.connections import Connection, Order, page
from services.kernel.graphql.context import Info, as_id
from services.kernel.graphql.labels import labelled
from services.kernel.graphql.mutations import perform
from services.kernel.graphql.refusal import AvailableAction, Refusal
from services.kernel.lifecycle import prospects
from services.kernel.rules import Case
from services.learning.papers.schema import StudyPaperRequest, papers_shown
from services.learning.plans import commands, model, queries
from services.learning.plans.lifecycle import PLAN

labelled(PlanKind, "计划种类")
labelled(LawStudyKind, "学法方式")
labelled(StudyForm, "集中学习形式")
labelled(model.PlanState, "计划状态")


@strawberry.type(description="计划中的一项安排")
class PlanEntry:
    subject: str = strawberry.field(description="学习内容")
    month: int | None = strawberry.field(description="月份（集中学习、专题学法）")
    quarter: int | None = strawberry.field(description="季度（会前学法）")
    law_study_kind: LawStudyKind | None = strawberry.field(description="学法方式")
    form: StudyForm | None = strawberry.field(description="学习形式")
    categories: list[int] = strawberry.field(description="内容类别（XX-1.1至1.10）或学法重点（XF-4.1至4.6）")
    lecturer: str = strawberry.field(description="主讲（领学）人")
    place: str = strawberry.field(description="地点")
    unit: str = strawberry.field(description="责任单位")


@strawberry.input(description="计划中的一项安排")
class PlanEntryInput:
    subject: str = strawberry.field(description="学习内容")
    month: int | None = strawberry.field(default=None, description="月份")
    quarter: int | None = strawberry.field(default=None, description="季度")
    law_study_kind: LawStudyKind | None = strawberry.field(default=None, description="学法方式")
    form: StudyForm | None = strawberry.field(default=None, description="学习形式")
    categories: list[int] = strawberry.field(default_factory=list, description="内容类别或学法重点")
    lecturer: str = strawberry.field(default="", description="主讲（领学）人")
    place: str = strawberry.field(default="", description="地点")
    unit: str = strawberry.field(default="", description="责任单位")

    def value(self) -> model.PlanEntry:
        return model.PlanEntry(**{**vars(self), "categories": tuple(self.categories)})


@strawberry.federation.type(keys=["id"], description="年度集中学习计划、年度学法计划")
class StudyPlan:
    table = model.StudyPlan

    id: strawberry.ID = strawberry.field(description="编号")
    version: int = strawberry.field(description="版本")
    kind: PlanKind = strawberry.field(description="种类")
    year: int = strawberry.field(description="年度")
    state: model.PlanState = strawberry.field(description="状态")
    approved_on: date | None = strawberry.field(description="审定日期")
    approved_stamp: str = strawberry.field(description="代行标注，如“受县长委托”")
    document_number: str | None = strawberry.field(description="文号")
    row: strawberry.Private[model.StudyPlan]

    @classmethod
    def of(cls, row: model.StudyPlan) -> "StudyPlan":
        return cls(
            id=strawberry.ID(str(row.id)),
            version=row.version,
            kind=row.kind,
            year=row.year,
            state=row.state,
            approved_on=row.approved_on,
            approved_stamp=row.approved_stamp,
            document_number=row.document_number,
            row=row,
        )

    @classmethod
    async def resolve_reference(cls, info: Info, id: strawberry.ID) -> "StudyPlan | None":
        return await info.context.find(cls, id)

    @strawberry.field(description="各项安排")
    def entries(self) -> list[PlanEntry]:
        return [PlanEntry(**{**vars(entry), "categories": list(entry.categories)}) for entry in self.row.entries]

    @strawberry.field(description="文书")
    async def papers(self, info: Info) -> list[StudyPaperRequest]:
        return await papers_shown(info, self.row.id)

    @strawberry.field(description="当前用户可以进行的下一步操作")
    def available_actions(self, info: Info) -> list[AvailableAction]:
        return shown_prospects(info, prospects(PLAN, Case(self.row, info.context.act())))


StudyPlanResult = Annotated[
    StudyPlan | Refusal, strawberry.union("StudyPlanResult", description="计划，或不予办理的原因")
]


@strawberry.type
class PlanQuery:
    @strawberry.field(description="按编号查学习计划")
    async def study_plan(self, info: Info, id: strawberry.ID) -> StudyPlan:
        return await info.context.one(StudyPlan, id)

    @strawberry.field(description="学习计划列表，新的在前")
    async def study_plans(
        self,
        info: Info,
        kind: PlanKind | None = None,
        year: int | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[StudyPlan]:
        newest = [Order(model.StudyPlan.id, descending=True)]
        return await page(
            info, StudyPlan, queries.visible_plans, newest, first=first, after=after, kind=kind, year=year
        )


@strawberry.type
class PlanMutation:
    @strawberry.mutation(description="起草年度计划：集中学习由政府办（XX-4.3），学法由县司法局（XF-6）")
    async def draft_plan(
        self, info: Info, kind: PlanKind, year: int, entries: list[PlanEntryInput], act: ActInput | None = None
    ) -> StudyPlanResult:
        values = [entry.value() for entry in entries]
        return await perform(info, act, StudyPlan, commands.draft_plan, kind=kind, year=year, entries=values)

    @strawberry.mutation(description="修改计划草案")
    async def revise_plan(
        self, info: Info, id: strawberry.ID, entries: list[PlanEntryInput], act: ActInput | None = None
    ) -> StudyPlanResult:
        plan_id, values = as_id(id, "StudyPlan"), [entry.value() for entry in entries]
        return await perform(info, act, StudyPlan, commands.revise_plan, plan_id=plan_id, entries=values)

    @strawberry.mutation(description="政府办会同制定学法计划（XF-6）")
    async def cosign_plan(self, info: Info, id: strawberry.ID, act: ActInput | None = None) -> StudyPlanResult:
        return await perform(info, act, StudyPlan, commands.cosign_plan, plan_id=as_id(id, "StudyPlan"))

    @strawberry.mutation(description="报县政府审定（XX-4.2、XF-6）")
    async def submit_plan(self, info: Info, id: strawberry.ID, act: ActInput | None = None) -> StudyPlanResult:
        return await perform(info, act, StudyPlan, commands.submit_plan, plan_id=as_id(id, "StudyPlan"))

    @strawberry.mutation(description="办主任确认补登（AMB-47）")
    async def confirm_plan_registrations(
        self, info: Info, id: strawberry.ID, act: ActInput | None = None
    ) -> StudyPlanResult:
        return await perform(info, act, StudyPlan, commands.confirm_plan_registrations, plan_id=as_id(id, "StudyPlan"))

    @strawberry.mutation(description="退回修改（须说明理由）")
    async def return_plan(self, info: Info, id: strawberry.ID, act: ActInput | None = None) -> StudyPlanResult:
        return await perform(info, act, StudyPlan, commands.return_plan, plan_id=as_id(id, "StudyPlan"))

    @strawberry.mutation(description="县长审定计划（XX-4.2、XF-6）")
    async def approve_plan(self, info: Info, id: strawberry.ID, act: ActInput | None = None) -> StudyPlanResult:
        return await perform(info, act, StudyPlan, commands.approve_plan, plan_id=as_id(id, "StudyPlan"))
