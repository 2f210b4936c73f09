"""The directory as GraphQL shows it: units, persons, posts, portfolios; translation only."""

from datetime import date, datetime, timedelta
from typing import Annotated
from uuid import UUID

import strawberry

from services.contracts.words.directory import PostCode, UnitKind, UnitRole
from services.directory.roster import commands, model, queries
from services.kernel import roster
from services.kernel.graphql.acts import ActInput
from services.kernel.graphql.context import Info, as_id
from services.kernel.graphql.labels import labelled
from services.kernel.graphql.mutations import perform
from services.kernel.graphql.refusal import Refusal
from services.kernel.labels import Labelled
from services.kernel.refusals import Malformed, NotFound
from services.kernel.roster import RosterView

labelled(UnitKind, "机构类别")
labelled(UnitRole, "机构职责标记")
labelled(PostCode, "职务")

DAY = timedelta(days=1)


def view_on(info: Info, on: date | None) -> RosterView:
    """The roster on a day, today's when none is named; asks for a login."""
    return info.context.roster.as_of(on or info.context.act().today)


def last_day(valid_until: date | None) -> date | None:
    return valid_until - DAY if valid_until else None


@strawberry.federation.type(keys=["id"], description="单位：镇、部门、直属机构、县政府办公室及其股室等")
class Unit:
    id: strawberry.ID = strawberry.field(description="编号")
    code: str = strawberry.field(description="代码")
    name: str = strawberry.field(description="全称")
    short_name: str = strawberry.field(description="简称")
    kind: UnitKind = strawberry.field(description="机构类别")
    supervised: bool = strawberry.field(description="是否属于督查对象（DC-2）")
    assist_only: bool = strawberry.field(description="是否只协办、不牵头（垂管单位）")
    roles: list[UnitRole] = strawberry.field(description="制度赋予的职责标记")
    row: strawberry.Private[roster.Unit]

    @classmethod
    def of(cls, row: roster.Unit) -> "Unit":
        return cls(
            id=strawberry.ID(str(row.id)),
            code=row.code,
            name=row.name,
            short_name=row.short_name,
            kind=UnitKind(row.kind),
            supervised=row.supervised,
            assist_only=row.assist_only,
            roles=[UnitRole(role) for role in row.roles],
            row=row,
        )

    @classmethod
    def resolve_reference(cls, info: Info, id: strawberry.ID) -> "Unit | None":
        row = view_on(info, None).unit(as_id(id, "Unit"))
        return cls.of(row) if row else None

    @strawberry.field(description="上级单位")
    def parent(self, info: Info) -> "Unit | None":
        row = view_on(info, None).unit(self.row.parent_id) if self.row.parent_id else None
        return Unit.of(row) if row else None

    @strawberry.field(description="主要负责人（GZ-8）；没有自己的负责人时为上级单位的主要负责人")
    def head(self, info: Info, on: date | None = None) -> "Person | None":
        person = queries.head_of(view_on(info, on), self.row.id)
        return Person.of(person) if person else None

    @strawberry.field(description="分管的县政府领导（GZ-6.1）")
    def leader(self, info: Info, on: date | None = None) -> "Person | None":
        person = view_on(info, on).leader_of_unit(self.row.id)
        return Person.of(person) if person else None

    @strawberry.field(description="所属分工（GZ-6.1）")
    def portfolio(self, info: Info, on: date | None = None) -> "Portfolio | None":
        found = view_on(info, on).portfolio_of_unit(self.row.id)
        return Portfolio(row=found, view=view_on(info, on)) if found else None

    @strawberry.field(description="在本单位任职的人员")
    def posts(self, info: Info, on: date | None = None) -> "list[Post]":
        view = view_on(info, on)
        return [Post.of(h, view) for h in queries.staff_of(view, self.row.id)]


@strawberry.federation.type(keys=["id"], description="人员")
class Person:
    id: strawberry.ID = strawberry.field(description="编号")
    name: str = strawberry.field(description="姓名")
    row: strawberry.Private[roster.Person]

    @classmethod
    def of(cls, row: roster.Person) -> "Person":
        return cls(id=strawberry.ID(str(row.id)), name=row.name, row=row)

    @classmethod
    def resolve_reference(cls, info: Info, id: strawberry.ID) -> "Person | None":
        row = view_on(info, None).persons.get(as_id(id, "Person"))
        return cls.of(row) if row else None

    @strawberry.field(description="职务名称（首个任职）")
    def title(self, info: Info, on: date | None = None) -> str:
        return view_on(info, on).title_of(self.row.id)

    @strawberry.field(description="任职")
    def posts(self, info: Info, on: date | None = None) -> "list[Post]":
        view = view_on(info, on)
        return [Post.of(h, view) for h in view.holdings_of(self.row.id)]

    @strawberry.field(description="分工（县政府领导，GZ-6.1）")
    def portfolio(self, info: Info, on: date | None = None) -> "Portfolio | None":
        view = view_on(info, on)
        found = queries.portfolio_of(view, self.row.id)
        return Portfolio(row=found, view=view) if found else None


@strawberry.type(description="任职：某人在某单位担任某职务")
class Post:
    id: strawberry.ID = strawberry.field(description="编号（办理免职时使用）")
    post: PostCode = strawberry.field(description="职务")
    title: str = strawberry.field(description="职务名称")
    main: bool = strawberry.field(description="是否主要负责人（GZ-8）")
    valid_from: date = strawberry.field(description="任职之日")
    last_day: date | None = strawberry.field(description="任职的最后一日；空为现任")
    row: strawberry.Private[roster.Holding]
    view: strawberry.Private[RosterView]

    @classmethod
    def of(cls, row: roster.Holding, view: RosterView) -> "Post":
        return cls(
            id=strawberry.ID(str(row.id)),
            post=PostCode(row.post),
            title=row.title,
            main=row.main,
            valid_from=row.valid_from,
            last_day=last_day(row.valid_until),
            row=row,
            view=view,
        )

    @strawberry.field(description="任职单位")
    def unit(self) -> Unit | None:
        row = self.view.unit(self.row.unit_id)
        return Unit.of(row) if row else None

    @strawberry.field(description="任职人员")
    def person(self) -> Person | None:
        row = self.view.persons.get(self.row.person_id)
        return Person.of(row) if row else None


@strawberry.type(description="分工（GZ-6.1）：县政府领导分管的领域、联系的单位，以及服务于该口的办公室人员")
class Portfolio:
    row: strawberry.Private[roster.Portfolio]
    view: strawberry.Private[RosterView]

    @strawberry.field(description="分管领域")
    def areas(self) -> list[str]:
        return list(self.row.areas)

    @strawberry.field(description="领导")
    def leader(self) -> Person | None:
        return self._person(self.row.leader_id)

    @strawberry.field(description="分管、联系的单位")
    def units(self) -> list[Unit]:
        return [Unit.of(row) for row in map(self.view.unit, self.row.unit_ids) if row]

    @strawberry.field(description="口副主任")
    def deputy_director(self) -> Person | None:
        return self._person(self.row.deputy_director_id)

    @strawberry.field(description="口股室")
    def section(self) -> Unit | None:
        row = self.view.unit(self.row.section_id) if self.row.section_id else None
        return Unit.of(row) if row else None

    def _person(self, person_id: UUID | None) -> Person | None:
        row = self.view.persons.get(person_id) if person_id else None
        return Person.of(row) if row else None


@strawberry.type(description="花名册的一个版本")
class RosterRelease:
    table = model.RosterRelease
    technical = True

    id: strawberry.ID = strawberry.field(description="编号")
    version: int = strawberry.field(description="版本号，逐次递增")
    published_at: datetime = strawberry.field(description="发布时间")
    note: str = strawberry.field(description="变动说明")

    @classmethod
    def of(cls, row: model.RosterRelease) -> "RosterRelease":
        return cls(id=strawberry.ID(str(row.id)), version=row.version, published_at=row.published_at, note=row.note)


@strawberry.input(description="查找单位的条件，均可选")
class UnitFilter:
    kinds: list[UnitKind] | None = strawberry.field(default=None, description="机构类别")
    role: UnitRole | None = strawberry.field(default=None, description="职责标记")
    supervised: bool | None = strawberry.field(default=None, description="是否督查对象")
    name: str | None = strawberry.field(default=None, description="名称中包含的文字")
    on: date | None = strawberry.field(default=None, description="在哪一日；默认今日")


@strawberry.input(description="查找人员的条件，均可选")
class PersonFilter:
    post: PostCode | None = strawberry.field(default=None, description="职务")
    unit_id: strawberry.ID | None = strawberry.field(default=None, description="任职单位")
    name: str | None = strawberry.field(default=None, description="姓名中包含的文字")
    on: date | None = strawberry.field(default=None, description="在哪一日；默认今日")


@strawberry.input(description="任职登记")
class AppointmentInput:
    login: str = strawberry.field(description="登录名")
    name: str | None = strawberry.field(default=None, description="姓名（新人员须填）")
    post: PostCode = strawberry.field(description="职务")
    unit_id: strawberry.ID = strawberry.field(description="任职单位")
    title: str = strawberry.field(description="职务名称")
    valid_from: date = strawberry.field(description="任职之日")
    main: bool = strawberry.field(default=False, description="是否主要负责人（GZ-8）")


@strawberry.type(description="枚举值及其中文名称")
class DictionaryEntry:
    value: str = strawberry.field(description="值")
    label: str = strawberry.field(description="中文名称")


@strawberry.type(description="一个枚举的全部取值")
class Dictionary:
    name: str = strawberry.field(description="枚举名")
    entries: list[DictionaryEntry] = strawberry.field(description="取值")


def entries(enum: type[Labelled]) -> list[DictionaryEntry]:
    return [DictionaryEntry(value=each.value, label=each.label) for each in enum]


RosterReleaseResult = Annotated[
    RosterRelease | Refusal, strawberry.union("RosterReleaseResult", description="花名册的新版本，或不予办理的原因")
]


@strawberry.type
class RosterQuery:
    @strawberry.field(description="单位")
    def units(self, info: Info, filter: UnitFilter | None = None) -> list[Unit]:
        wanted = filter or UnitFilter()
        return [
            Unit.of(u)
            for u in view_on(info, wanted.on).units.values()
            if (wanted.kinds is None or u.kind in wanted.kinds)
            and (wanted.role is None or wanted.role in u.roles)
            and (wanted.supervised is None or u.supervised == wanted.supervised)
            and (wanted.name is None or wanted.name in u.name or wanted.name in u.short_name)
        ]

    @strawberry.field(description="按编号或代码查单位")
    def unit(self, info: Info, id: strawberry.ID | None = None, code: str | None = None) -> Unit:
        if (id is None) == (code is None):
            raise Malformed("id", "请给出编号或代码之一")
        view = view_on(info, None)
        by_code = next((u for u in view.units.values() if u.code == code), None)
        row = view.unit(as_id(id, "Unit")) if id is not None else by_code
        if row is None:
            raise NotFound("Unit", id or code)
        return Unit.of(row)

    @strawberry.field(description="现任（或某日在任）的人员")
    def persons(self, info: Info, filter: PersonFilter | None = None) -> list[Person]:
        wanted = filter or PersonFilter()
        unit_id = as_id(wanted.unit_id, "Unit") if wanted.unit_id else None
        return [Person.of(p) for p in queries.people(view_on(info, wanted.on), wanted.post, unit_id, wanted.name)]

    @strawberry.field(description="按编号查人员")
    def person(self, info: Info, id: strawberry.ID) -> Person:
        row = view_on(info, None).persons.get(as_id(id, "Person"))
        if row is None:
            raise NotFound("Person", id)
        return Person.of(row)

    @strawberry.field(description="当前花名册的版本号")
    def roster_version(self, info: Info) -> int:
        return view_on(info, None).version

    @strawberry.field(description="某个枚举的全部取值及中文名称")
    def dictionary(self, info: Info, enum: str) -> list[DictionaryEntry]:
        info.context.act()
        found = queries.dictionaries().get(enum)
        if found is None:
            raise NotFound("Dictionary", enum)
        return entries(found)

    @strawberry.field(description="全部枚举")
    def dictionaries(self, info: Info) -> list[Dictionary]:
        info.context.act()
        return [Dictionary(name=name, entries=entries(enum)) for name, enum in sorted(queries.dictionaries().items())]


@strawberry.type
class RosterMutation:
    @strawberry.mutation(description="登记任职，发布花名册新版本（GZ-5至GZ-8）")
    async def assign_post(
        self, info: Info, input: AppointmentInput, act: ActInput | None = None
    ) -> RosterReleaseResult:
        values = {**vars(input), "unit_id": as_id(input.unit_id, "Unit")}
        appointment = commands.Appointment(**values)
        return await perform(info, act, RosterRelease, commands.assign_post, appointment=appointment)

    @strawberry.mutation(description="登记免职，发布花名册新版本（GZ-5至GZ-8）")
    async def end_holding(
        self, info: Info, id: strawberry.ID, last_day: date, act: ActInput | None = None
    ) -> RosterReleaseResult:
        holding_id = as_id(id, "Post")
        return await perform(info, act, RosterRelease, commands.end_holding, holding_id=holding_id, last_day=last_day)
