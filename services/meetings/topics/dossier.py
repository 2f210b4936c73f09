"""Everything on one topic's file (案卷), loaded before a rule looks at it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from services.contracts.words.documents import ReviewConclusion
from services.kernel.store import Deadline, Finding, StoredFile
from services.meetings.decisions.change.model import DecisionEvaluation
from services.meetings.decisions.model import Decision
from services.meetings.papers.model import RequestedPaper
from services.meetings.topics.groundwork.model import (
    ConsultationResult,
    Coordination,
    CoordinationResult,
    Groundwork,
    GroundworkKind,
    LegalityReviewCopy,
    PublicConsultationCopy,
    UnitConsultation,
)
from services.meetings.topics.model import Deferral, OpinionStep, TopicOpinion
from services.meetings.topics.preparation.model import Material, PreparationNotice
from services.meetings.topics.review.model import PreliminaryReview, VetoReview


@dataclass(frozen=True)
class Dossier:
    """The rows that belong to one topic, oldest first; `asked` is what the present act brings with it."""

    opinions: tuple[TopicOpinion, ...] = ()
    deferrals: tuple[Deferral, ...] = ()
    consultations: tuple[UnitConsultation, ...] = ()
    coordinations: tuple[Coordination, ...] = ()
    groundwork: tuple[Groundwork, ...] = ()
    legality_reviews: tuple[LegalityReviewCopy, ...] = ()
    public_consultations: tuple[PublicConsultationCopy, ...] = ()
    notices: tuple[PreparationNotice, ...] = ()
    materials: tuple[Material, ...] = ()
    reviews: tuple[PreliminaryReview, ...] = ()
    vetoes: tuple[VetoReview, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    findings: tuple[Finding, ...] = ()
    papers: tuple[RequestedPaper, ...] = ()
    files: Mapping[UUID, tuple[StoredFile, ...]] = field(default_factory=dict)  # by Material or Groundwork
    changes: Decision | None = None  # the decision in force that the topic wants changed (GZ-9.3)
    rivals: tuple[Decision, ...] = ()  # decisions on other topics that will change it
    evaluations: tuple[DecisionEvaluation, ...] = ()  # of that decision
    asked: Any = None

    def opinion(self, step: OpinionStep) -> TopicOpinion | None:
        """The latest opinion signed at this step."""
        return next((each for each in reversed(self.opinions) if each.step is step), None)

    def consulted(self) -> dict[UUID, UnitConsultation]:
        """What each unit said last."""
        return {each.unit_id: each for each in self.consultations}

    def disagreement(self) -> list[UnitConsultation]:
        """Disagreement that no later coordination has settled (GZ-17.2); in one moment the ids tell the order."""
        settled = [
            (each.coordinated_at, each.id) for each in self.coordinations if each.result is CoordinationResult.SETTLED
        ]
        return [
            each
            for each in self.consulted().values()
            if each.result is ConsultationResult.DISAGREED
            and not any(when > (each.recorded_at, each.id) for when in settled)
        ]

    def is_divided(self) -> bool:
        """Does the last coordination say 仍有分歧?"""
        return bool(self.coordinations) and self.coordinations[-1].result is CoordinationResult.DIVIDED

    def done(self, kind: GroundworkKind) -> bool:
        """Was this groundwork done, or its absence approved?"""
        return any(each.kind is kind and each.counts for each in self.groundwork)

    def legality(self) -> LegalityReviewCopy | None:
        """The latest legality review that has come to a conclusion."""
        return next((each for each in reversed(self.legality_reviews) if each.conclusion is not None), None)

    def is_illegal(self) -> bool:
        found = self.legality()
        return found is not None and found.conclusion is ReviewConclusion.ILLEGAL

    def veto_opinions(self) -> dict[UUID, VetoReview]:
        """What each “一票否决” department said last."""
        return {each.unit_id: each for each in self.vetoes}

    def review(self) -> PreliminaryReview | None:
        """The 初审 of the present version of the material."""
        current = self.materials[-1].number if self.materials else 0
        return next((each for each in reversed(self.reviews) if each.material_number == current), None)

    def dispensed(self, code: str, detail: str | None = None) -> bool:
        """Has the competent leader let this breach pass before (原则上, spec 00 0.2a)?"""
        return any(
            each.kind == "DISPENSATION" and each.code == code and each.detail == detail for each in self.findings
        )
