"""The clocks of a meeting as GraphQL shows them."""

from datetime import datetime

import strawberry

from services.kernel.graphql.context import Info
from services.kernel.graphql.labels import labelled
from services.meetings.sittings import model
from services.meetings.sittings.agenda.shown import AgendaItem
from services.meetings.sittings.clocks.marks import ClockMark, Spent, spent
from services.meetings.sittings.clocks.queries import Running
from services.meetings.sittings.clocks.terms import discussion_term, meeting_term, report_term

labelled(model.MeetingState, "会议状态")
labelled(ClockMark, "计时标记：GZ-17.4 汇报8分钟提示、10分钟到时，GZ-20.3 会议80分钟提示、90分钟到时")


@strawberry.type(description="一项计时")
class ClockReading:
    started_at: datetime = strawberry.field(description="开始时间")
    ended_at: datetime | None = strawberry.field(description="结束时间")
    limit_minutes: int | None = strawberry.field(description="规定分钟数；无规定的为空")
    elapsed_seconds: int = strawberry.field(description="已用秒数")
    remaining_seconds: int | None = strawberry.field(description="剩余秒数；超时后为负数，无规定的为空")
    mark: ClockMark = strawberry.field(description="标记")

    @classmethod
    def of(cls, found: Spent) -> "ClockReading":
        return cls(
            started_at=found.started_at,
            ended_at=found.ended_at,
            limit_minutes=found.limit_minutes,
            elapsed_seconds=found.elapsed,
            remaining_seconds=found.remaining,
            mark=found.mark,
        )


@strawberry.type(
    description="会议计时：汇报10分钟（GZ-17.4、CW-5.2），会议90分钟（GZ-20.3），讨论按本县确定的时间，只提示和记录"
)
class MeetingClock:
    at: datetime = strawberry.field(description="办公时钟的当前时间")
    state: model.MeetingState = strawberry.field(description="会议状态")
    meeting: ClockReading | None = strawberry.field(description="会议用时（GZ-20.3）；会议开始前为空")
    item: AgendaItem | None = strawberry.field(description="正在审议的议题")
    reporter_name: str = strawberry.field(description="正在审议的议题的汇报人姓名")
    report: ClockReading | None = strawberry.field(description="汇报用时（GZ-17.4）；开始汇报前为空")

    discussion: ClockReading | None = strawberry.field(
        description="讨论用时（CW-5.1）：汇报结束起计；汇报未结束、本县未确定讨论时间的为空"
    )

    @classmethod
    def of(cls, info: Info, found: Running) -> "MeetingClock":
        context, meeting, item = info.context, found.meeting, found.item
        now, policies = context.runtime.clock.now(), context.runtime.policies
        whole = heard = discussed = None
        if meeting.started_at is not None:
            whole = spent(meeting_term(policies), meeting.started_at, meeting.ended_at, now)
        if item is not None and item.report_started_at is not None:
            heard = spent(report_term(meeting.kind, policies), item.report_started_at, item.report_ended_at, now)
        limit = discussion_term(meeting.kind, policies)
        if item is not None and item.report_ended_at is not None and limit is not None:
            discussed = spent(limit, item.report_ended_at, None, now)
        return cls(
            at=now,
            state=meeting.state,
            meeting=ClockReading.of(whole) if whole else None,
            item=AgendaItem.of(item) if item else None,
            reporter_name=context.act().view.person_name(item.reporter_id) if item else "",
            report=ClockReading.of(heard) if heard else None,
            discussion=ClockReading.of(discussed) if discussed else None,
        )
