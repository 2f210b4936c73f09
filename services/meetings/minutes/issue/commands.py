"""What happens when documents has issued the minutes, or could not."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.desk import person, post
from services.contracts.meetings import MinutesIssued
from services.contracts.words.directory import PostCode
from services.kernel import deadlines
from services.kernel.acts import Act
from services.kernel.lifecycle import advance
from services.kernel.model import load
from services.kernel.outbox import publish
from services.kernel.rules import Case
from services.meetings.attendance.model import Attendee
from services.meetings.decisions import queries as decision_queries
from services.meetings.decisions.commands import take_effect, told
from services.meetings.decisions.model import Decision
from services.meetings.desk import DESK
from services.meetings.minutes.concerned import keep_concerned
from services.meetings.minutes.correction.commands import correction_issued
from services.meetings.minutes.lifecycle import MINUTES
from services.meetings.minutes.model import (
    Minutes,
    MinutesState,
)
from services.meetings.minutes.reading.excerpts import excerpts
from services.meetings.papers.model import RequestedPaper
from services.meetings.procedures import MINUTES_ISSUE, procedure
from services.meetings.sittings import queries as sittings
from services.meetings.sittings.commands import consequence
from services.meetings.sittings.lifecycle import MEETING
from services.meetings.sittings.model import Meeting
from services.meetings.sittings.naming import meeting_name


async def minutes_issued(session: AsyncSession, act: Act, paper: RequestedPaper) -> None:
    """Documents issued the minutes: decisions take effect and go to supervision (CW-6.3a, DC-5.3)."""
    minutes = await load(session, Minutes, paper.subject_id)
    if paper.restricted or minutes.state is not MinutesState.SIGNED or paper.document_id is None:
        return
    if minutes.corrects_id is not None:
        await correction_issued(session, act, minutes, paper)
        return
    meeting = await load(session, Meeting, minutes.meeting_id)
    advance(session, MINUTES, "issue_minutes", Case(minutes, act))
    advance(session, MEETING, "issue_minutes", Case(meeting, consequence(act)))
    minutes.document_id, minutes.document_number, minutes.issued_at = paper.document_id, paper.number, paper.issued_at
    await deadlines.meet(session, act, meeting, MINUTES_ISSUE.key)
    decisions = await decision_queries.of_meeting(session, meeting.id)
    for decision in decisions:
        decision.minutes_document_id, decision.minutes_number = paper.document_id, paper.number
        await take_effect(session, act, decision)
    await keep_concerned(session, meeting.id)
    event = MinutesIssued(
        minutes_id=minutes.id,
        document_id=paper.document_id,
        document_number=paper.number,
        meeting_id=meeting.id,
        meeting_kind=meeting.kind,
        year=meeting.year,
        session_no=meeting.session_no,
        meeting_date=meeting.on,
        host_id=meeting.host_id,
        basis=meeting.basis,
        decisions=tuple(told(decision) for decision in decisions),
        issued_at=paper.issued_at or act.at,
        internal=procedure(minutes.kind).internal is not None,
        clauses=("CW-6.2c", "CW-6.3a"),
    )
    publish(session, act, event, minutes)
    if paper.issued_outside:
        return  # everybody has had the paper
    _tell_of_issue(session, act, meeting, minutes, decisions, await sittings.attendees(session, meeting.id))


def _tell_of_issue(
    session: AsyncSession,
    act: Act,
    meeting: Meeting,
    minutes: Minutes,
    decisions: Sequence[Decision],
    attendees: Sequence[Attendee],
) -> None:
    """Members learn that the minutes are out; each unit of its own decisions alone (spec 07, 7.1)."""
    name = meeting_name(meeting)
    members = [person(a.person_id) for a in attendees if a.category == "MEMBER" and a.person_id is not None]
    text = f"{name}纪要已印发：{minutes.document_number}"
    DESK.notify(session, act, minutes, "minutes_issued", name, text, members)
    for excerpt in excerpts(decisions):
        lines = [f"{d.number} {d.text}" for d in excerpt.leads]
        lines += [f"{d.number}（配合）{d.text}" for d in excerpt.assists]
        to = [post(PostCode.UNIT_HEAD, excerpt.unit_id), post(PostCode.UNIT_CLERK, excerpt.unit_id)]
        words = f"你单位负责、配合的议定事项：{'；'.join(lines)}"
        DESK.notify(session, act, minutes, "minutes_issued_unit", name, words, to)


async def minutes_failed(session: AsyncSession, act: Act, paper: RequestedPaper) -> None:
    """Documents could not make the paper: clerk and 办主任 learn why."""
    minutes = await load(session, Minutes, paper.subject_id)
    to = [person(minutes.drafted_by), post(PostCode.OFFICE_DIRECTOR)]
    DESK.notify(session, act, minutes, "paper_failed", paper.title, f"成文失败：{paper.failure_zh}", to)


async def minutes_archived(session: AsyncSession, act: Act, document_id: UUID) -> None:
    """The paper went into the archive, and with it the meeting (归档)."""
    query = select(Minutes).where(Minutes.document_id == document_id).with_for_update()
    minutes = (await session.execute(query)).scalar_one_or_none()
    if minutes is None or minutes.state is not MinutesState.ISSUED:
        return
    meeting = await load(session, Meeting, minutes.meeting_id)
    advance(session, MINUTES, "archive_minutes", Case(minutes, act))
    if minutes.corrects_id is None:
        advance(session, MEETING, "archive_meeting", Case(meeting, consequence(act)))
