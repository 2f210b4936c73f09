"""Press releases as GraphQL shows them; translation only."""

from datetime import datetime
from typing import Annotated

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession

from services.kernel.acts import Act
from services.kernel.graphql.actions import shown_prospects
from services.kernel.graphql.context import Info
from services.kernel.graphql.labels import labelled
from services.kernel.graphql.refusal import AvailableAction, Refusal
from services.kernel.lifecycle import Prospect, prospects
from services.kernel.rules import Case
from services.meetings.decisions import queries as decisions
from services.meetings.decisions.shown import Decision
from services.meetings.papers.schema import RequestedPaper
from services.meetings.press import model, queries
from services.meetings.press.lifecycle import PRESS
from services.meetings.sittings import model as sittings_model
from services.meetings.sittings import queries as sittings
from services.meetings.sittings.shown import Meeting
from services.meetings.stubs import Person, person, some_person

labelled(model.PressState, "新闻稿状态")
labelled(model.PressVerdict, "新闻稿审签意见")


@strawberry.type(description="新闻稿中的一个议定事项")
class PressPassage:
    text: str = strawberry.field(description="内容")
    revision: int = strawberry.field(description="起草时议定事项的版次")
    row: strawberry.Private[model.PressPassage]

    @strawberry.field(description="议定事项")
    async def decision(self, info: Info) -> Decision | None:
        row = await info.context.load(decisions.load_decisions, self.row.decision_id)
        return Decision.of(row) if row else None


@strawberry.type(description="新闻稿审签记录")
class PressSignature:
    edition: int = strawberry.field(description="稿次")
    step: model.PressState = strawberry.field(description="环节")
    verdict: model.PressVerdict = strawberry.field(description="意见")
    person: Person = strawberry.field(description="审签人")
    on_behalf_of: Person | None = strawberry.field(description="代谁审签")
    stamp: str = strawberry.field(description="代签注记")
    comment: str = strawberry.field(description="批注、退回理由")
    at: datetime = strawberry.field(description="时间")

    @classmethod
    def of(cls, row: model.PressSignature) -> "PressSignature":
        return cls(
            edition=row.edition,
            step=row.step,
            verdict=row.verdict,
            person=person(row.person_id),
            on_behalf_of=some_person(row.on_behalf_of),
            stamp=row.stamp,
            comment=row.comment,
            at=row.at,
        )


@strawberry.type(description="新闻发布记录")
class PressPublication:
    medium: str = strawberry.field(description="媒体")
    link: str = strawberry.field(description="网址")
    published_at: datetime = strawberry.field(description="发布时间")
    recorded_by: Person = strawberry.field(description="登记人")


@strawberry.federation.type(keys=["id"], description="新闻稿：只由宜于公开的议定事项写成，按程序送审（CW-6.1）")
class PressRelease:
    table = model.PressRelease

    id: strawberry.ID = strawberry.field(description="编号")
    version: int = strawberry.field(description="版本")
    state: model.PressState = strawberry.field(description="状态")
    edition: int = strawberry.field(description="稿次：退回后递增")
    title: str = strawberry.field(description="标题")
    lead: str = strawberry.field(description="导语")
    approved_at: datetime | None = strawberry.field(description="审定时间")
    approved_by: Person | None = strawberry.field(description="审定人")
    published_at: datetime | None = strawberry.field(description="首次发布时间")
    row: strawberry.Private[model.PressRelease]

    @classmethod
    def of(cls, row: model.PressRelease) -> "PressRelease":
        return cls(
            id=strawberry.ID(str(row.id)),
            version=row.version,
            state=row.state,
            edition=row.edition,
            title=row.title,
            lead=row.lead,
            approved_at=row.approved_at,
            approved_by=some_person(row.approved_by),
            published_at=row.published_at,
            row=row,
        )

    @classmethod
    async def resolve_reference(cls, info: Info, id: strawberry.ID) -> "PressRelease | None":
        return await info.context.find(cls, id)

    @strawberry.field(description="会议")
    async def meeting(self, info: Info) -> Meeting | None:
        row = await info.context.load(sittings.load_meetings, self.row.meeting_id)
        return Meeting.of(row) if row else None

    @strawberry.field(description="各议定事项的内容")
    async def passages(self, info: Info) -> list[PressPassage]:
        rows = await info.context.load(queries.load_passages, self.row.id) or []
        return [PressPassage(text=row.text, revision=row.revision, row=row) for row in rows]

    @strawberry.field(description="审签记录（办公室和审签人可见）")
    async def signatures(self, info: Info) -> list[PressSignature]:
        rows = await info.context.load(queries.load_signatures, self.row.id) or []
        return [PressSignature.of(row) for row in rows]

    @strawberry.field(description="发布记录")
    async def publications(self, info: Info) -> list[PressPublication]:
        rows = await info.context.load(queries.load_publications, self.row.id) or []
        return [
            PressPublication(
                medium=row.medium, link=row.link, published_at=row.published_at, recorded_by=person(row.recorded_by)
            )
            for row in rows
        ]

    @strawberry.field(description="请求成文的文书；成文失败的注明原因")
    async def papers(self, info: Info) -> list[RequestedPaper]:
        rows = await info.context.load(queries.load_papers, self.row.id) or []
        return [RequestedPaper.of(row) for row in rows]

    @strawberry.field(description="当前用户可以进行的下一步操作")
    async def available_actions(self, info: Info) -> list[AvailableAction]:
        return shown_prospects(info, await info.context.read(_prospects, self.row))


async def _prospects(session: AsyncSession, act: Act, release: model.PressRelease) -> list[Prospect]:
    meeting = await session.get_one(sittings_model.Meeting, release.meeting_id)
    sitting = await sittings.sitting(session, act, meeting)
    return prospects(PRESS, Case(release, act, await queries.news(session, act, release, sitting)))


PressReleaseResult = Annotated[
    PressRelease | Refusal, strawberry.union("PressReleaseResult", description="新闻稿，或不予办理的原因")
]
