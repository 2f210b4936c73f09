"""Record and minutes in the subgraph."""

import strawberry

from services.kernel.graphql.acts import ActInput
from services.kernel.graphql.connections import Connection, Order, page
from services.kernel.graphql.context import Info, as_id
from services.kernel.graphql.mutations import perform
from services.meetings.minutes import commands, model, queries
from services.meetings.minutes.shown import Minutes, MinutesResult
from services.meetings.minutes.signing import commands as signing
from services.meetings.sittings.shown import Meeting, MeetingResult

NEWEST_FIRST = [Order(model.Minutes.id, descending=True)]


@strawberry.input(description="纪要中一个议题的内容")
class MinutesEntryInput:
    item_id: strawberry.ID = strawberry.field(description="议程项编号")
    text: str = strawberry.field(description="内容（一行一段）")
    heading: str | None = strawberry.field(default=None, description="标题，默认议题名称")


@strawberry.type
class MinutesQuery:
    @strawberry.field(description="按编号查纪要")
    async def minutes(self, info: Info, id: strawberry.ID) -> Minutes:
        return await info.context.one(Minutes, id)

    @strawberry.field(description="纪要列表，新的在前")
    async def minutes_list(
        self,
        info: Info,
        state: model.MinutesState | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[Minutes]:
        return await page(info, Minutes, queries.visible_minutes, NEWEST_FIRST, first=first, after=after, state=state)


@strawberry.type
class MinutesMutation:
    @strawberry.mutation(description="会议记录整理完成（CW-6.2）")
    async def finalize_record(
        self, info: Info, meeting_id: strawberry.ID, act: ActInput | None = None
    ) -> MeetingResult:
        return await perform(info, act, Meeting, commands.finalize_record, meeting_id=as_id(meeting_id, "Meeting"))

    @strawberry.mutation(description="办主任审核会议记录，记录成文（CW-6.2）")
    async def review_record(self, info: Info, meeting_id: strawberry.ID, act: ActInput | None = None) -> MeetingResult:
        return await perform(info, act, Meeting, commands.review_record, meeting_id=as_id(meeting_id, "Meeting"))

    @strawberry.mutation(description="起草纪要，按会议情况预填（CW-6.2）")
    async def draft_minutes(self, info: Info, meeting_id: strawberry.ID, act: ActInput | None = None) -> MinutesResult:
        return await perform(info, act, Minutes, commands.draft_minutes, meeting_id=as_id(meeting_id, "Meeting"))

    @strawberry.mutation(description="修改纪要；entries 为全部议题的内容（CW-6.2）")
    async def edit_minutes(
        self,
        info: Info,
        id: strawberry.ID,
        entries: list[MinutesEntryInput] | None = None,
        summary: str | None = None,
        act: ActInput | None = None,
    ) -> MinutesResult:
        texts = None
        if entries is not None:
            texts = [
                commands.EntryText(item_id=as_id(each.item_id, "AgendaItem"), text=each.text, heading=each.heading)
                for each in entries
            ]
        return await perform(
            info, act, Minutes, commands.edit_minutes, minutes_id=as_id(id, "Minutes"), entries=texts, summary=summary
        )

    @strawberry.mutation(description="纪要送审（CW-6.2、BG-6、ZT-5）")
    async def submit_minutes(self, info: Info, id: strawberry.ID, act: ActInput | None = None) -> MinutesResult:
        return await perform(info, act, Minutes, signing.submit_minutes, minutes_id=as_id(id, "Minutes"))

    @strawberry.mutation(description="审签纪要：办主任审核、会签、审定、签发，依次进行（CW-6.2、GZ-19、BG-6、ZT-5）")
    async def sign_minutes(
        self, info: Info, id: strawberry.ID, comment: str = "", act: ActInput | None = None
    ) -> MinutesResult:
        return await perform(info, act, Minutes, signing.sign_minutes, minutes_id=as_id(id, "Minutes"), comment=comment)

    @strawberry.mutation(description="退回纪要，须说明理由；修改后从头审签（CW-6.2）")
    async def return_minutes(self, info: Info, id: strawberry.ID, act: ActInput | None = None) -> MinutesResult:
        return await perform(info, act, Minutes, signing.return_minutes, minutes_id=as_id(id, "Minutes"))

    @strawberry.mutation(description="成文失败的纪要退回修改，须说明理由")
    async def recall_minutes(self, info: Info, id: strawberry.ID, act: ActInput | None = None) -> MinutesResult:
        return await perform(info, act, Minutes, signing.recall_minutes, minutes_id=as_id(id, "Minutes"))
