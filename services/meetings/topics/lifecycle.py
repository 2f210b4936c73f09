"""A topic's way to the meeting: read this table first."""

from services.contracts.directory import PostCode
from services.kernel.authority import Right
from services.kernel.lifecycle import Step, states
from services.meetings.topics import rules
from services.meetings.topics.model import Topic
from services.meetings.topics.model import TopicState as S

UNIT_HEAD = Right[Topic](PostCode.UNIT_HEAD, of=lambda topic: topic.unit_id)

TOPIC: dict[str, Step[Topic]] = {
    "sign_topic": Step(
        label="单位主要负责人签报",
        after=states(S.DRAFT),
        becomes=S.UNIT_HEAD_SIGNED,
        by=(UNIT_HEAD,),
        rules=(rules.topic_names_its_scope,),
        clauses=("GZ-8", "GZ-17.1"),
        registrable=True,
    ),
}
