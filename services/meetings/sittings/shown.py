"""Meetings as GraphQL shows them; translation only."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.words.meetings import MeetingKind, SpecialBasis
from services.kernel.acts import Act
from services.kernel.graphql.actions import shown_prospects
from services.kernel.graphql.context import Info
from services.kernel.graphql.history import HistoryEntry, history_of, shown_history
from services.kernel.graphql.labels import labelled
from services.kernel.graphql.refusal import AvailableAction, Refusal
from services.kernel.lifecycle import Prospect, labels_of, prospects
from services.kernel.rules import Case
from services.meetings.attendance import queries as attendance
from services.meetings.attendance.bulletin.queries import load_turnouts
from services.meetings.attendance.bulletin.shown import AttendanceBulletin
from services.meetings.attendance.lifecycle import DOOR
from services.meetings.attendance.presence import presence
from services.meetings.attendance.shown import Attendee, MemberPresence
from services.meetings.decisions import queries as decisions
from services.meetings.decisions.shown import Decision
from services.meetings.findings import MeetingFinding, findings_of
from services.meetings.papers.schema import RequestedPaper
from services.meetings.sittings import model, queries
from services.meetings.sittings.clocks.queries import load_running
from services.meetings.sittings.clocks.shown import MeetingClock
from services.meetings.sittings.lifecycle import MEETING
from services.meetings.sittings.naming import meeting_name
from services.meetings.statistics import sittings as statistics
from services.meetings.statistics.shown import MeetingFigures
from services.meetings.stubs import Person, person, some_person

if TYPE_CHECKING:
    from services.meetings.minutes.shown import Minutes

from services.meetings.sittings.agenda.sheet import AgendaSheet
from services.meetings.sittings.agenda.shown import AgendaItem, MeetingDeadline

HISTORY = history_of("Meeting")
ACTS = labels_of(MEETING) | labels_of(
    DOOR,
    plan_meeting="拟定会议",
    acknowledge_notice="确认会议通知",
    acknowledge_agenda="签收议题单",
    add_preparation="增加会务事项",
    tick_preparation="办妥会务事项",
)

labelled(SpecialBasis, "专题会议召集依据（GZ-16）")
labelled(model.Arrangement, "议题安排（CW-3.5）", name="ArrangementState")


@strawberry.type(description="会务清单的一项（CW-5.1）")
class PreparationItem:
    id: strawberry.ID = strawberry.field(description="编号")
    label: str = strawberry.field(description="事项")
    done_by: Person | None = strawberry.field(description="办理人")
    done_at: datetime | None = strawberry.field(description="办理时间")

    @classmethod
    def of(cls, row: model.PreparationItem) -> "PreparationItem":
        return cls(
            id=strawberry.ID(str(row.id)), label=row.label, done_by=some_person(row.done_by), done_at=row.done_at
        )


@strawberry.federation.type(keys=["id"], description="会议")
class Meeting:
    table = model.Meeting

    id: strawberry.ID = strawberry.field(description="编号")
    version: int = strawberry.field(description="版本")
    row: strawberry.Private[model.Meeting]

    @classmethod
    def of(cls, row: model.Meeting) -> "Meeting":
        return cls(id=strawberry.ID(str(row.id)), version=row.version, row=row)

    @classmethod
    async def resolve_reference(cls, info: Info, id: strawberry.ID) -> "Meeting | None":
        return await info.context.find(cls, id)

    @strawberry.field(description="会议类型")
    def kind(self) -> MeetingKind:
        return self.row.kind

    @strawberry.field(description="名称，如 县政府第2次常务会议")
    def name(self) -> str:
        return meeting_name(self.row)

    @strawberry.field(description="状态")
    def state(self) -> model.MeetingState:
        return self.row.state

    @strawberry.field(description="是否有补登事项待办主任确认")
    def unconfirmed(self) -> bool:
        return self.row.unconfirmed

    @strawberry.field(description="年度")
    def year(self) -> int:
        return self.row.year

    @strawberry.field(description="会次（签发议题单时取得，AMB-46）")
    def session_no(self) -> int | None:
        return self.row.session_no

    @strawberry.field(description="会议时间")
    def starts_at(self) -> datetime:
        return self.row.starts_at

    @strawberry.field(description="召开日期是否系推定")
    def date_assumed(self) -> bool:
        return self.row.date_assumed

    @strawberry.field(description="推定召开日期的说明")
    def date_note(self) -> str:
        return self.row.date_note

    @strawberry.field(description="地点")
    def place(self) -> str:
        return self.row.place

    @strawberry.field(description="主持人")
    def host(self) -> Person:
        return person(self.row.host_id)

    @strawberry.field(description="主持依据：受县长委托时注明")
    def mandate(self) -> str:
        return self.row.mandate

    @strawberry.field(description="专题会议召集依据")
    def basis(self) -> SpecialBasis | None:
        return self.row.basis

    @strawberry.field(description="记录人（办公室尚未确定的为空）")
    def recorder(self) -> Person | None:
        return some_person(self.row.recorder_id)

    @strawberry.field(description="议题安排（CW-3.5）")
    def arrangement(self) -> model.Arrangement:
        return self.row.arrangement

    @strawberry.field(description="未按急缓程度和时间顺序安排的理由")
    def arrangement_reason(self) -> str:
        return self.row.arrangement_reason

    @strawberry.field(description="审定议题安排的人员（CW-3.5）")
    def arranged_by(self) -> Person | None:
        return some_person(self.row.arranged_by)

    @strawberry.field(description="审定议题安排的授权：受县长委托的注明（GZ-5）")
    def arranged_stamp(self) -> str:
        return self.row.arranged_stamp

    @strawberry.field(description="议题单版次（0 为未签发）")
    def agenda_version(self) -> int:
        return self.row.agenda_version

    @strawberry.field(description="议题单签发时间")
    def agenda_issued_at(self) -> datetime | None:
        return self.row.agenda_issued_at

    @strawberry.field(description="通知时间")
    def notified_at(self) -> datetime | None:
        return self.row.notified_at

    @strawberry.field(description="会议材料份数（CW-4.4）")
    def copies_required(self) -> int | None:
        return self.row.copies_required

    @strawberry.field(description="会前学法内容（XF-3）")
    def law_study_subject(self) -> str:
        return self.row.law_study_subject

    @strawberry.field(description="会前学法主讲人")
    def law_study_lecturer(self) -> str:
        return self.row.law_study_lecturer

    @strawberry.field(description="会前学法是否已进行")
    def law_study_held(self) -> bool:
        return self.row.law_study_held

    @strawberry.field(description="开始时间")
    def started_at(self) -> datetime | None:
        return self.row.started_at

    @strawberry.field(description="结束时间")
    def ended_at(self) -> datetime | None:
        return self.row.ended_at

    @strawberry.field(description="实际用时分钟数，不足一分钟按一分钟计（GZ-20.3）")
    def actual_minutes(self) -> int | None:
        return self.row.actual_minutes

    @strawberry.field(description="会议和汇报的计时（CW-5.1、GZ-17.4、GZ-20.3）")
    async def clock(self, info: Info) -> MeetingClock | None:
        found = await info.context.load(load_running, self.row.id)
        return MeetingClock.of(info, found) if found else None

    @strawberry.field(description="会议记录整理完成时间（CW-6.2）")
    def record_finalized_at(self) -> datetime | None:
        return self.row.record_finalized_at

    @strawberry.field(description="审核会议记录的人员")
    def record_reviewed_by(self) -> Person | None:
        return some_person(self.row.record_reviewed_by)

    @strawberry.field(description="是否为补登的线下会议（AMB-47）")
    def registered_as_held(self) -> bool:
        return self.row.registered_as_held

    @strawberry.field(description="议程")
    async def agenda(self, info: Info) -> list[AgendaItem]:
        rows = await info.context.load(queries.load_agendas, self.row.id) or []
        return [AgendaItem.of(row) for row in rows]

    @strawberry.field(description="签发过的各版议题单（CW-3.4、CW-4.1）")
    async def agenda_sheets(self, info: Info) -> list[AgendaSheet]:
        rows = await info.context.load(queries.load_sheets, self.row.id) or []
        return [AgendaSheet.of(row, rows[at - 1] if at else None) for at, row in enumerate(rows)]

    @strawberry.field(description="参会名单")
    async def attendees(self, info: Info) -> list[Attendee]:
        rows = await info.context.load(attendance.load_lists, self.row.id) or []
        return [Attendee.of(row) for row in rows]

    @strawberry.field(description="组成人员到会情况（不能查看参会名单的为空）")
    async def member_presence(self, info: Info) -> MemberPresence | None:
        rows = await info.context.load(attendance.load_lists, self.row.id) or []
        return MemberPresence.of(presence(rows)) if rows else None

    @strawberry.field(description="到会情况和到会情况通报（会议结束后有；通报签发前仅办公室、县长和督查室可见）")
    async def attendance_bulletin(self, info: Info) -> AttendanceBulletin | None:
        found = await info.context.load(load_turnouts, self.row.id)
        if found is None:
            return None
        return AttendanceBulletin(
            meeting_id=self.row.id, turnout=found, explain_by=self.row.explain_by, signed_at=self.row.bulletin_signed_at
        )

    @strawberry.field(description="会务清单（CW-5.1）")
    async def preparations(self, info: Info) -> list[PreparationItem]:
        rows = await info.context.load(queries.load_preparations, self.row.id) or []
        return [PreparationItem.of(row) for row in rows]

    @strawberry.field(description="议定事项")
    async def decisions(self, info: Info) -> list[Decision]:
        rows = await info.context.load(decisions.decisions_of_meetings, self.row.id) or []
        return [Decision.of(row) for row in rows]

    @strawberry.field(description="纪要")
    async def minutes(
        self, info: Info
    ) -> Annotated["Minutes", strawberry.lazy("services.meetings.minutes.shown")] | None:
        from services.meetings.minutes import queries as minutes_queries
        from services.meetings.minutes.shown import Minutes as Shown

        row = await info.context.load(minutes_queries.minutes_of_meetings, self.row.id)
        return Shown.of(row) if row else None

    @strawberry.field(description="请求成文的文书（议题单、通知、邀请函、签到表、会议记录）")
    async def papers(self, info: Info) -> list[RequestedPaper]:
        rows = await info.context.load(queries.load_papers, self.row.id) or []
        return [RequestedPaper.of(row) for row in rows]

    @strawberry.field(description="时限（CW-6.2 等）")
    async def deadlines(self, info: Info) -> list[MeetingDeadline]:
        rows = await info.context.load(queries.load_deadlines, self.row.id) or []
        return [MeetingDeadline.of(row) for row in rows]

    @strawberry.field(description="检查发现和特许记录")
    async def findings(self, info: Info) -> list[MeetingFinding]:
        return await findings_of(info, self.row.id)

    @strawberry.field(description="统计：时长、到会、议题、材料、记录和纪要是否按时；不能查看全部议程的为空")
    async def figures(self, info: Info) -> MeetingFigures | None:
        found = await info.context.load(statistics.load_figures, self.row.id)
        return MeetingFigures.of(found) if found else None

    @strawberry.field(description="办理经过（办公室和组成人员可见）")
    async def history(self, info: Info) -> list[HistoryEntry]:
        if not await info.context.load(queries.load_records_read, self.row.id):
            return []
        return await shown_history(info, HISTORY, self.row.id, ACTS, model.MeetingState)

    @strawberry.field(description="当前用户可以进行的下一步操作")
    async def available_actions(self, info: Info) -> list[AvailableAction]:
        return shown_prospects(info, await info.context.read(_prospects, self.row))


async def _prospects(session: AsyncSession, act: Act, meeting: model.Meeting) -> list[Prospect]:
    given = await queries.sitting(session, act, meeting)
    table = {name: step for name, step in MEETING.items() if name != "register_held_meeting"}
    return prospects(table, Case(meeting, act, given))


MeetingResult = Annotated[Meeting | Refusal, strawberry.union("MeetingResult", description="会议，或不予办理的原因")]
