"""CW 五、六: the meeting itself, its record and its minutes — what each row must show, through the API."""

from typing import Any

import pytest

from tests.meetings.clauses.facts import attendee, audited, notices, papers
from tests.meetings.minutes.story import DECISION, NUMBER, SIGNERS, issued, signed
from tests.meetings.minutes.test_press import CLOSED, OPEN, SITE, told, untold
from tests.meetings.steps import (
    answer_paper,
    concluded,
    delegate,
    done,
    drafted,
    events,
    heard,
    hold,
    in_session,
    meeting_of,
    minutes_of,
    on_the_way,
    ready_topic,
    refused,
)
from tests.service import RunningService, known_id


async def test_cw_5_1_six_items_and_more_are_ticked_by_name(office: RunningService) -> None:
    meeting = await on_the_way(office, [await ready_topic(office)])
    assert len(meeting["preparations"]) == 6
    grown = await done(office, "addPreparation", as_="clerk", meetingId=meeting["id"], label="同声传译")
    lines = [each["id"] for each in grown["preparations"]]
    assert await refused(
        office, "tickPreparation", as_="housing-clerk", meetingId=meeting["id"], preparationIds=lines
    ) == ["ACTOR_NOT_ALLOWED"]
    await done(office, "tickPreparation", as_="clerk", meetingId=meeting["id"], preparationIds=lines)
    query = "query($id: ID!) { meeting(id: $id) { preparations { label doneAt doneBy { id } } } }"
    ticked = (await office.ask(query, as_="clerk", id=meeting["id"]))["preparations"]
    assert {each["doneBy"]["id"] for each in ticked} == {str(known_id("clerk"))}
    assert (ticked[-1]["label"], all(each["doneAt"] for each in ticked)) == ("同声传译", True)


async def test_cw_5_1_the_record_is_complete_and_looked_through(office: RunningService) -> None:
    """Reporter and his time, who spoke in which order, opinions in writing, dissent, the chair's word, who was away."""
    topic = await ready_topic(office)
    meeting = await on_the_way(office, [topic])
    (item,) = meeting["agenda"]
    opinion = [{"itemId": item["id"], "text": "建议分两年实施。"}]
    leave = await done(
        office, "requestMeetingLeave", as_="executive", meetingId=meeting["id"], reason="外出", opinions=opinion
    )
    await done(office, "approveMeetingLeave", as_="mayor", id=leave["id"])
    away = ("常务甲", "副县长乙")
    here = [a["id"] for a in meeting["attendees"] if a["name"] not in away]
    await done(office, "signInAttendees", as_="clerk", meetingId=meeting["id"], attendeeIds=here)
    office.set_clock("2022-02-25T09:00")
    await done(office, "startMeeting", as_="clerk", id=meeting["id"])
    await done(office, "callTopic", as_="clerk", itemId=item["id"])
    for name, kind, text in (
        ("副县长甲", "SPEECH", "同意方案。"),
        ("办主任甲", "SPEECH", "资金要落实。"),
        ("副县长甲", "DISSENT", "工期偏紧。"),
    ):
        said = {"itemId": item["id"], "attendeeId": attendee(meeting, name), "kind": kind, "text": text}
        await done(office, "recordStatement", as_="clerk", **said)
    absent = {"itemId": item["id"], "attendeeId": attendee(meeting, "副县长乙"), "kind": "SPEECH", "text": "同意。"}
    assert (await refused(office, "recordStatement", as_="clerk", **absent))[0].startswith(
        "CONTENT_INVALID:发言人未到会"
    )
    await done(office, "endReport", as_="clerk", itemId=item["id"], minutes=9)
    decided = {"outcome": "AGREED", "conclusion": "原则同意。", "decisions": [DECISION]}
    await done(office, "recordOutcome", as_="clerk", itemId=item["id"], **decided)
    await done(office, "concludeMeeting", as_="clerk", id=meeting["id"])

    early = await refused(office, "reviewRecord", as_="director", meetingId=meeting["id"])
    assert early == ["STATE_NOT_ALLOWED:会议记录尚未整理完成"]
    await done(office, "finalizeRecord", as_="clerk", meetingId=meeting["id"])
    assert await papers(office, "MEETING_RECORD") == []
    assert await refused(office, "reviewRecord", as_="clerk", meetingId=meeting["id"]) == ["ACTOR_NOT_ALLOWED"]
    reviewed = await done(office, "reviewRecord", as_="director", meetingId=meeting["id"])
    assert reviewed["recordReviewedBy"]["id"] == str(known_id("director"))
    (paper,) = await papers(office, "MEETING_RECORD")
    record = paper["data"]
    assert (record["recorder"], record["reviewer"]) == ("文秘甲", "办主任甲")
    assert (record["leave"], record["absent"]) == (["常务甲"], ["副县长乙"])
    (row,) = record["topics"]
    assert (row["reporter"], row["minutes"]) == ("县住房和城乡建设局住建甲", 9)
    assert [each["speaker"] for each in row["speeches"]] == ["副县长甲", "办主任甲"]
    assert [(each["speaker"], each["text"]) for each in row["written_opinions"]] == [("常务甲", "建议分两年实施。")]
    assert [each["text"] for each in row["dissents"]] == ["工期偏紧。"]
    assert row["conclusion"] == "原则同意。"


@pytest.mark.refuses("REPORTER_NOT_HEAD")
async def test_cw_5_2a_the_units_head_reports_himself(office: RunningService) -> None:
    meeting = await in_session(office, [await ready_topic(office)])
    deputy = {"itemId": meeting["agenda"][0]["id"], "reporterId": str(known_id("housing-clerk"))}
    for login in ("clerk", "director"):
        answer = await hold(office, "callTopic", as_=login, **deputy)
        assert [v["code"] for v in answer["violations"]] == ["REPORTER_NOT_HEAD"], login


async def test_cw_5_2b_without_him_the_topic_waits_whoever_wishes_otherwise(office: RunningService) -> None:
    """No override in CW: 县长 cannot have the deputy heard; the topic goes to another meeting."""
    topic = await ready_topic(office)
    meeting = await in_session(office, [topic], absent=("housing-head",))
    item = meeting["agenda"][0]["id"]
    called = await done(office, "callTopic", as_="clerk", itemId=item)
    assert (called["agenda"][0]["deferral"], called["agenda"][0]["deferralClause"]) == ("HEAD_ABSENT", "CW-5.2b")
    wish = {"act": {"dispensation": "县长同意副职汇报"}}
    for given in ({}, wish):
        answer = await hold(office, "callTopic", as_="clerk", itemId=item, **given)
        assert [v["code"] for v in answer["violations"]] == ["HEAD_ABSENT_TOPIC_DEFERRED"]
    query = "query($id: ID!) { topic(id: $id) { state deferralCount } }"
    assert await office.ask(query, as_="clerk", id=topic) == {"state": "PASSED", "deferralCount": 1}


async def test_cw_5_3_only_the_list_signs_in_and_leaving_stays_on_record(office: RunningService) -> None:
    meeting = await in_session(office, [await ready_topic(office)])
    stranger = {"meetingId": meeting["id"], "personIds": [str(known_id("town-head"))]}
    answer = await hold(office, "signInAttendees", as_="clerk", **stranger)
    assert [(v["code"], v["kind"], v["clauses"][0]["id"]) for v in answer["violations"]] == [
        ("NOT_ON_ROSTER", "ACTOR", "CW-5.3")
    ]
    deputy = attendee(meeting, "副县长乙")
    office.set_clock("2022-02-25T09:20")
    left = await done(office, "markAttendeeLeaving", as_="clerk", attendeeId=deputy)
    assert [(f["code"], f["kind"]) for f in left["findings"]] == [("LEFT_MIDWAY", "ADVISORY")]
    await done(office, "signOutAttendees", as_="clerk", meetingId=meeting["id"], attendeeIds=[deputy])
    office.set_clock("2022-02-25T10:00")
    await concluded(office, meeting)
    (sheet,) = await papers(office, "SIGN_IN_SHEET")
    rows = {row["name"]: row for row in sheet["data"]["attendees"]}
    assert rows["副县长乙"]["remark"] == "09:20中途离场，早退"
    assert rows["副县长乙"]["signed_out"].startswith("2022-02-25T09:20")
    assert rows["副县长甲"]["remark"] is None


@pytest.mark.refuses("PRESS_NOT_APPROVED")
async def test_cw_6_1_news_only_of_what_may_be_published_and_by_its_chain(office: RunningService) -> None:
    """Not publishable unless marked; 办公室 → 办主任 → 常务副县长 or 县长; nothing appears before."""
    meeting = await in_session(office, [await ready_topic(office)])
    minutes = await issued(office, meeting, decisions=[CLOSED, OPEN])
    query = "query($id: ID!) { meeting(id: $id) { decisions { publishable } } }"
    flags = (await office.ask(query, as_="clerk", id=meeting["id"]))["decisions"]
    assert [each["publishable"] for each in flags] == [False, True]
    release = await told(office, "draftPressRelease", as_="clerk", meetingId=meeting["id"])
    assert [each["text"] for each in release["passages"]] == [OPEN["text"]]
    await told(office, "submitPressRelease", as_="clerk", id=release["id"])
    site = {"id": release["id"], "publications": [SITE]}
    assert await untold(office, "publishPressRelease", as_="clerk", **site) == ["PRESS_NOT_APPROVED"]
    await told(office, "signPressRelease", as_="director", id=release["id"])
    assert (await told(office, "signPressRelease", as_="mayor", id=release["id"]))["state"] == "APPROVED"
    assert minutes["state"] == "ISSUED"


async def test_cw_6_2a_two_working_days_for_record_and_draft_alone(office: RunningService) -> None:
    """Both must be done; the clerk is reminded, 办主任 learns of lateness; the issue has a target of its own."""
    over = await concluded(office, await in_session(office, [await ready_topic(office)]))
    terms = {d["key"]: (d["due"], d["state"]) for d in over["deadlines"]}
    del terms["meeting_length"]
    assert terms == {"record_and_draft": ("2022-03-01", "OPEN"), "minutes_issue": ("2022-03-04", "OPEN")}
    minutes = await done(office, "draftMinutes", as_="clerk", meetingId=over["id"])
    assert "会议听取了县住房和城乡建设局关于《县城老旧小区改造方案》的汇报" in minutes["entries"][0]["text"]
    await done(office, "submitMinutes", as_="clerk", id=minutes["id"])
    still = {d["key"]: d["state"] for d in (await meeting_of(office, over["id"]))["deadlines"]}
    assert still["record_and_draft"] == "OPEN"  # the record is not in order yet
    office.set_clock("2022-03-01T08:30")
    await office.timers_done()
    assert len(await notices(office, "record_and_draft_due")) == 1
    office.set_clock("2022-03-02T08:30")
    await office.timers_done()
    (late,) = await notices(office, "record_and_draft_overdue")
    assert (late["recipients"][0]["post"], "逾期1日" in late["text_zh"]) == ("OFFICE_DIRECTOR", True)
    done_late = await done(office, "finalizeRecord", as_="clerk", meetingId=over["id"])
    met = {d["key"]: (d["state"], d["metOn"]) for d in done_late["deadlines"]}
    assert met["record_and_draft"] == ("MISSED", "2022-03-02")


async def test_amb_07_minutes_that_are_out_in_five_working_days_are_in_time(office: RunningService) -> None:
    minutes = await drafted(office, await in_session(office, [await ready_topic(office)]))
    await signed(office, minutes["id"])
    figures = "{ meetings { nodes { figures { minutesDue minutesInTime } } } }"
    terms = "{ meetingYearFigures(year: 2022) { minutesIssue { due onTime late open } } }"

    async def seen() -> tuple[Any, Any]:
        (meeting,) = (await office.ask(figures, as_="clerk"))["nodes"]
        (kind,) = [k["minutesIssue"] for k in await office.ask(terms, as_="clerk") if k["minutesIssue"]["due"]]
        return (meeting["figures"]["minutesDue"], meeting["figures"]["minutesInTime"]), tuple(kind.values())

    assert await seen() == (("2022-03-04", None), (1, 0, 0, 1))
    office.set_clock("2022-03-04T17:00")
    await answer_paper(office, minutes["id"], NUMBER)
    assert await seen() == (("2022-03-04", True), (1, 1, 0, 0))


async def test_amb_07_minutes_that_are_not_out_are_told_of(office: RunningService) -> None:
    minutes = await drafted(office, await in_session(office, [await ready_topic(office)]))
    await signed(office, minutes["id"])
    office.set_clock("2022-03-07T08:30")
    await office.timers_done()
    (late,) = await notices(office, "minutes_issue_overdue")
    assert late["recipients"][0]["post"] == "OFFICE_DIRECTOR"
    assert late["text_zh"].startswith("印发县政府第1次常务会议纪要已逾期1日")
    await answer_paper(office, minutes["id"], NUMBER)
    (meeting,) = [e.data["meeting_id"] for e in await events(office, "minutes.issued")]
    terms = {d["key"]: (d["state"], d["metOn"]) for d in (await meeting_of(office, meeting))["deadlines"]}
    assert terms["minutes_issue"] == ("MISSED", "2022-03-07")


@pytest.mark.refuses("MINUTES_INCOMPLETE")
async def test_cw_6_2b_every_topic_with_its_outcome_every_decision_with_its_unit(office: RunningService) -> None:
    meeting = await in_session(office, [await ready_topic(office), await ready_topic(office, title="通报事项")])
    first, second = meeting["agenda"]
    await heard(office, first["id"], decisions=[{"text": "抓好落实。"}])
    await heard(office, second["id"], outcome="NOTED", decisions=[])
    await done(office, "concludeMeeting", as_="clerk", id=meeting["id"])
    minutes = await done(office, "draftMinutes", as_="clerk", meetingId=meeting["id"])
    assert "会议强调" in minutes["entries"][1]["text"]  # without a decision the outcome is still told
    only_first = [{"itemId": minutes["entries"][0]["itemId"], "text": "同意。"}]
    await done(office, "editMinutes", as_="clerk", id=minutes["id"], entries=only_first)
    assert await refused(office, "submitMinutes", as_="clerk", id=minutes["id"]) == [
        "MINUTES_INCOMPLETE:通报事项",
        "MINUTES_INCOMPLETE:2022-CW-01-01（责任单位）",
        "MINUTES_INCOMPLETE:2022-CW-01-01（时限）",
    ]


@pytest.mark.refuses("CHAIN_ORDER")
async def test_cw_6_2c_three_signatures_in_order_then_frozen(office: RunningService) -> None:
    """A return begins version 2 at the first step; after the issue nothing is edited, only corrected."""
    minutes = await drafted(office, await in_session(office, [await ready_topic(office)]))
    await done(office, "submitMinutes", as_="clerk", id=minutes["id"])
    for login in ("executive", "mayor"):
        assert await refused(office, "signMinutes", as_=login, id=minutes["id"]) == ["CHAIN_ORDER:办主任审核"]
    for login in ("director", "executive"):
        await done(office, "signMinutes", as_=login, id=minutes["id"])
    back = await done(office, "returnMinutes", as_="mayor", id=minutes["id"], act={"reason": "时限再核"})
    assert (back["state"], back["edition"]) == ("DRAFTING", 2)
    final = await signed(office, minutes["id"], SIGNERS)
    assert [(s["edition"], s["step"]) for s in final["signatures"]][-3:] == [
        (2, "OFFICE_DIRECTOR"),
        (2, "EXECUTIVE_DEPUTY_HEAD"),
        (2, "SIGNATURE"),
    ]
    (request,) = await papers(office, "STANDING_MINUTES")
    members_and_units = {str(known_id(unit)) for unit in ("housing", "finance")}
    assert members_and_units <= {each["unit_id"] for each in request["recipients"]}
    await answer_paper(office, minutes["id"], NUMBER)
    out = await minutes_of(office, minutes["id"])
    edit: dict[str, Any] = {"entries": [{"itemId": each["itemId"], "text": "改"} for each in out["entries"]]}
    for mutation, given in (("editMinutes", edit), ("submitMinutes", {}), ("signMinutes", {})):
        login = "mayor" if mutation == "signMinutes" else "clerk"
        answers = await refused(office, mutation, as_=login, id=minutes["id"], **given)
        assert answers[0].split(":")[0] in ("STATE_NOT_ALLOWED", "SIGNER_NOT_ALLOWED"), (mutation, answers)
    correction = await done(office, "correctMinutes", as_="clerk", id=minutes["id"], act={"reason": "表述有误"})
    assert (correction["corrects"]["id"], correction["state"]) == (minutes["id"], "DRAFTING")
    assert "correct_minutes" in await audited(office, minutes["id"])


async def test_amb_15_invited_leaders_stand_under_observers(office: RunningService) -> None:
    meeting = await in_session(office, [await ready_topic(office)])
    minutes = await drafted(office, meeting)
    await signed(office, minutes["id"])
    (request,) = await papers(office, "STANDING_MINUTES")
    data = request["data"]
    assert "县委副书记县委领导甲" in data["observers"]
    assert not any("领导甲" in name for name in data["present"])


async def test_gz_5_minutes_of_a_delegated_meeting_say_so(office: RunningService) -> None:
    await delegate(office, ("CONVENE_STANDING",), "executive", ("2022-02-21", "2022-02-26"))
    meeting = await in_session(office, [await ready_topic(office)], hostId=str(known_id("executive")))
    assert meeting["mandate"] == "受县长委托"
    await signed(office, (await drafted(office, meeting))["id"])
    (request,) = await papers(office, "STANDING_MINUTES")
    assert (request["data"]["mandate"], request["data"]["chair"]) == ("受县长委托", "常务副县长常务甲")
