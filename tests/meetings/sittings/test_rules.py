"""Rules of a sitting by their names, judged on a meeting made up for them; the story tests show them in use."""

from datetime import datetime
from typing import Any

import pytest

from services.contracts.words.meetings import MeetingKind, SpecialBasis
from services.kernel.acts import Act
from services.kernel.calendar import WorkCalendar
from services.kernel.clock import SHANGHAI
from services.kernel.ids import new_id
from services.kernel.policies import Policies
from services.kernel.roster import Roster
from services.kernel.rules import Case, Rule, judge
from services.kernel.settings import ROOT
from services.meetings.attendance import roster as lists
from services.meetings.attendance import rules as attendance
from services.meetings.sittings import rules
from services.meetings.sittings.model import AgendaItem, AgendaItemState, Meeting, MeetingState
from services.meetings.sittings.rules import Sitting
from services.meetings.topics.drafting.commands import blank
from tests.roster import roster
from tests.service import known_id

ROSTER = Roster.read(roster())
NOW = datetime(2022, 2, 25, 9, tzinfo=SHANGHAI)
VIEW = ROSTER.as_of(NOW.date())
POLICIES = Policies.load(ROOT / "deploy" / "county")


def an_act(login: str = "clerk", **changes: Any) -> Act:
    person = VIEW.person_by_login(login)
    assert person is not None
    return Act(person=person, at=NOW, roster=ROSTER, calendar=WorkCalendar(), policies=POLICIES, **changes)


def a_sitting(kind: MeetingKind = MeetingKind.STANDING, host: str = "mayor", topics: int = 1, **item: Any) -> Sitting:
    meeting = Meeting(
        kind=kind,
        state=MeetingState.PLANNED,
        starts_at=NOW,
        host_id=known_id(host),
        basis=SpecialBasis.BY_PORTFOLIO if kind is MeetingKind.SPECIAL else None,
        law_study_minutes=0,
    )
    heard = [blank(an_act("housing-clerk"), kind, known_id("housing")) for _ in range(topics)]
    for number, topic in enumerate(heard):
        topic.id, topic.title = new_id(), f"议题{number}"
    planned = {"report_minutes": 10, "planned_minutes": 15, "reporter_id": known_id("housing-head"), **item}
    items = [
        AgendaItem(
            topic_id=topic.id,
            state=AgendaItemState.PROPOSED,
            unit_id=topic.unit_id,
            involved_unit_ids=[],
            restricted=False,
            **planned,
        )
        for topic in heard
    ]
    meeting.id = new_id()
    attendees = lists.draft(meeting, items, VIEW)
    return Sitting(meeting, VIEW, items, {topic.id: topic for topic in heard}, attendees)


def breaches(rule: Rule[Any], sitting: Sitting, act: Act | None = None) -> list[str | None]:
    return [v.detail for v in rule.judge(Case(sitting.meeting, act or an_act(), sitting))]


def test_standing_host_is_allowed() -> None:
    assert breaches(rules.standing_host_is_allowed, a_sitting()) == []
    assert len(breaches(rules.standing_host_is_allowed, a_sitting(host="executive"))) == 1
    assert len(breaches(rules.standing_host_is_allowed, a_sitting(host="deputy-a"))) == 1
    assert breaches(rules.standing_host_is_allowed, a_sitting(MeetingKind.SPECIAL, host="deputy-a")) == []


@pytest.mark.parametrize(("minutes", "broken"), [(10, []), (11, ["议题0（11分钟）"])])
def test_planned_report_is_short(minutes: int, broken: list[str]) -> None:
    assert breaches(rules.planned_report_is_short, a_sitting(report_minutes=minutes)) == broken


def test_meeting_is_short() -> None:
    assert breaches(rules.meeting_is_short, a_sitting(topics=6)) == []
    assert breaches(rules.meeting_is_short, a_sitting(topics=7)) == ["105"]
    long = a_sitting(topics=7)
    seen = an_act(acknowledged=frozenset({"MEETING_OVER_90MIN"}))
    unseen = judge([rules.meeting_is_short], Case(long.meeting, an_act(), long))
    assert len(unseen.blocking) == 1
    assert len(judge([rules.meeting_is_short], Case(long.meeting, seen, long)).findings) == 1


def test_reporter_is_the_unit_head() -> None:
    deputy = {"reporter_id": known_id("housing-clerk")}
    assert breaches(rules.reporter_is_the_unit_head, a_sitting()) == []
    assert breaches(rules.reporter_is_the_unit_head, a_sitting(**deputy)) == ["议题0"]
    assert breaches(rules.reporter_is_the_unit_head, a_sitting(MeetingKind.MAYOR, **deputy)) == []


def test_report_was_short() -> None:
    sitting = a_sitting()
    for minutes, broken in ((10, []), (12, ["实际12分钟"])):
        sitting.items[0].reported_minutes = minutes
        case = Case(sitting.items[0], an_act(), sitting)
        assert [v.detail for v in rules.report_was_short.judge(case)] == broken


def test_invitations_are_as_many_as_asked() -> None:
    sitting = a_sitting()
    assert breaches(rules.invitations_are_as_many_as_asked, sitting) == []
    fewer = [a for a in sitting.attendees if a.name != "人大代表甲"]
    short = Sitting(sitting.meeting, VIEW, sitting.items, sitting.topics, fewer)
    assert breaches(rules.invitations_are_as_many_as_asked, short) == ["人大代表（县人大办）应邀3人，拟邀2人"]


def test_special_meeting_has_one_topic() -> None:
    assert breaches(rules.special_meeting_has_one_topic, a_sitting(MeetingKind.SPECIAL, "deputy-a")) == []
    assert len(breaches(rules.special_meeting_has_one_topic, a_sitting(MeetingKind.SPECIAL, "deputy-a", 2))) == 1


def test_mayor_meeting_has_one_topic() -> None:
    two = a_sitting(MeetingKind.MAYOR, topics=2)
    rule = rules.mayor_meeting_has_one_topic
    assert len(breaches(rule, two)) == 1
    dispensed = an_act("mayor", dispensation="两事相关")
    assert judge([rule], Case(two.meeting, dispensed, two)).blocking == ()
    assert len(judge([rule], Case(two.meeting, an_act(dispensation="两事相关"), two)).blocking) == 1


def test_only_those_on_the_list_sign_in() -> None:
    sitting = a_sitting()
    rule = attendance.only_those_on_the_list_sign_in
    for attendee, broken in ((sitting.attendees[0], 0), (None, 1)):
        door = attendance.Door("某人", attendee)
        assert len(rule.judge(Case(sitting.meeting, an_act(), door))) == broken
