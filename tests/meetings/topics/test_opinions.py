"""What leaders sign of a topic, and who may (GZ-17.2, GZ-23, ZT-2.5, ZT-3)."""

import pytest

from tests.meetings.topics.steps import do, drafted, proposed, refused, signed, topic_of
from tests.service import RunningService

MAYOR = {"kind": "MAYOR", "scopeCode": "1"}
SPECIAL = {"kind": "SPECIAL", "scopeCode": "1"}


@pytest.mark.parametrize(
    ("opinion", "state"), [("REVISE", "DRAFT"), ("NOT_AGREED", "REJECTED"), ("TRANSFERRED", "REJECTED")]
)
async def test_gz_23_a_faulty_topic_is_sent_back_or_declined(
    meetings: RunningService, opinion: str, state: str
) -> None:
    """What it lacks keeps it from going on, not from going back."""
    bare = await signed(meetings, **MAYOR)  # neither assessed nor with a plan
    say = {"opinion": opinion, "text": "尚不成熟"}
    assert "PLAN_ATTACHMENT_REQUIRED" in await refused(
        meetings, "reviewTopicAsLeader", as_="deputy-a", id=bare, opinion="OTHER", text="请会议研究"
    )
    shown = {each["name"]: each for each in (await topic_of(meetings, bare, as_="deputy-a"))["availableActions"]}
    assert shown["reviewTopicAsLeader"]["enabled"] is True
    assert (await do(meetings, "reviewTopicAsLeader", as_="deputy-a", id=bare, **say))["state"] == state
    major = await signed(meetings, **SPECIAL)
    await do(meetings, "flagTopic", as_="deputy-a", id=major, flag="LARGE_FUNDS")
    assert (await do(meetings, "acceptTopic", as_="deputy-a", id=major, **say))["state"] == state
    excluded = await proposed(meetings)
    await do(meetings, "flagTopic", as_="clerk", id=excluded, flag="ESTABLISHMENT")
    assert await refused(meetings, "giveTopicOpinion", as_="mayor", id=excluded, opinion="AGREED") == [
        "TOPIC_OUT_OF_SCOPE:establishment"
    ]
    assert (await do(meetings, "giveTopicOpinion", as_="mayor", id=excluded, **say))["state"] == state


@pytest.mark.refuses("PRECONDITION_MISSING")
async def test_zt_3_the_head_signs_what_has_its_three_parts(meetings: RunningService) -> None:
    topic_id = await drafted(meetings, **SPECIAL, suggestion="", basis=" ")
    assert await refused(meetings, "signTopic", as_="housing-head", id=topic_id) == [
        "PRECONDITION_MISSING:suggestion",
        "PRECONDITION_MISSING:basis",
    ]
