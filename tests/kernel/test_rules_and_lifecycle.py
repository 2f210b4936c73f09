"""A state changes only when the right, the state and the rules allow it, asked in this order."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest

from services.kernel.acts import Act, LateRegistration
from services.kernel.authority import Capacity, Right, authorise
from services.kernel.calendar import WorkCalendar
from services.kernel.clock import SHANGHAI
from services.kernel.lifecycle import Step, advance, prospects, states
from services.kernel.policies import Policies
from services.kernel.refusals import Code, Refused, Violation, ViolationKind
from services.kernel.roster import Absence, Delegation, Roster
from services.kernel.rules import Case, Severity, rule, rule_each
from services.kernel.store import Finding, LateRegistrationRow
from tests.roster import roster
from tests.service import known_id

NO_TITLE = Code("NO_TITLE", ViolationKind.CONTENT, ("GZ-1",), "没有标题")
TOO_SHORT = Code("TOO_SHORT", ViolationKind.CONTENT, ("GZ-2",), "太短：{detail}")


@dataclass
class Paper:
    """A subject with a unit and a title."""

    id: UUID = field(default_factory=lambda: known_id("paper"))
    state: str = "DRAFT"
    unconfirmed: bool = False
    title: str = ""
    unit_id: UUID = field(default_factory=lambda: known_id("housing"))


class RecordingSession:
    """Collects what a command adds; `advance` needs no more of a session than this."""

    def __init__(self) -> None:
        self.added: list[Any] = []
        self.info: dict[str, Any] = {}

    def add(self, row: Any) -> None:
        self.added.append(row)


@rule(NO_TITLE, "GZ-1", "特制定本规则")
def paper_has_a_title(case: Case[Paper]) -> bool:
    """A paper has a title."""
    return bool(case.subject.title)


@rule_each(TOO_SHORT, "GZ-2", "执政为民")
def words_are_long_enough(case: Case[Paper]) -> list[str]:
    """Every word has two characters."""
    return [word for word in case.subject.title.split() if len(word) < 2]


@rule(NO_TITLE, "GZ-1", "特制定本规则", severity=Severity.DISPENSABLE, dispensable_by="COUNTY_HEAD")
def paper_is_usual(case: Case[Paper]) -> bool:
    """In principle a paper is usual."""
    return "unusual" not in case.subject.title


@rule(NO_TITLE, "GZ-1", "特制定本规则", severity=Severity.ADVISORY)
def paper_is_brief(case: Case[Paper]) -> bool:
    """A paper is generally brief."""
    return len(case.subject.title) < 30


@rule(NO_TITLE, "GZ-1", "特制定本规则", bar=True)
def paper_is_open(case: Case[Paper]) -> bool:
    """A secret paper is never registered, not even afterwards."""
    return "secret" not in case.subject.title


HEAD = Right[Paper]("UNIT_HEAD", of=lambda paper: paper.unit_id)
LEADER = Right[Paper]("DEPUTY_HEAD", in_charge_of=lambda paper: paper.unit_id, substitutable=True)
MAYOR = Right[Paper]("COUNTY_HEAD", delegable="DECIDE_TOPICS")
RULES = (paper_has_a_title, words_are_long_enough, paper_is_usual, paper_is_brief, paper_is_open)
TABLE: dict[str, Step[Paper]] = {
    "sign": Step("签报", states("DRAFT"), "SIGNED", (HEAD, MAYOR), RULES, ("GZ-8",), registrable=True),
    "review": Step("审核", states("SIGNED"), "REVIEWED", (LEADER,)),
    "decide": Step("决定", states("REVIEWED"), "DECIDED", (MAYOR,), needs_reason=True),
}
ROSTER = Roster.read(roster())


def an_act(login: str, when: str = "2022-02-07T09:00", **changes: Any) -> Act:
    view = ROSTER.as_of(date(2022, 2, 7))
    person = view.person_by_login(login)
    assert person is not None
    at = datetime.fromisoformat(when).replace(tzinfo=SHANGHAI)
    act = Act(person=person, at=at, roster=ROSTER, calendar=WorkCalendar(), policies=Policies({}))
    return replace(act, **changes)


def take(action: str, paper: Paper, act: Act) -> tuple[Capacity | None, RecordingSession]:
    session = RecordingSession()
    return advance(session, TABLE, action, Case(paper, act)), session  # type: ignore[arg-type]


def refused(action: str, paper: Paper, act: Act) -> list[str]:
    before = (paper.state, paper.unconfirmed)
    with pytest.raises(Refused) as caught:
        take(action, paper, act)
    assert (paper.state, paper.unconfirmed) == before
    return [v.code for v in caught.value.violations]


def test_right_comes_before_state_and_state_before_rules() -> None:
    assert refused("review", Paper(), an_act("finance-head")) == ["ACTOR_NOT_ALLOWED"]
    assert refused("review", Paper(), an_act("deputy-a")) == ["STATE_NOT_ALLOWED"]
    assert refused("sign", Paper(title="a b"), an_act("housing-head")) == ["TOO_SHORT", "TOO_SHORT"]


def test_all_broken_rules_are_told_together() -> None:
    paper = Paper(title="unusual secret a")
    assert refused("sign", paper, an_act("housing-head")) == ["TOO_SHORT", "NO_TITLE", "NO_TITLE"]


def test_rules_are_not_judged_before_they_were_in_force() -> None:
    paper = Paper(title="")
    take("sign", paper, an_act("housing-head", "2022-01-25T09:00"))
    assert paper.state == "SIGNED"


def test_advice_passes_and_stays_on_record() -> None:
    paper = Paper(title="a title of more than thirty characters in all".replace(" a ", " "))
    paper.title = "word " * 7
    _, session = take("sign", paper, an_act("housing-head"))
    assert paper.state == "SIGNED"
    assert [(f.kind, f.code) for f in session.added if isinstance(f, Finding)] == [("ADVISORY", "NO_TITLE")]


def test_only_the_competent_post_dispenses_and_only_with_a_reason() -> None:
    assert refused("sign", Paper(title="unusual"), an_act("housing-head", dispensation="急")) == ["NO_TITLE"]
    assert refused("sign", Paper(title="unusual"), an_act("mayor")) == ["NO_TITLE"]
    paper = Paper(title="unusual")
    _, session = take("sign", paper, an_act("mayor", dispensation="抢险急需"))
    assert paper.state == "SIGNED"
    assert [(f.kind, f.reason) for f in session.added if isinstance(f, Finding)] == [("DISPENSATION", "抢险急需")]


def test_a_needed_reason_is_asked_for() -> None:
    assert refused("decide", Paper(state="REVIEWED"), an_act("mayor", reason="  ")) == ["REASON_REQUIRED"]
    take("decide", Paper(state="REVIEWED"), an_act("mayor", reason="同意"))


def late(at: str, note: str = "电话通知记录") -> LateRegistration:
    return LateRegistration(datetime.fromisoformat(at).replace(tzinfo=SHANGHAI), known_id("housing-head"), note)


def test_an_act_registered_afterwards_keeps_its_breach_and_waits_for_confirmation() -> None:
    paper = Paper(title="unusual a")
    act = an_act("clerk", late=late("2022-02-01T09:00"))
    capacity, session = take("sign", paper, act)
    assert capacity == Capacity(known_id("housing-head"), "UNIT_HEAD")
    assert (paper.state, paper.unconfirmed) == ("SIGNED", True)
    assert [f.kind for f in session.added if isinstance(f, Finding)] == ["LATE_REGISTRATION"] * 2
    (registration,) = [r for r in session.added if isinstance(r, LateRegistrationRow)]
    assert registration.registered_by == known_id("clerk")
    assert refused("review", paper, an_act("deputy-a")) == ["EVIDENCE_REQUIRED"]


def test_late_registration_is_no_back_door() -> None:
    paper = Paper(title="word")
    assert refused("sign", paper, an_act("clerk", late=late("2022-02-08T09:00"))) == ["EVIDENCE_REQUIRED"]
    assert refused("sign", paper, an_act("clerk", late=late("2022-02-01T09:00", note=" "))) == ["EVIDENCE_REQUIRED"]
    assert refused("sign", paper, an_act("finance-clerk", late=late("2022-02-01T09:00"))) == ["ACTOR_NOT_ALLOWED"]
    assert refused("review", Paper(state="SIGNED"), an_act("clerk", late=late("2022-02-01T09:00"))) == [
        "ACTOR_NOT_ALLOWED"
    ]
    secret = Paper(title="secret")
    assert refused("sign", secret, an_act("clerk", late=late("2022-02-01T09:00"))) == ["NO_TITLE"]


def test_prospects_say_what_blocks_and_offer_only_what_is_ones_own() -> None:
    (sign,) = prospects(TABLE, Case(Paper(title=""), an_act("housing-head")))
    assert (sign.name, sign.enabled, [v.code for v in sign.blocked_by]) == ("sign", False, ["NO_TITLE"])
    assert prospects(TABLE, Case(Paper(title=""), an_act("finance-head"))) == []
    assert prospects(TABLE, Case(Paper(state="SIGNED"), an_act("housing-head"))) == []


def authority(right: Right[Paper], login: str, **windows: Any) -> Capacity | Violation:
    act = an_act(login)
    return authorise([right], Paper(), replace(act, roster=replace(ROSTER, _views={}, **windows)))


def away(login: str) -> Absence:
    return Absence(date(2022, 2, 1), date(2022, 2, 10), known_id(f"away/{login}"), known_id(login))


def delegation(until: date, scope: str = "DECIDE_TOPICS") -> Delegation:
    return Delegation(date(2022, 2, 1), until, known_id("d"), known_id("mayor"), known_id("executive"), (scope,))


def test_gz_5_a_delegate_acts_in_his_window_and_scope_only() -> None:
    found = authority(MAYOR, "executive", delegations=(delegation(date(2022, 2, 8)),))
    assert found == Capacity(known_id("executive"), "COUNTY_HEAD", known_id("mayor"), known_id("d"), "受县长委托")
    for windows in ((), (delegation(date(2022, 2, 7)),), (delegation(date(2022, 2, 8), "SIGN"),)):
        missing = authority(MAYOR, "executive", delegations=windows)
        assert isinstance(missing, Violation)
        assert missing.code == "NO_ACTIVE_DELEGATION"


def test_gz_5_a_narrowed_delegation_holds_for_its_case_alone() -> None:
    general = delegation(date(2022, 2, 8))
    mine, other = known_id("mine"), known_id("other")

    def may(subject: Any, **narrowed: UUID) -> bool:
        windows = (replace(general, **narrowed),)
        act = replace(an_act("executive"), roster=replace(ROSTER, _views={}, delegations=windows))
        return isinstance(authorise([MAYOR], subject, act), Capacity)

    @dataclass
    class OfMeeting(Paper):
        meeting_id: UUID | None = None
        topic_id: UUID | None = None

    assert may(OfMeeting())
    for name in ("meeting_id", "topic_id"):
        narrowed = {name: mine}
        assert may(OfMeeting(id=mine), **narrowed)
        assert may(OfMeeting(**narrowed), **narrowed)
        assert not may(OfMeeting(**{name: other}), **narrowed)
        assert not may(OfMeeting(), **narrowed)
        assert not may(Paper(), **narrowed)
    both = {"meeting_id": mine, "topic_id": other}
    assert may(OfMeeting(**both), **both)
    assert not may(OfMeeting(meeting_id=mine), **both)


def test_gz_5_a_narrowed_delegation_does_not_hide_a_general_one() -> None:
    general = delegation(date(2022, 2, 8))
    narrowed = replace(general, id=known_id("narrowed"), meeting_id=known_id("mine"))
    found = authority(MAYOR, "executive", delegations=(narrowed, general))
    assert isinstance(found, Capacity)
    assert found.delegation_id == general.id
    missing = authority(MAYOR, "executive", delegations=(narrowed,))
    assert isinstance(missing, Violation)
    assert missing.code == "NO_ACTIVE_DELEGATION"


def test_gz_6_2_b_acts_for_a_only_while_a_is_away() -> None:
    found = authority(LEADER, "deputy-b", absences=(away("deputy-a"),))
    assert isinstance(found, Capacity)
    assert (found.on_behalf_of, found.stamp) == (known_id("deputy-a"), "副县长乙（代副县长甲）")
    missing = authority(LEADER, "deputy-b")
    assert isinstance(missing, Violation)
    assert missing.code == "AB_NOT_ACTIVE"
    both_away = authority(LEADER, "deputy-b", absences=(away("deputy-a"), away("deputy-b")))
    assert isinstance(both_away, Violation)


def test_portfolio_decides_whose_leader_may() -> None:
    assert isinstance(authority(LEADER, "deputy-a"), Capacity)
    missing = authority(LEADER, "executive")
    assert isinstance(missing, Violation)
    assert missing.code == "ACTOR_NOT_ALLOWED"


NOT_A_MEMBER = Code("NOT_A_MEMBER", ViolationKind.ACTOR, ("GZ-1",), "不是组成人员")


@rule(NOT_A_MEMBER, "GZ-1", "特制定本规则")
def proposer_is_a_leader(case: Case[Paper]) -> bool:
    """Whoever may ask at all is told by which rule he is the wrong one."""
    return not case.act.holds("UNIT_HEAD")


def test_a_rule_about_the_person_is_answered_alone() -> None:
    step = Step("提出", states("DRAFT"), "PROPOSED", (HEAD, LEADER), (paper_has_a_title, proposer_is_a_leader))
    paper = Paper()
    with pytest.raises(Refused) as caught:
        advance(RecordingSession(), {"propose": step}, "propose", Case(paper, an_act("housing-head")))  # type: ignore[arg-type]
    assert [v.code for v in caught.value.violations] == ["NOT_A_MEMBER"]
    assert prospects({"propose": step}, Case(paper, an_act("housing-head"))) == []
    assert [v.code for v in prospects({"propose": step}, Case(paper, an_act("deputy-a")))[0].blocked_by] == ["NO_TITLE"]


def test_a_coded_detail_is_put_into_words() -> None:
    code = Code("MISSING", ViolationKind.CONTENT, (), "缺少：{detail}", {"plan": "方案", "consult": "{}的意见"})
    assert [code.sentence(each) for each in ("plan", "consult:县财政局", "其他", None)] == [
        "缺少：方案",
        "缺少：县财政局的意见",
        "缺少：其他",
        "缺少：",
    ]
