"""The 到会情况通报 in the subgraph: what may be read and done."""

from datetime import date

import strawberry

from services.kernel.graphql.acts import ActInput
from services.kernel.graphql.connections import Connection, Order, page
from services.kernel.graphql.context import Info, as_id
from services.kernel.graphql.mutations import perform
from services.meetings.attendance.bulletin import commands, model, queries
from services.meetings.attendance.bulletin.shown import AbsenceExplanation, AbsenceExplanationResult
from services.meetings.sittings.shown import Meeting, MeetingResult

BY_DAY = [Order(model.AbsenceExplanation.due), Order(model.AbsenceExplanation.id)]


@strawberry.type
class BulletinQuery:
    @strawberry.field(description="按编号查书面说明")
    async def absence_explanation(self, info: Info, id: strawberry.ID) -> AbsenceExplanation:
        return await info.context.one(AbsenceExplanation, id)

    @strawberry.field(description="书面说明列表，按期限先后")
    async def absence_explanations(
        self,
        info: Info,
        state: model.ExplanationState | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[AbsenceExplanation]:
        return await page(
            info, AbsenceExplanation, queries.visible_explanations, BY_DAY, first=first, after=after, state=state
        )


@strawberry.type
class BulletinMutation:
    @strawberry.mutation(description="起草到会情况通报；未指定书面说明期限的，为3个工作日（GZ-18、CW-4.5）")
    async def draft_attendance_bulletin(
        self, info: Info, meeting_id: strawberry.ID, explain_by: date | None = None, act: ActInput | None = None
    ) -> MeetingResult:
        wanted = as_id(meeting_id, "Meeting")
        return await perform(
            info, act, Meeting, commands.draft_attendance_bulletin, meeting_id=wanted, explain_by=explain_by
        )

    @strawberry.mutation(description="撤回到会情况通报草稿")
    async def withdraw_attendance_bulletin(
        self, info: Info, meeting_id: strawberry.ID, act: ActInput | None = None
    ) -> MeetingResult:
        wanted = as_id(meeting_id, "Meeting")
        return await perform(info, act, Meeting, commands.withdraw_attendance_bulletin, meeting_id=wanted)

    @strawberry.mutation(description="办主任签发到会情况通报，未履行请假手续的单位限期作出书面说明（GZ-18、CW-4.5）")
    async def sign_attendance_bulletin(
        self, info: Info, meeting_id: strawberry.ID, act: ActInput | None = None
    ) -> MeetingResult:
        wanted = as_id(meeting_id, "Meeting")
        return await perform(info, act, Meeting, commands.sign_attendance_bulletin, meeting_id=wanted)

    @strawberry.mutation(description="单位主要负责人报送书面说明（文字或附件）")
    async def explain_absence(
        self,
        info: Info,
        id: strawberry.ID,
        text: str = "",
        file_ids: list[strawberry.ID] | None = None,
        act: ActInput | None = None,
    ) -> AbsenceExplanationResult:
        return await perform(
            info,
            act,
            AbsenceExplanation,
            commands.explain_absence,
            explanation_id=as_id(id, "AbsenceExplanation"),
            text=text,
            file_ids=[as_id(each, "File") for each in file_ids or ()],
        )
