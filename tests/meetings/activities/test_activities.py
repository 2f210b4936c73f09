"""Leaders are invited to activities over the office, with their calendars in sight (GZ-30)."""

from typing import Any

import pytest

from tests.meetings.activities.steps import SEEN, a_request, activity_of, arranged, away, did, refused, requested
from tests.meetings.steps import events, on_the_way, planned, ready_topic
from tests.service import RunningService, known_id

ENTRIES = """query($since: Date!, $until: Date!, $personId: ID) { calendarEntries(since: $since, until: $until,
  personId: $personId) { uid kind title place startsAt endsAt allDay state note conflictsWith { title } } }"""
WEEK = {"since": "2022-02-21", "until": "2022-02-27"}
FIGURES = """query($since: DateTime!, $before: DateTime!) { activityFigures(since: $since, before: $before) {
  leader { id } asked accepted sent declined } }"""
QUIET = {"startsAt": "2022-03-02T15:00:00+08:00", "endsAt": "2022-03-02T16:30:00+08:00"}


async def test_gz_30_1_from_the_request_to_the_day(office: RunningService) -> None:
    leaders = [str(known_id("deputy-a")), str(known_id("deputy-b"))]
    activity_id = await requested(office, **QUIET, leaderIds=leaders)
    (task,) = await events(office, "task.opened", activity_id)
    assert (task.data["kind"], task.data["to"]["post"]) == ("arrange_activity", "OFFICE_CLERK")
    assert await refused(office, "arrangeActivity", as_="housing-head", id=activity_id) == ["ACTOR_NOT_ALLOWED"]
    laid = await did(office, "arrangeActivity", as_="clerk", id=activity_id, opinion="建议请分管领导出席。")
    assert (laid["state"], laid["conflicts"], laid["opinion"]) == ("ARRANGED", [], "建议请分管领导出席。")
    assert await refused(office, "acceptActivity", as_="mayor", id=activity_id) == ["ACTOR_NOT_ALLOWED"]
    accept = "mutation($id: ID!) { acceptActivity(id: $id) { __typename } }"
    assert await office.error_code(accept, as_="town-head", id=activity_id) == "NOT_FOUND"
    first = await did(office, "acceptActivity", as_="deputy-a", id=activity_id)
    assert (first["state"], [x["answer"] for x in first["leaders"]]) == ("ARRANGED", ["ACCEPTED", "PENDING"])
    second = await did(
        office, "sendToActivity", as_="deputy-b", id=activity_id, personId=str(known_id("town-head")), note="另有会议"
    )
    assert (second["state"], second["leaders"][1]["sent"]["id"]) == ("ACCEPTED", str(known_id("town-head")))
    (line,) = await office.ask(ENTRIES, as_="town-head", since="2022-03-01", until="2022-03-05")
    assert (line["kind"], line["state"], line["note"]) == ("ACTIVITY", "CONFIRMED", "受派出席")
    told = [e.data for e in await events(office, "notice.raised", activity_id)]
    assert any(
        "受副县长乙委派" in e["text_zh"] and e["recipients"][0]["person_id"] == str(known_id("town-head")) for e in told
    )
    early = await refused(office, "recordActivity", as_="housing-clerk", id=activity_id, note="已举行")
    assert early[0].startswith("CONTENT_INVALID")
    office.set_clock("2022-03-02T17:00")
    held = await did(office, "recordActivity", as_="housing-clerk", id=activity_id, note="副县长甲宣布开工。")
    assert (held["state"], held["heldNote"]) == ("HELD", "副县长甲宣布开工。")
    opened = {e.data["task_id"] for e in await events(office, "task.opened", activity_id)}
    assert opened <= {e.data["task_id"] for e in await events(office, "task.closed", activity_id)}
    march = {"since": "2022-03-01T00:00:00+08:00", "before": "2022-04-01T00:00:00+08:00"}
    own = await office.ask(FIGURES, as_="deputy-a", **march)
    assert [f["leader"]["id"] for f in own] == [str(known_id("deputy-a"))]
    figures = await office.ask(FIGURES, as_="director", **march)
    assert {f["leader"]["id"]: (f["asked"], f["accepted"], f["sent"], f["declined"]) for f in figures} == {
        leaders[0]: (1, 1, 0, 0),
        leaders[1]: (1, 0, 1, 0),
    }


@pytest.mark.refuses("CALENDAR_CONFLICT")
async def test_gz_30_1_calendar_is_free(office: RunningService) -> None:
    """A 常务会议 at the same hour is shown to the office and to the leader, each before he decides."""
    await on_the_way(office, [await ready_topic(office)])
    activity_id = await requested(office, startsAt="2022-02-25T09:10:00+08:00")
    (line,) = (await activity_of(office, activity_id))["conflicts"]
    assert (line["kind"], line["title"], line["person"]["id"]) == (
        "MEETING",
        "县政府第1次常务会议",
        str(known_id("deputy-a")),
    )
    answer = await did(office, "arrangeActivity", as_="clerk", id=activity_id)
    assert [(v["code"], v["blocking"], v["clauses"][0]["id"]) for v in answer["violations"]] == [
        ("CALENDAR_CONFLICT", False, "GZ-30.1")
    ]
    assert answer["violations"][0]["detail"].startswith("副县长甲02月25日09:00至")
    laid = await did(office, "arrangeActivity", as_="clerk", id=activity_id, act=SEEN)
    assert [f["code"] for f in laid["findings"]] == ["CALENDAR_CONFLICT"]
    seen = await activity_of(office, activity_id, as_="deputy-a")
    assert [c["title"] for c in seen["conflicts"]] == ["县政府第1次常务会议"]
    blocked = {a["name"]: [b["code"] for b in a["blockedBy"]] for a in seen["availableActions"]}
    assert (blocked["acceptActivity"], blocked["declineActivity"]) == (["CALENDAR_CONFLICT"], [])
    assert (await refused(office, "acceptActivity", as_="deputy-a", id=activity_id))[0].startswith("CALENDAR_CONFLICT:")
    assert (await did(office, "acceptActivity", as_="deputy-a", id=activity_id, act=SEEN))["state"] == "ACCEPTED"
    own = await activity_of(office, activity_id, as_="housing-head")
    assert (own["conflicts"], own["findings"]) == ([], [])
    lines = await office.ask(ENTRIES, as_="deputy-a", **WEEK)
    assert [(e["kind"], e["state"], [c["title"] for c in e["conflictsWith"]]) for e in lines] == [
        ("MEETING", "CONFIRMED", ["保障性住房项目开工仪式"]),
        ("ACTIVITY", "CONFIRMED", ["县政府第1次常务会议"]),
    ]


async def test_gz_30_1_other_activities_planned_meetings_and_absences_are_in_the_way(office: RunningService) -> None:
    await planned(office)
    first = await arranged(office)
    await did(office, "acceptActivity", as_="deputy-a", id=first, act=SEEN)
    await away(office, "deputy-a", "2022-02-25", "2022-02-27")
    second = await requested(office, title="城建项目观摩", startsAt="2022-02-25T10:15:00+08:00")
    kinds = {c["kind"]: (c["state"], c["allDay"]) for c in (await activity_of(office, second))["conflicts"]}
    assert kinds == {
        "MEETING": ("TENTATIVE", False),
        "ACTIVITY": ("CONFIRMED", False),
        "ABSENCE": ("CONFIRMED", True),
    }
    after = await requested(office, startsAt="2022-02-28T09:30:00+08:00", endsAt="2022-02-28T11:00:00+08:00")
    assert (await activity_of(office, after))["conflicts"] == []


async def test_gz_30_1_nobody_goes(office: RunningService) -> None:
    activity_id = await arranged(office, **QUIET)
    assert await refused(office, "declineActivity", as_="deputy-a", id=activity_id) == ["REASON_REQUIRED"]
    declined = await did(office, "declineActivity", as_="deputy-a", id=activity_id, act={"reason": "赴省厅汇报"})
    assert (declined["state"], declined["leaders"][0]["note"]) == ("DECLINED", "赴省厅汇报")
    assert await office.ask(ENTRIES, as_="deputy-a", since="2022-03-01", until="2022-03-05") == []
    again = await did(office, "acceptActivity", as_="deputy-a", id=activity_id)
    assert again["state"] == "ACCEPTED"
    office.set_clock("2022-03-02T15:10")
    late = await refused(office, "acceptActivity", as_="deputy-a", id=activity_id)
    assert late == ["STATE_NOT_ALLOWED:活动已开始"]


async def test_gz_30_1_a_change_asks_office_and_leaders_anew(office: RunningService) -> None:
    activity_id = await arranged(office, **QUIET)
    await did(office, "sendToActivity", as_="deputy-a", id=activity_id, personId=str(known_id("town-head")))
    moved = {"startsAt": "2022-03-03T15:00:00+08:00", "endsAt": "2022-03-03T16:00:00+08:00"}
    assert await refused(office, "changeActivity", as_="housing-head", id=activity_id, change=moved) == [
        "REASON_REQUIRED"
    ]
    changed = await did(
        office, "changeActivity", as_="housing-head", id=activity_id, change=moved, act={"reason": "场地冲突"}
    )
    assert (changed["state"], changed["leaders"][0]["answer"]) == ("REQUESTED", "PENDING")
    told = (await events(office, "notice.raised", activity_id))[-1].data
    assert "2022年03月03日15:00" in told["text_zh"]
    assert {str(known_id("deputy-a")), str(known_id("town-head"))} <= {r["person_id"] for r in told["recipients"]}
    assert await refused(office, "acceptActivity", as_="deputy-a", id=activity_id) == ["STATE_NOT_ALLOWED:已提出"]
    other = [str(known_id("deputy-b"))]
    again = await did(office, "arrangeActivity", as_="clerk", id=activity_id, leaderIds=other)
    assert [x["leader"]["id"] for x in again["leaders"]] == other


async def test_gz_30_1_returned_and_cancelled(office: RunningService) -> None:
    activity_id = await requested(office, **QUIET)
    back = await did(office, "returnActivity", as_="director", id=activity_id, act={"reason": "请补充流程"})
    assert back["state"] == "RETURNED"
    fuller = {"plan": "九时集合，领导致辞五分钟，宣布开工，巡视工地。"}
    again = await did(
        office, "changeActivity", as_="housing-head", id=activity_id, change=fuller, act={"reason": "补充"}
    )
    assert (again["state"], again["plan"]) == ("REQUESTED", fuller["plan"])
    await did(office, "arrangeActivity", as_="clerk", id=activity_id)
    await did(office, "acceptActivity", as_="deputy-a", id=activity_id)
    gone = await did(office, "cancelActivity", as_="housing-head", id=activity_id, act={"reason": "项目延期"})
    assert gone["state"] == "CANCELLED"
    assert await office.ask(ENTRIES, as_="deputy-a", since="2022-03-01", until="2022-03-05") == []
    told = (await events(office, "notice.raised", activity_id))[-1].data
    assert str(known_id("deputy-a")) in {r["person_id"] for r in told["recipients"]}


async def test_gz_30_1_his_substitute_answers_for_a_leader_who_is_away(office: RunningService) -> None:
    activity_id = await arranged(office, **QUIET)
    accept = "mutation($id: ID!) { acceptActivity(id: $id) { __typename } }"
    assert await office.error_code(accept, as_="deputy-b", id=activity_id) == "NOT_FOUND"
    await away(office, "deputy-a", "2022-02-21", "2022-02-24")
    accepted = await did(office, "acceptActivity", as_="deputy-b", id=activity_id)
    (leader,) = accepted["leaders"]
    assert (leader["leader"]["id"], leader["answer"], leader["stamp"]) == (
        str(known_id("deputy-a")),
        "ACCEPTED",
        "副县长乙（代副县长甲）",
    )


async def test_gz_30_1_an_answer_by_word_of_mouth_is_registered_by_the_office(office: RunningService) -> None:
    activity_id = await arranged(office, **QUIET)
    office.set_clock("2022-02-21T11:00")
    by_phone = {
        "lateRegistration": {
            "occurredAt": "2022-02-21T10:00:00+08:00",
            "byPersonId": str(known_id("deputy-a")),
            "note": "副县长甲电话答复",
        }
    }
    accepted = await did(office, "acceptActivity", as_="clerk", id=activity_id, act=by_phone)
    assert (accepted["state"], accepted["unconfirmed"]) == ("ACCEPTED", True)
    confirmed = await did(office, "confirmActivityRegistrations", as_="director", id=activity_id)
    assert confirmed["unconfirmed"] is False


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"leaderIds": []}, "拟请县政府领导"),
        ({"leaderIds": [str(known_id("town-head"))]}, "拟请县政府领导"),
        ({"endsAt": "2022-02-25T09:00:00+08:00"}, "活动时间"),
        ({"startsAt": "2022-01-25T09:00:00+08:00"}, "活动时间"),
        ({"plan": " "}, "安排意见"),
        ({"place": ""}, "活动地点"),
    ],
)
async def test_gz_30_1_what_a_request_must_say(meetings: RunningService, changes: dict[str, Any], word: str) -> None:
    answer = await refused(meetings, "requestActivity", as_="housing-head", request=a_request(**changes))
    assert answer[0].startswith("CONTENT_INVALID")
    assert word in answer[0]


async def test_gz_30_1_who_sees_invitations_and_calendars(office: RunningService) -> None:
    query = "query($id: ID!) { activityInvitation(id: $id) { state } }"
    activity_id = await requested(office, **QUIET)
    for login in ("deputy-a", "deputy-b", "town-head", "finance-head", "admin"):
        assert await office.error_code(query, as_=login, id=activity_id) == "NOT_FOUND"
    await did(office, "arrangeActivity", as_="clerk", id=activity_id)
    for login in ("deputy-a", "housing-clerk", "mayor", "deputy-director"):
        assert (await office.ask(query, as_=login, id=activity_id))["state"] == "ARRANGED"
    for login in ("deputy-b", "town-head", "admin"):
        assert await office.error_code(query, as_=login, id=activity_id) == "NOT_FOUND"
    his = {**WEEK, "personId": str(known_id("deputy-a"))}
    for login in ("deputy-b", "housing-head", "admin"):
        assert await office.error_code(ENTRIES, as_=login, **his) == "NOT_FOUND"
    assert await office.ask(ENTRIES, as_="clerk", **his) == []
    assert await office.error_code(ENTRIES, as_="clerk", since="2022-02-21", until="2024-02-21") == "BAD_USER_INPUT"


@pytest.mark.refuses("STATE_NOT_ALLOWED")
async def test_gz_30_1_somebody_goes(office: RunningService) -> None:
    """One leader who is silent holds up nobody; where none has agreed there is nothing to record."""
    both = [str(known_id("deputy-a")), str(known_id("deputy-b"))]
    activity_id = await arranged(office, **QUIET, leaderIds=both)
    accepted = await did(office, "acceptActivity", as_="deputy-a", id=activity_id)
    assert accepted["state"] == "ARRANGED"
    to_do = [e.data["kind"] for e in await events(office, "task.opened", activity_id)]
    assert to_do.count("record_activity") == 2  # the unit's clerk and the office's
    other = await arranged(office, **QUIET, leaderIds=both)
    office.set_clock("2022-03-02T17:00")
    held = await did(office, "recordActivity", as_="housing-clerk", id=activity_id, note="副县长甲出席并讲话。")
    assert (held["state"], [x["answer"] for x in held["leaders"]]) == ("HELD", ["ACCEPTED", "PENDING"])
    endings = [e.data["ending"] for e in await events(office, "task.closed", activity_id)]
    assert endings[-3:] == ["LAPSED", "DONE", "DONE"]
    nobody = await refused(office, "recordActivity", as_="housing-clerk", id=other, note="举行。")
    assert nobody == ["STATE_NOT_ALLOWED:尚无县政府领导答复出席"]


@pytest.mark.refuses("AB_NOT_ACTIVE")
async def test_gz_6_2_a_substitute_who_is_asked_himself_says_for_whom_he_answers(office: RunningService) -> None:
    a, b = (str(known_id(login)) for login in ("deputy-a", "deputy-b"))
    activity_id = await arranged(office, **QUIET, leaderIds=[a, b])
    for_a = {"id": activity_id, "leaderId": a}
    assert await refused(office, "acceptActivity", as_="deputy-b", **for_a) == ["AB_NOT_ACTIVE"]
    await away(office, "deputy-a", "2022-02-21", "2022-02-24")
    await did(office, "acceptActivity", as_="deputy-b", id=activity_id)
    answered = await did(office, "declineActivity", as_="deputy-b", **for_a, act={"reason": "公务外出"})
    assert answered["state"] == "ACCEPTED"
    assert [(x["leader"]["id"], x["answer"], x["stamp"]) for x in answered["leaders"]] == [
        (a, "DECLINED", "副县长乙（代副县长甲）"),
        (b, "ACCEPTED", ""),
    ]
    query = "mutation($id: ID!, $leaderId: ID) { acceptActivity(id: $id, leaderId: $leaderId) { __typename } }"
    stranger = {"id": activity_id, "leaderId": str(known_id("executive"))}
    assert await office.error_code(query, as_="deputy-b", **stranger) == "NOT_FOUND"
