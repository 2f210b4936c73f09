"""The columns of 会议情况统计表: what is counted, by which clause, and under which heading; read this table first."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from services.contracts.words.meetings import AttendeeCategory, DeferralReason, MeetingKind
from services.kernel.clock import SHANGHAI
from services.meetings.statistics.figures import Attendance

TEXT, NUMBER, DATE = "TEXT", "NUMBER", "DATE"


@dataclass(frozen=True)
class Column:
    """One column: the group it stands in, its heading, the clause it answers to, and what of a row stands in it.

    `row` is the figures, beside what names them; a number that is no sum of things is not added up.
    """

    group: str
    name: str
    clause: str | tuple[str, ...]
    value: Callable[[Any], Any]
    width: float = 7
    sort: str = NUMBER
    summed: bool = True


def attendance(parts: Any) -> Attendance:
    """All of them together."""
    return sum(parts.values(), Attendance())


def local_day(moment: datetime | None) -> date | None:
    return moment.astimezone(SHANGHAI).date() if moment else None


def yes_or_no(value: bool | None) -> str | None:
    return None if value is None else "是" if value else "否"


def _deferrals(group: str, of: Callable[[Any], Any]) -> tuple[Column, ...]:
    """One column for each cause, and their sum."""
    causes = (
        Column(group, reason.label, "CW-3.3d", lambda row, reason=reason: of(row).get(reason, 0), 7)  # type: ignore[misc]
        for reason in DeferralReason
    )
    return Column(group, "合计", "CW-3.3d", lambda row: sum(of(row).values())), *causes


def _settled(row: Any) -> Attendance:
    """Of a meeting that is over, as the year counts it; a list drawn up for one that is not says nothing yet."""
    found = attendance(row.figures.attendance)
    return Attendance() if found.unsettled else found


def _invited(row: Any) -> Attendance:
    found: Attendance = row.figures.attendance.get(AttendeeCategory.INVITED, Attendance())
    return found


KINDS: Final = (
    Column("", "会议类型", "", lambda row: row.kind.label, 14, TEXT),
    Column("会议", "已召开", ("GZ-13", "GZ-14", "GZ-15", "GZ-16.1"), lambda row: row.held.held),
    Column("会议", "待召开", "CW-1.2", lambda row: row.held.ahead),
    Column("会议", "已推迟", "CW-1.2", lambda row: row.held.postponed),
    Column("会议", "已取消", "CW-1.2", lambda row: row.held.cancelled),
    Column("会议", "其中补登", "", lambda row: row.held.registered),
    Column("会议", "未召开月份", "CW-1.2", lambda row: "、".join(f"{month}月" for month in row.gaps) or None, 14, TEXT),
    Column("时长（分钟）", "计时会议", "GZ-20.3", lambda row: row.held.measured),
    Column("时长（分钟）", "超时会议", "GZ-20.3", lambda row: row.held.overlong),
    Column("时长（分钟）", "总时长", "GZ-20.3", lambda row: row.held.minutes, 7),
    Column("上会议题", "合计", "CW-3.5", lambda row: row.agenda.topics),
    Column("上会议题", "已研究", "CW-3.5", lambda row: row.agenda.heard),
    Column("上会议题", "未研究", "CW-3.3d", lambda row: row.agenda.deferred),
    Column("上会议题", "待研究", "CW-3.5", lambda row: row.agenda.waiting),
    Column("汇报", "计时", "GZ-17.4", lambda row: row.agenda.reports),
    Column("汇报", "超时", "GZ-17.4", lambda row: row.agenda.long_reports),
    Column("会议材料", "迟交", "CW-4.4a", lambda row: row.agenda.late_prints),
    Column("会议材料", "退回", "CW-4.4b", lambda row: row.agenda.returned_prints),
    Column("记录和纪要起草", "按时", "CW-6.2a", lambda row: row.drafts.on_time),
    Column("记录和纪要起草", "逾期", "CW-6.2a", lambda row: row.drafts.late),
    Column("记录和纪要起草", "未完成", "CW-6.2a", lambda row: row.drafts.open),
    Column("纪要印发", "已印发", "CW-6.2c", lambda row: row.held.minutes_issued),
    Column("纪要印发", "按时", "CW-6.2c", lambda row: row.issues.on_time),
    Column("纪要印发", "逾期", "CW-6.2c", lambda row: row.issues.late),
    Column("纪要印发", "未完成", "CW-6.2c", lambda row: row.issues.open),
)

CAUSES: Final = (
    Column("", "会议类型", "", lambda row: row.kind.label, 14, TEXT),
    *_deferrals("缓议次数和原因", lambda row: row.deferrals),
    Column("本年起草的议题", "提出", "CW-3.1", lambda row: row.topics.proposed, 7),
    Column("本年起草的议题", "办理中", "CW-3.1", lambda row: row.topics.under_way, 7),
    Column("本年起草的议题", "已议决", "CW-6.2b", lambda row: row.topics.decided, 7),
    Column("本年起草的议题", "不予列入", "CW-2.N1", lambda row: row.topics.rejected, 7),
    Column("本年起草的议题", "撤回", "CW-3.1", lambda row: row.topics.withdrawn, 7),
    Column("议题材料", "版次", "CW-3.3a", lambda row: row.materials.versions, 7),
    Column("议题材料", "迟报", "CW-3.3a", lambda row: row.materials.late, 7),
    Column("议题材料", "退回", "CW-3.3c", lambda row: row.materials.returned, 7),
)

MEETINGS: Final = (
    Column("", "会议", "", lambda row: row.name, 24, TEXT),
    Column("", "日期", "", lambda row: row.on, 11, DATE),
    Column("", "主持人", "CW-1.2", lambda row: row.host, 9, TEXT),
    Column("", "状态", "", lambda row: row.state, 9, TEXT),
    Column("时长（分钟）", "计划", "GZ-20.3", lambda row: row.figures.planned_minutes),
    Column("时长（分钟）", "实际", "GZ-20.3", lambda row: row.figures.actual_minutes),
    Column("时长（分钟）", "超时", "GZ-20.3", lambda row: yes_or_no(row.figures.overlong), 5, TEXT),
    Column("到会", "已通知", "CW-4.2", lambda row: attendance(row.figures.attendance).notified, 7),
    Column("到会", "应到", "CW-5.3", lambda row: _settled(row).due),
    Column("到会", "实到", "CW-5.3", lambda row: _settled(row).came),
    Column("到会", "迟到", "CW-5.3", lambda row: _settled(row).late),
    Column("到会", "早退", "CW-5.3", lambda row: _settled(row).left_early),
    Column("到会", "请假", "CW-4.5", lambda row: _settled(row).on_leave),
    Column("到会", "缺席", "CW-5.3", lambda row: _settled(row).absent),
    Column("邀请列席", "邀请", "CW-4.3", lambda row: _invited(row).due),
    Column("邀请列席", "实到", "CW-4.3", lambda row: _invited(row).came),
    Column("议题", "已研究", "CW-3.5", lambda row: row.figures.agenda.heard, 7),
    Column("议题", "未研究", "CW-3.3d", lambda row: row.figures.agenda.deferred, 7),
    Column("", "超时汇报", "CW-5.2a", lambda row: row.figures.agenda.long_reports),
    Column("会议材料", "迟交", "CW-4.4a", lambda row: row.figures.agenda.late_prints),
    Column("会议材料", "退回", "CW-4.4b", lambda row: row.figures.agenda.returned_prints),
    Column("记录和纪要起草", "应完成", "CW-6.2a", lambda row: row.figures.record_due, 11, DATE),
    Column("记录和纪要起草", "完成", "CW-6.2a", lambda row: row.figures.record_done, 11, DATE),
    Column("记录和纪要起草", "按时", "CW-6.2a", lambda row: yes_or_no(row.figures.record_in_time), 5, TEXT),
    Column("纪要印发", "应印发", "CW-6.2c", lambda row: row.figures.minutes_due, 11, DATE),
    Column("纪要印发", "印发", "CW-6.2c", lambda row: local_day(row.figures.minutes_issued_at), 11, DATE),
    Column("纪要印发", "按时", "CW-6.2c", lambda row: yes_or_no(row.figures.minutes_in_time), 5, TEXT),
)

UNITS: Final = (
    Column("", "单位", "", lambda row: row.name, 20, TEXT),
    Column("本年起草的议题", "提出", "CW-3.1", lambda row: row.figures.topics.proposed),
    Column("本年起草的议题", "办理中", "CW-3.1", lambda row: row.figures.topics.under_way),
    Column("本年起草的议题", "已议决", "CW-3.1", lambda row: row.figures.topics.decided),
    Column("本年起草的议题", "不予列入", "CW-2.N1", lambda row: row.figures.topics.rejected),
    Column("本年起草的议题", "撤回", "CW-3.1", lambda row: row.figures.topics.withdrawn),
    Column("上会议题", "已研究", "CW-3.5", lambda row: row.figures.agenda.heard),
    Column("上会议题", "未研究", "CW-3.3d", lambda row: row.figures.agenda.deferred),
    *_deferrals("缓议次数和原因", lambda row: row.figures.deferrals),
    Column("议题材料", "迟报", "CW-3.3a", lambda row: row.figures.materials.late),
    Column("议题材料", "退回", "CW-3.3c", lambda row: row.figures.materials.returned),
    Column("会议材料", "迟交", "CW-4.4a", lambda row: row.figures.agenda.late_prints),
    Column("会议材料", "退回", "CW-4.4b", lambda row: row.figures.agenda.returned_prints),
    Column("", "超时汇报", "CW-5.2a", lambda row: row.figures.agenda.long_reports),
    Column("主要负责人到会", "应到", "GZ-18.2", lambda row: row.figures.head.due),
    Column("主要负责人到会", "实到", "GZ-18.2", lambda row: row.figures.head.came),
    Column("主要负责人到会", "请假", "GZ-18.2", lambda row: row.figures.head.on_leave),
    Column("主要负责人到会", "缺席", "GZ-18.2", lambda row: row.figures.head.absent),
    Column("全县性会议", "批准", "GZ-20.2", lambda row: row.county_wide("allowed")),
    Column("全县性会议", "特许", "GZ-20.2", lambda row: row.county_wide("exceptions")),
    Column("全县性会议", "超时", "GZ-20.3", lambda row: row.county_wide("over_limit")),
)


def _by_kind(kind: MeetingKind) -> tuple[Column, Column]:
    def found(row: Any) -> Attendance:
        of_kind: Attendance = row.figures.attendance.get(kind, Attendance())
        return of_kind

    return (
        Column(kind.label, "应到", "GZ-18.1", lambda row: found(row).due),
        Column(kind.label, "实到", "GZ-18.1", lambda row: found(row).came),
    )


LEADERS: Final = (
    Column("", "领导", "", lambda row: row.name, 9, TEXT),
    Column("", "职务", "", lambda row: row.title, 16, TEXT),
    *(column for kind in MeetingKind for column in _by_kind(kind)),
    Column("各类会议合计", "应到", "GZ-18.1", lambda row: attendance(row.figures.attendance).due),
    Column("各类会议合计", "实到", "GZ-18.1", lambda row: attendance(row.figures.attendance).came),
    Column("各类会议合计", "迟到", "CW-5.3", lambda row: attendance(row.figures.attendance).late),
    Column("各类会议合计", "早退", "CW-5.3", lambda row: attendance(row.figures.attendance).left_early),
    Column("各类会议合计", "请假", "GZ-18.1", lambda row: attendance(row.figures.attendance).on_leave),
    Column("各类会议合计", "缺席", "GZ-18.1", lambda row: attendance(row.figures.attendance).absent),
    Column("请假", "申请", "GZ-18.1", lambda row: row.figures.leaves),
    Column("请假", "批准", "GZ-18.1", lambda row: row.figures.leaves_given),
    Column("主持会议", "次数", "GZ-16.1", lambda row: row.figures.hosted),
    Column("主持会议", "其中受委托", "GZ-5", lambda row: row.figures.mandated),
    Column("受委托签署", "议题意见", "GZ-5", lambda row: row.figures.delegated_opinions),
    Column("受委托签署", "纪要", "GZ-5", lambda row: row.figures.delegated_signatures),
    Column("", "提出议题", "CW-3.1", lambda row: row.figures.topics_proposed),
    Column("邀请活动", "邀请", "GZ-30.1", lambda row: row.activities("asked")),
    Column("邀请活动", "出席", "GZ-30.1", lambda row: row.activities("accepted")),
    Column("邀请活动", "派员", "GZ-30.1", lambda row: row.activities("sent")),
    Column("邀请活动", "不出席", "GZ-30.1", lambda row: row.activities("declined")),
)

COUNTY_WIDE: Final = (
    Column("", "单位", "", lambda row: row.name, 24, TEXT),
    Column("", "申请", "GZ-20.1", lambda row: row.figures.applied, 10),
    Column("", "批准", "GZ-20.1", lambda row: row.figures.allowed, 10),
    Column("", "召开", "GZ-20.1", lambda row: row.figures.held, 10),
    Column("", "同年再次召开（特许）", "GZ-20.2", lambda row: row.figures.exceptions, 24),
    Column("", "超过半天", "GZ-20.2", lambda row: row.figures.over_half_day, 10),
    Column("", "超过90分钟", "GZ-20.3", lambda row: row.figures.over_limit, 12),
    Column("", "总时长（分钟）", "GZ-20.3", lambda row: row.figures.minutes, 16),
)

ON_RECORD: Final = (
    Column("", "会议类型", "", lambda row: row.kind.label, 14, TEXT),
    Column("", "种类", "", lambda row: row.sort, 12, TEXT),
    Column("", "依据条款", "", lambda row: "、".join(row.clauses) or None, 18, TEXT),
    Column("", "事项", "", lambda row: row.text, 64, TEXT),
    Column("", "次数", "", lambda row: row.count, 8),
    Column("", "待确认", "", lambda row: row.unconfirmed, 8),
)
