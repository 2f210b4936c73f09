"""The papers of a meeting as data: 议题单, 会议通知, 邀请函, 签到表, 会议记录 (in the words documents renders)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from services.contracts.base import PERSONNEL_MASK
from services.contracts.shared import Recipient
from services.contracts.words.directory import PostCode, UnitRole
from services.contracts.words.meetings import AttendanceStatus, AttendeeCategory
from services.kernel.acts import Act
from services.meetings.attendance.presence import presence
from services.meetings.procedures import procedure
from services.meetings.sittings import naming
from services.meetings.sittings.model import AgendaItem, Meeting, Statement, StatementKind
from services.meetings.sittings.rules import Sitting

OFFICE_OF_COUNTY = "县政府办公室"


def _topics(sitting: Sitting) -> list[str]:
    return [naming.one_line(sitting.title(item)) for item in sitting.on_the_agenda()]


def contact(act: Act, meeting: Meeting) -> str:
    """The clerk who keeps the record answers questions."""
    return act.view.person_name(meeting.recorder_id) or OFFICE_OF_COUNTY


def agenda_sheet(act: Act, sitting: Sitting, items: Sequence[AgendaItem], *, supplementary: bool) -> dict[str, Any]:
    """议题单, 补充议题单 (CW-4.1)."""
    meeting, view = sitting.meeting, sitting.view
    study = f"{meeting.law_study_subject}（主讲：{meeting.law_study_lecturer}）" if meeting.law_study_id else None
    return {
        "meeting_name": naming.meeting_name(meeting),
        "supplementary": supplementary,
        "starts_at": meeting.starts_at,
        "place": naming.one_line(meeting.place),
        "chair": naming.titled(view, meeting.host_id),
        "study": naming.one_line(study) if study else None,
        "entries": [
            {
                "topic": naming.one_line(sitting.title(item)),
                "unit": naming.short_unit(view, item.unit_id),
                "reporter": view.person_name(item.reporter_id) or "主要负责同志",
                "minutes": item.planned_minutes,
                "observers": [] if item.restricted else [naming.short_unit(view, u) for u in item.involved_unit_ids],
                "members_only": item.restricted,
            }
            for item in items
        ],
        "version": meeting.agenda_version,
        "sent_to": _sent_to(sitting),
        "issuer": naming.office(act.view),
        "issued_on": act.on,
    }


def _sent_to(sitting: Sitting) -> str:
    """发送范围 and copies: everybody on the list has one (CW-4.2)."""
    counted = [(each.label, sum(a.category is each for a in sitting.attendees)) for each in AttendeeCategory]
    parts = "、".join(f"{label}{count}人" for label, count in counted if count)
    return f"{parts}，共{len(sitting.attendees)}份"


def recipients(sitting: Sitting) -> list[Recipient]:
    """The units of those on the list who have an account; guests are written to through their offices (CW-4.3)."""
    units = {a.unit_id for a in sitting.attendees if a.person_id is not None and a.unit_id is not None}
    return [Recipient(name=sitting.view.unit_name(unit), unit_id=unit) for unit in sorted(units)]


def leave_words(meeting: Meeting) -> str:
    """Whom to ask for leave (AMB-03)."""
    return procedure(meeting.kind).leave_words


def notice(act: Act, sitting: Sitting) -> dict[str, Any]:
    """会议通知 (CW-4.2)."""
    meeting, view = sitting.meeting, sitting.view
    members = [a.name for a in sitting.attendees if a.category is AttendeeCategory.MEMBER]
    others = [naming.listed(view, a) for a in sitting.attendees if a.category is AttendeeCategory.OBSERVER]
    materials: list[str] = []
    term = procedure(meeting.kind).print_term
    if term is not None:
        due = term.due(act.calendar, meeting.on).date
        materials = [f"请议题主办单位印制会议材料{meeting.copies_required}份，于{naming.day(due)}前送交县政府办公室。"]
    return {
        "mark": naming.office(act.view),
        "organ": naming.office(act.view),
        "meeting_name": naming.meeting_name(meeting),
        "addressees": ["会议组成人员及列席单位"],
        "starts_at": meeting.starts_at,
        "place": naming.one_line(meeting.place),
        "topics": _topics(sitting),
        "attendees": members,
        "observers": others,
        "materials": materials,
        "leave": leave_words(meeting),
        "contact": contact(act, meeting),
        "dated": act.on,
        "imprint": {"cc": [], "issuer": naming.office(act.view), "issued_on": act.on},
    }


SEAT_WORDS = {
    PostCode.INVITED_LEADER: "领导{count}名",
    PostCode.CONGRESS_DEPUTY: "人大代表{count}名",
    PostCode.CPPCC_MEMBER: "政协委员{count}名",
}


def invitations(act: Act, sitting: Sitting) -> Iterable[tuple[UUID, str, dict[str, Any]]]:
    """邀请函 (CW-4.3): one to each office that asks guests, with unit, its name and the data."""
    meeting, view = sitting.meeting, sitting.view
    asked: dict[UnitRole, list[str]] = {}
    for each in procedure(meeting.kind).invitations:
        if each.through is not None:
            asked.setdefault(each.through, []).append(SEAT_WORDS[each.post].format(count=each.count))
    open_topics = [naming.one_line(sitting.title(item)) for item in sitting.on_the_agenda() if not item.restricted]
    for role, seats in asked.items():
        for unit in view.units_with_role(role)[:1]:
            body = unit.short_name.removesuffix("办公室").removesuffix("办")
            words = [seat if seat[:2] in ("人大", "政协") else f"{body}{seat}" for seat in seats]
            yield (
                unit.id,
                unit.short_name,
                {
                    "mark": naming.office(act.view),
                    "organ": naming.office(act.view),
                    "invitee": unit.short_name,
                    "meeting_name": naming.meeting_name(meeting),
                    "starts_at": meeting.starts_at,
                    "place": naming.one_line(meeting.place),
                    "seats": "、".join(words),
                    "topics": open_topics or ["有关事项"],
                    "contact": contact(act, meeting),
                    "dated": act.on,
                },
            )


def sign_in_sheet(sitting: Sitting, remarks: Mapping[UUID, str]) -> dict[str, Any]:
    """签到表 (CW-5.1); `remarks` says who approved whose leave."""
    meeting, view = sitting.meeting, sitting.view
    return {
        "meeting_name": naming.meeting_name(meeting),
        "starts_at": meeting.starts_at,
        "place": naming.one_line(meeting.place),
        "attendees": [
            {
                "unit": naming.short_unit(view, a.unit_id) or "—",
                "name": a.name,
                "post": a.title or (a.post.label if a.post else "—"),
                "category": "列席" if a.category is AttendeeCategory.OBSERVER else a.category.label,
                "signed_in": a.signed_in_at,
                "signed_out": a.signed_out_at,
                "remark": remarks.get(a.id) or None,
            }
            for a in sitting.attendees
        ],
    }


def lists_of_those_present(sitting: Sitting) -> dict[str, list[str]]:
    """出席, 请假, 列席 as minutes and record list them; invited leaders stand under 列席 (AMB-15)."""
    view = sitting.view
    members = [a for a in sitting.attendees if a.category is AttendeeCategory.MEMBER]
    others = [a for a in sitting.attendees if a.category in (AttendeeCategory.INVITED, AttendeeCategory.OBSERVER)]
    return {
        "present": [a.name for a in members if a.status and a.status.came],
        "leave": [naming.listed(view, a) for a in (*members, *others) if a.status is AttendanceStatus.ON_LEAVE],
        "observers": [naming.listed(view, a) for a in others if a.status and a.status.came],
    }


ELSEWHERE = "会议研究了有关人事事项，另行记录。"


def _majority(item: AgendaItem) -> str:
    """Whether the conclusion is what most of the members think (国令713 §30)."""
    if item.agrees_with_majority is None:
        return ""
    if item.agrees_with_majority:
        return "（与会议组成人员多数人的意见一致）"
    return f"（与会议组成人员多数人的意见不一致，理由：{naming.one_line(item.majority_reason)}）"


def record(
    act: Act, sitting: Sitting, statements: Mapping[UUID, Sequence[Statement]], *, with_restricted: bool
) -> dict[str, Any]:
    """会议记录 (CW-5.1); personnel matters are recorded in a record of their own (AMB-22)."""
    meeting, view = sitting.meeting, sitting.view

    def said(item: AgendaItem, kind: StatementKind) -> list[dict[str, str]]:
        return [
            {"speaker": naming.one_line(s.speaker), "text": naming.one_line(s.text)}
            for s in statements.get(item.id, ())
            if s.kind is kind
        ]

    return {
        "meeting_name": naming.meeting_name(meeting),
        "starts_at": meeting.started_at or meeting.starts_at,
        "ends_at": meeting.ended_at,
        "place": naming.one_line(meeting.place),
        "chair": naming.titled(view, meeting.host_id),
        **lists_of_those_present(sitting),
        "members": presence(sitting.attendees).words,
        "absent": [naming.listed(view, a) for a in sitting.attendees if a.status is AttendanceStatus.ABSENT],
        "recorder": view.person_name(meeting.recorder_id) or OFFICE_OF_COUNTY,
        "reviewer": view.person_name(meeting.record_reviewed_by) or None,
        "topics": [
            {"heading": PERSONNEL_MASK, "note": ELSEWHERE}
            if item.restricted and not with_restricted
            else {
                "heading": naming.one_line(sitting.topics[item.topic_id].title),
                "reporter": f"{naming.short_unit(view, item.unit_id)}{view.person_name(item.reporter_id)}",
                "minutes": item.reported_minutes,
                "speeches": said(item, StatementKind.SPEECH),
                "written_opinions": said(item, StatementKind.WRITTEN_OPINION),
                "dissents": said(item, StatementKind.DISSENT),
                "conclusion": naming.one_line(item.conclusion) + _majority(item),
            }
            for item in sitting.items
            if item.decided_at is not None and (item.restricted or not with_restricted)
        ],
    }
