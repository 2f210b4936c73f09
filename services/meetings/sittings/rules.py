"""Rules of procedure for meetings, in the order of the regulations."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from services.contracts import refusals
from services.contracts.base import PERSONNEL_MASK
from services.contracts.words.meetings import AttendeeCategory, SpecialBasis
from services.kernel.authority import may
from services.kernel.refusals import ACTOR_NOT_ALLOWED, STATE_NOT_ALLOWED
from services.kernel.roster import RosterView
from services.kernel.rules import Case, Severity, rule, rule_each
from services.meetings.attendance.model import Attendee
from services.meetings.attendance.presence import presence
from services.meetings.columns import AbsentHead, OneMatter
from services.meetings.procedures import procedure
from services.meetings.rights import AGENDA_SIGNERS, agenda_signer
from services.meetings.sittings import hosts
from services.meetings.sittings.model import (
    AgendaItem,
    AgendaItemState,
    Arrangement,
    Meeting,
    MeetingState,
    PreparationItem,
)
from services.meetings.topics.model import Topic

ON_THE_AGENDA = frozenset(
    {AgendaItemState.PROPOSED, AgendaItemState.FINALIZED, AgendaItemState.CALLED, AgendaItemState.DECIDED}
)


@dataclass(frozen=True)
class Sitting:
    """A meeting with what its rules look at, as it stands on the meeting's day."""

    meeting: Meeting
    view: RosterView  # of the meeting's day
    items: Sequence[AgendaItem] = ()
    topics: Mapping[UUID, Topic] = field(default_factory=dict)
    attendees: Sequence[Attendee] = ()
    preparations: Sequence[PreparationItem] = ()
    added: Sequence[AgendaItem] = ()  # what a supplement would add

    def on_the_agenda(self) -> list[AgendaItem]:
        return [item for item in self.items if item.state in ON_THE_AGENDA]

    def title(self, item: AgendaItem) -> str:
        return PERSONNEL_MASK if item.restricted else self.topics[item.topic_id].title

    def signed_in(self) -> set[UUID | None]:
        """Who of those with an account has come."""
        return {a.person_id for a in self.attendees if a.signed_in_at is not None}

    def head_of(self, unit_id: UUID) -> UUID | None:
        """主要负责人 of the unit, or of the body that answers for it (GZ-31)."""
        head = self.view.holder("UNIT_HEAD", self.view.responsible_unit(unit_id))
        return head.id if head else None


def _of(case: Case[Meeting] | Case[AgendaItem]) -> Sitting:
    given: Sitting = case.given
    return given


def _host_may_preside(case: Case[Meeting], clause: str) -> bool:
    """Where this clause says who presides, the host is one whom it allows."""
    concerned = procedure(case.subject.kind).presided == clause
    return not concerned or hosts.mandate(case.subject, _of(case).view) is not None


def _has_one_matter(case: Case[Meeting], degree: OneMatter) -> bool:
    return procedure(case.subject.kind).one_matter is not degree or len(_of(case).on_the_agenda()) <= 1


@rule(refusals.HOST_NOT_ALLOWED, "GZ-13", "由县长召集和主持", path=("hostId",))
def plenary_host_is_allowed(case: Case[Meeting]) -> bool:
    """县长 presides over 全体会议, or 常务副县长 under a 委托 to 主持工作."""
    return _host_may_preside(case, "GZ-13")


@rule(refusals.HOST_NOT_ALLOWED, "GZ-15", "县长办公会议由县长召集和主持", path=("hostId",))
def mayor_meeting_host_is_allowed(case: Case[Meeting]) -> bool:
    """县长 presides over 县长办公会议, or 常务副县长 under a 委托 to 主持工作."""
    return _host_may_preside(case, "GZ-15")


@rule(refusals.OUT_OF_PORTFOLIO, "GZ-16.1", "按照分工召开专题会议")
def special_meeting_lies_in_the_portfolio(case: Case[Meeting]) -> bool:
    """A 专题会议 held 按分工 deals with the host's own portfolio: that of the unit which brings the matter."""
    meeting, sitting = case.subject, _of(case)
    if meeting.basis is not SpecialBasis.BY_PORTFOLIO:
        return True
    return all(hosts.covers(meeting.host_id, item.unit_id, sitting.view) for item in sitting.on_the_agenda())


@rule_each(refusals.MATERIAL_NOT_DELIVERED, "GZ-17.3", "会议议题和文件会前送达与会人员")
def material_is_delivered(case: Case[Meeting]) -> Iterator[str]:
    """A meeting starts when the material of every topic was delivered."""
    sitting = _of(case)
    for item in sitting.on_the_agenda():
        if item.material_delivered_at is None:
            yield sitting.title(item)


@rule_each(STATE_NOT_ALLOWED, "GZ-17.3", "会议议题和文件会前送达与会人员")
def material_comes_before_the_meeting(case: Case[AgendaItem]) -> Iterator[str]:
    """What those who attend have is what is heard: material comes, changes and goes back before the meeting."""
    meeting = _of(case).meeting
    if meeting.started_at is not None and case.at >= meeting.started_at:
        yield f"会议{meeting.state.label}"


@rule_each(refusals.MATERIAL_NOT_DELIVERED, "GZ-17.3", "会议议题和文件会前送达与会人员")
def topics_are_delivered_beforehand(case: Case[Meeting]) -> Iterator[str]:
    """Topics reach those who attend before the meeting: none joins the agenda while it sits."""
    sitting = _of(case)
    if case.subject.state is MeetingState.IN_SESSION:
        yield from (sitting.title(item) for item in sitting.added)


@rule_each(refusals.REPORT_OVER_10MIN, "GZ-17.4", "汇报发言控制在10分钟内", path=("reportMinutes",))
def planned_report_is_short(case: Case[Meeting]) -> Iterator[str]:
    """No report is planned for more than ten minutes."""
    sitting, limit = _of(case), case.act.policies.number("report_limit_min")
    if procedure(case.subject.kind).report_limited is None:
        return
    for item in sitting.on_the_agenda():
        if item.report_minutes > limit:
            yield f"{sitting.title(item)}（{item.report_minutes}分钟）"


@rule_each(refusals.REPORT_OVER_10MIN, "GZ-17.4", "汇报发言控制在10分钟内", severity=Severity.ADVISORY)
def report_was_short(case: Case[AgendaItem]) -> Iterator[str]:
    """Where the ten minutes bind (GZ-17, CW-5.2), a report that took more is put on record."""
    taken = case.subject.reported_minutes
    if procedure(_of(case).meeting.kind).report_limited is None:
        return
    if taken is not None and taken > case.act.policies.number("report_limit_min"):
        yield f"实际{taken}分钟"


@rule_each(refusals.MEMBERS_FEW, "GZ-18.1", "不能参加县政府有关会议，应向县长请假", severity=Severity.ADVISORY)
def members_have_come(case: Case[Meeting]) -> Iterator[str]:
    """No text gives a quorum and none is enforced; a county may want fewer members than so many percent on record."""
    asked, came = case.act.policies.limit("quorum_ratio"), presence(_of(case).attendees)
    if asked is not None and not came.reaches(asked):
        yield f"{came.words}（应不少于{asked}%）"


@rule_each(
    refusals.MEETING_OVER_90MIN,
    "GZ-20.3",
    "其他会议控制在90分钟以内",
    severity=Severity.ADVISORY,
    acknowledge=True,
)
def meeting_is_short(case: Case[Meeting]) -> Iterator[str]:
    """A meeting planned for more than ninety minutes must be acknowledged."""
    planned = case.subject.law_study_minutes + sum(item.planned_minutes for item in _of(case).on_the_agenda())
    if planned > case.act.policies.number("meeting_limit_min"):
        yield str(planned)


@rule_each(
    refusals.MEETING_TOOK_OVER_90MIN,
    "GZ-20.3",
    "除全县综合性会议外，其他会议控制在90分钟以内",
    severity=Severity.ADVISORY,
)
def meeting_was_short(case: Case[Meeting]) -> Iterator[str]:
    """A meeting that really took more than ninety minutes is put on record (AMB-16)."""
    taken = case.subject.actual_minutes
    if taken is not None and taken > case.act.policies.number("meeting_limit_min"):
        yield str(taken)


@rule(refusals.HOST_NOT_ALLOWED, "CW-1.2", "由县长召集和主持（或由县长委托常务副县长召集和主持）", path=("hostId",))
def standing_host_is_allowed(case: Case[Meeting]) -> bool:
    """县长 presides over 常务会议, or 常务副县长 under a 委托 to convene it; nobody else (AMB-01)."""
    return _host_may_preside(case, "CW-1.2")


@rule_each(
    refusals.TOPIC_OF_OTHER_MEETING,
    ("CW-3.1", "BG-4", "ZT-3"),
    "由县政府常务会议组成人员提出",
    bar=True,
    path=("entries",),
)
def topics_are_of_this_kind(case: Case[Meeting]) -> Iterator[str]:
    """Each kind of meeting has its own way to it: what went the way of another is not heard here."""
    sitting = _of(case)
    for item in sitting.on_the_agenda():
        kind = sitting.topics[item.topic_id].kind
        if kind is not case.subject.kind:
            yield f"《{sitting.title(item)}》系{kind.label}议题"


@rule(refusals.IMPROMPTU_TOPIC, "CW-3.4a", "县政府常务会议不研究临时动议事项", bar=True)
def topic_is_not_impromptu(case: Case[Meeting]) -> bool:
    """After the 议题单 a topic is added only with 县长's consent, and never while the meeting sits."""
    sitting = _of(case)
    if procedure(case.subject.kind).additions is None:
        return True
    if case.subject.state is MeetingState.IN_SESSION:
        return False
    return all(sitting.topics[item.topic_id].urgent_consent_at is not None for item in sitting.added)


@rule(refusals.ARRANGEMENT_NOT_APPROVED, "CW-3.5", "按程序送请县长审定")
def arrangement_is_approved(case: Case[Meeting]) -> bool:
    """The 议题单 follows 县长's approval of the arrangement."""
    return case.subject.arrangement is Arrangement.APPROVED and bool(_of(case).on_the_agenda())


@rule(ACTOR_NOT_ALLOWED, "CW-4.1", "由县政府办公室拟定议题单按程序送审签发", bar=True)
def agenda_is_signed_by_the_one_named(case: Case[Meeting]) -> bool:
    """办主任 signs the 议题单, or 县长 where the county's policy says so (AMB-14)."""
    return case.act.system or may((AGENDA_SIGNERS[agenda_signer(case.act)],), case.subject, case.act) is not None


@rule_each(refusals.MEMBER_NOT_NOTIFIED, "CW-4.2", "以电子公文或电话形式通知县政府常务会议组成人员")
def members_are_notified(case: Case[Meeting]) -> Iterator[str]:
    """Every member was told of the meeting before it starts."""
    for attendee in _of(case).attendees:
        if attendee.category is AttendeeCategory.MEMBER and attendee.notified_at is None:
            yield attendee.name


@rule_each(
    refusals.INVITATION_COUNT, "CW-4.3", "邀请3名人大代表、3名政协委员、法律顾问列席会议", severity=Severity.ADVISORY
)
def invitations_are_as_many_as_asked(case: Case[Meeting]) -> Iterator[str]:
    """One leader each of 县委, 人大 and 政协, three deputies, three members and a legal adviser are invited."""
    guests = [(attendee.post, attendee.through) for attendee in _of(case).attendees]
    for asked in procedure(case.subject.kind).invitations:
        count = guests.count((asked.post, asked.through))
        if count < asked.count or (count > asked.count and not asked.at_least):
            through = f"（{asked.through.label}）" if asked.through else ""
            yield f"{asked.post.label}{through}应邀{asked.count}人，拟邀{count}人"


@rule_each(
    refusals.INVITATION_COUNT, "CW-4.3", "邀请3名人大代表、3名政协委员、法律顾问列席会议", severity=Severity.ADVISORY
)
def invited_guests_came(case: Case[Meeting]) -> Iterator[str]:
    """Fewer guests than the texts ask for in the room stay on record with the meeting."""
    attendees = _of(case).attendees
    for asked in procedure(case.subject.kind).invitations:
        listed = [a for a in attendees if (a.post, a.through) == (asked.post, asked.through)]
        came = sum(a.signed_in_at is not None for a in listed)
        if came < asked.count:
            through = f"（{asked.through.label}）" if asked.through else ""
            yield f"{asked.post.label}{through}邀请{len(listed)}人，实到{came}人"


@rule_each(refusals.MATERIAL_LATE, "CW-4.4a", "在会前1个工作日内送交县政府办公室", severity=Severity.ADVISORY)
def material_is_in_time(case: Case[AgendaItem]) -> Iterator[str]:
    """Material is delivered one working day before the meeting; late material stays on record."""
    sitting = _of(case)
    due = case.act.calendar.sub_workdays(sitting.meeting.on, 1).date
    if case.on > due and case.subject.material_delivered_at is None:
        yield f"{sitting.title(case.subject)}（应于{due.month}月{due.day}日前送交）"


@rule_each(STATE_NOT_ALLOWED, "CW-4.4b", "一律退回，重新印制后及时报送")
def material_that_goes_back_was_delivered(case: Case[AgendaItem]) -> Iterator[str]:
    """Only material that the office holds can be returned to be printed anew."""
    if case.subject.material_delivered_at is None:
        yield "会议材料尚未送交"


@rule_each(refusals.TOPICS_UNFINISHED, "CW-5.1", "完整、准确做好会议记录")
def called_topics_are_decided(case: Case[Meeting]) -> Iterator[str]:
    """A meeting ends when every topic that was called has its conclusion."""
    sitting = _of(case)
    for item in sitting.items:
        if item.state is AgendaItemState.CALLED:
            yield sitting.title(item)


@rule_each(STATE_NOT_ALLOWED, "CW-5.1", "完整、准确做好会议记录", bar=True)
def reviewed_record_stays_as_it_is(case: Case[AgendaItem]) -> Iterator[str]:
    """Once 办主任 has looked the record through, and it was printed, nothing is added to it."""
    if _of(case).meeting.record_reviewed_at is not None:
        yield "会议记录已审核"


@rule_each(STATE_NOT_ALLOWED, "CW-5.1", "提醒告知汇报发言和讨论发言时间")
def report_is_clocked_once(case: Case[AgendaItem]) -> Iterator[str]:
    """The clock of a report that runs, or has run, is not set back by a second hand."""
    if case.subject.report_started_at is not None:
        yield "已结束汇报" if case.subject.report_ended_at is not None else "正在汇报"


@rule_each(refusals.REPORTER_NOT_HEAD, "CW-5.2a", "必须由议题主办单位主要负责同志汇报", path=("reporterId",))
def reporter_is_the_unit_head(case: Case[Meeting]) -> Iterator[str]:
    """A 常务会议 hears the unit's own head, no deputy of his."""
    sitting = _of(case)
    if procedure(case.subject.kind).absent_head is not AbsentHead.NOT_HEARD:
        return
    for item in sitting.on_the_agenda():
        if item.reporter_id is None or item.reporter_id != sitting.head_of(item.unit_id):
            yield sitting.title(item)


@rule(refusals.HEAD_ABSENT_TOPIC_DEFERRED, "CW-5.2b", "议题主办单位主要负责同志不能到会的，该议题不研究", bar=True)
def topic_of_an_absent_head_is_not_heard(case: Case[AgendaItem]) -> bool:
    """Once deferred because the head could not come, the topic is not called in this meeting."""
    return case.subject.state is not AgendaItemState.DEFERRED


@rule_each(refusals.ATTENDEE_MISSING, "ZT-2", "办公室分管副主任", severity=Severity.ADVISORY)
def deputy_director_attends(case: Case[Meeting]) -> Iterator[str]:
    """A 专题会议 without the deputy director of the host's 口 is put on record."""
    meeting, sitting = case.subject, _of(case)
    if procedure(meeting.kind).section_attends is None:
        return
    wanted = {p.deputy_director_id for p in sitting.view.portfolios if p.leader_id == meeting.host_id} - {None}
    if wanted and not wanted & sitting.signed_in():
        yield "办公室分管副主任"


@rule_each(refusals.ATTENDEE_MISSING, "ZT-2", "议题涉及单位主要负责人", severity=Severity.ADVISORY)
def heads_of_the_units_attend(case: Case[Meeting]) -> Iterator[str]:
    """A 专题会议 that a unit's head did not come to is put on record (AMB-17)."""
    sitting = _of(case)
    if procedure(case.subject.kind).absent_head is not AbsentHead.WARNED:
        return
    units = {unit for item in sitting.items for unit in (item.unit_id, *item.involved_unit_ids)}
    for unit in sorted(units):
        head = sitting.head_of(unit)
        if head is not None and head not in sitting.signed_in():
            yield f"{sitting.view.unit_name(unit)}主要负责人"


@rule(refusals.HOST_NOT_ALLOWED, "ZT-2", "由分管副县长召集", path=("hostId",))
def special_meeting_host_is_allowed(case: Case[Meeting]) -> bool:
    """A 副县长 presides over 专题会议, or 县长 himself (AMB-43)."""
    return _host_may_preside(case, "ZT-2")


@rule(refusals.COMMISSION_REQUIRED, "ZT-2.5", "受县长委托专题研究")
def commission_is_on_record(case: Case[Meeting]) -> bool:
    """A 专题会议 held 受县长委托 rests on a recorded commission."""
    meeting, sitting = case.subject, _of(case)
    heard = [sitting.topics[item.topic_id] for item in sitting.on_the_agenda() if item.topic_id in sitting.topics]
    return meeting.basis is not SpecialBasis.COMMISSIONED or hosts.is_commissioned(meeting, heard, sitting.view)


@rule_each(refusals.COMMISSION_REQUIRED, "ZT-2.5", "受县长委托专题研究", path=("basis",))
def commissioned_matter_has_a_commissioned_meeting(case: Case[Meeting]) -> Iterator[str]:
    """What 县长 entrusted is heard in a meeting held 受县长委托, so that its minutes go to him (ZT-5.2)."""
    meeting, sitting = case.subject, _of(case)
    if meeting.basis is SpecialBasis.COMMISSIONED:
        return
    for item in sitting.on_the_agenda():
        scope = procedure(meeting.kind).scope(sitting.topics[item.topic_id].scope_code)
        if scope is not None and scope.commissioned:
            yield sitting.title(item)


@rule(refusals.ONE_TOPIC_PER_MEETING, "ZT-4", "县政府专题会议实行一事一议")
def special_meeting_has_one_topic(case: Case[Meeting]) -> bool:
    """A 专题会议 deals with one matter."""
    return _has_one_matter(case, OneMatter.ALWAYS)


@rule(
    refusals.ONE_TOPIC_PER_MEETING,
    "BG-5.1",
    "县长办公会议原则实行一事一议",
    severity=Severity.DISPENSABLE,
    dispensable_by="COUNTY_HEAD",
)
def mayor_meeting_has_one_topic(case: Case[Meeting]) -> bool:
    """A 县长办公会议 deals with one matter; 县长 may take a second with a reason."""
    return _has_one_matter(case, OneMatter.IN_PRINCIPLE)


@rule_each(refusals.REPORTER_NOT_HEAD, "BG-5.1", "由提请单位主要负责人汇报", severity=Severity.ADVISORY)
def deputys_report_is_on_record(case: Case[AgendaItem]) -> Iterator[str]:
    """Where no text forbids it, a report by another than the unit's head is heard and stays on record."""
    sitting = _of(case)
    if procedure(sitting.meeting.kind).absent_head is AbsentHead.RECORDED and case.subject.deputy_reported:
        yield sitting.title(case.subject)
