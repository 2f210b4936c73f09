"""A 常务会议 from the plan to the issued minutes, through the service's GraphQL (CW-3.5 … CW-6.2)."""

from uuid import UUID

import pytest

from services.contracts.learning import LawStudyScheduled
from services.kernel.ids import new_id
from services.meetings.topics.model import TopicUrgency
from tests.meetings.steps import (
    a_plan,
    answer_paper,
    arranged,
    concluded,
    done,
    entry,
    events,
    in_session,
    meeting_of,
    minutes_of,
    on_the_way,
    passed_topic,
    planned,
    ready_topic,
    refused,
)
from tests.service import RunningService, known_id


async def test_standing_meeting_from_plan_to_issued_minutes(office: RunningService) -> None:
    first = await passed_topic(office)
    second = await passed_topic(office, "finance", urgency="URGENT", legalBasis=["预算法"])
    meeting = await done(office, "planMeeting", as_="clerk", plan=a_plan())
    meeting_id = meeting["id"]
    assert len(meeting["preparations"]) == 6
    assert (await events(office, "meeting.scheduled", meeting_id))[0].data["session_no"] is None

    proposed = await done(
        office, "proposeArrangement", as_="clerk", meetingId=meeting_id, entries=[entry(first), entry(second)]
    )
    assert [item["topic"]["id"] for item in proposed["agenda"]] == [second, first]  # 急 before 一般 (CW-3.5)
    assert await refused(office, "issueAgenda", as_="director", meetingId=meeting_id) == ["ARRANGEMENT_NOT_APPROVED"]
    assert await refused(office, "approveArrangement", as_="clerk", meetingId=meeting_id) == ["ACTOR_NOT_ALLOWED"]
    await done(office, "approveArrangement", as_="mayor", meetingId=meeting_id)
    assert [e.data["order"] for e in await events(office, "topic.finalized")] == [1, 2]

    issued = await done(office, "issueAgenda", as_="director", meetingId=meeting_id)
    assert (issued["state"], issued["sessionNo"], issued["name"]) == ("AGENDA_ISSUED", 1, "县政府第1次常务会议")
    (agenda,) = await events(office, "agenda.issued", meeting_id)
    assert [row["order"] for row in agenda.data["topics"]] == [1, 2]
    (prestudy,) = await events(office, "prestudy.requested", meeting_id)
    assert (prestudy.data["quarter"], prestudy.data["suggested_laws"]) == (1, ["预算法"])
    due = {d["key"]: d["due"] for item in issued["agenda"] for d in item["deadlines"]}
    assert due == {"material_print": "2022-02-24"}

    study = LawStudyScheduled(
        law_study_id=new_id(), meeting_id=UUID(meeting_id), subject="行政复议法", lecturer="司法甲", minutes=20
    )
    await office.receive(study, study.law_study_id)
    assert (await meeting_of(office, meeting_id))["agendaVersion"] == 2

    for item in issued["agenda"]:
        await done(office, "deliverMaterial", as_="clerk", itemId=item["id"], paperCopies=20)
    notified = await done(office, "notifyMeeting", as_="director", meetingId=meeting_id)
    assert notified["state"] == "NOTIFIED"
    assert notified["copiesRequired"] == len(notified["attendees"])
    kinds = [p["kind"] for p in notified["papers"]]
    assert kinds.count("AGENDA_SHEET") == 2
    assert kinds.count("MEETING_NOTICE") == 1
    assert kinds.count("INVITATION") == 3
    (told,) = await events(office, "meeting.notified", meeting_id)
    assert len(told.data["recipients"]) == len(notified["attendees"])

    ticked = await done(
        office,
        "tickPreparation",
        as_="clerk",
        meetingId=meeting_id,
        preparationIds=[p["id"] for p in notified["preparations"][:2]],
    )
    assert [bool(p["doneAt"]) for p in ticked["preparations"]] == [True, True, False, False, False, False]
    await done(office, "acknowledgeMeetingNotice", as_="deputy-a", meetingId=meeting_id)

    office.set_clock("2022-02-25T08:50")
    here = [a["id"] for a in notified["attendees"] if a["name"] != "副县长乙"]
    await done(office, "signInAttendees", as_="clerk", meetingId=meeting_id, attendeeIds=here)
    office.set_clock("2022-02-25T09:00")
    sitting = await done(office, "startMeeting", as_="clerk", id=meeting_id)
    assert (sitting["state"], sitting["mandate"]) == ("IN_SESSION", "")
    over = await concluded(office, sitting)
    assert over["state"] == "CONCLUDED"
    assert {a["name"]: a["status"] for a in over["attendees"]}["副县长乙"] == "ABSENT"
    assert [d["number"] for d in over["decisions"]] == ["2022-CW-01-01", "2022-CW-01-02"]
    (ended,) = await events(office, "meeting.concluded", meeting_id)
    assert (ended.data["record_due"], ended.data["draft_due"]) == ("2022-03-01", "2022-03-01")
    assert len((await events(office, "attendance.finalized", meeting_id))[0].data["rows"]) == len(over["attendees"])
    assert len(await events(office, "decision.recorded")) == 2

    await done(office, "finalizeRecord", as_="clerk", meetingId=meeting_id)
    minutes = await done(office, "draftMinutes", as_="clerk", meetingId=meeting_id)
    assert [e["heading"] for e in minutes["entries"]] == ["县城老旧小区改造方案"] * 2
    submitted = await done(office, "submitMinutes", as_="clerk", id=minutes["id"])
    assert (submitted["state"], submitted["step"]) == ("IN_REVIEW", "OFFICE_DIRECTOR")
    terms = {d["key"]: d["state"] for d in (await meeting_of(office, meeting_id))["deadlines"]}
    assert terms["record_and_draft"] == "MET"
    for login, step in (("director", "EXECUTIVE_DEPUTY_HEAD"), ("executive", "SIGNATURE")):
        assert (await done(office, "signMinutes", as_=login, id=minutes["id"]))["step"] == step
    signed = await done(office, "signMinutes", as_="mayor", id=minutes["id"])
    assert (signed["state"], signed["signedBy"]["id"]) == ("SIGNED", str(known_id("mayor")))
    assert len(await events(office, "minutes.signed", minutes["id"])) == 1

    await answer_paper(office, minutes["id"], "常务会议纪要〔2022〕第1次")
    out = await minutes_of(office, minutes["id"])
    assert (out["state"], out["documentNumber"]) == ("ISSUED", "常务会议纪要〔2022〕第1次")
    (told,) = await events(office, "minutes.issued", minutes["id"])
    assert [d["status"] for d in told.data["decisions"]] == ["EFFECTIVE", "EFFECTIVE"]
    final = await meeting_of(office, meeting_id)
    assert final["state"] == "MINUTES_ISSUED"
    assert final["decisions"][0]["minutesDocument"]["id"] == out["document"]["id"]


async def test_at14_a_topic_taken_off_goes_back(office: RunningService) -> None:
    kept, removed = await ready_topic(office), await ready_topic(office)
    meeting_id = await planned(office)
    await done(office, "proposeArrangement", as_="clerk", meetingId=meeting_id, entries=[entry(kept), entry(removed)])
    meeting = await done(office, "approveArrangement", as_="mayor", meetingId=meeting_id, removedTopicIds=[removed])
    assert [item["topic"]["id"] for item in meeting["agenda"]] == [kept]
    topic = await office.ask("query($id: ID!) { topic(id: $id) { state } }", as_="clerk", id=removed)
    assert topic["state"] == "PASSED"


async def test_another_order_needs_a_reason(office: RunningService) -> None:
    ordinary, urgent = await ready_topic(office), await ready_topic(office, urgency=TopicUrgency.CRITICAL)
    meeting_id = await planned(office)
    given = {"meetingId": meeting_id, "entries": [entry(ordinary), entry(urgent)], "keepOrder": True}
    assert await refused(office, "proposeArrangement", as_="clerk", **given) == ["REASON_REQUIRED"]
    meeting = await done(office, "proposeArrangement", as_="clerk", **given, act={"reason": "先易后难"})
    assert [item["topic"]["id"] for item in meeting["agenda"]] == [ordinary, urgent]


async def test_session_numbers_have_no_gap_and_cancelled_ones_stay_void(office: RunningService) -> None:
    first = await arranged(office, [await ready_topic(office)])
    await done(office, "issueAgenda", as_="director", meetingId=first)
    assert await refused(office, "cancelMeeting", as_="director", id=first) == ["REASON_REQUIRED"]
    cancelled = await done(office, "cancelMeeting", as_="director", id=first, act={"reason": "防汛调度"})
    assert (cancelled["state"], cancelled["sessionNo"]) == ("CANCELLED", 1)
    assert cancelled["agenda"][0]["deferral"] == "MEETING_CANCELLED"
    assert cancelled["agenda"][0]["topic"]["state"] == "PASSED"
    assert len(await events(office, "meeting.cancelled", first)) == 1
    second = await arranged(office, [cancelled["agenda"][0]["topic"]["id"]])
    assert (await done(office, "issueAgenda", as_="director", meetingId=second))["sessionNo"] == 2


async def test_a_rescheduled_meeting_is_announced_anew(office: RunningService) -> None:
    meeting = await on_the_way(office, [await ready_topic(office)])
    moved = await done(
        office,
        "rescheduleMeeting",
        as_="director",
        id=meeting["id"],
        startsAt="2022-02-28T09:00:00+08:00",
        act={"reason": "县长外出开会"},
    )
    assert moved["state"] == "AGENDA_ISSUED"
    assert {a["notifiedAt"] for a in moved["attendees"]} == {None}
    assert (await events(office, "meeting.rescheduled", meeting["id"]))[0].data["reason"] == "县长外出开会"
    assert (await done(office, "notifyMeeting", as_="director", meetingId=meeting["id"]))["state"] == "NOTIFIED"
    postponed = await done(office, "postponeMeeting", as_="mayor", id=meeting["id"], act={"reason": "另定"})
    assert (postponed["state"], postponed["sessionNo"]) == ("POSTPONED", None)


@pytest.mark.refuses("VERSION_CONFLICT")
async def test_a_stale_version_changes_nothing(office: RunningService) -> None:
    meeting = await in_session(office, [await ready_topic(office)])
    await done(office, "callTopic", as_="clerk", itemId=meeting["agenda"][0]["id"])
    stale = {"itemId": meeting["agenda"][0]["id"], "act": {"expectedVersion": meeting["version"]}}
    assert (await refused(office, "startReport", as_="clerk", **stale))[0].startswith("VERSION_CONFLICT")
