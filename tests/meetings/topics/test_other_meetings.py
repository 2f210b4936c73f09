"""Topics for 县长办公会议 and 专题会议: their own gates (BG-3, BG-4, ZT-2, ZT-3)."""

from datetime import date

import pytest

from services.contracts.directory import DelegationRegistered
from services.contracts.words.directory import DelegationScope
from services.kernel.ids import new_id
from tests.meetings.topics.steps import a_draft, assess, consult, do, drafted, refused, signed, submit, topic_of
from tests.service import RunningService, known_id

MAYOR = {"kind": "MAYOR", "scopeCode": "1"}
SPECIAL = {"kind": "SPECIAL", "scopeCode": "1"}


@pytest.mark.refuses("PLAN_ATTACHMENT_REQUIRED", "PRECONDITION_MISSING")
async def test_a_matter_climbs_level_by_level_to_the_county_head(meetings: RunningService) -> None:
    topic_id = await signed(meetings, **MAYOR)
    early = await do(meetings, "giveTopicOpinion", as_="mayor", id=topic_id, opinion="AGREED")
    assert [(v["code"], v["detail"]) for v in early["violations"]] == [("CHAIN_ORDER", "分管副县长")]
    assert await refused(meetings, "reviewTopicAsLeader", as_="deputy-a", id=topic_id, opinion="AGREED") == [
        "PRECONDITION_MISSING:feasibility",
        "PLAN_ATTACHMENT_REQUIRED",
    ]
    await assess(meetings, topic_id)
    assert (await submit(meetings, topic_id))["state"] == "UNIT_HEAD_SIGNED"
    assert await refused(meetings, "reviewTopicAsLeader", as_="executive", id=topic_id, opinion="AGREED") == [
        "ACTOR_NOT_ALLOWED"
    ]
    assert await refused(meetings, "reviewTopicAsLeader", as_="deputy-a", id=topic_id) == ["EXPLICIT_OPINION_REQUIRED"]
    reviewed = await do(meetings, "reviewTopicAsLeader", as_="deputy-a", id=topic_id, opinion="AGREED", text="同意")
    assert reviewed["state"] == "REVIEWED"
    decided = await do(meetings, "giveTopicOpinion", as_="mayor", id=topic_id, opinion="AGREED")
    assert decided["state"] == "OPINION_GIVEN"
    assert await refused(meetings, "endorseTopic", as_="deputy-a", id=topic_id) == [
        "STATE_NOT_ALLOWED:县长办公会议议题无此环节"
    ]


@pytest.mark.refuses("MAJOR_MATTER_WRONG_MEETING")
async def test_at10_a_major_matter_goes_to_the_standing_meeting(meetings: RunningService) -> None:
    for kind in (MAYOR, SPECIAL):
        topic_id = await drafted(meetings, flags=["MAJOR_INVESTMENT"], **kind)
        answer = await do(meetings, "signTopic", as_="housing-head", id=topic_id)
        assert [(v["code"], v["clauses"][0]["id"]) for v in answer["violations"]] == [
            ("MAJOR_MATTER_WRONG_MEETING", "GZ-4")
        ]
    coordinated = await drafted(meetings, flags=["MAJOR_INVESTMENT"], purpose="COORDINATE", **SPECIAL)
    assert (await do(meetings, "signTopic", as_="housing-head", id=coordinated))["state"] == "UNIT_HEAD_SIGNED"
    flagged = await signed(meetings, **SPECIAL)
    await do(meetings, "flagTopic", as_="deputy-a", id=flagged, flag="LARGE_FUNDS")
    assert await refused(meetings, "acceptTopic", as_="deputy-a", id=flagged, opinion="AGREED") == [
        "MAJOR_MATTER_WRONG_MEETING"
    ]


async def test_the_county_heads_own_scope_is_his(meetings: RunningService) -> None:
    his = {**MAYOR, "scopeCode": "4"}
    answer = await do(meetings, "draftTopic", as_="housing-clerk", input=a_draft(**his))
    assert [(v["code"], v["clauses"][0]["id"]) for v in answer["violations"]] == [("ACTOR_NOT_ALLOWED", "BG-3.4")]
    assert (await do(meetings, "draftTopic", as_="mayor", input=a_draft(**his)))["state"] == "DRAFT"


async def test_what_two_leaders_could_not_agree_on_goes_up(meetings: RunningService) -> None:
    topic_id = await signed(meetings, **{**MAYOR, "scopeCode": "5"}, involvedUnitIds=[str(known_id("finance"))])
    await assess(meetings, topic_id)
    await submit(meetings, topic_id)
    await consult(meetings, topic_id, "finance", "DISAGREED")
    review = {"as_": "deputy-a", "id": topic_id, "opinion": "AGREED"}
    assert await refused(meetings, "reviewTopicAsLeader", **review) == ["PRECONDITION_MISSING:uncoordinated"]
    await do(meetings, "coordinateTopic", as_="deputy-a", id=topic_id, result="DIVIDED", text="资金渠道未达成一致")
    assert (await do(meetings, "reviewTopicAsLeader", **review))["state"] == "REVIEWED"


@pytest.mark.refuses("UNIT_HEAD_APPROVAL_REQUIRED")
async def test_the_host_accepts_what_the_unit_head_has_checked(meetings: RunningService) -> None:
    topic_id = await drafted(meetings, **SPECIAL, basis="")
    accept = {"as_": "deputy-a", "id": topic_id, "opinion": "AGREED"}
    assert await refused(meetings, "acceptTopic", **accept) == [
        "UNIT_HEAD_APPROVAL_REQUIRED",
        "PRECONDITION_MISSING:basis",
    ]
    await do(meetings, "editTopic", as_="housing-clerk", id=topic_id, input={"basis": "县政府工作安排"})
    await do(meetings, "signTopic", as_="housing-head", id=topic_id)
    assert (await do(meetings, "acceptTopic", **accept))["state"] == "ACCEPTED"


@pytest.mark.refuses("COMMISSION_REQUIRED")
async def test_a_commissioned_matter_needs_the_commission(meetings: RunningService) -> None:
    topic_id = await signed(meetings, **{**SPECIAL, "scopeCode": "5"})
    accept = {"id": topic_id, "opinion": "AGREED"}
    assert await refused(meetings, "acceptTopic", as_="deputy-a", **accept) == ["COMMISSION_REQUIRED"]
    commission = {"id": topic_id, "hostId": str(known_id("deputy-b")), "text": "请乙同志牵头研究"}
    assert await refused(meetings, "commissionTopic", as_="deputy-a", **commission) == ["ACTOR_NOT_ALLOWED"]
    await do(meetings, "commissionTopic", as_="mayor", **commission)
    assert (await do(meetings, "acceptTopic", as_="deputy-b", **accept))["state"] == "ACCEPTED"


async def test_a_registered_commission_is_as_good(january: RunningService) -> None:
    topic_id = await signed(january, **{**SPECIAL, "scopeCode": "5"})
    given = DelegationRegistered(
        id=new_id(),
        grantor_id=known_id("mayor"),
        grantee_id=known_id("deputy-a"),
        scopes=(DelegationScope.COMMISSIONED_TASK,),
        valid_from=date(2022, 1, 28),
        valid_until=date(2022, 2, 28),
        basis="县长批示",
    )
    await january.receive(given, given.id)
    accepted = await do(january, "acceptTopic", as_="deputy-a", id=topic_id, opinion="AGREED")
    assert accepted["state"] == "ACCEPTED"


async def test_what_a_leader_sends_back_is_signed_anew(meetings: RunningService) -> None:
    topic_id = await signed(meetings, **SPECIAL)
    back = await do(meetings, "acceptTopic", as_="deputy-a", id=topic_id, opinion="REVISE", text="补充测算")
    assert back["state"] == "DRAFT"
    assert (await do(meetings, "signTopic", as_="housing-head", id=topic_id))["state"] == "UNIT_HEAD_SIGNED"
    declined = await do(meetings, "acceptTopic", as_="deputy-a", id=topic_id, opinion="NOT_AGREED", text="不需开会")
    assert declined["state"] == "REJECTED"


async def test_a_plenary_topic_has_no_list_of_scopes(meetings: RunningService) -> None:
    topic_id = await signed(meetings, kind="PLENARY", scopeCode=None, flags=["ESTABLISHMENT"])
    head = await do(meetings, "endorseTopic", as_="housing-head", id=topic_id)
    assert head["state"] == "PROPOSED"  # heads of departments are members there (GZ-13)
    assert (await topic_of(meetings, topic_id))["flags"] == ["ESTABLISHMENT"]
