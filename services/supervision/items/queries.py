"""Which items the asker may see, and how he finds them: the ledger (督办台账)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, func, not_, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.words.directory import DelegationScope, PostCode
from services.contracts.words.shared import Light
from services.contracts.words.supervision import Handler, ItemCategory, ItemState, SourceType
from services.kernel.acts import Act
from services.kernel.sight import shows
from services.supervision.items.lights import light_is, overdue
from services.supervision.items.model import RUNNING, Receipt, SupervisedItem, TimelineEntry

I = SupervisedItem  # noqa: E741 -- the item, as the queries below name it
SEES_ALL = (
    PostCode.COUNTY_HEAD,
    PostCode.EXECUTIVE_DEPUTY_HEAD,
    PostCode.OFFICE_DIRECTOR,
    PostCode.SUPERVISION_CHIEF,
    PostCode.SUPERVISION_CLERK,
)
# Meetings whose members all 副县长 are (CW-1, BG-1): "members see their meetings", and what became of them.
COUNTY_MEETINGS = (SourceType.PLENARY_MEETING, SourceType.STANDING_MEETING, SourceType.MAYOR_MEETING)
SEES_RESTRICTED = (PostCode.COUNTY_HEAD, PostCode.OFFICE_DIRECTOR, PostCode.SUPERVISION_CHIEF)
UNIT_POSTS = (PostCode.UNIT_HEAD, PostCode.UNIT_CLERK)
SECTION_POSTS = (PostCode.SECTION_HEAD, PostCode.SECTION_CLERK)


@dataclass(frozen=True)
class LedgerFilter:
    """What the ledger is narrowed to; None means any."""

    state: list[ItemState] | None = None
    category: list[ItemCategory] | None = None
    source_type: list[SourceType] | None = None
    light: Light | None = None
    unit_id: UUID | None = None
    leader_id: UUID | None = None
    meeting_id: UUID | None = None
    handler: Handler | None = None
    overdue: bool | None = None
    is_project: bool | None = None
    due_from: date | None = None
    due_to: date | None = None
    search: str | None = None


def own_units(act: Act, posts: tuple[PostCode, ...] = UNIT_POSTS) -> set[UUID]:
    """Units the asker works for or answers for (GZ-31)."""
    view = act.view
    own = {holding.unit_id for holding in view.holdings_of(act.person.id) if holding.post in posts}
    if own and any(act.holds(PostCode.UNIT_HEAD, unit) for unit in own):
        own |= {unit.id for unit in view.units.values() if unit.parent_id and view.responsible_unit(unit.id) in own}
    return own


def _portfolio_items(leaders: set[UUID], units: set[UUID]) -> ColumnElement[bool]:
    return or_(I.leader_id.in_(leaders), I.lead_unit_id.in_(units))


def _grounds(act: Act, assisting: bool) -> list[ColumnElement[bool]]:
    """Why the asker may see an item: his unit's, his 口's, his portfolio's, his meetings' (spec 06, 6.2.6)."""
    view, me = act.view, act.person.id
    grounds: list[ColumnElement[bool]] = []
    units = own_units(act)
    if units:
        ours: ColumnElement[bool] = I.lead_unit_id.in_(units)
        if assisting:
            ours = or_(ours, I.assist_unit_ids.overlap(list(units)))
        grounds.append(and_(ours, I.dispatched_at.is_not(None)))
    if act.holds(PostCode.DEPUTY_HEAD):
        leaders = {me, *(p.leader_id for p in view.portfolios if view.has_pair(p.leader_id, me))}
        led = {unit for p in view.portfolios if p.leader_id in leaders for unit in p.unit_ids}
        grounds += [_portfolio_items(leaders, led), I.source_leader_id == me]
        grounds.append(I.source_type.in_(COUNTY_MEETINGS))
    for given in view.delegations(me, DelegationScope.OFFICE_DIRECTION):  # as far as he acts for 办主任 (AMB-32)
        case = ((I.meeting_id, given.meeting_id), (I.topic_id, given.topic_id))
        grounds.append(and_(true(), *(column == value for column, value in case if value is not None)))
    sections = {holding.unit_id for holding in view.holdings_of(me) if holding.post in SECTION_POSTS}
    served = [p for p in view.portfolios if p.deputy_director_id == me or p.section_id in sections]
    if served:
        grounds.append(_portfolio_items({p.leader_id for p in served}, {unit for p in served for unit in p.unit_ids}))
    return grounds


def may_see(act: Act, *, assisting: bool = True) -> ColumnElement[bool]:
    """The items that exist for the asker; restricted ones for few (AMB-42), none at all for an administrator.

    `assisting=False`: those whose feedback he may read; an assisting unit reads no text of another (AT-45).
    """
    if any(act.holds(post) for post in SEES_ALL):
        grounds: ColumnElement[bool] = true()
    else:
        grounds = or_(false(), *_grounds(act, assisting))
    if any(act.holds(post) for post in SEES_RESTRICTED):
        return grounds
    headed = own_units(act, (PostCode.UNIT_HEAD,))
    known = and_(I.lead_unit_id.in_(headed), I.dispatched_at.is_not(None)) if headed else false()
    return and_(grounds, or_(not_(I.restricted), known))


def visible_items(act: Act, filter: LedgerFilter | None = None) -> Select[SupervisedItem]:
    """The ledger as the asker sees it."""
    query = select(I).where(may_see(act))
    return query.where(*_narrowed(act, filter)) if filter else query


def _narrowed(act: Act, wanted: LedgerFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    exact: list[tuple[Any, Any]] = [
        (I.leader_id, wanted.leader_id),
        (I.meeting_id, wanted.meeting_id),
        (I.handler, wanted.handler),
        (I.is_project, wanted.is_project),
    ]
    several: list[tuple[Any, Any]] = [
        (I.state, wanted.state),
        (I.category, wanted.category),
        (I.source_type, wanted.source_type),
    ]
    found += [column == value for column, value in exact if value is not None]
    found += [column.in_(values) for column, values in several if values is not None]
    if wanted.unit_id is not None:
        found.append(or_(I.lead_unit_id == wanted.unit_id, I.assist_unit_ids.contains([wanted.unit_id])))
    if wanted.light is not None:
        found.append(light_is(wanted.light, act))
    if wanted.overdue is not None:
        found.append(overdue(act.today) if wanted.overdue else overdue(act.today).is_not(True))
    if wanted.due_from is not None:
        found.append(I.due >= wanted.due_from)
    if wanted.due_to is not None:
        found.append(I.due <= wanted.due_to)
    if wanted.search:
        words = [I.title.contains(wanted.search, autoescape=True), I.number == wanted.search]
        found.append(or_(*words, I.content.contains(wanted.search, autoescape=True)))
        found.append(not_(I.restricted))
    return found


@shows(SupervisedItem)
async def items_by_id(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, SupervisedItem]:
    rows = (await session.execute(visible_items(act).where(I.id.in_(ids)))).scalars()
    return {row.id: row for row in rows}


async def items_by_decision(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, SupervisedItem]:
    """The items that decisions have become, for `Decision.supervisedItem`."""
    rows = (await session.execute(visible_items(act).where(I.decision_id.in_(ids)))).scalars()
    return {row.decision_id: row for row in rows if row.decision_id is not None}


async def _by_item(session: AsyncSession, model: Any, ids: list[UUID], order: Any) -> Mapping[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in (await session.execute(select(model).where(model.item_id.in_(ids)).order_by(order))).scalars():
        found[row.item_id].append(row)
    return found


async def timelines(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, Sequence[TimelineEntry]]:
    """By item, the oldest node first; asked only for items the asker sees."""
    return await _by_item(session, TimelineEntry, ids, TimelineEntry.id)


async def receipts(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, Sequence[Receipt]]:
    """签收 by item; asked only for items the asker sees."""
    return await _by_item(session, Receipt, ids, Receipt.at)


async def duplicates(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, list[SupervisedItem]]:
    """Items under way with the same source and title (严禁重复督查, 国令733 §15)."""
    known = await items_by_id(session, act, ids)
    titles = {_bare(each.title) for each in known.values() if not each.restricted}
    bare = func.regexp_replace(I.title, r"\s", "", "g")
    query = visible_items(act).where(bare.in_(titles), I.state.in_((*RUNNING, ItemState.SUSPENDED)), not_(I.restricted))
    others = list((await session.execute(query.order_by(I.id))).scalars())
    return {
        item.id: [
            other
            for other in others
            if other.id != item.id
            and other.source_type is item.source_type
            and (item.decision_id is None or other.decision_id is None)
            and _bare(other.title) == _bare(item.title)
        ]
        for item in known.values()
    }


def _bare(title: str) -> str:
    return "".join(title.split())
