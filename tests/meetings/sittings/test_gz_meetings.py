"""Who sits in which meeting and who presides (GZ-13 … GZ-16), each clause through the API."""

from typing import Any

import pytest

from tests.meetings.steps import (
    a_plan,
    concluded,
    done,
    drafted,
    events,
    go_away,
    in_session,
    on_the_way,
    ready_topic,
    refused,
)
from tests.roster import roster
from tests.service import FOUNDED, RunningService, known_id

MORE_UNITS = {
    "park": ("县经开区管委会", "OUTSIDE"),
    "archive": ("县档案馆", "DIRECT_BODY"),
    "court": ("县法院", "OUTSIDE"),
}
MORE_PEOPLE = {
    "park-secretary": ("经开书记甲", "PARK_PARTY_SECRETARY", "park"),
    "park-director": ("经开主任甲", "PARK_DIRECTOR", "park"),
    "party-member": ("党组成员甲", "PARTY_GROUP_MEMBER", "county"),
    "archive-head": ("档案甲", "UNIT_HEAD", "archive"),
    "court-head": ("法院甲", "UNIT_HEAD", "court"),
}
LEADERS = {"县长甲", "常务甲", "副县长甲", "副县长乙", "经开书记甲", "经开主任甲", "党组成员甲"}
DEPUTY_A = {"kind": "SPECIAL", "basis": "BY_PORTFOLIO", "hostId": str(known_id("deputy-a"))}
DEPUTY_B = {"kind": "SPECIAL", "basis": "BY_PORTFOLIO", "hostId": str(known_id("deputy-b"))}


def whole_county() -> dict[str, Any]:
    """The small roster with the park, a party-group member, a 直属机构 and a 驻平单位 beside it."""
    snapshot = roster(2)
    dated = {"valid_from": FOUNDED.isoformat(), "valid_until": None}
    for key, (name, kind) in MORE_UNITS.items():
        about = {"code": key, "name": name, "short_name": name, "kind": kind, "supervised": False, "roles": []}
        snapshot["units"].append({"id": str(known_id(key)), **about, **dated})
    for login, (name, post, unit) in MORE_PEOPLE.items():
        who = {"person_id": str(known_id(login)), "unit_id": str(known_id(unit))}
        snapshot["persons"].append({"id": str(known_id(login)), "login": login, "name": name})
        held = {"post": post, "title": name[:-1], "main": post == "UNIT_HEAD"}
        snapshot["posts"].append({"id": str(known_id(f"{login}/{post}")), **who, **held, **dated})
    return snapshot


async def seats(office: RunningService, kind: str, **plan: Any) -> dict[str, set[str]]:
    """Names by category on the list that the office's notice freezes."""
    await office.give_roster(whole_county())
    topic = await ready_topic(office, kind=kind, involved_unit_ids=[known_id("finance")])
    meeting = await on_the_way(office, [topic], kind=kind, **plan)
    found: dict[str, set[str]] = {}
    for attendee in meeting["attendees"]:
        found.setdefault(attendee["category"], set()).add(attendee["name"])
    return found


async def test_gz_13_a_plenary_meeting_seats_leaders_and_heads_and_towns_observe(office: RunningService) -> None:
    found = await seats(office, "PLENARY")
    heads = {"财政甲", "住建甲", "司法甲", "信访甲", "档案甲"}
    assert found["MEMBER"] == LEADERS | {"办主任甲"} | heads
    assert found["OBSERVER"] == {"镇长甲", "法院甲"}
    assert set(found) == {"MEMBER", "OBSERVER"}


async def test_gz_14_a_standing_meeting_seats_its_members_guests_and_observers(office: RunningService) -> None:
    found = await seats(office, "STANDING")
    assert found["MEMBER"] == LEADERS | {"办主任甲"}
    assert found["INVITED"] == {
        *("县委领导甲", "人大领导甲", "政协领导甲"),
        *("人大代表甲", "人大代表乙", "人大代表丙"),
        *("政协委员甲", "政协委员乙", "政协委员丙"),
        "法律顾问甲",
    }
    assert found["OBSERVER"] == {"副主任甲", "住建甲", "财政甲"}


async def test_gz_14_guests_stand_under_observers_in_the_minutes_and_are_no_members(office: RunningService) -> None:
    """AMB-15: 邀请 is printed under 列席."""
    meeting = await in_session(office, [await ready_topic(office)])
    minutes = await drafted(office, meeting)
    await done(office, "submitMinutes", as_="clerk", id=minutes["id"])
    for login in ("director", "executive", "mayor"):
        await done(office, "signMinutes", as_=login, id=minutes["id"])
    (paper,) = await events(office, "document.requested", minutes["id"])
    assert any("县委领导甲" in name for name in paper.data["data"]["observers"])
    assert "县委领导甲" not in paper.data["data"]["present"]
    assert "副县长甲" in paper.data["data"]["present"]


async def test_gz_15_a_mayor_meeting_seats_county_head_deputies_and_office_director(office: RunningService) -> None:
    found = await seats(office, "MAYOR")
    assert found == {
        "MEMBER": {"县长甲", "常务甲", "副县长甲", "副县长乙", "办主任甲"},
        "OBSERVER": {"住建甲", "财政甲"},
    }


@pytest.mark.refuses("HOST_NOT_ALLOWED")
@pytest.mark.parametrize("kind", ["PLENARY", "MAYOR"])
async def test_gz_15_no_other_deputy_head_presides(office: RunningService, kind: str) -> None:
    for login in ("deputy-a", "director", "housing-head"):
        plan = a_plan(kind=kind, hostId=str(known_id(login)))
        assert await refused(office, "planMeeting", as_="clerk", plan=plan) == ["HOST_NOT_ALLOWED"]


@pytest.mark.refuses("OUT_OF_PORTFOLIO")
async def test_gz_16_1_an_involved_unit_does_not_make_it_his_portfolio(office: RunningService) -> None:
    of_finance = await ready_topic(office, "finance", kind="SPECIAL", involved_unit_ids=[known_id("housing")])
    meeting = await on_the_way(office, [of_finance], **DEPUTY_A)
    office.set_clock("2022-02-25T09:00")
    assert await refused(office, "startMeeting", as_="deputy-a", id=meeting["id"]) == ["OUT_OF_PORTFOLIO"]


@pytest.mark.refuses("OUT_OF_PORTFOLIO")
async def test_gz_16_1_a_substitute_presides_while_he_stands_in(office: RunningService) -> None:
    meeting = await on_the_way(office, [await ready_topic(office, kind="SPECIAL")], **DEPUTY_B)
    office.set_clock("2022-02-25T09:00")
    assert await refused(office, "startMeeting", as_="deputy-b", id=meeting["id"]) == ["OUT_OF_PORTFOLIO"]
    await go_away(office, "deputy-a", ("2022-02-25", "2022-02-28"))
    assert (await done(office, "startMeeting", as_="deputy-b", id=meeting["id"]))["state"] == "IN_SESSION"


@pytest.mark.refuses("FUNDS_AUTHORITY_REQUIRED")
@pytest.mark.parametrize("outcome", ["AGREED", "AGREED_IN_PRINCIPLE"])
async def test_gz_16_2_named_powers_let_a_special_meeting_decide_on_money(office: RunningService, outcome: str) -> None:
    topic = await ready_topic(office, kind="SPECIAL", flags=["FUNDS_OR_PROJECT"])
    meeting = await in_session(office, [topic], **{**DEPUTY_B, "hostId": str(known_id("deputy-a"))})
    item_id = meeting["agenda"][0]["id"]
    await done(office, "callTopic", as_="clerk", itemId=item_id)
    said: dict[str, Any] = {"itemId": item_id, "outcome": outcome, "conclusion": "同意安排。"}
    assert await refused(office, "recordOutcome", as_="clerk", **said, authorityBasis=" ") == [
        "FUNDS_AUTHORITY_REQUIRED"
    ]
    named = {**said, "authorityBasis": "《县级预算管理办法》第六条：50万元以下由分管副县长审批"}
    assert (await done(office, "recordOutcome", as_="clerk", **named))["agenda"][0]["outcome"] == outcome


async def test_gz_16_2_what_needs_no_powers_is_recorded_without_them(office: RunningService) -> None:
    topic = await ready_topic(office, kind="SPECIAL", flags=["FUNDS_OR_PROJECT"])
    meeting = await in_session(office, [topic], **{**DEPUTY_B, "hostId": str(known_id("deputy-a"))})
    over = await concluded(office, meeting, outcome="NOT_AGREED", decisions=[])
    assert over["agenda"][0]["outcome"] == "NOT_AGREED"
