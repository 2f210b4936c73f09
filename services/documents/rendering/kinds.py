"""The catalogue: every kind of paper with its template, data, clause, check profile and title (spec of documents)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from services.documents.rendering import forms, meetings, notices, study, supervision, templates
from services.documents.rendering.package import Parts
from services.documents.rendering.paper import Data, Paper

Profile = Literal["gongwen", "minutes", "letter", "form", "ledger"]
Compose = Callable[[Any], Paper | dict[str, Any]]


@dataclass(frozen=True)
class Kind:
    """One line of the catalogue."""

    name: str  # as the office calls it
    clause: str
    genre: str | None  # 文种 of the 公文处理工作条例; None for internal forms
    profile: Profile
    data: type[Data]
    compose: Compose
    template: Callable[[], Parts]
    secrecy: str = "无"  # 密级


KINDS: dict[str, Kind] = {
    "notice": Kind("通知", "TZ-1", "通知", "gongwen", notices.Notice, notices.compose, templates.red_paper),
    "topic_form": Kind(
        "议题申报审批表", "CW-3.1", None, "form", forms.TopicForm, forms.topic_form, templates.topic_form
    ),
    "preparation_notice": Kind(
        "上会准备通知",
        "CW-3.2",
        "通知",
        "gongwen",
        meetings.PreparationNotice,
        meetings.compose_preparation_notice,
        templates.red_paper,
    ),
    "preliminary_review": Kind(
        "初审意见表",
        "CW-3.3b",
        None,
        "form",
        forms.PreliminaryReview,
        forms.preliminary_review,
        templates.preliminary_review,
    ),
    "law_opinion": Kind(
        "合法性审查意见书",
        "GZ-12.2a",
        "函",
        "letter",
        supervision.LawOpinion,
        supervision.compose_law_opinion,
        templates.letter,
    ),
    "agenda_sheet": Kind(
        "议题单", "CW-4.1", None, "form", forms.AgendaSheet, forms.agenda_sheet, templates.agenda_sheet
    ),
    "meeting_notice": Kind(
        "会议通知",
        "CW-4.2",
        "通知",
        "gongwen",
        meetings.MeetingNotice,
        meetings.compose_meeting_notice,
        templates.red_paper,
    ),
    "invitation": Kind(
        "邀请函", "CW-4.3", "函", "letter", meetings.Invitation, meetings.compose_invitation, templates.letter
    ),
    "sign_in_sheet": Kind(
        "会议签到表", "CW-5.1", None, "form", forms.SignInSheet, forms.sign_in_sheet, templates.sign_in_sheet
    ),
    "attendance_bulletin": Kind(
        "到会情况通报",
        "GZ-18.2",
        "通报",
        "gongwen",
        notices.AttendanceBulletin,
        notices.compose_attendance_bulletin,
        templates.red_paper,
    ),
    "meeting_record": Kind(
        "会议记录",
        "CW-5.1",
        None,
        "form",
        meetings.MeetingRecord,
        meetings.compose_meeting_record,
        templates.plain_paper,
    ),
    "press_release": Kind(
        "新闻稿",
        "CW-6.1",
        None,
        "form",
        meetings.PressRelease,
        meetings.compose_press_release,
        templates.plain_paper,
    ),
    "standing_minutes": Kind(
        "常务会议纪要", "CW-6.2c", "纪要", "minutes", meetings.Minutes, meetings.compose_minutes, templates.journal
    ),
    "mayor_minutes": Kind(
        "县长办公会议纪要",
        "BG-6",
        "纪要",
        "minutes",
        meetings.Minutes,
        meetings.compose_internal_minutes,
        templates.journal,
    ),
    "special_minutes": Kind(
        "专题会议纪要",
        "ZT-5.1",
        "纪要",
        "minutes",
        meetings.Minutes,
        meetings.compose_internal_minutes,
        templates.journal,
    ),
    "assignment_sheet": Kind(
        "交办通知单", "DC-7.1", None, "form", forms.AssignmentSheet, forms.assignment_sheet, templates.assignment_sheet
    ),
    "warning_sheet": Kind(
        "督办单", "DC-9.2", None, "form", forms.WarningSheet, forms.warning_sheet, templates.warning_sheet
    ),
    "extension_reply": Kind(
        "延期批复",
        "DC-7.2b",
        "批复",
        "letter",
        supervision.ExtensionReply,
        supervision.compose_extension_reply,
        templates.letter,
    ),
    "supervision_bulletin": Kind(
        "督办通报",
        "CW-6.3b",
        "通报",
        "minutes",
        supervision.Bulletin,
        supervision.compose_bulletin,
        templates.journal,
    ),
    "study_plan": Kind(
        "年度学习计划", "XX-4.3", "通知", "gongwen", study.StudyPlan, study.compose_study_plan, templates.red_paper
    ),
    "study_attendance": Kind(
        "学习考勤表",
        "XX-5.4a",
        None,
        "form",
        forms.StudyAttendance,
        forms.study_attendance,
        templates.study_attendance,
    ),
    "study_record": Kind(
        "学习记录", "XX-5.4a", None, "form", study.StudyRecord, study.compose_study_record, templates.plain_paper
    ),
}
