"""News is made of what may be published and of nothing else, and goes through a chain of its own (CW-6.1)."""

from typing import Any

import pytest

from tests.meetings.minutes.story import DECISION, FIRST_CORRECTION, correction_of, issued, signed
from tests.meetings.steps import (
    REFUSAL,
    answer_paper,
    delegate,
    done,
    drafted,
    events,
    in_session,
    meeting_of,
    offered,
    ready_topic,
)
from tests.service import RunningService, known_id

RELEASE = """id state edition title lead approvedBy { id } publishedAt passages { text decision { number } }
  signatures { step verdict person { id } comment } publications { medium link } papers { kind state failureZh }
  availableActions { name blockedBy { code detail } }"""
ARGUMENTS = {
    "id": "ID!",
    "meetingId": "ID!",
    "title": "String",
    "lead": "String",
    "comment": "String!",
    "passages": "[PressPassageInput!]",
    "publications": "[PressPublicationInput!]!",
    "act": "ActInput",
}
OPEN = {**DECISION, "text": "同意实施县城老旧小区改造，由县住建局组织实施。", "publishable": True}
CLOSED = {**DECISION, "text": "所需补助资金由县财政局另行测算后报告。"}
SITE = {"medium": "县政府网站", "publishedAt": "2022-02-25T12:00:00+08:00", "link": "https://example.gov.cn/1"}


async def tell(service: RunningService, mutation: str, *, as_: str, **arguments: Any) -> dict[str, Any]:
    variables = ", ".join(f"${name}: {ARGUMENTS[name]}" for name in arguments)
    given = ", ".join(f"{name}: ${name}" for name in arguments)
    answer = f"__typename ... on PressRelease {{ {RELEASE} }} {REFUSAL}"
    query = f"mutation({variables}) {{ {mutation}({given}) {{ {answer} }} }}"
    return dict(await service.ask(query, as_=as_, **arguments))


async def told(service: RunningService, mutation: str, *, as_: str, **arguments: Any) -> dict[str, Any]:
    answer = await tell(service, mutation, as_=as_, **arguments)
    assert answer["__typename"] == "PressRelease", answer
    return answer


async def untold(service: RunningService, mutation: str, *, as_: str, **arguments: Any) -> list[str]:
    """The refusal as `CODE` or `CODE:detail`, every broken rule."""
    answer = await tell(service, mutation, as_=as_, **arguments)
    assert answer["__typename"] == "Refusal", answer
    return [v["code"] + (f":{v['detail']}" if v["detail"] else "") for v in answer["violations"]]


async def a_meeting(office: RunningService, *, personnel: bool = False, **changes: Any) -> str:
    """A 常务会议 with issued minutes: one decision for the public, one that is not."""
    topics = [await ready_topic(office)]
    if personnel:
        topics.insert(0, await ready_topic(office, title="财政乙任职", flags=["PERSONNEL"]))
    meeting = await in_session(office, topics)
    await issued(office, meeting, **{"decisions": [OPEN, CLOSED], **changes})
    return str(meeting["id"])


async def read(office: RunningService, release: str, *, as_: str) -> dict[str, Any]:
    query = "query($id: ID!) { pressRelease(id: $id) { %s } }" % RELEASE
    return dict(await office.ask(query, as_=as_, id=release))


async def test_news_goes_from_the_draft_through_its_chain_to_the_media(office: RunningService) -> None:
    meeting = await a_meeting(office)
    release = await told(office, "draftPressRelease", as_="clerk", meetingId=meeting)
    assert (release["state"], release["title"]) == ("DRAFTED", "县政府第1次常务会议召开")
    assert release["lead"] == "2月25日，县长县长甲主持召开县政府第1次常务会议。"
    assert [p["text"] for p in release["passages"]] == [OPEN["text"]]
    one = release["id"]
    assert (await told(office, "submitPressRelease", as_="clerk", id=one))["state"] == "DIRECTOR"
    assert (await told(office, "signPressRelease", as_="director", id=one, comment="可"))["state"] == "LEADER"
    approved = await told(office, "signPressRelease", as_="executive", id=one)
    assert (approved["state"], approved["approvedBy"]["id"]) == ("APPROVED", str(known_id("executive")))
    (request,) = await events(office, "document.requested", one)
    assert (request.data["kind"], request.data["public_attribute"]) == ("PRESS_RELEASE", "PUBLIC")
    assert request.data["data"]["paragraphs"] == [OPEN["text"]]
    await answer_paper(office, one)
    assert (await read(office, one, as_="clerk"))["papers"] == [
        {"kind": "PRESS_RELEASE", "state": "ISSUED", "failureZh": ""}
    ]
    office.set_clock("2022-02-25T15:00")
    out = await told(office, "publishPressRelease", as_="clerk", id=one, publications=[{**SITE, "publishedAt": NOW}])
    assert (out["state"], out["publications"][0]["medium"]) == ("PUBLISHED", "县政府网站")
    more = [{"medium": "微平利", "publishedAt": NOW}]
    assert len((await told(office, "publishPressRelease", as_="clerk", id=one, publications=more))["publications"]) == 2
    tasks = [e.data["kind"] for e in await events(office, "task.opened", one)]
    assert tasks == ["sign_press_release", "sign_press_release"]
    assert (await read(office, one, as_="town-head"))["signatures"] == []


NOW = "2022-02-25T14:30:00+08:00"


@pytest.mark.refuses("ACTOR_NOT_ALLOWED", "CHAIN_ORDER", "REASON_REQUIRED", "SIGNER_NOT_ALLOWED", "STATE_NOT_ALLOWED")
async def test_news_is_read_in_order(office: RunningService) -> None:
    release = (await told(office, "draftPressRelease", as_="clerk", meetingId=await a_meeting(office)))["id"]
    assert await untold(office, "submitPressRelease", as_="deputy-director", id=release) == ["ACTOR_NOT_ALLOWED"]
    assert await untold(office, "signPressRelease", as_="director", id=release) == ["STATE_NOT_ALLOWED:起草"]
    await told(office, "submitPressRelease", as_="clerk", id=release)
    assert await untold(office, "signPressRelease", as_="executive", id=release) == ["CHAIN_ORDER:办主任审核"]
    early = await untold(office, "returnPressRelease", as_="mayor", id=release, act={"reason": "改"})
    assert early == ["CHAIN_ORDER:办主任审核"]
    assert await untold(office, "returnPressRelease", as_="director", id=release) == ["REASON_REQUIRED"]
    back = await told(office, "returnPressRelease", as_="director", id=release, act={"reason": "精简"})
    assert (back["state"], back["edition"], len(back["passages"])) == ("DRAFTED", 2, 1)
    await told(office, "submitPressRelease", as_="clerk", id=release)
    await told(office, "signPressRelease", as_="director", id=release)
    assert await untold(office, "signPressRelease", as_="director", id=release) == ["SIGNER_NOT_ALLOWED"]
    assert await untold(office, "editPressRelease", as_="clerk", id=release, title="改") == [
        "STATE_NOT_ALLOWED:县领导审定"
    ]
    assert (await told(office, "signPressRelease", as_="mayor", id=release))["state"] == "APPROVED"


@pytest.mark.refuses("SIGNER_NOT_ALLOWED")
async def test_nobody_reads_news_twice(office: RunningService) -> None:
    """常务副县长 who read it for 办主任 leaves the second reading to 县长."""
    release = (await told(office, "draftPressRelease", as_="clerk", meetingId=await a_meeting(office)))["id"]
    await told(office, "submitPressRelease", as_="clerk", id=release)
    await delegate(office, ("OFFICE_DIRECTION",), "executive", ("2022-02-21", "2022-02-26"), by="director")
    await told(office, "signPressRelease", as_="executive", id=release)
    assert await untold(office, "signPressRelease", as_="executive", id=release) == ["SIGNER_NOT_ALLOWED"]
    assert (await told(office, "signPressRelease", as_="mayor", id=release))["state"] == "APPROVED"


@pytest.mark.refuses(
    "ACTOR_NOT_ALLOWED", "CONTENT_INVALID", "PRESS_NOT_APPROVED", "REASON_REQUIRED", "STATE_NOT_ALLOWED"
)
async def test_news_is_approved_before_it_is_published(office: RunningService) -> None:
    release = (await told(office, "draftPressRelease", as_="clerk", meetingId=await a_meeting(office)))["id"]
    publish = {"id": release, "publications": [SITE]}
    assert await untold(office, "publishPressRelease", as_="clerk", **publish) == ["PRESS_NOT_APPROVED"]
    await told(office, "submitPressRelease", as_="clerk", id=release)
    await told(office, "signPressRelease", as_="director", id=release)
    assert await untold(office, "publishPressRelease", as_="clerk", **publish) == ["PRESS_NOT_APPROVED"]
    assert await untold(office, "publishPressRelease", as_="mayor", **publish) == ["ACTOR_NOT_ALLOWED"]
    await told(office, "signPressRelease", as_="executive", id=release)
    early = {**publish, "publications": [{**SITE, "publishedAt": "2022-02-24T12:00:00+08:00"}]}
    assert await untold(office, "publishPressRelease", as_="clerk", **early) == ["CONTENT_INVALID:发布媒体、发布时间"]
    nowhere = {**publish, "publications": []}
    assert await untold(office, "publishPressRelease", as_="clerk", **nowhere) == ["CONTENT_INVALID:发布媒体、发布时间"]
    assert await untold(office, "withdrawPressRelease", as_="clerk", id=release) == ["REASON_REQUIRED"]
    gone = await told(office, "withdrawPressRelease", as_="clerk", id=release, act={"reason": "不再报道"})
    assert gone["state"] == "WITHDRAWN"
    assert await untold(office, "publishPressRelease", as_="clerk", **publish) == ["STATE_NOT_ALLOWED:已撤回"]


@pytest.mark.refuses("CONTENT_INVALID", "PRESS_MATTER_NOT_PUBLIC")
async def test_news_tells_only_what_may_be_published(office: RunningService) -> None:
    meeting = await a_meeting(office)
    decisions = (await meeting_of(office, meeting))["decisions"]
    public, closed = (d["id"] for d in decisions)
    release = (await told(office, "draftPressRelease", as_="clerk", meetingId=meeting))["id"]
    number = decisions[1]["number"]

    async def with_passages(*passages: tuple[str, str]) -> list[str]:
        given = [{"decisionId": decision, "text": text} for decision, text in passages]
        await told(office, "editPressRelease", as_="clerk", id=release, passages=given)
        return await untold(office, "submitPressRelease", as_="clerk", id=release)

    assert await with_passages() == ["PRESS_MATTER_NOT_PUBLIC:没有宜于公开的议定事项"]
    assert await with_passages((closed, "资金已落实。")) == [f"PRESS_MATTER_NOT_PUBLIC:{number}"]
    leak = f"会议同意改造。{CLOSED['text']}"
    assert await with_passages((public, leak)) == [f"PRESS_MATTER_NOT_PUBLIC:{number}"]
    assert await with_passages((public, "会议还议定，所需补助资金由县财政局 另行测算后报告")) == [
        f"PRESS_MATTER_NOT_PUBLIC:{number}"
    ]
    given = [{"decisionId": public, "text": "同意改造。"}]
    assert await untold(office, "editPressRelease", as_="clerk", id=release, passages=given * 2) == [
        "CONTENT_INVALID:同一事项重复，或内容为空"
    ]
    assert await untold(office, "editPressRelease", as_="clerk", id=release, title=" ") == [
        "CONTENT_INVALID:标题、导语"
    ]
    await told(office, "editPressRelease", as_="clerk", id=release, passages=given, lead="会议今日召开。")
    assert (await told(office, "submitPressRelease", as_="clerk", id=release))["state"] == "DIRECTOR"


@pytest.mark.parametrize("words", ["财政乙任职", "会议研究了人事任免事项。", "财政乙同志"])
@pytest.mark.refuses("PRESS_MATTER_NOT_PUBLIC")
async def test_personnel_matters_never_get_into_the_news(office: RunningService, words: str) -> None:
    meeting = await a_meeting(office, personnel=True)
    decisions = (await meeting_of(office, meeting, as_="director"))["decisions"]
    secret = [d for d in decisions if d["restricted"]]
    assert secret
    release = await told(office, "draftPressRelease", as_="director", meetingId=meeting)
    assert "财政乙" not in str(release)
    one = release["id"]
    for field in ("title", "lead"):
        kept = str(release[field])
        await told(office, "editPressRelease", as_="director", id=one, **{field: f"{kept}{words}"})
        answer = await untold(office, "submitPressRelease", as_="director", id=one)
        assert answer == ["PRESS_MATTER_NOT_PUBLIC:人事事项"]
        await told(office, "editPressRelease", as_="director", id=one, **{field: kept})
    smuggled = [{"decisionId": secret[0]["id"], "text": "另有一项决定。"}]
    hidden = """mutation($id: ID!, $passages: [PressPassageInput!]) {
      editPressRelease(id: $id, passages: $passages) { __typename } }"""
    assert await office.error_code(hidden, as_="clerk", id=one, passages=smuggled) == "NOT_FOUND"
    await told(office, "editPressRelease", as_="director", id=one, passages=smuggled)
    answer = await untold(office, "submitPressRelease", as_="director", id=one)
    assert answer == ["PRESS_MATTER_NOT_PUBLIC:人事事项"]


@pytest.mark.refuses("INTERNAL_DOCUMENT")
async def test_internal_minutes_make_no_news(office: RunningService) -> None:
    meeting = await in_session(office, [await ready_topic(office, kind="MAYOR")], kind="MAYOR")
    chain = ("director", "executive", "deputy-a", "deputy-b", "mayor")
    await issued(office, meeting, signers=chain, decisions=[OPEN])
    assert await untold(office, "draftPressRelease", as_="clerk", meetingId=meeting["id"]) == ["INTERNAL_DOCUMENT"]


@pytest.mark.refuses("ACTOR_NOT_ALLOWED", "STATE_NOT_ALLOWED")
async def test_there_is_no_news_before_the_minutes(office: RunningService) -> None:
    meeting = await in_session(office, [await ready_topic(office)])
    await drafted(office, meeting, decisions=[CLOSED])
    draft = {"meetingId": meeting["id"]}
    assert await untold(office, "draftPressRelease", as_="clerk", **draft) == ["STATE_NOT_ALLOWED:已结束"]
    assert await untold(office, "draftPressRelease", as_="housing-head", **draft) == ["ACTOR_NOT_ALLOWED"]


@pytest.mark.refuses("PARTY_APPROVAL_REQUIRED")
async def test_news_waits_for_the_party(office: RunningService) -> None:
    meeting = await in_session(office, [await ready_topic(office, flags=["LARGE_FUNDS"])])
    await issued(office, meeting, decisions=[OPEN])
    release = (await told(office, "draftPressRelease", as_="clerk", meetingId=meeting["id"]))["id"]
    assert await untold(office, "submitPressRelease", as_="clerk", id=release) == [
        "PARTY_APPROVAL_REQUIRED:2022-CW-01-01"
    ]


@pytest.mark.refuses("PRESS_MATTER_NOT_PUBLIC")
async def test_news_of_a_decision_that_was_corrected_is_written_anew(office: RunningService) -> None:
    meeting = await in_session(office, [await ready_topic(office)])
    minutes = await issued(office, meeting, decisions=[OPEN])
    release = (await told(office, "draftPressRelease", as_="clerk", meetingId=meeting["id"]))["id"]
    await told(office, "submitPressRelease", as_="clerk", id=release)
    for login in ("director", "mayor"):
        await told(office, "signPressRelease", as_=login, id=release)
    decision = (await meeting_of(office, meeting["id"]))["decisions"][0]
    draft = await correction_of(office, minutes["id"])
    change = {"decisionId": decision["id"], "decision": {**OPEN, "text": "同意分两期实施改造。"}}
    await done(office, "editMinutesCorrection", as_="clerk", id=draft["id"], changes=[change])
    await signed(office, draft["id"])
    await answer_paper(office, draft["id"], FIRST_CORRECTION)
    assert await untold(office, "publishPressRelease", as_="clerk", id=release, publications=[SITE]) == [
        "PRESS_MATTER_NOT_PUBLIC:2022-CW-01-01已更正"
    ]


async def test_who_sees_news(office: RunningService) -> None:
    release = (await told(office, "draftPressRelease", as_="clerk", meetingId=await a_meeting(office)))["id"]
    query = "query($id: ID!) { pressRelease(id: $id) { id } }"
    for login in ("town-head", "deputy-a", "admin"):
        assert await office.error_code(query, as_=login, id=release) == "NOT_FOUND"
    listed = "query { pressReleases { totalCount } }"
    assert (await office.ask(listed, as_="director"))["totalCount"] == 1
    assert (await office.ask(listed, as_="housing-head"))["totalCount"] == 0
    assert "signPressRelease" not in {a["name"] for a in (await read(office, release, as_="clerk"))["availableActions"]}
    await told(office, "submitPressRelease", as_="clerk", id=release)
    assert (await offered(office, "pressRelease", release, as_="director"))["signPressRelease"] == []
    await told(office, "signPressRelease", as_="director", id=release)
    await told(office, "signPressRelease", as_="mayor", id=release)
    await answer_paper(office, release, failure="标题过长")
    assert (await read(office, release, as_="clerk"))["papers"][0]["failureZh"] == "标题过长"
    retry = (await read_paper(office, release))["id"]
    assert (await done(office, "retryMeetingPaper", as_="clerk", id=retry))["state"] == "REQUESTED"


async def read_paper(office: RunningService, release: str) -> dict[str, Any]:
    query = "query($id: ID!) { pressRelease(id: $id) { papers { id } } }"
    return dict((await office.ask(query, as_="clerk", id=release))["papers"][0])
