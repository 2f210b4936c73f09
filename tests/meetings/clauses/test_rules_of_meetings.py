"""Rules of meetings by their names, each provoked through the API in the situation of its clause."""

from pathlib import Path

import pytest

from services.kernel.policies import Policies
from services.kernel.settings import ROOT
from tests.meetings.clauses.facts import COMMISSIONED, DEPUTY, attendee, papers, settle
from tests.meetings.steps import (
    arranged,
    concluded,
    done,
    entry,
    hold,
    in_session,
    offered,
    on_the_way,
    planned,
    ready_topic,
    refused,
)
from tests.service import RunningService, known_id


@pytest.mark.refuses("ACTOR_NOT_ALLOWED")
async def test_agenda_is_signed_by_the_one_named(
    office: RunningService, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """AMB-14: 办主任 signs the 议题单; a county whose policy names 县长 lets him sign."""
    meeting_id = await arranged(office, [await ready_topic(office)])
    assert await refused(office, "issueAgenda", as_="mayor", meetingId=meeting_id) == ["ACTOR_NOT_ALLOWED"]
    assert "issueAgenda" in await offered(office, "meeting", meeting_id, as_="director")
    own = (ROOT / "deploy" / "county" / "policies.yaml").read_text(encoding="utf-8")
    other = own.replace("agenda_signer, value: OFFICE_DIRECTOR", "agenda_signer, value: COUNTY_HEAD")
    (tmp_path / "policies.yaml").write_text(other, encoding="utf-8")
    monkeypatch.setattr(office.runtime, "policies", Policies.load(tmp_path))
    assert await refused(office, "issueAgenda", as_="director", meetingId=meeting_id) == ["ACTOR_NOT_ALLOWED"]
    assert (await done(office, "issueAgenda", as_="mayor", meetingId=meeting_id))["state"] == "AGENDA_ISSUED"


async def test_invited_guests_came(office: RunningService) -> None:
    """CW-4.3: 邀请 3 实到 2 stays in the archive; it stops nobody."""
    meeting = await in_session(office, [await ready_topic(office)])
    gone = attendee(meeting, "人大代表丙")
    await done(office, "signOutAttendees", as_="clerk", meetingId=meeting["id"], attendeeIds=[gone])
    assert [f for f in (await concluded(office, meeting))["findings"] if f["code"] == "INVITATION_COUNT"] == []


async def test_invited_guests_who_stay_away_are_on_record(office: RunningService) -> None:
    meeting = await on_the_way(office, [await ready_topic(office)])
    here = [a["id"] for a in meeting["attendees"] if a["name"] not in ("人大代表丙", "县委领导甲")]
    await done(office, "signInAttendees", as_="clerk", meetingId=meeting["id"], attendeeIds=here)
    office.set_clock("2022-02-25T09:00")
    over = await concluded(office, await done(office, "startMeeting", as_="clerk", id=meeting["id"]))
    found = [(f["kind"], f["messageZh"]) for f in over["findings"] if f["action"] == "conclude_meeting"]
    assert [(kind, words.split("）")[-1]) for kind, words in found] == [
        ("ADVISORY", "邀请1人，实到0人"),
        ("ADVISORY", "邀请3人，实到2人"),
    ]


@pytest.mark.refuses("COMMISSION_REQUIRED")
async def test_commissioned_matter_has_a_commissioned_meeting(office: RunningService) -> None:
    """What 县长 entrusted cannot be heard 按分工, where its host alone would sign (ZT-5.2)."""
    topic = await ready_topic(office, kind="SPECIAL", scope_code="5", commissioned_at=office.runtime.clock.now())
    by_portfolio = await planned(office, **DEPUTY)
    answer = await hold(office, "proposeArrangement", as_="clerk", meetingId=by_portfolio, entries=[entry(topic)])
    assert [(v["code"], v["clauses"][0]["id"]) for v in answer["violations"]] == [("COMMISSION_REQUIRED", "ZT-2.5")]
    other = {"meetingId": await planned(office, **COMMISSIONED), "entries": [entry(topic)]}
    assert (await done(office, "proposeArrangement", as_="clerk", **other))["arrangement"] == "PROPOSED"


async def test_deputys_report_is_on_record(office: RunningService) -> None:
    """BG-5.1: a deputy's report is heard, warned of and recorded; the head's own leaves no finding."""
    meeting = await in_session(office, [await ready_topic(office, kind="MAYOR")], kind="MAYOR")
    given = {"itemId": meeting["agenda"][0]["id"], "reporterId": str(known_id("housing-clerk"))}
    (item,) = (await done(office, "callTopic", as_="clerk", **given))["agenda"]
    assert item["deputyReported"] is True
    assert [(f["code"], f["kind"], f["clauses"]) for f in item["findings"]] == [
        ("REPORTER_NOT_HEAD", "ADVISORY", ["BG-5.1"])
    ]


@pytest.mark.refuses("CONTENT_INVALID")
async def test_county_head_delegates_or_postpones(office: RunningService) -> None:
    """AMB-03: 县长 himself asks for no leave."""
    meeting = await on_the_way(office, [await ready_topic(office)])
    answer = await hold(office, "requestMeetingLeave", as_="mayor", meetingId=meeting["id"], reason="外出")
    (found,) = answer["violations"]
    assert (found["code"], found["clauses"][0]["id"]) == ("CONTENT_INVALID", "CW-1.2")
    assert "请委托主持或者推迟会议" in found["messageZh"]


PRESENCE = "query($id: ID!) { meeting(id: $id) { memberPresence { present expected text } } }"


@pytest.mark.parametrize(("ratio", "told"), [("off", []), (50, []), (60, ["组成人员到会2/5（应不少于60%）"])])
async def test_gz_18_1_members_have_come(
    office: RunningService, monkeypatch: pytest.MonkeyPatch, ratio: str | int, told: list[str]
) -> None:
    """AMB-21: no quorum stops a meeting; a county that has settled a percentage has fewer put on record."""
    settle(office, monkeypatch, quorum_ratio=ratio)
    absent = ("executive", "deputy-a", "deputy-b") if told else ("executive", "deputy-b")
    meeting = await in_session(office, [await ready_topic(office)], absent=absent)
    assert meeting["state"] == "IN_SESSION"
    found = [f for f in meeting["findings"] if f["code"] == "MEMBERS_FEW"]
    assert [f["messageZh"].split("：")[1] for f in found] == told
    assert {(f["kind"], *f["clauses"]) for f in found} <= {("ADVISORY", "GZ-18.1")}
    came = 5 - len(absent)
    shown = {"present": came, "expected": 5, "text": f"组成人员到会{came}/5"}
    assert (await office.ask(PRESENCE, as_="clerk", id=meeting["id"]))["memberPresence"] == shown
    assert (await office.ask(PRESENCE, as_="housing-head", id=meeting["id"]))["memberPresence"] == shown  # he attends
    over = await concluded(office, meeting)
    await done(office, "finalizeRecord", as_="clerk", meetingId=over["id"])
    await done(office, "reviewRecord", as_="director", meetingId=over["id"])
    (record,) = await papers(office, "MEETING_RECORD")
    assert record["data"]["members"] == shown["text"]


@pytest.mark.parametrize(
    ("plan", "due"),
    [
        ({"kind": "STANDING"}, "2022-03-01"),  # CW-6.2 binds it, whatever the county has settled
        ({"kind": "PLENARY"}, "2022-03-03"),
        ({"kind": "MAYOR"}, "2022-03-03"),
        (DEPUTY, "2022-03-03"),
    ],
)
async def test_bg_6_record_and_draft_take_as_long_as_the_county_says(
    office: RunningService, monkeypatch: pytest.MonkeyPatch, plan: dict[str, str], due: str
) -> None:
    """AMB-28: no text gives 县长办公会议 and 专题会议 (ZT-5.1) a time for their minutes."""
    settle(office, monkeypatch, minutes_draft_wd=4)
    meeting = await in_session(office, [await ready_topic(office, kind=plan["kind"])], **plan)
    over = await concluded(office, meeting)
    assert [d["due"] for d in over["deadlines"] if d["key"] == "record_and_draft"] == [due]
