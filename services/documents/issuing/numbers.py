"""发文字号: one gapless series a year, taken in the transaction that issues the paper.

The number is printed on the paper, so it must be known before the paper is rendered, and must not be lost when the
process dies while LibreOffice works. Therefore the issuing transaction locks the row of the series, looks which number
comes next, renders, converts and checks with it, and only then writes number, bytes and state together. A crash at any
point rolls back to a number that nobody has and that the next attempt prints again; a paper that fails its check leaves
the counter as it was. Papers of one series are issued one after the other, which they must be anyway.
"""

import re
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts import refusals
from services.contracts.county import SeriesRow
from services.documents.issuing.model import Document, PaperNumber, SeriesCounter
from services.kernel.acts import Act
from services.kernel.refusals import CONTENT_INVALID, refuse

Series = Mapping[str, SeriesRow]


async def lock(session: AsyncSession, series: str, year: int) -> SeriesCounter:
    """The counter of the series and year, locked until the transaction ends."""
    await session.execute(insert(SeriesCounter).values(series=series, year=year, last=0).on_conflict_do_nothing())
    return (
        await session.execute(
            select(SeriesCounter)
            .where(SeriesCounter.series == series, SeriesCounter.year == year)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    ).scalar_one()


async def upcoming(session: AsyncSession, counter: SeriesCounter) -> int:
    """The number that comes next; numbers registered from paper (外部登记) are stepped over."""
    taken = set(
        (
            await session.execute(
                select(PaperNumber.number).where(
                    PaperNumber.series == counter.series,
                    PaperNumber.year == counter.year,
                    PaperNumber.number > counter.last,
                )
            )
        ).scalars()
    )
    number = counter.last + 1
    while number in taken:
        number += 1
    return number


def parse(row: SeriesRow, text: str) -> tuple[int, int] | None:
    """Year and number of a 发文字号 of this series; None when it is none."""
    pattern = re.escape(row.format).replace(r"\{year\}", r"(?P<year>\d{4})").replace(r"\{n\}", r"(?P<n>[1-9]\d{0,5})")
    match = re.fullmatch(pattern, text.strip())
    return (int(match["year"]), int(match["n"])) if match else None


async def external(session: AsyncSession, act: Act, row: SeriesRow, text: str) -> tuple[int, int]:
    """Year and number of a number given on paper before (AMB-47), with its series locked.

    Raises CONTENT_INVALID when it is not of the series or of a year to come, NUMBER_NOT_FREE when it is taken.
    """
    parsed = parse(row, text)
    if parsed is None or parsed[0] > act.today.year:
        raise refuse(CONTENT_INVALID, f"文号“{text}”", path=("externalNumber",))
    year, number = parsed
    await lock(session, row.key, year)
    taken = await session.scalar(
        select(PaperNumber.id).where(
            PaperNumber.series == row.key, PaperNumber.year == year, PaperNumber.number == number
        )
    )
    if taken is not None:
        raise refuse(refusals.NUMBER_NOT_FREE)
    return year, number


def take(session: AsyncSession, act: Act, document: Document, row: SeriesRow, year: int, number: int) -> PaperNumber:
    """Write the number into the register and onto the document; the series is locked by the caller."""
    taken = PaperNumber(
        series=row.key,
        year=year,
        number=number,
        full_number=row.number(year, number),
        document_id=document.id,
        external=document.external_number is not None,
        taken_at=act.at,
    )
    session.add(taken)
    document.year, document.number, document.full_number = year, number, taken.full_number
    return taken
