"""What the office's internal forms say: 议题审批表, 初审意见表, 议题单, 签到表, 交办单, 督办单, 考勤表."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Literal

from services.documents.rendering import wording
from services.documents.rendering.paper import Data, Receipt, Text, Texts

Context = dict[str, Any]


class Opinion(Data):
    """A leader's opinion with name and day."""

    text: Text
    name: Text
    on: date


class Precondition(Data):
    """One 前置程序 or one of the points of 初审, and how it stands."""

    name: Text
    result: Text  # 已完成, 不涉及, 通过 …
    reason: Text | None = None


class TopicForm(Data):
    """议题申报审批表 (CW-3.1, BG-4, GZ-17)."""

    organ: Text
    topic: Text
    meeting_kind: Text
    unit: Text  # 主办单位
    reporter: Text
    involved: Texts = []  # 涉及单位和镇
    scope: Text  # 议事范围编号
    summary: Texts
    question: Texts  # 需决定的问题
    suggestion: Texts
    basis: Texts
    preconditions: list[Precondition] = []
    flags: Texts = []
    unit_head: Opinion | None = None
    vice_mayor: Opinion | None = None
    mayor: Opinion | None = None
    filed_on: date


def topic_form(data: TopicForm) -> Context:
    preconditions = [_stands(check) for check in data.preconditions]
    return {
        **_plain(data, "organ", "topic", "meeting_kind", "unit", "reporter", "scope"),
        **_plain(data, "summary", "question", "suggestion", "basis"),
        "involved": wording.names(data.involved),
        "preconditions": preconditions or ["无"],
        "flags": wording.names(data.flags),
        "unit_head": _opinion(data.unit_head),
        "vice_mayor": _opinion(data.vice_mayor),
        "mayor": _opinion(data.mayor),
        "filed_on": wording.day(data.filed_on),
    }


class PreliminaryReview(Data):
    """初审意见表 (CW-3.3)."""

    organ: Text
    topic: Text
    unit: Text
    version: int  # 版次
    received_on: date
    checks: list[Precondition]
    result: Text  # 通过, 退回补正 …
    opinion: Texts
    reviewer: Text
    reviewed_on: date


def preliminary_review(data: PreliminaryReview) -> Context:
    return {
        **_plain(data, "organ", "topic", "unit", "result", "opinion", "reviewer"),
        "version": f"第{data.version}稿",
        "received_on": wording.day(data.received_on),
        "checks": [_row(str(at), c.name, c.result, c.reason) for at, c in enumerate(data.checks, 1)],
        "reviewed_on": wording.day(data.reviewed_on),
    }


class AgendaEntry(Data):
    """One topic of 议题单."""

    topic: Text
    unit: Text  # 汇报单位
    reporter: Text
    minutes: int | None = None  # 时长, in minutes
    observers: Texts = []  # 列席单位
    members_only: bool = False  # 仅组成人员参加


class AgendaSheet(Data):
    """议题单 and 补充议题单 (CW-4.1)."""

    meeting_name: Text
    supplementary: bool = False
    starts_at: datetime
    place: Text
    chair: Text
    study: Text | None = None  # 会前学法: 内容, 主讲
    version: int = 1
    changes: Texts = []  # what differs from the version before
    sent_to: Text | None = None  # 发送范围 and number of copies
    entries: list[AgendaEntry]
    issuer: Text
    issued_on: date


def agenda_sheet(data: AgendaSheet) -> Context:
    rows = []
    for at, entry in enumerate(data.entries, 1):
        observers = "仅组成人员参加" if entry.members_only else wording.names(entry.observers, "—")
        used = f"{entry.minutes}分钟" if entry.minutes else ""
        rows.append(_row(str(at), entry.topic, entry.unit, entry.reporter, used, observers))
    name = "补充议题单" if data.supplementary else "议题单"
    return {
        "title": [
            *wording.title_lines(data.meeting_name),
            name + (f"（第{data.version}版）" if data.version > 1 else ""),
        ],
        "starts_at": wording.moment(data.starts_at),
        **_plain(data, "place", "chair", "issuer"),
        "study": data.study or "无",
        "changes": [f"{at}．{change}" for at, change in enumerate(data.changes, 1)],
        "sent_to": data.sent_to or "",
        "entries": rows,
        "issued_on": wording.day(data.issued_on),
    }


class Attendee(Data):
    """One line of 签到表."""

    unit: Text
    name: Text
    post: Text
    category: Text  # 组成人员, 列席, 邀请
    signed_in: datetime | None = None
    signed_out: datetime | None = None
    remark: Text | None = None  # 请假(批准人), 代会


class SignInSheet(Data):
    """会议签到表 (CW-5.1); without times it is the blank sheet to sign on."""

    meeting_name: Text
    starts_at: datetime
    place: Text
    attendees: list[Attendee]


def sign_in_sheet(data: SignInSheet) -> Context:
    rows = [
        _row(str(at), a.unit, a.name, a.post, a.category, _time(a.signed_in), _time(a.signed_out), a.remark)
        for at, a in enumerate(data.attendees, 1)
    ]
    present = sum(a.signed_in is not None for a in data.attendees)
    return {
        "title": [*wording.title_lines(data.meeting_name), "签到表"],
        "starts_at": wording.moment(data.starts_at),
        "place": data.place,
        "expected": len(data.attendees),
        "present": present or "　　",
        "rows": rows,
    }


class StudyAttendee(Data):
    """One line of 学习考勤表."""

    unit: Text
    name: Text
    post: Text
    status: Literal["出席", "迟到", "早退", "请假", "缺席"] | None = None
    arrived_at: datetime | None = None
    remark: Text | None = None


class StudyAttendance(Data):
    """学习签到(考勤)表 (XX-5.4)."""

    title: Text
    starts_at: datetime
    place: Text
    topic: Text
    attendees: list[StudyAttendee]


def study_attendance(data: StudyAttendance) -> Context:
    statuses = [a.status for a in data.attendees]
    counted = "、".join(f"{name}{statuses.count(name)}人" for name in ("出席", "迟到", "早退", "请假", "缺席"))
    return {
        "title": [*wording.title_lines(data.title), "考勤表"],
        "starts_at": wording.moment(data.starts_at),
        **_plain(data, "place", "topic"),
        "counted": counted if any(statuses) else "",
        "expected": len(data.attendees),
        "rows": [
            _row(str(at), a.unit, a.name, a.post, a.status, _time(a.arrived_at), a.remark)
            for at, a in enumerate(data.attendees, 1)
        ],
    }


class AssignmentSheet(Data):
    """交办通知单 (DC-7.1)."""

    organ: Text
    item_no: Text
    title: Text
    source: Text
    source_ref: Text  # 依据文号
    points: Texts  # 办理要点
    leader: Text  # 分管领导
    lead_unit: Text
    support_units: Texts = []
    assigned_on: date
    due: date
    report_rule: Texts  # 反馈要求
    contact: Text
    receipt: Receipt | None = None


def assignment_sheet(data: AssignmentSheet) -> Context:
    return {
        **_plain(data, "organ", "item_no", "title", "source", "source_ref", "points", "leader", "lead_unit"),
        **_plain(data, "report_rule", "contact"),
        "support_units": wording.names(data.support_units),
        "assigned_on": wording.day(data.assigned_on),
        "due": wording.day(data.due),
        "receipt": _receipt(data.receipt),
    }


class WarningSheet(Data):
    """督办单 (DC-9.2): the warning to a unit that acts too little or too late."""

    organ: Text  # 平利县人民政府办公室（督查室）
    mark: Text  # 平利县人民政府督办单
    unit: Text
    item_no: Text
    matter: Text  # 督办事项
    source: Text  # 事项来源, 依据文号
    problems: Texts  # 重视不够, 措施不力, 进展迟缓, 督查中发现的问题
    demands: Texts
    rectify_by: date  # 整改期限
    report_by: date  # 反馈期限
    level: Literal["蓝", "黄", "红"] | None = None
    signer: Text  # 签发
    issued_on: date
    contact: Text
    cc: Texts = []  # 分管领导
    receipt: Receipt | None = None


def warning_sheet(data: WarningSheet) -> Context:
    return {
        **_plain(data, "organ", "mark", "unit", "item_no", "matter", "source", "signer", "contact"),
        "problems": _listed(data.problems),
        "demands": _listed(data.demands),
        "rectify_by": wording.day(data.rectify_by),
        "report_by": wording.day(data.report_by),
        "level": f"{data.level}色预警" if data.level else "—",
        "issued_on": wording.day(data.issued_on),
        "cc": wording.names(data.cc),
        "receipt": _receipt(data.receipt),
    }


def _plain(data: Data, *names: str) -> Context:
    return {name: getattr(data, name) for name in names}


def _row(*values: str | None) -> list[str]:
    return [value or "" for value in values]


def _listed(texts: Sequence[str]) -> list[str]:
    return list(texts) if len(texts) == 1 else [f"{at}.{text}" for at, text in enumerate(texts, 1)]


def _time(value: datetime | None) -> str:
    return wording.stamp(value) if value else ""


def _stands(check: Precondition) -> str:
    return f"{check.name}：{check.result}" + (f"（{check.reason}）" if check.reason else "")


def _opinion(opinion: Opinion | None) -> list[str]:
    if opinion is None:
        return ["", "", "签名：　　　　　　　　　年　　月　　日"]
    return [opinion.text, f"签名：{opinion.name}　　{wording.day(opinion.on)}"]


def _receipt(receipt: Receipt | None) -> str:
    return f"{receipt.name}　{wording.day(receipt.on)}" if receipt else "签收人：　　　　　　　　　年　　月　　日"
