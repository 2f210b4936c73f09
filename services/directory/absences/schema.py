"""Absences as GraphQL shows them; translation only."""

from datetime import date, datetime, timedelta
from typing import Annotated

import strawberry

from services.contracts.words.directory import AbsenceKind, PostCode
from services.directory.absences import commands, model, queries
from services.directory.absences.lifecycle import ABSENCE
from services.directory.roster.schema import Person, view_on
from services.kernel.graphql.actions import shown_prospects
from services.kernel.graphql.acts import ActInput
from services.kernel.graphql.connections import Connection, Order, page
from services.kernel.graphql.context import Info, as_id
from services.kernel.graphql.labels import labelled
from services.kernel.graphql.mutations import perform
from services.kernel.graphql.refusal import AvailableAction, Refusal
from services.kernel.lifecycle import prospects
from services.kernel.rules import Case

labelled(AbsenceKind, "外出、休假的类别：只有前两类开启AB角补位（GZ-6.2）")
labelled(model.AbsenceState, "外出、休假的状态")

DAY = timedelta(days=1)


@strawberry.federation.type(keys=["id"], description="外出、休假（GZ-28.2、GZ-6.2）")
class Absence:
    table = model.Absence

    id: strawberry.ID = strawberry.field(description="编号")
    version: int = strawberry.field(description="版本")
    state: model.AbsenceState = strawberry.field(description="状态")
    kind: AbsenceKind = strawberry.field(description="类别")
    valid_from: date = strawberry.field(description="第一日")
    last_day: date = strawberry.field(description="最后一日（含）")
    reason: str = strawberry.field(description="事由")
    place: str = strawberry.field(description="前往地点")
    approver_post: PostCode = strawberry.field(description="由何职务审批")
    decided_at: datetime | None = strawberry.field(description="审批时间")
    decision_note: str | None = strawberry.field(description="审批意见")
    ended_on: date | None = strawberry.field(description="销假之日（自该日起在岗）")
    unconfirmed: bool = strawberry.field(description="是否为待办主任确认的补登")
    row: strawberry.Private[model.Absence]

    @classmethod
    def of(cls, row: model.Absence) -> "Absence":
        return cls(
            id=strawberry.ID(str(row.id)),
            version=row.version,
            state=row.state,
            kind=row.kind,
            valid_from=row.valid_from,
            last_day=row.last_day,
            reason=row.reason,
            place=row.place,
            approver_post=row.approver_post,
            decided_at=row.decided_at,
            decision_note=row.decision_note,
            ended_on=row.ended_on,
            unconfirmed=row.unconfirmed,
            row=row,
        )

    @classmethod
    async def resolve_reference(cls, info: Info, id: strawberry.ID) -> "Absence | None":
        return await info.context.find(cls, id)

    @strawberry.field(description="外出、休假人员")
    def person(self, info: Info) -> Person:
        return Person.of(view_on(info, None).persons[self.row.person_id])

    @strawberry.field(description="审批人")
    def decided_by(self, info: Info) -> Person | None:
        row = view_on(info, None).persons.get(self.row.decided_by) if self.row.decided_by else None
        return Person.of(row) if row else None

    @strawberry.field(description="补位的B角（GZ-6.2）")
    def substitute(self, info: Info) -> Person | None:
        row = view_on(info, None).persons.get(self.row.substitute_id) if self.row.substitute_id else None
        return Person.of(row) if row else None

    @strawberry.field(description="当前用户可以进行的下一步操作")
    def available_actions(self, info: Info) -> list[AvailableAction]:
        return shown_prospects(info, prospects(ABSENCE, Case(self.row, info.context.act())))


@strawberry.input(description="外出、休假申请内容")
class AbsenceInput:
    kind: AbsenceKind = strawberry.field(description="类别")
    valid_from: date = strawberry.field(description="第一日")
    last_day: date = strawberry.field(description="最后一日（含）")
    reason: str = strawberry.field(description="事由")
    place: str = strawberry.field(default="", description="前往地点")


AbsenceResult = Annotated[
    Absence | Refusal, strawberry.union("AbsenceResult", description="外出、休假，或不予办理的原因")
]


@strawberry.type
class AbsenceQuery:
    @strawberry.field(description="按编号查外出、休假")
    async def absence(self, info: Info, id: strawberry.ID) -> Absence:
        return await info.context.one(Absence, id)

    @strawberry.field(description="外出、休假列表，新提出的在前")
    async def absences(
        self,
        info: Info,
        states: list[model.AbsenceState] | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[Absence]:
        order = [Order(model.Absence.id, descending=True)]
        return await page(info, Absence, queries.visible_absences, order, first=first, after=after, states=states)


@strawberry.type
class AbsenceMutation:
    @strawberry.mutation(description="提出外出、休假申请（GZ-28.2）")
    async def apply_for_absence(self, info: Info, input: AbsenceInput, act: ActInput | None = None) -> AbsenceResult:
        draft = commands.AbsenceDraft(
            kind=input.kind,
            valid_from=input.valid_from,
            valid_until=input.last_day + DAY,
            reason=input.reason,
            place=input.place,
        )
        return await perform(info, act, Absence, commands.apply_for_absence, draft=draft)

    @strawberry.mutation(description="批准外出、休假，副县长外出、休假期间由B角补位（GZ-28.2、GZ-6.2）")
    async def approve_absence(self, info: Info, id: strawberry.ID, act: ActInput | None = None) -> AbsenceResult:
        return await perform(info, act, Absence, commands.approve_absence, absence_id=as_id(id, "Absence"))

    @strawberry.mutation(description="不批准外出、休假，须说明理由（GZ-28.2）")
    async def reject_absence(self, info: Info, id: strawberry.ID, act: ActInput | None = None) -> AbsenceResult:
        return await perform(info, act, Absence, commands.reject_absence, absence_id=as_id(id, "Absence"))

    @strawberry.mutation(description="撤回申请（GZ-28.2）")
    async def withdraw_absence(self, info: Info, id: strawberry.ID, act: ActInput | None = None) -> AbsenceResult:
        return await perform(info, act, Absence, commands.withdraw_absence, absence_id=as_id(id, "Absence"))

    @strawberry.mutation(description="销假：自该日起在岗，未办事项退回本人（GZ-28.2、GZ-6.2）")
    async def end_absence(
        self, info: Info, id: strawberry.ID, back_on: date | None = None, act: ActInput | None = None
    ) -> AbsenceResult:
        absence_id = as_id(id, "Absence")
        return await perform(info, act, Absence, commands.end_absence, absence_id=absence_id, back_on=back_on)

    @strawberry.mutation(description="办主任确认补登（AMB-47）")
    async def confirm_absence_registrations(
        self, info: Info, id: strawberry.ID, act: ActInput | None = None
    ) -> AbsenceResult:
        absence_id = as_id(id, "Absence")
        return await perform(info, act, Absence, commands.confirm_absence_registrations, absence_id=absence_id)
