"""How a version of the 议题单 is issued, and how it reaches those who attend (CW-4.1, CW-3.4b, GZ-17.3)."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.base import PERSONNEL_MASK
from services.contracts.desk import person
from services.contracts.meetings import AgendaIssued, AgendaTopic
from services.contracts.words.shared import DocumentKind
from services.kernel.acts import Act
from services.kernel.authority import Capacity
from services.kernel.outbox import publish
from services.meetings.attendance.model import Attendee
from services.meetings.desk import DESK
from services.meetings.papers.commands import request_paper, supersede
from services.meetings.sittings import queries, sheets
from services.meetings.sittings.agenda.changes import Change, changes
from services.meetings.sittings.agenda.model import AgendaReceipt, AgendaSheet
from services.meetings.sittings.model import AgendaItem, Meeting
from services.meetings.sittings.naming import meeting_name, signer
from services.meetings.sittings.rules import Sitting


async def issue_version(
    session: AsyncSession, act: Act, meeting: Meeting, by: Capacity | None, *, added: Sequence[AgendaItem] = ()
) -> None:
    """The next version of the 议题单: kept, told, printed, and sent to those who have the one before.

    `added`: the topics of a 补充议题单; otherwise the whole sheet is printed anew.
    """
    sitting = await queries.sitting(session, act, meeting)
    before = await current_sheet(session, meeting)
    meeting.agenda_version += 1
    meeting.agenda_issued_at = act.occurred_at
    sheet = _sheet(act, sitting, supplement=bool(added))
    session.add(sheet)
    await session.flush()
    found = changes(before, sheet, sitting.view)
    event = AgendaIssued(
        meeting_id=meeting.id,
        kind=meeting.kind,
        year=meeting.year,
        session_no=meeting.session_no or 0,
        version=meeting.agenda_version,
        meeting_date=meeting.on,
        topics=tuple(_row(sitting, item) for item in sitting.on_the_agenda()),
        law_study_id=meeting.law_study_id,
        supplement=sheet.supplement,
        issued_at=act.occurred_at,
        clauses=("CW-4.1",),
    )
    publish(session, act, event, meeting, by)
    await _print(session, act, sitting, added, found, by)
    if before is not None:
        await _send_anew(session, act, sitting, sheet, found)


def _sheet(act: Act, sitting: Sitting, *, supplement: bool) -> AgendaSheet:
    meeting = sitting.meeting
    return AgendaSheet(
        meeting_id=meeting.id,
        version=meeting.agenda_version,
        supplement=supplement,
        issued_at=act.occurred_at,
        issued_by=None if act.system else act.doer.id,
        starts_at=meeting.starts_at,
        place=meeting.place,
        host_id=meeting.host_id,
        study=meeting.law_study_subject,
        entries=[
            {
                "topic_id": str(item.topic_id),
                "title": sitting.topics[item.topic_id].title,
                "unit_id": str(item.unit_id),
                "reporter_id": str(item.reporter_id) if item.reporter_id else None,
                "minutes": item.planned_minutes,
                "restricted": item.restricted,
            }
            for item in sitting.on_the_agenda()
        ],
    )


def _row(sitting: Sitting, item: AgendaItem) -> AgendaTopic:
    topic = sitting.topics[item.topic_id]
    return AgendaTopic(
        title=PERSONNEL_MASK if item.restricted else topic.title,
        restricted=item.restricted,
        topic_id=topic.id,
        order=item.position,
        unit_id=item.unit_id,
        reporter_id=item.reporter_id or sitting.meeting.host_id,
        planned_minutes=item.planned_minutes,
        members_only=item.restricted,
        legal_basis=() if item.restricted else tuple(topic.legal_basis),
    )


async def _print(
    session: AsyncSession,
    act: Act,
    sitting: Sitting,
    added: Sequence[AgendaItem],
    found: Sequence[Change],
    by: Capacity | None,
) -> None:
    items = added or sitting.on_the_agenda()
    if not items:
        return  # nothing is left to be heard: there is no sheet to print
    meeting = sitting.meeting
    if not added:
        await supersede(session, meeting.id, DocumentKind.AGENDA_SHEET)
    title = f"{meeting_name(meeting)}{'补充' if added else ''}议题单"
    data = sheets.agenda_sheet(act, sitting, items, supplementary=bool(added))
    data["changes"] = [each.told() for each in found]
    await request_paper(
        session,
        act,
        meeting,
        DocumentKind.AGENDA_SHEET,
        title,
        data,
        by=by,
        recipients=sheets.recipients(sitting),
        signer=signer(act, by) if by else None,
        signed_on=act.on if by else None,
    )


async def _send_anew(
    session: AsyncSession, act: Act, sitting: Sitting, sheet: AgendaSheet, found: Sequence[Change]
) -> None:
    """Who was told of the meeting learns what has changed since."""
    to = [a for a in sitting.attendees if a.notified_at is not None]
    await deliver(session, act, sitting.meeting, to)
    text = f"议题单第{sheet.version}版：" + "；".join(each.told() for each in found) + "。请签收。"
    told = [person(a.person_id) for a in to if a.person_id is not None]
    DESK.notify(session, act, sitting.meeting, "agenda_changed", meeting_name(sitting.meeting), text, told)


async def deliver(session: AsyncSession, act: Act, meeting: Meeting, attendees: Iterable[Attendee]) -> None:
    """The 议题单 in force goes to these; who has it already is left alone. Guests get theirs by the office's hand."""
    sheet = await current_sheet(session, meeting)
    rows = [
        {"sheet_id": sheet.id, "attendee_id": each.id, "delivered_at": act.occurred_at}
        for each in attendees
        if sheet is not None and each.person_id is not None
    ]
    if rows:
        await session.execute(insert(AgendaReceipt).values(rows).on_conflict_do_nothing())


async def current_sheet(session: AsyncSession, meeting: Meeting) -> AgendaSheet | None:
    """The version in force; none before the first is issued."""
    query = select(AgendaSheet).where(
        AgendaSheet.meeting_id == meeting.id, AgendaSheet.version == meeting.agenda_version
    )
    return (await session.execute(query)).scalar_one_or_none()
