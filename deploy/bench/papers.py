"""From the last signature to the issued paper, one paper after the other."""

import asyncio
import time
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from deploy.bench.figures import Figure, p50
from deploy.bench.meetings import Held, hold, sign
from deploy.bench.reader import Question, Reader
from deploy.bench.records import rows
from deploy.demo.office import Office
from deploy.demo.people import County
from deploy.local.stack import Stack
from services.kernel.clock import wall

PAPERS = 10
PATIENCE_SECONDS = 60.0
LOOK_SECONDS = 0.02
STATE = "query($id: ID!) { minutes(id: $id) { state papers { failureZh } } }"
SIGNED = """select object_id, pg_xact_commit_timestamp(xmin) as at from audit_entry
where action = 'sign_minutes' and to_state = 'SIGNED' and object_id = any($1)"""
MADE = """select document.requester_id, audit_entry.action, pg_xact_commit_timestamp(audit_entry.xmin) as at
from audit_entry join document on document.id = audit_entry.object_id
where audit_entry.action in ('render_document', 'issue_document') and document.requester_id = any($1)"""


async def measure_papers(stack: Stack, office: Office, county: County, reader: Reader) -> list[Figure]:
    """Sign the minutes of ten meetings, each when the one before is out; the first paper warms LibreOffice up."""
    waiting = [await hold(office, county, f"第{n}号专项工作") for n in range(PAPERS + 1)]
    readable: dict[UUID, datetime] = {}
    for held in waiting:
        await sign(office, held)
        readable[UUID(held.minutes_id)] = await _issued(reader, held)
    ids = [UUID(held.minutes_id) for held in waiting[1:]]
    signed = {row["object_id"]: row["at"] for row in await rows(stack, "meetings", SIGNED, ids)}
    made = {(row["requester_id"], row["action"]): row["at"] for row in await rows(stack, "documents", MADE, ids)}

    def seconds(pairs: Iterable[tuple[datetime, datetime]]) -> list[float]:
        return [(until - since).total_seconds() for since, until in pairs]

    whole = seconds((signed[each], readable[each]) for each in ids)
    draft = seconds((signed[each], made[each, "render_document"]) for each in ids)
    paper = seconds((made[each, "render_document"], made[each, "issue_document"]) for each in ids)
    back = seconds((made[each, "issue_document"], readable[each]) for each in ids)
    note = f"{PAPERS}份，逐份；最慢{max(whole):.2f}秒"
    return [
        Figure("paper_issued_p50", "最后签字→纪要已印发（经网关可见）", p50(whole), "s", 4.0, note),
        Figure("paper_draft_p50", "　其中：送达、送审稿成文", p50(draft), "s"),
        Figure("paper_final_p50", "　其中：编号、排版、转PDF、核验、印发", p50(paper), "s"),
        Figure(
            "paper_told_p50",
            "　其中：告知会议、经网关可见",
            p50(back),
            "s",
            note=f"每{LOOK_SECONDS * 1000:.0f}毫秒看一次",
        ),
    ]


async def _issued(reader: Reader, held: Held) -> datetime:
    """When the minutes were first seen to be issued."""
    question, deadline = Question(STATE, id=held.minutes_id), time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        minutes = await reader.ask(question)
        if minutes["state"] == "ISSUED":
            return wall()
        if any(paper["failureZh"] for paper in minutes["papers"]):
            break
        await asyncio.sleep(LOOK_SECONDS)
    raise TimeoutError(f"minutes {held.minutes_id} were not issued: {minutes}")
