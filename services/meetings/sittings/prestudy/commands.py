"""会前学法 beside the agenda: asked for once a quarter, printed as item 0, held before the topics (XF-3.2)."""

from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.desk import post
from services.contracts.meetings import PrestudyRequested
from services.contracts.words.directory import PostCode
from services.kernel.acts import Act
from services.kernel.model import load
from services.kernel.outbox import publish
from services.meetings.desk import DESK
from services.meetings.procedures import procedure
from services.meetings.sittings.agenda.versions import issue_version
from services.meetings.sittings.model import Meeting, MeetingState
from services.meetings.sittings.naming import meeting_name
from services.meetings.sittings.rules import Sitting


async def ask_for_law_study(session: AsyncSession, act: Act, meeting: Meeting, sitting: Sitting) -> None:
    """The quarter has no 会前学法 yet: learning is asked for one that suits the topics (XF-3.2)."""
    if procedure(meeting.kind).prestudy is None:
        return
    quarter = (meeting.on.month - 1) // 3 + 1
    first = meeting.starts_at.replace(month=quarter * 3 - 2, day=1, hour=0, minute=0, second=0, microsecond=0)
    year, month = (first.year, first.month + 3) if first.month < 10 else (first.year + 1, 1)
    planned = await session.scalar(
        select(
            exists().where(
                Meeting.kind == meeting.kind,
                Meeting.law_study_id.is_not(None),
                Meeting.state.not_in((MeetingState.CANCELLED, MeetingState.POSTPONED)),
                Meeting.starts_at >= first,
                Meeting.starts_at < first.replace(year=year, month=month),
            )
        )
    )
    if planned:
        return
    laws = [law for item in sitting.on_the_agenda() for law in sitting.topics[item.topic_id].legal_basis]
    event = PrestudyRequested(
        meeting_id=meeting.id,
        meeting_date=meeting.on,
        year=meeting.on.year,
        quarter=quarter,
        suggested_laws=tuple(dict.fromkeys(laws)),
        clauses=("XF-3.2",),
    )
    publish(session, act, event, meeting)
    text = f"第{quarter}季度尚未安排会前学法，已提请县司法局安排。"
    DESK.notify(
        session, act, meeting, "prestudy_missing", meeting_name(meeting), text, [post(PostCode.OFFICE_DIRECTOR)]
    )


async def law_study_scheduled(
    session: AsyncSession, act: Act, *, meeting_id: UUID, law_study_id: UUID, subject: str, lecturer: str, minutes: int
) -> None:
    """Learning scheduled the 会前学法: item 0 of the agenda, printed on a new version of the sheet (XF-3.2)."""
    meeting = await load(session, Meeting, meeting_id, act)
    if meeting.state not in (MeetingState.PLANNED, MeetingState.AGENDA_ISSUED, MeetingState.NOTIFIED):
        return
    meeting.law_study_id, meeting.law_study_subject = law_study_id, subject
    meeting.law_study_lecturer, meeting.law_study_minutes = lecturer, minutes
    if meeting.sheet_is_out:
        await issue_version(session, act, meeting, None)


async def law_study_held(session: AsyncSession, *, meeting_id: UUID) -> None:
    """Learning tells that the 会前学法 took place (XF-3.2)."""
    meeting = await session.get(Meeting, meeting_id, with_for_update=True)
    if meeting is not None:
        meeting.law_study_held = True
