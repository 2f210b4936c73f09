"""Lists as Relay connections: keyset paging that does not drift, at most 100 rows, totals only on request."""

import base64
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

import orjson
import strawberry
from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.kernel.graphql.context import Info, Presented
from services.kernel.graphql.texts import check_text
from services.kernel.refusals import Malformed

T = TypeVar("T")
DEFAULT_FIRST = 20
MAX_FIRST = 100


@strawberry.federation.type(shareable=True, description="分页信息")
class PageInfo:
    has_next_page: bool = strawberry.field(description="是否还有下一页")
    end_cursor: str | None = strawberry.field(description="本页最后一行的游标")


@strawberry.type
class Edge(Generic[T]):
    cursor: str = strawberry.field(description="游标")
    node: T = strawberry.field(description="内容")


@strawberry.type
class Connection(Generic[T]):
    """One page; `totalCount` is counted only when asked for."""

    edges: list[Edge[T]] = strawberry.field(description="本页各行及游标")
    page_info: PageInfo = strawberry.field(description="分页信息")
    count: strawberry.Private[Callable[[], Awaitable[int]]]

    @strawberry.field(description="本页各行")
    def nodes(self) -> list[T]:
        return [edge.node for edge in self.edges]

    @strawberry.field(description="符合条件的总数（按需统计）")
    async def total_count(self) -> int:
        return await self.count()


@dataclass(frozen=True)
class Order:
    """One column of the order; the last column of an order is always a unique one."""

    column: Any
    descending: bool = False


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else str(value) if isinstance(value, UUID) else value


def _cursor(values: Sequence[Any]) -> str:
    return base64.urlsafe_b64encode(orjson.dumps([_plain(v) for v in values])).decode().rstrip("=")


def _read_cursor(cursor: str, orders: Sequence[Order]) -> list[Any]:
    try:
        values = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(values, list) or len(values) != len(orders):
            raise ValueError("length")
        return [_typed(value, order) for value, order in zip(values, orders, strict=True)]
    except (ValueError, TypeError) as error:
        raise Malformed("after", "分页游标无效") from error


def _typed(value: Any, order: Order) -> Any:
    kind = order.column.type.python_type
    if value is None or kind is bool:
        return value
    return kind.fromisoformat(value) if kind in (date, datetime) else kind(value)


def _after(values: Sequence[Any], orders: Sequence[Order]) -> ColumnElement[bool]:
    """Rows behind the cursor: (a, b) > (x, y), each column in its own direction."""
    alternatives = []
    for n, order in enumerate(orders):
        same = [o.column == v for o, v in zip(orders[:n], values, strict=False)]
        beyond = order.column < values[n] if order.descending else order.column > values[n]
        alternatives.append(and_(*same, beyond))
    return or_(*alternatives)


async def page(
    info: Info,
    shown: type[Presented[T]],
    query: Callable[..., Select[Any]],
    orders: Sequence[Order],
    *,
    first: int | None = None,
    after: str | None = None,
    **arguments: Any,
) -> "Connection[T]":
    """One page of `query(act, **arguments)`, a select of what the asker may see, shown as `shown`.

    The order's columns must not be null. `first` is at most 100; more is an error, not a silent cut.
    """
    first = DEFAULT_FIRST if first is None else first
    if not 0 < first <= MAX_FIRST:
        raise Malformed("first", f"每页行数应为1至{MAX_FIRST}")
    act = info.context.act()
    check_text(arguments)
    statement: Any = query(act, **arguments)
    sorted_statement = statement.order_by(*(o.column.desc() if o.descending else o.column.asc() for o in orders))
    if after:
        sorted_statement = sorted_statement.where(_after(_read_cursor(after, orders), orders))

    async def rows(session: AsyncSession, _: Any) -> list[Any]:
        return list((await session.execute(sorted_statement.limit(first + 1))).scalars())

    async def total(session: AsyncSession, _: Any) -> int:
        return int(await session.scalar(select(func.count()).select_from(statement.subquery())) or 0)

    found = await info.context.read(rows)
    shown_rows = found[:first]
    edges = [
        Edge(cursor=_cursor([getattr(row, o.column.key) for o in orders]), node=shown.of(row)) for row in shown_rows
    ]
    return Connection(
        edges=edges,
        page_info=PageInfo(has_next_page=len(found) > first, end_cursor=edges[-1].cursor if edges else None),
        count=lambda: info.context.read(total),
    )
