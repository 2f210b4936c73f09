"""What may be asked of the 到会情况通报: draft, sign, and explain (spec 08, 40; AMB-43)."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.desk import post
from services.contracts.words.directory import PostCode
from services.contracts.words.shared import DocumentKind, TaskEnding
from services.kernel import files
from services.kernel.acts import Act
from services.kernel.lifecycle import advance
from services.kernel.model import load
from services.kernel.refusals import CONTENT_INVALID, STATE_NOT_ALLOWED, refuse
from services.kernel.rules import Case
from services.meetings.attendance.bulletin import sheet
from services.meetings.attendance.bulletin.lifecycle import EXPLANATION
from services.meetings.attendance.bulletin.model import AbsenceExplanation, ExplanationState
from services.meetings.attendance.bulletin.rules import Given
from services.meetings.attendance.bulletin.turnout import Turnout
from services.meetings.attendance.remarks import leaves_of
from services.meetings.desk import DESK
from services.meetings.papers.commands import request_paper
from services.meetings.procedures import ABSENCE_EXPLANATION
from services.meetings.sittings import queries, sheets
from services.meetings.sittings.lifecycle import MEETING
from services.meetings.sittings.model import Meeting
from services.meetings.sittings.naming import meeting_name, signer

SIGN, EXPLAIN = "sign_attendance_bulletin", "explain_absence"
DIRECTOR = (post(PostCode.OFFICE_DIRECTOR),)


async def draft_attendance_bulletin(
    session: AsyncSession, act: Act, *, meeting_id: UUID, explain_by: date | None = None
) -> Meeting:
    """The office proposes a bulletin of the settled attendance; units explain themselves until `explain_by`."""
    meeting = await load(session, Meeting, meeting_id, act)
    advance(session, MEETING, "draft_attendance_bulletin", Case(meeting, act))
    _is_not_signed(meeting)
    if explain_by is not None and explain_by <= act.on:
        raise refuse(CONTENT_INVALID, "书面说明期限应晚于今日", path=("explainBy",))
    meeting.explain_by = explain_by or ABSENCE_EXPLANATION.due(act.calendar, act.on).date
    DESK.open_task(session, act, meeting, SIGN, f"签发{_title(meeting)}", DIRECTOR)
    return meeting


async def withdraw_attendance_bulletin(session: AsyncSession, act: Act, *, meeting_id: UUID) -> Meeting:
    """A draft that is not wanted."""
    meeting = await load(session, Meeting, meeting_id, act)
    advance(session, MEETING, "withdraw_attendance_bulletin", Case(meeting, act))
    _is_drafted(meeting)
    meeting.explain_by = None
    DESK.close_task(session, act, meeting, SIGN, DIRECTOR, TaskEnding.WITHDRAWN)
    return meeting


async def sign_attendance_bulletin(session: AsyncSession, act: Act, *, meeting_id: UUID) -> Meeting:
    """办主任 signs: the paper goes out, and every unit that did not keep the procedure is asked to explain itself."""
    meeting = await load(session, Meeting, meeting_id, act)
    by = advance(session, MEETING, SIGN, Case(meeting, act))
    _is_drafted(meeting)
    assert by is not None
    assert meeting.explain_by is not None
    if meeting.explain_by <= act.on:
        raise refuse(CONTENT_INVALID, "书面说明期限已到，请重新起草", path=("explainBy",))
    meeting.bulletin_signed_at = act.occurred_at
    DESK.close_task(session, act, meeting, SIGN, DIRECTOR)
    sitting = await queries.sitting(session, act, meeting)
    turnout = Turnout(sitting.view, tuple(sitting.attendees), await leaves_of(session, [meeting.id]))
    await request_paper(
        session,
        act,
        meeting,
        DocumentKind.ATTENDANCE_BULLETIN,
        _title(meeting),
        sheet.bulletin(act, meeting, turnout),
        by=by,
        recipients=sheets.recipients(sitting),
        signer=signer(act, by),
        signed_on=act.on,
    )
    for unit_id, absent in turnout.units().items():
        await _ask(session, act, meeting, unit_id, "、".join(turnout.told(absent)), meeting.explain_by)
    return meeting


def _title(meeting: Meeting) -> str:
    return f"关于{meeting_name(meeting)}到会情况的通报"


def _is_not_signed(meeting: Meeting) -> None:
    if meeting.bulletin_signed_at is not None:
        raise refuse(STATE_NOT_ALLOWED, "到会情况通报已签发")


def _is_drafted(meeting: Meeting) -> None:
    _is_not_signed(meeting)
    if meeting.explain_by is None:
        raise refuse(STATE_NOT_ALLOWED, "到会情况通报尚未起草")


async def _ask(session: AsyncSession, act: Act, meeting: Meeting, unit_id: UUID, who: str, due: date) -> None:
    explanation = AbsenceExplanation(
        meeting_id=meeting.id,
        unit_id=unit_id,
        state=ExplanationState.ASKED,
        matter=f"{meeting_name(meeting)}：{who}",
        due=due,
        created_at=act.at,
    )
    session.add(explanation)
    await session.flush()
    title = f"就未履行请假手续作出书面说明：{explanation.matter}"
    DESK.open_task(session, act, explanation, EXPLAIN, title, [post(PostCode.UNIT_HEAD, unit_id)], due=due)


async def explain_absence(
    session: AsyncSession, act: Act, *, explanation_id: UUID, text: str = "", file_ids: Sequence[UUID] = ()
) -> AbsenceExplanation:
    """The unit's head explains in writing; after the day named it is taken all the same, and shown as late."""
    explanation = await load(session, AbsenceExplanation, explanation_id, act)
    advance(session, EXPLANATION, EXPLAIN, Case(explanation, act, Given(text, file_ids)))
    explanation.text, explanation.given_by, explanation.given_at = text.strip(), act.doer.id, act.occurred_at
    await files.attach(session, act, file_ids, explanation)
    DESK.close_task(session, act, explanation, EXPLAIN, [post(PostCode.UNIT_HEAD, explanation.unit_id)])
    return explanation
