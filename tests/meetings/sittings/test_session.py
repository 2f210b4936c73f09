"""A meeting in session: door, calls, reports, statements, outcomes, end (CW-5, GZ-16, GZ-17)."""

import pytest

from services.contracts.base import PERSONNEL_MASK
from tests.meetings.steps import (
    concluded,
    done,
    events,
    heard,
    hold,
    in_session,
    meeting_of,
    offered,
    on_the_way,
    ready_topic,
    refused,
)
from tests.service import RunningService, known_id

DEPUTY = {"kind": "SPECIAL", "basis": "BY_PORTFOLIO", "hostId": str(known_id("deputy-a"))}


@pytest.mark.refuses("NOT_ON_ROSTER")
async def test_at21_only_those_on_the_list_sign_in(office: RunningService) -> None:
    meeting = await on_the_way(office, [await ready_topic(office)])
    stranger = {"meetingId": meeting["id"], "personIds": [str(known_id("town-head"))]}
    answer = await hold(office, "signInAttendees", as_="clerk", **stranger)
    assert [(v["code"], v["clauses"][0]["id"]) for v in answer["violations"]] == [("NOT_ON_ROSTER", "CW-5.3")]
    here = {"meetingId": meeting["id"], "personIds": [str(known_id("housing-head"))]}
    signed = await done(office, "signInAttendees", as_="clerk", **here)
    assert [a["name"] for a in signed["attendees"] if a["signedInAt"]] == ["住建甲"]
    assert await refused(office, "signInAttendees", as_="housing-head", **here) == ["ACTOR_NOT_ALLOWED"]


async def test_at18_a_topic_whose_head_is_not_in_the_room_is_not_heard(office: RunningService) -> None:
    topic = await ready_topic(office)
    meeting = await in_session(office, [topic], absent=("housing-head",))
    item_id = meeting["agenda"][0]["id"]
    deputy = {"itemId": item_id, "reporterId": str(known_id("housing-clerk"))}
    assert await refused(office, "callTopic", as_="clerk", **deputy) == ["REPORTER_NOT_HEAD"]
    called = await done(office, "callTopic", as_="clerk", itemId=item_id)
    (item,) = called["agenda"]
    assert (item["state"], item["deferral"], item["deferralClause"]) == ("DEFERRED", "HEAD_ABSENT", "CW-5.2b")
    assert [f["code"] for f in item["findings"]] == ["HEAD_ABSENT_TOPIC_DEFERRED"]
    (deferred,) = await events(office, "topic.deferred", topic)
    assert (deferred.data["reason_code"], deferred.data["clause"]) == ("HEAD_ABSENT", "CW-5.2b")


@pytest.mark.refuses("HEAD_ABSENT_TOPIC_DEFERRED")
async def test_topic_of_an_absent_head_is_not_heard(office: RunningService) -> None:
    meeting = await in_session(office, [await ready_topic(office)], absent=("housing-head",))
    item_id = meeting["agenda"][0]["id"]
    await done(office, "callTopic", as_="clerk", itemId=item_id)
    await done(
        office, "signInAttendees", as_="clerk", meetingId=meeting["id"], personIds=[str(known_id("housing-head"))]
    )
    answer = await hold(office, "callTopic", as_="clerk", itemId=item_id)
    assert [(v["code"], v["clauses"][0]["id"]) for v in answer["violations"]] == [
        ("HEAD_ABSENT_TOPIC_DEFERRED", "CW-5.2b")
    ]


async def test_at18_in_a_mayor_meeting_a_deputy_may_report(office: RunningService) -> None:
    meeting = await in_session(
        office, [await ready_topic(office, kind="MAYOR")], kind="MAYOR", absent=("housing-head",)
    )
    given = {"itemId": meeting["agenda"][0]["id"], "reporterId": str(known_id("housing-clerk"))}
    called = await done(office, "callTopic", as_="clerk", **given)
    assert (called["agenda"][0]["state"], called["agenda"][0]["deputyReported"]) == ("CALLED", True)


async def test_at19_report_was_short(office: RunningService) -> None:
    meeting = await in_session(office, [await ready_topic(office)])
    item_id = meeting["agenda"][0]["id"]
    office.set_clock("2022-02-25T09:00")
    await done(office, "callTopic", as_="clerk", itemId=item_id)
    await done(office, "startReport", as_="clerk", itemId=item_id)
    office.set_clock("2022-02-25T09:12")
    over = await done(office, "endReport", as_="clerk", itemId=item_id)
    item = over["agenda"][0]
    assert item["reportedMinutes"] == 12
    assert [(f["code"], f["kind"]) for f in item["findings"]] == [("REPORT_OVER_10MIN", "ADVISORY")]


async def test_the_next_topic_waits_at_the_door(office: RunningService) -> None:
    meeting = await in_session(office, [await ready_topic(office), await ready_topic(office, "finance")])
    await done(office, "callTopic", as_="clerk", itemId=meeting["agenda"][0]["id"])
    waiting = [e for e in await events(office, "notice.raised") if e.data["template"] == "waiting_call"]
    assert [e.data["recipients"][0]["person_id"] for e in waiting] == [str(known_id("finance-head"))]


@pytest.mark.refuses("TOPICS_UNFINISHED")
async def test_called_topics_are_decided(office: RunningService) -> None:
    meeting = await in_session(office, [await ready_topic(office), await ready_topic(office)])
    first, second = (item["id"] for item in meeting["agenda"])
    await done(office, "callTopic", as_="clerk", itemId=first)
    assert await refused(office, "concludeMeeting", as_="clerk", id=meeting["id"]) == [
        "TOPICS_UNFINISHED:县城老旧小区改造方案"
    ]
    decided = {"outcome": "NOTED", "conclusion": "抓好落实。"}
    await done(office, "recordOutcome", as_="clerk", itemId=first, **decided)
    over = await done(office, "concludeMeeting", as_="clerk", id=meeting["id"])
    assert {i["id"]: (i["state"], i["deferral"]) for i in over["agenda"]} == {
        first: ("DECIDED", None),
        second: ("DEFERRED", "NOT_ARRANGED"),
    }


async def test_nobody_leaves_midway(office: RunningService) -> None:
    meeting = await in_session(office, [await ready_topic(office)])
    deputy = next(a["id"] for a in meeting["attendees"] if a["name"] == "副县长乙")
    left = await done(office, "markAttendeeLeaving", as_="clerk", attendeeId=deputy)
    assert [(f["code"], f["kind"]) for f in left["findings"]] == [("LEFT_MIDWAY", "ADVISORY")]
    await done(office, "signOutAttendees", as_="clerk", meetingId=meeting["id"], attendeeIds=[deputy])
    office.set_clock("2022-02-25T10:00")
    over = await concluded(office, meeting)
    assert {a["name"]: a["status"] for a in over["attendees"]}["副县长乙"] == "LEFT_EARLY"


async def test_at21_a_personnel_topic_is_closed_to_observers(office: RunningService) -> None:
    open_topic = await ready_topic(office)
    secret = await ready_topic(office, title="关于某某任职的议题", flags=["PERSONNEL"], unit_id=known_id("justice"))
    meeting = await in_session(office, [open_topic, secret])
    item = next(i for i in meeting["agenda"] if i["topic"] is None or i["topic"]["id"] == secret)
    assert (item["title"], item["membersOnly"]) == (PERSONNEL_MASK, True)  # the clerk is not assigned to it
    for login in ("housing-head", "deputy-director"):
        seen = await meeting_of(office, meeting["id"], as_=login)
        assert PERSONNEL_MASK in [i["title"] for i in seen["agenda"]], login
    member = await meeting_of(office, meeting["id"], as_="deputy-b")
    assert "关于某某任职的议题" in [i["title"] for i in member["agenda"]]
    query = "query($id: ID!) { meeting(id: $id) { id } }"
    assert await office.error_code(query, as_="admin", id=meeting["id"]) == "NOT_FOUND"
    assert await office.error_code(query, as_="town-clerk", id=meeting["id"]) == "NOT_FOUND"
    for envelope in [*await events(office, "agenda.issued"), *await events(office, "topic.finalized")]:
        assert "某某" not in str(envelope.data)
    for envelope in await events(office, "document.requested", meeting["id"]):
        assert "某某" not in str(envelope.data)


async def test_statements_and_dissent_stand_in_the_record(office: RunningService) -> None:
    meeting = await in_session(office, [await ready_topic(office)])
    item_id = meeting["agenda"][0]["id"]
    deputy = next(a["id"] for a in meeting["attendees"] if a["name"] == "副县长乙")
    await done(office, "callTopic", as_="clerk", itemId=item_id)
    for kind, text in (("SPEECH", "同意方案。"), ("DISSENT", "建议分两年实施。")):
        said = {"itemId": item_id, "attendeeId": deputy, "kind": kind, "text": text}
        await done(office, "recordStatement", as_="clerk", **said)
    await done(office, "endReport", as_="clerk", itemId=item_id, minutes=8)
    await done(office, "recordOutcome", as_="clerk", itemId=item_id, outcome="NOTED", conclusion="抓好落实。")
    await done(office, "concludeMeeting", as_="clerk", id=meeting["id"])
    await done(office, "finalizeRecord", as_="clerk", meetingId=meeting["id"])
    await done(office, "reviewRecord", as_="director", meetingId=meeting["id"])
    record = [e for e in await events(office, "document.requested") if e.data["kind"] == "MEETING_RECORD"][-1]
    (topic,) = record.data["data"]["topics"]
    assert [said["text"] for said in topic["speeches"]] == ["同意方案。"]
    assert [said["speaker"] for said in topic["dissents"]] == ["副县长乙"]


@pytest.mark.refuses("FUNDS_AUTHORITY_REQUIRED")
async def test_at11_funds_rest_on_authority(office: RunningService) -> None:
    topic = await ready_topic(office, kind="SPECIAL", flags=["FUNDS_OR_PROJECT"])
    meeting = await in_session(office, [topic], **DEPUTY)
    item_id = meeting["agenda"][0]["id"]
    await done(office, "callTopic", as_="clerk", itemId=item_id)
    decided = {"itemId": item_id, "outcome": "AGREED", "conclusion": "同意安排资金。"}
    answer = await hold(office, "recordOutcome", as_="clerk", **decided)
    assert [(v["code"], v["clauses"][0]["id"]) for v in answer["violations"]] == [
        ("FUNDS_AUTHORITY_REQUIRED", "GZ-16.2")
    ]
    up = {**decided, "outcome": "TO_HIGHER_MEETING", "referTo": "STANDING"}
    sent = await done(office, "recordOutcome", as_="clerk", **up)
    assert sent["agenda"][0]["outcome"] == "TO_HIGHER_MEETING"
    query = "query { topics(filter: { kinds: [STANDING], states: [DRAFT] }) { nodes { title previousTopic { id } } } }"
    (draft,) = (await office.ask(query, as_="clerk"))["nodes"]
    assert draft["previousTopic"]["id"] == topic


async def test_opinions_were_heard(office: RunningService) -> None:
    meeting = await in_session(office, [await ready_topic(office, kind="MAYOR")], kind="MAYOR")
    over = await heard(office, meeting["agenda"][0]["id"])
    (found,) = over["agenda"][0]["findings"]
    assert (found["code"], found["clauses"]) == ("OPINIONS_NOT_HEARD", ["BG-5.2"])


async def test_deputy_director_attends(office: RunningService) -> None:
    topic = await ready_topic(office, kind="SPECIAL")
    meeting = await in_session(office, [topic], absent=("deputy-director",), **DEPUTY)
    over = await concluded(office, meeting)
    assert [(f["code"], f["clauses"]) for f in over["findings"]] == [("ATTENDEE_MISSING", ["ZT-2"])]


async def test_a_screen_is_told_what_can_be_done(office: RunningService) -> None:
    meeting = await on_the_way(office, [await ready_topic(office)])
    assert "startMeeting" in await offered(office, "meeting", meeting["id"], as_="clerk")
    assert list(await offered(office, "meeting", meeting["id"], as_="housing-head")) == []
    office_actions = await offered(office, "meeting", meeting["id"], as_="director")
    assert {"cancelMeeting", "rescheduleMeeting", "notifyMeeting"} <= set(office_actions)


@pytest.mark.refuses("CONTENT_INVALID")
async def test_amb_47_a_step_registered_later_did_not_happen_before_the_one_before_it(office: RunningService) -> None:
    meeting = await in_session(office, [await ready_topic(office)])
    await heard(office, meeting["agenda"][0]["id"], brief=True)
    office.set_clock("2022-02-25T11:00")

    def ended(at: str) -> dict[str, object]:
        by_hand = {"occurredAt": f"2022-02-{at}:00+08:00", "byPersonId": str(known_id("clerk")), "note": "会场记录"}
        return {"id": meeting["id"], "act": {"lateRegistration": by_hand}}

    early = "CONTENT_INVALID:会议结束时间（不得早于开始时间）"
    assert await refused(office, "concludeMeeting", as_="clerk", **ended("25T08:30")) == [early]
    over = await done(office, "concludeMeeting", as_="clerk", **ended("25T10:20"))
    assert (over["state"], over["unconfirmed"]) == ("CONCLUDED", True)


async def test_cw_5_1_the_record_is_for_members_and_no_observer(office: RunningService) -> None:
    """会议记录 is restricted (spec 08, 10): those who sit in for a topic read agenda and material (spec 06, R17)."""
    own = await ready_topic(office)
    meeting = await in_session(office, [own, await ready_topic(office, "finance")])
    speaker = {a["name"]: a["id"] for a in meeting["attendees"]}["副县长乙"]
    for item in meeting["agenda"]:
        said = {"itemId": item["id"], "attendeeId": speaker, "text": "资金来源不清，不宜上马。"}
        await done(office, "recordStatement", as_="clerk", brief=True, kind="DISSENT", **said)
        await heard(office, item["id"])
    for login in ("housing-head", "finance-head"):
        agenda = (await meeting_of(office, meeting["id"], as_=login))["agenda"]
        assert [(i["statements"], i["conclusion"], i["outcome"]) for i in agenda] == [([], "", "AGREED")] * 2
    for login in ("deputy-b", "executive", "director", "clerk", "mayor"):
        agenda = (await meeting_of(office, meeting["id"], as_=login))["agenda"]
        assert [(len(i["statements"]), i["conclusion"]) for i in agenda] == [(1, "原则同意实施方案。")] * 2
