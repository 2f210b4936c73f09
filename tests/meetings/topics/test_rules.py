"""Every rule of topics by its name, judged on a file made up for it."""

from datetime import timedelta

import pytest

from services.contracts.meetings import ReturnReason
from services.contracts.words.meetings import DecisionStatus, MeetingKind, Opinion, Outcome, TopicFlag
from services.kernel.roster import Delegation, Roster
from services.kernel.rules import Case
from services.meetings.decisions.model import Decision
from services.meetings.topics import rules
from services.meetings.topics.dossier import Dossier
from services.meetings.topics.drafting.commands import TopicDraft
from services.meetings.topics.model import OpinionStep, TopicOpinion, TopicPurpose, TopicState
from services.meetings.topics.moves import SignedOpinion
from services.meetings.topics.preparation.commands import NoticeToPrepare
from services.meetings.topics.preparation.model import Material
from services.meetings.topics.review.model import ItemResult, PreliminaryReview, VetoReview
from tests.meetings.topics.made_up import (
    NORMATIVE,
    NOW,
    a_topic,
    an_act,
    breaches,
    waived,
)
from tests.roster import roster
from tests.service import FOUNDED, known_id


def test_flag_of_others_is_cleared_by_the_county_head() -> None:
    flag = TopicFlag.MAJOR_INVESTMENT
    topic = a_topic(MeetingKind.STANDING, flag, flag_marks={flag.value: str(known_id("clerk"))})
    rule = rules.flag_of_others_is_cleared_by_the_county_head
    assert breaches(rule, topic, by="housing-head", asked=flag) == [None]
    assert breaches(rule, topic, by="clerk", asked=flag) == []
    assert breaches(rule, topic, by="mayor", asked=flag) == []


def test_major_matter_goes_to_a_deciding_meeting() -> None:
    rule = rules.major_matter_goes_to_a_deciding_meeting
    for flag in rules.MAJOR_FLAGS:
        assert breaches(rule, a_topic(MeetingKind.MAYOR, flag)) == [None]
        assert breaches(rule, a_topic(MeetingKind.SPECIAL, flag)) == [None]
        assert breaches(rule, a_topic(MeetingKind.STANDING, flag)) == []
        assert breaches(rule, a_topic(MeetingKind.PLENARY, flag)) == []
    coordinating = a_topic(MeetingKind.SPECIAL, TopicFlag.LARGE_FUNDS, purpose=TopicPurpose.COORDINATE)
    assert breaches(rule, coordinating) == []


def test_unit_head_has_signed() -> None:
    assert breaches(rules.unit_head_has_signed, a_topic()) == [None]
    assert breaches(rules.unit_head_has_signed, a_topic(unit_head_id=known_id("housing-head"))) == []


def test_changed_decision_is_in_force() -> None:
    rule, gone = rules.changed_decision_is_in_force, Decision(number="2022-CW-01-01", state=DecisionStatus.SUPERSEDED)
    assert breaches(rule, a_topic(), Dossier(changes=gone)) == ["拟调整的2022-CW-01-01已被替代"]
    assert breaches(rule, a_topic(), Dossier(changes=gone), asked=Outcome.NOT_AGREED) == []
    assert breaches(rule, a_topic(), Dossier(changes=gone), asked=Outcome.AGREED) != []
    assert breaches(rule, a_topic(), Dossier(changes=Decision(state=DecisionStatus.EFFECTIVE))) == []


def test_opinion_is_explicit() -> None:
    rule = rules.opinion_is_explicit
    assert breaches(rule, a_topic(), asked=SignedOpinion(None, "已阅")) == [None]
    assert breaches(rule, a_topic(), asked=SignedOpinion(Opinion.OTHER, " ")) == [None]
    assert breaches(rule, a_topic(), asked=SignedOpinion(Opinion.AGREED)) == []


@pytest.mark.parametrize(("secrecy", "found"), [("秘密", [None]), ("无", []), ("", [])])
def test_topic_is_not_classified(secrecy: str, found: list[None]) -> None:
    draft = TopicDraft(MeetingKind.STANDING, "议题", known_id("housing"), secrecy=secrecy)
    assert breaches(rules.topic_is_not_classified, a_topic(), asked=draft) == found


def test_topic_names_its_scope() -> None:
    rule = rules.topic_names_its_scope
    for kind in (MeetingKind.STANDING, MeetingKind.MAYOR, MeetingKind.SPECIAL):
        assert breaches(rule, a_topic(kind, scope_code=None)) == [None]
        assert breaches(rule, a_topic(kind, scope_code="99")) == [None]
        assert breaches(rule, a_topic(kind, scope_code="1")) == []
    assert breaches(rule, a_topic(MeetingKind.PLENARY, scope_code=None)) == []


def test_scope_is_explained() -> None:
    rule = rules.scope_is_explained
    for kind, code in ((MeetingKind.STANDING, "8"), (MeetingKind.MAYOR, "7"), (MeetingKind.SPECIAL, "2")):
        assert breaches(rule, a_topic(kind, scope_code=code)) == [None]
        assert breaches(rule, a_topic(kind, scope_code=code, scope_note="事项说明")) == []


def test_matter_exceeds_a_deputys_power() -> None:
    rule, topic = rules.matter_exceeds_a_deputys_power, a_topic(delegated_matter=True)
    assert breaches(rule, topic) == ["delegated"]
    assert breaches(rule, topic, Dossier(findings=(waived("TOPIC_OUT_OF_SCOPE", "delegated"),))) == []
    assert breaches(rule, a_topic(MeetingKind.PLENARY, delegated_matter=True)) == []


def test_matter_is_not_of_establishment() -> None:
    rule, topic = rules.matter_is_not_of_establishment, a_topic(MeetingKind.STANDING, TopicFlag.ESTABLISHMENT)
    (violation,) = rule.judge(Case(topic, an_act("deputy-a"), Dossier()))
    assert (violation.detail, violation.dispensable_by) == ("establishment", "COUNTY_HEAD")
    assert "县编委会或县编委办" in violation.message_zh
    assert breaches(rule, topic, Dossier(findings=(waived("TOPIC_OUT_OF_SCOPE", "delegated"),))) == ["establishment"]


@pytest.mark.parametrize(
    ("login", "kind", "found"),
    [
        ("deputy-b", MeetingKind.STANDING, []),
        ("director", MeetingKind.STANDING, []),
        ("housing-head", MeetingKind.STANDING, [None]),
        ("housing-head", MeetingKind.PLENARY, []),
        ("town-head", MeetingKind.PLENARY, [None]),
    ],
)
def test_proposer_is_a_member(login: str, kind: MeetingKind, found: list[None]) -> None:
    assert breaches(rules.proposer_is_a_member, a_topic(kind), by=login) == found


def test_county_head_gave_his_opinion() -> None:
    def signed(opinion: Opinion) -> Dossier:
        return Dossier(opinions=(TopicOpinion(step=OpinionStep.COUNTY_HEAD, opinion=opinion, text=""),))

    rule = rules.county_head_gave_his_opinion
    assert breaches(rule, a_topic()) == [None]
    assert breaches(rule, a_topic(), signed(Opinion.REVISE)) == [None]
    assert breaches(rule, a_topic(), signed(Opinion.AGREED)) == []


def test_review_items_are_met() -> None:
    def reviewed(*results: ItemResult) -> Dossier:
        items = [{"number": n, "result": r.value, "evidence": ""} for n, r in enumerate(results, 1)]
        return Dossier(materials=(Material(number=1),), reviews=(PreliminaryReview(material_number=1, items=items),))

    met, no, na = ItemResult.MET, ItemResult.NOT_MET, ItemResult.NOT_APPLICABLE
    rule = rules.review_items_are_met
    assert breaches(rule, a_topic(), reviewed(met, na, na, na, na)) == []
    assert breaches(rule, a_topic(), reviewed(na, na, no, na, na)) == ["1", "3"]
    lawful = a_topic(MeetingKind.STANDING, NORMATIVE)
    assert breaches(rule, lawful, reviewed(met, na, na, na, na)) == ["4"]  # an item that applies is not waived
    assert breaches(rule, a_topic()) == ["1", "2", "3", "4", "5"]


def test_no_department_vetoed() -> None:
    rule, topic = rules.no_department_vetoed, a_topic(MeetingKind.STANDING, TopicFlag.COMMENDATION)
    no, yes = (
        VetoReview(unit_id=known_id("letters"), vetoed=True),
        VetoReview(unit_id=known_id("letters"), vetoed=False),
    )
    assert breaches(rule, topic, Dossier(vetoes=(no,))) == ["县信访局"]
    assert breaches(rule, topic, Dossier(vetoes=(no, yes))) == []


def test_department_has_a_veto() -> None:
    assert breaches(rules.department_has_a_veto, a_topic(), by="finance-head") == [None]
    assert breaches(rules.department_has_a_veto, a_topic(), by="letters-head") == []


def test_return_says_why() -> None:
    assert breaches(rules.return_says_why, a_topic(), asked=(ReturnReason(text=" "),)) == [None]
    assert breaches(rules.return_says_why, a_topic(), asked=(ReturnReason(text="请补充"),)) == []


def test_urgent_addition_has_its_hour() -> None:
    rule, urgent = rules.urgent_addition_has_its_hour, a_topic(urgent_consent_at=NOW)
    later = NoticeToPrepare(due_at=NOW + timedelta(hours=3))
    assert breaches(rule, urgent, asked=NoticeToPrepare()) == ["报送时限"]
    assert breaches(rule, urgent, asked=NoticeToPrepare(due_at=NOW)) == ["报送时限"]
    assert breaches(rule, urgent, asked=later) == []
    assert len(breaches(rule, a_topic(), asked=later)) == 1


def test_only_ready_topics_are_arranged() -> None:
    rule = rules.only_ready_topics_are_arranged
    assert breaches(rule, a_topic(state=TopicState.OPINION_GIVEN)) == ["县政府办公室"]
    assert breaches(rule, a_topic(state=TopicState.PASSED)) == []
    assert breaches(rule, a_topic(MeetingKind.MAYOR, state=TopicState.OPINION_GIVEN)) == []
    assert breaches(rule, a_topic(MeetingKind.SPECIAL, state=TopicState.ACCEPTED)) == []


def test_scope_is_chosen_by_the_one_it_names() -> None:
    rule = rules.scope_is_chosen_by_the_one_it_names
    draft = TopicDraft(MeetingKind.MAYOR, "议题", known_id("housing"), scope_code="4")
    assert breaches(rule, a_topic(MeetingKind.MAYOR), by="deputy-a", asked=draft) == [None]
    assert breaches(rule, a_topic(MeetingKind.MAYOR), by="mayor", asked=draft) == []
    assert breaches(rule, a_topic(MeetingKind.MAYOR, scope_code="4"), by="housing-clerk", asked=draft) == []


def test_no_level_is_skipped() -> None:
    rule = rules.no_level_is_skipped
    assert breaches(rule, a_topic(MeetingKind.MAYOR, state=TopicState.UNIT_HEAD_SIGNED)) == ["分管副县长"]
    assert breaches(rule, a_topic(state=TopicState.UNIT_HEAD_SIGNED)) == ["会议组成人员"]
    assert breaches(rule, a_topic(MeetingKind.MAYOR, state=TopicState.REVIEWED)) == []


def test_county_head_commissioned_it() -> None:
    rule, topic = rules.county_head_commissioned_it, a_topic(MeetingKind.SPECIAL, scope_code="5")
    assert breaches(rule, topic, by="deputy-a") == [None]
    assert breaches(rule, a_topic(MeetingKind.SPECIAL, scope_code="5", commissioned_at=NOW), by="deputy-a") == []
    window = Delegation(
        FOUNDED, None, known_id("委托"), known_id("mayor"), known_id("deputy-a"), ("COMMISSIONED_TASK",)
    )
    assert breaches(rule, topic, by="deputy-a", roster_=Roster.read(roster(), [window])) == []


def test_unit_head_checked_the_matter() -> None:
    rule = rules.unit_head_checked_the_matter
    assert breaches(rule, a_topic(MeetingKind.SPECIAL)) == [None]
    assert breaches(rule, a_topic(MeetingKind.SPECIAL, unit_head_id=known_id("housing-head"))) == []
