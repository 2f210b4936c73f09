"""Record, draft and decisions: complete, in time, and waiting for 县委 where they must (GZ-3, CW-6.2)."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from services.contracts.base import PERSONNEL_MASK
from services.contracts.documents import DocumentArchived
from services.contracts.supervision import ItemRegistered
from services.contracts.words.shared import DocumentKind
from services.contracts.words.supervision import Handler, ItemCategory, ItemState, SourceType
from services.kernel.ids import new_id
from services.meetings.papers.model import RequestedPaper
from tests.meetings.steps import (
    answer_paper,
    concluded,
    done,
    drafted,
    events,
    hold,
    in_session,
    meeting_of,
    minutes_of,
    ready_topic,
    refused,
)
from tests.service import RunningService, known_id

SIGNERS = ("director", "executive", "mayor")
DECISION = {"text": "由县住建局组织实施。", "leadUnitId": str(known_id("housing")), "due": "2022-06-30"}


async def issued(office: RunningService, meeting: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The minutes of a meeting in session, signed and issued."""
    minutes = await drafted(office, meeting, **changes)
    await done(office, "submitMinutes", as_="clerk", id=minutes["id"])
    for login in SIGNERS:
        await done(office, "signMinutes", as_=login, id=minutes["id"])
    await answer_paper(office, minutes["id"], "常务会议纪要〔2022〕第1次")
    return await minutes_of(office, minutes["id"])


@pytest.mark.refuses("MINUTES_INCOMPLETE")
async def test_at25_every_topic_heard_is_in_the_minutes(office: RunningService) -> None:
    meeting = await in_session(office, [await ready_topic(office), await ready_topic(office, title="第二个议题")])
    minutes = await drafted(office, meeting)
    kept = [{"itemId": e["itemId"], "text": e["text"]} for e in minutes["entries"] if e["heading"] != "第二个议题"]
    await done(office, "editMinutes", as_="clerk", id=minutes["id"], entries=kept)
    answer = await hold(office, "submitMinutes", as_="clerk", id=minutes["id"])
    assert [(v["code"], v["detail"]) for v in answer["violations"]] == [("MINUTES_INCOMPLETE", "第二个议题")]


async def test_every_decision_names_who_answers_until_when(office: RunningService) -> None:
    meeting = await in_session(office, [await ready_topic(office)])
    minutes = await drafted(office, meeting, decisions=[{"text": "抓好落实。"}])
    assert await refused(office, "submitMinutes", as_="clerk", id=minutes["id"]) == [
        "MINUTES_INCOMPLETE:2022-CW-01-01（责任单位）",
        "MINUTES_INCOMPLETE:2022-CW-01-01（时限）",
    ]
    (decision,) = (await meeting_of(office, meeting["id"]))["decisions"]
    worded = {"text": "抓好落实。", "leadUnitId": str(known_id("housing")), "longTerm": True}
    edited = await done(office, "editDecision", as_="clerk", id=decision["id"], decision=worded)
    assert (edited["revision"], edited["longTerm"]) == (2, True)
    assert (await done(office, "submitMinutes", as_="clerk", id=minutes["id"]))["state"] == "IN_REVIEW"


async def test_at23_record_and_draft_are_overdue_after_the_festival(january: RunningService) -> None:
    meeting = await in_session(january, [await ready_topic(january)], startsAt="2022-01-28T09:00:00+08:00")
    over = await concluded(january, meeting)
    (term,) = [d for d in over["deadlines"] if d["key"] == "record_and_draft"]
    assert (term["due"], term["state"]) == ("2022-01-30", "OPEN")  # a Sunday that works (调休)
    january.set_clock("2022-01-30T09:00")
    await january.timers_done()
    notices = [e.data["template"] for e in await events(january, "notice.raised")]
    assert notices.count("record_and_draft_due") == 1
    january.set_clock("2022-02-07T09:00")
    await january.timers_done()
    (term,) = [d for d in (await meeting_of(january, meeting["id"]))["deadlines"] if d["key"] == "record_and_draft"]
    assert term["state"] == "MISSED"
    overdue = [e for e in await events(january, "notice.raised") if e.data["template"] == "record_and_draft_overdue"]
    assert overdue[0].data["recipients"][0]["post"] == "OFFICE_DIRECTOR"


async def test_at29_a_flagged_decision_waits_for_the_party_committee(office: RunningService) -> None:
    meeting = await in_session(office, [await ready_topic(office, flags=["MAJOR_INVESTMENT"])])
    minutes = await issued(office, meeting, outcome="AGREED_IN_PRINCIPLE", decisions=[DECISION])
    (told,) = (await events(office, "minutes.issued", minutes["id"]))[0].data["decisions"]
    assert (told["status"], told["needs_party_approval"]) == ("PENDING_PARTY_APPROVAL", True)
    request = (await events(office, "document.requested", minutes["id"]))[-1]
    assert request.data["data"]["decisions"][0]["escalated"] is True
    decision = told["decision_id"]
    office.set_clock("2022-03-10T09:00")
    said = {"result": "AGREED", "refNo": "平字〔2022〕8号", "decidedOn": "2022-03-09"}
    assert await refused(office, "recordPartyApproval", as_="mayor", decisionId=decision, said=said) == [
        "ACTOR_NOT_ALLOWED"
    ]
    later = {**said, "decidedOn": "2022-03-11"}
    assert (await refused(office, "recordPartyApproval", as_="clerk", decisionId=decision, said=later))[0].startswith(
        "CONTENT_INVALID"
    )
    recorded = await done(office, "recordPartyApproval", as_="clerk", decisionId=decision, said=said)
    assert (recorded["state"], recorded["needsPartyApproval"]) == ("EFFECTIVE", False)
    (event,) = await events(office, "party_approval.recorded", decision)
    assert (event.data["result"], event.data["recorded_on"]) == ("AGREED", "2022-03-10")


async def test_at29_what_the_party_committee_changes_is_a_new_revision(office: RunningService) -> None:
    meeting = await in_session(office, [await ready_topic(office, flags=["LARGE_FUNDS"])])
    minutes = await issued(office, meeting, decisions=[DECISION, {**DECISION, "text": "由县财政局落实资金。"}])
    first, second = (await events(office, "minutes.issued", minutes["id"]))[0].data["decisions"]
    said = {"result": "AGREED_AS_AMENDED", "refNo": "平字〔2022〕9号", "decidedOn": "2022-02-25"}
    amended = {**said, "amended": {**DECISION, "text": "分两期实施。"}}
    changed = await done(office, "recordPartyApproval", as_="clerk", decisionId=first["decision_id"], said=amended)
    assert (changed["revision"], changed["text"], changed["state"]) == (2, "分两期实施。", "EFFECTIVE")
    assert [r["text"] for r in changed["revisions"]] == ["由县住建局组织实施。"]
    no = {**said, "result": "NOT_AGREED"}
    rescinded = await done(office, "recordPartyApproval", as_="clerk", decisionId=second["decision_id"], said=no)
    assert rescinded["state"] == "RESCINDED"
    (event, _) = await events(office, "party_approval.recorded")
    assert event.data["decision"]["revision"] == 2


async def test_units_see_their_own_part_of_the_minutes(office: RunningService) -> None:
    titles = {"housing": "住建议题", "finance": "财政议题"}
    topics = [await ready_topic(office, unit, title=title) for unit, title in titles.items()]
    minutes = await issued(office, await in_session(office, topics))
    assert [e["heading"] for e in (await minutes_of(office, minutes["id"], as_="deputy-b"))["entries"]] == [
        "住建议题",
        "财政议题",
    ]
    assert [e["heading"] for e in (await minutes_of(office, minutes["id"], as_="finance-clerk"))["entries"]] == [
        "财政议题"
    ]
    query = "query { decisions { nodes { number } totalCount } }"
    assert (await office.ask(query, as_="housing-clerk"))["totalCount"] == 2
    assert (await office.ask(query, as_="town-clerk"))["totalCount"] == 0
    assert (await office.ask(query, as_="admin"))["totalCount"] == 0
    read = "query($id: ID!) { minutes(id: $id) { id } }"
    assert await office.error_code(read, as_="town-clerk", id=minutes["id"]) == "NOT_FOUND"


async def test_personnel_matters_travel_apart(office: RunningService) -> None:
    secret = {"title": "某某任职", "flags": ["PERSONNEL"]}
    meeting = await in_session(office, [await ready_topic(office, **secret), await ready_topic(office)])
    minutes = await issued(office, meeting)
    async with office.runtime.sessions() as session:
        rows = await session.scalars(
            select(RequestedPaper).where(RequestedPaper.subject_id == UUID(str(minutes["id"])))
        )
        papers = {row.restricted: str(row.request["data"]) for row in rows}
    assert "《某某任职》" in papers[True]
    assert "某某任职》" not in papers[False]
    assert len((await minutes_of(office, minutes["id"], as_="mayor"))["papers"]) == 2
    assert len((await minutes_of(office, minutes["id"], as_="clerk"))["papers"]) == 1
    public = [e for e in await events(office, "document.requested", minutes["id"]) if e.data["series"]]
    assert PERSONNEL_MASK in str(public[-1].data["data"])
    told = (await events(office, "minutes.issued", minutes["id"]))[0].data["decisions"]
    assert [d["text"] for d in told if d["restricted"]] == [PERSONNEL_MASK]
    seen = (await meeting_of(office, meeting["id"], as_="clerk"))["decisions"]
    assert [d["restricted"] for d in seen] == [False]
    assert len((await meeting_of(office, meeting["id"], as_="mayor"))["decisions"]) == 2


async def test_a_decision_shows_how_far_its_item_is(office: RunningService) -> None:
    meeting = await in_session(office, [await ready_topic(office)])
    minutes = await issued(office, meeting)
    (told,) = (await events(office, "minutes.issued", minutes["id"]))[0].data["decisions"]
    item = ItemRegistered(
        item_id=new_id(),
        number="2022-0007",
        decision_id=UUID(told["decision_id"]),
        title="督办",
        source_type=SourceType.STANDING_MEETING,
        category=ItemCategory.GENERAL,
        state=ItemState.REGISTERED,
        handler=Handler.SUPERVISION_OFFICE,
    )
    await office.receive(item, item.item_id)
    (decision,) = (await meeting_of(office, meeting["id"]))["decisions"]
    assert (decision["supervisionState"], decision["supervisionNumber"]) == ("REGISTERED", "2022-0007")


async def test_entities_are_found_by_reference(office: RunningService) -> None:
    meeting = await in_session(office, [await ready_topic(office)])
    minutes = await issued(office, meeting)
    (decision,) = (await meeting_of(office, meeting["id"]))["decisions"]
    query = """query($r: [_Any!]!) { _entities(representations: $r) { __typename
      ... on Decision { number minutesDocument { id } } ... on Meeting { name } ... on Minutes { documentNumber } } }"""
    ids = {"Decision": decision["id"], "Meeting": meeting["id"], "Minutes": minutes["id"]}
    asked = [{"__typename": name, "id": each} for name, each in ids.items()]
    found = await office.ask(query, as_="clerk", r=asked)
    assert [(e["__typename"], len(e)) for e in found] == [("Decision", 3), ("Meeting", 2), ("Minutes", 2)]
    assert await office.ask(query, as_="admin", r=asked) == [None, None, None]


@pytest.mark.parametrize("archive", [False, True])
async def test_cw_6_2a_the_record_is_finished_after_the_minutes_are_out(office: RunningService, archive: bool) -> None:
    """The issue does not wait for the record: late is late, but its to-do and its term come to their end."""
    meeting = await in_session(office, [await ready_topic(office)])
    minutes = await issued(office, meeting)
    if archive:
        await archived(office, minutes)
    over = await done(office, "finalizeRecord", as_="clerk", meetingId=meeting["id"])
    assert {d["state"] for d in over["deadlines"] if d["key"] == "record_and_draft"} == {"MET"}
    reviewed = await done(office, "reviewRecord", as_="director", meetingId=meeting["id"])
    assert reviewed["state"] == ("ARCHIVED" if archive else "MINUTES_ISSUED")
    assert "MEETING_RECORD" in {paper["kind"] for paper in reviewed["papers"]}


@pytest.mark.refuses("STATE_NOT_ALLOWED")
async def test_cw_5_1_reviewed_record_stays_as_it_is(office: RunningService) -> None:
    meeting = await in_session(office, [await ready_topic(office)])
    over = await concluded(office, meeting)
    said = {"itemId": over["agenda"][0]["id"], "kind": "SPEECH", "text": "同意。"}
    said["attendeeId"] = next(a["id"] for a in over["attendees"] if a["name"] == "副县长甲")
    await done(office, "recordStatement", as_="clerk", **said)
    await done(office, "finalizeRecord", as_="clerk", meetingId=meeting["id"])
    await done(office, "reviewRecord", as_="director", meetingId=meeting["id"])
    assert await refused(office, "recordStatement", as_="clerk", **said) == ["STATE_NOT_ALLOWED:会议记录已审核"]


async def test_the_archive_takes_the_meeting_with_its_minutes(office: RunningService) -> None:
    meeting = await in_session(office, [await ready_topic(office)])
    minutes = await issued(office, meeting)
    await archived(office, minutes)
    assert (await minutes_of(office, str(minutes["id"])))["state"] == "ARCHIVED"
    assert (await meeting_of(office, str(meeting["id"])))["state"] == "ARCHIVED"


async def archived(office: RunningService, minutes: dict[str, Any]) -> None:
    event = DocumentArchived(
        document_id=UUID(minutes["document"]["id"]),
        kind=DocumentKind.STANDING_MINUTES,
        archive_no="2022-永久-1",
        retention="永久",
    )
    await office.receive(event, event.document_id)
