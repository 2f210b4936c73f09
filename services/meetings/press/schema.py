"""Press releases in the subgraph: what may be read and done."""

from datetime import datetime

import strawberry

from services.kernel.graphql.acts import ActInput
from services.kernel.graphql.connections import Connection, Order, page
from services.kernel.graphql.context import Info, as_id
from services.kernel.graphql.mutations import perform
from services.meetings.press import commands, model, queries
from services.meetings.press.shown import PressRelease, PressReleaseResult

NEWEST_FIRST = [Order(model.PressRelease.id, descending=True)]


@strawberry.input(description="新闻稿中一个议定事项的内容")
class PressPassageInput:
    decision_id: strawberry.ID = strawberry.field(description="议定事项，须宜于公开")
    text: str = strawberry.field(description="内容")


@strawberry.input(description="新闻发布记录")
class PressPublicationInput:
    medium: str = strawberry.field(description="媒体，如县政府网站")
    published_at: datetime = strawberry.field(description="发布时间")
    link: str = strawberry.field(default="", description="网址")


@strawberry.type
class PressQuery:
    @strawberry.field(description="按编号查新闻稿")
    async def press_release(self, info: Info, id: strawberry.ID) -> PressRelease:
        return await info.context.one(PressRelease, id)

    @strawberry.field(description="新闻稿列表，新的在前")
    async def press_releases(
        self,
        info: Info,
        meeting_id: strawberry.ID | None = None,
        state: model.PressState | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[PressRelease]:
        return await page(
            info,
            PressRelease,
            queries.visible_releases,
            NEWEST_FIRST,
            first=first,
            after=after,
            meeting_id=as_id(meeting_id, "Meeting") if meeting_id else None,
            state=state,
        )


@strawberry.type
class PressMutation:
    @strawberry.mutation(description="起草新闻稿，以宜于公开的议定事项为底稿（CW-6.1）")
    async def draft_press_release(
        self, info: Info, meeting_id: strawberry.ID, act: ActInput | None = None
    ) -> PressReleaseResult:
        wanted = as_id(meeting_id, "Meeting")
        return await perform(info, act, PressRelease, commands.draft_press_release, meeting_id=wanted)

    @strawberry.mutation(description="修改新闻稿；passages 为全部内容（CW-6.1）")
    async def edit_press_release(
        self,
        info: Info,
        id: strawberry.ID,
        title: str | None = None,
        lead: str | None = None,
        passages: list[PressPassageInput] | None = None,
        act: ActInput | None = None,
    ) -> PressReleaseResult:
        texts = None
        if passages is not None:
            texts = [commands.Passage(as_id(each.decision_id, "Decision"), each.text) for each in passages]
        return await perform(
            info,
            act,
            PressRelease,
            commands.edit_press_release,
            release_id=as_id(id, "PressRelease"),
            title=title,
            lead=lead,
            passages=texts,
        )

    @strawberry.mutation(description="新闻稿送审（CW-6.1）")
    async def submit_press_release(
        self, info: Info, id: strawberry.ID, act: ActInput | None = None
    ) -> PressReleaseResult:
        wanted = as_id(id, "PressRelease")
        return await perform(info, act, PressRelease, commands.submit_press_release, release_id=wanted)

    @strawberry.mutation(description="审签新闻稿：办主任审核，常务副县长或县长审定，依次进行（CW-6.1）")
    async def sign_press_release(
        self, info: Info, id: strawberry.ID, comment: str = "", act: ActInput | None = None
    ) -> PressReleaseResult:
        wanted = as_id(id, "PressRelease")
        return await perform(info, act, PressRelease, commands.sign_press_release, release_id=wanted, comment=comment)

    @strawberry.mutation(description="退回新闻稿，须说明理由；修改后从头审签（CW-6.1）")
    async def return_press_release(
        self, info: Info, id: strawberry.ID, act: ActInput | None = None
    ) -> PressReleaseResult:
        wanted = as_id(id, "PressRelease")
        return await perform(info, act, PressRelease, commands.return_press_release, release_id=wanted)

    @strawberry.mutation(description="撤回未发布的新闻稿，须说明理由")
    async def withdraw_press_release(
        self, info: Info, id: strawberry.ID, act: ActInput | None = None
    ) -> PressReleaseResult:
        wanted = as_id(id, "PressRelease")
        return await perform(info, act, PressRelease, commands.withdraw_press_release, release_id=wanted)

    @strawberry.mutation(description="登记新闻发布的媒体和时间；未经审定的不得发布（CW-6.1）")
    async def publish_press_release(
        self,
        info: Info,
        id: strawberry.ID,
        publications: list[PressPublicationInput],
        act: ActInput | None = None,
    ) -> PressReleaseResult:
        return await perform(
            info,
            act,
            PressRelease,
            commands.publish_press_release,
            release_id=as_id(id, "PressRelease"),
            publications=[
                commands.Publication(medium=each.medium, published_at=each.published_at, link=each.link)
                for each in publications
            ],
        )
