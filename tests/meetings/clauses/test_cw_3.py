"""CW 三: the way of a topic into a 常务会议 — what the other tests of topics leave unsaid of each row."""

from tests.meetings.clauses.facts import notices
from tests.meetings.steps import arranged, done, entry, events, planned, ready_topic, refused
from tests.meetings.topics.steps import assess, do, listed, noticed, proposed, signed, submit, submitted, topic_of
from tests.meetings.topics.steps import refused as topic_refused
from tests.service import RunningService, known_id


async def test_cw_3_1_a_member_proposes_and_the_county_head_settles(office: RunningService) -> None:
    topic_id = await signed(office)
    answer = await do(office, "endorseTopic", as_="housing-head", id=topic_id)
    assert [(v["code"], v["kind"], v["clauses"][0]["id"]) for v in answer["violations"]] == [
        ("PROPOSER_NOT_MEMBER", "ACTOR", "CW-3.1")
    ]
    assert (await do(office, "endorseTopic", as_="deputy-a", id=topic_id))["state"] == "PROPOSED"
    assert await topic_refused(office, "giveTopicOpinion", as_="director", id=topic_id, opinion="AGREED") == [
        "ACTOR_NOT_ALLOWED"
    ]


async def test_cw_3_2_the_units_are_told_the_county_heads_opinion_and_the_day(office: RunningService) -> None:
    """Without 县长's word nothing is listed; the notice carries his words and the last day with its weekday."""
    topic_id = await proposed(office, involvedUnitIds=[str(known_id("finance"))])
    answer = await do(office, "backlogTopic", as_="clerk", id=topic_id)
    assert [(v["code"], v["clauses"][0]["id"]) for v in answer["violations"]] == [("MAYOR_OPINION_REQUIRED", "CW-3.2")]
    await do(office, "giveTopicOpinion", as_="mayor", id=topic_id, opinion="AGREED", text="同意上会，补充资金来源")
    await do(office, "backlogTopic", as_="clerk", id=topic_id)
    await do(office, "sendPreparationNotice", as_="clerk", id=topic_id)
    (listed_,) = await notices(office, "topic.backlogged")
    assert "县长意见：同意上会，补充资金来源" in listed_["text_zh"]
    units = {each["unit_id"] for each in listed_["recipients"]}
    assert units == {str(known_id("housing")), str(known_id("finance"))}
    told = [
        e.data
        for e in await events(office, "notice.raised", topic_id)
        if e.data["template"] == "topic.material_requested"
    ]
    assert "县长意见：同意上会，补充资金来源。请于2022-02-23（星期三）前" in told[0]["text_zh"]
    assert "列入下次常务会议研究" in told[0]["text_zh"]


async def test_cw_3_3a_two_working_days_from_delivery(office: RunningService) -> None:
    topic_id = await noticed(office)
    (term,) = (await topic_of(office, topic_id))["deadlines"]
    assert (term["key"], term["due"], term["state"]) == ("topic_material", "2022-02-23", "OPEN")
    office.set_clock("2022-02-23T00:30")
    await office.timers_done()
    (reminder,) = await notices(office, "topic.material_due")
    assert "列入下次常务会议" in reminder["text_zh"]  # the consequence (spec 07, 7.1)
    office.set_clock("2022-02-24T09:00")
    await office.timers_done()
    late = await submit(office, topic_id)
    assert (late["state"], late["deferrals"][0]["clause"]) == ("SUBMITTED", "CW-3.3d")


async def test_cw_3_3b_five_items_each_with_its_evidence(office: RunningService) -> None:
    topic_id = await submitted(office, flags=["COMMENDATION"])
    na = [{"number": 1, "result": "NOT_APPLICABLE"}, {"number": 5, "result": "MET", "evidence": "表彰办法"}]
    await do(office, "recordPreliminaryReview", as_="clerk", id=topic_id, items=na)
    query = "query($id: ID!) { topic(id: $id) { preliminaryReviews { items { number result evidence } } } }"
    (review,) = (await office.ask(query, as_="clerk", id=topic_id))["preliminaryReviews"]
    assert [each["number"] for each in review["items"]] == [1, 2, 3, 4, 5]
    assert review["items"][4]["evidence"] == "表彰办法"
    open_ones = await topic_refused(office, "passTopic", as_="clerk", id=topic_id)
    assert open_ones == ["REVIEW_ITEM_OPEN:1", "REVIEW_ITEM_OPEN:5"]  # no “一票否决” department has answered
    await do(office, "giveVetoOpinion", as_="letters-head", id=topic_id, vetoed=True, text="越级访")
    assert "VETOED_BY:县信访局" in await topic_refused(office, "passTopic", as_="clerk", id=topic_id)


async def test_cw_3_3c_what_falls_short_is_returned_with_reasons(office: RunningService) -> None:
    """Reasons per item, a date for the resubmission if the office sets one, every version kept."""
    topic_id = await submitted(office)
    reasons = [{"item": 2, "text": "补充会商意见"}, {"item": 4, "text": "补充审查意见"}]
    back = await do(office, "returnTopic", as_="clerk", id=topic_id, reasons=reasons, resubmitDue="2022-02-24")
    assert (back["state"], back["materials"][0]["returnReasons"]) == ("RETURNED", reasons)
    assert "2022-02-24" in [each["due"] for each in back["deadlines"]]
    again = await submit(office, topic_id)
    assert (again["state"], [each["number"] for each in again["materials"]]) == ("SUBMITTED", [1, 2])
    assert again["materials"][0]["returnReasons"] == reasons


async def test_cw_3_3d_late_topics_wait_for_the_next_meeting(office: RunningService) -> None:
    """Unit and 分管副县长 learn of it, the count rises, and after a fresh notice the topic is a candidate again."""
    topic_id = await noticed(office)
    office.set_clock("2022-02-24T09:00")
    await office.timers_done()
    topic = await topic_of(office, topic_id)
    assert (topic["state"], topic["deferralCount"]) == ("BACKLOG", 1)
    (told,) = await notices(office, "topic.deferred")
    persons = {each["person_id"] for each in told["recipients"] if each["person_id"]}
    assert str(known_id("deputy-a")) in persons
    assert str(known_id("housing")) in {each["unit_id"] for each in told["recipients"]}
    await do(office, "sendPreparationNotice", as_="clerk", id=topic_id)
    await assess(office, topic_id)
    await submit(office, topic_id)
    await do(office, "recordPreliminaryReview", as_="clerk", id=topic_id)
    assert (await do(office, "passTopic", as_="clerk", id=topic_id))["state"] == "PASSED"
    query = "query { topicCandidates(kind: STANDING, first: 100) { nodes { id } } }"
    assert topic_id in [each["id"] for each in (await office.ask(query, as_="clerk"))["nodes"]]


async def test_cw_3_4a_nothing_joins_an_issued_sheet(office: RunningService) -> None:
    meeting_id = await arranged(office, [await ready_topic(office)])
    await done(office, "issueAgenda", as_="director", meetingId=meeting_id)
    add = {"meetingId": meeting_id, "entries": [entry(await ready_topic(office))]}
    for login in ("director", "mayor"):
        assert await refused(office, "issueSupplement", as_=login, **add) == ["IMPROMPTU_TOPIC"], login


async def test_cw_3_4b_an_urgent_addition_still_passes_preliminary_review(office: RunningService) -> None:
    """县长's consent is kept with its words; without 初审 the topic stays off the 补充议题单."""
    meeting_id = await arranged(office, [await ready_topic(office)])
    await done(office, "issueAgenda", as_="director", meetingId=meeting_id)
    topic_id = await listed(office, urgency="CRITICAL")
    assert await topic_refused(office, "consentToUrgentTopic", as_="clerk", id=topic_id, act={"reason": "急"}) == [
        "ACTOR_NOT_ALLOWED"
    ]
    await do(office, "consentToUrgentTopic", as_="mayor", id=topic_id, act={"reason": "防汛急需，同意增加"})
    query = "query($id: ID!) { topic(id: $id) { opinions { step text } } }"
    opinions = (await office.ask(query, as_="clerk", id=topic_id))["opinions"]
    assert opinions[-1] == {"step": "URGENT_CONSENT", "text": "防汛急需，同意增加"}
    add = {"meetingId": meeting_id, "entries": [entry(topic_id)]}
    assert await refused(office, "issueSupplement", as_="director", **add) == ["STATE_NOT_ALLOWED:备选"]
    hour = {"dueAt": "2022-02-22T12:00:00+08:00"}
    await do(office, "sendPreparationNotice", as_="clerk", id=topic_id, input=hour)
    await assess(office, topic_id)
    await submit(office, topic_id)
    await do(office, "recordPreliminaryReview", as_="clerk", id=topic_id)
    await do(office, "passTopic", as_="clerk", id=topic_id)
    meeting = await done(office, "issueSupplement", as_="director", **add)
    assert [item["topic"]["id"] for item in meeting["agenda"]][1:] == [topic_id]
    assert [p["title"] for p in meeting["papers"] if p["kind"] == "AGENDA_SHEET"][-1] == "县政府第1次常务会议补充议题单"


async def test_cw_3_5_the_county_head_settles_what_is_heard_and_in_which_order(office: RunningService) -> None:
    """The office proposes; 县长 may take off, and order as he thinks right; a delegate's approval shows whose it is."""
    first, second, third = [await ready_topic(office, unit) for unit in ("housing", "finance", "justice")]
    meeting_id = await planned(office)
    entries = [entry(each) for each in (first, second, third)]
    proposed_ = await done(office, "proposeArrangement", as_="clerk", meetingId=meeting_id, entries=entries)
    assert [item["topic"]["id"] for item in proposed_["agenda"]] == [first, second, third]
    half = {"meetingId": meeting_id, "removedTopicIds": [second], "orderedTopicIds": [third]}
    assert (await refused(office, "approveArrangement", as_="mayor", **half))[0].startswith("CONTENT_INVALID:议题次序")
    settled = await done(office, "approveArrangement", as_="mayor", **{**half, "orderedTopicIds": [third, first]})
    assert [(item["topic"]["id"], item["order"]) for item in settled["agenda"]] == [(third, 1), (first, 2)]
    assert (settled["arrangedBy"]["id"], settled["arrangedStamp"]) == (str(known_id("mayor")), "")
    assert (await topic_of(office, second))["state"] == "PASSED"
