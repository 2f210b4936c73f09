"""What the unit does with its topic: draft, change, sign, mark, withdraw."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.words.directory import PostCode
from services.contracts.words.meetings import MeetingKind, TopicFlag
from services.kernel.acts import Act
from services.kernel.refusals import CONTENT_INVALID, NotFound, refuse
from services.meetings.decisions.model import Decision
from services.meetings.decisions.queries import visible_decisions
from services.meetings.procedures import procedure
from services.meetings.topics.drafting.thresholds import flags_of
from services.meetings.topics.model import (
    BY_AMOUNT,
    BY_SIGNED_AMOUNT,
    MAJOR_FLAGS,
    OpinionStep,
    Topic,
    TopicPurpose,
    TopicState,
    TopicUrgency,
)
from services.meetings.topics.moves import (
    AGREED,
    ask_next,
    ask_veto_departments,
    ask_veto_departments_no_more,
    close_terms,
    find_topic,
    let_go,
    move,
    office,
    shown_title,
    sign,
    tell,
    tell_of_draft,
)

UNCLASSIFIED = "无"
SEVERAL = "SEVERAL"  # the mark of a flag that more than one has set: no single one clears it
CLEARED = "CLEARED"  # the mark of a flag that 县长 has taken away: it does not come back by itself


@dataclass(frozen=True)
class TopicDraft:
    """What is said of a topic; `kind` and `unit_id` stand once it has been drafted."""

    kind: MeetingKind
    title: str
    unit_id: UUID
    purpose: TopicPurpose = TopicPurpose.DECIDE
    secrecy: str = UNCLASSIFIED
    scope_code: str | None = None
    scope_note: str = ""
    summary: str = ""
    question: str = ""
    suggestion: str = ""
    basis: str = ""
    legal_basis: list[str] = field(default_factory=list)
    authority_basis: str = ""
    amount: Decimal | None = None
    confidential_basis: str = ""
    involved_unit_ids: list[UUID] = field(default_factory=list)
    flags: list[TopicFlag] = field(default_factory=list)
    urgency: TopicUrgency = TopicUrgency.ORDINARY
    reporter_id: UUID | None = None
    changes_decision_id: UUID | None = None
    ends_decision: bool = False

    @property
    def is_classified(self) -> bool:
        return self.secrecy.strip() not in ("", UNCLASSIFIED)


def blank(act: Act, kind: MeetingKind, unit_id: UUID, state: TopicState = TopicState.DRAFT) -> Topic:
    """A topic with nothing said of it yet."""
    return Topic(
        kind=kind,
        purpose=TopicPurpose.DECIDE,
        state=state,
        title="",
        unit_id=unit_id,
        involved_unit_ids=[],
        scope_note="",
        summary="",
        question="",
        suggestion="",
        basis="",
        legal_basis=[],
        authority_basis="",
        confidential_basis="",
        urgency=TopicUrgency.ORDINARY,
        queued_at=act.occurred_at,
        flags=[],
        flag_marks={},
        ends_decision=False,
        drafted_by=act.doer.id,
        drafted_at=act.occurred_at,
        created_at=act.at,
    )


async def _decision(session: AsyncSession, act: Act, decision_id: UUID | None) -> Decision | None:
    """The decision that is to be changed; one that the asker may not see does not exist for him."""
    if decision_id is None:
        return None
    found: Decision | None = await session.scalar(visible_decisions(act).where(Decision.id == decision_id))
    if found is None:
        raise NotFound("Decision", decision_id)
    return found


async def write(session: AsyncSession, act: Act, topic: Topic, draft: TopicDraft) -> None:
    """Put the draft's words into the topic; flags that others have set stay (GZ-3).

    Flags come with the scope, with the amount (AMB-27), and with the decision that is to be changed: what changes a
    major matter is one (GZ-4). What 县长 has cleared does not come again.
    """
    view = act.view
    if not draft.title.strip():
        raise refuse(CONTENT_INVALID, "议题名称", path=("title",))
    for unit_id in (draft.unit_id, *draft.involved_unit_ids):
        if unit_id not in view.units:
            raise NotFound("Unit", unit_id)
    if draft.ends_decision and draft.changes_decision_id is None:
        raise refuse(CONTENT_INVALID, "拟终止的议定事项", path=("changesDecisionId",))
    if draft.amount is not None and draft.amount < 0:
        raise refuse(CONTENT_INVALID, "涉及金额", path=("amount",))
    changed, before = await _decision(session, act, draft.changes_decision_id), str(topic.changes_decision_id)
    given = vars(draft).keys() - {"kind", "unit_id", "secrecy", "flags", "involved_unit_ids"}
    for name in given:
        setattr(topic, name, getattr(draft, name))
    topic.involved_unit_ids = [each for each in dict.fromkeys(draft.involved_unit_ids) if each != topic.unit_id]
    scope = procedure(topic.kind).scope(draft.scope_code)
    me = str(act.doer.id)
    of_others = {flag: by for flag, by in topic.flag_marks.items() if by not in (me, before, BY_AMOUNT)}
    inherited = {flag.value: str(changed.id) for flag in changed.topic_flags if flag in MAJOR_FLAGS} if changed else {}
    chosen = [*draft.flags, *(scope.sets if scope else ())]
    by_amount = {flag.value: BY_AMOUNT for flag in flags_of(draft.amount, act.policies)}
    topic.flag_marks = {flag.value: me for flag in chosen} | by_amount | inherited | of_others
    topic.flags = [flag for flag, by in topic.flag_marks.items() if by != CLEARED]
    stays_restricted = topic.restricted and topic.unit_signed_at is not None  # what was handed in masked keeps its mask
    topic.restricted = stays_restricted or (scope is not None and scope.restricted) or topic.has(TopicFlag.PERSONNEL)


async def draft_topic(session: AsyncSession, act: Act, *, draft: TopicDraft) -> Topic:
    """Start a topic for one's own unit, or as a leader for the unit that brings it (CW-3.1)."""
    if draft.unit_id not in act.view.units:
        raise NotFound("Unit", draft.unit_id)
    topic = blank(act, draft.kind, draft.unit_id)
    session.add(topic)
    await session.flush()
    await move(session, act, topic, "draft_topic", asked=draft)
    await write(session, act, topic, draft)
    tell_of_draft(session, act, topic)
    ask_next(session, act, topic)
    return topic


async def edit_topic(session: AsyncSession, act: Act, *, topic_id: UUID, changes: Mapping[str, Any]) -> Topic:
    """Change fields of a draft, or of what 初审 sent back (CW-3.3c); kind and unit stand."""
    topic = await find_topic(session, act, topic_id)
    me = str(act.doer.id)
    own_flags = [TopicFlag(flag) for flag, by in topic.flag_marks.items() if by == me]
    stands = {each.name: getattr(topic, each.name) for each in fields(TopicDraft) if hasattr(topic, each.name)}
    draft = TopicDraft(**{**stands, "flags": own_flags, **changes})
    await move(session, act, topic, "edit_topic", asked=draft)
    known_as = shown_title(topic)
    await write(session, act, topic, draft)
    if shown_title(topic) != known_as:
        tell_of_draft(session, act, topic)
    return topic


async def sign_topic(session: AsyncSession, act: Act, *, topic_id: UUID) -> Topic:
    """The unit's head signs the submission (GZ-8, GZ-17.1, ZT-3)."""
    topic = await find_topic(session, act, topic_id)
    by = await move(session, act, topic, "sign_topic", asked=AGREED)
    topic.unit_head_id, topic.unit_signed_at = act.doer.id, act.occurred_at
    marks = topic.flag_marks.items()
    topic.flag_marks = {flag: BY_SIGNED_AMOUNT if by == BY_AMOUNT else by for flag, by in marks}
    session.add(sign(act, topic, OpinionStep.UNIT_HEAD, AGREED, by))
    return topic


async def withdraw_topic(session: AsyncSession, act: Act, *, topic_id: UUID) -> Topic:
    """The unit takes its topic back before it stands on an agenda."""
    topic = await find_topic(session, act, topic_id)
    await move(session, act, topic, "withdraw_topic")
    let_go(session, act, topic)
    await close_terms(session, topic)
    tell(session, act, topic, "topic.withdrawn", f"议题撤回：{topic.title}", act.reason or "", office(topic))
    return topic


async def flag_topic(session: AsyncSession, act: Act, *, topic_id: UUID, flag: TopicFlag) -> Topic:
    """Mark the topic, for example as a matter for 县委审定 (GZ-3)."""
    topic = await find_topic(session, act, topic_id)
    await move(session, act, topic, "flag_topic", asked=flag)
    if not topic.has(flag):
        topic.flags = [*topic.flags, flag.value]
        topic.flag_marks = {**topic.flag_marks, flag.value: str(act.doer.id)}
        if flag is TopicFlag.COMMENDATION and topic.noticed_at is not None:
            ask_veto_departments(session, act, topic)
        if flag is TopicFlag.PERSONNEL and not topic.restricted:
            topic.restricted = True
            tell_of_draft(session, act, topic)  # whoever knows the title keeps the mask alone (AMB-42)
    elif topic.flag_marks.get(flag.value) != str(act.doer.id):
        topic.flag_marks = {**topic.flag_marks, flag.value: SEVERAL}
    return topic


async def unflag_topic(session: AsyncSession, act: Act, *, topic_id: UUID, flag: TopicFlag) -> Topic:
    """Take a mark away; that of a major matter which others have set is cleared by 县长 alone (GZ-3, AMB-27)."""
    topic = await find_topic(session, act, topic_id)
    if flag is TopicFlag.PERSONNEL:
        raise refuse(CONTENT_INVALID, "人事事项标记不能取消", path=("flag",))
    await move(session, act, topic, "unflag_topic", asked=flag)
    topic.flags = [each for each in topic.flags if each != flag.value]
    marks = {each: by for each, by in topic.flag_marks.items() if each != flag.value}
    topic.flag_marks = {**marks, flag.value: CLEARED} if act.holds(PostCode.COUNTY_HEAD) else marks
    if flag is TopicFlag.COMMENDATION:
        ask_veto_departments_no_more(session, act, topic)
    return topic


async def assign_topic_clerk(session: AsyncSession, act: Act, *, topic_id: UUID, person_id: UUID) -> Topic:
    """办主任 names the clerk who handles the topic; of a personnel matter only he sees it (CW-2.6)."""
    topic = await find_topic(session, act, topic_id)
    if not act.view.holds(person_id, PostCode.OFFICE_CLERK):
        raise refuse(CONTENT_INVALID, "承办人员", path=("personId",))
    await move(session, act, topic, "assign_topic_clerk", asked=person_id)
    topic.assigned_clerk_id = person_id
    return topic
