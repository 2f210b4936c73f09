"""Which templates are workbooks: made as .xlsx whatever form was asked for, without LibreOffice."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from services.documents.rendering.checker import Finding
from services.documents.rendering.ledger import check_ledger, render_ledger
from services.documents.rendering.statistics import check_statistics, render_statistics


@dataclass(frozen=True)
class Book:
    """How a workbook is made from its data, and how a produced one is checked."""

    render: Callable[[Mapping[str, Any]], bytes]
    check: Callable[[bytes], list[Finding]]


BOOKS: Final[dict[str, Book]] = {
    "ledger": Book(render_ledger, check_ledger),
    "statistics": Book(render_statistics, check_statistics),
}
