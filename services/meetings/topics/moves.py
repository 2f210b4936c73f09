"""One way to move a topic: find it, load its file, advance it, and tell the desk who is next."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.base import PERSONNEL_MASK
from services.contracts.desk import person, post
from services.contracts.meetings import TopicDrafted
from services.contracts.shared import Addressee
from services.contracts.words.directory import PostCode, UnitRole
from services.contracts.words.meetings import Opinion, TopicFlag
from services.contracts.words.shared import TaskEnding
from services.kernel import deadlines
from services.kernel.acts import Act
from services.kernel.authority import Capacity
from services.kernel.lifecycle import advance
from services.kernel.model import load
from services.kernel.outbox import publish
from services.kernel.refusals import STATE_NOT_ALLOWED, Attempt, Refused, violation
from services.kernel.roster import RosterView
from services.kernel.rules import Case
from services.meetings.desk import DESK
from services.meetings.procedures import procedure
from services.meetings.topics.dossier import Dossier
from services.meetings.topics.lifecycle import TOPIC, steps_of
from services.meetings.topics.model import OpinionStep, Topic, TopicOpinion
from services.meetings.topics.model import TopicState as S
from services.meetings.topics.queries import load_dossiers
from services.meetings.topics.rules import REVIEW, is_in_a_deputys_charge


@dataclass(frozen=True)
class SignedOpinion:
    """A leader's opinion as he signs it."""

    opinion: Opinion | None
    text: str = ""


AGREED = SignedOpinion(Opinion.AGREED)
TERMS = ("topic_material", "urgent_material", "topic_resubmission")


async def find_topic(session: AsyncSession, act: Act, topic_id: UUID) -> Topic:
    """The topic, locked; one that the asker may not see does not exist for him."""
    return await load(session, Topic, topic_id, act)


async def dossier_of(session: AsyncSession, act: Act, topic: Topic) -> Dossier:
    return (await load_dossiers(session, act, [topic.id]))[topic.id]


@dataclass(frozen=True)
class Limit:
    """Until when the one who is next has to act."""

    due: date | None = None
    due_at: datetime | None = None
    provisional: bool = False


async def move(
    session: AsyncSession, act: Act, topic: Topic, action: str, *, asked: Any = None, limit: Limit | None = None
) -> Capacity | None:
    """Take one step of the table with the topic's file before the rules; `asked` is what the act brings.

    Raises `Refused`: a gate that the topic's kind of meeting does not have is a wrong state.
    """
    steps = steps_of(topic)
    if action not in steps:
        found = violation(STATE_NOT_ALLOWED, f"{topic.kind.label}议题无此环节")
        raise Refused([found], Attempt(action, "Topic", topic.id))
    before = S(topic.state)
    dossier = replace(await dossier_of(session, act, topic), asked=asked)
    by = advance(session, steps, action, Case(topic, act, dossier))
    await session.flush()
    if topic.state is not before or limit is not None:
        _hand_on(session, act, topic, before, limit or Limit())
    return by


def sign(act: Act, topic: Topic, step: OpinionStep, signed: SignedOpinion, by: Capacity | None) -> TopicOpinion:
    """The opinion as it was signed, with whom it was signed for; the rules have made sure that there is one."""
    assert signed.opinion is not None
    return TopicOpinion(
        topic_id=topic.id,
        step=step,
        opinion=signed.opinion,
        text=signed.text,
        person_id=act.doer.id,
        on_behalf_of=by.on_behalf_of if by else None,
        delegation_id=by.delegation_id if by else None,
        stamp=by.stamp if by else "",
        given_at=act.occurred_at,
    )


def shown_title(topic: Topic) -> str:
    """The title as public events may carry it (AMB-42)."""
    return PERSONNEL_MASK if topic.restricted else topic.title


def tell_of_draft(session: AsyncSession, act: Act, topic: Topic) -> None:
    """Tell the others whose topic it is, so that they know it before it is brought forward (GZ-10, AMB-41)."""
    event = TopicDrafted(
        title=shown_title(topic),
        restricted=topic.restricted,
        topic_id=topic.id,
        meeting_kind=topic.kind,
        unit_id=topic.unit_id,
        clauses=("CW-3.1",),
    )
    publish(session, act, event, topic)


def unit_people(*unit_ids: UUID) -> list[Addressee]:
    """Head and clerk of each unit."""
    return [post(code, unit) for unit in unit_ids for code in (PostCode.UNIT_HEAD, PostCode.UNIT_CLERK)]


def office(topic: Topic) -> list[Addressee]:
    """The office's clerks; for a personnel matter the assigned one, or 办主任 (CW-2.6)."""
    if topic.assigned_clerk_id is not None:
        return [person(topic.assigned_clerk_id)]
    return [post(PostCode.OFFICE_DIRECTOR if topic.restricted else PostCode.OFFICE_CLERK)]


def leader_in_charge(view: RosterView, topic: Topic) -> list[Addressee]:
    """分管副县长, or the one who stands in for him today (GZ-6.2)."""
    leader = view.leader_of_unit(topic.unit_id)
    if leader is None:
        return [post(PostCode.OFFICE_DIRECTOR)]
    return [person(each) for each in view.substitutes(leader.id) or [leader.id]]


def deputy_or_county_head(view: RosterView, topic: Topic) -> list[Addressee]:
    """分管副县长, and 县长 where no deputy is in charge (BG-4, GZ-17.2)."""
    return leader_in_charge(view, topic) if is_in_a_deputys_charge(view, topic) else [post(PostCode.COUNTY_HEAD)]


def next_act(topic: Topic, state: S) -> str | None:
    """What a topic in this state waits for."""
    path = procedure(topic.kind).path
    if state is S.UNIT_HEAD_SIGNED:
        return next(gate.step for gate in path.gates if gate.step != "commission_topic")
    if state is S.OPINION_GIVEN and not path.has("backlog_topic"):
        return None
    return _NEXT.get(state)


_NEXT = {
    S.DRAFT: "sign_topic",
    S.PROPOSED: "give_topic_opinion",
    S.REVIEWED: "give_topic_opinion",
    S.OPINION_GIVEN: "backlog_topic",
    S.BACKLOG: "send_preparation_notice",
    S.NOTICED: "submit_topic_material",
    S.SUBMITTED: "record_preliminary_review",
    S.RETURNED: "submit_topic_material",
}


def next_people(act: Act, topic: Topic, state: S) -> list[Addressee]:
    """Who is asked to take the step that the topic waits for in this state."""
    match state:
        case S.DRAFT:
            return [post(PostCode.UNIT_HEAD, topic.unit_id)]
        case S.UNIT_HEAD_SIGNED:
            if topic.commissioned_at is not None and topic.host_id is not None:
                return [person(topic.host_id)]
            reviewed = next_act(topic, state) == REVIEW
            return deputy_or_county_head(act.view, topic) if reviewed else leader_in_charge(act.view, topic)
        case S.PROPOSED | S.REVIEWED:
            return [post(PostCode.COUNTY_HEAD)]
        case S.NOTICED | S.RETURNED:
            return unit_people(topic.unit_id)
    return office(topic)


def _hand_on(session: AsyncSession, act: Act, topic: Topic, before: S, limit: Limit) -> None:
    """Close the to-do of the state that was left and open that of the state reached."""
    after = S(topic.state)
    left, reached = next_act(topic, before), next_act(topic, after)
    if left is not None and after is not before:
        DESK.close_task(session, act, topic, left, next_people(act, topic, before))
    if reached is not None:
        DESK.open_task(
            session,
            act,
            topic,
            reached,
            f"{TOPIC[reached].label}：{topic.title}",
            next_people(act, topic, after),
            due=limit.due,
            due_at=limit.due_at,
            provisional=limit.provisional,
            restricted=topic.restricted,
        )


def ask_next(session: AsyncSession, act: Act, topic: Topic) -> None:
    """The to-do of the state that a topic is in without having been moved: a new draft, a new commission."""
    _hand_on(session, act, topic, S(topic.state), Limit())


def tell(
    session: AsyncSession, act: Act, topic: Topic, template: str, title: str, text: str, to: Iterable[Addressee]
) -> None:
    """Say something about the topic once; of a restricted one only the mask."""
    DESK.notify(session, act, topic, template, title, text, to, restricted=topic.restricted)


def veto_departments(view: RosterView) -> list[Addressee]:
    """Heads of the “一票否决” departments (CW-3.3b)."""
    return [post(PostCode.UNIT_HEAD, unit.id) for unit in view.units_with_role(UnitRole.VETO)]


def ask_veto_departments(session: AsyncSession, act: Act, topic: Topic) -> None:
    """A commendation waits for what they say."""
    title = f"请提出“一票否决”审查意见：{topic.title}"
    to = veto_departments(act.view)
    DESK.open_task(session, act, topic, "give_veto_opinion", title, to, restricted=topic.restricted)


def ask_veto_departments_no_more(session: AsyncSession, act: Act, topic: Topic) -> None:
    DESK.close_task(session, act, topic, "give_veto_opinion", veto_departments(act.view), TaskEnding.LAPSED)


def let_go(session: AsyncSession, act: Act, topic: Topic) -> None:
    """The topic goes no further: what units, leaders and the office were still asked about it is owed no more."""
    view = act.view
    asked = {
        "answer_unit_consultation": [post(PostCode.UNIT_HEAD, unit) for unit in topic.involved_unit_ids],
        "coordinate_topic": deputy_or_county_head(view, topic),
        "approve_groundwork_not_applicable": office(topic),
    }
    for kind, to in asked.items():
        DESK.close_task(session, act, topic, kind, to, TaskEnding.LAPSED)
    if topic.has(TopicFlag.COMMENDATION):
        ask_veto_departments_no_more(session, act, topic)


async def close_terms(session: AsyncSession, topic: Topic) -> None:
    """The topic's clocks have lost their object."""
    for key in TERMS:
        await deadlines.cancel(session, topic, key)
