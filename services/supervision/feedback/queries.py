"""Who reads feedback: the unit that wrote it, those who supervise it, and the leaders in charge (AT-45)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.kernel.acts import Act
from services.kernel.sight import shows
from services.supervision.feedback.model import Feedback, FeedbackReview
from services.supervision.items.model import SupervisedItem
from services.supervision.items.queries import may_see


def visible_feedback(act: Act) -> Select[Feedback]:
    return (
        select(Feedback)
        .join(SupervisedItem, SupervisedItem.id == Feedback.item_id)
        .where(may_see(act, assisting=False))
    )


@shows(Feedback)
async def feedback_by_id(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, Feedback]:
    rows = (await session.execute(visible_feedback(act).where(Feedback.id.in_(ids)))).scalars()
    return {row.id: row for row in rows}


async def feedback_of_items(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, Sequence[Feedback]]:
    """By item, the first round first."""
    found: dict[UUID, list[Feedback]] = defaultdict(list)
    query = visible_feedback(act).where(Feedback.item_id.in_(ids)).order_by(Feedback.round)
    for row in (await session.execute(query)).scalars():
        found[row.item_id].append(row)
    return found


async def reviews_of(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, Sequence[FeedbackReview]]:
    """By feedback, in order; asked only for feedback the asker reads."""
    found: dict[UUID, list[FeedbackReview]] = defaultdict(list)
    query = select(FeedbackReview).where(FeedbackReview.feedback_id.in_(ids)).order_by(FeedbackReview.id)
    for row in (await session.execute(query)).scalars():
        found[row.feedback_id].append(row)
    return found
