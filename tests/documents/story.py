"""Words in which the tests of documents are written: ask for a paper, wait for it, look at what was told."""

import asyncio
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import orjson
from sqlalchemy import select

from services.contracts import meetings, supervision
from services.contracts.base import Ref
from services.contracts.shared import DocumentRequested, Recipient, Signer
from services.contracts.words.directory import PostCode
from services.contracts.words.shared import DocumentKind
from services.documents.issuing.kinds import KINDS
from services.documents.issuing.model import Document, DocumentState
from services.documents.rendering.samples import samples
from services.kernel.store import OutboxRow
from tests.service import RunningService, known_id

WAIT_SECONDS = 60
SETTLED = {"ISSUED", "FAILED", "VOIDED", "ARCHIVED"}
DOCUMENT = """id version kind state title number series year external failureCode failureZh problems issuedAt
files { id format name mediaType size sha256 pages draft } findings { code detail }
deliveries { unit { id } role deliveredAt receivedAt receivedBy { id } }
availableActions { name enabled blockedBy { code } }"""
RESULT = "__typename ... on Document { %s } ... on Refusal { violations { code kind messageZh detail } }" % DOCUMENT
READ = "query($id: ID!) { document(id: $id) { %s } }" % DOCUMENT


def codes(answer: dict[str, Any]) -> list[str]:
    """The codes of a refusal."""
    assert answer["__typename"] == "Refusal", answer
    return [violation["code"] for violation in answer["violations"]]


def a_request(kind: DocumentKind = DocumentKind.OFFICIAL_PAPER, **changes: Any) -> DocumentRequested:
    """A request of meetings for a notice of the office, signed by its director."""
    values: dict[str, Any] = {
        "request_id": uuid4(),
        "requester": Ref(type="Meeting", id=uuid4()),
        "kind": kind,
        "title": "关于召开县政府第2次常务会议的通知",
        "data": changes["data"] if "data" in changes else samples()[KINDS[kind].template].data,
        "signed_on": "2022-02-07",
        "actor": known_id("clerk"),
        "signer": Signer(
            person_id=known_id("director"), name="办主任甲", post=PostCode.OFFICE_DIRECTOR, title="县政府办公室主任"
        ),
        "recipients": (Recipient(name="县财政局", unit_id=known_id("finance")),),
        **changes,
    }
    if values.get("restricted"):
        return supervision.RestrictedDocumentRequested(**values)
    return meetings.DocumentRequested(**values)


@dataclass
class Story:
    """The running service and what is said to it."""

    service: RunningService

    async def ask(self, query: str, *, as_: str, **variables: Any) -> Any:
        return await self.service.ask(query, as_=as_, **variables)

    async def error_code(self, query: str, *, as_: str | None = None, **variables: Any) -> str:
        return await self.service.error_code(query, as_=as_, **variables)

    async def send(self, request: DocumentRequested) -> None:
        await self.service.receive(request, request.requester.id)

    async def row(self, request_id: UUID) -> Document:
        async with self.service.runtime.sessions() as session:
            return (await session.execute(select(Document).where(Document.request_id == request_id))).scalar_one()

    async def settled(self, request_id: UUID) -> Document:
        """The document once it is issued or failed."""
        async with asyncio.timeout(WAIT_SECONDS):
            while True:
                row = await self.row(request_id)
                if row.state.value in SETTLED:
                    return row
                await asyncio.sleep(0.05)

    async def settled_document(self, document_id: UUID) -> Document:
        """The document of this id once it is issued or failed."""
        async with self.service.runtime.sessions() as session:
            request_id = await session.scalar(select(Document.request_id).where(Document.id == document_id))
        assert request_id is not None
        return await self.settled(request_id)

    async def issued(self, request: DocumentRequested) -> Document:
        """Send the request and wait until the paper is issued."""
        await self.send(request)
        row = await self.settled(request.request_id)
        assert row.state is DocumentState.ISSUED, (row.failure_zh, row.problems)
        return row

    async def told(self, about: UUID, event: str) -> list[dict[str, Any]]:
        """The payloads of the events of this type about the object, in order."""
        async with self.service.runtime.sessions() as session:
            rows = (await session.execute(select(OutboxRow).order_by(OutboxRow.seq))).scalars()
            found = [orjson.loads(row.payload) for row in rows if row.payload]
        return [each["data"] for each in found if each["subject"] == str(about) and each["type"] == event]
