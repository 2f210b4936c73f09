"""One meeting in figures: how long, who came, what was heard, were record and minutes ready in time."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import and_, case, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from services.contracts.words.meetings import AttendeeCategory
from services.kernel.acts import Act
from services.kernel.deadlines import MET, MISSED
from services.kernel.store import Deadline
from services.meetings.minutes.model import Minutes, MinutesState
from services.meetings.procedures import MINUTES_ISSUE, RECORD_AND_DRAFT
from services.meetings.sittings.model import AgendaItem, Meeting
from services.meetings.sittings.queries import sees_whole_meeting
from services.meetings.statistics import counts
from services.meetings.statistics.figures import Agenda, MeetingFigures

IN_TIME = {MET: True, MISSED: False}


async def load_figures(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, MeetingFigures]:
    """The figures of these meetings, as far as the asker sees the meetings whole."""
    chosen = (Meeting.id.in_(ids), sees_whole_meeting(act))
    rows = {row.id: row for row in await session.execute(_own(act).where(*chosen))}
    found = list(rows)
    agendas = await counts.agenda_by(session, act, Meeting.id, Meeting.id.in_(found))
    deferrals = await counts.deferrals_of_meetings(session, AgendaItem.meeting_id.in_(found))
    attendance = await counts.attendance_by(session, (Meeting.id, counts.LISTED.category), Meeting.id.in_(found))
    return {
        meeting_id: _figures(
            row,
            agendas.get(meeting_id, Agenda()),
            deferrals.get(meeting_id, {}),
            attendance.get(meeting_id, {}),
        )
        for meeting_id, row in rows.items()
    }


def _own(act: Act) -> Any:
    """What the meeting itself tells, with its two terms and its minutes (corrections are no minutes of it)."""
    draft, issue = aliased(Deadline), aliased(Deadline)
    its_minutes = and_(
        Minutes.meeting_id == Meeting.id, Minutes.corrects_id.is_(None), Minutes.state != MinutesState.WITHDRAWN
    )
    return (
        select(
            Meeting.id,
            Meeting.law_study_minutes,
            Meeting.record_finalized_at,
            case((counts.MEASURED, counts.TAKEN)).label("taken"),
            case((counts.MEASURED, counts.longer_than_allowed(act))).label("overlong"),
            draft.due.label("record_due"),
            draft.met_on.label("record_done"),
            draft.state.label("record_state"),
            issue.due.label("minutes_due"),
            issue.state.label("minutes_state"),
            Minutes.submitted_at,
            Minutes.issued_at,
        )
        .select_from(Meeting)
        .outerjoin(draft, counts.counts_for_its_meeting(draft, RECORD_AND_DRAFT.key))
        .outerjoin(issue, counts.counts_for_its_meeting(issue, MINUTES_ISSUE.key))
        .outerjoin(Minutes, its_minutes)
    )


def _figures(row: Any, agenda: Agenda, deferrals: Any, attendance: Mapping[AttendeeCategory, Any]) -> MeetingFigures:
    return MeetingFigures(
        actual_minutes=row.taken,
        overlong=row.overlong,
        planned_minutes=row.law_study_minutes + agenda.planned_minutes,
        agenda=agenda,
        deferrals=deferrals,
        attendance={each: attendance[each] for each in AttendeeCategory if each in attendance},
        record_due=row.record_due,
        record_done=row.record_done,
        record_in_time=IN_TIME.get(row.record_state),
        record_finalized_at=row.record_finalized_at,
        draft_submitted_at=row.submitted_at,
        minutes_due=row.minutes_due,
        minutes_in_time=IN_TIME.get(row.minutes_state),
        minutes_issued_at=row.issued_at,
    )
