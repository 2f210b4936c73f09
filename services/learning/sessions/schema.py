"""Study sessions as GraphQL shows them."""

from datetime import datetime
from typing import Annotated

import strawberry

from services.contracts.words.learning import StudyForm
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
from services.learning.papers.schema import StudyPaperRequest, papers_shown
from services.learning.people import Person, person
from services.learning.sessions import commands, model, queries, rules
from services.learning.sessions.lifecycle import SESSION

labelled(StudyForm, "集中学习形式")
labelled(AttendanceStatus, "到会情况")
labelled(model.SessionState, "集中学习状态")
labelled(model.StudyLeaveState, "学习请假办理情况")


@strawberry.type(description="一人的考勤")
class StudyAttendance:
    person: Person = strawberry.field(description="参加人员")
    status: AttendanceStatus | None = strawberry.field(description="考勤；空为尚未登记")


@strawberry.type(description="一次发言交流")
class StudyExchange:
    person: Person = strawberry.field(description="发言人")
    text: str = strawberry.field(description="发言内容")


@strawberry.type(description="学习请假")
class StudyLeave:
    table = model.StudyLeave

    id: strawberry.ID = strawberry.field(description="编号")
    person: Person = strawberry.field(description="请假人")
    state: model.StudyLeaveState = strawberry.field(description="办理情况")
    grounds: str = strawberry.field(description="事由")

    @classmethod
    def of(cls, row: model.StudyLeave) -> "StudyLeave":
        return cls(id=strawberry.ID(str(row.id)), person=person(row.person_id), state=row.state, grounds=row.grounds)


@strawberry.federation.type(keys=["id"], description="党组集中学习")
class StudySession:
    table = model.StudySession

    id: strawberry.ID = strawberry.field(description="编号")
    version: int = strawberry.field(description="版本")
    state: model.SessionState = strawberry.field(description="状态")
    form: StudyForm = strawberry.field(description="学习形式")
    subject: str = strawberry.field(description="学习内容")
    categories: list[int] = strawberry.field(description="内容类别（XX-1.1至1.10）")
    starts_at: datetime = strawberry.field(description="时间")
    place: str = strawberry.field(description="地点")
    host: Person = strawberry.field(description="主持人")
    speaker: str = strawberry.field(description="主讲（领学）人")
    held_at: datetime | None = strawberry.field(description="学习时间")
    row: strawberry.Private[model.StudySession]

    @classmethod
    def of(cls, row: model.StudySession) -> "StudySession":
        return cls(
            id=strawberry.ID(str(row.id)),
            version=row.version,
            state=row.state,
            form=row.form,
            subject=row.subject,
            categories=row.categories,
            starts_at=row.starts_at,
            place=row.place,
            host=person(row.host_id),
            speaker=row.speaker,
            held_at=row.held_at,
            row=row,
        )

    @classmethod
    async def resolve_reference(cls, info: Info, id: strawberry.ID) -> "StudySession | None":
        return await info.context.find(cls, id)

    @strawberry.field(description="考勤")
    async def attendance(self, info: Info) -> list[StudyAttendance]:
        rows = await info.context.load(queries.attendance_by_session, self.row.id) or []
        return [StudyAttendance(person=person(row.person_id), status=row.status) for row in rows]

    @strawberry.field(description="发言交流")
    async def exchanges(self, info: Info) -> list[StudyExchange]:
        rows = await info.context.load(queries.exchanges_by_session, self.row.id) or []
        return [StudyExchange(person=person(row.person_id), text=row.text) for row in rows]

    @strawberry.field(description="请假")
    async def leaves(self, info: Info) -> list[StudyLeave]:
        return [StudyLeave.of(row) for row in await info.context.load(queries.leaves_by_session, self.row.id) or []]

    @strawberry.field(description="文书")
    async def papers(self, info: Info) -> list[StudyPaperRequest]:
        return await papers_shown(info, self.row.id)

    @strawberry.field(description="当前用户可以进行的下一步操作")
    async def available_actions(self, info: Info) -> list[AvailableAction]:
        marks = await info.context.load(queries.attendance_by_session, self.row.id) or []
        said = await info.context.load(queries.exchanges_by_session, self.row.id) or []
        given = rules.Recorded(sum(row.status is None for row in marks), len(said))
        return shown_prospects(info, prospects(SESSION, Case(self.row, info.context.act(), given)))


@strawberry.input(description="集中学习安排意见")
class StudySessionInput:
    subject: str = strawberry.field(description="学习内容")
    form: StudyForm = strawberry.field(description="学习形式")
    starts_at: datetime = strawberry.field(description="时间")
    place: str = strawberry.field(description="地点")
    host_id: strawberry.ID = strawberry.field(description="主持人")
    categories: list[int] = strawberry.field(description="内容类别（XX-1.1至1.10），至少一类")
    speaker: str = strawberry.field(default="", description="主讲（领学）人")
    plan_id: strawberry.ID | None = strawberry.field(default=None, description="所属年度计划")
    extended_unit_ids: list[strawberry.ID] = strawberry.field(default_factory=list, description="扩大到的单位（XX-3）")

    def value(self) -> commands.SessionDraft:
        return commands.SessionDraft(
            subject=self.subject,
            form=self.form,
            starts_at=self.starts_at,
            place=self.place,
            host_id=as_id(self.host_id, "Person"),
            categories=self.categories,
            speaker=self.speaker,
            plan_id=as_id(self.plan_id, "StudyPlan") if self.plan_id else None,
            extended_unit_ids=[as_id(each, "Unit") for each in self.extended_unit_ids],
        )


@strawberry.input(description="一人的考勤")
class StudyMarkInput:
    person_id: strawberry.ID = strawberry.field(description="参加人员")
    status: AttendanceStatus = strawberry.field(description="考勤")


StudySessionResult = Annotated[
    StudySession | Refusal, strawberry.union("StudySessionResult", description="集中学习，或不予办理的原因")
]
StudyLeaveResult = Annotated[
    StudyLeave | Refusal, strawberry.union("StudyLeaveResult", description="学习请假，或不予办理的原因")
]


@strawberry.type
class SessionQuery:
    @strawberry.field(description="按编号查集中学习")
    async def study_session(self, info: Info, id: strawberry.ID) -> StudySession:
        return await info.context.one(StudySession, id)

    @strawberry.field(description="集中学习列表，近的在前")
    async def study_sessions(
        self, info: Info, first: int | None = None, after: str | None = None
    ) -> Connection[StudySession]:
        newest = [Order(model.StudySession.starts_at, descending=True), Order(model.StudySession.id)]
        return await page(info, StudySession, queries.visible_sessions, newest, first=first, after=after)


@strawberry.type
class SessionMutation:
    @strawberry.mutation(description="拟定集中学习安排意见（XX-4.2）")
    async def draft_session(
        self, info: Info, input: StudySessionInput, act: ActInput | None = None
    ) -> StudySessionResult:
        return await perform(info, act, StudySession, commands.draft_session, draft=input.value())

    @strawberry.mutation(description="报县长确定（XX-4.2）")
    async def propose_session(self, info: Info, id: strawberry.ID, act: ActInput | None = None) -> StudySessionResult:
        study = as_id(id, "StudySession")
        return await perform(info, act, StudySession, commands.propose_session, session_id=study)

    @strawberry.mutation(description="县长确定学习时间和内容（XX-4.2）")
    async def confirm_session(self, info: Info, id: strawberry.ID, act: ActInput | None = None) -> StudySessionResult:
        study = as_id(id, "StudySession")
        return await perform(info, act, StudySession, commands.confirm_session, session_id=study)

    @strawberry.mutation(description="发出学习通知，参加人员名单就此确定（XX-3）")
    async def notify_session(self, info: Info, id: strawberry.ID, act: ActInput | None = None) -> StudySessionResult:
        study = as_id(id, "StudySession")
        return await perform(info, act, StudySession, commands.notify_session, session_id=study)

    @strawberry.mutation(description="向主持人请假（XX-5.4）")
    async def ask_study_leave(
        self, info: Info, session_id: strawberry.ID, grounds: str, act: ActInput | None = None
    ) -> StudyLeaveResult:
        study = as_id(session_id, "StudySession")
        return await perform(info, act, StudyLeave, commands.ask_leave, session_id=study, grounds=grounds)

    @strawberry.mutation(description="主持人批准请假（XX-5.4）")
    async def approve_study_leave(self, info: Info, id: strawberry.ID, act: ActInput | None = None) -> StudyLeaveResult:
        leave = as_id(id, "StudyLeave")
        return await perform(info, act, StudyLeave, commands.decide_leave, leave_id=leave, approve=True)

    @strawberry.mutation(description="主持人不批准请假（XX-5.4）")
    async def reject_study_leave(self, info: Info, id: strawberry.ID, act: ActInput | None = None) -> StudyLeaveResult:
        leave = as_id(id, "StudyLeave")
        return await perform(info, act, StudyLeave, commands.decide_leave, leave_id=leave, approve=False)

    @strawberry.mutation(description="登记学习已开展（XX-2.1）")
    async def hold_session(self, info: Info, id: strawberry.ID, act: ActInput | None = None) -> StudySessionResult:
        study = as_id(id, "StudySession")
        return await perform(info, act, StudySession, commands.hold_session, session_id=study)

    @strawberry.mutation(description="登记考勤、议程和学习内容（XX-5.4）")
    async def record_session(
        self,
        info: Info,
        id: strawberry.ID,
        marks: list[StudyMarkInput],
        agenda: list[str] | None = None,
        content: list[str] | None = None,
        act: ActInput | None = None,
    ) -> StudySessionResult:
        values = [commands.Mark(as_id(mark.person_id, "Person"), mark.status) for mark in marks]
        study = as_id(id, "StudySession")
        return await perform(
            info,
            act,
            StudySession,
            commands.record_session,
            session_id=study,
            marks=values,
            agenda=agenda,
            content=content,
        )

    @strawberry.mutation(description="登记发言交流（XX-5.4）")
    async def add_study_exchange(
        self, info: Info, id: strawberry.ID, person_id: strawberry.ID, text: str, act: ActInput | None = None
    ) -> StudySessionResult:
        study, speaker = as_id(id, "StudySession"), as_id(person_id, "Person")
        return await perform(
            info, act, StudySession, commands.add_exchange, session_id=study, person_id=speaker, text=text
        )

    @strawberry.mutation(description="归档：考勤和交流须登记完整（XX-5.4）")
    async def archive_session(self, info: Info, id: strawberry.ID, act: ActInput | None = None) -> StudySessionResult:
        study = as_id(id, "StudySession")
        return await perform(info, act, StudySession, commands.archive_session, session_id=study)

    @strawberry.mutation(description="办主任确认补登（AMB-47）")
    async def confirm_session_registrations(
        self, info: Info, id: strawberry.ID, act: ActInput | None = None
    ) -> StudySessionResult:
        study = as_id(id, "StudySession")
        return await perform(info, act, StudySession, commands.confirm_session_registrations, session_id=study)

    @strawberry.mutation(description="取消学习（须说明理由）")
    async def cancel_session(self, info: Info, id: strawberry.ID, act: ActInput | None = None) -> StudySessionResult:
        study = as_id(id, "StudySession")
        return await perform(info, act, StudySession, commands.cancel_session, session_id=study)
