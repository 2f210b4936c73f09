"""What has to be done before a topic is heard: consultation, proofs, coordination, and what documents tell."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.contracts.words.documents import ReviewConclusion, ReviewSubjectKind
from services.kernel.ids import new_id
from services.kernel.labels import Labelled
from services.kernel.model import Subject
from services.meetings.base import Base


class ConsultationResult(Labelled):
    """会商、征求意见结果 (GZ-10.2, GZ-10.3)."""

    AGREED = "AGREED", "同意"
    DISAGREED = "DISAGREED", "有分歧"
    NO_REPLY = "NO_REPLY", "未回复"


class CoordinationResult(Labelled):
    """协调结果 (GZ-17.2)."""

    SETTLED = "SETTLED", "基本一致"
    DIVIDED = "DIVIDED", "仍有分歧"


class GroundworkKind(Labelled):
    """前置程序和依据材料的种类."""

    FEASIBILITY = "FEASIBILITY", "调查研究和论证评估"  # GZ-10.1
    PARTICIPATION = "PARTICIPATION", "公众参与"  # GZ-9.1
    EXPERT = "EXPERT", "专家论证"  # GZ-9.1
    RISK = "RISK", "风险评估"  # GZ-9.1
    STABILITY = "STABILITY", "社会稳定风险评估"  # GZ-10.4
    HEARING = "HEARING", "听证会等听取意见"  # GZ-10.4
    LISTENING = "LISTENING", "听取各方面意见"  # GZ-9.2
    PLAN = "PLAN", "具体方案"  # BG-4
    EVALUATION = "EVALUATION", "决策后评估"  # GZ-9.3
    PARTY_DECISION = "PARTY_DECISION", "县委已审定同意"  # AMB-34


class UnitConsultation(Base):
    """What one department or town said (会商征求意见); a later row of the same unit stands for it."""

    __tablename__ = "unit_consultation"
    __table_args__ = (Index("unit_consultation_topic", "topic_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    topic_id: Mapped[UUID]
    unit_id: Mapped[UUID]
    result: Mapped[ConsultationResult]
    text: Mapped[str] = mapped_column(Text)
    signatory: Mapped[str] = mapped_column(Text)
    consulted_on: Mapped[date]
    recorded_by: Mapped[UUID]
    recorded_at: Mapped[datetime]


class Coordination(Base):
    """How 分管副县长 brought the units together (GZ-17.2), with whom he stood in for."""

    __tablename__ = "coordination"
    __table_args__ = (Index("coordination_topic", "topic_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    topic_id: Mapped[UUID]
    result: Mapped[CoordinationResult]
    text: Mapped[str] = mapped_column(Text)
    person_id: Mapped[UUID]
    on_behalf_of: Mapped[UUID | None]
    stamp: Mapped[str]
    coordinated_at: Mapped[datetime]


class Groundwork(Subject, Base):
    """One piece of groundwork (前置程序材料), done or declared not applicable with a reason that was approved."""

    __tablename__ = "groundwork"
    __table_args__ = (Index("groundwork_topic", "topic_id"),)

    topic_id: Mapped[UUID]
    kind: Mapped[GroundworkKind]
    applicable: Mapped[bool]
    text: Mapped[str] = mapped_column(Text)  # what was done and found, or why it does not apply
    form: Mapped[str] = mapped_column(Text)  # 听证会、座谈会、公开征求意见 …, who assessed, or the 文号 of 县委
    heard: Mapped[str] = mapped_column(Text, default="", server_default="")  # who was heard (GZ-9.2, GZ-10.4)
    adoption: Mapped[str] = mapped_column(Text, default="", server_default="")  # what became of what they said
    done_on: Mapped[date]
    recorded_by: Mapped[UUID]
    recorded_at: Mapped[datetime]
    approved_by: Mapped[UUID | None]  # the office's approval of 不适用 (GZ-9.1, AMB-45)
    approved_at: Mapped[datetime | None]

    @property
    def counts(self) -> bool:
        return self.applicable or self.approved_at is not None


class LegalityReviewCopy(Base):
    """合法性审查 as documents tells it (AMB-41); without a conclusion it is under way."""

    __tablename__ = "legality_review_copy"
    __table_args__ = (Index("legality_review_copy_topic", "topic_id"),)

    review_id: Mapped[UUID] = mapped_column(primary_key=True)
    topic_id: Mapped[UUID]
    kind: Mapped[ReviewSubjectKind]
    sent_on: Mapped[date | None]
    conclusion: Mapped[ReviewConclusion | None]
    reviewer_id: Mapped[UUID | None]
    concluded_on: Mapped[date | None]
    suggestions: Mapped[str] = mapped_column(Text)
    document_id: Mapped[UUID | None]


class PublicConsultationCopy(Base):
    """公开征求意见 as documents tells it (AMB-41); `opinions` is known when it has been closed."""

    __tablename__ = "public_consultation_copy"
    __table_args__ = (Index("public_consultation_copy_topic", "topic_id"),)

    consultation_id: Mapped[UUID] = mapped_column(primary_key=True)
    topic_id: Mapped[UUID]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    short_reason: Mapped[str] = mapped_column(Text, default="", server_default="")  # as it was published (AMB-24)
    closed: Mapped[bool]
    opinions: Mapped[int | None]
    adopted: Mapped[int | None]
