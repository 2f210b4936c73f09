"""Rules of decisions and minutes by their names; the story tests show them in use."""

from uuid import UUID

import pytest

from services.contracts.words.meetings import DecisionStatus, MeetingKind, MinutesStep, Outcome, TopicFlag
from services.kernel.authority import Capacity
from services.kernel.ids import new_id
from services.kernel.rules import Case, Rule
from services.meetings.decisions import rules as decisions
from services.meetings.decisions.model import Decision
from services.meetings.decisions.rules import Deliberation
from services.meetings.minutes import rules, sheet
from services.meetings.minutes.model import Minutes
from services.meetings.minutes.rules import Draft, Turn
from services.meetings.sittings.model import AgendaItem
from tests.meetings.sittings.test_rules import VIEW, an_act
from tests.service import known_id


def details(rule: Rule[Minutes], given: object) -> list[str | None]:
    return [v.detail for v in rule.judge(Case(Minutes(), an_act(), given))]


def test_funds_rest_on_authority() -> None:
    def broken(kind: MeetingKind, outcome: Outcome, basis: str) -> int:
        given = Deliberation(kind, outcome, frozenset({TopicFlag.FUNDS_OR_PROJECT.value}), basis)
        return len(decisions.funds_rest_on_authority.judge(Case(Minutes(), an_act(), given)))  # type: ignore[arg-type]

    assert broken(MeetingKind.SPECIAL, Outcome.AGREED, "") == 1
    assert broken(MeetingKind.SPECIAL, Outcome.AGREED, "平政发〔2021〕3号") == 0
    assert broken(MeetingKind.SPECIAL, Outcome.TO_HIGHER_MEETING, "") == 0
    assert broken(MeetingKind.STANDING, Outcome.AGREED, "") == 0


def test_every_topic_heard_is_in_the_minutes() -> None:
    first, second = new_id(), new_id()
    draft = Draft({first: "甲", second: "乙"}, {first: "会议决定。", second: "  "}, [])
    assert details(rules.every_topic_heard_is_in_the_minutes, draft) == ["乙"]


def test_every_decision_names_who_answers_until_when() -> None:
    def a_decision(outcome: Outcome, lead: UUID | None = None, *, long_term: bool = False) -> Decision:
        return Decision(
            number="2022-CW-01-01",
            state=DecisionStatus.RECORDED,
            outcome=outcome,
            lead_unit_id=lead,
            long_term=long_term,
        )

    rule = rules.every_decision_names_who_answers_until_when
    whole = a_decision(Outcome.AGREED, known_id("housing"), long_term=True)
    assert details(rule, Draft({}, {}, [whole, a_decision(Outcome.NOTED)])) == []
    assert len(details(rule, Draft({}, {}, [a_decision(Outcome.AGREED)]))) == 2


def test_each_signs_in_his_turn() -> None:
    own = Capacity(known_id("mayor"), "COUNTY_HEAD")
    for step, rule in (
        (MinutesStep.OFFICE_DIRECTOR, rules.signing_chain_is_kept),
        (MinutesStep.SIGNATURE, rules.signer_is_the_one_named),
        (MinutesStep.COUNTERSIGNATURE, rules.countersignatures_come_before_the_signature),
    ):
        assert details(rule, Turn(step, own)) == []
        assert len(details(rule, Turn(step, None, ("副县长甲",)))) == 1


def test_nobody_signs_two_steps() -> None:
    own = Capacity(known_id("executive"), "EXECUTIVE_DEPUTY_HEAD")
    assert details(rules.nobody_signs_two_steps, Turn(MinutesStep.SIGNATURE, own)) == []
    assert len(details(rules.nobody_signs_two_steps, Turn(MinutesStep.SIGNATURE, own, signed_before=True))) == 1


def test_countersignatures_come_before_the_signature() -> None:
    waiting = Turn(MinutesStep.COUNTERSIGNATURE, None, ("副县长甲", "副县长乙"))
    assert details(rules.countersignatures_come_before_the_signature, waiting) == ["副县长甲、副县长乙"]


def test_substitute_countersigns_what_he_heard() -> None:
    for_a = Capacity(known_id("deputy-b"), "DEPUTY_HEAD", known_id("deputy-a"), None, "副县长乙（代副县长甲）")
    rule = rules.substitute_countersigns_what_he_heard
    assert details(rule, Turn(MinutesStep.COUNTERSIGNATURE, for_a, was_there=True)) == []
    assert len(details(rule, Turn(MinutesStep.COUNTERSIGNATURE, for_a, was_there=False))) == 1


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("县城改造方案", "关于《县城改造方案》的汇报。"),
        ("关于春季农业生产工作的汇报", "关于春季农业生产工作的汇报。"),
        ("审议《管理办法》", "关于审议《管理办法》的汇报。"),
        ("关于《管理办法》", "关于《管理办法》的汇报。"),
    ],
)
def test_the_draft_says_what_was_heard(title: str, words: str) -> None:
    item = AgendaItem(unit_id=known_id("housing"), outcome=Outcome.AGREED, conclusion="同意。")
    first, *_ = sheet.first_text(VIEW, item, title, []).splitlines()
    assert first == f"会议听取了县住房和城乡建设局{words}"


@pytest.mark.parametrize(
    ("outcome", "conclusion", "words"),
    [
        (Outcome.AGREED, "同意。", "会议决定，同意。"),
        (Outcome.AGREED, "同意", "会议决定，同意。"),
        (Outcome.AGREED, "原则同意实施方案。", "会议决定，原则同意实施方案。"),
        (Outcome.AGREED, "由县住建局组织实施。", "会议决定，同意。由县住建局组织实施。"),
        (Outcome.AGREED, "会议同意该方案。", "会议同意该方案。"),
        (Outcome.AGREED_IN_PRINCIPLE, "同意。", "会议决定，原则同意。"),
        (Outcome.TO_PARTY_COMMITTEE, "原则同意。", "会议决定，原则同意，报县委审定。"),
        (Outcome.TO_PARTY_COMMITTEE, "会议同意。", "会议决定，原则同意，报县委审定。会议同意。"),
        (Outcome.NOT_AGREED, "不同意", "会议决定，不同意。"),
        (Outcome.RECONSIDER, "补充测算。", "会议决定，本次不作决定，修改完善后再行研究。补充测算。"),
        (Outcome.NOTED, "抓好落实。", "会议强调，抓好落实。"),
        (Outcome.NOTED, "会议强调，抓好落实。", "会议强调，抓好落实。"),
        (Outcome.COORDINATED, "由县住建局牵头。", "会议形成协调意见：由县住建局牵头。"),
    ],
)
def test_cw_6_2b_outcome_and_conclusion_are_said_once(outcome: Outcome, conclusion: str, words: str) -> None:
    item = AgendaItem(unit_id=known_id("housing"), outcome=outcome, conclusion=conclusion)
    _, *rest = sheet.first_text(VIEW, item, "县城改造方案", []).splitlines()
    assert rest == [words]
