"""What may be asked of legality reviews: send, return, send again, conclude."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts import desk
from services.contracts.base import Ref
from services.contracts.documents import LegalReviewCompleted, LegalReviewRequested
from services.contracts.meetings import LegalReviewRequested as TopicReviewRequested
from services.contracts.shared import Addressee, DocumentRequested, Recipient, Signer
from services.contracts.words.directory import PostCode, UnitRole
from services.contracts.words.documents import ReviewConclusion, ReviewSubjectKind
from services.contracts.words.shared import DocumentKind
from services.documents.desk import DESK
from services.documents.issuing.commands import request_document
from services.documents.papers.model import OfficialPaper
from services.documents.reviews.lifecycle import REVIEW
from services.documents.reviews.model import CheckSubject, LegalityReview, ReviewState, TopicCopy
from services.kernel.acts import Act
from services.kernel.audit import Record, record
from services.kernel.lifecycle import advance
from services.kernel.model import load
from services.kernel.outbox import publish
from services.kernel.refusals import ACTOR_NOT_ALLOWED, CONTENT_INVALID, NotFound, refuse
from services.kernel.rules import Case

TO_REVIEW = "LEGALITY_REVIEW"
TO_RESUBMIT = "RESUBMIT_REVIEW_MATERIALS"
SENDERS = (PostCode.UNIT_CLERK, PostCode.UNIT_HEAD)
CONCLUSIONS = {
    ReviewConclusion.LEGAL: "经审查，该送审稿合法。",
    ReviewConclusion.LEGAL_AS_AMENDED: "经审查，该送审稿按本意见修改后合法。",
    ReviewConclusion.ILLEGAL: "经审查，该送审稿不合法，不得提请县政府讨论。",
}


@dataclass(frozen=True)
class Sending:
    """送审."""

    subject_type: str  # Topic or OfficialPaper
    subject_id: UUID
    kind: ReviewSubjectKind
    title: str
    unit_id: UUID


@dataclass(frozen=True)
class Check:
    """One point of the review."""

    subject: CheckSubject
    lawful: bool
    text: str


@dataclass(frozen=True)
class Opinion:
    """合法性审查意见."""

    conclusion: ReviewConclusion
    basis: list[str]
    checks: list[Check]
    suggestions: list[str] = field(default_factory=list)
    counsel: str | None = None


async def _open(session: AsyncSession, act: Act, sending: Sending, requested_by: UUID | None) -> LegalityReview:
    """Start a review, or find the one that is under way for the same subject."""
    running: LegalityReview | None = await session.scalar(
        select(LegalityReview)
        .where(LegalityReview.subject_id == sending.subject_id, LegalityReview.state != ReviewState.CONCLUDED)
        .with_for_update()
    )
    if running is not None:
        return running
    bureau = next(iter(act.view.units_with_role(UnitRole.JUSTICE_BUREAU)), None)
    review = LegalityReview(
        **vars(sending),
        bureau_id=bureau.id if bureau else None,
        state=ReviewState.REQUESTED,
        requested_by=requested_by,
        sent_on=act.on,
        received_on=act.on,
        basis=[],
        checks=[],
        suggestions=[],
        created_at=act.at,
    )
    session.add(review)
    await session.flush()
    record(session, Record(act, "request_review", "LegalityReview", review.id, to_state=review.state))
    event = LegalReviewRequested(
        review_id=review.id, subject=_subject(review), kind=review.kind, unit_id=review.unit_id, sent_on=review.sent_on
    )
    publish(session, act, event, review)
    DESK.open_task(session, act, review, TO_REVIEW, f"合法性审查：{review.title}", _reviewers())
    return review


def _subject(review: LegalityReview | Sending) -> Ref:
    return Ref(type=review.subject_type, id=review.subject_id)


def _reviewers() -> list[Addressee]:
    return [desk.post(PostCode.LEGALITY_REVIEWER)]


async def request_review(session: AsyncSession, act: Act, *, sending: Sending) -> LegalityReview:
    """A unit sends the draft of its own topic or paper to 县司法局."""
    if not any(act.holds(post, sending.unit_id) for post in SENDERS) and not act.holds(PostCode.OFFICE_CLERK):
        raise refuse(ACTOR_NOT_ALLOWED)
    await demand_own_draft(session, act, _subject(sending), sending.unit_id)
    if not sending.title.strip():
        raise refuse(CONTENT_INVALID, "送审稿名称", path=("title",))
    return await _open(session, act, sending, act.person.id)


async def demand_own_draft(session: AsyncSession, act: Act, subject: Ref, unit_id: UUID) -> None:
    """A unit sends out and lays open its own drafts, a topic from its first draft on; what is no draft is not found."""
    draft: TopicCopy | OfficialPaper | None = None
    if subject.type == "OfficialPaper":
        draft = await load(session, OfficialPaper, subject.id, act, versioned=False)
    elif subject.type == "Topic":
        draft = await session.get(TopicCopy, subject.id)
    if draft is None or draft.unit_id != unit_id:
        raise NotFound(subject.type, subject.id)


async def keep_topic(session: AsyncSession, topic_id: UUID, title: str, unit_id: UUID) -> None:
    """Remember whose topic it is: only its unit sends it for review or lays it open."""
    values = {"title": title, "unit_id": unit_id}
    await session.execute(
        insert(TopicCopy)
        .values(topic_id=topic_id, **values)
        .on_conflict_do_update(index_elements=["topic_id"], set_=values)
    )


async def open_for_topic(session: AsyncSession, act: Act, event: TopicReviewRequested) -> None:
    """Meetings sends a topic for review; the person who asked is told by the event."""
    await keep_topic(session, event.topic_id, event.title, event.unit_id)
    sending = Sending("Topic", event.topic_id, event.kind, event.title, event.unit_id)
    await _open(session, act, sending, event.actor)


async def return_review_materials(session: AsyncSession, act: Act, *, review_id: UUID) -> LegalityReview:
    """The material does not allow a review; the reason says what is missing."""
    review = await load(session, LegalityReview, review_id, act)
    advance(session, REVIEW, "return_review_materials", Case(review, act))
    review.return_reason = act.reason
    DESK.close_task(session, act, review, TO_REVIEW, _reviewers())
    title = f"补正合法性审查材料：{review.title}"
    DESK.open_task(session, act, review, TO_RESUBMIT, title, _unit(review))
    return review


async def resubmit_review_materials(session: AsyncSession, act: Act, *, review_id: UUID) -> LegalityReview:
    """The unit has completed its material; the review begins anew."""
    review = await load(session, LegalityReview, review_id, act)
    advance(session, REVIEW, "resubmit_review_materials", Case(review, act))
    review.received_on = act.on
    DESK.close_task(session, act, review, TO_RESUBMIT, _unit(review))
    DESK.open_task(session, act, review, TO_REVIEW, f"合法性审查：{review.title}", _reviewers())
    return review


def _unit(review: LegalityReview) -> list[Addressee]:
    return [desk.post(PostCode.UNIT_CLERK, review.unit_id)]


async def conclude_review(session: AsyncSession, act: Act, *, review_id: UUID, opinion: Opinion) -> LegalityReview:
    """出具合法性审查意见书: its conclusion binds topic and paper (GZ-12.2a)."""
    review = await load(session, LegalityReview, review_id, act)
    by = advance(session, REVIEW, "conclude_legality_review", Case(review, act))
    _complete(opinion)
    review.conclusion, review.basis, review.suggestions = opinion.conclusion, opinion.basis, opinion.suggestions
    review.checks = [{**vars(check), "subject": check.subject.value} for check in opinion.checks]
    review.counsel, review.reviewer_id, review.concluded_at = opinion.counsel, act.doer.id, act.occurred_at
    document = await request_document(session, act, _sheet(review, act, opinion), "documents")
    review.document_id = document.id
    event = LegalReviewCompleted(
        review_id=review.id,
        subject=_subject(review),
        kind=review.kind,
        conclusion=opinion.conclusion,
        reviewer_id=act.doer.id,
        concluded_on=act.on,
        suggestions="；".join(opinion.suggestions),
        document_id=document.id,
    )
    publish(session, act, event, review, by)
    DESK.close_task(session, act, review, TO_REVIEW, _reviewers())
    text = f"《{review.title}》合法性审查结论：{opinion.conclusion.label}。"
    DESK.notify(session, act, review, "legal_review_completed", "合法性审查意见已出具", text, _unit(review))
    return review


def _complete(opinion: Opinion) -> None:
    if not opinion.basis:
        raise refuse(CONTENT_INVALID, "审查依据", path=("basis",))
    missing = [each.label for each in CheckSubject if each not in {check.subject for check in opinion.checks}]
    if missing:
        raise refuse(CONTENT_INVALID, f"审查内容缺少：{'、'.join(missing)}", path=("checks",))
    if opinion.conclusion is ReviewConclusion.LEGAL and not all(check.lawful for check in opinion.checks):
        raise refuse(CONTENT_INVALID, "结论与审查内容不一致", path=("conclusion",))
    if opinion.conclusion is not ReviewConclusion.LEGAL and not opinion.suggestions:
        raise refuse(CONTENT_INVALID, "修改建议", path=("suggestions",))


def _sheet(review: LegalityReview, act: Act, opinion: Opinion) -> DocumentRequested:
    """The opinion as a paper of 县司法局, in the words of its rendering model."""
    bureau = next(iter(act.view.units_with_role(UnitRole.JUSTICE_BUREAU)), None)
    head = act.view.holder(PostCode.UNIT_HEAD, bureau.id) if bureau else None
    organ = bureau.name if bureau else "县司法局"
    unit = act.view.unit_name(review.unit_id)
    signer = head or act.doer
    return DocumentRequested(
        request_id=uuid5(review.id, "opinion"),
        requester=Ref(type="LegalityReview", id=review.id),
        kind=DocumentKind.LEGALITY_OPINION,
        title=f"关于《{review.title}》的合法性审查意见书",
        data=_words(review, act, opinion, organ, unit, signer.name),
        recipients=(Recipient(name=unit, unit_id=review.unit_id),),
        signer=Signer(
            person_id=signer.id,
            name=signer.name,
            post=PostCode.UNIT_HEAD if head else PostCode.LEGALITY_REVIEWER,
            title=act.view.title_of(signer.id),
        ),
        signed_on=act.on,
        not_public_reason="内部审查意见",
        actor=act.doer.id,
    )


def _words(review: LegalityReview, act: Act, opinion: Opinion, organ: str, unit: str, head: str) -> dict[str, Any]:
    return {
        "mark": organ,
        "organ": organ,
        "subject": review.title,
        "unit": unit,
        "submitted_on": review.sent_on.isoformat(),
        "received_on": review.received_on.isoformat(),
        "basis": opinion.basis,
        "checks": [{"subject": c.subject.label, "lawful": c.lawful, "text": c.text} for c in opinion.checks],
        "conclusion": CONCLUSIONS[opinion.conclusion],
        "suggestions": opinion.suggestions,
        "counsel": opinion.counsel,
        "reviewer": act.doer.name,
        "head": head,
        "dated": act.on.isoformat(),
    }
