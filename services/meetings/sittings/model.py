"""A meeting (会议) from planning to its end: agenda, number, what was said, what was prepared."""

from datetime import date, datetime
from enum import unique
from uuid import UUID

from sqlalchemy import Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.contracts.words.meetings import DeferralReason, MeetingKind, Outcome, SpecialBasis
from services.kernel.clock import SHANGHAI
from services.kernel.ids import new_id
from services.kernel.labels import Labelled
from services.kernel.model import Subject
from services.meetings.base import Base
from services.meetings.lengths import minutes_between
from services.meetings.topics.model import restricted_as


@unique
class MeetingState(Labelled):
    """Where a meeting stands (spec 03)."""

    PLANNED = "PLANNED", "已拟定"
    AGENDA_ISSUED = "AGENDA_ISSUED", "议题单已签发"
    NOTIFIED = "NOTIFIED", "已通知"
    IN_SESSION = "IN_SESSION", "正在召开"
    CONCLUDED = "CONCLUDED", "已结束"
    MINUTES_ISSUED = "MINUTES_ISSUED", "纪要已印发"
    ARCHIVED = "ARCHIVED", "已归档"
    POSTPONED = "POSTPONED", "已推迟"
    CANCELLED = "CANCELLED", "已取消"


class Arrangement(Labelled):
    """议题安排意见 (CW-3.5)."""

    NONE = "NONE", "尚未提出"
    PROPOSED = "PROPOSED", "已送县长审定"
    APPROVED = "APPROVED", "县长已审定"


class AgendaItemState(Labelled):
    """Where a topic stands on one meeting's agenda."""

    PROPOSED = "PROPOSED", "拟安排"
    FINALIZED = "FINALIZED", "已审定"
    REMOVED = "REMOVED", "已移出"
    CALLED = "CALLED", "正在审议"
    DECIDED = "DECIDED", "已议决"
    DEFERRED = "DEFERRED", "未研究"


class StatementKind(Labelled):
    """发言种类 (CW-5.1, GZ-18.1)."""

    SPEECH = "SPEECH", "发言"
    WRITTEN_OPINION = "WRITTEN_OPINION", "书面意见"
    DISSENT = "DISSENT", "不同意见"


class Preparation(Labelled):
    """会务清单 (CW-5.1): the six fixed items; the office may add its own.

    The clause's other duties leave their own trace: 签到, 材料签收, 计时提醒, 候会通知 and 会议记录.
    """

    VENUE = "VENUE", "会场布置"
    LIGHTS = "LIGHTS", "灯光"
    SOUND = "SOUND", "音响"
    MICROPHONES = "MICROPHONES", "话筒"
    VIDEO = "VIDEO", "视频播放"
    TEA = "TEA", "茶水"
    OTHER = "OTHER", "其他"


class Meeting(Subject, Base):
    """会议 (GZ-13…16)."""

    __tablename__ = "meeting"
    __table_args__ = (
        Index("meeting_state", "state"),
        Index("meeting_starts", "kind", "starts_at"),
        Index("meeting_year", "year", "kind"),
        Index("meeting_in_time", "starts_at", "id"),
    )

    kind: Mapped[MeetingKind]
    state: Mapped[MeetingState]
    year: Mapped[int]
    session_no: Mapped[int | None]  # taken when the 议题单 is issued (AMB-46)
    starts_at: Mapped[datetime]
    date_note: Mapped[str] = mapped_column(Text, default="")  # why the date is assumed, when the source gives none
    date_assumed: Mapped[bool] = mapped_column(default=False)
    place: Mapped[str] = mapped_column(Text)
    host_id: Mapped[UUID]
    basis: Mapped[SpecialBasis | None]
    recorder_id: Mapped[UUID | None]  # the clerk who keeps the record; none until the office names one (ZT-5.1)
    roster_version: Mapped[int]
    arrangement: Mapped[Arrangement] = mapped_column(default=Arrangement.NONE)
    arrangement_reason: Mapped[str] = mapped_column(Text, default="")  # of an order by hand (CW-3.5)
    arranged_by: Mapped[UUID | None]  # who settled it (CW-3.5, ZT-4)
    arranged_stamp: Mapped[str] = mapped_column(Text, default="", server_default="")  # 受县长委托
    agenda_version: Mapped[int] = mapped_column(default=0)
    agenda_issued_at: Mapped[datetime | None]
    notified_at: Mapped[datetime | None]
    copies_required: Mapped[int | None]  # of the material: as many as take part (CW-4.4a)
    law_study_id: Mapped[UUID | None]  # 会前学法: item 0 (XF-3.2)
    law_study_subject: Mapped[str] = mapped_column(Text, default="")
    law_study_lecturer: Mapped[str] = mapped_column(Text, default="")
    law_study_minutes: Mapped[int] = mapped_column(default=0)
    law_study_held: Mapped[bool] = mapped_column(default=False)
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    mandate: Mapped[str] = mapped_column(Text, default="")  # 受县长委托, when the host presides for him
    record_finalized_at: Mapped[datetime | None]
    record_reviewed_at: Mapped[datetime | None]  # by 办主任 (spec 08, 10)
    record_reviewed_by: Mapped[UUID | None]
    explain_by: Mapped[date | None]  # 到会情况通报: until when units explain themselves; set with its draft
    bulletin_signed_at: Mapped[datetime | None]  # by 办主任 (AMB-43)
    registered_as_held: Mapped[bool] = mapped_column(default=False)  # 补登 of a whole meeting (AMB-47)
    planned_by: Mapped[UUID]
    moves: Mapped[int] = mapped_column(default=0)  # rises with what happens to agenda and list, and the version with it

    @property
    def on(self) -> date:
        """The day of the meeting in the office's own time zone."""
        return self.starts_at.astimezone(SHANGHAI).date()

    @property
    def sheet_is_out(self) -> bool:
        """Is a signed 议题单 in force, of which every change is a new version (CW-4.1)?"""
        return self.state in (MeetingState.AGENDA_ISSUED, MeetingState.NOTIFIED)

    @property
    def actual_minutes(self) -> int | None:
        """How long it took, a minute begun counted whole (GZ-20.3); None while it sits, and when nobody knows."""
        if self.started_at is None or self.ended_at is None or self.registered_as_held:
            return None
        return minutes_between(self.started_at, self.ended_at)


class SessionNumber(Base):
    """第N次: gapless for each kind and year; a cancelled meeting's number stays, voided with the reason (AMB-46).

    Where the county counts by terms of government (届), `year` is the year in which the term began.
    """

    __tablename__ = "session_number"

    kind: Mapped[MeetingKind] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[UUID]
    taken_at: Mapped[datetime]
    external: Mapped[bool] = mapped_column(default=False)  # given on paper before, 外部登记
    void_reason: Mapped[str | None] = mapped_column(Text)


class AgendaItem(Subject, Base):
    """One topic on the agenda of one meeting (议题单的一行), and how it went."""

    __tablename__ = "agenda_item"
    __table_args__ = (
        Index("agenda_item_meeting", "meeting_id", "position"),
        Index("agenda_item_topic", "topic_id"),
        Index("agenda_item_unit", "unit_id", "meeting_id", "state"),
        Index("agenda_item_involved", "involved_unit_ids", postgresql_using="gin"),
    )

    meeting_id: Mapped[UUID]
    topic_id: Mapped[UUID] = mapped_column()
    state: Mapped[AgendaItemState]
    position: Mapped[int]
    unit_id: Mapped[UUID]
    involved_unit_ids: Mapped[list[UUID]]
    reporter_id: Mapped[UUID | None]
    report_minutes: Mapped[int]  # planned length of the report (GZ-17.4)
    planned_minutes: Mapped[int]  # report and discussion (GZ-20.3)
    restricted: Mapped[bool] = restricted_as(topic_id)  # 人事事项: 仅组成人员 (CW-2.6, AMB-22)
    supplement: Mapped[bool] = mapped_column(default=False)  # 补充议题单 (CW-3.4b)
    material_delivered_at: Mapped[datetime | None]
    paper_copies: Mapped[int | None]  # confirmed by the office (CW-4.4a)
    material_late: Mapped[bool] = mapped_column(default=False)
    kept_reason: Mapped[str] = mapped_column(Text, default="")  # 县长 keeps a topic whose material is late (AMB-06)
    kept_by: Mapped[UUID | None]
    kept_stamp: Mapped[str] = mapped_column(Text, default="", server_default="")  # 受县长委托
    waiting_called_at: Mapped[datetime | None]  # 候会通知 (CW-5.1): once
    called_at: Mapped[datetime | None]
    report_started_at: Mapped[datetime | None]
    report_ended_at: Mapped[datetime | None]
    reported_minutes: Mapped[int | None]  # actual (GZ-17.4)
    deputy_reported: Mapped[bool] = mapped_column(default=False)  # 副职汇报, where the rules allow it (BG-5.1)
    conclusion: Mapped[str] = mapped_column(Text, default="")  # 主持人结论
    agrees_with_majority: Mapped[bool | None]  # of a major administrative decision (国令713 §30)
    majority_reason: Mapped[str] = mapped_column(Text, default="", server_default="")  # if he does not
    outcome: Mapped[Outcome | None]
    authority_basis: Mapped[str] = mapped_column(Text, default="")  # 权限依据 (GZ-16.2)
    decided_at: Mapped[datetime | None]
    deferral: Mapped[DeferralReason | None]
    deferral_clause: Mapped[str] = mapped_column(default="")


class Statement(Base):
    """What somebody said or wrote on a topic (会议记录, CW-5.1, GZ-18.1)."""

    __tablename__ = "statement"
    __table_args__ = (Index("statement_item", "item_id", "no"), UniqueConstraint("item_id", "no"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    item_id: Mapped[UUID]
    no: Mapped[int]
    kind: Mapped[StatementKind]
    person_id: Mapped[UUID | None]
    speaker: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


class PreparationItem(Base):
    """One line of the 会务清单, ticked with name and time (CW-5.1)."""

    __tablename__ = "preparation_item"
    __table_args__ = (Index("preparation_item_meeting", "meeting_id", "no"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    meeting_id: Mapped[UUID]
    no: Mapped[int]
    code: Mapped[Preparation]
    label: Mapped[str] = mapped_column(Text)
    done_by: Mapped[UUID | None]
    done_at: Mapped[datetime | None]
