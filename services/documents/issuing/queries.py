"""Who sees which document, and how documents, numbers and deliveries are found."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, any_, false, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.words.directory import PostCode
from services.contracts.words.shared import DocumentKind, PublicAttribute
from services.documents.issuing.model import (
    PUBLISHED,
    Delivery,
    Document,
    DocumentFile,
    DocumentState,
    PaperNumber,
)
from services.kernel.acts import Act
from services.kernel.sight import shows

# Who sees every document that is not restricted: the office, and the two leaders whose papers pass through it.
OFFICE = (
    PostCode.OFFICE_DIRECTOR,
    PostCode.DEPUTY_DIRECTOR,
    PostCode.OFFICE_CLERK,
    PostCode.COUNTY_HEAD,
    PostCode.EXECUTIVE_DEPUTY_HEAD,
    PostCode.AUDITOR,
)
SUPERVISION = (PostCode.SUPERVISION_CHIEF, PostCode.SUPERVISION_CLERK)
POWERLESS = frozenset({PostCode.ADMINISTRATOR})  # sees no business objects (R22)


def units_of(act: Act) -> list[UUID]:
    """The units in which the asker holds a post that carries business."""
    return [h.unit_id for h in act.view.holdings_of(act.person.id) if h.post not in POWERLESS]


def charged_with(act: Act) -> list[UUID]:
    """Units in the portfolio of the asker, or of the leader whom he stands in for (分管, GZ-6)."""
    me = act.person.id
    return [
        unit
        for portfolio in act.view.portfolios
        if portfolio.leader_id == me or me in act.view.substitutes(portfolio.leader_id)
        for unit in portfolio.unit_ids
    ]


def _may_see(act: Act) -> ColumnElement[bool]:
    units = units_of(act)
    if not units:
        return false()
    issued = Document.state.in_((*PUBLISHED, DocumentState.VOIDED))
    delivered = select(Delivery.document_id).where(Delivery.unit_id.in_(units))
    named = literal(act.person.id) == any_(Document.reader_ids)
    ways: list[ColumnElement[bool]] = [
        *(literal(unit) == any_(Document.unit_ids) for unit in units),
        and_(issued, Document.id.in_(delivered)),
        and_(issued, Document.public_attribute == PublicAttribute.PUBLIC),
    ]
    if any(act.holds(post) for post in OFFICE):
        ways.append(Document.source != "")
    if any(act.holds(post) for post in SUPERVISION):
        ways.append(Document.source == "supervision")
    heads = [h.unit_id for h in act.view.holdings_of(act.person.id) if h.post == PostCode.UNIT_HEAD]
    narrow: list[ColumnElement[bool]] = [named]
    if act.holds(PostCode.OFFICE_DIRECTOR):
        narrow.append(Document.restricted.is_(True))
    if heads:
        to_heads = select(Delivery.document_id).where(Delivery.unit_id.in_(heads))
        narrow.append(and_(Document.restricted, issued, Document.id.in_(to_heads)))
    return or_(and_(Document.restricted.is_(False), or_(*ways)), *narrow)


def visible_documents(
    act: Act,
    *,
    kind: DocumentKind | None = None,
    series: str | None = None,
    year: int | None = None,
    state: DocumentState | None = None,
    requester_id: UUID | None = None,
    title: str | None = None,
) -> Select[Document]:
    """Documents that exist for the asker; `title` are words, each of which occurs in the title or number."""
    query = select(Document).where(_may_see(act))
    for column, value in (
        (Document.kind, kind),
        (Document.series, series),
        (Document.year, year),
        (Document.state, state),
        (Document.requester_id, requester_id),
    ):
        if value is not None:
            query = query.where(column == value)
    for word in (title or "").split():
        query = query.where(
            or_(Document.title.contains(word, autoescape=True), Document.full_number.contains(word, autoescape=True))
        )
    return query


@shows(Document)
async def load_documents(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, Document]:
    rows = (await session.execute(visible_documents(act).where(Document.id.in_(ids)))).scalars()
    return {row.id: row for row in rows}


async def load_corrections(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, list[Document]]:
    """Issued documents that correct these, as far as the asker sees them."""
    found: dict[UUID, list[Document]] = {each: [] for each in ids}
    query = visible_documents(act).where(
        Document.corrects_id.in_(ids), Document.state.in_((*PUBLISHED, DocumentState.VOIDED))
    )
    for row in (await session.execute(query.order_by(Document.issued_at))).scalars():
        if row.corrects_id is not None:
            found[row.corrects_id].append(row)
    return found


async def document_by_id(session: AsyncSession, act: Act, document_id: UUID) -> Document | None:
    return await session.scalar(visible_documents(act).where(Document.id == document_id))


async def document_of_request(session: AsyncSession, act: Act, request_id: UUID) -> Document | None:
    return await session.scalar(visible_documents(act).where(Document.request_id == request_id))


async def files_of_documents(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, list[DocumentFile]]:
    rows = await session.execute(
        select(DocumentFile).where(DocumentFile.document_id.in_(ids)).order_by(DocumentFile.file_id)
    )
    found: dict[UUID, list[DocumentFile]] = {each: [] for each in ids}
    for row in rows.scalars():
        found[row.document_id].append(row)
    return found


async def deliveries_of_documents(session: AsyncSession, act: Act, ids: list[UUID]) -> Mapping[UUID, list[Delivery]]:
    rows = await session.execute(select(Delivery).where(Delivery.document_id.in_(ids)).order_by(Delivery.id))
    found: dict[UUID, list[Delivery]] = {each: [] for each in ids}
    for row in rows.scalars():
        found[row.document_id].append(row)
    return found


def register(act: Act, *, series: str, year: int) -> Select[PaperNumber]:
    """The number register of one series and year, for the office; a restricted paper's number stands without more."""
    query = select(PaperNumber).where(PaperNumber.series == series, PaperNumber.year == year)
    return query if any(act.holds(post) for post in (*OFFICE, *SUPERVISION)) else query.where(false())
