"""What the office proposes, and 县长 settles, of the topics of a meeting (CW-3.4, CW-3.5)."""

from typing import Any
from uuid import UUID

import pytest

from services.contracts.learning import LawStudyScheduled
from services.kernel.ids import new_id
from tests.meetings.clauses.facts import notices
from tests.meetings.sittings.test_agenda import consented
from tests.meetings.sittings.test_flagged_topics import flag
from tests.meetings.steps import arranged, done, entry, events, meeting_of, on_the_way, planned, ready_topic, refused
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


MOVED = {"startsAt": "2022-03-10T09:00:00+08:00", "act": {"reason": "县长外出开会"}}


async def test_cw_4_1_a_meeting_that_is_moved_before_its_sheet_is_signed_issues_none(office: RunningService) -> None:
    """Nor does one that begins again after it was postponed: its earlier 议题单 is no more."""
    topic = await ready_topic(office)
    meeting = await on_the_way(office, [topic])
    await done(office, "postponeMeeting", as_="mayor", id=meeting["id"], act={"reason": "另定"})
    moved = await done(office, "rescheduleMeeting", as_="director", id=meeting["id"], **MOVED)
    assert moved["state"] == "PLANNED"
    await propose(office, meeting["id"], topic)
    await done(office, "approveArrangement", as_="mayor", meetingId=meeting["id"])
    later = {**MOVED, "startsAt": "2022-03-11T09:00:00+08:00"}
    await done(office, "rescheduleMeeting", as_="director", id=meeting["id"], **later)
    study = LawStudyScheduled(
        law_study_id=new_id(), meeting_id=UUID(meeting["id"]), subject="宪法", lecturer="司法甲", minutes=20
    )
    await office.receive(study, study.law_study_id)
    assert [e.data["version"] for e in await events(office, "agenda.issued", meeting["id"])] == [1]
    issued = await done(office, "issueAgenda", as_="director", meetingId=meeting["id"])
    (_, second) = await events(office, "agenda.issued", meeting["id"])
    assert (second.data["version"], second.data["session_no"]) == (2, issued["sessionNo"])
    on_time = {**MOVED, "startsAt": "2022-03-14T09:00:00+08:00"}
    again = await done(office, "rescheduleMeeting", as_="director", id=meeting["id"], **on_time)
    assert again["agendaVersion"] == 3


async def test_cw_4_4a_no_material_is_asked_for_before_the_sheet_is_signed(office: RunningService) -> None:
    """县长 takes out what was proposed: nobody asks him later whether its late material may come."""
    kept, removed = await ready_topic(office), await ready_topic(office, title="园区")
    meeting_id = await planned(office)
    await propose(office, meeting_id, kept, removed)
    await done(office, "rescheduleMeeting", as_="director", id=meeting_id, **MOVED)
    seen = await meeting_of(office, meeting_id)
    assert [item["deadlines"] for item in seen["agenda"]] == [[], []]
    assert [e for e in await events(office, "task.opened") if e.data["kind"] == "deliver_material"] == []
    await done(office, "approveArrangement", as_="mayor", meetingId=meeting_id, removedTopicIds=[removed])
    office.set_clock("2022-03-10T08:00")
    await office.timers_done()
    assert [e for e in await events(office, "task.opened") if e.data["kind"] == "keep_late_topic"] == []


async def test_cw_4_4a_nothing_is_owed_for_what_is_not_heard(office: RunningService) -> None:
    meeting_id = await arranged(office, [await ready_topic(office), await ready_topic(office, title="园区")])
    (_, gone) = (await done(office, "issueAgenda", as_="director", meetingId=meeting_id))["agenda"]
    await done(office, "takeOffTopic", as_="mayor", itemId=gone["id"], act={"reason": "另行研究"})
    (_, seen) = (await meeting_of(office, meeting_id))["agenda"]
    assert [each["state"] for each in seen["deadlines"]] == ["CANCELLED"]
    assert [e.data["ending"] for e in await events(office, "task.closed", gone["id"])] == ["LAPSED", "LAPSED"]


async def test_a_proposed_topic_of_a_cancelled_meeting_says_why_it_waits(office: RunningService) -> None:
    topic, meeting_id = await ready_topic(office), await planned(office)
    await propose(office, meeting_id, topic)
    await done(office, "cancelMeeting", as_="director", id=meeting_id, act={"reason": "防汛调度"})
    seen = await topic_of(office, topic)
    assert (seen["state"], [each["reason"] for each in seen["deferrals"]]) == ("PASSED", ["MEETING_CANCELLED"])
