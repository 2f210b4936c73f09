"""Who sees which paper, and what is known beside it."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, any_, false, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.words.directory import PostCode, UnitRole
from services.documents.consultations.queries import consultation_about
from services.documents.issuing.queries import OFFICE, charged_with, units_of
from services.documents.papers.model import (
    DecisionCopy,
    OfficialPaper,
    PaperCountersignature,
    PaperOpinion,
    PaperState,
)
from services.documents.papers.rules import Standing
from services.documents.reviews.queries import conclusion_about
from services.kernel.acts import Act
from services.kernel.sight import shows

BEFORE_COUNTERSIGNING = (
    PaperState.PROPOSED,
    PaperState.ADMITTED,
    PaperState.DRAFTED,
    PaperState.UNIT_HEAD_SIGNED,
    PaperState.ACCEPTED,
    PaperState.RETURNED,
)


def visible_papers(
    act: Act, *, state: PaperState | None = None, unit_id: UUID | None = None, title: str | None = None
) -> Select[OfficialPaper]:
    """Papers that exist for the asker: of his unit, for him to countersign, review or pass through the office."""
    units = units_of(act)
    ways: list[ColumnElement[bool]] = [OfficialPaper.unit_id.in_(units), OfficialPaper.proposed_by == act.person.id]
    ways += [
        and_(literal(unit) == any_(OfficialPaper.affected_unit_ids), OfficialPaper.state.not_in(BEFORE_COUNTERSIGNING))
        for unit in units
    ]
    if any(act.holds(post) for post in OFFICE):
        ways.append(OfficialPaper.title != "")
    if act.holds(PostCode.DEPUTY_HEAD):
        ways.append(OfficialPaper.unit_id.in_(charged_with(act)))
    justice = {unit.id for unit in act.view.units_with_role(UnitRole.JUSTICE_BUREAU)}
    if justice & set(units):
        ways.append(OfficialPaper.normative.is_(True))
    query = select(OfficialPaper).where(or_(*ways) if units else false())
    if state is not None:
        query = query.where(OfficialPaper.state == state)
    if unit_id is not None:
        query = query.where(OfficialPaper.unit_id == unit_id)
    for word in (title or "").split():
        query = query.where(OfficialPaper.title.contains(word, autoescape=True))
    return query


@shows(OfficialPaper)
async def load_papers(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, OfficialPaper]:
    rows = (await session.execute(visible_papers(act).where(OfficialPaper.id.in_(ids)))).scalars()
    return {row.id: row for row in rows}


async def countersignatures_of(
    session: AsyncSession, act: Act, ids: list[UUID]
) -> Mapping[UUID, list[PaperCountersignature]]:
    rows = await session.execute(
        select(PaperCountersignature).where(PaperCountersignature.paper_id.in_(ids)).order_by(PaperCountersignature.id)
    )
    found: dict[UUID, list[PaperCountersignature]] = {each: [] for each in ids}
    for row in rows.scalars():
        found[row.paper_id].append(row)
    return found


async def standing(
    session: AsyncSession, act: Act, paper: OfficialPaper, opinion: PaperOpinion | None = None, text: str = ""
) -> Standing:
    """What the rules of signing look at beside the paper."""
    subjects = [each for each in (paper.id, paper.topic_id) if each is not None]
    pending = await session.scalar(
        select(func.count())
        .select_from(DecisionCopy)
        .where(DecisionCopy.decision_id.in_(paper.decision_ids), DecisionCopy.pending)
    )
    consultation = await consultation_about(session, act, subjects)
    return Standing(
        opinion=opinion,
        opinion_text=text,
        countersignatures=tuple((await countersignatures_of(session, act, [paper.id]))[paper.id]),
        pending_decisions=pending or 0,
        conclusion=await conclusion_about(session, subjects),
        consulted=consultation.held,
        consultation_open=consultation.open,
        too_short_by=consultation.short_of,
    )
