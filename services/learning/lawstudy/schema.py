"""Law study as GraphQL shows it."""

from datetime import date
from typing import Annotated
from uuid import UUID

import strawberry

from services.contracts.words.learning import LawStudyKind
from services.contracts.words.meetings import AttendanceStatus
from services.kernel.graphql.actions import shown_prospects
from services.kernel.graphql.acts import ActInput
from services.kernel.graphql.connections import Connection, Order, page
from services.kernel.graphql.context import Info, as_id
from services.kernel.graphql.labels import labelled
from services.kernel.graphql.mutations import perform
from services.kernel.graphql.refusal import AvailableAction, Refusal
from services.kernel.lifecycle import prospects
from services.kernel.rules import Case
from services.learning.lawstudy import commands, model, queries
from services.learning.lawstudy.lifecycle import LAW_STUDY
from services.learning.people import Person, person

labelled(LawStudyKind, "学法方式")
labelled(AttendanceStatus, "到会情况")
labelled(model.LawStudyState, "学法状态")


@strawberry.type(description="一人的学法考勤；会前学法取自会议签到（XF-5）")
class LawStudyAttendance:
    name: str = strawberry.field(description="姓名")
    person: Person | None = strawberry.field(description="人员；外部人员为空")
    status: AttendanceStatus = strawberry.field(description="到会情况")


@strawberry.federation.type(keys=["id"], description="学法：会前学法、专题学法（XF-3）")
class LawStudy:
    table = model.LawStudy

    id: strawberry.ID = strawberry.field(description="编号")
    version: int = strawberry.field(description="版本")
    kind: LawStudyKind = strawberry.field(description="方式")
    state: model.LawStudyState = strawberry.field(description="状态")
    subject: str = strawberry.field(description="学习内容")
    lecturer: str = strawberry.field(description="主讲人")
    focus_codes: list[int] = strawberry.field(description="学法重点（XF-4.1至4.6）")
    minutes: int = strawberry.field(description="时长（分钟）")
    planned_on: date = strawberry.field(description="安排日期")
    held_on: date | None = strawberry.field(description="学习日期")
    in_plan: bool = strawberry.field(description="当年是否已有学法计划；否为临时安排")
    host: Person | None = strawberry.field(description="主持人")
    host_stamp: str = strawberry.field(description="代行标注，如“受县长委托”")
    row: strawberry.Private[model.LawStudy]

    @classmethod
    def of(cls, row: model.LawStudy) -> "LawStudy":
        return cls(
            id=strawberry.ID(str(row.id)),
            version=row.version,
            kind=row.kind,
            state=row.state,
            subject=row.subject,
            lecturer=row.lecturer,
            focus_codes=row.focus_codes,
            minutes=row.minutes,
            planned_on=row.planned_on,
            held_on=row.held_on,
            in_plan=row.in_plan,
            host=person(row.host_id) if row.host_id else None,
            host_stamp=row.host_stamp,
            row=row,
        )

    @classmethod
    async def resolve_reference(cls, info: Info, id: strawberry.ID) -> "LawStudy | None":
        return await info.context.find(cls, id)

    @strawberry.field(description="考勤")
    async def attendance(self, info: Info) -> list[LawStudyAttendance]:
        rows = await info.context.load(queries.attendance_by_law_study, self.row.id) or []
        return [
            LawStudyAttendance(
                name=row.name, person=person(row.person_id) if row.person_id else None, status=row.status
            )
            for row in rows
        ]

    @strawberry.field(description="当前用户可以进行的下一步操作")
    def available_actions(self, info: Info) -> list[AvailableAction]:
        return shown_prospects(info, prospects(LAW_STUDY, Case(self.row, info.context.act())))


@strawberry.federation.type(keys=["id"], description="会议（meetings 服务）；此处补充会前学法")
class Meeting:
    id: strawberry.ID = strawberry.field(description="编号")

    @classmethod
    def resolve_reference(cls, id: strawberry.ID) -> "Meeting":
        return cls(id=id)

    @strawberry.field(description="会前学法（XF-3.2）")
    async def law_studies(self, info: Info) -> list[LawStudy]:
        rows = await info.context.load(queries.law_studies_of_meetings, UUID(self.id)) or []
        return [LawStudy.of(row) for row in rows]


@strawberry.input(description="学法安排")
class LawStudyInput:
    kind: LawStudyKind = strawberry.field(description="方式")
    subject: str = strawberry.field(description="学习内容")
    planned_on: date | None = strawberry.field(default=None, description="日期（专题学法必填）")
    meeting_id: strawberry.ID | None = strawberry.field(default=None, description="所结合的常务会议（会前学法必填）")
    lecturer: str = strawberry.field(default="", description="主讲人")
    lecturer_unit: str = strawberry.field(default="", description="主讲人单位")
    lecturer_title: str = strawberry.field(default="", description="主讲人职务职称")
    focus_codes: list[int] = strawberry.field(default_factory=list, description="学法重点（XF-4.1至4.6）")
    minutes: int = strawberry.field(default=20, description="时长（分钟）")

    def value(self) -> commands.LawStudyDraft:
        meeting = as_id(self.meeting_id, "Meeting") if self.meeting_id else None
        return commands.LawStudyDraft(**{**vars(self), "meeting_id": meeting})


LawStudyResult = Annotated[LawStudy | Refusal, strawberry.union("LawStudyResult", description="学法，或不予办理的原因")]


@strawberry.type
class LawStudyQuery:
    @strawberry.field(description="按编号查学法")
    async def law_study(self, info: Info, id: strawberry.ID) -> LawStudy:
        return await info.context.one(LawStudy, id)

    @strawberry.field(description="学法列表，新的在前")
    async def law_studies(
        self,
        info: Info,
        kind: LawStudyKind | None = None,
        meeting_id: strawberry.ID | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[LawStudy]:
        newest = [Order(model.LawStudy.planned_on, descending=True), Order(model.LawStudy.id)]
        meeting = as_id(meeting_id, "Meeting") if meeting_id else None
        visible = queries.visible_law_studies
        return await page(info, LawStudy, visible, newest, first=first, after=after, kind=kind, meeting_id=meeting)


@strawberry.type
class LawStudyMutation:
    @strawberry.mutation(description="安排学法：会前学法结合常务会议，专题学法由县司法局组织（XF-3）")
    async def schedule_law_study(self, info: Info, input: LawStudyInput, act: ActInput | None = None) -> LawStudyResult:
        return await perform(info, act, LawStudy, commands.schedule_law_study, draft=input.value())

    @strawberry.mutation(description="登记专题学法已举办（XF-3、XF-5）")
    async def hold_lecture(
        self, info: Info, id: strawberry.ID, host_id: strawberry.ID, act: ActInput | None = None
    ) -> LawStudyResult:
        study, host = as_id(id, "LawStudy"), as_id(host_id, "Person")
        return await perform(info, act, LawStudy, commands.hold_lecture, law_study_id=study, host_id=host)

    @strawberry.mutation(description="办主任确认补登（AMB-47）")
    async def confirm_law_study_registrations(
        self, info: Info, id: strawberry.ID, act: ActInput | None = None
    ) -> LawStudyResult:
        study = as_id(id, "LawStudy")
        return await perform(info, act, LawStudy, commands.confirm_law_study_registrations, law_study_id=study)

    @strawberry.mutation(description="取消学法（须说明理由）")
    async def cancel_law_study(self, info: Info, id: strawberry.ID, act: ActInput | None = None) -> LawStudyResult:
        return await perform(info, act, LawStudy, commands.cancel_law_study, law_study_id=as_id(id, "LawStudy"))
