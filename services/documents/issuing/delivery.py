"""Delivery of an issued document: to-dos of 签收 for units, a notice for persons."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts import desk
from services.documents.desk import DESK
from services.documents.issuing.commands import TO_RECEIVE, receivers
from services.documents.issuing.model import Delivery, DeliveryRole, Document
from services.kernel.acts import Act

TEMPLATE = "document_issued"


async def deliver(session: AsyncSession, act: Act, document: Document) -> None:
    """Give the document to everyone it is addressed or copied to, each once."""
    named = f"{document.title}（{document.full_number}）" if document.full_number else document.title
    units: dict[UUID, DeliveryRole] = {}
    persons: dict[UUID, None] = {}
    for role, rows in ((DeliveryRole.MAIN, document.recipients), (DeliveryRole.COPY, document.cc)):
        for row in rows:
            if row.get("unit_id"):
                units.setdefault(UUID(row["unit_id"]), role)
            if row.get("person_id"):
                persons.setdefault(UUID(row["person_id"]))
    for unit_id, role in units.items():
        session.add(Delivery(document_id=document.id, unit_id=unit_id, role=role, delivered_at=act.at))
        DESK.open_task(
            session,
            act,
            document,
            TO_RECEIVE,
            f"签收：{named}",
            receivers(act, unit_id),
            restricted=document.restricted,
        )
    DESK.notify(
        session,
        act,
        document,
        TEMPLATE,
        named,
        f"{named}已印发，请查阅。",
        [desk.person(person_id) for person_id in persons],
        data={"number": document.full_number},
        restricted=document.restricted,
    )
