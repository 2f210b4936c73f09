"""A topic that is marked as a personnel matter while it stands on an agenda (CW-2.6, AMB-22, AMB-42)."""

from services.contracts.base import PERSONNEL_MASK
from services.meetings.topics.model import TopicState
from tests.meetings.sittings.test_agenda_versions import changes, sheets, told
from tests.meetings.sittings.test_flagged_topics import flag
from tests.meetings.steps import arranged, done, events, in_session, meeting_of, on_the_way, ready_topic
from tests.meetings.topics.steps import do
from tests.service import RunningService

TITLE = "某某任职"


async def test_cw_2_6_a_late_personnel_mark_is_printed_on_the_sheet(office: RunningService) -> None:
    """The 议题单 in force goes out anew under the mask; earlier versions and the material are masked as well."""
    meeting = await on_the_way(office, [await ready_topic(office, title=TITLE), await ready_topic(office)])
    topic_id = meeting["agenda"][0]["topic"]["id"]
    await flag(office, topic_id, "PERSONNEL", "director")
    seen = await meeting_of(office, meeting["id"])
    assert (seen["agendaVersion"], [(i["title"], i["membersOnly"]) for i in seen["agenda"]]) == (
        2,
        [(PERSONNEL_MASK, True), ("县城老旧小区改造方案", False)],
    )
    assert [each["entries"][0]["title"] for each in await sheets(office, meeting["id"])] == [
        PERSONNEL_MASK,
        PERSONNEL_MASK,
    ]
    assert (await sheets(office, meeting["id"], as_="mayor"))[-1]["entries"][0]["title"] == TITLE
    assert await changes(office, meeting["id"]) == [("MEMBERS_ONLY", PERSONNEL_MASK, "")]
    assert await told(office, meeting["id"]) == [f"议题单第2版：改为仅组成人员参加《{PERSONNEL_MASK}》。请签收。"]
    (paper,) = [e.data for e in await events(office, "document.requested", meeting["id"])][-1:]
    assert [row["topic"] for row in paper["data"]["entries"]] == [PERSONNEL_MASK, "县城老旧小区改造方案"]
    query = "query($id: ID!) { meeting(id: $id) { agenda { meetingMaterials { number } } } }"
    kept = {who: await office.ask(query, as_=who, id=meeting["id"]) for who in ("clerk", "mayor")}
    assert [len(item["meetingMaterials"]) for item in kept["clerk"]["agenda"]] == [0, 1]
    assert [len(item["meetingMaterials"]) for item in kept["mayor"]["agenda"]] == [1, 1]


async def test_cw_2_6_a_mark_before_the_sheet_is_signed_reaches_it(office: RunningService) -> None:
    topic_id = await ready_topic(office, title=TITLE)
    meeting_id = await arranged(office, [topic_id])
    await flag(office, topic_id, "PERSONNEL", "director")
    assert (await meeting_of(office, meeting_id))["agendaVersion"] == 0  # nothing is issued by a mark
    issued = await done(office, "issueAgenda", as_="director", meetingId=meeting_id)
    (told_of,) = (await events(office, "agenda.issued", issued["id"]))[-1].data["topics"]
    assert (told_of["title"], told_of["members_only"]) == (PERSONNEL_MASK, True)


async def test_cw_2_6_what_was_said_before_the_mark_is_masked_with_the_decision(office: RunningService) -> None:
    meeting = await in_session(office, [await ready_topic(office, title=TITLE)])
    (item,) = meeting["agenda"]
    await done(office, "callTopic", as_="clerk", itemId=item["id"])
    speaker = next(a["id"] for a in meeting["attendees"] if a["name"] == "副县长乙")
    said = {"attendeeId": speaker, "kind": "SPEECH", "text": "同意该同志任职。"}
    await done(office, "recordStatement", as_="clerk", itemId=item["id"], **said)
    await flag(office, item["topic"]["id"], "PERSONNEL", "director")
    (seen,) = (await meeting_of(office, meeting["id"]))["agenda"]
    assert (seen["title"], seen["statements"]) == (PERSONNEL_MASK, [])
    decided = {"outcome": "AGREED", "conclusion": "同意。", "decisions": [{"text": "同意任职。"}]}
    await done(office, "recordOutcome", as_="clerk", itemId=item["id"], **decided)
    (decision,) = (await meeting_of(office, meeting["id"], as_="mayor"))["decisions"]
    assert decision["restricted"] is True
    assert (await meeting_of(office, meeting["id"]))["decisions"] == []


async def test_cw_2_6_an_edit_takes_no_mask_away(office: RunningService) -> None:
    """What was heard under the mask is not shown because the unit words its returned topic anew."""
    signed = {"unit_signed_at": office.runtime.clock.now(), "state": TopicState.RETURNED}
    topic_id = await ready_topic(office, flags=["PERSONNEL"], scope_code="6", **signed)
    edited = await do(office, "editTopic", as_="housing-head", id=topic_id, input={"scopeCode": "7", "flags": []})
    assert edited["restricted"] is True, edited
