"""The desk as GraphQL shows it: who I am, what I have to do, what I was told; translation only."""

from collections.abc import AsyncIterator
from datetime import date, datetime
from typing import Annotated

import strawberry

from services.contracts.words.shared import Light, TaskEnding
from services.directory.desk import commands, model, queries, reach
from services.directory.desk.changes import changes, heard
from services.directory.roster.schema import Person, Post, view_on
from services.kernel.clock import SHANGHAI, wall
from services.kernel.graphql.acts import ActInput
from services.kernel.graphql.connections import Connection, Order, page
from services.kernel.graphql.context import Info, as_id
from services.kernel.graphql.labels import labelled
from services.kernel.graphql.mutations import perform
from services.kernel.graphql.refusal import Refusal

labelled(Light, "状态灯：按工作日计算，临近办理期限为黄，逾期为红，未设期限为灰")
labelled(TaskEnding, "待办如何了结")
labelled(reach.Standing, "办理身份")


@strawberry.type(description="所指的业务对象")
class ObjectRef:
    type: str = strawberry.field(description="类型名，如 Topic、SupervisedItem")
    id: strawberry.ID = strawberry.field(description="编号")


@strawberry.type(description="待办（或已办）事项")
class Task:
    table = model.Task

    id: strawberry.ID = strawberry.field(description="编号")
    source: str = strawberry.field(description="由哪个服务提出")
    kind: str = strawberry.field(description="办理事项的种类")
    title: str = strawberry.field(description="标题；人事事项不显示内容")
    due: date | None = strawberry.field(description="办理期限")
    due_at: datetime | None = strawberry.field(description="以时刻为限的办理期限")
    provisional: bool = strawberry.field(description="期限是否暂定（放假安排未公布）")
    restricted: bool = strawberry.field(description="是否限制知悉范围")
    opened_at: datetime | None = strawberry.field(description="产生时间")
    closed_at: datetime | None = strawberry.field(description="了结时间")
    ending: TaskEnding | None = strawberry.field(description="如何了结")
    row: strawberry.Private[model.Task]

    @classmethod
    def of(cls, row: model.Task) -> "Task":
        return cls(
            id=strawberry.ID(str(row.id)),
            source=row.source,
            kind=row.kind,
            title=row.title,
            due=None if row.due == model.NEVER else row.due,
            due_at=row.due_at,
            provisional=row.provisional,
            restricted=row.restricted,
            opened_at=row.opened_at,
            closed_at=None if row.is_open else row.closed_at,
            ending=None if row.is_open else row.ending,
            row=row,
        )

    @strawberry.field(description="所指的业务对象")
    def ref(self) -> ObjectRef:
        return ObjectRef(type=self.row.ref_type, id=strawberry.ID(str(self.row.ref_id)))

    @strawberry.field(description="状态灯")
    def light(self, info: Info) -> Light:
        return queries.light_of(info.context.act(), self.row.due)

    @strawberry.field(description="当前用户以何身份办理（GZ-5、GZ-6.2）")
    def standing(self, info: Info) -> reach.Standing:
        return queries.standing_of(info.context.act(), self.row).standing

    @strawberry.field(description="代何人办理；本人办理时为空")
    def on_behalf_of(self, info: Info) -> Person | None:
        act = info.context.act()
        found = queries.standing_of(act, self.row)
        person = act.view.persons.get(found.person_id)
        return Person.of(person) if person and found.standing is not reach.Standing.OWN else None


@strawberry.type(description="通知：送达、阅读、签收分别记录")
class Notice:
    table = model.Notice
    technical = True

    id: strawberry.ID = strawberry.field(description="编号")
    template: str = strawberry.field(description="通知种类")
    title: str = strawberry.field(description="标题")
    text: str = strawberry.field(description="内容")
    delivered_at: datetime = strawberry.field(description="送达时间")
    read_at: datetime | None = strawberry.field(description="阅读时间")
    acknowledged_at: datetime | None = strawberry.field(description="签收时间")
    row: strawberry.Private[model.Notice]

    @classmethod
    def of(cls, row: model.Notice) -> "Notice":
        return cls(
            id=strawberry.ID(str(row.id)),
            template=row.template,
            title=row.title,
            text=row.text,
            delivered_at=row.delivered_at,
            read_at=row.read_at,
            acknowledged_at=row.acknowledged_at,
            row=row,
        )

    @strawberry.field(description="所指的业务对象")
    def ref(self) -> ObjectRef | None:
        if self.row.ref_type is None:
            return None
        return ObjectRef(type=self.row.ref_type, id=strawberry.ID(str(self.row.ref_id)))


@strawberry.type(description="两个时钟")
class ServerNow:
    wall: datetime = strawberry.field(description="实际时间")
    office: datetime = strawberry.field(description="办公时钟：期限、职务、规则均以此为准")


@strawberry.type(description="当前用户及其工作台")
class Me:
    @strawberry.field(description="本人")
    def person(self, info: Info) -> Person:
        return Person.of(info.context.act().person)

    @strawberry.field(description="现任职务")
    def posts(self, info: Info) -> list[Post]:
        view = view_on(info, None)
        return [Post.of(h, view) for h in view.holdings_of(info.context.act().person.id)]

    @strawberry.field(description="待办：逾期在前，按期限先后，包括补位代办和受委托办理的事项")
    async def todos(self, info: Info, first: int | None = None, after: str | None = None) -> Connection[Task]:
        order = [Order(model.Task.due), Order(model.Task.id)]
        return await page(info, Task, queries.todos, order, first=first, after=after)

    @strawberry.field(description="已办，最近的在前")
    async def done(self, info: Info, first: int | None = None, after: str | None = None) -> Connection[Task]:
        order = [Order(model.Task.closed_at, descending=True), Order(model.Task.id)]
        return await page(info, Task, queries.done, order, first=first, after=after)

    @strawberry.field(description="通知，最近的在前")
    async def notices(
        self, info: Info, unread_only: bool = False, first: int | None = None, after: str | None = None
    ) -> Connection[Notice]:
        order = [Order(model.Notice.delivered_at, descending=True), Order(model.Notice.notice_id, descending=True)]
        return await page(info, Notice, queries.notices, order, first=first, after=after, unread_only=unread_only)

    @strawberry.field(description="未读通知数")
    async def unread_count(self, info: Info) -> int:
        return await info.context.read(queries.unread_count)

    @strawberry.field(description="服务器的两个时钟")
    def server_now(self, info: Info) -> ServerNow:
        return ServerNow(wall=wall().astimezone(SHANGHAI), office=info.context.runtime.clock.now())


NoticeResult = Annotated[Notice | Refusal, strawberry.union("NoticeResult", description="通知，或不予办理的原因")]


@strawberry.type
class DeskQuery:
    @strawberry.field(description="当前用户及其工作台")
    def me(self, info: Info) -> Me:
        info.context.act()
        return Me()


@strawberry.type
class DeskMutation:
    @strawberry.mutation(description="标记通知已读")
    async def mark_notice_read(self, info: Info, id: strawberry.ID, act: ActInput | None = None) -> NoticeResult:
        return await perform(info, act, Notice, commands.mark_notice_read, notice_id=as_id(id, "Notice"))

    @strawberry.mutation(description="签收通知")
    async def acknowledge_notice(self, info: Info, id: strawberry.ID, act: ActInput | None = None) -> NoticeResult:
        return await perform(info, act, Notice, commands.acknowledge_notice, notice_id=as_id(id, "Notice"))


@strawberry.type
class DeskSubscription:
    @strawberry.subscription(description="工作台变化：订阅时先答复一次，此后待办、通知或补位、委托有变化即答复")
    async def todos_changed(self, info: Info) -> AsyncIterator[Me]:
        me = info.context.act().person.id
        with changes.watching() as watcher:
            yield Me()
            while True:
                changed = [heard(payload) for payload in await watcher.next()]
                own = reach.reaches(info.context.act().view, me)
                if any(to is None or any(r.covers(to.person_id, to.post, to.unit_id) for r in own) for to in changed):
                    await info.context.refresh()
                    yield Me()
