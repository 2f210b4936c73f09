"""What may be asked of record and draft: finish the one, write the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.desk import post
from services.contracts.words.directory import PostCode
from services.contracts.words.shared import DocumentKind
from services.kernel import deadlines
from services.kernel.acts import Act
from services.kernel.audit import Record
from services.kernel.audit import record as audit
from services.kernel.authority import may
from services.kernel.lifecycle import advance
from services.kernel.model import load
from services.kernel.refusals import ACTOR_NOT_ALLOWED, CONTENT_INVALID, STATE_NOT_ALLOWED, NotFound, refuse
from services.kernel.rules import Case
from services.meetings.decisions import queries as decision_queries
from services.meetings.desk import DESK
from services.meetings.minutes import queries, sheet
from services.meetings.minutes.correction import queries as correction_queries
from services.meetings.minutes.lifecycle import MINUTES
from services.meetings.minutes.model import (
    Minutes,
    MinutesEntry,
    MinutesState,
)
from services.meetings.minutes.rules import Draft
from services.meetings.papers.commands import request_paper, supersede
from services.meetings.rights import OFFICE
from services.meetings.sittings import queries as sittings
from services.meetings.sittings import sheets
from services.meetings.sittings.lifecycle import MEETING
from services.meetings.sittings.model import AgendaItemState, Meeting, MeetingState
from services.meetings.sittings.naming import meeting_name
from services.meetings.sittings.queries import hears_personnel
from services.meetings.sittings.recorder import recorder
from services.meetings.sittings.rules import Sitting

DRAFT_KEY = "record_and_draft"
REVIEW = "review_record"


async def finalize_record(session: AsyncSession, act: Act, *, meeting_id: UUID) -> Meeting:
    """The record is in order (CW-6.2a) and goes to 办主任, who looks it through (spec 08, 10)."""
    meeting = await load(session, Meeting, meeting_id, act)
    advance(session, MEETING, "finalize_record", Case(meeting, act))
    meeting.record_finalized_at = act.occurred_at
    meeting.record_reviewed_at = meeting.record_reviewed_by = None
    title = f"审核{meeting_name(meeting)}记录"
    DESK.open_task(session, act, meeting, REVIEW, title, [post(PostCode.OFFICE_DIRECTOR)])
    await meet_draft_term(session, act, meeting)
    return meeting


async def review_record(session: AsyncSession, act: Act, *, meeting_id: UUID) -> Meeting:
    """办主任 has looked it through: the record is printed, personnel matters in a record of their own (AMB-22)."""
    meeting = await load(session, Meeting, meeting_id, act)
    by = advance(session, MEETING, REVIEW, Case(meeting, act))
    if meeting.record_finalized_at is None:
        raise refuse(STATE_NOT_ALLOWED, "会议记录尚未整理完成")
    meeting.record_reviewed_at, meeting.record_reviewed_by = act.occurred_at, act.doer.id
    DESK.close_task(session, act, meeting, REVIEW, [post(PostCode.OFFICE_DIRECTOR)])
    sitting = await sittings.sitting(session, act, meeting)
    statements = await sittings.load_statements(session, act, [item.id for item in sitting.items])
    await supersede(session, meeting.id, DocumentKind.MEETING_RECORD)
    for restricted in (False, True):
        data = sheets.record(act, sitting, statements, with_restricted=restricted)
        if data["topics"] or not restricted:
            title = f"{meeting_name(meeting)}记录"
            await request_paper(
                session, act, meeting, DocumentKind.MEETING_RECORD, title, data, by=by, restricted=restricted
            )
    return meeting


async def meet_draft_term(session: AsyncSession, act: Act, meeting: Meeting) -> None:
    """The two working days are kept when the record is in order and the draft was submitted (CW-6.2a)."""
    query = select(Minutes.submitted_at).where(Minutes.meeting_id == meeting.id, Minutes.corrects_id.is_(None))
    submitted = await session.scalar(query)
    if submitted is not None and meeting.record_finalized_at is not None:
        await deadlines.meet(session, act, meeting, DRAFT_KEY)
        DESK.close_task(session, act, meeting, DRAFT_KEY, [recorder(meeting)])


async def draft_minutes(session: AsyncSession, act: Act, *, meeting_id: UUID) -> Minutes:
    """A draft that already says what happened (CW-6.2a)."""
    meeting = await load(session, Meeting, meeting_id, act, versioned=False)
    if may(OFFICE, meeting, act) is None:
        raise refuse(ACTOR_NOT_ALLOWED)
    if meeting.state is not MeetingState.CONCLUDED or meeting.unconfirmed:
        raise refuse(STATE_NOT_ALLOWED, meeting.state.label)
    if await session.scalar(select(Minutes.id).where(Minutes.meeting_id == meeting.id)) is not None:
        raise refuse(STATE_NOT_ALLOWED, "纪要已起草")
    sitting = await sittings.sitting(session, act, meeting)
    minutes = await first_edition(session, act, sitting)
    audit(session, Record(act, "draft_minutes", "Minutes", minutes.id, to_state=minutes.state, clauses=("CW-6.2a",)))
    return minutes


async def first_edition(session: AsyncSession, act: Act, sitting: Sitting, *, number: str = "") -> Minutes:
    """Minutes that say what happened; those issued on paper have their `number` already."""
    meeting = sitting.meeting
    heard = [item for item in sitting.items if item.state is AgendaItemState.DECIDED]
    minutes = Minutes(
        meeting_id=meeting.id,
        kind=meeting.kind,
        basis=meeting.basis,
        state=MinutesState.DRAFTING,
        edition=1,
        chain=[],
        host_id=meeting.host_id,
        lead_unit_ids=list(dict.fromkeys(item.unit_id for item in heard)),
        attended_deputies=_deputies_who_attended(sitting),
        waiting=[],
        released=[],
        drafted_by=act.person.id,
        document_number=number,
        created_at=act.at,
    )
    session.add(minutes)
    await session.flush()
    decisions = await decision_queries.of_meeting(session, meeting.id)
    for position, item in enumerate(heard, 1):
        title = sitting.topics[item.topic_id].title
        session.add(
            MinutesEntry(
                minutes_id=minutes.id,
                edition=1,
                item_id=item.id,
                position=position,
                heading=title,
                text=sheet.first_text(sitting.view, item, title, [d for d in decisions if d.item_id == item.id]),
                restricted=item.restricted,
            )
        )
    return minutes


def _deputies_who_attended(sitting: Sitting) -> list[UUID]:
    """参会副县长, with the one who presided for 县长 (BG-6)."""
    return [
        a.person_id
        for a in sitting.attendees
        if a.person_id is not None
        and a.signed_in_at is not None
        and sitting.view.holds(a.person_id, PostCode.DEPUTY_HEAD)
    ]


@dataclass(frozen=True)
class EntryText:
    """The wording for one topic; a topic that is left out is left out of the draft."""

    item_id: UUID
    text: str
    heading: str | None = None


async def edit_minutes(
    session: AsyncSession,
    act: Act,
    *,
    minutes_id: UUID,
    entries: Sequence[EntryText] | None = None,
    summary: str | None = None,
) -> Minutes:
    """The draft reads as given: `entries` replaces the whole text (CW-6.2b), but for what the asker may not hear."""
    minutes = await load(session, Minutes, minutes_id, act)
    advance(session, MINUTES, "edit_minutes", Case(minutes, act))
    minutes.summary = summary if summary is not None else minutes.summary
    if entries is None:
        return minutes
    sitting = await sitting_of(session, act, minutes)
    items = {
        item.id: item
        for item in sitting.items
        if not item.restricted or hears_personnel(act, sitting.topics[item.topic_id].assigned_clerk_id)
    }
    own = (
        MinutesEntry.minutes_id == minutes.id,
        MinutesEntry.edition == minutes.edition,
        MinutesEntry.item_id.in_(items),
    )
    await session.execute(delete(MinutesEntry).where(*own))
    for position, entry in enumerate(entries, 1):
        item = items.get(entry.item_id)
        if item is None or item.state is not AgendaItemState.DECIDED:
            raise NotFound("AgendaItem", entry.item_id)
        session.add(
            MinutesEntry(
                minutes_id=minutes.id,
                edition=minutes.edition,
                item_id=item.id,
                position=position,
                heading=(entry.heading or sitting.topics[item.topic_id].title).strip(),
                text=entry.text.strip(),
                restricted=item.restricted,
            )
        )
    if len({entry.item_id for entry in entries}) != len(entries):
        raise refuse(CONTENT_INVALID, "同一议题重复", path=("entries",))
    return minutes


async def sitting_of(session: AsyncSession, act: Act, minutes: Minutes) -> Sitting:
    return await sittings.sitting(session, act, await load(session, Meeting, minutes.meeting_id))


async def draft_of(session: AsyncSession, act: Act, minutes: Minutes) -> Draft:
    """What the draft says beside what was heard and decided."""
    sitting = await sittings.sitting(session, act, await session.get_one(Meeting, minutes.meeting_id))
    heard = {item.id: sitting.title(item) for item in sitting.items if item.state is AgendaItemState.DECIDED}
    entries = await queries.entries(session, minutes)
    decisions = await decision_queries.of_meeting(session, minutes.meeting_id)
    correction = await correction_queries.correction_of(session, minutes, entries, decisions)
    texts = {entry.item_id: entry.text for entry in entries}
    if correction is not None:
        items = {item.id: item for item in sitting.items}
        decisions = correction_queries.as_they_will_read(decisions, items, correction.changes)
        return Draft(heard, texts, decisions, correction)
    revisions = await decision_queries.load_revisions(session, act, [decision.id for decision in decisions])
    former = [(decision, was.text) for decision in decisions for was in revisions[decision.id]]
    return Draft(heard, texts, decisions, former=former)


async def copy_wording(session: AsyncSession, source: Minutes, target: Minutes, edition: int) -> None:
    """Begin the edition of `target` with what the current one of `source` says, topic by topic."""
    for entry in await queries.entries(session, source):
        session.add(
            MinutesEntry(
                minutes_id=target.id,
                edition=edition,
                item_id=entry.item_id,
                position=entry.position,
                heading=entry.heading,
                text=entry.text,
                restricted=entry.restricted,
            )
        )
