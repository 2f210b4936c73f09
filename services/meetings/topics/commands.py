"""What may be asked of topics."""

from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.directory import PostCode
from services.contracts.meetings import MeetingKind, TopicFlag
from services.kernel.acts import Act
from services.kernel.audit import Record, record
from services.kernel.lifecycle import advance
from services.kernel.model import load
from services.kernel.refusals import ACTOR_NOT_ALLOWED, refuse
from services.kernel.rules import Case
from services.meetings.topics.lifecycle import TOPIC
from services.meetings.topics.model import Topic, TopicState, TopicUrgency

DRAFTERS = (PostCode.UNIT_CLERK, PostCode.UNIT_HEAD)


@dataclass(frozen=True)
class TopicDraft:
    """What the unit says of its topic."""

    kind: MeetingKind
    title: str
    unit_id: UUID
    scope_code: str | None = None
    summary: str = ""
    question: str = ""
    suggestion: str = ""
    basis: str = ""
    legal_basis: list[str] = field(default_factory=list)
    involved_unit_ids: list[UUID] = field(default_factory=list)
    flags: list[TopicFlag] = field(default_factory=list)
    urgency: TopicUrgency = TopicUrgency.ORDINARY


async def draft_topic(session: AsyncSession, act: Act, *, draft: TopicDraft) -> Topic:
    """Start a topic for one's own unit (CW-3.1)."""
    if not any(act.holds(post, draft.unit_id) for post in DRAFTERS):
        raise refuse(ACTOR_NOT_ALLOWED)
    values = {**vars(draft), "flags": [flag.value for flag in draft.flags]}
    topic = Topic(**values, state=TopicState.DRAFT, drafted_by=act.person.id, drafted_at=act.at, created_at=act.at)
    session.add(topic)
    await session.flush()
    record(session, Record(act, "draft_topic", "Topic", topic.id, to_state=topic.state, clauses=("CW-3.1",)))
    return topic


async def sign_topic(session: AsyncSession, act: Act, *, topic_id: UUID) -> Topic:
    """The unit's head signs the submission (GZ-8, GZ-17.1)."""
    topic = await load(session, Topic, topic_id, act)
    advance(session, TOPIC, "sign_topic", Case(topic, act))
    topic.unit_head_id = act.doer.id
    return topic
