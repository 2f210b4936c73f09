"""CW 一、二: who belongs to a 常务会议, who presides, what it deals with — each row through the API."""

from typing import Any

import pytest

from services.contracts.base import PERSONNEL_MASK
from tests.meetings.clauses.facts import attendee, audited, names, notices, papers, with_more_members
from tests.meetings.steps import (
    a_plan,
    arranged,
    concluded,
    done,
    events,
    heard,
    hold,
    in_session,
    meeting_of,
    on_the_way,
    ready_topic,
    refused,
)
from tests.meetings.topics.steps import a_draft, assess, do, drafted, proposed, signed, submit, topic_of
from tests.meetings.topics.steps import refused as topic_refused
from tests.service import RunningService, known_id

MEMBERS = ["县长甲", "常务甲", "副县长甲", "副县长乙", "园区甲", "园区乙", "党组甲", "办主任甲"]
GUESTS = [
    *("县委领导甲", "人大领导甲", "政协领导甲"),
    *(f"{sort}{each}" for sort in ("人大代表", "政协委员") for each in "甲乙丙"),
    "法律顾问甲",
]


async def test_cw_1_1_the_list_is_built_from_the_organisation(office: RunningService) -> None:
    """Members, 1+1+1 leaders, 3 代表, 3 委员, an adviser, 办副主任, heads of the units that report or are concerned."""
    await with_more_members(office)
    topic = await ready_topic(office, involved_unit_ids=[known_id("finance")])
    meeting_id = await arranged(office, [topic])
    meeting = await done(office, "issueAgenda", as_="director", meetingId=meeting_id)
    assert names(meeting, "MEMBER") == MEMBERS
    assert names(meeting, "INVITED") == GUESTS
    assert sorted(names(meeting, "OBSERVER")) == sorted(["副主任甲", "住建甲", "财政甲"])


async def test_cw_1_1_the_list_is_edited_and_every_change_audited(office: RunningService) -> None:
    meeting_id = await arranged(office, [await ready_topic(office)])
    meeting = await done(office, "issueAgenda", as_="director", meetingId=meeting_id)
    more = [{"category": "OBSERVER", "personId": str(known_id("town-head"))}]
    guest = [{"category": "INVITED", "name": "人大代表丁", "post": "CONGRESS_DEPUTY", "through": "CONGRESS_OFFICE"}]
    assert await refused(office, "addAttendees", as_="deputy-director", meetingId=meeting_id, guests=more) == [
        "ACTOR_NOT_ALLOWED"
    ]
    await done(office, "addAttendees", as_="clerk", meetingId=meeting_id, guests=more)
    grown = await done(office, "addAttendees", as_="clerk", meetingId=meeting_id, guests=guest)
    assert {"镇长甲", "人大代表丁"} <= {each["name"] for each in grown["attendees"]}
    member = attendee(meeting, "副县长乙")
    assert (await refused(office, "removeAttendee", as_="clerk", attendeeId=member))[0].startswith("STATE_NOT_ALLOWED")
    gone = await done(office, "removeAttendee", as_="clerk", attendeeId=attendee(grown, "镇长甲"))
    assert "镇长甲" not in names(gone, "OBSERVER")
    assert (await audited(office, meeting_id))[-3:] == ["add_attendees", "add_attendees", "remove_attendee"]


async def test_cw_1_2_the_county_head_presides_or_whom_he_entrusts(office: RunningService) -> None:
    for login in ("deputy-a", "director", "housing-head"):
        answer = await hold(office, "planMeeting", as_="clerk", plan=a_plan(hostId=str(known_id(login))))
        assert [(v["code"], v["kind"]) for v in answer["violations"]] == [("HOST_NOT_ALLOWED", "ACTOR")], login
    meeting = await on_the_way(office, [await ready_topic(office)], hostId=str(known_id("executive")))
    assert meeting["name"] == "县政府第1次常务会议"
    office.set_clock("2022-02-25T09:00")
    answer = await hold(office, "startMeeting", as_="clerk", id=meeting["id"])
    assert [(v["code"], v["clauses"][0]["id"]) for v in answer["violations"]] == [("HOST_NOT_ALLOWED", "CW-1.2")]
    by_himself = await done(office, "startMeeting", as_="clerk", id=meeting["id"], hostId=str(known_id("mayor")))
    assert (by_himself["state"], by_himself["mandate"]) == ("IN_SESSION", "")


async def test_cw_2_every_topic_selects_one_of_eight_scopes(office: RunningService) -> None:
    """CW-2.1, 2.2, 2.3, 2.7 by themselves; none and an unknown one are refused."""
    for code in (None, "9"):
        topic_id = await drafted(office, scopeCode=code)
        answer = await do(office, "signTopic", as_="housing-head", id=topic_id)
        assert [(v["code"], v["clauses"][0]["id"]) for v in answer["violations"]] == [("SCOPE_REQUIRED", "CW-2")]
    for code in ("1", "2", "3", "7"):
        topic_id = await drafted(office, scopeCode=code)
        assert (await do(office, "signTopic", as_="housing-head", id=topic_id))["state"] == "UNIT_HEAD_SIGNED"


async def test_cw_2_2_and_2_3_what_is_handed_up_is_said_with_the_decision(office: RunningService) -> None:
    """Documents drafts a 请示、报告 or a 议案 when the meeting has agreed; what was only heard has no decision."""
    topics = [await ready_topic(office, scope_code=code) for code in ("2", "3", "7", "2")]
    meeting = await in_session(office, topics)
    outcomes = ("AGREED", "AGREED", "AGREED", "NOTED")
    for item, outcome in zip(meeting["agenda"], outcomes, strict=True):
        nothing = {"decisions": []} if outcome == "NOTED" else {}
        await heard(office, item["id"], outcome=outcome, **nothing)
    papers_ = [e.data["upward_paper"] for e in await events(office, "decision.recorded")]
    assert papers_ == ["REQUEST_OR_REPORT", "BILL", None]


async def test_cw_2_4_orders_documents_and_decisions_say_which_they_are(office: RunningService) -> None:
    topic_id = await drafted(office, scopeCode="4")
    assert await topic_refused(office, "signTopic", as_="housing-head", id=topic_id) == ["SCOPE_REQUIRED"]
    await do(office, "editTopic", as_="housing-clerk", id=topic_id, input={"scopeNote": "森林防火命令"})
    assert (await do(office, "signTopic", as_="housing-head", id=topic_id))["state"] == "UNIT_HEAD_SIGNED"
    for flag, asked in (
        ("NORMATIVE_DOCUMENT", "LEGAL_REVIEW_REQUIRED"),
        ("MAJOR_ADMINISTRATIVE_DECISION", "DECISION_STEP_MISSING:expert"),
    ):
        marked = await proposed(office, scopeCode="4", flags=[flag])
        await do(office, "giveTopicOpinion", as_="mayor", id=marked, opinion="AGREED")
        await do(office, "backlogTopic", as_="clerk", id=marked)
        await do(office, "sendPreparationNotice", as_="clerk", id=marked)
        await submit(office, marked)
        assert asked in await topic_refused(office, "passTopic", as_="clerk", id=marked)


async def test_cw_2_5_plans_and_budgets_are_for_the_party_committee(office: RunningService) -> None:
    topic_id = await signed(office, scopeCode="5")
    assert (await topic_of(office, topic_id))["flags"] == ["MAJOR_DECISION"]
    answer = await topic_refused(office, "unflagTopic", as_="clerk", id=topic_id, flag="MAJOR_DECISION")
    assert answer == ["ACTOR_NOT_ALLOWED"]  # set by the unit's clerk with the scope: 县长 alone clears it (GZ-3)
    cleared = await do(office, "unflagTopic", as_="mayor", id=topic_id, flag="MAJOR_DECISION")
    assert cleared["flags"] == []


SECRET: dict[str, Any] = {"title": "某某等同志任免", "flags": ["PERSONNEL"]}


async def test_cw_2_6_personnel_matters_are_for_the_members(office: RunningService) -> None:
    """Others see 人事事项; observers are asked to leave and have no word; news and public papers say nothing."""
    secret = await ready_topic(office, unit="justice", **SECRET)
    meeting = await in_session(office, [secret, await ready_topic(office)])
    item = next(each for each in meeting["agenda"] if each["membersOnly"])
    assert item["title"] == PERSONNEL_MASK
    for login, seen in (
        ("deputy-b", "某某等同志任免"),
        ("director", "某某等同志任免"),
        ("housing-head", PERSONNEL_MASK),
    ):
        titles = [each["title"] for each in (await meeting_of(office, meeting["id"], as_=login))["agenda"]]
        assert seen in titles, login
    sheet = (await papers(office, "AGENDA_SHEET"))[0]["data"]
    row = next(each for each in sheet["entries"] if each["members_only"])
    assert (row["topic"], row["observers"]) == (PERSONNEL_MASK, [])

    await done(office, "callTopic", as_="clerk", itemId=item["id"])
    (asked,) = await notices(office, "members_only")
    asked_to_leave = {each["person_id"] for each in asked["recipients"]}
    leaving, clerk = {str(known_id("deputy-director")), str(known_id("housing-head"))}, {str(known_id("clerk"))}
    assert asked_to_leave == leaving | clerk  # not who reports; the clerk sees to it
    spoken = {"itemId": item["id"], "kind": "SPEECH", "text": "同意。"}
    for name in ("住建甲", "人大代表甲"):
        observer = {**spoken, "attendeeId": attendee(meeting, name)}
        answer = await hold(office, "recordStatement", as_="clerk", **observer)
        assert [(v["code"], v["clauses"][0]["id"]) for v in answer["violations"]] == [("NOT_ON_ROSTER", "CW-2.6")]
    for name in ("副县长乙", "司法甲"):
        await done(office, "recordStatement", as_="clerk", **spoken, attendeeId=attendee(meeting, name))


async def test_cw_2_6_no_observer_writes_an_opinion_on_a_personnel_matter(office: RunningService) -> None:
    meeting = await on_the_way(office, [await ready_topic(office, **SECRET), await ready_topic(office, "finance")])
    item = next(each for each in meeting["agenda"] if each["membersOnly"])
    opinions = [{"itemId": item["id"], "text": "我有意见。"}]
    asked = {"meetingId": meeting["id"], "reason": "出差", "opinions": opinions}
    answer = await hold(office, "requestMeetingLeave", as_="finance-head", **asked)
    assert [(v["code"], v["clauses"][0]["id"]) for v in answer["violations"]] == [("NOT_ON_ROSTER", "CW-2.6")]
    assert (await done(office, "requestMeetingLeave", as_="deputy-b", **asked))["state"] == "SUBMITTED"


async def test_cw_2_6_the_record_keeps_personnel_matters_apart(office: RunningService) -> None:
    meeting = await in_session(office, [await ready_topic(office, **SECRET), await ready_topic(office)])
    await concluded(office, meeting)
    await done(office, "finalizeRecord", as_="clerk", meetingId=meeting["id"])
    await done(office, "reviewRecord", as_="director", meetingId=meeting["id"])
    public, apart = await papers(office, "MEETING_RECORD")
    assert (public["restricted"], apart["restricted"]) == (False, True)
    assert [each["heading"] for each in public["data"]["topics"]] == [PERSONNEL_MASK, "县城老旧小区改造方案"]
    assert "某某" not in str(public)
    assert [each["heading"] for each in apart["data"]["topics"]] == ["某某等同志任免"]


async def test_cw_2_8_other_matters_are_explained(office: RunningService) -> None:
    topic_id = await drafted(office, scopeCode="8")
    answer = await do(office, "signTopic", as_="housing-head", id=topic_id)
    assert [(v["code"], v["path"]) for v in answer["violations"]] == [("SCOPE_REQUIRED", ["scopeNote"])]
    assert "CW-2.8" in [each["id"] for each in answer["violations"][0]["clauses"]]
    await do(office, "editTopic", as_="housing-clerk", id=topic_id, input={"scopeNote": "通报防汛准备情况"})
    assert (await do(office, "signTopic", as_="housing-head", id=topic_id))["state"] == "UNIT_HEAD_SIGNED"


@pytest.mark.refuses("TOPIC_OUT_OF_SCOPE")
async def test_cw_2_n1_what_a_deputy_may_decide_is_not_listed(office: RunningService) -> None:
    topic_id = await proposed(office)
    await do(office, "giveTopicOpinion", as_="mayor", id=topic_id, opinion="AGREED")
    await do(office, "backlogTopic", as_="clerk", id=topic_id)
    await do(office, "sendPreparationNotice", as_="clerk", id=topic_id)
    await assess(office, topic_id)
    await submit(office, topic_id)
    await do(office, "recordPreliminaryReview", as_="clerk", id=topic_id, delegatedMatter=True)
    answer = await do(office, "passTopic", as_="clerk", id=topic_id)
    found = next(v for v in answer["violations"] if v["code"] == "TOPIC_OUT_OF_SCOPE")
    assert (found["detail"], found["blocking"], found["dispensableBy"]) == ("delegated", True, "COUNTY_HEAD")
    assert "由分管县长研究决定" in found["messageZh"]
    away = {"act": {"reason": "属分管副县长职权"}, "reason": "DELEGATED_MATTER"}
    assert (await do(office, "rejectTopic", as_="clerk", id=topic_id, **away))["state"] == "REJECTED"
    (told,) = [e.data for e in await events(office, "topic.rejected", topic_id)]
    assert told["suggestion"] == "由分管副县长研究决定或召开专题会议研究"


@pytest.mark.refuses("TOPIC_OUT_OF_SCOPE")
async def test_cw_2_n2_establishment_goes_to_its_committee(office: RunningService) -> None:
    topic = await do(office, "draftTopic", as_="housing-clerk", input=a_draft(flags=["ESTABLISHMENT"]))
    await do(office, "signTopic", as_="housing-head", id=topic["id"])
    answer = await do(office, "endorseTopic", as_="deputy-a", id=topic["id"])
    (found,) = answer["violations"]
    assert (found["code"], found["detail"]) == ("TOPIC_OUT_OF_SCOPE", "establishment")
    assert "由县编委会或县编委办研究决定" in found["messageZh"]
    away = {"act": {"reason": "涉及机构编制"}, "reason": "ESTABLISHMENT_MATTER"}
    assert (await do(office, "rejectTopic", as_="clerk", id=topic["id"], **away))["state"] == "REJECTED"
    (told,) = [e.data for e in await events(office, "topic.rejected", topic["id"])]
    assert told["suggestion"] == "由县编委会或县编委办研究决定"
