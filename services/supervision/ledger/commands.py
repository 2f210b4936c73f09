"""Exporting the ledger: the rows that the asker may see, as a file made by documents (spec 08, no. 15)."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import func, not_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.words.shared import DocumentKind, FileFormat
from services.kernel.acts import Act
from services.kernel.audit import Record, record
from services.kernel.refusals import CONTENT_INVALID, refuse
from services.supervision.followup.model import Urge
from services.supervision.items.lights import light
from services.supervision.items.model import SupervisedItem, local_day
from services.supervision.items.queries import LedgerFilter, visible_items
from services.supervision.ledger import queries  # noqa: F401 -- declares who sees the exports
from services.supervision.ledger.model import LedgerExport
from services.supervision.papers.commands import ORGAN, request_paper

MOST_ROWS = 1500  # one request stays well under the bus's limit of 1 MiB


async def export_ledger(session: AsyncSession, act: Act, *, filter: LedgerFilter | None = None) -> LedgerExport:
    """Ask documents for the ledger as XLSX; restricted items are in no export (AMB-42)."""
    item = SupervisedItem
    query = visible_items(act, filter).where(not_(item.restricted), item.number.is_not(None))
    rows = list((await session.execute(query.order_by(item.year, item.serial).limit(MOST_ROWS + 1))).scalars())
    if len(rows) > MOST_ROWS:
        raise refuse(CONTENT_INVALID, f"台账超过{MOST_ROWS}行，请缩小范围", path=("filter",))
    urges = await _urges(session, rows)
    values = {name: value for name, value in asdict(filter).items() if value is not None} if filter else {}
    export = LedgerExport(
        requested_by=act.person.id,
        requested_at=act.at,
        filter={name: _plain(value) for name, value in values.items()},
        row_count=len(rows),
    )
    session.add(export)
    await session.flush()
    record(session, Record(act, "export_ledger", "LedgerExport", export.id, detail={"rows": len(rows)}))
    data = {
        "organ": ORGAN,
        "title": "督办台账",
        "cut_off": act.today.isoformat(),
        "rows": [_row(act, each, urges.get(each.id, [])) for each in rows],
    }
    title = f"督办台账（{act.today.isoformat()}）"
    await request_paper(session, act, export, DocumentKind.LEDGER, title, data, formats=(FileFormat.XLSX,))
    return export


async def _urges(session: AsyncSession, rows: list[SupervisedItem]) -> dict[Any, list[str]]:
    query = (
        select(Urge.item_id, Urge.method, func.count(), func.max(Urge.at))
        .where(Urge.item_id.in_([row.id for row in rows]))
        .group_by(Urge.item_id, Urge.method)
        .order_by(Urge.item_id, func.max(Urge.at))
    )
    found: dict[Any, list[str]] = {}
    for item_id, method, count, last in (await session.execute(query)).all():
        found.setdefault(item_id, []).append(f"{method.label}{count}次（最近{local_day(last)}）")
    return found


def _plain(value: Any) -> Any:
    return (
        [str(each) for each in value] if isinstance(value, list) else value if isinstance(value, bool) else str(value)
    )


def _row(act: Act, item: SupervisedItem, urges: list[str]) -> dict[str, Any]:
    """One line of the ledger (spec 08, row 15)."""
    view = act.view
    dispatched = local_day(item.dispatched_at) if item.dispatched_at else item.registered_on
    return {
        "item_no": item.number,
        "source": item.source_type.label,
        "source_ref": item.basis or None,
        "title": item.title,
        "points": list(item.points),
        "leader": view.person_name(item.leader_id) or None,
        "lead_unit": view.unit_name(item.lead_unit_id) or "待明确",
        "support_units": [view.unit_name(unit) for unit in item.assist_unit_ids],
        "responsible": view.person_name(item.responsible_id) or None,
        "assigned_on": dispatched.isoformat(),
        "original_due": item.original_due.isoformat() if item.original_due else None,
        "due": item.due.isoformat() if item.due else None,
        "progress": item.progress or item.state.label,
        "percent": int(item.percent or 0),
        "light": light(item, act).label,
        "extensions": item.extension_count,
        "records": urges,
        "closed_on": item.closed_on.isoformat() if item.closed_on else None,
    }
