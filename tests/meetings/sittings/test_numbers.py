"""第N次 by the year, or through a term of government where the county counts so (AMB-46)."""

import pytest

from tests.meetings.clauses.facts import settle
from tests.meetings.steps import arranged, done, ready_topic, refused
from tests.service import RunningService


async def issued(office: RunningService, day: str) -> tuple[str, int]:
    """The 议题单 of a 常务会议 on this day is signed: the meeting and its number."""
    meeting_id = await arranged(office, [await ready_topic(office)], startsAt=f"{day}T09:00:00+08:00")
    meeting = await done(office, "issueAgenda", as_="director", meetingId=meeting_id)
    return meeting_id, meeting["sessionNo"]


async def test_cw_1_2_numbers_begin_anew_with_the_year(office: RunningService) -> None:
    numbers = [(await issued(office, day))[1] for day in ("2022-12-23", "2022-12-30", "2023-01-06")]
    assert numbers == [1, 2, 1]


async def test_cw_1_2_numbers_run_through_the_term_of_government(
    office: RunningService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the first day of a term to the next; a cancelled meeting's number stays taken."""
    settle(office, monkeypatch, session_numbering="term", government_terms=["2016-12-20", "2021-11-01", "2023-03-01"])
    cancelled, first = await issued(office, "2022-12-23")
    await done(office, "cancelMeeting", as_="director", id=cancelled, act={"reason": "另行安排"})
    numbers = [(await issued(office, day))[1] for day in ("2022-12-30", "2023-01-06", "2023-03-03", "2023-03-10")]
    assert [first, *numbers] == [1, 2, 3, 1, 2]


@pytest.mark.refuses("CONTENT_INVALID")
async def test_cw_1_2_a_county_that_counts_by_terms_says_when_they_began(
    office: RunningService, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(office, monkeypatch, session_numbering="term")
    meeting_id = await arranged(office, [await ready_topic(office)])
    assert await refused(office, "issueAgenda", as_="director", meetingId=meeting_id) == [
        "CONTENT_INVALID:会次按届编号，但政策参数未写明本届政府的起始日期"
    ]
