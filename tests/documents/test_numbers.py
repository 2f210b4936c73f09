"""发文字号: unique and without gaps, whatever happens at the same time."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.county import SeriesRow
from services.contracts.words.shared import DocumentKind, FileFormat, PublicAttribute
from services.documents.issuing import numbers
from services.documents.issuing.commands import request_document
from services.documents.issuing.model import Document, DocumentState, PaperNumber
from services.documents.issuing.worker import DocumentWorker
from services.documents.rendering.pdf import PdfWorker
from services.documents.subscribers import inbox
from services.documents.timers import timers
from services.kernel.acts import Act
from services.kernel.clock import SHANGHAI, SteeredClock
from services.kernel.refusals import Refused
from services.kernel.runtime import Runtime
from services.kernel.settings import Settings
from tests.documents.story import Story, a_request

ROW = SeriesRow(key="", name="试", format="试〔{year}〕{n}号", owner="documents", source="测试")


class Crash(Exception):
    """The process dies here."""


def a_document(series: str, external: str | None, act: Act) -> Document:
    return Document(
        request_id=uuid4(),
        source="meetings",
        requester_type="Meeting",
        requester_id=uuid4(),
        kind=DocumentKind.OFFICIAL_PAPER,
        state=DocumentState.ISSUED,
        title="试",
        data={},
        formats=[],
        series=series,
        external_number=external,
        recipients=[],
        cc=[],
        public_attribute=PublicAttribute.NOT_PUBLIC,
        restricted=False,
        reader_ids=[],
        unit_ids=[],
        checks=[],
        problems=[],
        created_at=act.at,
    )


async def take(session: AsyncSession, act: Act, row: SeriesRow, external: int | None, crash: bool) -> None:
    """What the issuing transaction does with numbers, between which it renders."""
    text = row.number(act.today.year, external) if external else None
    document = a_document(row.key, text, act)
    session.add(document)
    await session.flush()
    if text is not None:
        year, number = await numbers.external(session, act, row, text)
    else:
        counter = await numbers.lock(session, row.key, act.today.year)
        year, number = counter.year, await numbers.upcoming(session, counter)
        counter.last = number
    await asyncio.sleep(0)
    numbers.take(session, act, document, row, year, number)
    await session.flush()
    if crash:
        raise Crash


@examples(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    plan=st.lists(st.tuples(st.one_of(st.none(), st.integers(1, 12)), st.booleans()), min_size=1, max_size=14),
)
async def test_numbers_are_unique_and_gapless(documents: Story, plan: list[tuple[int | None, bool]]) -> None:
    runtime = documents.service.runtime
    act = await runtime.system_act()
    key = f"T{uuid4().hex}"
    row = ROW.model_copy(update={"key": key, "format": f"{key}〔{{year}}〕{{n}}号"})

    async def one(external: int | None, crash: bool) -> None:
        try:
            async with runtime.sessions.begin() as session:
                await take(session, act, row, external, crash)
        except (Crash, Refused):
            pass

    await asyncio.gather(*(one(external, crash) for external, crash in plan))
    async with runtime.sessions() as session:
        rows = (await session.execute(select(PaperNumber).where(PaperNumber.series == key))).scalars().all()
    own = sorted(each.number for each in rows if not each.external)
    given = {each.number for each in rows if each.external}
    assert len(own) == sum(1 for external, crash in plan if external is None and not crash)
    assert len(rows) == len({each.number for each in rows})
    # Without gaps: every number up to the last one of our own is taken, by us or on paper.
    assert set(range(1, max(own, default=0) + 1)) <= set(own) | given


def test_a_number_is_read_as_it_is_printed() -> None:
    row = ROW.model_copy(update={"key": "X", "format": "常务会议纪要〔{year}〕第{n}次"})
    assert numbers.parse(row, row.number(2022, 12)) == (2022, 12)
    for wrong in ("常务会议纪要〔2022〕第012次", "常务会议纪要[2022]第1次", "常务会议纪要〔22〕第1次", "〔2022〕第1次"):
        assert numbers.parse(row, wrong) is None


async def numbered(settings: Settings, tmp_path: Path, requests: list[tuple[str, dict[str, Any]]]) -> list[str | None]:
    """The numbers of papers that are asked for one after the other, each on its day."""
    runtime = Runtime(settings, inbox, timers)
    worker = DocumentWorker(runtime, PdfWorker(tmp_path / "office", settings.fontconfig))
    printed = []
    try:
        for now, changes in requests:
            assert isinstance(runtime.clock, SteeredClock)
            at = datetime.fromisoformat(f"{now}T09:00").replace(tzinfo=SHANGHAI)
            runtime.clock.move(at, runtime.clock.version + 1)
            request = a_request(**{"signed_on": now, "formats": (FileFormat.DOCX,), **changes})
            async with runtime.sessions.begin() as session:
                document = await request_document(session, await runtime.system_act(), request, "meetings")
            while await worker.step():
                pass
            async with runtime.sessions() as session:
                printed.append((await session.get_one(Document, document.id)).full_number)
    finally:
        await runtime.engine.dispose()
    return printed


async def test_the_year_of_a_number_is_that_of_the_issue(settings: Settings, tmp_path: Path) -> None:
    old, new = ({"series": "COUNTY_PAPER", "signed_on": day} for day in ("2022-12-30", "2022-12-31"))
    printed = await numbered(settings, tmp_path, [("2022-12-30", old), ("2023-01-03", new)])
    assert printed == ["平政发〔2022〕1号", "平政发〔2023〕1号"]


async def test_the_series_goes_on_after_the_papers_that_were_issued_outside(settings: Settings, tmp_path: Path) -> None:
    own = {"series": "PLENARY_MINUTES"}
    paper = "全体会议纪要〔{}〕第{}次".format
    requests: list[tuple[str, dict[str, Any]]] = [
        ("2022-12-29", {**own, "external_number": paper(2022, 1)}),
        ("2022-12-30", own),
        ("2023-01-03", own),  # the year begins anew
        ("2023-01-04", {**own, "external_number": paper(2022, 3)}),  # of last year, and leaves this one alone
        ("2023-01-04", {**own, "external_number": paper(2023, 2)}),
        ("2023-01-05", own),
        ("2023-01-05", {**own, "external_number": paper(2023, 3)}),  # taken by our own: no double
    ]
    printed = await numbered(settings, tmp_path, requests)
    years = ((2022, 1), (2022, 2), (2023, 1), (2022, 3), (2023, 2), (2023, 3))
    assert printed == [*(paper(year, n) for year, n in years), None]
