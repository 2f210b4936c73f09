"""Delegations as GraphQL shows them; translation only."""

from datetime import date, datetime, timedelta
from typing import Annotated

import strawberry
from strawberry.federation.schema_directives import Key
from strawberry.federation.types import FieldSet

from services.contracts.words.directory import DelegationScope
from services.directory.delegations import commands, model, queries
from services.directory.delegations.lifecycle import DELEGATION
from services.directory.roster.schema import Person, view_on
from services.kernel import files
from services.kernel.acts import Act
from services.kernel.graphql.actions import shown_prospects
from services.kernel.graphql.acts import ActInput
from services.kernel.graphql.connections import Connection, Order, page
from services.kernel.graphql.context import Info, as_id
from services.kernel.graphql.files import File
from services.kernel.graphql.labels import labelled
from services.kernel.graphql.mutations import perform
from services.kernel.graphql.refusal import AvailableAction, Refusal
from services.kernel.lifecycle import prospects
from services.kernel.rules import Case

labelled(DelegationScope, "委托范围（AMB-38）：逐项列明，互不包含")
labelled(model.DelegationState, "委托的状态")

DAY = timedelta(days=1)
KEY = [Key(fields=FieldSet("id"), resolvable=False)]


@strawberry.federation.type(keys=KEY, description="会议")
class Meeting:
    id: strawberry.ID = strawberry.field(description="编号")


@strawberry.federation.type(keys=KEY, description="议题")
class Topic:
    id: strawberry.ID = strawberry.field(description="编号")


@strawberry.federation.type(keys=["id"], description="委托（GZ-5、GZ-6.1）")
class Delegation:
    table = model.Delegation

    id: strawberry.ID = strawberry.field(description="编号")
    version: int = strawberry.field(description="版本")
    state: model.DelegationState = strawberry.field(description="状态")
    scopes: list[DelegationScope] = strawberry.field(description="委托范围")
    valid_from: date = strawberry.field(description="第一日")
    last_day: date = strawberry.field(description="最后一日（含）")
    basis: str = strawberry.field(description="委托事由")
    evidence: str = strawberry.field(description="代为登记的依据")
    revoked_at: datetime | None = strawberry.field(description="撤销时间")
    revoked_because: str | None = strawberry.field(description="撤销理由")
    row: strawberry.Private[model.Delegation]

    @classmethod
    def of(cls, row: model.Delegation) -> "Delegation":
        return cls(
            id=strawberry.ID(str(row.id)),
            version=row.version,
            state=row.state,
            scopes=[DelegationScope(scope) for scope in row.scopes],
            valid_from=row.valid_from,
            last_day=row.last_day,
            basis=row.basis,
            evidence=row.evidence,
            revoked_at=row.revoked_at,
            revoked_because=row.revoked_because,
            row=row,
        )

    @classmethod
    async def resolve_reference(cls, info: Info, id: strawberry.ID) -> "Delegation | None":
        return await info.context.find(cls, id)

    @strawberry.field(description="委托人")
    def grantor(self, info: Info) -> Person:
        return Person.of(view_on(info, None).persons[self.row.grantor_id])

    @strawberry.field(description="受委托人")
    def grantee(self, info: Info) -> Person:
        return Person.of(view_on(info, None).persons[self.row.grantee_id])

    @strawberry.field(description="仅限此次会议")
    def meeting(self) -> Meeting | None:
        return Meeting(id=strawberry.ID(str(self.row.meeting_id))) if self.row.meeting_id else None

    @strawberry.field(description="仅限此项议题")
    def topic(self) -> Topic | None:
        return Topic(id=strawberry.ID(str(self.row.topic_id))) if self.row.topic_id else None

    @strawberry.field(description="登记人")
    def registered_by(self, info: Info) -> Person:
        return Person.of(view_on(info, None).persons[self.row.registered_by])

    @strawberry.field(description="依据文件")
    async def evidence_files(self, info: Info) -> list[File]:
        async def read(session: object, _: Act) -> list[File]:
            return [File.of(each) for each in await files.of(session, self.row)]  # type: ignore[arg-type]

        return await info.context.read(read)

    @strawberry.field(description="当前用户可以进行的下一步操作")
    def available_actions(self, info: Info) -> list[AvailableAction]:
        return shown_prospects(info, prospects(DELEGATION, Case(self.row, info.context.act())))


@strawberry.input(description="委托登记内容")
class DelegationInput:
    grantor_id: strawberry.ID = strawberry.field(description="委托人：县长；“主持办公室工作”为办主任")
    grantee_id: strawberry.ID = strawberry.field(description="受委托人")
    scopes: list[DelegationScope] = strawberry.field(description="委托范围，逐项列明")
    valid_from: date = strawberry.field(description="第一日")
    last_day: date = strawberry.field(description="最后一日（含）")
    basis: str = strawberry.field(description="委托事由，如“县长赴省参加会议”")
    meeting_id: strawberry.ID | None = strawberry.field(default=None, description="仅限此次会议（不填则不限）")
    topic_id: strawberry.ID | None = strawberry.field(default=None, description="仅限此项议题（不填则不限）")
    evidence: str = strawberry.field(default="", description="代为登记的依据，如“县长3月1日电话指示”")
    evidence_file_ids: list[strawberry.ID] = strawberry.field(default_factory=list, description="依据文件（已上传）")


DelegationResult = Annotated[
    Delegation | Refusal, strawberry.union("DelegationResult", description="委托，或不予办理的原因")
]


@strawberry.type
class DelegationQuery:
    @strawberry.field(description="按编号查委托")
    async def delegation(self, info: Info, id: strawberry.ID) -> Delegation:
        return await info.context.one(Delegation, id)

    @strawberry.field(description="委托列表，新登记的在前")
    async def delegations(
        self,
        info: Info,
        states: list[model.DelegationState] | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[Delegation]:
        order = [Order(model.Delegation.id, descending=True)]
        return await page(info, Delegation, queries.visible_delegations, order, first=first, after=after, states=states)


@strawberry.type
class DelegationMutation:
    @strawberry.mutation(description="登记委托：由县长办理，或由办公室凭其指示登记（GZ-5、AMB-32、AMB-38）")
    async def register_delegation(
        self, info: Info, input: DelegationInput, act: ActInput | None = None
    ) -> DelegationResult:
        draft = commands.DelegationDraft(
            grantor_id=as_id(input.grantor_id, "Person"),
            grantee_id=as_id(input.grantee_id, "Person"),
            scopes=input.scopes,
            valid_from=input.valid_from,
            valid_until=input.last_day + DAY,
            basis=input.basis,
            meeting_id=as_id(input.meeting_id, "Meeting") if input.meeting_id else None,
            topic_id=as_id(input.topic_id, "Topic") if input.topic_id else None,
            evidence=input.evidence,
            evidence_file_ids=[as_id(each, "File") for each in input.evidence_file_ids],
        )
        return await perform(info, act, Delegation, commands.register_delegation, draft=draft)

    @strawberry.mutation(description="撤销委托，自当日起失效，须说明理由（GZ-5）")
    async def revoke_delegation(self, info: Info, id: strawberry.ID, act: ActInput | None = None) -> DelegationResult:
        delegation_id = as_id(id, "Delegation")
        return await perform(info, act, Delegation, commands.revoke_delegation, delegation_id=delegation_id)
