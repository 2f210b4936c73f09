"""What meetings asks for is what documents can put on paper: every request fits its rendering model."""

import pytest
from sqlalchemy import select

from services.contracts.words.shared import DocumentKind
from services.documents.issuing.kinds import KINDS as ROWS
from services.documents.rendering.kinds import KINDS
from services.meetings.papers.model import RequestedPaper
from tests.meetings.minutes.story import DECISION, signed
from tests.meetings.steps import answer_paper, done, drafted, events, in_session, ready_topic
from tests.service import RunningService, known_id

SPECIAL = {"basis": "BY_PORTFOLIO", "hostId": str(known_id("deputy-a"))}
SIGNERS = {
    "STANDING": ("director", "executive", "mayor"),
    "MAYOR": ("director", "executive", "deputy-a", "deputy-b", "mayor"),
    "SPECIAL": ("deputy-director", "deputy-a"),
}


async def requested(office: RunningService) -> list[RequestedPaper]:
    async with office.runtime.sessions() as session:
        return list(await session.scalars(select(RequestedPaper).order_by(RequestedPaper.id)))


async def test_every_paper_of_every_meeting_can_be_composed(office: RunningService) -> None:
    day = 25
    for kind, signers in SIGNERS.items():
        topics = [await ready_topic(office, kind=kind, title="关于某项工作\n的议题")]
        if kind == "STANDING":
            topics.append(await ready_topic(office, title="某某任职", flags=["PERSONNEL"]))
        plan = {"kind": kind, "startsAt": f"2022-02-{day}T09:00:00+08:00", **(SPECIAL if kind == "SPECIAL" else {})}
        meeting = await in_session(office, topics, **plan)
        minutes = await drafted(office, meeting)
        await done(office, "finalizeRecord", as_="clerk", brief=True, meetingId=meeting["id"])
        await done(office, "reviewRecord", as_="director", brief=True, meetingId=meeting["id"])
        await done(office, "submitMinutes", as_="clerk", id=minutes["id"])
        for login in signers:
            await done(office, "signMinutes", as_=login, id=minutes["id"])
        day += 1
    papers = await requested(office)
    made = {(paper.kind, paper.restricted) for paper in papers}
    assert {(DocumentKind.STANDING_MINUTES, True), (DocumentKind.MEETING_RECORD, True)} < made
    assert {kind for kind, _ in made} == {
        DocumentKind.AGENDA_SHEET,
        DocumentKind.MEETING_NOTICE,
        DocumentKind.INVITATION,
        DocumentKind.SIGN_IN_SHEET,
        DocumentKind.MEETING_RECORD,
        DocumentKind.STANDING_MINUTES,
        DocumentKind.MAYOR_MINUTES,
        DocumentKind.SPECIAL_MINUTES,
    }
    for paper in papers:
        rendering = KINDS[ROWS[paper.kind].template]
        rendering.compose(rendering.data.model_validate(paper.request["data"]))


async def test_cw_6_2b_the_draft_says_once_what_was_decided(office: RunningService) -> None:
    meeting = await in_session(office, [await ready_topic(office)])
    minutes = await drafted(office, meeting, conclusion="同意。")
    _, concluded, decision = minutes["entries"][0]["text"].splitlines()
    assert (concluded, decision) == ("会议决定，同意。", "由县住建局组织实施。")


@pytest.mark.parametrize(("kind", "inside"), [("STANDING", False), ("MAYOR", True), ("SPECIAL", True)])
async def test_bg_7_and_zt_7_internal_minutes_do_not_leave_the_government(
    office: RunningService, kind: str, inside: bool
) -> None:
    """Documents would refuse the whole paper: whoever is outside is not on its list, but learns of his own duty."""
    outside = [known_id("congress"), known_id("party-office")]
    topic = await ready_topic(office, kind=kind, involved_unit_ids=outside)
    meeting = await in_session(office, [topic], kind=kind, **(SPECIAL if kind == "SPECIAL" else {}))
    decision = {**DECISION, "assistUnitIds": [str(each) for each in outside]}
    minutes = await drafted(office, meeting, decisions=[decision])
    await signed(office, minutes["id"], SIGNERS[kind])
    (request,) = await events(office, "document.requested", minutes["id"])
    names = {recipient["name"] for recipient in request.data["recipients"]}
    assert ({"县人大办", "县委办"} & names == set()) is inside
    assert "县住房和城乡建设局" in names
    await answer_paper(office, minutes["id"], "纪要〔2022〕1号")
    told = [e.data for e in await events(office, "notice.raised", minutes["id"])]
    (duty,) = [e for e in told if e["recipients"][0]["unit_id"] == str(outside[0])]
    assert "（配合）由县住建局组织实施。" in duty["text_zh"]
