"""Minutes say what was decided, also when a decision changes under them (CW-6.2b, GZ-3, AMB-37)."""

import asyncio
from typing import Any

import pytest

from tests.meetings.minutes.story import (
    DECISION,
    FIRST_CORRECTION,
    NUMBER,
    correction_of,
    issued,
    signed,
    signing_tasks,
)
from tests.meetings.steps import (
    answer_paper,
    done,
    drafted,
    events,
    in_session,
    meeting_of,
    minutes_of,
    ready_topic,
    refused,
)
from tests.service import RunningService

ANEW = {**DECISION, "text": "分两期组织实施。"}
SAID = {"refNo": "平字〔2022〕9号", "decidedOn": "2022-02-25"}
AGREED = {**SAID, "result": "AGREED"}
AMENDED = {**SAID, "result": "AGREED_AS_AMENDED", "amended": ANEW}


async def for_the_party(office: RunningService) -> tuple[dict[str, Any], dict[str, Any]]:
    """A meeting whose decision waits for 县委, and the draft of its minutes."""
    meeting = await in_session(office, [await ready_topic(office, flags=["LARGE_FUNDS"])])
    return meeting, await drafted(office, meeting, decisions=[DECISION])


async def the_decision(office: RunningService, meeting: dict[str, Any]) -> dict[str, Any]:
    return dict((await meeting_of(office, meeting["id"]))["decisions"][0])


async def said(office: RunningService, decision: dict[str, Any], word: dict[str, Any]) -> dict[str, Any]:
    return await done(office, "recordPartyApproval", as_="clerk", decisionId=decision["id"], said=word)


@pytest.mark.refuses("PARTY_APPROVAL_REQUIRED")
async def test_gz_3_what_the_party_agreed_to_keeps_its_words(office: RunningService) -> None:
    """Also before the issue the text is 县委's; who answers for it until when is still the office's to word."""
    meeting, minutes = await for_the_party(office)
    decision = await the_decision(office, meeting)
    await said(office, decision, AGREED)
    change = {"as_": "clerk", "id": decision["id"]}
    assert await refused(office, "editDecision", **change, decision=ANEW) == ["PARTY_APPROVAL_REQUIRED"]
    edited = await done(office, "editDecision", **change, decision={**DECISION, "due": "2022-07-31"})
    assert (edited["text"], edited["due"]) == (DECISION["text"], "2022-07-31")
    await signed(office, minutes["id"])
    await answer_paper(office, minutes["id"], NUMBER)
    assert (await the_decision(office, meeting))["state"] == "EFFECTIVE"


async def test_gz_3_a_correction_signed_before_does_not_reword_what_the_party_agreed_to(office: RunningService) -> None:
    """县委 agreed to the text as it was issued: a later paper words it anew only under 县委's own number."""
    meeting, draft = await a_correction(office)
    await signed(office, draft["id"])
    await said(office, await the_decision(office, meeting), AGREED)
    await answer_paper(office, draft["id"], FIRST_CORRECTION)
    now = await the_decision(office, meeting)
    assert (now["revision"], now["text"], now["state"]) == (1, DECISION["text"], "EFFECTIVE")
    notices = [e.data["template"] for e in await events(office, "notice.raised", draft["id"])]
    assert "correction_overtaken" in notices


async def a_correction(office: RunningService) -> tuple[dict[str, Any], dict[str, Any]]:
    """A draft that words anew a decision on which 县委 has said nothing yet."""
    meeting = await in_session(office, [await ready_topic(office, flags=["LARGE_FUNDS"])])
    minutes = await issued(office, meeting, decisions=[DECISION])
    draft = await correction_of(office, minutes["id"])
    change = {"decisionId": (await the_decision(office, meeting))["id"], "decision": ANEW}
    await done(office, "editMinutesCorrection", as_="clerk", id=draft["id"], changes=[change])
    return meeting, draft


async def test_gz_3_a_correction_in_review_goes_back_when_the_party_has_agreed(office: RunningService) -> None:
    meeting, draft = await a_correction(office)
    await done(office, "submitMinutes", as_="clerk", id=draft["id"])
    await said(office, await the_decision(office, meeting), AGREED)
    back = await minutes_of(office, draft["id"])
    assert (back["state"], back["edition"]) == ("DRAFTING", 2)
    answer = await refused(office, "submitMinutes", as_="clerk", id=draft["id"])
    assert answer == ["PARTY_APPROVAL_REQUIRED:2022-CW-01-01"]


async def test_cw_6_2b_the_draft_follows_a_decision_that_is_worded_anew(office: RunningService) -> None:
    """The paper says each decision once, in the words that supervision follows."""
    meeting = await in_session(office, [await ready_topic(office)])
    second = {**DECISION, "text": "由县财政局落实资金。"}
    minutes = await drafted(office, meeting, decisions=[DECISION, second])
    decisions = (await meeting_of(office, meeting["id"]))["decisions"]
    for decision, text in zip(decisions, (ANEW, {**second, "text": "由县财政局分期落实资金。"}), strict=True):
        await done(office, "editDecision", as_="clerk", id=decision["id"], decision=text)
    (entry,) = (await minutes_of(office, minutes["id"]))["entries"]
    assert entry["text"].splitlines()[-2:] == ["分两期组织实施。", "由县财政局分期落实资金。"]
    await signed(office, minutes["id"])
    (request,) = await events(office, "document.requested", minutes["id"])
    paragraphs = [line for block in request.data["data"]["decisions"] for line in block["paragraphs"]]
    assert paragraphs[-2:] == ["分两期组织实施。", "由县财政局分期落实资金。"]
    assert not {DECISION["text"], second["text"]} & set(paragraphs)
    assert len(paragraphs) == 4


async def test_cw_6_2b_a_draft_in_review_goes_back_when_the_party_amends(office: RunningService) -> None:
    meeting, minutes = await for_the_party(office)
    await done(office, "submitMinutes", as_="clerk", id=minutes["id"])
    await done(office, "signMinutes", as_="director", id=minutes["id"])
    await said(office, await the_decision(office, meeting), AMENDED)
    back = await minutes_of(office, minutes["id"])
    assert (back["state"], back["edition"], await signing_tasks(office, minutes["id"])) == ("DRAFTING", 2, set())
    assert back["entries"][0]["text"].splitlines()[-1] == ANEW["text"]
    (told,) = await events(office, "minutes.returned", minutes["id"])
    assert told.data["comment"] == "县委审定结果：修改后同意（平字〔2022〕9号）"
    await signed(office, minutes["id"])
    (request,) = await events(office, "document.requested", minutes["id"])
    assert DECISION["text"] not in str(request.data["data"])


async def test_cw_6_2b_a_draft_in_review_stays_when_the_party_agrees(office: RunningService) -> None:
    meeting, minutes = await for_the_party(office)
    await done(office, "submitMinutes", as_="clerk", id=minutes["id"])
    await said(office, await the_decision(office, meeting), AGREED)
    assert (await minutes_of(office, minutes["id"]))["state"] == "IN_REVIEW"


async def test_gz_3_what_the_party_refused_does_not_stand_in_the_minutes(office: RunningService) -> None:
    meeting, minutes = await for_the_party(office)
    await done(office, "submitMinutes", as_="clerk", id=minutes["id"])
    await said(office, await the_decision(office, meeting), {**SAID, "result": "NOT_AGREED"})
    back = await minutes_of(office, minutes["id"])
    assert (back["state"], DECISION["text"] in back["entries"][0]["text"]) == ("DRAFTING", False)
    await signed(office, minutes["id"])
    (request,) = await events(office, "document.requested", minutes["id"])
    assert "lead_unit" not in request.data["data"]["decisions"][0]


@pytest.mark.refuses("MINUTES_INCOMPLETE")
async def test_cw_6_2b_the_draft_carries_no_former_wording(office: RunningService) -> None:
    """A clerk who writes the old words back is told; his own words for the same are his."""
    meeting = await in_session(office, [await ready_topic(office)])
    minutes = await drafted(office, meeting)
    old = [{"itemId": entry["itemId"], "text": entry["text"]} for entry in minutes["entries"]]
    change = {"as_": "clerk", "id": (await the_decision(office, meeting))["id"]}
    await done(office, "editDecision", **change, decision=ANEW)
    await done(office, "editMinutes", as_="clerk", id=minutes["id"], entries=old)
    assert await refused(office, "submitMinutes", as_="clerk", id=minutes["id"]) == [
        "MINUTES_INCOMPLETE:2022-CW-01-01（仍为修改前的表述）"
    ]
    own = [{**each, "text": "会议决定，分两期推进。"} for each in old]
    await done(office, "editMinutes", as_="clerk", id=minutes["id"], entries=own)
    assert (await done(office, "submitMinutes", as_="clerk", id=minutes["id"]))["state"] == "IN_REVIEW"


async def test_gz_3_the_word_of_the_party_may_come_in_the_moment_of_the_issue(office: RunningService) -> None:
    """Both lock minutes, meeting and decision in one order: neither waits for the other for good."""
    meeting = await in_session(office, [await ready_topic(office, flags=["LARGE_FUNDS"])])
    last = (await issued(office, meeting, decisions=[DECISION]))["id"]
    decision = (await the_decision(office, meeting))["id"]
    word = {"decisionId": decision, "said": {**SAID, "result": "POSTPONED"}}
    for n in range(1, 9):
        draft = (await correction_of(office, last))["id"]
        change = {"decisionId": decision, "decision": {**DECISION, "due": f"2022-07-{n:02d}"}}
        await done(office, "editMinutesCorrection", as_="clerk", id=draft, changes=[change])
        await signed(office, draft)
        await asyncio.gather(
            *(done(office, "recordPartyApproval", as_=login, **word) for login in ("clerk", "clerk-b")),
            answer_paper(office, draft, f"纪要更正〔2022〕第{n}期"),
            done(office, "recordPartyApproval", as_="director", **word),
        )
        last = draft
        assert (await minutes_of(office, draft))["state"] == "ISSUED"
    now = await the_decision(office, meeting)
    assert (now["due"], len(now["partyApprovals"]), now["state"]) == ("2022-07-08", 24, "PENDING_PARTY_APPROVAL")
