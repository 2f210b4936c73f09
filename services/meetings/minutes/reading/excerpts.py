"""纪要摘录: of issued minutes each unit gets the decisions that it leads or assists, and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.words.meetings import DecisionStatus
from services.kernel.acts import Act
from services.kernel.roster import RosterView
from services.meetings.decisions.model import Decision
from services.meetings.minutes import queries
from services.meetings.minutes.model import OUT, Minutes
from services.meetings.sittings import naming
from services.meetings.sittings.model import Meeting
from services.meetings.topics.queries import units_of_concern

STANDS = (DecisionStatus.PENDING_PARTY_APPROVAL, DecisionStatus.EFFECTIVE)


@dataclass
class Excerpt:
    """What one unit has to do; no personnel matter ever (CW-2.6)."""

    unit_id: UUID
    leads: list[Decision] = field(default_factory=list)
    assists: list[Decision] = field(default_factory=list)
    text: str = ""


def excerpts(decisions: Sequence[Decision]) -> list[Excerpt]:
    """One for every unit that leads or assists; decisions that no longer stand are left out."""
    found: dict[UUID, Excerpt] = {}
    for decision in decisions:
        if decision.restricted or decision.state not in STANDS:
            continue
        if decision.lead_unit_id is not None:
            found.setdefault(decision.lead_unit_id, Excerpt(decision.lead_unit_id)).leads.append(decision)
        for unit in decision.assist_unit_ids:
            if unit != decision.lead_unit_id:
                found.setdefault(unit, Excerpt(unit)).assists.append(decision)
    return list(found.values())


async def load_excerpts(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, list[Excerpt]]:
    """All of them for those who read the minutes whole, a unit's own for the unit; decisions as they read now.

    Of a correction: the decisions that stand in it.
    """
    whole = await queries.load_whole(session, act, ids)
    units = set(units_of_concern(act))
    found: dict[UUID, list[Excerpt]] = {each: [] for each in ids}
    query = (
        select(Minutes, Meeting, Decision)
        .join(Meeting, Meeting.id == Minutes.meeting_id)
        .join(Decision, Decision.meeting_id == Minutes.meeting_id)
        .where(Minutes.id.in_(ids), Minutes.state.in_(OUT), Decision.minutes_document_id.is_not(None))
        .order_by(Decision.position)
    )
    carried: dict[UUID, tuple[Minutes, Meeting, list[Decision]]] = {}
    for minutes, meeting, decision in (await session.execute(query)).all():
        kept = carried.setdefault(minutes.id, (minutes, meeting, []))[2]
        if minutes.corrects_id is None or decision.minutes_document_id == minutes.document_id:
            kept.append(decision)
    for minutes_id, (minutes, meeting, decisions) in carried.items():
        for excerpt in excerpts(decisions):
            if minutes_id in whole or excerpt.unit_id in units:
                excerpt.text = _text(act.view, meeting, minutes, excerpt)
                found[minutes_id].append(excerpt)
    return found


def _text(view: RosterView, meeting: Meeting, minutes: Minutes, excerpt: Excerpt) -> str:
    """As it is sent to the unit."""
    which = "纪要更正" if minutes.corrects_id else "纪要"
    source = f"{naming.meeting_name(meeting)}{which}（{minutes.document_number}）"
    lines = [f"{source}摘录：{view.unit_name(excerpt.unit_id)}"]
    for heading, decisions in (("负责的事项", excerpt.leads), ("配合的事项", excerpt.assists)):
        if decisions:
            lines.append(heading)
            lines += [f"{decision.number} {decision.text}{_duty(view, decision)}" for decision in decisions]
    return "\n".join(lines)


def _duty(view: RosterView, decision: Decision) -> str:
    parts = [f"责任单位：{naming.short_unit(view, decision.lead_unit_id)}"] if decision.lead_unit_id else []
    if decision.assist_unit_ids:
        parts.append(f"配合单位：{'、'.join(naming.short_unit(view, unit) for unit in decision.assist_unit_ids)}")
    limit = "长期" if decision.long_term else decision.due_text
    if decision.due is not None:
        limit = f"{decision.due.year}年{decision.due.month}月{decision.due.day}日前"
    if limit:
        parts.append(f"时限：{limit}")
    if decision.state is DecisionStatus.PENDING_PARTY_APPROVAL:
        parts.append("报县委审定后实施")
    return f"（{'；'.join(parts)}）" if parts else ""
