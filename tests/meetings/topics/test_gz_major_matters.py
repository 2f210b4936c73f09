"""Flags of major matters, and who may take them away (GZ-3, GZ-4, AMB-27); who decides on what he brought (spec 06)."""

import pytest

from tests.meetings.clauses.facts import settle
from tests.meetings.steps import delegate
from tests.meetings.topics.steps import assess, do, drafted, listed, proposed, refused, signed, some_work, submit
from tests.meetings.topics.test_way_to_the_standing_meeting import events_about
from tests.service import RunningService, known_id

PARTY = ("MAJOR_DECISION", "MAJOR_INVESTMENT", "LARGE_FUNDS")
FINANCE = [str(known_id("finance"))]


@pytest.mark.parametrize(
    "login", ["housing-clerk", "housing-head", "deputy-a", "executive", "clerk", "director", "mayor"]
)
async def test_gz_3_unit_leader_involved_and_office_flag_a_topic(meetings: RunningService, login: str) -> None:
    topic_id = await listed(meetings, involvedUnitIds=FINANCE)
    for flag in PARTY:
        flagged = await do(meetings, "flagTopic", as_=login, id=topic_id, flag=flag)
        assert flag in flagged["flags"], flagged


@pytest.mark.refuses("ACTOR_NOT_ALLOWED", "AB_NOT_ACTIVE")
async def test_gz_3_nobody_else_flags_it(meetings: RunningService) -> None:
    topic_id = await listed(meetings, involvedUnitIds=FINANCE)
    for login, code in (("finance-head", "ACTOR_NOT_ALLOWED"), ("deputy-b", "AB_NOT_ACTIVE")):
        assert await refused(meetings, "flagTopic", as_=login, id=topic_id, flag="LARGE_FUNDS") == [code]


@pytest.mark.refuses("ACTOR_NOT_ALLOWED")
@pytest.mark.parametrize("flag", [*PARTY, "MAJOR_ADMINISTRATIVE_DECISION"])
async def test_gz_3_a_flag_that_another_has_set_as_well_is_cleared_by_the_county_head(
    meetings: RunningService, flag: str
) -> None:
    topic_id = await listed(meetings, flags=[flag])
    await do(meetings, "flagTopic", as_="deputy-a", id=topic_id, flag=flag)  # he saw that it is one
    for login in ("housing-clerk", "deputy-a", "clerk"):
        answer = await do(meetings, "unflagTopic", as_=login, id=topic_id, flag=flag)
        assert [(v["code"], v["clauses"][0]["id"]) for v in answer["violations"]] == [("ACTOR_NOT_ALLOWED", "GZ-3")]
    assert (await do(meetings, "unflagTopic", as_="mayor", id=topic_id, flag=flag))["flags"] == []


async def test_gz_3_whoever_set_a_flag_alone_takes_it_away(meetings: RunningService) -> None:
    topic_id = await listed(meetings)
    await do(meetings, "flagTopic", as_="clerk", id=topic_id, flag="LARGE_FUNDS")
    await do(meetings, "flagTopic", as_="clerk", id=topic_id, flag="LARGE_FUNDS")  # twice is once
    assert (await do(meetings, "unflagTopic", as_="clerk", id=topic_id, flag="LARGE_FUNDS"))["flags"] == []


@pytest.mark.refuses("ACTOR_NOT_ALLOWED", "CONTENT_INVALID")
async def test_gz_3_word_of_the_party_is_recorded_by_the_office(meetings: RunningService) -> None:
    topic_id = await listed(meetings, flags=["LARGE_FUNDS"])
    said = {**await some_work(meetings, "PARTY_DECISION"), "form": "平字〔2022〕3号", "fileIds": []}
    answer = await do(meetings, "addTopicGroundwork", as_="housing-head", id=topic_id, input=said)
    assert [(v["code"], v["clauses"][0]["id"]) for v in answer["violations"]] == [("ACTOR_NOT_ALLOWED", "GZ-3")]
    nameless = {**said, "form": " "}
    assert await refused(meetings, "addTopicGroundwork", as_="clerk", id=topic_id, input=nameless) == [
        "CONTENT_INVALID:县委已审定同意县委审定文号（GZ-3）"
    ]
    assert (await do(meetings, "addTopicGroundwork", as_="clerk", id=topic_id, input=said))["__typename"] == "Topic"


@pytest.mark.refuses("MAJOR_MATTER_WRONG_MEETING")
async def test_gz_4_a_matter_flagged_on_its_way_goes_no_further_to_a_mayor_meeting(meetings: RunningService) -> None:
    topic_id = await signed(meetings, kind="MAYOR", scopeCode="1")
    await assess(meetings, topic_id)
    await submit(meetings, topic_id)
    await do(meetings, "reviewTopicAsLeader", as_="deputy-a", id=topic_id, opinion="AGREED")
    await do(meetings, "flagTopic", as_="clerk", id=topic_id, flag="MAJOR_INVESTMENT")
    answer = await refused(meetings, "giveTopicOpinion", as_="mayor", id=topic_id, opinion="AGREED")
    assert answer == ["MAJOR_MATTER_WRONG_MEETING"]


@pytest.mark.refuses("ACTOR_NOT_ALLOWED")
async def test_nobody_decides_on_what_he_brought(january: RunningService) -> None:
    """常务副县长 endorses his own portfolio's topic; under a 委托 to decide topics he leaves this one to 县长."""
    his = await do(january, "draftTopic", as_="finance-clerk", input=_of_finance())
    await do(january, "signTopic", as_="finance-head", id=his["id"])
    await do(january, "endorseTopic", as_="executive", id=his["id"])
    await delegate(january, ("DECIDE_TOPICS",), "executive", ("2022-01-28", "2022-02-01"))
    answer = await do(january, "giveTopicOpinion", as_="executive", id=his["id"], opinion="AGREED")
    assert [(v["code"], v["clauses"][0]["id"]) for v in answer["violations"]] == [("ACTOR_NOT_ALLOWED", "BG-4")]
    others = await proposed(january)
    assert (await do(january, "giveTopicOpinion", as_="executive", id=others, opinion="AGREED"))["state"] == (
        "OPINION_GIVEN"
    )
    assert (await do(january, "giveTopicOpinion", as_="mayor", id=his["id"], opinion="AGREED"))["state"] == (
        "OPINION_GIVEN"
    )


async def test_the_county_head_brings_a_topic_and_decides_on_it(meetings: RunningService) -> None:
    """He is a member like others, and the texts give him both (CW-3.1, CW-3.2)."""
    topic_id = await signed(meetings)
    await do(meetings, "endorseTopic", as_="mayor", id=topic_id)
    assert (await do(meetings, "giveTopicOpinion", as_="mayor", id=topic_id, opinion="AGREED"))["state"] == (
        "OPINION_GIVEN"
    )


def _of_finance() -> dict[str, object]:
    return {"kind": "STANDING", "title": "年度预算执行情况", "unitId": FINANCE[0], "scopeCode": "7"}


@pytest.mark.refuses("REVIEW_ITEM_OPEN")
async def test_no_reviewer_answers_for_a_department_that_has_said_nothing(meetings: RunningService) -> None:
    """Every “一票否决” department says something itself, whatever the reviewer writes (CW-3.3b)."""
    topic_id = await listed(meetings, flags=["COMMENDATION"])
    await do(meetings, "sendPreparationNotice", as_="clerk", id=topic_id)
    await assess(meetings, topic_id)
    await submit(meetings, topic_id)
    judged = [{"number": 5, "result": "MET", "evidence": "电话问过"}]
    await do(meetings, "recordPreliminaryReview", as_="clerk", id=topic_id, items=judged)
    assert await refused(meetings, "passTopic", as_="clerk", id=topic_id) == ["REVIEW_ITEM_OPEN:5"]
    await do(meetings, "giveVetoOpinion", as_="letters-head", id=topic_id, vetoed=False, text="无否决意见")
    assert (await do(meetings, "passTopic", as_="clerk", id=topic_id))["state"] == "PASSED"


@pytest.mark.refuses("ACTOR_NOT_ALLOWED")
async def test_gz_17_1_unit_clears_its_own_flags_alone(meetings: RunningService) -> None:
    """A flag that asks for work is not taken away by the unit that would have to do it."""
    for flag in ("PUBLIC_INTEREST", "NORMATIVE_DOCUMENT", "COMMENDATION"):
        topic_id = await listed(meetings)
        for login in ("clerk", "deputy-a"):
            await do(meetings, "flagTopic", as_=login, id=topic_id, flag=flag)
        answer = await do(meetings, "unflagTopic", as_="housing-head", id=topic_id, flag=flag)
        assert [(v["code"], v["clauses"][0]["id"]) for v in answer["violations"]] == [("ACTOR_NOT_ALLOWED", "GZ-17.1")]
        assert flag not in (await do(meetings, "unflagTopic", as_="clerk", id=topic_id, flag=flag))["flags"]
        await do(meetings, "flagTopic", as_="housing-clerk", id=topic_id, flag=flag)
        own = await do(meetings, "unflagTopic", as_="housing-head", id=topic_id, flag=flag)
        assert flag not in own["flags"]


@pytest.mark.refuses("ACTOR_NOT_ALLOWED")
async def test_gz_16_2_the_flag_of_money_stays_with_its_scope(meetings: RunningService) -> None:
    topic_id = await drafted(meetings, kind="SPECIAL", scopeCode="3")
    for login in ("housing-clerk", "deputy-a", "clerk"):
        answer = await refused(meetings, "unflagTopic", as_=login, id=topic_id, flag="FUNDS_OR_PROJECT")
        assert answer == ["ACTOR_NOT_ALLOWED"]
    emptied = await do(meetings, "editTopic", as_="housing-clerk", id=topic_id, input={"flags": []})
    assert emptied["flags"] == ["FUNDS_OR_PROJECT"]


async def test_gz_3_what_the_county_head_has_cleared_does_not_come_back_by_itself(meetings: RunningService) -> None:
    topic_id = await drafted(meetings, scopeCode="5")
    assert (await do(meetings, "unflagTopic", as_="mayor", id=topic_id, flag="MAJOR_DECISION"))["flags"] == []
    edited = await do(meetings, "editTopic", as_="housing-clerk", id=topic_id, input={"summary": "预算调整。"})
    assert edited["flags"] == []
    again = await do(meetings, "flagTopic", as_="deputy-a", id=topic_id, flag="MAJOR_DECISION")
    assert again["flags"] == ["MAJOR_DECISION"]


AMOUNT = "query($id: ID!) { topic(id: $id) { amount flags } }"
THRESHOLDS = [{"flag": "LARGE_FUNDS", "from": 500}, {"flag": "FUNDS_OR_PROJECT", "from": 30.5}]


@pytest.mark.refuses("ACTOR_NOT_ALLOWED", "MAJOR_MATTER_WRONG_MEETING", "CONTENT_INVALID")
async def test_gz_3_an_amount_that_the_county_calls_large_sets_the_flag(
    meetings: RunningService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """AMB-27: the unit keeps the flag as long as the amount stands, 县长 clears it for good."""
    settle(meetings, monkeypatch, money_thresholds=THRESHOLDS)
    topic_id = await drafted(meetings, kind="MAYOR", scopeCode="1", amount="499.99")
    assert await meetings.ask(AMOUNT, as_="clerk", id=topic_id) == {"amount": "499.99", "flags": ["FUNDS_OR_PROJECT"]}
    for login in ("housing-head", "deputy-a", "clerk"):
        answer = await refused(meetings, "unflagTopic", as_=login, id=topic_id, flag="FUNDS_OR_PROJECT")
        assert set(answer) == {"ACTOR_NOT_ALLOWED"}  # the unit for two reasons
    raised = await do(meetings, "editTopic", as_="housing-clerk", id=topic_id, input={"amount": "500", "flags": []})
    assert sorted(raised["flags"]) == ["FUNDS_OR_PROJECT", "LARGE_FUNDS"]
    assert await refused(meetings, "signTopic", as_="housing-head", id=topic_id) == ["MAJOR_MATTER_WRONG_MEETING"]
    assert await refused(meetings, "unflagTopic", as_="housing-clerk", id=topic_id, flag="LARGE_FUNDS") == [
        "ACTOR_NOT_ALLOWED"
    ]
    cleared = await do(meetings, "unflagTopic", as_="mayor", id=topic_id, flag="LARGE_FUNDS")
    assert cleared["flags"] == ["FUNDS_OR_PROJECT"]
    more = await do(meetings, "editTopic", as_="housing-clerk", id=topic_id, input={"amount": "501"})
    assert more["flags"] == ["FUNDS_OR_PROJECT"]
    none = await do(meetings, "editTopic", as_="housing-clerk", id=topic_id, input={"amount": None})
    assert none["flags"] == []
    less = await refused(meetings, "editTopic", as_="housing-clerk", id=topic_id, input={"amount": "-1"})
    assert less == ["CONTENT_INVALID:涉及金额"]


async def test_gz_3_a_signed_amount_is_not_lowered_to_escape_its_flag(
    meetings: RunningService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """AMB-27: only 县长 lowers; a slip of the pen is mended before the unit's head has signed."""
    settle(meetings, monkeypatch, money_thresholds=THRESHOLDS)
    topic_id = await drafted(meetings, kind="STANDING", scopeCode="7", amount="5000")
    slip = await do(meetings, "editTopic", as_="housing-clerk", id=topic_id, input={"amount": "20"})
    assert slip["flags"] == []
    await do(meetings, "editTopic", as_="housing-clerk", id=topic_id, input={"amount": "5000"})
    await do(meetings, "signTopic", as_="housing-head", id=topic_id)
    await do(meetings, "endorseTopic", as_="deputy-a", id=topic_id)
    await do(meetings, "giveTopicOpinion", as_="mayor", id=topic_id, opinion="REVISE", text="核实金额")
    lowered = await do(meetings, "editTopic", as_="housing-clerk", id=topic_id, input={"amount": "20"})
    assert (lowered["state"], sorted(lowered["flags"])) == ("DRAFT", ["FUNDS_OR_PROJECT", "LARGE_FUNDS"])
    cleared = await do(meetings, "unflagTopic", as_="mayor", id=topic_id, flag="LARGE_FUNDS")
    assert cleared["flags"] == ["FUNDS_OR_PROJECT"]


async def test_gz_3_without_amounts_of_the_county_nothing_is_large_by_itself(meetings: RunningService) -> None:
    topic_id = await signed(meetings, amount="98000")
    assert await meetings.ask(AMOUNT, as_="clerk", id=topic_id) == {"amount": "98000.00", "flags": []}
    await do(meetings, "requestTopicForm", as_="clerk", id=topic_id, kind="TOPIC_FORM")
    (sheet,) = [e.data for e in await events_about(meetings, topic_id) if e.type == "meetings.document.requested.v1"]
    assert sheet["data"]["summary"][-1] == "涉及金额98000万元。"
