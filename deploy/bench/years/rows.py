"""Rows of one service's database, gathered table by table and copied in at once (COPY)."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import Column, Table
from sqlalchemy.dialects.postgresql.asyncpg import dialect

ASYNCPG = dialect()  # type: ignore[no-untyped-call]
Fill = Callable[[], Any]


class Layout:
    """How a row of one table is written: its columns in order, what stands in those not named, and their types."""

    def __init__(self, model: Any) -> None:
        table: Table = model.__table__
        columns = [column for column in table.columns if column.computed is None and column.identity is None]
        self.table = table.name
        self.rank = table.metadata.sorted_tables.index(table)  # what a row refers to is written before it
        self.names = [column.name for column in columns]
        self._known = frozenset(self.names)
        self._columns = [(column.name, _fill(column), _writer(column)) for column in columns]

    def record(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        """The row as the driver takes it; raises TypeError for a column that the table has not."""
        if strange := values.keys() - self._known:
            raise TypeError(f"{self.table} has no {', '.join(sorted(strange))}")
        row = []
        for name, fill, write in self._columns:
            value = values[name] if name in values else fill()
            row.append(write(value) if write is not None and value is not None else value)
        return tuple(row)


@cache
def layout(model: Any) -> Layout:
    """The layout of a model's table, worked out once."""
    return Layout(model)


class Rows:
    """What is to be copied into one database."""

    def __init__(self) -> None:
        self.records: dict[Layout, list[tuple[Any, ...]]] = defaultdict(list)  # as the driver takes them

    def add(self, model: Any, id: UUID | None = None, **values: Any) -> None:
        """One row of the model's table; what is not named is the column's default, or null."""
        written = layout(model)
        self.records[written].append(written.record(values if id is None else {"id": id, **values}))

    def __len__(self) -> int:
        return sum(len(records) for records in self.records.values())

    def counts(self) -> dict[str, int]:
        """How many rows of each table."""
        return {written.table: len(records) for written, records in self.records.items()}

    async def copy(self, dsn: str) -> None:
        """Write everything gathered in one transaction, and forget it."""
        connection = await asyncpg.connect(dsn.replace("+asyncpg", ""))
        try:
            async with connection.transaction():
                for written, records in sorted(self.records.items(), key=lambda each: each[0].rank):
                    await connection.copy_records_to_table(written.table, records=records, columns=written.names)
        finally:
            await connection.close()
        self.records.clear()


def _fill(column: Column[Any]) -> Fill:
    """What stands in the column when nobody says: its default; 1 in the version that SQLAlchemy counts."""
    default: Any = column.default
    if default is not None and default.is_callable:
        return lambda: default.arg(None)
    value = default.arg if default is not None else 1 if column.name == "version" else None
    return lambda: value


def _writer(column: Column[Any]) -> Callable[[Any], Any] | None:
    """How a value of the column's type is given to the driver; None when as it stands."""
    kind = column.type.dialect_impl(ASYNCPG)
    return kind.bind_processor(ASYNCPG)
