"""Who sees which legality review, and what was concluded about a draft."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import Select, false, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.words.directory import UnitRole
from services.contracts.words.documents import ReviewConclusion
from services.documents.issuing.queries import OFFICE, charged_with, units_of
from services.documents.reviews.model import LegalityReview, ReviewState
from services.kernel.acts import Act
from services.kernel.sight import shows


def in_justice(act: Act) -> bool:
    """Does the asker belong to 县司法局?"""
    justice = {unit.id for unit in act.view.units_with_role(UnitRole.JUSTICE_BUREAU)}
    return bool(justice & set(units_of(act)))


def visible_reviews(
    act: Act, *, state: ReviewState | None = None, subject_id: UUID | None = None
) -> Select[LegalityReview]:
    """Reviews for 县司法局, the office, the leader in charge, and the unit that asked."""
    query = select(LegalityReview)
    units = units_of(act)
    if not units:
        query = query.where(false())
    elif not in_justice(act) and not any(act.holds(post) for post in OFFICE):
        query = query.where(LegalityReview.unit_id.in_([*units, *charged_with(act)]))
    if state is not None:
        query = query.where(LegalityReview.state == state)
    if subject_id is not None:
        query = query.where(LegalityReview.subject_id == subject_id)
    return query


@shows(LegalityReview)
async def load_reviews(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, LegalityReview]:
    rows = (await session.execute(visible_reviews(act).where(LegalityReview.id.in_(ids)))).scalars()
    return {row.id: row for row in rows}


async def reviews_of_subjects(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, list[LegalityReview]]:
    query = visible_reviews(act).where(LegalityReview.subject_id.in_(ids)).order_by(LegalityReview.id)
    found: dict[UUID, list[LegalityReview]] = {each: [] for each in ids}
    for row in (await session.execute(query)).scalars():
        found[row.subject_id].append(row)
    return found


async def conclusion_about(session: AsyncSession, subject_ids: Sequence[UUID]) -> ReviewConclusion | None:
    """The latest conclusion about any of these subjects."""
    conclusion: ReviewConclusion | None = await session.scalar(
        select(LegalityReview.conclusion)
        .where(LegalityReview.subject_id.in_(subject_ids), LegalityReview.state == ReviewState.CONCLUDED)
        .order_by(LegalityReview.concluded_at.desc(), LegalityReview.id.desc())
        .limit(1)
    )
    return conclusion
