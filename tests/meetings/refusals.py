"""A refusal changes nothing but the audit: tests that say which code they provoke are watched while they do it.

`@pytest.mark.refuses("CODE", …)` on a test: every mutation of it that is refused with one of the codes must leave all
tables as they were and put exactly one refusal on the audit, and each of the codes must in fact be provoked.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text

from tests.service import RunningService

AUDIT = "audit_entry"
# What the house writes by itself, whoever asks whatever: marks of the relay, of the timers and of the lock on the bus.
RESTLESS = {"outbox": "seq, id, subject", "timer_run": "name"}
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"


async def everything(service: RunningService) -> tuple[dict[str, tuple[int, int]], int]:
    """Rows and a checksum of every table but the audit, and how many refusals stand on the audit."""
    await service.timers_done()
    async with service.runtime.sessions() as session:
        tables = [name for (name,) in await session.execute(text(TABLES)) if name != AUDIT]
        parts = [
            f"SELECT '{name}', count(*), coalesce(sum(hashtext(row::text)), 0) "
            f'FROM (SELECT {RESTLESS.get(name, "*")} FROM "{name}") AS row'
            for name in tables
        ]
        rows = {
            name: (count, checksum) for name, count, checksum in await session.execute(text(" UNION ALL ".join(parts)))
        }
        refusals = await session.scalar(text(f"SELECT count(*) FROM {AUDIT} WHERE outcome = 'REFUSED'"))
    return rows, refusals or 0


def refused_with(answer: dict[str, Any]) -> set[str]:
    """The codes of a GraphQL answer that is a refusal."""
    values = (answer.get("data") or {}).values()
    return {each["code"] for value in values if isinstance(value, dict) for each in value.get("violations", ())}


@pytest.fixture(autouse=True)
def refusals_change_nothing(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Watches the tests that are marked with the codes they provoke."""
    marked = {code for mark in request.node.iter_markers("refuses") for code in mark.args}
    if not marked:
        yield
        return
    provoked: set[str] = set()
    post = RunningService.post

    async def watched(self: RunningService, query: str, *, as_: str | None = None, **variables: Any) -> dict[str, Any]:
        if not query.lstrip().startswith("mutation"):
            return await post(self, query, as_=as_, **variables)
        before, refusals = await everything(self)
        answer = await post(self, query, as_=as_, **variables)
        codes = refused_with(answer) & marked
        if codes:
            provoked.update(codes)
            after = await everything(self)
            assert after == (before, refusals + 1), f"{codes} changed more than the audit"
        return answer

    monkeypatch.setattr(RunningService, "post", watched)
    yield
    assert provoked == marked, "the test does not provoke what it says"
