"""Papers as GraphQL shows them; translation only."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import strawberry

from services.contracts.words.shared import PublicAttribute
from services.documents import stubs
from services.documents.issuing.schema import Document, DocumentRecipient, document_of
from services.documents.papers import commands, model, queries
from services.documents.papers.inputs import PaperDraft, PaperProposal, as_draft, as_proposal
from services.documents.papers.lifecycle import PAPER
from services.kernel.graphql.actions import shown_prospects
from services.kernel.graphql.acts import ActInput
from services.kernel.graphql.connections import Connection, Order, page
from services.kernel.graphql.context import Info, as_id
from services.kernel.graphql.labels import labelled
from services.kernel.graphql.mutations import perform
from services.kernel.graphql.refusal import AvailableAction, Refusal
from services.kernel.lifecycle import prospects
from services.kernel.rules import Case

labelled(model.PaperState, "公文状态")
labelled(model.PaperOpinion, "签发意见（GZ-23）")
labelled(model.CountersignVerdict, "会签意见（GZ-21）")


@strawberry.type(description="公文会签（GZ-21）：一个有关单位的意见")
class PaperCountersignature:
    unit: stubs.Unit = strawberry.field(description="会签单位")
    verdict: model.CountersignVerdict | None = strawberry.field(description="意见；空为尚未会签")
    text: str = strawberry.field(description="意见内容")
    by: stubs.Person | None = strawberry.field(description="会签人")
    at: datetime | None = strawberry.field(description="会签时间")
    coordination: str | None = strawberry.field(description="分歧的协调结果")
    coordinated_by: stubs.Person | None = strawberry.field(description="协调人")

    @classmethod
    def of(cls, row: model.PaperCountersignature) -> "PaperCountersignature":
        return cls(
            unit=stubs.unit(row.unit_id),
            verdict=row.verdict,
            text=row.text,
            by=stubs.some_person(row.by),
            at=row.at,
            coordination=row.coordination,
            coordinated_by=stubs.some_person(row.coordinated_by),
        )


@strawberry.type(description="公文正文的一段")
class PaperBlock:
    kind: str = strawberry.field(description="种类：h1、h2、centre、p、runin、table")
    lead: str | None = strawberry.field(description="段首标题（runin）")
    text: str | None = strawberry.field(description="内容")
    columns: list[str] | None = strawberry.field(description="表头（table）")
    rows: list[list[str]] | None = strawberry.field(description="各行（table）")

    @classmethod
    def of(cls, row: dict[str, object]) -> "PaperBlock":
        values = {name: row.get(name) for name in ("kind", "lead", "text", "columns", "rows")}
        return cls(**values)  # type: ignore[arg-type]


@strawberry.type(description="公文附件，或公文印发的文本")
class PaperAnnex:
    title: str = strawberry.field(description="标题")
    blocks: list[PaperBlock] = strawberry.field(description="正文")


@strawberry.federation.type(keys=["id"], description="公文（发文）：从立项到归档")
class OfficialPaper:
    table = model.OfficialPaper

    id: strawberry.ID = strawberry.field(description="编号")
    version: int = strawberry.field(description="版本")
    state: model.PaperState = strawberry.field(description="状态")
    title: str = strawberry.field(description="标题")
    genre: model.PaperGenre = strawberry.field(description="文种")
    series: model.PaperSeries = strawberry.field(description="代字")
    in_county_name: bool = strawberry.field(description="是否以县政府名义")
    purpose: str = strawberry.field(description="发文理由")
    normative: bool = strawberry.field(description="是否规范性文件")
    urgency: model.PaperUrgency = strawberry.field(description="紧急程度")
    public_attribute: PublicAttribute = strawberry.field(description="公开属性")
    not_public_reason: str | None = strawberry.field(description="不主动公开的理由")
    revision: int = strawberry.field(description="稿次")
    addressees: list[str] = strawberry.field(description="主送（印制）")
    copied: list[str] = strawberry.field(description="抄送（印制）")
    attachments: list[str] = strawberry.field(description="附件说明")
    regulation_ids: list[str] = strawberry.field(description="随文施行的制度")
    opinion: model.PaperOpinion | None = strawberry.field(description="签发意见")
    opinion_text: str | None = strawberry.field(description="签发意见内容")
    signed_on: date | None = strawberry.field(description="成文日期")
    number: str | None = strawberry.field(description="发文字号")
    issued_at: datetime | None = strawberry.field(description="印发时间；已签发而为空即待印发")
    failure_zh: str | None = strawberry.field(description="未能成文的原因")
    unconfirmed: bool = strawberry.field(description="是否有补登待办主任确认")
    row: strawberry.Private[model.OfficialPaper]

    @classmethod
    def of(cls, row: model.OfficialPaper) -> "OfficialPaper":
        return cls(
            id=strawberry.ID(str(row.id)),
            version=row.version,
            state=row.state,
            title=row.title,
            genre=row.genre,
            series=row.series,
            in_county_name=row.in_county_name,
            purpose=row.purpose,
            normative=row.normative,
            urgency=row.urgency,
            public_attribute=row.public_attribute,
            not_public_reason=row.not_public_reason,
            revision=row.revision,
            addressees=row.addressees,
            copied=row.copied,
            attachments=row.attachments,
            regulation_ids=row.regulation_ids,
            opinion=row.opinion,
            opinion_text=row.opinion_text,
            signed_on=row.signed_on,
            number=row.number,
            issued_at=row.issued_at,
            failure_zh=row.failure_zh,
            unconfirmed=row.unconfirmed,
            row=row,
        )

    @classmethod
    async def resolve_reference(cls, info: Info, id: strawberry.ID) -> "OfficialPaper | None":
        return await info.context.find(cls, id)

    @strawberry.field(description="主办单位")
    def unit(self) -> stubs.Unit:
        return stubs.unit(self.row.unit_id)

    @strawberry.field(description="正文")
    def blocks(self) -> list[PaperBlock]:
        return [PaperBlock.of(block) for block in self.row.blocks]

    @strawberry.field(description="附件，或所印发的文本")
    def annexes(self) -> list[PaperAnnex]:
        return [
            PaperAnnex(title=annex["title"], blocks=[PaperBlock.of(block) for block in annex["blocks"]])
            for annex in self.row.annexes
        ]

    @strawberry.field(description="主送")
    def recipients(self) -> list[DocumentRecipient]:
        return [DocumentRecipient.of(row) for row in self.row.recipients]

    @strawberry.field(description="抄送")
    def cc(self) -> list[DocumentRecipient]:
        return [DocumentRecipient.of(row) for row in self.row.cc]

    @strawberry.field(description="会签")
    async def countersignatures(self, info: Info) -> list[PaperCountersignature]:
        rows = await info.context.load(queries.countersignatures_of, self.row.id)
        return [PaperCountersignature.of(row) for row in rows or ()]

    @strawberry.field(description="签发人")
    def signer(self) -> stubs.Person | None:
        return stubs.person(UUID(self.row.signer["person_id"])) if self.row.signer else None

    @strawberry.field(description="签发人签注，如“受县长委托”")
    def signer_stamp(self) -> str | None:
        return str(self.row.signer["stamp"]) if self.row.signer else None

    @strawberry.field(description="文书（签发后成文）")
    async def document(self, info: Info) -> Document | None:
        return await document_of(info, self.row.document_id)

    @strawberry.field(description="当前用户可以进行的下一步操作")
    async def available_actions(self, info: Info) -> list[AvailableAction]:
        given = await info.context.read(queries.standing, self.row, model.PaperOpinion.AGREED)
        return shown_prospects(info, prospects(PAPER, Case(self.row, info.context.act(), given)))


PaperResult = Annotated[OfficialPaper | Refusal, strawberry.union("PaperResult", description="公文，或不予办理的原因")]


@strawberry.type
class PaperQuery:
    @strawberry.field(description="按编号查公文")
    async def official_paper(self, info: Info, id: strawberry.ID) -> OfficialPaper:
        return await info.context.one(OfficialPaper, id)

    @strawberry.field(description="公文列表，新的在前；title 为以空格分开的词")
    async def official_papers(
        self,
        info: Info,
        state: model.PaperState | None = None,
        unit_id: strawberry.ID | None = None,
        title: str | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[OfficialPaper]:
        return await page(
            info,
            OfficialPaper,
            queries.visible_papers,
            [Order(model.OfficialPaper.id, descending=True)],
            first=first,
            after=after,
            state=state,
            unit_id=as_id(unit_id, "Unit") if unit_id else None,
            title=title,
        )


@strawberry.type
class PaperMutation:
    @strawberry.mutation(description="提出发文，回答两问：法律法规已有明确规定？部门或联合发文能解决？（GZ-22）")
    async def propose_paper(self, info: Info, input: PaperProposal, act: ActInput | None = None) -> PaperResult:
        return await perform(info, act, OfficialPaper, commands.propose_paper, proposal=as_proposal(input))

    @strawberry.mutation(description="发文立项；不符合条件的，办主任可说明理由特许（GZ-22）")
    async def admit_paper(self, info: Info, id: strawberry.ID, act: ActInput | None = None) -> PaperResult:
        return await perform(info, act, OfficialPaper, commands.admit_paper, paper_id=as_id(id, "OfficialPaper"))

    @strawberry.mutation(description="不发文，或改由部门发文（须说明理由，GZ-22）")
    async def refuse_paper(self, info: Info, id: strawberry.ID, act: ActInput | None = None) -> PaperResult:
        return await perform(info, act, OfficialPaper, commands.refuse_paper, paper_id=as_id(id, "OfficialPaper"))

    @strawberry.mutation(description="拟稿、改稿：主管部门代拟文稿（GZ-21）")
    async def draft_paper(
        self, info: Info, id: strawberry.ID, input: PaperDraft, act: ActInput | None = None
    ) -> PaperResult:
        paper_id = as_id(id, "OfficialPaper")
        return await perform(info, act, OfficialPaper, commands.draft_paper, paper_id=paper_id, draft=as_draft(input))

    @strawberry.mutation(description="主要负责人审核把关（GZ-21）")
    async def approve_paper_draft(self, info: Info, id: strawberry.ID, act: ActInput | None = None) -> PaperResult:
        paper_id = as_id(id, "OfficialPaper")
        return await perform(info, act, OfficialPaper, commands.approve_paper_draft, paper_id=paper_id)

    @strawberry.mutation(description="办公室收稿（GZ-21）")
    async def accept_paper(self, info: Info, id: strawberry.ID, act: ActInput | None = None) -> PaperResult:
        return await perform(info, act, OfficialPaper, commands.accept_paper, paper_id=as_id(id, "OfficialPaper"))

    @strawberry.mutation(description="核稿；有改动的附改后全稿。核稿后送有关单位会签、分管副县长审核（GZ-21）")
    async def edit_paper(
        self, info: Info, id: strawberry.ID, input: PaperDraft | None = None, act: ActInput | None = None
    ) -> PaperResult:
        draft = as_draft(input) if input else None
        paper_id = as_id(id, "OfficialPaper")
        return await perform(info, act, OfficialPaper, commands.edit_paper, paper_id=paper_id, draft=draft)

    @strawberry.mutation(description="会签：有关单位主要负责人（GZ-21）")
    async def countersign_paper(
        self,
        info: Info,
        id: strawberry.ID,
        unit_id: strawberry.ID,
        verdict: model.CountersignVerdict,
        text: str = "",
        act: ActInput | None = None,
    ) -> PaperResult:
        return await perform(
            info,
            act,
            OfficialPaper,
            commands.countersign_paper,
            paper_id=as_id(id, "OfficialPaper"),
            unit_id=as_id(unit_id, "Unit"),
            verdict=verdict,
            text=text,
        )

    @strawberry.mutation(description="分管副县长协调会签分歧（GZ-17、GZ-21）")
    async def coordinate_paper(
        self, info: Info, id: strawberry.ID, unit_id: strawberry.ID, text: str, act: ActInput | None = None
    ) -> PaperResult:
        return await perform(
            info,
            act,
            OfficialPaper,
            commands.coordinate_paper,
            paper_id=as_id(id, "OfficialPaper"),
            unit_id=as_id(unit_id, "Unit"),
            text=text,
        )

    @strawberry.mutation(description="分管副县长审核（县政府办公室名义的公文签发前）")
    async def review_paper(self, info: Info, id: strawberry.ID, act: ActInput | None = None) -> PaperResult:
        return await perform(info, act, OfficialPaper, commands.review_paper, paper_id=as_id(id, "OfficialPaper"))

    @strawberry.mutation(description="签发，签署明确意见（GZ-23）；同意的随即成文、编号、印发")
    async def sign_paper(
        self,
        info: Info,
        id: strawberry.ID,
        opinion: model.PaperOpinion,
        text: str = "",
        act: ActInput | None = None,
    ) -> PaperResult:
        return await perform(
            info,
            act,
            OfficialPaper,
            commands.sign_paper,
            paper_id=as_id(id, "OfficialPaper"),
            opinion=opinion,
            text=text,
        )

    @strawberry.mutation(description="退回修改（须说明理由）；已签发的只有成文失败时可以退回")
    async def return_paper(self, info: Info, id: strawberry.ID, act: ActInput | None = None) -> PaperResult:
        return await perform(info, act, OfficialPaper, commands.return_paper, paper_id=as_id(id, "OfficialPaper"))

    @strawberry.mutation(description="办主任确认公文办理中的补登")
    async def confirm_paper_registrations(
        self, info: Info, id: strawberry.ID, act: ActInput | None = None
    ) -> PaperResult:
        paper_id = as_id(id, "OfficialPaper")
        return await perform(info, act, OfficialPaper, commands.confirm_paper_registrations, paper_id=paper_id)
