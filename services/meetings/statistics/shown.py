"""Figures as GraphQL shows them; translation only."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any, TypeVar

import strawberry

from services.contracts.words.meetings import AttendeeCategory, DeferralReason, MeetingKind
from services.kernel.graphql.context import Info
from services.meetings.activities.shown import ActivityFigures
from services.meetings.countywide.shown import CountyWideFigures
from services.meetings.papers.schema import RequestedPaper
from services.meetings.statistics import figures as counted
from services.meetings.statistics import model, queries
from services.meetings.statistics.columns import attendance as together
from services.meetings.stubs import Person, Unit, person, unit

T = TypeVar("T")


def _same(shown: type[T], row: Any, **others: Any) -> T:
    """The shown type with the row's numbers of the same names."""
    return shown(**{name.name: getattr(row, name.name) for name in fields(shown) if name.name not in others}, **others)  # type: ignore[arg-type]


@strawberry.type(description="到会情况：应到等于出席、迟到、早退、请假、缺席、未定之和（GZ-18、CW-5.3）")
class AttendanceFigures:
    due: int = strawberry.field(description="应到")
    came: int = strawberry.field(description="实到（出席、迟到、早退）")
    present: int = strawberry.field(description="出席")
    late: int = strawberry.field(description="迟到")
    left_early: int = strawberry.field(description="早退")
    on_leave: int = strawberry.field(description="请假")
    absent: int = strawberry.field(description="缺席")
    unsettled: int = strawberry.field(description="未定（会议尚未结束）")
    notified: int = strawberry.field(description="已通知（CW-4.2）")


@strawberry.type(description="一类参会人员的到会情况")
class CategoryAttendance:
    category: AttendeeCategory = strawberry.field(description="参会人员类别")
    attendance: AttendanceFigures = strawberry.field(description="到会情况")


@strawberry.type(description="一类会议的到会情况")
class KindAttendance:
    kind: MeetingKind = strawberry.field(description="会议类型")
    attendance: AttendanceFigures = strawberry.field(description="到会情况")


@strawberry.type(description="上会议题：合计等于已研究、未研究、待研究之和")
class AgendaFigures:
    topics: int = strawberry.field(description="合计")
    heard: int = strawberry.field(description="已研究")
    deferred: int = strawberry.field(description="未研究")
    waiting: int = strawberry.field(description="待研究")
    supplements: int = strawberry.field(description="其中补充议题（CW-3.4）")
    reports: int = strawberry.field(description="有用时记录的汇报")
    long_reports: int = strawberry.field(description="超过10分钟的汇报（GZ-17、CW-5.2）")
    late_prints: int = strawberry.field(description="会议材料迟交（CW-4.4）")
    returned_prints: int = strawberry.field(description="会议材料退回次数（CW-4.4）")


@strawberry.type(description="一种缓议原因的次数（CW-3.3）")
class DeferralFigure:
    reason: DeferralReason = strawberry.field(description="缓议原因")
    count: int = strawberry.field(description="次数")


@strawberry.type(description="本年起草的议题：合计等于起草、办理中、已议决、不予列入、撤回之和")
class TopicFigures:
    total: int = strawberry.field(description="合计")
    proposed: int = strawberry.field(description="已提出（合计减去仍在起草的）")
    drafting: int = strawberry.field(description="起草")
    under_way: int = strawberry.field(description="办理中")
    decided: int = strawberry.field(description="已议决")
    rejected: int = strawberry.field(description="不予列入")
    withdrawn: int = strawberry.field(description="撤回")


@strawberry.type(description="本年报送的议题材料（CW-3.3）")
class MaterialFigures:
    versions: int = strawberry.field(description="版次")
    late: int = strawberry.field(description="迟报")
    returned: int = strawberry.field(description="初审退回")


@strawberry.type(description="会后工作的期限：应完成等于按时、逾期、未完成之和（记录整理和纪要起草、纪要印发，CW-6.2）")
class AfterMeetingFigures:
    due: int = strawberry.field(description="应完成")
    on_time: int = strawberry.field(description="按时")
    late: int = strawberry.field(description="逾期")
    open: int = strawberry.field(description="未到期且未完成")


@strawberry.type(description="会议次数：合计等于待召开、已召开、已推迟、已取消之和")
class HeldFigures:
    total: int = strawberry.field(description="合计")
    ahead: int = strawberry.field(description="待召开（含正在召开）")
    held: int = strawberry.field(description="已召开")
    postponed: int = strawberry.field(description="已推迟")
    cancelled: int = strawberry.field(description="已取消")
    registered: int = strawberry.field(description="已召开中补登的（AMB-47）")
    measured: int = strawberry.field(description="已召开中有起止时间的")
    overlong: int = strawberry.field(description="超时会议（超过90分钟，GZ-20）")
    minutes: int = strawberry.field(description="有起止时间的会议总时长（分钟）")
    minutes_issued: int = strawberry.field(description="纪要已印发的")


@strawberry.type(description="留有记录的事项：特许（“原则上”“一般”的例外，AMB-20）、检查发现、补登时发现")
class RecordFigure:
    sort: str = strawberry.field(description="DISPENSATION 特许、ADVISORY 检查发现、LATE_REGISTRATION 补登")
    code: str = strawberry.field(description="代码")
    clauses: list[str] = strawberry.field(description="依据条款")
    count: int = strawberry.field(description="次数")


@strawberry.type(description="一种补登事项的次数（AMB-47）")
class RegistrationFigure:
    object_type: str = strawberry.field(description="对象类型")
    action: str = strawberry.field(description="补登的办理环节")
    count: int = strawberry.field(description="次数")
    unconfirmed: int = strawberry.field(description="其中待办主任确认")


def attendance_figures(row: counted.Attendance) -> AttendanceFigures:
    return _same(AttendanceFigures, row)


def by_category(parts: Mapping[AttendeeCategory, counted.Attendance]) -> list[CategoryAttendance]:
    return [CategoryAttendance(category=each, attendance=attendance_figures(row)) for each, row in parts.items()]


def deferral_figures(reasons: counted.Deferrals) -> list[DeferralFigure]:
    return [DeferralFigure(reason=reason, count=count) for reason, count in reasons.items()]


@strawberry.type(description="一次会议的统计")
class MeetingFigures:
    planned_minutes: int = strawberry.field(description="计划时长：会前学法与列入议程的议题之和（分钟）")
    actual_minutes: int | None = strawberry.field(description="实际时长（分钟；补登的会议没有）")
    overlong: bool | None = strawberry.field(description="是否超过90分钟（GZ-20）")
    attendance: AttendanceFigures = strawberry.field(description="到会情况")
    attendance_by_category: list[CategoryAttendance] = strawberry.field(description="分类别的到会情况（CW-4.3）")
    agenda: AgendaFigures = strawberry.field(description="上会议题")
    deferrals: list[DeferralFigure] = strawberry.field(description="未研究的原因")
    record_due: date | None = strawberry.field(description="完成会议记录整理和纪要起草的期限（CW-6.2）")
    record_done: date | None = strawberry.field(description="完成日期")
    record_in_time: bool | None = strawberry.field(description="是否按时；空为尚未完成或不涉及")
    record_finalized_at: datetime | None = strawberry.field(description="会议记录整理完成时间")
    draft_submitted_at: datetime | None = strawberry.field(description="纪要送审时间")
    minutes_due: date | None = strawberry.field(description="印发纪要的目标日期（会后5个工作日，CW-6.2、AMB-07）")
    minutes_in_time: bool | None = strawberry.field(description="纪要是否按时印发；空为未到期且未印发，或不涉及")
    minutes_issued_at: datetime | None = strawberry.field(description="纪要印发时间")

    @classmethod
    def of(cls, row: counted.MeetingFigures) -> "MeetingFigures":
        return _same(
            cls,
            row,
            attendance=attendance_figures(together(row.attendance)),
            attendance_by_category=by_category(row.attendance),
            agenda=_same(AgendaFigures, row.agenda),
            deferrals=deferral_figures(row.deferrals),
        )


@strawberry.type(description="一个单位一年的会议统计")
class UnitMeetingFigures:
    unit: Unit = strawberry.field(description="单位")
    topics: TopicFigures = strawberry.field(description="本年起草的议题")
    agenda: AgendaFigures = strawberry.field(description="上会议题")
    deferrals: list[DeferralFigure] = strawberry.field(description="缓议次数和原因（CW-3.3）")
    materials: MaterialFigures = strawberry.field(description="议题材料")
    head_attendance: AttendanceFigures = strawberry.field(description="主要负责人到会情况")
    county_wide: CountyWideFigures | None = strawberry.field(description="部门全县性业务工作会议（GZ-20）")

    @classmethod
    def of(cls, row: counted.UnitFigures) -> "UnitMeetingFigures":
        return cls(
            unit=unit(row.unit_id),
            topics=_same(TopicFigures, row.topics),
            agenda=_same(AgendaFigures, row.agenda),
            deferrals=deferral_figures(row.deferrals),
            materials=_same(MaterialFigures, row.materials),
            head_attendance=attendance_figures(row.head),
            county_wide=CountyWideFigures.of(row.county_wide) if row.county_wide else None,
        )


@strawberry.type(description="一位县政府领导一年的会议统计")
class LeaderMeetingFigures:
    leader: Person = strawberry.field(description="领导")
    attendance: AttendanceFigures = strawberry.field(description="各类会议合计的到会情况")
    attendance_by_kind: list[KindAttendance] = strawberry.field(description="分会议类型的到会情况")
    hosted: int = strawberry.field(description="主持会议次数")
    mandated: int = strawberry.field(description="其中受县长委托主持（GZ-5、GZ-16）")
    leaves: int = strawberry.field(description="请假次数（GZ-18）")
    leaves_given: int = strawberry.field(description="其中获批准")
    topics_proposed: int = strawberry.field(description="提出议题数（CW-3.1）")
    delegated: int = strawberry.field(description="受委托办理次数：签署意见、审签纪要、主持会议之和（GZ-5）")
    delegated_opinions: int = strawberry.field(description="受委托签署议题意见")
    delegated_signatures: int = strawberry.field(description="受委托审签纪要")
    activities: ActivityFigures | None = strawberry.field(description="邀请参加的活动（GZ-30）")

    @classmethod
    def of(cls, row: counted.LeaderFigures) -> "LeaderMeetingFigures":
        return _same(
            cls,
            row,
            leader=person(row.person_id),
            attendance=attendance_figures(together(row.attendance)),
            attendance_by_kind=[
                KindAttendance(kind=kind, attendance=attendance_figures(each)) for kind, each in row.attendance.items()
            ],
            activities=ActivityFigures.of(row.activities) if row.activities else None,
        )


@strawberry.type(description="一类会议一年的统计")
class KindMeetingFigures:
    kind: MeetingKind = strawberry.field(description="会议类型")
    held: HeldFigures = strawberry.field(description="会议次数和时长")
    months: list[int] = strawberry.field(description="各月召开次数，一月在前")
    gaps: list[int] = strawberry.field(description="应当每月召开而未召开的月份（一般每月召开一次，CW-1.2）")
    agenda: AgendaFigures = strawberry.field(description="上会议题")
    deferrals: list[DeferralFigure] = strawberry.field(description="缓议次数和原因（CW-3.3）")
    topics: TopicFigures = strawberry.field(description="本年起草的议题")
    materials: MaterialFigures = strawberry.field(description="议题材料")
    attendance: AttendanceFigures = strawberry.field(description="到会情况")
    attendance_by_category: list[CategoryAttendance] = strawberry.field(description="分类别的到会情况（CW-4.3）")
    records_and_drafts: AfterMeetingFigures = strawberry.field(
        description="会议记录整理和纪要起草是否按时（会后2个工作日，CW-6.2）"
    )
    minutes_issue: AfterMeetingFigures = strawberry.field(description="纪要是否按时印发（会后5个工作日的目标，AMB-07）")
    exceptions: int = strawberry.field(description="特许次数：“原则上”“一般”的例外（AMB-20）")
    findings: list[RecordFigure] = strawberry.field(description="特许、检查发现，按条款")
    registered: int = strawberry.field(description="补登次数（AMB-47）")
    registrations: list[RegistrationFigure] = strawberry.field(description="补登，按办理环节")

    @classmethod
    def of(cls, row: counted.KindFigures) -> "KindMeetingFigures":
        return cls(
            kind=row.kind,
            held=_same(HeldFigures, row.held),
            months=list(row.months),
            gaps=list(row.gaps),
            agenda=_same(AgendaFigures, row.agenda),
            deferrals=deferral_figures(row.deferrals),
            topics=_same(TopicFigures, row.topics),
            materials=_same(MaterialFigures, row.materials),
            attendance=attendance_figures(together(row.attendance)),
            attendance_by_category=by_category(row.attendance),
            records_and_drafts=_same(AfterMeetingFigures, row.drafts),
            minutes_issue=_same(AfterMeetingFigures, row.issues),
            exceptions=row.exceptions,
            findings=[_same(RecordFigure, each, clauses=list(each.clauses)) for each in row.records],
            registered=sum(each.count for each in row.registrations),
            registrations=[_same(RegistrationFigure, each) for each in row.registrations],
        )


@strawberry.federation.type(keys=["id"], description="会议情况统计表的导出（XLSX）")
class MeetingFiguresExport:
    table = model.MeetingFiguresExport

    id: strawberry.ID = strawberry.field(description="编号")
    year: int = strawberry.field(description="年度")
    requested_at: datetime = strawberry.field(description="导出时间")
    row_count: int = strawberry.field(description="行数")
    row: strawberry.Private[model.MeetingFiguresExport]

    @classmethod
    def of(cls, row: model.MeetingFiguresExport) -> "MeetingFiguresExport":
        id_ = strawberry.ID(str(row.id))
        return cls(id=id_, year=row.year, requested_at=row.requested_at, row_count=row.row_count, row=row)

    @classmethod
    async def resolve_reference(cls, info: Info, id: strawberry.ID) -> "MeetingFiguresExport | None":
        return await info.context.find(cls, id)

    @strawberry.field(description="统计表文件：待印发、已印发，或成文失败的原因")
    async def papers(self, info: Info) -> list[RequestedPaper]:
        rows = await info.context.load(queries.load_papers, self.row.id) or []
        return [RequestedPaper.of(row) for row in rows]
