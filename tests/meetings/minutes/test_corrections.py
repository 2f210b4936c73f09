"""Issued minutes are corrected by a later paper, through the same chain; the old one stays as it was (CW-6.2c)."""

import asyncio
from typing import Any

import pytest

from tests.meetings.minutes.story import (
    DECISION,
    FIRST_CORRECTION,
    NUMBER,
    correction_of,
    issued,
    reworded,
    signed,
    standing_minutes,
)
from tests.meetings.steps import (
    answer_paper,
    done,
    drafted,
    events,
    hold,
    in_session,
    meeting_of,
    minutes_of,
    offered,
    ready_topic,
    refused,
)
from tests.service import RunningService, known_id

TO_FINANCE = {**DECISION, "leadUnitId": str(known_id("finance")), "assistUnitIds": [], "due": "2022-07-31"}


async def the_decision(office: RunningService, meeting: str, *, as_: str = "clerk") -> dict[str, Any]:
    return dict((await meeting_of(office, meeting, as_=as_))["decisions"][0])


async def test_a_correction_changes_decisions_when_it_is_issued(office: RunningService) -> None:
    minutes = await standing_minutes(office)
    meeting = (await events(office, "minutes.issued"))[0].data["meeting_id"]
    was = await the_decision(office, meeting)
    draft = await correction_of(office, minutes["id"])
    assert (draft["state"], draft["correction"], draft["corrects"]["id"]) == ("DRAFTING", 1, minutes["id"])
    assert [e["text"] for e in draft["entries"]] == [e["text"] for e in minutes["entries"]]
    entries = reworded(draft, "由县住建局组织实施。", "由县财政局组织实施。")
    await done(office, "editMinutes", as_="clerk", id=draft["id"], entries=entries)
    change = {"decisionId": was["id"], "decision": {**TO_FINANCE, "text": "由县财政局组织实施。"}}
    edited = await done(office, "editMinutesCorrection", as_="clerk", id=draft["id"], changes=[change])
    assert [(c["decisionId"], c["revision"]) for c in edited["decisionChanges"]] == [(was["id"], 1)]
    await signed(office, draft["id"])
    assert (await the_decision(office, meeting))["text"] == was["text"]  # in force until the paper is out
    assert (await minutes_of(office, minutes["id"]))["correctedBy"] is None
    (request,) = await events(office, "document.requested", draft["id"])
    assert (request.data["kind"], request.data["series"]) == ("STANDING_MINUTES", "MINUTES_CORRECTION")
    assert request.data["corrects_id"] == minutes["document"]["id"]
    correction = request.data["data"]["correction"]
    assert (correction["number"], correction["reason"]) == (NUMBER, "责任单位表述有误")
    assert correction["passages"][0]["changes"] == [
        {"before": ["由县住建局组织实施。"], "after": ["由县财政局组织实施。"]},
        {
            "before": ["落实责任：由县住房和城乡建设局负责，县财政局配合，2022年6月30日前完成。"],
            "after": ["落实责任：由县财政局负责，2022年7月31日前完成。"],
        },
    ]
    await answer_paper(office, draft["id"], FIRST_CORRECTION)
    await answer_paper(office, draft["id"], FIRST_CORRECTION)
    now = await the_decision(office, meeting)
    assert (now["revision"], now["text"], now["due"]) == (2, "由县财政局组织实施。", "2022-07-31")
    assert (now["minutesNumber"], now["state"]) == (FIRST_CORRECTION, "EFFECTIVE")
    (kept,) = now["revisions"]
    assert (kept["text"], kept["due"], kept["minutesNumber"]) == (was["text"], "2022-06-30", NUMBER)
    assert kept["leadUnit"]["id"] == str(known_id("housing"))
    (event,) = await events(office, "minutes.corrected")
    assert (event.data["minutes_id"], event.data["corrects_id"]) == (draft["id"], minutes["id"])
    assert [(d["decision_id"], d["revision"]) for d in event.data["decisions"]] == [(was["id"], 2)]
    assert (event.data["session_no"], event.data["host_id"]) == (1, str(known_id("mayor")))


async def test_the_old_paper_stays_and_both_name_each_other(office: RunningService) -> None:
    minutes = await standing_minutes(office)
    draft = await correction_of(office, minutes["id"])
    entries = reworded(draft, "原则同意", "同意")
    await done(office, "editMinutes", as_="clerk", id=draft["id"], entries=entries)
    await signed(office, draft["id"])
    await answer_paper(office, draft["id"], FIRST_CORRECTION)
    old, new = await minutes_of(office, minutes["id"]), await minutes_of(office, draft["id"])
    assert (old["state"], old["entries"], old["documentNumber"]) == ("ISSUED", minutes["entries"], NUMBER)
    assert (old["correctedBy"]["id"], new["corrects"]["id"]) == (draft["id"], minutes["id"])
    assert [each["id"] for each in old["corrections"]] == [draft["id"]]
    assert (await meeting_of(office, str(await meeting_id(office))))["minutes"]["id"] == minutes["id"]
    seen = await minutes_of(office, draft["id"], as_="housing-head")
    assert (seen["correctedBy"], seen["correctionReason"], len(seen["entries"])) == (None, None, 1)
    notices = [e.data["template"] for e in await events(office, "notice.raised", draft["id"])]
    assert notices == ["minutes_corrected"]


async def meeting_id(office: RunningService) -> str:
    return str((await events(office, "minutes.issued"))[0].data["meeting_id"])


@pytest.mark.refuses("STATE_NOT_ALLOWED")
async def test_a_second_correction_corrects_the_first(office: RunningService) -> None:
    minutes = await standing_minutes(office)
    first = await corrected(office, minutes["id"], "原则同意", "同意", FIRST_CORRECTION)
    again = await refused(office, "correctMinutes", as_="clerk", id=minutes["id"], act={"reason": "再更正"})
    assert again == ["STATE_NOT_ALLOWED:已更正，请更正最新的纪要"]
    assert (await offered(office, "minutes", minutes["id"], as_="clerk"))["correctMinutes"] == ["STATE_NOT_ALLOWED"]
    second = await corrected(office, first, "同意实施方案", "同意实施该方案", "纪要更正〔2022〕第2期")
    shown = await minutes_of(office, second)
    assert (shown["correction"], shown["corrects"]["id"]) == (2, first)
    (request,) = await events(office, "document.requested", second)
    told = request.data["data"]["correction"]
    assert (told["number"], told["earlier"]) == (NUMBER, [FIRST_CORRECTION])
    assert request.data["title"] == "县政府第1次常务会议纪要第2次更正"
    assert [c["id"] for c in (await minutes_of(office, minutes["id"]))["corrections"]] == [first, second]


async def corrected(office: RunningService, minutes: str, old: str, new: str, number: str) -> str:
    draft = await correction_of(office, minutes)
    await done(office, "editMinutes", as_="clerk", id=draft["id"], entries=reworded(draft, old, new))
    await signed(office, draft["id"])
    await answer_paper(office, draft["id"], number)
    return str(draft["id"])


async def test_of_two_who_begin_a_correction_one_succeeds(office: RunningService) -> None:
    minutes = await standing_minutes(office)
    act = {"reason": "更正"}
    answers = await asyncio.gather(
        *(hold(office, "correctMinutes", as_=login, id=minutes["id"], act=act) for login in ("clerk", "clerk-b"))
    )
    assert sorted(answer["__typename"] for answer in answers) == ["Minutes", "Refusal"]
    (late,) = [answer for answer in answers if answer["__typename"] == "Refusal"]
    assert [(v["code"], v["detail"]) for v in late["violations"]] == [("STATE_NOT_ALLOWED", "正在更正")]
    (draft,) = [answer for answer in answers if answer["__typename"] == "Minutes"]
    needs = await refused(office, "withdrawMinutesCorrection", as_="clerk", id=draft["id"])
    assert needs == ["REASON_REQUIRED"]
    gone = await done(office, "withdrawMinutesCorrection", as_="clerk", id=draft["id"], act={"reason": "无误"})
    assert gone["state"] == "WITHDRAWN"
    assert (await correction_of(office, minutes["id"]))["correction"] == 1


@pytest.mark.refuses("ACTOR_NOT_ALLOWED", "REASON_REQUIRED", "STATE_NOT_ALLOWED")
async def test_the_last_word_is_corrected_and_once_at_a_time(office: RunningService) -> None:
    minutes = await standing_minutes(office)
    assert await refused(office, "correctMinutes", as_="clerk", id=minutes["id"]) == ["REASON_REQUIRED"]
    why = {"reason": "改时限"}
    assert await refused(office, "correctMinutes", as_="housing-head", id=minutes["id"], act=why) == [
        "ACTOR_NOT_ALLOWED"
    ]
    draft = await correction_of(office, minutes["id"])
    for subject, detail in ((minutes["id"], "正在更正"), (draft["id"], "起草")):
        code = await refused(office, "correctMinutes", as_="director", id=subject, act=why)
        assert code == [f"STATE_NOT_ALLOWED:{detail}"]


@pytest.mark.refuses("CONTENT_INVALID")
async def test_a_correction_changes_something(office: RunningService) -> None:
    draft = await correction_of(office, (await standing_minutes(office))["id"])
    assert await refused(office, "submitMinutes", as_="clerk", id=draft["id"]) == ["CONTENT_INVALID:更正没有改动原纪要"]


@pytest.mark.refuses("STATE_NOT_ALLOWED")
async def test_it_is_a_correction(office: RunningService) -> None:
    """A first draft words its decisions itself, and after the issue nothing but a correction does."""
    meeting = await in_session(office, [await ready_topic(office)])
    minutes = await drafted(office, meeting)
    for mutation, more in (
        ("editMinutesCorrection", {"changes": []}),
        ("withdrawMinutesCorrection", {"act": {"reason": "不需要"}}),
    ):
        assert await refused(office, mutation, as_="clerk", id=minutes["id"], **more) == [
            "STATE_NOT_ALLOWED:不是更正纪要"
        ]


@pytest.mark.refuses("ALREADY_ISSUED", "STATE_NOT_ALLOWED")
async def test_decisions_are_worded_with_the_draft(office: RunningService) -> None:
    meeting = await in_session(office, [await ready_topic(office, flags=["LARGE_FUNDS"])])
    minutes = await drafted(office, meeting)
    await done(office, "submitMinutes", as_="clerk", id=minutes["id"])
    decision = (await the_decision(office, meeting["id"]))["id"]
    answer = await refused(office, "editDecision", as_="clerk", id=decision, decision=DECISION)
    assert answer == ["STATE_NOT_ALLOWED:纪要送审"]
    for login in ("director", "executive", "mayor"):
        await done(office, "signMinutes", as_=login, id=minutes["id"])
    await answer_paper(office, minutes["id"], NUMBER)
    answer = await refused(office, "editDecision", as_="clerk", id=decision, decision=DECISION)
    assert answer == ["ALREADY_ISSUED"]


@pytest.mark.refuses("MINUTES_INCOMPLETE")
async def test_what_the_minutes_left_out_becomes_a_decision(office: RunningService) -> None:
    minutes = await standing_minutes(office)
    draft = await correction_of(office, minutes["id"], "遗漏资金安排")
    item = draft["entries"][0]["itemId"]
    missing = {"itemId": item, "decision": {"text": "所需资金由县财政局统筹。", "leadUnitId": str(known_id("finance"))}}
    await done(office, "editMinutesCorrection", as_="clerk", id=draft["id"], changes=[missing])
    assert await refused(office, "submitMinutes", as_="clerk", id=draft["id"]) == [
        "MINUTES_INCOMPLETE:新增议定事项（时限）"
    ]
    missing["decision"]["longTerm"] = True  # type: ignore[index]
    await done(office, "editMinutesCorrection", as_="clerk", id=draft["id"], changes=[missing])
    await signed(office, draft["id"])
    await answer_paper(office, draft["id"], FIRST_CORRECTION)
    decisions = (await meeting_of(office, await meeting_id(office)))["decisions"]
    assert [(d["number"], d["state"]) for d in decisions] == [
        ("2022-CW-01-01", "EFFECTIVE"),
        ("2022-CW-01-02", "EFFECTIVE"),
    ]
    (event,) = await events(office, "minutes.corrected")
    assert [d["number"] for d in event.data["decisions"]] == ["2022-CW-01-02"]


@pytest.mark.refuses("CONTENT_INVALID")
async def test_only_what_was_decided_there_can_be_corrected(office: RunningService) -> None:
    minutes = await standing_minutes(office)
    draft = await correction_of(office, minutes["id"])
    decision = (await the_decision(office, await meeting_id(office)))["id"]
    twice = [{"decisionId": decision, "decision": DECISION}] * 2
    empty = [{"decisionId": decision, "decision": {**DECISION, "text": "  "}}]
    both = [{"decisionId": decision, "decision": {**DECISION, "longTerm": True}}]
    for changes in (twice, empty, both):
        answer = await refused(office, "editMinutesCorrection", as_="clerk", id=draft["id"], changes=changes)
        assert answer[0].startswith("CONTENT_INVALID")
    query = """mutation($id: ID!, $changes: [DecisionChangeInput!]!) {
      editMinutesCorrection(id: $id, changes: $changes) { __typename } }"""
    for strange in ({"decisionId": minutes["id"]}, {"itemId": minutes["id"]}, {}):
        changes = [{**strange, "decision": DECISION}]
        assert await office.error_code(query, as_="clerk", id=draft["id"], changes=changes) == "NOT_FOUND"


@pytest.mark.refuses("PARTY_APPROVAL_REQUIRED")
async def test_what_the_party_agreed_to_is_not_reworded_alone(office: RunningService) -> None:
    meeting = await in_session(office, [await ready_topic(office, flags=["LARGE_FUNDS"])])
    minutes = await issued(office, meeting, decisions=[DECISION])
    decision = (await the_decision(office, meeting["id"]))["id"]
    said = {"result": "AGREED", "refNo": "平字〔2022〕8号", "decidedOn": "2022-02-25"}
    await done(office, "recordPartyApproval", as_="clerk", decisionId=decision, said=said)
    draft = await correction_of(office, minutes["id"])
    change = {"decisionId": decision, "decision": {**DECISION, "text": "由县住建局分两期实施。"}}
    await done(office, "editMinutesCorrection", as_="clerk", id=draft["id"], changes=[change])
    answer = await hold(office, "submitMinutes", as_="clerk", id=draft["id"])
    assert [(v["code"], v["clauses"][0]["id"]) for v in answer["violations"]] == [("PARTY_APPROVAL_REQUIRED", "GZ-3")]
    cited = [{**change, "partyRef": "平字〔2022〕8号"}]
    await done(office, "editMinutesCorrection", as_="clerk", id=draft["id"], changes=cited)
    assert (await done(office, "submitMinutes", as_="clerk", id=draft["id"]))["state"] == "IN_REVIEW"


@pytest.mark.refuses("CONTENT_INVALID", "STATE_NOT_ALLOWED")
async def test_decisions_are_corrected_as_they_stand(office: RunningService) -> None:
    meeting = await in_session(office, [await ready_topic(office, flags=["LARGE_FUNDS"])])
    minutes = await issued(office, meeting, decisions=[DECISION, {**DECISION, "text": "由县财政局落实资金。"}])
    first, second = (await meeting_of(office, meeting["id"]))["decisions"]
    draft = await correction_of(office, minutes["id"])
    changes = [{"decisionId": d["id"], "decision": {**DECISION, "due": "2022-08-31"}} for d in (first, second)]
    await done(office, "editMinutesCorrection", as_="clerk", id=draft["id"], changes=changes)
    said = {"result": "AGREED_AS_AMENDED", "refNo": "平字〔2022〕9号", "decidedOn": "2022-02-25"}
    amended = {**said, "amended": {**DECISION, "text": "分两期实施。"}}
    await done(office, "recordPartyApproval", as_="clerk", decisionId=first["id"], said=amended)
    no = {**said, "result": "NOT_AGREED"}
    await done(office, "recordPartyApproval", as_="clerk", decisionId=second["id"], said=no)
    answer = await refused(office, "submitMinutes", as_="clerk", id=draft["id"])
    assert [each for each in answer if each.startswith("CONTENT_INVALID")] == [
        "CONTENT_INVALID:2022-CW-01-01已有新的表述，请重新核对",
        "CONTENT_INVALID:2022-CW-01-02已撤销，不能更正",
    ]
    answer = await refused(office, "editMinutesCorrection", as_="clerk", id=draft["id"], changes=changes[1:])
    assert answer == ["STATE_NOT_ALLOWED:2022-CW-01-02已撤销"]


async def test_the_word_of_the_party_outlives_a_correction_signed_before(office: RunningService) -> None:
    meeting = await in_session(office, [await ready_topic(office, flags=["LARGE_FUNDS"])])
    minutes = await issued(office, meeting, decisions=[DECISION])
    decision = (await the_decision(office, meeting["id"]))["id"]
    draft = await correction_of(office, minutes["id"])
    change = {"decisionId": decision, "decision": {**DECISION, "due": "2022-08-31"}}
    await done(office, "editMinutesCorrection", as_="clerk", id=draft["id"], changes=[change])
    await signed(office, draft["id"])
    said = {"result": "AGREED_AS_AMENDED", "refNo": "平字〔2022〕9号", "decidedOn": "2022-02-25"}
    amended = {**said, "amended": {**DECISION, "text": "分两期实施。"}}
    await done(office, "recordPartyApproval", as_="clerk", decisionId=decision, said=amended)
    await answer_paper(office, draft["id"], FIRST_CORRECTION)
    now = await the_decision(office, meeting["id"])
    assert (now["revision"], now["text"], now["due"]) == (2, "分两期实施。", "2022-06-30")
    (event,) = await events(office, "minutes.corrected")
    assert event.data["decisions"] == []
    templates = [e.data["template"] for e in await events(office, "notice.raised", draft["id"])]
    assert "correction_overtaken" in templates


async def test_a_correction_that_comes_back_keeps_its_changes(office: RunningService) -> None:
    minutes = await standing_minutes(office)
    decision = (await the_decision(office, await meeting_id(office)))["id"]
    draft = await correction_of(office, minutes["id"])
    change = {"decisionId": decision, "decision": TO_FINANCE}
    await done(office, "editMinutesCorrection", as_="clerk", id=draft["id"], changes=[change])
    await done(office, "submitMinutes", as_="clerk", id=draft["id"])
    returned = await done(office, "returnMinutes", as_="director", id=draft["id"], act={"reason": "再核"})
    assert (returned["edition"], len(returned["decisionChanges"])) == (2, 1)
    await signed(office, draft["id"])
    await answer_paper(office, draft["id"], failure="标题过长")
    recalled = await done(office, "recallMinutes", as_="director", id=draft["id"], act={"reason": "改标题"})
    assert (recalled["state"], len(recalled["decisionChanges"])) == ("DRAFTING", 1)


async def test_personnel_matters_are_corrected_apart(office: RunningService) -> None:
    topics = [await ready_topic(office, title="某某任职", flags=["PERSONNEL"]), await ready_topic(office)]
    minutes = await issued(office, await in_session(office, topics))
    draft = await correction_of(office, minutes["id"], "某某的职务有误")
    query = "query($id: ID!) { minutes(id: $id) { entries { itemId text restricted } } }"
    whole = (await office.ask(query, as_="director", id=draft["id"]))["entries"]
    (secret,) = [each["itemId"] for each in whole if each["restricted"]]
    open_ = reworded(draft, "原则同意", "同意")
    assert len(open_) == 1
    kept = await done(office, "editMinutes", as_="clerk", id=draft["id"], entries=open_)
    assert len(kept["entries"]) == 1
    assert len((await office.ask(query, as_="director", id=draft["id"]))["entries"]) == 2
    blind = """mutation($id: ID!, $entries: [MinutesEntryInput!]!) {
      editMinutes(id: $id, entries: $entries) { __typename } }"""
    sneaked = [*open_, {"itemId": secret, "text": "改成别人"}]
    assert await office.error_code(blind, as_="clerk", id=draft["id"], entries=sneaked) == "NOT_FOUND"
    renamed = [{"itemId": e["itemId"], "text": e["text"].replace("原则同意", "同意")} for e in whole]
    await done(office, "editMinutes", as_="director", id=draft["id"], entries=renamed)
    decisions = (await meeting_of(office, await meeting_id(office), as_="director"))["decisions"]
    (personal,) = [d for d in decisions if d["restricted"]]
    change = {"decisionId": personal["id"], "decision": {**DECISION, "text": "任命某某为副局长。"}}
    hidden = """mutation($id: ID!, $changes: [DecisionChangeInput!]!) {
      editMinutesCorrection(id: $id, changes: $changes) { __typename } }"""
    assert await office.error_code(hidden, as_="clerk", id=draft["id"], changes=[change]) == "NOT_FOUND"
    await done(office, "editMinutesCorrection", as_="director", id=draft["id"], changes=[change])
    after = await done(office, "editMinutesCorrection", as_="clerk", id=draft["id"], changes=[])
    assert after["decisionChanges"] == []
    assert len((await minutes_of(office, draft["id"], as_="director"))["decisionChanges"]) == 1
    await signed(office, draft["id"])
    (public,) = await events(office, "document.requested", draft["id"])
    assert "某某" not in str(public.data)
    assert public.data["data"]["correction"]["reason"] is None
    assert [p["heading"] for p in public.data["data"]["correction"]["passages"]] == ["人事事项", "县城老旧小区改造方案"]
    await answer_paper(office, draft["id"], FIRST_CORRECTION)
    (event,) = await events(office, "minutes.corrected")
    assert [d["text"] for d in event.data["decisions"]] == ["人事事项"]
    assert "某某" not in "".join(str(e.data) for e in await events(office, "notice.raised", draft["id"]))
