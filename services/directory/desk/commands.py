"""What happens at the desk: to-dos open and close, notices arrive and are read."""

import logging
from collections.abc import Iterable
from typing import Any, cast
from uuid import UUID, uuid5

from sqlalchemy import Table, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.base import Ref
from services.contracts.shared import Addressee, DeadlineRecomputed, NoticeRaised, TaskClosed, TaskOpened
from services.contracts.words.shared import TaskEnding
from services.directory.desk.changes import tell
from services.directory.desk.model import NEVER, Notice, Task
from services.directory.desk.reach import addressed
from services.kernel.acts import Act
from services.kernel.ids import new_id
from services.kernel.lifecycle import object_key
from services.kernel.model import load

log = logging.getLogger(__name__)

OWN = "directory"

# Tables, not mapped classes: these run with every to-do and notice of the whole office.
_TASK, _NOTICE = cast(Table, Task.__table__), cast(Table, Notice.__table__)


async def open_task(session: AsyncSession, act: Act, source: str, event: TaskOpened) -> None:
    """Put a to-do on the desk, or word it anew; what an older event said gives way (GZ-6.2 decides who sees it)."""
    due = event.due or (event.due_at.date() if event.due_at else NEVER)
    values: dict[str, Any] = {
        "source": source,
        "kind": event.kind,
        "ref_type": event.ref.type,
        "ref_id": event.ref.id,
        "about": [event.ref.id, *event.about],
        "title": event.title_zh,
        "to_person": event.to.person_id,
        "to_post": event.to.post,
        "to_unit": event.to.unit_id,
        "due": due,
        "due_at": event.due_at,
        "provisional": event.provisional,
        "restricted": event.restricted,
        "opened_event": act.cause or new_id(),
        "opened_at": act.at,
    }
    statement = insert(_TASK).values(id=event.task_id, **values)
    newer = or_(Task.opened_event.is_(None), Task.opened_event < statement.excluded.opened_event)
    await session.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values, where=newer))
    await tell(session, event.to)


async def close_task(session: AsyncSession, act: Act, event: TaskClosed) -> None:
    """Take a to-do off the desk, even when its opening has not arrived yet."""
    values: dict[str, Any] = {
        "closed_event": act.cause or new_id(),
        "closed_at": event.closed_at,
        "closed_by": event.actor,
        "ending": event.ending,
    }
    blank = {"source": "", "kind": "", "ref_type": "", "title": "", "due": NEVER}
    statement = insert(_TASK).values(id=event.task_id, provisional=False, restricted=False, **blank, **values)
    newer = or_(Task.closed_event.is_(None), Task.closed_event < statement.excluded.closed_event)
    await session.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values, where=newer))
    task = await session.get(Task, event.task_id, populate_existing=True)
    if task is not None and task.opened_event is not None:
        await tell(session, _addressee(task))


async def open_own_task(session: AsyncSession, act: Act, subject: Any, kind: str, title: str, to: Addressee) -> None:
    """A to-do about one of the directory's own objects."""
    object_type, object_id = object_key(subject)
    event = TaskOpened(
        task_id=uuid5(object_id, kind), to=to, kind=kind, ref=Ref(type=object_type, id=object_id), title_zh=title
    )
    await open_task(session, act, OWN, event)


async def close_own_task(
    session: AsyncSession, act: Act, subject: Any, kind: str, ending: TaskEnding = TaskEnding.DONE
) -> None:
    _, object_id = object_key(subject)
    actor = None if act.system else act.doer.id
    await close_task(
        session, act, TaskClosed(task_id=uuid5(object_id, kind), ending=ending, closed_at=act.at, actor=actor)
    )


async def take_notice(session: AsyncSession, act: Act, source: str, event: NoticeRaised) -> None:
    """Deliver a notice, once to everyone who is addressed when it arrives."""
    persons = dict.fromkeys(person for to in event.recipients for person in _persons(act, to))
    if not persons:
        log.warning("notice %s (%s) reaches nobody", event.notice_id, event.template)
        return
    said = {
        "notice_id": event.notice_id,
        "source": source,
        "template": event.template,
        "title": event.title_zh,
        "text": event.text_zh,
        "ref_type": event.ref.type if event.ref else None,
        "ref_id": event.ref.id if event.ref else None,
        "restricted": event.restricted,
        "delivered_at": act.at,
    }
    rows = [{"id": uuid5(event.notice_id, str(each)), "person_id": each, **said} for each in persons]
    await session.execute(insert(_NOTICE).values(rows).on_conflict_do_nothing())
    await tell(session, *(Addressee(person_id=each) for each in persons))


async def notify(
    session: AsyncSession, act: Act, subject: Any, template: str, title: str, text: str, to: Iterable[Addressee]
) -> None:
    """A notice about one of the directory's own objects."""
    object_type, object_id = object_key(subject)
    event = NoticeRaised(
        notice_id=new_id(),
        template=template,
        data={},
        recipients=tuple(to),
        title_zh=title,
        text_zh=text,
        ref=Ref(type=object_type, id=object_id),
    )
    await take_notice(session, act, OWN, event)


async def follow_deadline(session: AsyncSession, act: Act, source: str, event: DeadlineRecomputed, notice: str) -> None:
    """A provisional due date was counted anew: move the to-dos that wait for it and tell their owners (spec 05)."""
    waiting = select(Task).where(
        Task.is_open, Task.ref_id == event.object.id, Task.due == event.old_due, Task.source == source
    )
    owners: dict[str, Addressee] = {}
    for task in (await session.execute(waiting.with_for_update())).scalars():
        task.due, task.provisional = event.new_due, event.provisional
        owners[str(_addressee(task))] = _addressee(task)
        await tell(session, _addressee(task))
    if owners and event.new_due != event.old_due:
        moved = NoticeRaised(
            notice_id=new_id(),
            template="deadline_recomputed",
            data={"old_due": event.old_due.isoformat(), "new_due": event.new_due.isoformat()},
            recipients=tuple(owners.values()),
            title_zh="办理期限已重新计算",
            text_zh=f"放假安排已公布（{notice}），原暂定期限{event.old_due}改为{event.new_due}。",
            ref=event.object,
        )
        await take_notice(session, act, source, moved)


async def mark_notice_read(session: AsyncSession, act: Act, *, notice_id: UUID) -> Notice:
    """Reading counts once: the first time stays."""
    notice = await _own_notice(session, act, notice_id)
    notice.read_at = notice.read_at or act.at
    return notice


async def acknowledge_notice(session: AsyncSession, act: Act, *, notice_id: UUID) -> Notice:
    """签收: the recipient confirms that he has it; who confirms has read."""
    notice = await _own_notice(session, act, notice_id)
    notice.read_at = notice.read_at or act.at
    notice.acknowledged_at = notice.acknowledged_at or act.at
    return notice


async def _own_notice(session: AsyncSession, act: Act, notice_id: UUID) -> Notice:
    notice = await load(session, Notice, notice_id, act, versioned=False)
    if notice.read_at is None:
        await tell(session, Addressee(person_id=act.person.id))
    return notice


def _addressee(task: Task) -> Addressee:
    return Addressee(person_id=task.to_person, post=task.to_post, unit_id=task.to_unit)


def _persons(act: Act, to: Addressee) -> list[UUID]:
    if to.person_id is not None:
        return [to.person_id]
    return addressed(act.view, to.post or "", to.unit_id)
