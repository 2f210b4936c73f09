"""What may be asked of papers: 立项, 拟稿, 把关, 收稿, 核稿, 会签, 审核, 签发, 退回; and what becomes of them."""

from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts import desk, refusals
from services.contracts.base import Ref
from services.contracts.documents import DocumentArchived, DocumentFailed, DocumentIssued, DocumentVoided
from services.contracts.shared import DocumentRequested, Recipient, Signer
from services.contracts.words.directory import PostCode
from services.contracts.words.shared import DocumentKind, TaskEnding
from services.documents.desk import DESK
from services.documents.issuing.commands import request_document
from services.documents.issuing.model import Document, DocumentState
from services.documents.library.commands import bring_into_force, register_normative
from services.documents.papers import drafts, tasks
from services.documents.papers.drafts import Draft, Proposal
from services.documents.papers.lifecycle import PAPER
from services.documents.papers.model import (
    CountersignVerdict,
    DecisionCopy,
    OfficialPaper,
    PaperCountersignature,
    PaperOpinion,
    PaperState,
)
from services.documents.papers.queries import standing
from services.documents.papers.rules import of_the_county
from services.kernel import lifecycle
from services.kernel.acts import Act
from services.kernel.audit import Record, record
from services.kernel.authority import Capacity
from services.kernel.lifecycle import advance
from services.kernel.model import load
from services.kernel.refusals import ACTOR_NOT_ALLOWED, CONTENT_INVALID, STATE_NOT_ALLOWED, NotFound, refuse
from services.kernel.rules import Case

PROPOSERS = (PostCode.UNIT_CLERK, PostCode.UNIT_HEAD)
FROZEN = (PaperState.ISSUED, PaperState.ARCHIVED)


async def load_open(session: AsyncSession, act: Act, paper_id: UUID) -> OfficialPaper:
    """Load and lock a paper that is not issued yet; raises `NotFound`, ALREADY_ISSUED, DOCUMENT_VOIDED."""
    paper = await load(session, OfficialPaper, paper_id, act)
    if paper.state in FROZEN:
        raise refuse(refusals.ALREADY_ISSUED)
    if paper.state is PaperState.VOIDED:
        raise refuse(refusals.DOCUMENT_VOIDED)
    return paper


async def propose_paper(session: AsyncSession, act: Act, *, proposal: Proposal) -> OfficialPaper:
    """Ask for a paper in the name of 县政府 or its office, and answer the two questions (GZ-22.1)."""
    if not any(act.holds(post, proposal.unit_id) for post in PROPOSERS) and not act.holds(PostCode.OFFICE_CLERK):
        raise refuse(ACTOR_NOT_ALLOWED)
    if not proposal.title.strip():
        raise refuse(CONTENT_INVALID, "标题", path=("title",))
    paper = OfficialPaper(
        **vars(proposal),
        state=PaperState.PROPOSED,
        proposed_by=act.person.id,
        **drafts.blank(),
        created_at=act.at,
    )
    session.add(paper)
    await session.flush()
    record(session, Record(act, "propose_paper", "OfficialPaper", paper.id, to_state=paper.state, clauses=("GZ-22.1",)))
    tasks.open_next(session, act, paper)
    return paper


def _move(session: AsyncSession, act: Act, action: str, paper: OfficialPaper, given: Any = None) -> Capacity | None:
    """Take the step; when the state changes, the old to-do is closed and the next one opened."""
    before, waiting = paper.state, tasks.current(paper, act)
    by = advance(session, PAPER, action, Case(paper, act, given))
    if paper.state is not before:
        tasks.close(session, act, paper, waiting)
        tasks.open_next(session, act, paper)
    return by


async def admit_paper(session: AsyncSession, act: Act, *, paper_id: UUID) -> OfficialPaper:
    """发文立项; 办主任 may let a paper pass that the two questions speak against, with a reason."""
    paper = await load_open(session, act, paper_id)
    _move(session, act, "admit_paper", paper)
    return paper


async def refuse_paper(session: AsyncSession, act: Act, *, paper_id: UUID) -> OfficialPaper:
    """不发文, or 改由部门发文, with the reason."""
    paper = await load_open(session, act, paper_id)
    _move(session, act, "refuse_paper", paper)
    return paper


def _check(paper: OfficialPaper, act: Act) -> None:
    """Refuse what could not be printed, now and not after the last signature."""
    drafts.check(drafts.printed(paper, act, act.on, of_the_county=of_the_county(paper)))


async def draft_paper(session: AsyncSession, act: Act, *, paper_id: UUID, draft: Draft) -> OfficialPaper:
    """Write the draft, or write it anew; the approval of an earlier one does not hold for it."""
    paper = await load_open(session, act, paper_id)
    drafts.write(paper, draft)
    _move(session, act, "draft_paper", paper)
    _check(paper, act)
    paper.drafted_by, paper.revision, paper.unit_head_id = act.doer.id, paper.revision + 1, None
    return paper


async def approve_paper_draft(session: AsyncSession, act: Act, *, paper_id: UUID) -> OfficialPaper:
    """主要负责人审核把关 (GZ-21.2)."""
    paper = await load_open(session, act, paper_id)
    _move(session, act, "approve_paper_draft", paper)
    paper.unit_head_id = act.doer.id
    return paper


async def accept_paper(session: AsyncSession, act: Act, *, paper_id: UUID) -> OfficialPaper:
    """The office takes the draft over."""
    paper = await load_open(session, act, paper_id)
    _move(session, act, "accept_paper", paper)
    paper.accepted_by = act.doer.id
    return paper


async def edit_paper(session: AsyncSession, act: Act, *, paper_id: UUID, draft: Draft | None) -> OfficialPaper:
    """核稿, with the corrected text when something was changed; then the affected units are asked."""
    paper = await load_open(session, act, paper_id)
    if draft is not None:
        drafts.write(paper, draft)
    _move(session, act, "edit_paper", paper)
    _check(paper, act)
    paper.edited_by = act.doer.id
    for unit_id in paper.affected_unit_ids:
        session.add(PaperCountersignature(paper_id=paper.id, unit_id=unit_id, text=""))
    tasks.ask_units(session, act, paper)
    return paper


async def _countersignature(session: AsyncSession, paper: OfficialPaper, unit_id: UUID) -> PaperCountersignature:
    row = (
        await session.execute(
            select(PaperCountersignature).where(
                PaperCountersignature.paper_id == paper.id, PaperCountersignature.unit_id == unit_id
            )
        )
    ).scalar_one_or_none()
    if row is None:
        raise NotFound("Countersignature", unit_id)
    return row


async def countersign_paper(
    session: AsyncSession, act: Act, *, paper_id: UUID, unit_id: UUID, verdict: CountersignVerdict, text: str
) -> OfficialPaper:
    """会签 by the head of the affected unit (GZ-21.3); what he does not agree to he says why."""
    paper = await load_open(session, act, paper_id)
    head_of = act.view.responsible_unit(unit_id)
    if unit_id not in paper.affected_unit_ids or not act.view.holds(act.doer.id, PostCode.UNIT_HEAD, head_of):
        raise refuse(ACTOR_NOT_ALLOWED)
    if verdict is not CountersignVerdict.AGREED and not text.strip():
        raise refuse(CONTENT_INVALID, "会签意见", path=("text",))
    _move(session, act, "countersign_paper", paper)
    row = await _countersignature(session, paper, unit_id)
    row.verdict, row.text, row.by, row.at = verdict, text, act.doer.id, act.occurred_at
    row.coordinated_by = row.coordination = None
    DESK.close_task(session, act, paper, tasks.COUNTERSIGN, [desk.post(PostCode.UNIT_HEAD, head_of)])
    return paper


async def coordinate_paper(
    session: AsyncSession, act: Act, *, paper_id: UUID, unit_id: UUID, text: str
) -> OfficialPaper:
    """分管副县长 settles a 不同意 (GZ-17.2, GZ-21.3)."""
    paper = await load_open(session, act, paper_id)
    if not text.strip():
        raise refuse(CONTENT_INVALID, "协调结果", path=("text",))
    _move(session, act, "coordinate_paper", paper)
    row = await _countersignature(session, paper, unit_id)
    row.coordinated_by, row.coordination = act.doer.id, text
    return paper


async def review_paper(session: AsyncSession, act: Act, *, paper_id: UUID) -> OfficialPaper:
    """分管副县长审核 (AMB-43)."""
    paper = await load_open(session, act, paper_id)
    _move(session, act, "review_paper", paper)
    paper.reviewed_by = act.doer.id
    DESK.close_task(session, act, paper, tasks.REVIEW, tasks.reviewers(paper, act))
    return paper


async def sign_paper(
    session: AsyncSession, act: Act, *, paper_id: UUID, opinion: PaperOpinion, text: str
) -> OfficialPaper:
    """签发 with an explicit opinion (GZ-23); what is agreed to is printed, numbered and issued."""
    paper = await load_open(session, act, paper_id)
    given = await standing(session, act, paper, opinion, text)
    by = _move(session, act, "sign_paper", paper, given)
    paper.opinion, paper.opinion_text = opinion, text
    if paper.state is PaperState.SIGNED:
        _withdraw_questions(session, act, paper)
        paper.signed_on = act.on
        paper.signer = _signer(act, by).model_dump(mode="json")
        await _request(session, act, paper)
    elif paper.state is PaperState.RETURNED:
        await _reopen(session, act, paper)
    return paper


def _signer(act: Act, by: Capacity | None) -> Signer:
    post = PostCode(by.post) if by else PostCode.COUNTY_HEAD
    return Signer(
        person_id=act.doer.id,
        name=act.doer.name,
        post=post,
        title=act.view.title_of(act.doer.id),
        on_behalf_of=by.on_behalf_of if by else None,
        stamp=by.stamp if by else "",
    )


async def _request(session: AsyncSession, act: Act, paper: OfficialPaper) -> None:
    assert paper.signed_on is not None
    event = DocumentRequested(
        request_id=paper.id,
        requester=Ref(type="OfficialPaper", id=paper.id),
        kind=DocumentKind.OFFICIAL_PAPER,
        title=paper.title.replace("\n", ""),
        data=drafts.printed(paper, act, paper.signed_on, of_the_county=of_the_county(paper)),
        series=paper.series.value,
        recipients=tuple(Recipient.model_validate(row) for row in paper.recipients),
        cc=tuple(Recipient.model_validate(row) for row in paper.cc),
        signer=Signer.model_validate(paper.signer),
        signed_on=paper.signed_on,
        public_attribute=paper.public_attribute,
        not_public_reason=paper.not_public_reason,
        actor=paper.proposed_by,
    )
    document = await request_document(session, act, event, "documents")
    paper.document_id, paper.failure_zh = document.id, None


async def return_paper(session: AsyncSession, act: Act, *, paper_id: UUID) -> OfficialPaper:
    """Back to the drafting unit with the reason; a signed paper only when it could not be made."""
    paper = await load_open(session, act, paper_id)
    if paper.state is PaperState.SIGNED:
        document = await session.get(Document, paper.document_id, with_for_update=True)
        if document is None or document.state is not DocumentState.FAILED:
            raise refuse(STATE_NOT_ALLOWED, paper.state.label)
        _move(session, act, "return_failed_paper", paper)
    else:
        _move(session, act, "return_paper", paper)
    await _reopen(session, act, paper)
    return paper


async def _reopen(session: AsyncSession, act: Act, paper: OfficialPaper) -> None:
    """Nothing that was said of the returned draft holds for the next one."""
    _withdraw_questions(session, act, paper)
    paper.unit_head_id = paper.accepted_by = paper.edited_by = paper.reviewed_by = None
    await session.execute(delete(PaperCountersignature).where(PaperCountersignature.paper_id == paper.id))


def _withdraw_questions(session: AsyncSession, act: Act, paper: OfficialPaper) -> None:
    for unit_id in paper.affected_unit_ids:
        to = [desk.post(PostCode.UNIT_HEAD, act.view.responsible_unit(unit_id))]
        DESK.close_task(session, act, paper, tasks.COUNTERSIGN, to, TaskEnding.WITHDRAWN)
    DESK.close_task(session, act, paper, tasks.REVIEW, tasks.reviewers(paper, act), TaskEnding.WITHDRAWN)


async def confirm_paper_registrations(session: AsyncSession, act: Act, *, paper_id: UUID) -> OfficialPaper:
    """办主任 confirms what was registered after the fact (AMB-47)."""
    paper = await load_open(session, act, paper_id)
    await lifecycle.confirm_registrations(session, paper, act)
    return paper


async def _of_document(session: AsyncSession, requester: Ref | None) -> OfficialPaper | None:
    if requester is None or requester.type != "OfficialPaper":
        return None
    paper: OfficialPaper = await load(session, OfficialPaper, requester.id)
    return paper


async def paper_issued(session: AsyncSession, act: Act, event: DocumentIssued) -> None:
    """The paper is out: its regulations are in force, a 规范性文件 stands in the register."""
    paper = await _of_document(session, event.requester)
    if paper is None or paper.state is not PaperState.SIGNED:
        return
    _move(session, act, "paper_issued", paper)
    paper.number, paper.issued_at, paper.failure_zh = event.number, event.issued_at, None
    for regulation_id in paper.regulation_ids:
        await bring_into_force(session, act, regulation_id, paper)
    if paper.normative:
        await register_normative(session, act, paper)


async def paper_failed(session: AsyncSession, act: Act, event: DocumentFailed) -> None:
    """The paper could not be made: the office returns it or has it tried again."""
    paper = await _of_document(session, event.requester)
    if paper is None or paper.state is not PaperState.SIGNED:
        return
    paper.failure_zh = event.message_zh
    text = f"《{paper.title}》未能成文：{event.message_zh}"
    DESK.notify(session, act, paper, "paper_failed", "公文未能成文", text, [desk.post(PostCode.OFFICE_CLERK)])


async def paper_archived(session: AsyncSession, act: Act, event: DocumentArchived) -> None:
    paper = await _of_document(session, event.requester)
    if paper is not None and paper.state is PaperState.ISSUED:
        _move(session, act, "paper_archived", paper)


async def paper_voided(session: AsyncSession, act: Act, event: DocumentVoided) -> None:
    paper = await _of_document(session, event.requester)
    if paper is not None and paper.state is PaperState.ISSUED:
        _move(session, act, "paper_voided", paper)


async def keep_decision(session: AsyncSession, decision_id: UUID, *, pending: bool) -> None:
    """Remember whether 县委审定 of a decision is still due (GZ-3)."""
    await session.execute(
        insert(DecisionCopy)
        .values(decision_id=decision_id, pending=pending)
        .on_conflict_do_update(index_elements=["decision_id"], set_={"pending": pending})
    )
