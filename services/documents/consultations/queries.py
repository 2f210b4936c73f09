"""Who sees which consultation, and how the consultation about a draft stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, false, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.documents.consultations.model import (
    SHORTEST,
    ConsultationOpinion,
    ConsultationState,
    PublicConsultation,
)
from services.documents.issuing.queries import OFFICE, units_of
from services.documents.reviews.queries import in_justice
from services.kernel.acts import Act
from services.kernel.sight import shows

S = ConsultationState


@dataclass(frozen=True)
class About:
    """How the consultation about a draft stands."""

    held: bool = False
    open: bool = False
    short_of: int | None = None  # days asked for, when it was shorter without a published reason


def visible_consultations(
    act: Act, *, state: ConsultationState | None = None, subject_id: UUID | None = None
) -> Select[PublicConsultation]:
    """A consultation is public once it is open; its plan is its unit's, the office's and 县司法局's."""
    query = select(PublicConsultation)
    units = units_of(act)
    if not units:
        query = query.where(false())
    elif not in_justice(act) and not any(act.holds(post) for post in OFFICE):
        query = query.where(or_(PublicConsultation.unit_id.in_(units), PublicConsultation.state != S.PLANNED))
    if state is not None:
        query = query.where(PublicConsultation.state == state)
    if subject_id is not None:
        query = query.where(PublicConsultation.subject_id == subject_id)
    return query


@shows(PublicConsultation)
async def load_consultations(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, PublicConsultation]:
    rows = (await session.execute(visible_consultations(act).where(PublicConsultation.id.in_(ids)))).scalars()
    return {row.id: row for row in rows}


async def consultations_of_subjects(
    session: AsyncSession, act: Act, ids: list[UUID]
) -> Mapping[UUID, list[PublicConsultation]]:
    query = visible_consultations(act).where(PublicConsultation.subject_id.in_(ids)).order_by(PublicConsultation.id)
    found: dict[UUID, list[PublicConsultation]] = {each: [] for each in ids}
    for row in (await session.execute(query)).scalars():
        found[row.subject_id].append(row)
    return found


async def opinions_of(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, list[ConsultationOpinion]]:
    rows = await session.execute(
        select(ConsultationOpinion).where(ConsultationOpinion.consultation_id.in_(ids)).order_by(ConsultationOpinion.id)
    )
    found: dict[UUID, list[ConsultationOpinion]] = {each: [] for each in ids}
    for row in rows.scalars():
        found[row.consultation_id].append(row)
    return found


async def consultation_about(session: AsyncSession, act: Act, subject_ids: Sequence[UUID]) -> About:
    """The standing of the latest consultation about any of these subjects."""
    latest: PublicConsultation | None = await session.scalar(
        select(PublicConsultation)
        .where(PublicConsultation.subject_id.in_(subject_ids), PublicConsultation.state != S.PLANNED)
        .order_by(PublicConsultation.id.desc())
        .limit(1)
    )
    if latest is None:
        return About()
    days = act.policies.number(SHORTEST[latest.kind])
    short = latest.days < days and not (latest.short_reason or "").strip()
    return About(held=latest.state is not S.OPEN, open=latest.state is S.OPEN, short_of=days if short else None)
