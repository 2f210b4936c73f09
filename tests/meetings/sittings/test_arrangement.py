"""What the office proposes, and 县长 settles, of the topics of a meeting (CW-3.4, CW-3.5)."""

from typing import Any

import pytest

from tests.meetings.clauses.facts import notices
from tests.meetings.sittings.test_agenda import consented
from tests.meetings.sittings.test_flagged_topics import flag
from tests.meetings.steps import arranged, done, entry, events, on_the_way, planned, ready_topic, refused
from tests.meetings.topics.steps import topic_of
from tests.service import RunningService


async def propose(office: RunningService, meeting_id: str, *topics: str) -> dict[str, Any]:
    entries = [entry(topic) for topic in topics]
    return await done(office, "proposeArrangement", as_="clerk", meetingId=meeting_id, entries=entries)


async def test_cw_3_5_what_was_settled_is_settled_anew_when_the_office_proposes_again(office: RunningService) -> None:
    first, second = await ready_topic(office), await ready_topic(office, title="园区")
    meeting_id = await arranged(office, [first])
    again = await propose(office, meeting_id, first, second)
    assert (again["arrangement"], again["arrangedBy"]) == ("PROPOSED", None)
    assert [(item["state"], item["topic"]["state"]) for item in again["agenda"]] == [("PROPOSED", "ARRANGED")] * 2
    ended = [e.data["ending"] for e in await events(office, "task.closed", meeting_id)]
    assert ended == ["DONE", "LAPSED"]  # nothing is there to be signed any more
    assert await refused(office, "issueAgenda", as_="director", meetingId=meeting_id) == ["ARRANGEMENT_NOT_APPROVED"]
    await done(office, "approveArrangement", as_="mayor", meetingId=meeting_id)
    issued = await done(office, "issueAgenda", as_="director", meetingId=meeting_id)
    assert [item["topic"]["state"] for item in issued["agenda"]] == ["FINALIZED", "FINALIZED"]


async def test_cw_3_5_what_the_office_drafts_anew_is_no_deferral(office: RunningService) -> None:
    kept, dropped = await ready_topic(office), await ready_topic(office, title="园区")
    meeting_id = await planned(office)
    await propose(office, meeting_id, kept, dropped)
    again = await propose(office, meeting_id, kept)
    assert [item["topic"]["id"] for item in again["agenda"]] == [kept]
    topic = await topic_of(office, dropped)
    assert (topic["state"], topic["deferralCount"], topic["deferrals"]) == ("PASSED", 0, [])
    assert await events(office, "topic.deferred") == []
    assert await notices(office, "topic.deferred") == []
    await propose(office, await planned(office, startsAt="2022-03-25T09:00:00+08:00"), dropped)
    await done(office, "approveArrangement", as_="mayor", meetingId=meeting_id, removedTopicIds=[kept])
    assert (await topic_of(office, kept))["deferralCount"] == 1  # 县长 has put it off


@pytest.mark.refuses("IMPROMPTU_TOPIC")
async def test_cw_3_4b_what_the_county_head_takes_out_has_his_consent_no_more(office: RunningService) -> None:
    kept, removed = await ready_topic(office), await consented(office, title="园区")
    meeting_id = await planned(office)
    await propose(office, meeting_id, kept, removed)
    await done(office, "approveArrangement", as_="mayor", meetingId=meeting_id, removedTopicIds=[removed])
    await done(office, "issueAgenda", as_="director", meetingId=meeting_id)
    add = {"meetingId": meeting_id, "entries": [entry(removed)]}
    assert await refused(office, "issueSupplement", as_="director", **add) == ["IMPROMPTU_TOPIC"]


@pytest.mark.refuses("TOPIC_OUT_OF_SCOPE")
async def test_cw_2_n2_establishment_is_asked_about_in_a_supplement_too(office: RunningService) -> None:
    """Nobody settles a supplement after it: 县长 alone lets pass what in principle is not heard."""
    meeting, added = await on_the_way(office, [await ready_topic(office)]), await consented(office)
    await flag(office, added, "ESTABLISHMENT", "clerk")
    add = {"meetingId": meeting["id"], "entries": [entry(added)]}
    let = {"dispensation": "涉及改革整体安排"}
    for act in ({}, {"act": let}):
        assert await refused(office, "issueSupplement", as_="director", **add, **act) == [
            "TOPIC_OUT_OF_SCOPE:establishment"
        ]
    after = await done(office, "issueSupplement", as_="mayor", **add, act=let)
    assert [item["topic"]["state"] for item in after["agenda"]] == ["FINALIZED", "FINALIZED"]
