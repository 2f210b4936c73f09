"""What happens to meetings because time passed (CW-1.2, CW-4.4)."""

from services.kernel.events import Envelope
from tests.meetings.steps import arranged, done, events, ready_topic
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
