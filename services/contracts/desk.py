"""How a service tells the desk (工作台) of its people's to-dos and notices."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.base import PERSONNEL_MASK, Ref
from services.contracts.shared import Addressee, NoticeRaised, TaskClosed, TaskOpened
from services.contracts.words.directory import PostCode
from services.contracts.words.shared import TaskEnding
from services.kernel.acts import Act
from services.kernel.authority import about
from services.kernel.ids import new_id
from services.kernel.lifecycle import object_key
from services.kernel.outbox import publish


def person(person_id: UUID) -> Addressee:
    """One person."""
    return Addressee(person_id=person_id)


def post(code: PostCode, unit_id: UUID | None = None) -> Addressee:
    """Whoever holds the post (of the unit) when the desk is read."""
    return Addressee(post=code, unit_id=unit_id)


def _ref(subject: Any) -> Ref:
    """The object as the desk points to it: one of our own, or a `Ref` to another service's."""
    if isinstance(subject, Ref):
        return subject
    object_type, object_id = object_key(subject)
    return Ref(type=object_type, id=object_id)


def _task_id(object_id: UUID, kind: str, to: Addressee) -> UUID:
    """The same to-do of the same addressee has the same id, so closing it needs no bookkeeping."""
    return uuid5(object_id, f"{kind}/{to.person_id}/{to.post}/{to.unit_id}")


@dataclass(frozen=True)
class Desk:
    """The desk as one service reaches it: its own three event types."""

    opened: type[TaskOpened]
    closed: type[TaskClosed]
    raised: type[NoticeRaised]

    def open_task(
        self,
        session: AsyncSession,
        act: Act,
        subject: Any,
        kind: str,
        title: str,
        to: Iterable[Addressee],
        *,
        due: date | None = None,
        due_at: datetime | None = None,
        provisional: bool = False,
        restricted: bool = False,
    ) -> None:
        """Open (or word anew) the to-do `kind` about the object for every addressee."""
        ref = _ref(subject)
        for addressee in to:
            publish(
                session,
                act,
                self.opened(
                    task_id=_task_id(ref.id, kind, addressee),
                    to=addressee,
                    kind=kind,
                    ref=ref,
                    about=tuple(each for each in about(subject) if each not in (None, ref.id)),
                    title_zh=PERSONNEL_MASK if restricted else title,
                    due=due,
                    due_at=due_at,
                    provisional=provisional,
                    restricted=restricted,
                ),
                ref.id,
            )

    def close_task(
        self,
        session: AsyncSession,
        act: Act,
        subject: Any,
        kind: str,
        to: Iterable[Addressee],
        ending: TaskEnding = TaskEnding.DONE,
    ) -> None:
        """Close the to-do for the same addressees; closing what is not open changes nothing."""
        ref = _ref(subject)
        for addressee in to:
            event = self.closed(task_id=_task_id(ref.id, kind, addressee), ending=ending, closed_at=act.at)
            publish(session, act, event, ref.id)

    def notify(
        self,
        session: AsyncSession,
        act: Act,
        subject: Any,
        template: str,
        title: str,
        text: str,
        to: Iterable[Addressee],
        *,
        data: dict[str, Any] | None = None,
        restricted: bool = False,
    ) -> None:
        """Say something once to everyone addressed (spec 07, 7.1)."""
        ref = _ref(subject)
        recipients = tuple(to)
        if not recipients:
            return
        event = self.raised(
            notice_id=new_id(),
            template=template,
            data=data or {},
            recipients=recipients,
            title_zh=PERSONNEL_MASK if restricted else title,
            text_zh=PERSONNEL_MASK if restricted else text,
            ref=ref,
            restricted=restricted,
        )
        publish(session, act, event, ref.id)
