"""Dead events: shown to the operator without what is restricted, retried once, discarded for good."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.kernel import dead_events
from services.kernel.acts import SYSTEM, Act
from services.kernel.clock import wall
from services.kernel.dead_events import Settled
from services.kernel.events import Envelope, Event, InvalidEvent
from services.kernel.ids import new_id
from services.kernel.inbox import Inbox, bury
from services.kernel.refusals import NotFound
from services.kernel.store import AuditEntry, DeadEvent, InboxRow
from tests.kernel.test_events import Place, Said, Whispered, an_act, make_act, place

__all__ = ["place"]
OPERATOR = replace(an_act(), person=replace(SYSTEM, name="运维：王工"), system=True)


class Listener:
    """Hears words; deaf until told otherwise."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.deaf = False
        self.inbox = Inbox()

        @self.inbox.on(Said)
        async def hear(session: AsyncSession, act: Act, event: Said) -> None:
            if self.deaf:
                raise RuntimeError("deaf")
            self.heard.append(event.word)


async def dead(place: Place, event: Event, error: str = "RuntimeError('deaf')") -> str:
    """Bury an event as the bus would; its id."""
    envelope = Envelope(
        id=new_id(), type=event.TYPE, subject=str(new_id()), time=wall(), data=event.model_dump(mode="json")
    )
    await bury(place.sessions, str(envelope.id), event.bus_subject(), envelope.dump(), error, 8)
    return str(envelope.id)


async def audited(place: Place) -> list[tuple[str, str, str | None]]:
    async with place.sessions() as session:
        rows = (await session.execute(select(AuditEntry).order_by(AuditEntry.seq))).scalars()
        return [(row.action, row.person_name, row.reason) for row in rows]


async def test_two_who_retry_at_once_apply_it_once(place: Place) -> None:
    listener = Listener()
    event_id = await dead(place, Said(word="一"))
    answers = await asyncio.gather(
        *(dead_events.retry(place.sessions, listener.inbox, OPERATOR, event_id) for _ in range(4)),
        return_exceptions=True,
    )
    assert listener.heard == ["一"]
    assert [answer for answer in answers if not isinstance(answer, Settled)] == [True]
    assert await audited(place) == [("retried_dead_event", "运维：王工", None)]
    assert await place.count(InboxRow) == 1
    assert await place.count(DeadEvent, DeadEvent.settled_how == "retried") == 1


async def test_an_event_that_was_applied_meanwhile_is_settled_and_not_applied_again(place: Place) -> None:
    listener = Listener()
    event_id = await dead(place, Said(word="一"))
    async with place.sessions() as session:
        payload = (await session.get_one(DeadEvent, event_id)).payload

    assert await listener.inbox.receive(place.sessions, make_act, payload)
    assert not await dead_events.retry(place.sessions, listener.inbox, OPERATOR, event_id)
    assert listener.heard == ["一"]
    assert await place.count(DeadEvent, DeadEvent.settled_at.is_(None)) == 0


async def test_a_retry_that_fails_changes_nothing_but_the_error(place: Place) -> None:
    listener = Listener()
    listener.deaf = True
    event_id = await dead(place, Said(word="一"), "ValueError('earlier')")
    with pytest.raises(RuntimeError, match="deaf"):
        await dead_events.retry(place.sessions, listener.inbox, OPERATOR, event_id)
    async with place.sessions() as session:
        (shown,) = await dead_events.waiting(session)
    assert (shown.row.error, shown.row.deliveries) == ("RuntimeError('deaf')", 9)
    assert await place.count(InboxRow) == 0
    assert await audited(place) == []
    listener.deaf = False
    assert await dead_events.retry(place.sessions, listener.inbox, OPERATOR, event_id)


async def test_what_is_discarded_is_not_applied_by_a_replay_either(place: Place) -> None:
    listener = Listener()
    event_id = await dead(place, Said(word="一"))
    reason = replace(OPERATOR, reason="内容有误，已另行补发")
    async with place.sessions() as session:
        payload = (await session.get_one(DeadEvent, event_id)).payload
    await dead_events.discard(place.sessions, reason, event_id)
    assert await audited(place) == [("discarded_dead_event", "运维：王工", "内容有误，已另行补发")]

    assert not await listener.inbox.receive(place.sessions, make_act, payload)
    with pytest.raises(Settled):
        await dead_events.retry(place.sessions, listener.inbox, OPERATOR, event_id)
    assert listener.heard == []


async def test_an_operator_sees_of_restricted_matter_everything_but_the_matter(place: Place) -> None:
    event_id = await dead(place, Whispered(word="张三任免"), "IntegrityError('张三任免 already there')")
    public = await dead(place, Said(word="修路"))
    async with place.sessions() as session:
        first, second = await dead_events.waiting(session)
        assert (first.row.event_id, first.type) == (event_id, "kerneltest.word.whispered.v1")
        assert first.subject is not None
        assert (first.row.error, first.payload) == ("IntegrityError", None)
        assert (second.row.event_id, second.payload["data"]) == (public, {"word": "修路"})  # type: ignore[index]
    await dead_events.discard(place.sessions, OPERATOR, event_id)
    async with place.sessions() as session:
        assert (await session.get_one(DeadEvent, event_id)).payload == b""


async def test_what_cannot_be_read_is_shown_and_discarded(place: Place) -> None:
    listener = Listener()
    await bury(place.sessions, "EVT_KERNELTEST:7", "evt.kerneltest.word.said.v1", b"{not json", "no JSON", 1)
    async with place.sessions() as session:
        (shown,) = await dead_events.waiting(session)
    assert (shown.type, shown.subject, shown.payload) == ("kerneltest.word.said.v1", None, None)
    with pytest.raises(InvalidEvent):
        await dead_events.retry(place.sessions, listener.inbox, OPERATOR, "EVT_KERNELTEST:7")
    with pytest.raises(NotFound):
        await dead_events.discard(place.sessions, OPERATOR, "EVT_KERNELTEST:8")
    await dead_events.discard(place.sessions, OPERATOR, "EVT_KERNELTEST:7")
    assert await place.count(DeadEvent, DeadEvent.settled_how == "discarded") == 1


def test_an_error_about_a_message_does_not_quote_it() -> None:
    with pytest.raises(InvalidEvent) as caught:
        Envelope(id=new_id(), type=Whispered.TYPE, subject="x", time=wall(), data={"word": ["张三任免"]}).read(
            Whispered
        )
    assert "word" in str(caught.value)
    assert "张三" not in str(caught.value)


async def test_a_failure_on_restricted_matter_leaves_no_word_of_it_in_the_log(
    place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    inbox = Inbox()

    @inbox.on(Whispered)
    async def hear(session: AsyncSession, act: Act, event: Whispered) -> None:
        raise ValueError(f"{event.word} is not to be heard")

    place.listen(inbox, str(new_id()))
    place.run(place.relay.run())
    await place.say("张三任免", kind=Whispered)
    while "failed (delivery 1)" not in caplog.text:
        await asyncio.sleep(0.02)
    assert "ValueError" in caplog.text
    assert "张三" not in caplog.text
