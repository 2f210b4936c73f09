"""What happens to meetings because time passed (CW-1.2, CW-4.4)."""

import asyncio
from uuid import UUID

from sqlalchemy import select

from services.kernel.events import Envelope
from services.kernel.model import load
from services.kernel.store import Deadline
from services.meetings.sittings.model import Meeting
from tests.meetings.sittings.test_gz_leave import blocked
from tests.meetings.steps import arranged, done, events, meeting_of, ready_topic
from tests.service import RunningService


async def notices(office: RunningService, template: str) -> list[Envelope]:
    return [e for e in await events(office, "notice.raised") if e.data["template"] == template]


async def test_a_month_without_a_standing_meeting_is_noticed(office: RunningService) -> None:
    office.set_clock("2022-02-23T09:00")
    await office.timers_done()
    assert await notices(office, "monthly_meeting") == []
    office.set_clock("2022-02-24T09:00")  # 24, 25 and 28 February are the last three working days
    await office.timers_done()
    (notice,) = await notices(office, "monthly_meeting")
    assert notice.data["recipients"][0]["post"] == "OFFICE_DIRECTOR"
    assert notice.data["clauses"] == ["CW-1.2"]
    office.set_clock("2022-02-28T09:00")
    await office.timers_done()
    assert len(await notices(office, "monthly_meeting")) == 1


async def test_a_month_with_a_planned_meeting_is_not(office: RunningService) -> None:
    await arranged(office, [await ready_topic(office)])
    office.set_clock("2022-02-25T08:00")
    await office.timers_done()
    assert await notices(office, "monthly_meeting") == []


async def test_units_are_reminded_of_their_material(office: RunningService) -> None:
    meeting_id = await arranged(office, [await ready_topic(office)])
    await done(office, "issueAgenda", as_="director", meetingId=meeting_id)
    office.set_clock("2022-02-23T09:00")  # two working days before the meeting
    await office.timers_done()
    (notice,) = await notices(office, "material_print_due")
    assert {r["post"] for r in notice.data["recipients"]} == {"UNIT_HEAD", "UNIT_CLERK"}


async def test_cw_4_4a_late_material_is_flagged_with_the_meeting_locked_first(office: RunningService) -> None:
    """Who delivers locks the meeting and then the clock: the timer that went the other way could meet him halfway."""
    meeting_id = await arranged(office, [await ready_topic(office)])
    meeting = await done(office, "issueAgenda", as_="director", meetingId=meeting_id)
    async with office.runtime.sessions.begin() as session:
        await load(session, Meeting, UUID(meeting_id))
        office.set_clock("2022-02-25T08:00")
        while not await blocked(office):
            await asyncio.sleep(0.02)
        clock = select(Deadline.id).where(Deadline.object_id == UUID(meeting["agenda"][0]["id"]))
        assert await session.scalar(clock.with_for_update(nowait=True)) is not None
    await office.timers_done()
    assert (await meeting_of(office, meeting_id))["agenda"][0]["materialLate"] is True
