"""A year by unit: topics and why they were put off, material, the head's attendance, county-wide meetings."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.words.directory import PostCode
from services.kernel.acts import Act
from services.meetings.countywide import queries as countywide
from services.meetings.countywide.model import CountyWideKind
from services.meetings.sittings.model import Meeting
from services.meetings.statistics import counts
from services.meetings.statistics.figures import Agenda, Attendance, Materials, Topics, UnitFigures
from services.meetings.statistics.sight import Year, units_seen
from services.meetings.topics.model import Topic


async def figures(session: AsyncSession, act: Act, *, year: Year) -> list[UnitFigures]:
    """Units that had to do with meetings in the year, as far as the asker may see them; the roster's order."""
    seen = units_seen(act)
    in_year = Meeting.year == year.number
    of_topics = () if seen is None else (Topic.unit_id.in_(seen),)
    of_items = () if seen is None else (counts.ITEMS.unit_id.in_(seen),)
    of_heads = () if seen is None else (counts.LISTED.unit_id.in_(seen),)
    topics = await counts.topics_by(session, year, Topic.unit_id, *of_topics)
    agendas = await counts.agenda_by(session, act, counts.ITEMS.unit_id, in_year, *of_items)
    deferrals = await counts.deferrals_by(session, year, Topic.unit_id, *of_topics)
    materials = await counts.materials_by(session, year, Topic.unit_id, *of_topics)
    is_head = (in_year, counts.IS_OVER, counts.LISTED.post == PostCode.UNIT_HEAD, *of_heads)
    heads = await counts.attendance_by(session, (counts.LISTED.unit_id, counts.LISTED.post), *is_head)
    own_meetings = {
        row.unit_id: row
        for row in await countywide.figures(session, act, year=year.number, kind=CountyWideKind.DEPARTMENT)
        if seen is None or row.unit_id in seen
    }
    return [
        UnitFigures(
            unit_id=unit_id,
            topics=topics.get(unit_id, Topics()),
            agenda=agendas.get(unit_id, Agenda()),
            deferrals=deferrals.get(unit_id, {}),
            materials=materials.get(unit_id, Materials()),
            head=heads.get(unit_id, {}).get(PostCode.UNIT_HEAD, Attendance()),
            county_wide=own_meetings.get(unit_id),
        )
        for unit_id in _in_order(act, {*topics, *agendas, *deferrals, *materials, *heads, *own_meetings} - {None})
    ]


def _in_order(act: Act, units: set[UUID]) -> list[UUID]:
    """As the roster lists them; bodies that it no longer has come last."""
    listed = [unit for unit in act.view.units if unit in units]
    return [*listed, *sorted(units - set(listed))]
