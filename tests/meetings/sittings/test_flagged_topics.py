"""A flag that is set after 初审 asks for its groundwork before the topic is listed (GZ-9.1, GZ-10, GZ-12)."""

import pytest

from tests.meetings.clauses.facts import DEPUTY
from tests.meetings.steps import (
    arranged,
    done,
    entry,
    four_steps,
    hold,
    in_session,
    meeting_of,
    on_the_way,
    passed_topic,
    planned,
    ready_topic,
    refused,
)
from tests.meetings.topics.steps import assess, do, topic_of
from tests.meetings.topics.steps import refused as topic_refused
from tests.meetings.topics.test_let_go import open_kinds
from tests.service import RunningService

STEPS = [f"DECISION_STEP_MISSING:{step}" for step in ("participation", "expert", "risk", "legality")]


async def flag(office: RunningService, topic_id: str, flag: str, by: str = "deputy-a") -> None:
    topic = await do(office, "flagTopic", as_=by, id=topic_id, flag=flag)
    assert flag in topic["flags"], topic


@pytest.mark.refuses("PRECONDITION_MISSING")
async def test_gz_10_4_public_interest_found_after_the_preliminary_review(office: RunningService) -> None:
    plain, found = await ready_topic(office, title="平常事项"), await passed_topic(office)
    await flag(office, found, "PUBLIC_INTEREST")
    meeting_id = await planned(office)
    proposal = {"as_": "clerk", "meetingId": meeting_id, "entries": [entry(plain), entry(found)]}
    answer = await hold(office, "proposeArrangement", **proposal)
    said = [
        (v["code"], v["detail"], v["messageZh"].startswith("议题“县城老旧小区改造方案”："))
        for v in answer["violations"]
    ]
    assert said == [("PRECONDITION_MISSING", "stability", True), ("PRECONDITION_MISSING", "hearing", True)]
    assert (await meeting_of(office, meeting_id))["agenda"] == []  # nothing half done
    assert (await topic_of(office, plain))["state"] == "PASSED"
    await assess(office, found, "STABILITY")
    await assess(office, found, "HEARING")
    assert len((await done(office, "proposeArrangement", **proposal))["agenda"]) == 2


@pytest.mark.refuses("DECISION_STEP_MISSING")
async def test_gz_9_1_major_decision_found_before_the_list_is_settled(office: RunningService) -> None:
    """县长 settles the list without it; what it lacks is prepared, and it is heard the next time."""
    topic_id, other = await ready_topic(office), await ready_topic(office, title="平常事项")
    meeting_id = await planned(office)
    both = [entry(topic_id), entry(other)]
    await done(office, "proposeArrangement", as_="clerk", meetingId=meeting_id, entries=both)
    await flag(office, topic_id, "MAJOR_ADMINISTRATIVE_DECISION")
    assert await refused(office, "approveArrangement", as_="mayor", meetingId=meeting_id) == STEPS
    await done(office, "approveArrangement", as_="mayor", meetingId=meeting_id, removedTopicIds=[topic_id])
    assert (await topic_of(office, topic_id))["state"] == "PASSED"
    await four_steps(office, topic_id)
    await arranged(office, [topic_id], startsAt="2022-03-25T09:00:00+08:00")
    assert (await topic_of(office, topic_id))["state"] == "FINALIZED"


@pytest.mark.refuses("LEGAL_REVIEW_REQUIRED", "CONSULTATION_REQUIRED")
@pytest.mark.parametrize(("kind", "plan"), [("MAYOR", {"kind": "MAYOR"}), ("SPECIAL", DEPUTY)])
async def test_gz_12_2a_a_normative_document_found_after_the_last_gate(
    office: RunningService, kind: str, plan: dict[str, str]
) -> None:
    """The same where no 初审 is held: after 县长's decision (BG-4), after the host took it up (ZT-3)."""
    topic_id = await ready_topic(office, kind=kind)
    await flag(office, topic_id, "NORMATIVE_DOCUMENT", "director")
    meeting_id = await planned(office, **plan)
    assert await refused(
        office, "proposeArrangement", as_="director", meetingId=meeting_id, entries=[entry(topic_id)]
    ) == ["LEGAL_REVIEW_REQUIRED", "CONSULTATION_REQUIRED"]


@pytest.mark.refuses("TOPIC_OUT_OF_SCOPE")
async def test_cw_2_n2_establishment_found_after_the_preliminary_review(office: RunningService) -> None:
    """县长 settles the list: he takes the topic out, or lets it be heard with his reason."""
    topic_id, meeting_id = await ready_topic(office), await planned(office)
    await done(office, "proposeArrangement", as_="clerk", meetingId=meeting_id, entries=[entry(topic_id)])
    await flag(office, topic_id, "ESTABLISHMENT", "clerk")
    assert await refused(office, "approveArrangement", as_="mayor", meetingId=meeting_id) == [
        "TOPIC_OUT_OF_SCOPE:establishment"
    ]
    let = {"dispensation": "涉及改革整体安排"}
    await done(office, "approveArrangement", as_="mayor", meetingId=meeting_id, act=let)
    assert (await done(office, "issueAgenda", as_="director", meetingId=meeting_id))["state"] == "AGENDA_ISSUED"


async def test_gz_9_1_what_was_prepared_is_not_asked_twice(office: RunningService) -> None:
    topic_id = await ready_topic(office, flags=["MAJOR_ADMINISTRATIVE_DECISION"])
    meeting_id = await arranged(office, [topic_id])
    assert (await meeting_of(office, meeting_id))["arrangement"] == "APPROVED"
    assert await topic_refused(office, "passTopic", as_="clerk", id=topic_id) == ["STATE_NOT_ALLOWED:已审定"]


@pytest.mark.refuses("DECISION_STEP_MISSING")
async def test_gz_9_1_major_decision_found_before_the_agenda_is_signed(office: RunningService) -> None:
    topic_id = await ready_topic(office)
    meeting_id = await arranged(office, [topic_id])
    await flag(office, topic_id, "MAJOR_ADMINISTRATIVE_DECISION")
    assert await refused(office, "issueAgenda", as_="director", meetingId=meeting_id) == STEPS
    await four_steps(office, topic_id)
    assert (await done(office, "issueAgenda", as_="director", meetingId=meeting_id))["state"] == "AGENDA_ISSUED"


@pytest.mark.refuses("PRECONDITION_MISSING")
async def test_gz_10_4_public_interest_found_before_the_decision(office: RunningService) -> None:
    """The meeting may talk it over and put it off; it decides when the assessment is there."""
    topic_id = await ready_topic(office)
    meeting = await in_session(office, [topic_id])
    await flag(office, topic_id, "PUBLIC_INTEREST", "clerk")
    item_id = meeting["agenda"][0]["id"]
    await done(office, "callTopic", as_="clerk", itemId=item_id)
    outcome = {"as_": "clerk", "itemId": item_id, "conclusion": "同意。"}
    assert await refused(office, "recordOutcome", outcome="AGREED", **outcome) == [
        "PRECONDITION_MISSING:stability",
        "PRECONDITION_MISSING:hearing",
    ]
    await done(office, "recordOutcome", outcome="RECONSIDER", **outcome)
    assert (await topic_of(office, topic_id))["deferrals"][0]["reason"] == "RECONSIDER"


@pytest.mark.refuses("PRECONDITION_MISSING")
async def test_gz_10_4_public_interest_is_asked_about_in_a_supplement_too(office: RunningService) -> None:
    first, added = await ready_topic(office), await passed_topic(office)
    meeting = await on_the_way(office, [first])
    await do(office, "consentToUrgentTopic", as_="mayor", id=added, act={"reason": "工作需要，同意增加"})
    await flag(office, added, "PUBLIC_INTEREST")
    add = {"as_": "director", "meetingId": meeting["id"], "entries": [entry(added)]}
    assert await refused(office, "issueSupplement", **add) == [
        "PRECONDITION_MISSING:stability",
        "PRECONDITION_MISSING:hearing",
    ]
    assert (await topic_of(office, added))["state"] == "PASSED"


@pytest.mark.refuses("REVIEW_ITEM_OPEN", "VETOED_BY")
async def test_veto_departments_have_spoken(
    office: RunningService,
) -> None:
    topic_id, meeting_id = await passed_topic(office), await planned(office)
    await flag(office, topic_id, "COMMENDATION", "clerk")
    assert "give_veto_opinion" in await open_kinds(office, topic_id)
    proposal = {"as_": "clerk", "meetingId": meeting_id, "entries": [entry(topic_id)]}
    assert await refused(office, "proposeArrangement", **proposal) == ["REVIEW_ITEM_OPEN:5"]
    await do(office, "giveVetoOpinion", as_="letters-head", id=topic_id, vetoed=True, text="发生越级访")
    assert await refused(office, "proposeArrangement", **proposal) == ["VETOED_BY:县信访局"]
    await do(office, "giveVetoOpinion", as_="letters-head", id=topic_id, vetoed=False, text="已化解")
    await done(office, "proposeArrangement", **proposal)


async def test_cw_3_3b_who_is_no_commendation_any_more_asks_no_department(office: RunningService) -> None:
    topic_id = await passed_topic(office)
    await flag(office, topic_id, "COMMENDATION", "clerk")
    await do(office, "unflagTopic", as_="clerk", id=topic_id, flag="COMMENDATION")
    assert await open_kinds(office, topic_id) == set()
