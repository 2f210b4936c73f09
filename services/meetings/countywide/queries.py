"""Which county-wide meetings the asker may see, and the year's figures of them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from services.contracts.words.directory import PostCode
from services.kernel.acts import Act
from services.kernel.sight import shows
from services.meetings.countywide.limits import LIMITS
from services.meetings.countywide.model import CountyWideKind, CountyWideMeeting, CountyWideState
from services.meetings.countywide.rules import YearSoFar
from services.meetings.papers.lists import papers_about
from services.meetings.papers.model import RequestedPaper
from services.meetings.rights import LEADERS, OFFICE_POSTS, SUPERVISORS
from services.meetings.sittings.queries import posts_of

PASSED = (CountyWideState.REVIEWED, CountyWideState.APPROVED, CountyWideState.NOTIFIED, CountyWideState.HELD)
ASKED = (CountyWideState.APPLIED, *PASSED)
TOLD = (CountyWideState.NOTIFIED, CountyWideState.HELD, CountyWideState.CANCELLED)
ALLOWED = (CountyWideState.APPROVED, CountyWideState.NOTIFIED, CountyWideState.HELD)
COUNTED = tuple(kind for kind, limits in LIMITS.items() if limits.counted)
SEES_ALL = frozenset({*LEADERS, *OFFICE_POSTS, *SUPERVISORS})


def _sees(act: Act) -> ColumnElement[bool]:
    """County leaders and the office see every application, a unit its own; no administrator any."""
    if posts_of(act) & SEES_ALL:
        return true()
    posts = (PostCode.UNIT_HEAD, PostCode.UNIT_CLERK)
    own = [h.unit_id for h in act.view.holdings_of(act.person.id) if h.post in posts]
    if not own:
        return false()
    return or_(
        CountyWideMeeting.unit_id.in_(own),
        CountyWideMeeting.counted_unit_id.in_(own),
        and_(
            CountyWideMeeting.notified_at.is_not(None),
            CountyWideMeeting.state.in_(TOLD),
            CountyWideMeeting.attending_unit_ids.bool_op("&&")(own),
        ),
    )


def visible_county_wide_meetings(
    act: Act,
    *,
    year: int | None = None,
    kind: CountyWideKind | None = None,
    states: list[CountyWideState] | None = None,
    unit_id: UUID | None = None,
) -> Select[Any]:
    """The asker's own unit's, those it was told of, and for leaders and the office all."""
    query = select(CountyWideMeeting).where(_sees(act))
    if year is not None:
        query = query.where(CountyWideMeeting.year == year)
    if kind is not None:
        query = query.where(CountyWideMeeting.kind == kind)
    if states:
        query = query.where(CountyWideMeeting.state.in_(states))
    if unit_id is not None:
        query = query.where(CountyWideMeeting.unit_id == unit_id)
    return query


@shows(CountyWideMeeting)
async def load_county_wide_meetings(
    session: AsyncSession, act: Act, ids: list[UUID]
) -> Mapping[UUID, CountyWideMeeting]:
    rows = (await session.execute(visible_county_wide_meetings(act).where(CountyWideMeeting.id.in_(ids)))).scalars()
    return {row.id: row for row in rows}


async def load_years(session: AsyncSession, _: Act, ids: list[UUID]) -> Mapping[UUID, YearSoFar]:
    """For each meeting, how many others of its unit GZ-20.2 counts in the year: asked for, and let through."""
    other = aliased(CountyWideMeeting)
    beside = and_(
        other.counted_unit_id == CountyWideMeeting.counted_unit_id,
        other.year == CountyWideMeeting.year,
        other.id != CountyWideMeeting.id,
        other.kind.in_(COUNTED),
        other.state.in_(ASKED),
    )
    found: dict[UUID, list[CountyWideState]] = {each: [] for each in ids}
    query = select(CountyWideMeeting.id, other.state).join(other, beside).where(CountyWideMeeting.id.in_(ids))
    for meeting_id, state in await session.execute(query):
        found[meeting_id].append(state)
    return {
        meeting_id: YearSoFar(asked=len(states), passed=sum(1 for each in states if each in PASSED))
        for meeting_id, states in found.items()
    }


async def year_so_far(session: AsyncSession, act: Act, meeting: CountyWideMeeting) -> YearSoFar:
    """The same for one meeting, whose unit's year the caller has locked."""
    return (await load_years(session, act, [meeting.id]))[meeting.id]


async def load_papers(session: AsyncSession, _: Act, ids: list[UUID]) -> Mapping[UUID, list[RequestedPaper]]:
    """The notices of meetings that the asker sees."""
    return await papers_about(session, CountyWideMeeting, ids)


@dataclass(frozen=True)
class CountyWideFigures:
    """One unit's county-wide meetings of one year, for statistics (GZ-20)."""

    unit_id: UUID
    applied: int
    allowed: int
    held: int
    exceptions: int  # 特许: further meetings that a leader allowed with his reason (GZ-20.2)
    over_half_day: int  # GZ-20.2
    over_limit: int  # 超时会议 (GZ-20.3)
    minutes: int  # actual, of those held
    cost: Decimal  # in yuan: actual where it is known, else as applied for, of those held


async def figures(
    session: AsyncSession, act: Act, *, year: int, kind: CountyWideKind | None = None
) -> list[CountyWideFigures]:
    """The year's figures, one row for each unit that the asker may see meetings of, most meetings first."""
    by_unit: dict[UUID, list[CountyWideMeeting]] = defaultdict(list)
    for row in (await session.execute(visible_county_wide_meetings(act, year=year, kind=kind))).scalars():
        by_unit[row.counted_unit_id].append(row)
    found = [_figures(unit_id, rows) for unit_id, rows in by_unit.items()]
    return sorted(found, key=lambda each: (-each.allowed, str(each.unit_id)))


def _figures(unit_id: UUID, rows: list[CountyWideMeeting]) -> CountyWideFigures:
    allowed = [row for row in rows if row.state in ALLOWED]
    held = [row for row in rows if row.state is CountyWideState.HELD]
    return CountyWideFigures(
        unit_id=unit_id,
        applied=len(rows),
        allowed=len(allowed),
        held=len(held),
        exceptions=sum(1 for row in allowed if row.exception_granted),
        over_half_day=sum(1 for row in held if row.over_half_day),
        over_limit=sum(1 for row in held if row.over_limit),
        minutes=sum(row.actual_minutes or 0 for row in held),
        cost=sum((row.cost if row.cost_actual is None else row.cost_actual for row in held), Decimal(0)),
    )
