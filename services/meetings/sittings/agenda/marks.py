"""A mark that a topic is given while it stands on an agenda."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.words.meetings import TopicFlag
from services.kernel.acts import Act
from services.kernel.model import load
from services.kernel.refusals import VERSION_CONFLICT, refuse
from services.meetings.sittings.agenda.versions import issue_version
from services.meetings.sittings.model import Meeting
from services.meetings.topics.drafting import commands as drafting
from services.meetings.topics.model import Topic


async def flag_topic(session: AsyncSession, act: Act, *, topic_id: UUID, flag: TopicFlag) -> Topic:
    """Mark the topic; what becomes a personnel matter is printed anew under its mask, for members alone (CW-2.6)."""
    if flag is not TopicFlag.PERSONNEL:
        return await drafting.flag_topic(session, act, topic_id=topic_id, flag=flag)
    query = select(Topic.meeting_id, Topic.restricted).where(Topic.id == topic_id)
    meeting_id, known = (await session.execute(query)).tuples().one_or_none() or (None, True)
    meeting = await load(session, Meeting, meeting_id) if meeting_id else None  # before its topic, as everywhere
    topic = await drafting.flag_topic(session, act, topic_id=topic_id, flag=flag)
    if topic.meeting_id != meeting_id:  # it has come on an agenda, or left it, in between
        raise refuse(VERSION_CONFLICT, str(topic.version))
    if meeting is not None and not known and meeting.sheet_is_out:
        await issue_version(session, act, meeting, None)
    return topic
