"""County-wide meetings: asked for, let through, notified, held, and counted (GZ-20)."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import select

from services.documents.rendering.meetings import MeetingNotice
from services.kernel.store import AuditEntry
from tests.meetings.countywide.steps import application, applied, approved, did, meeting_of, notified, refused
from tests.meetings.steps import answer_paper, delegate, events
from tests.service import RunningService, known_id

LIST = """query($filter: CountyWideFilter) { countyWideMeetings(filter: $filter) { totalCount nodes { id title } } }"""
FIGURES = """query($year: Int!) { countyWideFigures(year: $year) { unit { id } applied allowed held exceptions
  overHalfDay overLimit minutes cost } }"""
ANOTHER = {"title": "全县物业管理工作会议", "startsAt": "2022-09-15T09:00:00+08:00"}


async def test_gz_20_1_from_the_application_to_what_was_held(office: RunningService) -> None:
    meeting_id = await applied(office)
    (asked,) = await events(office, "task.opened", meeting_id)
    assert (asked.data["kind"], asked.data["to"]["person_id"]) == (
        "review_county_wide_meeting",
        str(known_id("deputy-a")),
    )
    assert await refused(office, "notifyCountyWideMeeting", as_="director", id=meeting_id) == [
        "STATE_NOT_ALLOWED:已申请"
    ]
    reviewed = await did(office, "reviewCountyWideMeeting", as_="deputy-a", id=meeting_id)
    assert (reviewed["state"], reviewed["exceptionGranted"]) == ("REVIEWED", "")
    allowed = await did(office, "approveCountyWideMeeting", as_="mayor", id=meeting_id)
    assert (allowed["state"], allowed["approvedBy"]["id"]) == ("APPROVED", str(known_id("mayor")))
    assert await refused(office, "notifyCountyWideMeeting", as_="clerk", id=meeting_id) == ["ACTOR_NOT_ALLOWED"]
    told = await did(office, "notifyCountyWideMeeting", as_="director", id=meeting_id)
    assert (told["state"], [(p["kind"], p["state"]) for p in told["papers"]]) == (
        "NOTIFIED",
        [("MEETING_NOTICE", "REQUESTED")],
    )
    (request,) = await events(office, "document.requested", meeting_id)
    assert (request.data["data"]["meeting_name"], request.data["series"]) == ("全县住房保障工作会议", "OFFICE_LETTER")
    assert request.data["signer"]["post"] == "OFFICE_DIRECTOR"
    assert MeetingNotice.model_validate(request.data["data"]).topics == ["总结2021年工作", "部署2022年任务"]
    notices = [
        e for e in await events(office, "notice.raised", meeting_id) if e.data["template"] == "county_wide_notice"
    ]
    to = {(r["person_id"] or r["unit_id"], r["post"]) for r in notices[0].data["recipients"]}
    assert {(str(known_id("deputy-a")), None), (str(known_id("town")), "UNIT_HEAD")} <= to
    await answer_paper(office, meeting_id, number="平政办函〔2022〕3号")
    assert (await meeting_of(office, meeting_id))["papers"][0]["number"] == "平政办函〔2022〕3号"
    office.set_clock("2022-03-10T18:00")
    times = {"startedAt": "2022-03-10T09:00:00+08:00", "endedAt": "2022-03-10T10:20:00+08:00"}
    held = await did(
        office, "recordCountyWideMeeting", as_="housing-head", id=meeting_id, people=118, cost="2800", **times
    )
    assert (held["state"], held["actualMinutes"], held["overLimit"], held["findings"]) == ("HELD", 80, False, [])
    closed = {e.data["task_id"] for e in await events(office, "task.closed", meeting_id)}
    assert {e.data["task_id"] for e in await events(office, "task.opened", meeting_id)} <= closed


async def test_gz_20_2_further_meeting_is_asked_for_as_an_exception(office: RunningService) -> None:
    await approved(office)
    answer = await did(office, "applyForCountyWideMeeting", as_="housing-head", application=application(**ANOTHER))
    (said,) = answer["violations"]
    assert (said["code"], said["kind"], [c["id"] for c in said["clauses"]]) == (
        "DEPT_MEETING_QUOTA",
        "STATE",
        ["GZ-20.2"],
    )
    assert said["messageZh"] == "部门全县性业务工作会议原则上每年只召开1次"
    assert (await office.ask(LIST, as_="housing-head", filter={"year": 2022}))["totalCount"] == 1
    async with office.runtime.sessions() as session:
        rows = (await session.execute(select(AuditEntry).where(AuditEntry.outcome == "REFUSED"))).scalars().all()
    assert [row.detail["codes"] for row in rows] == [["DEPT_MEETING_QUOTA"]]
    another_year = await applied(office, **{**ANOTHER, "startsAt": "2023-03-10T09:00:00+08:00"})
    assert (await meeting_of(office, another_year))["year"] == 2023
    await applied(office, as_="finance-head", unitId=str(known_id("finance")), title="全县财政工作会议")


@pytest.mark.refuses("DEPT_MEETING_QUOTA")
async def test_gz_20_2_department_meets_once_a_year(office: RunningService) -> None:
    await approved(office)
    second = await applied(office, exceptionReason="国务院部署专项整治。", **ANOTHER)
    answer = await did(office, "reviewCountyWideMeeting", as_="deputy-a", id=second)
    assert [(v["code"], v["blocking"], v["dispensableBy"]) for v in answer["violations"]] == [
        ("DEPT_MEETING_QUOTA", True, "DEPUTY_HEAD")
    ]
    other = {"act": {"dispensation": "同意"}}
    assert await refused(office, "reviewCountyWideMeeting", as_="deputy-b", id=second, **other) == ["AB_NOT_ACTIVE"]
    let_through = await did(
        office,
        "reviewCountyWideMeeting",
        as_="deputy-a",
        id=second,
        act={"dispensation": "专项整治时间紧，同意再开一次。"},
    )
    assert let_through["exceptionGranted"] == "专项整治时间紧，同意再开一次。"
    assert [(f["kind"], f["code"], f["reason"]) for f in let_through["findings"]] == [
        ("DISPENSATION", "DEPT_MEETING_QUOTA", "专项整治时间紧，同意再开一次。")
    ]
    assert (await did(office, "approveCountyWideMeeting", as_="mayor", id=second))["state"] == "APPROVED"
    figures = await office.ask(FIGURES, as_="director", year=2022)
    assert [(f["unit"]["id"], f["applied"], f["allowed"], f["exceptions"]) for f in figures] == [
        (str(known_id("housing")), 2, 2, 1)
    ]


async def test_gz_20_2_two_applications_at_once_do_not_both_pass_the_count(office: RunningService) -> None:
    def ask(title: str) -> Any:
        return did(office, "applyForCountyWideMeeting", as_="housing-head", application=application(title=title))

    answers = await asyncio.gather(*(ask(f"全县住建工作会议{n}") for n in range(4)))
    assert sorted(a["__typename"] for a in answers) == ["CountyWideMeeting", "Refusal", "Refusal", "Refusal"]
    exceptions = [
        await applied(office, title=f"例外{n}", exceptionReason="确有必要。", startsAt="2023-05-10T09:00:00+08:00")
        for n in range(3)
    ]
    reviews = await asyncio.gather(
        *(did(office, "reviewCountyWideMeeting", as_="deputy-a", id=each) for each in exceptions)
    )
    assert sorted(a["__typename"] for a in reviews) == ["CountyWideMeeting", "Refusal", "Refusal"]


async def test_gz_20_2_a_cancelled_meeting_does_not_count(office: RunningService) -> None:
    first = await notified(office)
    assert await refused(office, "cancelCountyWideMeeting", as_="housing-head", id=first) == ["REASON_REQUIRED"]
    gone = await did(office, "cancelCountyWideMeeting", as_="housing-head", id=first, act={"reason": "合并召开"})
    assert gone["state"] == "CANCELLED"
    await approved(office, **ANOTHER)
    back = await applied(office, as_="finance-head", unitId=str(known_id("finance")))
    assert (await did(office, "withdrawCountyWideMeeting", as_="finance-head", id=back))["state"] == "WITHDRAWN"


@pytest.mark.parametrize(
    ("minutes", "codes"),
    [(240, []), pytest.param(241, ["HALF_DAY_LIMIT"], marks=pytest.mark.refuses("HALF_DAY_LIMIT"))],
)
async def test_gz_20_2_department_meeting_is_planned_for_half_a_day(
    office: RunningService, minutes: int, codes: list[str]
) -> None:
    act = {"acknowledge": ["MEETING_OVER_90MIN"], "dispensation": "同意"}
    given = application(plannedMinutes=minutes)
    answer = await did(office, "applyForCountyWideMeeting", as_="housing-head", application=given, act=act)
    assert [v["code"] for v in answer.get("violations", [])] == codes
    longer = application(plannedMinutes=480, kind="COMPREHENSIVE", title="全县经济工作会议")
    whole_day = await did(office, "applyForCountyWideMeeting", as_="housing-head", application=longer)
    assert whole_day["state"] == "APPLIED"


async def test_at22_county_wide_meeting_is_planned_short(office: RunningService) -> None:
    """Both who asks and who allows acknowledge more than ninety minutes; 全县综合性会议 are not bound (AMB-16)."""
    long = application(plannedMinutes=150, kind="GOVERNMENT", title="全县安全生产会议")
    answer = await did(office, "applyForCountyWideMeeting", as_="housing-head", application=long)
    assert [(v["code"], v["detail"], v["blocking"]) for v in answer["violations"]] == [
        ("MEETING_OVER_90MIN", "150", False)
    ]
    seen = {"acknowledge": ["MEETING_OVER_90MIN"]}
    meeting_id = await applied(office, act=seen, plannedMinutes=150, kind="GOVERNMENT", title="全县安全生产会议")
    await did(office, "reviewCountyWideMeeting", as_="deputy-a", id=meeting_id)
    assert await refused(office, "approveCountyWideMeeting", as_="mayor", id=meeting_id) == ["MEETING_OVER_90MIN:150"]
    allowed = await did(office, "approveCountyWideMeeting", as_="mayor", id=meeting_id, act=seen)
    assert [(f["kind"], f["code"]) for f in allowed["findings"]] == [("ADVISORY", "MEETING_OVER_90MIN")] * 2


async def test_gz_20_3_county_wide_meeting_was_short(office: RunningService) -> None:
    meeting_id = await notified(office)
    early = {"startedAt": "2022-02-20T09:00:00+08:00", "endedAt": "2022-02-22T10:00:00+08:00", "people": 100}
    assert (await refused(office, "recordCountyWideMeeting", as_="clerk", id=meeting_id, **early))[0].startswith(
        "CONTENT_INVALID"
    )
    office.set_clock("2022-03-11T09:00")
    times = {"startedAt": "2022-03-10T09:00:00+08:00", "endedAt": "2022-03-10T11:05:00+08:00", "people": 100}
    held = await did(office, "recordCountyWideMeeting", as_="clerk", id=meeting_id, **times)
    assert [(f["code"], f["clauses"], f["messageZh"]) for f in held["findings"]] == [
        ("MEETING_TOOK_OVER_90MIN", ["GZ-20.3"], "会议应控制在90分钟以内，实际用时125分钟")
    ]
    assert (held["overLimit"], held["overHalfDay"]) == (True, False)


@pytest.mark.parametrize(
    ("ended", "taken", "over"), [("10:30:00", 90, []), ("10:30:01", 91, ["MEETING_TOOK_OVER_90MIN"])]
)
async def test_gz_20_3_a_minute_begun_counts(office: RunningService, ended: str, taken: int, over: list[str]) -> None:
    meeting_id = await notified(office)
    office.set_clock("2022-03-11T09:00")
    times = {"startedAt": "2022-03-10T09:00:00+08:00", "endedAt": f"2022-03-10T{ended}+08:00", "people": 100}
    held = await did(office, "recordCountyWideMeeting", as_="clerk", id=meeting_id, **times)
    assert (held["actualMinutes"], [f["code"] for f in held["findings"]]) == (taken, over)


async def test_gz_20_2_department_meeting_kept_to_half_a_day(office: RunningService) -> None:
    meeting_id = await notified(office)
    office.set_clock("2022-03-11T09:00")
    times = {"startedAt": "2022-03-10T09:00:00+08:00", "endedAt": "2022-03-10T15:00:00+08:00", "people": 100}
    held = await did(office, "recordCountyWideMeeting", as_="clerk", id=meeting_id, **times)
    assert [(f["code"], f["kind"]) for f in held["findings"]] == [
        ("HALF_DAY_LIMIT", "ADVISORY"),
        ("MEETING_TOOK_OVER_90MIN", "ADVISORY"),
    ]
    (figures,) = await office.ask(FIGURES, as_="mayor", year=2022)
    assert (figures["held"], figures["overHalfDay"], figures["overLimit"], figures["minutes"]) == (1, 1, 1, 360)
    assert figures["cost"] == "3000.00"


async def test_gz_20_1_leader_in_charge_reviews_first(office: RunningService) -> None:
    meeting_id = await applied(office)
    answer = await did(office, "approveCountyWideMeeting", as_="mayor", id=meeting_id)
    assert [(v["code"], v["detail"]) for v in answer["violations"]] == [("CHAIN_ORDER", "分管领导副县长甲")]
    rejected = {"act": {"reason": "并入全县城建工作会议"}}
    gone = await did(office, "rejectCountyWideMeeting", as_="deputy-a", id=meeting_id, **rejected)
    assert gone["state"] == "REJECTED"


async def test_gz_20_2_department_of_the_county_head_meets_once_a_year(office: RunningService) -> None:
    """县信访局 is in nobody's portfolio here: 县长 answers for it himself and decides alone."""
    unit = {"as_": "letters-head", "unitId": str(known_id("letters")), "leaderIds": []}
    first = await applied(office, title="全县信访工作会议", **unit)
    (task,) = await events(office, "task.opened", first)
    assert task.data["to"]["post"] == "COUNTY_HEAD"
    assert (await did(office, "approveCountyWideMeeting", as_="mayor", id=first))["state"] == "APPROVED"
    again = await applied(office, title="全县信访攻坚会议", exceptionReason="重复信访治理。", **unit)
    answer = await did(office, "approveCountyWideMeeting", as_="mayor", id=again)
    assert [(v["code"], v["dispensableBy"]) for v in answer["violations"]] == [("DEPT_MEETING_QUOTA", "COUNTY_HEAD")]
    allowed = await did(office, "approveCountyWideMeeting", as_="mayor", id=again, act={"dispensation": "同意再开一次"})
    assert (allowed["state"], allowed["exceptionGranted"]) == ("APPROVED", "同意再开一次")


async def test_gz_20_1_under_a_mandate_to_preside_the_executive_allows_it(office: RunningService) -> None:
    meeting_id = await applied(office)
    await did(office, "reviewCountyWideMeeting", as_="deputy-a", id=meeting_id)
    assert await refused(office, "approveCountyWideMeeting", as_="executive", id=meeting_id) == ["NO_ACTIVE_DELEGATION"]
    await delegate(office, ("PRESIDE",), "executive", ("2022-02-21", "2022-02-26"))
    allowed = await did(office, "approveCountyWideMeeting", as_="executive", id=meeting_id)
    assert (allowed["state"], allowed["approvalStamp"]) == ("APPROVED", "受县长委托")


async def test_gz_20_1_another_time_is_notified_anew(office: RunningService) -> None:
    meeting_id = await notified(office)
    why = {"reason": "防汛值守"}
    across = "2023-03-17T09:00:00+08:00"
    answer = await refused(office, "rescheduleCountyWideMeeting", as_="clerk", id=meeting_id, startsAt=across, act=why)
    assert answer[0].startswith("CONTENT_INVALID")
    moved = await did(
        office,
        "rescheduleCountyWideMeeting",
        as_="clerk",
        id=meeting_id,
        startsAt="2022-03-17T09:00:00+08:00",
        act=why,
    )
    assert (moved["state"], moved["notifiedAt"], moved["papers"][0]["state"]) == ("APPROVED", None, "SUPERSEDED")
    told = (await events(office, "notice.raised", meeting_id))[-1].data
    assert "改期至2022年3月17日（星期四）09:00" in told["text_zh"]
    assert str(known_id("town")) in {r["unit_id"] for r in told["recipients"]}


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"people": 0}, "参会规模"),
        ({"attendingUnitIds": []}, "参会规模"),
        ({"reason": " "}, "召开理由"),
        ({"plannedMinutes": 0}, "会议时长"),
        ({"cost": "-1"}, "经费"),
        ({"costSource": ""}, "经费"),
        ({"startsAt": "2022-02-01T09:00:00+08:00"}, "会议时间"),
        ({"leaderIds": [str(known_id("town-head"))]}, "拟请出席的县政府领导"),
        ({"unitId": str(known_id("town"))}, "申请单位"),
    ],
)
async def test_gz_20_1_what_an_application_must_say(
    meetings: RunningService, changes: dict[str, Any], word: str
) -> None:
    answer = await refused(
        meetings, "applyForCountyWideMeeting", as_="housing-head", application=application(**changes)
    )
    assert answer[0].startswith("CONTENT_INVALID")
    assert word in answer[0]


async def test_gz_20_1_who_sees_county_wide_meetings(office: RunningService) -> None:
    meeting_id = await approved(office)
    query = "query($id: ID!) { countyWideMeeting(id: $id) { state } }"
    for login in ("town-head", "letters-head", "admin"):
        assert await office.error_code(query, as_=login, id=meeting_id) == "NOT_FOUND"
    for login in ("housing-clerk", "deputy-b", "clerk", "inspector"):
        assert (await office.ask(query, as_=login, id=meeting_id))["state"] == "APPROVED"
    await did(office, "notifyCountyWideMeeting", as_="director", id=meeting_id)
    assert (await office.ask(query, as_="town-head", id=meeting_id))["state"] == "NOTIFIED"
    assert await office.error_code(query, as_="letters-head", id=meeting_id) == "NOT_FOUND"
    cancel = "mutation($id: ID!) { cancelCountyWideMeeting(id: $id) { __typename } }"
    assert await office.error_code(cancel, as_="letters-head", id=meeting_id) == "NOT_FOUND"
    assert await office.ask(FIGURES, as_="letters-head", year=2022) == []
    stranger = await refused(office, "applyForCountyWideMeeting", as_="housing-clerk", application=application())
    assert stranger == ["ACTOR_NOT_ALLOWED"]


async def test_a_meeting_held_on_paper_is_registered_afterwards(office: RunningService) -> None:
    late = {
        "lateRegistration": {
            "occurredAt": "2022-02-10T09:00:00+08:00",
            "byPersonId": str(known_id("housing-head")),
            "note": "纸质申请件，存秘书股",
        }
    }
    early = application(startsAt="2022-02-18T09:00:00+08:00")
    meeting = await did(office, "applyForCountyWideMeeting", as_="clerk", application=early, act=late)
    assert (meeting["state"], meeting["unconfirmed"]) == ("APPLIED", True)
    assert await refused(office, "reviewCountyWideMeeting", as_="deputy-a", id=meeting["id"]) == ["EVIDENCE_REQUIRED"]
    await did(office, "confirmCountyWideMeetingRegistrations", as_="director", id=meeting["id"])
    assert (await did(office, "reviewCountyWideMeeting", as_="deputy-a", id=meeting["id"]))["state"] == "REVIEWED"
