"""A paper (公文) of the county government or its office, from the proposal to the archive (发文)."""

from datetime import date, datetime
from enum import unique
from typing import Any
from uuid import UUID

from sqlalchemy import Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.contracts.words.shared import PublicAttribute
from services.documents.base import Base
from services.kernel.ids import new_id
from services.kernel.labels import Labelled
from services.kernel.model import Subject


@unique
class PaperState(Labelled):
    """Where a paper stands (spec 03)."""

    PROPOSED = "PROPOSED", "提出发文"
    ADMITTED = "ADMITTED", "已立项"
    DRAFTED = "DRAFTED", "已拟稿"
    UNIT_HEAD_SIGNED = "UNIT_HEAD_SIGNED", "主要负责人已把关"
    ACCEPTED = "ACCEPTED", "办公室已收稿"
    EDITED = "EDITED", "已核稿"
    COUNTERSIGNING = "COUNTERSIGNING", "会签"
    SIGNED = "SIGNED", "已签发，待印发"
    ISSUED = "ISSUED", "已印发"
    ARCHIVED = "ARCHIVED", "已归档"
    RETURNED = "RETURNED", "已退回"
    REFUSED = "REFUSED", "不发文"
    VOIDED = "VOIDED", "已作废"


@unique
class PaperGenre(Labelled):
    """The fifteen 文种 of the 《党政机关公文处理工作条例》 (GZ-21.1), and no other."""

    RESOLUTION = "RESOLUTION", "决议"
    DECISION = "DECISION", "决定"
    ORDER = "ORDER", "命令（令）"
    COMMUNIQUE = "COMMUNIQUE", "公报"
    PROCLAMATION = "PROCLAMATION", "公告"
    PUBLIC_NOTICE = "PUBLIC_NOTICE", "通告"
    OPINIONS = "OPINIONS", "意见"
    NOTICE = "NOTICE", "通知"
    CIRCULAR = "CIRCULAR", "通报"
    REPORT = "REPORT", "报告"
    REQUEST = "REQUEST", "请示"
    REPLY = "REPLY", "批复"
    BILL = "BILL", "议案"
    LETTER = "LETTER", "函"
    MINUTES = "MINUTES", "纪要"


UPWARD = frozenset({PaperGenre.REPORT, PaperGenre.REQUEST, PaperGenre.BILL})  # 上行文


@unique
class PaperSeries(Labelled):
    """代字 of papers; the keys are those of the county's number series."""

    COUNTY_PAPER = "COUNTY_PAPER", "平政发"
    OFFICE_PAPER = "OFFICE_PAPER", "平政办发"
    COUNTY_LETTER = "COUNTY_LETTER", "平政函"
    OFFICE_LETTER = "OFFICE_LETTER", "平政办函"


@unique
class PaperUrgency(Labelled):
    """紧急程度."""

    CRITICAL = "CRITICAL", "特急"
    URGENT = "URGENT", "加急"
    ORDINARY = "ORDINARY", "平件"


@unique
class Secrecy(Labelled):
    """密级; the system handles none but the first (GZ-28.3)."""

    NONE = "NONE", "无"
    SECRET = "SECRET", "秘密"
    CONFIDENTIAL = "CONFIDENTIAL", "机密"
    TOP_SECRET = "TOP_SECRET", "绝密"


@unique
class PaperOpinion(Labelled):
    """What the signer writes (GZ-23)."""

    AGREED = "AGREED", "同意"
    NOT_AGREED = "NOT_AGREED", "不同意"
    REVISE = "REVISE", "修改后再报"
    TRANSFERRED = "TRANSFERRED", "转有关单位研办"
    OTHER = "OTHER", "其他意见"
    CIRCLED = "CIRCLED", "圈阅"


@unique
class CountersignVerdict(Labelled):
    """会签意见 (GZ-21.3)."""

    AGREED = "AGREED", "同意"
    COMMENTED = "COMMENTED", "有意见"
    DISAGREED = "DISAGREED", "不同意"


class OfficialPaper(Subject, Base):
    """公文."""

    __tablename__ = "official_paper"
    __table_args__ = (Index("official_paper_state", "state"), Index("official_paper_unit", "unit_id"))

    state: Mapped[PaperState]
    unit_id: Mapped[UUID]  # 主办单位, which drafts it
    proposed_by: Mapped[UUID]
    title: Mapped[str] = mapped_column(Text)
    genre: Mapped[PaperGenre]
    series: Mapped[PaperSeries]
    in_county_name: Mapped[bool]  # bears the county government's name, whatever the series (AMB-43)
    purpose: Mapped[str] = mapped_column(Text)
    law_is_clear: Mapped[bool]  # 法律法规已有明确规定？ (GZ-22.1)
    department_suffices: Mapped[bool]  # 部门或联合发文能解决？ (GZ-22.1)
    needs_decision: Mapped[bool]  # 有具体办理事项或请示事项 (GZ-23)
    normative: Mapped[bool]  # 规范性文件 (GZ-12)
    confidential_basis: Mapped[str | None] = mapped_column(Text)  # why it is lawfully not consulted on (GZ-12.2c)
    topic_id: Mapped[UUID | None]  # the topic by which it was decided
    decision_ids: Mapped[list[UUID]]

    # The draft
    affected_unit_ids: Mapped[list[UUID]]
    addressees: Mapped[list[str]]  # 主送 as printed
    copied: Mapped[list[str]]  # 抄送 as printed
    recipients: Mapped[list[Any]]
    cc: Mapped[list[Any]]
    blocks: Mapped[list[Any]]
    annexes: Mapped[list[Any]]
    annexes_marked: Mapped[bool]
    attachments: Mapped[list[str]]
    note: Mapped[str | None] = mapped_column(Text)
    urgency: Mapped[PaperUrgency]
    secrecy: Mapped[Secrecy]
    public_attribute: Mapped[PublicAttribute]
    not_public_reason: Mapped[str | None] = mapped_column(Text)
    regulation_ids: Mapped[list[str]]  # 制度 that come into force with it
    drafted_by: Mapped[UUID | None]
    revision: Mapped[int]  # 稿次

    # The chain
    unit_head_id: Mapped[UUID | None]
    accepted_by: Mapped[UUID | None]
    edited_by: Mapped[UUID | None]
    reviewed_by: Mapped[UUID | None]  # 分管副县长
    opinion: Mapped[PaperOpinion | None]
    opinion_text: Mapped[str | None] = mapped_column(Text)
    signer: Mapped[dict[str, Any] | None]
    signed_on: Mapped[date | None]
    document_id: Mapped[UUID | None]
    number: Mapped[str | None]
    issued_at: Mapped[datetime | None]
    failure_zh: Mapped[str | None] = mapped_column(Text)


class PaperCountersignature(Base):
    """会签 of one affected unit."""

    __tablename__ = "paper_countersignature"
    __table_args__ = (UniqueConstraint("paper_id", "unit_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    paper_id: Mapped[UUID]
    unit_id: Mapped[UUID]
    verdict: Mapped[CountersignVerdict | None]
    text: Mapped[str] = mapped_column(Text)
    by: Mapped[UUID | None]
    at: Mapped[datetime | None]
    coordinated_by: Mapped[UUID | None]  # the leader who settled a disagreement
    coordination: Mapped[str | None] = mapped_column(Text)

    @property
    def open(self) -> bool:
        """Does the paper still wait for this unit?"""
        return self.verdict is None or (self.verdict is CountersignVerdict.DISAGREED and self.coordinated_by is None)


class DecisionCopy(Base):
    """What documents knows of a decision of a meeting: whether 县委审定 is still due (GZ-3)."""

    __tablename__ = "decision_copy"

    decision_id: Mapped[UUID] = mapped_column(primary_key=True)
    pending: Mapped[bool]
