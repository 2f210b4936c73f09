"""A county absence reaches a meeting: leave is asked for by itself, and decided as any leave (spec 06, 6.2.5)."""

from typing import Any

from tests.meetings.steps import (
    arranged,
    come_back,
    done,
    events,
    go_away,
    in_session,
    meeting_of,
    on_the_way,
    ready_topic,
    refused,
)
from tests.service import RunningService, known_id

WEEK = ("2022-02-24", "2022-02-27")
LEAVES = "{ meetingLeaves { nodes { id state person { id } fromAbsence toCountyHead reason } } }"


async def row(office: RunningService, meeting: dict[str, Any], login: str, *, as_: str = "clerk") -> dict[str, Any]:
    """Somebody's line on the list."""
    seen = await meeting_of(office, meeting["id"], as_=as_)
    (found,) = [a for a in seen["attendees"] if a["person"] and a["person"]["id"] == str(known_id(login))]
    return dict(found)


async def told(office: RunningService, template: str, login: str) -> list[str]:
    """Texts of the notices of this template to this person."""
    return [
        e.data["text_zh"]
        for e in await events(office, "notice.raised")
        if e.data["template"] == template
        and str(known_id(login)) in [recipient["person_id"] for recipient in e.data["recipients"]]
    ]


async def leaves(office: RunningService) -> list[dict[str, Any]]:
    return list((await office.ask(LEAVES, as_="director"))["nodes"])


async def test_leave_is_asked_for_by_itself_and_decided_by_the_texts(office: RunningService) -> None:
    topic = await ready_topic(office)
    meeting = await on_the_way(office, [topic, await ready_topic(office, "finance")])
    await go_away(office, "housing-head", WEEK)
    line = await row(office, meeting, "housing-head")
    assert line["absence"] == {"kind": "OFFICIAL_TRIP", "validFrom": "2022-02-24", "lastDay": "2022-02-26"}
    assert (line["leave"]["state"], line["leave"]["fromAbsence"]) == ("SUBMITTED", True)
    (notice,) = await told(office, "attendee_absent", "clerk")
    assert "县长审批" in notice
    assert "GZ-28.2" in notice
    assert await told(office, "attendee_absent", "housing-head") == [notice]
    (task,) = [e for e in await events(office, "task.opened", line["leave"]["id"]) if e.data["kind"] == "decide_leave"]
    assert task.data["to"]["post"] == "COUNTY_HEAD"
    assert await refused(office, "approveMeetingLeave", as_="director", id=line["leave"]["id"]) == ["ACTOR_NOT_ALLOWED"]
    await done(office, "approveMeetingLeave", as_="mayor", id=line["leave"]["id"])
    states = {i["topic"]["id"]: i["deferral"] for i in (await meeting_of(office, meeting["id"]))["agenda"]}
    assert states[topic] == "HEAD_ABSENT"


async def test_the_office_director_decides_on_others_and_a_private_absence_counts_too(office: RunningService) -> None:
    meeting = await on_the_way(office, [await ready_topic(office)])
    await go_away(office, "deputy-director", WEEK, kind="PRIVATE")
    leave = (await row(office, meeting, "deputy-director"))["leave"]
    (shown,) = await leaves(office)
    assert (shown["id"], shown["toCountyHead"], shown["fromAbsence"]) == (leave["id"], False, True)
    assert "因私请假" in shown["reason"]
    assert (await done(office, "approveMeetingLeave", as_="director", id=leave["id"]))["state"] == "APPROVED"


async def test_an_absence_on_other_days_or_of_others_asks_for_nothing(office: RunningService) -> None:
    meeting = await on_the_way(office, [await ready_topic(office)])
    await go_away(office, "deputy-b", ("2022-02-21", "2022-02-25"))
    await go_away(office, "deputy-b", ("2022-02-26", "2022-03-01"))
    await go_away(office, "town-head", WEEK)
    assert await leaves(office) == []
    assert (await row(office, meeting, "deputy-b"))["absence"] is None


async def test_an_absence_known_before_the_notice_is_shown_at_once_and_asks_with_the_notice(
    office: RunningService,
) -> None:
    await go_away(office, "deputy-b", WEEK, kind="VACATION")
    meeting = {"id": await arranged(office, [await ready_topic(office)])}
    await done(office, "issueAgenda", as_="director", meetingId=meeting["id"])
    before = await row(office, meeting, "deputy-b")
    assert (before["absence"]["kind"], before["leave"]) == ("VACATION", None)
    for item in (await meeting_of(office, meeting["id"]))["agenda"]:
        await done(office, "deliverMaterial", as_="clerk", brief=True, itemId=item["id"], paperCopies=20)
    await done(office, "notifyMeeting", as_="director", meetingId=meeting["id"])
    assert (await row(office, meeting, "deputy-b"))["leave"]["state"] == "SUBMITTED"
    await done(office, "notifyMeeting", as_="director", meetingId=meeting["id"])
    assert len(await leaves(office)) == 1
    assert len(await told(office, "attendee_absent", "clerk")) == 1


async def test_who_has_asked_himself_is_not_asked_for_and_may_put_it_in_his_own_words(office: RunningService) -> None:
    meeting = await on_the_way(office, [await ready_topic(office)])
    asked = {"meetingId": meeting["id"], "reason": "陪同省检查组"}
    await done(office, "requestMeetingLeave", as_="deputy-a", **asked)
    await go_away(office, "deputy-a", WEEK)
    assert [(leave["fromAbsence"], leave["reason"]) for leave in await leaves(office)] == [(False, "陪同省检查组")]
    await go_away(office, "deputy-b", WEEK)
    opinions = [{"itemId": meeting["agenda"][0]["id"], "text": "同意，建议明确资金来源。"}]
    own = await done(office, "requestMeetingLeave", as_="deputy-b", **asked, opinions=opinions)
    assert (own["reason"], own["fromAbsence"]) == ("陪同省检查组", True)
    (item,) = (await meeting_of(office, meeting["id"]))["agenda"]
    assert [s["speaker"] for s in item["statements"]] == ["副县长乙"]
    again = await refused(office, "requestMeetingLeave", as_="deputy-a", **asked)
    assert again[0].startswith("CONTENT_INVALID:请假事由")


async def test_one_who_withdraws_it_is_left_alone(office: RunningService) -> None:
    meeting = await on_the_way(office, [await ready_topic(office)])
    await go_away(office, "deputy-b", WEEK)
    leave = (await row(office, meeting, "deputy-b"))["leave"]
    assert (await done(office, "withdrawMeetingLeave", as_="deputy-b", id=leave["id"]))["state"] == "WITHDRAWN"
    await done(office, "notifyMeeting", as_="director", meetingId=meeting["id"])
    assert [each["state"] for each in await leaves(office)] == ["WITHDRAWN"]


async def test_back_early_the_undecided_request_is_withdrawn_and_the_clerk_told(office: RunningService) -> None:
    meeting = await on_the_way(office, [await ready_topic(office)])
    trips = {login: await go_away(office, login, ("2022-02-21", "2022-03-01")) for login in ("deputy-a", "deputy-b")}
    given = (await row(office, meeting, "deputy-a"))["leave"]
    await done(office, "approveMeetingLeave", as_="mayor", id=given["id"])
    for login, trip in trips.items():
        await come_back(office, login, trip, "2022-02-24")
    states = {each["person"]["id"]: each["state"] for each in await leaves(office)}
    assert states == {str(known_id("deputy-a")): "APPROVED", str(known_id("deputy-b")): "WITHDRAWN"}
    notices = await told(office, "attendee_returned", "clerk")
    assert ["已撤回" in text for text in notices] == [False, True]
    assert (await row(office, meeting, "deputy-b"))["absence"] is None


async def test_a_meeting_moved_to_another_day_takes_the_request_back(office: RunningService) -> None:
    meeting = await on_the_way(office, [await ready_topic(office)])
    await go_away(office, "deputy-b", WEEK)
    later = {"id": meeting["id"], "startsAt": "2022-03-02T09:00:00+08:00", "act": {"reason": "与市会议冲突"}}
    await done(office, "rescheduleMeeting", as_="director", **later)
    await done(office, "notifyMeeting", as_="director", meetingId=meeting["id"])
    assert [each["state"] for each in await leaves(office)] == ["WITHDRAWN"]


async def test_the_county_head_asks_for_no_leave_and_the_clerk_learns_that_he_is_away(office: RunningService) -> None:
    meeting = await on_the_way(office, [await ready_topic(office)])
    await go_away(office, "mayor", WEEK)
    assert (await row(office, meeting, "mayor"))["leave"] is None
    (notice,) = await told(office, "attendee_absent", "clerk")
    assert "委托主持或者推迟" in notice
    assert "GZ-5" in notice


async def test_an_absence_that_comes_when_the_meeting_has_begun_changes_nothing(office: RunningService) -> None:
    meeting = await in_session(office, [await ready_topic(office)], absent=("deputy-b",))
    await go_away(office, "deputy-b", WEEK)
    assert await leaves(office) == []
    assert (await row(office, meeting, "deputy-b"))["absence"]["kind"] == "OFFICIAL_TRIP"


async def test_others_on_the_list_do_not_see_who_is_away(office: RunningService) -> None:
    meeting = await on_the_way(office, [await ready_topic(office)])
    await go_away(office, "deputy-b", WEEK)
    assert (await row(office, meeting, "deputy-b", as_="deputy-a"))["absence"] is None
    assert (await row(office, meeting, "deputy-b", as_="deputy-b"))["absence"] is not None
    assert (await row(office, meeting, "deputy-b", as_="mayor"))["absence"] is not None
