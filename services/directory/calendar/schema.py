"""The working calendar as GraphQL shows it; translation only."""

from datetime import date as Date  # noqa: N812 -- the field is called `date`
from typing import Annotated, Any

import strawberry

from services.directory.calendar import commands, model, queries
from services.kernel.calendar import CalendarStatus, DayKind, WorkCalendar
from services.kernel.graphql.acts import ActInput
from services.kernel.graphql.context import Info
from services.kernel.graphql.labels import labelled
from services.kernel.graphql.mutations import perform
from services.kernel.graphql.refusal import Refusal
from services.kernel.refusals import Malformed, NotFound

labelled(DayKind, "日期类别")
labelled(CalendarStatus, "放假安排是否公布")

MAX_WORKDAYS = 400


@strawberry.type(description="工作日历的一日")
class CalendarDay:
    date: Date = strawberry.field(description="日期")
    kind: DayKind = strawberry.field(description="类别")
    name: str = strawberry.field(description="所属节日")
    source: str = strawberry.field(description="依据")
    status: CalendarStatus = strawberry.field(description="放假安排是否公布")

    @classmethod
    def of(cls, row: Any) -> "CalendarDay":
        return cls(date=row.date, kind=row.kind, name=row.name, source=row.source, status=row.status)

    @strawberry.field(description="是否工作日（含调休上班）")
    def is_workday(self) -> bool:
        return self.kind in (DayKind.WORKDAY, DayKind.MAKEUP_WORKDAY)


@strawberry.type(description="工作日历的一年")
class CalendarYear:
    table = model.CalendarYear

    year: int = strawberry.field(description="年份")
    version: int = strawberry.field(description="日历版本；0为系统自带")
    status: CalendarStatus = strawberry.field(description="放假安排是否公布")
    source: str = strawberry.field(description="依据")

    @classmethod
    def of(cls, row: model.CalendarYear) -> "CalendarYear":
        return cls(year=row.year, version=row.version, status=row.status, source=row.source)

    @strawberry.field(description="全年各日")
    async def days(self, info: Info) -> list[CalendarDay]:
        return [CalendarDay.of(row) for row in await info.context.read(queries.days_of_year, self.year)]

    @strawberry.field(description="全年工作日数")
    async def workdays(self, info: Info) -> int:
        return sum(day.is_workday() for day in await self.days(info))


@strawberry.type(description="工作日的推算：起算日不计入")
class WorkdayCount:
    start: Date = strawberry.field(description="起算日（不计入）")
    date: Date = strawberry.field(description="第n个工作日")
    provisional: bool = strawberry.field(description="是否经过放假安排未公布的年份（暂定）")
    calendar_version: int = strawberry.field(description="所用日历版本")
    days: list[CalendarDay] = strawberry.field(description="途经的各日，起算日除外")


@strawberry.input(description="国务院办公厅放假通知")
class CalendarInput:
    year: int = strawberry.field(description="年份")
    csv: str = strawberry.field(
        description="每行“日期,类别,名称”，只列放假日和调休上班日，如“2022-10-08,调休上班,国庆节”"
    )
    notice_no: str = strawberry.field(description="通知文号，如“国办发明电〔2021〕11号”")


CalendarYearResult = Annotated[
    CalendarYear | Refusal, strawberry.union("CalendarYearResult", description="该年日历，或不予办理的原因")
]


@strawberry.type
class CalendarQuery:
    @strawberry.field(description="某年的工作日历")
    async def calendar_year(self, info: Info, year: int) -> CalendarYear:
        row = await info.context.read(queries.calendar_year, year)
        if row is None:
            raise NotFound("CalendarYear", year)
        return CalendarYear.of(row)

    @strawberry.field(description="推算第n个工作日（起算日不计入）；before为真时向前推算（会前n个工作日）")
    def workdays(self, info: Info, start: Date, n: int, before: bool = False) -> WorkdayCount:
        info.context.act()
        if not 0 <= n <= MAX_WORKDAYS:
            raise Malformed("n", f"工作日数应为0至{MAX_WORKDAYS}")
        if not commands.FIRST_YEAR <= start.year <= commands.LAST_YEAR:
            raise Malformed("start", f"年份应在{commands.FIRST_YEAR}至{commands.LAST_YEAR}之间")
        days: WorkCalendar = info.context.calendar
        count = queries.count_workdays(days, start, n, before=before)
        return WorkdayCount(
            start=start,
            date=count.found.date,
            provisional=count.found.provisional,
            calendar_version=count.found.calendar_version,
            days=[CalendarDay.of(day) for day in count.days],
        )


@strawberry.type
class CalendarMutation:
    @strawberry.mutation(description="导入某年放假安排，重算暂定期限（国务院办公厅放假通知）")
    async def import_calendar(
        self, info: Info, input: CalendarInput, act: ActInput | None = None
    ) -> CalendarYearResult:
        return await perform(
            info,
            act,
            CalendarYear,
            commands.import_calendar,
            year=input.year,
            csv=input.csv,
            notice_no=input.notice_no,
        )
