"""Who does not see a topic, a meeting or its minutes learns nothing of it by acting on it (spec 11, CW-2.6)."""

from tests.meetings.activities.steps import requested
from tests.meetings.countywide.steps import applied
from tests.meetings.minutes.story import DECISION, issued
from tests.meetings.minutes.test_press import told
from tests.meetings.minutes.test_reading import uploaded
from tests.meetings.steps import (
    done,
    drafted,
    hold,
    in_session,
    on_the_way,
    passed_topic,
    planned,
    ready_topic,
    refused,
)
from tests.service import RunningService
from tests.unseen import tells_nothing

KINDS = {"Topic", "Groundwork", "Material", "Meeting", "AgendaItem", "Attendee", "MeetingLeave", "RequestedPaper"}
KINDS |= {"MeetingMaterial", "Decision", "Minutes", "MinutesScan", "PressRelease"}


async def test_every_mutation_is_silent_about_what_is_not_to_be_seen(office: RunningService) -> None:
    await passed_topic(office)
    later = await on_the_way(office, [await ready_topic(office)], startsAt="2022-02-28T09:00:00+08:00")
    await done(office, "requestMeetingLeave", as_="housing-head", meetingId=later["id"], reason="赴省厅汇报")
    meeting = await in_session(office, [await ready_topic(office, "finance")])
    minutes = await issued(office, meeting, decisions=[{**DECISION, "publishable": True}])
    await done(office, "attachMinutesScan", as_="clerk", id=minutes["id"], fileId=await uploaded(office))
    await told(office, "draftPressRelease", as_="clerk", meetingId=meeting["id"])
    await applied(office)
    await requested(office)
    await office.ask("mutation { issueCalendarFeed { __typename } }", as_="mayor")
    asked = await tells_nothing(office, "meetings", "town-head")
    assert set(asked) == {*KINDS, "CountyWideMeeting", "ActivityInvitation", "CalendarFeed"}
    assert min(asked.values()) > 80


async def test_a_personnel_topic_is_not_found_by_acting_on_it(office: RunningService) -> None:
    """CW-2.6: the clerk who is not assigned cannot put it on an agenda either, until it stands there masked."""
    topic = await ready_topic(office, title="某某任职", flags=["PERSONNEL"])
    meeting_id = await planned(office)
    call = "proposeArrangement(meetingId: $id, entries: $all) { __typename }"
    arrange = "mutation($id: ID!, $all: [AgendaEntryInput!]!) { %s }" % call
    entries = [{"topicId": topic}]
    assert await office.error_code(arrange, as_="clerk", id=meeting_id, all=entries) == "NOT_FOUND"
    withdraw = "mutation($id: ID!, $act: ActInput) { withdrawTopic(id: $id, act: $act) { __typename } }"
    for login in ("clerk", "inspector", "finance-head", "admin"):
        for act in (None, {"expectedVersion": 99}):
            assert await office.error_code(withdraw, as_=login, id=topic, act=act) == "NOT_FOUND", login
    await done(office, "proposeArrangement", as_="director", meetingId=meeting_id, entries=entries)
    again = await hold(office, "proposeArrangement", as_="clerk", meetingId=meeting_id, entries=entries)
    assert again["__typename"] == "Meeting"


async def test_a_restricted_decision_is_worded_by_those_who_may_know_of_it(office: RunningService) -> None:
    meeting = await in_session(office, [await ready_topic(office, title="某某任职", flags=["PERSONNEL"])])
    over = await drafted(office, meeting)
    query = "query($id: ID!) { meeting(id: $id) { decisions { id } } }"
    (decision,) = (await office.ask(query, as_="director", id=meeting["id"]))["decisions"]
    worded = {"text": "由县人社局办理。"}
    edit = "mutation($id: ID!, $text: DecisionInput!) { editDecision(id: $id, decision: $text) { __typename } }"
    for login in ("clerk", "inspector", "housing-head"):
        assert await office.error_code(edit, as_=login, id=decision["id"], text=worded) == "NOT_FOUND", login
    assert await refused(office, "editDecision", as_="mayor", id=decision["id"], decision=worded) == [
        "ACTOR_NOT_ALLOWED"
    ]
    assert over["state"] == "DRAFTING"
