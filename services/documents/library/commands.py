"""What enters the library: regulations with the paper that issued them, 规范性文件 and what becomes of them."""

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts import desk
from services.contracts.words.directory import PostCode
from services.documents.desk import DESK
from services.documents.library.lifecycle import NORMATIVE
from services.documents.library.model import NormativeDocument, NormativeState, RegulationSource
from services.documents.papers.model import OfficialPaper
from services.kernel.acts import Act
from services.kernel.audit import Record, record
from services.kernel.deadlines import MONTHS, Term, meet, open_deadline
from services.kernel.lifecycle import advance
from services.kernel.model import load
from services.kernel.refusals import CONTENT_INVALID, refuse
from services.kernel.rules import Case

EVALUATION = "normative_evaluation"
TO_EVALUATE = "EVALUATE_NORMATIVE"


async def bring_into_force(session: AsyncSession, act: Act, regulation_id: str, paper: OfficialPaper) -> None:
    """Remember by which paper, and from which day, the regulation is in force."""
    assert paper.issued_at is not None
    values = {
        "paper_id": paper.id,
        "document_id": paper.document_id,
        "number": paper.number or "",
        "in_force_on": paper.issued_at.astimezone(act.at.tzinfo).date(),
        "recorded_at": act.at,
    }
    await session.execute(
        insert(RegulationSource)
        .values(regulation_id=regulation_id, **values)
        .on_conflict_do_update(index_elements=["regulation_id"], set_=values)
    )


async def register_normative(session: AsyncSession, act: Act, paper: OfficialPaper) -> NormativeDocument:
    """Enter an issued 规范性文件; its evaluation falls due a year later (GZ-12.3, a policy)."""
    assert paper.issued_at is not None
    day = paper.issued_at.astimezone(act.at.tzinfo).date()
    document = NormativeDocument(
        state=NormativeState.IN_FORCE,
        title=paper.title.replace("\n", ""),
        number=paper.number or "",
        paper_id=paper.id,
        drafting_unit_id=paper.unit_id,
        interpreting_unit_id=paper.unit_id,
        in_force_on=day,
        created_at=act.at,
    )
    session.add(document)
    await session.flush()
    clauses = ("GZ-12.1", "GZ-12.2b")
    record(
        session,
        Record(act, "register_normative", "NormativeDocument", document.id, to_state=document.state, clauses=clauses),
    )
    term = Term(EVALUATION, "GZ-12.3", act.policies.number("evaluation_months"), MONTHS)
    title = f"规范性文件实施后评估：{document.title}"
    deadline = await open_deadline(session, act, document, term, day, title=title, owner_unit_id=paper.unit_id)
    to = [desk.post(PostCode.UNIT_CLERK, paper.unit_id)]
    DESK.open_task(session, act, document, TO_EVALUATE, title, to, due=deadline.due)
    return document


async def amend_normative(
    session: AsyncSession, act: Act, *, document_id: UUID, successor_id: UUID
) -> NormativeDocument:
    """Another 规范性文件 has changed it; the two are linked."""
    return await _end(session, act, "amend_normative", document_id, successor_id)


async def abolish_normative(
    session: AsyncSession, act: Act, *, document_id: UUID, successor_id: UUID | None
) -> NormativeDocument:
    """It no longer holds."""
    return await _end(session, act, "abolish_normative", document_id, successor_id)


async def _end(
    session: AsyncSession, act: Act, action: str, document_id: UUID, successor_id: UUID | None
) -> NormativeDocument:
    document: NormativeDocument = await load(session, NormativeDocument, document_id, act)
    if successor_id is not None and (
        successor_id == document_id or await session.get(NormativeDocument, successor_id) is None
    ):
        raise refuse(CONTENT_INVALID, "修改或替代它的规范性文件", path=("successorId",))
    advance(session, NORMATIVE, action, Case(document, act))
    document.successor_id, document.ended_on, document.end_reason = successor_id, act.on, act.reason
    return document


async def evaluate_normative(session: AsyncSession, act: Act, *, document_id: UUID, text: str) -> NormativeDocument:
    """实施后评估 (GZ-12.3)."""
    document: NormativeDocument = await load(session, NormativeDocument, document_id, act)
    if not text.strip():
        raise refuse(CONTENT_INVALID, "评估结果", path=("text",))
    advance(session, NORMATIVE, "evaluate_normative", Case(document, act))
    document.evaluated_on, document.evaluation = act.on, text
    await meet(session, act, document, EVALUATION)
    DESK.close_task(session, act, document, TO_EVALUATE, [desk.post(PostCode.UNIT_CLERK, document.drafting_unit_id)])
    return document
