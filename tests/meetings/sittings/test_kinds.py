"""What differs from kind to kind, seen through the API: who settles, who may add, who goes up, who is missed."""

import pytest

from tests.meetings.sittings.test_agenda import consented
from tests.meetings.steps import (
    arranged,
    concluded,
    done,
    entry,
    events,
    hold,
    in_session,
    on_the_way,
    planned,
    ready_topic,
    refused,
)
from tests.service import RunningService, known_id

DEPUTY = {"kind": "SPECIAL", "basis": "BY_PORTFOLIO", "hostId": str(known_id("deputy-a"))}
REFERRED = {"outcome": "TO_HIGHER_MEETING", "decisions": [], "conclusion": "事关重大，提请上级会议研究。"}


async def test_the_host_of_a_special_meeting_settles_its_topic(office: RunningService) -> None:
    meeting_id = await planned(office, **DEPUTY)
    topic = await ready_topic(office, kind="SPECIAL")
    await done(office, "proposeArrangement", as_="clerk", meetingId=meeting_id, entries=[entry(topic)])
    (task,) = [e for e in await events(office, "task.opened", meeting_id) if e.data["kind"] == "approve_arrangement"]
    assert task.data["to"]["person_id"] == str(known_id("deputy-a"))
    assert await refused(office, "approveArrangement", as_="mayor", meetingId=meeting_id) == ["ACTOR_NOT_ALLOWED"]
    assert await done(office, "approveArrangement", as_="deputy-a", meetingId=meeting_id)
    assert len(await events(office, "task.closed", meeting_id)) == 1


@pytest.mark.refuses("TOPIC_OF_OTHER_MEETING")
async def test_topics_are_of_this_kind(office: RunningService) -> None:
    """What a deputy took up for his 专题会议 had no 初审; what passed 初审 was not for him to decide (BG-4, ZT-3)."""
    for kind, label, plan in (("SPECIAL", "专题会议", {}), ("STANDING", "常务会议", DEPUTY)):
        topic, meeting_id = await ready_topic(office, kind=kind), await planned(office, **plan)
        propose = {"meetingId": meeting_id, "entries": [entry(topic)]}
        assert await refused(office, "proposeArrangement", as_="clerk", **propose) == [
            f"TOPIC_OF_OTHER_MEETING:《县城老旧小区改造方案》系{label}议题"
        ]


@pytest.mark.refuses("TOPIC_OF_OTHER_MEETING")
async def test_cw_3_4b_a_supplement_adds_topics_of_its_own_kind_alone(office: RunningService) -> None:
    meeting = await on_the_way(office, [await ready_topic(office, kind="MAYOR")], kind="MAYOR")
    add = {"meetingId": meeting["id"], "entries": [entry(await consented(office))]}
    answers = await refused(office, "issueSupplement", as_="mayor", **add, act={"dispensation": "两事相关"})
    assert [answer.split(":")[0] for answer in answers] == ["TOPIC_OF_OTHER_MEETING"]


async def test_the_county_head_adds_a_second_matter_to_his_own_meeting(office: RunningService) -> None:
    """县长办公会议 knows no 临时动议; what it knows is 一事一议 (BG-5.1)."""
    meeting_id = await arranged(office, [await ready_topic(office, kind="MAYOR")], kind="MAYOR")
    await done(office, "issueAgenda", as_="director", meetingId=meeting_id)
    add = {"meetingId": meeting_id, "entries": [entry(await ready_topic(office, kind="MAYOR"))]}
    assert await refused(office, "issueSupplement", as_="director", **add) == ["ONE_TOPIC_PER_MEETING"]
    meeting = await done(office, "issueSupplement", as_="mayor", **add, act={"dispensation": "两事相关"})
    assert [item["topic"]["state"] for item in meeting["agenda"]] == ["FINALIZED", "FINALIZED"]


async def test_topics_are_delivered_beforehand(office: RunningService) -> None:
    other = await ready_topic(office, kind="MAYOR")
    meeting = await in_session(office, [await ready_topic(office, kind="MAYOR")], kind="MAYOR")
    add = {"meetingId": meeting["id"], "entries": [entry(other)], "act": {"dispensation": "两事相关"}}
    answer = await hold(office, "issueSupplement", as_="mayor", **add)
    assert [(v["code"], v["clauses"][0]["id"]) for v in answer["violations"]] == [("MATERIAL_NOT_DELIVERED", "GZ-17.3")]


async def test_a_mayor_meeting_sends_a_matter_up_to_the_standing_meeting_alone(office: RunningService) -> None:
    meeting = await in_session(office, [await ready_topic(office, kind="MAYOR")], kind="MAYOR")
    item_id = meeting["agenda"][0]["id"]
    await done(office, "callTopic", as_="clerk", itemId=item_id)
    for kind in ("MAYOR", "PLENARY", None):
        said = {**REFERRED, "referTo": kind}
        assert (await refused(office, "recordOutcome", as_="clerk", itemId=item_id, **said))[0].startswith(
            "CONTENT_INVALID"
        )
    up = await done(office, "recordOutcome", as_="clerk", itemId=item_id, **REFERRED, referTo="STANDING")
    assert up["agenda"][0]["outcome"] == "TO_HIGHER_MEETING"


async def test_a_standing_meeting_has_nobody_above_it(office: RunningService) -> None:
    meeting = await in_session(office, [await ready_topic(office)])
    item_id = meeting["agenda"][0]["id"]
    await done(office, "callTopic", as_="clerk", itemId=item_id)
    said = {**REFERRED, "referTo": "STANDING"}
    answers = await refused(office, "recordOutcome", as_="clerk", itemId=item_id, **said)
    assert answers[0].startswith("CONTENT_INVALID")


async def test_heads_of_the_units_attend(office: RunningService) -> None:
    topics = [await ready_topic(office, kind="SPECIAL")]
    meeting = await in_session(office, topics, absent=("housing-head", "deputy-director"), **DEPUTY)
    over = await concluded(office, meeting)
    missed = [(f["code"], f["kind"], f["messageZh"]) for f in over["findings"] if f["action"] == "conclude_meeting"]
    assert missed == [
        ("ATTENDEE_MISSING", "ADVISORY", "应参加会议的人员未到会：办公室分管副主任"),
        ("ATTENDEE_MISSING", "ADVISORY", "应参加会议的人员未到会：县住房和城乡建设局主要负责人"),
    ]


async def test_only_special_meetings_have_a_basis(office: RunningService) -> None:
    for changes in ({"basis": "BY_PORTFOLIO"}, {"kind": "SPECIAL", "hostId": str(known_id("deputy-a"))}):
        plan = {"kind": "STANDING", "startsAt": "2022-02-25T09:00:00+08:00", "place": "四楼", **changes}
        plan.setdefault("hostId", str(known_id("mayor")))
        answers = await refused(office, "planMeeting", as_="clerk", plan=plan)
        assert [each.split("：")[0].split(":")[0] for each in answers] == ["CONTENT_INVALID"]


async def test_the_notice_says_whom_to_ask_for_leave(office: RunningService) -> None:
    await on_the_way(office, [await ready_topic(office)])
    (notice,) = [e for e in await events(office, "notice.raised") if e.data["template"] == "meeting_notice"]
    assert "组成人员和列席的部门主要负责同志不能参会的，须提前向县长请假" in notice.data["text_zh"]
