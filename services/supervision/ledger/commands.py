"""Exporting the ledger: the rows that the asker may see, as a file made by documents (spec 08, no. 15)."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import func, not_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.shared import DocumentKind, FileFormat
from services.kernel.acts import Act
from services.kernel.audit import Record, record
from services.kernel.refusals import CONTENT_INVALID, refuse
from services.supervision.followup.model import Urge
from services.supervision.items.lights import light
from services.supervision.items.model import SupervisedItem, local_day
from services.supervision.items.queries import LedgerFilter, visible_items
from services.supervision.ledger.model import LedgerExport
from services.supervision.papers.commands import request_paper

MOST_ROWS = 1500  # one request stays well under the bus's limit of 1 MiB

COLUMNS = (
    "编号",
    "来源类别",
    "依据文号",
    "事项",
    "要点",
    "分管领导",
    "牵头单位",
    "协办单位",
    "责任人",
    "交办日期",
    "原时限",
    "现时限",
    "进展",
    "完成百分比",
    "状态",
    "状态灯",
    "延期次数",
    "督办记录",
    "办结日期",
)


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
        "title": "督办台账",
        "as_of": act.today.isoformat(),
        "columns": list(COLUMNS),
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


def _row(act: Act, item: SupervisedItem, urges: list[str]) -> list[str | int | float | None]:
    """One line of the ledger; dates as ISO days and numbers as numbers, so that the sheet can type its cells."""
    view = act.view
    return [
        item.number,
        item.source_type.label,
        item.basis,
        item.title,
        "\n".join(f"{no}.{text}" for no, text in enumerate(item.points, 1)),
        view.person_name(item.leader_id),
        view.unit_name(item.lead_unit_id),
        "、".join(view.unit_name(unit) for unit in item.assist_unit_ids),
        view.person_name(item.responsible_id),
        local_day(item.dispatched_at).isoformat() if item.dispatched_at else None,
        item.original_due.isoformat() if item.original_due else None,
        item.due.isoformat() if item.due else None,
        item.progress,
        float(item.percent) if item.percent is not None else None,
        item.state.label,
        light(item, act).label,
        item.extension_count,
        "；".join(urges),
        item.closed_on.isoformat() if item.closed_on else None,
    ]
