"""A major matter is decided where it may be and waits for 县委, unless 县委 has decided first (GZ-3, GZ-4, AMB-34)."""

import pytest

from tests.meetings.minutes.story import correction_of, signed
from tests.meetings.minutes.test_decisions import DECISION, issued
from tests.meetings.steps import answer_paper, done, events, hold, in_session, meeting_of, ready_topic, refused
from tests.meetings.topics.steps import do, some_work
from tests.service import RunningService, known_id

DEPUTY = {"kind": "SPECIAL", "basis": "BY_PORTFOLIO", "hostId": str(known_id("deputy-a"))}
MAJORITY = "query($id: ID!) { meeting(id: $id) { agenda { agreesWithMajority majorityReason } } }"
FOUND = "query($id: ID!) { meeting(id: $id) { agenda { findings { messageZh } } } }"
STEPS = "query($id: ID!) { topic(id: $id) { outcome decisionSteps { step state } } }"
AGREED = {"outcome": "AGREED", "conclusion": "同意。", "decisions": [DECISION]}
SAID = {"refNo": "平字〔2022〕8号", "decidedOn": "2022-02-25"}


async def test_gz_3_what_the_party_decided_first_takes_effect_at_once(office: RunningService) -> None:
    topic = await ready_topic(office, flags=["LARGE_FUNDS"])
    word = {**await some_work(office, "PARTY_DECISION"), "form": "平字〔2022〕3号", "fileIds": []}
    assert (await do(office, "addTopicGroundwork", as_="clerk", id=topic, input=word))["__typename"] == "Topic"
    minutes = await issued(office, await in_session(office, [topic]))
    (told,) = (await events(office, "minutes.issued", minutes["id"]))[0].data["decisions"]
    assert (told["status"], told["needs_party_approval"]) == ("EFFECTIVE", False)


async def test_gz_3_a_postponed_word_keeps_the_decision_waiting(office: RunningService) -> None:
    meeting = await in_session(office, [await ready_topic(office, flags=["MAJOR_DECISION"])])
    minutes = await issued(office, meeting, decisions=[DECISION])
    (told,) = (await events(office, "minutes.issued", minutes["id"]))[0].data["decisions"]
    record = {"decisionId": told["decision_id"]}
    later = await done(office, "recordPartyApproval", as_="clerk", **record, said={**SAID, "result": "POSTPONED"})
    assert (later["state"], later["needsPartyApproval"]) == ("PENDING_PARTY_APPROVAL", True)
    nothing = {**SAID, "result": "AGREED", "refNo": " "}
    assert (await refused(office, "recordPartyApproval", as_="clerk", **record, said=nothing))[0].startswith(
        "CONTENT_INVALID"
    )
    agreed = await done(office, "recordPartyApproval", as_="clerk", **record, said={**SAID, "result": "AGREED"})
    assert (agreed["state"], [a["result"] for a in agreed["partyApprovals"]]) == ("EFFECTIVE", ["POSTPONED", "AGREED"])


async def test_gz_3_an_unflagged_decision_waits_for_nobody(office: RunningService) -> None:
    minutes = await issued(office, await in_session(office, [await ready_topic(office)]))
    (told,) = (await events(office, "minutes.issued", minutes["id"]))[0].data["decisions"]
    assert (told["status"], told["needs_party_approval"]) == ("EFFECTIVE", False)


@pytest.mark.refuses("MAJOR_MATTER_WRONG_MEETING")
async def test_gz_4_major_matter_is_decided_where_it_may_be(office: RunningService) -> None:
    """The flag comes after the arrangement: the 县长办公会议 still does not decide it."""
    topic = await ready_topic(office, kind="MAYOR")
    meeting = await in_session(office, [topic], kind="MAYOR")
    item_id = meeting["agenda"][0]["id"]
    await do(office, "flagTopic", as_="deputy-a", id=topic, flag="MAJOR_INVESTMENT")
    await done(office, "callTopic", as_="clerk", itemId=item_id)
    for outcome in ("AGREED", "AGREED_IN_PRINCIPLE", "TO_PARTY_COMMITTEE"):
        answer = await hold(office, "recordOutcome", as_="clerk", itemId=item_id, **{**AGREED, "outcome": outcome})
        assert [(v["code"], v["clauses"][0]["id"]) for v in answer["violations"]] == [
            ("MAJOR_MATTER_WRONG_MEETING", "GZ-4")
        ]
    assert (await meeting_of(office, meeting["id"]))["decisions"] == []
    up = {"outcome": "TO_HIGHER_MEETING", "conclusion": "提请常务会议研究。", "referTo": "STANDING"}
    sent = await done(office, "recordOutcome", as_="clerk", itemId=item_id, **up)
    assert sent["agenda"][0]["outcome"] == "TO_HIGHER_MEETING"


@pytest.mark.refuses("MAJOR_MATTER_WRONG_MEETING")
async def test_gz_4_a_special_meeting_coordinates_a_major_matter_and_never_decides_it(office: RunningService) -> None:
    topic = await ready_topic(office, kind="SPECIAL", flags=["LARGE_FUNDS"], purpose="COORDINATE")
    meeting = await in_session(office, [topic], **DEPUTY)
    item_id = meeting["agenda"][0]["id"]
    await done(office, "callTopic", as_="clerk", itemId=item_id)
    assert await refused(office, "recordOutcome", as_="clerk", itemId=item_id, **AGREED) == [
        "MAJOR_MATTER_WRONG_MEETING"
    ]
    said = {"outcome": "COORDINATED", "conclusion": "各方意见一致，按程序提请常务会议。"}
    over = await done(office, "recordOutcome", as_="clerk", itemId=item_id, **said)
    assert (over["agenda"][0]["outcome"], over["decisions"]) == ("COORDINATED", [])


@pytest.mark.refuses("CONTENT_INVALID")
async def test_gz_4_what_was_coordinated_is_an_opinion_and_no_decision(office: RunningService) -> None:
    """Nothing that passes by GZ-3, GZ-4 or GZ-16.2 becomes effective: a later paper adds no decision to it either."""
    topic = await ready_topic(office, kind="SPECIAL", flags=["LARGE_FUNDS", "FUNDS_OR_PROJECT"], purpose="COORDINATE")
    meeting = await in_session(office, [topic], **DEPUTY)
    item_id = meeting["agenda"][0]["id"]
    await done(office, "callTopic", as_="clerk", itemId=item_id)
    given = {"itemId": item_id, "outcome": "COORDINATED", "conclusion": "由县财政局安排资金。"}
    answer = await refused(office, "recordOutcome", as_="clerk", **given, decisions=[DECISION])
    assert answer == ["CONTENT_INVALID:议决结果为“形成协调意见”，不产生议定事项"]
    await done(office, "recordOutcome", as_="clerk", **given, decisions=[])
    over = await done(office, "concludeMeeting", as_="clerk", id=meeting["id"])
    minutes = (await done(office, "draftMinutes", as_="clerk", meetingId=over["id"]))["id"]
    await signed(office, minutes, ("deputy-director", "deputy-a"))
    await answer_paper(office, minutes, "专题会议纪要〔2022〕第1次")
    (issued_,) = await events(office, "minutes.issued", minutes)
    assert issued_.data["decisions"] == []
    correction = await correction_of(office, minutes)
    added = {"itemId": item_id, "decision": DECISION}
    answer = await refused(office, "editMinutesCorrection", as_="clerk", id=correction["id"], changes=[added])
    assert answer == ["CONTENT_INVALID:议决结果为“形成协调意见”，不产生议定事项"]


@pytest.mark.refuses("CONTENT_INVALID")
async def test_cw_2_1_what_was_heard_has_no_decision(office: RunningService) -> None:
    """传达、听取 is without a decision (spec 03); the chair's words are the conclusion."""
    meeting = await in_session(office, [await ready_topic(office, flags=["MAJOR_DECISION"])])
    item_id = meeting["agenda"][0]["id"]
    await done(office, "callTopic", as_="clerk", itemId=item_id)
    heard = {"itemId": item_id, "outcome": "NOTED", "conclusion": "抓好贯彻落实。", "decisions": [DECISION]}
    answer = await refused(office, "recordOutcome", as_="clerk", **heard)
    assert answer == ["CONTENT_INVALID:议决结果为“传达听取”，不产生议定事项"]


@pytest.mark.parametrize("kind", ["STANDING", "PLENARY"])
async def test_gz_4_the_two_meetings_that_decide_major_matters_do(office: RunningService, kind: str) -> None:
    topic = await ready_topic(office, kind=kind, flags=["MAJOR_ADMINISTRATIVE_DECISION"])
    meeting = await in_session(office, [topic], kind=kind)
    item_id = meeting["agenda"][0]["id"]
    await done(office, "callTopic", as_="clerk", itemId=item_id)
    over = await done(office, "recordOutcome", as_="clerk", itemId=item_id, agreesWithMajority=True, **AGREED)
    assert [d["text"] for d in over["decisions"]] == [DECISION["text"]]
    seen = await office.ask(STEPS, as_="clerk", id=topic)  # the fifth step of GZ-9.1 is this hearing
    assert seen["decisionSteps"][-1] == {"step": "COLLECTIVE", "state": "DONE"}


@pytest.mark.refuses("MAJORITY_NOT_STATED")
async def test_majority_is_stated_with_a_major_decision(office: RunningService) -> None:
    """国令713 §30: whether 县长 decides as most of the members think, and why if not; nobody else's matters ask it."""
    topic = await ready_topic(office, flags=["MAJOR_ADMINISTRATIVE_DECISION"])
    meeting = await in_session(office, [topic])
    item_id = meeting["agenda"][0]["id"]
    await done(office, "callTopic", as_="clerk", itemId=item_id)
    said = {"as_": "clerk", "itemId": item_id, **AGREED}
    assert await refused(office, "recordOutcome", **said) == ["MAJORITY_NOT_STATED:一致或不一致"]
    differs = {**said, "agreesWithMajority": False}
    assert await refused(office, "recordOutcome", **differs) == ["MAJORITY_NOT_STATED:不一致的理由"]
    await done(office, "recordOutcome", **differs, majorityReason="县级财力能够承担")
    seen = {who: await office.ask(MAJORITY, as_=who, id=meeting["id"]) for who in ("deputy-b", "housing-head")}
    (member,), (observer,) = seen["deputy-b"]["agenda"], seen["housing-head"]["agenda"]
    assert member == {"agreesWithMajority": False, "majorityReason": "县级财力能够承担"}
    assert observer == {"agreesWithMajority": None, "majorityReason": ""}
    await done(office, "concludeMeeting", as_="clerk", id=meeting["id"])
    await done(office, "finalizeRecord", as_="clerk", meetingId=meeting["id"])
    await done(office, "reviewRecord", as_="director", meetingId=meeting["id"])
    papers = [e.data for e in await events(office, "document.requested", meeting["id"])]
    (record,) = [each["data"] for each in papers if each["kind"] == "MEETING_RECORD"]
    assert record["topics"][0]["conclusion"].endswith("（与会议组成人员多数人的意见不一致，理由：县级财力能够承担）")


async def test_host_speaks_last_on_a_major_decision(office: RunningService) -> None:
    """国令713 §30 行政首长最后发表意见: who found his words only after 县长 had spoken is put on record."""
    topic = await ready_topic(office, flags=["MAJOR_ADMINISTRATIVE_DECISION"])
    meeting = await in_session(office, [topic])
    item_id = meeting["agenda"][0]["id"]
    here = {a["person"]["id"]: a["id"] for a in meeting["attendees"] if a["person"]}
    await done(office, "callTopic", as_="clerk", itemId=item_id)
    for login in ("deputy-a", "mayor", "deputy-b", "deputy-a"):
        speech = {"itemId": item_id, "attendeeId": here[str(known_id(login))], "kind": "SPEECH", "text": "同意。"}
        await done(office, "recordStatement", as_="clerk", **speech)
    over = await done(office, "recordOutcome", as_="clerk", itemId=item_id, agreesWithMajority=True, **AGREED)
    found = [f for f in over["agenda"][0]["findings"] if f["code"] == "HOST_SPOKE_EARLY"]
    assert [f["kind"] for f in found] == ["ADVISORY"]
    shown = (await office.ask(FOUND, as_="clerk", id=meeting["id"]))["agenda"][0]["findings"]
    (said,) = [each for each in shown if "最后" in each["messageZh"]]
    assert "副县长乙" in said["messageZh"]
    assert "副县长甲" not in said["messageZh"]
