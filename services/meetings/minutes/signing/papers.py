"""Which papers signed minutes are asked for: the minutes or their correction, and personnel matters apart (AMB-22)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.shared import Recipient
from services.contracts.words.directory import OUTSIDE_THE_GOVERNMENT
from services.contracts.words.meetings import MinutesStep
from services.kernel.acts import Act
from services.kernel.authority import Capacity
from services.meetings.decisions import queries as decision_queries
from services.meetings.decisions.model import Decision
from services.meetings.minutes import queries, sheet
from services.meetings.minutes.correction import queries as correction_queries
from services.meetings.minutes.correction import sheet as correction_sheet
from services.meetings.minutes.correction.model import DecisionChange
from services.meetings.minutes.correction.rules import Correction
from services.meetings.minutes.model import Minutes, MinutesEntry
from services.meetings.papers.commands import request_paper, supersede
from services.meetings.papers.model import PaperState, RequestedPaper
from services.meetings.procedures import procedure
from services.meetings.sittings.naming import signatory, signer
from services.meetings.sittings.rules import Sitting

CORRECTIONS = "MINUTES_CORRECTION"  # their own series: 第N次 of the minutes belongs to the meeting


async def request_papers(session: AsyncSession, act: Act, minutes: Minutes, sitting: Sitting, by: Capacity) -> None:
    """待印发: the minutes in their series, and an extract of personnel matters of its own."""
    rules = procedure(minutes.kind)
    entries = await queries.entries(session, minutes)
    decisions = await decision_queries.of_meeting(session, minutes.meeting_id)
    changed = await correction_queries.correction_of(session, minutes, entries, decisions)
    signed = await queries.signatures(session, minutes)
    countersigners = [
        act.view.person_name(each.on_behalf_of or each.person_id)
        for each in signed
        if each.step is MinutesStep.COUNTERSIGNATURE
    ]
    signed_by = {"countersigners": countersigners, "signatory": signatory(act, by)}
    await supersede(session, minutes.id, rules.minutes_kind)
    for restricted in (False, True):
        if changed is None:
            data = sheet.data(act, sitting, minutes, entries, decisions, signed_by, restricted=restricted)
            wanted = not restricted or any(entry.restricted for entry in entries)
        else:
            found = await _correction(session, sitting, minutes, entries, changed, restricted=restricted)
            data = sheet.correction(act, sitting, minutes, found, signed_by)
            wanted = found is not None
        if not wanted:
            continue
        await request_paper(
            session,
            act,
            minutes,
            rules.minutes_kind,
            f"{sheet.title(sitting, minutes)}{'（人事事项）' if restricted else ''}",
            data,
            by=by,
            series=None if restricted else rules.minutes_series if changed is None else CORRECTIONS,
            recipients=() if restricted else _recipients(sitting, decisions, changed),
            signer=signer(act, by),
            signed_on=act.on,
            restricted=restricted,
            corrects_id=await _corrected_paper(session, minutes, restricted=restricted),
        )


async def _correction(
    session: AsyncSession,
    sitting: Sitting,
    minutes: Minutes,
    entries: Sequence[MinutesEntry],
    changed: Correction,
    *,
    restricted: bool,
) -> dict[str, Any] | None:
    line = await correction_queries.line(session, minutes)
    was = await queries.entries(session, line[-1])
    return correction_sheet.correction(sitting, minutes, line, was, entries, changed, restricted=restricted)


def _recipients(sitting: Sitting, decisions: Sequence[Decision], changed: Correction | None) -> list[Recipient]:
    """组成人员, and the units whose matters were heard or who answer for a decision, before or after a correction.

    Minutes that are internal stay in the government (BG-7, ZT-7); a body outside of it learns of its own duty alone.
    """
    view, internal = sitting.view, procedure(sitting.meeting.kind).internal is not None
    units = {unit for item in sitting.items if item.decided_at for unit in (item.unit_id, *item.involved_unit_ids)}
    duties: list[Decision | DecisionChange] = [*decisions, *(changed.changes if changed else ())]
    for each in duties:
        units |= {unit for unit in (each.lead_unit_id, *each.assist_unit_ids) if unit is not None}
    if internal:
        units -= {unit.id for unit in view.units.values() if unit.kind in OUTSIDE_THE_GOVERNMENT}
    return [Recipient(name=view.unit_name(unit), unit_id=unit) for unit in sorted(units)]


async def _corrected_paper(session: AsyncSession, minutes: Minutes, *, restricted: bool) -> UUID | None:
    """The paper that the correction speaks of: the newest one, of the same part."""
    if minutes.corrects_id is None:
        return None
    query = (
        select(RequestedPaper.document_id)
        .where(
            RequestedPaper.subject_id == minutes.corrects_id,
            RequestedPaper.kind == procedure(minutes.kind).minutes_kind,
            RequestedPaper.restricted.is_(restricted),
            RequestedPaper.progress == PaperState.ISSUED,
        )
        .order_by(RequestedPaper.id.desc())
        .limit(1)
    )
    return await session.scalar(query)
